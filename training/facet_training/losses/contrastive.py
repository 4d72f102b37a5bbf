"""Contrast of what belongs together with what does not, by cosine.

Source: the paper's losses of lips with sound and of eyes (InfoNCE). Differs from it in: a temperature, which the paper
does not have (1 = as written), and masks of what counts as a negative.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional


class BothWays(NamedTuple):
    """Scalars: loss of finding the picture by its sound, and the sound by its picture."""

    sound_to_sight: Tensor
    sight_to_sound: Tensor


def cosine_matrix(a: Tensor, b: Tensor) -> Tensor:
    """Cosine of every row with every row, in float32. Shapes: [N, F], [M, F] -> [N, M] in [-1, 1]."""
    return functional.normalize(a.float(), dim=1) @ functional.normalize(b.float(), dim=1).T


def info_nce(similarity: Tensor, temperature: float, is_negative: Tensor) -> Tensor:
    """Mean over rows of -log softmax at the diagonal, among the diagonal and the row's negatives.

    Shapes: similarity [N, N]; is_negative [N, N] bool (its diagonal does not matter) -> scalar, from 0 up. Rows without
    any negative are left out. Raises ValueError when shapes differ or the temperature is not above zero.
    """
    count = len(similarity)
    if similarity.shape != (count, count) or is_negative.shape != similarity.shape:
        raise ValueError(
            f"expected a square similarity and a mask of its shape, got {list(similarity.shape)} and "
            f"{list(is_negative.shape)}"
        )
    if temperature <= 0.0:
        raise ValueError(f"expected a temperature above 0, got {temperature}")
    own = torch.eye(count, dtype=torch.bool, device=similarity.device)
    logits = (similarity / temperature).masked_fill(~(is_negative | own), -math.inf)
    losses = functional.cross_entropy(logits, torch.arange(count, device=similarity.device), reduction="none")
    counts = (is_negative & ~own).any(1).float()
    return (losses * counts).sum() / counts.sum().clamp(min=1.0)


def contrast_both_ways(sound: Tensor, sight: Tensor, temperature: float, is_negative: Tensor) -> BothWays:
    """Row i of both belongs together. Shapes: [N, F], [N, F], [N, N] bool: column no partner of row -> scalars."""
    similarity = cosine_matrix(sound, sight)
    return BothWays(info_nce(similarity, temperature, is_negative), info_nce(similarity.T, temperature, is_negative))


def anchor_contrast(anchor: Tensor, positive: Tensor, negative: Tensor, temperature: float) -> Tensor:
    """Mean of -log softmax of the cosine with the positive against that with the negative. Shapes: 3 [N, F]."""
    near = functional.cosine_similarity(anchor.float(), positive.float(), dim=1)
    far = functional.cosine_similarity(anchor.float(), negative.float(), dim=1)
    return functional.softplus((far - near) / temperature).mean()


def lowest_contrast(negatives: int, temperature: float = 1.0) -> float:
    """The least that either loss can be: cosine 1 with what belongs together and -1 with each negative."""
    return math.log1p(negatives * math.exp(-2.0 / temperature))
