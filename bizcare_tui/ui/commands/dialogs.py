"""Commands that all lists, texts and forms share, and those of the small dialogs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from bizcare_tui.domain.threads import Author
from bizcare_tui.i18n import N_
from bizcare_tui.ui.commands.command import Command, CommandGroup, CommandWithReason, Context

if TYPE_CHECKING:
    from textual.screen import Screen

    from bizcare_tui.ui.screens.baseline import BaselineScreen
    from bizcare_tui.ui.screens.choice import ChoiceScreen
    from bizcare_tui.ui.screens.dialogs import AuthorScreen, KeyScreen
    from bizcare_tui.ui.screens.findings import FindingsScreen
    from bizcare_tui.ui.screens.help import HelpScreen
    from bizcare_tui.ui.screens.submission_form import SubmissionScreen


class Closing(Protocol):
    """A dialog that can be closed without a result."""

    def close(self) -> None:
        """Close without a result."""


class Moving(Protocol):
    """A screen with a cursor, or with text to scroll."""

    def move(self, by: int) -> None:
        """Move by lines."""

    def move_page(self, direction: int) -> None:
        """Move by a page."""

    def move_to_end(self, direction: int) -> None:
        """Move to the beginning (-1) or to the end (1)."""


class Choosing(Protocol):
    """A list from which a line is chosen, and that can be filtered."""

    def choose(self) -> None:
        """Choose the line under the cursor."""

    def open_filter(self) -> None:
        """Show the field that filters the list."""

    def clear_filter(self) -> None:
        """Show all lines again."""

    def why_not_choose(self) -> str:
        """Return why no line can be chosen now; "" if one can."""

    def why_not_filter(self) -> str:
        """Return why there is nothing to filter; "" if there is."""


class Helping(Protocol):
    """A screen that shows its keys."""

    def open_help(self, make_screen: Callable[[Sequence[CommandWithReason]], Screen[None]], /) -> None:
        """Show the screen that is made from the commands of this one."""


class Form(Protocol):
    """A form that keeps what was typed when it is left."""

    def leave(self) -> None:
        """Close without a result."""

    def accept(self) -> None:
        """Close with what was typed, if it is accepted."""


CLOSING: tuple[Command[Closing], ...] = (
    Command(
        "close",
        ("escape", "q"),
        N_("Close the list, text or dialog"),
        lambda screen: screen.close(),
        context=Context.DIALOG,
        short=N_("close"),
        rank=90,
    ),
)


def show_help(screen: Helping) -> None:
    """Show the keys of a screen on top of it."""
    from bizcare_tui.ui.screens.help import HelpScreen
    from bizcare_tui.ui.screens.help_sections import screen_sections

    screen.open_help(lambda commands: HelpScreen(screen_sections(commands)))


HELPING: tuple[Command[Helping], ...] = tuple(
    Command(
        "help",
        keys,
        N_("Show the keys of the list, text or dialog"),
        show_help,
        context=context,
        short=N_("keys"),
        rank=95,
    )
    for context, keys in (
        (Context.DIALOG, ("question_mark", "f1")),
        (Context.FORM, ("f1", "question_mark")),
        (Context.API_KEY, ("f1",)),
    )
)


def moving_commands(
    context: Context, down: tuple[str, ...], up: tuple[str, ...], page_down: tuple[str, ...]
) -> tuple[Command[Moving], ...]:
    """Return the commands that move in a kind of screen; their ids are those of the main screen's."""
    moves: tuple[tuple[str, tuple[str, ...], str, Callable[[Moving], None]], ...] = (
        ("move_down", down, N_("A line down"), lambda screen: screen.move(1)),
        ("move_up", up, N_("A line up"), lambda screen: screen.move(-1)),
        ("page_down", page_down, N_("Page down"), lambda screen: screen.move_page(1)),
        ("page_up", ("pageup", "ctrl+u"), N_("Page up"), lambda screen: screen.move_page(-1)),
        ("first", ("home", "g"), N_("Go to the first item"), lambda screen: screen.move_to_end(-1)),
        ("last", ("end", "G"), N_("Go to the last item"), lambda screen: screen.move_to_end(1)),
    )
    return tuple(
        Command(id_, keys, help_, run, context=context, group=CommandGroup.MOVE)
        for id_, keys, help_, run in moves
    )


CHOOSING: tuple[Command[Choosing], ...] = (
    Command(
        "choose",
        ("enter",),
        N_("Choose the line under the cursor"),
        lambda screen: screen.choose(),
        context=Context.LIST,
        short=N_("choose"),
        rank=0,
        disabled=lambda screen: screen.why_not_choose(),
    ),
    Command(
        "filter",
        ("slash",),
        N_("Show only the lines with the words that are typed"),
        lambda screen: screen.open_filter(),
        context=Context.LIST,
        short=N_("filter"),
        rank=80,
        disabled=lambda screen: screen.why_not_filter(),
    ),
    Command(
        "filter_clear",
        ("escape",),
        N_("Show all lines again"),
        lambda screen: screen.clear_filter(),
        context=Context.LIST_FILTER,
        short=N_("all lines"),
        rank=1,
    ),
)

CHOICE: tuple[Command[ChoiceScreen], ...] = (
    Command(
        "choose_number",
        tuple("123456789"),
        N_("Choose the line with this number; its letter does so too"),
        lambda screen: screen.choose_number(),
        context=Context.CHOICE,
    ),
)

FORMS: tuple[Command[Form], ...] = (
    Command(
        "accept_form",
        ("ctrl+s",),
        N_("Accept what was typed"),
        lambda form: form.accept(),
        context=Context.FORM,
        short=N_("save"),
        rank=1,
    ),
    Command(
        "leave_form",
        ("escape",),
        N_("Leave the form; what was typed is shown again the next time"),
        lambda form: form.leave(),
        context=Context.FORM,
        short=N_("cancel"),
        rank=90,
    ),
)

SUBMISSION: tuple[Command[SubmissionScreen], ...] = (
    Command(
        "submission_check",
        ("space", "enter"),
        N_("Check or uncheck a line of the checklist"),
        lambda form: form.toggle_check(),
        context=Context.SUBMISSION,
    ),
    Command(
        "submission_copy",
        ("ctrl+y",),
        N_("Copy the address of the product's page"),
        lambda form: form.copy_address(),
        context=Context.SUBMISSION,
    ),
)

HELP: tuple[Command[HelpScreen], ...] = (
    Command(
        "help_guide",
        ("g", "f3"),
        N_("Open the guide"),
        lambda screen: screen.open_guide(),
        context=Context.HELP,
        short=N_("guide"),
        rank=2,
    ),
    Command(
        "filter",
        ("slash",),
        N_("Search the help"),
        lambda screen: screen.open_filter(),
        context=Context.HELP,
        short=N_("search"),
        rank=1,
    ),
)

FINDINGS: tuple[Command[FindingsScreen], ...] = (
    Command(
        "findings_send",
        ("ctrl+s",),
        N_("Send the reply after its check"),
        lambda screen: screen.send(),
        context=Context.FINDINGS,
        short=N_("send"),
        rank=1,
        disabled=lambda screen: screen.why_not_send(),
    ),
)

BASELINE: tuple[Command[BaselineScreen], ...] = (
    Command(
        "move_down",
        ("j", "down", "tab"),
        N_("A line down"),
        lambda screen: screen.move(1),
        context=Context.BASELINE,
    ),
    Command(
        "move_up",
        ("k", "up", "shift+tab"),
        N_("A line up"),
        lambda screen: screen.move(-1),
        context=Context.BASELINE,
    ),
    Command(
        "baseline_tick",
        ("space", "x"),
        N_("Choose the line, or undo the choice"),
        lambda screen: screen.tick(),
        context=Context.BASELINE,
        short=N_("choose"),
        rank=1,
    ),
    Command(
        "baseline_accept",
        ("enter", "ctrl+s", "a"),
        N_("Accept the answers"),
        lambda screen: screen.accept(),
        context=Context.BASELINE,
        short=N_("OK"),
        rank=2,
    ),
)

AUTHOR: tuple[Command[AuthorScreen], ...] = (
    Command(
        "author_customer",
        ("c",),
        N_("The customer wrote it"),
        lambda screen: screen.set_author(Author.CUSTOMER),
        context=Context.AUTHOR,
        short=N_("customer"),
        rank=1,
    ),
    Command(
        "author_seller",
        ("y",),
        N_("You or a colleague wrote it"),
        lambda screen: screen.set_author(Author.SELLER),
        context=Context.AUTHOR,
        short=N_("you"),
        rank=2,
    ),
    Command(
        "author_marketplace",
        ("m",),
        N_("The Marketplace wrote it"),
        lambda screen: screen.set_author(Author.MARKETPLACE),
        context=Context.AUTHOR,
        short=N_("Marketplace"),
        rank=3,
    ),
    Command(
        "author_automatic",
        ("a",),
        N_("It was sent automatically: it stops no clock"),
        lambda screen: screen.set_automatic(automatic=True),
        context=Context.AUTHOR,
        short=N_("auto"),
        rank=4,
    ),
    Command(
        "author_person",
        ("p",),
        N_("A person wrote it"),
        lambda screen: screen.set_automatic(automatic=False),
        context=Context.AUTHOR,
        short=N_("person"),
        rank=5,
    ),
    Command(
        "author_alike",
        ("I",),
        N_("Open the author sweep at the messages that end like this one"),
        lambda screen: screen.open_sweep(),
        context=Context.AUTHOR,
        short=N_("like this"),
        rank=6,
    ),
)

API_KEY: tuple[Command[KeyScreen], ...] = (
    Command(
        "key_later", ("escape",), N_("Enter the key later"), lambda screen: screen.close(),
        context=Context.API_KEY, short=N_("later"), rank=90,
    ),
    Command(
        "key_demo", ("f2",), N_("Look at the demo instead"), lambda screen: screen.open_demo(),
        context=Context.API_KEY, short=N_("demo"), rank=1,
    ),
    Command(
        "key_same_account",
        ("f3",),
        N_("The key is of the same account"),
        lambda screen: screen.confirm_same_account(),
        context=Context.API_KEY,
    ),
)  # fmt: skip

COMMANDS: tuple[Command[Any], ...] = (
    *CLOSING,
    *HELPING,
    *moving_commands(Context.LIST, ("j", "down"), ("k", "up"), ("pagedown", "ctrl+d")),
    *CHOOSING,
    *CHOICE,
    *moving_commands(Context.READER, ("j", "down"), ("k", "up"), ("pagedown", "space", "ctrl+d")),
    *FORMS,
    *SUBMISSION,
    *moving_commands(Context.CHECKLIST, ("j", "down"), ("k", "up"), ("pagedown", "ctrl+d")),
    *HELP,
    *FINDINGS,
    *BASELINE,
    *AUTHOR,
    *API_KEY,
)
