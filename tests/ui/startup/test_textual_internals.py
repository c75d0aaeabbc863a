"""Private names of Textual: they exist, and only one module of the interface uses them."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Iterator
from functools import cache
from types import ModuleType

import pytest
from textual.app import App
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver

from bizcare_tui import ui
from bizcare_tui.ui.startup import textual_internals
from bizcare_tui.ui.startup.terminal_driver import PasteParser

MODULES = sorted(
    each.name
    for each in pkgutil.walk_packages(ui.__path__, "bizcare_tui.ui.")
    if each.name != textual_internals.__name__
)


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def private_names(tree: ast.AST, *, only_own: bool = False) -> set[str]:
    """Return the private attributes and functions in a piece of code; with `only_own`, those it defines."""
    attributes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    functions = (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    names = {each.attr for each in attributes if not only_own or isinstance(each.ctx, ast.Store)}
    return {name for name in names | {each.name for each in functions} if is_private(name)}


@cache
def names_of_textual(base: type) -> frozenset[str]:
    """Return the private names that Textual's part of a class hierarchy defines."""
    names = set[str]()
    for each in base.__mro__:
        if each.__module__.startswith("textual"):
            names |= {name for name in vars(each) if is_private(name)}
            tree = ast.parse(textwrap.dedent(inspect.getsource(each)))
            names |= private_names(tree, only_own=True)
    return frozenset(names)


def bases_of(definition: ast.ClassDef, module: ModuleType) -> Iterator[type]:
    """Yield the base classes of a class that has not been made yet, such as one within a function."""
    for base in definition.bases:
        name = base.value if isinstance(base, ast.Subscript) else base
        found: object = module
        for part in ast.unparse(name).split("."):
            found = getattr(found, part, None)
        if isinstance(found, type):
            yield found


def uses_of_private_names(source: str, module: ModuleType) -> set[str]:
    """Return the private names of Textual that a module's source imports, overrides or calls."""
    tree = ast.parse(source)
    uses = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual"):
            uses |= {
                path
                for each in node.names
                if any(map(is_private, (path := f"{node.module}.{each.name}").split(".")))
            }
        elif isinstance(node, ast.ClassDef):
            for base in bases_of(node, module):
                uses |= private_names(node) & names_of_textual(base)
    own = private_names(tree, only_own=True)
    of_others = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls", "os"))
    }
    return uses | {name for name in of_others - own if is_private(name)}


@pytest.mark.parametrize("name", MODULES)
def test_no_other_module_uses_private_names_of_textual(name: str) -> None:
    module = importlib.import_module(name)
    uses = uses_of_private_names(inspect.getsource(module), module)
    assert not uses, (
        f"{name} uses private names of Textual: use a public one, or add it to textual_internals.py"
    )


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("from textual._xterm_parser import XTermParser", "textual._xterm_parser.XTermParser"),
        ("class Own(Input):\n    def _on_paste(self, event): ...", "_on_paste"),
        ("def make():\n    class Own(Input):\n        def go(self): self._restart_blink()", "_restart_blink"),
        ("def repaint(screen): screen._refresh_layout()", "_refresh_layout"),
    ],
)
def test_a_private_name_of_textual_is_found(source: str, name: str) -> None:
    module = importlib.import_module("bizcare_tui.ui.widgets.query_field")  # it imports Textual's Input
    assert uses_of_private_names(source, module) == {name}


@pytest.mark.parametrize(
    ("owner", "name"),
    [(App, "_fatal_error"), (App, "_exception"), (LinuxDriver, "_file")],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_textual_has_the_private_name(owner: type, name: str) -> None:
    assert name in names_of_textual(owner), f"this version of Textual has no {owner.__name__}.{name}"


def test_textual_calls_what_is_overridden() -> None:
    handling = inspect.getsource(App._handle_exception)
    assert "self._fatal_error()" in handling, "this version of Textual handles an internal error elsewhere"
    starting = inspect.getsource(LinuxDriver.start_application_mode)
    assert "WriterThread(self._file)" in starting, "this version of Textual writes to another file"


def test_the_driver_reads_with_the_replaced_parser() -> None:
    assert vars(linux_driver)["XTermParser"] is PasteParser
    reading = inspect.getsource(LinuxDriver.run_input_thread)
    assert "XTermParser(" in reading, "this version of Textual creates its parser elsewhere"
