"""The pages of the user's guide, which are Markdown files of the package."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bizcare_tui.config import suggest_key
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _

GUIDE_FOLDER = Path(__file__).parent.parent / "guide"
_GROUP = re.compile(r"## (.+)")
_TOPIC = re.compile(r"- \[([\w-]+)\]\(\1\.md\): (.+)")


@dataclass(frozen=True, slots=True)
class GuideTopic:
    """A page of the guide: its name, what it is about, and the group that it belongs to."""

    name: str
    about: str
    group: str


def guide_topics() -> tuple[GuideTopic, ...]:
    """Return all pages of the guide, in the order of its index."""
    topics, group = [], ""
    for line in _read("index").splitlines():
        if heading := _GROUP.fullmatch(line):
            group = heading[1]
        elif found := _TOPIC.fullmatch(line):
            topics.append(GuideTopic(found[1], found[2], group))
    return tuple(topics)


def guide_page(name: str) -> str:
    """Return the Markdown of a page.

    Raises:
        WrongUsage: there is no page of that name; the sentence names the nearest one.
    """
    names = [topic.name for topic in guide_topics()]
    if name not in names:
        raise WrongUsage(_("The guide has no page {0!r}.").format(name[:40]), suggest_key(name, names))
    return _read(name)


def _read(name: str) -> str:
    return (GUIDE_FOLDER / f"{name}.md").read_text(encoding="utf-8")
