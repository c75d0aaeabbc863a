"""Threads as the JSON that scripts read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from bizcare_tui.store.reads.hot_thread import read_price

if TYPE_CHECKING:
    from bizcare_tui.desk.conversations import Conversations
    from bizcare_tui.desk.decisions import Decisions
    from bizcare_tui.desk.inbox_queries import InboxQueries
    from bizcare_tui.desk.session import DeskSession


class ScriptOutput:
    """Threads as JSON lines.

    Args:
        session: the session of the person.
        inbox: reads the inbox rows.
        conversations: reads single threads.
        decisions: returns the decisions; loaded only when they are needed.
    """

    def __init__(
        self,
        session: DeskSession,
        inbox: InboxQueries,
        conversations: Conversations,
        decisions: Callable[[], Decisions],
    ) -> None:
        self._session = session
        self._reading = session.reader
        self._inbox = inbox
        self._conversations = conversations
        self._decisions = decisions

    def threads(self, query: str, limit: int) -> Iterable[dict[str, Any]]:
        """Yield the threads that match a query as lines of `list --json`; all of them when `limit` is 0."""
        from bizcare_tui.desk import json_output
        from bizcare_tui.desk.review_times import read_own_review_time

        ids = self._inbox.thread_ids(query)
        moment = self._session.now()
        review = read_own_review_time(self._reading) if ids else None
        for start in range(0, len(ids), 500):
            if limit and start >= limit:
                return
            batch = ids[start : min(start + 500, limit) if limit else start + 500]
            for record in self._inbox.records(batch):
                yield json_output.thread_json(record, self._conversations.purchase(record), moment, review)

    def thread(self, thread_id: int) -> dict[str, Any]:
        """Return a thread as `show --json` prints it.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        from bizcare_tui.desk import json_output
        from bizcare_tui.desk.decision_rows import decision_json

        conversation = self._conversations.conversation(thread_id)
        record = self._inbox.records([thread_id])[0]
        line = json_output.thread_json(
            record,
            self._conversations.purchase(record),
            self._session.now(),
            self._conversations.review_time(record),
        )
        cost = json_output.reactivation_json(record, read_price(self._reading, record.product_id))
        if cost is not None:
            line["business_care"]["reactivation"] = cost
        return {
            **line,
            "messages": [json_output.message_json(message) for message in conversation.messages],
            "decisions": [decision_json(row) for row in self._decisions().list_decisions(thread_id)],
        }
