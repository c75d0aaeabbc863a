"""Shop addresses and labelled secrets, as many and as varied as real ones, from a fixed seed."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from dataclasses import dataclass

_NAMES = [
    "moda",
    "tienda",
    "boutique",
    "shop",
    "store",
    "negozio",
    "sklep",
    "winkel",
    "loja",
    "zapatos",
    "deco",
    "bio",
    "vino",
    "perfum",
    "pass",
    "token",
    "clave",
    "key",
    "senha",
    "haslo",
    "pwd",
    "mdp",
    "login",
    "ftp",
    "ssh",
    "admin",
    "secret",
    "wwwshop",
    "ww",
    "pw",
    "pin",
    "möbel",
    "café",
    "niño",
    "łóżko",
    "über",
    "façade",
    "český",
]
_ENDINGS = [
    "fr",
    "es",
    "com",
    "it",
    "de",
    "nl",
    "pt",
    "eu",
    "co.uk",
    "com.es",
    "com.br",
    "shop",
    "store",
    "net",
    "org",
    "be",
    "ch",
    "at",
]
_PATHS = (
    "", "/", "/es/", "/fr/12-robe-rouge.html", "/en/cart?action=show", "/index.php?controller=order&step=2",
    "/module/mollie/payment", "/admin123abc/index.php", "/img/p/1/2/12-large_default.jpg",
    "/contraseña-olvidada",
    "/recuperar-password", "/mot-de-passe-oublie", "/login?back=my-account", "/c/4-pass-y-tokens",
    "/password-recovery", "/search?s=clave+allen&order=product.price.asc",
    "/fr/?utm_source=x&utm_campaign=ete2024",
    "/12-345_678.html#/26-size-m", "/pl/szukaj?controller=search&s=has%C5%82o", "/key-rings/9-token_ring",
)  # fmt: skip
_IN_SENTENCES = (
    "{}", "Our shop is {}", "It happens on {} since Monday.", "See {}, please", "Mi tienda: {}",
    "La web es {}.",
    "El acceso a {} falla", "Notre boutique : {}", "Je ne peux plus me connecter à {} avec mon mot de passe",
    "Unser Shop ({}) ist leer", "Nasz sklep {} nie działa", "Onze winkel = {}", "A loja é {}", "<{}>", "[{}]",
    "URL: {}\nUser sees an error", "Il sito è «{}»", "login page: {}", "password page: {}",
    "The token page is {}",
)  # fmt: skip


@dataclass(frozen=True)
class Address:
    """An address in a sentence, and the registrable domain that it has."""

    address: str
    domain: str
    text: str


def addresses(count: int) -> Iterator[Address]:
    """Return this many addresses of shops: `www.`, digits, hyphens, other letters, ports, queries, paths."""
    chance = random.Random(20)
    for _ in range(count):
        words = chance.sample(_NAMES, chance.choice((1, 1, 2)))
        name = chance.choice(("", "-")).join(words) + chance.choice(("", "", "24", "-365", "2", "123"))
        domain = f"{name}.{chance.choice(_ENDINGS)}"
        scheme = chance.choice(("https://", "http://", "HTTPS://", ""))
        host = (
            chance.choice(("www.", "www.", "", "shop.", "www2.") if scheme else ("www.", "www.", "")) + domain
        )
        port = chance.choice(("", "", "", ":8080", ":443")) if scheme else ""
        address = f"{scheme}{host}{port}{chance.choice(_PATHS)}"
        yield Address(address, domain, chance.choice(_IN_SENTENCES).format(address))


_LABELS = [
    "password",
    "Password",
    "PASSWORD",
    "passphrase",
    "pwd",
    "Pass",
    "passwd",
    "FTP password",
    "SSH password",
    "DB password",
    "admin password",
    "Back office password",
    "WiFi password",
    "contraseña",
    "Contraseña",
    "contraseña del FTP",
    "clave",
    "Clave de acceso",
    "CONTRASEÑA",
    "mot de passe",
    "Mot de passe",
    "mdp",
    "MDP",
    "code d'accès",
    "mot de passe FTP",
    "mot de passe du back office",
    "Passwort",
    "Kennwort",
    "FTP-Passwort",
    "Datenbankpasswort",
    "Passwort für den FTP-Zugang",
    "Zugangscode",
    "hasło",
    "Hasło",
    "hasło do FTP",
    "hasło do bazy danych",
    "wachtwoord",
    "Wachtwoord",
    "FTP-wachtwoord",
    "wachtwoord van de backoffice",
    "toegangscode",
    "senha",
    "Senha",
    "senha do FTP",
    "palavra-passe",
    "Palavra passe",
    "código de acesso",
    "parola d'ordine",
    "password di accesso",
    "codice di accesso",
    "db_password",
    "DB_PASSWD",
    "MYSQL_PASSWORD",
]
_KEYS = [
    "API key",
    "api_key",
    "API token",
    "access token",
    "token",
    "Token",
    "secret",
    "client_secret",
    "clé API",
    "clave API",
    "klucz API",
    "API-Schlüssel",
    "chiave API",
    "chave da API",
    "webservice key",
    "secret key",
    "access_token",
]
_SIGNS = (": ", ":", " : ", " = ", "=", ":\n", ":\n  ", " => ", " -> ", ":\t")
_VERBS = {
    "password": " is ", "Password": " is: ", "contraseña": " es ", "Contraseña": " es: ",
    "mot de passe": " est ",
    "Mot de passe": " est : ", "Passwort": " ist ", "Kennwort": " lautet ", "hasło": " to ",
    "Hasło": " brzmi ",
    "wachtwoord": " is ", "senha": " é ", "Senha": " é: ", "password di accesso": " è ", "clave": " es ",
    "Clave de acceso": " es ", "API key": " is ", "token": " is ",
}  # fmt: skip
_BEFORE = (
    "",
    "Hola,\n",
    "User: maria\n",
    "Hier die Daten. ",
    "- ",
    "Voici : \n",
    "The ",
    "Our ",
    "user: ana, ",
)
_AFTER = ("", "\n", "\nThanks", ". Thanks", "\nGracias, un saludo", ", merci", "\nURL: www.moda24.fr/admin2")
_ANY = string.ascii_letters + string.digits + "!#$%&*+-=@^_~/(){}"
_HEX, _MIXED = string.hexdigits.lower(), string.ascii_letters + string.digits
_LOOSE = (
    "{0}\n{1}", "User\nmaria\n{0}\n{1}", "{0}\n\n{1}\n", "FTP: maria / {1}", "SSH login: root:{1}",
    "DB: shop_db / {1}", "Login / {0}: maria@moda24.fr / {1}",
)  # fmt: skip
_LISTED = ("", "\n", "\nThanks", "\nUser: maria", " ")


@dataclass(frozen=True)
class Secret:
    """A secret in a text."""

    secret: str
    text: str


def secrets(count: int) -> Iterator[Secret]:
    """Return this many secrets as people send them: labels of eight languages, separators, quotes, tables."""
    chance = random.Random(21)
    for number in range(count):
        yield (_sentence, _sentence, _sentence, _by_verb, _quoted, _cells, _below)[number % 7](chance)


def _password(chance: random.Random) -> str:
    word = "".join(
        chance.choice("bcdfgmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(2, 5))
    )
    match chance.randrange(5):
        case 0:
            return word.capitalize() + str(chance.randint(10, 2026)) + chance.choice("!@#$%&*+=")
        case 1:
            return (
                chance.choice(string.ascii_letters)
                + "".join(chance.choices(_ANY, k=12))
                + str(chance.randint(0, 9))
            )
        case 2:
            return f"{word}{chance.choice('._-@#')}{word[::-1]}{chance.randint(1, 999)}"
        case 3:
            return word + str(chance.randint(100, 99999))
        case _:
            return f"{word.capitalize()}{chance.choice('!#$&*')}{word.capitalize()}"


def _key(chance: random.Random) -> str:
    letters = chance.choice((_HEX, _MIXED, _MIXED + "-_"))
    return "a7" + "".join(chance.choices(letters, k=chance.choice((18, 30, 38)))) + "x4"


def _labelled(chance: random.Random) -> tuple[str, str]:
    if chance.random() < 0.2:
        return chance.choice(_KEYS), _key(chance)
    return chance.choice(_LABELS), _password(chance)


def _sentence(chance: random.Random) -> Secret:
    label, secret = _labelled(chance)
    return Secret(
        secret, chance.choice(_BEFORE) + label + chance.choice(_SIGNS) + secret + chance.choice(_AFTER)
    )


def _by_verb(chance: random.Random) -> Secret:
    label, verb = chance.choice(list(_VERBS.items()))
    secret = _key(chance) if label in _KEYS else _password(chance)
    return Secret(secret, f"{chance.choice(_BEFORE)}{label}{verb}{secret}{chance.choice(_AFTER)}")


def _quoted(chance: random.Random) -> Secret:
    label, secret = _labelled(chance)
    first, last = chance.choice(('""', "''", "«»", "“”", "``", "„“"))
    return Secret(secret, f"{chance.choice(_BEFORE)}{label}: {first}{secret}{last}{chance.choice(_AFTER)}")


def _cells(chance: random.Random) -> Secret:
    secret, label, between = _password(chance), chance.choice(_LABELS), chance.choice((" | ", "\t"))
    rows = (
        f"URL{between}{label}\nwww.moda24.fr/admin1{between}{secret}",
        f"User{between}maria\n{label}{between}{secret}\nURL{between}www.moda24.fr",
        f"{label}{between}{secret}",
        f"FTP{between}User{between}{label}\nftp.moda24.fr{between}maria{between}{secret}",
    )
    return Secret(secret, chance.choice(rows) + chance.choice(_LISTED))


def _below(chance: random.Random) -> Secret:
    label = chance.choice(_LABELS)
    secret = _password(chance) + "4"
    text = chance.choice(_LOOSE)
    return Secret(secret, text.format(label, secret) + chance.choice(_LISTED[:3]))
