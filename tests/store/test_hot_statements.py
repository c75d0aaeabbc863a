"""The SQL of browsing equals what the table classes compile to, on both databases."""

from __future__ import annotations

import pytest
from hot_statements import DATABASES, FILE, STATEMENTS, compiled, module_text

from bizcare_tui.store import hot_statements


def test_the_module_is_what_the_tables_compile_to() -> None:
    assert FILE.read_text(encoding="utf-8") == module_text(), "run `python tests/tools/hot_statements.py`"


@pytest.mark.parametrize("name", STATEMENTS)
@pytest.mark.parametrize("kind", DATABASES)
def test_a_statement_is_the_same_for_both_databases(name: str, kind: str) -> None:
    stored = " ".join(getattr(hot_statements, name).split())
    assert stored == compiled(name, DATABASES[kind])
