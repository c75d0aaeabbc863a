"""The store as a whole: moved, exported and imported, backed up and brought back.

None of it needs a store that can be read: that is when a backup is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bizcare_tui.errors import BadFile, BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.logs import log
from bizcare_tui.paths import Paths, new_private_file, new_private_folder, private_folder
from bizcare_tui.settings import Settings
from bizcare_tui.store.login import login_name
from bizcare_tui.store.place import SCHEMA_VERSION, place_of, the_place
from bizcare_tui.store.reading import Reading

if TYPE_CHECKING:
    from bizcare_tui.store.backups import Copy, Restored
    from bizcare_tui.store.rows import Moved, Progress


@dataclass(frozen=True, slots=True)
class Back:
    """A store that was brought back, and where the anchors of the one before lie; None without any."""

    restored: Restored
    anchors: Path | None


class Keeping:
    """Everything that is done with the store as a whole.

    Args:
        now: the domain's clock; it dates what is written to the history.

    Raises:
        StoreProblem: the address of the store is of no kind that is known.
    """

    def __init__(self, paths: Paths, settings: Settings, now: Callable[[], datetime]) -> None:
        self._paths = paths
        self._settings = settings
        self._now = now
        self._place = the_place(paths.database)

    def move(self, url: str, on_progress: Progress) -> list[Moved]:
        """Copy the store to another database, which must be empty; this one stays as it is.

        Raises:
            BizcareError: nothing has been synced yet.
            StoreProblem: the other is not empty, or one of them refuses; nothing was changed.
        """
        from bizcare_tui.store import moving
        from bizcare_tui.store.engine import Store

        self._must_be_there()
        source, target = Store(self._place), Store(place_of(url))
        try:
            moved = moving.move(source, target, self._settings.seller_names, on_progress)
            log.info("store moved to %s", target.place.shown)
            return moved
        finally:
            source.close()
            target.close()

    # --- JSON Lines ------------------------------------------------------------------------------

    def export(self, sink: BinaryIO, on_progress: Progress) -> list[Moved]:
        """Write the whole store as JSON Lines, as it is at this instant; others may go on using it.

        Raises:
            BizcareError: nothing has been synced yet.
            StoreProblem: the store cannot be read.
        """
        from bizcare_tui.store import lines, rows

        self._must_be_there()
        with rows.reading(self._place) as connection:
            return lines.write(connection, sink, on_progress)

    def export_to(self, file: Path, on_progress: Progress) -> list[Moved]:
        """Write the whole store into a new file, for its owner alone.

        Raises:
            WrongUsage: the file is there already, or cannot be written.
        """
        with new_private_file(file) as draft, draft.open("wb") as stream:
            return self.export(stream, on_progress)

    def export_sheets(self, folder: Path, on_progress: Progress) -> list[Moved]:
        """Write every table as a CSV file into an empty folder, for a spreadsheet.

        Raises:
            WrongUsage: something is in the folder, or it cannot be made.
        """
        from bizcare_tui.store import rows, sheets

        self._must_be_there()
        new_private_folder(folder)
        with rows.reading(self._place) as connection:
            return sheets.write(connection, folder, on_progress)

    def take_in(self, stream: BinaryIO, on_progress: Progress) -> list[Moved]:
        """Read an exported store into this place, where none is yet; all of it or nothing.

        Raises:
            BadFile: it is no such file, or was cut off or changed.
            StoreProblem: there is a store already, or it cannot be written.
        """
        from bizcare_tui.store import lines
        from bizcare_tui.store.engine import Store

        store = Store(self._place)
        try:
            return lines.read(_lines(stream), store, self._settings.seller_names, on_progress)
        finally:
            store.close()

    def waiting(self) -> int:
        """How many replies wait to be sent from this store."""
        return Reading(self._place, login_name()).reply_states().get("queued", 0)

    # --- copies ----------------------------------------------------------------------------------

    def back_up(self, file: Path | None, on_progress: Progress) -> Copy:
        """Copy the store into a new file while it is used, then open the copy and look through it.

        Without a file it lies in `backups/` beside the store, by the instant.

        Raises:
            BizcareError: nothing has been synced yet.
            WrongUsage: the file is there already, or cannot be written.
            StoreProblem: the store cannot be read.
        """
        from bizcare_tui.store import backups

        self._must_be_there()
        if file is None:
            folder = private_folder(self._paths.data / "backups")
            file = folder / f"bizcare-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"
        with new_private_file(file) as draft:
            backups.back_up(self._place, draft, self._settings.seller_names, on_progress)
            copy = backups.examine(draft)
        return replace(copy, file=file)

    def restore(self, file: Path) -> Back:
        """Bring the store back from a copy; the one that is there is kept beside it, and so are its anchors.

        Raises:
            BadFile: the copy cannot be read, or is damaged; nothing was changed.
            StoreProblem: the store is busy, or a database that holds one would be written over.
        """
        from bizcare_tui.store import backups

        if not file.is_file():
            raise BadFile(_("There is no file {0}.").format(file), _("`bizcare backup` makes copies."))
        copy = backups.examine(file)
        restored = backups.restore(self._place, copy, self._settings.seller_names, self._now())
        log.info("store restored, %d replies unsure", restored.unsure)
        return Back(restored, self._put_anchors_aside(restored.kept))

    def _put_anchors_aside(self, kept: Path | None) -> Path | None:
        """The anchors belong to the history of the store before: they go with it."""
        anchors = self._paths.anchors_file
        if kept is None or not anchors.exists():
            return None
        aside = kept.with_name(f"{kept.stem}-{anchors.name}")
        anchors.replace(aside)
        return aside

    def _must_be_there(self) -> None:
        """Have a store of the present version there."""
        from bizcare_tui.store.engine import Store

        version = self._place.version()
        if version is None:
            raise BizcareError(_("Nothing has been synced yet."), _("Run `bizcare sync` first."))
        if version != SCHEMA_VERSION:
            Store(self._place).close()


def _lines(stream: BinaryIO) -> Iterable[bytes]:
    from bizcare_tui.store.lines import LONGEST_LINE

    return iter(lambda: stream.readline(LONGEST_LINE), b"")
