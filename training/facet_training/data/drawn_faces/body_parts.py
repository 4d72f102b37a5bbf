"""Hair, neck, clothes and glasses of a drawn person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from facet_training.data.canonical import canonical_mesh
from facet_training.data.drawn_faces.head_shape import smoothstep
from facet_training.data.drawn_faces.mesh_rows import EYES, ring
from facet_training.data.drawn_faces.part import (
    CLOTH_TILE,
    HAIR_TILE,
    SKIN_TILE,
    Part,
    face_coords,
    grid,
    make_part,
    outwards,
    tile_coords,
)
from facet_training.data.drawn_faces.person import Look

FloatArray = NDArray[np.float64]

_CROWN_Y: Final = -1.55
_BEHIND_THE_MOUTH: Final = 0.4  # iod: the inside of the mouth counts as farther away too, the neck must not fill it
_WIDEST_Y: Final = -0.42
_HEAD_Z: Final = 0.47  # middle of the hair's ellipsoid


# Angles from the front at which a cut says how far down the hair reaches.
_TURNS_RAD: Final = (0.0, 0.45, 0.8, 1.05, 1.35, 1.75, 2.3, 3.15)


@dataclass(frozen=True)
class _Cut:
    """A way to wear hair. ends: how far down (y, iod) it reaches at ``_TURNS_RAD``, front to nape; the rest in shares.

    sweep: how much lower the fringe lies on one side. stand_off: from the skin. flare: of the lengths. wave: of locks.
    """

    ends: tuple[float, ...]
    sweep: float = 0.0
    stand_off: float = 0.0
    flare: float = 0.0
    wave: float = 0.0


_CUTS: Final[dict[str, _Cut]] = {
    "bald": _Cut((-0.7, -0.7, -0.6, -0.4, -0.2, -0.1, 0.3, 0.5), stand_off=-0.065),
    "crop": _Cut((-0.94, -0.96, -0.9, -0.55, -0.1, -0.12, 0.35, 0.5), stand_off=-0.035, wave=0.005),
    "short": _Cut((-0.88, -0.92, -0.86, -0.5, -0.08, -0.12, 0.45, 0.6), 0.02, 0.02, wave=0.02),
    "side": _Cut((-0.86, -0.88, -0.8, -0.45, -0.05, 0.0, 0.5, 0.65), 0.12, 0.05, 0.02, 0.03),
    "fringe": _Cut((-0.66, -0.67, -0.64, 0.7, 1.0, 1.1, 1.2, 1.2), 0.02, 0.03, 0.05, 0.02),
    "bob": _Cut((-0.96, -0.9, -0.72, 0.55, 0.85, 0.9, 0.95, 0.95), 0.06, 0.04, 0.07, 0.025),
    "long": _Cut((-1.0, -0.9, -0.66, 1.3, 1.8, 1.85, 1.9, 1.9), 0.05, 0.02, 0.05, 0.03),
    "curly": _Cut((-0.86, -0.9, -0.78, 0.2, 0.5, 0.6, 0.75, 0.8), 0.03, 0.14, 0.1, 0.06),
}
_CLOSE_CUTS: Final = ("bald", "crop", "short", "side")


def hair_part(rest: FloatArray, look: Look, seed: int) -> Part:
    """Hair as a shell of columns from the crown down to the hair's line; of bald people it is their scalp."""
    cut = _CUTS[look.hair_style]
    random = np.random.default_rng((seed, 0x4A18))
    u, v, triangles = grid(48, 9)
    turn = (u - 0.5) * 2 * np.pi
    waves = random.uniform(0, 2 * np.pi, 6)
    ripple = np.sum([np.sin((k + 3) * turn + waves[k]) for k in range(6)], 0) / 6
    end = np.interp(np.abs(turn), _TURNS_RAD, cut.ends)
    end += random.choice((-1, 1)) * cut.sweep * np.sin(turn) * smoothstep(1.4, 0.9, np.abs(turn))
    end += (0.03 * ripple - 0.035 * look.hairline) * (cut.wave > 0)
    y = _CROWN_Y + (end - _CROWN_Y) * v**0.85
    below = np.clip((y - _WIDEST_Y) / 1.6, 0.0, 1.0)
    dome = np.sqrt(np.clip(1 - ((y - _WIDEST_Y) / (_CROWN_Y - _WIDEST_Y)) ** 2, 0.0, 1.0))
    radius = np.where(y < _WIDEST_Y, dome, 1 + cut.flare * np.sin(np.pi * np.minimum(1.0, below * 1.2)))
    if look.hair_style in _CLOSE_CUTS:
        radius = radius * (1 - 0.22 * np.maximum(0.0, y) * smoothstep(1.5, 2.3, np.abs(turn)))
        radius = radius * (1 - 0.05 * v**6 * (cut.stand_off > 0))
    radius = radius * (1 + cut.stand_off + 0.025 * look.hair_volume * (cut.stand_off > 0))
    radius = radius * (1 + cut.wave * np.sin(11 * y + 5 * turn + waves[0]) * ripple)
    canonical = canonical_mesh()
    wider = max(1.0, float(rest[454, 0] / canonical[454, 0]))
    farther = float(rest[10, 2] - canonical[10, 2]) * np.maximum(0.0, np.cos(turn))
    points = np.stack([wider * np.sin(turn) * radius, y, _HEAD_Z - np.cos(turn) * 1.17 * radius + farther], 1)
    triangles = outwards(points, triangles, (0.0, _WIDEST_Y, _HEAD_Z))
    if look.hair_style == "bald":
        forehead = face_coords(np.stack([0.3 * np.sin(turn), np.full_like(turn, -0.85)], 1))
        return make_part(points, triangles, forehead, gloss=0.16)
    shade = (1 - 0.25 * smoothstep(0.3, 1.2, y)) * (1 - 0.3 * smoothstep(0.9, 1.0, v))
    coords = tile_coords(HAIR_TILE, u, v)
    return make_part(points, triangles, coords, still=0.45 * below, occlusion=shade, gloss=0.18, is_thin=True)


def neck_part() -> Part:
    """The neck: its top goes with the head, its foot stays."""
    u, v, triangles = grid(20, 6)
    turn = 2 * np.pi * u
    wide = 0.53 - 0.05 * np.sin(np.pi * np.minimum(1.0, v * 1.3)) + 0.16 * np.maximum(0.0, v - 0.62)
    points = np.stack([-wide * np.sin(turn), 0.62 + 1.35 * v, 0.5 + 0.12 * v + wide * 0.92 * np.cos(turn)], 1)
    shade = 0.55 + 0.4 * smoothstep(0.15, 0.75, v)
    coords = tile_coords(SKIN_TILE, u, 0.3 + 0.7 * v)
    triangles = outwards(points, triangles, (0.0, 1.3, 0.55))
    still = np.minimum(1.0, v / 0.8) ** 1.2
    return make_part(
        points, triangles, coords, still=still, occlusion=shade, depth_behind=_BEHIND_THE_MOUTH, gloss=0.06
    )


# Half width, half depth and height of the clothes' rings, from the collar down.
_BODY_RINGS: Final = (
    (0.55, 0.53, 1.36), (0.62, 0.58, 1.36), (0.86, 0.6, 1.56), (1.2, 0.62, 1.72), (1.55, 0.64, 1.95), (1.9, 0.68, 2.7),
    (2.0, 0.74, 4.4),
)  # fmt: skip


def body_part(look: Look) -> Part:
    """Shoulders with a round collar, which stay when the head moves."""
    u, v, triangles = grid(24, len(_BODY_RINGS) - 1)
    turn = 2 * np.pi * u
    wide, deep, y = np.asarray(_BODY_RINGS)[np.rint(v * (len(_BODY_RINGS) - 1)).astype(int)].T
    front = np.cos(turn)
    dip = 0.14 * np.maximum(0.0, -front) * np.maximum(0.0, 1 - v * 3.2)
    points = np.stack([-wide * np.sin(turn), y + dip - 0.06 * look.hairline, 0.66 + deep * front], 1)
    triangles = outwards(points, triangles, (0.0, 4.0, 0.66))
    return make_part(points, triangles, tile_coords(CLOTH_TILE, u, v), still=1.0, occlusion=0.95)


def glasses_curves(rest: FloatArray, look: Look) -> list[FloatArray]:
    """Two rims and a bridge in the head's frame, as lines. Shapes: -> 3 of [P, 3] iod."""
    turn = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    power = 0.5 + 0.5 * look.glasses_round  # of cosine and sine: 1 is an ellipse, less is squarer
    across = np.sign(np.cos(turn)) * np.abs(np.cos(turn)) ** power
    down = np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** power
    front = rest[6, 2] + 0.0
    curves = []
    for eye in EYES:
        middle = rest[list(ring(eye.upper, eye.lower))].mean(0)
        away = np.abs(middle[0]) + 0.235 * across * np.sign(middle[0]) - np.abs(middle[0])
        x = middle[0] + away
        z = front + 0.16 * np.maximum(0.0, np.abs(x) - 0.15) ** 1.3
        curves.append(np.stack([x, middle[1] + 0.03 + 0.165 * down, z], 1))
    inner = [curves[k][np.argmin(np.abs(curves[k][:, 0]))] for k in range(2)]
    t = np.linspace(0, 1, 8)[:, None]
    bridge = inner[0] * (1 - t) + inner[1] * t + np.asarray([0.0, -0.05, -0.02]) * (np.sin(np.pi * t))
    return [*curves, bridge]
