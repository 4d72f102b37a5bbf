"""Speech to lip motion: a small convolutional network with a short, symmetric view of the sound.

Output frame t is centred on mel frame 4 t, that is on second t / 25. Reach on each side: sum(dilations) output frames
plus 6 mel frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from facet_training.constants import LIP_COMPONENTS, MEL_BINS, MEL_FRAMES_PER_LIP_FRAME, SILENT_FEATURE
from facet_training.networks.layers.channel_norm import make_norm
from facet_training.networks.layers.residual_block import ResidualBlock

ADAPTATION_FEATURES = 64
_STEM_REACH_MEL_FRAMES = 6  # two convolutions of 5 with stride 2: 2 + 2 * 2


class LipPrediction(NamedTuple):
    """What the network says about each lip frame.

    Shapes: coefficients [B, T, 14]; opening, width [B, T] (articulation scales above the rest shape, 0 = closed rest);
    closed_logit [B, T] (> 0: the lips touch); hidden [B, T, D], features for adapting to a person.
    """

    coefficients: Tensor
    opening: Tensor
    width: Tensor
    closed_logit: Tensor
    hidden: Tensor


class LipEncoder(nn.Module):
    """Log-mel frames to features at the lip frame rate.

    Shapes: mel [B, M=80, F] -> [B, C, ceil(F / 4)].
    """

    def __init__(
        self, channels: int, dilations: Sequence[int], dropout: float, input_dropout: float, norm: str
    ) -> None:
        super().__init__()
        self.input_dropout = nn.Dropout1d(input_dropout)
        self.first = nn.Conv1d(MEL_BINS, channels, 5, stride=2, padding=2)
        self.first_norm = make_norm(norm, channels)
        self.second = nn.Conv1d(channels, channels, 5, stride=2, padding=2)
        self.activation = nn.GELU()
        self.blocks = nn.Sequential(*[ResidualBlock(channels, dilation, dropout, norm) for dilation in dilations])
        self.last_norm = make_norm(norm, channels)

    def forward(self, mel: Tensor) -> Tensor:
        """Encode; a mel frame of digital silence is the zero that padding also brings."""
        x = self.input_dropout(mel - SILENT_FEATURE)
        x = self.activation(self.first_norm(self.first(x)))
        x = self.second(x)
        out: Tensor = self.activation(self.last_norm(self.blocks(x)))
        return out


class LipPredictor(nn.Module):
    """One encoder with its linear heads.

    Args:
        channels: feature size D. dilations: one residual block each. dropout, input_dropout: channel dropout.
        norm: see ``make_norm``.

    Shapes: mel [B, M=80, F] -> LipPrediction with T = ceil(F / 4).
    """

    def __init__(
        self,
        channels: int = 160,
        dilations: Sequence[int] = (1, 2, 4, 1, 2, 4),
        dropout: float = 0.1,
        input_dropout: float = 0.0,
        norm: str = "batch",
    ) -> None:
        super().__init__()
        self.dilations = tuple(dilations)
        self.encoder = LipEncoder(channels, dilations, dropout, input_dropout, norm)
        self.heads = nn.Conv1d(channels, LIP_COMPONENTS + 3, 1)

    @property
    def context_frames(self) -> int:
        """Lip frames on each side that can influence an output frame."""
        return sum(self.dilations) + -(-_STEM_REACH_MEL_FRAMES // MEL_FRAMES_PER_LIP_FRAME)

    def forward(self, mel: Tensor) -> LipPrediction:
        """Predict the lip factor of every frame."""
        hidden = self.encoder(mel)
        heads = self.heads(hidden).transpose(1, 2)
        return LipPrediction(
            coefficients=heads[..., :LIP_COMPONENTS],
            opening=heads[..., LIP_COMPONENTS],
            width=heads[..., LIP_COMPONENTS + 1],
            closed_logit=heads[..., LIP_COMPONENTS + 2],
            hidden=hidden.transpose(1, 2),
        )


class LipEnsemble(nn.Module):
    """Several predictors as one graph: outputs averaged, hidden features reduced to a few for adapting to a person.

    The reduction starts as an arbitrary projection; ``stages.adaptation_features`` fits it after training.

    Shapes: as LipPredictor, hidden [B, T, ADAPTATION_FEATURES].
    """

    reduction: Tensor
    reduction_offset: Tensor

    def __init__(self, members: Sequence[LipPredictor]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)
        width = sum(member.heads.in_channels for member in members)
        self.register_buffer("reduction", torch.eye(width, ADAPTATION_FEATURES))
        self.register_buffer("reduction_offset", torch.zeros(ADAPTATION_FEATURES))

    @property
    def context_frames(self) -> int:
        """The widest context of any member."""
        return max(member.context_frames for member in self._predictors())

    @staticmethod
    def wide_hidden(outputs: Sequence[LipPrediction]) -> Tensor:
        """The members' features side by side, before the reduction. Shapes: -> [B, T, sum of D]."""
        return torch.cat([output.hidden for output in outputs], -1)

    def predict_members(self, mel: Tensor) -> list[LipPrediction]:
        """Every member's own prediction."""
        return [predictor(mel) for predictor in self._predictors()]

    def _predictors(self) -> list[LipPredictor]:
        return [member for member in self.members if isinstance(member, LipPredictor)]

    def forward(self, mel: Tensor) -> LipPrediction:
        """Average the members."""
        outputs = self.predict_members(mel)
        return LipPrediction(
            coefficients=torch.stack([output.coefficients for output in outputs]).mean(0),
            opening=torch.stack([output.opening for output in outputs]).mean(0),
            width=torch.stack([output.width for output in outputs]).mean(0),
            closed_logit=torch.stack([output.closed_logit for output in outputs]).mean(0),
            hidden=self.wide_hidden(outputs) @ self.reduction + self.reduction_offset,
        )
