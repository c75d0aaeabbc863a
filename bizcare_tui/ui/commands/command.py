"""What a command is, and the contexts in which commands apply."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from bizcare_tui.i18n import N_, _

TargetT = TypeVar("TargetT")


class Context(Enum):
    """Where a command applies. A screen has one or more contexts; several screens may share one."""

    MAIN = "main"
    INBOX = "inbox"
    CONVERSATION = "conversation"
    COMPOSER = "composer"
    FILTER = "filter"
    FOCUS = "focus"
    FOCUS_END = "focus_end"
    DIALOG = "dialog"
    LIST = "list"
    CHOICE = "choice"
    LIST_FILTER = "list_filter"
    READER = "reader"
    HELP = "help"
    FORM = "form"
    SUBMISSION = "submission"
    CHECKLIST = "checklist"
    BASELINE = "baseline"
    AUTHOR = "author"
    AUTHOR_GROUPS = "author_groups"
    AUTHOR_MESSAGES = "author_messages"
    API_KEY = "api_key"
    FINDINGS = "findings"
    BOARD = "board"
    OUTBOX = "outbox"
    DECISIONS = "decisions"
    HISTORY = "history"
    SECTIONS = "sections"
    WIZARD = "wizard"
    WIZARD_ROWS = "wizard_rows"
    REJECTION_REASONS = "rejection_reasons"
    EVIDENCE = "evidence"
    ALTERNATIVES = "alternatives"
    LETTER = "letter"
    REVIEW = "review"
    REFUND_REASONS = "refund_reasons"
    REFUND_WINDOWS = "refund_windows"
    REFUND_LETTER = "refund_letter"
    REFUND_STEP = "refund_step"
    REFUND_CONFIRMATION = "refund_confirmation"


class CommandGroup(Enum):
    """What a command is for, as help and guide group them; the value is the untranslated title."""

    MOVE = N_("Move and find")
    ANSWER = N_("Answer")
    DECIDE = N_("Decide")
    ORGANISE = N_("Organise")
    LOOK = N_("Look")
    SYSTEM = N_("System")
    SCREEN = N_("On this screen")

    @property
    def title(self) -> str:
        """The title in the language of the interface."""
        return _(self.value)


def always_enabled(_target: Any) -> str:
    """Return no reason: the command can always be run."""
    return ""


@dataclass(frozen=True, slots=True)
class Command(Generic[TargetT]):
    """Something a person can do.

    Args:
        id: the identifier that keymaps, hints and tests use.
        keys: the keys that run the command, as Textual names them.
        help: the untranslated sentence for help, palette and guide.
        run: runs the command. It receives the workspace or, in the context of a dialog, that dialog. If it is
            a coroutine function, keys typed meanwhile are held for what it opens.
        context: where the command applies.
        short: the untranslated label in the footer; empty to leave the command out of the footer.
        rank: the order in the footer; the lowest is first. From `KEPT_RANK` (`key_hints.py`) on, it is
            shown at every width.
        needs_thread: whether it needs a thread.
        asks_first: whether it asks for something first; input typed before the question is only meant for
            that question.
        opens_thread: whether it at most opens another thread. If that takes long, held keys are processed
            without waiting for it.
        waits_for_list: whether it waits until the list of a section or filter that was just chosen is shown;
            false if it chooses a list itself, or does nothing with one.
        disabled: returns why the command cannot be run now; "" if it can.
        synonyms: further words by which palette and help find it.
        group: what it is for; `SCREEN` if it belongs to one list, text, form or wizard only.
    """

    id: str
    keys: tuple[str, ...]
    help: str
    run: Callable[[TargetT], Awaitable[None] | None]
    context: Context = Context.MAIN
    short: str = ""
    rank: int = 50
    needs_thread: bool = False
    asks_first: bool = False
    opens_thread: bool = False
    waits_for_list: bool = True
    disabled: Callable[[TargetT], str] = always_enabled
    synonyms: tuple[str, ...] = ()
    group: CommandGroup = CommandGroup.SCREEN

    @property
    def help_text(self) -> str:
        """The sentence for help, palette and guide, in the language of the interface."""
        return _(self.help)

    @property
    def label(self) -> str:
        """The label in the footer, in the language of the interface."""
        return _(self.short) if self.short else ""


CommandWithReason = tuple[Command[Any], str]
"""A command, and why it cannot be run now; "" if it can."""
