"""Commands of the author sweep, which says for many messages at once who wrote them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from bizcare_tui.domain.threads import Author
from bizcare_tui.i18n import N_
from bizcare_tui.ui.commands.command import Command, Context

if TYPE_CHECKING:
    from bizcare_tui.desk.author_sweep import UnattributedMessages
    from bizcare_tui.domain.counters import Counters
    from bizcare_tui.ui.screens.author_messages import AuthorMessagesScreen
    from bizcare_tui.ui.screens.author_sweep import AuthorSweepScreen
    from bizcare_tui.ui.workspace import Workspace


async def sweep_authors(workspace: Workspace) -> None:
    """Show the messages of unknown author in groups, and open the thread that the person chose there."""
    await open_sweep(workspace)


async def open_sweep(workspace: Workspace, at: tuple[int, int] | None = None) -> None:
    """Show the author sweep, and open the thread that the person chose there.

    Args:
        workspace: the workspace.
        at: the thread and the id of the message in whose group the cursor begins, if any.
    """
    from bizcare_tui.ui.background.sweep_feed import SweepFeed
    from bizcare_tui.ui.screens.author_sweep import AuthorSweepScreen

    desk = workspace.desk
    thread_id, message_id = at if at is not None else (None, None)

    def read() -> tuple[SweepFeed, UnattributedMessages, Counters]:
        # `desk.verbs` imports what it needs, so it is read in here.
        reader = desk.verbs.author_sweep.new_reader()
        feed = SweepFeed(reader, lambda: desk.pulse.last.revision, thread_id)
        return feed, feed.first(), desk.statistics.counters()

    found = await workspace.read(read)
    if found is None:
        return
    screen = AuthorSweepScreen(desk, *found, at=message_id, on_change=workspace.reload)
    chosen = await workspace.ask(screen)
    if chosen is not None:
        await workspace.open_thread(chosen)


class _Deciding(Protocol):
    """A screen on which a person says who wrote messages."""

    def decide(self, author: Author) -> None:
        """Say who wrote the messages under the cursor."""

    def open_thread(self) -> None:
        """Close, to open the thread of the message under the cursor."""

    def why_not_decide(self) -> str:
        """Return why nothing can be decided now; "" if something can."""

    def why_no_row(self) -> str:
        """Return why no row is under the cursor; "" if one is."""


def _deciding_commands(context: Context) -> tuple[Command[_Deciding], ...]:
    return (
        Command(
            "authors_seller",
            ("y",),
            N_("You or a colleague wrote them"),
            lambda screen: screen.decide(Author.SELLER),
            context=context,
            short=N_("ours"),
            disabled=lambda screen: screen.why_not_decide(),
            rank=1,
        ),
        Command(
            "authors_customer",
            ("c",),
            N_("The customers wrote them"),
            lambda screen: screen.decide(Author.CUSTOMER),
            context=context,
            short=N_("the customer's"),
            disabled=lambda screen: screen.why_not_decide(),
            rank=2,
        ),
        Command(
            "authors_marketplace",
            ("m",),
            N_("The Marketplace wrote them"),
            lambda screen: screen.decide(Author.MARKETPLACE),
            context=context,
            short=N_("the Marketplace's"),
            disabled=lambda screen: screen.why_not_decide(),
            rank=5,
        ),
        Command(
            "authors_thread",
            ("o",),
            N_("Open the thread of the message"),
            lambda screen: screen.open_thread(),
            context=context,
            short=N_("thread"),
            disabled=lambda screen: screen.why_no_row(),
            rank=6,
        ),
    )


SWEEP: tuple[Command[Workspace], ...] = (
    Command(
        "authors",
        ("I",),
        N_("Author sweep: say who wrote the messages of unknown author, many at once"),
        sweep_authors,
        synonyms=(N_("unknown author"), N_("signature"), N_("who wrote")),
    ),
)

GROUPS: tuple[Command[AuthorSweepScreen], ...] = (
    Command(
        "authors_each",
        ("space",),
        N_("Decide on the messages of the group one by one"),
        lambda screen: screen.open_group(),
        context=Context.AUTHOR_GROUPS,
        short=N_("one by one"),
        disabled=lambda screen: screen.why_not_choose(),
        rank=3,
    ),
    Command(
        "authors_undo",
        ("u",),
        N_("Undo the last decision of this sweep"),
        lambda screen: screen.undo(),
        context=Context.AUTHOR_GROUPS,
        short=N_("undo"),
        disabled=lambda screen: screen.why_not_undo(),
        rank=4,
    ),
)

MESSAGES: tuple[Command[AuthorMessagesScreen], ...] = (
    Command(
        "authors_tick",
        ("space", "x"),
        N_("Tick or untick the message; what is decided is for the ticked ones"),
        lambda screen: screen.tick(),
        context=Context.AUTHOR_MESSAGES,
        short=N_("tick"),
        disabled=lambda screen: screen.why_no_row(),
        rank=3,
    ),
    Command(
        "authors_tick_all",
        ("a",),
        N_("Tick or untick all messages"),
        lambda screen: screen.tick_all(),
        context=Context.AUTHOR_MESSAGES,
        short=N_("all"),
        rank=4,
        disabled=lambda screen: "" if screen.rows else screen.why_empty(),
    ),
)

SCREENS: tuple[Command[Any], ...] = (
    *_deciding_commands(Context.AUTHOR_GROUPS),
    *GROUPS,
    *_deciding_commands(Context.AUTHOR_MESSAGES),
    *MESSAGES,
)
COMMANDS: tuple[Command[Any], ...] = (*SWEEP, *SCREENS)
