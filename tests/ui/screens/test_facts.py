"""The text screen: wrapped lines are indented, and nothing is inserted into an address."""

from __future__ import annotations

from bizcare_tui.ui.screens.facts import wrapped_with_indent

ADDRESS = "https://helpcenter-partners.prestashop.com/hc/en-us/articles/19943684793106"


def test_a_wrapped_address_stays_as_it_is() -> None:
    first, *others = [piece.plain for piece in wrapped_with_indent(f"  source    {ADDRESS}", 40)]
    assert first.startswith("  source")
    assert others
    assert all(piece.startswith(" " * 12) for piece in others)
    assert first.strip() == "source"
    assert "".join(piece.removeprefix(" " * 12) for piece in others) == ADDRESS
