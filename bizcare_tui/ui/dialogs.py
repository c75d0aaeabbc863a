"""Small screens that ask one thing: who wrote a message, the key, the baseline; and the help."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from bizcare_tui.desk.views import BaselineOffer
from bizcare_tui.domain.threads import Author
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.ui import words
from bizcare_tui.ui.actions import COMPOSER, Action, shown_keys
from bizcare_tui.ui.lines import wrapped

SIGNATURES_AT_MOST = 12
_KEYS = 18  # columns of the help for the keys of an action
BOX = """
    align: center middle;
    & > .box {
        width: 90%; max-width: 90; height: auto; max-height: 95%;
        border: round $primary; padding: 0 2; background: $surface;
    }
"""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of a message: its author, or whether a machine wrote it."""

    author: Author | None = None
    automatic: bool | None = None


class AuthorScreen(ModalScreen[Correction | None]):
    """Asks who wrote the selected message."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "say('customer')"),
        Binding("y", "say('seller')"),
        Binding("m", "say('marketplace')"),
        Binding("a", "machine(True)"),
        Binding("p", "machine(False)"),
        Binding("escape,q", "dismiss(None)"),
    ]
    DEFAULT_CSS = "AuthorScreen {" + BOX + "}"

    def __init__(self, excerpt: str) -> None:
        super().__init__()
        self._excerpt = excerpt

    def compose(self) -> ComposeResult:
        """The question and its keys."""
        with Vertical(classes="box") as box:
            box.border_title = _("Who wrote this?")
            yield Static(Content.styled(self._excerpt, "italic dim"), markup=False)
            yield Static(
                "\n".join(
                    (
                        "",
                        _("c    the customer"),
                        _("y    you: the seller, or a colleague"),
                        _("m    the Marketplace"),
                        "",
                        _("a    it was sent automatically: it stops no clock"),
                        _("p    a person wrote it"),
                        "",
                        _("Esc  leave it as it is"),
                    )
                ),
                markup=False,
            )

    def action_say(self, author: str) -> None:
        """Take the answer."""
        self.dismiss(Correction(author=Author(author)))

    def action_machine(self, automatic: bool) -> None:
        """Take the answer."""
        self.dismiss(Correction(automatic=automatic))


class HelpScreen(ModalScreen[None]):
    """Every action with its keys, and why one is not possible now."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,f1", "dismiss"),
        Binding("j,down", "scroll_text(1)"),
        Binding("k,up", "scroll_text(-1)"),
        Binding("space,pagedown", "scroll_text(10)"),
        Binding("pageup", "scroll_text(-10)"),
    ]
    DEFAULT_CSS = "HelpScreen {" + BOX + "}"

    def __init__(self, actions: Sequence[tuple[Action, str]]) -> None:
        super().__init__()
        self._actions = actions

    def compose(self) -> ComposeResult:
        """The actions, one under another."""
        lines = [Content.styled(_("What the signs mean"), "bold")]
        lines += [
            Content("  " + text)
            for text in (
                _("LATE 3h 05   an obligation is past due: answer at once"),
                _("due 2h 10    the first answer must be there before this time is over"),
                _("reply, goal  a target of ours: a later message, or a question before a purchase"),
                _("BC 120d      Business Care with days left; BC ended, no BC, BC ? (not told)"),
                _("●            something in it is unread by you"),
                _("C Y M ?      who wrote a message: customer, you, Marketplace, not known"),
                "",
            )
        ]
        lines.append(Content.styled(_("Keys"), "bold"))
        # What the box leaves beside the keys, so that a long line goes on under its own beginning.
        room = max(20, min(90, self.app.size.width * 9 // 10) - 8 - _KEYS - 3)
        for action, reason in self._actions:
            if action.where == COMPOSER:
                continue
            style = "dim" if reason else ""
            for number, text in enumerate(wrapped(action.help, room)):
                keys = "" if number else shown_keys(action)
                lines.append(Content.styled(f"  {keys:<{_KEYS}} {text}", style))
            if reason:
                lines.append(Content.styled(" " * (_KEYS + 3) + _("not now: {0}").format(reason), style))
        lines += [Content(""), Content.styled(_("Keys while a reply is written"), "bold")]
        lines += [
            Content(f"  {shown_keys(action):<{_KEYS}} {text}" if not number else " " * (_KEYS + 3) + text)
            for action, _reason in self._actions
            if action.where == COMPOSER
            for number, text in enumerate(wrapped(action.help, room))
        ]
        with VerticalScroll(classes="box") as box:
            box.border_title = _("Help · Esc closes")
            yield Static(Content("\n").join(lines), markup=False)

    def action_scroll_text(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


class KeyScreen(ModalScreen[str | None]):
    """Takes the API key, tries it, keeps it; or opens the demo. Its result is "key", "demo" or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)"),
        Binding("f2", "dismiss('demo')"),
    ]
    DEFAULT_CSS = "KeyScreen {" + BOX + "} KeyScreen Input { margin: 1 0; }"

    def __init__(self, try_key: Callable[[str], str], save_key: Callable[[str], None], address: str) -> None:
        super().__init__()
        self._try_key = try_key
        self._save_key = save_key
        self._address = address

    def compose(self) -> ComposeResult:
        """A word of welcome, and the field."""
        with Vertical(classes="box") as box:
            box.border_title = _("Welcome to bizcare")
            yield Static(
                _(
                    "bizcare reads the threads of your partner account and shows what must be "
                    "answered next.\n\nPaste your API key (partner account, Settings, API) and press Enter: "
                    "it is tried against {address} and kept in a file that only you can read.\n"
                ).format(address=self._address),
                markup=False,
            )
            yield Input(password=True, placeholder=_("API key"), id="key")
            yield Static(_("F2  look at the demo instead        Esc  later"), markup=False, id="told")

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Try the key; keep it when the Marketplace takes it."""
        key = event.value.strip()
        if not key:
            self._tell(_("Paste the key first."))
            return
        self._tell(_("Trying the key …"))
        event.input.disabled = True
        try:
            await asyncio.to_thread(self._try_key, key)
            await asyncio.to_thread(self._save_key, key)
        except BizcareError as error:
            event.input.disabled = False
            event.input.focus()
            self._tell(_("{error}\nF2  look at the demo instead        Esc  later").format(error=error))
        else:
            self.dismiss("key")

    def _tell(self, text: str) -> None:
        self.query_one("#told", Static).update(Content(text))


@dataclass(frozen=True, slots=True)
class BaselineAnswer:
    """From when on requests are scored, which endings are the seller's, what counts as read."""

    baseline: datetime
    signatures: tuple[str, ...]
    mark_older_read: bool


class BaselineScreen(ModalScreen[BaselineAnswer | None]):
    """Asks, after the first sync, what of an old account is to be scored, and how you sign."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down,tab", "move(1)"),
        Binding("k,up,shift+tab", "move(-1)"),
        Binding("space,enter,x", "choose"),
        Binding("ctrl+s,a", "accept"),
        Binding("escape,q", "dismiss(None)"),
    ]
    DEFAULT_CSS = "BaselineScreen {" + BOX + "}"

    def __init__(self, offer: BaselineOffer, now: datetime) -> None:
        super().__init__()
        self._offer = offer
        self._choices = (
            (_("from {0}: the baseline as it is").format(words.exact(offer.baseline)), offer.baseline),
            (_("from four days ago: what may still be answered in time"), now - timedelta(days=4)),
            (_("from 30 days ago"), now - timedelta(days=30)),
            (_("everything there is"), datetime(2000, 1, 1, tzinfo=now.tzinfo)),
        )
        self._signatures = offer.signatures[:SIGNATURES_AT_MOST]
        self._chosen = 0
        self._older_read = True
        self._ticked = {text for text, _count in self._signatures[:1]}
        self._place = 0

    def compose(self) -> ComposeResult:
        """The questions."""
        with VerticalScroll(classes="box", can_focus=False) as box:
            box.border_title = _("What is scored · Space chooses · a accepts · Esc later")
            yield Static(self._text(), markup=False, id="questions")

    def action_move(self, by: int) -> None:
        """To the next or previous line."""
        self._place = (self._place + by) % (len(self._choices) + 1 + len(self._signatures))
        self._say()

    def action_choose(self) -> None:
        """Choose the line, or tick it."""
        place = self._place
        if place < len(self._choices):
            self._chosen = place
        elif place == len(self._choices):
            self._older_read = not self._older_read
        else:
            self._ticked ^= {self._signatures[place - len(self._choices) - 1][0]}
        self._say()

    def action_accept(self) -> None:
        """Take the answers."""
        ticked = tuple(text for text, _count in self._signatures if text in self._ticked)
        self.dismiss(BaselineAnswer(self._choices[self._chosen][1], ticked, self._older_read))

    def _say(self) -> None:
        self.query_one("#questions", Static).update(self._text())

    def _text(self) -> Content:
        old = ngettext(
            "{n} thread began before the baseline and is not scored: nobody knows who answered.",
            "{n} threads began before the baseline and are not scored: nobody knows who answered.",
            self._offer.unscored,
        )
        lines = [Content(old.format(n=self._offer.unscored)), Content("")]
        for number, (text, _since) in enumerate(self._choices):
            lines.append(self._line(number, "(•)" if number == self._chosen else "( )", text))
        place = len(self._choices)
        read = _("take everything older as read")
        lines += [Content(""), self._line(place, "[x]" if self._older_read else "[ ]", read)]
        if self._signatures:
            lines += [Content(""), Content(_("These endings stand under many messages. Tick yours:"))]
        for number, (text, count) in enumerate(self._signatures, place + 1):
            shown = " ⏎ ".join(text.splitlines()) + f"  ×{count}"
            lines.append(self._line(number, "[x]" if text in self._ticked else "[ ]", shown))
        return Content("\n").join(lines)

    def _line(self, place: int, box: str, text: str) -> Content:
        here = place == self._place
        return Content.styled(f"{'›' if here else ' '} {box} {text}", "bold" if here else "")
