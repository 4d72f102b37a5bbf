"""Scores as text: one column a model, one row a score; and matrices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True)
class Measure:
    """How a score is shown. better: "up", "down", or "" where it is only told."""

    title: str
    digits: int
    better: str


MEASURES: Final[Mapping[str, Measure]] = {
    "sync_confidence": Measure("sync confidence", 3, "up"),
    "sync_distance": Measure("sync distance", 3, "down"),
    "sync_offset": Measure("offset from sync, pictures", 1, "down"),
    "opening_r": Measure("mouth opening, r with the speaker's", 3, "up"),
    "opening_l1": Measure("mouth opening, error (iod)", 4, "down"),
    "mouth_width_r": Measure("mouth width, r", 3, "up"),
    "m_lmd": Measure("M-LMD (outer-eye distances)", 4, "down"),
    "f_lmd": Measure("F-LMD (outer-eye distances)", 4, "down"),
    "angle_deg": Measure("head angles, error (deg)", 2, "down"),
    "pitch_deg": Measure("pitch, error (deg)", 2, "down"),
    "yaw_deg": Measure("yaw, error (deg)", 2, "down"),
    "roll_deg": Measure("roll, error (deg)", 2, "down"),
    "place": Measure("head's place, error (half sides)", 4, "down"),
    "log_scale": Measure("head's size, error (logarithm)", 4, "down"),
    "gaze_deg": Measure("gaze, error (deg)", 2, "down"),
    "openness_l1": Measure("eye openness, error", 4, "down"),
    "openness_r": Measure("eye openness, r", 3, "up"),
    "blink_f1": Measure("blinks, F1", 3, "up"),
    "expression_r": Measure("expression measures, r", 3, "up"),
    "expression_change_l1": Measure("expression, error of changes (iod)", 4, "down"),
    "expression_l1": Measure("expression, error (iod)", 4, "down"),
    "identity": Measure("identity similarity (own network)", 3, "up"),
    "ssim": Measure("SSIM", 3, "up"),
    "psnr": Measure("PSNR (dB)", 2, "up"),
    "features": Measure("feature distance (own network)", 4, "down"),
    "sharpness": Measure("CPBD", 3, "up"),
    "sharpness_of_real": Measure("CPBD of the real pictures", 3, ""),
    "sync_at_zero": Measure("sync distance without shift", 3, "down"),
    "missing": Measure("pictures without a face", 3, "down"),
}
_ARROWS: Final = {"up": " ↑", "down": " ↓", "": ""}
_FACTOR_TITLES: Final = {"lip": "lip", "eye": "eye", "head_pose": "head pose", "expression": "expression"}


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown, padded so that it reads as text as well."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in (head, *rows)]
    lines.insert(1, ["-" * width for width in widths])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def score_rows(summaries: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Rows of all scores that any model has. summaries: ``scores`` of one mode, one a model."""
    known = [name for name in MEASURES if any(name in summary for summary in summaries)]
    others = sorted({name for summary in summaries for name in summary} - set(MEASURES))
    return [
        [_title(name), *(_shown(summary.get(name), _digits(name)) for summary in summaries)]
        for name in [*known, *others]
    ]


def matrix_table(summary: Mapping[str, Any], action: str) -> str:
    """A disentanglement matrix in Markdown. action: what is done to a column's driver, e.g. "exchanged"."""
    factors = [_FACTOR_TITLES[name] for name in summary["factors"]]
    head = [f"measured \\ {action}", *factors]
    rows = [[name, *(_number(value, 2) for value in row)] for name, row in zip(factors, summary["ratios"], strict=True)]
    means = (
        f"Mean of the diagonal {_number(summary['mean_diagonal'], 3)} (ideal 1), of the rest "
        f"{_number(summary['mean_off_diagonal'], 3)} (ideal 0); {summary['cases']} cases.\n"
    )
    if any(value is not None for value in summary["response"]):
        shares = (f"{name} {_number(value, 2)}" for name, value in zip(factors, summary["response"], strict=True))
        means += f"Change when all are {action}, over that of the driving pictures: {', '.join(shares)}.\n"
    return markdown_table(head, rows) + "\n" + means


def _title(name: str) -> str:
    measure = MEASURES.get(name)
    return name if measure is None else measure.title + _ARROWS[measure.better]


def _digits(name: str) -> int:
    return MEASURES[name].digits if name in MEASURES else 4


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _shown(score: Mapping[str, Any] | None, digits: int) -> str:
    if score is None:
        return "-"
    spread = f" ± {score['spread']:.{digits}f}" if score["spread"] else ""
    return f"{score['mean']:.{digits}f}{spread}"


def summary_text(subject: str, summary: Mapping[str, Any]) -> str:
    """Everything that a sheet says, to print."""
    parts = []
    for mode in ("self", "cross"):
        if mode in summary:
            rows = score_rows([summary[mode]["scores"]])
            parts.append(markdown_table([f"{mode}, {summary[mode]['cases']} cases", subject], rows))
    if "matrix" in summary:
        parts.append(matrix_table(summary["matrix"]["swap"], "exchanged"))
        parts.append(matrix_table(summary["matrix"]["off"], "off"))
    return "\n".join(parts)
