"""The checks of `doctor` on notification mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bizcare_tui.desk.doctor_finding import DoctorFinding
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.paths import Paths
from bizcare_tui.settings import Settings

if TYPE_CHECKING:
    from bizcare_tui.marketplace.notification import UnusedMail

_MAX_UNUSED_SHOWN = 10


def check_mail(paths: Paths, settings: Settings) -> Iterator[DoctorFinding]:
    """Check whether notification mail can be read. Nothing is imported."""
    from bizcare_tui.desk.notification_mail import (
        open_configured_mailbox,
        read_notifications,
        unused_reason_in_words,
    )
    from bizcare_tui.now import now

    try:
        mailbox = open_configured_mailbox(paths, settings)
        if mailbox is None:
            yield DoctorFinding("mail", True, _("no notification mail is read (mail_source)"))
            return
        used, unused = read_notifications(mailbox, settings, now())
    except BizcareError as error:
        yield DoctorFinding("mail", False, error.sentence, error.next_step)
        return
    text = ngettext(
        "the mail can be read: {0} notification in the last days",
        "the mail can be read: {0} notifications in the last days",
        len(used),
    )
    yield DoctorFinding("mail", True, text.format(len(used)))
    if not unused:
        return
    text = ngettext(
        "{0} mail looks like a notification but is not used",
        "{0} mails look like notifications but are not used",
        len(unused),
    )
    reasons = Counter(unused_reason_in_words(mail.reason) for mail in unused)
    reasons_in_words = "; ".join(f"{count} × {reason}" for reason, count in reasons.most_common())
    yield DoctorFinding(
        "mail_unused",
        # Old mail and mail of other senders is no problem.
        all(mail.reason in ("too_old", "sender") for mail in unused),
        f"{text.format(len(unused))}: {reasons_in_words}",
        _(
            "Check them in your mail program. The settings mail_senders and mail_subject define what"
            " a notification is."
        ),
        detail="; ".join(_unused_mail(mail) for mail in unused[-_MAX_UNUSED_SHOWN:]),
    )


def _unused_mail(mail: UnusedMail) -> str:
    thread = _("thread {id}").format(id=mail.thread_id) if mail.thread_id else _("no thread")
    return f"{mail.name or '-'} · {thread} · {mail.reason.value}"
