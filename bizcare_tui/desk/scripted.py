"""Decisions by script: the wizards' answers as a TOML file, to be filled in and read back."""

from __future__ import annotations

import dataclasses
import json
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from bizcare_tui.config import nearest
from bizcare_tui.desk.decided import REFUND
from bizcare_tui.desk.matters import Matter
from bizcare_tui.domain.decisions.answers import Answers, Chosen, Item, Refund, Rejection
from bizcare_tui.domain.policy import Policy, Proof, told
from bizcare_tui.domain.text import own_text, safe_line
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _, spoken

_LONGEST = 256 * 1024
_COMMON = {"grounds": list, "letter": str, "override": str}
_KEYS: Mapping[str, Mapping[str, type]] = {
    "rejection": {**_COMMON, "alternatives": list, "partial": str},
    "refund": {
        **_COMMON,
        "singular": bool,
        "late_reason": str,
        "care_ends": bool,
        "paid_out": bool,
        "pasted": bool,
        "done": bool,
        "done_how": str,
    },
}
_GROUND_KEYS = {"id": str, "reason": str, "acknowledged": bool, "evidence": list}
_EVIDENCE_KEYS = {"message": int, "quote": str, "finding": str, "file": str, "data": bool}

FileItem = Callable[[str], Item]
DataItem = Callable[[str], Item | None]


def read_answers(
    text: str, answers: Answers, matter: Matter, *, file_item: FileItem, data_item: DataItem
) -> Answers:
    """The answers that a file gives, on top of `answers`; what it leaves out stays as it is there.

    Raises:
        WrongUsage: it is not such a file; the sentence names the key.
        BadAttachment: a file that it names cannot be taken as evidence.
    """
    if len(text) > _LONGEST:
        raise WrongUsage(_("The file is larger than {0} KB.").format(_LONGEST >> 10))
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongUsage(_("It is not valid TOML: {0}.").format(error), _("Correct that line.")) from None
    kind = "refund" if isinstance(answers, Refund) else "rejection"
    _check("", values, _KEYS[kind])
    changes: dict[str, Any] = {
        key: own_text(value) if isinstance(value, str) else value
        for key, value in values.items()
        if key not in ("grounds", "alternatives")
    }
    if not changes.get("letter", "").strip():
        changes.pop("letter", None)
    if "grounds" in values:
        changes["chosen"] = tuple(
            _chosen(each, matter, file_item, data_item) for each in values["grounds"] if _is_filled(each)
        )
    if "alternatives" in values:
        changes["alternatives"] = tuple(str(each) for each in values["alternatives"])
    return dataclasses.replace(answers, **changes)


def known_ids(answers: Answers, policy: Policy) -> None:
    """Refuse grounds and alternatives that the policy does not have.

    Raises:
        WrongUsage: there is one.
    """
    among = policy.refunds if isinstance(answers, Refund) else policy.grounds
    for chosen in answers.chosen:
        if chosen.ground not in among:
            name = safe_line(chosen.ground, 60)
            raise WrongUsage(_("There is no ground {0!r}.").format(name), nearest(name, among))
    if isinstance(answers, Rejection):
        for name in answers.alternatives:
            if name not in policy.alternatives:
                shown = safe_line(name, 60)
                raise WrongUsage(
                    _("There is no alternative {0!r}.").format(shown), nearest(shown, policy.alternatives)
                )


def template(kind: str, thread_id: int, matter: Matter, policy: Policy, proposed: tuple[str, ...]) -> str:
    """A file of answers to fill in, with what is known of the thread as notes."""
    command = "refund" if kind == REFUND else "reject"
    lines = [
        f"# {_('Answers for')}: bizcare {command} {thread_id} --decision FILE",
        f"# {_('Thread')} {thread_id}: {matter.case.topic}",
        f"# {_('Without --yes it is only looked through. A ground without evidence counts as not chosen.')}",
        "",
    ]
    if kind == REFUND:
        lines += _refund_lines(matter)
    else:
        lines += [
            f"# {_('offered in place of a plain refusal')}: {', '.join(policy.alternatives)}",
            f"alternatives = {json.dumps(list(proposed))}",
            f'partial = ""    # {_("the partial answer, where partial_answer is offered")}',
        ]
    lines += [
        f'override = ""   # {_("your reason, where the check of the letter doubts it")}',
        f'letter = ""     # {_("empty: composed from the answers, in the language of the customer")}',
    ]
    rules = policy.refunds if kind == REFUND else policy.grounds
    for rule in rules.values():
        lines += ["", "[[grounds]]", f'id = "{rule.id}"    # {told(rule.title, spoken())}']
        evaluated = matter.of(rule.id)
        if evaluated is not None:
            lines.append(f"# {evaluated.verdict.upper()}: {evaluated.why}")
            lines += [f"#   {each.source}: {safe_line(each.text, 160)}" for each in evaluated.evidence[:8]]
            lines.append(f'reason = ""          # {_("needed where the data speak against it")}')
            lines.append(f"acknowledged = false # {_('true where the data cannot tell, and you judge')}")
        lines.append("evidence = [")
        lines.append(
            '#   { message = 1, quote = "…" }, { finding = "…" }, { file = "log.txt" }, { data = true },'
        )
        lines.append("]")
    return "\n".join(lines) + "\n"


def _refund_lines(matter: Matter) -> list[str]:
    purchase = matter.purchase
    windows = purchase.windows
    told_windows = (
        _("not known")
        if windows is None
        else _("claim until {0}, accept until {1}").format(windows.claim_until, windows.accept_until)
    )
    return [
        f"# {_('order')} {purchase.order_id or '-'}, {purchase.amount or '?'} €; {told_windows}",
        f"singular = false     # {_('whether the problem is of this shop alone')}",
        f'late_reason = ""     # {_("why, where the windows are over or not known")}',
        f"care_ends = false    # {_('true: the Business Care ends, and you know it')}",
        f"paid_out = false     # {_('whether the sale was paid out to you already')}",
        f"pasted = false       # {_('true: the letter itself is pasted at the $ step, not sent from here')}",
        f"done = false         # {_('true: you did the $ step in the partner account')}",
        'done_how = ""',
    ]


def _is_filled(ground: Any) -> bool:
    return not isinstance(ground, dict) or bool(
        ground.get("evidence") or ground.get("reason") or ground.get("acknowledged")
    )


def _chosen(values: Any, matter: Matter, file_item: FileItem, data_item: DataItem) -> Chosen:
    if not isinstance(values, dict) or not isinstance(values.get("id"), str):
        raise WrongUsage(_("Each of [[grounds]] needs an id."))
    name = safe_line(values["id"], 60)
    _check(f"grounds {name}: ", values, _GROUND_KEYS)
    items = [_item(each, name, matter, file_item, data_item) for each in values.get("evidence", ())]
    return Chosen(
        name,
        tuple(items),
        own_text(values.get("reason", "")),
        values.get("acknowledged", False),
    )


def _item(values: Any, ground: str, matter: Matter, file_item: FileItem, data_item: DataItem) -> Item:
    where = _("grounds {0}, evidence: ").format(ground)
    if not isinstance(values, dict) or not values:
        raise WrongUsage(where + _('write it like {{ finding = "…" }}.').format())
    _check(where, values, _EVIDENCE_KEYS)
    if values.get("data"):
        item = data_item(ground)
        if item is None:
            raise WrongUsage(where + _("the data do not support it."))
        return item
    if "file" in values:
        return file_item(values["file"])
    if "finding" in values:
        return Item(Proof.FINDING, own_text(values["finding"]).strip(), _("finding"))
    return _quotation(where, values, matter)


def _quotation(where: str, values: Mapping[str, Any], matter: Matter) -> Item:
    words = next((each for each in matter.case.messages if each.id == values.get("message")), None)
    if words is None:
        numbers = ", ".join(str(each.id) for each in matter.case.messages)
        raise WrongUsage(where + _("there is no such message."), _("The thread has: {0}.").format(numbers))
    quote = values.get("quote", "")
    start = words.text.find(quote) if quote else 0
    if start < 0:
        raise WrongUsage(
            where + _("message {0} does not say that.").format(words.id), _("Quote it word for word.")
        )
    end = start + len(quote) if quote else len(words.text)
    return Item(Proof.MESSAGE, words.text[start:end], f"message {words.id}", words.id, (start, end))


def _check(where: str, values: Mapping[str, Any], known: Mapping[str, type]) -> None:
    for key, value in values.items():
        if key not in known:
            raise WrongUsage(where + _("there is no {0!r}.").format(safe_line(key, 60)), nearest(key, known))
        if type(value) is not known[key]:
            kinds = {str: _("a text"), bool: _("true or false"), list: _("a list"), int: _("a whole number")}
            raise WrongUsage(where + _("{0} must be {1}.").format(key, kinds[known[key]]))
