"""Pure rules of threads, messages, clocks and authorship: no screen, no database, no network."""
