"""How well passages are found in sentences: `python tests/benchmarks/learned.py --held-out`.

Prints precision and recall per ground and language, with 95 % confidence intervals, of what the program
finds, and of its phrases alone. `--curves` trains models from an eighth, a quarter, half and all of the
training sentences (it needs scikit-learn, and some minutes) and prints what each finds in sentences that it
did not see.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from labelled_texts import GROUND_LETTERS, HELD_OUT, TRAINING, LabelledSentence, labelled_sentences

from bizcare_tui.domain.evidence.ground_phrases import find_phrases
from bizcare_tui.domain.evidence.logs import find_log_lines
from bizcare_tui.domain.evidence.passages import grounds_in, mentions_other_module
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.text_folding import flat

if TYPE_CHECKING:
    from learned_examples import Example

GROUNDS = tuple(GROUND_LETTERS.values())
NORMAL = 1.96  # standard deviations of a 95 % interval
SHARES = (1 / 8, 1 / 4, 1 / 2, 1.0)
# By whether a label is wanted, and whether it is given.
_OUTCOMES = {
    (True, True): "found",
    (True, False): "missed",
    (False, True): "false",
    (False, False): "rightly none",
}


def found_by_program(sentence: LabelledSentence) -> set[str]:
    """Return the grounds of the passages that the program finds."""
    return {ground.value for ground, _span in grounds_in(sentence.text, sentence.product)}


def found_by_phrases(sentence: LabelledSentence) -> set[str]:
    """Return the grounds that phrases and lines of logs alone support."""
    folded = flat(sentence.text)
    found = {ground for ground in GROUNDS if any(find_phrases(Ground(ground), folded))}
    if "incompatible_developments" not in found and mentions_other_module(sentence.text, sentence.product):
        found.add("not_the_product")
    return found | {line.ground.value for line in find_log_lines(sentence.text, sentence.product)}


def main() -> None:
    """Print the figures of the training part, or with `--held-out` those of the part set aside."""
    part = HELD_OUT if "--held-out" in sys.argv else TRAINING
    sentences = list(labelled_sentences(part))
    print(f"{part}: {len(sentences):,} sentences in {len({each.language for each in sentences})} languages\n")
    for name, find in (("phrases alone", found_by_phrases), ("the program", found_by_program)):
        print(f"{name:<32}precision (95 %)    recall (95 %)   found missed false")
        for row, counts in _counts(sentences, find):
            print(_row(row, counts))
        print()
    if "--curves" in sys.argv:
        _print_curves(part)


def _counts(
    sentences: list[LabelledSentence], find: Callable[[LabelledSentence], set[str]]
) -> Iterator[tuple[str, Counter[str]]]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        found = find(sentence)
        for ground in GROUNDS:
            outcome = _OUTCOMES[ground in sentence.grounds, ground in found]
            for row in (ground, f"  {ground}, {sentence.language}", sentence.language, "all"):
                counts[row][outcome] += 1
    order = sorted(counts, key=lambda row: (row == "all", row.strip()))
    return ((row, counts[row]) for row in order)


def _row(name: str, counts: Counter[str]) -> str:
    found, missed, false = counts["found"], counts["missed"], counts["false"]
    precision, recall = interval(found, found + false), interval(found, found + missed)
    return f"{name:<32}{precision:>14}   {recall:>14}   {found:>7}{missed:>7}{false:>6}"


def interval(hits: int, count: int) -> str:
    """Return a share in per cent with its 95 % interval, by Wilson's formula."""
    if not count:
        return "-"
    share, square = hits / count, NORMAL**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = NORMAL * sqrt(share * (1 - share) / count + square / (4 * count**2)) / (1 + square / count)
    return f"{share:.0%} ({100 * (middle - half):.0f}–{100 * (middle + half):.0f})"


def _print_curves(part: str) -> None:
    """Print what models find that are trained from shares of the training sentences.

    They are measured on the part set aside, or on a fifth of the training sentences, which they did not see.
    """
    from learned_examples import passage_examples
    from train import TRAININGS, predicted

    least_precision = next(each.least_precision for each in TRAININGS if each.name == "passages")
    training = list(passage_examples(TRAINING))
    random.Random(0).shuffle(training)  # a fixed order, no secret
    if part == HELD_OUT:
        others = list(passage_examples(HELD_OUT))
    else:
        fifth = len(training) // 5
        others, training = training[:fifth], training[fifth:]
    print("models alone, from shares of the training sentences: precision (95 %) / recall (95 %)")
    print(f"{'':<32}" + "".join(f"{share:>28.3f}" for share in SHARES))
    for ground in GROUNDS:
        curves: defaultdict[str, list[Counter[str]]] = defaultdict(list)
        for share in SHARES:
            given = predicted(training[: int(len(training) * share)], ground, least_precision, others)
            for row, counts in _by_language(ground, others, given).items():
                curves[row].append(counts)
        for row, points in sorted(curves.items()):
            print(f"{row:<32}" + "".join(f"{_balance(counts):>28}" for counts in points), flush=True)


def _by_language(
    ground: str, examples: Sequence[Example], given: Sequence[bool]
) -> Mapping[str, Counter[str]]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for example, is_given in zip(examples, given, strict=True):
        for row in (ground, f"{ground}, {example.language}"):
            counts[row][_OUTCOMES[ground in example.labels, bool(is_given)]] += 1
    return counts


def _balance(counts: Counter[str]) -> str:
    found, missed, false = counts["found"], counts["missed"], counts["false"]
    return f"{interval(found, found + false)} / {interval(found, found + missed)}"


if __name__ == "__main__":
    main()
