"""Stage ``sync``: the network that measures lip sync. No other stage learns from it, so its scores are a judge's."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from facet_training.data.face_clip import FaceClip
from facet_training.data.mouth_windows import MouthShelf, SyncBatch, SyncBatches, mouth_window, window_middles
from facet_training.loop.context import StageContext
from facet_training.loop.stage import Check, LossTerms, Stage, StepBatches
from facet_training.losses.contrastive import contrast_both_ways
from facet_training.metrics.sync import SHIFT_REACH, encode_windows, retrieval, shift_distances, sync_scores
from facet_training.networks.sync import SyncNetwork

# Clips that checks look at, spread over the people.
_CHECKED_CLIPS = 60


def other_moments(clip: Tensor, middle: Tensor, nearest: int) -> Tensor:
    """Which windows are negatives of one another: all but those of nearly the same moment of one clip.

    Shapes: clip, middle [B] -> [B, B] bool.
    """
    is_same = clip[:, None] == clip[None]
    return ~(is_same & ((middle[:, None] - middle[None]).abs() < nearest))


class SyncStage(Stage):
    """Learns ``sync`` from clips with sound: a window's lips lie nearer to its own sound than to any other's."""

    name = "sync"

    def __init__(self, context: StageContext) -> None:
        settings = context.config.sync
        self._settings = settings
        self._network = SyncNetwork(settings.mouth_px, settings.channels, settings.width)
        self.trained = nn.ModuleDict({"sync": self._network})
        self.judge = None
        self.frozen = nn.ModuleDict()
        self._training = context.training
        self._held_out = _spread([clip for clip in context.validation if clip.mel is not None and clip.frames >= 5])
        self._shelf = MouthShelf(settings.mouth_px)

    def batches(self) -> StepBatches:
        """Windows of mouths and sound."""
        settings = self._settings
        return SyncBatches(self._training, settings.mouth_px, settings.windows, settings.loop.batch, settings.loop.seed)

    def loss(self, batch: SyncBatch, step: int) -> LossTerms:
        """Match lips and sound of a batch."""
        codes = self._network(batch.mouths, batch.mel)
        is_negative = other_moments(batch.clip, batch.middle, self._settings.nearest)
        with torch.autocast(codes.lips.device.type, enabled=False):
            both = contrast_both_ways(codes.sound, codes.lips, self._settings.temperature, is_negative)
            cosine = (codes.lips * codes.sound).sum(1).mean()
        terms = {"sound_to_lips": both.sound_to_sight, "lips_to_sound": both.sight_to_sound}
        return LossTerms(terms, {"sound_to_lips": 0.5, "lips_to_sound": 0.5}, {"own_cosine": float(cosine.detach())})

    def pictures(self, batch: SyncBatch) -> dict[str, Tensor]:
        """Mouths in the middle of the first windows."""
        return {"mouths": batch.mouths[:16, 2:3].expand(-1, 3, -1, -1)}

    def checks(self) -> list[Check]:
        """Retrieval of the right shift and the offset found, on people never trained on."""
        if not self._held_out:
            return []
        was_training = self._network.training
        self._network.eval()
        hits = near = asked = 0
        offsets: list[int] = []
        confidences: list[float] = []
        for clip in self._held_out:
            mouths, middles = self._shelf.mouths(clip), window_middles(clip.frames)
            mel = np.stack([clip.mel_window(middle) for middle in middles])
            lips, sound = encode_windows(self._network, [mouth_window(mouths, middle) for middle in middles], mel)
            scores = sync_scores(shift_distances(lips, sound))
            offsets.append(scores.offset)
            confidences.append(scores.confidence)
            found, windows = retrieval(lips, sound)
            hits, asked, near = hits + found, asked + windows, near + retrieval(lips, sound, tolerance=1)[0]
        self._network.train(was_training)
        shifts = 2 * SHIFT_REACH + 1
        checks = [
            Check("offset_error_pictures", float(np.mean(np.abs(offsets))), at_most=1.0),
            Check("offset_within_1", float(np.mean(np.abs(offsets) <= 1)), at_least=0.8),
            Check("confidence", float(np.mean(confidences))),
        ]
        if asked:
            checks.append(Check(f"retrieval_of_{shifts}", hits / asked, at_least=3.0 / shifts))
            checks.append(Check(f"retrieval_of_{shifts}_within_1", near / asked, at_least=6.0 / shifts))
        return checks


def _spread(clips: list[FaceClip]) -> list[FaceClip]:
    """At most so many clips, in turn from each person."""
    by_person: dict[str, list[FaceClip]] = {}
    for clip in clips:
        by_person.setdefault(clip.identity, []).append(clip)
    rounds = max((len(own) for own in by_person.values()), default=0)
    turns = [own[turn] for turn in range(rounds) for own in by_person.values() if turn < len(own)]
    return turns[:_CHECKED_CLIPS]


def make_sync_stage(context: StageContext) -> Stage:
    """The stage for the registry."""
    return SyncStage(context)
