"""Checkpoints that are whole or absent."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import torch

from facet_training.data.cache import write_atomically


def save_checkpoint(path: Path, content: dict[str, Any]) -> None:
    """Write aside, then rename."""
    buffer = io.BytesIO()
    torch.save(content, buffer)
    write_atomically(path, buffer.getvalue())


def load_checkpoint(path: Path) -> dict[str, Any] | None:
    """Read a checkpoint of ours; None when there is none."""
    if not path.exists():
        return None
    content: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return content
