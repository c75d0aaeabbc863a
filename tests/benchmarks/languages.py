"""How well languages are told in the sandbox's conversations: `python tests/benchmarks/languages.py`.

Their topics are a line of a few words, their messages a paragraph or more.
"""

from __future__ import annotations

import time
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

from bizcare_tui.domain.language import detect
from bizcare_tui.marketplace import sandbox

CORPUS = Path(str(sandbox.__file__)).parent / "corpus"


def main() -> None:
    """Print what is told right, what is unsure and what is wrong, for each language."""
    verdicts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    times = []
    for file in sorted(CORPUS.glob("*.toml")):
        for conversation in tomllib.loads(file.read_text("utf-8"))["conversation"]:
            texts = [("topics", conversation["topic"])]
            texts += [("messages", message["text"]) for message in conversation["message"]]
            for kind, text in texts:
                started = time.perf_counter()
                told = detect(text)
                times.append(time.perf_counter() - started)
                verdict = "right" if told == file.stem else "wrong" if told else "unsure"
                verdicts[file.stem, kind][verdict] += 1
    print(f"{len(times)} texts, {sum(times) / len(times) * 1e6:.0f} µs each\n{'':14}  right unsure  wrong")
    for (language, kind), counts in verdicts.items():
        print(f"{language} {kind:11}{counts['right']:>7}{counts['unsure']:>7}{counts['wrong']:>7}")


if __name__ == "__main__":
    main()
