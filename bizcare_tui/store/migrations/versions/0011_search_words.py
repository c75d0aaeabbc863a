"""Words cut by the program; threads known from mail alone owe an answer.

The words of every thread are put in again once the schema stands: see `store.engine`.
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"

_SQLITE = """CREATE VIRTUAL TABLE thread_words USING fts5(
    topic, product, customer, shop, numbers, notes, said, tokenize = 'ascii', prefix = '1 2 3 4 5 6')"""
_POSTGRESQL = (
    """CREATE TABLE thread_words (
    sid BIGINT PRIMARY KEY, topic TSVECTOR NOT NULL, product TSVECTOR NOT NULL, customer TSVECTOR NOT NULL,
    shop TSVECTOR NOT NULL, numbers TSVECTOR NOT NULL, notes TSVECTOR NOT NULL,
    anywhere TSVECTOR NOT NULL)""",
    """CREATE TABLE thread_words_more (
    sid BIGINT NOT NULL, part INTEGER NOT NULL, notes TSVECTOR NOT NULL, anywhere TSVECTOR NOT NULL,
    PRIMARY KEY (sid, part))""",
    """CREATE INDEX thread_words_found ON thread_words
    USING gin (anywhere, topic, product, customer, shop, notes)""",
    "CREATE INDEX thread_words_more_found ON thread_words_more USING gin (anywhere, notes)",
)


def upgrade() -> None:
    op.execute("DROP TABLE IF EXISTS thread_words_more")
    op.execute("DROP TABLE thread_words")
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _POSTGRESQL if is_postgresql else (_SQLITE,):
        op.execute(statement)
    op.execute("UPDATE inbox_entry SET words_key = NULL")
    # What only a mail told of was read as a notice of the Marketplace's.
    op.execute("UPDATE thread SET stale = true WHERE digest = ''")
