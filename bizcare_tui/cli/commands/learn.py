"""`bizcare learn --report`: print how often each finding of the program is accepted at this desk."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.acceptance import AcceptanceRow, FindingSource
from bizcare_tui.domain.policy import Policy
from bizcare_tui.domain.replies.reply_findings import ReplyFindingKind
from bizcare_tui.domain.request_types import RequestType, request_type_in_words
from bizcare_tui.domain.text import safe_line
from bizcare_tui.i18n import N_, _, current_language
from bizcare_tui.present.cells import fit
from bizcare_tui.present.detail_labels import finding_kind_label

# At most 79 cells in all.
_NAME_WIDTH, _COLUMN_WIDTH, _SHARE_WIDTH = 38, 11, 8


def run(options: Namespace) -> int:
    """Print a line for each finding: how often found, accepted, dismissed, and the accepted share."""
    desk = Desk()
    rows = desk.statistics.acceptance()
    if options.json:
        for row in rows:
            print_json(_fields(row))
        return 0
    for line in _lines(rows, desk.session.policy):
        print(line)
    narrate(_("Counted from this store; nothing leaves this machine."))
    return 0


def _fields(row: AcceptanceRow) -> dict[str, Any]:
    share = None if row.share is None else round(row.share, 4)
    return {**asdict(row), "source": row.source.value, "share": share}


def _lines(rows: Sequence[AcceptanceRow], policy: Policy) -> Iterator[str]:
    if not rows:
        yield _("Nothing is known yet: nobody here has judged a passage, a finding or a suggested type.")
        return
    for number, (source, title, verdicts) in enumerate(_sections()):
        if number:
            yield ""
        of_source = [row for row in rows if row.source is source]
        if not of_source:
            yield f"{title}: {_('nothing known yet')}"
            continue
        yield _line(title, _("found"), *verdicts, share=_("share"))
        for row in of_source:
            share = "-" if row.share is None else f"{100 * row.share:.0f} %"
            yield _line(_name(row, policy), row.found, row.accepted, row.dismissed, share=share)


def _sections() -> tuple[tuple[FindingSource, str, tuple[str, str]], ...]:
    """Return the heading of each source, and what its findings are called when accepted and dismissed."""
    return (
        (FindingSource.PASSAGE, _("Passages for a reason"), (_("accepted"), _("dismissed"))),
        (FindingSource.REPLY, _("Check of replies"), (_("changed"), _("sent anyway"))),
        (FindingSource.TYPE, _("Suggested request type"), (_("accepted"), _("corrected"))),
    )


def _line(name: str, *counts: object, share: str) -> str:
    cells = "".join(f"{count:>{_COLUMN_WIDTH}}" for count in counts)
    return f"{fit(name, _NAME_WIDTH)}{cells}{share:>{_SHARE_WIDTH}}"


def _name(row: AcceptanceRow, policy: Policy) -> str:
    """Return what was found, in words; a kind that this version does not know keeps its id."""
    if row.source is FindingSource.REPLY and row.kind in set(ReplyFindingKind):
        return finding_kind_label(ReplyFindingKind(row.kind))
    if row.source is FindingSource.TYPE:
        return request_type_in_words(RequestType(row.kind))
    return safe_line(policy.titles([row.kind], current_language())[0])


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--report",
        action="store_true",
        required=True,
        help=_("how often each passage, finding of the reply check and suggested type was accepted here"),
    )


COMMAND = CliCommand(
    name="learn",
    help=N_("how often what the program finds is accepted at this desk"),
    run=run,
    add_arguments=_add_arguments,
    rank=208,
)
