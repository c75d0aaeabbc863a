"""Dialogs for the author of a message and for the API key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from bizcare_tui.domain.threads import Author
from bizcare_tui.errors import BizcareError, OtherAccount
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.commands.key_hints import KeyHint
from bizcare_tui.ui.commands.key_labels import key_label
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, Dialog
from bizcare_tui.ui.widgets.fields import LineField
from bizcare_tui.ui.widgets.wrapped_text import HangingText

# The command that opens the author sweep.
_ALIKE = "author_alike"


@dataclass(frozen=True, slots=True)
class AuthorCorrection:
    """A person's correction of a message.

    Args:
        author: the author of the message; None if the author is not corrected.
        automatic: whether it was sent automatically; None if that is not corrected.
    """

    author: Author | None = None
    automatic: bool | None = None


class AlikeMessages:
    """The result of the dialog of an author that stands for: say it for all messages like this one."""


class AuthorScreen(Dialog[AuthorCorrection | AlikeMessages | None]):
    """Ask who wrote the selected message.

    Args:
        excerpt: the beginning of the message.
        about: the title of its thread.
        alike: yields how many others of unknown author end like it, as far as they were read; None if its own
            author is known.
    """

    CONTEXT: ClassVar[Context | None] = Context.AUTHOR
    DEFAULT_CSS = "AuthorScreen {" + DIALOG_CSS + "} AuthorScreen #alike { display: none; margin-bottom: 1; }"

    def __init__(self, excerpt: str, about: str, alike: AsyncIterator[int] | None = None) -> None:
        super().__init__()
        self._excerpt = excerpt
        self._about = about
        self._alike = alike
        # None while nothing is known yet.
        self._alike_count: int | None = None if alike is not None else 0

    def compose(self) -> ComposeResult:
        """Show the question and its keys."""
        with Vertical(classes="box") as box:
            box.border_title = _("Who wrote this?")
            box.border_subtitle = Content(self._about)
            yield Static(Content.styled(self._excerpt, "italic dim"), markup=False)
            yield Static(Content("\n".join(self._answers())), markup=False)
            yield Static("", id="alike", markup=False)
            yield Static(Content(f"{self.key_of('close'):<4} {_('Cancel')}"), markup=False)

    def on_mount(self) -> None:
        """Count the messages like this one."""
        if self._alike is not None:
            self._count_alike(self._alike)

    def _answers(self) -> list[str]:
        """Return the answers, each with its key."""
        commands = (each for each in self.host.keymap.of(Context.AUTHOR) if each.id != _ALIKE)
        lines = [f"{self.key_of(each.id):<4} {each.help_text}" for each in commands]
        # The author first, then what it was that wrote.
        return ["", *lines[:3], "", *lines[3:], ""]

    @work
    async def _count_alike(self, alike: AsyncIterator[int]) -> None:
        try:
            async for count in alike:
                self._show_alike(count)
        except BizcareError as error:
            self.fail(error)

    def _show_alike(self, count: int) -> None:
        """Offer the other messages like this one, if there are any."""
        self._alike_count = count
        text = ngettext(
            "… and {n} more message like this: open the sweep at this group",
            "… and {n} more messages like this: open the sweep at this group",
            count,
        )
        line = self.query_one("#alike", Static)
        line.update(HangingText(Content(f"{self.key_of(_ALIKE):<4} {text.format(n=count)}"), " " * 5))
        line.display = count > 0
        self.show_keys()

    def key_hints(self) -> list[KeyHint]:
        """Return the hints of the screen, without the sweep if there is nothing for it."""
        hints = super().key_hints()
        return [each for each in hints if self._alike_count or not each.command or each.command.id != _ALIKE]

    def set_author(self, author: Author) -> None:
        """Close the dialog with an author."""
        self.dismiss(AuthorCorrection(author=author))

    def set_automatic(self, *, automatic: bool) -> None:
        """Close the dialog with whether the message was sent automatically."""
        self.dismiss(AuthorCorrection(automatic=automatic))

    def open_sweep(self) -> None:
        """Close the dialog, to decide on all messages like this one."""
        if self._alike_count == 0:
            self.notify(_("No other message of unknown author ends like this one."))
        else:
            self.dismiss(AlikeMessages())


class CheckKey(Protocol):
    """Check a key with the Marketplace; raise OtherAccount if it is of another account than the store's."""

    def __call__(self, key: str, /, *, is_same_account: bool) -> str: ...


class KeyScreen(Dialog[str | None]):
    """Ask for the API key, check it and save it, or offer the demo. The result is "key", "demo" or None.

    A key of another account than the store's is saved only after the person confirms that it is the same
    account.
    """

    CONTEXT: ClassVar[Context | None] = Context.API_KEY
    HAS_FIELD: ClassVar[bool] = True
    DEFAULT_CSS = "KeyScreen {" + DIALOG_CSS + "} KeyScreen Input { margin: 1 0; }"

    def __init__(self, try_key: CheckKey, save_key: Callable[[str], None], address: str) -> None:
        super().__init__()
        self._try_key = try_key
        self._save_key = save_key
        self._address = address
        self._other_account_key = ""

    def compose(self) -> ComposeResult:
        """Show a welcome text and the field."""
        with Vertical(classes="box") as box:
            box.border_title = _("Welcome to bizcare")
            yield Static(
                _(
                    "bizcare reads the threads of your partner account and shows which ones to "
                    "answer next.\n\nPaste your API key (in the partner account: Settings, API) and "
                    "press Enter. The key is tested with {address} and saved in a file that only you "
                    "can read.\n"
                ).format(address=self._address),
                markup=False,
            )
            yield LineField(password=True, placeholder=_("API key"), id="key")
            yield from self.compose_error("key")
            yield Static(Content(self._demo_line()), markup=False, id="key-status")

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Check the key, and save it if the Marketplace accepts it for the store's account."""
        await self._check_and_save(event.value.strip(), is_same_account=False)

    def open_demo(self) -> None:
        """Close the dialog; the demo follows."""
        self.dismiss("demo")

    def confirm_same_account(self) -> None:
        """Save the key of a seemingly different account, as the person confirms that it is the same one."""
        key = self.query_one(Input).value.strip()
        if key and key == self._other_account_key:
            self.run_worker(self._check_and_save(key, is_same_account=True))

    async def _check_and_save(self, key: str, *, is_same_account: bool) -> None:
        if not key:
            self._ask_again(_("Paste the key first."), self._demo_line())
            return
        self.show_error("")
        self._show_message(_("Testing the key …"))
        field = self.query_one(Input)
        field.disabled = True
        try:
            await asyncio.to_thread(self._try_key, key, is_same_account=is_same_account)
            await asyncio.to_thread(self._save_key, key)
        except OtherAccount as error:
            self._other_account_key = key
            keys = self.fill(_("{key_same_account}  it is the same account        {key_later}  later"))
            text = error.describe(lambda _hint: self.key_of("key_same_account"))
            self._ask_again(text, keys)
        except BizcareError as error:
            self._ask_again(error.describe(lambda _hint: key_label("enter")), self._demo_line())
        else:
            self.dismiss("key")

    def _demo_line(self) -> str:
        return self.fill(_("{key_demo}  look at the demo instead        {key_later}  later"))

    def _ask_again(self, error: str, keys: str) -> None:
        for field in self.query(Input):
            field.disabled = False
        self.show_error(error, "key")
        self._show_message(keys)

    def _show_message(self, text: str) -> None:
        # The person may have closed this dialog while the key was checked.
        for line in self.query("#key-status").results(Static):
            line.update(Content(text))
