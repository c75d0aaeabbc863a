"""The kinds of rows that the Marketplace returns."""

from __future__ import annotations

from enum import StrEnum

from bizcare_tui.i18n import _


class RowKind(StrEnum):
    """A kind of row."""

    THREAD = "thread"
    MESSAGE = "message"
    PRODUCT = "product"
    ORDER = "order"


def row_kind_in_words(kind: RowKind) -> str:
    """Return the name of a kind of rows, in the plural."""
    return {
        RowKind.THREAD: _("threads"),
        RowKind.MESSAGE: _("messages"),
        RowKind.PRODUCT: _("products"),
        RowKind.ORDER: _("orders"),
    }[kind]
