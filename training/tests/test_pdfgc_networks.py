import pytest
import torch
from torch import Tensor, nn

from facet_training.config.pdfgc import PdfgcConfig, load_pdfgc_config
from facet_training.export.seeded_weights import seeded_network
from facet_training.networks.discriminator import Discriminator
from facet_training.networks.generator import Generator
from facet_training.networks.layers.modulated_convolution import ModulatedConvolution
from facet_training.networks.official_checkpoint import NETWORK_NAMES, dead_tensors, make_network

TINY = load_pdfgc_config("tiny")


def example_inputs(name: str, config: PdfgcConfig, batch: int = 2) -> tuple[Tensor, ...]:
    random = torch.Generator().manual_seed(3)
    shapes: dict[str, list[tuple[int, ...]]] = {
        "appearance": [(3, config.picture_px, config.picture_px)],
        "motion": [(3, config.picture_px, config.picture_px)],
        "audio": [(1, config.audio.mel_bins, config.audio.rows)],
        "generator": [(config.codes.style,), config.id_map],
    }
    return tuple(torch.rand((batch, *shape), generator=random) for shape in shapes[name])


def outputs_of(network: nn.Module, inputs: tuple[Tensor, ...]) -> list[Tensor]:
    made = network(*inputs)
    return [made] if isinstance(made, Tensor) else list(made)


@pytest.mark.parametrize("name", NETWORK_NAMES)
@pytest.mark.parametrize("size", ["tiny", "small"])
def test_every_size_gives_the_shapes_of_its_configuration(name: str, size: str) -> None:
    config = load_pdfgc_config(size)
    codes, side = config.codes, config.picture_px
    expected = {
        "appearance": [(2, codes.id), (2, *config.id_map)],
        "motion": [(2, codes.head_pose), (2, codes.eye), (2, codes.expression), (2, codes.lip_feature)],
        "audio": [(2, codes.lip_feature), (2, codes.lip)],
        "generator": [(2, 3, side, side)],
    }
    with torch.no_grad():
        outputs = outputs_of(make_network(name, config).eval(), example_inputs(name, config))
    assert [tuple(output.shape) for output in outputs] == expected[name]


@pytest.mark.parametrize("name", NETWORK_NAMES)
def test_gradients_reach_every_weight_that_inference_reads(name: str) -> None:
    network = seeded_network(name, TINY).train()
    inputs = example_inputs(name, TINY, batch=4)
    if isinstance(network, Generator):
        noise = [torch.randn(1, 1, side, side) for side in network.noise_sizes]
        torch.autograd.backward(network(*inputs, noise).square().mean())
    else:
        torch.autograd.backward([output.square().mean() for output in outputs_of(network, inputs)])
    # A constant over time leaves the attention as it is.
    idle = {"model.attention.3.bias", "model.attention.2.bias"} if name == "audio" else set()
    without = {
        key
        for key, value in network.named_parameters()
        if value.grad is None or not bool(value.grad.abs().max() > 1e-12)
    }
    assert {key for key in without if not key.startswith("mouth_embed.")} <= idle


@pytest.mark.parametrize("name", NETWORK_NAMES)
def test_answers_depend_on_the_input_and_not_on_the_neighbours_in_the_batch(name: str) -> None:
    network = seeded_network(name, TINY)
    inputs = example_inputs(name, TINY, batch=3)
    with torch.no_grad():
        together = outputs_of(network, inputs)
        alone = outputs_of(network, tuple(value[1:2] for value in inputs))
    for one, three in zip(alone, together, strict=True):
        assert torch.allclose(one[0], three[1], atol=1e-4)
        assert float((three[0] - three[1]).abs().max()) > 1e-3


def test_generated_pictures_lie_in_their_range_and_follow_the_motion_code() -> None:
    network = seeded_network("generator", TINY)
    style, id_map = example_inputs("generator", TINY, batch=1)
    moved = style.clone()
    moved[:, TINY.codes.id :] += 1.0
    with torch.no_grad():
        still, other = network(style, id_map), network(moved, id_map)
    assert float(still.abs().max()) <= 1.0
    assert float(still.std()) > 0.05
    assert float((still - other).abs().mean()) > 0.01


def test_noise_changes_the_picture_by_each_of_its_maps() -> None:
    network = seeded_network("generator", TINY)
    assert isinstance(network, Generator)
    style, id_map = example_inputs("generator", TINY, batch=1)
    silent = [torch.zeros(1, 1, side, side) for side in network.noise_sizes]
    with torch.no_grad():
        quiet = network(style, id_map)
        assert torch.equal(network(style, id_map, silent), quiet)
        for layer in range(len(silent)):
            maps = [value + 1.0 if number == layer else value for number, value in enumerate(silent)]
            assert float((network(style, id_map, maps) - quiet).abs().max()) > 1e-4


def test_the_modulated_convolution_is_the_official_one_with_weights_for_each_sample() -> None:
    layer = seeded_network("generator", TINY).get_submodule("convs.1.conv")
    assert isinstance(layer, ModulatedConvolution)
    random = torch.Generator().manual_seed(1)
    x = torch.randn((2, layer.weight.shape[2], 9, 9), generator=random)
    style = torch.randn((2, TINY.codes.style), generator=random)
    with torch.no_grad():
        factors = layer.modulation(style)
        weights = layer.weight * layer.scale * factors[:, None, :, None, None]
        weights = weights * torch.rsqrt(weights.square().sum((2, 3, 4), keepdim=True) + 1e-8)
        official = [nn.functional.conv2d(x[n : n + 1], weights[n], padding=1) for n in range(2)]
        assert torch.allclose(layer(x, style), torch.cat(official), atol=1e-5)


def test_the_official_sizes_have_the_published_numbers_of_parameters() -> None:
    config = load_pdfgc_config("official")
    published = {"appearance": 38_361_747, "motion": 9_035_727, "audio": 7_630_144, "generator": 91_021_485}
    for name, expected in published.items():
        with torch.device("meta"):
            live = sum(value.numel() for value in make_network(name, config).parameters())
        dead = {key: shape for key, shape in dead_tensors(name, config).items() if not key.startswith("noises.")}
        assert live + sum(torch.Size(shape).numel() for shape in dead.values()) == expected


@pytest.mark.parametrize(("side", "expected"), [(224, [224, 113, 57, 29, 30, 31]), (112, [112, 57, 29, 15, 16, 17])])
def test_the_discriminator_has_the_official_sizes_and_gives_the_picture_first(side: int, expected: list[int]) -> None:
    discriminator = Discriminator(load_pdfgc_config("official"))
    assert sum(value.numel() for value in discriminator.parameters()) == 5_527_682
    image = torch.rand(1, 3, side, side)
    with torch.no_grad():
        judged = discriminator(image)
    assert len(judged) == 2
    assert [value.shape[2] for value in judged[0]] == expected
    assert [value.shape[1] for value in judged[0]] == [3, 64, 128, 256, 512, 1]
    assert torch.equal(judged[0][0], image)
    assert judged[1][0].shape[2] == side // 2


def test_gradients_reach_the_picture_through_both_scales_of_the_discriminator() -> None:
    for scale in range(2):
        image = torch.rand(1, 3, 56, 56, requires_grad=True)
        Discriminator(TINY)(image)[scale][-1].mean().backward()
        assert image.grad is not None
        assert float(image.grad.abs().max()) > 0.0
