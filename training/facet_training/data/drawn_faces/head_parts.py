"""Skin, skull, ears, eyeballs and mouth of a drawn person's head."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from facet_training.data.canonical import canonical_mesh
from facet_training.data.drawn_faces.face_motion import EYEBALL_RADIUS
from facet_training.data.drawn_faces.mesh_rows import EYES, FACE_OVAL, LIP_COLUMNS, MOUTH_CONTOUR, ring, skin_triangles
from facet_training.data.drawn_faces.part import (
    EYE_TILE,
    LID_TILE,
    MOUTH_TILE,
    SKIN_TILE,
    TEETH_TILE,
    TONGUE_TILE,
    Part,
    bridged,
    face_coords,
    grid,
    make_part,
    outwards,
    tile_coords,
)

FloatArray = NDArray[np.float64]

EYE_REACH_RAD: Final = 1.5  # angle from the eye's axis that the eye tile's edge shows
_INSIDE: Final = 0.25  # iod: mouth and eyes count as so much farther away than the skin before them
_CHIN: Final = 152
# Width over the lips' own, height above and below them and depth behind them (iod) of the mouth's rings.
_MOUTH_RINGS: Final = ((1.0, 0.0, 0.0), (1.03, 0.03, 0.02), (1.25, 0.2, 0.14), (1.1, 0.15, 0.38), (0.05, 0.0, 0.42))
_JAW_FOLLOW: Final = 0.9


def face_part(rest: FloatArray) -> Part:
    """The face mesh itself; its points are the first 468 of the whole."""
    indices = np.arange(len(rest))
    coords = face_coords(canonical_mesh()[:, :2])
    return make_part(rest, skin_triangles(), coords, anchors=indices, follow=1.0, gloss=0.16)


def skull_part(rest: FloatArray) -> Part:
    """From the outline back over the skull and, below, under the jaw."""
    oval = list(FACE_OVAL)
    outline, flat = rest[oval], canonical_mesh()[oval, :2]
    low = np.clip((outline[:, 1] - 0.15) / 0.6, 0.0, 1.0)[:, None]
    rings, coords, follow = [outline], [flat], [np.ones(len(oval))]
    for t, share in ((0.16, 0.8), (0.4, 0.35), (0.75, 0.0)):
        swell = 1 + 0.2 * np.sin(np.pi * t) * (1 - low[:, 0])
        x, y, z = outline.T
        skull = [x * swell * (1 - 0.4 * t * t), (y + 0.3) * swell * (1 - 0.35 * t * t) - 0.3, z + (1.5 - z) * t * 0.8]
        under = [x * (1 - 0.55 * t), y - 0.12 * t + 0.1 * min(1.0, t * 4), z + 0.95 * t]
        rings.append(np.stack(skull, 1) * (1 - low) + np.stack(under, 1) * low)
        coords.append(flat * (1 + 0.1 * t))
        follow.append(np.maximum(share * low[:, 0], 0.0))
    points = np.concatenate(rings)
    return make_part(
        points,
        outwards(points, bridged(4, len(oval)), (0.0, 0.0, 0.3)),
        face_coords(np.concatenate(coords)),
        anchors=np.tile(np.asarray(oval), 4),
        follow=np.concatenate(follow),
        occlusion=np.concatenate([np.ones(len(oval)), *([1 - 0.3 * low[:, 0]] * 3)]),
        gloss=0.1,
    )


def ear_part(rest: FloatArray, side: int) -> Part:
    """An ear as a flat bowl; side -1 is the subject's right."""
    u, v, triangles = grid(10, 5)
    turn, angle = 2 * np.pi * u, np.pi * v
    root = rest[454 if side > 0 else 234]
    bowl = 1 - 0.35 * np.exp(-((np.sin(angle) / 0.5) ** 2))
    points = np.stack(
        [
            root[0] + side * (0.035 + 0.05 * np.cos(angle) * bowl),
            root[1] + 0.06 + 0.2 * np.sin(angle) * np.cos(turn) * (1 - 0.18 * np.cos(turn)),
            root[2] + 0.16 + (0.1 - 0.03 * np.cos(turn)) * np.sin(angle) * np.sin(turn) + 0.05 * np.cos(turn),
        ],
        1,
    )
    centre = (float(root[0] + side * 0.035), float(root[1] + 0.06), float(root[2] + 0.16))
    coords = tile_coords(SKIN_TILE, 0.3 + 0.4 * v, 0.05 + 0.1 * u)
    return make_part(
        points, outwards(points, triangles, centre), coords, occlusion=0.75 + 0.25 * np.sin(angle), gloss=0.1
    )


def eyeball_part(ball: FloatArray, eye: int) -> Part:
    """An eyeball that looks straight ahead, about its own middle (it is turned, then moved to its place)."""
    u, v, triangles = grid(14, 6)
    angle = np.asarray([0.02, 0.2, 0.42, 0.5, 0.8, 1.15, EYE_REACH_RAD])[np.rint(v * 6).astype(int)]
    turn = 2 * np.pi * u
    around = np.stack([np.sin(angle) * np.cos(turn), np.sin(angle) * np.sin(turn), -np.cos(angle)], 1)
    points = EYEBALL_RADIUS * around
    r = 0.5 * angle / EYE_REACH_RAD
    coords = tile_coords(EYE_TILE, 0.5 + r * np.cos(turn), 0.5 + r * np.sin(turn))
    shade = 0.95 - 0.35 * np.clip(-around[:, 1] * 1.6, 0.0, 1.0)
    return make_part(
        points, outwards(points, triangles, (0, 0, 0)), coords, eye=eye, depth_behind=_INSIDE, occlusion=shade, lit=0.5
    )


def lid_part(rest: FloatArray, eye: int) -> Part:
    """The thickness of the lids: a rim that turns from their edge back to the eyeball."""
    contour = list(ring(EYES[eye].upper, EYES[eye].lower))
    edge = rest[contour]
    points = np.concatenate([edge, edge + np.asarray((0.0, 0.0, 0.07))])
    coords = tile_coords(LID_TILE, np.tile(np.linspace(0, 1, len(contour)), 2), np.repeat([0.1, 0.9], len(contour)))
    anchors = np.tile(np.asarray(contour), 2)
    rim = bridged(2, len(contour))
    return make_part(points, rim, coords, anchors=anchors, follow=1.0, occlusion=0.8, lit=0.0, is_thin=True)


def mouth_part(rest: FloatArray) -> Part:
    """The inside of the lips, a bag that widens behind them so that it keeps clear of the teeth, and its dark back."""
    contour = list(MOUTH_CONTOUR)
    edge = rest[contour]
    middle = edge.mean(0)
    place = np.arange(len(contour))
    away = np.where(place < LIP_COLUMNS, -1, 1) * np.abs(np.sin(np.pi * place / (LIP_COLUMNS - 1)))
    rings = [
        (edge - middle) * (width, 1.0, 1.0) + middle + np.outer(away, (0, height, 0)) + (0, 0, depth)
        for width, height, depth in _MOUTH_RINGS
    ]
    v = np.repeat([0.0, 0.35, 0.8, 0.9, 1.0], len(contour))
    return make_part(
        np.concatenate(rings),
        bridged(len(rings), len(contour)),
        tile_coords(MOUTH_TILE, np.tile(np.linspace(0, 1, len(contour)), len(rings)), v),
        anchors=np.tile(np.asarray(contour), len(rings)),
        follow=np.repeat([1.0, 1.0, 1.0, 0.8, 0.5], len(contour)),
        depth_behind=_INSIDE,
        lit=0.0,
        is_thin=True,
    )


def teeth_part(rest: FloatArray, side: int) -> Part:
    """A row of teeth on its arch; side -1 is the upper row, 1 the lower (it goes with the jaw)."""
    u, v, triangles = grid(12, 3)
    seam = rest[13]
    edge_y, front_z = (seam[1] + 0.02, seam[2] + 0.05) if side < 0 else (seam[1] + 0.012, seam[2] + 0.075)
    height, reach = (0.24, 0.235) if side < 0 else (0.2, 0.205)
    angle = (u - 0.5) * 2.4
    z = front_z + reach * 1.15 * (1 - np.cos(angle))
    points = np.stack([reach * np.sin(angle), edge_y + side * (1 - v) * height, z], 1)
    dark = 1 - 0.85 * np.abs(2 * u - 1) ** 1.3
    return make_part(
        points,
        outwards(points, triangles, (0.0, float(edge_y), 0.2)),
        tile_coords(TEETH_TILE, u, v),
        anchors=np.full(len(points), _CHIN),
        follow=0.0 if side < 0 else _JAW_FOLLOW,
        depth_behind=_INSIDE,
        occlusion=0.85 * dark,
        lit=0.35,
    )


def tongue_part(rest: FloatArray) -> Part:
    """The tongue, resting behind the lower teeth; it goes with the jaw."""
    u, v, triangles = grid(8, 5)
    turn, angle = 2 * np.pi * u, np.pi * v
    seam = rest[13]
    points = np.stack(
        [
            0.165 * np.sin(angle) * np.cos(turn),
            seam[1] + 0.125 - 0.08 * np.sin(angle) * np.sin(turn),
            seam[2] + 0.33 - 0.19 * np.cos(angle),
        ],
        1,
    )
    centre = (0.0, float(seam[1] + 0.125), float(seam[2] + 0.33))
    return make_part(
        points,
        outwards(points, triangles, centre),
        tile_coords(TONGUE_TILE, u, v),
        anchors=np.full(len(points), _CHIN),
        follow=_JAW_FOLLOW,
        depth_behind=_INSIDE,
        occlusion=0.7,
        lit=0.5,
    )
