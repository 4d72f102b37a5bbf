"""Prepared faces of several folders as one set, and what is said of it in a run's record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from facet_training.data.face_clip import PICTURE_RATE_HZ, FaceClip
from facet_training.data.face_shards import read_faces

_SOURCE_END: Final = re.compile(r"[/#\s]")


def join_faces(folders: Sequence[Path]) -> tuple[list[FaceClip], list[FaceClip]]:
    """Read folders of prepared faces: clips to learn from, clips kept for validation.

    Raises ValueError when a folder has no index, one of both would be empty, or a person would be in both.
    """
    if not folders:
        raise ValueError("expected at least one folder of prepared faces (--data)")
    clips = [clip for folder in folders for clip in read_faces(folder)]
    return split_faces(clips)


def split_faces(clips: Iterable[FaceClip]) -> tuple[list[FaceClip], list[FaceClip]]:
    """Part clips into those to learn from and those for validation. Raises ValueError as ``join_faces`` does."""
    clips = list(clips)
    training = [clip for clip in clips if not clip.is_validation]
    validation = [clip for clip in clips if clip.is_validation]
    for kind, part in (("training", training), ("validation", validation)):
        if not part:
            raise ValueError(f"expected {kind} clips among the prepared faces, got none of {len(clips)}")
    shared = {clip.identity for clip in training} & {clip.identity for clip in validation}
    if shared:
        raise ValueError(f"expected other people for validation, {min(shared)} is in training too ({len(shared)} are)")
    return training, validation


def summarise_faces(clips: Sequence[FaceClip]) -> dict[str, Any]:
    """People, clips, seconds, and clips by source (what stands before its first slash, hash or space)."""
    sources = Counter(_SOURCE_END.split(clip.source)[0] for clip in clips)
    return {
        "people": len({clip.identity for clip in clips}),
        "clips": len(clips),
        "seconds": round(sum(clip.frames for clip in clips) / PICTURE_RATE_HZ, 1),
        "with_sound": sum(clip.mel is not None for clip in clips),
        "sources": dict(sorted(sources.items())),
    }
