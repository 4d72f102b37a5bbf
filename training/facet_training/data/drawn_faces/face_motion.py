"""From factors to the mesh of a person's face, such that each measure answers to one factor alone.

Mouth, brows and cheeks move along straight fields (a factor of 1 moves the mesh by the field); their heights and
widths are scaled and cleared of each other until opening, mouth_width, brow_y, brow_gap, corner_y and cheek_y change by
exactly the factor, in iod. Lids and eyeballs turn.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from facet_training.constants import OPENING_PAIRS, STABLE_POINTS
from facet_training.data.drawn_faces.factor_tracks import FactorTracks
from facet_training.data.drawn_faces.head_shape import bump, smoothstep
from facet_training.data.drawn_faces.mesh_rows import BROWS, EYES, LIP_COLUMNS, LOWER_LIP, UPPER_LIP, EyeRows, ring

FloatArray = NDArray[np.float64]

EYEBALL_RADIUS: Final = 0.172  # larger than life: the mesh's lid line bends less than a real one
IRIS_RADIUS: Final = 0.075
LID_THICKNESS: Final = 0.012
UPPER_LIP_SHARE: Final = 0.25  # of an opening; the jaw makes the rest

_NOSE_BASE: Final = 2
_CORNERS: Final = (61, 291)
_INNER_BROWS: Final = (55, 285)
_BROW_POINTS: Final = [point for upper, _ in BROWS for point in upper]
_CHEEK_POINTS: Final = [50, 280, 205, 425]
_LIP_POINTS: Final = sorted({point for row in (*UPPER_LIP, *LOWER_LIP) for point in row})


class FaceMotion:
    """The fields and eyeballs of one rest shape.

    Attributes:
        rest: [468, 3] iod. fields: [7, 468, 3] of opening, width, rounding, brow_height, brow_furrow, smile, cheek.
        eyeballs: [2, 3] middles of the subject's right and left eyeball.
    """

    def __init__(self, rest: FloatArray) -> None:
        self.rest = rest
        height, furrow = _brow_fields(rest)
        cheek = _cheek_field(rest)
        fields = [_opening_field(rest), _width_field(rest), _rounding_field(rest), height, furrow]
        self.fields = np.stack([*fields, _smile_field(rest, cheek), cheek])
        self.fields[:, list(STABLE_POINTS)] = 0.0
        self.eyeballs = np.stack([_eyeball(rest, eye) for eye in EYES])
        self._creases = _creases(rest)

    def crease_shade(self, tracks: FactorTracks) -> FloatArray:
        """Share of the light that reaches the skin between the folds of an expression. Shapes: -> [T, 468]."""
        felt = np.maximum(tracks.expression.astype(np.float64), 0.0)
        return np.asarray(np.exp(-felt @ self._creases))

    def meshes(self, tracks: FactorTracks) -> FloatArray:
        """The face in its own frame (pose and place do not matter). Shapes: -> [T, 478, 3] iod."""
        factors = np.concatenate([tracks.lip, tracks.expression], 1).astype(np.float64)
        face = self.rest + np.einsum("tk,knc->tnc", factors, self.fields)
        eye = tracks.eye.astype(np.float64)
        irises = []
        for rows, ball in zip(EYES, self.eyeballs, strict=True):
            self._close_lids(face, rows, ball, eye[:, 2])
            irises.append(ball + _iris_points(eye[:, 0], eye[:, 1]))
        return np.concatenate([face, *irises], 1)

    def _close_lids(self, face: FloatArray, rows: EyeRows, ball: FloatArray, blink: FloatArray) -> None:
        """The upper lid's edge goes down over the eyeball to the lower one's, which rises by a tenth."""
        upper, lower = list(rows.upper[1:8]), list(rows.lower[1:8])
        gap = self.rest[lower, 1] - self.rest[upper, 1]
        shut = np.clip(blink, 0.0, 1.0)[:, None]
        face[:, upper, 1] += 0.9 * gap * shut
        face[:, lower, 1] -= 0.1 * gap * shut
        face[:, list(rows.crease[1:8]), 1] += 0.42 * gap * shut
        face[:, list(rows.orbit[1:8]), 1] += 0.12 * gap * shut
        reach = (EYEBALL_RADIUS + LID_THICKNESS) ** 2
        for points in (upper, lower):
            away = ((face[:, points, :2] - ball[:2]) ** 2).sum(2)
            on_ball = ball[2] - np.sqrt(np.maximum(reach - away, 0.0))
            face[:, points, 2] = np.minimum(face[:, points, 2], on_ball)


def gaze_rotation(gaze_x: FloatArray, gaze_y: FloatArray) -> FloatArray:
    """Turns of an eyeball that looks straight ahead (along -z) to where sin x and sin y lie beside the axis.

    Shapes: [T], [T] -> [T, 3, 3]. Eyes turn the shortest way, without rolling (Listing's law).
    """
    x, y = np.sin(gaze_x), np.sin(gaze_y)
    ahead = np.sqrt(np.maximum(1 - x * x - y * y, 0.0))
    share = 1 / (1 + ahead)
    rows = [[1 - x * x * share, -x * y * share, -x], [-x * y * share, 1 - y * y * share, -y], [x, y, ahead]]
    return np.stack([np.stack(row, 1) for row in rows], 1)


def _iris_points(gaze_x: FloatArray, gaze_y: FloatArray) -> FloatArray:
    """Middle and four edge points of an iris, from the eyeball's middle. Shapes: [T], [T] -> [T, 5, 3]."""
    depth = -np.sqrt(EYEBALL_RADIUS**2 - IRIS_RADIUS**2)
    around = np.asarray([(0, 0), (1, 0), (0, -1), (-1, 0), (0, 1)]) * IRIS_RADIUS
    ahead = np.concatenate([around, np.full((5, 1), depth)], 1)
    ahead[0, 2] = -EYEBALL_RADIUS
    return np.asarray(np.einsum("tij,nj->tni", gaze_rotation(gaze_x, gaze_y), ahead))


def _eyeball(rest: FloatArray, rows: EyeRows) -> FloatArray:
    middle = rest[[rows.upper[4], rows.lower[4]]].mean(0)
    x = rest[[rows.upper[0], rows.upper[8]], 0].mean()
    return np.asarray([x, middle[1], middle[2] + LID_THICKNESS + EYEBALL_RADIUS])


def _jaw_weights(rest: FloatArray) -> FloatArray:
    """How much of the jaw's drop each point makes. Shapes: -> [468]."""
    side = np.abs(rest[:, 0])
    line = rest[61, 1] - np.maximum(0.0, side - 0.25) * 0.55
    weights = smoothstep(-0.04, 0.3, rest[:, 1] - line) * smoothstep(0.98, 0.7, side)
    weights[_LIP_POINTS] = 0.0
    return weights


def _opening_field(rest: FloatArray) -> FloatArray:
    """Lips part by a mean gap of 1 iod; every column of a lip moves as one, so lips keep their thickness."""
    half = np.abs(rest[308, 0])
    profile = np.maximum(0.0, 1 - (np.abs(rest[list(UPPER_LIP[3]), 0]) / half) ** 2.2) ** 0.75
    lower_share = 1 - UPPER_LIP_SHARE
    field = np.zeros_like(rest)
    jaw = 0.95 * lower_share * _jaw_weights(rest)
    moves = ((UPPER_LIP, -UPPER_LIP_SHARE), (LOWER_LIP, lower_share))
    for rows, amount in moves:
        outer = rest[list(rows[0])]
        away = np.linalg.norm(rest[:, None] - outer[None], axis=2)
        nearness = np.exp(-((away / 0.1) ** 2))
        moved = (nearness * profile).sum(1) / np.maximum(nearness.sum(1), 1e-9) * amount
        is_side = (rest[:, 1] < rest[61, 1]) == (amount < 0)
        share = smoothstep(0.26, 0.02, away.min(1)) * is_side
        field[:, 1] += np.where(is_side, share * moved + (1 - share) * jaw, 0.0)
    for rows, amount in moves:
        for row in rows:
            field[list(row), 1] = amount * profile
    field[:, 1] *= smoothstep(rest[_NOSE_BASE, 1] + 0.02, rest[0, 1] - 0.02, rest[:, 1])
    field[:, 2] = 0.3 * np.maximum(field[:, 1], 0.0)
    upper, lower = (list(side) for side in zip(*OPENING_PAIRS, strict=True))
    return np.asarray(field / np.linalg.norm(field[upper] - field[lower], axis=1).mean())


def _width_field(rest: FloatArray) -> FloatArray:
    """Corners move apart by 1 iod, the skin about them follows."""
    half, seam = np.abs(rest[291, 0]), rest[61, 1]
    beyond = np.hypot(np.maximum(0.0, np.abs(rest[:, 0]) - half), (rest[:, 1] - seam) * 0.8)
    field = np.zeros_like(rest)
    field[:, 0] = 0.5 * np.clip(rest[:, 0] / half, -1.0, 1.0) * smoothstep(0.42, 0.0, beyond)
    for rows in (UPPER_LIP, LOWER_LIP):
        for row in rows[:3]:  # a column of the lips moves as one: they keep their thickness
            field[list(row[2:-2]), 0] = field[list(rows[3][2:-2]), 0]
    return np.asarray(field / (field[291, 0] - field[61, 0]))


def _rounding_field(rest: FloatArray) -> FloatArray:
    """Lips pushed forward and swollen, as for a w."""
    half, seam = np.abs(rest[291, 0]), rest[61, 1]
    near = smoothstep(0.34, 0.06, np.abs(rest[:, 1] - seam)) * smoothstep(1.3 * half, 0.0, np.abs(rest[:, 0]))
    field = np.zeros_like(rest)
    field[:, 2] = -0.085 * near
    arch = np.sin(np.pi * np.arange(LIP_COLUMNS) / (LIP_COLUMNS - 1))
    for rows, way in ((UPPER_LIP, -1.0), (LOWER_LIP, 1.0)):
        for row, share in zip(rows, (1.0, 0.75, 0.4, 0.0), strict=True):
            field[list(row), 1] = way * 0.026 * share * arch
            field[list(row), 2] = field[list(rows[3]), 2]
    return field


def _brow_fields(rest: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Brows up by 1 iod; inner brows together by 1 iod, their inner ends down as far as the outer ends go up."""
    side = np.abs(rest[:, 0])
    level = rest[_BROW_POINTS, 1].mean() + 0.03
    down = rest[:, 1] - level
    band = np.exp(-((down / np.where(down < 0, 0.24, 0.1)) ** 2)) * smoothstep(0.0, 0.08, side)
    for eye in EYES:
        band[list(ring(eye.upper, eye.lower))] = 0.0
    whole = band * np.exp(-(((side - 0.36) / 0.34) ** 4))
    inner = band * np.exp(-(((side - 0.17) / 0.12) ** 2))
    height, furrow = np.zeros_like(rest), np.zeros_like(rest)
    height[:, 1] = -whole / whole[_BROW_POINTS].mean()
    furrow[:, 0] = -np.sign(rest[:, 0]) * inner
    furrow[:, 1] = 0.7 * inner + 0.7 * inner[_BROW_POINTS].mean() * height[:, 1]
    gap = furrow[_INNER_BROWS[0], 0] - furrow[_INNER_BROWS[1], 0]
    return height, furrow / gap


def _cheek_field(rest: FloatArray) -> FloatArray:
    """Cheeks up by 1 iod, a little forward; lids and lips stay."""
    side = np.abs(rest[:, 0])
    hill = bump(side, rest[:, 1], (0.46, 0.1), (0.2, 0.22))
    hill[_LIP_POINTS] = 0.0
    for eye in EYES:
        hill[list(ring(eye.upper, eye.lower))] = 0.0
    field = np.zeros_like(rest)
    field[:, 1] = -hill
    field[:, 2] = -0.8 * hill
    return np.asarray(field / hill[_CHEEK_POINTS].mean())


def _smile_field(rest: FloatArray, cheek: FloatArray) -> FloatArray:
    """Corners of the mouth up by 1 iod and back; columns of the lips move as one, cheeks stay on the whole."""
    half, seam = np.abs(rest[291, 0]), rest[61, 1]
    side = np.abs(rest[:, 0])
    hill = bump(side, rest[:, 1], (half, seam), (0.16, 0.15)) * smoothstep(rest[_NOSE_BASE, 1], seam, rest[:, 1])
    for rows in (UPPER_LIP, LOWER_LIP):
        for row in rows:
            hill[list(row)] = np.exp(-(((np.abs(rest[list(rows[3]), 0]) - half) / 0.16) ** 2))
    hill /= hill[list(_CORNERS)].mean()
    field = np.zeros_like(rest)
    field[:, 1] = -hill + hill[_CHEEK_POINTS].mean() * -cheek[:, 1]
    field[:, 2] = 0.25 * hill
    return field


def _creases(rest: FloatArray) -> FloatArray:
    """How deep each expression folds the skin: logarithm of shade for an iod of it. Shapes: -> [4, 468]."""
    side, y = np.abs(rest[:, 0]), rest[:, 1]
    eye_y = rest[list(EYES[0].lower), 1].mean()
    lines = bump(side, y, (0.0, -0.75), (0.5, 0.1)) * 2.0
    frown = bump(side, y, (0.08, -0.47), (0.07, 0.1)) * 9.0
    half, seam = np.abs(rest[291, 0]), rest[61, 1]
    fold = bump(side, y, (half + 0.07, seam - 0.06), (0.05, 0.14)) * 4.5
    bags = bump(side, y, (0.38, eye_y + 0.09), (0.17, 0.035)) * 7.0 + bump(side, y, (0.6, eye_y), (0.07, 0.1)) * 4.0
    shade = np.asarray(np.stack([lines, frown, fold, bags]))
    shade[:, _LIP_POINTS] = 0.0
    return shade
