"""The hand-written SQL of the reads that the first frame, a key press or an opened conversation waits for.

Importing sqlmodel takes 0.4 to 0.5 s and 30 MB, so these statements run on the database driver alone. All SQL
text is fixed here; values from outside are always bound, never part of the SQL.
"""

from __future__ import annotations

from bizcare_tui.store.reader import StoreReader
from bizcare_tui.store.records import DefectStepRecord, ProductRecord

# --- what opening a conversation needs ---------------------------------------------------------------


def read_defect_steps(reader: StoreReader) -> list[DefectStepRecord]:
    """Return the steps of all defects that were not undone, oldest first."""
    return reader.fetch(
        DefectStepRecord,
        """SELECT s.*, p.login FROM defect_step s JOIN person p ON p.id = s.person_id
           WHERE s.account_id = :account AND s.undone_at IS NULL ORDER BY s.id""",
    )


# --- what completion offers while a query is typed ---------------------------------------------------


def read_logins(reader: StoreReader) -> list[str]:
    """Return the logins of everyone who has used this store."""
    return list(reader.first_values("SELECT login FROM person ORDER BY login"))


def read_products(reader: StoreReader) -> list[ProductRecord]:
    """Return the seller's products, and those that only threads mention, ordered by name."""
    return reader.fetch(
        ProductRecord,
        """SELECT id, name FROM product WHERE account_id = :account
           UNION
           SELECT DISTINCT product_id, product_name FROM thread
           WHERE account_id = :account AND product_id IS NOT NULL
             AND product_id NOT IN (SELECT id FROM product WHERE account_id = :account)
           ORDER BY 2""",
    )
