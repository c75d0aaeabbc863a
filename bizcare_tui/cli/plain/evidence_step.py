"""The questions about the evidence for a chosen ground."""

from __future__ import annotations

from bizcare_tui.cli.plain.conversation import Flow
from bizcare_tui.cli.plain.line_wizard import LineWizard
from bizcare_tui.cli.plain.questions import choose, choose_several, long_text, read_line
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.decisions.answers import EvidenceItem, dismissal_key
from bizcare_tui.domain.decisions.found_evidence import line_spans
from bizcare_tui.domain.policy import Proof
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _
from bizcare_tui.present.cells import shorten
from bizcare_tui.present.evidence_lines import EXCERPT_WIDTH, format_evidence_item, weighing_words
from bizcare_tui.present.labels import author_label
from bizcare_tui.present.rule_lines import accepted_evidence, rule_title


def asking_evidence(wizard: LineWizard, ground: str) -> Flow[None]:
    """Ask which of the found evidence is used for a ground, and for more of it; what is found is read out."""
    rule = wizard.rules[ground]
    title = rule_title(rule)
    chosen = wizard.answers.of(ground)
    items = list(chosen.items) if chosen is not None else []
    found = list(dict.fromkeys((*wizard.decisions.evidence_found(wizard.context, ground), *items)))
    yield f"{title}. {accepted_evidence(rule)}."
    if found:
        lines = [". ".join(filter(None, _spoken(ground, each))) for each in found]
        used = [index for index, each in enumerate(found) if each in items]
        indexes = yield from choose_several(
            _("{0}: which of this is evidence?").format(title), lines, chosen=used
        )
        items = [found[index] for index in indexes]
        _keep(wizard, ground, items, [each for each in found if each not in items])
    else:
        yield _("Nothing was found in the data and the messages.")
    while way := (yield from choose(_("{0}: add evidence?").format(title), _ways(), default=0)):
        items.append((yield from _ADDING[way](wizard)))
        wizard.set_items(ground, items)


def _spoken(ground: str, item: EvidenceItem) -> tuple[str, str]:
    """Return a piece of evidence, and which of its words speak most for the ground."""
    return format_evidence_item(item), weighing_words(ground, item)


def _ways() -> list[str]:
    return [
        _("nothing more"),
        _("quote a message"),
        _("a finding of your own"),
        _("a file, such as a log or a screenshot"),
    ]


def _keep(wizard: LineWizard, ground: str, items: list[EvidenceItem], others: list[EvidenceItem]) -> None:
    """Save the evidence for a ground; passages that were found but not chosen are dismissed."""
    of_ground = {dismissal_key(ground, each) for each in (*items, *others)}
    dismissed = [each for each in wizard.answers.dismissed if each not in of_ground]
    dismissed += [dismissal_key(ground, each) for each in others if each.proof is Proof.MESSAGE]
    wizard.change(dismissed=tuple(dismissed))
    wizard.set_items(ground, items)


def _quoting(wizard: LineWizard) -> Flow[EvidenceItem]:
    """Ask for a message, then for one of its lines or the whole text."""
    messages = wizard.context.case.messages
    lines = [
        f"{author_label(each.author)}, {moment_in_words(each.at)}: "
        f"{shorten(' '.join(each.text.split()), EXCERPT_WIDTH)}"
        for each in messages
    ]
    message = messages[(yield from choose(_("Which message?"), lines))]
    spans = [span for span in line_spans(message.text) if message.text[slice(*span)].strip()]
    passages = [_("(the whole message)"), *(message.text[slice(*span)].strip() for span in spans)]
    index = yield from choose(_("Which passage?"), passages)
    span = spans[index - 1] if index else (0, len(message.text))
    return EvidenceItem(Proof.MESSAGE, message.text[slice(*span)], f"message {message.id}", message.id, span)


def _typing_finding(_wizard: LineWizard) -> Flow[EvidenceItem]:
    text = yield from long_text(
        _("What did you examine, and what did you find? In the customer's language: it is in the letter.")
    )
    if not text.strip():
        raise WrongUsage(_("Describe what you found."))
    return EvidenceItem(Proof.FINDING, text.strip(), _("finding"))


def _adding_file(wizard: LineWizard) -> Flow[EvidenceItem]:
    return (yield from read_line(_("Path of the file:"), wizard.decisions.records.store_evidence_file))


_ADDING = {1: _quoting, 2: _typing_finding, 3: _adding_file}
