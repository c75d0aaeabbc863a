"""`bizcare compat`: the PrestaShop versions declared compatible for a product, shown or recorded."""

from __future__ import annotations

import csv
from argparse import Namespace
from datetime import date
from pathlib import Path

from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.lines import iso
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.evidence.case import Declared
from bizcare_tui.domain.evidence.version import range_in_words
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _, ngettext, number
from bizcare_tui.now import now

_COLUMNS = ("product", "from", "min", "max")
_MOST_ROWS = 10_000


def run(options: Namespace) -> int:
    """Record what is given, then print what is recorded: of one product, or of all that were imported."""
    decisions = Desk().decisions
    products = [options.product] if options.product else []
    if options.import_:
        rows = _rows(Path(options.import_))
        for row in rows:
            decisions.records.declare(
                row["product"],
                since=_day(row["from"]),
                least=row["min"],
                most=row["max"],
                source=row.get("source") or _("imported from {0}").format(Path(options.import_).name),
            )
        narrate(ngettext("{0} range recorded.", "{0} ranges recorded.", len(rows)).format(len(rows)))
        products += list(dict.fromkeys(row["product"] for row in rows))
    elif options.min or options.max:
        if not options.product:
            raise WrongUsage(_("Name the product."))
        since = _day(options.since) if options.since else marketplace_date(now())
        decisions.records.declare(
            options.product,
            since=since,
            least=options.min or "",
            most=options.max or "",
            source=options.source or "",
        )
    elif options.since:
        raise WrongUsage(_("Say at least one of --min and --max."))
    if not products:
        raise WrongUsage(_("Name the product, or --import a file."))
    for product in dict.fromkeys(products):
        _show(decisions.records.declared(product), as_json=options.json)
    return 0


def _show(declared: tuple[int, str, list[Declared]], *, as_json: bool) -> None:
    product_id, name, ranges = declared
    if not as_json:
        print(f"{product_id}  {name}")
        if not ranges:
            narrate(_("Nothing is recorded for it: add --from DATE --min V --max V."))
    for each in ranges:
        if as_json:
            print_json(
                {
                    "product": {"id": product_id, "name": name},
                    "from": each.since.isoformat(),
                    "min": each.least or None,
                    "max": each.most or None,
                    "recorded_at": iso(each.recorded_at),
                    "source": each.source,
                }
            )
        else:
            print(f"    {each.since.isoformat()}  {range_in_words(each):<20} {each.source}")


def _rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with the columns product, from, min, max, and a source if there is one."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
            rows = [{key: (value or "").strip() for key, value in row.items() if key} for row in reader]
    except (OSError, ValueError, csv.Error) as error:
        raise WrongUsage(_("{0} cannot be read: {1}.").format(file, error), _("Check the file.")) from None
    if missing:
        raise WrongUsage(
            _("{0} has no column {1}.").format(file, ", ".join(missing)),
            _("Its first line must be: product,from,min,max,source"),
        )
    if len(rows) > _MOST_ROWS:
        raise WrongUsage(_("{0} has more than {1} rows.").format(file, number(_MOST_ROWS)), _("Split it."))
    for row in rows:
        _day(row["from"])
    return rows


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(_("{0!r} is not a date like 2026-03-01.").format(text[:40])) from None
