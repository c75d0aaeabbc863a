"""The instant at which the generated accounts of the tests are read."""

from datetime import UTC, datetime

# A Thursday, mid-morning in Paris.
NOW = datetime(2026, 11, 26, 9, 20, tzinfo=UTC)
