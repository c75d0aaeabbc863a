"""Proof: whether the history is as it was written, held against anchors that lie outside the store."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bizcare_tui.errors import StoreProblem, WrongUsage
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.paths import private_folder

if TYPE_CHECKING:
    from bizcare_tui.store.engine import Session, Store
    from bizcare_tui.store.history import Anchor


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look at the history gave.

    `problems` are sentences, each naming an entry or a decision; `anchored` the last anchor that it was
    held against, None without one; `since` how many entries came after that; `unproven` what cannot be said.
    """

    entries: int
    problems: tuple[str, ...]
    anchored: Anchor | None
    since: int
    unproven: tuple[str, ...]


def verify(store: Store, own: Path, others: Sequence[Path], now: datetime) -> Verified:
    """Look through the history and the decisions, and hold them against the anchors.

    Where nothing is wrong, the head is anchored anew in `own`. Reads everything: seconds for a long history.

    Raises:
        WrongUsage: a file of anchors cannot be read.
    """
    from bizcare_tui.store import decisions, history

    own_anchors = read_anchors(own) if own.exists() else []
    anchors = [*own_anchors, *(anchor for file in others for anchor in read_anchors(file))]
    with store.transaction() as session:
        problems = [
            _("Entry {0}: {1}.").format(broken.entry, broken.what)
            for broken in history.broken_entries(session)
        ]
        problems += [
            _("Entry {0}, anchored {1}: {2}.").format(broken.entry, anchor.at, broken.what)
            for anchor, broken in history.against(session, anchors)
        ]
        problems += [
            _("Decision {0}: {1}.").format(number, what) for number, what in decisions.altered(session)
        ]
        last, digest = history.head(session)
    anchored = max(anchors, key=lambda anchor: anchor.entry, default=None)
    if not problems and last and (anchored is None or anchored.entry < last or not own_anchors):
        write_anchor(own, history.Anchor(last, digest, now.isoformat(timespec="seconds")))
    since = last - (anchored.entry if anchored else 0)
    return Verified(last, tuple(problems), anchored, max(since, 0), tuple(_unproven(anchored, since)))


def anchor(store: Store, file: Path, now: datetime) -> Anchor | None:
    """Note the head of the history down in a file; None where nothing has happened yet."""
    with store.transaction() as session:
        return _anchored(session, file, now)


def read_anchors(file: Path) -> list[Anchor]:
    """The anchors that a file holds, one JSON object a line.

    Raises:
        WrongUsage: it cannot be read; the sentence names the line.
    """
    from bizcare_tui.store.history import Anchor

    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise WrongUsage(_("{0} cannot be read: {1}.").format(file, error), _("Check the path.")) from None
    found = []
    for number, line in enumerate(lines, 1):
        try:
            values = json.loads(line)
            found.append(Anchor(int(values["entry"]), str(values["digest"]), str(values["at"])))
        except (ValueError, KeyError, TypeError):
            raise WrongUsage(
                _("{0}, line {1}: this is no anchor.").format(file, number),
                _("An anchor is a line that `bizcare verify` wrote; was this one changed?"),
            ) from None
    return found


def write_anchor(file: Path, head: Anchor) -> None:
    """Add an anchor to a file that only its owner can read.

    Raises:
        StoreProblem: it cannot be written.
    """
    try:
        private_folder(file.parent)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        descriptor = os.open(file, flags, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(json.dumps(asdict(head)) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise StoreProblem(
            _("The anchor cannot be written to {0}: {1}.").format(file, error.strerror),
            _("Check who owns it and its folder."),
        ) from error


def _anchored(session: Session, file: Path, now: datetime) -> Anchor | None:
    from bizcare_tui.store.history import Anchor, head

    last, digest = head(session)
    if not last:
        return None
    anchored = Anchor(last, digest, now.isoformat(timespec="seconds"))
    write_anchor(file, anchored)
    return anchored


def _unproven(anchored: Anchor | None, since: int) -> list[str]:
    said = []
    if anchored is None:
        said.append(
            _("There was no anchor yet: whoever can write the store could have made the whole chain anew.")
        )
    elif since > 0:
        said.append(
            ngettext(
                "The {0} entry since that anchor could have been cut off or made anew.",
                "Of the {0} entries since that anchor, the last could have been cut off or made anew.",
                since,
            ).format(since)
        )
    said.append(
        _("Who can write both the store and the file of anchors can change both: keep anchors elsewhere too.")
    )
    said.append(_("That what was written was true when it was written."))
    return said
