"""Another look for a person: one change of shape and colours, the same for all pictures of an item."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facet_training.config.stages.portraits import LookConfig
from facet_training.data.face_clip import Pictures
from facet_training.data.smooth_fields import FloatArray, pixel_grid, smooth_field, take_places


@dataclass(frozen=True)
class Look:
    """What is done to every picture of an item.

    Attributes: places: where each pixel comes from [2, S, S] px, or None. colours: 3x4 matrix of the channels, or None.
        curve: levels by channel [256, 1, 3], or None.
    """

    is_mirrored: bool
    places: FloatArray | None
    colours: FloatArray | None
    curve: NDArray[np.uint8] | None

    def apply(self, picture: Pictures) -> Pictures:
        """Give a picture this look. Shapes: [S, S, 3] -> [S, S, 3]; the picture given stays as it is."""
        import cv2

        if self.is_mirrored:
            picture = np.ascontiguousarray(picture[:, ::-1])
        if self.places is not None:
            picture = take_places(picture, self.places, is_cubic=True)
        if self.colours is not None:
            picture = np.asarray(cv2.transform(picture, self.colours), np.uint8)
        if self.curve is not None:
            picture = np.asarray(cv2.LUT(picture, self.curve), np.uint8)
        return picture


def _places(random: np.random.Generator, side: int, config: LookConfig) -> FloatArray:
    middle = (side - 1) / 2
    # Less smaller than larger: what comes in from outside is a reflection.
    scale = np.exp(random.uniform(-0.3, 1.0, (2, 1, 1)) * np.log1p(config.stretch)).astype(np.float32)
    places = (pixel_grid(side) - np.float32(middle)) / scale + np.float32(middle)
    return np.asarray(places + smooth_field(random, side, 4, config.warp * side), np.float32)


def _colours(random: np.random.Generator, config: LookConfig) -> FloatArray:
    gains = np.diag(np.exp(random.normal(0.0, config.cast, 3)))
    mixing = np.eye(3) + random.uniform(-config.mix, config.mix, (3, 3))
    mixing /= mixing.sum(1, keepdims=True)  # grey stays grey before the gains
    return np.asarray(np.hstack([gains @ mixing, np.zeros((3, 1))]), np.float32)


def _curve(random: np.random.Generator, config: LookConfig) -> NDArray[np.uint8]:
    levels = np.linspace(0.0, 1.0, 256)[:, None]
    bent = levels ** np.exp(random.normal(0.0, config.gamma, (1, 3)) * [0.3] + random.normal(0.0, config.gamma))
    bent = 0.5 + (bent - 0.5) * np.exp(random.normal(0.0, config.contrast)) + random.normal(0.0, config.contrast / 4)
    return np.asarray((bent * 255.0).round().clip(0, 255)[:, None], np.uint8)


def draw_look(random: np.random.Generator, side: int, config: LookConfig) -> Look:
    """Draw a look for pictures of a side; pose and expression stay as they are, but for left and right."""
    is_mirrored = bool(random.random() < config.mirror)
    if random.random() >= config.share:
        return Look(is_mirrored, None, None, None)
    return Look(is_mirrored, _places(random, side, config), _colours(random, config), _curve(random, config))


def shifted_picture(picture: Pictures, right_px: int, down_px: int) -> Pictures:
    """Move a picture by whole pixels, borders reflected. Shapes: [S, S, 3] -> [S, S, 3]."""
    import cv2

    room = max(abs(right_px), abs(down_px))
    if room == 0:
        return picture
    wide = cv2.copyMakeBorder(picture, room, room, room, room, cv2.BORDER_REFLECT_101)
    side = picture.shape[0]
    top, left = room - down_px, room - right_px
    return np.ascontiguousarray(wide[top : top + side, left : left + side])
