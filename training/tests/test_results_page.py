import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from facet_training.metrics.curve_figure import series_of, write_curves
from facet_training.metrics.disentanglement import CaseChanges
from facet_training.metrics.results_page import sort_files, write_results
from facet_training.metrics.score_sheet import ScoreSheet
from facet_training.metrics.score_table import summary_text


def a_sheet(path: Path, subject: str, psnr: float) -> Path:
    sheet = ScoreSheet(path, subject, {"frames": 8, "seed": 1})
    sheet.add("self-000", {"mode": "self"}, {"psnr": psnr, "opening_r": 0.5})
    sheet.add("self-001", {"mode": "self"}, {"psnr": psnr + 2, "opening_r": float("nan")})
    sheet.add_swaps(
        "matrix-000", {"mode": "matrix"}, CaseChanges(np.eye(4), np.ones(4)), CaseChanges(np.eye(4), np.zeros(4))
    )
    return path


def a_run(folder: Path) -> Path:
    stage = folder / "eye"
    stage.mkdir(parents=True)
    people = {"people": 3, "clips": 4, "with_sound": 2, "seconds": 10.0, "sources": {"drawn": 4}}
    facts = {
        "iterations": 9,
        "seconds_of_training": 120,
        "device": "cpu",
        "seed": 1,
        "commit": "abc",
        "data": {"training": people},
    }
    (stage / "run.json").write_text(json.dumps(facts))
    rows = [
        {"name": "anchors_by_code", "value": 0.97, "at_least": 0.95, "at_most": None, "is_met": True},
        {"name": "gaze_r", "value": None, "at_least": 0.5, "at_most": None, "is_met": False},
    ]
    (stage / "checks.json").write_text(json.dumps({"step": 9, "checks": rows}))
    lines: list[dict[str, Any]] = [
        {"step": 3, "seconds": 1, "terms": {"loss": 2.0}},
        {"step": 6, "seconds": 2, "terms": {"loss": 1.0}},
    ]
    (stage / "curves.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def test_the_page_holds_the_numbers_of_its_files_and_says_so_twice_alike(tmp_path: Path) -> None:
    sheets = [a_sheet(tmp_path / "a.json", "ours", 20.0), a_sheet(tmp_path / "b.json", "portrait", 10.0)]
    files = sort_files(sheets, [a_run(tmp_path / "first")])
    page = tmp_path / "docs" / "results.md"
    write_results(files, page)
    text = page.read_text()
    psnr = next(line for line in text.splitlines() if "PSNR" in line)
    assert [cell.strip() for cell in psnr.split("|")[2:4]] == ["21.00 ± 1.00", "11.00 ± 1.00"]
    assert "| lip                  | 1.00 | 0.00 | 0.00      | 0.00       |" in text
    assert "anchors by code" in text
    assert "**not met**" in text
    assert "3 people, 4 clips (2 with sound), 10 s" in text
    assert "(results/first-eye.svg)" in text
    figure = (page.with_suffix("") / "first-eye.svg").read_bytes()
    write_results(files, page)
    assert page.read_text() == text
    assert (page.with_suffix("") / "first-eye.svg").read_bytes() == figure


def test_scores_that_nobody_could_measure_are_dashes(tmp_path: Path) -> None:
    content = json.loads(a_sheet(tmp_path / "a.json", "ours", 20.0).read_text())
    text = summary_text("ours", content["summary"])
    assert "Mean of the diagonal - (ideal 1)" in text
    assert content["cases"]["self-001"]["scores"]["opening_r"] is None
    assert content["summary"]["self"]["scores"]["opening_r"]["count"] == 1


def test_files_of_another_kind_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("{}")
    with pytest.raises(ValueError, match="expected scores or an ablation, found neither"):
        sort_files([tmp_path / "other.json"])
    with pytest.raises(ValueError, match="could not read it"):
        sort_files([tmp_path / "absent.json"])
    with pytest.raises(ValueError, match="score files, ablations or a run"):
        sort_files([])


def test_curves_leave_out_what_was_not_finite(tmp_path: Path) -> None:
    entries = [{"step": 1, "terms": {"loss": None, "own": 1.0}}, {"step": 2, "checks": {"r": 0.5}}]
    assert series_of(entries, "terms") == {"own": [(1.0, 1.0)]}
    assert series_of(entries, "checks") == {"r": [(2.0, 0.5)]}
    with pytest.raises(ValueError, match="got none"):
        write_curves(tmp_path / "a.svg", "nothing", {})
