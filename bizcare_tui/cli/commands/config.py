"""`bizcare config`: list every setting with its current value, the source of the value, and a description."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Collection, Iterator
from dataclasses import asdict, fields, is_dataclass
from typing import Any

from bizcare_tui.cli.argument_types import set_completer
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.config import line_of_key, load_settings, read_toml
from bizcare_tui.desk.partner_pages import PageKind, read_page_confirmations
from bizcare_tui.errors import BizcareError, WrongUsage
from bizcare_tui.i18n import N_, _
from bizcare_tui.paths import Paths
from bizcare_tui.settings import SETTING_NAMES, Settings, setting_help, setting_rule
from bizcare_tui.store.login import login_name
from bizcare_tui.store.open_database import open_database
from bizcare_tui.store.reads.reader import StoreReader

# Variables of the environment: the description, and whether the value is secret.
ENVIRONMENT = {
    "BIZCARE_HOME": (N_("One folder for settings, key and store."), False),
    "BIZCARE_API_KEY": (N_("The API key; otherwise it is read from the file api-key."), True),
    "BIZCARE_API_URL": (N_("Overrides api_url."), False),
    "BIZCARE_RELEASES_URL": (N_("Overrides releases_url."), False),
    "BIZCARE_DATABASE_URL": (N_("Address of the store: sqlite:////… or postgresql+psycopg://…"), True),
    "BIZCARE_DATABASE_DIRECT_URL": (
        N_(
            "Address of the PostgreSQL server itself, for change notifications, if the store's"
            " address is a pooler."
        ),
        True,
    ),
    "BIZCARE_NOW": (N_("Start time of the clock, for demos and tests."), False),
    "BIZCARE_SMTP_PASSWORD": (N_("Password of smtp_user."), True),
    "BIZCARE_IMAP_PASSWORD": (
        N_("Password of mail_source; otherwise it is read from the file imap-password."),
        True,
    ),
    "NO_COLOR": (N_("Switches off colours."), False),
}


def run(options: Namespace) -> int:
    """Print all settings, or one of them.

    Raises:
        WrongUsage: there is no setting of that name.
    """
    paths = Paths.from_environment()
    lines = [*_settings(paths), *_environment()]
    if options.name:
        lines = [line for line in lines if line["name"] == options.name]
        if not lines:
            from bizcare_tui.config import suggest_key

            known = (*SETTING_NAMES, *ENVIRONMENT)
            raise WrongUsage(
                _("There is no setting {0!r}.").format(options.name), suggest_key(options.name, known)
            )
    for line in lines:
        if options.json:
            print_json(line)
        else:
            print("\n".join(_formatted(line)))
    if not options.json:
        narrate(_("The settings are in {0}. The environment overrides them.").format(paths.settings_file))
    return 0


def _settings(paths: Paths) -> Iterator[dict[str, Any]]:
    settings, defaults = load_settings(paths), Settings()
    text, configured = read_toml(paths.settings_file)
    confirmed = _confirmed_pages(paths)
    for name in SETTING_NAMES:
        source, line = "default", None
        if name in configured:
            source, line = str(paths.settings_file), line_of_key(text, name)
        variable = setting_rule(name).variable
        if os.environ.get(variable):
            source, line = variable, None
        yield {
            "name": name,
            "value": _json_value(getattr(settings, name)),
            "source": source,
            "line": line,
            "default": _json_value(getattr(defaults, name)),
            "about": _(setting_help(name)),
            **({"verified": getattr(settings, name) in confirmed} if name in set(PageKind) else {}),
        }


def _confirmed_pages(paths: Paths) -> Collection[str]:
    """Return the confirmed page addresses; none if the store cannot be read."""
    try:
        return read_page_confirmations(StoreReader(open_database(paths.database), login_name()))
    except BizcareError:
        return ()


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


def _json_value(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: asdict(value)[each.name] for each in fields(value)}
    return list(value) if isinstance(value, tuple) else value


def _formatted(line: dict[str, Any]) -> Iterator[str]:
    source = line["source"]
    if source == "default":
        source = _("default")
    elif line["line"]:
        source = _("{0}, line {1}").format(source, line["line"])
    value = _("not set") if line["value"] is None else json.dumps(line["value"], ensure_ascii=False)
    verified = {None: "", True: f"    [{_('verified')}]", False: f"    [{_('unverified')}]"}
    yield f"{line['name']} = {value}    [{source}]{verified[line.get('verified')]}"
    yield f"    {line['about']}"


def _add_arguments(parser: ArgumentParser) -> None:
    name = parser.add_argument("name", nargs="?", metavar=_("NAME"), help=_("name of a setting"))
    set_completer(name, lambda: SETTING_NAMES)


COMMAND = CliCommand(
    name="config",
    help=N_("every setting with its value, where the value comes from, and what it does"),
    run=run,
    add_arguments=_add_arguments,
    rank=601,
)
