"""Ground 4, the PrestaShop version: the one in use against those declared compatible at the purchase."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bizcare_tui.domain.evidence.case import Case, Declared, Evaluated, Evidence, Verdict, quoted
from bizcare_tui.domain.policy import Ground
from bizcare_tui.domain.prose import without_quotes
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.versions import NamedVersion, read_version, versions_named, within
from bizcare_tui.i18n import _


def declared_at(declared: Iterable[Declared], day: date) -> Declared | None:
    """What was declared compatible on a day: the latest range from then or before, as recorded last."""
    held = [each for each in declared if each.since <= day]
    return max(held, key=lambda each: (each.since, each.recorded_at), default=None)


def evaluate_version(case: Case) -> Evaluated:
    """Whether the PrestaShop version in use lies outside what was declared on the day of purchase.

    What the customer writes counts, else the version on record; where they would lead to different
    verdicts, it is unknown.

    Source: partner help centre, when a request may be refused (4).
    """
    named = _named(case)
    evidence = [evidence for _version, evidence in named]
    if case.version:
        evidence.append(Evidence(case.version, _("PrestaShop version on record"), case.version_at))
    if case.purchased is None:
        return _unknown(evidence, _("The date of purchase is not known."), _("Look the order up."))
    evidence.append(Evidence(case.purchased.isoformat(), _("date of purchase, orders")))
    held = declared_at(case.declared, case.purchased)
    if held is None:
        why = (
            _("What was declared compatible at the purchase is not recorded.")
            if case.declared
            else _("No compatible versions are recorded for the product.")
        )
        return _unknown(
            evidence, why, _("Record them: `bizcare compat PRODUCT --from DATE --min V --max V`.")
        )
    evidence.append(
        Evidence(
            range_in_words(held),
            _("declared from {0} on; {1}").format(held.since.isoformat(), held.source or _("recorded")),
            held.recorded_at,
        )
    )
    return _judged(case, named, held, evidence)


def range_in_words(held: Declared) -> str:
    """A declared range for people: "1.7.6 to 8.1", "up to 8.1", "from 8.0"."""
    if held.least and held.most:
        return _("{0} to {1}").format(held.least, held.most)
    if held.most:
        return _("up to {0}").format(held.most)
    return _("from {0}").format(held.least) if held.least else _("every version")


def version_in_question(case: Case) -> str:
    """The version that a letter about it names: what the customer writes, else the one on record."""
    named = [each for each, _evidence in _named(case) if each.in_use]
    return named[-1].version.text if named else case.version


def _judged(
    case: Case,
    named: Sequence[tuple[NamedVersion, Evidence]],
    held: Declared,
    evidence: Sequence[Evidence],
) -> Evaluated:
    on_record = read_version(case.version)
    in_use = [each.version for each, _evidence in named if each.in_use]
    versions = [*in_use, *([on_record] if on_record else [])]
    if not versions:
        why = _("The version in use is not known.")
        if case.version:
            why = _("The version on record cannot be read.")
        return _unknown(evidence, why, _("Ask for the PrestaShop version of the shop."))
    # What is only asked about, or left behind, decides nothing, but casts doubt where no record helps.
    aside = [each.version for each, _evidence in named if not each.in_use]
    doubts = aside if on_record is None or not in_use else []
    outcomes = {within(version, held.least, held.most) for version in (*versions, *doubts)}
    if None in outcomes:
        return _unknown(
            evidence,
            _("The version is not told exactly enough for the declared range."),
            _("Ask for all parts of the PrestaShop version."),
        )
    if len(outcomes) > 1:
        return _unknown(
            evidence,
            _("Several versions are named, and they would lead to different verdicts."),
            _("Ask which PrestaShop version the shop runs now."),
        )
    if outcomes == {True}:
        return Evaluated(
            Ground.INCOMPATIBLE_VERSION,
            Verdict.CONTRADICTED,
            _("The version in use was declared compatible at the purchase."),
            tuple(evidence),
        )
    return Evaluated(
        Ground.INCOMPATIBLE_VERSION,
        Verdict.SUPPORTED,
        _("The version in use was not declared compatible at the purchase."),
        tuple(evidence),
        _("Check the product page of that day, if you can."),
        ("partial_answer",),
    )


def _named(case: Case) -> list[tuple[NamedVersion, Evidence]]:
    found = [
        (each, Evidence(case.topic[slice(*each.span)], "topic", case.opened_at, each.span))
        for each in versions_named(case.topic)
    ]
    for words in case.messages:
        if words.author is Author.CUSTOMER:
            text = without_quotes(words.text)
            found += [(each, quoted(words, each.span)) for each in versions_named(text)]
    return found


def _unknown(evidence: Sequence[Evidence], why: str, settle: str) -> Evaluated:
    return Evaluated(Ground.INCOMPATIBLE_VERSION, Verdict.UNKNOWN, why, tuple(evidence), settle)
