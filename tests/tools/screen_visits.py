"""Visits of every screen: by which keys it is reached from the inbox, or how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from person import Person
from textual.content import Content
from textual.keys import _character_to_key
from textual.screen import Screen

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.defects import DefectStepKind
from bizcare_tui.domain.focus import FocusQueue
from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFinding, ReplyFindingKind
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.author_messages import AuthorMessagesScreen
from bizcare_tui.ui.screens.author_sweep import AuthorSweepScreen
from bizcare_tui.ui.screens.baseline import BaselineScreen
from bizcare_tui.ui.screens.brief import BriefScreen
from bizcare_tui.ui.screens.choice import ChoiceScreen
from bizcare_tui.ui.screens.command_palette import CommandPalette
from bizcare_tui.ui.screens.decisions import DecisionsScreen
from bizcare_tui.ui.screens.defect_board import DefectBoardScreen
from bizcare_tui.ui.screens.dialogs import AuthorScreen, KeyScreen
from bizcare_tui.ui.screens.facts import FactsScreen, PlainTextScreen
from bizcare_tui.ui.screens.figures import FiguresScreen
from bizcare_tui.ui.screens.findings import FindingsScreen
from bizcare_tui.ui.screens.focus import FocusEndScreen
from bizcare_tui.ui.screens.guide import GuidePageScreen, GuideScreen
from bizcare_tui.ui.screens.help import HelpScreen
from bizcare_tui.ui.screens.input_dialogs import LineScreen, NoteScreen
from bizcare_tui.ui.screens.last_visit import LastVisitScreen
from bizcare_tui.ui.screens.notice_list import NoticesScreen
from bizcare_tui.ui.screens.outbox import OutboxScreen
from bizcare_tui.ui.screens.reader_screen import TextDialog
from bizcare_tui.ui.screens.sections import SectionsScreen
from bizcare_tui.ui.screens.snippet_picker import SnippetScreen
from bizcare_tui.ui.screens.submission_form import SubmissionScreen
from bizcare_tui.ui.screens.theme_list import ThemeScreen
from bizcare_tui.ui.screens.thread_picker import ThreadScreen
from bizcare_tui.ui.screens.undo_history import UndoScreen

FINDING = ReplyFinding(ReplyFindingKind.CANNED, FindingOutcome.OVERRIDE, "It was sent to eleven customers.")


@dataclass(frozen=True)
class Visit:
    """How to reach a screen: by keys from the inbox, or by showing it there.

    `context` is the context whose keys the visit tries, if it is not that of the class.
    """

    kind: type[Screen[Any]]
    keys: tuple[str, ...] = ()
    make: Callable[[Desk], Screen[Any]] | None = None
    context: Context | None = None


VISITS = {
    "help": Visit(HelpScreen, ("?",)),
    "last notices": Visit(NoticesScreen, ("f4",)),
    "last notices over a form over a list": Visit(NoticesScreen, ("E", "n", "f4")),
    "facts": Visit(FactsScreen, ("i",)),
    "deadlines": Visit(PlainTextScreen, ("e",)),
    "customer": Visit(PlainTextScreen, ("C",)),
    "forecast": Visit(FiguresScreen, ("W",)),
    "statistics": Visit(FiguresScreen, ("S",)),
    "brief": Visit(BriefScreen, ("J",)),
    "board": Visit(DefectBoardScreen, ("b",)),
    "submission": Visit(SubmissionScreen, ("b", "s", "enter")),
    "checklist": Visit(SubmissionScreen, ("b", "s", "enter", "tab", "tab"), context=Context.CHECKLIST),
    "outbox": Visit(OutboxScreen, ("O",)),
    "decisions": Visit(DecisionsScreen, ("D",)),
    "history": Visit(UndoScreen, ("U",)),
    "sections": Visit(SectionsScreen, ("E",)),
    "filter of a list": Visit(SectionsScreen, ("E", "slash"), context=Context.LIST_FILTER),
    "name of a section": Visit(LineScreen, ("E", "n")),
    "query of a section": Visit(LineScreen, ("E", "e")),
    "help of a form over a list": Visit(HelpScreen, ("E", "n", "f1")),
    "since the last visit": Visit(LastVisitScreen, ("H",)),
    "baseline": Visit(BaselineScreen, ("B",)),
    "API key": Visit(KeyScreen, ("K",)),
    "tags": Visit(LineScreen, ("t",)),
    "note": Visit(NoteScreen, ("c",)),
    "no answer": Visit(ChoiceScreen, ("N",)),
    "another reason for no answer": Visit(LineScreen, ("N", "5")),
    "snooze": Visit(ChoiceScreen, ("w",)),
    "help of a choice": Visit(HelpScreen, ("w", "?")),
    "time of a snooze": Visit(LineScreen, ("w", "6")),
    "assign": Visit(ChoiceScreen, ("A",)),
    "kind": Visit(ChoiceScreen, ("P",)),
    "author": Visit(AuthorScreen, ("enter", "a")),
    "author sweep": Visit(AuthorSweepScreen, ("I",)),
    "messages of a group": Visit(AuthorMessagesScreen, ("I", "space")),
    "snippets": Visit(SnippetScreen, ("r", "ctrl+t")),
    "link": Visit(ThreadScreen, ("L",)),
    "file of a reply": Visit(LineScreen, ("r", "ctrl+o")),
    "check": Visit(FindingsScreen, ("r", "a", "ctrl+s")),
    "reason for sending": Visit(
        FindingsScreen, make=lambda _desk: FindingsScreen([FINDING], [], sending=True)
    ),
    "end of focus": Visit(FocusEndScreen, make=lambda desk: FocusEndScreen(FocusQueue(), 3, desk.now())),
    "text": Visit(TextDialog, make=lambda _desk: TextDialog("A text", Content("One line"))),
    "guide": Visit(GuideScreen, ("f3",)),
    "page of the guide": Visit(GuidePageScreen, ("f3", "enter")),
    "theme": Visit(ThemeScreen, ("f5",)),
    "palette": Visit(CommandPalette, ("ctrl+p",)),
}


# The states of the main screen, each with the keys from the inbox.
MAIN_VISITS: dict[str, tuple[str, ...]] = {
    "inbox": (),
    "marked": ("space", "space", "space"),
    "conversation": ("j", "j", "enter"),
    "filter of the inbox": ("slash", "i", "s", "colon"),
    "nothing found": ("slash", "x", "y", "z", "x", "y", "z"),
    "reply": ("j", "j", "enter", "r"),
    "focus": ("F",),
    "draft in focus": ("F", "r"),
    "jump": ("semicolon",),
}


def make_a_defect(desk: Desk) -> None:
    """Make a defect of a request, which is fixed and waits for its submission."""
    (thread_id, *_others) = desk.inbox.thread_ids(parse_query("is:aftersale"))
    title, product = "The cart is empty", desk.inbox.product_id_of(thread_id)
    desk.defects.create_defect([thread_id], title, product)
    defect_id = max(each.id for each in desk.defects.board())
    for step in (DefectStepKind.REPRODUCED, DefectStepKind.FIXED):
        desk.defects.record_step(defect_id, step)


async def visit_screen(person: Person, visit: Visit) -> Screen[Any]:
    """Show the screen of a visit."""
    if visit.make is not None:
        person.app.push_screen(visit.make(person.desk))
        await person.settled()
    await person.press(*(_character_to_key(key) if len(key) == 1 else key for key in visit.keys))
    assert type(person.app.screen) is visit.kind
    assert person.app.cursor_position, "the terminal's cursor is nowhere on this screen"
    return person.app.screen
