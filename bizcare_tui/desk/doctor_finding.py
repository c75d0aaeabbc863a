"""The result of one check of `doctor`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """The result of one check: whether it is all right, a sentence, and what to do if not.

    `detail` must not leave this machine: it may contain what customers wrote.
    """

    check: str
    ok: bool
    text: str
    next_step: str = ""
    detail: str = ""
