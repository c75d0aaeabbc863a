"""Figures of one version, or of two side by side: medians, and the ratio of what was measured in turn."""

from __future__ import annotations

import os
import statistics
from collections.abc import Sequence


def print_heading(title: str, names: Sequence[str]) -> None:
    """Print what follows, and whose figures are in which column."""
    columns = "".join(f"{name[:10]:>10} {'p99':>8}" for name in names)
    print(f"\n{title}\n  {'':<28}{columns}{'    ratio' if len(names) > 1 else ''}", flush=True)


def print_figure(name: str, samples: Sequence[Sequence[float]], remark: str = "") -> None:
    """Print the median and the 99th percentile of each version's samples, and the ratio of the first two."""
    columns = "".join(f"{statistics.median(each):>10.1f} {p99(each):>8.1f}" for each in samples)
    print(f"  {name:<28}{columns}{_ratio(samples)}{remark}", flush=True)


def machine() -> str:
    """Return how busy this machine is: figures of a busy one say little but for their ratios."""
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"load {load} on {os.cpu_count()} cores"


def p99(samples: Sequence[float]) -> float:
    """Return the 99th percentile."""
    return sorted(samples)[min(len(samples) - 1, int(len(samples) * 0.99))]


def paired_ratio(samples: Sequence[float], others: Sequence[float]) -> float:
    """Return the median of the ratios of samples that were measured one after the other.

    A machine that is busy for a while so slows down both.
    """
    ratios = [each / other for each, other in zip(samples, others, strict=True) if other]
    return statistics.median(ratios) if ratios else float("nan")


def _ratio(samples: Sequence[Sequence[float]]) -> str:
    return f"{paired_ratio(samples[0], samples[1]):>9.2f}" if len(samples) > 1 else ""
