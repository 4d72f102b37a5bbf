"""Disturbances that leave the face where it is: colour, sharpness, noise, compression, something in front of it."""

from __future__ import annotations

import numpy as np

from facet_training.config.stages.face_prior import FaceAugmentation
from facet_training.data.face_clip import Pictures, decode_picture, encode_picture

_LUMA = np.array([0.299, 0.587, 0.114])
_FULL_SIDE = 224  # sizes of blurs are meant for this side


def recolour(picture: Pictures, random: np.random.Generator, strength: float) -> Pictures:
    """Other light: gamma, contrast, brightness and tint by channel, and saturation down to grey."""
    import cv2

    ramp = (np.arange(256)[:, None] / 255.0) ** np.exp(random.uniform(-0.5, 0.5) * strength)
    contrast = np.exp(random.uniform(-0.4, 0.4) * strength)
    tint = np.exp(random.uniform(-0.15, 0.15, 3) * strength)
    ramp = ((ramp - 0.5) * contrast + 0.5 + random.uniform(-0.15, 0.15) * strength) * tint
    picture = np.asarray(cv2.LUT(picture, np.clip(ramp * 255.0, 0, 255).round().astype(np.uint8)[None]), np.uint8)
    saturation = max(0.0, 1.0 + random.uniform(-1.0, 0.5) * strength)
    mix = saturation * np.eye(3) + (1.0 - saturation) * np.tile(_LUMA, (3, 1))
    return np.asarray(cv2.transform(picture, mix), np.uint8)


def soften(picture: Pictures, random: np.random.Generator) -> Pictures:
    """A blur, or fewer pixels enlarged again."""
    import cv2

    side = picture.shape[0]
    if random.random() < 0.5:
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), random.uniform(0.4, 2.5) * side / _FULL_SIDE), np.uint8)
    small = max(24, round(side / random.uniform(1.3, 4.0)))
    fewer = cv2.resize(picture, (small, small), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(fewer, (side, side), interpolation=cv2.INTER_LINEAR), np.uint8)


def add_noise(picture: Pictures, random: np.random.Generator) -> Pictures:
    """Evenly distributed grain with a deviation of up to a twentieth of the range."""
    import cv2

    even = np.frombuffer(random.bytes(picture.size), np.int8).reshape(picture.shape)
    grain = even * np.float32(random.uniform(1.0, 12.0) / 74.0)  # the deviation of all bytes is 74
    return np.asarray(cv2.add(picture, grain, dtype=cv2.CV_8U), np.uint8)


def cover(picture: Pictures, random: np.random.Generator) -> Pictures:
    """One rectangle of a colour or of noise, up to three tenths of the side."""
    side = picture.shape[0]
    width, height = (random.uniform(0.08, 0.3, 2) * side).astype(int)
    left, top = (random.random(2) * (side - np.array([width, height]))).astype(int)
    covered = picture.copy()
    patch = covered[top : top + height, left : left + width]
    colours = random.integers(0, 256, patch.shape if random.random() < 0.3 else 3, np.uint8)
    patch[:] = colours
    return covered


def damage_picture(picture: Pictures, random: np.random.Generator, config: FaceAugmentation) -> Pictures:
    """Disturb a picture. Shapes: [S, S, 3] RGB -> the same; the input stays as it is."""
    picture = recolour(picture, random, config.colour)
    if random.random() < config.cutout:
        picture = cover(picture, random)
    if random.random() < config.soften:
        picture = soften(picture, random)
    if random.random() < config.noise:
        picture = add_noise(picture, random)
    if random.random() < config.jpeg:
        picture = decode_picture(encode_picture(picture, int(random.integers(25, 90))))
    return picture
