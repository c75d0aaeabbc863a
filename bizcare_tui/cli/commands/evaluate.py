"""`bizcare evaluate`: the six grounds of a thread with verdicts and evidence, and the cover per message."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bizcare_tui.cli.argument_types import add_thread_id
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.evidence.evaluation_data import GroundVerdict
from bizcare_tui.domain.policy import Policy
from bizcare_tui.domain.threads import Cover
from bizcare_tui.i18n import N_, _, current_language
from bizcare_tui.present.detail_labels import verdict_label
from bizcare_tui.present.labels import cover_state_label


def run(options: Namespace) -> int:
    """Print each ground, and finally the cover."""
    decisions = Desk().decisions
    for line in decisions.evaluation_json(options.id):
        if options.json:
            print_json(line)
        else:
            print("\n".join(_formatted(line, decisions.policy)))
    return 0


def _formatted(line: Mapping[str, Any], policy: Policy) -> Iterator[str]:
    if "cover" in line:
        yield _("cover")
        for each in line["cover"]:
            days = "" if each["days_left"] is None else _(", days left: {0}").format(each["days_left"])
            state = cover_state_label(Cover(each["state"]))
            yield f"    {_time(each['at'])}  {_('message')} {each['message']}: {state}{days}"
        return
    (title,) = policy.titles([line["ground"]], current_language())
    yield f"{title}: {verdict_label(GroundVerdict(line['verdict']))}"
    yield f"    {line['why']}"
    for each in line["evidence"]:
        text = " ".join(each["text"].split())
        yield f"    · {text}  [{each['source']}{', ' + _time(each['at']) if each['at'] else ''}]"
    if line["settle"]:
        yield "    → " + line["settle"]


COMMAND = CliCommand(
    name="evaluate",
    help=N_("the six reasons for a rejection, with verdict and evidence"),
    run=run,
    add_arguments=add_thread_id,
    rank=200,
)


def _time(text: str) -> str:
    return moment_in_words(datetime.fromisoformat(text))
