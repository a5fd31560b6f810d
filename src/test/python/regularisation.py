"""Makes src/test/resources/golden/regularisation/*.txt with PyTorch autograd in float64, in the format of golden.py.

    /usr/bin/python3 src/test/python/regularisation.py

Dropout, noise on the inputs, max-norm, label smoothing and sample weights. Masks and noise are those that bp4j draws in
pass 1, 2, ... with seed 1, by its own rule, which is written here once more: number i of a stream is below p. The smoothed
and weighted losses are PyTorch's own where it has them.

    total = m sum_i(w_i loss_i) / sum_i(w_i), J = total / m + regularisation; dZ, dA are gradients of total, dW, db of J
"""

import math
import sys
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import torch
import torch.nn.functional as F

import golden
from golden import ACTIVATIONS, STEPS, VERSIONS, difference, leaf

FOLDER = golden.FOLDER / "regularisation"
SEED = 1
MASK_64 = 2**64 - 1
GAMMA = 0x9E3779B97F4A7C15


# ---------------------------------------------------------------- random numbers


def mix(z):
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK_64
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK_64
    return z ^ (z >> 31)


def stream(purpose, layer, number):
    """The 64 bits of each output of the stream (SEED, purpose, layer, number)."""
    key = mix(SEED + GAMMA & MASK_64)
    for letter in purpose:
        key = mix(key ^ ord(letter)) + GAMMA & MASK_64
    key = mix(key ^ layer) + GAMMA & MASK_64
    state = mix(key ^ number)
    while True:
        state = state + GAMMA & MASK_64
        yield mix(state)


def mask(p, layer, number, shape):
    numbers = ((bits >> 11) * 2.0**-53 for bits in stream("dropout", layer, number))
    return torch.tensor([[0.0 if next(numbers) < p else 1 / (1 - p) for _ in range(shape[1])] for _ in range(shape[0])])


def gaussians(number, shape):
    bits, normal = stream("input noise", 0, number), NormalDist()
    values = [normal.inv_cdf(((next(bits) >> 12) + 0.5) * 2.0**-52) for _ in range(shape[0] * shape[1])]
    return torch.tensor(values).reshape(shape)


# ---------------------------------------------------------------- cases


@dataclass
class Case(golden.Case):
    smoothing: float = 0.0
    dropout: list = None  # one p per layer
    max_norm: list = None  # one c per layer; inf: none
    input_dropout: float = 0.0
    input_noise: float = 0.0
    weights: str = None  # None, "any" or "ofClasses"

    def __post_init__(self):
        super().__post_init__()
        self.dropout = self.dropout or [0.0] * len(self.activations)
        self.max_norm = self.max_norm or [math.inf] * len(self.activations)


def weights_of(case, Y):
    if case.weights is None:
        return np.ones(case.m)
    if case.weights == "ofClasses":
        return np.array([0.5, 3.0, 1.25, 0.75])[Y.argmax(axis=0)]
    weights = np.random.RandomState(case.seed).uniform(0, 3, case.m).round(2)
    weights[1] = 0
    return weights


def forward(case, X, W, b, number):
    A_0 = X
    if case.input_noise:
        A_0 = A_0 + case.input_noise * gaussians(number, X.shape)
    if case.input_dropout:
        A_0 = mask(case.input_dropout, 0, number, X.shape) * A_0
    Z, A, D = [], [A_0], []
    for l, activation in enumerate(case.activations):
        Z.append(W[l] @ A[-1] + b[l])
        a = ACTIVATIONS[activation](Z[-1])
        D.append(mask(case.dropout[l], l + 1, number, a.shape) if case.dropout[l] else None)
        A.append(a if D[-1] is None else D[-1] * a)
        for node in (Z[-1], A[-1]):
            node.retain_grad()
    return Z, A, D


def losses(case, Z, A, Y):
    """Of each example."""
    s = case.smoothing
    if case.loss == "crossEntropy":
        return F.cross_entropy(Z[-1].T, Y.T, reduction="none", label_smoothing=s)
    if case.loss == "binaryCrossEntropy":
        return F.binary_cross_entropy_with_logits(Z[-1], (1 - s) * Y + s / 2, reduction="none").sum(dim=0)
    if case.loss == "squaredError":
        return 0.5 * F.mse_loss(A[-1], Y, reduction="none").sum(dim=0)
    if case.loss == "absoluteError":
        return F.l1_loss(A[-1], Y, reduction="none").sum(dim=0)
    raise ValueError(case.loss)


def total_of(case, Z, A, Y, weights):
    weights = torch.tensor(weights)
    total = case.m * (weights * losses(case, Z, A, Y)).sum() / weights.sum()
    if case.weights == "ofClasses":  # PyTorch's mean with a weight for each class is the same
        of_class = torch.tensor([0.5, 3.0, 1.25, 0.75])[: Y.shape[0]]
        mean = F.cross_entropy(Z[-1].T, Y.argmax(dim=0), weight=of_class)
        assert abs(case.m * mean.item() - total.item()) < 1e-13 * abs(total.item())
    return total


def limit(w, c):
    norms = torch.linalg.vector_norm(w, dim=1, keepdim=True)
    limited = torch.where(norms > c, w * (c / norms), w)
    if math.isfinite(c):  # torch.renorm divides by norm + 1e-7
        assert difference(torch.renorm(w, 2, 0, c).numpy(), limited.numpy()) < 1e-6 / c
    return limited


def descend(case, X, Y, W, b, weights):
    W, b = [leaf(w) for w in W], [leaf(v) for v in b]
    sgd = torch.optim.SGD(W + b, lr=case.rate)
    for step in range(1, STEPS + 1):
        sgd.zero_grad()
        Z, A, _ = forward(case, leaf(X), W, b, step)
        golden.cost(case, total_of(case, Z, A, torch.tensor(Y), weights), W).backward()
        sgd.step()
        with torch.no_grad():
            for w, c in zip(W, case.max_norm):
                limited = limit(w, c)
                assert step > 1 or math.isinf(c) or (limited != w).any(), case.name
                w.copy_(limited)
    return [w.detach().numpy() for w in W], [v.detach().numpy() for v in b]


def compute(case):
    X, Y, W, b = golden.draw(case)
    weights = weights_of(case, Y)
    x, w, v = leaf(X), [leaf(p) for p in W], [leaf(p) for p in b]
    Z, A, D = forward(case, x, w, v, 1)
    total = total_of(case, Z, A, torch.tensor(Y), weights)
    total.backward(retain_graph=True)
    dZ, dA, dX = [z.grad.clone() for z in Z], [a.grad.clone() for a in A[1:] if a.grad is not None], x.grad.clone()
    for p in w + v:
        p.grad = None
    J = golden.cost(case, total, w)
    J.backward()

    W_end, b_end = descend(case, X, Y, W, b, weights)
    W_near, b_near = descend(case, X, Y, [p * (1 + 1e-15) for p in W], [p * (1 - 1e-15) for p in b], weights)
    worst = max(difference(p, q) for p, q in zip(W_end + b_end, W_near + b_near))
    assert worst < 5e-14, f"{case.name}: {worst}"

    matrices = {"X": X, "Y": Y}
    if case.weights:
        matrices["weights"] = weights.reshape(1, -1)
    for l in range(len(W)):
        matrices |= {f"W{l + 1}": W[l], f"b{l + 1}": b[l]}
    for l in range(len(W)):
        if D[l] is not None:
            matrices[f"D{l + 1}"] = D[l].numpy()
        matrices |= {f"Z{l + 1}": Z[l].detach().numpy(), f"A{l + 1}": A[l + 1].detach().numpy()}
    matrices |= {"A0": A[0].detach().numpy(), "J": np.array([[J.item()]])}
    for l in reversed(range(len(W))):
        if l < len(dA):
            matrices[f"dA{l + 1}"] = dA[l].numpy()
        matrices |= {f"dZ{l + 1}": dZ[l].numpy(), f"dW{l + 1}": w[l].grad.numpy(), f"db{l + 1}": v[l].grad.numpy()}
    matrices["dA0"] = dX.numpy()
    for l in range(len(W)):
        matrices |= {f"W{l + 1}'": W_end[l], f"b{l + 1}'": b_end[l]}
    assert all(np.isfinite(matrix).all() for matrix in matrices.values()), case.name
    return matrices


def write(case):
    lines = [f"# Made by src/test/python/regularisation.py: {VERSIONS}", f"inputs {case.units[0]}"]
    for l, activation in enumerate(case.activations):
        options = golden.regularisation(case.l1[l], case.l2[l])
        options += f" dropout={case.dropout[l]!r}" if case.dropout[l] else ""
        options += f" maxNorm={case.max_norm[l]!r}" if math.isfinite(case.max_norm[l]) else ""
        lines.append(f"layer {case.units[l + 1]} {activation}{options}")
    lines.append(f"loss {case.loss}" + (f"({case.smoothing!r})" if case.smoothing else ""))
    if case.input_dropout or case.input_noise:
        lines.append(f"network inputDropout={case.input_dropout!r} inputNoise={case.input_noise!r}")
    lines += [f"rate {case.rate!r}", f"steps {STEPS}"]
    for name, matrix in compute(case).items():
        lines.append(f"\n{name} {matrix.shape[0]} {matrix.shape[1]}")
        lines += [" ".join(repr(float(value)) for value in row) for row in matrix]
    (FOLDER / f"{case.name}.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


def cases():
    ce, bce, inf = "crossEntropy", "binaryCrossEntropy", math.inf
    hidden = ["sigmoid", "tanh", "relu", "elu(1.0)", "selu", "gelu", "silu", "softplus", "softmax", "linear"]
    for i, g in enumerate(hidden):
        other = hidden[(i + 3) % len(hidden)]
        yield Case(f"dropout-{g.split('(')[0]}", [4, 7, 6, 3], [g, other, "softmax"], ce, 5, seed=i,
                   dropout=[0.5, 0.25 if i % 2 else 0.0, 0.0])
    yield Case("dropout-dropsNearlyAll", [4, 7, 3], ["tanh", "softmax"], ce, 5, seed=20, dropout=[0.9, 0.0])
    yield Case("inputDropout", [5, 6, 2], ["tanh", "linear"], "squaredError", 7, seed=21, input_dropout=0.2)
    yield Case("inputNoise", [5, 6, 2], ["tanh", "linear"], "squaredError", 7, seed=22, input_noise=0.3)
    yield Case("inputNoiseAndDropout", [3, 6, 2], ["gelu", "sigmoid"], bce, 3, seed=23, input_noise=0.3,
               input_dropout=0.4, dropout=[0.3, 0.0])
    yield Case("maxNorm", [5, 6, 4], ["relu", "softmax"], ce, 16, seed=24, max_norm=[0.9, inf])
    yield Case("maxNorm-everyLayer", [5, 6, 2], ["tanh", "linear"], "squaredError", 16, seed=25, max_norm=[0.5, 0.3])
    for m, s in ((1, 0.1), (16, 0.3)):
        yield Case(f"smoothing-crossEntropy-m{m}", [3, 5, 4], ["tanh", "softmax"], ce, m, seed=26, smoothing=s)
        yield Case(f"smoothing-binaryCrossEntropy-m{m}", [3, 5, 2], ["tanh", "sigmoid"], bce, m, seed=27, smoothing=s)
    yield Case("smoothing-softTargets", [3, 5, 4], ["tanh", "softmax"], ce, 3, seed=28, smoothing=0.1, soft_targets=True)
    yield Case("weights-crossEntropy", [3, 5, 4], ["tanh", "softmax"], ce, 16, seed=29, weights="any", l2=[0.01, 0.02])
    yield Case("weights-ofClasses", [3, 5, 4], ["relu", "softmax"], ce, 16, seed=30, weights="ofClasses")
    yield Case("weights-binaryCrossEntropy", [3, 5, 2], ["silu", "sigmoid"], bce, 7, seed=31, weights="any")
    yield Case("weights-squaredError", [3, 5, 2], ["tanh", "linear"], "squaredError", 7, seed=32, weights="any")
    yield Case("weights-squaredErrorOfSoftmax", [3, 5, 2], ["tanh", "softmax"], "squaredError", 7, seed=33, weights="any")
    yield Case("weights-absoluteError", [3, 5, 2], ["tanh", "tanh"], "absoluteError", 7, seed=34, weights="any")
    yield Case("everything", [6, 9, 8, 4], ["relu", "tanh", "softmax"], ce, 16, seed=35, l1=[0.0, 0.01, 0.0],
               l2=[0.02, 0.0, 0.01], dropout=[0.5, 0.25, 0.0], max_norm=[1.0, inf, 0.5], smoothing=0.1,
               input_dropout=0.1, input_noise=0.2, weights="any")


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for case in cases():
        write(case)
        print(case.name)
    print(f"{len(list(FOLDER.glob('*.txt')))} files. {VERSIONS}")


if __name__ == "__main__":
    sys.exit(main())
