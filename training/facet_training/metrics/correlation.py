"""Agreement of two curves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float32]


def correlation(a: Curve, b: Curve) -> float:
    """Pearson's r; 0 when either curve does not move. Shapes: [T], [T] -> in [-1, 1]."""
    x, y = a.astype(np.float64) - a.mean(), b.astype(np.float64) - b.mean()
    size = float(np.sqrt((x * x).sum() * (y * y).sum()))
    return float((x * y).sum() / size) if size > 1e-9 else 0.0
