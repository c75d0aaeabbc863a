"""Send the morning brief by mail and to the webhook, once on each weekday."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bizcare_tui.desk.brief import brief_key, brief_line_fields
from bizcare_tui.desk.notice_announcers import NO_FIELDS
from bizcare_tui.desk.smtp import send_mail
from bizcare_tui.domain.alerts import Key, digest_day
from bizcare_tui.domain.brief import brief_text, subject, title

if TYPE_CHECKING:
    from bizcare_tui.desk.desk import Desk

BRIEF_CHANNELS = ("mail", "webhook")

DeliverFunction = Callable[[threading.Event], None]


class BriefDelivery:
    """Finds out whether a channel has to deliver the brief now, and delivers it.

    Args:
        desk: the desk.
        message_id: returns the Message-ID of the mail of a day.
    """

    def __init__(self, desk: Desk, message_id: Callable[[date], str]) -> None:
        self._desk = desk
        self._settings = desk.settings
        self._message_id = message_id

    def due(
        self, channel: str, delivered: Collection[Key], attempts: Mapping[Key, int], moment: datetime
    ) -> tuple[Key, DeliverFunction] | None:
        """Return what to deliver, with its key: the brief from its hour on; None if nothing is to deliver.

        One that failed is tried again until the next one.
        """
        settings = self._settings
        if channel not in BRIEF_CHANNELS or not settings.brief_at:
            return None
        zone = ZoneInfo(settings.night_zone)
        day = digest_day(moment, time.fromisoformat(settings.brief_at), zone)
        key = brief_key(day)
        is_today = day == moment.astimezone(zone).date()
        if key in delivered or not (is_today or attempts.get(key)):
            return None
        return key, (lambda stop: self._mail(day, stop)) if channel == "mail" else self._post

    def _mail(self, day: date, stop: threading.Event) -> None:
        brief, now = self._desk.statistics.brief.read(), self._desk.now()
        if brief.lines:
            text = f"{title(brief)}\n\n{brief_text(brief, now)}"
            send_mail(
                self._settings,
                f"bizcare: {subject(brief, now)}",
                text,
                at=now,
                message_id=self._message_id(day),
                stop=stop,
            )

    def _post(self, stop: threading.Event) -> None:
        from bizcare_tui.marketplace.webhook import post_notice

        brief, now = self._desk.statistics.brief.read(), self._desk.now()
        if brief.lines:
            fields = {
                **NO_FIELDS,
                "text": f"{title(brief)}: {subject(brief, now)}",
                "event": "brief",
                "page": None,
                "lines": [brief_line_fields(line, brief, now) for line in brief.lines],
            }
            post_notice(self._settings.notify_webhook, fields, stop)
