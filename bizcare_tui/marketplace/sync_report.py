"""What a sync changed, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class RowCounts:
    """How many rows of one kind were new, changed or unreadable."""

    new: int = 0
    changed: int = 0
    unparsed: int = 0


@dataclass(slots=True)
class SyncReport:
    """What a sync changed, and how long it took."""

    threads: RowCounts = field(default_factory=RowCounts)
    messages: RowCounts = field(default_factory=RowCounts)
    products: RowCounts = field(default_factory=RowCounts)
    orders: RowCounts = field(default_factory=RowCounts)
    seconds: float = 0.0


SyncProgressCallback = Callable[[str, int, int | None], None]
