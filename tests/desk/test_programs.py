"""Programs of the user run within time limits, and their child processes end with them."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bizcare_tui.desk.programs import ProgramFailed, run_program
from bizcare_tui.errors import Interrupted

Write = Callable[[str], str]


@pytest.fixture
def script(tmp_path: Path) -> Write:
    """Writes a program of the shell; its path."""

    def write(text: str) -> str:
        file = tmp_path / "tell"
        file.write_text(f"#!/bin/sh\n{text}\n")
        file.chmod(0o700)
        return str(file)

    return write


def is_over(pid: int) -> bool:
    """Whether a process has ended, even if nobody asked for its status yet."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def wait_until_over(pid: int) -> None:
    """Wait for a process that was killed: the system ends it soon, not at once."""
    deadline = time.monotonic() + 60
    while not is_over(pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_arguments_are_given_as_they_are(script: Write, tmp_path: Path) -> None:
    program = script(f'printf "%s|" "$@" > {tmp_path}/out')
    run_program([program, "$(id)", "a b", "", "ñ € 😀"], threading.Event())
    assert (tmp_path / "out").read_text() == "$(id)|a b||ñ € 😀|"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("exit 3", "ended with 3"), ("kill -9 $$", "ended with -9"), ("sleep 60", "longer than 1 s")],
)
def test_a_program_that_fails_is_a_sentence(script: Write, text: str, reason: str) -> None:
    with pytest.raises(ProgramFailed, match=reason):
        run_program([script(text)], threading.Event(), seconds=1)


@pytest.mark.parametrize("command", [["/nowhere"], ["/tmp"], ["a\0b"], ["/bin/echo", "a\0b"]])
def test_a_program_that_cannot_be_run_is_a_sentence(command: list[str]) -> None:
    with pytest.raises(ProgramFailed, match="cannot be run"):
        run_program(command, threading.Event())


def test_a_sign_that_the_system_cannot_write_does_not_keep_a_notice_back(
    script: Write, tmp_path: Path
) -> None:
    run_program([script(f'printf "%s" "$1" > {tmp_path}/out'), "cart \ud83d fails"], threading.Event())
    assert (tmp_path / "out").read_text() == "cart ? fails"


def test_a_stop_ends_a_program_and_what_it_started(script: Write, tmp_path: Path) -> None:
    fifo = tmp_path / "begun"
    os.mkfifo(fifo)
    stop = threading.Event()
    errors: list[BaseException] = []

    def run() -> None:
        try:
            run_program([script(f"sleep 600 & echo $! > {fifo}; wait")], stop)
        except Interrupted as error:
            errors.append(error)

    running = threading.Thread(target=run)
    running.start()
    child = int(fifo.read_text())
    stop.set()
    running.join(60)
    assert errors
    wait_until_over(child)


def test_a_program_may_end_in_the_grace_after_a_stop(script: Write, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    run_program([script(f"echo done > {tmp_path}/out")], stop)
    assert (tmp_path / "out").read_text() == "done\n"
