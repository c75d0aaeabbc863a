"""Showing an address that came from outside."""

from __future__ import annotations

import pytest

from bizcare_tui.domain.text import HIDDEN, ZERO_WIDTH
from bizcare_tui.marketplace.address import safe_host


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api.example.org:8443/x", "api.example.org"),
        ("https://\x1bcevil.example/", "cevil.example"),
        ("https://\x9b31mevil.example/", "31mevil.example"),
        ("https://\u202eelpmaxe.example/", f"{HIDDEN}elpmaxe.example"),
        ("https://a\u200bb.example/", f"a{ZERO_WIDTH}b.example"),
        (f"https://{'a' * 200}.example/", "a" * 99 + "…"),
        ("https://[::1", ""),
        ("not the address", ""),
    ],
)
def test_a_host_is_safe_to_show(url: str, host: str) -> None:
    assert safe_host(url) == host
