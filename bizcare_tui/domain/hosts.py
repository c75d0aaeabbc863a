"""Recognition of hosts that are no customer's shop, by well-known names or by the form of host and path."""

from __future__ import annotations

import re

from bizcare_tui.domain.text_folding import any_of, word_set
from bizcare_tui.domain.word_pattern import WordPattern

# Companies and services that support requests often mention.
_COMPANIES = word_set("""
    anydesk.com apple.com atlassian.net brevo.com chronopost.fr cloudflare.com correos.es dhl.com
    dpd.com facebook.com facebook.net github.com githubusercontent.com gitlab.com bitbucket.org
    googleapis.com googletagmanager.com gstatic.com google-analytics.com gls-group.com inpost.pl
    icloud.com instagram.com ionos.com jquery.com jsdelivr.net laposte.fr laposte.net linkedin.com
    live.com mailchimp.com me.com microsoft.com mondialrelay.fr mozilla.org mysql.com notion.so
    notion.site trello.com asana.com monday.com office.com orange.fr ovh.com ovh.net packagist.org
    php.net asp.net booking.com prestashop-project.org prestashop.com prestashop.net proton.me
    stackoverflow.com symfony.com teamviewer.com tiktok.com twitter.com unpkg.com ups.com w3.org wa.me
    whatsapp.com wikipedia.org wordpress.org x.com zoom.us calendly.com trustpilot.com zendesk.com
    freshdesk.com hubspot.com pinterest.com reddit.com quora.com medium.com archive.org shopify.com
    wix.com squarespace.com wordpress.com woocommerce.com magento.com adyen.com alma.eu aplazame.com
    buckaroo.nl checkout.com dotpay.pl easypay.pt getalma.eu hipay.com ifthenpay.com klarna.com
    mollie.com multisafepay.com nexi.it oney.fr pay.nl paypalobjects.com payplug.com payu.com payu.pl
    przelewy24.pl redsys.es satispay.com scalapay.com sequra.es stripe.com sumup.com tpay.com
    worldpay.com
""")
# Link shorteners, and redirectors that mailing services use in links.
_REDIRECTORS = word_set("""
    1drv.ms adf.ly amzn.to bit.do bit.ly bl.ink buff.ly cutt.ly dub.sh fb.me g.co goo.gl is.gd lnkd.in
    ow.ly qrco.de rb.gy rebrand.ly s.id short.io shorturl.at t.co t.ly t2m.io tiny.cc tinyurl.com v.gd
    youtu.be activehosted.com awstrack.me cmail19.com cmail20.com createsend.com customeriomail.com
    exct.net hubspotlinks.com klaviyomail.com list-manage.com mailgun.org mailjet.com mandrillapp.com
    mjt.lu rs6.net sendgrid.net sendinblue.com sparkpostmail.com
""")
_FILE_HOSTS = word_set("""
    0bin.net awesomescreenshot.com box.com cl.ly codepen.io d.pr dailymotion.com dpaste.com dropbox.com
    dropmefiles.com droplr.com file.io filebin.net filemail.com fromsmash.com gofile.io grosfichiers.com
    gyazo.com hastebin.com ibb.co icedrive.net imgbb.com imgur.com jam.dev jsfiddle.net loom.com
    lightshot.com markup.io marker.io mediafire.com mega.nz monosnap.com nimbusweb.me paste.ee
    pastebin.com pcloud.com postimg.cc prnt.sc prntscr.com recordit.co screencast.com
    screencast-o-matic.com screenpal.com sendgb.com sendspace.com snipboard.io streamable.com
    swisstransfer.com sync.com terabox.com transfernow.net transferxl.com tinypic.com vidyard.com
    vimeo.com we.tl wetransfer.com youtube.com zight.com
""")
_NON_SHOP_DOMAINS = _COMPANIES | _REDIRECTORS | _FILE_HOSTS
# With any top-level domain: amazon.es, google.co.uk.
_NON_SHOP_NAMES = word_set(
    "amazon ebay gmail gmx google hotmail outlook paypal yahoo allegro zalando cdiscount fnac"
)
# Labels in the domains of states, universities and the European Union.
_PUBLIC_BODIES = word_set("ac edu europa gob gouv gov govt mil")

# Label of a server, mail tracker or control panel: "vps-123", "ns31.ip-5-6-7", "url4567", "click", "cpanel".
_SERVER_LABEL = WordPattern(
    any_of(
        r"""
    (?:srv|~other_shop.server_label~|vps|vds|host|hosting|cluster|node|ns|ip|web|box|dedi|dedicated|static|ec2
      |s|h|v)
        -?\d+[a-z0-9-]*
    | (?:hosting|hostingers?|cpanel|plesk|whm|webmail|cpcontacts|cpcalendars
      |ftp|sftp|ssh|mysql|db\d*|pma|phpmyadmin
      |adminer|panel|webdisk|autodiscover|mx\d*)
    | (?:url|ablink|email)\d+
    | (?:ct|trk|track|tracking|tracker|click|clicks|clk|link|links|lnk|redirect|redir|go|out
      |r|t|e|em\d*|mailing|emailing|newsletter|news)
    | (?:cdn|static|assets?|img|imgs?|images?|media|files?|uploads?|downloads?|storage|bucket|s3)\d*
    | (?:share|screens?|screenshots?|captures?|shots?|clip|clips
      |video|videos|drive|cloud|paste|gist|wiki|docs?)
    | \d+(?:-\d+){3}.* | .*\d+-\d+-\d+-\d+.*
        """
    )
)
# A path to one uploaded or shared item, not to a page of a shop: "/c/x", "/share/4fK9".
_SHARED_PATH = re.compile(
    r"/(?:[a-z]|share|shared|watch|embed|clips?|videos?|recordings?|files?|download|raw|shots?"
    r"|screenshots?|album|gallery"
    r"|view|play|d/e|file/d)/[\w~-]{1,80}/?(?:view|edit)?/?",
    re.IGNORECASE,
)
_ID_PATH = re.compile(r"/(?=[a-z0-9_~-]*\d)(?=[a-z0-9_~-]*[a-z])[a-z0-9_~]{6,64}/?", re.IGNORECASE)
_SLUG_PATH = re.compile(
    r"/(?:[a-z]{1,3}/)?(?:\d+[-_])?[a-z]{2,}(?:[-_][a-z0-9]+)+(?:\.html?)?/?|/\d+-[\w-]+/?", re.IGNORECASE
)
_FILE_ENDING = re.compile(
    r"\.(?:png|jpe?g|gif|webp|svg|bmp|mp4|mov|webm|avi|mkv|pdf|zip|rar|7z|gz|log|txt|csv|xlsx?"
    r"|docx?|sql)/?\Z",
    re.IGNORECASE,
)
_ADDRESS_PARTS = re.compile(
    r"(?:https?:)?/*[^/?#]*(?P<path>[^?#]*)(?P<query>\??[^#]*)", re.IGNORECASE | re.DOTALL
)
_PANEL_PORT = re.compile(r"[^/]*//?[^/?#]*:(?:208[2-7]|209[56]|8443|2222|8880|10000|3306|21|22)(?:[/?#]|\Z)")


def is_non_shop_domain(domain: str) -> bool:
    """Return whether a domain belongs to a well-known company or a public body: no customer's shop."""
    if not _PUBLIC_BODIES.isdisjoint(domain.split(".")):
        return True
    return domain in _NON_SHOP_DOMAINS or domain.partition(".")[0] in _NON_SHOP_NAMES


def is_server(host: str, domain: str) -> bool:
    """Return whether the labels before the domain show a server, control panel, tracker or file storage."""
    labels = host.removesuffix(domain).strip(".").split(".")
    return any(label and label != "www" and _SERVER_LABEL.fullmatch(label) for label in labels)


def is_shared_item(address: str) -> bool:
    """Return whether the path of an address leads to one uploaded or shared item."""
    path = _path(address)
    if _SLUG_PATH.fullmatch(path):
        return False
    return bool(_SHARED_PATH.fullmatch(path) or _ID_PATH.fullmatch(path))


def is_file(address: str) -> bool:
    """Return whether an address leads to a file (picture, video, archive) or to a control panel."""
    return bool(_FILE_ENDING.search(_path(address)) or _PANEL_PORT.match(address))


def _path(address: str) -> str:
    parts = _ADDRESS_PARTS.match(address)
    return parts["path"] if parts else ""
