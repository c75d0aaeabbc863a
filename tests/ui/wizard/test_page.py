"""The rows of a wizard's pages, as they are painted."""

from __future__ import annotations

import pytest

from bizcare_tui.ui.wizard.page import WizardRow, row_content


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (WizardRow("a", "text"), "text"),
        (WizardRow("a", "text", is_selected=False), "[ ] text"),
        (WizardRow("a", "text", is_selected=True), "[x] text"),
        (WizardRow("a", "text", is_selected=False, is_exclusive=True), "( ) text"),
        (WizardRow("a", "text", is_selected=True, is_exclusive=True), "(•) text"),
        (WizardRow("a", "[/b] text"), "[/b] text"),
    ],
)
def test_the_mark_of_a_row_says_whether_it_is_selected(row: WizardRow, text: str) -> None:
    assert row_content(row).plain == text


def test_a_row_may_have_a_column_in_a_style_of_its_own_before_its_text() -> None:
    content = row_content(WizardRow("a", "text", is_selected=True, lead="PROVEN  ", lead_style="green"))
    assert content.plain == "[x] PROVEN  text"
    assert [content.plain[each.start : each.end] for each in content.spans if each.style == "green"] == [
        "PROVEN  "
    ]


@pytest.mark.parametrize(
    ("row", "style"),
    [
        (WizardRow("a", "text", is_selected=True), "bold"),
        (WizardRow("a", "text", is_selected=True, dim=True), "dim"),
    ],
)
def test_a_selected_row_is_bold_unless_it_is_dimmed(row: WizardRow, style: str) -> None:
    assert {span.style for span in row_content(row).spans} == {style}
