"""Where commands find and leave things, and what they note about a run."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Final

from facet_training.data.cache import write_atomically

REPOSITORY: Final = Path(__file__).resolve().parents[3]
DEFAULT_SHARED: Final = REPOSITORY.parent / "shared"
CACHE_ROOT: Final = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "facet"


def commit_hash() -> str:
    """The commit that is checked out, or "unknown" outside a checkout."""
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def write_json(path: Path, content: Any) -> None:
    """Write a readable JSON file, whole or not at all."""
    write_atomically(path, (json.dumps(content, indent=1) + "\n").encode())
