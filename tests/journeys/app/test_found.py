"""Search results: the line in the row, the highlighted word, the thread scrolled to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fixed_time import NOW
from person import Person, open_app
from purchase_desk import wire_time

from bizcare_tui.desk.desk import Desk
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox

_QUOTE = "El lun, 16 nov 2026 a las 10:11, Soporte <soporte@modulos.example> escribió:\n"
TEXTS = {
    7001: ["<br>".join(["Zeile mit Text"] * 60) + "<br>Das Fenster schließen Sie oben"],
    7002: ["<br>".join(["줄"] * 60) + "<br>모듈이 작동하지 않습니다"],
    7003: [
        "No sale el pago.",
        "Sí.\n\n" + _QUOTE + "".join(f"> línea {n}\n" for n in range(12)) + "> pimiento en la cita",
    ],
    7004: ["\n".join(f"line {n} of a log" for n in range(600)) + "\nberenjena at the end", "and more"],
}


@pytest.fixture
def desk(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk whose account has these messages."""
    made = Market.given(
        threads=[
            {"id_community_thread": number, "topic": f"Ticket {number}", "name": "Module", "id_product": 77,
             "id_order": number * 10, "qualification": "aftersale",
             "date_add": wire_time(NOW - timedelta(hours=9)), "versionps": "8.1.2", "website": "https://costa.example.com"}
            for number in TEXTS
        ], sales=[],
    )  # fmt: skip
    for number, texts in TEXTS.items():
        for minute, text in enumerate(texts):
            made.add_message(number, text, at=NOW - timedelta(hours=8) + timedelta(minutes=minute))
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    with Sandbox(made) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        opened = Desk()
        opened.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
        opened.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
        yield opened


def marks(person: Person) -> list[str]:
    """What is marked on the screen, from above."""
    return [
        segment.text
        for line in person.lines()
        for segment in line
        if segment.style is not None and segment.style.underline and segment.style.bold
    ]


async def search(person: Person, words: str) -> None:
    await person.press("/")
    await person.type(words)
    await person.press("enter")


@pytest.mark.parametrize("size", [(50, 24), (80, 24), (240, 40)])
@pytest.mark.parametrize(
    ("words", "shown"),
    [("SCHLIESSEN", "schließen"), ("모듈이", "모듈이"), ("pimiento", "pimiento"), ("berenjena", "berenjena")],
)
async def test_the_word_is_marked_in_the_row_and_in_the_thread(
    desk: Desk, words: str, shown: str, size: tuple[int, int]
) -> None:
    async with open_app(desk, size) as person:
        await search(person, words)
        assert shown in marks(person), person.text
        await person.press("enter")
        person.conversation.expect_text(shown)
        reader = person.app.reader
        painted = [segment for y in range(reader.size.height) for segment in reader.render_line(y)]
        assert shown in [each.text for each in painted if each.style is not None and each.style.underline]


async def test_a_phrase_is_marked_over_the_end_of_a_line(desk: Desk) -> None:
    async with open_app(desk, (80, 24)) as person:
        await search(person, '"línea 11 pimiento"')
        await person.press("enter")
        assert {"línea 11", "> pimiento"} <= set(marks(person))


async def test_pasted_lines_become_one(desk: Desk) -> None:
    from textual import events

    async with open_app(desk, (80, 24)) as person:
        await person.press("/")
        field = person.app.panes.field
        assert field is not None
        field.line.post_message(events.Paste("berenjena\r\nat the end\n"))
        await person.settled()
        assert field.line.value == "berenjena at the end"
        assert list(person.inbox.thread_ids) == [7004]
