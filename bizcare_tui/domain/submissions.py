"""The checklist before a ZIP is submitted to the Marketplace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from bizcare_tui.i18n import _


class Check(StrEnum):
    """An item of the checklist."""

    VERSION = "version"
    CHANGELOG = "changelog"
    COMPATIBLE = "compatible"
    TESTED = "tested"
    ARCHIVE = "archive"
    TECHNICAL_NAME = "technical_name"
    BADGE = "badge"
    REVIEW = "review"


def checklist(in_review: Sequence[str], requirement: str = "") -> Mapping[Check, str]:
    """Return the checks with the sentence of each.

    `in_review` names the ZIPs of the product that are in review; `requirement` is the PrestaShop version that
    an update must work with, empty when unknown.

    Sources: PrestaShop partner documentation, updates of a product (version, changelog, latest PrestaShop,
    technical name, badge); partner help centre (a ZIP in review).
    """
    compatible = _("It works on the latest PrestaShop: an update without it is rejected")
    if requirement:
        compatible = _("It works on {0}").format(requirement)
    checks = {
        Check.VERSION: _("Its version is higher than all before in its branch"),
        Check.CHANGELOG: _("The changelog is in English and says what was fixed"),
        Check.COMPATIBLE: compatible,
        Check.TESTED: _("It was tried on the PrestaShop where the error was seen"),
        Check.ARCHIVE: _("The ZIP contains only one folder, named like the module"),
        Check.TECHNICAL_NAME: _("The technical name is the same in every ZIP of the module"),
        Check.BADGE: _("A submission can lose the Verified+ badge by itself: accepted"),
    }
    if in_review:
        checks[Check.REVIEW] = _(
            "{0} in review: cancelled, or may start its review from the beginning"
        ).format(", ".join(in_review))
    return checks
