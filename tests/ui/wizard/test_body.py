"""The rows, the letter and the detail text of a wizard."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content

from bizcare_tui.ui.themed_app import ThemedApp
from bizcare_tui.ui.widgets.composer import DraftArea
from bizcare_tui.ui.wizard.body import PAGE_LINES, WizardBody
from bizcare_tui.ui.wizard.page import WizardRow

ROWS = [WizardRow(name, name.upper()) for name in ("a", "b", "c")]


class BodyApp(ThemedApp[None]):
    """An app with nothing but the body."""

    def __init__(self) -> None:
        super().__init__()
        self.reported: list[str] = []

    def compose(self) -> ComposeResult:
        yield WizardBody()

    @property
    def body(self) -> WizardBody:
        """The body."""
        return self.query_one(WizardBody)

    def on_wizard_body_letter_changed(self) -> None:
        self.reported.append(self.body.letter)

    def selected(self) -> str | None:
        """Return the id of the row under the cursor."""
        row = self.body.selected
        return row.id if row is not None else None


async def test_the_cursor_stays_on_its_row_when_rows_come_and_go() -> None:
    app = BodyApp()
    async with app.run_test():
        app.body.open_rows(ROWS)
        assert app.selected() == "a"
        app.body.move(1)
        app.body.update_rows([WizardRow("new", "NEW"), *ROWS])
        assert app.selected() == "b"
        app.body.update_rows([ROWS[0], ROWS[2]])
        assert app.selected() == "a"
        app.body.select_row("c")
        app.body.select_row("not there")
        assert app.selected() == "c"
        app.body.update_rows([])
        assert app.selected() is None


async def test_the_rows_of_another_page_are_shown_from_the_first_one() -> None:
    app = BodyApp()
    async with app.run_test():
        app.body.open_rows(ROWS)
        app.body.move_to_end(1)
        assert app.selected() == "c"
        app.body.open_rows([WizardRow("z", "Z"), *ROWS])
        assert app.selected() == "z"


async def test_keys_scroll_the_detail_text_of_a_page_without_rows() -> None:
    app = BodyApp()
    async with app.run_test() as pilot:
        app.body.open_rows([])
        app.body.update_detail(Content("\n".join(map(str, range(100)))))
        await pilot.pause()
        app.body.move(1)
        await pilot.pause()
        app.body.move_page(1)
        await pilot.pause()
        assert app.query_one("#about").scroll_offset.y == 1 + PAGE_LINES
        app.body.scroll_to_start()
        await pilot.pause()
        assert app.query_one("#about").scroll_offset.y == 0


async def test_a_letter_takes_the_place_of_the_rows_and_its_changes_are_reported() -> None:
    app = BodyApp()
    async with app.run_test() as pilot:
        app.body.open_rows(ROWS)
        app.body.open_letter("Dear customer")
        await pilot.pause()
        assert not app.query_one("#rows").display
        assert app.focused is app.query_one(DraftArea)
        app.reported = []
        await pilot.press("N", "B")
        while "NBDear customer" not in app.reported:
            await pilot.pause(0.05)


async def test_a_letter_that_was_replaced_can_be_brought_back() -> None:
    app = BodyApp()
    async with app.run_test() as pilot:
        app.body.open_letter("My own")
        app.body.replace_letter("Composed")
        assert app.body.letter == "Composed"
        await pilot.press("ctrl+z")
        assert app.body.letter == "My own"
