"""What landmarks say of the lips, as far as sound can tell it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from facet_training.data.face_clip import LIP_MEASURES, FaceClip, measure_columns


def lip_labels(clip: FaceClip) -> NDArray[np.float32]:
    """Lip measures of all frames, iod; but the opening (closed = 0) each without its median, which is the person's.

    Shapes: -> [T, 4] in the order of ``LIP_MEASURES``; mirrored pictures have the same.
    """
    labels = clip.measures[:, measure_columns(LIP_MEASURES)].copy()
    labels[:, 1:] -= np.median(labels[:, 1:], axis=0)
    return np.asarray(labels, np.float32)
