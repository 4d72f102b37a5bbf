"""The parts of the motion encoder that stage 3 learns."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor, nn

from facet_training.networks.motion_encoder import MotionEncoder


class ExpressionWindow(NamedTuple):
    """Means over a window of frames, and its middle frame by itself.

    Shapes: feature, own_feature [N, U] (of ``to_emo``); code, own_code [N, E] = [N, 30] officially.
    """

    feature: Tensor
    code: Tensor
    own_feature: Tensor
    own_code: Tensor


class ExpressionHeads(nn.Module):
    """Expression from the trunk's feature, and the lip code by sight; names are those of the motion encoder.

    Args:
        encoder: whose heads these are (shared, not copied). has_codes: the eye and head pose codes are among them.
    """

    def __init__(self, encoder: MotionEncoder, *, has_codes: bool) -> None:
        super().__init__()
        self.to_emo = encoder.to_emo
        self.emo_embed = encoder.emo_embed
        self.mouth_embed = encoder.mouth_embed
        if has_codes:
            self.eye_embed = encoder.eye_embed
            self.headpose_embed = encoder.headpose_embed

    def window(self, unified: Tensor) -> ExpressionWindow:
        """Expression of windows: each frame's, averaged. Shapes: [N, W, U] -> see ``ExpressionWindow``.

        Source: PD-FGC, in-window decorrelation: expression changes slower than lips and eyes.
        """
        frames = unified.shape[:2]
        flat = self.to_emo(unified.flatten(0, 1))
        features, codes = flat.unflatten(0, frames), self.emo_embed(flat).unflatten(0, frames)
        middle = frames[1] // 2
        return ExpressionWindow(features.mean(1), codes.mean(1), features[:, middle], codes[:, middle])
