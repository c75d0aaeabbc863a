"""Compose the letters of decisions from the chosen grounds, their evidence and the facts of the ticket."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bizcare_tui.domain.decisions.answers import ChosenGround, RefundAnswers, RejectionAnswers
from bizcare_tui.domain.evidence.evaluation_data import DeclaredVersions
from bizcare_tui.domain.language_data import text_in
from bizcare_tui.domain.policy import Policy, Rule, letter_language, localized
from bizcare_tui.domain.reactivation import ReactivationCost
from bizcare_tui.domain.snippets import fill, slots, without_unknown_names
from bizcare_tui.domain.text import whole_words, without_stand_ins

_LONGEST_QUOTE = 600  # characters of a quotation in a letter; a longer one is cut after a whole word
_LONGEST_IN_PARAGRAPH = 120  # characters of a quotation that is part of a sentence of the letter
_CUT = " […]"  # placed outside the quotation marks, because the customer did not write it
_SUM = re.compile(r"\$sum\b")
_DATE_FORMATS = {"en": "%Y-%m-%d", "de": "%d.%m.%Y", "nl": "%d-%m-%Y", "pl": "%d.%m.%Y"}
# The slots that are filled from facts about the ticket, and those that are filled from answers.
_FACT_SLOTS = ("topic", "product", "shop", "named_shop", "version", "range", "purchased", "order")
LETTER_SLOTS = (*_FACT_SLOTS, "customer", "signature", "finding", "partial", "sum")


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """The values for the slots of a letter; a slot without a value remains, to be filled in by hand.

    `language` is the customer's language, `signature` the name to sign with, and `reactivation` the cost of
    reactivating the Business Care (None if the product's price is not known).
    """

    language: str | None
    customer: str = ""
    signature: str = ""
    slots: Mapping[str, str] = field(default_factory=dict)
    reactivation: ReactivationCost | None = None


def rejection_letter(answers: RejectionAnswers, policy: Policy, facts: LetterFacts) -> str:
    """Return the letter of a rejection: opening, a paragraph per ground, the alternatives, closing."""
    language = letter_language(facts.language)
    frame = policy.frames["rejection"]
    offers = [
        alternative_text(name, policy, facts, partial=answers.partial)
        for name in answers.alternatives
        if name in policy.alternatives
    ]
    grounds = _texts_of(answers.chosen, policy.grounds, language, facts)
    parts = [
        _opening(localized(frame["opening"], language), facts),
        *(_ground_paragraph(each, text, language, facts) for each, text in grounds),
        *_quotation_block(grounds, localized(frame["quoted"], language)),
    ]
    if offers:
        parts.append(
            "\n".join([localized(frame["alternatives"], language), "", *(f"- {each}" for each in offers)])
        )
    return _join_parts([*parts, localized(frame["closing"], language)], facts)


def alternative_text(name: str, policy: Policy, facts: LetterFacts, *, partial: str = "") -> str:
    """Return the text about an alternative to a rejection, with the cost of a reactivation if known."""
    language = letter_language(facts.language)
    text = _text_of(policy.alternatives[name], language, facts)
    total = localized(policy.frames["rejection"]["reactivation_sum"], language) if facts.reactivation else ""
    cost = facts.reactivation
    if cost is not None:
        amounts = {"total": cost.total, "own": cost.own_price, "share": cost.share}
        total = fill(total, {key: _format_amount(value, language) for key, value in amounts.items()})
    return _fill_slots(_SUM.sub(lambda _found: total, text), facts, partial=partial.strip())


def _format_amount(value: Decimal, language: str) -> str:
    text = f"{value:.2f}"
    return text if language == "en" else text.replace(".", ",")


def refund_letter(answers: RefundAnswers, policy: Policy, facts: LetterFacts) -> str:
    """Return the letter of a refund: opening, a paragraph per ground, the agreement, closing."""
    language = letter_language(facts.language)
    frame = policy.frames["refund"]
    grounds = _texts_of(answers.chosen, policy.refunds, language, facts)
    parts = [
        _opening(localized(frame["opening"], language), facts),
        *(_ground_paragraph(each, text, language, facts) for each, text in grounds),
        *_quotation_block(grounds, localized(frame["quoted"], language)),
        _fill_slots(localized(frame["agreement"], language), facts),
    ]
    return _join_parts([*parts, localized(frame["closing"], language)], facts)


def patch_letter(policy: Policy, facts: LetterFacts) -> str:
    """Return the letter that informs a customer of the patch for their error, to be made personal."""
    text = localized(policy.frames["patch"]["letter"], letter_language(facts.language))
    return _join_parts([_opening(text, facts)], facts)


def format_letter_date(day: date | None, language: str | None) -> str:
    """Return a date as written in a letter in this language; an empty string for None."""
    if day is None:
        return ""
    return f"{day:{_DATE_FORMATS.get(letter_language(language), '%d/%m/%Y')}}"


def format_letter_range(declared: DeclaredVersions | None, language: str | None) -> str:
    """Return a declared range as written in a letter in this language; an empty string for None."""
    if declared is None:
        return ""
    code = letter_language(language)
    if declared.least and declared.most:
        bounds = f"{declared.least} – {declared.most}"
    else:
        name = "letter.up_to" if declared.most else "letter.from"
        bounds = text_in(code, name).format(least=declared.least, most=declared.most)
    if not declared.holes:
        return bounds
    return text_in(code, "letter.except").format(bounds=bounds, holes=", ".join(declared.holes))


def text_to_paste(answers: RefundAnswers, policy: Policy, facts: LetterFacts) -> str:
    """Return the text for the message field of the "$" step: the letter, or a sentence that refers to it."""
    if answers.pasted:
        return answers.letter
    return _fill_slots(localized(policy.frames["refund"]["paste"], letter_language(facts.language)), facts)


def reason_to_pick(answers: RefundAnswers, policy: Policy, language: str | None) -> str:
    """Return the reason to select in the "$" step, according to the first chosen ground."""
    for each in answers.chosen:
        if each.ground in policy.refunds:
            return localized(policy.refunds[each.ground].reason, letter_language(language))
    return ""


def _join_parts(parts: Iterable[str], facts: LetterFacts) -> str:
    text = "\n\n".join(part for part in parts if part.strip())
    return text + (f"\n{facts.signature}" if facts.signature else "") + "\n"


def _text_of(rule: Rule, language: str, facts: LetterFacts) -> str:
    """Return what the letter says about a rule; without a fact that it names, the wording without that."""
    text = localized(rule.letter, language)
    is_known = all(facts.slots.get(name) for name in slots(text) if name in _FACT_SLOTS)
    return text if is_known else localized(rule.letter_plain, language) or text


def _texts_of(
    chosen: Iterable[ChosenGround], rules: Mapping[str, Rule], language: str, facts: LetterFacts
) -> list[tuple[ChosenGround, str]]:
    """Return the chosen grounds that have a rule, each with what the letter says about it."""
    return [(each, _text_of(rules[each.ground], language, facts)) for each in chosen if each.ground in rules]


def _opening(text: str, facts: LetterFacts) -> str:
    return _fill_slots(without_unknown_names(text, {"customer": facts.customer}), facts)


def _ground_paragraph(chosen: ChosenGround, text: str, language: str, facts: LetterFacts) -> str:
    """Return the paragraph of a ground with the typed findings, or else with the quotation that fits in."""
    finding = "; ".join(_findings(chosen))
    if finding and _stands_alone(text):
        finding = finding[0].upper() + finding[1:] + "."
    elif quotation := _quotation_in_paragraph(chosen, text):
        finding = text_in(language, "letter.quotation").format(quotation)
    if not finding:
        text = re.sub(r" ?:? ?\$finding\b", "", text)
    return _fill_slots(text, facts, finding=finding).rstrip()


def _findings(chosen: ChosenGround) -> list[str]:
    return [finding.strip().rstrip(".;") for finding in chosen.findings if finding.strip()]


def _stands_alone(text: str) -> bool:
    """Return whether what a person found is a sentence of its own at the end of a paragraph."""
    return text.rstrip().endswith("$finding")


def _quotation_in_paragraph(chosen: ChosenGround, text: str) -> str:
    """Return the quotation that a paragraph has in place of a finding; "" if there is none.

    A longer quotation would make the sentence around it hard to read.
    """
    if _findings(chosen) or _stands_alone(text) or not chosen.quotations:
        return ""
    line = _quotation(chosen.quotations[0].text)[0].rstrip(".;")
    return line if len(line) <= _LONGEST_IN_PARAGRAPH else ""


def _quotation_block(quoted: Iterable[tuple[ChosenGround, str]], heading: str) -> list[str]:
    """Return the quoted messages that no paragraph has, under a heading.

    Args:
        quoted: the chosen grounds, each with the text of its paragraph.
        heading: the line above the quotations.
    """
    texts = [
        " ".join(item.text.split())
        for chosen, text in quoted
        for item in chosen.quotations[1 if _quotation_in_paragraph(chosen, text) else 0 :]
    ]
    # A message and a passage of it may both be evidence; the letter has these words once.
    whole = [
        text for text in dict.fromkeys(texts) if not any(text != each and text in each for each in texts)
    ]
    lines = ["> " + "".join(_quotation(text)) for text in whole]
    return ["\n".join([heading, "", *lines])] if lines else []


def _quotation(text: str) -> tuple[str, str]:
    """Return a text on one line, cut after a whole word if too long, and the mark of the omission, if any."""
    line = " ".join(without_stand_ins(text).split())
    quotation = whole_words(line, _LONGEST_QUOTE)
    return quotation, "" if quotation == line else _CUT


def _fill_slots(text: str, facts: LetterFacts, **more: str) -> str:
    values = {**facts.slots, "customer": without_stand_ins(facts.customer), **more}
    return fill(text, values)
