"""Words of the interface, by way of gettext; catalogues are looked for in `locale/` beside this file."""

from __future__ import annotations

import gettext
from pathlib import Path

_translations = gettext.translation(
    "bizcare", localedir=str(Path(__file__).with_name("locale")), fallback=True
)

_ = _translations.gettext
ngettext = _translations.ngettext
