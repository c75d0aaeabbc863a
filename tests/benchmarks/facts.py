"""How well missing facts are found in first messages: `python tests/benchmarks/facts.py --held-out`.

Prints precision and recall of "is missing" by fact and language, with 95 % confidence intervals. `--curves`
trains models from an eighth, a quarter, half and all of the training messages (it needs scikit-learn) and
prints what each finds in messages that it did not see; on the training part, the program has seen them all.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from labelled_texts import HELD_OUT, TRAINING, labelled_messages
from learned import SHARES, interval

from bizcare_tui.domain.missing_facts import Fact, missing_facts
from bizcare_tui.domain.replies.ticket import Ticket, TicketMessage
from bizcare_tui.domain.threads import Author


def main() -> None:
    """Print the figures of the training part, or with `--held-out` those of the part set aside."""
    part = HELD_OUT if "--held-out" in sys.argv else TRAINING
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for language, message in labelled_messages(part):
        said = (TicketMessage(Author.CUSTOMER, message["text"]),)
        found = missing_facts(Ticket(1, message["topic"], said))
        for fact in Fact:
            outcome = _outcome(fact not in message["facts"], fact in found)
            for row in (fact, f"{fact}, {language}", language, "all"):
                counts[row][outcome] += 1
    print(f"{part:<32}precision (95 %)    recall (95 %)   found missed false")
    for row in sorted(counts, key=lambda each: (each == "all", each)):
        each = counts[row]
        numbers = f"{each['found']:>7}{each['missed']:>7}{each['false']:>6}"
        print(f"{row:<32}{_precision(each):>14}   {_recall(each):>14}   {numbers}")
    if "--curves" in sys.argv:
        _print_curves(part)


def _outcome(is_missing: bool, is_found: bool) -> str:
    return ("found" if is_found else "missed") if is_missing else ("false" if is_found else "rightly none")


def _precision(counts: Counter[str]) -> str:
    return interval(counts["found"], counts["found"] + counts["false"])


def _recall(counts: Counter[str]) -> str:
    return interval(counts["found"], counts["found"] + counts["missed"])


def _print_curves(part: str) -> None:
    from message_examples import fact_examples
    from train import TRAININGS, predicted

    training = next(each for each in TRAININGS if each.name == "facts")
    examples = list(fact_examples())
    random.Random(0).shuffle(examples)  # a fixed order, no secret
    if part == HELD_OUT:
        others = list(fact_examples(HELD_OUT))
    else:
        fifth = len(examples) // 5
        others, examples = examples[:fifth], examples[fifth:]
    print("\nmodels from shares of the training messages: precision (95 %) / recall (95 %)")
    print(f"{'':<32}" + "".join(f"{share:>28.3f}" for share in SHARES))
    for fact in training.labels:
        points = []
        for share in SHARES:
            trained = examples[: int(len(examples) * share)]
            given = predicted(trained, fact, training.least_precision, others)
            wanted = (fact in each.labels for each in others)
            points.append(Counter(map(_outcome, wanted, map(bool, given))))
        print(f"{fact:<32}" + "".join(f"{_precision(each)} / {_recall(each)}".rjust(28) for each in points))


if __name__ == "__main__":
    main()
