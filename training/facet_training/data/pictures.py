"""Pictures between files (bytes, RGB) and networks ([3, S, S] float in [-1, 1])."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from facet_training.data.face_clip import FaceClip


def resize_picture(picture: NDArray[np.uint8], side_px: int) -> NDArray[np.uint8]:
    """A square picture in another size; means of areas when it shrinks. Shapes: [H, H, 3] -> [S, S, 3]."""
    import cv2

    if picture.shape[0] == side_px:
        return picture
    kind = cv2.INTER_AREA if side_px < picture.shape[0] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, (side_px, side_px), interpolation=kind), np.uint8)


def picture_tensor(picture: NDArray[np.uint8]) -> Tensor:
    """Levels to [-1, 1]. Shapes: [S, S, 3] -> [3, S, S]."""
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1))).float() / 127.5 - 1.0


def picture_levels(picture: Tensor) -> NDArray[np.uint8]:
    """[-1, 1] to the nearest level. Shapes: [3, S, S] -> [S, S, 3]."""
    levels = ((picture.detach().float().cpu().clamp(-1.0, 1.0) + 1.0) * 127.5).round()
    return np.asarray(levels.numpy().transpose(1, 2, 0), np.uint8)


def clip_picture(clip: FaceClip, frame: int, side_px: int) -> Tensor:
    """A picture of a clip for a network of ``side_px``. Shapes: -> [3, S, S] in [-1, 1]."""
    return picture_tensor(resize_picture(clip.picture(frame), side_px))
