"""Open the mailbox that the settings name: IMAP, a Maildir or an mbox."""

from __future__ import annotations

from pathlib import Path

from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.imap_mailbox import ImapMailbox
from bizcare_tui.marketplace.local_mailboxes import MaildirMailbox, MboxMailbox
from bizcare_tui.marketplace.mailbox_interface import Mailbox


def _expanded_path(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise BadSettings(
            _("mail_source: {0} has no home folder.").format(safe_line(text)),
            _("Write the full path."),
        ) from None


def open_mailbox(source: str, password: str, *, mark_seen: bool = False) -> Mailbox:
    """Return the mailbox of an address: `imaps://user@host/INBOX`, `maildir:/path`, `mbox:/path`.

    Raises:
        BadSettings: the kind of mailbox is unknown, or its password or library is missing.
    """
    kind, _colon, rest = source.partition(":")
    match kind:
        case "imaps" | "imap":
            return ImapMailbox(source, password, mark_seen=mark_seen)
        case "maildir":
            return MaildirMailbox(_expanded_path(rest))
        case "mbox":
            return MboxMailbox(_expanded_path(rest))
        case _:
            raise BadSettings(
                _("mail_source begins with {0!r}, which is not supported.").format(kind[:20]),
                _("It must be like imaps://user@host/INBOX, maildir:/path or mbox:/path."),
            )
