"""Prints bytes and time a key over a real ssh to this machine: `python tests/benchmarks/over_ssh.py`.

An sshd of its own listens on loopback, with keys made for the run and thrown away after it. The bytes
are those of the screen, as ssh hands them to the terminal.
"""

from __future__ import annotations

import argparse
import getpass
import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from checkouts import first_words, this_checkout
from figures import print_heading
from pressing import MOTIONS, press, report
from terminal import Terminal


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "bizcare-benchmarks")
    options.add_argument("--size", type=int, default=100_000)
    options.add_argument("--keys", type=int, default=100, help="how often each key is pressed")
    chosen = options.parse_args()
    checkout = this_checkout(chosen.folder)
    home = checkout.home(chosen.size)
    with tempfile.TemporaryDirectory() as folder, sshd(Path(folder)) as ssh:
        settings = [f"{name}={value}" for name, value in checkout.environment(home).items()]
        command = [*ssh, shlex.join(["env", *settings, *checkout.command()])]
        with Terminal(command, {**os.environ, "TERM": "xterm-256color"}) as terminal:
            started = terminal.until(first_words(home))
            terminal.until_quiet(3)
            print(f"{chosen.size:,} threads over ssh, first rows {started * 1000:.0f} ms after `ssh` began")
            print_heading("key to screen quiet", ["ssh"])
            for name, (keys, begin) in MOTIONS.items():
                press(terminal, begin)
                report(name, [[press(terminal, keys[n % len(keys)])] for n in range(chosen.keys)])


@contextmanager
def sshd(folder: Path) -> Iterator[list[str]]:
    """An sshd on loopback for this user alone; gives the command that logs in, to be ended by another."""
    server = shutil.which("sshd") or "/usr/sbin/sshd"
    if not Path(server).exists():
        raise SystemExit("There is no sshd here: install openssh-server.")
    for name in ("host", "own"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    (folder / "authorized").write_bytes((folder / "own.pub").read_bytes())
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = (
        f"ListenAddress=127.0.0.1:{port}", f"HostKey={folder / 'host'}", f"PidFile={folder / 'pid'}",
        f"AuthorizedKeysFile={folder / 'authorized'}", "StrictModes=no", "UsePAM=no",
        "PasswordAuthentication=no", "PermitRootLogin=prohibit-password",
    )  # fmt: skip
    options = [part for each in settings for part in ("-o", each)]
    running = subprocess.Popen([server, "-D", "-e", "-f", "/dev/null", *options], stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield [
            "ssh", "-tt", "-q", "-p", str(port), "-i", str(folder / "own"), "-F", "/dev/null",
            "-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={folder / 'known'}",
            f"{getpass.getuser()}@127.0.0.1",
        ]  # fmt: skip
    finally:
        running.terminate()
        running.wait()


def _wait(port: int) -> None:
    for _ in range(100):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("The sshd did not start.")


if __name__ == "__main__":
    main()
