"""What the frozen audio encoder says of every picture's sound, computed once and kept beside the run.

After stage 2a the encoder's trunk never changes. ``<run>/sound/<weights>/`` holds one file a clip, named by a hash of
its mel rows; other weights look in another folder, and an interrupted run goes on with the files that are there.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np
import torch
from safetensors.torch import load_file, save
from torch import Tensor

from facet_training.data.cache import write_atomically
from facet_training.data.face_clip import FaceClip
from facet_training.loop.context import StageContext
from facet_training.networks.audio_encoder import AudioEncoder, SpeechTrunk
from facet_training.stages.pack_networks import read_network

SOUND_STAGE: Final = "lip-sound"
SOUND_FOLDER: Final = "sound"
_WINDOWS_AT_ONCE: Final = 256


def sound_digest(clip: FaceClip) -> str:
    """Name of a clip's sound: 24 hexadecimal digits. Raises ValueError for clips without sound."""
    if clip.mel is None:
        raise ValueError(f"{clip.name} has no sound")
    return blake2b(np.ascontiguousarray(clip.mel).tobytes(), digest_size=12).hexdigest()


class SoundFeatures:
    """Lip features of clips by their sound, read where they were computed before. Owns the trunk (frozen)."""

    def __init__(self, trunk: SpeechTrunk, folder: Path, device: torch.device) -> None:
        self.trunk = trunk.to(device).eval().requires_grad_(False)
        self.device = device
        digest = blake2b(digest_size=12)
        for key, value in sorted(trunk.state_dict().items()):
            if not key.endswith("num_batches_tracked"):
                digest.update(key.encode() + value.detach().cpu().float().contiguous().numpy().tobytes())
        self.folder = folder / digest.hexdigest()

    def of(self, clip: FaceClip) -> Tensor:
        """Lip feature of each picture's window of sound. Shapes: -> [T, F] float32 on the CPU, without gradient.

        Raises ValueError for clips without sound.
        """
        path = self.folder / f"{sound_digest(clip)}.safetensors"
        if path.exists():
            stored = load_file(path)["feature"]
            if len(stored) == clip.frames:
                return stored
        found = self.encode([clip.mel_window(frame) for frame in range(clip.frames)])
        write_atomically(path, save({"feature": found}))
        return found

    def encode(self, windows: Sequence[np.ndarray[tuple[int, ...], np.dtype[np.float32]]]) -> Tensor:
        """Lip features of windows of sound. Shapes: N x [1, M=80, R=20] -> [N, F] float32 on the CPU."""
        parts = []
        for start in range(0, len(windows), _WINDOWS_AT_ONCE):
            mel = torch.from_numpy(np.stack(windows[start : start + _WINDOWS_AT_ONCE])).to(self.device)
            with torch.no_grad():
                parts.append(self.trunk(mel).float().cpu())
        return torch.cat(parts).contiguous()


def sound_features(context: StageContext) -> SoundFeatures:
    """Features by the audio encoder of stage ``lip-sound``. Raises ValueError when it is not finished."""
    encoder = AudioEncoder(context.config.networks)
    state = read_network(context.run, SOUND_STAGE, "audio")
    encoder.load_state_dict({**encoder.state_dict(), **state})
    return SoundFeatures(encoder.model, context.run / SOUND_FOLDER, context.device)
