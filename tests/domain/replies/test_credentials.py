"""Secrets in a text: found where they are, and nowhere else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.replies.credentials import MASK, find_credentials, mask

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
    assert mask(text) == text.replace(secret, MASK)


@pytest.mark.parametrize(
    "text",
    [
        "The password field is empty",
        "Forgot your password? Click the link.",
        "contraseña incorrecta",
        "password: ********",
        "Password: required",
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
    assert mask(text) == text


def test_a_private_key_goes_whole_and_its_lines_stay() -> None:
    text = "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nAoIBAQ\n-----END RSA PRIVATE KEY-----\nb"
    masked = mask(text)
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
    assert mask(text).count("\n") == text.count("\n")


@given(st.lists(st.sampled_from([text for text, _secret in SECRETS]), min_size=1, max_size=4))
def test_no_secret_is_left_of_several(texts: list[str]) -> None:
    masked = mask("\n".join(texts))
    for text in texts:
        secret = dict(SECRETS)[text]
        assert secret not in masked
    assert mask(masked) == masked
