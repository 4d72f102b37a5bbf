"""The generator as it is exported: weights ready for use, so that a graph holds nothing that it could compute once."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from facet_training.config.pdfgc import PdfgcConfig
from facet_training.export.weight_operations import WeightSource, make_weight
from facet_training.networks.generator import Generator, StyledLayer, ToPicture
from facet_training.networks.layers.modulated_convolution import (
    DEMODULATION_EPSILON,
    ModulatedConvolution,
    blur,
    double_smoothly,
)

NOISE_SEED = 2211


class SourcedModule(nn.Module):
    """A module whose buffers are made of tensors of a checkpoint, and say of which."""

    def __init__(self, prefix: str, state: dict[str, Tensor]) -> None:
        super().__init__()
        self.prefix = prefix
        self.state = state
        self.sources: dict[str, WeightSource] = {}

    def hold(
        self, buffer: str, key: str, operation: str = "copy", scale: float = 1.0, shape: tuple[int, ...] = ()
    ) -> None:
        """Make one buffer; ``shape`` only says the same numbers otherwise."""
        source = WeightSource(self.prefix + key, operation, scale)
        value = make_weight(source, self.state[source.key])
        self.register_buffer(buffer, value.reshape(shape) if shape else value)
        self.sources[buffer] = source


class ModulatedGraph(SourcedModule):
    """``ModulatedConvolution`` with constant kernel and energy.

    With ``is_half_safe`` the factors are divided by their largest, which demodulation takes out again: inputs then stay
    as small as they are, and sums far from the end of half precision.
    """

    kernel: Tensor
    energy: Tensor
    fir: Tensor
    factor_weight: Tensor
    factor_bias: Tensor
    epsilon: Tensor

    def __init__(
        self, layer: ModulatedConvolution, prefix: str, state: dict[str, Tensor], *, is_half_safe: bool
    ) -> None:
        super().__init__(prefix, state)
        self.padding = layer.padding
        self.is_doubling = layer.is_doubling
        self.is_demodulated = layer.is_demodulated
        self.is_half_safe = is_half_safe
        outputs = layer.weight.shape[1]
        self.hold("kernel", "weight", "kernelTransposed" if layer.is_doubling else "kernel", layer.scale)
        self.hold("factor_weight", "modulation.weight", scale=layer.modulation.scale)
        self.hold("factor_bias", "modulation.bias")
        if layer.is_demodulated:
            self.hold("energy", "weight", "kernelEnergy", layer.scale**2)
            self.register_buffer("epsilon", torch.full((outputs,), DEMODULATION_EPSILON))
        if layer.is_doubling:
            self.hold("fir", "blur.kernel", shape=(1, 1, 4, 4))

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """Shapes: as ``ModulatedConvolution``."""
        factors = functional.linear(style, self.factor_weight, self.factor_bias)
        if not self.is_demodulated:
            return self._convolve(x * factors[:, :, None, None])
        if not self.is_half_safe:
            gain = torch.rsqrt(functional.linear(factors.square(), self.energy, self.epsilon))
            return self._convolve(x * factors[:, :, None, None]) * gain[:, :, None, None]
        largest = factors.abs().amax(1, keepdim=True) + DEMODULATION_EPSILON
        gain = largest * torch.rsqrt(functional.linear(factors.square(), self.energy, self.epsilon))
        return self._convolve(x * (factors / largest)[:, :, None, None]) * gain[:, :, None, None]

    def _convolve(self, x: Tensor) -> Tensor:
        if not self.is_doubling:
            return functional.conv2d(x, self.kernel, padding=self.padding)
        return blur(functional.conv_transpose2d(x, self.kernel, stride=2), self.fir)


class StyledGraph(SourcedModule):
    """``StyledLayer`` with its own noise map inside, times ``noise_gain``."""

    bias: Tensor
    noise_weight: Tensor
    noise_map: Tensor

    def __init__(
        self, layer: StyledLayer, prefix: str, state: dict[str, Tensor], noise_map: Tensor, *, is_half_safe: bool
    ) -> None:
        super().__init__(prefix, state)
        self.conv = ModulatedGraph(layer.conv, f"{prefix}conv.", state, is_half_safe=is_half_safe)
        self.hold("noise_weight", "noise.weight")
        self.hold("bias", "activate.bias")
        self.register_buffer("noise_map", noise_map)

    def forward(self, x: Tensor, style: Tensor, noise_gain: Tensor) -> Tensor:
        """Shapes: x [N, I, H, W], style [N, D], noise_gain [1] -> [N, O, H, W] or doubled."""
        noise = self.noise_map.float() * (self.noise_weight * noise_gain)
        return functional.leaky_relu(self.conv(x, style) + noise + self.bias, 0.2) * math.sqrt(2.0)


class PictureGraph(SourcedModule):
    """``ToPicture``."""

    bias: Tensor
    fir: Tensor

    def __init__(self, layer: ToPicture, prefix: str, state: dict[str, Tensor]) -> None:
        super().__init__(prefix, state)
        self.conv = ModulatedGraph(layer.conv, f"{prefix}conv.", state, is_half_safe=False)
        self.hold("bias", "bias")
        if hasattr(layer, "upsample"):
            self.hold("fir", "upsample.kernel", shape=(1, 1, 4, 4))

    def forward(self, x: Tensor, style: Tensor, picture: Tensor | None) -> Tensor:
        """Shapes: x [N, I, H, W], picture [N, 3, H/2, W/2] -> [N, 3, H, W]."""
        rgb: Tensor = self.conv(x, style) + self.bias
        return rgb if picture is None else rgb + double_smoothly(picture, self.fir)


def noise_maps(config: PdfgcConfig) -> list[Tensor]:
    """Gaussian maps of a fixed seed, rounded to half precision, in the order conv1, convs.0, convs.1, ..."""
    random = torch.Generator().manual_seed(NOISE_SEED)
    sizes = Generator(config).noise_sizes
    return [torch.randn((1, 1, side, side), generator=random).half() for side in sizes]


class GeneratorGraph(nn.Module):
    """``Generator`` with a gain for its noise.

    Shapes: style [N, D], id_map [N, C, h, w], noise_gain [1] (0 = no noise, 1 = the maps of ``noise_maps``) -> image
    [N, 3, S, S].
    """

    def __init__(self, network: Generator, config: PdfgcConfig, *, is_half_safe: bool) -> None:
        super().__init__()
        state, maps = network.state_dict(), noise_maps(config)
        self.conv1 = StyledGraph(network.conv1, "conv1.", state, maps[0], is_half_safe=is_half_safe)
        self.to_rgb1 = PictureGraph(network.to_rgb1, "to_rgb1.", state)
        self.convs = nn.ModuleList()
        self.to_rgbs = nn.ModuleList()
        for number, layer in enumerate(network.convs):
            assert isinstance(layer, StyledLayer)
            graph = StyledGraph(layer, f"convs.{number}.", state, maps[number + 1], is_half_safe=is_half_safe)
            self.convs.append(graph)
        for number, to_rgb in enumerate(network.to_rgbs):
            assert isinstance(to_rgb, ToPicture)
            self.to_rgbs.append(PictureGraph(to_rgb, f"to_rgbs.{number}.", state))

    def forward(self, style: Tensor, id_map: Tensor, noise_gain: Tensor) -> Tensor:
        """Generate pictures."""
        x = self.conv1(id_map, style, noise_gain)
        picture: Tensor = self.to_rgb1(x, style, None)
        for step, to_rgb in enumerate(self.to_rgbs):
            x = self.convs[2 * step](x, style, noise_gain)
            x = self.convs[2 * step + 1](x, style, noise_gain)
            picture = to_rgb(x, style, picture)
        return torch.tanh(picture)


def generator_sources(graph: GeneratorGraph) -> dict[str, WeightSource]:
    """Where each buffer of the graph comes from, by its name in ``state_dict``."""
    found: dict[str, WeightSource] = {}
    for path, module in graph.named_modules():
        if isinstance(module, SourcedModule):
            found |= {f"{path}.{buffer}": source for buffer, source in module.sources.items()}
    return found
