"""The command that serves a sandbox until it is stopped."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from bizcare_tui.errors import BadSettings, BizcareError, WrongUsage
from bizcare_tui.sandbox.command import serve_sandbox

SCRIPT = """
import sys
from bizcare_tui.sandbox.command import serve_sandbox
sys.exit(serve_sandbox(port=0, threads=20, seed=1, data=None, key=None, faults="", message_ids=True,
               thread_ids=True, authors=False, out=sys.stdout))
"""


def serve_with(**changed: Any) -> int:
    asked: dict[str, Any] = {
        "port": 0, "threads": 3, "seed": 1, "data": None, "key": None, "faults": "",
        "message_ids": True, "thread_ids": True, "authors": False, "out": io.StringIO(),
    }  # fmt: skip
    return serve_sandbox(**asked | changed)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_address_and_key_serves_and_ends_well(number: signal.Signals) -> None:
    environment = os.environ | {"BIZCARE_API_KEY": "the-users-own"}
    command = [sys.executable, "-c", SCRIPT]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        url = process.stdout.readline().decode().strip()
        key = process.stdout.readline().decode().strip()
        answer = httpx.post(f"{url}seller/threads", data={"api_key": key}, trust_env=False, timeout=30)
        process.send_signal(number)
        assert process.wait(30) == 0
        assert process.stdout.read() == process.stderr.read() == b""
    assert answer.json()["threads"]["total"] == 20
    assert key.startswith("demo-")
    assert "the-users-own" not in key


def test_a_port_in_use_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BizcareError, match=rf"Port {port} .* in use.*--port 0"):
            serve_with(port=port)


@pytest.mark.parametrize("changed", [{"port": 70000}, {"port": -1}, {"threads": -1}, {"faults": "flood=1"}])
def test_what_cannot_be_served_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(WrongUsage):
        serve_with(**changed)


def test_a_bad_data_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings):
        serve_with(data=tmp_path / "none.json")
