"""Driving pictures that no longer say whose they are: other colours, proportions and sharpness, the same motion.

Source: the augmentations of Latent Pose Descriptors (small edits) and PC-AVS (stretching), as the specification lists
them. Differs from them in: sizes of blurs follow the picture's side, and none is so large that eyes vanish.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from facet_training.config.stages.portraits import PerturbationConfig
from facet_training.data.face_clip import Pictures
from facet_training.data.smooth_fields import pixel_grid, smooth_field, take_places

_LEVELS: Final = np.linspace(0.0, 255.0, 256)
_FULL_SIDE: Final = 224  # sizes of blurs are meant for this side

Edit = Callable[[Pictures, np.random.Generator], Pictures]


def _with_curve(picture: Pictures, curve: NDArray[np.float64]) -> Pictures:
    import cv2

    table = curve.round().clip(0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(picture, table.reshape(256, 1, -1) if table.ndim > 1 else table), np.uint8)


def _per_channel(random: np.random.Generator, low: float, high: float) -> NDArray[np.float64]:
    """One number for all channels, or half of the time one for each. Shapes: -> [1, 1] or [1, 3]."""
    return random.uniform(low, high, (1, 3 if random.random() < 0.5 else 1))


def _curved(picture: Pictures, curve: NDArray[np.float64]) -> Pictures:
    return _with_curve(picture, np.broadcast_to(curve, (256, 3)))


def _odd(random: np.random.Generator, picture: Pictures, sizes: tuple[int, ...]) -> int:
    size = int(random.choice(sizes)) * picture.shape[0] / _FULL_SIDE
    return max(1, 2 * round((size - 1) / 2) + 1)


def _blur(picture: Pictures, random: np.random.Generator) -> Pictures:
    import cv2

    kind = random.integers(3)
    if kind == 0:
        sigma = float(random.uniform(0.0, 1.0)) * picture.shape[0] / _FULL_SIDE
        return np.asarray(cv2.GaussianBlur(picture, (5, 5), max(sigma, 0.05)), np.uint8)
    size = _odd(random, picture, (1, 3))
    return np.asarray(cv2.blur(picture, (size, size)) if kind == 1 else cv2.medianBlur(picture, size), np.uint8)


def _filtered(picture: Pictures, kernel: NDArray[np.float32], share: float) -> Pictures:
    import cv2

    plain = np.zeros_like(kernel)
    plain[1, 1] = 1.0
    return np.asarray(cv2.filter2D(picture, -1, plain * (1.0 - share) + kernel * share), np.uint8)


def _sharpen(picture: Pictures, random: np.random.Generator) -> Pictures:
    gain = float(random.uniform(0.75, 1.5))
    kernel = np.full((3, 3), -gain / 8, np.float32)
    kernel[1, 1] = 1.0 + gain
    return _filtered(picture, kernel, float(random.uniform(0.2, 1.0)))


def _emboss(picture: Pictures, random: np.random.Generator) -> Pictures:
    strength = float(random.uniform(0.0, 1.5))
    kernel = np.array([[-1, -1, 0], [-1, 0, 1], [0, 1, 1]], np.float32) * strength / 2
    kernel[1, 1] = 1.0
    return _filtered(picture, kernel, float(random.uniform(0.2, 1.0)))


def _edges(picture: Pictures, random: np.random.Generator) -> Pictures:
    kernel = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]], np.float32)
    return _filtered(picture, kernel, float(random.uniform(0.0, 0.3)))


def _noise(picture: Pictures, random: np.random.Generator) -> Pictures:
    import cv2

    spread = random.uniform(0.0, 0.05) * 255.0
    grains = random.standard_normal(picture.shape, np.float32) * np.float32(spread)
    return np.asarray(cv2.add(picture, grains, dtype=cv2.CV_8U), np.uint8)


def _add(picture: Pictures, random: np.random.Generator) -> Pictures:
    return _curved(picture, _LEVELS[:, None] + _per_channel(random, -10.0, 10.0))


def _multiply(picture: Pictures, random: np.random.Generator) -> Pictures:
    return _curved(picture, _LEVELS[:, None] * _per_channel(random, 0.5, 1.5))


def _linear_contrast(picture: Pictures, random: np.random.Generator) -> Pictures:
    return _curved(picture, 127.5 + (_LEVELS[:, None] - 127.5) * _per_channel(random, 0.75, 1.25))


def _sigmoid_contrast(picture: Pictures, random: np.random.Generator) -> Pictures:
    gain, cutoff = random.uniform(5.0, 8.0), random.uniform(0.4, 0.6)
    return _curved(picture, 255.0 / (1.0 + np.exp(gain * (cutoff - _LEVELS[:, None] / 255.0))))


def _saturation(picture: Pictures, random: np.random.Generator) -> Pictures:
    import cv2

    planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2HSV), np.uint8)
    curve = np.stack([_LEVELS, _LEVELS + random.uniform(-20.0, 20.0), _LEVELS], -1)
    return np.asarray(cv2.cvtColor(_with_curve(planes, curve), cv2.COLOR_HSV2RGB), np.uint8)


def _jpeg(picture: Pictures, random: np.random.Generator) -> Pictures:
    import cv2

    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(70, 100))])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


_EDITS: Final[tuple[Edit, ...]] = (
    _blur,
    _sharpen,
    _emboss,
    _edges,
    _noise,
    _add,
    _saturation,
    _jpeg,
    _multiply,
    _linear_contrast,
    _sigmoid_contrast,
)


def _bent(picture: Pictures, random: np.random.Generator, config: PerturbationConfig) -> Pictures:
    """Other axes and an elastic warp, each half of the time."""
    side = picture.shape[0]
    middle = np.float32((side - 1) / 2)
    places = pixel_grid(side)
    is_scaled, is_elastic = random.random() < config.scale_share, random.random() < 0.5
    if is_scaled:
        scale = random.uniform(1.0 - config.scale, 1.0 + config.scale, (2, 1, 1)).astype(np.float32)
        places = (places - middle) / scale + middle
    if is_elastic:
        places = places + smooth_field(random, side, 8, config.elastic * side)
    if not is_scaled and not is_elastic:
        return picture
    return take_places(picture, places)


def edit_slightly(picture: Pictures, random: np.random.Generator, config: PerturbationConfig) -> Pictures:
    """Up to ``edits`` different small edits, then other proportions. Shapes: [S, S, 3] -> [S, S, 3]."""
    for number in random.permutation(len(_EDITS))[: int(random.integers(config.edits + 1))]:
        picture = _EDITS[number](picture, random)
    return _bent(picture, random, config)


def stretch_strongly(picture: Pictures, random: np.random.Generator, config: PerturbationConfig) -> Pictures:
    """Gain of some channels, one axis longer and the other shorter, perspective, blur or sharpening.

    Shapes: [S, S, 3] -> [S, S, 3].
    """
    import cv2

    first, last = np.sort(random.integers(0, 4, 2))
    gains = np.ones((1, 3))
    gains[0, first:last] = random.uniform(0.3, 1.6)
    picture = _curved(picture, _LEVELS[:, None] * gains)
    side = picture.shape[0]
    longer, shorter = (1.0 + random.uniform(*config.stretch) * 2, 1.0 - random.uniform(*config.stretch) * 2)
    half = np.array([longer, shorter] if random.random() < 0.5 else [shorter, longer]) * side / 2
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)
    moved = corners * half + side / 2 + random.uniform(-config.perspective, config.perspective, (4, 2)) * side
    warp = cv2.getPerspectiveTransform(corners * np.float32(side / 2) + np.float32(side / 2), moved.astype(np.float32))
    picture = np.asarray(cv2.warpPerspective(picture, warp, (side, side), borderMode=cv2.BORDER_REFLECT_101), np.uint8)
    if random.random() < 0.5:
        return np.asarray(cv2.medianBlur(picture, _odd(random, picture, (3, 5))), np.uint8)
    return _filtered(picture, np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], np.float32), 1.0)


def perturb_identity(picture: Pictures, random: np.random.Generator, config: PerturbationConfig) -> Pictures:
    """Change whose a face is and keep what it does. Shapes: [S, S, 3] RGB -> the same; the input stays as it is."""
    if random.random() < config.stretch_share:
        return stretch_strongly(picture, random, config)
    return edit_slightly(picture, random, config)


def draw_shift(random: np.random.Generator, side: int, config: PerturbationConfig) -> tuple[int, int]:
    """A shift of driving picture and target alike, in whole px right and down; often none."""
    if random.random() >= config.shift_share:
        return 0, 0
    most = round(config.shift * side)
    right, down = random.integers(-most, most + 1, 2)
    return int(right), int(down)
