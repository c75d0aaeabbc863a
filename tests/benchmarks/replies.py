"""How well the check of replies finds what is wrong: `python tests/benchmarks/replies.py --held-out`.

Prints precision and recall per finding and language, with 95 % confidence intervals, of the rules alone and
of the rules with what was learned, and how many good answers are blocked. `--curves` trains models from an
eighth, a quarter, half and all of the training replies (it needs scikit-learn, and some minutes) and prints
what each finds in replies that it did not see.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from labelled_texts import HELD_OUT, TRAINING
from learned import SHARES, interval
from reply_examples import ReplyExample, reply_examples

from bizcare_tui.desk.snippets import load_snippets
from bizcare_tui.domain.replies import check
from bizcare_tui.domain.replies.draft_features import draft_sentences
from bizcare_tui.domain.replies.learned_findings import BEST_SENTENCES, INSUFFICIENT, ScoredSentence
from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFinding
from bizcare_tui.domain.replies.reply_index import ReplyIndex
from bizcare_tui.domain.replies.ticket import Ticket

FINDINGS = ("insufficient", "auto_reply", "off_platform", "unfilled_slot")
# A score with which what the rules find counts, and nothing else does.
_UNDECIDED = -0.1


def main() -> None:
    """Print the figures of the training part, or with `--held-out` those of the part set aside."""
    part = HELD_OUT if "--held-out" in sys.argv else TRAINING
    replies = list(reply_examples(part))
    print(f"{part}: {len(replies):,} replies in {len({each.language for each in replies})} languages\n")
    known = ReplyIndex(load_snippets(Path("/nonexistent")).everything)
    for name, context in (("rules alone", rules_alone()), ("the program", nullcontext())):
        with context:
            found = [check.check_reply(each.draft, each.ticket, known) for each in replies]
        print(f"{name:<32}precision (95 %)    recall (95 %)   found missed false")
        for row, counts in _counts(replies, found):
            print(_row(row, counts))
        good = [findings for reply, findings in zip(replies, found, strict=True) if not reply.findings]
        blocked = sum(any(each.outcome is FindingOutcome.BLOCK for each in findings) for findings in good)
        print(f"good answers: {len(good)}, of which blocked: {blocked}\n")
    if "--curves" in sys.argv:
        _print_curves(part)


@contextmanager
def rules_alone() -> Iterator[None]:
    """Let the check find what the rules find."""
    with ExitStack() as patches:
        patches.enter_context(patch.object(check, "finding_score", lambda *_arguments: _UNDECIDED))
        patches.enter_context(patch.object(check, "insufficiency", lambda *_arguments: _UNDECIDED))
        patches.enter_context(patch.object(check, "sentences_by_score", _undecided))
        yield


def _undecided(draft: str, ticket: Ticket, _finding: str) -> Sequence[ScoredSentence]:
    return [ScoredSentence(each.span, _UNDECIDED) for each in draft_sentences(draft, ticket)]


def _counts(
    replies: Sequence[ReplyExample], found: Sequence[Sequence[ReplyFinding]]
) -> Iterator[tuple[str, Counter[str]]]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for reply, findings in zip(replies, found, strict=True):
        raised = {each.kind.value for each in findings if each.outcome is not FindingOutcome.NOTE}
        for finding in FINDINGS:
            outcome = _OUTCOMES[finding in reply.findings, finding in raised]
            for row in (finding, f"  {finding}, {reply.language}", reply.language, "all"):
                counts[row][outcome] += 1
    order = sorted(counts, key=lambda row: (row == "all", row.strip()))
    return ((row, counts[row]) for row in order)


_OUTCOMES = {
    (True, True): "found",
    (True, False): "missed",
    (False, True): "false",
    (False, False): "rightly none",
}


def _row(name: str, counts: Counter[str]) -> str:
    found, missed, false = counts["found"], counts["missed"], counts["false"]
    precision, recall = interval(found, found + false), interval(found, found + missed)
    return f"{name:<32}{precision:>14}   {recall:>14}   {found:>7}{missed:>7}{false:>6}"


def _print_curves(part: str) -> None:
    """Print what models find that are trained from shares of the training replies.

    They are measured on the part set aside, or on a fifth of the training replies, which they did not see.
    """
    from reply_models import given_by_models

    training = list(reply_examples())
    random.Random(0).shuffle(training)  # a fixed order, no secret
    if part == HELD_OUT:
        others = list(reply_examples(HELD_OUT))
    else:
        fifth = len(training) // 5
        others, training = training[:fifth], training[fifth:]
    print("models alone, from shares of the training replies: precision (95 %) / recall (95 %)")
    print(f"{'':<32}" + "".join(f"{share:>28.3f}" for share in SHARES))
    for finding in (*BEST_SENTENCES, INSUFFICIENT):
        points = []
        for share in SHARES:
            given = given_by_models(training[: int(len(training) * share)], finding, others)
            points.append(
                Counter(
                    _OUTCOMES[finding in reply.findings, bool(is_given)]
                    for reply, is_given in zip(others, given, strict=True)
                )
            )
        print(f"{finding:<32}" + "".join(f"{_balance(counts):>28}" for counts in points), flush=True)


def _balance(counts: Counter[str]) -> str:
    found, missed, false = counts["found"], counts["missed"], counts["false"]
    return f"{interval(found, found + false)} / {interval(found, found + missed)}"


if __name__ == "__main__":
    main()
