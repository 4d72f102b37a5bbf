"""A drawn person: numbers of shape, look and voice, all from one seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

Colour = tuple[float, float, float]  # RGB, 0 to 255


@dataclass(frozen=True)
class HeadShape:
    """How a head differs from the canonical one; standard scores within +-2, 0 is the canonical head."""

    face_width: float
    face_length: float
    jaw_width: float
    chin_length: float
    cheekbones: float
    forehead: float
    nose_length: float
    nose_width: float
    nose_bridge: float
    eye_size: float
    eye_distance: float
    eye_tilt: float
    eye_opening: float
    brow_height: float
    brow_tilt: float
    mouth_width: float
    mouth_height: float
    upper_lip: float
    lower_lip: float
    skew: float


@dataclass(frozen=True)
class Look:
    """Colours and what grows on a head or is worn on it.

    Attributes:
        hair_style: one of ``HAIR_STYLES``. brow_strength, beard, moustache, blush, freckles: 0 to 1.
        glasses: thickness of the frame in iod, 0 = none. glasses_round: 0 square to 1 round.
        light: direction to the key light (x right, y down, z away). hardness: its share of all light, 0 to 1.
        exposure: of the whole picture. warmth: -1 cold to 1 warm. softness_px: blur at 224 px. grain: levels.
    """

    skin: Colour
    lips: Colour
    hair: Colour
    iris: Colour
    cloth: Colour
    backdrop: tuple[Colour, Colour]
    frame: Colour
    hair_style: str
    hair_volume: float
    hairline: float
    brow_strength: float
    beard: float
    moustache: float
    blush: float
    freckles: float
    glasses: float
    glasses_round: float
    light: tuple[float, float, float]
    hardness: float
    exposure: float
    warmth: float
    softness_px: float
    grain: float


@dataclass(frozen=True)
class Voice:
    """Who is heard. pitch_hz: middle of the range. tract: formants times this. breath: 0 pressed to 1 breathy.

    slowness: durations times this. articulation: openings times this. room: level of the noise around, full scale.
    """

    pitch_hz: float
    tract: float
    breath: float
    slowness: float
    articulation: float
    room: float


@dataclass(frozen=True)
class Person:
    """Somebody who can be drawn with any factors. seed: of what is random in the look (noise of skin and hair)."""

    seed: int
    shape: HeadShape
    look: Look
    voice: Voice


HAIR_STYLES: Final = ("bald", "crop", "short", "side", "fringe", "bob", "long", "curly")
_SKINS: Final[tuple[Colour, ...]] = (
    (240, 206, 184), (234, 196, 168), (228, 184, 150), (214, 168, 128), (198, 150, 108), (178, 126, 84), (150, 100, 66),
    (124, 82, 54), (98, 64, 44), (78, 52, 38),
)  # fmt: skip
_HAIRS: Final[tuple[Colour, ...]] = (
    (24, 20, 20), (42, 30, 24), (66, 44, 30), (94, 64, 40), (128, 92, 56), (176, 138, 86), (206, 172, 120),
    (132, 62, 34), (120, 118, 116), (190, 188, 184),
)  # fmt: skip
_IRISES: Final[tuple[Colour, ...]] = (
    (58, 36, 22), (82, 52, 28), (104, 72, 36), (112, 104, 60), (84, 110, 84), (92, 124, 146), (110, 140, 170),
)  # fmt: skip


def make_person(seed: int) -> Person:
    """The person of a seed; the same for the same number, always."""
    random = np.random.default_rng((seed, 0xFACE))
    scores = random.standard_normal(len(HeadShape.__dataclass_fields__)).clip(-2.0, 2.0)
    shape = HeadShape(*(float(score) for score in scores))
    is_low = bool(random.random() < 0.5)
    pitch = random.uniform(85, 140) if is_low else random.uniform(165, 255)
    voice = Voice(
        pitch_hz=float(pitch),
        tract=float(random.uniform(0.93, 1.05) if is_low else random.uniform(1.06, 1.22)),
        breath=float(random.uniform(0.0, 0.7)),
        slowness=float(random.uniform(0.9, 1.25)),
        articulation=float(random.uniform(0.75, 1.25)),
        room=float(10 ** random.uniform(-4.0, -2.7)),
    )
    return Person(seed, shape, _make_look(random, is_low), voice)


def _around(random: np.random.Generator, colour: Colour, spread: float) -> Colour:
    shade = random.uniform(-spread, spread)
    moved = [float(np.clip(c * (1 + shade) + random.uniform(-1, 1) * spread * 30, 4, 250)) for c in colour]
    return (moved[0], moved[1], moved[2])


def _any_colour(random: np.random.Generator, low: float, high: float) -> Colour:
    grey = random.uniform(low, high)
    tint = random.uniform(-0.28, 0.28, 3) * random.uniform(0, 1)
    moved = [float(np.clip(grey * (1 + t), 4, 250)) for t in tint]
    return (moved[0], moved[1], moved[2])


def _make_look(random: np.random.Generator, has_low_voice: bool) -> Look:
    tone = int(random.integers(len(_SKINS)))
    skin = _around(random, _SKINS[tone], 0.06)
    hairs = _HAIRS[: 3 if tone > 5 else len(_HAIRS)] if random.random() < 0.9 else _HAIRS[-2:]
    hair = _around(random, hairs[int(random.integers(len(hairs)))], 0.12)
    irises = _IRISES[: 3 if tone > 4 else len(_IRISES)]
    redness = random.uniform(0.0, 1.0)
    lips = (
        min(250.0, skin[0] * 0.86 + 14 * redness),
        skin[1] * (0.66 - 0.12 * redness),
        skin[2] * (0.68 - 0.08 * redness),
    )
    has_beard = has_low_voice and random.random() < 0.45
    low_styles = ("bald", "crop", "crop", "short", "short", "side", "curly", "long")
    high_styles = ("short", "side", "fringe", "bob", "bob", "long", "long", "curly", "crop")
    styles = low_styles if has_low_voice else high_styles
    turn, height = random.uniform(-1.1, 1.1), random.uniform(0.15, 0.75)
    light = np.asarray([np.sin(turn), -height, -np.cos(turn)])
    light /= np.linalg.norm(light)
    return Look(
        skin=skin,
        lips=lips,
        hair=hair,
        iris=_around(random, irises[int(random.integers(len(irises)))], 0.15),
        cloth=_any_colour(random, 25, 220),
        backdrop=(_any_colour(random, 20, 230), _any_colour(random, 20, 230)),
        frame=_any_colour(random, 10, 110),
        hair_style=styles[int(random.integers(len(styles)))],
        hair_volume=float(random.uniform(-1, 1)),
        hairline=float(random.uniform(-1, 1)),
        brow_strength=float(random.uniform(0.35, 1.0)),
        beard=float(random.uniform(0.35, 1.0)) if has_beard else 0.0,
        moustache=float(random.uniform(0.4, 1.0)) if has_low_voice and random.random() < 0.4 else 0.0,
        blush=float(random.uniform(0.0, 1.0)),
        freckles=float(random.uniform(0.3, 1.0)) if random.random() < 0.2 else 0.0,
        glasses=float(random.uniform(0.012, 0.03)) if random.random() < 0.22 else 0.0,
        glasses_round=float(random.uniform(0.0, 1.0)),
        light=(float(light[0]), float(light[1]), float(light[2])),
        hardness=float(random.uniform(0.35, 0.75)),
        exposure=float(random.uniform(0.78, 1.04)),
        warmth=float(random.uniform(-1, 1)),
        softness_px=float(random.uniform(0.0, 0.8)),
        grain=float(random.uniform(0.5, 3.0)),
    )
