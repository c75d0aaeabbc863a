"""`bizcare evaluate`: the six grounds of a thread with verdict and evidence, and the cover by message."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from typing import Any

from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.i18n import _


def run(options: Namespace) -> int:
    """Print a line a ground, and a last one with the cover."""
    for line in Desk().decisions.evaluate_lines(options.id):
        if options.json:
            print_json(line)
        else:
            print("\n".join(_told(line)))
    return 0


def _told(line: Mapping[str, Any]) -> Iterator[str]:
    if "cover" in line:
        yield _("cover")
        for each in line["cover"]:
            days = "" if each["days_left"] is None else _(", days left {0}").format(each["days_left"])
            yield f"    {each['at']}  {_('message')} {each['message']}: {each['state']}{days}"
        return
    yield f"{line['ground']:<28} {line['verdict'].upper()}"
    yield f"    {line['why']}"
    for each in line["evidence"]:
        text = " ".join(each["text"].split())
        yield f"    · {text}  [{each['source']}{', ' + each['at'] if each['at'] else ''}]"
    if line["settle"]:
        yield "    → " + line["settle"]
