"""What templates and manifests of PD-FGC packs say alike, beside their graphs."""

from __future__ import annotations

from typing import Any, Final

from facet_training.config.pdfgc import PdfgcConfig
from facet_training.data import pdfgc_audio
from facet_training.export.pdfgc_graphs import GraphPort
from facet_training.recipe import conditioning
from facet_training.recipe.pack_recipe import OFFICIAL_RECIPE, PackRecipe

LAYOUT: Final = 1
FRAME_RATE_HZ: Final = 25

# Alignment of the official data: where both eyes and the inner mouth come to lie in a square of 224 px, how much of a
# picture's own shift is taken, and the square that is cut out and resized to the networks' picture.
CANVAS_PX: Final = 224
TARGETS: Final = ((87, 59), (137, 59), (112, 120))
OWN_SHARE: Final = 0.8
CUT: Final = {"xPx": 16, "yPx": 0, "sizePx": 192}


# Names of factors in manifests, in their order there.
_FACTOR_NAMES: Final = {"lip": "lip", "eye": "eye", "headPose": "head_pose", "expression": "expression"}


def shared_facts(config: PdfgcConfig, *, has_eye_roles: bool, recipe: PackRecipe = OFFICIAL_RECIPE) -> dict[str, Any]:
    """Sizes, crop, sound front end and recipe. ``has_eye_roles``: eye dimensions mean what the published ones mean."""
    codes = config.codes
    roles = {"blink": list(conditioning.BLINK_DIMENSIONS), "gaze": list(conditioning.GAZE_DIMENSIONS)}
    factors = {name: recipe.of(factor) for name, factor in _FACTOR_NAMES.items()}
    return {
        "schema": LAYOUT,
        "kind": "pdfgc",
        "widths": {
            "id": codes.id,
            "lip": codes.lip,
            "eye": codes.eye,
            "headPose": codes.head_pose,
            "expression": codes.expression,
            "lipFeature": codes.lip_feature,
        },
        "idMap": list(config.id_map),
        "eyeRoles": roles if has_eye_roles else None,
        "crop": {
            "canvasPx": CANVAS_PX,
            "targets": [list(point) for point in TARGETS],
            "ownShare": OWN_SHARE,
            "cut": CUT,
            "pictureSizePx": config.picture_px,
        },
        "frameRateHz": FRAME_RATE_HZ,
        "audio": {
            "sampleRateHz": pdfgc_audio.SAMPLE_RATE_HZ,
            "rmsTarget": pdfgc_audio.RMS_TARGET,
            "rmsFloor": pdfgc_audio.RMS_FLOOR,
            "windowSamples": pdfgc_audio.WINDOW_SAMPLES,
            "hopSamples": pdfgc_audio.HOP_SAMPLES,
            "fftSize": pdfgc_audio.WINDOW_SAMPLES,
            "leadSamples": pdfgc_audio.LEAD_SAMPLES,
            "melBins": config.audio.mel_bins,
            "minHz": pdfgc_audio.MEL_MIN_HZ,
            "maxHz": pdfgc_audio.MEL_MAX_HZ,
            "windowRows": config.audio.rows,
            "rowsPerFrame": pdfgc_audio.ROWS_PER_PICTURE,
        },
        "recipe": {
            "gains": {name: factor.gain for name, factor in factors.items()},
            "taps": {name: None if factor.taps is None else list(factor.taps) for name, factor in factors.items()},
        },
    }


def port_facts(ports: list[GraphPort]) -> list[dict[str, Any]]:
    """Inputs or outputs of a graph as the manifest lists them."""
    return [{"name": port.name, "dtype": "float32", "shape": list(port.shape)} for port in ports]
