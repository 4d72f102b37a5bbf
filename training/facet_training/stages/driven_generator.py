"""The networks of stage 3 and how they work together: from portraits and driving features to pictures."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from facet_training.config.stages.expression import ExpressionConfig
from facet_training.loop.context import StageContext
from facet_training.networks.appearance_encoder import AppearanceCode, AppearanceEncoder
from facet_training.networks.audio_encoder import AudioEncoder
from facet_training.networks.expression_heads import ExpressionHeads, ExpressionWindow
from facet_training.networks.generator import Generator
from facet_training.networks.motion_encoder import MotionEncoder
from facet_training.stages.appearance_motion import mean_appearance
from facet_training.stages.pack_networks import driving_encoder

_CODES = ("eye_embed.", "headpose_embed.")


class DrivenMotion(NamedTuple):
    """What drives the generator.

    Shapes: code [B, M] = [lip | expression | eye | head pose]; window = expression over the frames, and over further
    ones behind them; lips [B, F] = what the lips of the made picture should say.
    """

    code: Tensor
    window: ExpressionWindow
    lips: Tensor


class SoundHead(nn.Module):
    """The part of the audio encoder that stage 3 learns, under its name. Shapes: feature [B, F] -> lip code [B, L]."""

    def __init__(self, encoder: AudioEncoder) -> None:
        super().__init__()
        self.mouth_embed = encoder.mouth_embed

    def forward(self, feature: Tensor) -> Tensor:
        """Encode lip features."""
        code: Tensor = self.mouth_embed(feature)
        return code


class DrivenGenerator:
    """Appearance encoder, motion heads and generator; the encoder of stage 2 is frozen, the others learn.

    Raises ValueError when a stage before is not finished.
    """

    def __init__(self, context: StageContext) -> None:
        self.config: ExpressionConfig = context.config.expression
        self.sizes = context.config.networks
        self.encoder = driving_encoder(context.run, self.sizes)
        learning = MotionEncoder(self.sizes)
        kept = {key: value.clone() for key, value in self.encoder.state_dict().items() if key.startswith(_CODES)}
        learning.load_state_dict({**learning.state_dict(), **kept})
        self.heads = ExpressionHeads(learning, has_codes=self.config.has_learning_codes)
        self.sound = SoundHead(AudioEncoder(self.sizes))
        self.generator = Generator(self.sizes)
        self.appearance = AppearanceEncoder(self.sizes)
        if not self.config.has_learning_appearance:
            self.appearance.requires_grad_(False)

    @property
    def device(self) -> torch.device:
        """Where the networks are."""
        return next(self.generator.parameters()).device

    def look_at(self, portraits: Tensor) -> AppearanceCode:
        """Mean appearance of K portraits. Shapes: [B, K, 3, S, S] -> [B, D] and [B, C, h, w]."""
        return mean_appearance(self.appearance, portraits)

    @torch.no_grad()
    def start_at_unit_scale(self, unified: Tensor, sound: Tensor) -> None:
        """Scale the fresh lip and expression codes to mean 0 and deviation 1 over some frames.

        As they are drawn they would be a fifth of the eye and head pose codes, and would be learned late.
        Shapes: unified [N, U], sound [M, F], M may be 0.
        """
        seen = self.encoder.to_mouth(unified)
        _scale_to_unit(self.heads.emo_embed, self.heads.to_emo.train()(unified))
        _scale_to_unit(self.heads.mouth_embed, seen)
        _scale_to_unit(self.sound.mouth_embed, sound if len(sound) > 1 else seen)

    def drive(
        self, unified: Tensor, sound: Tensor, by_sight: Tensor, more_unified: Tensor | None = None
    ) -> DrivenMotion:
        """Motion codes of frames. Shapes: unified [B, W, U], sound [B, F], by_sight [B] bool; more_unified [N, W, U].

        ``lips`` of the result is the sound's feature, or that by sight where the lip code came by sight. Further frames
        go through the expression head together with the others, so that its normalisation sees all of them.
        """
        centre = unified[:, unified.shape[1] // 2]
        codes = self.heads if self.config.has_learning_codes else self.encoder
        with torch.no_grad():
            to_eye, to_pose, seen = (
                head(centre) for head in (self.encoder.to_eye, self.encoder.to_headpose, self.encoder.to_mouth)
            )
        eye, head_pose = codes.eye_embed(to_eye), codes.headpose_embed(to_pose)
        lip = torch.where(by_sight[:, None], self.heads.mouth_embed(seen), self.sound(sound))
        window = self.heads.window(unified if more_unified is None else torch.cat([unified, more_unified]))
        lips = torch.where(by_sight[:, None], seen.float(), sound)
        return DrivenMotion(torch.cat([lip, window.code[: len(unified)], eye, head_pose], 1), window, lips)

    def without_expression(self, code: Tensor) -> Tensor:
        """Motion codes [B, M] whose expression part is zero, as the application's switch makes it."""
        codes = self.sizes.codes
        neutral = code.clone()
        neutral[:, codes.lip : codes.lip + codes.expression] = 0.0
        return neutral

    def render(self, look: AppearanceCode, code: Tensor, levels: float | None = None) -> Tensor:
        """Draw. Shapes: look of B persons, or of one for all; code [B, M] -> [B, 3, S, S] float32."""
        count = len(code)
        style = torch.cat([look.id_vector.expand(count, -1), code], 1)
        made: Tensor = self.generator(style, look.id_map.expand(count, -1, -1, -1), levels=levels)
        return made.float()


def _scale_to_unit(embed: nn.Sequential, feature: Tensor) -> None:
    linear = embed[-1]
    assert isinstance(linear, nn.Linear)
    code = embed(feature)
    spread = code.std(0).mean().clamp(min=1e-3)
    linear.weight /= spread
    linear.bias.copy_(-(code.mean(0) - linear.bias) / spread)
