"""`bizcare show`: one thread with its messages and deadlines."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.i18n import _
from bizcare_tui.ui.words import author, rung


def run(options: Namespace) -> int:
    """Print a thread."""
    desk = Desk()
    if options.json:
        print_json(desk.show_line(options.id))
        return 0
    conversation = desk.conversation(options.id)
    print(f"{options.id}  {conversation.row.topic}")
    for fact in conversation.facts:
        meaning = f" ({fact.meaning})" if fact.meaning else ""
        print(f"  {fact.label:<26} {fact.value or _('not known')}{meaning}")
    for message in conversation.messages:
        when = f"{message.at.astimezone(MARKETPLACE_ZONE):%Y-%m-%d %H:%M}"
        who = f"{author(message.author)} [{rung(message.author_by)}] {message.author_name}"
        print(f"\n--- {when}  {who}".rstrip())
        print("\n".join(f"  {line}" for line in message.text.splitlines()))
    return 0
