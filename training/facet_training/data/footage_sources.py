"""Which files there are to prepare, what they are called and, where it is known, whose face they show."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

VIDEO_SUFFIXES: Final = frozenset({".mp4", ".mpg", ".mpeg", ".mov", ".m4v", ".mkv", ".webm", ".avi"})
_VOXCELEB_PERSON: Final = re.compile(r"id\d+")


@dataclass(frozen=True)
class FootageSource:
    """One file. name: folder and path under it, the same on every machine. person: empty when nobody has said."""

    path: Path
    name: str
    person: str


def read_identities(path: Path) -> dict[str, str | None]:
    """People by file: {path: person}; null keeps a file out. Raises ValueError for another form."""
    content = json.loads(path.read_text())
    if not isinstance(content, dict) or not all(isinstance(value, str | None) for value in content.values()):
        raise ValueError(f"expected people as {{path: person}} in {path.name}, got another form")
    return content


def _named(path: Path, name: str, identities: Mapping[str, str | None]) -> FootageSource | None:
    parts = (*path.absolute().parts[:-1], path.name)
    for start in range(len(parts)):
        key = "/".join(parts[start:])
        if key in identities:
            person = identities[key]
            return None if person is None else FootageSource(path, name, person)
    above = path.absolute().parent.parent.name
    return FootageSource(path, name, above if _VOXCELEB_PERSON.fullmatch(above) else "")


def find_sources(
    inputs: Sequence[Path], identities: Mapping[str, str | None], *, is_for_scoring: bool
) -> list[FootageSource]:
    """List the videos of files and folders (searched to their depth), in order of their names.

    A file's person is what ``identities`` says of it (its longest matching tail of a path), else the folder above the
    video's folder when that is called as VoxCeleb2 calls people (``id00012/video/clip.mp4``).

    Raises ValueError when an input is missing, when two files have one name, when there is no video, and for files of
    a folder ``test`` unless they are for scoring.
    """
    found: dict[str, FootageSource] = {}
    for given in inputs:
        if not given.exists():
            raise ValueError(f"expected a video or a folder, found nothing at {given}")
        root = given.absolute()
        files = sorted(root.rglob("*")) if root.is_dir() else [root]
        for path in files:
            if path.suffix.lower() not in VIDEO_SUFFIXES:
                continue
            name = path.relative_to(root.parent if root.is_dir() else root.parent.parent).as_posix()
            source = _named(path, name, identities)
            if source is None:
                continue
            if "test" in Path(name).parts[:-1] and not is_for_scoring:
                raise ValueError(f"{name} lies in a folder 'test', whose people are never learned from (--for-scoring)")
            if found.setdefault(name, source).path != path:
                raise ValueError(f"expected names of files to differ, got {name} twice")
    if not found:
        raise ValueError(f"expected videos ({', '.join(sorted(VIDEO_SUFFIXES))}) in what was given, found none")
    return [found[name] for name in sorted(found)]
