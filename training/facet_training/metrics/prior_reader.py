"""Readings by a face prior of our own: for drawn faces, which a network made for photographs may not find."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from facet_training.data.face_clip import PICTURE_PX
from facet_training.data.pictures import picture_tensor
from facet_training.metrics.face_reader import FaceReadings
from facet_training.networks.face_prior import FacePrior

_BATCH = 16


class PriorReader:
    """Reads with a ``FacePrior``; it finds a face on everything, so nothing is ever missing.

    Take one that has not trained the model to be scored (another seed): a model may learn to please its own.
    """

    def __init__(self, prior: FacePrior) -> None:
        self._prior = prior.eval()

    def read(self, pictures: Sequence[NDArray[np.uint8]]) -> FaceReadings:
        """See ``FaceReader``."""
        device = next(self._prior.parameters()).device
        points, head_pose, measures = [], [], []
        with torch.no_grad():
            for start in range(0, len(pictures), _BATCH):
                images = torch.stack([picture_tensor(picture) for picture in pictures[start : start + _BATCH]])
                reading = self._prior(images.to(device))
                points.append(self._prior.points_of(reading, PICTURE_PX))
                head_pose.append(self._prior.head_pose_of(reading))
                measures.append(self._prior.measures_of(reading))
        return FaceReadings(_array(points), _array(head_pose), _array(measures))


def _array(parts: list[Tensor]) -> NDArray[np.float32]:
    return np.asarray(torch.cat(parts).cpu().numpy(), np.float32)
