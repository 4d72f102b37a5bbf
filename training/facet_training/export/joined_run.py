"""A finished run as a folder of four files of official names, with what a pack made of them must know."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from facet_training.config.load import config_from
from facet_training.config.training import TrainingConfig
from facet_training.data.cache import write_atomically
from facet_training.export.pdfgc_card import StageRecord, pdfgc_card
from facet_training.export.pdfgc_pack import CARD_FILE
from facet_training.loop.curves import CHECKS_FILE
from facet_training.loop.run_folder import FACTS_FILE
from facet_training.networks.official_checkpoint import NETWORK_NAMES, write_official_checkpoint
from facet_training.recipe.pack_recipe import RECIPES
from facet_training.stages.pack_networks import EXPRESSION_STAGE, join_networks
from facet_training.stages.registry import STAGES

JOINED_FILE: Final = "pack.json"


@dataclass(frozen=True)
class JoinedFacts:
    """What four checkpoint files do not say of themselves.

    Attributes: sizes: name of the networks' sizes. recipe: of ``RECIPES``. has_eye_roles: the eye code's dimensions
        mean what the official ones do.
    """

    sizes: str
    recipe: str
    has_eye_roles: bool

    def __post_init__(self) -> None:
        if self.recipe not in RECIPES:
            raise ValueError(f"expected a recipe of {', '.join(RECIPES)}, got {self.recipe}")


def read_joined_facts(folder: Path) -> JoinedFacts | None:
    """Read what ``join_run`` noted beside checkpoint files; None for files from elsewhere."""
    path = folder / JOINED_FILE
    if not path.exists():
        return None
    return config_from(JoinedFacts, json.loads(path.read_text()), f"{JOINED_FILE}: ")


def read_stage_records(run: Path) -> list[StageRecord]:
    """What is on record of each stage that was trained in a run, in order."""
    records = []
    for entry in STAGES:
        facts, checks = (run / entry.name / file for file in (FACTS_FILE, CHECKS_FILE))
        if facts.exists():
            measured = json.loads(checks.read_text())["checks"] if checks.exists() else []
            records.append(StageRecord(entry.name, json.loads(facts.read_text()), measured))
    return records


def trained_config(record: StageRecord) -> TrainingConfig:
    """Settings that a stage was trained with. Raises ValueError for settings that are not known any more."""
    values: dict[str, Any] = record.facts.get("config", {})
    return config_from(TrainingConfig, values)


def join_run(run: Path, folder: Path) -> JoinedFacts:
    """Write four checkpoint files, ``pack.json`` and a model card of a finished run.

    The recipe is the plain one: the generator learned from codes as the encoders give them. Eye dimensions have known
    roles when stage ``eye`` was supervised. Raises ValueError when a stage is missing or has no record.
    """
    records = {record.stage: record for record in read_stage_records(run)}
    if EXPRESSION_STAGE not in records:
        raise ValueError(f"expected a finished stage {EXPRESSION_STAGE} in {run}, found no {FACTS_FILE} of it")
    config = trained_config(records[EXPRESSION_STAGE])
    eye = trained_config(records["eye"]).eye if "eye" in records else config.eye
    facts = JoinedFacts(config.sizes, "learned", eye.measures > 0)
    networks = join_networks(run, config.networks)
    for name in NETWORK_NAMES:
        write_official_checkpoint(name, networks[name].state_dict(), folder)
    write_atomically(folder / CARD_FILE, pdfgc_card(list(records.values())).encode())
    write_atomically(folder / JOINED_FILE, (json.dumps(asdict(facts), indent=1) + "\n").encode())
    return facts
