"""Figures of one version, or of two side by side: medians, and the ratio of what was measured in turn."""

from __future__ import annotations

import statistics
from collections.abc import Sequence


def print_heading(title: str, names: Sequence[str]) -> None:
    """Print what follows, and whose figures are in which column."""
    columns = "".join(f"{name[:10]:>10} {'p99':>8}" for name in names)
    print(f"\n{title}\n  {'':<28}{columns}{'    ratio' if len(names) > 1 else ''}", flush=True)


def print_figure(name: str, samples: Sequence[Sequence[float]], remark: str = "") -> None:
    """Print the median and the 99th percentile of each version's samples, and the ratio of the first two.

    The ratio is the median of the ratios of samples that were measured one after the other, so that a
    machine that is busy for a while slows down both.
    """
    columns = "".join(f"{statistics.median(each):>10.1f} {_p99(each):>8.1f}" for each in samples)
    print(f"  {name:<28}{columns}{_ratio(samples)}{remark}", flush=True)


def _p99(samples: Sequence[float]) -> float:
    return sorted(samples)[min(len(samples) - 1, int(len(samples) * 0.99))]


def _ratio(samples: Sequence[Sequence[float]]) -> str:
    if len(samples) < 2:
        return ""
    ratios = [ours / theirs for ours, theirs in zip(*samples[:2], strict=True) if theirs]
    return f"{statistics.median(ratios):>9.2f}" if ratios else f"{'–':>9}"
