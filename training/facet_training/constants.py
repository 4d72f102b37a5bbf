"""Numbers that training and the application must agree on, each with its unit.

Every one of them is written into ``resources/models/atlas/manifest.json``; the application reads that file and
never this module. Lengths called "iod" are fractions of the distance between the outer eye corners (landmarks 33
and 263) of MediaPipe's canonical face.
"""

from __future__ import annotations

from typing import Final

SAMPLE_RATE_HZ: Final = 16_000
WINDOW_SAMPLES: Final = 640  # 40 ms
HOP_SAMPLES: Final = 160  # 10 ms: 100 mel frames a second
FFT_SIZE: Final = 1024  # the window is zero-padded at its end, so that a radix-2 FFT suffices
MEL_BINS: Final = 80
MEL_MIN_HZ: Final = 60.0
MEL_MAX_HZ: Final = 7600.0
LOG_FLOOR: Final = 1e-4  # magnitude under which a mel bin counts as silent
LOG_OFFSET: Final = 4.0
LOG_SCALE: Final = 3.0  # feature = (ln(max(magnitude, floor)) + offset) / scale
SILENT_FEATURE: Final = -1.736780  # the feature of digital silence: (ln(1e-4) + 4) / 3

ACTIVE_RANGE_DB: Final = 25.0  # a 10 ms hop is active within this distance of the loud reference level
ACTIVE_PERCENTILE: Final = 95.0  # the loud reference level is this percentile of the hop levels
ACTIVE_MINIMUM_DBFS: Final = -80.0  # a hop quieter than this is never active
RMS_TARGET: Final = 0.1  # linear full scale; root mean square over the active hops after normalisation
MAXIMUM_GAIN_DB: Final = 40.0
MINIMUM_ACTIVE_HOPS: Final = 5  # with fewer the gain is 1

LIP_FRAME_RATE_HZ: Final = 25.0
MEL_FRAMES_PER_LIP_FRAME: Final = 4
LIP_COMPONENTS: Final = 14
MAXIMUM_REST_SHARE: Final = 0.12  # the frames of lowest opening that define the rest shape
MINIMUM_ARTICULATION_SCALE: Final = 0.012  # iod; below this a "speaking" clip is noise

MESH_POINTS: Final = 478
OUTER_EYE_CORNERS: Final = (33, 263)
STABLE_POINTS: Final = (33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 1, 10, 151, 9, 8, 127, 356, 234, 454)
OPENING_PAIRS: Final = ((13, 14), (82, 87), (312, 317))
WIDTH_PAIR: Final = (61, 291)
LIP_POINTS: Final = (
    61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146,
    78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95,
)  # fmt: skip
