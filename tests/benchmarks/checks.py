"""How well the check of replies finds what is wrong: `python tests/benchmarks/checks.py`."""

from __future__ import annotations

import random
import statistics
import sys
import time
import tomllib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from bizcare_tui.desk.snippets import load_snippets
from bizcare_tui.domain.language import LANGUAGES, detect
from bizcare_tui.domain.replies.check import check_reply
from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFinding, ReplyFindingKind
from bizcare_tui.domain.replies.reply_index import ReplyIndex
from bizcare_tui.domain.replies.ticket import Ticket, TicketMessage
from bizcare_tui.domain.threads import Author

LABELLED = Path(__file__).parent.parent / "labelled" / "replies"
PARTS = ("tuning", "held_out")


def examples(part: str, language: str) -> list[dict[str, Any]]:
    """The labelled replies of a part in one language."""
    file = LABELLED / part / f"{language}.toml"
    return tomllib.loads(file.read_text("utf-8"))["example"] if file.exists() else []


def findings_on(example: dict[str, Any]) -> list[ReplyFinding]:
    """What the check says of an example."""
    known = ReplyIndex(load_snippets(Path("/nonexistent")).everything)
    known.add_customer(1, example["customer"], example["shop"])
    for number, text in enumerate(example["earlier"], start=2):
        known.add_reply(number, text)
    for number, (name, shop) in enumerate(example["others"], start=100):
        known.add_customer(number, name, shop)
    return check_reply(example["draft"], ticket_of(example), known)


def ticket_of(example: dict[str, Any]) -> Ticket:
    """The ticket that an example answers."""
    messages = tuple(TicketMessage(Author(author), text) for author, text in example["messages"])
    asked = "\n".join(said.text for said in messages if said.author is not Author.SELLER)
    return Ticket(
        thread_id=1,
        topic=example["topic"],
        messages=messages,
        product=example["product"],
        customer=example["customer"],
        shop=example["shop"],
        prestashop_version=example["prestashop_version"],
        language=detect(asked) or detect(example["topic"]),
    )


def main() -> None:
    """Print precision and recall on the replies tuned on and those set aside, and the time of a check."""
    for part in PARTS:
        _print_part(part)
    _print_times()


def _print_part(part: str) -> None:
    hits: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    blocked = []
    count = good = 0
    for language in LANGUAGES:
        for example in examples(part, language):
            count += 1
            good += not example["expect"]
            found = findings_on(example)
            raised = {each.kind.value for each in found if each.outcome is not FindingOutcome.NOTE}
            expected = set(example["expect"])
            for kind in ReplyFindingKind:
                verdict = (kind in expected, kind in raised)
                name = {(True, True): "hit", (True, False): "missed", (False, True): "false"}.get(verdict)
                if name:
                    hits[language, kind][name] += 1
                    # The replies set aside are never looked at: their figures are worth something only then.
                    if name != "hit" and "--mistakes" in sys.argv and part == "tuning":
                        why = next((each.why for each in found if each.kind == kind), "")
                        span = next((each.span for each in found if each.kind == kind), None)
                        print(
                            name,
                            example["id"],
                            kind.value,
                            why,
                            example["draft"][slice(*span)] if span else "",
                        )
            if not expected and any(each.outcome is FindingOutcome.BLOCK for each in found):
                blocked.append(example["id"])
    print(f"\n{part}: {count} replies, {good} of them good, of which blocked: {len(blocked)}")
    if part == "tuning":
        print(" ", *blocked)
    print(f"{'':16}{'precision':>10}{'recall':>8}   hits missed false")
    for kind in ReplyFindingKind:
        _print_row(kind.value, [hits[language, kind] for language in LANGUAGES])
    for language in LANGUAGES:
        _print_row(language, [hits[language, kind] for kind in ReplyFindingKind])
    _print_row("all", list(hits.values()))


def _print_row(name: str, counts: list[Counter[str]]) -> None:
    total = sum(counts, Counter[str]())
    hit, missed, false = total["hit"], total["missed"], total["false"]
    precision = f"{hit / (hit + false):.0%}" if hit + false else "-"
    recall = f"{hit / (hit + missed):.0%}" if hit + missed else "-"
    print(f"{name:16}{precision:>10}{recall:>8}{hit:>7}{missed:>7}{false:>6}")


def _print_times() -> None:
    drafts = [example for language in LANGUAGES for example in examples("tuning", language)]
    pieces = [line for example in drafts for line in example["draft"].splitlines() if len(line) > 40]
    chance = random.Random(7)
    known = ReplyIndex(load_snippets(Path("/nonexistent")).everything)
    started = time.perf_counter()
    for number in range(10_000):
        known.add_reply(number + 1000, "\n".join(chance.sample(pieces, 4)))
    building = time.perf_counter() - started
    times = []
    for example in drafts:
        ticket = ticket_of(example)
        started = time.perf_counter()
        check_reply(example["draft"], ticket, known)
        times.append((time.perf_counter() - started) * 1000)
    print(
        f"\nagainst 10,000 earlier replies: {statistics.median(times):.1f} ms median,"
        f" {max(times):.1f} ms at most; gathering them {building:.1f} s"
    )


if __name__ == "__main__":
    main()
