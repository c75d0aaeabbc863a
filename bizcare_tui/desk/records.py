"""What the seller records: declared versions, the licensed shop, files of evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from bizcare_tui.desk.cases import declared
from bizcare_tui.desk.replies import Replies
from bizcare_tui.domain.decisions.answers import Item
from bizcare_tui.domain.evidence.case import Declared
from bizcare_tui.domain.policy import Proof
from bizcare_tui.domain.shops import read_shop
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.versions import read_version
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _
from bizcare_tui.now import now
from bizcare_tui.store.reading import Reading

if TYPE_CHECKING:
    from bizcare_tui.store.engine import Store


class Records:
    """What the seller records besides what the Marketplace tells; it is only ever added to.

    Args:
        reading: the store, to be read.
        replies: reads files as safely as it does those that are sent.
        store: opens the store for writing.
    """

    def __init__(self, reading: Reading, replies: Replies, store: Callable[[], Store]) -> None:
        self._reading = reading
        self._replies = replies
        self._store = store

    def declared(self, product: str) -> tuple[int, str, list[Declared]]:
        """Number, name and recorded compatible versions of a product, named by its number or its name.

        Raises:
            WrongUsage: no product, or several, are named so.
        """
        product_id, name = self._product(product)
        return product_id, name, [declared(row) for row in self._reading.declared(product_id)]

    def declare(self, product: str, *, since: date, least: str, most: str, source: str = "") -> None:
        """Record the PrestaShop versions declared compatible for a product from a day on. Writes.

        Raises:
            WrongUsage: no product is named so, or a version cannot be read.
        """
        from bizcare_tui.store import recording

        product_id, _name = self._product(product)
        for text in (least, most):
            if text and read_version(text) is None:
                raise WrongUsage(
                    _("{0!r} is not a version.").format(safe_line(text, 60)), _("Write it like 1.7.6 or 8.x.")
                )
        if not least and not most:
            raise WrongUsage(_("Say at least one of --min and --max."))
        low, high = read_version(least), read_version(most)
        if low is not None and high is not None and low.low > high.high:
            raise WrongUsage(_("The lowest version, {0}, is above the highest, {1}.").format(least, most))
        with self._store().transaction() as session:
            recording.declare(
                session,
                self._account_id(),
                product_id,
                since=since,
                least=least.strip(),
                most=most.strip(),
                source=safe_line(source),
                now=now(),
            )

    def correct_shop(self, thread_id: int, website: str, source: str) -> None:
        """Record what the licensed shop of a thread is, and how that is known. Writes.

        Raises:
            UnknownThread: the thread is not in the store.
            WrongUsage: it is no address, or no source is given.
        """
        from bizcare_tui.store import recording

        website, source = safe_line(website), safe_line(source)
        if read_shop(website) is None:
            raise WrongUsage(
                _("{0!r} is not the address of a shop.").format(website), _("Write it like www.my-shop.com.")
            )
        if not source:
            raise WrongUsage(_("Say how it is known: --source 'partner account, 12 May'."))
        with self._store().transaction() as session:
            recording.correct_shop(
                session, self._account_id(), thread_id, website=website, source=source, now=now()
            )

    def file_item(self, path: str) -> Item:
        """A file as evidence, kept as it is now. Writes.

        Raises:
            BadAttachment: it is not there, not a file, too large, or of a type that is not kept.
        """
        from bizcare_tui.store import recording

        file = self._replies.file(path)
        with self._store().transaction() as session:
            digest = recording.keep_file(
                session, self._account_id(), file.name, file.media_type, file.content
            )
        return Item(Proof.ATTACHMENT, file.name, _("file"), file=digest)

    def _product(self, product: str) -> tuple[int, str]:
        wanted = " ".join(product.casefold().split())
        products = self._reading.products()
        found = [row for row in products if wanted in (str(row["id"]), row["name"].casefold())]
        found = found or [row for row in products if wanted and wanted in row["name"].casefold()]
        numbers = {row["id"] for row in found}
        if len(numbers) == 1:
            return int(found[0]["id"]), found[0]["name"]
        shown = ", ".join(f"{row['id']} {row['name']}" for row in (found or products)[:8])
        raise WrongUsage(
            _("{0!r} names {1} products.").format(safe_line(product, 60), len(numbers)),
            _("Name one by its number: {0}.").format(shown) if shown else _("Run `bizcare sync`."),
        )

    def _account_id(self) -> int:
        account = self._reading.account()
        return int(account["id"]) if account else 0
