"""How well the types of requests are proposed: `python tests/benchmarks/kinds.py --held-out`.

Prints what is right, unsure and wrong by language and by type, with 95 % confidence intervals. `--curves`
trains models from an eighth, a quarter, half and all of the training messages (it needs scikit-learn). The
program has seen the messages of the training part: only the curves say something about others there.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from labelled_texts import HELD_OUT, TRAINING, labelled_messages
from verdicts import print_curves, print_verdicts

from bizcare_tui.domain.proposed_kind import propose_kind


def main() -> None:
    """Print the figures of the training part, or with `--held-out` those of the part set aside."""
    part = HELD_OUT if "--held-out" in sys.argv else TRAINING
    judged = [
        (language, message["kind"], propose_kind(message["topic"], message["text"]) or "")
        for language, message in labelled_messages(part)
    ]
    print_verdicts(f"{part}: by language", judged)
    print_verdicts(f"{part}: by type", ((kind, kind, got) for _language, kind, got in judged))
    if "--curves" in sys.argv:
        _print_curves(part)


def _print_curves(part: str) -> None:
    from message_examples import request_examples
    from train import TRAININGS

    training = next(each for each in TRAININGS if each.name == "requests")
    print_curves(training, list(request_examples(HELD_OUT)) if part == HELD_OUT else None)


if __name__ == "__main__":
    main()
