"""Ground 4, the PrestaShop version: compare the one in use with those declared at the purchase."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bizcare_tui.domain.evidence.evaluation_data import (
    DeclaredVersions,
    EvaluationData,
    Evidence,
    GroundEvaluation,
    GroundVerdict,
    ThreadMessage,
    quote_evidence,
)
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.versions import NamedVersion, Version, read_version, versions_named, within
from bizcare_tui.i18n import _


def declared_versions_on(declared: Iterable[DeclaredVersions], day: date) -> DeclaredVersions | None:
    """Return the range that applied on a day: the latest one that began by then, in its last recording."""
    candidates = [each for each in declared if each.since <= day]
    return max(candidates, key=lambda each: (each.since, each.recorded_at), default=None)


def evaluate_version(case: EvaluationData) -> GroundEvaluation:
    """Evaluate whether the PrestaShop version in use is outside the range declared on the day of purchase.

    The versions that the customer writes and the version on record are considered. If they would lead to
    different verdicts, the verdict is unknown.

    Source: partner help centre, when a request may be refused (4).
    """
    named = _versions_with_evidence(case)
    evidence = [evidence for _version, evidence in named]
    if case.version:
        evidence.append(Evidence(case.version, _("recorded PrestaShop version"), case.version_at))
    if case.purchased is None:
        return _unknown(evidence, _("The date of purchase is unknown."), _("Look up the order."))
    evidence.append(Evidence(case.purchased.isoformat(), _("date of purchase, orders")))
    declared = declared_versions_on(case.declared, case.purchased)
    if declared is None:
        why = (
            _("The versions declared compatible at the time of purchase are not recorded.")
            if case.declared
            else _("No compatible versions are recorded for the product.")
        )
        return _unknown(
            evidence, why, _("Record them: `bizcare compat PRODUCT --from DATE --min V --max V`.")
        )
    evidence.append(
        Evidence(
            format_declared_versions(declared),
            _("declared from {0}; {1}").format(declared.since.isoformat(), declared.source or _("recorded")),
            declared.recorded_at,
        )
    )
    return _compare(case, named, declared, evidence)


def format_version_range(declared: DeclaredVersions) -> str:
    """Return a declared range as text: "1.7.6 – 8.1", "up to 8.1", "from 8.0, except 9.0.0"."""
    if declared.least and declared.most:
        bounds = f"{declared.least} – {declared.most}"
    elif declared.most:
        bounds = _("up to {0}").format(declared.most)
    else:
        bounds = _("from {0}").format(declared.least) if declared.least else _("every version")
    return _("{0}, except {1}").format(bounds, ", ".join(declared.holes)) if declared.holes else bounds


def format_declared_versions(declared: DeclaredVersions) -> str:
    """Return a declared range as text, with a note if its gaps were not recorded."""
    text = format_version_range(declared)
    return text if declared.holes else _("{0} (range; exceptions not recorded)").format(text)


def _reason_compatible(declared: DeclaredVersions) -> str:
    reason = _("The version in use was declared compatible at the time of purchase.")
    if declared.holes:
        return reason
    note = _("Declared as the range {0}; exceptions not recorded.").format(format_version_range(declared))
    return f"{reason} {note}"


def _reason_incompatible(versions: Iterable[Version], declared: DeclaredVersions) -> str:
    if all(within(version, declared.least, declared.most) is False for version in versions):
        return _("The version in use was not declared compatible at the time of purchase.")
    return _(
        "The version in use is within the declared range, but was not declared compatible at the"
        " time of purchase."
    )


def version_for_letter(case: EvaluationData) -> str:
    """Return the version to name in a letter: the one the customer wrote last, else the one on record."""
    named = [each for each, _evidence in _versions_with_evidence(case) if each.in_use]
    return named[-1].version.text if named else case.version


def version_from_customer(
    topic: str, messages: Iterable[ThreadMessage]
) -> tuple[Version, ThreadMessage | None] | None:
    """Return the version in use that the customer wrote last, and its message (None for the topic).

    Return None if the customer wrote no version in use.
    """
    for words in reversed(list(messages)):
        named = versions_named(words.own) if words.author is Author.CUSTOMER else ()
        if in_use := [each.version for each in named if each.in_use]:
            return in_use[-1], words
    in_topic = [each.version for each in versions_named(topic) if each.in_use]
    return (in_topic[-1], None) if in_topic else None


def _compare(
    case: EvaluationData,
    named: Sequence[tuple[NamedVersion, Evidence]],
    declared: DeclaredVersions,
    evidence: Sequence[Evidence],
) -> GroundEvaluation:
    on_record = read_version(case.version.replace(",", "."))
    concerned = _versions_concerned([each for each, _evidence in named if each.in_use])
    in_use = [_completed(each.version, on_record, declared) for each in concerned]
    left_behind = [each.version for each, _evidence in named if each.left_behind]
    # If the shop was updated from the version on record, it no longer runs that version.
    is_outdated = bool(in_use) and any(_overlap(on_record, version) for version in left_behind)
    versions = [*in_use, *([on_record] if on_record and not is_outdated else [])]
    if not versions:
        why = _("The version in use is unknown.")
        if case.version:
            why = _("The recorded version cannot be read.")
        return _unknown(evidence, why, _("Ask for the PrestaShop version of the shop."))
    # Versions only asked about or planned are ignored. A version that the shop perhaps moved away from
    # cannot decide alone, but makes the verdict unknown if it would lead to another one.
    doubts = [each.version for each, _evidence in named if each.is_doubtful]
    outcomes = {
        within(version, declared.least, declared.most, declared.holes) for version in (*versions, *doubts)
    }
    if None in outcomes:
        return _unknown(
            evidence,
            _("The version is not precise enough to compare it with the declared range."),
            _("Ask for the complete PrestaShop version, such as 8.1.7."),
        )
    if len(outcomes) > 1:
        return _unknown(
            evidence,
            _("The messages name several versions, which lead to different verdicts."),
            _("Ask which PrestaShop version the shop runs now."),
        )
    if outcomes == {True}:
        return GroundEvaluation(
            Ground.INCOMPATIBLE_VERSION,
            GroundVerdict.CONTRADICTED,
            _reason_compatible(declared),
            tuple(evidence),
        )
    if on_record not in versions and not left_behind and not any(each.is_sure for each in concerned):
        return _unknown(
            evidence, _("The version in use is unknown."), _("Ask for the PrestaShop version of the shop.")
        )
    return GroundEvaluation(
        Ground.INCOMPATIBLE_VERSION,
        GroundVerdict.SUPPORTED,
        _reason_incompatible(versions, declared),
        tuple(evidence),
        _("If possible, check the product page as it was on that day."),
        ("partial_answer",),
    )


def _versions_concerned(in_use: Sequence[NamedVersion]) -> Sequence[NamedVersion]:
    """Return the versions that the request is about: of two, not the one with which the product works."""
    return [each for each in in_use if not each.works] or in_use


def _completed(version: Version, on_record: Version | None, declared: DeclaredVersions) -> Version:
    """Return the version on record for a short one that it begins with, if it was declared.

    8.1.6 on record says more than "PrestaShop 8". It does not show that the version in use was not declared,
    because the record may be older.
    """
    is_part = on_record is not None and version.low <= on_record.low and on_record.high <= version.high
    if is_part and on_record and within(on_record, declared.least, declared.most, declared.holes):
        return on_record
    return version


def _overlap(one: Version | None, other: Version) -> bool:
    return one is not None and one.low <= other.high and other.low <= one.high


def _versions_with_evidence(case: EvaluationData) -> list[tuple[NamedVersion, Evidence]]:
    found = [
        (each, Evidence(case.topic[slice(*each.span)], "topic", case.opened_at, each.span))
        for each in versions_named(case.topic)
    ]
    for words in case.messages:
        if words.author is Author.CUSTOMER:
            found += [(each, quote_evidence(words, each.span)) for each in versions_named(words.own)]
    return found


def _unknown(evidence: Sequence[Evidence], why: str, settle: str) -> GroundEvaluation:
    return GroundEvaluation(Ground.INCOMPATIBLE_VERSION, GroundVerdict.UNKNOWN, why, tuple(evidence), settle)
