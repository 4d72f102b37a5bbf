"""Networks of a run that score other models, and fingerprints that tell what was scored by what."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Final

from torch import Tensor

from facet_training.config.load import config_from
from facet_training.config.training import TrainingConfig
from facet_training.loop.context import NETWORKS_FILE, load_networks
from facet_training.loop.run_folder import FACTS_FILE
from facet_training.metrics.face_reader import FaceReader, MeshReader
from facet_training.metrics.prior_reader import PriorReader
from facet_training.metrics.scoring import Judges
from facet_training.networks.face_prior import FacePrior
from facet_training.networks.sync import SyncNetwork

SYNC_STAGE: Final = "sync"
PRIOR_STAGE: Final = "face-prior"
READERS: Final = ("mesh", "prior")


class PriorIdentity:
    """Identity vectors of a face prior."""

    def __init__(self, prior: FacePrior) -> None:
        self._prior = prior

    def __call__(self, picture: Tensor) -> Tensor:
        """Shapes: [B, 3, S, S] in [-1, 1] -> [B, D] of length 1."""
        identity: Tensor = self._prior(picture).identity
        return identity


def run_config(run: Path, stage: str) -> TrainingConfig:
    """The settings with which a stage of a run was trained. Raises ValueError when the run does not say."""
    path = run / stage / FACTS_FILE
    if not path.exists():
        raise ValueError(f"expected a trained stage {stage} in {run}, found no {FACTS_FILE}")
    return config_from(TrainingConfig, json.loads(path.read_text())["config"])


def is_finished(run: Path, stage: str) -> bool:
    """True when the run holds the networks of a stage."""
    return (run / stage / NETWORKS_FILE).exists()


def load_prior(run: Path) -> FacePrior:
    """The face prior of a run, in evaluation mode. Raises ValueError when the stage is not finished."""
    prior = FacePrior(run_config(run, PRIOR_STAGE).face_prior.sizes)
    load_networks(run, PRIOR_STAGE, {PRIOR_STAGE: prior})
    return prior


def load_sync(run: Path) -> SyncNetwork:
    """The sync network of a run, in evaluation mode. Raises ValueError when the stage is not finished."""
    settings = run_config(run, SYNC_STAGE).sync
    network = SyncNetwork(settings.mouth_px, settings.channels, settings.width)
    load_networks(run, SYNC_STAGE, {SYNC_STAGE: network})
    return network


def judges_of(run: Path | None, reader: str = "mesh") -> Judges:
    """Judges that a run has: its sync network and its face prior, each if finished.

    Args:
        run: None: pictures and faces are scored without them. reader: "mesh" (MediaPipe) or "prior" (the run's).

    Raises ValueError for another reader, or when the prior that should read is not there.
    """
    if reader not in READERS:
        raise ValueError(f"expected a reader of {', '.join(READERS)}, got {reader}")
    prior = load_prior(run) if run is not None and is_finished(run, PRIOR_STAGE) else None
    if reader == "prior" and prior is None:
        raise ValueError(f"expected a finished stage {PRIOR_STAGE} to read faces with in {run}")
    faces: FaceReader = MeshReader() if reader == "mesh" or prior is None else PriorReader(prior)
    return Judges(
        reader=faces,
        sync=load_sync(run) if run is not None and is_finished(run, SYNC_STAGE) else None,
        features=prior,
        identity=None if prior is None else PriorIdentity(prior),
    )


def digest(paths: Sequence[Path]) -> str:
    """A short fingerprint of files' content; of no files that are there: "none"."""
    found = [path for path in paths if path.exists()]
    if not found:
        return "none"
    content = blake2b(digest_size=8)
    for path in found:
        content.update(path.read_bytes())
    return content.hexdigest()


def stage_digest(run: Path | None, stages: Sequence[str]) -> str:
    """Fingerprint of the networks that stages of a run left."""
    return "none" if run is None else digest([run / stage / NETWORKS_FILE for stage in stages])
