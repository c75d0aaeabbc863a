"""Harmless texts that would be stopped or judged: `python tests/benchmarks/harmless.py [COUNT]`.

Makes 10,000 good replies and 10,000 messages about the licensed shop from the labelled texts, and prints how
many replies the check blocks, and how many messages have the other shop or the version *supported*. Both are
to be 0.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from harmless_texts import blocked_replies, harmless_messages, harmless_replies, supported_messages

from bizcare_tui.domain.language_data import language_codes

COUNT = 10_000


def main() -> None:
    """Print the counts per language, and what was found wrongly."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    codes = language_codes()
    print(f"{'':<8}{'replies':>9}{'blocked':>9}{'messages':>10}{'supported':>11}")
    total: Counter[str] = Counter()
    for code in codes:
        number = count // len(codes)
        blocked = list(blocked_replies(harmless_replies(code, number)))
        supported = list(supported_messages(harmless_messages(code, number)))
        print(f"{code:<8}{number:>9,}{len(blocked):>9}{number:>10,}{len(supported):>11}", flush=True)
        total.update(number=number, blocked=len(blocked), supported=len(supported))
        for each in sorted({*blocked, *supported}):
            print(f"  {each}")
    print(
        f"{'all':<8}{total['number']:>9,}{total['blocked']:>9}{total['number']:>10,}{total['supported']:>11}"
    )


if __name__ == "__main__":
    main()
