"""How far expression follows the sound: squared correlations over a long memory of frames.

Lips belong to the sound and expression must not: each number of the expression code, averaged over a window of frames,
is compared with each number of the sound's lip feature over many frames of many clips. A batch alone is too short for
that, so memory banks keep the rows of batches before it, without gradients.
"""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor

READINGS: Final = ("full", "literal")
EPSILON: Final = 1e-8


def _centred(rows: Tensor) -> Tensor:
    return rows - rows.mean(0, keepdim=True)


def correlations(x: Tensor, y: Tensor) -> Tensor:
    """Pearson's correlation of every column with every column. Shapes: x [N, D], y [N, E] -> [D, E] in [-1, 1].

    A column that does not change correlates with nothing: 0, with a finite gradient. Raises ValueError when the rows do
    not belong to each other.
    """
    _check_rows(x, y)
    a, b = _centred(x), _centred(y)
    spread = a.square().sum(0)[:, None] * b.square().sum(0)[None]
    return (a.T @ b) / (spread + EPSILON).sqrt()


def paired_correlations(x: Tensor, y: Tensor) -> Tensor:
    """Pearson's correlation of columns of one number: x, y [N, D] -> [D]. Raises ValueError for other widths."""
    _check_rows(x, y)
    if x.shape[1] != y.shape[1]:
        raise ValueError(f"expected two sides of one width to pair their columns, got {x.shape[1]} and {y.shape[1]}")
    a, b = _centred(x), _centred(y)
    return (a * b).sum(0) / (a.square().sum(0) * b.square().sum(0) + EPSILON).sqrt()


def _check_rows(x: Tensor, y: Tensor) -> None:
    if x.ndim != 2 or y.ndim != 2 or len(x) != len(y):
        raise ValueError(f"expected as many rows on both sides, got {list(x.shape)} and {list(y.shape)}")


def decorrelation_loss(expression: Tensor, sound: Tensor, reading: str = "full") -> Tensor:
    """Mean squared correlation of expression with sound.

    Args:
        reading: "full": every column with every column; "literal": columns of one number, as the formula is printed,
            for which both sides must be equally wide.

    Shapes: expression [N, D], sound [N, E] -> scalar in [0, 1]; independent rows give about 1 / (N - 1).
    Source: PD-FGC, section on lip decorrelation (spec C.3); the paper does not say how 30 numbers meet 512.
    """
    if reading not in READINGS:
        raise ValueError(f"expected a reading of {', '.join(READINGS)}, got {reading}")
    found = correlations if reading == "full" else paired_correlations
    # In float32: sums of squares over hundreds of rows do not fit half precision.
    with torch.autocast(expression.device.type, enabled=False):
        return found(expression.float(), sound.float()).square().mean()


class MemoryBank:
    """The last rows of batches gone by, first in first out, without gradients.

    Args:
        capacity: rows kept; 0 keeps none. width: numbers of a row.
    """

    def __init__(self, capacity: int, width: int) -> None:
        self.capacity = capacity
        self.rows = torch.zeros(0, width)

    def __len__(self) -> int:
        return len(self.rows)

    def with_batch(self, batch: Tensor) -> Tensor:
        """What is kept, oldest first, then the batch; gradients flow through the batch alone. [N, D] -> [M + N, D]."""
        return torch.cat([self.rows.to(batch.device, batch.dtype), batch])

    def push(self, batch: Tensor) -> None:
        """Keep a batch [N, D], detached; the oldest rows leave. Raises ValueError for another width."""
        if batch.ndim != 2 or batch.shape[1] != self.rows.shape[1]:
            raise ValueError(f"expected rows of {self.rows.shape[1]} numbers, got {list(batch.shape)}")
        joined = torch.cat([self.rows.to(batch.device), batch.detach().float()])
        self.rows = joined[max(0, len(joined) - self.capacity) :].clone()

    def restore(self, rows: Tensor) -> None:
        """Take rows kept by an earlier process. Raises ValueError when they do not fit."""
        if rows.ndim != 2 or rows.shape[1] != self.rows.shape[1] or len(rows) > self.capacity:
            kept = [self.capacity, self.rows.shape[1]]
            raise ValueError(f"expected a memory of at most {kept}, got {list(rows.shape)}")
        self.rows = rows.detach().float().cpu().clone()


class Decorrelation:
    """The decorrelation loss of a batch among the rows kept in two banks, which then keep the batch.

    Args:
        expression, sound: widths. capacity: rows kept. least: rows, kept and new, below which there is no loss yet.
    """

    def __init__(self, expression: int, sound: int, *, capacity: int, least: int, reading: str) -> None:
        if reading not in READINGS:
            raise ValueError(f"expected a reading of {', '.join(READINGS)}, got {reading}")
        self.reading = reading
        self.least = least
        self.expression = MemoryBank(capacity, expression)
        self.sound = MemoryBank(capacity, sound)

    def __call__(self, expression: Tensor, sound: Tensor) -> Tensor | None:
        """Loss of a batch, then keep it. Shapes: [N, D], [N, E] -> scalar, or None while there are too few rows."""
        loss = None
        if len(expression) > 0 and len(self.expression) + len(expression) >= self.least:
            kept = self.expression.with_batch(expression), self.sound.with_batch(sound)
            loss = decorrelation_loss(*kept, reading=self.reading)
        self.expression.push(expression)
        self.sound.push(sound)
        return loss

    def memory(self) -> dict[str, Tensor]:
        """Rows of both banks."""
        return {"expression": self.expression.rows, "sound": self.sound.rows}

    def restore(self, memory: dict[str, Tensor]) -> None:
        """Take back what ``memory`` gave. Raises ValueError when it does not fit."""
        self.expression.restore(memory["expression"])
        self.sound.restore(memory["sound"])
