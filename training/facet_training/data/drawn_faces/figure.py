"""A person's whole surface: all parts in one list of points and triangles, and where they stand with given factors."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from facet_training.data.drawn_faces.body_parts import body_part, glasses_curves, hair_part, neck_part
from facet_training.data.drawn_faces.face_motion import FaceMotion, gaze_rotation
from facet_training.data.drawn_faces.factor_tracks import FactorTracks
from facet_training.data.drawn_faces.head_parts import (
    ear_part,
    eyeball_part,
    face_part,
    lid_part,
    mouth_part,
    skull_part,
    teeth_part,
    tongue_part,
)
from facet_training.data.drawn_faces.head_shape import rest_shape
from facet_training.data.drawn_faces.part import Part
from facet_training.data.drawn_faces.person import Person

FloatArray = NDArray[np.float64]

NECK_JOINT: Final = (0.0, 0.6, 0.7)  # iod; what a head turns about
COVERED_EARS: Final = ("fringe", "bob", "long", "curly")


class Standing(NamedTuple):
    """A person in the world, T pictures: x right, y down, z away from the camera, iod.

    Shapes: landmarks [T, 478, 3]; points [T, V, 3] and normals [T, V, 3] (unit) of the surface; shade [T, V] of its
    folds, 0 to 1; glasses [T, G, 3].
    """

    landmarks: FloatArray
    points: NDArray[np.float32]
    normals: NDArray[np.float32]
    shade: NDArray[np.float32]
    glasses: FloatArray


def rotation_from_angles(pitch: FloatArray, yaw: FloatArray, roll: FloatArray) -> FloatArray:
    """Head to world, the inverse of ``head_angles.angles_from_rotation``. Shapes: [T] each, radians -> [T, 3, 3]."""
    cy, sy, cp, sp, cr, sr = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    rows = [
        [cy * cr - sy * sp * sr, -cy * sr - sy * sp * cr, -sy * cp],
        [cp * sr, cp * cr, -sp],
        [sy * cr + cy * sp * sr, -sy * sr + cy * sp * cr, cy * cp],
    ]
    return np.stack([np.stack(row, 1) for row in rows], 1)


class Figure:
    """One person, built once.

    Attributes:
        triangles: [F, 3], those of thin parts once for each side.
        coords: [V, 2]; occlusion, lit, gloss, depth_behind: [V]; see ``Part``.
        glasses_ends: [curves + 1] where each line of the glasses begins; one element when there are none.
    """

    def __init__(self, person: Person) -> None:
        self.motion = FaceMotion(rest_shape(person.shape))
        self.parts = _parts(person, self.motion)
        counts = [len(part.points) for part in self.parts]
        self._starts = np.concatenate([[0], np.cumsum(counts)])
        placed = [p.triangles + s for p, s in zip(self.parts, self._starts, strict=False)]
        behind = [faces[:, ::-1] for part, faces in zip(self.parts, placed, strict=True) if part.is_thin]
        self._outside = np.concatenate(placed)
        self.triangles = np.concatenate([*placed, *behind])
        self.coords = np.concatenate([part.coords for part in self.parts]).astype(np.float32)
        self.occlusion = np.concatenate([part.occlusion for part in self.parts]).astype(np.float32)
        self.lit = np.repeat([part.lit for part in self.parts], counts).astype(np.float32)
        self.gloss = np.repeat([part.gloss for part in self.parts], counts).astype(np.float32)
        self.depth_behind = np.repeat([part.depth_behind for part in self.parts], counts).astype(np.float32)
        self._points = np.concatenate([part.points for part in self.parts])
        self._anchors = np.concatenate([part.anchors for part in self.parts])
        self._follow = np.concatenate([part.follow for part in self.parts])[:, None]
        self._still = np.concatenate([part.still for part in self.parts])[:, None]
        curves = glasses_curves(self.motion.rest, person.look) if person.look.glasses else []
        self.glasses_ends = np.cumsum([0, *(len(curve) for curve in curves)])
        self._glasses = np.concatenate(curves) if curves else np.zeros((0, 3))
        self._gather = _gathering(self._outside, len(self._points))

    def stand(self, tracks: FactorTracks) -> Standing:
        """Where everything is. Shapes: see ``Standing``."""
        meshes = self.motion.meshes(tracks)
        rest = self.motion.rest
        moved = meshes[:, self._anchors] - rest[self._anchors]
        points = self._points + self._follow * moved
        turns = gaze_rotation(*tracks.eye[:, :2].T.astype(np.float64))
        for part, start in zip(self.parts, self._starts, strict=False):
            if part.eye is not None:
                span = slice(start, start + len(part.points))
                points[:, span] = np.einsum("tij,nj->tni", turns, part.points) + self.motion.eyeballs[part.eye]
        pose = tracks.head_pose.astype(np.float64)
        carried = _carry(points, pose)
        world = (carried + self._still * (points - carried)).astype(np.float32)
        glasses = _carry(np.broadcast_to(self._glasses, (len(pose), *self._glasses.shape)), pose)
        shade = np.ones(world.shape[:2], np.float32)
        shade[:, : len(rest)] = self.motion.crease_shade(tracks)
        return Standing(_carry(meshes, pose), world, self._normals(world), shade, glasses)

    def _normals(self, world: NDArray[np.float32]) -> NDArray[np.float32]:
        a, b, c = (world[:, self._outside[:, k]] for k in range(3))
        flat = np.cross(b - a, c - a)
        summed = np.stack([self._gather @ frame for frame in flat])
        return np.asarray(summed / np.maximum(np.linalg.norm(summed, axis=2, keepdims=True), 1e-9), np.float32)


def _parts(person: Person, motion: FaceMotion) -> list[Part]:
    rest, look = motion.rest, person.look
    parts = [face_part(rest), skull_part(rest), mouth_part(rest), tongue_part(rest)]
    parts += [teeth_part(rest, side) for side in (-1, 1)]
    for eye in range(2):
        parts += [eyeball_part(motion.eyeballs[eye], eye), lid_part(rest, eye)]
    if look.hair_style not in COVERED_EARS:
        parts += [ear_part(rest, side) for side in (-1, 1)]
    return [*parts, hair_part(rest, look, person.seed), neck_part(), body_part(look)]


def _carry(points: FloatArray, pose: FloatArray) -> FloatArray:
    """Points of the head's frame to the world. Shapes: [T, N, 3], [T, 6] -> [T, N, 3]."""
    rotation = rotation_from_angles(pose[:, 0], pose[:, 1], pose[:, 2])
    joint = np.asarray(NECK_JOINT)
    place = np.concatenate([pose[:, 3:5], np.zeros((len(pose), 1))], 1)
    turned = (points - joint) @ rotation.transpose(0, 2, 1)
    return np.asarray(np.exp(pose[:, 5])[:, None, None] * turned + joint + place[:, None])


def _gathering(triangles: NDArray[np.int64], points: int) -> csr_matrix:
    """Sums triangles' normals at their points. Shapes: -> sparse [V, F]."""
    rows, columns = triangles.ravel(), np.repeat(np.arange(len(triangles)), 3)
    return csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(points, len(triangles)))
