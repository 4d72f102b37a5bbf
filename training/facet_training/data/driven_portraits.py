"""Batches of stage 3: a portrait, a target of the same clip or person, and what drives it, as features made before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from facet_training.config.stages.portraits import PortraitsConfig
from facet_training.data.face_clip import FaceClip
from facet_training.data.look import Look, draw_look
from facet_training.data.pictures import picture_tensor, resize_picture
from facet_training.data.portrait_batches import Moment, MomentDraw, person_odds


class DrivenBatch(NamedTuple):
    """Portraits, targets, and what drives the former to the latter.

    Shapes: portraits [B, K, 3, S, S], target [B, 3, S, S] in [-1, 1]; unified [B, W, U] = features of the frames round
    the driving frame, which is in the middle; sound [B, F] = lip feature of its sound, zeros without; has_sound [B],
    by_sight [B] bool: the lip code comes from the picture; more_unified [N, W, U], more_sound [N, F] = further frames
    with sound, for the decorrelation alone.
    """

    portraits: Tensor
    target: Tensor
    unified: Tensor
    sound: Tensor
    has_sound: Tensor
    by_sight: Tensor
    more_unified: Tensor
    more_sound: Tensor


@dataclass(frozen=True)
class DrivingClip:
    """A clip with what the frozen encoders say of it.

    Attributes: unified, mirrored: trunk features [T, U] of the pictures and of their mirror images (None: not made).
        sound: lip features [T, F] of the sound, or None.
    """

    clip: FaceClip
    unified: Tensor
    mirrored: Tensor | None
    sound: Tensor | None


def window_frames(frame: int, window: int, frames: int) -> list[int]:
    """Frames round one, those beyond the ends replaced by the end. [W]."""
    reach = window // 2
    return [min(max(0, other), frames - 1) for other in range(frame - reach, frame + reach + 1)]


class DrivenPortraits:
    """Batches by step (``StepBatches``): the same seed and step give the same batch.

    Args:
        window: frames W of a window. side_px: side S of pictures. batch: items B. more: frames N with sound beside the
            items (0 when no clip has sound). sight_share: chance that a frame with sound is driven by sight.
            lip_feature: width F of the sound's feature.

    Raises ValueError when a look may mirror pictures whose mirrored features were not made, or no clip has two frames.
    """

    def __init__(
        self,
        clips: Sequence[DrivingClip],
        config: PortraitsConfig,
        *,
        window: int,
        side_px: int,
        batch: int,
        more: int,
        sight_share: float,
        lip_feature: int,
        seed: int,
    ) -> None:
        if config.look.mirror > 0 and any(clip.mirrored is None for clip in clips):
            raise ValueError("expected features of mirrored pictures, because looks may mirror")
        self._clips = clips
        self._config = config
        self._window = window
        self._side_px = side_px
        self._batch = batch
        self._sight_share = sight_share
        self._seed = seed
        plain = [driving.clip for driving in clips]
        self._moments = MomentDraw(plain, config)
        self._heard = [number for number, driving in enumerate(clips) if driving.sound is not None]
        self._more = more if self._heard else 0
        if self._heard:
            self._odds = person_odds([plain[number] for number in self._heard], config.person_power)
        self._sound_width = lip_feature

    def __getitem__(self, step: int) -> DrivenBatch:
        """Draw the batch of a step; the number K of portraits is one for all its items."""
        random = np.random.default_rng((self._seed, step))
        count = int(random.integers(1, self._config.most + 1))
        items = [self._item(count, random) for _ in range(self._batch)]
        more = [self._heard_frame(random) for _ in range(self._more)]
        portraits, target, unified, sound, has_sound, by_sight = (list(part) for part in zip(*items, strict=True))
        width = int(self._clips[0].unified.shape[1])
        return DrivenBatch(
            torch.stack(portraits),
            torch.stack(target),
            torch.stack(unified),
            torch.stack(sound),
            torch.tensor(has_sound),
            torch.tensor(by_sight),
            torch.stack([frame for frame, _ in more]) if more else torch.zeros(0, self._window, width),
            torch.stack([heard for _, heard in more]) if more else torch.zeros(0, self._sound_width),
        )

    def _item(self, count: int, random: np.random.Generator) -> tuple[Tensor, Tensor, Tensor, Tensor, bool, bool]:
        look = draw_look(random, self._side_px, self._config.look)
        moment = self._moments.target(random)
        portraits = [self._picture(place, look) for place in self._moments.portraits(moment, count, random)]
        driving = self._clips[moment.clip]
        is_by_sight = bool(random.random() < self._sight_share) or driving.sound is None
        sound = torch.zeros(self._sound_width) if driving.sound is None else driving.sound[moment.frame]
        unified = self._driving(moment, is_mirrored=look.is_mirrored)
        has_sound = driving.sound is not None
        return torch.stack(portraits), self._picture(moment, look), unified, sound, has_sound, is_by_sight

    def _heard_frame(self, random: np.random.Generator) -> tuple[Tensor, Tensor]:
        number = self._heard[int(random.choice(len(self._heard), p=self._odds))]
        driving = self._clips[number]
        assert driving.sound is not None
        moment = Moment(number, int(random.integers(driving.clip.frames)))
        is_mirrored = bool(random.random() < self._config.look.mirror)
        return self._driving(moment, is_mirrored=is_mirrored), driving.sound[moment.frame]

    def _driving(self, moment: Moment, *, is_mirrored: bool) -> Tensor:
        driving = self._clips[moment.clip]
        features = driving.mirrored if is_mirrored and driving.mirrored is not None else driving.unified
        return features[window_frames(moment.frame, self._window, driving.clip.frames)]

    def _picture(self, moment: Moment, look: Look) -> Tensor:
        picture = self._clips[moment.clip].clip.picture(moment.frame)
        return picture_tensor(look.apply(resize_picture(picture, self._side_px)))
