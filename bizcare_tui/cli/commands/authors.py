"""`bizcare authors`: list the messages of unknown author by their ending, or say who wrote some of them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict

from bizcare_tui.cli.argument_types import whole_number
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.author_effect import effect_in_words
from bizcare_tui.domain.author_groups import (
    AuthorGroup,
    UnattributedMessage,
    count_customers,
    count_threads,
)
from bizcare_tui.domain.clock import iso
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.threads import Author
from bizcare_tui.errors import NotPossible, WrongUsage
from bizcare_tui.i18n import N_, _
from bizcare_tui.present.author_group_lines import (
    clocks_in_words,
    decision_in_words,
    ending_in_one_line,
    size_in_words,
)

_MAX_ENDING = 60
# The options that name a group, each with the author of its messages.
_AUTHORS = {"ours": Author.SELLER, "customer": Author.CUSTOMER, "marketplace": Author.MARKETPLACE}


def run(options: Namespace) -> int:
    """Print the groups, or set the author of the messages of one, after its effect."""
    decided = [
        (author, group_id) for name, author in _AUTHORS.items() if (group_id := getattr(options, name))
    ]
    if not decided and (options.only or options.but or options.dry_run):
        raise WrongUsage(_("Say whose the messages are: --ours, --customer or --marketplace."))
    desk = Desk()
    groups = desk.verbs.author_sweep.read().groups
    if not decided:
        for group in groups:
            _print_group(group, options)
        return 0
    ((author, group_id),) = decided
    group = _find(groups, group_id)
    messages = _chosen(group, options)
    effect = desk.verbs.author_sweep.effect(messages, author)
    act_id = None if options.dry_run else desk.verbs.authors(messages, author).act_id
    if options.json:
        print_json(
            {
                "verb": options.command,
                "act": act_id,
                "group": group.id,
                "author": author.value,
                "messages": [each.id for each in messages],
                "threads": sorted({each.thread_id for each in messages}),
                "effect": asdict(effect),
            }
        )
        return 0
    narrate(f"{safe_line(decision_in_words(group, author), _MAX_ENDING)}: {size_in_words(messages)}")
    narrate(effect_in_words(effect))
    narrate(
        _("Nothing was changed: --dry-run.") if act_id is None else _("Recorded (action {0}).").format(act_id)
    )
    return 0


def _find(groups: Sequence[AuthorGroup], group_id: str) -> AuthorGroup:
    """Return the group with this id.

    Raises:
        WrongUsage: there is none.
    """
    for group in groups:
        if group.id == group_id:
            return group
    text = _("There is no group {0} of messages of unknown author.").format(safe_line(group_id))
    raise WrongUsage(text, _("See `bizcare authors`."))


def _chosen(group: AuthorGroup, options: Namespace) -> list[UnattributedMessage]:
    """Return the messages of a group to decide on.

    Raises:
        WrongUsage: a named message is not in the group, or none is left.
        NotPossible: anybody may end a message like this, and no message is named.
    """
    only, but = set(options.only or ()), set(options.but or ())
    if unknown := (only | but) - {each.id for each in group.messages}:
        text = _("Message {0} is not in this group.").format(min(unknown))
        raise WrongUsage(text, _("See `bizcare authors --json`."))
    if not only and not group.is_decided_at_once:
        raise NotPossible(
            _("Anybody may end a message like this: decide message by message."),
            _("Name them with --only; see `bizcare authors --json`."),
        )
    chosen = [each for each in group.messages if each.id not in but and (not only or each.id in only)]
    if not chosen:
        raise WrongUsage(_("No message of the group is left."))
    return chosen


def _print_group(group: AuthorGroup, options: Namespace) -> None:
    newest = group.messages[0]
    if options.json:
        print_json(
            {
                "group": group.id,
                "ending": group.ending,
                "identifies": group.identifies,
                "deadlines": group.clocks,
                "threads": count_threads(group.messages),
                "customers": count_customers(group.messages),
                "messages": [
                    {"id": each.id, "thread": each.thread_id, "topic": each.topic, "at": iso(each.at)}
                    for each in group.messages
                ],
            }
        )
        return
    ending = safe_line(ending_in_one_line(group.ending), _MAX_ENDING)
    parts = [group.id, f"×{len(group.messages)}", clocks_in_words(group.clocks), ending]
    print("  ".join(filter(None, parts)) + f"  #{newest.thread_id} {newest.topic}")


def _add_arguments(parser: ArgumentParser) -> None:
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--ours", metavar=_("GROUP"), help=_("you or a colleague wrote the messages"))
    whose.add_argument("--customer", metavar=_("GROUP"), help=_("the customers wrote them"))
    whose.add_argument("--marketplace", metavar=_("GROUP"), help=_("the Marketplace wrote them"))
    parser.add_argument(
        "--only",
        action="append",
        type=whole_number,
        metavar=_("NUMBER"),
        help=_("only this message of the group; may be repeated"),
    )
    parser.add_argument(
        "--but",
        action="append",
        type=whole_number,
        metavar=_("NUMBER"),
        help=_("all messages of the group but this one; may be repeated"),
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=_("print what would change, and record nothing")
    )


COMMAND = CliCommand(
    name="authors",
    help=N_("messages of unknown author by their ending; say who wrote them"),
    run=run,
    add_arguments=_add_arguments,
)
