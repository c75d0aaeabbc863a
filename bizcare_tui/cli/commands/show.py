"""`bizcare show`: print one thread with its messages and deadlines."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.argument_types import add_thread_id
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.json.threads import thread_json
from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.dates import minute_in_digits
from bizcare_tui.domain.threads import author_source_in_words
from bizcare_tui.i18n import N_, _
from bizcare_tui.present.care_bar_layout import summary_lines
from bizcare_tui.present.labels import author_label


def run(options: Namespace) -> int:
    """Print the thread: summary, facts, messages, and earlier texts of edited messages."""
    desk = Desk()
    if options.json:
        print_json(thread_json(desk, options.id))
        return 0
    conversation = desk.conversations.conversation(options.id)
    print(f"{options.id}  {conversation.row.topic}")
    for line in summary_lines(conversation, desk.now()):
        print(f"  {line}")
    print()
    for fact in conversation.facts:
        meaning = f" ({fact.meaning})" if fact.meaning else ""
        print(f"  {fact.label:<26} {fact.value or _('not known')}{meaning}")
    for message in conversation.messages:
        when = minute_in_digits(message.at)
        source = author_source_in_words(message.author_by)
        who = f"{author_label(message.author)} [{source}] {message.author_name}"
        print(f"\n--- {when}  {who}".rstrip())
        print("\n".join(f"  {line}" for line in message.text.splitlines()))
        for text, until in message.earlier:
            print("  " + _("before the edit (noticed {when}):").format(when=minute_in_digits(until)))
            print("\n".join(f"  | {line}" for line in text.splitlines()))
        if message.gone_at is not None:
            print("  " + _("no longer on the Marketplace"))
    return 0


COMMAND = CliCommand(
    name="show",
    help=N_("one thread with its messages and deadlines"),
    run=run,
    add_arguments=add_thread_id,
    rank=103,
    only_reads=True,
)
