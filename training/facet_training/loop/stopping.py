"""Reasons to stop before the end: a signal, or the time that was given."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

TIME_OVER_EXIT_CODE: Final = 3


class TrainingStoppedError(Exception):
    """A run that stopped before its end and can go on. Attributes: exit_code: 128 + signal, or 3 for time over."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class StopRequest:
    """Whether to stop, asked between iterations.

    Args: minutes: from now on; None: no limit.
    """

    def __init__(self, minutes: float | None = None) -> None:
        self._deadline = None if minutes is None else time.monotonic() + 60.0 * minutes
        self._signal: int | None = None

    @property
    def is_set(self) -> bool:
        """True when a signal came or the time is over."""
        return self._signal is not None or (self._deadline is not None and time.monotonic() >= self._deadline)

    @property
    def reason(self) -> str:
        """Why, as part of a sentence; in a process that was not asked itself, another one was."""
        if self._signal is not None:
            return f"stopped by {signal.Signals(self._signal).name}"
        return "time is over" if self.is_set else "another process was asked to stop"

    @property
    def exit_code(self) -> int:
        """128 + number of the signal, else 3."""
        return TIME_OVER_EXIT_CODE if self._signal is None else 128 + self._signal

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take SIGINT and SIGTERM as requests; a second one acts as it did before. Elsewhere than in the main thread
        signals are left alone."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        numbers: tuple[int, ...] = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.getsignal(number) for number in numbers}

        def ask(number: int, frame: FrameType | None) -> None:
            self._signal = number
            signal.signal(number, before[number])

        for number in before:
            signal.signal(number, ask)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
