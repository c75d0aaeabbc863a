"""The lines above and below the panes of the main screen: status, section tabs, and key hints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style

from bizcare_tui.desk.inbox import Section
from bizcare_tui.i18n import _
from bizcare_tui.present.cells import fit
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.commands.key_hints import KeyHint
from bizcare_tui.ui.commands.key_labels import key_label
from bizcare_tui.ui.commands.keymap import Keymap, shown_key
from bizcare_tui.ui.startup.first_screen import WIDE

# The count of a section without threads.
_NO_THREADS = "0"
# The cells that the lines leave free at both sides together.
_MARGINS = 2


# The name under which the style of a tab has the number of its section, for a click on it.
SECTION_META = "section"


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
    """Return the tabs of the sections that have threads; each keeps its digit.

    The name of the chosen section is always written; the other names only where all of them fit.

    Args:
        sections: all sections.
        chosen: the section that is shown.
        counts: the number of threads by the query of the section; one without a number is not shown yet.
        more: a text before the sections; may be empty.
        width: the columns there are.
    """
    room = width - (cell_len(more) + 1 if more else 0)
    shown = [
        (number, section)
        for number, section in enumerate(sections, 1)
        if section is chosen or counts.get(section.query, _NO_THREADS) != _NO_THREADS
    ]
    full = [_full_tab(number, section, counts) for number, section in shown]
    fits = width + _MARGINS >= WIDE and sum(map(cell_len, full)) + len(full) + 1 <= room
    tabs = full if fits else _short_tabs(shown, chosen, counts, room)
    parts: list[tuple[str, str | Style]] = [(f"{more} ", "italic")] if more else []
    for index, ((number, section), tab) in enumerate(zip(shown, tabs, strict=True)):
        opening = "[" if section is chosen else "] " if index and shown[index - 1][1] is chosen else " "
        parts.append((opening, "bold"))
        style = Style(bold=True) if section is chosen else Style(dim=True)
        parts.append((tab, style + Style.from_meta({SECTION_META: number})))
    parts += [("]", "bold")] if shown and shown[-1][1] is chosen else []
    return Content.assemble(*parts)


def composer_hints(keymap: Keymap) -> list[KeyHint]:
    """Return the keys of the composer; letters go into the draft, so only the other keys work."""
    return [
        *keymap.footer(Context.COMPOSER),
        KeyHint(keymap.field_key("back"), _("save"), keymap.command("back")),
        *_help_in_field(keymap),
    ]


def focus_hints(keymap: Keymap) -> list[KeyHint]:
    """Return the keys of focus mode, without the commands that it shows large."""
    from bizcare_tui.ui.widgets.focus_view import LARGE_COMMANDS

    contexts = (Context.FOCUS, Context.CONVERSATION, Context.MAIN)
    commands = [each for each in keymap.usable(contexts) if each.short and each.id not in LARGE_COMMANDS]
    commands.sort(key=lambda each: (each.context is not Context.FOCUS, each.id != "back", each.rank))
    return [KeyHint(shown_key(each), each.label, each) for each in commands]


def filter_hints(keymap: Keymap) -> list[KeyHint]:
    """Return the keys of the field that filters the inbox."""
    enter = KeyHint(key_label("enter"), _("show the threads"))
    return [enter, *keymap.footer(Context.FILTER), *_help_in_field(keymap)]


def _help_in_field(keymap: Keymap) -> list[KeyHint]:
    command, key = keymap.command("help"), keymap.field_key("help")
    return [KeyHint(key, command.label, command)] if key else []


def _full_tab(number: int, section: Section, counts: Mapping[str, str]) -> str:
    """Return a section's digit, its name and its count."""
    return " ".join(filter(None, (str(number), section.name, counts.get(section.query, ""))))


def _short_tabs(
    shown: Sequence[tuple[int, Section]], chosen: Section, counts: Mapping[str, str], room: int
) -> list[str]:
    """Return the chosen section in full, and the digits and counts of the others."""
    others = {number: f"{number}:{counts[each.query]}" for number, each in shown if each is not chosen}
    taken = sum(cell_len(tab) + 1 for tab in others.values()) + len("[]")
    tabs = []
    for number, section in shown:
        tab = others.get(number) or _full_tab(number, section, counts)
        if section is chosen and cell_len(tab) + taken > room:
            # A person's own long name: its digit and count are not cut.
            most = max(1, cell_len(section.name) - (cell_len(tab) + taken - room))
            name = fit(section.name, most).rstrip()
            tab = _full_tab(number, Section(name, section.query), counts)
        tabs.append(tab)
    return tabs
