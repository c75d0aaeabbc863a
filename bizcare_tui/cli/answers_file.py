"""Decisions by script: write the wizards' questions as a TOML file, and read the answers from it."""

from __future__ import annotations

import dataclasses
import json
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from bizcare_tui.config import suggest_key
from bizcare_tui.desk.decision_context import DecisionContext
from bizcare_tui.desk.decision_rows import REFUND
from bizcare_tui.desk.reactivation_cost import reactivation_in_words
from bizcare_tui.domain.decisions.answers import (
    ChosenGround,
    DecisionAnswers,
    EvidenceItem,
    RefundAnswers,
    RejectionAnswers,
)
from bizcare_tui.domain.policy import LETTER_LANGUAGES, Policy, Proof, localized
from bizcare_tui.domain.text import own_text, safe_line
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _, current_language

_MAX_CHARACTERS = 256 * 1024
_COMMON_KEYS = {"grounds": list, "letter": str, "override": str, "language": str}
_ALLOWED_KEYS: Mapping[str, Mapping[str, type]] = {
    "rejection": {**_COMMON_KEYS, "alternatives": list, "partial": str},
    "refund": {
        **_COMMON_KEYS,
        "singular": bool,
        "late_reason": str,
        "care_ends": bool,
        "paid_out": bool,
        "pasted": bool,
        "quantity": int,
        "done": bool,
        "done_how": str,
    },
}
_GROUND_KEYS = {"id": str, "reason": str, "acknowledged": bool, "evidence": list}
_EVIDENCE_KEYS = {"message": int, "quote": str, "finding": str, "file": str, "data": bool}

ReadFileItem = Callable[[str], EvidenceItem]
FindDataItem = Callable[[str], EvidenceItem | None]


def read_answers(
    text: str,
    answers: DecisionAnswers,
    context: DecisionContext,
    *,
    file_item: ReadFileItem,
    data_item: FindDataItem,
) -> DecisionAnswers:
    """Return `answers` with the values of a TOML text in place of its own; keys not in the text stay.

    Args:
        text: the TOML text of a filled-in template.
        answers: the answers so far.
        context: what is known about the thread.
        file_item: reads a file as an item of evidence.
        data_item: returns the stored data that prove a ground as an item of evidence; None without any.

    Raises:
        WrongUsage: the text is not a valid file of answers; the sentence names the key.
        BadAttachment: a file that it names cannot be used as evidence.
    """
    if len(text) > _MAX_CHARACTERS:
        raise WrongUsage(_("The file is larger than {0} KB.").format(_MAX_CHARACTERS >> 10))
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongUsage(_("It is not valid TOML: {0}.").format(error), _("Correct that line.")) from None
    kind = "refund" if isinstance(answers, RefundAnswers) else "rejection"
    _check_keys("", values, _ALLOWED_KEYS[kind])
    _check_language(values.get("language", ""))
    changes: dict[str, Any] = {
        key: own_text(value) if isinstance(value, str) else value
        for key, value in values.items()
        if key not in ("grounds", "alternatives")
    }
    if changes.get("quantity") == 0:
        changes["quantity"] = None
    if not changes.get("letter", "").strip():
        changes.pop("letter", None)
    if "grounds" in values:
        changes["chosen"] = tuple(
            _read_chosen(each, context, file_item, data_item)
            for each in values["grounds"]
            if _is_filled(each)
        )
    if "alternatives" in values:
        changes["alternatives"] = tuple(str(each) for each in values["alternatives"])
    return dataclasses.replace(answers, **changes)


def require_known_ids(answers: DecisionAnswers, policy: Policy) -> None:
    """Raise an error when the answers name a ground or alternative that the policy does not have.

    Raises:
        WrongUsage: a ground or alternative is unknown.
    """
    rules = policy.refunds if isinstance(answers, RefundAnswers) else policy.grounds
    for chosen in answers.chosen:
        if chosen.ground not in rules:
            name = safe_line(chosen.ground, 60)
            raise WrongUsage(_("There is no reason {0!r}.").format(name), suggest_key(name, rules))
    if isinstance(answers, RejectionAnswers):
        for name in answers.alternatives:
            if name not in policy.alternatives:
                shown = safe_line(name, 60)
                raise WrongUsage(
                    _("There is no alternative {0!r}.").format(shown), suggest_key(shown, policy.alternatives)
                )


def answers_template(
    kind: str, thread_id: int, context: DecisionContext, policy: Policy, proposed: tuple[str, ...]
) -> str:
    """Return a file of answers to fill in, with comments on what is known about the thread.

    Args:
        kind: the kind of decision, a rejection or a refund.
        thread_id: the thread.
        context: what is known about the thread.
        policy: the current rules.
        proposed: the alternatives that are filled in as a proposal.
    """
    command = "refund" if kind == REFUND else "reject"
    languages = ", ".join(LETTER_LANGUAGES)
    lines = [
        f"# {_('Answers for')}: bizcare {command} {thread_id} --decision FILE",
        f"# {_('Thread')} {thread_id}: {context.case.topic}",
        f"# {_('Without --yes, this file is only checked. Reasons without evidence are ignored.')}",
        "",
    ]
    if kind == REFUND:
        lines += _refund_lines(context)
    else:
        lines += [
            f"# {_('alternatives to offer with the rejection')}: {', '.join(policy.alternatives)}",
            f"alternatives = {json.dumps(list(proposed))}",
            f"# {_('cost of reactivation:')}: {reactivation_in_words(context.price)}",
            f'partial = ""    # {_("the partial answer, if partial_answer is offered")}',
        ]
    lines += [
        f'override = ""   # {_("your reason, if the check of the letter asks for one")}',
        f'language = ""   # {_("of the letter; if empty, that of the customer")}: {languages}',
        f'letter = ""     # {_("if empty, it is composed in the language of the customer")}',
    ]
    rules = policy.refunds if kind == REFUND else policy.grounds
    for rule in rules.values():
        lines += ["", "[[grounds]]", f'id = "{rule.id}"    # {localized(rule.title, current_language())}']
        evaluated = context.of(rule.id)
        if evaluated is not None:
            lines.append(f"# {evaluated.verdict.upper()}: {evaluated.why}")
            lines += [f"#   {each.source}: {safe_line(each.text, 160)}" for each in evaluated.evidence[:8]]
            lines.append(f'reason = ""          # {_("required if the data contradict it")}')
            lines.append(f"acknowledged = false # {_('true if you choose it on your own judgement')}")
        lines.append("evidence = [")
        lines.append(
            '#   { message = 1, quote = "…" }, { finding = "…" }, { file = "log.txt" }, { data = true },'
        )
        lines.append("]")
    return "\n".join(lines) + "\n"


def _refund_lines(context: DecisionContext) -> list[str]:
    purchase = context.purchase
    windows = purchase.windows
    windows_text = (
        _("not known")
        if windows is None
        else _("customer's refund window until {0}, you may refund until {1}").format(
            windows.claim_until, windows.accept_until
        )
    )
    return [
        f"# {_('order')} {purchase.order_id or '-'}, {purchase.amount or '?'} €; {windows_text}",
        f"singular = false     # {_('whether only this shop has the problem')}",
        f'late_reason = ""     # {_("why you agree, if the refund windows are closed or unknown")}',
        f"care_ends = false    # {_('true: you know that Business Care ends')}",
        f"paid_out = false     # {_('whether the sale has already been paid out to you')}",
        f"pasted = false       # {_('true: you paste the letter at the $ step; it is not sent from here')}",
        f"quantity = 0         # {_('number of licences to refund; 0: all that are not refunded yet')}",
        f"done = false         # {_('true: you completed the $ step in the partner account')}",
        'done_how = ""',
    ]


def _check_language(language: str) -> None:
    if language and language not in LETTER_LANGUAGES:
        raise WrongUsage(
            _("There are no letters in {0!r}.").format(safe_line(language, 20)),
            suggest_key(language, LETTER_LANGUAGES),
        )


def _is_filled(ground: Any) -> bool:
    return not isinstance(ground, dict) or bool(
        ground.get("evidence") or ground.get("reason") or ground.get("acknowledged")
    )


def _read_chosen(
    values: Any, context: DecisionContext, file_item: ReadFileItem, data_item: FindDataItem
) -> ChosenGround:
    if not isinstance(values, dict) or not isinstance(values.get("id"), str):
        raise WrongUsage(_("Each of [[grounds]] needs an id."))
    name = safe_line(values["id"], 60)
    _check_keys(f"grounds {name}: ", values, _GROUND_KEYS)
    items = [_read_item(each, name, context, file_item, data_item) for each in values.get("evidence", ())]
    return ChosenGround(
        name,
        tuple(items),
        own_text(values.get("reason", "")),
        values.get("acknowledged", False),
    )


def _read_item(
    values: Any, ground: str, context: DecisionContext, file_item: ReadFileItem, data_item: FindDataItem
) -> EvidenceItem:
    where = _("grounds {0}, evidence: ").format(ground)
    if not isinstance(values, dict) or not values:
        raise WrongUsage(where + _('write it like {{ finding = "…" }}.').format())
    _check_keys(where, values, _EVIDENCE_KEYS)
    if values.get("data"):
        item = data_item(ground)
        if item is None:
            raise WrongUsage(where + _("the data do not prove it."))
        return item
    if "file" in values:
        return file_item(values["file"])
    if "finding" in values:
        return EvidenceItem(Proof.FINDING, own_text(values["finding"]).strip(), _("finding"))
    return _read_quotation(where, values, context)


def _read_quotation(where: str, values: Mapping[str, Any], context: DecisionContext) -> EvidenceItem:
    message = next((each for each in context.case.messages if each.id == values.get("message")), None)
    if message is None:
        numbers = ", ".join(str(each.id) for each in context.case.messages)
        raise WrongUsage(
            where + _("there is no such message."), _("The thread has these messages: {0}.").format(numbers)
        )
    quote = values.get("quote", "")
    start = message.text.find(quote) if quote else 0
    if start < 0:
        raise WrongUsage(
            where + _("message {0} does not say that.").format(message.id),
            _("Quote the message word for word."),
        )
    end = start + len(quote) if quote else len(message.text)
    return EvidenceItem(
        Proof.MESSAGE, message.text[start:end], f"message {message.id}", message.id, (start, end)
    )


def _check_keys(where: str, values: Mapping[str, Any], allowed: Mapping[str, type]) -> None:
    for key, value in values.items():
        if key not in allowed:
            raise WrongUsage(
                where + _("there is no {0!r}.").format(safe_line(key, 60)), suggest_key(key, allowed)
            )
        if type(value) is not allowed[key]:
            type_names = {
                str: _("a text"),
                bool: _("true or false"),
                list: _("a list"),
                int: _("a whole number"),
            }
            raise WrongUsage(where + _("{0} must be {1}.").format(key, type_names[allowed[key]]))
