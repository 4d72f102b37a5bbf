"""Numbers that the application's analysis must give for the same faces, cuts and sounds as the preparation of data.

What is long is not stored but made by a recipe that both sides have: ``made_thumbnail`` and ``made_sound``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from facet_training.constants import SAMPLE_RATE_HZ, STABLE_POINTS
from facet_training.data.cache import write_atomically
from facet_training.data.canonical import canonical_mesh, to_canonical
from facet_training.data.face_alignment import CUT_PX, CUT_X_PX, CUT_Y_PX, crop_affines, picture_affines
from facet_training.data.face_clip import MEASURE_NAMES, PICTURE_PX
from facet_training.data.face_measures import measure_canonical
from facet_training.data.head_angles import angles_from_rotation
from facet_training.data.shots import THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH, Thumbnail, shot_starts
from facet_training.data.voice_activity import detect_speech

GOLDEN_FILES: Final = ("aligned-faces.json", "shots-and-speech.json")
_FACES: Final = 4
_SCENES: Final = (0,) * 14 + (1,) * 9 + (2,) * 2 + (1,) * 9 + (3,) * 12  # scene 2 is a flash inside of scene 1
_SPOKEN_SEC: Final = ((0.4, 1.1), (1.2, 1.9), (2.6, 3.3))


def made_landmarks() -> NDArray[np.float64]:
    """Posed canonical faces with moved lips, lids and brows, in px with three decimals. Shapes: -> [4, 478, 3]."""
    random = np.random.default_rng(20)
    mesh = canonical_mesh()
    eyes = [mesh[[33, 133]].mean(0), mesh[[263, 362]].mean(0)]
    face = np.concatenate([mesh, np.repeat(eyes, 5, 0)])
    found = []
    for frame in range(_FACES):
        moved = face + random.normal(0.0, 0.004, face.shape)
        moved[[14, 87, 317, 17, 84, 314, 152], 1] += 0.03 * frame
        yaw, pitch, roll = 0.25 * frame - 0.3, 0.1 * frame - 0.2, 0.15 - 0.1 * frame
        turned = moved @ _rotation(yaw, pitch, roll).T
        found.append(turned * (150.0 + 4.0 * frame) + (420.0 + 6.0 * frame, 300.0 - 3.0 * frame, 0.0))
    return np.asarray(np.round(np.stack(found), 3))


def _rotation(yaw: float, pitch: float, roll: float) -> NDArray[np.float64]:
    """Yaw, then pitch, then roll in the head's own axes, canonical head to frame."""
    (sy, sp, sr), (cy, cp, cr) = np.sin((yaw, pitch, roll)), np.cos((yaw, pitch, roll))
    about_y = np.asarray([[cy, 0, -sy], [0, 1, 0], [sy, 0, cy]])
    about_x = np.asarray([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    about_z = np.asarray([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return np.asarray(about_y @ about_x @ about_z)


def made_thumbnail(scene: int, frame: int) -> Thumbnail:
    """Waves of a scene, drifting slowly: 120 + 60 sin((.13 + .37 scene) i + .05 frame + scene) over the cells i."""
    cells = np.arange(THUMBNAIL_WIDTH * THUMBNAIL_HEIGHT)
    values = 120.0 + 60.0 * np.sin((0.13 + 0.37 * scene) * cells + 0.05 * frame + scene)
    return np.asarray(values.reshape(THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH), np.float32)


def made_sound() -> NDArray[np.float32]:
    """Four seconds: .3 sin(2 pi 700 t) sin(2 pi 4 t)^2 while it is spoken, over .0005 sin(2 pi 3000 t). Shapes: [S]."""
    t = np.arange(4 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    spoken = np.any([(t >= start) & (t < end) for start, end in _SPOKEN_SEC], axis=0)
    voice = 0.3 * np.sin(2 * np.pi * 700 * t) * np.sin(2 * np.pi * 4 * t) ** 2
    return np.asarray(np.where(spoken, voice, 0.0) + 0.0005 * np.sin(2 * np.pi * 3000 * t), np.float32)


def _rounded(values: NDArray[Any]) -> Any:
    return np.round(np.asarray(values, np.float64), 6).tolist()


def aligned_faces() -> dict[str, Any]:
    """What is measured on ``made_landmarks``."""
    landmarks = made_landmarks()
    canonical, rotation = to_canonical(landmarks)
    crops = crop_affines(landmarks)
    return {
        "landmarks": landmarks.tolist(),
        "stablePoints": {"indices": list(STABLE_POINTS), "vertices": _rounded(canonical_mesh()[list(STABLE_POINTS)])},
        "cut": {"xPx": CUT_X_PX, "yPx": CUT_Y_PX, "sizePx": CUT_PX},
        "sizePx": PICTURE_PX,
        "cropAffines": _rounded(crops),
        "pictureAffines": _rounded(picture_affines(crops)),
        "yawPitchRoll": _rounded(angles_from_rotation(rotation)),
        "measureNames": list(MEASURE_NAMES),
        "measures": _rounded(measure_canonical(canonical)),
        "tolerance": {"affine": 2e-3, "angleRad": 1e-5, "measure": 1e-5},
    }


def shots_and_speech() -> dict[str, Any]:
    """Cuts of ``made_thumbnail`` and speech in ``made_sound``."""
    is_speech = detect_speech(made_sound()).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_speech, [0]])))
    return {
        "scenes": list(_SCENES),
        "shotStarts": shot_starts([made_thumbnail(scene, frame) for frame, scene in enumerate(_SCENES)]),
        "spokenSec": [list(span) for span in _SPOKEN_SEC],
        "speechHops": edges.reshape(-1, 2).tolist(),
    }


def write_face_goldens(folder: Path) -> None:
    """Write both files into a folder."""
    for name, content in zip(GOLDEN_FILES, (aligned_faces(), shots_and_speech()), strict=True):
        write_atomically(folder / name, (json.dumps(content) + "\n").encode())
