"""Features of several resolutions, joined."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from facet_training.networks.layers.preactivated_block import PreactivatedBlock


class Hourglass(nn.Module):
    """Halves the picture ``levels`` times and comes back, adding at every level what it kept there.

    Args:
        channels: C in and out. levels: how often it halves (odd sizes lose a row). dropout: of what is kept, in
            training only.

    Shapes: [B, C, H, W] -> [B, C, H, W].
    """

    def __init__(self, channels: int, levels: int, dropout: float) -> None:
        super().__init__()
        self.levels = levels
        self.dropout = nn.Dropout(dropout)
        for level in range(levels, 0, -1):
            for branch in ("b1", "b2", "b3"):
                self.add_module(f"{branch}_{level}", PreactivatedBlock(channels, channels))
        self.b2_plus_1 = PreactivatedBlock(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        """Join all levels."""
        return self._level(self.levels, x)

    def _level(self, level: int, x: Tensor) -> Tensor:
        kept: Tensor = self.dropout(self.get_submodule(f"b1_{level}")(x))
        low = self.get_submodule(f"b2_{level}")(functional.max_pool2d(x, 2))
        low = self._level(level - 1, low) if level > 1 else self.b2_plus_1(low)
        low = self.get_submodule(f"b3_{level}")(low)
        # Plain numbers, so that a traced graph holds them as constants.
        size = (int(kept.shape[2]), int(kept.shape[3]))
        joined: Tensor = kept + functional.interpolate(low, size=size, mode="bilinear", align_corners=False)
        return joined
