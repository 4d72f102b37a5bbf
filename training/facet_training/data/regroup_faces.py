"""Names that became known later: other people and another split for a finished folder of face clips."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from facet_training.data.face_people import choose_validation
from facet_training.data.face_shards import INDEX_FILE, read_shard, write_index, write_shard
from facet_training.data.prepare_faces import count_people, people_facts


def regroup_faces(folder: Path, people: Mapping[str, str | None], share: float, seed: int) -> dict[str, Any]:
    """Rename the people of a finished folder by the files their clips came from, and make the split again.

    Files that are not named keep their person. Each shard is replaced whole; what was trained on the folder before has
    seen another split. Returns what faces.json says of the data.

    Raises ValueError when the folder is not finished, or a file is to be left out, which only preparing can do.
    """
    index = folder / INDEX_FILE
    if not index.exists():
        raise ValueError(f"expected prepared faces ({INDEX_FILE}) in {folder}")
    if None in people.values():
        raise ValueError("expected a person for every file; leaving files out (null) is for 'prepare'")
    facts: dict[str, Any] = json.loads(index.read_text())
    paths = [folder / name for name in facts["shards"]]
    person_of: dict[str, str] = {}
    frames: dict[str, int] = {}
    for path in paths:
        for clip in read_shard(path):
            person_of[clip.name] = people.get(clip.source) or clip.identity
            frames[clip.name] = clip.frames
    chosen = choose_validation(list(person_of.values()), list(frames.values()), share, seed)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for path in paths:
        renamed = [
            replace(clip, identity=person_of[clip.name], is_validation=person_of[clip.name] in chosen)
            for clip in read_shard(path)
        ]
        write_shard(path, renamed)
        count_people(renamed, counts)
    found = people_facts(counts, facts.get("summary", {}).get("rejected", {}))
    kept = {name: value for name, value in facts.items() if name not in ("layout", "shards")}
    settings = {**facts.get("settings", {}), "validation_share": share, "seed": seed}
    facts = {**kept, **found, "settings": settings}
    write_index(folder, paths, facts)
    return facts
