"""How well the customers' languages are recognised: `python tests/benchmarks/languages.py`."""

from __future__ import annotations

import sys
import time
import tomllib
from collections import Counter
from pathlib import Path

from bizcare_tui.domain.language import LANGUAGES, detect

LABELLED = Path(__file__).parent.parent / "labelled" / "languages"


def main() -> None:
    """Print what is right, unsure and wrong, for the texts tuned on and those set aside."""
    shown = "--mistakes" in sys.argv
    for part in ("tuning", "held_out"):
        texts = tomllib.loads((LABELLED / f"{part}.toml").read_text("utf-8"))["text"]
        started = time.perf_counter()
        reported = [(row, detect(row["text"]) or "") for row in texts]
        each = (time.perf_counter() - started) / len(texts)
        print(f"\n{part}: {len(texts)} texts, {each * 1e6:.0f} µs each")
        print(f"{'':10}{'texts':>6}{'right':>7}{'unsure':>8}{'wrong':>7}")
        for language in (*LANGUAGES, ""):
            rows = Counter(
                _verdict(row["language"], got) for row, got in reported if row["language"] == language
            )
            total = sum(rows.values())
            print(f"{language or 'none':10}{total:>6}{rows['right']:>7}{rows['unsure']:>8}{rows['wrong']:>7}")
        # The texts set aside are never looked at: their figures are worth something only then.
        if shown and part == "tuning":
            for row, got in reported:
                if got != row["language"]:
                    print(f"{row['id']}: {got or 'unsure'}: {row['text'][:110]!r}")


def _verdict(expected: str, got: str) -> str:
    return "right" if got == expected else "wrong" if got else "unsure"


if __name__ == "__main__":
    main()
