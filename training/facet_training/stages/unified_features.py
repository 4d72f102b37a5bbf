"""What the frozen trunk of stage 1 says of every picture, computed once and kept beside the run.

After stage 1 the trunk never changes, so stages 2 and 3 learn heads on its features. ``<run>/unified/<weights>/`` holds
one file a clip and copy (the plain pictures, and altered ones: ``data/altered_copies.py``), named by a hash of the
pictures; the folder's name is a hash of the trunk's weights and its arithmetic. Other weights find nothing of the old
ones, an interrupted run goes on with the files that are there, and folders of other weights may be deleted. Stage 3
needs the plain copy only: ``UnifiedFeatures.of(clip).unified``.

Mirrored copies are right here because every label of stage 2 can be mirrored exactly (yaw, roll, x and horizontal gaze
change their sign, left and right openness swap, sound stays). They double the poses of few people.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save
from torch import Tensor

from facet_training.config.stages.unified_features import UnifiedFeaturesConfig
from facet_training.data.altered_copies import PLAIN, alter_picture, draw_alteration
from facet_training.data.cache import write_atomically
from facet_training.data.face_clip import FaceClip
from facet_training.data.pictures import picture_tensor, resize_picture
from facet_training.loop.context import StageContext, load_networks
from facet_training.loop.shared_work import order_of_work
from facet_training.networks.motion_encoder import MotionEncoder, MotionTrunk

TRUNK_STAGE: Final = "appearance-motion"
FEATURES_FOLDER: Final = "unified"
_REPORT_EVERY_SEC: Final = 15.0


@dataclass(frozen=True)
class FeatureTake:
    """One clip as the trunk saw it once.

    Attributes: clip. copy: 0 = plain. unified: [T, U] float32. moves: [T, 3] right and down in half sides, log zoom.
    """

    clip: FaceClip
    copy: int
    unified: Tensor
    moves: NDArray[np.float32]

    @property
    def is_mirrored(self) -> bool:
        """Left and right are swapped."""
        return self.copy % 2 == 1


def trunk_digest(trunk: MotionTrunk) -> str:
    """Name of a trunk's weights: 24 hexadecimal digits."""
    digest = blake2b(digest_size=12)
    for key, value in sorted(trunk.state_dict().items()):
        if not key.endswith("num_batches_tracked"):
            digest.update(key.encode() + value.detach().cpu().float().contiguous().numpy().tobytes())
    return digest.hexdigest()


def clip_digest(clip: FaceClip) -> str:
    """Name of a clip's pictures: 24 hexadecimal digits."""
    digest = blake2b(digest_size=12)
    for picture in clip.pictures:
        digest.update(len(picture).to_bytes(8, "little") + picture)
    return digest.hexdigest()


class UnifiedFeatures:
    """Features of clips, read where they were computed before.

    Owns the trunk (frozen, on ``device``). Files that can not be read are computed again.
    """

    def __init__(
        self, trunk: MotionTrunk, side_px: int, folder: Path, device: torch.device, config: UnifiedFeaturesConfig
    ) -> None:
        self.trunk = trunk.to(device, memory_format=torch.channels_last).eval().requires_grad_(False)  # type: ignore[call-overload]
        self.side_px, self.device, self.config = side_px, device, config
        self.weights = trunk_digest(trunk)
        self.folder = folder / f"{self.weights}-{'bf16' if config.is_half else 'fp32'}"

    def of(self, clip: FaceClip, copy: int = PLAIN) -> FeatureTake:
        """Features of one copy of a clip. Shapes: unified [T, U] on the CPU, without gradient."""
        path = self.folder / f"{clip_digest(clip)}-{self._look(copy)}.safetensors"
        stored = self._read(path, clip.frames)
        if stored is None:
            stored = self._compute(clip, copy, path.stem)
            write_atomically(path, save(stored))
        return FeatureTake(clip, copy, stored["unified"], stored["moves"].numpy())

    def takes(self, clips: Sequence[FaceClip]) -> list[FeatureTake]:
        """The plain and the altered copies of all clips: clip by clip, ``1 + copies`` each; reports on stderr."""
        jobs = [(clip, copy) for clip in clips for copy in range(1 + self.config.copies)]
        total, done = sum(clip.frames for clip, _ in jobs), 0
        takes: dict[int, FeatureTake] = {}
        began = said = time.monotonic()
        for job in order_of_work(len(jobs)):
            takes[job] = self.of(*jobs[job])
            done += takes[job].clip.frames
            if time.monotonic() - said > _REPORT_EVERY_SEC:
                said = time.monotonic()
                left = (said - began) * (total - done) / done
                print(f"unified features: {done} of {total} pictures, {left / 60:.1f} min left", file=sys.stderr)
        return [takes[job] for job in range(len(jobs))]

    def encode(self, pictures: Sequence[NDArray[np.uint8]]) -> Tensor:
        """Features of pictures of any size. Shapes: N x [H, H, 3] -> [N, U] float32 on the CPU."""
        parts = []
        for start in range(0, len(pictures), self.config.batch):
            chunk = pictures[start : start + self.config.batch]
            images = torch.stack([picture_tensor(resize_picture(picture, self.side_px)) for picture in chunk])
            images = images.to(self.device, memory_format=torch.channels_last)
            with torch.no_grad(), torch.autocast(self.device.type, torch.bfloat16, enabled=self.config.is_half):
                parts.append(self.trunk(images).float().cpu())
        return torch.cat(parts)

    def _look(self, copy: int) -> str:
        if copy == PLAIN:
            return "plain"
        settings = (self.config.shift, self.config.zoom, self.config.colour)
        return f"{copy}-{blake2b(repr(settings).encode(), digest_size=4).hexdigest()}"

    def _read(self, path: Path, frames: int) -> dict[str, Tensor] | None:
        if not path.exists():
            return None
        try:
            stored = load_file(path)
        except Exception as problem:  # safetensors raises its own kinds for damaged files
            print(f"unified features: {path.name} is damaged ({problem}); computing it again", file=sys.stderr)
            return None
        is_whole = "unified" in stored and len(stored["unified"]) == frames
        return stored if is_whole and stored.get("moves", torch.empty(0)).shape == (frames, 3) else None

    def _compute(self, clip: FaceClip, copy: int, name: str) -> dict[str, Tensor]:
        moves = np.zeros((clip.frames, 3), np.float32)
        random = np.random.default_rng([int(name[:16], 16), copy])
        parts = []
        for start in range(0, clip.frames, self.config.batch):
            pictures = []
            for frame in range(start, min(clip.frames, start + self.config.batch)):
                picture = clip.picture(frame)
                if copy != PLAIN:
                    alteration = draw_alteration(random, copy, self.config)
                    picture = alter_picture(picture, alteration)
                    moves[frame] = (*alteration.shift, alteration.log_zoom)
                pictures.append(picture)
            parts.append(self.encode(pictures))
        return {"unified": torch.cat(parts).contiguous(), "moves": torch.from_numpy(moves)}


def unified_features(context: StageContext, config: UnifiedFeaturesConfig | None = None) -> UnifiedFeatures:
    """Features by the trunk that stage 1 of the run learned. Raises ValueError when that stage is not finished."""
    sizes = context.config.networks
    encoder = MotionEncoder(sizes)
    load_networks(context.run, TRUNK_STAGE, {"motion": encoder})
    folder = context.run / FEATURES_FOLDER
    return UnifiedFeatures(encoder.model, sizes.picture_px, folder, context.device, config or UnifiedFeaturesConfig())
