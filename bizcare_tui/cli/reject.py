"""`bizcare reject` and `bizcare refund`: the wizards by a file of answers."""

from __future__ import annotations

import dataclasses
from argparse import Namespace
from pathlib import Path

from bizcare_tui.cli.check import as_line, in_words
from bizcare_tui.cli.decisions import told
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.cli.reply import read_text
from bizcare_tui.desk.decided import REFUND, REJECTION, decision_value
from bizcare_tui.desk.decisions import Decisions, Underway
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.matters import Matter
from bizcare_tui.desk.scripted import known_ids, read_answers, template
from bizcare_tui.domain.decisions.answers import Refund
from bizcare_tui.domain.replies.findings import Finding
from bizcare_tui.errors import CheckRefused, WrongUsage
from bizcare_tui.i18n import _


def run(options: Namespace) -> int:
    """Write a template, or look a decision through, or with --yes make it.

    6 when something is still to be answered or the check refuses the letter.
    """
    desk = Desk()
    decisions = desk.decisions
    kind = REFUND if options.command == "refund" else REJECTION
    matter = decisions.matters.matter(options.id)
    if options.template:
        return _write_template(options, decisions, matter, kind)
    if not options.decision:
        raise WrongUsage(
            _("Name the file of answers: --decision FILE."), _("--template writes one to fill in.")
        )
    return _decide(options, decisions, matter, _answered(options, decisions, matter, kind))


def _decide(options: Namespace, decisions: Decisions, matter: Matter, underway: Underway) -> int:
    missing = decisions.missing(matter, underway.answers)
    for step, text in missing:
        narrate(f"{step}: {text}")
    if not options.yes or missing:
        _show(decisions, matter, underway, as_json=options.json)
        if missing:
            raise CheckRefused(missing[0][1], _("Nothing was sent; correct the file."))
        narrate(_("Nothing was sent: add --yes to act."))
        return 0
    try:
        row = decisions.decide(underway)
    except CheckRefused as refused:
        for finding in refused.findings:
            if isinstance(finding, Finding):
                narrate(in_words(finding))
                if options.json:
                    print_json(as_line(finding))
        raise
    if options.json:
        print_json(decision_value(row))
    else:
        print(told(row))
        narrate(_("`bizcare outbox send` sends the letter, and so does the open app."))
    return 0


def _write_template(options: Namespace, decisions: Decisions, matter: Matter, kind: str) -> int:
    begun = decisions.begin(options.id, kind)
    text = template(kind, options.id, matter, decisions.policy, decisions.proposed(matter, begun.answers))
    if not options.decision or options.decision == "-":
        print(text, end="")
        return 0
    try:
        with Path(options.decision).open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise WrongUsage(
            _("{0!r} cannot be written: {1}.").format(options.decision, error.strerror),
            _("An existing file is not written over."),
        ) from None
    narrate(_("Written: {0}.").format(options.decision))
    return 0


def _answered(options: Namespace, decisions: Decisions, matter: Matter, kind: str) -> Underway:
    underway = decisions.read_up_to_now(decisions.begin(options.id, kind))
    try:
        answers = read_answers(
            read_text(options.decision),
            underway.answers,
            matter,
            file_item=decisions.records.file_item,
            data_item=lambda ground: decisions.data_item(matter, ground),
        )
        known_ids(answers, decisions.policy)
    except WrongUsage as wrong:
        raise WrongUsage(f"{options.decision}: {wrong.sentence}", wrong.next_step) from None
    return dataclasses.replace(underway, answers=decisions.with_letter(matter, answers, options.id))


def _show(decisions: Decisions, matter: Matter, underway: Underway, *, as_json: bool) -> None:
    answers = underway.answers
    findings = decisions.look_over(underway).findings if answers.letter.strip() else ()
    paste = reason = ""
    if isinstance(answers, Refund):
        reason, paste = decisions.guidance(matter, answers, underway.thread_id)
    if as_json:
        print_json(
            {
                "thread": underway.thread_id,
                "kind": underway.kind,
                "grounds": [each.ground for each in answers.chosen],
                "letter": answers.letter,
                "missing": [
                    {"step": step.value, "why": text} for step, text in decisions.missing(matter, answers)
                ],
                "findings": [as_line(finding) for finding in findings],
                **({"reason": reason, "paste": paste} if isinstance(answers, Refund) else {}),
            }
        )
        return
    print(answers.letter)
    if isinstance(answers, Refund):
        print(_("Reason to pick behind the “$”: {0}").format(reason))
        print(_("Text to paste: {0}").format(paste))
    for finding in findings:
        narrate(in_words(finding))
