"""Check that the history is unchanged, against anchors that are stored outside the database."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import StoreProblem, WrongUsage
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.paths import ensure_private_folder, read_text
from bizcare_tui.store.unix_time import from_unix_seconds

if TYPE_CHECKING:
    from bizcare_tui.store.database import ProgressCallback
    from bizcare_tui.store.engine import Session, Store
    from bizcare_tui.store.history import Anchor
    from bizcare_tui.store.history_proof import ErasureEntry

_PROGRESS_STEP = 1_000
# At most this many threads of an erasure are listed.
_MAX_LISTED_THREADS = 5


@dataclass(frozen=True, slots=True)
class HistoryCheck:
    """The result of checking the history.

    `entries` is the number of entries. `problems` are sentences, each naming an entry or a row. `anchored` is
    the last anchor that the history was compared with, None without any. `since` is the number of entries
    after that anchor. `unproven` are sentences about what the check cannot prove. `erasures` are sentences
    about who erased what, and when.
    """

    entries: int
    problems: tuple[str, ...]
    anchored: Anchor | None
    since: int
    unproven: tuple[str, ...]
    erasures: tuple[str, ...] = ()


def verify_history(
    store: Store,
    own: Path,
    others: Sequence[Path],
    now: datetime,
    *,
    seller_names: tuple[str, ...] = (),
    on_progress: ProgressCallback = lambda _table, _done, _total: None,
) -> HistoryCheck:
    """Check the history against the anchors, and the stored data against the history.

    When nothing is wrong, a new anchor of the last_entry entry is written to `own`. Everything is read in one
    snapshot, which takes seconds for a long history. Others can use the store meanwhile, except while the
    deadlines are computed again.

    Args:
        store: the store.
        own: this person's file of anchors; it may not exist yet.
        others: further files of anchors.
        now: the current time.
        seller_names: the seller's names from the settings, needed to compute the states of threads again.
        on_progress: called with the table, the rows done, and their total.

    Raises:
        WrongUsage: a file of anchors cannot be read.
    """
    from bizcare_tui.store import derive, history, history_proof, schema_check, table_data
    from bizcare_tui.store.engine import Session

    own_anchors = read_anchors(own) if own.exists() else []
    anchors = [*own_anchors, *(anchor for file in others for anchor in read_anchors(file))]
    recorded = history_proof.ProvenState()
    with table_data.open_snapshot(store.database) as connection, Session(connection) as session:
        last_entry, digest = history.head(session)

        def visit(entry: history.StoredHistoryEntry) -> None:
            recorded.take(entry)
            if entry.id % _PROGRESS_STEP == 0:
                on_progress("history", entry.id, last_entry)

        problems = [_("Schema: {0}.").format(each) for each in schema_check.schema_differences(connection)]
        problems += [
            _("Entry {0}: {1}.").format(broken.entry, broken.what)
            for broken in history.broken_entries(session, visit)
        ]
        problems += [
            _("Entry {0}, anchored {1}: {2}.").format(broken.entry, safe_line(anchor.at, 40), broken.what)
            for anchor, broken in history.broken_anchors(session, anchors)
        ]
        problems += [
            _("Entry {0}: {1}.").format(number, what) for number, what in recorded.forbidden_erasures()
        ]
        problems += history_proof.row_differences(session, recorded, on_progress)
        erasures = [_erasure_sentence(session, each) for each in recorded.erasures]
    problems += [
        _("Thread {0}: its state or a deadline does not match the stored data.").format(thread_id)
        for thread_id in derive.find_differing_threads(store, seller_names, now)
    ]
    last_anchor = max(anchors, key=lambda anchor: anchor.entry, default=None)
    if (
        not problems
        and last_entry
        and (last_anchor is None or last_anchor.entry < last_entry or not own_anchors)
    ):
        write_anchor(own, history.Anchor(last_entry, digest, now.isoformat(timespec="seconds")))
    entries_since = last_entry - (last_anchor.entry if last_anchor else 0)
    unproven = _unproven_sentences(last_anchor, entries_since, recorded.upgrades)
    return HistoryCheck(
        last_entry, tuple(problems), last_anchor, max(entries_since, 0), tuple(unproven), tuple(erasures)
    )


def anchor_history(store: Store, file: Path, now: datetime) -> Anchor | None:
    """Write an anchor of the last history entry to a file; return None when the history is empty."""
    with store.transaction() as session:
        return _write_head_anchor(session, file, now)


def read_anchors(file: Path) -> list[Anchor]:
    """Return the anchors in a file with one JSON object per line.

    Raises:
        WrongUsage: the file cannot be read, or a line is not an anchor; the sentence names the line.
    """
    from bizcare_tui.store.history import Anchor

    try:
        lines = read_text(file).splitlines()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or _("it is not UTF-8 text")
        raise WrongUsage(_("{0} cannot be read: {1}.").format(file, reason), _("Check the path.")) from None
    anchors = []
    for number, line in enumerate(lines, 1):
        try:
            values = json.loads(line)
            anchors.append(Anchor(int(values["entry"]), str(values["digest"]), str(values["at"])))
        except (ValueError, KeyError, TypeError):
            raise WrongUsage(
                _("{0}, line {1}: this is not an anchor.").format(file, number),
                _("An anchor is a line written by `bizcare verify`. This one may have been changed."),
            ) from None
    return anchors


def write_anchor(file: Path, head: Anchor) -> None:
    """Append an anchor to a file that only its owner can read.

    Raises:
        StoreProblem: the file cannot be written.
    """
    try:
        ensure_private_folder(file.parent)
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


def _write_head_anchor(session: Session, file: Path, now: datetime) -> Anchor | None:
    from bizcare_tui.store.history import Anchor, head

    last_entry, digest = head(session)
    if not last_entry:
        return None
    head_anchor = Anchor(last_entry, digest, now.isoformat(timespec="seconds"))
    write_anchor(file, head_anchor)
    return head_anchor


def _erasure_sentence(session: Session, erasure: ErasureEntry) -> str:
    """Return a sentence that says who erased what, and when."""
    from bizcare_tui.store.tables import Person

    person = session.get(Person, erasure.person_id) if erasure.person_id is not None else None
    threads = ", ".join(map(str, sorted(erasure.threads)[:_MAX_LISTED_THREADS]))
    return _("Entry {0}: {1} erased the data of threads {2} ({3} in all) on {4:%Y-%m-%d %H:%M} UTC.").format(
        erasure.entry,
        safe_line(person.login, 60) if person else "-",
        threads,
        len(erasure.threads),
        from_unix_seconds(erasure.at),
    )


def _unproven_sentences(last_anchor: Anchor | None, since: int, upgrades: Sequence[int]) -> list[str]:
    sentences = []
    for at in sorted(set(upgrades)):
        sentences.append(
            _(
                "Data stored before an upgrade are recorded as they were at the upgrade: {0:%Y-%m-%d"
                " %H:%M} UTC."
            ).format(from_unix_seconds(at))
        )
    if last_anchor is None:
        sentences.append(
            _(
                "There was no anchor yet. Anyone who can write to the store could have rebuilt the"
                " whole chain."
            )
        )
    elif since > 0:
        sentences.append(
            ngettext(
                "The {0} entry since that anchor could have been removed or rebuilt.",
                "The last of the {0} entries since that anchor could have been removed or rebuilt.",
                since,
            ).format(since)
        )
    sentences.append(
        _(
            "Anyone who can write to both the store and the anchor file can change both. Keep anchors"
            " elsewhere too."
        )
    )
    sentences.append(
        _(
            "Threads, products and orders as reported by the Marketplace, drafts, unfinished"
            " decisions and read marks: they are not part of the history. `bizcare sync --full`"
            " fetches the reported data again."
        )
    )
    sentences.append(_("That the recorded data were true when they were recorded."))
    return sentences
