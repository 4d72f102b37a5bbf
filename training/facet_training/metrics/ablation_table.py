"""An ablation as tables: one a question, a row a variant, means over seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np

from facet_training.metrics.score_table import markdown_table

_Pick = Callable[[Mapping[str, Any]], float | None]


def _of_matrix(kind: str, key: str) -> _Pick:
    return lambda seed: seed["summary"].get("matrix", {}).get(kind, {}).get(key)


def _entry(row: int, column: int) -> _Pick:
    return lambda seed: seed["summary"].get("matrix", {}).get("swap", {}).get("ratios", [[None] * 4] * 4)[row][column]


def _response(factor: int) -> _Pick:
    return lambda seed: seed["summary"].get("matrix", {}).get("swap", {}).get("response", [None] * 4)[factor]


def _of_self(name: str) -> _Pick:
    return lambda seed: seed["summary"].get("self", {}).get("scores", {}).get(name, {}).get("mean")


def _of_check(stage: str, name: str) -> _Pick:
    return lambda seed: seed["checks"].get(stage, {}).get(name)


# Title, digits, where it comes from. An arrow between factors: how much of the left one's change exchanging the right
# one's driver makes. The last two are checks of the stages, on held-out people.
COLUMNS: Final[tuple[tuple[str, int, _Pick], ...]] = (
    ("diagonal ↑", 3, _of_matrix("swap", "mean_diagonal")),
    ("beside ↓", 3, _of_matrix("swap", "mean_off_diagonal")),
    ("expression ← expression ↑", 3, _entry(3, 3)),
    ("expression ← lip ↓", 3, _entry(3, 0)),
    ("lip ← lip ↑", 3, _entry(0, 0)),
    ("eye ← eye ↑", 3, _entry(1, 1)),
    ("response of expression ↑", 2, _response(3)),
    ("mouth opening r ↑", 3, _of_self("opening_r")),
    ("sync confidence ↑", 3, _of_self("sync_confidence")),
    ("PSNR ↑", 2, _of_self("psnr")),
    ("lips found by sound ↑", 3, _of_check("lip-sound", "retrieval_within_one_frame")),
    ("correlation with sound ↓", 3, _of_check("expression", "correlation_with_sound_above_chance")),
)


def _cell(values: Iterable[float | None], digits: int) -> str:
    found = np.asarray([value for value in values if value is not None], np.float64)
    if not len(found):
        return "-"
    spread = f" ± {found.std():.{digits}f}" if len(found) > 1 else ""
    return f"{found.mean():.{digits}f}{spread}"


def _row(name: str, variant: Mapping[str, Any]) -> list[str]:
    seeds = list(variant["seeds"].values())
    return [name, *(_cell([pick(seed) for seed in seeds], digits) for _, digits, pick in COLUMNS), str(len(seeds))]


def ablation_tables(found: Mapping[str, Any]) -> str:
    """Tables in Markdown from what ``ablation.json`` holds: for each question the whole method and its variants."""
    variants: Mapping[str, Any] = found["variants"]
    if "whole" not in variants:
        return "Nothing has been scored yet.\n"
    whole = _row("as configured", variants["whole"])
    head = ["", *(title for title, _, _ in COLUMNS), "seeds"]
    parts = []
    questions = dict.fromkeys(variant["question"] for name, variant in variants.items() if name != "whole")
    for question in questions:
        rows = [_row(name, variant) for name, variant in variants.items() if variant["question"] == question]
        parts.append(f"**{question}**\n\n{markdown_table(head, [whole, *rows])}")
    if not parts:
        parts.append(markdown_table(head, [whole]))
    if found["same_as_whole"]:
        parts.append(f"The same as configured, so not trained again: {', '.join(found['same_as_whole'])}.\n")
    return "\n".join(parts)
