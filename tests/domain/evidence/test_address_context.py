"""How the words around an address decide whether it names another shop."""

from __future__ import annotations

import pytest
from evaluation_cases import case

from bizcare_tui.domain.evidence.evaluation_data import GroundVerdict
from bizcare_tui.domain.evidence.shop_ground import evaluate_shop

LICENSED = "www.oakandember.co.uk"

THE_SHOP_IN_QUESTION = (
    "The module doesn't work on www.lakeviewfurniture.com, the bar is not shown.",
    "Our shop is lakeviewfurniture.com and the bar hides the button.",
    "Please look at https://www.lakeviewfurniture.com/en/cart, the bar is missing.",
    "Shop URL: https://lakeviewfurniture.com\nNothing is displayed.",
    "Hello, on lakeviewfurniture.com nothing happens when I click add to cart.",
    "La tienda es www.mueblesdellago.com y no aparece la barra.",
    "Bonjour, sur notre boutique www.meublesdulac.fr la barre ne s'affiche pas.",
    "Buongiorno, su www.mobilidellago.it la barra non compare.",
    "In unserem Shop www.seemoebel.de erscheint die Leiste nicht.",
    "Na stronie www.mebleznad.pl pasek się nie pojawia.",
    "You can see the error here: https://www.lakeviewfurniture.com/checkout",
    "We installed it on lakeviewfurniture.com and the back office gives error 500.",
    "Error 500 in https://lakeviewfurniture.com/admin123/index.php?controller=AdminModules",
    "We run candleworld.com and the bar is gone since Monday.",
    "I run a little shop called Candle World (candleworld.com) and the bar won't show.",
    "candleworld.com - bar not showing on checkout",
    "Bar missing https://candleworld.com/checkout",
    "My website www.candleworld.com has the bar in the wrong place.",
    "We've put the module on our second shop, candleworld.com, and there the bar isn't shown.",
    "Please install it on candleworld.com, login to follow.",
    "Since yesterday www.candleworld.com throws an error when the bar loads.",
    "Store: candleworld.com\nPS 8.1.2\nbar is not displayed",
    "Go to https://candleworld.com/shop and add a product: no bar.",
    "Visit candleworld.com on a phone and the bar covers the menu.",
    "The bar on candleworld.com covers the menu.",
    "I installed the module on my other site candleworld.com and it crashes",
    "How do I set this up for candleworld.com? The bar doesn't show",
)

THE_LICENSED_SHOP = (
    "On www.oakandember.co.uk the bar hides. I tested with gtmetrix.com.",
    "Shop: oakandember.co.uk. Our agency pixelforge-studio.com checked the theme.",
    "https://shop.oakandember.co.uk:8443/admin/ gives a 500",
    "oakandember.co.uk/en/ has the bar hidden. I'd like it as on fellrunner-gear.com",
    "Our supplier trade-candles.com sends a CSV; on oakandember.co.uk the import fails.",
    "Bar gone from www.oakandember.co.uk.\n\nAnna\n--\nwww.candleworld.com - our blog",
)

SOMETHING_ELSE = (
    "The feed we send to our account at channelpilot-feeds.com is rejected since the update.",
    "We also sell on bricklane-market.com and orders from there are not imported.",
    "Our images are stored at imgbox-storage.io and the module doesn't load them.",
    "The tracking link goes to track-parcels.net and it gives 404.",
    "I asked the same on forum-presta.net and nobody knew.",
    "Newsletter is sent from mailjetter.com but the coupon doesn't appear.",
    "My colleague from lakeviewfurniture.com uses your module and it works perfectly there.",
    "It works on my friend's shop www.lakeviewfurniture.com, but not on mine.",
    "It works fine on lakeviewfurniture.com but not in our store.",
    "We have another shop, www.lakeviewfurniture.com, where the same module runs without problem.",
    "Our other store lakeviewfurniture.com has no such problem.",
    "We want the menu to look like lakeviewfurniture.com.",
    "I want it to be exactly the way it is on www.lakeviewfurniture.com please.",
    "Can the module import products from lakeviewfurniture.com?",
    "Our ERP is at erp-harbour.com and talks to the module by REST.",
    "The iframe loads from widget.reviewsy.com and is blocked.",
    "Console: Refused to load script https://cdn.trackly.io/t.js",
    "GET https://cdn.trackly.io/t.js net::ERR_BLOCKED_BY_CLIENT",
    "Customers are redirected to pay.securebank.com and then nothing.",
    "The customer paid on securebank.com but the order is in error.",
    "I can buy a licence for my second shop lakeviewfurniture.com? Does it need another one?",
    "Before I install it on lakeviewfurniture.com too, do I need a second licence?",
    "Do I need another licence to use it on www.lakeviewfurniture.com?",
    "My developer at pixelforge-studio.com says it's your module.",
    "We use the theme Warehouse from iqit-commerce.com, latest version.",
    "They told us at hostly.net to raise memory_limit.",
    "Invoice should be sent to billing at accounts.fr-group.com.",
    "I translated the strings with deepl.com and now they're gone.",
    "I checked with gtmetrix.com and pagespeed.web.dev and the module costs 2s.",
    "See the video on vimeo.com/123 that I recorded.",
    "I uploaded the logs at filebin.net/abc.",
    "Screen recording: https://jam.dev/c/abc",
    "Here is a screenshot: https://snipboard.io/abc.jpg",
    "Is it compatible with the module from www.modulesgarden-presta.com?",
    "The redirect URL to set in the Zalando portal is https://partner.zalandoo.com/callback",
    "Our SSL certificate is from letsencrypt.org and valid.",
    "We run a B2B shop at lakeviewfurniture.com as well.",
    "No, the shop isn't lakeviewfurniture.com, that one belongs to my brother.",
    "El cliente viene de lakeviewfurniture.com y no se aplica el descuento.",
    "En nuestra otra tienda, www.mueblesdellago.com, funciona perfectamente.",
    "Vendemos también en mueblesdellago.com, ¿se puede conectar?",
    "Notre autre boutique www.meublesdulac.fr n'a pas ce problème.",
    "Cela marche sur meublesdulac.fr mais pas chez nous.",
    "Nell'altro nostro negozio mobilidellago.it funziona tutto.",
    "In unserem anderen Shop seemoebel.de läuft alles.",
    "W naszym drugim sklepie mebleznad.pl wszystko działa.",
    "Have a look at www.fellrunner-gear.com to see what I mean, their bar slides up.",
    "www.fellrunner-gear.com have a much nicer one, can yours do that?",
    "If you go to fellrunner-gear.com you'll see how I'd love it to behave.",
    "Take a look at fellrunner-gear.com, that is the effect I want.",
    "How do fellrunner-gear.com do it?",
    "I got the idea from fellrunner-gear.com",
    "The site was built by Dave at davecodes.net and he has retired.",
    "Our web guy (davecodes.net) reckons it's your module.",
    "Dave from davecodes.net had a look on Tuesday.",
    "The instructions at presta-howto.com say to clear the cache.",
    "I followed presta-howto.com/clear-cache but no joy.",
    "According to presta-howto.com it's a hook problem.",
    "We moved last month from oldcandles.co.uk, everything else works.",
    "The shop used to live on oldcandles.co.uk.",
    "Since we rebranded from oldcandles.co.uk the licence says invalid domain.",
    "The prices come from our supplier, trade-candles.com, by CSV.",
    "Postage labels are made at clickship.co.uk, and the button has gone.",
    "Reviews on trustyreviews.com are not synced.",
    "Our host is fasthosty.net.",
    "We're hosted with fasthosty.net.",
    "Best wishes\nAnna\nOak & Ember, www.candleworld.com",
    "Kind regards,\nAnna Page\nDirector\nwww.candleworld.com",
    "Email me at anna@candleworld.com please, the bar is gone.",
    "I use Chrome and the extension from wappalyze.com says jQuery 3.",
    "Our test shop is at 203.0.113.7 and the bar is broken.",
    "The staging copy at staging.oakandember.co.uk shows the bar twice.",
    "The staging copy is at oakandember.davecodes.net and shows the bar twice.",
    "A copy of the shop runs on oakember.davecodes.net, break it as you like: no bar there.",
    "We have a dev site, oakdev.davecodes.net, bar is missing there.",
    "I compared with demo.stickybar.com and on yours it works.",
    "On your demo at stickybar-demo.com it is fine.",
    "Your demo https://stickybar-demo.com/en/ shows the bar but mine doesn't.",
    "On your own site stickybar.com it says compatible with 8.",
    "Your product page on addons-shop.com says it is GDPR ready.",
    "Is o\u0430kandember.co.uk ok?",
    "The issue happens on both www.oakandember.co.uk and candleworld.com",
    "It happens on oakandember.co.uk. On candleworld.com too.",
)


@pytest.mark.parametrize("text", THE_SHOP_IN_QUESTION)
def test_another_shop_named_as_the_one_concerned_supports_the_ground(text: str) -> None:
    assert evaluate_shop(case(text, website=LICENSED)).verdict is GroundVerdict.SUPPORTED


@pytest.mark.parametrize("text", THE_LICENSED_SHOP)
def test_the_licensed_shop_contradicts_it_beside_what_is_named_in_passing(text: str) -> None:
    assert evaluate_shop(case(text, website=LICENSED)).verdict is GroundVerdict.CONTRADICTED


@pytest.mark.parametrize("text", SOMETHING_ELSE)
def test_an_address_named_for_something_else_decides_nothing(text: str) -> None:
    assert evaluate_shop(case(text, website=LICENSED)).verdict is GroundVerdict.UNKNOWN
