"""Lip sync of finished films, of whatever origin: faces are found in them as training footage is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import medfilt

from facet_training.data.audio_features import Samples, decode_audio
from facet_training.data.clip_sound import sound_of_pictures
from facet_training.data.face_alignment import align_picture
from facet_training.data.face_gates import GateSettings
from facet_training.data.landmarks import FaceTracker, VideoInfo, probe_video, read_frames
from facet_training.data.pdfgc_audio import ROWS_PER_PICTURE, WINDOW_ROWS
from facet_training.data.video_faces import FaceRun, find_faces
from facet_training.metrics.sync import SyncScores, score_sync
from facet_training.metrics.syncnet import SAMPLES_PER_PICTURE, score_syncnet
from facet_training.networks.sync import SyncNetwork
from facet_training.networks.syncnet import PICTURE_PX, WINDOW_PICTURES, SyncNet

Picture = NDArray[np.uint8]

# How SyncNet's own program cuts a face: more below than above the box, smoothed over time, grey outside of the frame.
_BOX_MARGIN: Final = 0.4
_SMOOTHED_PICTURES: Final = 13
_OUTSIDE_LEVEL: Final = 110


@dataclass(frozen=True)
class FilmSync:
    """One face through one shot. own, syncnet: None where that judge was not asked."""

    film: str
    shot: int
    first_picture: int
    pictures: int
    own: SyncScores | None
    syncnet: SyncScores | None


def face_boxes(landmarks: NDArray[np.floating]) -> NDArray[np.float64]:  # type: ignore[type-arg]
    """Middle and half side of the square around each face, smoothed by a median. Shapes: [T, 478, 3] -> [T, 3]."""
    low, high = landmarks[:, :, :2].min(1), landmarks[:, :, :2].max(1)
    boxes = np.concatenate([(low + high) / 2, (high - low).max(1, keepdims=True) / 2], 1).astype(np.float64)
    width = min(_SMOOTHED_PICTURES, len(boxes) - (len(boxes) + 1) % 2)
    # Ends repeated: scipy's filter would take zeros from beyond them.
    padded = np.pad(boxes, ((width // 2, width // 2), (0, 0)), mode="edge")
    return np.stack([medfilt(padded[:, k], width)[width // 2 : width // 2 + len(boxes)] for k in range(3)], 1)


def cut_syncnet_face(image: Picture, box: NDArray[np.float64]) -> Picture:
    """The face as SyncNet's program cuts it. Shapes: [H, W, 3], middle x, y and half side -> [224, 224, 3]."""
    import cv2

    x, y, half = (float(value) for value in box)
    border = int(half * (1 + 2 * _BOX_MARGIN)) + 1
    level = (_OUTSIDE_LEVEL,) * 3
    framed = cv2.copyMakeBorder(image, border, border, border, border, cv2.BORDER_CONSTANT, value=level)
    top, bottom = int(y + border - half), int(y + border + half * (1 + 2 * _BOX_MARGIN))
    left, right = (int(x + border + side * half * (1 + _BOX_MARGIN)) for side in (-1, 1))
    face = framed[max(0, top) : bottom, max(0, left) : right]
    return np.asarray(cv2.resize(face, (PICTURE_PX, PICTURE_PX)), np.uint8)


def _frames_of(path: Path, info: VideoInfo, run: FaceRun) -> Iterator[tuple[int, Picture]]:
    """Frames of a run, in order, with their place in it; a frame may stand at several places."""
    places: dict[int, list[int]] = {}
    for t, frame in enumerate(run.frames.tolist()):
        places.setdefault(frame, []).append(t)
    for frame, image in enumerate(read_frames(path, info)):
        for t in places.get(frame, ()):
            yield t, image


def _own_scores(network: SyncNetwork, pictures: list[Picture], run: FaceRun, samples: Samples) -> SyncScores:
    rows = sound_of_pictures(samples, run.first_picture, len(pictures), 0.0).astype(np.float32) / 255.0
    windows = [rows[ROWS_PER_PICTURE * t :][:WINDOW_ROWS].T[None] for t in range(len(pictures))]
    return score_sync(network, pictures, np.stack(windows))


def score_film(
    path: Path, tracker: FaceTracker, own: SyncNetwork | None = None, syncnet: SyncNet | None = None
) -> list[FilmSync]:
    """Score the largest face of every shot that lasts longer than five pictures.

    Raises ValueError when the file has no picture, no sound, or no such face.
    """
    info = probe_video(path)
    samples = decode_audio(path)
    if not len(samples):
        raise ValueError(f"expected sound in {path.name}, found none")
    gates = GateSettings(least_pictures=WINDOW_PICTURES + 1)
    runs, _ = find_faces(path, info, tracker, gates)
    if not runs:
        raise ValueError(f"expected a face for more than {WINDOW_PICTURES} pictures in {path.name}, found none")
    found = []
    for run in runs:
        boxes = face_boxes(run.landmarks)
        aligned: list[Picture] = [np.zeros(0, np.uint8)] * len(run.frames)
        faces = list(aligned)
        for t, image in _frames_of(path, info, run):
            aligned[t], faces[t] = align_picture(image, run.affines[t]), cut_syncnet_face(image, boxes[t])
        heard = samples[SAMPLES_PER_PICTURE * run.first_picture :]
        is_long = len(heard) // SAMPLES_PER_PICTURE > WINDOW_PICTURES
        found.append(
            FilmSync(
                path.name,
                run.shot,
                run.first_picture,
                len(run.frames),
                _own_scores(own, aligned, run, samples) if own is not None else None,
                score_syncnet(syncnet, faces, heard) if syncnet is not None and is_long else None,
            )
        )
    return found
