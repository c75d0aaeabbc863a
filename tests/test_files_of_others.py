"""Settings and keys that another user of the machine owns or can change, with real users."""

from __future__ import annotations

import os
import socket

import pytest
from system_users import ANA, BOB, GROUP, Group, group

KEY = "a-key-that-nobody-else-may-have"


def lay(members: Group, name: str, text: str, owner: int, mode: int) -> None:
    """Lay a file into Ana's folder, as its owner left it."""
    folder = members.home(ANA) / "bizcare"
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, ANA, GROUP)
    file = folder / name
    file.write_text(text)
    os.chown(file, owner, GROUP)
    file.chmod(mode)


@pytest.mark.parametrize(
    ("owner", "mode", "is_used"),
    [(ANA, 0o600, True), (ANA, 0o660, False), (ANA, 0o602, False), (BOB, 0o644, False), (0, 0o644, True)],
)
def test_the_key_goes_only_where_ones_own_file_says(owner: int, mode: int, is_used: bool) -> None:
    with group() as members, socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        lay(members, "config.toml", f'api_url = "{address}"\n', owner, mode)
        if is_used:
            shown = members.run(ANA, "config", "api_url")
            assert (shown.returncode, address in shown.stdout) == (0, True), shown.stderr
            return
        done = members.run(ANA, "doctor", environment={"BIZCARE_API_KEY": KEY})
        assert done.returncode == 1
        assert "chmod go-w" in done.stdout
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize(("owner", "mode"), [(ANA, 0o640), (ANA, 0o604), (ANA, 0o620), (BOB, 0o644)])
def test_a_key_file_that_others_can_read_or_own_is_refused(owner: int, mode: int) -> None:
    with group() as members:
        lay(members, "api-key", KEY, owner, mode)
        done = members.run(ANA, "sync")
        assert done.returncode == 2
        assert "chmod 600" in done.stderr
        assert KEY not in done.stderr


@pytest.mark.parametrize(("owner", "mode"), [(ANA, 0o660), (BOB, 0o644)])
def test_a_program_named_by_a_file_that_others_can_change_is_not_run(owner: int, mode: int) -> None:
    with group() as members:
        ran = members.home(ANA) / "ran"
        lay(members, "config.toml", f'notify_command = ["touch", "{ran}"]\n', owner, mode)
        done = members.run(ANA, "watch", "--once")
        assert done.returncode == 2, done.stderr
        assert "chmod go-w" in done.stderr
        assert not ran.exists()
