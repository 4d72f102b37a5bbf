"""Faces of few lines for tests of stages: eyes, mouth and place follow known curves, and so does the sound."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from facet_training.data.face_clip import HEAD_POSE_NAMES, MEASURE_NAMES, FaceClip, encode_picture

_EYES = ((83.0, 69.0), (141.0, 69.0))
_LINE = cv2.LINE_AA


def _eye_points(x: float, y: float, openness: float) -> NDArray[np.float32]:
    lid = 13.0 * openness
    return np.array(
        [(x - 13, y), (x - 5, y - lid), (x + 5, y - lid), (x + 13, y), (x + 5, y + lid), (x - 5, y + lid)], np.float32
    )


def _face_points(openness: float, dx: float, dy: float) -> NDArray[np.float32]:
    points = np.zeros((68, 2), np.float32)
    for eye, brow, (x, y) in ((36, 17, _EYES[0]), (42, 22, _EYES[1])):
        points[eye : eye + 6] = _eye_points(x + dx, y + dy, openness)
        points[brow : brow + 5] = [(x + dx + step, y + dy - 22) for step in (-18, -9, 0, 9, 18)]
    return points


def _face(
    skin: NDArray[np.int64], points: NDArray[np.float32], gaze: tuple[float, float], mouth: float, dx: float, dy: float
) -> NDArray[np.uint8]:
    picture = np.full((224, 224, 3), 40, np.uint8)
    tone = [int(value) for value in skin]
    cv2.ellipse(picture, (int(112 + dx), int(110 + dy)), (80, 105), 0, 0, 360, tone, -1, _LINE)
    for eye, (x, y) in ((36, _EYES[0]), (42, _EYES[1])):
        outline = points[eye : eye + 6].round().astype(np.int32)
        white = np.zeros((224, 224), np.uint8)
        cv2.fillPoly(white, [outline], [255])
        inside = np.full_like(picture, 250)
        cv2.circle(inside, (int(x + dx + 8 * gaze[0]), int(y + dy + 5 * gaze[1])), 6, [20, 20, 20], -1)
        picture[white > 0] = inside[white > 0]
        cv2.polylines(picture, [outline], True, [60, 30, 30], 1, _LINE)
    cv2.ellipse(picture, (int(112 + dx), int(140 + dy)), (22, 2 + int(14 * mouth)), 0, 0, 360, [90, 20, 30], -1, _LINE)
    return picture


def few_line_clip(name: str, frames: int = 32, *, has_sound: bool = True, is_validation: bool = False) -> FaceClip:
    """A clip whose person (name up to the first digit), curves and sound follow from its name alone."""
    random = np.random.default_rng(sum(ord(letter) * (place + 1) for place, letter in enumerate(name)))
    time = np.arange(frames)
    skin = random.integers(120, 240, 3)
    mouth = np.abs(np.sin(time * random.uniform(0.3, 0.9) + random.uniform(0, 6)))
    openness = np.where((time + random.integers(9)) % 9 < 2, 0.08, 0.32)
    gaze = np.stack([np.sign(np.sin(time / random.uniform(2, 5) + 9)), np.sin(time / random.uniform(2, 5))], 1) * 0.7
    move = np.stack([np.sin(time / random.uniform(3, 8)), np.cos(time / random.uniform(3, 8))], 1) * 8
    points = np.stack([_face_points(openness[t], *move[t]) for t in time])
    pictures = [_face(skin, points[t], (gaze[t, 0], gaze[t, 1]), mouth[t], *move[t]) for t in time]
    measures = np.zeros((frames, len(MEASURE_NAMES)), np.float32)
    for measure, values in {
        "opening": mouth,
        "eye_open_left": openness,
        "eye_open_right": openness,
        "iris_x": gaze[:, 0] / 10,
        "iris_y": gaze[:, 1] / 10,
    }.items():
        measures[:, MEASURE_NAMES.index(measure)] = values
    head_pose = np.zeros((frames, len(HEAD_POSE_NAMES)), np.float32)
    head_pose[:, 3:5] = move / 112
    head_pose[:, 1] = head_pose[:, 3]
    mel: NDArray[np.uint8] | None = None
    if has_sound:
        level = np.repeat(mouth, 4)
        rows = np.concatenate([level[:1].repeat(8), level, level[-1:].repeat(8)])
        mel = np.clip(rows[:, None] * np.linspace(230, 60, 80) + random.normal(0, 4, (len(rows), 80)), 0, 255)
        mel = np.asarray(mel, np.uint8)
    return FaceClip(
        name=name,
        identity=name.rstrip("0123456789"),
        source="few lines",
        is_validation=is_validation,
        pictures=tuple(encode_picture(picture) for picture in pictures),
        points=points,
        head_pose=head_pose,
        measures=measures,
        mel=mel,
        is_speech=np.ones(frames, np.bool_),
    )
