"""Settings of the features that stages 2 and 3 learn from: how often, and how altered, the frozen trunk sees a clip."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class UnifiedFeaturesConfig:
    """Attributes: copies: altered copies of each clip beside the plain one; the odd ones are mirrored.

    shift: largest move of a copy's picture, in parts of its side. zoom: largest change of its size. colour: largest
    change of gain, contrast and gamma. batch: pictures at a time. is_half: bf16 arithmetic in the trunk (twice as
    fast; differs from float32 by about a hundredth of a feature's deviation). Stages of the same settings share files.
    """

    copies: int = 1
    shift: float = 0.03
    zoom: float = 0.05
    colour: float = 0.2
    batch: int = 32
    is_half: bool = True

    def __post_init__(self) -> None:
        if self.copies < 0 or self.batch < 1:
            raise ValueError(f"expected copies >= 0 and batch >= 1, got {self.copies} and {self.batch}")
