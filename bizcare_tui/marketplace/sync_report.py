"""What a sync changed, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bizcare_tui.store.row_statements import ImportResult


@dataclass(slots=True)
class RowCounts:
    """How many rows of one kind were new, changed or unreadable."""

    new: int = 0
    changed: int = 0
    unparsed: int = 0

    def add(self, changes: ImportResult, unparsed: int = 0) -> None:
        """Count the rows that an import stored, and those that it could not read."""
        self.new += changes.new
        self.changed += changes.changed
        self.unparsed += unparsed


@dataclass(slots=True)
class SyncReport:
    """What a sync changed, and how long it took."""

    threads: RowCounts = field(default_factory=RowCounts)
    messages: RowCounts = field(default_factory=RowCounts)
    products: RowCounts = field(default_factory=RowCounts)
    orders: RowCounts = field(default_factory=RowCounts)
    seconds: float = 0.0


SyncProgressCallback = Callable[[str, int, int | None], None]
