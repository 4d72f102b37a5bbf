"""Face clips on disk: numbered shards of a few hundred clips and an index, written so that a run can resume.

A shard is one safetensors file: the clips' arrays one behind the other, pictures as JPEG bytes with offsets; the header
says which clip lies where. ``faces.json`` lists the shards that are whole; a shard that it does not list is not read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from facet_training.data.cache import write_atomically
from facet_training.data.face_clip import FaceClip

INDEX_FILE: Final = "faces.json"
LAYOUT: Final = 1


@dataclass(frozen=True)
class _Facts:
    name: str
    identity: str
    source: str
    is_validation: bool
    frames: int
    mel_rows: int
    lag_sec: float
    sync: float | None


def _facts(clip: FaceClip) -> _Facts:
    return _Facts(
        clip.name,
        clip.identity,
        clip.source,
        clip.is_validation,
        clip.frames,
        0 if clip.mel is None else len(clip.mel),
        clip.lag_sec,
        None if np.isnan(clip.sync) else clip.sync,
    )


def write_shard(path: Path, clips: list[FaceClip]) -> None:
    """Write one shard, whole or not at all. Raises ValueError for no clips."""
    if not clips:
        raise ValueError("expected at least one clip for a shard")
    sizes = [len(picture) for clip in clips for picture in clip.pictures]
    mels = [clip.mel for clip in clips if clip.mel is not None]
    tensors: dict[str, NDArray[Any]] = {
        "pictures": np.frombuffer(b"".join(picture for clip in clips for picture in clip.pictures), np.uint8),
        "offsets": np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        "points": np.concatenate([clip.points for clip in clips]).astype(np.float32),
        "head_pose": np.concatenate([clip.head_pose for clip in clips]).astype(np.float32),
        "measures": np.concatenate([clip.measures for clip in clips]).astype(np.float32),
        "mel": np.concatenate(mels) if mels else np.zeros((0, 80), np.uint8),
        "is_speech": np.concatenate([clip.is_speech for clip in clips]).astype(np.uint8),
    }
    header = {"layout": str(LAYOUT), "clips": json.dumps([asdict(_facts(clip)) for clip in clips])}
    write_atomically(path, save(tensors, metadata=header))


def read_shard(path: Path) -> Iterator[FaceClip]:
    """Yield a shard's clips. Raises ValueError when the file is no shard of this layout."""
    from safetensors import safe_open

    with safe_open(path, "numpy") as shard:  # type: ignore[no-untyped-call]
        header: dict[str, str] = shard.metadata() or {}
        if header.get("layout") != str(LAYOUT):
            raise ValueError(f"{path.name}: expected a shard of layout {LAYOUT}, got {header.get('layout')}")
        tensors = {name: shard.get_tensor(name) for name in shard.keys()}  # noqa: SIM118 - not a mapping
    data, offsets = tensors["pictures"].tobytes(), tensors["offsets"]
    frame = row = 0
    for values in json.loads(header["clips"]):
        facts = _Facts(**values)
        span = slice(frame, frame + facts.frames)
        yield FaceClip(
            name=facts.name,
            identity=facts.identity,
            source=facts.source,
            is_validation=facts.is_validation,
            pictures=tuple(data[offsets[i] : offsets[i + 1]] for i in range(span.start, span.stop)),
            points=tensors["points"][span],
            head_pose=tensors["head_pose"][span],
            measures=tensors["measures"][span],
            mel=tensors["mel"][row : row + facts.mel_rows] if facts.mel_rows else None,
            is_speech=tensors["is_speech"][span].astype(bool),
            lag_sec=facts.lag_sec,
            sync=float("nan") if facts.sync is None else facts.sync,
        )
        frame, row = frame + facts.frames, row + facts.mel_rows


def write_index(folder: Path, shards: Iterable[Path], facts: dict[str, Any]) -> None:
    """List the shards that are whole, and what the run says of the data (settings, provenance, counts)."""
    names = [shard.name for shard in shards]
    content = {"layout": LAYOUT, "shards": names, **facts}
    write_atomically(folder / INDEX_FILE, (json.dumps(content, indent=1) + "\n").encode())


def read_faces(folder: Path, *, is_validation: bool | None = None) -> list[FaceClip]:
    """Read all clips of a folder (or only those kept for validation, or only the others), pictures still as JPEG.

    Raises ValueError when the folder holds no index, or none of its clips is asked for.
    """
    index = folder / INDEX_FILE
    if not index.exists():
        raise ValueError(f"expected prepared faces ({INDEX_FILE}) in {folder}; run 'prepare' or 'synthesize' first")
    names = json.loads(index.read_text())["shards"]
    clips = [clip for name in names for clip in read_shard(folder / name)]
    kept = [clip for clip in clips if is_validation is None or clip.is_validation == is_validation]
    if not kept:
        kind = {True: "validation clips", False: "training clips", None: "clips"}[is_validation]
        raise ValueError(f"expected {kind} in {folder}, got none of {len(clips)}")
    return kept
