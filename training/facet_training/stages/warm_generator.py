"""The generator of stage 3 begins where that of stage 1 ended, although its style is another."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from facet_training.config.pdfgc import CodeSizes
from facet_training.networks.generator import Generator

_RIDGE = 1e-3
_WEIGHT = ".modulation.weight"
_BIAS = ".modulation.bias"


class MotionFit(NamedTuple):
    """The unified motion feature as far as eye and head pose codes tell it: mean + codes @ slopes.

    Shapes: mean [U], slopes [eye + head pose, U].
    """

    mean: Tensor
    slopes: Tensor


def fit_motion(unified: Tensor, eye: Tensor, head_pose: Tensor) -> MotionFit:
    """Least squares over frames. Shapes: [N, U], [N, 6], [N, 6]."""
    codes = torch.cat([eye, head_pose], 1).double()
    middle, mean = codes.mean(0), unified.double().mean(0)
    centred = codes - middle
    within = centred.T @ centred + _RIDGE * len(codes) * torch.eye(codes.shape[1], dtype=torch.float64)
    slopes = torch.linalg.solve(within, centred.T @ (unified.double() - mean))
    return MotionFit((mean - middle @ slopes).float(), slopes.float())


def start_from(generator: Generator, first: dict[str, Tensor], codes: CodeSizes, fit: MotionFit) -> None:
    """Fill a generator for [id | lip | expression | eye | head pose] from one for [id | unified motion feature].

    Convolutions are taken over as they are. Of the styles' matrices the id's columns are taken over; those of eye and
    head pose become what these codes tell of the unified feature; the feature's mean goes into the bias, so that
    activations begin where they were; the columns of lip and expression, whose codes are not learned yet, stay fresh.

    Raises ValueError when the other generator has other sizes.
    """
    own = generator.state_dict()
    told = codes.eye + codes.head_pose
    with torch.no_grad():
        for key, value in own.items():
            if key not in first:
                raise ValueError(f"expected {key} in the generator to begin from, got {len(first)} other names")
            if key.endswith((_WEIGHT, _BIAS)):
                continue
            _check_shape(key, first[key], list(value.shape))
            value.copy_(first[key])
        for key in [key for key in own if key.endswith(_WEIGHT)]:
            before, bias = first[key], key.removesuffix(_WEIGHT) + _BIAS
            _check_shape(key, before, [own[key].shape[0], codes.id + len(fit.mean)])
            # A style's matrix is divided by the root of the style's width.
            scale = (own[key].shape[1] / before.shape[1]) ** 0.5
            own[key][:, : codes.id] = before[:, : codes.id] * scale
            motion = before[:, codes.id :]
            own[key][:, -told:] = motion @ fit.slopes.T * scale
            own[bias].copy_(first[bias] + motion @ fit.mean / before.shape[1] ** 0.5)


def _check_shape(key: str, value: Tensor, wanted: list[int]) -> None:
    if list(value.shape) != wanted:
        raise ValueError(f"the generator to begin from: expected {key} {wanted}, got {list(value.shape)}")
