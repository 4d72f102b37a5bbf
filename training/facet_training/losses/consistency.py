"""Whether a made picture does what it was told: its lips fit the sound, its gaze and motion are the target's."""

from __future__ import annotations

from typing import Final, Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional

from facet_training.networks.motion_encoder import MotionEncoder

# exp(-S) of lips that fit the sound exactly.
FLOOR: Final = 0.36787944


class PictureComparison(Protocol):
    """Distance of made pictures from targets; gradients flow to the made ones alone."""

    def __call__(self, made: Tensor, target: Tensor) -> Tensor:
        """Shapes: [B, 3, S, S], [B, 3, S, S] in [-1, 1] -> scalar >= 0."""
        ...


def lip_consistency_loss(seen: Tensor, heard: Tensor) -> Tensor:
    """exp(-S) of lips by sight and by sound, S their cosine. Shapes: [B, F], [B, F] -> scalar in [1/e, e].

    Gradients flow to both; detach what must stay. Source: PD-FGC, consistency loss (spec C.3). Raises ValueError for
    features of other shapes.
    """
    if seen.shape != heard.shape:
        raise ValueError(f"expected lip features of one shape, got {list(seen.shape)} and {list(heard.shape)}")
    return torch.exp(-functional.cosine_similarity(seen.float(), heard.float(), dim=1)).mean()


class SeenLips(nn.Module):
    """Lip feature by sight, of a trained motion encoder whose weights stay as they are.

    Shapes: image [B, 3, S, S] in [-1, 1] of any size -> [B, F]; pictures of another size are resized first (half-size
    ones while a generator grows).
    """

    def __init__(self, motion: MotionEncoder, picture_px: int) -> None:
        super().__init__()
        self.trunk = motion.model
        self.to_mouth = motion.to_mouth
        self.picture_px = picture_px
        self.eval().requires_grad_(False)

    def forward(self, image: Tensor) -> Tensor:
        """Encode pictures."""
        if image.shape[-1] != self.picture_px:
            size = (self.picture_px, self.picture_px)
            image = functional.interpolate(image, size, mode="bilinear", align_corners=False)
        feature: Tensor = self.to_mouth(self.trunk(image))
        return feature


class Consistency:
    """The consistency loss in its three parts, each of which may be left out (None).

    Args:
        lips: lip feature of a picture. gaze: comparison of gazes. motion: comparison of all motion.
    """

    def __init__(self, lips: SeenLips | None, gaze: PictureComparison | None, motion: PictureComparison | None) -> None:
        self.lips = lips
        self.gaze = gaze
        self.motion = motion

    def __call__(self, made: Tensor, target: Tensor, lips: Tensor) -> dict[str, Tensor]:
        """Parts by name ("lip", "gaze", "motion"), before their weights.

        Shapes: made, target [B, 3, S, S]; lips [B, F] = what the lips should say, of the sound or, without any, of the
        driving picture.
        """
        parts: dict[str, Tensor] = {}
        if self.lips is not None:
            parts["lip"] = lip_consistency_loss(self.lips(made), lips.detach())
        if self.gaze is not None:
            parts["gaze"] = self.gaze(made, target)
        if self.motion is not None:
            parts["motion"] = self.motion(made, target)
        return parts
