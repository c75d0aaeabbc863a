"""Text fields that act on keys in the order of typing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from bizcare_tui import ui

FILES = sorted(Path(ui.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda each: each.stem)
def test_every_field_is_one_of_them(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("Input", "TextArea"), f"line {node.lineno}: use a field of fields.py"
        elif isinstance(node, ast.ClassDef) and file.stem != "fields":
            bases = {ast.unparse(base) for base in node.bases}
            assert not bases & {"Input", "TextArea"}, f"{node.name}: derive it from a field of fields.py"
