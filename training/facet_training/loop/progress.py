"""How a run tells where it stands: one line now and then, rewritten in place on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Final, TextIO

# In the curves, but too much for a line.
_LEFT_OUT: Final = ("loss", "gradient", "judge.loss", "judge.gradient")


def duration_text(seconds: float) -> str:
    """Seconds in the two largest units that matter, e.g. ``3 h 05 min``, ``4 min 10 s``, ``12 s``."""
    whole = max(0, round(seconds))
    hours, minutes = whole // 3600, whole % 3600 // 60
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {whole % 60:02d} s" if minutes else f"{whole} s"


class RunningMeans:
    """Means of named numbers since the last time they were taken; a name may be missing in some iterations."""

    def __init__(self) -> None:
        self._sums: dict[str, tuple[float, int]] = {}

    def add(self, values: Mapping[str, float]) -> None:
        """Take in one iteration."""
        for name, value in values.items():
            total, count = self._sums.get(name, (0.0, 0))
            self._sums[name] = total + value, count + 1

    def take(self) -> dict[str, float]:
        """Give the means and begin anew."""
        means = {name: total / count for name, (total, count) in self._sums.items()}
        self._sums = {}
        return means


class Progress:
    """Writer of lines; on a terminal ``update`` rewrites its line, elsewhere every line stays."""

    def __init__(self, stream: TextIO | None = None, *, is_silent: bool = False) -> None:
        self._stream = stream or sys.stdout
        self._is_silent = is_silent
        self._open = 0

    def update(self, line: str) -> None:
        """Show where the run stands."""
        if self._is_silent:
            return
        if self._stream.isatty():
            self._stream.write("\r" + line.ljust(self._open))
            self._open = len(line)
        else:
            self._stream.write(line + "\n")
        self._stream.flush()

    def note(self, text: str) -> None:
        """Say something that stays."""
        if self._is_silent:
            return
        self._stream.write(("\n" if self._open else "") + text + "\n")
        self._open = 0
        self._stream.flush()


def progress_line(stage: str, step: int, iterations: int, means: Mapping[str, float], pace: tuple[float, float]) -> str:
    """Iteration, losses, speed and time left. Units: pace = pictures a second, seconds an iteration."""
    terms = " ".join(f"{name} {value:.4g}" for name, value in means.items() if name not in _LEFT_OUT)
    left = duration_text((iterations - step) * pace[1])
    return f"{stage} {step}/{iterations}  loss {means['loss']:.4f}  {terms}  {pace[0]:.1f} pictures/s  {left} left"
