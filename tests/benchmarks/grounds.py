"""How well the reasons for a rejection are evaluated: `python tests/benchmarks/grounds.py --held-out`."""

from __future__ import annotations

import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bizcare_tui.desk.policy import load_policy
from bizcare_tui.domain.evidence.evaluate import evaluate_grounds
from bizcare_tui.domain.evidence.evaluation_data import (
    DeclaredVersions,
    EvaluationData,
    GroundEvaluation,
    GroundVerdict,
    ThreadMessage,
)
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.threads import Author

LABELLED = Path(__file__).parent.parent / "labelled" / "grounds"
PARTS = ("tuning", "held_out")
LANGUAGES = ("es", "fr", "en", "it", "de", "pl", "nl", "pt")
ONLY_DATA = "-2"
"""The end of the name of a file whose cases have labels for the grounds judged from data alone."""
BY_DATA = (Ground.OTHER_SHOP, Ground.INCOMPATIBLE_VERSION)
POLICY = load_policy(Path("/nonexistent"))
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

Place = tuple[int, int, int]
"""A passage: the message's number (0 for the topic), start and end."""


def examples(part: str, language: str) -> list[dict[str, Any]]:
    """The labelled cases of a part in one language."""
    files = (LABELLED / part / f"{language}{end}.toml" for end in ("", ONLY_DATA))
    return [
        {**case, "only_data": file.stem.endswith(ONLY_DATA)}
        for file in files
        if file.exists()
        for case in tomllib.loads(file.read_text("utf-8"))["case"]
    ]


def case_of(example: dict[str, Any]) -> EvaluationData:
    """The case that an example tells."""
    return EvaluationData(
        topic=example["topic"],
        opened_at=AT,
        messages=tuple(
            ThreadMessage(number, AT, Author.CUSTOMER, text)
            for number, text in enumerate(example["messages"], 1)
        ),
        product=example["product"],
        website=example["shop"],
        version="" if example["versionps"] == "none" else example["versionps"],
        purchased=date.fromisoformat(example["purchased"]) if example["purchased"] else None,
        declared=tuple(
            DeclaredVersions(date.fromisoformat(each["from"]), each["min"], each["max"], AT)
            for each in example["ranges"]
        ),
    )


def evaluated(example: dict[str, Any]) -> tuple[GroundEvaluation, ...]:
    """What the evaluation says of an example."""
    return evaluate_grounds(case_of(example), POLICY)


def labelled_places(example: dict[str, Any], ground: Ground) -> list[Place]:
    """Where the labelled passages of a ground stand."""
    texts = [example["topic"], *example["messages"]]
    places = []
    for quote in example.get("passages", {}).get(ground.value, ()):
        number = next(number for number in (*range(1, len(texts)), 0) if quote in texts[number])
        start = texts[number].index(quote)
        places.append((number, start, start + len(quote)))
    return places


def found_places(found: GroundEvaluation) -> list[Place]:
    """Where the passages found for a ground stand."""
    return [(each.message or 0, *each.span) for each in found.evidence if each.span]


def agree(one: Place, other: Place) -> bool:
    """Whether two places are of one passage: they share a third of the shorter."""
    shared = min(one[2], other[2]) - max(one[1], other[1])
    return one[0] == other[0] and shared * 3 >= min(one[2] - one[1], other[2] - other[1])


def main() -> None:
    """Print verdicts against labels, and precision and recall of passages, by ground and language."""
    # The held-out part is printed only on request, so that nobody tunes on it.
    for part in PARTS if "--held-out" in sys.argv else PARTS[:1]:
        languages = [language for language in LANGUAGES if examples(part, language)]
        everything = [(language, each) for language in languages for each in examples(part, language)]
        print(f"{part}: {len(everything)} cases in {len(languages)} languages\n")
        _print_verdicts(everything)
        _print_passages(everything)
        if part == "tuning" and "--wrong" in sys.argv:
            _print_wrong(everything)
    _print_time()


def _print_verdicts(everything: list[tuple[str, dict[str, Any]]]) -> None:
    print(f"{'':<22} right  unknown, not so  wrong  wrongly supported")
    for ground in BY_DATA:
        for language in (*LANGUAGES, "all"):
            counts: Counter[str] = Counter()
            for each_language, example in everything:
                if language in (each_language, "all"):
                    counts[_judged(example, ground)] += 1
            print(
                f"{ground.value:<22}" if language == "all" else f"  {language:<20}",
                f"{counts['right']:>5}  {counts['unknown']:>15}  {counts['wrong'] + counts['supported']:>5}"
                f"  {counts['supported']:>17}",
            )
    print()


def _judged(example: dict[str, Any], ground: Ground) -> str:
    wanted = GroundVerdict(example[ground.value])
    (found,) = (each for each in evaluated(example) if each.ground is ground)
    if found.verdict is wanted:
        return "right"
    if found.verdict is GroundVerdict.UNKNOWN:
        return "unknown"
    return "supported" if found.verdict is GroundVerdict.SUPPORTED else "wrong"


def _print_passages(everything: list[tuple[str, dict[str, Any]]]) -> None:
    by_name: dict[str, Counter[str]] = {}
    for language, example in everything:
        for ground, outcome, _place in _passages(example):
            for name in (ground.value, language, "all"):
                by_name.setdefault(name, Counter())[outcome] += 1
    print(f"{'passages':<28} precision  recall  found  missed  false")
    names = [*(g.value for g in Ground if g not in BY_DATA), *LANGUAGES, "all"]
    for name in names:
        counts = by_name.get(name, Counter())
        precision = counts["true"] / max(counts["true"] + counts["false"], 1)
        recall = counts["found"] / max(counts["found"] + counts["missed"], 1)
        print(
            f"{name:<28} {precision:>9.0%}  {recall:>6.0%}  {counts['found']:>5}  {counts['missed']:>6}"
            f"  {counts['false']:>5}"
        )
    print()


def _passages(example: dict[str, Any]) -> Iterator[tuple[Ground, str, Place]]:
    """Each labelled passage found or missed, each found one true or false."""
    if example["only_data"]:
        return
    for found in evaluated(example):
        if found.ground in BY_DATA:
            continue
        labelled, places = labelled_places(example, found.ground), found_places(found)
        for place in labelled:
            yield found.ground, "found" if any(agree(place, each) for each in places) else "missed", place
        for place in places:
            yield found.ground, "true" if any(agree(place, each) for each in labelled) else "false", place


def _print_wrong(everything: list[tuple[str, dict[str, Any]]]) -> None:
    for _language, example in everything:
        texts = [example["topic"], *example["messages"]]
        for ground in BY_DATA:
            if (judged := _judged(example, ground)) != "right":
                (found,) = (each for each in evaluated(example) if each.ground is ground)
                print(f"{example['name']} {ground}: {judged}, wanted {example[ground.value]}: {found.why}")
        for ground, outcome, (number, start, end) in _passages(example):
            if outcome in ("missed", "false"):
                print(f"{example['name']} {ground} {outcome}: {texts[number][start:end]!r}")


def _print_time() -> None:
    cases = [case_of(each) for part in PARTS for language in LANGUAGES for each in examples(part, language)]
    started = time.perf_counter()
    for case in cases:
        evaluate_grounds(case, POLICY)
    print(f"{(time.perf_counter() - started) / max(len(cases), 1) * 1000:.1f} ms a case")


if __name__ == "__main__":
    main()
