"""Scores of one model on disk: written after every case, so that an interrupted scoring goes on."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, Final

import numpy as np

from facet_training.data.cache import write_atomically
from facet_training.metrics.disentanglement import CaseChanges
from facet_training.metrics.faces import Scores
from facet_training.metrics.protocol import CROSS, MATRIX, SELF
from facet_training.metrics.scoring import summarise_scores, summarise_swaps

LAYOUT: Final = 1


class ScoreSheet:
    """One JSON file: what was scored with which settings, each case, and the summary.

    Raises ValueError when the file exists and was made of another subject or with other settings.
    """

    def __init__(self, path: Path, subject: str, settings: dict[str, Any]) -> None:
        self._path, self._subject, self._settings = path, subject, settings
        self._cases: dict[str, dict[str, Any]] = {}
        if path.exists():
            self._cases = self._stored(json.loads(path.read_text()))

    def _stored(self, content: dict[str, Any]) -> dict[str, dict[str, Any]]:
        own = {"layout": LAYOUT, "subject": self._subject, **self._settings}
        theirs = {"layout": content.get("layout"), "subject": content.get("subject"), **content.get("settings", {})}
        other = [key for key in own | theirs if own.get(key) != theirs.get(key)]
        if other:
            key = other[0]
            raise ValueError(
                f"{self._path.name} holds scores with other settings ({key}: {theirs.get(key)}, now {own.get(key)}); "
                "remove it or choose another file"
            )
        cases: dict[str, dict[str, Any]] = content["cases"]
        return cases

    def has(self, name: str) -> bool:
        """True when a case has been scored already."""
        return name in self._cases

    def add(self, name: str, facts: dict[str, Any], scores: Scores) -> None:
        """Keep a case of mode self or cross."""
        kept = {key: round(value, 6) if math.isfinite(value) else None for key, value in scores.items()}
        self._cases[name] = {**facts, "scores": kept}
        self.write()

    def add_swaps(self, name: str, facts: dict[str, Any], swap: CaseChanges, off: CaseChanges) -> None:
        """Keep a case of the matrix."""
        kept = {"swap": _changes_facts(swap), "off": _changes_facts(off)}
        self._cases[name] = {**facts, **kept}
        self.write()

    def summary(self) -> dict[str, Any]:
        """What all cases so far say, by mode."""
        found: dict[str, Any] = {}
        for mode in (SELF, CROSS):
            cases = [_scores_of(case) for case in self._cases.values() if case["mode"] == mode]
            if cases:
                found[mode] = {"cases": len(cases), "scores": summarise_scores(cases)}
        swaps = [case for case in self._cases.values() if case["mode"] == MATRIX]
        if swaps:
            found[MATRIX] = {
                kind: summarise_swaps([_changes_of(case[kind]) for case in swaps]) for kind in ("swap", "off")
            }
        return found

    def write(self) -> None:
        """Write the file, whole or not at all."""
        content = {
            "layout": LAYOUT,
            "subject": self._subject,
            "settings": self._settings,
            "summary": self.summary(),
            "cases": self._cases,
        }
        write_atomically(self._path, (json.dumps(content, indent=1, allow_nan=False) + "\n").encode())


def _scores_of(case: dict[str, Any]) -> Scores:
    return {key: math.nan if value is None else float(value) for key, value in case["scores"].items()}


def _changes_facts(changes: CaseChanges) -> dict[str, Any]:
    def plain(values: Any) -> Any:
        if isinstance(values, list):
            return [plain(value) for value in values]
        return round(values, 6) if math.isfinite(values) else None

    return {name: plain(getattr(changes, name).tolist()) for name in ("one", "every", "driven")}


def _changes_of(facts: dict[str, Any]) -> CaseChanges:
    # None becomes nan in an array of floats.
    return CaseChanges(*(np.array(facts[name], np.float64) for name in ("one", "every", "driven")))
