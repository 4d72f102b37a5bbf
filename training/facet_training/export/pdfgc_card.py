"""The model card of PD-FGC networks that were trained here, made of what their run has on record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

_WHAT: Final = {
    "face-prior": "reads faces; judges pictures while the others learn, not in the pack",
    "appearance-motion": "who apart from what is done (stage 1)",
    "lip-sound": "lips by sight and by sound in one space (stage 2a)",
    "eye": "gaze and blink (stage 2b)",
    "head-pose": "head pose (stage 2c)",
    "expression": "expression, and the generator (stage 3)",
    "sync": "judge of lip sync for scores, not in the pack",
}


@dataclass(frozen=True)
class StageRecord:
    """What is on record of a stage: ``run.json`` and the rows of ``checks.json``."""

    stage: str
    facts: dict[str, Any]
    checks: list[dict[str, Any]]


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.2f}"


def _stage_rows(records: list[StageRecord]) -> list[str]:
    lines = [
        "| stage | what | iterations | hours | seed | device | commit |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for record in records:
        facts = record.facts
        lines.append(
            f"| {record.stage} | {_WHAT.get(record.stage, '')} | {facts.get('iterations', '')} | "
            f"{_hours(float(facts.get('seconds_of_training', 0.0)))} | {facts.get('seed', '')} | "
            f"{facts.get('device', '')} | {str(facts.get('commit', ''))[:12]} |"
        )
    return lines


def _data_rows(facts: dict[str, Any]) -> list[str]:
    lines = [
        "| part | people | clips | minutes | clips with sound | clips by source |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for part, data in facts.get("data", {}).items():
        sources = ", ".join(f"{name} {count}" for name, count in data["sources"].items())
        minutes = float(data["seconds"]) / 60
        lines.append(
            f"| {part} | {data['people']} | {data['clips']} | {minutes:.1f} | {data['with_sound']} | {sources} |"
        )
    return lines


def _limits(check: dict[str, Any]) -> str:
    low = "" if check.get("at_least") is None else f"at least {check['at_least']:g}"
    high = "" if check.get("at_most") is None else f"at most {check['at_most']:g}"
    return ", ".join(limit for limit in (low, high) if limit)


def _check_rows(records: list[StageRecord]) -> list[str]:
    lines = ["| stage | measured | value | should be | |", "| --- | --- | --- | --- | --- |"]
    for record in records:
        for check in record.checks:
            value = "none" if check["value"] is None else f"{check['value']:.4g}"
            limits = _limits(check)
            verdict = "" if not limits else "met" if check["is_met"] else "not met"
            lines.append(f"| {record.stage} | {check['name'].replace('_', ' ')} | {value} | {limits} | {verdict} |")
    return lines


def pdfgc_card(records: list[StageRecord]) -> str:
    """Compose the card. Markdown. Raises ValueError for a run without records."""
    if not records:
        raise ValueError("expected a run with at least one stage on record")
    last = next((record for record in records if record.stage == "expression"), records[-1])
    in_pack = [record for record in records if record.stage != "sync"]
    seconds = sum(float(record.facts.get("seconds_of_training", 0.0)) for record in in_pack)
    config = last.facts.get("config", {})
    parts = [
        f"# PD-FGC networks of our own ({config.get('sizes', 'unknown')} sizes)",
        "",
        "One portrait, a voice, and pictures that drive head pose, eyes and expression, each by itself, to pictures of",
        "that person. Four networks after the method of PD-FGC (*Progressive Disentangled Representation Learning for",
        "Fine-Grained Controllable Talking Head Synthesis*, CVPR 2023, arXiv 2211.14506), trained anew: no weight of",
        "the published model or of any other outside network is in them.",
        "",
        "**Use**: pictures of a person who agreed to it. **Not for** deceiving anybody, identifying people, or judging",
        "what they feel: expression here is the place of brows, cheeks and mouth corners, nothing else.",
        "",
        "## Data",
        "",
        *_data_rows(last.facts),
        "",
        "Validation people appear in no training clip. No clip, picture or recording is part of a pack of these",
        "networks. *drawn* are people drawn by a program, with voices made by it. Other sources are public footage:",
        "GRID (data CC-BY-4.0: Cooke, Barker, Cunningham, Shao, 2006) and clips from public repositories, whose",
        "licences cover what their authors own; some of that footage is third-party (news, interviews). Whoever needs",
        "weights with cleared rights in every second must train on other data; the code is in `training/`.",
        "Landmarks came from MediaPipe (Apache-2.0).",
        "",
        f"## Training: {_hours(seconds)} hours",
        "",
        *_stage_rows(records),
        "",
        "## Checks on validation people, at the end of each stage",
        "",
        *_check_rows(records),
        "",
        "## What is weak",
        "",
        "* Few people and few hours: faces, ages, skin tones, light and head poses that the data lacks come out worst,",
        "  and a person is kept less well than by models trained on thousands of people.",
        "* What is not said by the four codes (tongue, wrinkles, hair in motion) is guessed.",
        "* Code numbers mean nothing across packs; gains are 1, because the generator learned from codes as they are.",
        "",
        "## Settings",
        "",
        "```json",
        json.dumps(config, indent=1),
        "```",
        "",
    ]
    return "\n".join(parts)
