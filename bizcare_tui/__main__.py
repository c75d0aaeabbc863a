"""Run the command `bizcare` with `python -m bizcare_tui`."""

import sys

from bizcare_tui.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
