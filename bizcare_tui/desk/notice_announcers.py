"""How each notice channel makes an announcement: terminal, the user's programs, webhook."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bizcare_tui.desk.programs import run_program
from bizcare_tui.domain.alerts import Alert, Announcement, ReplyProblem
from bizcare_tui.domain.clock import iso
from bizcare_tui.domain.thread_status import Urgency
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.desk.desk import Desk

ShowAnnouncement = Callable[[Announcement], None]
AnnounceFunction = Callable[[Announcement, threading.Event], None]


NO_FIELDS: Mapping[str, Any] = {
    "text": "", "event": "", "thread": None, "topic": "", "owed": None, "due": None, "late": False,
    "urgency": None, "obligation": False, "reply": None, "state": None,
}  # fmt: skip
"""The fields of everything that is posted to the webhook, as far as they do not apply."""


class NoticeWriteError(BizcareError):
    """A notice cannot be written to the standard output."""


class Announcers:
    """The announcing functions of the channels that are configured, by channel name.

    Args:
        desk: the desk.
        show: writes an announcement for the user; raises OSError when it cannot. None: no terminal channel.
    """

    def __init__(self, desk: Desk, show: ShowAnnouncement | None) -> None:
        self._desk = desk
        self._settings = desk.settings
        self._show = show

    def for_deadlines(self) -> dict[str, AnnounceFunction]:
        """Return the announcing functions for deadline notices, by channel name."""
        announcers = self.for_problems()
        announcers.pop("hook_reply_problem", None)
        if hook := self._settings.hook_due:
            announcers["hook_due"] = lambda item, stop: run_program([*hook, *_hook_arguments(item)], stop)
        return announcers

    def for_problems(self) -> dict[str, AnnounceFunction]:
        """Return the announcing functions for replies that need a person, by channel name."""
        announcers: dict[str, AnnounceFunction] = {}
        settings = self._settings
        if self._show is not None:
            announcers["terminal"] = self._write_to_terminal
        if command := settings.notify_command:
            announcers["command"] = lambda item, stop: run_program([*command, self._sentence(item)], stop)
        if settings.notify_webhook:
            announcers["webhook"] = self._post_to_webhook
        if hook := settings.hook_reply_problem:
            announcers["hook_reply_problem"] = lambda item, stop: run_program(
                [*hook, *_hook_arguments(item)], stop
            )
        return announcers

    def hooks_for_events(self) -> dict[str, tuple[str, ...]]:
        """Return the command lines of the hooks for new threads and confirmed replies, by channel name."""
        hooks = {
            "hook_new_thread": self._settings.hook_new_thread,
            "hook_confirmed": self._settings.hook_confirmed,
        }
        return {name: hook for name, hook in hooks.items() if hook}

    def _sentence(self, item: Announcement) -> str:
        return item.sentence(self._desk.now())

    def _write_to_terminal(self, item: Announcement, _stop: threading.Event) -> None:
        assert self._show is not None
        try:
            self._show(item)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
            raise NoticeWriteError(
                _("A notice cannot be written to standard output: {0}.").format(reason),
                _("It is kept and will be written when that is possible again."),
            ) from None

    def _post_to_webhook(self, item: Announcement, stop: threading.Event) -> None:
        from bizcare_tui.marketplace.webhook import post_notice

        fields = announcement_fields(item, self._desk.now())
        fields["page"] = self._desk.conversations.page_url(item.thread_id)
        post_notice(self._settings.notify_webhook, fields, stop)


def announcement_fields(item: Announcement, now: datetime) -> dict[str, Any]:
    """Return an announcement as the webhook sends it.

    Every kind of announcement has the same fields; those that do not apply to it are None or false.
    """
    fields: dict[str, Any] = {
        **NO_FIELDS, "text": item.sentence(now), "event": "due", "thread": item.thread_id,
        "topic": item.topic,
    }  # fmt: skip
    match item:
        case Alert(pending=pending):
            urgency = pending.urgency(now)
            fields |= {
                "owed": pending.what, "due": iso(pending.due), "late": urgency is Urgency.LATE,
                "urgency": urgency, "obligation": pending.is_obligation,
            }  # fmt: skip
        case ReplyProblem():
            fields |= {"event": "reply_problem", "reply": item.reply_id, "state": item.state}
    return fields


def _hook_arguments(item: Announcement) -> Iterator[str]:
    """Yield the arguments of a hook: the event name, numbers, a time or a state; never foreign text."""
    match item:
        case Alert():
            yield from ("due", str(item.thread_id), item.pending.due.isoformat())
        case ReplyProblem():
            yield from ("reply_problem", str(item.thread_id), str(item.reply_id), item.state)
