"""Letters of a decision, composed from the chosen grounds, their evidence and the facts of the ticket."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bizcare_tui.domain.decisions.answers import Chosen, Refund, Rejection
from bizcare_tui.domain.policy import Policy, letter_language, told
from bizcare_tui.domain.snippets import fill

_LONGEST_QUOTE = 240  # characters of a quotation in a letter
_QUOTES = {"es": "«{}»", "fr": "« {} »", "en": "“{}”", "it": "«{}»"}
# The customer's name where it is not told, with what leads up to it.
_NO_CUSTOMER = re.compile(r",? \$customer\b")


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What the slots of a letter are filled with; a slot without a value stays, to be filled by hand.

    `language` is the customer's, `signature` the name to sign with.
    """

    language: str | None
    customer: str = ""
    signature: str = ""
    slots: Mapping[str, str] = field(default_factory=dict)


def rejection_letter(answers: Rejection, policy: Policy, facts: LetterFacts) -> str:
    """The letter of a rejection: opening, a paragraph a ground, what is offered instead, closing."""
    language = letter_language(facts.language)
    frame = policy.frames["rejection"]
    offers = [
        _filled(told(policy.alternatives[name].letter, language), facts, partial=answers.partial.strip())
        for name in answers.alternatives
        if name in policy.alternatives
    ]
    parts = [
        _opening(told(frame["opening"], language), facts),
        *(_ground(each, told(policy.grounds[each.ground].letter, language), language, facts)
          for each in answers.chosen if each.ground in policy.grounds),
        *_quoted(answers.chosen, told(frame["quoted"], language)),
    ]  # fmt: skip
    if offers:
        parts.append(
            "\n".join([told(frame["alternatives"], language), "", *(f"- {each}" for each in offers)])
        )
    return _letter([*parts, told(frame["closing"], language)], facts)


def refund_letter(answers: Refund, policy: Policy, facts: LetterFacts) -> str:
    """The letter of a refund: opening, a paragraph a ground, the agreement, closing."""
    language = letter_language(facts.language)
    frame = policy.frames["refund"]
    parts = [
        _opening(told(frame["opening"], language), facts),
        *(_ground(each, told(policy.refunds[each.ground].letter, language), language, facts)
          for each in answers.chosen if each.ground in policy.refunds),
        *_quoted(answers.chosen, told(frame["quoted"], language)),
        _filled(told(frame["agreement"], language), facts),
    ]  # fmt: skip
    return _letter([*parts, told(frame["closing"], language)], facts)


def patch_letter(policy: Policy, facts: LetterFacts) -> str:
    """The letter that tells a customer of the patch for the error they reported, to be made personal."""
    text = told(policy.frames["patch"]["letter"], letter_language(facts.language))
    return _letter([_opening(text, facts)], facts)


def day_in_letter(day: date | None, language: str | None) -> str:
    """A date as it is written in a letter to a customer of this language; empty for none."""
    if day is None:
        return ""
    return day.isoformat() if letter_language(language) == "en" else f"{day:%d/%m/%Y}"


def text_to_paste(answers: Refund, policy: Policy, facts: LetterFacts) -> str:
    """What goes into the message field at the "$" step: the letter, or a sentence that points to it."""
    if answers.pasted:
        return answers.letter
    return _filled(told(policy.frames["refund"]["paste"], letter_language(facts.language)), facts)


def reason_to_pick(answers: Refund, policy: Policy, language: str | None) -> str:
    """The reason to pick behind the "$", for the first of the chosen grounds."""
    for each in answers.chosen:
        if each.ground in policy.refunds:
            return told(policy.refunds[each.ground].reason, letter_language(language))
    return ""


def _letter(parts: Iterable[str], facts: LetterFacts) -> str:
    text = "\n\n".join(part for part in parts if part.strip())
    return text + (f"\n{facts.signature}" if facts.signature else "") + "\n"


def _opening(text: str, facts: LetterFacts) -> str:
    return _filled(text if facts.customer else _NO_CUSTOMER.sub("", text), facts)


def _ground(chosen: Chosen, text: str, language: str, facts: LetterFacts) -> str:
    """The paragraph of a ground. Where nothing was typed, a short quotation says it, or nothing does."""
    findings = [finding.strip().rstrip(".;") for finding in chosen.findings if finding.strip()]
    finding = "; ".join(findings)
    stands_alone = text.rstrip().endswith("$finding")
    if not finding and chosen.quotations:
        finding = "" if stands_alone else _QUOTES[language].format(_one_line(chosen.quotations[0].text))
    if finding and stands_alone:
        finding = finding[0].upper() + finding[1:] + "."
    if not finding:
        text = re.sub(r" ?:? ?\$finding\b", "", text)
    return _filled(text, facts, finding=finding).rstrip()


def _quoted(chosen: Iterable[Chosen], heading: str) -> list[str]:
    """What the customer wrote, quoted, for the grounds of which the person typed a finding as well."""
    lines = dict.fromkeys(
        f"> {_one_line(item.text)}" for each in chosen if each.findings for item in each.quotations
    )
    return ["\n".join([heading, "", *lines])] if lines else []


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"


def _filled(text: str, facts: LetterFacts, **more: str) -> str:
    return fill(text, {**facts.slots, "customer": facts.customer, **more})
