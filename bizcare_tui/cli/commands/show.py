"""`bizcare show`: print one thread with its messages and deadlines."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime

from bizcare_tui.cli.argument_types import add_thread_id
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.json.threads import thread_json
from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.i18n import N_, _
from bizcare_tui.present.labels import author_label, author_source_label


def run(options: Namespace) -> int:
    """Print the thread with its facts and messages, including earlier texts of edited messages."""
    desk = Desk()
    if options.json:
        print_json(thread_json(desk, options.id))
        return 0
    conversation = desk.conversations.conversation(options.id)
    print(f"{options.id}  {conversation.row.topic}")
    for fact in conversation.facts:
        meaning = f" ({fact.meaning})" if fact.meaning else ""
        print(f"  {fact.label:<26} {fact.value or _('not known')}{meaning}")
    for message in conversation.messages:
        when = _local_time(message.at)
        who = (
            f"{author_label(message.author)} [{author_source_label(message.author_by)}] {message.author_name}"
        )
        print(f"\n--- {when}  {who}".rstrip())
        print("\n".join(f"  {line}" for line in message.text.splitlines()))
        for text, until in message.earlier:
            print("  " + _("before the edit (noticed {when}):").format(when=_local_time(until)))
            print("\n".join(f"  | {line}" for line in text.splitlines()))
        if message.gone_at is not None:
            print("  " + _("no longer on the Marketplace"))
    return 0


def _local_time(moment: datetime) -> str:
    return f"{moment.astimezone(MARKETPLACE_ZONE):%Y-%m-%d %H:%M}"


COMMAND = CliCommand(
    name="show",
    help=N_("one thread with its messages and deadlines"),
    run=run,
    add_arguments=add_thread_id,
    rank=103,
)
