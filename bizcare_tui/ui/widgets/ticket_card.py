"""The ticket card of wide terminals: order, shop, and the customer's other threads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.i18n import _
from bizcare_tui.present import labels
from bizcare_tui.ui.widgets.pane_title import PaneTitle

if TYPE_CHECKING:
    from bizcare_tui.desk.views import ConversationView


class TicketCard(Vertical):
    """Show the order, the shop and the customer's other threads beside the open thread."""

    DEFAULT_CSS = "TicketCard { height: 1fr; & > #card-text { height: 1fr; padding: 0 1; } }"

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(id="card")
        self._now = now
        self._title = PaneTitle("card-title", _("Ticket"))
        self._text = Static("", id="card-text", markup=False)
        self._conversation: ConversationView | None = None

    def compose(self) -> ComposeResult:
        """Compose the title and the text."""
        yield self._title
        yield self._text

    def show(self, conversation: ConversationView | None) -> None:
        """Show the card of a thread, now or as soon as the pane has a width; None empties it."""
        self._conversation = conversation
        if conversation is None:
            self._title.show(_("Ticket"))
            self._text.update("", layout=False)
        elif self.size.width:
            self._update(conversation)

    def on_resize(self) -> None:
        """Write the card for the new size."""
        if self._conversation is not None and self.size.width:
            self._update(self._conversation)

    def _update(self, conversation: ConversationView) -> None:
        now = self._now()
        facts = {fact.key: fact for fact in conversation.facts}
        self._title.show(_("Ticket {0}").format(conversation.row.id))
        parts: list[Content] = []
        for key in (
            "product",
            "order",
            "refund_claim",
            "refund_accept",
            "shop",
            "other_shops",
            "prestashop",
        ):
            fact = facts.get(key)
            if fact is not None:
                parts.append(Content.styled(f"\n{fact.label}" if parts else fact.label, "dim"))
                parts.append(Content(fact.value or _("not known")))
                if fact.meaning:
                    parts.append(Content.styled(fact.meaning, "dim italic"))
        parts.append(Content.styled("\n" + _("Other threads of this customer"), "dim"))
        for row in conversation.related:
            urgency = labels.deadline_style_and_label(row, now)[1]
            parts.append(Content(f"{row.id}  {row.topic}"))
            parts.append(Content.styled(f"  {urgency} · {labels.time_ago(row.updated_at, now)}", "dim"))
        if not conversation.related:
            parts.append(Content(_("none known")))
        self._text.update(Content("\n").join(parts), layout=False)
