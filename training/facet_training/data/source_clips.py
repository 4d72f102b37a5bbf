"""One source file to face clips whose person is not settled yet, and what was left out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facet_training.data.audio_features import Samples, decode_audio
from facet_training.data.clip_sound import sound_of_pictures, speech_of_pictures
from facet_training.data.face_clip import FaceClip
from facet_training.data.face_gates import UNREADABLE, GateSettings
from facet_training.data.face_looks import Looks
from facet_training.data.face_measures import measure_faces
from facet_training.data.face_points import face_points
from facet_training.data.footage_sources import FootageSource
from facet_training.data.head_angles import head_pose_in_picture
from facet_training.data.landmarks import FaceTracker, probe_video
from facet_training.data.sync_check import (
    KnownLag,
    MouthListener,
    Sync,
    SyncSettings,
    judge_sync,
    known_lag,
    lag_curve,
)
from facet_training.data.video_faces import FacePictures, FaceRun, find_faces, read_pictures
from facet_training.data.voice_activity import detect_speech

NO_SYNC = Sync(0.0, float("nan"), False)
_LEAST_SPEECH_PICTURES = 5


@dataclass(frozen=True)
class SourceSettings:
    """How one file is prepared. lip_predictor: the judge of sync, None keeps no sound at all."""

    gates: GateSettings = field(default_factory=GateSettings)
    sync: SyncSettings = field(default_factory=SyncSettings)
    lip_predictor: Path | None = None
    lags: Mapping[str, KnownLag] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceClips:
    """What one file gave: clips, the look of each face [D], and counts of pictures left out by reason."""

    name: str
    clips: list[FaceClip]
    looks: list[Looks]
    rejected: Counter[str]


class SourceReader:
    """Turns files into clips, one at a time. Owns MediaPipe graphs and a session; call ``close`` when done."""

    def __init__(self, settings: SourceSettings) -> None:
        self._settings = settings
        self._tracker = FaceTracker()
        self._listener = MouthListener(settings.lip_predictor) if settings.lip_predictor else None

    def close(self) -> None:
        """Release the graphs."""
        self._tracker.close()

    def read(self, source: FootageSource) -> SourceClips:
        """Prepare one file; one that cannot be read is counted, not an error."""
        gates = self._settings.gates
        try:
            info = probe_video(source.path)
            runs, rejected = find_faces(source.path, info, self._tracker, gates)
        except ValueError:
            return SourceClips(source.name, [], [], Counter({UNREADABLE: 1}))
        shown, blurred = read_pictures(source.path, info, runs, gates) if runs else ([], Counter[str]())
        kept = [(run, pictures) for run, pictures in zip(runs, shown, strict=True) if pictures is not None]
        clips = self._clips(source, kept)
        return SourceClips(source.name, clips, [pictures.look for _, pictures in kept], rejected + blurred)

    def _clips(self, source: FootageSource, kept: list[tuple[FaceRun, FacePictures]]) -> list[FaceClip]:
        if not kept:
            return []
        samples = decode_audio(source.path) if self._listener else np.zeros(0, np.float32)
        is_speech = detect_speech(samples)
        measures = [measure_faces(run.landmarks) for run, _ in kept]
        syncs = self._syncs(source, [run for run, _ in kept], measures, samples, is_speech)
        return [
            _clip(source, run, pictures, measured, sync, samples, is_speech)
            for (run, pictures), measured, sync in zip(kept, measures, syncs, strict=True)
        ]

    def _syncs(
        self,
        source: FootageSource,
        runs: list[FaceRun],
        measures: list[NDArray[np.float32]],
        samples: Samples,
        is_speech: NDArray[np.bool_],
    ) -> list[Sync]:
        if self._listener is None or not is_speech.any():
            return [NO_SYNC] * len(runs)
        predicted = self._listener.opening(samples)
        curves = [
            lag_curve(predicted, measured[:, 0], run.first_picture)
            for run, measured in zip(runs, measures, strict=True)
        ]
        known = known_lag(self._settings.lags, source.name)
        return judge_sync(curves, [len(run.frames) for run in runs], known, self._settings.sync)


def _clip(
    source: FootageSource,
    run: FaceRun,
    pictures: FacePictures,
    measures: NDArray[np.float32],
    sync: Sync,
    samples: Samples,
    is_speech: NDArray[np.bool_],
) -> FaceClip:
    count = len(run.frames)
    landmarks = run.picture_landmarks
    speaking = speech_of_pictures(is_speech, run.first_picture, count, sync.lag_sec)
    has_voice = sync.has_voice and int(speaking.sum()) >= _LEAST_SPEECH_PICTURES
    return FaceClip(
        name=f"{source.name}#{run.shot}.{run.first_picture}",
        identity=source.person,
        source=source.name,
        is_validation=False,
        pictures=pictures.pictures,
        points=face_points(landmarks).astype(np.float32),
        head_pose=head_pose_in_picture(landmarks),
        measures=measures,
        mel=sound_of_pictures(samples, run.first_picture, count, sync.lag_sec) if has_voice else None,
        is_speech=speaking if has_voice else np.zeros(count, np.bool_),
        lag_sec=sync.lag_sec if has_voice else 0.0,
        sync=sync.confidence,
    )
