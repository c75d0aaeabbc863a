"""The shape of the package: which way imports point, and what the first frame may load."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Container, Iterator, Mapping
from pathlib import Path

import pytest

from bizcare_tui.desk.desk import Desk

ROOT = Path(__file__).parent.parent
MIRRORED = ("cli", "demo", "desk", "domain", "marketplace", "sandbox", "store", "ui")
# Test files of a package that are about several of its modules.
SCENARIOS = {
    "cli/test_verbs.py": "every verb of the app as a command, with its undo",
    "domain/evidence/test_own_words.py": "quotes and crossed-out text are evidence of no ground",
    "domain/replies/test_labelled_replies.py": "all checks of a reply on labelled replies",
    "domain/test_defect_branches.py": "defects, requests and steps with several branches",
    "domain/test_holidays_ahead.py": "the part of the calendar that looks for long weekends",
    "store/test_schema_upgrades.py": "all migrations, on stores of earlier schemas",
    "ui/commands/test_absence_commands.py": "absences in the app",
    "ui/commands/test_command_registry.py": "the registry, with the help and the tables made from it",
    "ui/commands/test_keymaps.py": "keymaps, themes, jump mode, copying and the tour",
    "ui/screens/test_forms.py": "all forms: what was typed stays, and the error is under its field",
    "ui/test_clipped_text.py": "all screens: no text is cut, in any language",
    "ui/screens/test_modal.py": "all screens: no key reaches what is beneath",
    "ui/screens/test_dialog_subject.py": "all dialogs: each names the thread, or how many, that it is about",
    "ui/startup/test_paste_parser.py": "the part of the terminal driver that reads pasted text",
    "ui/commands/test_triage_commands.py": "verbs by keys, and the thread that follows",
}
HEAVY = ("sqlmodel", "sqlalchemy", "httpx", "holidays", "alembic")


def test_imports_point_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def module_names(package: str) -> dict[str, set[str]]:
    """Return each module of a package by its path, with the names that its test file may have."""
    folder = ROOT / "bizcare_tui" / package
    paths = [file.relative_to(folder).with_suffix("") for file in folder.rglob("*.py")]
    return {
        path.as_posix(): {path.name, "_".join(path.parts), *path.parts[:-1]}
        for path in paths
        if path.name != "__init__" and "migrations" not in path.parts
    }


@pytest.mark.parametrize("package", MIRRORED)
def test_each_test_file_is_named_after_a_module_or_is_a_scenario(package: str) -> None:
    names = set().union(*module_names(package).values())
    files = (ROOT / "tests" / package).rglob("test_*.py")
    unknown = {
        path
        for file in files
        if file.stem.removeprefix("test_") not in names
        and (path := file.relative_to(ROOT / "tests").as_posix()) not in SCENARIOS
    }
    assert unknown == set(), (
        "name the file after its module, move it to tests/journeys, or explain it in SCENARIOS"
    )


def test_each_module_of_the_store_has_a_test_file() -> None:
    tested = {file.stem.removeprefix("test_") for file in (ROOT / "tests" / "store").rglob("test_*.py")}
    untested = {path for path, names in module_names("store").items() if not names & tested}
    assert untested == set(), "write tests/store/test_<module>.py"


def test_http_is_imported_where_something_is_sent() -> None:
    importing = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "bizcare_tui").rglob("*.py")
        if "import httpx" in file.read_text(encoding="utf-8")
    }
    assert importing == {"bizcare_tui/marketplace/transport.py", "bizcare_tui/marketplace/web.py"}


def test_only_the_demo_stops_the_clock_or_acts_as_somebody_else() -> None:
    using = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "bizcare_tui").rglob("*.py")
        if re.search(r"\b(clock_at|acting_as)\b", file.read_text(encoding="utf-8"))
    }
    assert using == {"bizcare_tui/now.py", "bizcare_tui/store/login.py", "bizcare_tui/demo/staff.py"}


# Where SQL is written by hand instead of as a `select()` of the tables, and why.
HAND_WRITTEN_SQL = {
    "reads/hot.py": "the first frame and key presses must not wait half a second for sqlmodel",
    "reads/hot_thread.py": "nor must a conversation that is opened",
    "reads/hot_defects.py": "nor must a conversation about a defect",
    "reads/reader.py": "every hot read needs the id of the account",
    "inbox_pager.py": "pages of the inbox are read under key presses",
    "query_compiler.py": "a query is compiled at each letter that is typed",
    "query_conditions.py": "as the compiler",
    "search.py": "full-text search differs between the databases",
    "indexing.py": "the tables of the full-text search have no classes",
    "sqlite.py": "the driver",
    "postgresql.py": "the driver",
    "postgresql_transactions.py": "the driver",
    "postgresql_errors.py": "the driver",
    "pooling.py": "the driver",
    "change_listener.py": "the driver",
    "real_time.py": "the clock of the server",
    "backups.py": "a copy may have an older schema than the tables",
    "table_data.py": "tables are copied whole, by name",
    "schema_check.py": "what is in the catalogue of the database has no classes",
    "stale_threads.py": "threads whose clock has run out are found through two indexes",
    "attribution.py": "equal texts that follow as quickly are counted by a join of messages",
    "fetch_requests.py": "a sync asks this of every thread, of a hundred thousand",
    "erasure.py": "the journal of the full-text search has no class",
}
# Compiled from the tables by programs in `tests/tools`.
GENERATED_SQL = {"hot_statements.py"}
_SQL = re.compile(r"\b(SELECT\b|INSERT INTO|UPDATE \w+ SET|DELETE FROM)")


def _sql_in(file: Path) -> list[str]:
    """The strings of a module, without its docstrings, that are SQL."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value not in docstrings and _SQL.search(node.value)
    ]


def test_sql_is_written_by_hand_only_where_there_is_a_reason() -> None:
    package = ROOT / "bizcare_tui"
    found = {
        file.relative_to(package).as_posix().removeprefix("store/")
        for file in package.rglob("*.py")
        if not file.is_relative_to(package / "domain") and "migrations" not in file.parts
        if _sql_in(file)
    }
    assert found == {*HAND_WRITTEN_SQL, *GENERATED_SQL}


def test_no_row_of_the_database_leaves_the_store() -> None:
    package = ROOT / "bizcare_tui"
    assert not [
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        if not file.is_relative_to(package / "store")
        if "DatabaseRow" in file.read_text(encoding="utf-8")
    ]


def test_migrations_are_frozen() -> None:
    files = sorted((ROOT / "bizcare_tui" / "store" / "migrations").rglob("*.py"))
    assert len(files) > 20
    assert not [
        (file.name, module)
        for file in files
        for module in imported_modules(file)
        if module.split(".")[0] not in {"alembic", "sqlalchemy", *sys.stdlib_module_names}
    ]


# Other people's programs: the editor, the browser, the programs that the settings name.
STARTERS_OF_OTHERS = {"desk/programs.py", "ui/browser.py", "external_editor.py"}


def test_this_program_starts_itself_through_one_interface() -> None:
    package = ROOT / "bizcare_tui"
    files = {file.relative_to(package).as_posix(): file for file in package.rglob("*.py")}
    starters = {
        name for name, file in files.items() if {"subprocess", "multiprocessing"} & {*imported_modules(file)}
    }
    assert starters - STARTERS_OF_OTHERS == {"desk/background.py"}
    texts = {name: file.read_text(encoding="utf-8") for name, file in files.items()}
    starts_python = {name for name, text in texts.items() if "sys.executable" in text}
    assert starts_python - {"ui/browser.py"} == {"desk/background.py"}
    assert {name for name, text in texts.items() if '"-m", "bizcare_tui"' in text} == {"desk/background.py"}
    calls = re.compile(r"\bos\.(?:exec|fork|spawn|posix_spawn|system|popen)")
    assert not [name for name, text in texts.items() if calls.search(text)]


def test_no_modules_import_each_other_in_a_circle() -> None:
    imports = package_imports()
    assert "bizcare_tui.domain.text" in imports["bizcare_tui.paths"]
    reached = {module: reachable(imports, module) for module in imports}
    circles = {
        frozenset(other for other in others if module in reached[other])
        for module, others in reached.items()
        if module in others
    }
    assert circles == set(), "move what they share into a module below them, or pass it in"


def package_imports() -> dict[str, set[str]]:
    """Return the modules of the package that each one imports, also within functions and for type hints."""
    files = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in (ROOT / "bizcare_tui").rglob("*.py")
    }
    return {
        module: {name for name in imported_names(file, files) if name != module}
        for module, file in files.items()
    }


def imported_names(file: Path, modules: Container[str]) -> Iterator[str]:
    """Yield the modules that a file imports, as far as they are among these."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module in modules:
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield name if name in modules else str(node.module)


def reachable(imports: Mapping[str, set[str]], module: str) -> set[str]:
    """Return the modules that a module imports, directly or through others."""
    found: set[str] = set()
    waiting = list(imports[module])
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting += imports[name]
    return found


def imported_modules(file: Path) -> list[str]:
    """The modules that a file imports, wherever in it."""
    found: list[str] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append("." * node.level + (node.module or ""))
    return found


def test_the_first_lines_are_read_without_anything_heavy(desk: Desk) -> None:
    script = f"""
import sys
import bizcare_tui.cli.main, bizcare_tui.cli.app, bizcare_tui.ui.app
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
assert len(Desk().inbox.first_rows(parse_query(""), 10)) == 10
loaded = [name for name in {HEAVY!r} if name in sys.modules]
sys.exit(f"loaded: {{loaded}}" if loaded else 0)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_threads_are_opened_without_the_library_that_writes(desk: Desk) -> None:
    script = """
import sys
from bizcare_tui.desk.desk import Desk
desk = Desk()
from bizcare_tui.desk.sections import parse_query
thread_id = desk.inbox.thread_ids(parse_query(""))[0]
assert desk.conversations.conversation(thread_id).row.unread
sys.exit("sqlalchemy" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "module", ["bizcare_tui.domain.clock", "bizcare_tui.desk.desk", "bizcare_tui.cli.commands.list"]
)
def test_nothing_below_the_screen_loads_textual(module: str) -> None:
    script = f"import sys, {module}; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
