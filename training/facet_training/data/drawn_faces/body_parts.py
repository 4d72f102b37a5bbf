"""Hair, neck, clothes and glasses of a drawn person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from facet_training.data.drawn_faces.head_shape import smoothstep
from facet_training.data.drawn_faces.mesh_rows import EYES, ring
from facet_training.data.drawn_faces.part import (
    CLOTH_TILE,
    HAIR_TILE,
    SKIN_TILE,
    Part,
    grid,
    make_part,
    outwards,
    tile_coords,
)
from facet_training.data.drawn_faces.person import Look

FloatArray = NDArray[np.float64]

_CROWN_Y: Final = -1.55
_WIDEST_Y: Final = -0.42
_HEAD_Z: Final = 0.47  # middle of the hair's ellipsoid


@dataclass(frozen=True)
class _Cut:
    """A way to wear hair: how far down it reaches (y, iod) at the forehead, temples, ears and nape; how it stands off.

    ``temple_at`` is where (radians from the front) the forehead's line turns down to the side's.
    """

    forehead: float
    side: float
    nape: float
    temple_at: float
    stand_off: float
    flare: float
    wave: float


_CUTS: Final[dict[str, _Cut]] = {
    "bald": _Cut(-0.95, -0.3, 0.5, 0.95, -0.09, 0.0, 0.0),
    "crop": _Cut(-0.9, -0.1, 0.5, 0.95, -0.06, 0.0, 0.01),
    "short": _Cut(-0.86, -0.05, 0.6, 1.0, 0.0, 0.0, 0.02),
    "side": _Cut(-0.8, 0.05, 0.65, 1.0, 0.04, 0.02, 0.03),
    "bob": _Cut(-0.84, 0.85, 0.95, 0.9, 0.03, 0.06, 0.025),
    "long": _Cut(-0.86, 1.75, 1.9, 0.86, 0.02, 0.05, 0.03),
    "curly": _Cut(-0.84, 0.55, 0.8, 0.9, 0.14, 0.1, 0.06),
}


def hair_part(look: Look, seed: int) -> Part:
    """Hair as a shell of columns from the crown down to the hair's line; of bald people it is their scalp."""
    cut = _CUTS[look.hair_style]
    random = np.random.default_rng((seed, 0x4A18))
    u, v, triangles = grid(44, 9)
    turn = (u - 0.5) * 2 * np.pi
    side = np.abs(turn)
    parting = 0.25 * random.uniform(-1, 1) * np.cos(turn) * (side < 1.2)
    to_side = smoothstep(cut.temple_at - 0.12, cut.temple_at + 0.22, side)
    to_nape = smoothstep(1.5, 2.3, side)
    forehead = cut.forehead - 0.05 * look.hairline + 0.1 * side**2 + 0.12 * parting * np.sin(turn)
    end = forehead * (1 - to_side) + (cut.side * (1 - to_nape) + cut.nape * to_nape) * to_side
    waves = random.uniform(0, 2 * np.pi, 6)
    ripple = sum(np.sin((k + 3) * turn + waves[k]) for k in range(6)) / 6
    y = _CROWN_Y + (end + 0.03 * ripple * (cut.wave > 0) - _CROWN_Y) * v**0.85
    dome = np.sqrt(np.clip(1 - ((y - _WIDEST_Y) / (_CROWN_Y - _WIDEST_Y)) ** 2, 0.0, 1.0))
    below = np.clip((y - _WIDEST_Y) / 1.6, 0.0, 1.0)
    radius = np.where(y < _WIDEST_Y, dome, 1 + cut.flare * np.sin(np.pi * np.minimum(1.0, below * 1.2)))
    if look.hair_style in ("bald", "crop", "short", "side"):
        radius = radius * (1 - 0.22 * np.maximum(0.0, y - 0.0) * to_nape)
    radius = radius * (1 + cut.stand_off + 0.03 * look.hair_volume * (cut.wave > 0)) * (1 - 0.06 * v**8)
    radius = radius * (1 + cut.wave * np.sin(11 * y + 5 * turn + waves[0]) * ripple)
    points = np.stack([np.sin(turn) * radius, y, _HEAD_Z - np.cos(turn) * 1.17 * radius], 1)
    triangles = outwards(points, triangles, (0.0, _WIDEST_Y, _HEAD_Z))
    if look.hair_style == "bald":
        return make_part(points, triangles, tile_coords(SKIN_TILE, 0.2 + 0.1 * u, 0.1 + 0.1 * v), gloss=0.22)
    shade = 1 - 0.25 * smoothstep(0.3, 1.2, y)
    return make_part(points, triangles, tile_coords(HAIR_TILE, u, v), still=0.45 * below, occlusion=shade, gloss=0.18)


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
    return make_part(points, triangles, coords, still=still, occlusion=shade, gloss=0.06)


# Half width, half depth and height of the clothes' rings, from the collar down.
_BODY_RINGS: Final = (
    (0.55, 0.53, 1.6), (0.62, 0.58, 1.6), (0.86, 0.6, 1.78), (1.2, 0.62, 1.93), (1.55, 0.64, 2.12), (1.9, 0.68, 2.85),
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
