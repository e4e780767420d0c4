"""Mini-batch training of DE-SOM with PyTorch: the device, the optimiser and the descent.

The samples, network and prototypes come in and go out as NumPy arrays. Random numbers are drawn by
NumPy alone, so torch's generators are never touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable

import numpy as np

from .autoencoder import forward
from .de_som_loss import loss_terms, reconstruction_loss
from .errors import InputError, MissingPackageError, Progress, report_progress
from .matching import one_blas_thread

if TYPE_CHECKING:
    from torch import Tensor

DEVICES = ("auto", "cpu", "cuda")
# A step of a smaller batch takes less time than it takes to hand it to a graphics processor.
GPU_BATCH = 1024

HOW_TO_INSTALL = (
    "DE-SOM needs the Python package torch (PyTorch): install it with 'python -m pip install torch "
    "--index-url https://download.pytorch.org/whl/cpu' in the OSGeo4W Shell (Windows), with "
    "'/Applications/QGIS.app/Contents/MacOS/bin/python3 -m pip install torch' in Terminal (macOS), "
    "or with 'sudo apt install python3-torch' or your distribution's like (Linux), and start QGIS "
    "again."
)


def require_torch() -> None:
    """Raise MissingPackageError, with how to install it, unless PyTorch can be imported."""
    try:
        import torch  # noqa: F401
    except (ImportError, OSError) as error:  # OSError: a library of torch's does not load
        raise MissingPackageError(HOW_TO_INSTALL) from error


def choose_device(device: str, batch_size: int) -> str:
    """Where to train: "cpu" or "cuda".

    "auto" takes CUDA only if it is there and `batch_size` is large enough for it to be the faster
    (GPU_BATCH); only training on the CPU is repeatable to the bit.

    Raises
    ------
    InputError
        If the word is unknown, or "cuda" is asked for where there is none.
    """
    import torch

    if device not in DEVICES:
        raise InputError(f"device must be one of {', '.join(DEVICES)}, not {device!r}.")
    if device == "cuda" and not torch.cuda.is_available():
        raise InputError("device is cuda but PyTorch finds no CUDA here: use auto or cpu.")
    if device == "auto":
        return "cuda" if batch_size >= GPU_BATCH and torch.cuda.is_available() else "cpu"
    return device


@contextmanager
def single_thread() -> Iterator[None]:
    """Hold torch to one thread: faster for small networks, and the same bits on any machine load.

    The user's setting is put back afterwards; gradients are on inside whatever it is outside.
    """
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with one_blas_thread(), torch.enable_grad():
            yield
    finally:
        torch.set_num_threads(threads)


class Adam:
    """Adam (Kingma & Ba 2015) on a list of tensors that are all kept in one vector.

    torch.optim.Adam does the same arithmetic tensor by tensor: for a network this small that is a
    third of the training time, and its first use loads a compiler for seconds.

    Parameters
    ----------
    arrays : list of arrays
        Initial values.
    rates : list of float
        Learning rate of each array.
    device : {"cpu", "cuda"}

    Attributes
    ----------
    tensors : list of torch.Tensor
        The values, ready for automatic differentiation; `step` changes them in place.
    """

    DECAY_MEAN, DECAY_SQUARE, EPSILON = 0.9, 0.999, 1e-8

    def __init__(
        self, arrays: Sequence[np.ndarray], rates: Sequence[float], device: str = "cpu"
    ) -> None:
        import torch

        sizes = [array.size for array in arrays]
        values = np.concatenate([np.ravel(array) for array in arrays])
        self._values = torch.tensor(values, dtype=torch.float32, device=device)
        self._rates = torch.tensor(np.repeat(rates, sizes), dtype=torch.float32, device=device)
        self._gradients = torch.zeros_like(self._values)
        self._mean = torch.zeros_like(self._values)
        self._square = torch.zeros_like(self._values)
        self._steps = 0
        self.tensors = []
        for part, gradient, array in zip(
            self._values.split(sizes), self._gradients.split(sizes), arrays
        ):
            tensor = part.view(array.shape).detach().requires_grad_()
            tensor.grad = gradient.view(array.shape)
            self.tensors.append(tensor)

    def clear(self) -> None:
        """Forget the gradients of the last step."""
        self._gradients.zero_()

    def step(self, scale: float = 1.0) -> None:
        """Move all values against their gradients, by `scale` times their learning rates."""
        self._steps += 1
        self._mean.mul_(self.DECAY_MEAN).add_(self._gradients, alpha=1 - self.DECAY_MEAN)
        self._square.mul_(self.DECAY_SQUARE).addcmul_(
            self._gradients, self._gradients, value=1 - self.DECAY_SQUARE
        )
        # Both averages start at 0 and are too small at first.
        mean_bias = 1 - self.DECAY_MEAN**self._steps
        square_bias = 1 - self.DECAY_SQUARE**self._steps
        spread = self._square.div(square_bias).sqrt_().add_(self.EPSILON)
        self._values.sub_((self._rates * self._mean).div_(spread).mul_(scale / mean_bias))

    def arrays(self) -> list[np.ndarray]:
        """The values as arrays, copied."""
        return [tensor.detach().cpu().numpy().copy() for tensor in self.tensors]


def ticker(progress: Progress, steps: int) -> Callable[[], None]:
    """A function to be called after each step, which reports about a hundred times in all."""
    every = max(1, steps // 100)
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if done % every == 0:
            report_progress(progress, done / steps)

    return tick


def batches_per_epoch(samples: int, batch_size: int) -> int:
    """Number of batches of at most `batch_size` that hold all samples once."""
    return -(-samples // batch_size)


def shuffled_batches(samples: int, batch_size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Row numbers of one epoch's batches: every sample once, sizes that differ by one at most."""
    return np.array_split(rng.permutation(samples), batches_per_epoch(samples, batch_size))


# Loss of one batch at one step, and its parts to be averaged over the epoch.
BatchLoss = Callable[["Tensor", int], "tuple[Tensor, list[float]]"]


@dataclass(frozen=True)
class Descent:
    """How to descend.

    Attributes
    ----------
    epochs : int
    batch_size : int
    learning_rate : float
        Of the network.
    device : {"cpu", "cuda"}
    rng : numpy.random.Generator
        Shuffles the samples.
    tick : callable
        Called after each step.
    """

    epochs: int
    batch_size: int
    learning_rate: float
    device: str
    rng: np.random.Generator
    tick: Callable[[], None]


def descend(loss_of: BatchLoss, optimiser: Adam, X: np.ndarray, descent: Descent) -> np.ndarray:
    """Minimise a loss by mini-batches.

    Returns
    -------
    (epochs, parts) array
        What `loss_of` reported, averaged over the samples of each epoch.

    Raises
    ------
    InputError
        If the loss is no longer a finite number.
    """
    import torch

    samples = torch.tensor(X, dtype=torch.float32, device=descent.device)
    history = []
    step = 0
    for _ in range(descent.epochs):
        parts = []
        batches = shuffled_batches(len(X), descent.batch_size, descent.rng)
        for rows in batches:
            optimiser.clear()
            loss, report = loss_of(samples[torch.from_numpy(rows).to(descent.device)], step)
            loss.backward()
            optimiser.step()
            parts.append(report)
            step += 1
            descent.tick()
        history.append(np.average(parts, axis=0, weights=[len(rows) for rows in batches]))
        if not np.isfinite(history[-1]).all():
            raise diverged()
    return np.array(history)


def diverged() -> InputError:
    """The error of a loss that is no longer a finite number."""
    return InputError(
        "The training of DE-SOM diverged: standardise the fields (SCALING), or lower learning_rate."
    )


def _flat(layers: Sequence[tuple]) -> list[np.ndarray]:
    return [array for layer in layers for array in layer]


def halves(values: Sequence, encoder_depth: int) -> tuple[list[tuple], list[tuple]]:
    """Encoder and decoder as lists of layers from weights and biases in one row."""
    layers = list(zip(values[0::2], values[1::2]))
    return layers[:encoder_depth], layers[encoder_depth:]


def pretrain(
    encoder: list[tuple],
    decoder: list[tuple],
    X: np.ndarray,
    descent: Descent,
) -> tuple[list[tuple], list[tuple]]:
    """Train the autoencoder on L_R (eq. 7) alone; returns encoder and decoder."""
    arrays = _flat(encoder) + _flat(decoder)
    optimiser = Adam(arrays, [descent.learning_rate] * len(arrays), descent.device)
    encode, decode = halves(optimiser.tensors, len(encoder))

    def loss_of(batch: Tensor, step: int) -> tuple[Tensor, list[float]]:
        loss = reconstruction_loss(forward(decode, forward(encode, batch)), batch)
        return loss, [loss.item()]

    descend(loss_of, optimiser, X, descent)
    return halves(optimiser.arrays(), len(encoder))


def train_jointly(
    encoder: list[tuple],
    decoder: list[tuple],
    prototypes: np.ndarray,
    X: np.ndarray,
    descent: Descent,
    *,
    map_distances: np.ndarray,
    temperatures: np.ndarray,
    gamma: float,
    prototype_learning_rate: float,
) -> tuple[list[tuple], list[tuple], np.ndarray, np.ndarray]:
    """Train network and prototypes on L = L_R + gamma L_SOM (eq. 6), eq. 15 to 18 with Adam.

    Parameters
    ----------
    encoder, decoder : list of layers
    prototypes : (K, L) array
        In the latent space.
    X : (N, D) array
    descent : Descent
    map_distances : (K, K) array
        delta of all pairs of units.
    temperatures : (steps,) array
        T of each step.
    gamma : float
    prototype_learning_rate : float

    Returns
    -------
    encoder, decoder, prototypes, history
        `history` (epochs, 5): loss, reconstruction loss, SOM loss, temperature and quantization
        error, each the mean over the epoch's samples as their batches met them.
    """
    import torch

    arrays = [*_flat(encoder), *_flat(decoder), prototypes]
    rates = [descent.learning_rate] * (len(arrays) - 1) + [prototype_learning_rate]
    optimiser = Adam(arrays, rates, descent.device)
    *network, units = optimiser.tensors
    encode, decode = halves(network, len(encoder))
    squared_map_distances = torch.tensor(
        map_distances**2, dtype=torch.float32, device=descent.device
    )

    def loss_of(batch: Tensor, step: int) -> tuple[Tensor, list[float]]:
        temperature = float(temperatures[step])
        reconstruction, som, error = loss_terms(
            batch, encode, decode, units, squared_map_distances, temperature
        )
        loss = reconstruction + gamma * som
        return loss, [loss.item(), reconstruction.item(), som.item(), temperature, error]

    history = descend(loss_of, optimiser, X, descent)
    *trained, prototypes = optimiser.arrays()
    return (*halves(trained, len(encoder)), prototypes.astype(float), history)
