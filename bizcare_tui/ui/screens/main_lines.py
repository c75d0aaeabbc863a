"""The lines above and below the panes of the main screen: status, section tabs, and key hints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.cells import cell_len
from textual.content import Content

from bizcare_tui.desk.inbox import Section
from bizcare_tui.i18n import _
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.commands.keymap import Keymap, shown_key
from bizcare_tui.ui.startup.first_screen import WIDE

_SHORTEST_NAME, LONGEST_NAME = 3, 24


def status_line(
    late: str, owed: tuple[Sequence[str], Sequence[str]], parts: Sequence[str], width: int
) -> Content:
    """Return the top line: what is late, what else is owed, and the state of the sync and the outbox.

    Args:
        late: text of the late obligations, the most visible text of the screen; may be empty.
        owed: texts of the other obligations: the full ones, and short ones for narrow terminals.
        parts: the texts that follow.
        width: the columns there are.
    """
    full, brief = owed
    fits = len(" · ".join(["bizcare", late, *full])) <= width and width >= WIDE
    rest = " · ".join([*(full if fits else brief), *parts])
    # Problems come last on the line: leave out the program's name rather than cut them.
    is_long = cell_len(f"bizcare ·  {late}  {rest}") > width
    lead: list[str | tuple[str, str]] = [] if is_long else ["bizcare · "]
    lead += [(f" {late} ", "bold reverse"), " "] if late else []
    return Content.assemble(*lead, rest)


def tabs_line(
    sections: Sequence[Section], chosen: Section, counts: Mapping[str, str], more: str, width: int
) -> Content:
    """Return the tabs of the sections, shortened to the columns there are.

    Args:
        sections: all sections.
        chosen: the section that is shown.
        counts: the number of threads by the query of the section.
        more: a text before the sections; may be empty.
        width: the columns there are.
    """
    room = width - (len(more) + 1 if more else 0)
    tabs = next(
        line
        for line, is_last in _tab_variants(sections, chosen, counts)
        if is_last or sum(map(len, line)) + len(line) + 1 < room
    )
    parts: list[tuple[str, str]] = [(f"{more} ", "italic")] if more else []
    for index, (section, tab) in enumerate(zip(sections, tabs, strict=True)):
        opening = "[" if section is chosen else "] " if index and sections[index - 1] is chosen else " "
        parts.append((opening, "bold"))
        parts.append((tab, "bold" if section is chosen else "dim"))
    parts += [("]", "bold")] if sections and sections[-1] is chosen else []
    return Content.assemble(*parts)


def composer_hints(keymap: Keymap) -> list[tuple[str, str]]:
    """Return the keys of the composer; letters go into the draft, so only the other keys work."""
    return [
        *keymap.hints(Context.COMPOSER),
        (keymap.field_key("back"), _("save")),
        (keymap.field_key("help"), keymap.command("help").label),
    ]


def focus_hints(keymap: Keymap) -> list[tuple[str, str]]:
    """Return the keys of focus mode, without the commands that it shows large."""
    from bizcare_tui.ui.widgets.focus_view import LARGE_COMMANDS

    contexts = (Context.FOCUS, Context.CONVERSATION, Context.MAIN)
    commands = [each for each in keymap.usable(contexts) if each.short and each.id not in LARGE_COMMANDS]
    commands.sort(key=lambda each: (each.context is not Context.FOCUS, each.id != "back", each.rank))
    return [(shown_key(each), each.label) for each in commands]


def key_hints_line(hints: Sequence[tuple[str, str]], width: int) -> Content:
    """Return the keys with their labels, the most useful first; leave out what does not fit."""
    room = width
    parts: list[str | tuple[str, str]] = []
    for key, label in hints:
        room -= cell_len(f"{key} {label}")
        if room < 0:
            break
        parts += [(key, "bold"), f" {label}  "]
        room -= 2
    return Content.assemble(*parts)


def _tab_variants(
    sections: Sequence[Section], chosen: Section, counts: Mapping[str, str]
) -> Iterator[tuple[list[str], bool]]:
    """Yield the tabs from the longest form to the shortest; True marks the last, shortest form.

    First the names get shorter, then the counts are left out, except that of the chosen section.
    """
    for length in range(LONGEST_NAME, _SHORTEST_NAME - 1, -1):
        yield [_tab_text(*each, counts, length) for each in enumerate(sections, 1)], False
    shown_counts = dict(counts)
    for section in reversed(sections):
        if section is not chosen:
            shown_counts.pop(section.query, None)
            yield [_tab_text(*each, shown_counts, _SHORTEST_NAME) for each in enumerate(sections, 1)], False
    yield [_tab_text(*each, shown_counts, 1) for each in enumerate(sections, 1)], True


def _tab_text(number: int, section: Section, counts: Mapping[str, str], length: int) -> str:
    """Return a section's tab: its key, its name cut to this length, its count."""
    name = section.name if len(section.name) <= length else section.name[: length - 1] + "…"
    count = counts.get(section.query)
    return f"{number} {name}" + (f" {count}" if count is not None else "")
