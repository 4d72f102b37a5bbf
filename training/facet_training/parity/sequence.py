"""The official program from pictures and sound to pictures, and everything else the golden numbers hold."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from facet_training.data import pdfgc_audio
from facet_training.networks.official_checkpoint import NETWORK_NAMES
from facet_training.parity.golden import Golden
from facet_training.parity.runner import Arrays, NetworkRunner, TorchRunner
from facet_training.recipe.conditioning import SWITCHES, MotionTracks, conditioning, motion_conditioning, to_bytes
from facet_training.recipe.picture_indices import picture_indices

# Names of the golden arrays for the outputs of our graphs.
GOLDEN_NAMES: Final = {
    "appearance": {"id_vector": "id_vec", "id_map": "id_map"},
    "motion": {"head_pose": "pose", "eye": "eye", "expression": "exp", "lip": "lip"},
    "audio": {"feature": "feature", "embedding": "embed"},
    "generator": {"image": "image"},
}
_STREAMS: Final = {"head_pose": "pose", "expression": "expression", "eye": "eye"}
_SOUND: Final = "sequence"


def sound_arrays(golden: Golden) -> Arrays:
    """``mel/...``: spectrograms of all recordings, basis, window, windows of the sequence."""
    found: Arrays = {f"mel/mel_{name}": pdfgc_audio.mel_rows(golden.signal(name)) for name in golden.recipe.SIGNALS}
    found["mel/basis"] = pdfgc_audio.mel_basis().astype(np.float32)
    found["mel/window"] = pdfgc_audio.analysis_window().astype(np.float32)
    found["mel/windows_sequence"] = pdfgc_audio.mel_windows(found[f"mel/mel_{_SOUND}"])
    return found


def network_arrays(golden: Golden, runner: NetworkRunner) -> Arrays:
    """Outputs of each network, and of the sequence, by the names of the manifest."""
    found: Arrays = {}
    sequence: Arrays = {}
    for name in NETWORK_NAMES:
        outputs = runner.run(name, golden.inputs(name))
        found |= {f"{name}/{GOLDEN_NAMES[name][key]}": value for key, value in outputs.items()}
        if isinstance(runner, TorchRunner):
            found |= {f"{name}/{key}": value for key, value in runner.only_in_torch(name).items()}
        sequence |= _sequence_step(golden, runner, name, sequence)
    shown = ("mouth_raw", "pose_raw", "exp_raw", "eye_raw", "style")
    found |= {f"sequence/{key}": sequence[key] for key in shown}
    frames = sequence["frames"]
    found["sequence/frame_first"], found["sequence/frame_last"] = frames[0], frames[-1]
    found["sequence/frames_sub4"] = frames[:, :, ::4, ::4]
    tracks = _tracks(sequence)
    found |= {f"sequence/motion_off_{switch}": motion_conditioning(tracks, (switch,)) for switch in SWITCHES}
    return found


def _sequence_step(golden: Golden, runner: NetworkRunner, name: str, so_far: Arrays) -> Arrays:
    frames = golden.recipe.SEQ_FRAMES
    if name == "appearance":
        outputs = runner.run(name, {"image": golden.picture("portrait", 0)[None]})
        return {"id_vector": outputs["id_vector"][0], "id_map": outputs["id_map"]}
    if name == "motion":
        found: Arrays = {}
        used = picture_indices(frames, golden.recipe.SEQ_STREAM_LEN)
        for factor, stream in _STREAMS.items():
            pictures = np.stack([golden.picture(stream, number) for number in used])
            found[f"{GOLDEN_NAMES['motion'][factor]}_raw"] = runner.run(name, {"image": pictures})[factor]
        return found
    if name == "audio":
        mel = pdfgc_audio.mel_windows(pdfgc_audio.mel_rows(golden.signal(_SOUND)))
        return {"mouth_raw": runner.run(name, {"mel": mel})["embedding"]}
    style = conditioning(so_far["id_vector"], motion_conditioning(_tracks(so_far)))
    maps = so_far["id_map"]
    frames_made = [runner.run(name, {"style": row[None], "id_map": maps})["image"] for row in style]
    return {"style": style, "frames": np.concatenate(frames_made)}


def _tracks(sequence: Arrays) -> MotionTracks:
    return MotionTracks(
        lip=sequence["mouth_raw"],
        expression=sequence["exp_raw"],
        eye=sequence["eye_raw"],
        head_pose=sequence["pose_raw"],
    )


def first_panel(golden: Golden, first_frame: NDArray[np.float32]) -> NDArray[np.uint8]:
    """What the official program writes for output 0: portrait, result, pose, expression, eye. [224, 1120, 3] BGR."""
    streams = [golden.picture(stream, 2) for stream in ("pose", "expression", "eye")]
    row = np.concatenate([golden.picture("portrait", 0), first_frame, *streams], axis=2)
    return to_bytes(row).transpose(1, 2, 0)[:, :, ::-1]


def difference(golden: Golden, name: str, found: NDArray[Any]) -> float:
    """Largest absolute difference to a golden array ``group/name``. Raises ValueError for another shape."""
    group, key = name.split("/")
    expected = golden.arrays(group)[key]
    if found.shape != expected.shape:
        raise ValueError(f"{name}: expected shape {expected.shape}, got {found.shape}")
    return float(np.abs(found.astype(np.float64) - expected.astype(np.float64)).max())
