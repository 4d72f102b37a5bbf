"""Clips with what the frozen encoders of a run say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from facet_training.data.altered_copies import PLAIN
from facet_training.data.driven_portraits import DrivingClip
from facet_training.data.face_clip import FaceClip
from facet_training.loop.context import StageContext
from facet_training.stages.sound_features import sound_features
from facet_training.stages.unified_features import unified_features

_MIRRORED = PLAIN + 1


class DrivingSource:
    """Features of clips by picture and by sound; read where they lie already, computed where they do not.

    Raises ValueError when stage 1 or stage ``lip-sound`` of the run is not finished.
    """

    def __init__(self, context: StageContext) -> None:
        # The altered copies of stage 2 move pictures a little; here a mirrored picture is nothing but mirrored.
        exact = replace(context.config.expression.features, copies=0, shift=0.0, zoom=0.0, colour=0.0)
        self._seen = unified_features(context, exact)
        self._heard = sound_features(context)

    def clips(self, clips: Sequence[FaceClip], *, has_mirrored: bool) -> list[DrivingClip]:
        """Features of clips, those of their mirror images too if asked for. Reports on stderr while it computes."""
        self._seen.config = replace(self._seen.config, copies=1 if has_mirrored else 0)
        takes = self._seen.takes(clips)
        each = 1 + self._seen.config.copies
        return [
            DrivingClip(
                clip,
                takes[each * place + PLAIN].unified,
                takes[each * place + _MIRRORED].unified if has_mirrored else None,
                None if clip.mel is None else self._heard.of(clip),
            )
            for place, clip in enumerate(clips)
        ]
