"""Commands that make a decision from a file of answers, without the wizard."""

from __future__ import annotations

import dataclasses
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from bizcare_tui.cli.answers_file import answers_template, read_answers, require_known_ids
from bizcare_tui.cli.argument_types import add_thread_id
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.decision_rows import format_decision
from bizcare_tui.cli.findings import finding_fields, format_finding
from bizcare_tui.cli.input_text import read_file_or_stdin
from bizcare_tui.cli.json.decisions import decision_json
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.decision_context import DecisionContext
from bizcare_tui.desk.decisions import Decisions
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.wizard_state import WizardState
from bizcare_tui.domain.decisions.answers import DecisionAnswers, RefundAnswers, RejectionAnswers
from bizcare_tui.domain.replies.reply_findings import ReplyFinding
from bizcare_tui.errors import NotPossible, ReplyCheckFailed, WrongUsage
from bizcare_tui.i18n import _, labelled
from bizcare_tui.present.detail_labels import wizard_step_label
from bizcare_tui.present.evidence_lines import dry_run_lines


def decision_command(name: str, *, help: str, kind: str, rank: int) -> CliCommand:
    """Return the command that makes decisions of a kind; `help` is written as `help=N_("…")`."""
    return CliCommand(
        name=name,
        help=help,
        run=lambda options: _run(options, kind),
        add_arguments=_add_arguments,
        rank=rank,
    )


def _add_arguments(parser: ArgumentParser) -> None:
    add_thread_id(parser)
    parser.add_argument(
        "--decision", metavar=_("FILE"), help=_("file with the answers, in TOML; - for standard input")
    )
    parser.add_argument(
        "--template",
        action="store_true",
        help=_("write an answers file to fill in, to --decision or to standard output"),
    )
    parser.add_argument(
        "--yes", action="store_true", help=_("carry out the decision; without it, the file is only checked")
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=_("only check the file, also with --yes: nothing is sent")
    )


def _run(options: Namespace, kind: str) -> int:
    """Write a template, preview a decision, or with --yes make it.

    Raises:
        ReplyCheckFailed: an answer is missing, or the check blocks the letter (exit code 6).
    """
    desk = Desk()
    decisions = desk.decisions
    context = decisions.contexts.read(options.id)
    if options.template:
        return _write_template(options, decisions, context, kind)
    if not options.decision:
        if (
            options.yes
            and not options.dry_run
            and (prepared := decisions.wizards.begin(options.id, kind)).answers.ready_by
        ):
            # A decision that another person prepared for a second person, unchanged.
            state = decisions.wizards.mark_messages_read(prepared)
            answers = decisions.letters.with_letter(context, prepared.answers)
            return _decide(options, decisions, context, dataclasses.replace(state, answers=answers))
        raise WrongUsage(_("Give the answers file: --decision FILE."), _("--template writes one to fill in."))
    return _decide(options, decisions, context, _read_decision_file(options, decisions, context, kind))


def _decide(options: Namespace, decisions: Decisions, context: DecisionContext, state: WizardState) -> int:
    missing = decisions.missing(context, state.answers)
    for step, text in missing:
        narrate(labelled(wizard_step_label(step), text))
    if not options.yes or options.dry_run or missing:
        _preview(decisions, context, state, as_json=options.json)
        if missing:
            raise ReplyCheckFailed(missing[0][1], _("Nothing was sent. Correct the file."))
        narrate(_("Nothing was sent. Add --yes to carry out the decision."))
        return 0
    if decisions.second_person.is_needed(state.answers_with_author):
        decisions.wizards.hand_over(state)
        raise NotPossible(
            _("A second person must send this. Nothing was sent."),
            _("It is saved. Another user can run `bizcare {0} {1} --yes` or open the wizard.").format(
                options.command, options.id
            ),
        )
    try:
        row = decisions.decide(state)
    except ReplyCheckFailed as error:
        for finding in error.findings:
            if isinstance(finding, ReplyFinding):
                narrate(format_finding(finding))
                if options.json:
                    print_json(finding_fields(finding))
        raise
    if options.json:
        print_json(decision_json(row))
    else:
        print(format_decision(row, decisions.policy))
        narrate(_("`bizcare outbox send` sends the letter, and so does the open app."))
    return 0


def _write_template(options: Namespace, decisions: Decisions, context: DecisionContext, kind: str) -> int:
    wizard = decisions.wizards.begin(options.id, kind)
    text = answers_template(
        kind, options.id, context, decisions.policy, decisions.proposed(context, wizard.answers)
    )
    if not options.decision or options.decision == "-":
        print(text, end="")
        return 0
    try:
        with Path(options.decision).open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise WrongUsage(
            _("{0!r} cannot be written: {1}.").format(options.decision, error.strerror),
            _("An existing file is not overwritten."),
        ) from None
    narrate(_("Written: {0}.").format(options.decision))
    return 0


def _read_decision_file(
    options: Namespace, decisions: Decisions, context: DecisionContext, kind: str
) -> WizardState:
    state = decisions.wizards.mark_messages_read(decisions.wizards.begin(options.id, kind))
    try:
        answers = read_answers(
            read_file_or_stdin(options.decision),
            state.answers,
            context,
            file_item=decisions.records.store_evidence_file,
            data_item=lambda ground: decisions.evidence_from_data(context, ground),
        )
        require_known_ids(answers, decisions.policy)
    except WrongUsage as error:
        raise WrongUsage(f"{options.decision}: {error.sentence}", error.advice) from None
    return dataclasses.replace(state, answers=decisions.letters.with_letter(context, answers))


def _preview(decisions: Decisions, context: DecisionContext, state: WizardState, *, as_json: bool) -> None:
    answers = state.answers
    findings = decisions.letters.look_over(state).findings if answers.letter.strip() else ()
    paste = reason = ""
    if isinstance(answers, RefundAnswers):
        reason, paste = decisions.letters.guidance(context, answers)
    if as_json:
        print_json(
            {
                "thread": state.thread_id,
                "kind": state.kind,
                "grounds": [each.ground for each in answers.chosen],
                "letter": answers.letter,
                "missing": [
                    {"step": step.value, "why": text} for step, text in decisions.missing(context, answers)
                ],
                "findings": [finding_fields(finding) for finding in findings],
                **_dry_run_fields(decisions, context, answers),
                **({"reason": reason, "paste": paste} if isinstance(answers, RefundAnswers) else {}),
            }
        )
        return
    print(answers.letter)
    if isinstance(answers, RejectionAnswers):
        print(_("Would this rejection hold?"))
        for line in dry_run_lines(decisions.dry_run(context, answers), decisions.policy):
            print(line.text)
    if isinstance(answers, RefundAnswers):
        print(_("Reason to pick at the “$” step: {0}").format(reason))
        print(_("Text to paste: {0}").format(paste))
    for finding in findings:
        narrate(format_finding(finding))


def _dry_run_fields(
    decisions: Decisions, context: DecisionContext, answers: DecisionAnswers
) -> dict[str, Any]:
    """Return what could be objected to a rejection, as JSON values; nothing for a refund."""
    if not isinstance(answers, RejectionAnswers):
        return {}
    dry_run = decisions.dry_run(context, answers)
    objections = [
        *((reason.ground.value, each) for reason in dry_run.reasons for each in reason.objections),
        *((None, each) for each in dry_run.objections),
    ]
    return {
        "objections": [
            {
                "ground": ground,
                "kind": each.kind.value,
                "serious": each.is_serious,
                "why": each.text,
                "answer": each.answer,
            }
            for ground, each in objections
        ]
    }
