"""What the seller records: declared compatible versions, corrections of the licensed shop, evidence files."""

from __future__ import annotations

import re
from datetime import date

from bizcare_tui.desk.evaluation_data import declared_versions
from bizcare_tui.desk.replies import Replies
from bizcare_tui.desk.session import DeskSession
from bizcare_tui.domain.decisions.answers import EvidenceItem
from bizcare_tui.domain.evidence.evaluation_data import DeclaredVersions
from bizcare_tui.domain.policy import Proof
from bizcare_tui.domain.shops import read_shop
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.versions import read_holes, read_version, within
from bizcare_tui.errors import WrongUsage
from bizcare_tui.hints import sync_hint
from bizcare_tui.i18n import _
from bizcare_tui.now import now
from bizcare_tui.store.reads.hot import read_products

_DECLARATION = re.compile(
    r"\s*(?P<since>\d{4}-\d\d-\d\d)\s+(?P<least>\S+)\s+(?P<most>\S+)"
    r"(?:\s+(?:except|excepto|sauf|tranne)\s+(?P<holes>[\dxX.*]+(?:[,;]\s*[\dxX.*]+)*))?\s*(?P<source>.*)"
)


class SellerRecords:
    """Stores what the seller records in addition to the Marketplace's data; records are added, never changed.

    Args:
        session: the session of the person.
        replies: reads files with the same checks as the attachments of replies.
    """

    def __init__(self, session: DeskSession, replies: Replies) -> None:
        self._session = session
        self._reading = session.reader
        self._replies = replies

    def declared(self, product: str) -> tuple[int, str, list[DeclaredVersions]]:
        """Return the id, the name and the recorded compatible versions of a product.

        Args:
            product: the id, or the name or a part of it.

        Raises:
            WrongUsage: no product matches, or several do.
        """
        from bizcare_tui.store.reads.hot_thread import read_declared_ranges

        product_id, name = self._find_product(product)
        return (
            product_id,
            name,
            [declared_versions(record) for record in read_declared_ranges(self._reading, product_id)],
        )

    def declare(
        self, product: str, *, since: date, least: str, most: str, source: str = "", holes: str = ""
    ) -> None:
        """Record the PrestaShop versions declared compatible with a product from a day on. Writes.

        Args:
            product: the id, or the name or a part of it.
            since: the first day of the declaration.
            least: the lowest version; "" for no lower bound.
            most: the highest version; "" for no upper bound.
            source: how this is known.
            holes: versions within the bounds that were not declared, separated by commas or spaces.

        Raises:
            WrongUsage: no product or several match, or a version cannot be read or lies outside the bounds.
        """
        from bizcare_tui.store import seller_records

        product_id, _name = self._find_product(product)
        for text in (least, most):
            if text and read_version(text) is None:
                raise WrongUsage(
                    _("{0!r} is not a version.").format(safe_line(text, 60)), _("Write it like 1.7.6 or 8.x.")
                )
        if not least and not most:
            raise WrongUsage(_("Give at least one of --min and --max."))
        low, high = read_version(least), read_version(most)
        if low is not None and high is not None and low.low > high.high:
            raise WrongUsage(_("The lowest version, {0}, is above the highest, {1}.").format(least, most))
        excluded = _excluded_versions(holes, least, most)
        with self._session.store().transaction() as session:
            seller_records.record_declared_versions(
                session,
                self._session.account_id(),
                product_id,
                since=since,
                least=least.strip(),
                most=most.strip(),
                holes=excluded,
                source=safe_line(source),
                now=now(),
            )

    def declare_in_one_line(self, product: str, line: str) -> None:
        """Record declared versions from a line: "2026-01-15 1.7.6 8.2 except 8.0.0,8.1 product page". Writes.

        The line has the first day, the lowest and the highest version, any excluded versions, and the source.

        Raises:
            WrongUsage: the line cannot be read; and as for `declare`.
        """
        found = _DECLARATION.fullmatch(line)
        if found is None:
            raise WrongUsage(_("Enter the date, the lowest version, the highest version and the source."))
        try:
            since = date.fromisoformat(found["since"])
        except ValueError:
            raise WrongUsage(_("{0} is not a date.").format(found["since"])) from None
        self.declare(
            product,
            since=since,
            least=found["least"],
            most=found["most"],
            holes=found["holes"] or "",
            source=found["source"],
        )

    def correct_shop(self, thread_id: int, website: str, source: str) -> None:
        """Record the address of a thread's licensed shop, and how it is known. Writes.

        Raises:
            UnknownThread: the thread is not in the store.
            WrongUsage: `website` is not an address, or `source` is empty.
        """
        from bizcare_tui.store import seller_records

        website, source = safe_line(website), safe_line(source)
        if read_shop(website) is None:
            raise WrongUsage(
                _("{0!r} is not the address of a shop.").format(website), _("Write it like www.my-shop.com.")
            )
        if not source:
            raise WrongUsage(_("Give the source: --source 'partner account, 12 May'."))
        with self._session.store().transaction() as session:
            seller_records.record_shop_correction(
                session, self._session.account_id(), thread_id, website=website, source=source, now=now()
            )

    def store_evidence_file(self, path: str) -> EvidenceItem:
        """Store the current content of a file, and return it as an item of evidence. Writes.

        Raises:
            BadAttachment: the path does not exist or is not a file, or the file is too large or of a type
                that is not accepted.
        """
        from bizcare_tui.store import seller_records

        file = self._replies.file(path)
        with self._session.store().transaction() as session:
            digest = seller_records.store_evidence_file(
                session, self._session.account_id(), file.name, file.media_type, file.content, now=now()
            )
        return EvidenceItem(Proof.ATTACHMENT, file.name, _("file"), file=digest)

    def _find_product(self, product: str) -> tuple[int, str]:
        wanted = " ".join(product.casefold().split())
        products = read_products(self._reading)
        matches = [each for each in products if wanted in (str(each.id), each.name.casefold())]
        matches = matches or [each for each in products if wanted and wanted in each.name.casefold()]
        ids = {each.id for each in matches}
        if len(ids) == 1:
            return matches[0].id, matches[0].name
        shown = ", ".join(f"{each.id} {each.name}" for each in (matches or products)[:8])
        raise WrongUsage(
            _("{0!r} matches {1} products.").format(safe_line(product, 60), len(ids)),
            _("Give the number of one of them: {0}.").format(shown) if shown else sync_hint(),
        )


def _excluded_versions(text: str, least: str, most: str) -> tuple[str, ...]:
    """Return the excluded that are excluded from a range.

    Raises:
        WrongUsage: one of them is not a version, or lies outside the range.
    """
    excluded = read_holes(text)
    if excluded is None:
        raise WrongUsage(
            _("{0!r} is not a list of versions.").format(safe_line(text, 60)),
            _("Write it like 9.0.0,8.2. A short version excludes all versions that begin with it."),
        )
    for version_text in excluded:
        version = read_version(version_text)
        if version is not None and within(version, least, most) is False:
            raise WrongUsage(_("{0} is not within the range, so it cannot be excluded.").format(version_text))
    return excluded
