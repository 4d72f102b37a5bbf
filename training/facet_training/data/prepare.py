"""Clips to prepared clips: landmarks, canonical frame, sound. Resumable; one worker process a core at most."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facet_training.constants import STABLE_POINTS
from facet_training.data.audio_features import decode_audio
from facet_training.data.cache import PreparedClip, load_clip, save_clip
from facet_training.data.canonical import canonical_mesh, lower_face_points, to_canonical
from facet_training.data.landmarks import FaceTracker, probe_video, read_frames

_PORTRAIT_SIDE = 48
_PORTRAIT_STEP = 5  # every fifth frame enters the mean picture


def portrait_of(image: NDArray[np.uint8], landmarks: NDArray[np.float32]) -> NDArray[np.float64]:
    """Face and hair around it, upright and scaled to the eyes. Shapes: [H, W, 3], [478, 3] -> [48, 48, 3]."""
    import cv2

    stable = list(STABLE_POINTS)
    goal = (canonical_mesh()[stable][:, :2] + (0.0, 0.35)) * 16.0 + _PORTRAIT_SIDE / 2 - (0.0, 4.0)
    matrix, _ = cv2.estimateAffinePartial2D(landmarks[stable, :2].astype(np.float64), goal, method=cv2.LMEDS)
    if matrix is None:
        return np.zeros((_PORTRAIT_SIDE, _PORTRAIT_SIDE, 3))
    return np.asarray(cv2.warpAffine(image, matrix, (_PORTRAIT_SIDE, _PORTRAIT_SIDE), flags=cv2.INTER_AREA), np.float64)


def prepare_clip(path: Path, tracker: FaceTracker) -> PreparedClip:
    """Run landmarks and decoding over one file. Raises ValueError when no frame shows a face."""
    tracker.reset()
    info = probe_video(path)
    found, portraits = [], []
    for index, image in enumerate(read_frames(path, info)):
        landmarks = tracker.find(image)
        found.append(landmarks)
        if index % _PORTRAIT_STEP == 0 and not np.isnan(landmarks).any():
            portraits.append(portrait_of(image, landmarks))
    if not portraits:
        raise ValueError(f"no face in {path.name}")
    landmarks = np.stack(found)
    seen = ~np.isnan(landmarks[:, 0, 0])
    filled = np.where(seen[:, None, None], landmarks, landmarks[int(np.argmax(seen))])
    canonical, rotation = to_canonical(filled.astype(np.float64))
    points = canonical[:, list(lower_face_points())].astype(np.float32)
    points[~seen] = np.nan
    length = min(len(points), len(info.times_sec))
    return PreparedClip(
        times_sec=info.times_sec[:length],
        points=points[:length],
        rotation=rotation[:length].astype(np.float32),
        portrait=np.mean(portraits, 0).astype(np.uint8),
        samples=decode_audio(path),
    )


def _prepare_many(jobs: Sequence[tuple[Path, Path]]) -> int:
    tracker = FaceTracker()
    done = 0
    for source, target in jobs:
        if target.exists():
            continue
        try:
            save_clip(target, prepare_clip(source, tracker))
            done += 1
        except ValueError as error:
            print(f"skipped: {error}", flush=True)
    tracker.close()
    return done


def prepare_clips(jobs: Sequence[tuple[Path, Path]], workers: int = 1) -> int:
    """Prepare (source, target) pairs that have no target yet; returns how many were made."""
    todo = [job for job in jobs if not job[1].exists()]
    if workers <= 1 or len(todo) < 2:
        return _prepare_many(todo)
    parts = [todo[offset::workers] for offset in range(workers)]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        return sum(pool.map(_prepare_many, parts))


__all__ = ["load_clip", "portrait_of", "prepare_clip", "prepare_clips"]
