"""What a preparation has finished so far: a log beside the shards that only grows, one line a shard."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from facet_training.data.cache import write_atomically
from facet_training.data.face_looks import Looks
from facet_training.data.face_people import FaceEntry
from facet_training.data.face_shards import write_shard
from facet_training.data.source_clips import SourceClips

LOG_FILE: Final = "preparing.jsonl"
_SHARD_CLIPS: Final = 300
_SHARD_PICTURES: Final = 12_000  # about 150 MB
_SHARD_SOURCES: Final = 200


@dataclass(frozen=True)
class FinishedShard:
    """A shard that is whole. name: empty when no file of it showed a face. rejected: left out, by reason."""

    name: str
    sources: list[str]
    rejected: dict[str, int]
    entries: list[FaceEntry]

    def looks(self, folder: Path) -> Looks:
        """Looks of its clips' faces. Shapes: -> [N, D]."""
        return np.asarray(np.load(looks_path(folder, self.name)), np.float32)


def looks_path(folder: Path, shard: str) -> Path:
    """Where the looks of a shard's faces lie until people are told apart."""
    return folder / f"{Path(shard).stem}.looks.npy"


class ShardLog:
    """Collects results and writes them as numbered shards, each noted in the log when it is whole.

    Raises ValueError when the folder was begun with other settings.
    """

    def __init__(self, folder: Path, facts: dict[str, Any]) -> None:
        self._folder = folder
        self._waiting: list[SourceClips] = []
        self.done: list[FinishedShard] = []
        log = folder / LOG_FILE
        if not log.exists():
            folder.mkdir(parents=True, exist_ok=True)
            write_atomically(log, (json.dumps(facts) + "\n").encode())
            return
        lines = log.read_text().split("\n")
        check_settings(folder, json.loads(lines[0]), facts)
        for line in lines[1:-1]:
            values = json.loads(line)
            self.done.append(FinishedShard(**{**values, "entries": [FaceEntry(*entry) for entry in values["entries"]]}))
        # An interrupted write leaves half a line, whose shard counts as not made.
        write_atomically(log, ("\n".join(lines[:-1]) + "\n").encode())

    @property
    def sources(self) -> list[str]:
        """Names of all files that are done."""
        return [name for shard in self.done for name in shard.sources]

    def add(self, result: SourceClips) -> None:
        """Take one file's clips; writes a shard when enough have come together."""
        self._waiting.append(result)
        clips = [clip for item in self._waiting for clip in item.clips]
        is_full = len(clips) >= _SHARD_CLIPS or sum(clip.frames for clip in clips) >= _SHARD_PICTURES
        if is_full or len(self._waiting) >= _SHARD_SOURCES:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting."""
        if not self._waiting:
            return
        clips = [clip for item in self._waiting for clip in item.clips]
        name = f"faces-{len(self.done):05d}.safetensors" if clips else ""
        if clips:
            looks = [look for item in self._waiting for look in item.looks]
            np.save(looks_path(self._folder, name), np.stack(looks).astype(np.float16))
            write_shard(self._folder / name, clips)
        rejected = sum((item.rejected for item in self._waiting), Counter[str]())
        entries = [FaceEntry(clip.name, clip.source.split("/")[0], clip.identity, clip.frames) for clip in clips]
        shard = FinishedShard(name, [item.name for item in self._waiting], dict(rejected), entries)
        values = {**asdict(shard), "entries": [list(asdict(entry).values()) for entry in entries]}
        with (self._folder / LOG_FILE).open("a") as log:
            log.write(json.dumps(values) + "\n")
        self.done.append(shard)
        self._waiting = []


def check_settings(folder: Path, begun: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Raise ValueError when a folder was begun with other settings than those wanted now."""
    changed = sorted(name for name in wanted if begun.get(name) != wanted[name])
    if changed:
        raise ValueError(f"{folder} was made with another {', '.join(changed)}; choose another folder")
