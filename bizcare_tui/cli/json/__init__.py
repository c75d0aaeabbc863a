"""What scripts read: each function returns one JSON object of a command's `--json`."""
