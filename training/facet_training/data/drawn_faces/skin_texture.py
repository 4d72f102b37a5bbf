"""The texture of a drawn person: the undeformed face from the front, and tiles for everything else."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from facet_training.data.canonical import canonical_mesh
from facet_training.data.drawn_faces.face_motion import EYEBALL_RADIUS, IRIS_RADIUS
from facet_training.data.drawn_faces.head_parts import EYE_REACH_RAD
from facet_training.data.drawn_faces.mesh_rows import BROWS, EYES, LOWER_LIP, MOUTH_CONTOUR, UPPER_LIP, EyeRows, ring
from facet_training.data.drawn_faces.part import (
    CLOTH_TILE,
    EYE_TILE,
    FACE_TILE,
    FACE_WINDOW,
    HAIR_TILE,
    LID_TILE,
    MOUTH_TILE,
    SKIN_TILE,
    TEETH_TILE,
    TONGUE_TILE,
    Box,
)
from facet_training.data.drawn_faces.person import Colour, Look, Person

Texture = NDArray[np.float32]  # [A, A, 3] RGB, 0 to 255
FloatArray = NDArray[np.floating[Any]]
_SUBPIXEL: Final = 4  # binary places of OpenCV's drawing coordinates

# Where beards and moustaches grow, iod of the undeformed face.
_JAW: Final = (
    (-0.9, 0.0), (-0.78, 0.2), (-0.6, 0.42), (-0.38, 0.5), (-0.3, 0.66), (0.0, 0.7), (0.3, 0.66), (0.38, 0.5),
    (0.6, 0.42), (0.78, 0.2), (0.9, 0.0), (1.1, 0.6), (0.7, 1.25), (-0.7, 1.25), (-1.1, 0.6),
)  # fmt: skip
_CHEEK_FOLD: Final = ((0.19, 0.2), (0.27, 0.29), (0.34, 0.4), (0.37, 0.5))  # nose to mouth, of one side
_UPPER_LIP_SKIN: Final = (
    (-0.36, 0.52), (-0.26, 0.34), (-0.06, 0.27), (0.06, 0.27), (0.26, 0.34), (0.36, 0.52), (0.0, 0.42),
)  # fmt: skip


def paint_texture(person: Person, side: int) -> Texture:
    """Paint everything that does not change. Shapes: -> [side, side, 3]."""
    random = np.random.default_rng((person.seed, 0x5C14))
    look = person.look
    texture = np.zeros((side, side, 3), np.float32)
    skin = np.asarray(look.skin, np.float32)
    _tile(texture, SKIN_TILE)[:] = skin * (1 + 0.05 * _clouds(_tile(texture, SKIN_TILE).shape, random))[..., None]
    _tile(texture, LID_TILE)[:] = skin * (0.82, 0.66, 0.64)
    _paint_hair(_tile(texture, HAIR_TILE), look, random)
    _paint_cloth(_tile(texture, CLOTH_TILE), look, random)
    _paint_eye(_tile(texture, EYE_TILE), look, random)
    _paint_mouth(texture, look)
    face = _FacePainter(_tile(texture, FACE_TILE), look, random)
    face.paint()
    warm = np.asarray((1 + 0.04 * look.warmth, 1.0, 1 - 0.05 * look.warmth), np.float32)
    return np.asarray(np.clip(texture * warm, 0, 255), np.float32)


def _tile(texture: Texture, box: Box) -> Texture:
    """A view of a tile and the margin about it, so that its edge does not show its neighbours."""
    side = len(texture)
    left, top = int(box[0] * side), int(box[1] * side)
    return texture[top : int((box[1] + box[3]) * side) + 2, left : int((box[0] + box[2]) * side) + 2]


def _clouds(shape: tuple[int, ...], random: np.random.Generator, finest: int = 5) -> Texture:
    """Noise of several sizes with a standard deviation near 1. Shapes: -> [H, W]."""
    height, width = shape[:2]
    total = np.zeros((height, width), np.float32)
    for octave in range(1, finest + 1):
        cells = 2**octave + 1
        coarse = random.standard_normal((cells, cells)).astype(np.float32)
        total += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) / octave
    return np.asarray(total / max(float(total.std()), 1e-6), np.float32)


def _paint_hair(tile: Texture, look: Look, random: np.random.Generator) -> None:
    height, width = tile.shape[:2]
    strands = random.standard_normal((max(2, height // 24), width)).astype(np.float32)
    strands = np.asarray(cv2.resize(strands, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    if look.hair_style == "curly":
        strands = 0.5 * strands + 1.2 * _clouds(tile.shape, random, 6)
    tile[:] = np.asarray(look.hair, np.float32) * np.clip(1 + 0.2 * strands, 0.4, 1.8)[..., None] + 3


def _paint_cloth(tile: Texture, look: Look, random: np.random.Generator) -> None:
    height, width = tile.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) / height
    kind = int(random.integers(4))
    pattern = (np.sin(70 * y), np.sin(60 * x), np.sin(50 * x) * np.sin(50 * y), _clouds(tile.shape, random))[kind]
    strength = random.uniform(0.02, 0.2)
    tile[:] = (
        np.asarray(look.cloth, np.float32) * (1 + strength * pattern + 0.05 * _clouds(tile.shape, random))[..., None]
    )


def _paint_eye(tile: Texture, look: Look, random: np.random.Generator) -> None:
    """Eyeball by the angle from its axis: pupil, iris with rays and a dark rim, white with a pink edge, a glint."""
    height, width = tile.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = (x + 0.5) / (width - 2) - 0.5, (y + 0.5) / (height - 2) - 0.5
    angle = np.hypot(x, y) * 2 * EYE_REACH_RAD
    turn = np.arctan2(y, x)
    edge = float(np.arcsin(IRIS_RADIUS / EYEBALL_RADIUS))
    soft = 0.06
    rays = sum(np.sin(k * turn + phase) for k, phase in zip((9, 14, 23), random.uniform(0, 6, 3), strict=True)) / 3
    iris = (
        np.asarray(look.iris, np.float32) * (1 + 0.22 * rays + 0.25 * np.clip(angle / edge - 0.5, -0.3, 0.5))[..., None]
    )
    rim = np.clip((angle - edge * 0.8) / (edge * 0.2), 0, 1)[..., None]
    iris = iris * (1 - 0.55 * rim)
    white = np.asarray((236, 230, 226), np.float32) - np.clip(angle - 0.7, 0, 1)[..., None] * (20, 62, 60)
    share = np.clip((edge - angle) / soft + 0.5, 0, 1)[..., None]
    colour = white * (1 - share) + iris * share
    pupil = np.clip((0.42 * edge - angle) / soft + 0.5, 0, 1)[..., None]
    colour = colour * (1 - pupil) + 12 * pupil
    glint = np.exp(-(((x * 2 * EYE_REACH_RAD + 0.17) / 0.085) ** 2) - ((y * 2 * EYE_REACH_RAD + 0.17) / 0.085) ** 2)
    tile[:] = np.clip(colour + 235 * glint[..., None], 0, 255)


def _paint_mouth(texture: Texture, look: Look) -> None:
    teeth = _tile(texture, TEETH_TILE)
    width = teeth.shape[1]
    phase = (np.arange(width) / width - 0.5) * 12.5
    gap = np.exp(-((np.abs(((phase + 0.5) % 1) - 0.5) / 0.08) ** 2))
    teeth[:] = np.asarray((228, 220, 202), np.float32) * (1 - 0.3 * gap)[None, :, None]
    gum = np.clip((0.56 - np.arange(teeth.shape[0]) / teeth.shape[0]) / 0.08 + 0.25 * gap[:, None], 0, 1).T[..., None]
    teeth[:] = teeth * (1 - gum) + np.asarray((168, 88, 88), np.float32) * gum
    _tile(texture, TONGUE_TILE)[:] = (176, 92, 92)
    mouth = _tile(texture, MOUTH_TILE)
    depth = np.linspace(0, 1, mouth.shape[0], dtype=np.float32)[:, None, None]
    lip = np.asarray(look.lips, np.float32) * 0.72
    mouth[:] = lip * np.clip(1 - 2.6 * depth, 0, 1) + np.asarray((46, 18, 18), np.float32) * np.clip(
        2.2 * depth, 0, 1
    ) * (1 - 0.75 * depth)


class _FacePainter:
    """Paints the face tile layer upon layer, in places of the undeformed face (iod)."""

    def __init__(self, tile: Texture, look: Look, random: np.random.Generator) -> None:
        self.tile, self.look, self.random = tile, look, random
        self.height, self.width = tile.shape[0] - 2, tile.shape[1] - 2
        self.mesh = canonical_mesh()[:, :2]
        left, top, wide, high = FACE_WINDOW
        rows, columns = np.mgrid[0 : tile.shape[0], 0 : tile.shape[1]].astype(np.float32)
        self.x = left + (columns + 0.5) / self.width * wide
        self.y = top + (rows + 0.5) / self.height * high
        self.px_per_iod = self.width / wide

    def paint(self) -> None:
        self.tile[:] = self.look.skin
        self._complexion()
        if self.look.beard or self.look.moustache:
            self._beard()
        self._lips()
        self._eyes()
        self._brows()
        self._shade(self._hill((0.0, 0.215), (0.05, 0.018)), 0.15)
        for side in (-1, 1):
            self._shade(self._hill((side * 0.085, 0.21), (0.045, 0.022)), 0.6)

    def _hill(self, at: tuple[float, float], size: tuple[float, float]) -> Texture:
        return np.asarray(np.exp(-(((self.x - at[0]) / size[0]) ** 2) - ((self.y - at[1]) / size[1]) ** 2), np.float32)

    def _shade(self, where: Texture, amount: float, colour: Colour = (20.0, 8.0, 6.0)) -> None:
        share = np.clip(where * amount, 0, 1)[..., None]
        self.tile[:] = self.tile * (1 - share) + np.asarray(colour, np.float32) * share

    def _region(self, outline: FloatArray, soft_iod: float) -> Texture:
        """Share of each pixel inside an outline, with a soft edge. Shapes: [P, 2] iod -> [H, W]."""
        mask = np.zeros(self.tile.shape[:2], np.float32)
        cv2.fillPoly(mask, [self._places(outline)], (1.0,), cv2.LINE_8, _SUBPIXEL)
        return np.asarray(cv2.GaussianBlur(mask, (0, 0), max(0.4, soft_iod * self.px_per_iod)), np.float32)

    def _line(self, points: FloatArray, thickness_iod: float, soft_iod: float) -> Texture:
        mask = np.zeros(self.tile.shape[:2], np.float32)
        thick = max(1, round(thickness_iod * self.px_per_iod))
        cv2.polylines(mask, [self._places(points)], False, (1.0,), thick, cv2.LINE_8, _SUBPIXEL)
        faint = min(1.0, thickness_iod * self.px_per_iod)
        return np.asarray(cv2.GaussianBlur(mask, (0, 0), max(0.4, soft_iod * self.px_per_iod)) * faint, np.float32)

    def _places(self, points: FloatArray) -> NDArray[Any]:
        left, top, wide, high = FACE_WINDOW
        px = (points - (left, top)) / (wide, high) * (self.width, self.height) - 0.5
        return np.asarray(np.round(px * 2**_SUBPIXEL), np.int32)

    def _complexion(self) -> None:
        """Blood under cheeks and nose, shadows about the eyes, unevenness, freckles, folds."""
        skin = np.asarray(self.look.skin)
        red = (skin[0] * 0.96, skin[1] * 0.74, skin[2] * 0.72)
        for side in (-1, 1):
            self._shade(self._hill((side * 0.52, 0.1), (0.22, 0.17)), 0.2 + 0.5 * self.look.blush, red)
            self._shade(self._hill((side * 0.34, -0.2), (0.17, 0.05)), 0.22, tuple(0.7 * skin))
            self._shade(self._hill((side * 0.2, -0.33), (0.07, 0.1)), 0.35, tuple(0.62 * skin))
            fold = np.asarray(_CHEEK_FOLD) * (side, 1.0)
            self._shade(self._line(fold, 0.02, 0.02), 0.3, tuple(0.6 * skin))
        self._shade(self._hill((0.0, 0.12), (0.14, 0.12)), 0.15 + 0.35 * self.look.blush, red)
        self._shade(self._hill((0.0, 0.7), (0.2, 0.045)), 0.35, tuple(0.66 * skin))
        self._shade(self._hill((0.0, 0.31), (0.035, 0.07)), 0.2, tuple(0.7 * skin))
        uneven = 1 + 0.022 * _clouds(self.tile.shape, self.random, 6)
        self.tile *= uneven[..., None]
        if self.look.freckles:
            spots = (self.random.random(self.tile.shape[:2]) < 0.03 * self.look.freckles).astype(np.float32)
            spots = np.asarray(cv2.GaussianBlur(spots, (0, 0), max(0.45, 0.006 * self.px_per_iod)), np.float32)
            spots *= self._hill((0.0, 0.0), (0.6, 0.25))
            self._shade(spots, 2.0, tuple(0.62 * skin))

    def _beard(self) -> None:
        noise = np.clip(0.75 + 0.35 * _clouds(self.tile.shape, self.random, 7), 0.2, 1.0)
        jaw, lip = np.asarray(_JAW), np.asarray(_UPPER_LIP_SKIN)
        colour = tuple(0.8 * np.asarray(self.look.hair))
        self._shade(self._region(jaw, 0.05) * noise, 0.85 * self.look.beard, colour)
        self._shade(self._region(lip, 0.025) * noise, 0.85 * max(self.look.moustache, 0.9 * self.look.beard), colour)

    def _lips(self) -> None:
        outline = self.mesh[list(ring(UPPER_LIP[0], LOWER_LIP[0]))]
        lips = np.asarray(self.look.lips)
        self._shade(self._region(outline, 0.012), 0.95, tuple(lips))
        upper = self.mesh[list(UPPER_LIP[0] + UPPER_LIP[3][::-1])]
        self._shade(self._region(upper, 0.015), 0.3, tuple(0.72 * lips))
        shine = self._hill((0.0, 0.56), (0.12, 0.02))
        self._shade(shine, 0.25, (255.0, 235.0, 230.0))
        inner = self.mesh[[*MOUTH_CONTOUR, MOUTH_CONTOUR[0]]]
        self._shade(self._line(inner, 0.022, 0.008), 0.85, tuple(0.35 * lips))

    def _eyes(self) -> None:
        for eye in EYES:
            self._eye(eye)

    def _eye(self, eye: EyeRows) -> None:
        skin = np.asarray(self.look.skin)
        lid = self.mesh[list(eye.upper + eye.crease[::-1])]
        self._shade(self._region(lid, 0.015), 0.25, tuple(0.74 * skin))
        self._shade(self._line(self.mesh[list(eye.crease[1:])], 0.014, 0.008), 0.55, tuple(0.5 * skin))
        self._shade(self._line(self.mesh[list(eye.lower)], 0.012, 0.006), 0.5, tuple(0.5 * skin))
        lashes = self.mesh[list(eye.upper)] + (0.0, -0.008)
        self._shade(self._line(lashes, 0.03, 0.007), 0.95, (24.0, 16.0, 14.0))

    def _brows(self) -> None:
        look = self.look
        colour = tuple(0.75 * np.asarray(look.hair) + 0.05 * np.asarray(look.skin))
        for upper, lower in BROWS:
            top, bottom = self.mesh[list(upper)], self.mesh[list(lower)]
            middle = 0.45 * top + 0.55 * bottom
            thick = 0.28 + 0.5 * look.brow_strength
            outline = np.concatenate([middle + thick * (top - middle), (middle + thick * (bottom - middle))[::-1]])
            hairs = np.clip(0.85 + 0.3 * self.random.standard_normal(self.tile.shape[:2]), 0.3, 1.2).astype(np.float32)
            self._shade(self._region(outline, 0.014) * hairs, 0.55 + 0.45 * look.brow_strength, colour)
