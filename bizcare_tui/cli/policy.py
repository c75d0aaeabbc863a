"""`bizcare policy`: the rules of Business Care in force, with their sources."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.policy import Rule, frozen, told
from bizcare_tui.i18n import _, spoken


def run(options: Namespace) -> int:
    """Print every rule: id, title, text, what it needs, source, and whether the seller changed it."""
    policy = Desk().policy
    language = options.language or spoken()
    if options.json:
        for kind, rule in policy.rules():
            print_json({"kind": kind, "policy": policy.version, **frozen(rule)})
        return 0
    print(_("Policy {0}").format(policy.version))
    for kind, rule in policy.rules():
        print()
        print(f"{kind}.{rule.id}: {told(rule.title, language)}")
        print(f"    {told(rule.text, language)}")
        for name, value in _needs(rule):
            print(f"    {name}: {value}")
        valid = _(" (version {0}, valid from {1})").format(rule.version, rule.valid_from)
        print(f"    {_('source')}: {rule.source}{valid if rule.valid_from else ''}")
        if rule.own:
            print(f"    {_('changed by')} {rule.own}")
    return 0


def _needs(rule: Rule) -> list[tuple[str, str]]:
    numbers = ("months", "days", "business_days", "calendar_days", "share")
    told_ = [
        (name.replace("_", " "), str(getattr(rule, name)))
        for name in numbers
        if getattr(rule, name) is not None
    ]
    if rule.evaluation:
        told_.append((_("evaluated by"), str(rule.evaluation)))
    if rule.evidence:
        told_.append((_("evidence"), ", ".join(rule.evidence)))
    return told_
