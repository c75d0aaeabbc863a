"""`bizcare config`: every setting, its present value, where that comes from, and what it is about."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict, fields, is_dataclass
from typing import Any

from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.config import line_of, load_settings, read_toml
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import N_, _
from bizcare_tui.paths import Paths
from bizcare_tui.settings import NAMES, Settings, about

# What comes from the environment alone: what it is about, and whether it is a secret.
ENVIRONMENT = {
    "BIZCARE_HOME": (N_("One folder for settings, key and store."), False),
    "BIZCARE_API_KEY": (N_("The API key; without it the file api-key."), True),
    "BIZCARE_API_URL": (N_("Comes before api_url."), False),
    "BIZCARE_DATABASE_URL": (N_("Where the store is: sqlite:////… or postgresql+psycopg://…"), True),
    "BIZCARE_NOW": (N_("Where the clock starts, for demos and tests."), False),
    "BIZCARE_SMTP_PASSWORD": (N_("Password of smtp_user."), True),
    "BIZCARE_IMAP_PASSWORD": (N_("Password of mail_source; without it the file imap-password."), True),
    "NO_COLOR": (N_("Without colours."), False),
}


def run(options: Namespace) -> int:
    """Print the settings, or one of them; 2 where there is none of that name."""
    paths = Paths.from_environment()
    lines = [*_settings(paths), *_environment()]
    if options.name:
        lines = [line for line in lines if line["name"] == options.name]
        if not lines:
            from bizcare_tui.config import nearest

            known = (*NAMES, *ENVIRONMENT)
            raise WrongUsage(
                _("There is no setting {0!r}.").format(options.name), nearest(options.name, known)
            )
    for line in lines:
        if options.json:
            print_json(line)
        else:
            print("\n".join(_told(line)))
    if not options.json:
        narrate(_("They are set in {0}; the environment comes before it.").format(paths.settings_file))
    return 0


def _settings(paths: Paths) -> Iterator[dict[str, Any]]:
    settings, defaults = load_settings(paths), Settings()
    text, told = read_toml(paths.settings_file)
    for name in NAMES:
        source, line = "default", None
        if name in told:
            source, line = str(paths.settings_file), line_of(text, name)
        if name == "api_url" and os.environ.get("BIZCARE_API_URL"):
            source, line = "BIZCARE_API_URL", None
        yield {
            "name": name,
            "value": _plain(getattr(settings, name)),
            "source": source,
            "line": line,
            "default": _plain(getattr(defaults, name)),
            "about": _(about(name)),
        }


def _environment() -> Iterator[dict[str, Any]]:
    for name, (text, is_secret) in ENVIRONMENT.items():
        value = os.environ.get(name)
        yield {
            "name": name,
            "value": _("(set)") if value and is_secret else value,
            "source": "environment" if value else "default",
            "line": None,
            "default": None,
            "about": _(text),
        }


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: asdict(value)[each.name] for each in fields(value)}
    return list(value) if isinstance(value, tuple) else value


def _told(line: dict[str, Any]) -> Iterator[str]:
    source = line["source"]
    if source == "default":
        source = _("as it comes")
    elif line["line"]:
        source = _("{0}, line {1}").format(source, line["line"])
    value = _("not set") if line["value"] is None else json.dumps(line["value"], ensure_ascii=False)
    yield f"{line['name']} = {value}    [{source}]"
    yield f"    {line['about']}"
