"""The composer: where a reply is written, and saved as it is typed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TextArea
from textual.widgets.text_area import Edit, EditResult

from bizcare_tui.desk.views import Draft
from bizcare_tui.domain.text import own_text
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.desk.replies import Replies

# A draft is at most this far behind what was typed, in seconds, and the time of writing it.
SAVE_SECONDS = 1.0


class DraftArea(TextArea):
    """The field of the draft. What is pasted becomes safe text before it meets the terminal.

    Args:
        ours: keys that belong to actions of the app, not to the field.
    """

    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    DraftArea { border: none; padding: 0 1; height: 1fr; background: transparent; }
    DraftArea:focus { border: none; }
    """

    def __init__(self, ours: set[str]) -> None:
        super().__init__(
            "", id="draft", soft_wrap=True, show_line_numbers=False, compact=True, highlight_cursor_line=False
        )
        for key in ours:
            self._bindings.key_to_bindings.pop(key, None)

    def edit(self, edit: Edit) -> EditResult:
        """Take in what is typed or pasted."""
        edit.text = own_text(edit.text) if len(edit.text) > 1 else edit.text
        return super().edit(edit)


class Composer(Vertical):
    """A draft to one thread, saved a moment after each change.

    Args:
        replies: where drafts are kept.
        ours: keys that belong to actions of the app.
    """

    DEFAULT_CSS = """
    Composer {
        border-left: vkey $surface-lighten-2;
        & > #to { height: auto; max-height: 3; background: $surface; padding: 0 1; }
        & > #told { height: auto; max-height: 4; background: $surface; padding: 0 1; }
    }
    """

    class Changed(Message):
        """The text changed."""

    def __init__(self, replies: Replies, ours: set[str]) -> None:
        super().__init__(id="composer")
        self._replies = replies
        self.area = DraftArea(ours)
        self.thread_id: int | None = None
        self._draft = Draft()
        self._saved_text = ""
        self._saving = False
        self._problem = ""
        self._taken = ""

    def compose(self) -> ComposeResult:
        """To whom, the draft, and what there is to say of it."""
        yield Static("", id="to", markup=False)
        yield self.area
        yield Static("", id="told", markup=False)

    def on_mount(self) -> None:
        """Save from now on."""
        self.set_interval(SAVE_SECONDS, self.save_soon)

    # --- the draft ---------------------------------------------------------------------------------

    def begin(self, thread_id: int, draft: Draft, to: str) -> None:
        """Write to a thread, from a draft on; `to` says whom and what about."""
        self.thread_id = thread_id
        self._draft = draft
        self._saved_text = draft.text
        self._problem = self._taken = ""
        self.area.load_text(own_text(draft.text))
        self.area.move_cursor(self.area.document.end)
        self.query_one("#to", Static).update(Content(to))
        self.say("")

    def end(self) -> None:
        """Write to nobody: the draft was sent, or put aside."""
        self.thread_id = None

    @property
    def draft(self) -> Draft:
        """The draft as it stands in the field."""
        draft = self._draft
        return Draft(self.area.text, draft.attachments, draft.base_message_id, draft.revision)

    def attach(self, paths: tuple[str, ...]) -> None:
        """Have these files go with the reply."""
        draft = self._draft
        self._draft = Draft(draft.text, paths, draft.base_message_id, draft.revision)
        self._saved_text = "\0"  # to be saved, though the text is the same
        self.say("")

    def read_up_to(self, message_id: int) -> None:
        """Note that the writer has read the thread up to this message."""
        draft = self._draft
        self._draft = Draft(draft.text, draft.attachments, message_id, draft.revision)
        self._saved_text = "\0"

    def insert(self, text: str) -> None:
        """Put a text where the cursor is; undone in one step."""
        self.area.history.checkpoint()
        self.area.insert(text)
        self.area.focus()

    def rewrite(self, text: str) -> None:
        """Put a text in place of the whole draft; undone in one step."""
        self.area.history.checkpoint()
        self.area.replace(text, self.area.document.start, self.area.document.end)
        self.area.focus()

    @property
    def place(self) -> int:
        """How many characters of the draft stand before the cursor, or the end of what is selected."""
        row, column = max(self.area.selection)
        lines = self.area.text.split("\n")[:row]
        return sum(len(line) + 1 for line in lines) + column

    def select(self, start: int, end: int) -> None:
        """Select the draft's characters from one to another."""
        for index, selects in ((start, False), (end, True)):
            before = self.area.text[:index]
            self.area.move_cursor((before.count("\n"), index - before.rfind("\n") - 1), select=selects)

    def say(self, text: str) -> None:
        """Say something of the draft on the line below it, besides its file and what is wrong."""
        parts = [part for part in (self._taken, self._problem, *self._files(), text) if part]
        self.query_one("#told", Static).update(Content("\n".join(parts)))

    def say_taken(self, text: str) -> None:
        """Say that another person took the reply over; empty when it is the writer's again."""
        if text != self._taken:
            self._taken = text
            self.say("")
            self.save_soon()

    def on_text_area_changed(self) -> None:
        """Let others know."""
        self.post_message(self.Changed())

    # --- saving ------------------------------------------------------------------------------------

    def save_soon(self) -> None:
        """Save what changed, away from the screen's loop."""
        if self.thread_id is not None and not self._saving and self._is_behind():
            self._saving = True
            self._save()

    def save_now(self) -> None:
        """Save what changed before going on: the program, or the terminal, is about to end.

        Raises:
            StoreProblem: the store refuses.
        """
        if self.thread_id is not None and self._is_behind():
            self._took(self.draft, self._replies.save_draft(self.thread_id, self.draft))

    @work
    async def _save(self) -> None:
        thread_id, draft = self.thread_id, self.draft
        assert thread_id is not None
        try:
            saved = await asyncio.to_thread(self._replies.save_draft, thread_id, draft)
        except BizcareError as error:
            self._problem = _("⚠ Not saved: {0} The text is still here.").format(error)
            self.say("")
        else:
            if self.thread_id == thread_id:
                self._took(draft, saved)
        finally:
            self._saving = False

    def _took(self, given: Draft, saved: Draft) -> None:
        problem, self._problem = self._problem, ""
        self._draft = Draft(saved.text, self._draft.attachments, self._draft.base_message_id, saved.revision)
        self._saved_text = given.text
        if saved.text != given.text:
            # Another window of the same person: what stands in both is looked through by hand.
            typed_since = self.area.text.removeprefix(given.text)
            self._saved_text = saved.text
            self.rewrite(saved.text + typed_since)
            self.say(_("This draft was changed in another window: both texts are here now."))
        elif problem:
            self.say("")

    def _is_behind(self) -> bool:
        return self.area.text != self._saved_text

    def _files(self) -> list[str]:
        return [_("File: {0}").format(own_text(path)) for path in self._draft.attachments]
