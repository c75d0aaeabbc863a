"""Find files outside the store that may hold its personal data: backups, exports, logs, leftovers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from bizcare_tui import scratch
from bizcare_tui.desk.unsaved_texts import UnsavedTexts
from bizcare_tui.logs import has_sentences
from bizcare_tui.paths import Paths, append_private_file
from bizcare_tui.store.database import Database

# In the data folder: backups, text typed when the app crashed, copied text, text written to be pasted.
_DATA_PATTERNS = ("backups*/*", "crashes/*/text-*", "copied.txt", "to-paste/*")
# In the folder of the store.
_BACKUP_PATTERN = "backups*/*"
_MAX_REGISTER_BYTES = 1_000_000


class DataCopies:
    """The files outside the store that may hold what is in it.

    Args:
        paths: the folders of this user.
        database: where the store is; None when its address cannot be used.
    """

    def __init__(self, paths: Paths, database: Database | None) -> None:
        self._paths = paths
        self._store = database.file if database is not None else None
        self._register = paths.data / "copies.jsonl"

    def record(self, file: Path) -> None:
        """Remember a file or folder that is about to be written for this user."""
        path = str(file.absolute())
        if path not in self._recorded_paths():
            # The file is written even when its path cannot be remembered.
            with suppress(OSError):
                append_private_file(self._register, json.dumps(path) + "\n")

    def found(self) -> list[Path]:
        """Return all files that may hold personal data of the store, as far as this user can see, sorted."""
        in_use = set(_with_journals(self._store)) if self._store is not None else set()
        return sorted(set(self._all_files()) - in_use)

    def leftovers(self) -> list[Path]:
        """Return the temporary files and folders that killed programs left and nobody uses."""
        return scratch.find_leftovers(self._folders(), self._own_folders())

    def remove_leftovers(self) -> list[Path]:
        """Remove what killed programs left, where this user may; return the removed paths."""
        return scratch.remove_leftovers(self._folders(), self._own_folders())

    def remove_texts_of_threads(self, thread_ids: Iterable[int]) -> list[Path]:
        """Remove the texts to paste that were written for these threads; return the removed paths."""
        folder = self._paths.data / "to-paste"
        removed = []
        for thread_id in thread_ids:
            for file in folder.glob(f"*-{thread_id}.*"):
                with suppress(OSError):
                    file.unlink()
                    removed.append(file)
        return removed

    def _all_files(self) -> Iterator[Path]:
        for pattern in _DATA_PATTERNS:
            yield from _existing_files(self._paths.data.glob(pattern))
        yield from (unsaved.file for unsaved in UnsavedTexts(self._paths).found())
        yield from (
            file
            for file in _existing_files((self._paths.data / "logs").glob("*.log*"))
            if has_sentences(file)
        )
        if self._store is not None:
            yield from _existing_files(self._store.parent.glob(_BACKUP_PATTERN))
        yield from self.leftovers()
        for path in self._recorded_paths():
            yield from (file for file in _with_journals(Path(path)) if file.exists())

    def _folders(self) -> set[Path]:
        """Return where scratch folders may be: our folders, the store's, and wherever a file was written."""
        return self._own_folders() | {Path(path).parent for path in self._recorded_paths()}

    def _own_folders(self) -> set[Path]:
        folders = {self._paths.data, self._paths.config, self._paths.data / "to-paste"}
        if self._store is not None:
            folders.add(self._store.parent)
        return folders | {each for folder in folders for each in folder.glob("backups*") if each.is_dir()}

    def _recorded_paths(self) -> list[str]:
        try:
            with self._register.open("rb") as stream:
                lines = stream.read(_MAX_REGISTER_BYTES).splitlines()
        except OSError:
            return []
        paths = {}
        for line in lines:
            with suppress(ValueError):
                path = json.loads(line)
                if isinstance(path, str) and "\0" not in path:
                    paths[path] = True
        return list(paths)


def _existing_files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        with suppress(OSError):
            if path.is_file():
                yield path


def _with_journals(path: Path) -> Iterator[Path]:
    yield path
    if path.suffix == ".db":
        yield from (path.with_name(path.name + ending) for ending in ("-wal", "-journal"))
