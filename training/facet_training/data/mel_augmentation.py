"""Other voices, microphones and rooms out of mel windows: loudness, tilt, throat, noise floor, blank stripes.

Windows are logarithmic (1 = 100 dB above the floor), so a gain is a sum and a tilt a slope over the bands; a noise
floor adds powers. What a room or a throat does is the same for all windows of a clip; stripes fall anew on each window.
Nothing moves in time: the lag of sound and lips is what is learned.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from facet_training.config.stages.lip_sound import MelAugmentationConfig

Windows = NDArray[np.float32]

_DB_PER_UNIT: Final = 100.0
_POWER: Final = np.float32(np.log(10.0) * _DB_PER_UNIT / 10.0)  # level in [0, 1] to the logarithm of a power


def warped_bands(windows: Windows, stretch: float) -> Windows:
    """Read band b at b * stretch, between bands linearly. Shapes: [N, 1, M, R] -> [N, 1, M, R]."""
    bands = windows.shape[2]
    places = np.clip(np.arange(bands) * stretch, 0.0, bands - 1.0)
    low = np.minimum(places.astype(np.int64), bands - 2)
    part = (places - low).astype(np.float32)[:, None]
    return np.asarray(windows[:, :, low] * (1.0 - part) + windows[:, :, low + 1] * part, np.float32)


def with_noise_floor(windows: Windows, floor: Windows) -> Windows:
    """Sum of the powers of two levels. Shapes: [N, 1, M, R] and what broadcasts to it -> [N, 1, M, R]."""
    return np.asarray(np.logaddexp(windows * _POWER, floor * _POWER) / _POWER, np.float32)


def augment_room(windows: Windows, random: np.random.Generator, config: MelAugmentationConfig) -> Windows:
    """What is the same all over a clip: throat, loudness, tilt, noise. Shapes: [N, 1, M, R] in [0, 1], kept."""
    bands = windows.shape[2]
    altered = warped_bands(windows, 1.0 + random.uniform(-config.warp, config.warp))
    slope = np.linspace(-0.5, 0.5, bands, dtype=np.float32)[:, None] * random.uniform(-config.tilt_db, config.tilt_db)
    change = (slope + random.uniform(-config.gain_db, config.gain_db)) / _DB_PER_UNIT
    # Where there was nothing at all there is still nothing: the floor of the front end is no sound.
    altered = np.where(altered > 0.0, altered + change, altered).astype(np.float32)
    if random.random() < config.noise_share:
        shape = np.interp(np.arange(bands), np.linspace(0, bands - 1, 5), random.uniform(0.5, 1.0, 5))[:, None]
        floor = shape * random.uniform(0.0, config.noise) + random.normal(0.0, 0.03, windows.shape)
        altered = with_noise_floor(altered, floor.astype(np.float32))
    return np.clip(altered, 0.0, 1.0)


def blank_stripes(windows: Windows, random: np.random.Generator, config: MelAugmentationConfig) -> Windows:
    """Set one stripe of bands and one of rows to the window's mean, in some windows. Shapes: [N, 1, M, R], kept."""
    blanked = windows.copy()
    _, _, bands, rows = windows.shape
    for index in np.flatnonzero(random.random(len(windows)) < config.mask_share):
        mean = windows[index].mean()
        width = int(random.integers(0, min(config.mask_bands, bands) + 1))
        start = int(random.integers(0, bands - width + 1))
        blanked[index, :, start : start + width] = mean
        width = int(random.integers(0, min(config.mask_rows, rows) + 1))
        start = int(random.integers(0, rows - width + 1))
        blanked[index, :, :, start : start + width] = mean
    return blanked


def augment_mel(windows: Windows, random: np.random.Generator, config: MelAugmentationConfig) -> Windows:
    """Alter the windows of one clip. Shapes: [N, 1, M=80, R=20] in [0, 1] -> the same."""
    return blank_stripes(augment_room(windows, random, config), random, config)
