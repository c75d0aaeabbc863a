"""Runs the program under another login name: `run_as_login.py NAME [ARGUMENTS]`."""

import pwd
import sys
from types import SimpleNamespace
from unittest import mock

LOGIN = sys.argv.pop(1)
mock.patch.object(pwd, "getpwuid", return_value=SimpleNamespace(pw_name=LOGIN, pw_dir="/")).start()

from bizcare_tui.cli.main import main  # noqa: E402

sys.exit(main())
