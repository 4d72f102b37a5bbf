"""The folder of a stage while it is being trained: one process at a time, nothing left half-written."""

from __future__ import annotations

import fcntl
import json
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TextIO

from facet_training.data.cache import write_atomically

FACTS_FILE: Final = "run.json"
_LOCK_FILE: Final = ".training"


class RunFolder:
    """Holds a folder for one training process, for the length of a ``with``.

    Attributes: path: the folder; it is made. Raises ValueError when another process trains there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: TextIO | None = None

    def __enter__(self) -> RunFolder:
        self.path.mkdir(parents=True, exist_ok=True)
        self._lock = (self.path / _LOCK_FILE).open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise ValueError(f"expected to train alone in {self.path}, another process does so already") from None
        for left in self.path.glob(".*.*.[0-9]*"):  # written aside by a process that was killed
            left.unlink()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock is not None:
            self._lock.close()

    def write_facts(self, facts: dict[str, Any]) -> None:
        """Write ``run.json``, whole or not at all; it keeps when the first process began."""
        path = self.path / FACTS_FILE
        begun = json.loads(path.read_text()).get("begun") if path.exists() else None
        content = {**facts, "begun": begun or time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
        write_atomically(path, (json.dumps(content, indent=1) + "\n").encode())
