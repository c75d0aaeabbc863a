"""`bizcare draft ID`: show, write or discard this person's draft to a thread."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace

from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.cli.reply import read_file_or_stdin
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.text import own_text
from bizcare_tui.i18n import _


def run(options: Namespace) -> int:
    """Write or discard the draft if requested, and print it; return 1 if there is none."""
    desk = Desk()
    desk.scripts.thread(options.id)
    draft = desk.replies.draft(options.id)
    if options.drop:
        draft = desk.replies.save_draft(options.id, replace(draft, text="", attachments=()))
    elif options.file:
        text = own_text(read_file_or_stdin(options.file)).rstrip("\n")
        files = (options.attach,) if options.attach else draft.attachments
        draft = desk.replies.save_draft(options.id, replace(draft, text=text, attachments=files))
    if options.json:
        print_json(
            {
                "thread": options.id,
                "text": draft.text,
                "files": list(draft.attachments),
                "revision": draft.revision,
            }
        )
    elif draft.text:
        print(draft.text)
    else:
        narrate(_("There is no draft."))
    return 0 if draft.text or options.drop else 1
