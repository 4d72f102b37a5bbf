"""The eyes of one picture in the face of another: anchors that share the eyes with the one and all else with the other.

Each eye is carried over by the similarity that brings its corners onto those of the other face, in a box about 52 x 34
px of a picture of 224 px that turns with the eye and ends below both brows; colours are matched on the skin around the
eye, and the box fades out over its last pixels. What lies outside the boxes stays as it was to the byte.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from facet_training.data.face_clip import PICTURE_PX

Picture = NDArray[np.uint8]
Points = NDArray[np.float32]


@dataclass(frozen=True)
class _Eye:
    corners: tuple[int, int]  # left one in the picture first
    outline: slice
    brow: slice


# Of the 68 points; first the eye on the left of the picture.
EYES: Final = (_Eye((36, 39), slice(36, 42), slice(17, 22)), _Eye((42, 45), slice(42, 48), slice(22, 27)))

USUAL_DISTANCE_PX: Final = 58.4  # of the eyes' middles in an aligned picture of 224 px
_HALF_BOX_PX: Final = (26.0, 17.0)
_USUAL_WIDTH_PX: Final = 27.0  # of an eye, corner to corner
_FEATHER_PX: Final = 5.0
_BROW_MARGIN_PX: Final = 2.0
_LID_MARGIN_PX: Final = 3.0
_SIZES: Final = (0.6, 1.4)  # what a box may shrink or grow to
_GAINS: Final = (0.7, 1.4)  # of the skin's deviation
_LEAST_SKIN: Final = 12.0  # pixels of skin that a colour is matched on


@dataclass(frozen=True)
class _Frame:
    """Coordinates of an eye: origin between its corners, first axis along them; the box in px; its feather."""

    origin: complex
    axis: complex
    half_width: float
    top: float
    bottom: float
    feather: float

    def coordinates(self, points: NDArray[np.complex128]) -> NDArray[np.complex128]:
        return np.asarray((points - self.origin) * np.conj(self.axis))


def _as_complex(points: NDArray[np.float32]) -> NDArray[np.complex128]:
    return np.asarray(points[..., 0] + 1j * points[..., 1], np.complex128)


def _middle_distance(points: NDArray[np.complex128]) -> float:
    left, right = (points[eye.outline].mean() for eye in EYES)
    return float(abs(right - left))


def _frame_of(eye: _Eye, into: NDArray[np.complex128], carried: NDArray[np.complex128], side_px: int) -> _Frame:
    """The box of one eye: around ``into``'s corners, below the brows of both faces."""
    first, second = into[eye.corners[0]], into[eye.corners[1]]
    width = abs(second - first)
    unit = side_px / PICTURE_PX
    size = unit * float(np.clip(_middle_distance(into) / (USUAL_DISTANCE_PX * unit), *_SIZES))
    narrow = float(np.clip(width / (_USUAL_WIDTH_PX * size), *_SIZES))
    half_width = _HALF_BOX_PX[0] * size * min(1.0, narrow)
    plain = _Frame((first + second) / 2, (second - first) / width, half_width, 0.0, 0.0, _FEATHER_PX * unit)
    brows = [plain.coordinates(face[eye.brow]) for face in (into, carried)]
    near = [brow[np.abs(brow.real) < plain.half_width + plain.feather] for brow in brows]
    lowest_brow = max((float(brow.imag.max()) for brow in near if len(brow)), default=-np.inf)
    lids = min(float(plain.coordinates(face[eye.outline]).imag.min()) for face in (into, carried))
    top = min(max(-_HALF_BOX_PX[1] * size, lowest_brow + _BROW_MARGIN_PX * size), lids - _LID_MARGIN_PX * size)
    return replace(plain, top=top, bottom=_HALF_BOX_PX[1] * size)


def _carrying(eye: _Eye, source: NDArray[np.complex128], into: NDArray[np.complex128]) -> tuple[complex, complex]:
    """Turn-and-scale and shift that bring the source's corners onto the other's."""
    (a, b), (c, d) = ([face[corner] for corner in eye.corners] for face in (source, into))
    turn = (d - c) / (b - a)
    return complex(turn), complex(c - turn * a)


def _skin_statistics(
    picture: NDArray[np.float32], skin: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    weights = skin[..., None] / skin.sum()
    mean = (picture * weights).sum((0, 1))
    return mean, np.sqrt((np.square(picture - mean) * weights).sum((0, 1)))


def _matched(patch: NDArray[np.float32], place: NDArray[np.float32], skin: NDArray[np.float32]) -> NDArray[np.float32]:
    if skin.sum() < _LEAST_SKIN:
        return patch
    own_mean, own_spread = _skin_statistics(patch, skin)
    mean, spread = _skin_statistics(place, skin)
    # One gain for all colours: three of their own would tint the white of the eye.
    gain = float(np.clip(spread.mean() / max(float(own_spread.mean()), 1.0), *_GAINS))
    return np.asarray((patch - own_mean) * gain + mean, np.float32)


def _paste_eye(
    anchor: Picture, eye: _Eye, source: Picture, source_points: NDArray[np.complex128], into: NDArray[np.complex128]
) -> None:
    import cv2

    turn, shift = _carrying(eye, source_points, into)
    carried = source_points * turn + shift
    frame = _frame_of(eye, into, carried, anchor.shape[0])
    reach = float(np.hypot(frame.half_width, max(-frame.top, frame.bottom)))
    height, width = anchor.shape[:2]
    x0, x1 = (int(np.clip(round(frame.origin.real + side * reach), 0, width)) for side in (-1, 1))
    y0, y1 = (int(np.clip(round(frame.origin.imag + side * reach), 0, height)) for side in (-1, 1))
    if x1 - x0 < 2 or y1 - y0 < 2:
        return
    matrix = np.array([[turn.real, -turn.imag, shift.real - x0], [turn.imag, turn.real, shift.imag - y0]], np.float64)
    patch = cv2.warpAffine(source, matrix, (x1 - x0, y1 - y0), borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    place = anchor[y0:y1, x0:x1].astype(np.float32)
    rows, columns = np.mgrid[y0:y1, x0:x1]
    at = frame.coordinates(columns + 1j * rows)
    inside = [at.real + frame.half_width, frame.half_width - at.real, at.imag - frame.top, frame.bottom - at.imag]
    matte = np.ones(at.shape)
    for distance in inside:
        matte *= np.clip(distance / frame.feather, 0.0, 1.0)
    skin = (matte > 0).astype(np.uint8)
    for face in (into, carried):
        outline = face[eye.outline] - complex(x0, y0)
        hull = cv2.convexHull(np.stack([outline.real, outline.imag], 1).astype(np.float32)).round().astype(np.int32)
        cv2.fillConvexPoly(skin, hull, [0])
        cv2.polylines(skin, [hull], True, [0], thickness=max(1, round(frame.feather)))
    patch = _matched(patch, place, skin.astype(np.float32))
    mixed = place + matte[..., None] * (patch - place)
    anchor[y0:y1, x0:x1] = np.where(matte[..., None] > 0, np.clip(mixed.round(), 0, 255), place).astype(np.uint8)


def eye_anchor(eyes: Picture, eye_points: Points, face: Picture, face_points: Points) -> Picture:
    """The eyes of one picture in the face of another.

    Shapes: [S, S, 3] RGB, [68, 2] px of it, and the same of the face -> [S, S, 3]. The inputs stay as they are. Raises
    ValueError where an eye's corners fall together.
    """
    source, into = _as_complex(eye_points), _as_complex(face_points)
    for name, points in (("eyes", source), ("face", into)):
        for eye in EYES:
            if abs(points[eye.corners[1]] - points[eye.corners[0]]) < 1.0:
                raise ValueError(
                    f"expected the corners of an eye apart, got less than 1 px in the picture of the {name}"
                )
    anchor = face.copy()
    for eye in EYES:
        _paste_eye(anchor, eye, eyes, source, into)
    return anchor
