"""The messages of one group of the author sweep, to decide on some of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.domain.author_groups import AuthorGroup, UnattributedMessage
from bizcare_tui.domain.dates import short_moment_in_words
from bizcare_tui.domain.threads import Author
from bizcare_tui.i18n import _
from bizcare_tui.present.author_group_lines import ending_in_one_line, last_lines, why_not_at_once
from bizcare_tui.present.cells import fit
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.dialog_base import BOX_EDGES, DIALOG_CSS, SCROLL_BAR, ModalList
from bizcare_tui.ui.screens.list_screen import ListScreen

_BOX_PERCENT, _MAX_BOX_WIDTH = 96, 150
_TIME_WIDTH, _TITLE_WIDTH = 12, 60


@dataclass(frozen=True, slots=True)
class MessagesDecision:
    """Who wrote some messages of the group."""

    messages: tuple[UnattributedMessage, ...]
    author: Author


class AuthorMessagesScreen(ListScreen[MessagesDecision | int | None, UnattributedMessage]):
    """List the messages of a group, each with a tick; a decision is for those that are ticked.

    Without a tick it is for the message under the cursor. All are ticked at first if the ending identifies
    who wrote them, else none. The result is the decision, the id of the thread to open, or None.
    """

    CONTEXT: ClassVar[Context | None] = Context.AUTHOR_MESSAGES
    DEFAULT_CSS = (
        "AuthorMessagesScreen {" + DIALOG_CSS + "}"
        f"AuthorMessagesScreen > .box {{ width: {_BOX_PERCENT}%; max-width: {_MAX_BOX_WIDTH}; height: 96%; }}"
        "AuthorMessagesScreen OptionList { border: none; height: 1fr; }"
        "AuthorMessagesScreen #about { height: auto; color: $tone-quiet; }"
        "AuthorMessagesScreen #detail { height: 45%; border-top: solid $quiet-border; }"
    )

    def __init__(self, group: AuthorGroup) -> None:
        super().__init__()
        self._group = group
        self._ticked = {each.id for each in group.messages} if group.is_decided_at_once else set[int]()

    def compose(self) -> ComposeResult:
        """Compose the list, and below it the message under the cursor."""
        with Vertical(classes="box") as box:
            box.border_title = Content(fit(ending_in_one_line(self._group.ending), _TITLE_WIDTH).rstrip())
            if about := why_not_at_once(self._group):
                yield Static(Content(about), id="about", markup=False)
            yield ModalList(compact=True, markup=False)
            with VerticalScroll(id="detail", can_focus=False):
                yield Static("", markup=False)

    @property
    def group(self) -> AuthorGroup:
        """The group as it was shown last."""
        return self._group

    def show_group(self, group: AuthorGroup | None) -> None:
        """Show the group as it is now, None if nothing of it is left. What is ticked stays ticked."""
        self._group = group or replace(self._group, messages=())
        self._ticked &= {each.id for each in self._group.messages}
        # A screen that opens, or closes, shows nothing yet, or no longer.
        if self.is_mounted and self.is_open:
            self.show_rows(self._group.messages)

    def empty_text(self) -> str:
        """Return that others decided on all messages meanwhile."""
        return _("The author of these messages is known by now.")

    def on_mount(self) -> None:
        """Show the messages."""
        self.show_rows(self._group.messages)

    def on_resize(self) -> None:
        """Show the lines in their new width."""
        self.show_rows(self._group.messages)

    def line_of(self, row: UnattributedMessage) -> Content:
        """Return the line of a message."""
        box = "[x]" if row.id in self._ticked else "[ ]"
        line = f"{box} {fit(short_moment_in_words(row.at), _TIME_WIDTH)} #{row.thread_id} {row.topic}"
        width = min(self.size.width * _BOX_PERCENT // 100, _MAX_BOX_WIDTH) - BOX_EDGES - SCROLL_BAR
        return Content(fit(line, width))

    def id_of(self, row: UnattributedMessage) -> int:
        """Return the id of a message."""
        return row.id

    def show_detail(self, row: UnattributedMessage | None) -> None:
        """Show the end of the message under the cursor."""
        for detail in self.query("#detail Static").results(Static):
            about = " · ".join(filter(None, (row.customer, row.product))) if row is not None else ""
            text = "\n".join(last_lines(row.text, 100)) if row is not None else ""
            detail.update(Content("\n").join([Content.styled(about, "dim"), Content(text or _("(no text)"))]))
        self.query_one("#detail", VerticalScroll).scroll_home(animate=False)

    def handle_chosen(self, row: UnattributedMessage) -> None:
        """Tick or untick the message."""
        self._ticked ^= {row.id}
        self.show_rows(self._group.messages)

    def tick(self) -> None:
        """Tick or untick the message under the cursor."""
        if self.selected is not None:
            self.handle_chosen(self.selected)

    def tick_all(self) -> None:
        """Tick all messages, or none if all are ticked."""
        everything = {each.id for each in self._group.messages}
        self._ticked = set() if self._ticked == everything else everything
        self.show_rows(self._group.messages)

    def why_not_decide(self) -> str:
        """Return why there is no message to decide on; "" if there is one."""
        return "" if self._ticked else self.why_no_row()

    def decide(self, author: Author) -> None:
        """Close with the ticked messages; without any, with the one under the cursor."""
        chosen = [each for each in self._group.messages if each.id in self._ticked]
        if not chosen and self.selected is not None:
            chosen = [self.selected]
        if chosen:
            self.dismiss(MessagesDecision(tuple(chosen), author))

    def open_thread(self) -> None:
        """Close, to open the thread of the message under the cursor."""
        if self.selected is not None:
            self.dismiss(self.selected.thread_id)
