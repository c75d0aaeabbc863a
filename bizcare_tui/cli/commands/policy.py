"""`bizcare policy`: list the Business Care rules in force, with their sources."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator, Sequence

from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.policy import (
    POLICY_LANGUAGES,
    Policy,
    Rule,
    evaluation_in_words,
    frozen,
    localized,
    proof_in_words,
)
from bizcare_tui.i18n import N_, _, current_language
from bizcare_tui.present.detail_labels import rule_kind_label

DONE, ATTENTION = 0, 3


def run(options: Namespace) -> int:
    """Print every rule: id, title, text, parameters, source, and whether the seller changed it.

    With `--stale AGE`, print only rules whose source was last read longer ago, and return 3 if there are any.
    """
    desk = Desk()
    if options.second_person:
        return _second_person(desk, options)
    policy = desk.session.policy
    language = options.language or current_language()
    rules = policy.rules()
    if options.stale is not None:
        today = marketplace_date(desk.now())
        rules = [(kind, rule) for kind, rule in rules if rule.is_stale(today, options.stale)]
    if options.json:
        for kind, rule in rules:
            print_json(_fields(kind, rule, policy, language))
    elif options.stale is None:
        _print_rules(policy, rules, language)
    else:
        _print_stale(rules, language)
    return ATTENTION if options.stale is not None and rules else DONE


def _second_person(desk: Desk, options: Namespace) -> int:
    """Set whether every decision needs a second person; stored for everybody who uses this store."""
    is_on = desk.decisions.second_person.set(on=options.second_person == "on")
    if options.json:
        print_json({"second_person": is_on})
    elif is_on and options.second_person == "off":
        narrate(_("Requested. It is switched off when another person runs this too; until then it stays on."))
    elif is_on:
        narrate(
            _("Every rejection and refund must be sent by a person other than the last one who changed it.")
        )
    else:
        narrate(_("One person may decide alone."))
    return DONE


def _fields(kind: str, rule: Rule, policy: Policy, language: str) -> dict[str, object]:
    return {"kind": kind, "policy": policy.version, **frozen(rule), "source": rule.source_in(language)}


def _print_rules(policy: Policy, rules: Sequence[tuple[str, Rule]], language: str) -> None:
    print(_("Policy {0}").format(policy.version))
    for kind, rule in rules:
        print()
        print(_heading(kind, rule, language))
        print(f"    {localized(rule.text, language)}")
        for name, value in _parameters(rule):
            print(f"    {name}: {value}")
        print(f"    {_('table of policy.toml')}: [{kind}.{rule.id}]")
        valid = _(" (version {0}, valid from {1})").format(rule.version, rule.valid_from)
        print(f"    {_('source')}: {rule.source_in(language)}{valid if rule.valid_from else ''}")
        for text in _source_lines(rule):
            print(f"            {text}")
        if rule.own:
            print(f"    {_('changed by')} {rule.own}")


def _print_stale(rules: Sequence[tuple[str, Rule]], language: str) -> None:
    for kind, rule in rules:
        print(_heading(kind, rule, language))
        print(f"    {rule.source_in(language)}")
        for text in _source_lines(rule):
            print(f"    {text}")
    if not rules:
        narrate(_("Every source was read more recently than that."))


def _heading(kind: str, rule: Rule, language: str) -> str:
    return f"{rule_kind_label(kind)}: {localized(rule.title, language)}"


def _source_lines(rule: Rule) -> Iterator[str]:
    """Yield where the source of a rule can be read, and when it was last read."""
    if rule.address:
        yield rule.address
    read = rule.read.isoformat() if rule.read else _("never")
    yield _("article {0}, read {1}").format(rule.article or "-", read)


def _parameters(rule: Rule) -> list[tuple[str, str]]:
    numbers = (
        (_("months"), rule.months),
        (_("days"), rule.days),
        (_("business days"), rule.business_days),
        (_("calendar days"), rule.calendar_days),
        (_("share"), rule.share),
    )
    parameters = [(name, str(value)) for name, value in numbers if value is not None]
    if rule.evaluation:
        parameters.append((_("evaluated by"), evaluation_in_words(rule.evaluation)))
    if rule.evidence:
        parameters.append((_("evidence"), ", ".join(map(proof_in_words, rule.evidence))))
    return parameters


def _months(text: str) -> int:
    """Parse a number of calendar months: 6m, 1y."""
    digits, unit = text.strip().lower()[:-1], text.strip().lower()[-1:]
    if unit not in ("m", "y") or not digits.isascii() or not digits.isdigit() or len(digits) > 3:
        raise ArgumentTypeError(_("{0!r} is not a number of months or years, like 6m or 1y.").format(text))
    return int(digits) * (12 if unit == "y" else 1)


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--language", choices=POLICY_LANGUAGES)
    parser.add_argument(
        "--second-person",
        choices=("on", "off"),
        help=_("require a second person to send every decision; two people are needed to switch this off"),
    )
    parser.add_argument(
        "--stale",
        type=_months,
        nargs="?",
        const=6,
        metavar="6m",
        help=_(
            "only rules whose source was read longer ago than this, for example 6m or 1y; exit code 3"
            " when there are any"
        ),
    )


COMMAND = CliCommand(
    name="policy",
    help=N_("the rules of Business Care, with their sources"),
    run=run,
    add_arguments=_add_arguments,
    rank=206,
)
