"""How well the customers' languages are recognised: `python tests/benchmarks/languages.py --held-out`.

Prints what is right, unsure and wrong by language, with 95 % confidence intervals, of what the program says,
and of the commonest words alone. `--curves` trains models from an eighth, a quarter, half and all of the
training texts (it needs scikit-learn). `--mistakes` prints the texts of the training part that are not right.
"""

from __future__ import annotations

import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from labelled_texts import HELD_OUT, TRAINING, labelled_messages, labelled_replies, labelled_sentences
from verdicts import print_curves, print_verdicts

from bizcare_tui.domain.language import LANGUAGES, detect, listed_language
from bizcare_tui.domain.prose import own_words

LABELLED = Path(__file__).parent.parent / "labelled" / "languages"


def texts(part: str) -> Iterator[tuple[str, str, str]]:
    """Yield the kind, the language ("" is none of the eight) and the text of what is labelled in a part."""
    file = LABELLED / ("held_out.toml" if part == HELD_OUT else "tuning.toml")
    for row in tomllib.loads(file.read_text("utf-8"))["text"]:
        yield "texts", row["language"], row["text"]
    for sentence in labelled_sentences(part):
        yield "sentences", sentence.language, sentence.text
    for language, message in labelled_messages(part):
        yield "messages", language, message["text"]
        yield "topics", language, message["topic"]
    for language, reply in labelled_replies(part):
        yield "replies", language, reply["draft"]


def by_words(text: str) -> str | None:
    """Return the language by the commonest words alone."""
    language = listed_language(own_words(text))
    return language if language in LANGUAGES else None


def main() -> None:
    """Print the figures of the training part, or with `--held-out` those of the part set aside."""
    part = HELD_OUT if "--held-out" in sys.argv else TRAINING
    labelled = list(texts(part))
    print(part)
    for kind in dict.fromkeys(kind for kind, _language, _text in labelled):
        rows = [(language, text) for each, language, text in labelled if each == kind]
        for name, judge in (("commonest words alone", by_words), ("the program", detect)):
            _print_part(f"{kind}: {name}", rows, judge)
    # The texts set aside are never looked at: their figures are worth something only then.
    if "--mistakes" in sys.argv and part == TRAINING:
        for kind, language, text in labelled:
            if (got := detect(text) or "") != language:
                print(f"{kind}: {language or 'none'}, got {got or 'unsure'}: {text[:110]!r}")
    if "--curves" in sys.argv:
        _print_curves(part)


def _print_part(title: str, rows: list[tuple[str, str]], judge: Callable[[str], str | None]) -> None:
    started = time.perf_counter()
    judged = [(language, language, judge(text) or "") for language, text in rows]
    each = (time.perf_counter() - started) / len(rows)
    print_verdicts(f"{title}, {each * 1e6:.0f} µs", judged)


def _print_curves(part: str) -> None:
    from language_examples import language_examples
    from train import TRAININGS

    training = next(each for each in TRAININGS if each.name == "languages")
    print_curves(training, list(language_examples(HELD_OUT)) if part == HELD_OUT else None)


if __name__ == "__main__":
    main()
