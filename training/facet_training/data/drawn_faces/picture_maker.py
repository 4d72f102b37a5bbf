"""Pictures of a drawn person: points and light of each frame, texture, backdrop, glasses, grain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from facet_training.data.drawn_faces.factor_tracks import FactorTracks
from facet_training.data.drawn_faces.figure import Figure, Standing
from facet_training.data.drawn_faces.person import Person
from facet_training.data.drawn_faces.raster import rasterise
from facet_training.data.drawn_faces.skin_texture import paint_texture
from facet_training.data.face_alignment import crop_affines, move_landmarks, picture_affines
from facet_training.data.face_clip import PICTURE_PX

FloatArray = NDArray[np.float64]
Pictures = NDArray[np.uint8]

CAMERA_PX_PER_IOD: Final = 100.0
LARGE_PX: Final = 160  # pictures from this side on are drawn 1.5 times as large and averaged, smaller ones twice
GLOSS_SHARPNESS: Final = 14
_FILL_SHARE: Final = 0.3  # of the key light, from the other side
_TEXTURE_SHARE: Final = 1.6  # side of the texture over that of the drawn picture
_GRAIN_PX: Final = 61  # the grain's tile is larger than the picture by this, and shifted every frame


class PictureMaker:
    """Draws one person in pictures of one size; built once for a clip or for many."""

    def __init__(self, person: Person, side_px: int = PICTURE_PX) -> None:
        self.person, self.side = person, side_px
        self.figure = Figure(person)
        self.drawn_side = round(side_px * (1.5 if side_px >= LARGE_PX else 2))
        texture_side = round(self.drawn_side * _TEXTURE_SHARE)
        self._texture = np.round(paint_texture(person, texture_side)).astype(np.uint8)
        self._texture_coords = self.figure.coords * texture_side - 0.5
        self._backdrop = _paint_backdrop(person, 2 * self.drawn_side)
        random = np.random.default_rng((person.seed, 0x6A1))
        tile = random.normal(0, person.look.grain, (side_px + _GRAIN_PX, side_px + _GRAIN_PX, 3))
        self._grain = np.clip(np.round(tile), -60, 60).astype(np.int16)

    def landmarks(self, tracks: FactorTracks) -> FloatArray:
        """Mesh points in px of the aligned picture of 224 px, whatever is drawn. Shapes: -> [T, 478, 3]."""
        camera = self.figure.stand(tracks).landmarks * CAMERA_PX_PER_IOD
        return move_landmarks(camera, picture_affines(crop_affines(camera)))

    def pictures(self, tracks: FactorTracks, seed: int = 0) -> Iterator[Pictures]:
        """Draw T pictures, aligned as the networks want them. Shapes: yields [S, S, 3] RGB. seed: of the grain."""
        standing = self.figure.stand(tracks)
        camera = standing.landmarks * CAMERA_PX_PER_IOD
        affines = picture_affines(crop_affines(camera), self.drawn_side)
        shifts = np.random.default_rng((self.person.seed, seed, 0x6A2)).integers(0, _GRAIN_PX, (tracks.frames, 2))
        home = affines[:, :, 2].mean(0)
        for frame in range(tracks.frames):
            clean = self._draw(standing, frame, affines[frame], affines[frame, :, 2] - home)
            yield self._develop(clean, shifts[frame])

    def _draw(self, standing: Standing, frame: int, affine: FloatArray, slide: FloatArray) -> Pictures:
        """One picture, sharp and clean. Colour, light and highlights are averaged apart, which the eye does not see."""
        scale = float(np.hypot(affine[0, 0], affine[1, 0])) * CAMERA_PX_PER_IOD
        world = standing.points[frame]
        plane = (world[:, :2] * CAMERA_PX_PER_IOD) @ affine[:, :2].T + affine[:, 2]
        depth = scale * (world[:, 2] + self.figure.depth_behind)
        points = np.concatenate([plane, depth[:, None]], 1).astype(np.float32)
        light, gloss = self._light(standing.normals[frame])
        light *= standing.shade[frame]
        values = np.concatenate([self._texture_coords, light[:, None], gloss[:, None]], 1)
        (u, v, light, gloss), cover = rasterise(points, values, self.figure.triangles, self.drawn_side)
        colour = np.asarray(cv2.remap(self._texture, u, v, cv2.INTER_LINEAR), np.uint8)
        empty = np.asarray(~cover, np.uint8)
        cv2.copyTo(self._room(slide), empty, colour)
        cv2.copyTo(np.ones_like(light), empty, light)
        self._draw_glasses(colour, standing.glasses[frame], affine, scale)
        colour, light, gloss = (self._shrink(picture) for picture in (colour, light, gloss))
        lit = colour * light[..., None]
        lit += 255 * gloss[..., None]
        return np.asarray(cv2.convertScaleAbs(lit), np.uint8)

    def _shrink(self, picture: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(cv2.resize(picture, (self.side, self.side), interpolation=cv2.INTER_AREA))

    def _room(self, slide: FloatArray) -> Pictures:
        """What is behind, moved by so many px. Shapes: -> [drawn side, drawn side, 3]."""
        margin = (len(self._backdrop) - self.drawn_side) // 2
        x, y = (int(np.clip(round(margin - float(by)), 0, 2 * margin)) for by in slide)
        return self._backdrop[y : y + self.drawn_side, x : x + self.drawn_side]

    def _light(self, normals: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Light and highlight at each point. Shapes: [V, 3] -> [V], [V]."""
        look, figure = self.person.look, self.figure
        key = np.asarray(look.light, np.float32)
        cosine = normals @ key
        wrapped = np.maximum(0.0, (cosine + 0.25) / 1.25)
        fill = np.maximum(0.0, normals @ (key * (-1, 1, 1)).astype(np.float32))
        room = 0.9 - 0.25 * normals[:, 1]
        shaded = (1 - look.hardness) * room + look.hardness * (1.1 * wrapped + _FILL_SHARE * fill)
        even = 0.85
        light = look.exposure * figure.occlusion * (figure.lit * shaded + (1 - figure.lit) * even)
        half = key + np.asarray((0, 0, -1))
        highlight = np.maximum(0.0, normals @ (half / np.linalg.norm(half)).astype(np.float32)) ** GLOSS_SHARPNESS
        return light.astype(np.float32), (look.hardness * figure.gloss * highlight).astype(np.float32)

    def _draw_glasses(self, picture: Pictures, glasses: FloatArray, affine: FloatArray, scale: float) -> None:
        if len(glasses) == 0:
            return
        places = (glasses[:, :2] * CAMERA_PX_PER_IOD) @ affine[:, :2].T + affine[:, 2]
        whole = np.round(places * 16).astype(np.int32)
        ends = self.figure.glasses_ends
        colour = tuple(self.person.look.exposure * value for value in self.person.look.frame)
        thickness = max(1, round(self.person.look.glasses * scale))
        for curve in range(len(ends) - 1):
            is_rim = curve < 2
            line = whole[ends[curve] : ends[curve + 1]]
            cv2.polylines(picture, [line], is_rim, colour, thickness, cv2.LINE_AA, 4)

    def _develop(self, clean: Pictures, shift: NDArray[np.int64]) -> Pictures:
        """A picture as a camera gives it: a little soft, with grain."""
        softness = self.person.look.softness_px * self.side / PICTURE_PX
        if softness > 0.3:
            clean = np.asarray(cv2.GaussianBlur(clean, (0, 0), softness), np.uint8)
        x, y = shift.tolist()
        grain = self._grain[y : y + self.side, x : x + self.side]
        return np.asarray(cv2.add(clean, grain, dtype=cv2.CV_8U), np.uint8)


def _paint_backdrop(person: Person, side: int) -> Pictures:
    """A room far out of focus: two colours, some lighter and darker shapes. Shapes: -> [side, side, 3]."""
    random = np.random.default_rng((person.seed, 0xBACD))
    first, second = (np.asarray(colour, np.float32) for colour in person.look.backdrop)
    turn = random.uniform(0, 2 * np.pi)
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side - 0.5
    share = np.clip(0.5 + np.cos(turn) * x + np.sin(turn) * y, 0, 1)[..., None]
    room = first * (1 - share) + second * share
    for _ in range(int(random.integers(0, 7))):
        at, size = random.uniform(-0.6, 0.6, 2), random.uniform(0.04, 0.3, 2)
        box = np.abs(np.stack([(x - at[0]) / size[0], (y - at[1]) / size[1]], -1))
        inside = box.max(-1) < 1 if random.random() < 0.5 else (box**2).sum(-1) < 1
        room = np.where(inside[..., None], room * random.uniform(0.5, 1.5) + random.uniform(-20, 20), room)
    blur = side * 10 ** random.uniform(-2.6, -1.3)
    return np.asarray(np.clip(cv2.GaussianBlur(room, (0, 0), blur) * person.look.exposure, 0, 255), np.uint8)
