"""A folder of face clips as one small file and back: pictures as video, arrays rounded and packed.

Where it does not fit, the pictures' rate falls first; at the lowest rate the people with the most pictures are thinned.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from safetensors.numpy import save

from facet_training.data.cache import write_atomically
from facet_training.data.compact_arrays import ClipArrays, pack_arrays, unpack_arrays
from facet_training.data.face_clip import PICTURE_PX, FaceClip, encode_picture
from facet_training.data.face_shards import INDEX_FILE, read_faces, write_index, write_shard
from facet_training.data.pdfgc_audio import ROWS_PER_PICTURE, WINDOW_ROWS
from facet_training.data.picture_reels import REEL_PICTURES, decode_reel, encode_reel
from facet_training.data.pictures import resize_picture

LAYOUT: Final = 1
RATE_FACTORS: Final = (20, 23, 26, 29, 32, 35)
_SAMPLE_PICTURES: Final = 1500
_MARGIN: Final = 0.96
_SHORTEST_PART: Final = 10

Say = Callable[[str], None]


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


@dataclass(frozen=True)
class CompactReport:
    """What compacting did: bytes of the file, rate factor of the pictures (more is coarser), pictures kept and left."""

    size: int
    rate_factor: int
    pictures: int
    left_out: int


def first_pictures(clip: FaceClip, count: int) -> FaceClip:
    """The beginning of a clip, at most ``count`` pictures of it."""
    if count >= clip.frames:
        return clip
    rows = ROWS_PER_PICTURE * (count - 1) + WINDOW_ROWS
    return replace(
        clip,
        pictures=clip.pictures[:count],
        points=clip.points[:count],
        head_pose=clip.head_pose[:count],
        measures=clip.measures[:count],
        mel=None if clip.mel is None else clip.mel[:rows],
        is_speech=clip.is_speech[:count],
    )


def thin_people(clips: Sequence[FaceClip], most: int, seed: int = 0) -> list[FaceClip]:
    """At most ``most`` pictures of everybody: whole clips in an order of the seed, the last one shortened."""
    order = sorted(range(len(clips)), key=lambda i: hashlib.sha256(f"{seed}:{clips[i].name}".encode()).hexdigest())
    held: dict[str, int] = defaultdict(int)
    kept: dict[int, FaceClip] = {}
    for index in order:
        clip = clips[index]
        room = most - held[clip.identity]
        if room < _SHORTEST_PART and held[clip.identity]:
            continue
        kept[index] = first_pictures(clip, max(room, 1))
        held[clip.identity] += kept[index].frames
    return [kept[index] for index in sorted(kept)]


def _reels(clips: Sequence[FaceClip]) -> Iterator[list[FaceClip]]:
    waiting: list[FaceClip] = []
    for clip in clips:
        if waiting and sum(item.frames for item in waiting) + clip.frames > REEL_PICTURES:
            yield waiting
            waiting = []
        waiting.append(clip)
    if waiting:
        yield waiting


def _encode(clips: Sequence[FaceClip], side_px: int, rate_factor: int) -> bytes:
    pictures = (resize_picture(clip.picture(t), side_px) for clip in clips for t in range(clip.frames))
    return encode_reel(pictures, side_px, rate_factor)


def _sample(clips: Sequence[FaceClip]) -> list[FaceClip]:
    """Short pieces of clips spread over the data."""
    pieces = [first_pictures(clip, 60) for clip in clips]
    step = max(1, sum(piece.frames for piece in pieces) // _SAMPLE_PICTURES)
    return pieces[::step]


def _picture_cost(clips: Sequence[FaceClip], side_px: int, rate_factor: int) -> float:
    """Bytes of a picture at a rate, from a sample."""
    sample = _sample(clips)
    return len(_encode(sample, side_px, rate_factor)) / sum(clip.frames for clip in sample)


def _plan(clips: list[FaceClip], side_px: int, limit: int, say: Say) -> tuple[list[FaceClip], int]:
    """A rate, and the clips that fit at it."""
    total = sum(clip.frames for clip in clips)
    arrays = len(pack_arrays(_sample(clips))) / sum(clip.frames for clip in _sample(clips))
    cost = 0.0
    for rate_factor in RATE_FACTORS:
        cost = arrays + _picture_cost(clips, side_px, rate_factor)
        say(f"rate factor {rate_factor}: about {cost * total / 1e6:.1f} MB, {arrays:.0f} bytes a picture for arrays")
        if cost * total <= _MARGIN * limit:
            return clips, rate_factor
    room = _MARGIN * limit / cost
    low, high = 1, total
    while high - low > 1:
        middle = (low + high) // 2
        is_within = sum(clip.frames for clip in thin_people(clips, middle)) <= room
        low, high = (middle, high) if is_within else (low, middle)
    say(f"thinned to {low} pictures a person")
    return thin_people(clips, low), RATE_FACTORS[-1]


def compact_faces(folder: Path, file: Path, limit: int, side_px: int, say: Say) -> CompactReport:
    """Write a data folder as one file of at most ``limit`` bytes.

    Args:
        side_px: of the stored pictures, even, at most 224; they come back in 224.
        say: hears what is done.

    Raises ValueError when the folder holds no faces, the side is not possible, or nothing of it fits.
    """
    if side_px % 2 or not 16 <= side_px <= PICTURE_PX:
        raise ValueError(f"expected an even side from 16 to {PICTURE_PX} px, got {side_px}")
    clips = read_faces(folder)
    total = sum(clip.frames for clip in clips)
    facts = json.loads((folder / INDEX_FILE).read_text())
    kept, rate_factor = _plan(clips, side_px, limit, say)
    while True:
        data = _write(kept, facts, side_px, rate_factor)
        if len(data) <= limit:
            break
        say(f"{len(data) / 1e6:.1f} MB are too many")
        coarser = [factor for factor in RATE_FACTORS if factor > rate_factor]
        if coarser:
            rate_factor = coarser[0]
            continue
        most = max(sum(clip.frames for clip in group) for group in _by_person(kept).values())
        if most <= 1:
            raise ValueError(f"expected a limit that holds one picture of each person, got {limit} bytes")
        kept = thin_people(kept, max(1, int(most * 0.85 * limit / len(data))))
    write_atomically(file, data)
    pictures = sum(clip.frames for clip in kept)
    return CompactReport(len(data), rate_factor, pictures, total - pictures)


def _by_person(clips: Sequence[FaceClip]) -> dict[str, list[FaceClip]]:
    people: dict[str, list[FaceClip]] = defaultdict(list)
    for clip in clips:
        people[clip.identity].append(clip)
    return people


def _write(clips: Sequence[FaceClip], facts: dict[str, Any], side_px: int, rate_factor: int) -> bytes:
    tensors: dict[str, np.ndarray[Any, Any]] = {}
    listed: list[list[dict[str, Any]]] = []
    for number, reel in enumerate(_reels(clips)):
        tensors[f"pictures.{number}"] = np.frombuffer(_encode(reel, side_px, rate_factor), np.uint8)
        tensors[f"arrays.{number}"] = np.frombuffer(pack_arrays(reel), np.uint8)
        listed.append([asdict(_facts(clip)) for clip in reel])
    about = {"side_px": side_px, "rate_factor": rate_factor, "pictures": sum(clip.frames for clip in clips)}
    header = {"layout": str(LAYOUT), "reels": json.dumps(listed), "compacted": json.dumps(about)}
    kept = {name: value for name, value in facts.items() if name not in ("layout", "shards")}
    return save(tensors, metadata={**header, "facts": json.dumps(kept)})


def _facts(clip: FaceClip) -> _Facts:
    rows = 0 if clip.mel is None else len(clip.mel)
    sync = None if np.isnan(clip.sync) else clip.sync
    return _Facts(
        clip.name, clip.identity, clip.source, clip.is_validation, clip.frames, rows, round(clip.lag_sec, 5), sync
    )


def _clip(facts: _Facts, arrays: ClipArrays, pictures: tuple[bytes, ...]) -> FaceClip:
    return FaceClip(
        name=facts.name,
        identity=facts.identity,
        source=facts.source,
        is_validation=facts.is_validation,
        pictures=pictures,
        points=arrays.points,
        head_pose=arrays.head_pose,
        measures=arrays.measures,
        mel=arrays.mel,
        is_speech=arrays.is_speech,
        lag_sec=facts.lag_sec,
        sync=float("nan") if facts.sync is None else facts.sync,
    )


def expand_faces(file: Path, folder: Path) -> int:
    """Make a data folder of a compact file; returns the number of clips.

    Raises ValueError when the file is no compact one of this layout, or the folder holds faces already.
    """
    from safetensors import SafetensorError, safe_open

    if (folder / INDEX_FILE).exists():
        raise ValueError(f"expected an empty folder, {folder} holds faces already")
    written: list[Path] = []
    count = 0
    try:
        reader = safe_open(file, "numpy")  # type: ignore[no-untyped-call]
    except (SafetensorError, OSError) as error:
        raise ValueError(f"expected a file of compact faces, {file.name} is none") from error
    with reader as stored:
        header: dict[str, str] = stored.metadata() or {}
        if header.get("layout") != str(LAYOUT) or "reels" not in header:
            raise ValueError(f"expected a file of compact faces of layout {LAYOUT}, {file.name} is none")
        about = json.loads(header["compacted"])
        for number, listed in enumerate(json.loads(header["reels"])):
            clips = [_Facts(**values) for values in listed]
            pictures = decode_reel(
                stored.get_tensor(f"pictures.{number}").tobytes(), about["side_px"], sum(c.frames for c in clips)
            )
            data = stored.get_tensor(f"arrays.{number}").tobytes()
            arrays = unpack_arrays(data, [c.frames for c in clips], [c.mel_rows for c in clips])
            made = [
                _clip(facts, found, tuple(_encoded(next(pictures)) for _ in range(facts.frames)))
                for facts, found in zip(clips, arrays, strict=True)
            ]
            written.append(folder / f"faces-{number:05d}.safetensors")
            write_shard(written[-1], made)
            count += len(made)
    write_index(folder, written, {**json.loads(header["facts"]), "compacted": about})
    return count


def _encoded(picture: np.ndarray[Any, np.dtype[np.uint8]]) -> bytes:
    return encode_picture(resize_picture(picture, PICTURE_PX))
