"""Who a face belongs to, by cosines with a margin."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

_LARGEST = 1.0 - 1e-6  # keeps the angle's derivative finite


class PersonClassifier(nn.Module):
    """One direction for each person of the training; a face must lie nearer to its own by a margin.

    Args: width: of identity vectors. people: how many. margin: rad added to the angle to the own person.
        sharpness: factor of the cosines.

    Shapes: identity [B, D] of length 1, person [B] int64 -> scalar cross entropy.
    Source: additive angular margin (ArcFace).
    """

    def __init__(self, width: int, people: int, margin: float, sharpness: float) -> None:
        super().__init__()
        self.directions = nn.Parameter(torch.randn(people, width))
        self.margin, self.sharpness = margin, sharpness

    def forward(self, identity: Tensor, person: Tensor) -> Tensor:
        """The loss."""
        cosines = (identity.float() @ functional.normalize(self.directions.float(), dim=1).T).clamp(-_LARGEST, _LARGEST)
        own = cosines.gather(1, person[:, None])
        # Beyond pi minus the margin the cosine would rise again; there the margin is a plain offset.
        nearer = torch.cos(torch.acos(own) + self.margin)
        nearer = torch.where(own > -torch.cos(torch.tensor(self.margin)), nearer, own - self.margin)
        return functional.cross_entropy(self.sharpness * cosines.scatter(1, person[:, None], nearer), person)
