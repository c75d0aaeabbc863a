"""Notices on the screens of the app: where they are, when they go, and what is painted for them."""

from __future__ import annotations

from typing import Any

import pytest
from person import Person, open_app
from textual._compositor import Compositor
from textual.geometry import Region

from bizcare_tui.desk.desk import Desk
from bizcare_tui.errors import BizcareError, StoreUnreachable
from bizcare_tui.ui.background import notice_board
from bizcare_tui.ui.notices import NoticeKind
from bizcare_tui.ui.widgets.notice_line import NoticeLine

SIZES = [(80, 24), (120, 40), (200, 50)]


class Watch:
    """The clock of the notices, which only a test moves forward."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        """The seconds since the test began."""
        return self.seconds


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    watch = Watch()
    monkeypatch.setattr(notice_board, "time", watch)
    return watch


def fail(person: Person) -> None:
    person.app.fail(BizcareError("The disk is full.", "Make room."))


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_a_notice_covers_nothing_and_moves_nothing(desk: Desk, size: tuple[int, int]) -> None:
    async with open_app(desk, size) as person:
        before = [line.text for line in person.lines()]
        person.app.notify("Something happened.")
        await person.settled()
        after = [line.text for line in person.lines()]
        changed = [y for y in range(size[1]) if before[y] != after[y]]
        assert changed == [size[1] - 2]
        assert before[changed[0]].strip() == ""
        assert person.notice == "• Something happened."
        person.app.clear_notifications()
        await person.settled()
        assert [line.text for line in person.lines()] == before


async def test_only_its_line_is_painted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[set[Region]] = []
    render = Compositor.render_update

    def note(compositor: Compositor, *arguments: Any, **named: Any) -> Any:
        painted.append(
            {Region(*compositor.size.region)} if named.get("full") else set(compositor._dirty_regions)
        )
        return render(compositor, *arguments, **named)

    async with open_app(desk, (120, 40)) as person:
        region = person.app.panes.query_one(NoticeLine).region
        monkeypatch.setattr(Compositor, "render_update", note)
        for text in ("One", "Another one", ""):
            if text:
                person.app.notify(text)
            else:
                person.app.clear_notifications()
            await person.settled()
        assert painted
        assert all(region.contains_region(each) for regions in painted for each in regions)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_a_long_notice_takes_more_lines_and_the_list_has_it_in_full(
    desk: Desk, size: tuple[int, int]
) -> None:
    words = " ".join(f"word{number}" for number in range(120))
    async with open_app(desk, size) as person:
        person.app.notify(words)
        await person.settled()
        line = person.app.panes.query_one(NoticeLine).region
        assert line.height == 3
        assert line.bottom == size[1] - 1
        assert "word0 word1" in person.notice
        assert person.notice.endswith("… F4")
        # Nothing is covered: the inbox and its last row are above the notice.
        assert person.app.inbox.region.bottom == line.y
        await person.press("f4")
        person.expect_text("Last notices", "word0", "word119")
        await person.press("f4")
        person.app.clear_notifications()
        await person.settled()
        assert person.app.panes.query_one(NoticeLine).region.height == 1
        assert person.app.inbox.region.bottom == size[1] - 2


async def test_severity_is_a_sign_and_no_colour_alone(desk: Desk) -> None:
    async with open_app(desk, (80, 24)) as person:
        person.app.notify("A warning.", severity="warning")
        await person.settled()
        assert person.notice == "⚠ A warning."
        fail(person)
        await person.settled()
        assert person.notice.startswith("✗ ")
        assert "The disk is full. Make room." in person.notice


async def test_brackets_are_no_markup(desk: Desk) -> None:
    async with open_app(desk, (80, 24)) as person:
        person.app.notify("Saved in [/tmp] and [bold]x[/bold]")
        await person.settled()
        assert person.notice == "• Saved in [/tmp] and [bold]x[/bold]"


async def test_a_notice_goes_when_it_was_read(desk: Desk, watch: Watch) -> None:
    async with open_app(desk, (80, 24)) as person:
        person.app.notify("First.")
        person.app.notify("Then.", kind=NoticeKind.BRIEF)
        await person.settled()
        assert person.notice == "• First."
        watch.seconds += 100
        person.app.notices._advance()
        await person.settled()
        assert person.notice == "• Then."
        watch.seconds += 100
        person.app.notices._advance()
        await person.settled()
        assert person.notice == ""


async def test_an_error_stays_until_a_key(desk: Desk, watch: Watch) -> None:
    async with open_app(desk, (80, 24)) as person:
        fail(person)
        await person.press("j")
        assert "The disk is full." in person.notice
        watch.seconds += 100
        person.app.notify("Done.")
        await person.settled()
        assert "The disk is full." in person.notice
        await person.press("j")
        assert person.notice == "• Done."


async def test_a_notice_is_on_top_and_then_on_the_screen_below(desk: Desk) -> None:
    async with open_app(desk, (80, 24)) as person:
        await person.press("question_mark")
        person.app.notify("Something happened.")
        await person.settled()
        assert person.notice == "• Something happened."
        assert person.text.count("Something happened.") == 1
        await person.press("escape")
        assert person.app.screen is person.app.panes
        assert person.notice == "• Something happened."
        await person.press("question_mark")
        assert person.notice == "• Something happened."
        assert person.text.count("Something happened.") == 1


async def test_there_are_no_toasts(desk: Desk) -> None:
    async with open_app(desk, (80, 24)) as person:
        for severity in ("information", "warning", "error"):
            person.app.notify("One", title="A title", severity=severity)
        person.app.panes.notify("From a screen", timeout=1, markup=False)
        await person.settled()
        assert not person.app.query("Toast")
        assert [each.notice.text for each in person.app.notices.last] == [
            "From a screen",
            "One",
            "One",
            "One",
        ]


async def test_the_last_notices_are_kept_once_each_with_their_time(desk: Desk) -> None:
    async with open_app(desk, (80, 24)) as person:
        for number in range(60):
            person.app.notify(f"Notice {number}")
            person.app.notify(f"Notice {number}")
        texts = [each.notice.text for each in person.app.notices.last]
        assert texts == [f"Notice {number}" for number in reversed(range(10, 60))]
        assert person.app.notices.last[0].at <= desk.now()


async def test_the_notice_of_a_store_goes_when_the_store_is_used_again(desk: Desk, watch: Watch) -> None:
    async with open_app(desk, SIZES[0]) as person:
        person.app.fail(StoreUnreachable("The database cannot be reached."))
        await person.settled()
        assert "cannot be reached" in person.notice
        watch.seconds += 6.0
        person.app.check_store()
        await person.settled()
        assert person.notice == ""


async def test_a_notice_that_is_shown_late_does_not_end_the_app(desk: Desk, watch: Watch) -> None:
    async with open_app(desk, SIZES[0]) as person:
        person.app.notify("Something happened.")
        watch.seconds += 1_000.0
        person.app.notices.show()
        await person.settled()
        assert person.app.is_running
