"""How far two pictures are apart in the features of a network that knows pictures.

Two such networks: VGG19 from a user's own file (the paper's), or ``FacePrior``, which is trained here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

import torch
from torch import Tensor, nn

from facet_training.networks.face_prior import FacePrior

# Weights of relu1_1 .. relu5_1; source: released settings of PC-AVS, which the official program builds on.
VGG_WEIGHTS: Final = (1 / 32, 1 / 16, 1 / 8, 1 / 4, 1.0)
# Every level of our own network, from the picture's own resolution to a sixteenth; see ``PriorFeatures``.
PRIOR_WEIGHTS: Final = (0.2, 0.2, 0.2, 0.2, 0.2)

_VGG_BLOCKS: Final = ((64, 64), (128, 128), (256, 256, 256, 256), (512, 512, 512, 512), (512,))
_IMAGENET_MEAN: Final = (0.485, 0.456, 0.406)
_IMAGENET_DEVIATION: Final = (0.229, 0.224, 0.225)


class PictureFeatures(Protocol):
    """Maps that a loss compares. Shapes: [B, 3, S, S] in [-1, 1] -> [B, C_l, H_l, W_l] for every layer l."""

    def __call__(self, image: Tensor) -> list[Tensor]:
        """Look at pictures."""
        ...


class VggFeatures(nn.Module):
    """relu1_1, relu2_1, relu3_1, relu4_1 and relu5_1 of VGG19.

    Args:
        path: a state dict in torchvision's layout (``vgg19-*.pth``), which the user has to bring: the weights are not
            ours to ship. Raises ValueError naming the tensor that is missing or of another shape.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.slices = nn.ModuleList()
        self._names: dict[str, tuple[nn.Conv2d, str]] = {}
        inputs, place, layers = 3, 0, list[nn.Module]()
        for number, block in enumerate(_VGG_BLOCKS):
            if number > 0:
                layers.append(nn.MaxPool2d(2))
                place += 1
            for position, outputs in enumerate(block):
                convolution = nn.Conv2d(inputs, outputs, 3, padding=1)
                self._names |= {f"features.{place}.{kind}": (convolution, kind) for kind in ("weight", "bias")}
                layers += [convolution, nn.ReLU()]
                place += 2
                inputs = outputs
                if position == 0:
                    self.slices.append(nn.Sequential(*layers))
                    layers = []
        self._fill(path)
        self.register_buffer("mean", torch.tensor(_IMAGENET_MEAN)[:, None, None])
        self.register_buffer("deviation", torch.tensor(_IMAGENET_DEVIATION)[:, None, None])
        self.eval().requires_grad_(False)

    def _fill(self, path: Path) -> None:
        if not path.exists():
            raise ValueError(f"expected a file of VGG19's weights, got {path}, which does not exist")
        state = torch.load(path, map_location="cpu", weights_only=True)
        if not isinstance(state, dict):
            raise ValueError(f"{path.name}: expected a state dict of VGG19, got {type(state).__name__}")
        for name, (convolution, kind) in self._names.items():
            goal: Tensor = getattr(convolution, kind)
            tensor = state.get(name)
            if not isinstance(tensor, Tensor):
                raise ValueError(f"{path.name}: expected a tensor {name} (VGG19 in torchvision's layout), got none")
            if tensor.shape != goal.shape:
                raise ValueError(f"{path.name}: expected {name} {list(goal.shape)}, got {list(tensor.shape)}")
            with torch.no_grad():
                goal.copy_(tensor)

    def forward(self, image: Tensor) -> list[Tensor]:
        """Maps of five layers; pictures of at least 16 px."""
        x = (image * 0.5 + 0.5 - self.mean) / self.deviation
        found: list[Tensor] = []
        for part in self.slices:
            x = part(x)
            found.append(x)
        return found


class PriorFeatures(nn.Module):
    """The five levels of ``FacePrior``, each over the mean distance of two training pictures at that level.

    So a level costs about 1 between two pictures of any people, however large its numbers came out in training. The
    prior is put into evaluation mode and gets no gradients.
    """

    def __init__(self, prior: FacePrior) -> None:
        super().__init__()
        self.prior = prior.eval().requires_grad_(False)

    def forward(self, image: Tensor) -> list[Tensor]:
        """Maps of five levels at the picture's own size."""
        found = self.prior.features(image)
        return [level / spread for level, spread in zip(found, self.prior.spread, strict=False)]


class PerceptualLoss(nn.Module):
    """Weighted sum over layers of the mean absolute difference.

    Args:
        features: what is compared; no gradient reaches its weights when they ask for none.
        weights: one for each layer.

    Shapes: made, target [B, 3, S, S] in [-1, 1] -> scalar >= 0, zero for equal pictures. Only ``made`` gets a gradient.
    Raises ValueError when the pictures differ in size, or when layers and weights differ in number.
    """

    def __init__(self, features: PictureFeatures, weights: Sequence[float]) -> None:
        super().__init__()
        self.features = features
        self.weights = tuple(weights)

    def layers(self, made: Tensor, target: Tensor) -> list[Tensor]:
        """The distance in each layer, before its weight."""
        if made.shape != target.shape:
            raise ValueError(f"expected two pictures of one size, got {list(made.shape)} and {list(target.shape)}")
        with torch.no_grad():
            wanted = self.features(target)
        found = self.features(made)
        if len(found) != len(self.weights):
            raise ValueError(f"expected a weight for each of {len(found)} layers, got {len(self.weights)}")
        return [(a.float() - b.float()).abs().mean() for a, b in zip(found, wanted, strict=True)]

    def forward(self, made: Tensor, target: Tensor) -> Tensor:
        """Compare pictures."""
        distances = self.layers(made, target)
        return torch.stack([weight * value for weight, value in zip(self.weights, distances, strict=True)]).sum()


def make_perceptual_loss(prior: FacePrior, vgg: str = "", weights: Sequence[float] = ()) -> PerceptualLoss:
    """The paper's loss when a file of VGG19 is given, else that of our own network.

    Args:
        vgg: path of the file, "" for none. weights: of the layers; empty: ``VGG_WEIGHTS`` or ``PRIOR_WEIGHTS``.
    """
    if vgg:
        return PerceptualLoss(VggFeatures(Path(vgg).expanduser()), weights or VGG_WEIGHTS)
    return PerceptualLoss(PriorFeatures(prior), weights or PRIOR_WEIGHTS)
