"""A dilated convolution block with a shortcut."""

from __future__ import annotations

from torch import Tensor, nn

from facet_training.networks.layers.channel_norm import make_norm


class ResidualBlock(nn.Module):
    """norm -> dilated conv of 3 -> GELU -> dropout -> pointwise conv, added to the input.

    Args:
        channels: C in and out. dilation: reach in frames on each side. dropout: share of channels dropped.
        norm: see ``make_norm``.

    Shapes: [B, C, T] -> [B, C, T].
    """

    def __init__(self, channels: int, dilation: int, dropout: float, norm: str) -> None:
        super().__init__()
        self.norm = make_norm(norm, channels)
        self.spread = nn.Conv1d(channels, channels, 3, padding=dilation, dilation=dilation)
        self.activation = nn.GELU()
        self.dropout = nn.Dropout1d(dropout)
        self.mix = nn.Conv1d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Apply the block."""
        out: Tensor = x + self.mix(self.dropout(self.activation(self.spread(self.norm(x)))))
        return out
