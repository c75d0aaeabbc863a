"""Shops: read from any address and found in any text, without false matches."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publicsuffixlist import PSLFILE, PublicSuffixList, encode_idn

from bizcare_tui.domain.shops import (
    Shop,
    _suffixes,
    is_similar_name,
    read_shop,
    same_shop,
    shops_in_paths,
    shops_named,
)


def shop(address: str) -> Shop:
    found = read_shop(address)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("address", "host", "domain"),
    [
        ("https://www.Zapatos.ES/fr/?id=1#a", "www.zapatos.es", "zapatos.es"),
        ("zapatos.es", "zapatos.es", "zapatos.es"),
        ("  http://zapatos.es  ", "zapatos.es", "zapatos.es"),
        ("//zapatos.es/x", "zapatos.es", "zapatos.es"),
        ("zapatos.es.", "zapatos.es", "zapatos.es"),
        ("HTTPS://zapatos.es:8443/admin", "zapatos.es", "zapatos.es"),
        ("shop.example-store.co.uk", "shop.example-store.co.uk", "example-store.co.uk"),
        ("one.myshopify.com", "one.myshopify.com", "one.myshopify.com"),
        ("my_env.zapatos.es", "my_env.zapatos.es", "zapatos.es"),
    ],
)
def test_an_address_is_read_down_to_what_was_registered(address: str, host: str, domain: str) -> None:
    assert read_shop(address) == Shop(host, domain, is_test=False, is_odd=False)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "none",
        "https://",
        "co.uk",
        "com",
        "8.1.7",
        "StepAddress.php",
        "javascript:alert(1)",
        "javascript://zapatos.es/%0aalert(1)",
        "data:text/html,zapatos.es",
        "ftp://zapatos.es",
        "https://%7aapatos.es",
        "mi tienda.es",
        "https://zapa\ntos.es",
        "https://zapatos.es:port/",
        "https://zapatos..es",
        "https://-zapatos.es",
        "https://my_shop.es",
        "https://0x7f.1",
        "https://[zapatos.es]",
        "https://\x00zapatos.es",
        "https://" + "a" * 64 + ".es",
        "https://" + "a." * 200 + "es",
        "https://zapatos.es/" + "a" * 5_000,
        "\u200b",
    ],
)
def test_what_names_no_shop_is_none(address: str) -> None:
    assert read_shop(address) is None


@pytest.mark.parametrize(
    ("address", "host"),
    [
        pytest.param("https://zapatos.es@evil.com", "evil.com", id="the shop is a user name"),
        pytest.param("https://zapatos.es:x@evil.com/", "evil.com", id="and a password"),
        pytest.param("https://evil.com\\@zapatos.es", "evil.com", id="a browser ends the host there"),
        pytest.param("https:\\\\zapatos.es", "zapatos.es", id="backslashes for slashes"),
        pytest.param("https://zap\u0430tos.es", "xn--zaptos-5nf.es", id="a Cyrillic letter"),
        pytest.param("https://xn--zaptos-5nf.es", "xn--zaptos-5nf.es", id="punycode"),
        pytest.param("https://tienda.españa.es", "tienda.xn--espaa-rta.es", id="an honest accent"),
        pytest.param("https://ｚａｐａｔｏｓ.es", "zapatos.es", id="full width"),
        pytest.param("https://zapatos\u3002es", "zapatos.es", id="an ideographic full stop"),
    ],
)
def test_what_may_not_be_what_it_looks_like_is_odd(address: str, host: str) -> None:
    found = shop(address)

    assert (found.host, found.is_odd) == (host, True)


@pytest.mark.parametrize(
    ("address", "is_test"),
    [
        ("https://staging.zapatos.es", True),
        ("https://shop.staging.zapatos.es", True),
        ("https://staging-fr.zapatos.es", True),
        ("https://shop_dev2.zapatos.es", True),
        ("https://preprod.zapatos.es", True),
        ("https://recette.zapatos.es", True),
        ("https://TEST.zapatos.es:8080/x", True),
        ("http://localhost:8080/prestashop", True),
        ("http://tienda.localhost", True),
        ("http://tienda.local", True),
        ("http://tienda.test", True),
        ("http://192.168.1.10/ps", True),
        ("http://127.0.0.1", True),
        ("http://[::1]:8080/", True),
        ("https://www.zapatos.es/staging", False),
        ("https://staging-zapatos.es", False),
        ("https://latest.zapatos.es", False),
        ("https://zapatos.dev", False),
        ("https://8.8.8.8/", False),
    ],
)
def test_test_installs_are_recognised_by_their_address(address: str, is_test: bool) -> None:
    assert shop(address).is_test is is_test


def test_an_ip_address_is_odd_and_has_no_domain() -> None:
    found = shop("http://8.8.8.8:81/shop")

    assert (found.host, found.domain, found.is_odd) == ("8.8.8.8", "", True)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.zapatos.es/fr", "zapatos.es", True),
        ("staging.zapatos.es", "zapatos.es:8080", True),
        ("http://localhost:80", "localhost:8080", True),
        ("zapatos.es", "zapatos.fr", False),
        ("zapatos.es", "miszapatos.es", False),
        ("zapatos.es", "mis-zapatos.es", False),
        ("zapatos.es", "zapatos.es.evil.com", False),
        ("zapatos.es", "https://zap\u0430tos.es", False),
        ("one.myshopify.com", "two.myshopify.com", False),
        ("one.co.uk", "two.co.uk", False),
        ("8.8.8.8", "8.8.4.4", False),
        ("8.8.8.8", "18.8.8.8", False),
        ("shop.com", "myshop.com", False),
        ("localhost", "zapatos.es", False),
    ],
)
def test_shops_are_compared_by_registrable_domain(one: str, other: str, same: bool) -> None:
    assert same_shop(shop(one), shop(other)) is same
    assert same_shop(shop(other), shop(one)) is same


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("Mi tienda es www.zapatos.es y no funciona.", ["www.zapatos.es"]),
        ("Voir https://chaussures.fr/module?x=a.b, merci", ["chaussures.fr"]),
        (
            "<https://scarpe.it> (schuhe.de) »buty.pl« [a](https://obuwie.com.pl)",
            ["scarpe.it", "schuhe.de", "buty.pl", "obuwie.com.pl"],
        ),
        ("web:otra-tienda.fr / shoes.co.uk / ZAPATOS.ES!", ["otra-tienda.fr", "shoes.co.uk", "zapatos.es"]),
        ("**https://zapatos.es**, zapatos.es/fr and www.zapatos.es", ["zapatos.es"]),
        ("zapatos.es and https://dev.zapatos.es", ["zapatos.es", "dev.zapatos.es"]),
        ("runs at http://localhost:8080/ps and http://10.0.0.3/", ["localhost", "10.0.0.3"]),
        ("https://zap\u0430tos.es", ["xn--zaptos-5nf.es"]),
    ],
)
def test_shops_are_found_in_texts(text: str, hosts: list[str]) -> None:
    assert [found.host for found in shops_named(text)] == hosts


@pytest.mark.parametrize(
    "text",
    [
        "Error in StepAddress.php, main.min.js, install.sh, README.md, theme.zip, es.po and foo.py",
        "modules/ps_checkout/ps_checkout.php and classes/order.it/x",
        "/var/www/vhosts/zapatos.es/httpdocs/index.php or C:\\xampp\\zapatos.es",
        "PrestaShop 8.1.7, 1.7.8.11, v9.0.0-beta.1, 8.x, PHP 8.2.12",
        "write to ana@zapatos.es, mailto:ana@zapatos.es or someone@gmail.com",
        "We use google.es, https://www.google.com/maps, paypal.com, prestashop.com, gmail.com, amazon.de",
        "https://addons.prestashop.com/es/12345.html",
        "No funciona.Gracias. Merci.De plus, ok.It works",
        "e.g. this, p.ej. eso, gent.ma clientela, z.B. das, 10 p.m.",
        "order.id, customer.name, this.to, Foo.Bar, no.es si.no",
        "javascript:alert(document.cookie) data:text/html ftp://files.zapatos.es/x",
        "...... http:// https://. www. .es .com localhost",
        "",
    ],
)
def test_other_addresses_are_not_recognised_as_shops(text: str) -> None:
    assert shops_named(text) == ()


def test_the_number_of_shops_is_limited() -> None:
    assert len(shops_named(" ".join(f"shop{number}.es" for number in range(1_000)))) == 20


@pytest.mark.parametrize(
    "body",
    [
        "a" * 400_000 + ".com",
        "a." * 200_000,
        "https:" * 60_000,
        "http://" + "@" * 400_000,
        "a-" * 200_000,
        ":" * 400_000,
    ],
    ids=lambda body: body[:8],
)
def test_a_huge_body_is_read_to_its_end(body: str) -> None:
    assert shops_named(body) == ()


@given(st.text() | st.text("htps:/\\@.[]xn-aé#? \n"))
def test_any_text_can_be_read(text: str) -> None:
    found = read_shop(text)

    assert found is None or (found.host.isascii() and found.host == found.host.lower())
    assert all(named.host.isascii() for named in shops_named(text))


def test_the_rules_of_one_top_level_domain_decide_as_the_whole_list_does() -> None:
    lines = Path(PSLFILE).read_text("utf-8").splitlines()
    rules = [line.partition(" ")[0] for line in lines if line and not line.startswith("//")]
    whole = {only: PublicSuffixList(accept_unknown=False, only_icann=only) for only in (False, True)}
    for rule in rules:
        suffix = encode_idn(rule.lstrip("!").replace("*", "any"))
        for host in (suffix, f"shop.{suffix}", f"www.shop.{suffix}", f"no{suffix}"):
            for only in (False, True):
                domain = _suffixes(host.rpartition(".")[2], only_registered=only).privatesuffix(host)
                assert domain == whole[only].privatesuffix(host), host


@pytest.mark.parametrize("host", ["shop.zapatos", "shop.xn--zapatos", "shop.xn--a-é"])
def test_a_host_under_an_unknown_top_level_domain_is_no_shop(host: str) -> None:
    assert read_shop(host) is None


def test_the_list_of_suffixes_is_loaded_on_first_need() -> None:
    program = (
        "import sys, bizcare_tui.domain.shops; print({'publicsuffixlist', 'idna'}.isdisjoint(sys.modules))"
    )

    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "True"


@pytest.mark.parametrize(
    ("one", "other", "is_similar"),
    [
        ("costa-garden.com", "costa-garden.es", True),
        ("costa-garden.com", "costagarden.com", True),
        ("costa-garden.com", "www.costa-garden-shop.de", True),
        ("costa-garden.com", "costa-outlet.com", False),
        ("costa-garden.com", "shop.costa-garden.com", False),  # the same domain
        ("shop.com", "store.com", False),
    ],
)
def test_domains_that_differ_only_in_their_ending_are_similar(
    one: str, other: str, *, is_similar: bool
) -> None:
    assert is_similar_name(shop(one), shop(other)) is is_similar


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("in /var/www/vhosts/costa-garden.com/httpdocs/modules/x.php:12", ["costa-garden.com"]),
        ("/home/www.costa-garden.com/classes/Hook.php", ["www.costa-garden.com"]),
        ("https://costa-garden.com/en/", []),
        ("modules/x/views/js/front.js/x", []),
        ("/srv/github.com/x", []),
    ],
)
def test_a_folder_named_after_a_domain_names_a_shop(text: str, hosts: list[str]) -> None:
    assert [mention.shop.host for mention in shops_in_paths(text)] == hosts


def test_who_wrote_a_line_of_a_log_is_no_shop() -> None:
    assert shops_named("[2024-10-22 03:15:02] exportapedidos.info: start, 61 orders") == ()
    assert [each.host for each in shops_named("[see] flowers.info: nothing works")] == ["flowers.info"]
