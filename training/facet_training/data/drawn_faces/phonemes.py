"""Speech sounds: what is heard of them and how the mouth is held. They name no language; syllables are made up.

Vowel formants follow the averages of Peterson and Barney 1952; consonant places the ranges of Stevens, Acoustic
Phonetics (1998). Mouth targets are in the units of ``FactorTracks.lip``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# Bands of turbulence, Hz; ``Phoneme.noise`` has a strength for each.
NOISE_BANDS_HZ: Final = ((400.0, 1500.0), (1500.0, 3200.0), (3200.0, 5200.0), (5200.0, 7800.0))


@dataclass(frozen=True)
class Phoneme:
    """One sound.

    Attributes:
        formants: F1 to F3, Hz, of a tract of average length. voicing, noise: strengths of the voice and of turbulence
            in ``NOISE_BANDS_HZ``. duration_sec: at usual speed.
        opening, width: iod. rounding: 0 to 1. is_closed: the lips touch.
    """

    formants: tuple[float, float, float]
    duration_sec: float
    voicing: float
    opening: float
    width: float
    rounding: float
    noise: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    is_closed: bool = False


def _vowel(f1: float, f2: float, f3: float, duration: float, mouth: tuple[float, float, float]) -> Phoneme:
    return Phoneme((f1, f2, f3), duration, 1.0, *mouth)


VOWELS: Final[dict[str, Phoneme]] = {
    "i": _vowel(300, 2290, 3010, 0.13, (0.075, 0.075, 0.0)),
    "I": _vowel(410, 1970, 2550, 0.10, (0.1, 0.05, 0.0)),
    "e": _vowel(550, 1830, 2480, 0.12, (0.15, 0.045, 0.0)),
    "a": _vowel(700, 1650, 2420, 0.16, (0.21, 0.06, 0.0)),
    "A": _vowel(740, 1120, 2440, 0.15, (0.25, 0.0, 0.05)),
    "O": _vowel(580, 860, 2410, 0.15, (0.18, -0.065, 0.55)),
    "V": _vowel(620, 1220, 2450, 0.11, (0.15, 0.0, 0.0)),
    "@": _vowel(510, 1420, 2480, 0.08, (0.09, 0.0, 0.05)),
    "U": _vowel(440, 1040, 2240, 0.10, (0.085, -0.085, 0.65)),
    "u": _vowel(320, 920, 2240, 0.14, (0.055, -0.14, 1.0)),
}

CONSONANTS: Final[dict[str, Phoneme]] = {
    "w": Phoneme((310, 680, 2180), 0.08, 0.6, 0.03, -0.15, 1.0),
    "j": Phoneme((280, 2220, 2950), 0.07, 0.6, 0.07, 0.06, 0.0),
    "r": Phoneme((340, 1150, 1560), 0.08, 0.6, 0.06, -0.06, 0.6),
    "l": Phoneme((360, 1100, 2650), 0.08, 0.6, 0.1, 0.01, 0.0),
    "m": Phoneme((290, 1000, 2200), 0.10, 0.35, 0.0, 0.0, 0.05, is_closed=True),
    "n": Phoneme((290, 1520, 2500), 0.08, 0.4, 0.06, 0.02, 0.0),
    "p": Phoneme((320, 900, 2200), 0.10, 0.0, 0.0, 0.0, 0.05, (0.15, 0.05, 0.0, 0.0), is_closed=True),
    "b": Phoneme((300, 900, 2200), 0.09, 0.12, 0.0, 0.0, 0.05, (0.05, 0.02, 0.0, 0.0), is_closed=True),
    "t": Phoneme((330, 1750, 2680), 0.07, 0.0, 0.055, 0.02, 0.0, (0.0, 0.05, 0.3, 0.25)),
    "d": Phoneme((300, 1750, 2680), 0.06, 0.15, 0.06, 0.02, 0.0, (0.0, 0.05, 0.15, 0.1)),
    "k": Phoneme((330, 1880, 2320), 0.08, 0.0, 0.085, 0.01, 0.0, (0.05, 0.3, 0.08, 0.0)),
    "g": Phoneme((300, 1880, 2320), 0.07, 0.15, 0.085, 0.01, 0.0, (0.02, 0.15, 0.04, 0.0)),
    "f": Phoneme((330, 1150, 2180), 0.11, 0.0, 0.022, 0.01, 0.0, (0.03, 0.04, 0.05, 0.12)),
    "v": Phoneme((300, 1150, 2180), 0.08, 0.3, 0.022, 0.01, 0.0, (0.02, 0.02, 0.03, 0.06)),
    "T": Phoneme((330, 1400, 2550), 0.10, 0.0, 0.055, 0.01, 0.0, (0.0, 0.03, 0.06, 0.08)),
    "s": Phoneme((330, 1500, 2600), 0.12, 0.0, 0.045, 0.035, 0.0, (0.0, 0.02, 0.15, 0.6)),
    "z": Phoneme((300, 1500, 2600), 0.09, 0.3, 0.045, 0.035, 0.0, (0.0, 0.01, 0.08, 0.35)),
    "S": Phoneme((330, 1830, 2650), 0.12, 0.0, 0.06, -0.075, 0.75, (0.0, 0.4, 0.45, 0.12)),
    "h": Phoneme((500, 1450, 2480), 0.07, 0.0, 0.1, 0.0, 0.0, (0.06, 0.06, 0.02, 0.01)),
}

# Nothing is said: the mouth rests.
PAUSE: Final = Phoneme((500, 1450, 2480), 0.0, 0.0, 0.0, 0.0, 0.0, is_closed=True)
