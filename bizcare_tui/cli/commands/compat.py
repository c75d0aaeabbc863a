"""`bizcare compat`: show or record the PrestaShop versions declared compatible for a product."""

from __future__ import annotations

import csv
import io
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.clock import iso, marketplace_date
from bizcare_tui.domain.evidence.evaluation_data import DeclaredVersions
from bizcare_tui.domain.evidence.version_ground import format_declared_versions
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import N_, _, format_number, ngettext
from bizcare_tui.now import now
from bizcare_tui.paths import read_text

_COLUMNS = ("product", "from", "min", "max")
_MOST_ROWS = 10_000


def run(options: Namespace) -> int:
    """Record the given versions, then print those recorded for the product, or for all imported products."""
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
                holes=row.get("except", ""),
                source=row.get("source") or _("imported from {0}").format(Path(options.import_).name),
            )
        narrate(ngettext("{0} range recorded.", "{0} ranges recorded.", len(rows)).format(len(rows)))
        products += list(dict.fromkeys(row["product"] for row in rows))
    elif options.min or options.max:
        if not options.product:
            raise WrongUsage(_("Give a product."))
        since = _day(options.since) if options.since else marketplace_date(now())
        decisions.records.declare(
            options.product,
            since=since,
            least=options.min or "",
            most=options.max or "",
            holes=options.except_ or "",
            source=options.source or "",
        )
    elif options.since or options.except_:
        raise WrongUsage(_("Give at least one of --min and --max."))
    if not products:
        raise WrongUsage(_("Give a product, or a file with --import."))
    for product in dict.fromkeys(products):
        _show(decisions.records.declared(product), as_json=options.json)
    return 0


def _show(declared: tuple[int, str, list[DeclaredVersions]], *, as_json: bool) -> None:
    product_id, name, ranges = declared
    if not as_json:
        print(f"{product_id}  {name}")
        if not ranges:
            narrate(_("Nothing is recorded for it. Add --from DATE --min V --max V."))
    for each in ranges:
        if as_json:
            print_json(
                {
                    "product": {"id": product_id, "name": name},
                    "from": each.since.isoformat(),
                    "min": each.least or None,
                    "max": each.most or None,
                    "except": list(each.holes),
                    "recorded_at": iso(each.recorded_at),
                    "source": each.source,
                }
            )
        else:
            print(f"    {each.since.isoformat()}  {format_declared_versions(each):<20} {each.source}")


def _rows(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file: product, from, min, max, and optionally except and source."""
    try:
        reader = csv.DictReader(io.StringIO(read_text(file, encoding="utf-8-sig"), newline=""))
        missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
        rows = [{key: (value or "").strip() for key, value in row.items() if key} for row in reader]
    except (OSError, ValueError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WrongUsage(_("{0} cannot be read: {1}.").format(file, reason), _("Check the file.")) from None
    if missing:
        raise WrongUsage(
            _("{0} has no column {1}.").format(file, ", ".join(missing)),
            _("Its first line must be: product,from,min,max,except,source"),
        )
    if len(rows) > _MOST_ROWS:
        raise WrongUsage(
            _("{0} has more than {1} rows.").format(file, format_number(_MOST_ROWS)), _("Split the file.")
        )
    for row in rows:
        _day(row["from"])
    return rows


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(_("{0!r} is not a date like 2026-03-01.").format(text[:40])) from None


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("product", nargs="?", metavar=_("PRODUCT"), help=_("number or name of the product"))
    parser.add_argument("--from", dest="since", metavar=_("DATE"), help=_("first day (default: today)"))
    parser.add_argument("--min", metavar="V", help=_("the lowest version, like 1.7.6"))
    parser.add_argument("--max", metavar="V", help=_("the highest version; 8.1 includes every 8.1.x"))
    parser.add_argument(
        "--except",
        dest="except_",
        metavar="V[,V…]",
        help=_("versions in between that were not declared; 8.1 excludes every 8.1.x"),
    )
    parser.add_argument("--source", metavar=_("TEXT"), help=_("the source of this information"))
    parser.add_argument(
        "--import",
        dest="import_",
        metavar=_("FILE"),
        help=_("record the rows of a CSV file: product,from,min,max,except,source"),
    )


COMMAND = CliCommand(
    name="compat",
    help=N_("show or record the PrestaShop versions declared compatible"),
    run=run,
    add_arguments=_add_arguments,
    rank=201,
)
