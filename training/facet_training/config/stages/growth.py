"""When pictures grow to their full size while a generator learns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GrowthConfig:
    """Attributes: grow_at: iteration from which pictures have full size (half before); 0 = always full.

    fade: iterations over which the last layer comes in.
    """

    grow_at: int = 0
    fade: int = 500
