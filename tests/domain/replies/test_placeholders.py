"""Unfilled slots in every usual form, and code that looks like them."""

from __future__ import annotations

import pytest

from bizcare_tui.domain.prose import without_code
from bizcare_tui.domain.replies.placeholders import find_doubtful_placeholders, find_placeholders

SLOTS = [
    "(TODO: poner el enlace)",
    "(insertar enlace)",
    "Dear [First name],",
    "Hello <Customer Name>,",
    "Order XXX is shipped",
    "TODO: explain",
    "It ships on (DATE of the release).",
    "Hello {name},",
    "Hi {{ name }},",
    "Dear %NAME%,",
    "Hello $customer_name,",
    "Hola ___, gracias",
    "Add …[insert]… here",
    "Hola [Nombre],",
    "Bonjour [votre nom],",
    "Bonjour «Nom»,",
    "Hallo [Vorname],",
    "Witam [imię],",
    "Beste [naam],",
    "Olá [nome do cliente],",
    "Gentile [Nome],",
    "Hallo <Kundenname>,",
    "Hola {Nombre},",
    "Hi {first_name},",
    "Hello ##NAME##,",
    "Dear *|FNAME|*,",
    "Your order [order number] left",
    "The (FECHA) is near",
    "the fix comes (DATE …)",
    "[insérer la date]",
    "[à compléter avec le nom]",
    "Hello [Customer's name],",
    "Hi <<First Name>>,",
    "Pedido xxx enviado",
    "Dear [NAME],",
    "TBD",
    "(insert link here)",
    "Dear ,",
    "Sehr geehrte/r ,",
    "Chère Madame ,",
    "Szanowna Pani ,",
    "Spett.le ,",
    "Bom dia ,",
    "Hola :",
    "Hi {{ticket.requester.first_name}},",
    "Best, {{ current_user.signature | safe }}",
    "Dear #NAME#,",
    "Use https://______/module/cron",
    "set it to <TODO: ask Dirk>",
    "[your name]",
    "[Ihr Kundenname]",
    "[su nombre]",
    "[il Suo nome]",
    "[uw naam]",
    "[Twoje imię]",
    "[o seu nome]",
]
DOUBTFUL = [
    "It is in version XX.XX of the module",
    "registered (no. XXXX/2025)",
    "Enter the key XXXX-XXXX",
    "from version … on",
    "Regards from …,",
    "since version ... (or later)",
    "It is on since <date>.",
    "See <lien vers la doc>",
    "about <Betreff>.",
    "<nº horas>",
    "(Link zur Anleitung einfügen!!)",
    "(screenshot toevoegen)",
    "(à compléter)",
    "(do uzupełnienia)",
    "(da inserire)",
]
NO_SLOTS = [
    "The German template still has {product_name}, but the module fills {product}.",
    "una carpeta llamada avisame (todo en minúscula)",
    "el precio es final (todo incluido)",
    "Write <name> in config.xml",
    "Put {$product.name} there",
    "Use <div> and <span>",
    "[hook h=displayFoo]",
    "$a[0] is null",
    "array['name']",
    "{if $x}a{/if}",
    "<?php echo $name; ?>",
    "The field «Nom» is empty",
    "Set <version>1.2</version> and <name>x</name>",
    "see [the docs](https://x.fr)",
    "size XXL or XXXL",
    "8.x and 1.7.x",
    "TODO FUNCIONA BIEN",
    "he probado todo",
    "[image: captura]",
    "click (PHP) or (URL)",
    "modules/xxx/views",
    "`{name}`",
    "in __construct() and __name__",
    "(see the order page)",
    "the customer (Ana) says",
    "<title> and <link>",
    "[x] done",
    "[1.7.8]",
    "a <b and c> d",
    "(ORDER BY name)",
    "10 % and 20 %",
    "{ display: none }",
    ".a { color: red }",
    "the version (8.1) works",
    "{literal}",
    "{foreach $a as $b}",
    "Hello Ana,",
    "[…]",
    "{% block name %}",
    'data-name="x"',
    '<input name="q">',
    "Hello Ana , it works",
    "Well … it is so",
    "06 12… becomes 33612…",
    "The key has the form XXXX-XXXX-XXXX",
    "np-XXXXXXXX-us7",
    "colour #FF00AA and #333",
    "<script async defer> goes into <head>",
    "(see below)",
    "(todo en minúscula)",
    "the list (see the form)",
]


@pytest.mark.parametrize("text", SLOTS)
def test_a_slot_is_found(text: str) -> None:
    assert list(find_placeholders(text, without_code(text)))


@pytest.mark.parametrize("text", NO_SLOTS)
def test_code_and_plain_words_are_no_slots(text: str) -> None:
    assert list(find_placeholders(text, without_code(text))) == []


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_may_be_a_slot_is_doubtful(text: str) -> None:
    assert list(find_doubtful_placeholders(text, without_code(text)))


@pytest.mark.parametrize("text", NO_SLOTS)
def test_code_and_plain_words_are_not_doubtful(text: str) -> None:
    assert list(find_doubtful_placeholders(text, without_code(text))) == []
