"""What the six numbers of the eye code mean when they are supervised; the roles are those of the published model.

2 and 3 are gaze (right and down in the face, iod), 0 and 1 openness of the left and the right eye (lid distance over
width), 4 and 5 how far each is from its usual openness in the clip (1 = closed, below 0 = wide open). A single picture
does not show how fast a lid moves, so 4 and 5 are its change against the person instead of against the frame before.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from facet_training.data.altered_copies import altered_measures
from facet_training.data.face_clip import FaceClip, measure_columns

EYE_LABEL_NAMES: Final = ("eye_open_left", "eye_open_right", "iris_x", "iris_y", "closed_left", "closed_right")
# Their usual value is 0 by definition.
CHANGE_LABELS: Final = (4, 5)

_LEAST_OPENNESS: Final = 0.02


def eye_labels(clip: FaceClip, *, is_mirrored: bool = False) -> NDArray[np.float32]:
    """Labels of all frames. Shapes: -> [T, 6] in the order of ``EYE_LABEL_NAMES``."""
    measures = altered_measures(clip.measures, is_mirrored)[:, measure_columns(EYE_LABEL_NAMES[:4])]
    usual = np.maximum(np.median(measures[:, :2], axis=0), _LEAST_OPENNESS)
    return np.asarray(np.concatenate([measures, 1.0 - measures[:, :2] / usual], axis=1), np.float32)
