"""The page of training results: tables and curves out of what runs, scores and ablations left as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from facet_training.data.cache import write_atomically
from facet_training.loop.curves import CHECKS_FILE, read_curves
from facet_training.loop.run_folder import FACTS_FILE
from facet_training.metrics.ablation_table import ablation_tables
from facet_training.metrics.curve_figure import series_of, write_curves
from facet_training.metrics.score_table import markdown_table, matrix_table, score_rows
from facet_training.stages.registry import STAGES

_HEAD: Final = """# Results of training

Written by `facet-train results` from the files that `train`, `score` and `ablate` leave; not edited by hand.
"""

_HOW: Final = """Means and standard deviations over cases, on people that no training saw. Faces are read picture
by picture, generated and driving ones alike, by MediaPipe (reader "mesh"), which no stage trains, or by a face
prior of our own ("prior"). Sync distance and confidence follow SyncNet's protocol with a network of our own;
identity similarity and feature distance are by our own face prior, as ArcFace's weights are not for everyone to
ship. These compare the columns with one another and not with published numbers. "iod" is the distance of the outer
eye corners. "driving pictures" is the truth itself, "portrait" a model that never moves.
"""

_SELF: Final = "The first picture of a clip is the portrait, and the same clip drives everything."
_CROSS: Final = (
    "Portrait, sound, eyes, head pose and expression come from five people; each is compared with its own driver."
)
_MATRIX: Final = (
    "Row: what is measured. Column: whose driver alone is exchanged for another clip's. Each number is the change over "
    "the change when all four are exchanged."
)
_OFF: Final = "The same with one driver switched off instead, over the change when all are off."


@dataclass(frozen=True)
class ResultFiles:
    """What a page is made of.

    Attributes: sheets: of ``facet-train score``. ablations: of ``facet-train ablate``. runs: folders of runs.
    """

    sheets: tuple[Path, ...] = ()
    ablations: tuple[Path, ...] = ()
    runs: tuple[Path, ...] = ()


def sort_files(paths: Sequence[Path], runs: Sequence[Path] = ()) -> ResultFiles:
    """Tell score sheets from ablations. Raises ValueError for a file that is neither, or when there is nothing."""
    sheets, ablations = [], []
    for path in paths:
        try:
            content = json.loads(path.read_text())
        except (OSError, ValueError) as error:
            raise ValueError(f"expected a JSON file of scores at {path}, could not read it ({error})") from error
        if "variants" in content:
            ablations.append(path)
        elif "summary" in content:
            sheets.append(path)
        else:
            raise ValueError(f"{path}: expected scores or an ablation, found neither")
    if not paths and not runs:
        raise ValueError("expected score files, ablations or a run to write about")
    return ResultFiles(tuple(sheets), tuple(ablations), tuple(runs))


def write_results(files: ResultFiles, page: Path) -> None:
    """Write the page, and its curves into a folder of the same name beside it."""
    parts = [_HEAD]
    for run in files.runs:
        parts += _run_parts(run, page)
    sheets = [json.loads(path.read_text()) for path in files.sheets]
    if sheets:
        parts += _score_parts(sheets)
    for path in files.ablations:
        parts += _ablation_parts(json.loads(path.read_text()))
    write_atomically(page, ("\n".join(part.rstrip("\n") + "\n" for part in parts)).encode())


def _run_parts(run: Path, page: Path) -> list[str]:
    trained = [entry.name for entry in STAGES if (run / entry.name / FACTS_FILE).exists()]
    if not trained:
        raise ValueError(f"expected trained stages in {run}, found none")
    facts = {name: json.loads((run / name / FACTS_FILE).read_text()) for name in trained}
    parts = [f"## Training of {run.name}\n", _stage_table(facts), _data_text(facts[trained[-1]])]
    for name in trained:
        parts.append(f"### {name}\n")
        checks = run / name / CHECKS_FILE
        rows = json.loads(checks.read_text())["checks"] if checks.exists() else []
        if rows:
            parts.append(markdown_table(["check on held-out people", "value", "wanted", ""], _check_rows(rows)))
        series = series_of(read_curves(run / name), "terms")
        if series:
            figure = page.with_suffix("") / f"{run.name}-{name}.svg"
            write_curves(figure, f"{name}: losses over iterations", series)
            parts.append(f"![Losses of {name} over iterations]({figure.parent.name}/{figure.name})\n")
    return parts


def _stage_table(facts: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [
        [
            name,
            str(own.get("iterations", "-")),
            f"{own.get('seconds_of_training', 0) / 60:.1f}",
            str(own.get("device", "-")),
            str(own.get("seed", "-")),
            str(own.get("commit", "-"))[:12],
        ]
        for name, own in facts.items()
    ]
    return markdown_table(["stage", "iterations", "minutes", "device", "seed", "commit"], rows)


def _data_text(facts: Mapping[str, Any]) -> str:
    lines = []
    for kind, data in facts.get("data", {}).items():
        sources = ", ".join(f"{name} {count}" for name, count in data["sources"].items())
        lines.append(
            f"- {kind}: {data['people']} people, {data['clips']} clips ({data['with_sound']} with sound), "
            f"{data['seconds']:.0f} s; clips by source: {sources}\n"
        )
    return "".join(lines)


def _check_rows(rows: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    found = []
    for row in rows:
        low = "" if row["at_least"] is None else f"at least {row['at_least']:g}"
        high = "" if row["at_most"] is None else f"at most {row['at_most']:g}"
        wanted = ", ".join(limit for limit in (low, high) if limit)
        value = "-" if row["value"] is None else f"{row['value']:.4g}"
        verdict = ("met" if row["is_met"] else "**not met**") if wanted else ""
        found.append([row["name"].replace("_", " "), value, wanted, verdict])
    return found


def _score_parts(sheets: Sequence[Mapping[str, Any]]) -> list[str]:
    parts = ["## Scores\n", _HOW, _sheet_table(sheets)]
    for mode, title, text in (("self", "Self-driving", _SELF), ("cross", "Cross-driving", _CROSS)):
        scored = [sheet for sheet in sheets if mode in sheet["summary"]]
        if scored:
            head = ["", *(f"{sheet['subject']} ({sheet['summary'][mode]['cases']} cases)" for sheet in scored)]
            rows = score_rows([sheet["summary"][mode]["scores"] for sheet in scored])
            parts += [f"### {title}\n", text + "\n", markdown_table(head, rows)]
    swapped = [sheet for sheet in sheets if "matrix" in sheet["summary"]]
    if swapped:
        parts += ["## Disentanglement\n", _MATRIX + "\n"]
    for sheet in swapped:
        matrix = sheet["summary"]["matrix"]
        parts += [f"### {sheet['subject']}\n", matrix_table(matrix["swap"], "exchanged"), _OFF + "\n"]
        parts.append(matrix_table(matrix["off"], "off"))
    return parts


def _sheet_table(sheets: Sequence[Mapping[str, Any]]) -> str:
    names = list(dict.fromkeys(name for sheet in sheets for name in sheet["settings"]))
    rows = [[name, *(str(sheet["settings"].get(name, "-")) for sheet in sheets)] for name in names]
    return markdown_table(["scored with", *(sheet["subject"] for sheet in sheets)], rows)


def _ablation_parts(content: Mapping[str, Any]) -> list[str]:
    people, settings = content["people"], ", ".join(f"`{setting}`" for setting in content["settings"])
    text = (
        f"Configuration `{content['config']}`{f' with {settings}' if settings else ''}; {people['training']} people to "
        f"learn from, {people['validation']} to score with, {content['cases']} cases of {content['frames']} frames a "
        'mode. Means and standard deviations over seeds; "diagonal" and "beside" are of the matrix of exchanged '
        "drivers.\n"
    )
    return ["## What each part is good for\n", text, ablation_tables(content)]
