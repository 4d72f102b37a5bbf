from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from facet_training.config.pdfgc import load_pdfgc_config
from facet_training.export.seeded_weights import seeded_dead_parts, seeded_network
from facet_training.networks.official_checkpoint import (
    NETWORK_NAMES,
    checkpoint_file,
    load_official_state,
    make_network,
    read_official_checkpoint,
    write_official_checkpoint,
)

TINY = load_pdfgc_config("tiny")


def same(left: nn.Module, right: nn.Module) -> bool:
    other = right.state_dict()
    return all(torch.equal(value, other[key]) for key, value in left.state_dict().items())


@pytest.mark.parametrize("name", NETWORK_NAMES)
@pytest.mark.parametrize("has_dead_parts", [True, False])
def test_what_is_written_comes_back_with_and_without_dead_parts(
    name: str, has_dead_parts: bool, tmp_path: Path
) -> None:
    network = seeded_network(name, TINY)
    dead = seeded_dead_parts(name, TINY) if has_dead_parts else {}
    write_official_checkpoint(name, network.state_dict(), tmp_path, dead_parts=dead)
    found, report = read_official_checkpoint(name, tmp_path, TINY)
    assert same(network, found)
    assert set(report.dropped) == set(dead)
    assert report.absent == ()


def test_surplus_names_are_dropped_and_optional_ones_may_be_absent() -> None:
    state: dict[str, Tensor] = {**seeded_network("motion", TINY).state_dict(), "classifier.0.weight": torch.zeros(3)}
    for key in list(state):
        if key.startswith("mouth_embed.") or key.endswith("num_batches_tracked"):
            del state[key]
    network = make_network("motion", TINY)
    report = load_official_state("motion", network, state)
    assert report.dropped == ("classifier.0.weight",)
    assert "mouth_embed.1.weight" in report.absent
    assert torch.equal(network.state_dict()["model.fc.weight"], state["model.fc.weight"])


def test_a_missing_tensor_is_named() -> None:
    state = seeded_network("audio", TINY).state_dict()
    del state["model.layer2.0.se.fc.2.weight"]
    with pytest.raises(ValueError, match=r"audio_model\.pth: expected model\.layer2\.0\.se\.fc\.2\.weight"):
        load_official_state("audio", make_network("audio", TINY), state)


def test_a_wrong_shape_is_named_with_both_shapes() -> None:
    state = seeded_network("generator", TINY).state_dict()
    state["convs.1.noise.weight"] = torch.zeros(2)
    with pytest.raises(ValueError, match=r"convs\.1\.noise\.weight: expected \[1\], got \[2\]"):
        load_official_state("generator", make_network("generator", TINY), state)


def test_code_in_a_file_is_not_run(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (print, ("this must never be said",))

    torch.save({"model.conv1.weight": Trap()}, tmp_path / checkpoint_file("audio"))
    with pytest.raises(Exception, match="[Ww]eights.only"):
        read_official_checkpoint("audio", tmp_path, TINY)
