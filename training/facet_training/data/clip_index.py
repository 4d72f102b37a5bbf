"""Which clips there are, whose face each one shows and how late its sound is known to be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FOLDERS = ("train", "grid", "arabic", "test")
TRAINING_FOLDERS = ("train", "grid", "arabic")
_VIDEO_SUFFIXES = {".mp4", ".mpg"}
# Known for a whole source; the news clips' lag of one frame is the footage notes' and is refined by ``align``.
_FOLDER_LAG_SEC = {"grid": 0.0, "arabic": 0.04}
# One man appears both among the mixed clips and as speaker s1 of the GRID folder.
_SAME_PERSON = {"grid_bbaf2n": "grid_s1"}


@dataclass(frozen=True)
class ClipEntry:
    """One clip of the footage folder.

    Attributes:
        name: ``folder/file``. identity: the person; empty when nobody has labelled it.
        lag_sec: how late the sound is (audited), None when unknown or of low confidence.
    """

    name: str
    path: Path
    folder: str
    identity: str
    lag_sec: float | None

    def cache_path(self, cache: Path) -> Path:
        """Where the prepared clip lies."""
        return cache / "clips" / self.folder / f"{self.path.stem}.npz"


def read_clip_index(shared: Path) -> list[ClipEntry]:
    """List the speaking clips of all folders. Raises ValueError when the footage folder is not there."""
    clips = shared / "clips"
    if not (clips / "index.jsonl").exists():
        raise ValueError(f"expected footage with an index.jsonl in {clips}")
    labels = [json.loads(line) for line in (clips / "index.jsonl").read_text().splitlines() if line.strip()]
    identity_of = {label["file"]: label["identity"] for label in labels}
    speakers: dict[str, str] = json.loads((clips / "grid" / "speakers.json").read_text())
    audited = {
        item["file"]: item["lag_ms"] / 1000.0
        for item in json.loads((clips / "sync.json").read_text())["clips"]
        if item["confidence"] == "high"
    }
    entries = []
    for folder in FOLDERS:
        for path in sorted((clips / folder).iterdir()):
            if path.suffix not in _VIDEO_SUFFIXES:
                continue
            name = f"{folder}/{path.name}"
            if folder == "grid":
                identity = "grid_s1" if path.stem.startswith("s1_") else speakers[path.stem]
            else:
                identity = identity_of.get(name, "")
            lag = _FOLDER_LAG_SEC.get(folder, audited.get(path.name))
            entries.append(ClipEntry(name, path, folder, _SAME_PERSON.get(identity, identity), lag))
    return entries
