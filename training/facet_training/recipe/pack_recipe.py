"""How a pack's codes become conditioning: a gain and a smoothing for each factor, stated in its manifest.

The published networks are used with gains that were set by hand for a demonstration; networks whose generator learned
from the codes as they are need none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from facet_training.recipe.conditioning import GAINS, LIP_TAPS, POSE_TAPS, Codes, MotionTracks

# Weights of the picture before, the picture and the picture after; None: the picture alone.
Taps = tuple[float, float, float] | None

FACTORS: Final = ("lip", "eye", "head_pose", "expression")


@dataclass(frozen=True)
class FactorRecipe:
    """Attributes: gain: factor of the code. taps: smoothing over three pictures, or none."""

    gain: float
    taps: Taps


@dataclass(frozen=True)
class PackRecipe:
    """One ``FactorRecipe`` for each of ``FACTORS``."""

    lip: FactorRecipe
    eye: FactorRecipe
    head_pose: FactorRecipe
    expression: FactorRecipe

    def of(self, factor: str) -> FactorRecipe:
        """The recipe of a factor. Raises ValueError for a name that is none of ``FACTORS``."""
        if factor not in FACTORS:
            raise ValueError(f"expected one of {', '.join(FACTORS)}, got {factor}")
        found: FactorRecipe = getattr(self, factor)
        return found


OFFICIAL_RECIPE: Final = PackRecipe(
    lip=FactorRecipe(GAINS["lip"], LIP_TAPS),
    eye=FactorRecipe(GAINS["eye"], None),
    head_pose=FactorRecipe(GAINS["head_pose"], POSE_TAPS),
    expression=FactorRecipe(GAINS["expression"], None),
)

# Gains of 1: the generator learned from the codes as the encoders give them. Lips as they are: windows of sound overlap
# and are smooth by themselves. Poses lose the encoder's jitter; expression was learned as a mean over many pictures, so
# the mean of three is nearer to what the generator knows than a single one.
LEARNED_RECIPE: Final = PackRecipe(
    lip=FactorRecipe(1.0, None),
    eye=FactorRecipe(1.0, None),
    head_pose=FactorRecipe(1.0, POSE_TAPS),
    expression=FactorRecipe(1.0, POSE_TAPS),
)

RECIPES: Final = {"official": OFFICIAL_RECIPE, "learned": LEARNED_RECIPE}


def prepare_codes(codes: Codes, recipe: FactorRecipe) -> Codes:
    """Gain and smoothing of one factor, as the application does it. Shapes: [T, D] kept.

    The first and last pictures are repeated beyond the ends.
    """
    scaled = np.float32(recipe.gain) * codes
    if recipe.taps is None or len(codes) == 0:
        return np.asarray(scaled, np.float32)
    padded = np.concatenate([scaled[:1], scaled, scaled[-1:]])
    before, at, after = recipe.taps
    return np.asarray(before * padded[:-2] + at * padded[1:-1] + after * padded[2:], np.float32)


def prepared_motion(tracks: MotionTracks, recipe: PackRecipe) -> Codes:
    """Motion part of the conditioning as the application makes it. Shapes: -> [T, M] = [lip|expression|eye|pose]."""
    parts = [
        prepare_codes(getattr(tracks, factor), recipe.of(factor))
        for factor in ("lip", "expression", "eye", "head_pose")
    ]
    return np.concatenate(parts, axis=1)
