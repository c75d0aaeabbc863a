"""Secrets in a text: every one is found, and nothing else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from generated_texts import addresses, secrets
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.redaction import Redaction
from bizcare_tui.domain.replies.check import check_reply
from bizcare_tui.domain.replies.credentials import MASK, find_credentials, mask_credentials
from bizcare_tui.domain.replies.reply_findings import ReplyFindingKind
from bizcare_tui.domain.replies.reply_index import ReplyIndex
from bizcare_tui.domain.replies.ticket import Ticket, TicketMessage
from bizcare_tui.domain.shops import read_shop, same_shop, shops_named
from bizcare_tui.domain.threads import Author

SECRETS = [
    ("Password: hunter2", "hunter2"),
    ("password = correcthorse", "correcthorse"),
    ("La contraseña es Perro!2024, gracias", "Perro!2024"),
    ("contraseña: margarita", "margarita"),
    ("clave de acceso: Sol.2024.Luz", "Sol.2024.Luz"),
    ("mdp : Ch4tonGris", "Ch4tonGris"),
    ("Le mot de passe est Ch4ton-Gris!", "Ch4ton-Gris!"),
    ("Kennwort Tisch!Eiche88. Bitte nichts löschen", "Tisch!Eiche88"),
    ("Passwort lautet Sommer2024!", "Sommer2024!"),
    ("hasło: KotKotek9", "KotKotek9"),
    ("Hasło to Kot_Kotek9", "Kot_Kotek9"),
    ("wachtwoord is Fiets#12", "Fiets#12"),
    ("senha: cachorro99", "cachorro99"),
    ("código de acesso g7Kp40ZtR1, cartão 0067599079", "g7Kp40ZtR1"),
    ("La password è Gatto!77", "Gatto!77"),
    ("Contraseña:\n  Verano2024", "Verano2024"),
    ("pass (FTP): abc123xyz", "abc123xyz"),
    ("ftp login: maria / Garden!2024", "Garden!2024"),
    ("acceso: admin@tienda.es / Tr0mpeta", "Tr0mpeta"),
    ("usuario tejera_ftp, contraseña Plat4nera.2023.", "Plat4nera.2023"),
    ("mysql://root:s3cr3t@db.example.com/shop", "s3cr3t"),
    ("client_id spojny-118, client_secret 7fT2vXq9LmR4sKd0wZbE", "7fT2vXq9LmR4sKd0wZbE"),
    ("sk_live_51H8xAbCdEfGhIjKlMnOp", "sk_live_51H8xAbCdEfGhIjKlMnOp"),
    ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
    ("api key: 0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"),
    ("webservice XQ2F8ZKQ1T3Y7B9N4M6P5R8W2C1V0L3K end", "XQ2F8ZKQ1T3Y7B9N4M6P5R8W2C1V0L3K"),
]


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_the_secret_itself_is_found_and_masked(text: str, secret: str) -> None:
    assert [text[a:b] for a, b in find_credentials(text)] == [secret]
    assert mask_credentials(text) == text.replace(secret, MASK)


# More than one value, or words around it: the secret is found among what is masked.
AMONG_OTHERS = [
    (
        "https://shop.fr/admin/index.php?controller=AdminX&token=9f86d081884c7d659a2feaa0c55ad015",
        "9f86d081884c7d659a2feaa0c55ad015",
    ),
    ("https://shop.fr/api?ws_key=ABC7XQ2F8ZKQ1T3Y", "ABC7XQ2F8ZKQ1T3Y"),
    ("https://a.fr/x?a=1&api_key=4f9a8b7c6d&b=2", "4f9a8b7c6d"),
    ("Authorization: Bearer abcDEF123456789xyz", "abcDEF123456789xyz"),
    ("Password: P@ss.w0rd", "P@ss.w0rd"),
    ("password: Tienda@2024.es", "Tienda@2024.es"),
    ("password: $Perro2024", "$Perro2024"),
    ('my password is "margarita"', "margarita"),
    ("Usuario y contraseña: demo@demo.com / prestashop_demo", "prestashop_demo"),
    ("user: admin password: margarita url: x", "margarita"),
    ("'database_password' => 'f5x!k',", "f5x!k"),
    ("define('_DB_PASSWD_', 'f5xk!a');", "f5xk!a"),
    ('{"user":"a","password":"hun ter2"}', "hun ter2"),
    ("PIN: 4711", "4711"),
    ("La clave es 1234", "1234"),
    ("Passwort ist wie folgt: Xyz123!", "Xyz123!"),
    ("Kennung: admin, Kennwort: Hund", "Hund"),
    ("**Password:** hunter2", "hunter2"),
    ("password - Xy7!kkk", "Xy7!kkk"),
    ("FTP:\nftp.moda24.fr\nuser1\nXy9!kk22ab", "Xy9!kk22ab"),
    ("contraseña: usuario2024", "usuario2024"),
    ("SSH root@1.2.3.4 pass Xy9!kk22", "Xy9!kk22"),
    ("Mot de passe temporaire : Tulipe", "Tulipe"),
    ("neues Passwort: kDjWqPzLmX danke", "kDjWqPzLmX"),
    ("password: abc<def9", "abc<def9"),
    ("Hasło to: Kotek99", "Kotek99"),
    ("La contraseña nueva del panel es Perro!2024", "Perro!2024"),
    ("password is now Hunter22!", "Hunter22!"),
    ("username/password: ana/Xyz123", "ana/Xyz123"),
    ("Zugangsdaten: admin / Gx7!abc", "Gx7!abc"),
    ("dane do logowania: admin / Gx7!abc", "Gx7!abc"),
    ("Accès BO : admin@moda.fr - Gx7!abc", "Gx7!abc"),
]


@pytest.mark.parametrize(("text", "secret"), AMONG_OTHERS)
def test_a_secret_is_found_in_every_usual_form(text: str, secret: str) -> None:
    assert secret in [text[a:b] for a, b in find_credentials(text)]


@pytest.mark.parametrize(
    "text",
    [
        "I forgot my password: please help",
        "I forgot my password: help!",
        "Password: forgotten",
        "Password: please send me a new one",
        "Where do I enter the password? Thanks",
        "La contraseña: ¿dónde se cambia?",
        "He olvidado mi contraseña: ayuda",
        "Das Passwort: wie ändere ich es?",
        "Passwort vergessen: was tun?",
        "mot de passe : impossible de le changer",
        "Password: doesn't work",
        "The password is not accepted: error 500",
        "The password is wrong",
        "The password is PrestaShop's default",
        "hasło: nie działa",
        "Nie pamiętam hasła: proszę o pomoc",
        "wachtwoord vergeten: help",
        "Esqueci a senha: podem ajudar?",
        "Ho dimenticato la password: aiuto",
        "The token is invalid",
        "Token: expired",
        "Key: value",
        "API key: see the attached screenshot",
        "La clave: actualizar el módulo a 1.7.8.2",
        "La clave está en la caché",
        "Pass me the details: today if possible",
        "login page: https://www.moda24.fr/login?back=my-account",
        "Login / Password: required fields",
        "password reset mail goes to ana@moda24.fr",
        "The password was changed on 2024-05-12",
        "Contraseña cambiada: 12/05/2024",
        "Password length: 8-12 characters",
        "Customer password and PrestaShop8 module",
        "Email",
        "Password",
        "Login",
        "Forgot your password?",
        "User | Password | URL",
        "database error 500, module2 fails",
        "DB: MySQL 8.0.32",
        "FTP: proftpd 1.3.5, PHP 8.1",
        "admin: Modules > Slider2",
        "PASSWORD: ********",
        "contraseña: [tu contraseña]",
        "Passwort: <PASSWORT>",
        "password: $password",
        "token={$token}",
        "token: {token}",
        "key: PS_SHOP_NAME",
        "$this->password = $password;",
        "`password` varchar(255) NOT NULL",
        "password_verify($a, $b)",
        "mot de passe : 8 caractères minimum",
        "SSH: OpenSSH_8.9",
        "public key: see https://www.x.fr/a.pem",
        'Send it through "Modules": secure.',
        "I will not send any password: not by mail",
        "The admin: Anna2",
        "secret: no",
        "The key features: multi-shop, 24/7",
        "tokenizer: v2beta1",
        "https://shop.fr:8080?mail=x@y.de",
        "https://user@shop.fr/",
        "pass: ok",
        "password?",
        "La contraseña es correcta: entra bien",
        "Le mot de passe : celui du compte",
        "Password: the one you sent me",
        "login: no",
        "acceso: Pedidos > Clientes2",
        "Zugang: 2-Faktor",
        "access: read, write2",
        "user: group1, group2",
        "https://www.moda24.fr/login?back=my-account&token=",
        "our shop is www.pass24.de and ww.clave24.es/a1",
        "Order reference: XKBKNABJK",
        "key-rings: 20cm",
        "Schlüssel: 20cm",
        "Schlüsselanhänger: 20cm",
        "Email\nPassword\nLogin",
        "Password\nForgot your password?",
        "User | Password | URL\nana | see mail | www.x2.fr",
        "The password field is empty",
        "Forgot your password? Click the link.",
        "contraseña incorrecta",
        "password: ********",
        "Password: required",
        "el token no llega:\n{$line.attributes} ya trae la talla",
        "He cambiado la contraseña y sigue igual",
        "mot de passe oublié",
        "Das Passwort ist falsch",
        "wachtwoord vergeten",
        "la clave es que el módulo lea la caché",
        "order reference XKBKNABJK",
        "bundle.4f2a9c.js and color #ff00aa",
        "Prestashop 1.7.8.11 and key points",
        "Create an employee with limited rights; the password goes by no message.",
        "Clear the token cache",
        "Login as admin and open Modules > Slider",
        "acceso al back office: Pedidos > Clientes",
        "https://example.com/path?page=2",
        "EAN 5601234567892",
    ],
)
def test_what_only_speaks_of_secrets_is_left_alone(text: str) -> None:
    assert find_credentials(text) == []
    assert mask_credentials(text) == text


def test_a_private_key_goes_whole_and_its_lines_stay() -> None:
    text = "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nAoIBAQ\n-----END RSA PRIVATE KEY-----\nb"
    masked = mask_credentials(text)
    assert "MIIE" not in masked
    assert masked.count("\n") == text.count("\n")
    assert masked.endswith("-----END RSA PRIVATE KEY-----\nb")


_PIECES = st.sampled_from(
    [text for text, _secret in SECRETS] + ["\n", " ", "password: ", "pass", "x" * 9, "//a:b@c"]
)


@given(st.lists(_PIECES | st.text(max_size=8), max_size=8).map(" ".join))
def test_masking_any_text_is_done_once(text: str) -> None:
    spans = find_credentials(text)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(b <= a for (_a, b), (a, _b) in pairwise(spans))
    assert mask_credentials(text).count("\n") == text.count("\n")


@given(st.lists(st.sampled_from([text for text, _secret in SECRETS]), min_size=1, max_size=4))
def test_no_secret_is_left_of_several(texts: list[str]) -> None:
    masked = mask_credentials("\n".join(texts))
    for text in texts:
        secret = dict(SECRETS)[text]
        assert secret not in masked
    assert mask_credentials(masked) == masked


ADDRESSES = list(addresses(5_000))


def test_no_address_of_a_shop_is_recognised_as_a_secret() -> None:
    redaction = Redaction((), ())
    assert [each.text for each in ADDRESSES if mask_credentials(each.text) != each.text] == []
    assert [each.text for each in ADDRESSES if redaction.text(each.text) != each.text] == []


def test_every_address_of_a_shop_can_be_compared() -> None:
    for each in ADDRESSES:
        shop, domain = read_shop(each.address), read_shop(each.domain)
        assert shop is not None, each
        assert domain is not None, each
        assert shop.domain == domain.domain, each
        assert any(same_shop(named, domain) for named in shops_named(each.text)), each


def test_every_address_of_a_shop_can_be_named_in_a_reply() -> None:
    known = ReplyIndex()
    # The whole check takes long; above, each address is read by the part that looks for secrets.
    some = ADDRESSES[::8]
    for start in range(0, len(some), 50):
        named = "\n".join(f"The page {each.address} is blank" for each in some[start : start + 50])
        found = check_reply(named, Ticket(1, "Blank page", (TicketMessage(Author.CUSTOMER, named),)), known)
        assert [one for one in found if one.kind is ReplyFindingKind.CREDENTIALS] == []


def test_every_labelled_secret_is_found() -> None:
    missed = [
        each
        for each in secrets(5_000)
        if each.secret not in [each.text[a:b] for a, b in find_credentials(each.text)]
        or each.secret in mask_credentials(each.text).replace("www.moda24.fr/admin", "")
    ]
    assert missed == []


def test_of_an_address_with_a_secret_the_value_alone_is_masked() -> None:
    text = "https://www.moda24.fr/admin1/index.php?controller=AdminOrders&token=9f86d081884c7d65&id=7"
    assert mask_credentials(text) == text.replace("9f86d081884c7d65", MASK)
    assert mask_credentials("ftp://ana:Xy7%k@ftp.moda24.fr/www") == f"ftp://ana:{MASK}@ftp.moda24.fr/www"


def test_a_redacted_text_keeps_the_numbers_of_addresses() -> None:
    text = "https://moda24.fr/1234567890123456-bag?tel=1-222-333-4444-55 or 0034 600 123 456"
    assert Redaction((), ()).text(text) == (
        "https://moda24.fr/1234567890123456-bag?tel=1-222-333-4444-55 or [telephone]"
    )
