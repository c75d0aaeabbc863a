"""What the help shows: commands by their group with the keys in force, and the signs of a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from textual.content import Content

from bizcare_tui.domain.text_folding import fold
from bizcare_tui.i18n import _
from bizcare_tui.present.cells import wrap
from bizcare_tui.ui.commands.command import Command, CommandGroup, CommandWithReason, Context
from bizcare_tui.ui.commands.key_labels import key_labels

KEYS_WIDTH = 18  # columns for the keys of a command
_SECTION_IDS = frozenset(f"section_{number}" for number in range(1, 10))
# Where the way back leads out of what is shown now.
_WITH_WAY_BACK = (Context.COMPOSER, Context.FOCUS, Context.CONVERSATION)


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """A line of the help.

    Args:
        keys: the keys, or the sign.
        text: what they do, or what it means.
        reason: why the command cannot be run now; may be empty.
        synonyms: further words by which the search finds it.
    """

    keys: str
    text: str
    reason: str = ""
    synonyms: tuple[str, ...] = ()

    def matches(self, words: Sequence[str], title: str) -> bool:
        """Return whether all folded words are in the entry or in the title of its section."""
        text = fold(" ".join((self.keys, self.text, *self.synonyms, title)))
        return all(word in text for word in words)


@dataclass(frozen=True, slots=True)
class HelpSection:
    """Lines of the help under one title."""

    title: str
    entries: tuple[HelpEntry, ...]


def main_sections(commands: Iterable[CommandWithReason], here: Context) -> list[HelpSection]:
    """Return the help of the main screen: first the commands of what has the keys, then all by group.

    Args:
        commands: all commands, each with the reason why it cannot be run now, or "".
        here: the context of the pane or field that has the keys.
    """
    commands = list(commands)
    titles = {
        Context.COMPOSER: _("Here: writing a reply"),
        Context.FILTER: _("Here: the filter"),
        Context.FOCUS: _("Here: focus mode"),
        Context.CONVERSATION: _("Here: the conversation"),
        Context.INBOX: _("Here: the inbox"),
    }
    own = [each for each in commands if _is_of(each[0], here)]
    own.sort(key=lambda each: each[0].rank)
    # The nine keys of the sections are one line of what is long already.
    sections = [each for each, _reason in commands if each.id in _SECTION_IDS]
    listed = {each.id for each in sections[1:]}
    rest = [each for each in commands if not _is_of(each[0], here) and each[0].id not in listed]
    groups = [
        _section(group.title, [each for each in rest if each[0].group is group], sections)
        for group in CommandGroup
    ]
    return [each for each in (_section(titles[here], own), *groups, signs_section()) if each.entries]


def screen_sections(commands: Iterable[CommandWithReason]) -> list[HelpSection]:
    """Return the help of a list, text, form or dialog: its own commands first, then how to move.

    Args:
        commands: its commands, each with the reason why it cannot be run now, or "".
    """
    listed = list(commands)
    moving = [each for each in listed if each[0].group is CommandGroup.MOVE]
    others = [each for each in listed if each[0].group is not CommandGroup.MOVE]
    others.sort(key=lambda each: each[0].rank)
    sections = (_section(CommandGroup.SCREEN.title, others), _section(CommandGroup.MOVE.title, moving))
    return [each for each in sections if each.entries]


def signs_section() -> HelpSection:
    """Return what the signs of a row of the inbox, and of a message, mean."""
    signs = (
        (_("LATE {0}").format("3h 05"), _("the deadline of an obligation has passed: answer now")),
        (_("due {0}").format("2h 10"), _("the time left for the first answer")),
        (_("reply by {0}").format("5h"), _("one of our own goals, below the obligations: a follow-up")),
        (_("goal {0}").format("5h"), _("one of our own goals: a pre-sale question")),
        (_("goal missed {0}").format("1d"), _("the time of one of our own goals has passed")),
        ("BC 120d", _("Business Care with days left; BC ended, no BC, BC ? (not reported)")),
        ("●", _("it has messages that you have not read")),
        ("@", _("a colleague's note mentions you")),
        ("*", _("it is marked: actions apply to all marked threads")),
        ("▌", _("the thread under the cursor")),
        ("_", _("the line under a row: obligations above it, our own goals below")),
        ("→", _("the person who has the thread")),
        ("#", _("a tag")),
        ("✓ ✗ ?", _("a fact that is proven, contradicted, or not known")),
        (
            _("{n} unclear").format(n=3),
            _("deadlines that depend on who wrote a message: see the author sweep"),
        ),
        ("C Y M ?", _("the author of a message: customer, you, Marketplace, unknown")),
        ("┃", _("the selected message, to which its commands apply")),
    )
    return HelpSection(_("Signs"), tuple(HelpEntry(sign, text) for sign, text in signs))


def help_text(sections: Iterable[HelpSection], words: str, room: int) -> Content:
    """Return the entries that have all words, under their titles; texts are wrapped to `room` columns."""
    folded = fold(words).split()
    lines: list[Content] = []
    for section in sections:
        entries = [each for each in section.entries if each.matches(folded, section.title)]
        if entries:
            lines += [Content("")] if lines else []
            lines.append(Content.styled(section.title, "bold underline"))
            lines += [line for entry in entries for line in _entry_lines(entry, room)]
    return Content("\n").join(lines or [Content(_("Nothing is called “{0}”.").format(words.strip()))])


def _entry_lines(entry: HelpEntry, room: int) -> Iterator[Content]:
    for number, text in enumerate(wrap(entry.text, room)):
        keys = (entry.keys if number == 0 else "").ljust(KEYS_WIDTH)
        yield Content.assemble("  ", (keys, "" if entry.reason else "bold"), f" {text}")
    if entry.reason:
        for text in wrap(_("unavailable: {0}").format(entry.reason), room):
            yield Content.styled(" " * (KEYS_WIDTH + 3) + text, "italic")


def _is_of(command: Command[Any], here: Context) -> bool:
    """Return whether a command belongs to the pane or field; the way back does, outside the inbox."""
    return command.context is here or (command.id == "back" and here in _WITH_WAY_BACK)


def _section(
    title: str, commands: Iterable[CommandWithReason], together: Sequence[Command[Any]] = ()
) -> HelpSection:
    """Return a section of the help; the first of the commands `together` has the line of them all."""
    return HelpSection(
        title,
        tuple(
            _entry_of_all(together)
            if each in together
            else HelpEntry(key_labels(each), each.help_text, reason, tuple(map(_, each.synonyms)))
            for each, reason in commands
            if each.keys or each in together
        ),
    )


def _entry_of_all(sections: Sequence[Command[Any]]) -> HelpEntry:
    keys = " ".join(key_labels(each) for each in sections if each.keys)
    return HelpEntry(keys, _("Go to a section by its number"))
