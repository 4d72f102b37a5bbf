"""Files to a folder of face clips: resumable by shard, people and split settled when all files are read.

A run that was interrupted goes on behind its last whole shard. Only when every file is read are people told apart, the
split made, the shards rewritten with both, and ``faces.json`` written.
"""

from __future__ import annotations

import json
import multiprocessing
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from facet_training.data.cache import write_atomically
from facet_training.data.face_clip import PICTURE_RATE_HZ, FaceClip
from facet_training.data.face_gates import OVER_LIMIT
from facet_training.data.face_people import choose_validation, settle_people, within_limit
from facet_training.data.face_shards import INDEX_FILE, read_shard, write_index, write_shard
from facet_training.data.footage_sources import FootageSource
from facet_training.data.prepare_state import LOG_FILE, FinishedShard, ShardLog, check_settings, looks_path
from facet_training.data.source_clips import SourceClips, SourceReader, SourceSettings

_PEOPLE_FILE: Final = "people.json"

Report = Callable[[int, int, int], None]
"""Called after each file: files done, files to do, pictures found."""


@dataclass(frozen=True)
class PrepareSettings:
    """What a data folder is made with; a run that resumes must have the same.

    Attributes:
        source: how one file is prepared. validation_share: of the pictures. limit_per_person_sec: none when None.
        is_for_scoring: everything is kept for validation, nothing can be trained on.
    """

    source: SourceSettings = field(default_factory=SourceSettings)
    validation_share: float = 0.15
    limit_per_person_sec: float | None = None
    is_for_scoring: bool = False
    seed: int = 0

    def facts(self) -> dict[str, Any]:
        """The settings as they are noted beside the data (files by their names, lags by their number)."""
        model = self.source.lip_predictor
        return {
            "gates": asdict(self.source.gates),
            "sync": asdict(self.source.sync),
            "lip_predictor": model.name if model else None,
            "known_lags": len(self.source.lags),
            "validation_share": self.validation_share,
            "limit_per_person_sec": self.limit_per_person_sec,
            "is_for_scoring": self.is_for_scoring,
            "seed": self.seed,
        }


_reader: SourceReader | None = None


def _start_worker(settings: SourceSettings) -> None:
    global _reader
    _reader = SourceReader(settings)


def _read_one(source: FootageSource) -> SourceClips:
    assert _reader is not None
    return _reader.read(source)


def _read_all(todo: Sequence[FootageSource], settings: SourceSettings, workers: int) -> Iterator[SourceClips]:
    """Results in the order of the files, from this process or from several."""
    if workers <= 1 or len(todo) < 2:
        reader = SourceReader(settings)
        try:
            yield from map(reader.read, todo)
        finally:
            reader.close()
        return
    with multiprocessing.get_context("spawn").Pool(workers, _start_worker, (settings,)) as pool:
        yield from pool.imap(_read_one, todo)


def prepare_faces(
    sources: Sequence[FootageSource], folder: Path, settings: PrepareSettings, workers: int, report: Report
) -> dict[str, Any]:
    """Prepare files into a folder, going on where an earlier run stopped; returns what faces.json says of the data.

    Raises ValueError when the folder was made with other settings or files, or no file shows a face that is good
    enough.
    """
    finished = _finished(sources, folder, settings)
    if finished is not None:
        return finished
    log = ShardLog(folder, settings.facts())
    known = set(log.sources)
    todo = [source for source in sources if source.name not in known]
    pictures = 0
    for count, result in enumerate(_read_all(todo, settings.source, workers) if todo else (), 1):
        log.add(result)
        pictures += sum(clip.frames for clip in result.clips)
        report(count, len(todo), pictures)
    log.flush()
    return _settle(folder, log, settings)


def _finished(sources: Sequence[FootageSource], folder: Path, settings: PrepareSettings) -> dict[str, Any] | None:
    path = folder / INDEX_FILE
    if not path.exists():
        return None
    index: dict[str, Any] = json.loads(path.read_text())
    check_settings(folder, index.get("settings", {}), settings.facts())
    added = {source.name for source in sources} - set(index["sources"])
    if added:
        raise ValueError(f"{folder} is finished, without {len(added)} of these files; choose another folder")
    return index


@dataclass(frozen=True)
class _Decision:
    person: str
    is_validation: bool
    is_kept: bool


def _decide(folder: Path, shards: Sequence[FinishedShard], settings: PrepareSettings) -> dict[str, _Decision]:
    """Who is who, decided once: an interrupted rewriting goes on with the same decisions."""
    path = folder / _PEOPLE_FILE
    if path.exists():
        return {name: _Decision(*values) for name, values in json.loads(path.read_text()).items()}
    entries = [entry for shard in shards for entry in shard.entries]
    people, units = settle_people(entries, np.concatenate([shard.looks(folder) for shard in shards]))
    frames = [entry.frames for entry in entries]
    share = 1.0 if settings.is_for_scoring else settings.validation_share
    chosen = choose_validation(units, frames, share, settings.seed)
    most = np.inf if settings.limit_per_person_sec is None else settings.limit_per_person_sec * PICTURE_RATE_HZ
    kept = within_limit(people, frames, [entry.name for entry in entries], most, settings.seed)
    decided = zip(people, units, kept, strict=True)
    decisions = [_Decision(person, settings.is_for_scoring or unit in chosen, keep) for person, unit, keep in decided]
    found = {entry.name: decision for entry, decision in zip(entries, decisions, strict=True)}
    content = {name: list(asdict(decision).values()) for name, decision in found.items()}
    write_atomically(path, (json.dumps(content) + "\n").encode())
    return found


def _rewrite(path: Path, decisions: dict[str, _Decision]) -> list[FaceClip]:
    """One shard with people and split; gone when nothing of it is kept. The same after any number of times."""
    if not path.exists():
        return []
    decided = [(clip, decisions[clip.name]) for clip in read_shard(path)]
    clips = [replace(clip, identity=d.person, is_validation=d.is_validation) for clip, d in decided if d.is_kept]
    if clips:
        write_shard(path, clips)
    else:
        path.unlink()
    return clips


def _settle(folder: Path, log: ShardLog, settings: PrepareSettings) -> dict[str, Any]:
    shards = [shard for shard in log.done if shard.name]
    rejected = sum((Counter(shard.rejected) for shard in log.done), Counter[str]())
    if not shards:
        raise ValueError(f"expected faces that are good enough, found none; left out: {dict(rejected) or 'nothing'}")
    decisions = _decide(folder, shards, settings)
    rejected[OVER_LIMIT] = sum(
        entry.frames for shard in shards for entry in shard.entries if not decisions[entry.name].is_kept
    )
    people: dict[str, Counter[str]] = defaultdict(Counter)
    for shard in shards:
        count_people(_rewrite(folder / shard.name, decisions), people)
    written = [folder / shard.name for shard in shards if (folder / shard.name).exists()]
    facts = {
        "made_by": "prepare",
        "settings": settings.facts(),
        **people_facts(people, rejected),
        "sources": log.sources,
    }
    write_index(folder, written, facts)
    for path in [folder / LOG_FILE, folder / _PEOPLE_FILE, *(looks_path(folder, shard.name) for shard in shards)]:
        path.unlink(missing_ok=True)
    return facts


def count_people(clips: Sequence[FaceClip], people: dict[str, Counter[str]]) -> None:
    """Add the counts of clips to those of their people."""
    for clip in clips:
        has_sound = clip.mel is not None
        people[clip.identity] += Counter(
            clips=1,
            pictures=clip.frames,
            clips_with_sound=int(has_sound),
            pictures_with_sound=clip.frames if has_sound else 0,
            validation_pictures=clip.frames if clip.is_validation else 0,
        )


def people_facts(people: Mapping[str, Counter[str]], rejected: Mapping[str, int]) -> dict[str, Any]:
    """``summary`` and ``people`` of faces.json from counts by person and pictures left out by reason."""
    total = sum(people.values(), Counter[str]())
    summary = {
        "people": len(people),
        "validation_people": sum(counts["validation_pictures"] > 0 for counts in people.values()),
        **{name: total[name] for name in ("clips", "clips_with_sound", "pictures", "pictures_with_sound")},
        "validation_pictures": total["validation_pictures"],
        "seconds": round(total["pictures"] / PICTURE_RATE_HZ, 1),
        "rejected": {name: count for name, count in sorted(rejected.items()) if count},
    }
    return {"summary": summary, "people": {name: dict(counts) for name, counts in sorted(people.items())}}
