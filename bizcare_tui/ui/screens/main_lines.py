"""The lines above and below the panes of the main screen: section tabs, and key hints."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True)
class SectionTab:
    """The tab of a section: its number, the key that shows it ("" if it has none), and its threads."""

    number: int
    key: str
    section: Section
    count: str = ""
    is_chosen: bool = False

    @property
    def full(self) -> str:
        """The key, the name and the count."""
        return " ".join(filter(None, (self.key, self.section.name, self.count)))

    @property
    def short(self) -> str:
        """The key and the count."""
        return f"{self.key or self.section.name}:{self.count}"

    def cut_by(self, cells: int) -> str:
        """Return the full tab with a name that is so much shorter; key and count are not cut."""
        most = max(1, cell_len(self.section.name) - cells)
        name = fit(self.section.name, most).rstrip()
        return replace(self, section=Section(name, self.section.query)).full


def section_tabs(
    sections: Sequence[Section], chosen: Section, counts: Mapping[str, str], key_of: Callable[[int], str]
) -> list[SectionTab]:
    """Return the tabs of the sections that have threads, and of the chosen one.

    Args:
        sections: all sections.
        chosen: the section that is shown.
        counts: the number of threads by the query of the section; one without a number is not shown yet.
        key_of: returns the key that shows the section with a number, counted from 1.
    """
    return [
        SectionTab(number, key_of(number), section, counts.get(section.query, ""), section is chosen)
        for number, section in enumerate(sections, 1)
        if section is chosen or counts.get(section.query, _NO_THREADS) != _NO_THREADS
    ]


def tabs_line(tabs: Sequence[SectionTab], more: str, width: int) -> Content:
    """Return the tabs as a line: the name of the chosen one, and those of the others if all of them fit.

    Args:
        tabs: the tabs.
        more: a text before them; may be empty.
        width: the columns there are.
    """
    room = width - (cell_len(more) + 1 if more else 0)
    full = [tab.full for tab in tabs]
    fits = width + _MARGINS >= WIDE and sum(map(cell_len, full)) + len(full) + 1 <= room
    parts: list[tuple[str, str | Style]] = [(f"{more} ", "italic")] if more else []
    was_chosen = False
    for index, (tab, text) in enumerate(zip(tabs, full if fits else _short_texts(tabs, room), strict=True)):
        parts.append(("[" if tab.is_chosen else "] " if index and was_chosen else " ", "bold"))
        style = Style(bold=True) if tab.is_chosen else Style(dim=True)
        parts.append((text, style + Style.from_meta({SECTION_META: tab.number})))
        was_chosen = tab.is_chosen
    parts += [("]", "bold")] if was_chosen else []
    return Content.assemble(*parts)


def _short_texts(tabs: Sequence[SectionTab], room: int) -> list[str]:
    """Return the chosen tab in full and the others short; a long name of one's own is cut."""
    texts = [tab.full if tab.is_chosen else tab.short for tab in tabs]
    excess = sum(cell_len(text) + 1 for text in texts) + 1 - room
    return [
        tab.cut_by(excess) if tab.is_chosen and excess > 0 else text
        for tab, text in zip(tabs, texts, strict=True)
    ]


def pane_hints(context: Context, keymap: Keymap, *, is_filtered: bool = False) -> list[KeyHint]:
    """Return the hints of the field or pane that gets the keys, by its context.

    The inbox has a way back only where it is filtered.
    """
    match context:
        case Context.COMPOSER:
            return composer_hints(keymap)
        case Context.FILTER:
            return filter_hints(keymap)
        case Context.FOCUS:
            return focus_hints(keymap)
        case Context.INBOX if not is_filtered:
            return [each for each in keymap.footer(context, Context.MAIN) if not _goes_back(each)]
        case _:
            return [
                replace(each, is_way_out=True) if _goes_back(each) else each
                for each in keymap.footer(context, Context.MAIN)
            ]


def _goes_back(hint: KeyHint) -> bool:
    return hint.command is not None and hint.command.id == "back"


def composer_hints(keymap: Keymap) -> list[KeyHint]:
    """Return the keys of the composer; letters go into the draft, so only the other keys work."""
    return [
        *keymap.footer(Context.COMPOSER),
        KeyHint(keymap.field_key("back"), _("save"), keymap.command("back"), is_way_out=True),
        *_help_in_field(keymap),
    ]


def focus_hints(keymap: Keymap) -> list[KeyHint]:
    """Return the keys of focus mode, without the commands that it shows large, and the one that begins it."""
    from bizcare_tui.ui.widgets.focus_view import LARGE_COMMANDS

    contexts, left_out = (Context.FOCUS, Context.CONVERSATION, Context.MAIN), {*LARGE_COMMANDS, "focus"}
    commands = [each for each in keymap.usable(contexts) if each.short and each.id not in left_out]
    commands.sort(key=lambda each: (each.context is not Context.FOCUS, each.id != "back", each.rank))
    return [KeyHint(shown_key(each), each.label, each) for each in commands]


def filter_hints(keymap: Keymap) -> list[KeyHint]:
    """Return the keys of the field that filters the inbox."""
    enter = KeyHint(key_label("enter"), _("show the threads"))
    return [enter, *keymap.footer(Context.FILTER), *_help_in_field(keymap)]


def _help_in_field(keymap: Keymap) -> list[KeyHint]:
    command, key = keymap.command("help"), keymap.field_key("help")
    return [KeyHint(key, command.label, command)] if key else []
