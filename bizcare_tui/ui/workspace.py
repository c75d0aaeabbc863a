"""The workspace: what commands may use of the app."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel
    from textual.screen import Screen

    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.errors import BizcareError
    from bizcare_tui.ui.background.notice_board import NoticeBoard
    from bizcare_tui.ui.commands.keymap import Keymap
    from bizcare_tui.ui.notices import NoticeKind
    from bizcare_tui.ui.screens.main_screen import Panes
    from bizcare_tui.ui.screens.type_ahead import TypeAheadBuffer

T = TypeVar("T")


class Workspace(Protocol):
    """What commands, and the parts of the app that run for a long time, may use of the app."""

    desk: Desk
    """The use cases: everything that is stored and sent."""
    demo: bool
    """Whether this is the demo."""
    keymap: Keymap
    """All commands with the keys in force."""
    panes: Panes
    """The main screen: the inbox, and the conversation that is shown."""
    notices: NoticeBoard
    """The notice that is shown, those that wait, and the last ones."""
    ahead: TypeAheadBuffer
    """The keys that are held for a screen that opens."""

    def part(self, kind: type[T]) -> T:
        """Return the part of the app of this class, such as the inbox loader or the reply writer."""

    @property
    def thread_id(self) -> int | None:
        """The current thread: the open one, or the one under the cursor."""

    async def open_thread(self, thread_id: int) -> None:
        """Show a thread and mark it as read; save and close a draft to another thread."""

    def reload(self) -> Any:
        """Show changes of the store, and keep the cursor and the view in place."""

    async def read(self, call: Callable[..., T], *arguments: Any) -> T | None:
        """Call a desk function in a thread; on an error, show it and return None."""

    async def ask(self, screen: Screen[T]) -> T:
        """Show a screen and wait for its result."""

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        kind: NoticeKind = ...,
    ) -> None:
        """Show a notice, or let it wait for its turn; see `notices.py`."""

    def fail(self, error: BizcareError) -> None:
        """Show the error of a use case."""

    def run_worker(self, work: Any, *, group: str = "default", exclusive: bool = False) -> Any:
        """Run a coroutine in the background; `exclusive` cancels the others of its group."""

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text through the terminal, and write it to a file."""

    def check_store(self) -> None:
        """Read the state of the store now: show its changes, and send what waits in the outbox."""

    def show_status(self) -> None:
        """Update the status line: counters, sync, outbox, colleagues, progress and clock."""

    def exit(self, result: str | None = None) -> None:
        """Leave the app."""
