"""Lines that are kept through scrolling, and painted again when their item changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.pilot import Pilot
from textual.strip import Strip

from bizcare_tui.ui.widgets.kept_lines import KeptLines, LineKey

LINES, HEIGHT = 100, 10


class Numbers(KeptLines):
    """A line for each number; that of number 3 is never kept."""

    def __init__(self) -> None:
        super().__init__("numbers")
        self.words = [f"number {number}" for number in range(LINES)]
        self.painted: list[int] = []

    def on_mount(self) -> None:
        self.virtual_size = Size(40, LINES)

    def line_keys(self, lines: Iterable[int]) -> Iterator[LineKey | None]:
        for y in lines:
            number = y + round(self.scroll_y)
            yield None if number == 3 else (number, "")

    def render_line(self, y: int) -> Strip:
        number = y + round(self.scroll_y)
        self.painted.append(number)
        return Strip([Segment(self.words[number])]).adjust_cell_length(self.size.width)


class NumbersApp(App[None]):
    """An app that shows numbers."""

    CSS = "Numbers { height: 10; scrollbar-size: 0 0; }"

    def compose(self) -> ComposeResult:
        yield Numbers()


async def scroll_to(pilot: Pilot[None], y: int) -> list[str]:
    """Scroll, and return the lines on the screen."""
    pilot.app.query_one(Numbers).scroll_to(y=y, animate=False, immediate=True)
    await pilot.pause()
    return [line.text.strip() for line in pilot.app.screen._compositor.render_strips()[:HEIGHT]]


async def test_a_line_is_painted_once_however_often_it_comes_into_sight() -> None:
    async with NumbersApp().run_test(size=(40, HEIGHT)) as pilot:
        numbers = pilot.app.query_one(Numbers)
        await scroll_to(pilot, 20)
        numbers.painted.clear()
        assert (await scroll_to(pilot, 0))[0] == "number 0"
        assert (await scroll_to(pilot, 20))[0] == "number 20"
        assert set(numbers.painted) <= {3}


async def test_a_forgotten_item_is_painted_anew() -> None:
    async with NumbersApp().run_test(size=(40, HEIGHT)) as pilot:
        numbers = pilot.app.query_one(Numbers)
        await scroll_to(pilot, 20)
        numbers.words[1] = numbers.words[2] = "changed"
        numbers.forget(1)
        assert (await scroll_to(pilot, 0))[:4] == ["number 0", "changed", "number 2", "number 3"]
        await scroll_to(pilot, 20)
        numbers.forget_others({0})
        assert (await scroll_to(pilot, 0))[2] == "changed"


async def test_a_line_without_an_item_is_never_kept() -> None:
    async with NumbersApp().run_test(size=(40, HEIGHT)) as pilot:
        numbers = pilot.app.query_one(Numbers)
        await scroll_to(pilot, 20)
        numbers.words[3] = "changed"
        assert (await scroll_to(pilot, 0))[3] == "changed"


async def test_what_is_painted_anew_whole_or_in_another_width_is_not_kept() -> None:
    async with NumbersApp().run_test(size=(40, HEIGHT)) as pilot:
        numbers = pilot.app.query_one(Numbers)
        numbers.words[0] = "changed"
        numbers.refresh()
        await pilot.pause()
        assert (await scroll_to(pilot, 0))[0] == "changed"
        numbers.words[0] = "changed again"
        await pilot.resize_terminal(60, HEIGHT)
        await pilot.pause()
        assert (await scroll_to(pilot, 0))[0] == "changed again"
