"""Pure rules: threads, messages, clocks, authorship, safe text. They know no screen, no database, no network."""
