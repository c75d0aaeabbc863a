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
    compatible = _("It works on the latest PrestaShop (required, otherwise an update is rejected)")
    if requirement:
        compatible = _("It works on {0}").format(requirement)
    checks = {
        Check.VERSION: _("Its version is higher than all earlier ones in its branch"),
        Check.CHANGELOG: _("The changelog is in English and says what was fixed"),
        Check.COMPATIBLE: compatible,
        Check.TESTED: _("It was tested on the PrestaShop version where the error was seen"),
        Check.ARCHIVE: _("The ZIP contains a single folder with the name of the module"),
        Check.TECHNICAL_NAME: _("The technical name is the same in every ZIP of the module"),
        Check.BADGE: _("I accept that a submission can remove the Verified+ badge automatically"),
    }
    if in_review:
        checks[Check.REVIEW] = _("{0} in review: I cancelled it, or accept that its review restarts").format(
            ", ".join(in_review)
        )
    return checks
