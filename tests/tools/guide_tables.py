"""Writes the generated tables of the guide: `python tests/tools/guide_tables.py`."""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from bizcare_tui.cli.commands.config import ENVIRONMENT
from bizcare_tui.cli.parser import build_parser
from bizcare_tui.cli.registry import summaries
from bizcare_tui.domain.query_fields import QUERY_FIELDS, QueryField
from bizcare_tui.domain.replies.thresholds import Thresholds
from bizcare_tui.domain.setting_rules import SettingRule
from bizcare_tui.settings import SETTING_NAMES, Settings, setting_rule
from bizcare_tui.ui.commands.key_labels import format_keys_table
from bizcare_tui.ui.commands.registry import COMMANDS

FOLDER = Path(__file__).parents[2] / "bizcare_tui" / "guide"
_MARKED = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def with_tables(text: str) -> str:
    """Return a page with the tables between its markers as the program has them."""
    return _MARKED.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}\n{found[3]}", text)


def keys_table() -> str:
    """Every key of the app."""
    return format_keys_table(COMMANDS)


def settings_table() -> str:
    """Every setting with its default, its help text, and the values that are allowed."""
    defaults = Settings()
    rows = [
        f"| `{_setting_key(name)}` | {_shown(getattr(defaults, name))} | {_rule_text(setting_rule(name))} |"
        for name in SETTING_NAMES
    ]
    return "\n".join(("| setting | default | means |", "|---|---|---|", *rows))


def checks_table() -> str:
    """Every setting of the check of replies."""
    rows = [
        f"| `{each.name}` | {_shown(each.default)} | {_rule_text(each.metadata['rule'])} |"
        for each in dataclasses.fields(Thresholds)
    ]
    return "\n".join(("| in `[checks]` | default | means |", "|---|---|---|", *rows))


def _setting_key(name: str) -> str:
    return f"[{name}]" if name in ("checks", "keys") else name


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        value = list(value)
    return f"`{json.dumps(value, ensure_ascii=False)}`" if isinstance(value, str | int | float | list) else ""


def _rule_text(rule: SettingRule) -> str:
    about = _cell(rule.about)
    if rule.bounds:
        return f"{about} From {rule.bounds[0]} to {rule.bounds[1]}."
    if rule.choices:
        return f"{about} One of {', '.join(f'`{each}`' for each in rule.choices())}."
    return about


def queries_text() -> str:
    """Every field of the query language, and every value of those that have fixed ones."""
    rows = [f"| `{each.name}:` | {_cell(each.about)} | {_examples(each)} |" for each in QUERY_FIELDS]
    lines = ["| field | compares | like |", "|---|---|---|", *rows]
    for each in QUERY_FIELDS:
        if any(value.about for value in each.values):
            lines += ["", f"| `{each.name}:` | finds |", "|---|---|"]
            lines += [f"| `{each.name}:{value.name}` | {_cell(value.about)} |" for value in each.values]
    return "\n".join(lines)


def _examples(field: QueryField) -> str:
    names = [f"{field.name}:{value.name}" for value in field.values if not value.about]
    return ", ".join(f"`{each}`" for each in names or field.examples.split(", "))


def environment_table() -> str:
    """Every variable of the environment."""
    rows = [f"| `{name}` | {_cell(text)} |" for name, (text, _secret) in ENVIRONMENT.items()]
    return "\n".join(("| variable | means |", "|---|---|", *rows))


def command_list() -> str:
    """Every command with its line in the list of commands."""
    rows = [f"| `bizcare {each.name}` | {_cell(each.help)} |" for each in summaries()]
    return "\n".join(("| command | does |", "|---|---|", *rows))


def commands_text() -> str:
    """Every command with its usage and its options."""
    return "\n\n".join(_command_text(name, parser) for name, parser in _commands())


def _commands() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in build_parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def _command_text(name: str, parser: argparse.ArgumentParser) -> str:
    actions = [
        each
        for each in parser._actions
        if each.help != argparse.SUPPRESS and each.dest not in ("help", "json")
    ]
    about = parser.description or ""
    lines = [f"### bizcare {name}", ""]
    if about:
        lines += [f"{_cell(about[0].upper() + about[1:])}.", ""]
    if actions:
        lines += ["| argument | means |", "|---|---|"]
        lines += [f"| `{_argument(each)}` | {_argument_help(each)} |" for each in actions]
    return "\n".join(lines).rstrip()


def _argument(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else str(action.metavar or action.dest.upper())
    return " ".join(filter(None, ("/".join(action.option_strings), value)))


def _argument_help(action: argparse.Action) -> str:
    choices = ", ".join(f"`{each}`" for each in action.choices) if action.choices else ""
    return _cell("; ".join(filter(None, (action.help or "", f"one of {choices}" if choices else ""))))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


TABLES: dict[str, Callable[[], str]] = {
    "keys": keys_table,
    "settings": settings_table,
    "checks": checks_table,
    "environment": environment_table,
    "command_list": command_list,
    "commands": commands_text,
    "queries": queries_text,
}


if __name__ == "__main__":
    for page in FOLDER.glob("*.md"):
        page.write_text(with_tables(page.read_text(encoding="utf-8")), encoding="utf-8")
