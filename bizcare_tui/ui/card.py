"""The ticket's card, where the terminal is wide enough: order, shop, and the customer's other threads."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content
from textual.widgets import Static

from bizcare_tui.desk.views import Conversation
from bizcare_tui.i18n import _
from bizcare_tui.ui import words


class TicketCard(Static):
    """What surrounds the open thread."""

    DEFAULT_CSS = "TicketCard { padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__("", id="card", markup=False)

    def show(self, conversation: Conversation, now: datetime) -> None:
        """Show the card of a thread."""
        facts = {fact.key: fact for fact in conversation.facts}
        parts = [Content.styled(_("Ticket {0}").format(conversation.row.id), "bold")]
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
                parts.append(Content.styled(f"\n{fact.label}", "dim"))
                parts.append(Content(fact.value or _("not known")))
                if fact.meaning:
                    parts.append(Content.styled(fact.meaning, "dim italic"))
        parts.append(Content.styled("\n" + _("Other threads of this customer"), "dim"))
        for row in conversation.related:
            said = words.urgency(row, now)[1]
            parts.append(Content(f"{row.id}  {row.topic}"))
            parts.append(Content.styled(f"  {said} · {words.ago(row.updated_at, now)}", "dim"))
        if not conversation.related:
            parts.append(Content(_("none known")))
        self.update(Content("\n").join(parts))
