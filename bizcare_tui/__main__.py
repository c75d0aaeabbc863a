"""`python -m bizcare_tui` is the command `bizcare`."""

import sys

from bizcare_tui.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
