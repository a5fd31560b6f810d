"""Makes the golden files src/test/resources/golden/*.txt with PyTorch autograd in float64.

    /usr/bin/python3 src/test/python/golden.py            # writes the files, prints one line per case

Nothing here uses the equations BP1-BP4: every gradient is what autograd leaves in .grad. One column is one example.

    total = sum over the examples of the loss, J0 = total / m, J = J0 + sum over layers (l2/2 |W|^2 + l1 |W|_1)
    dZ, dA  gradients of total: per example, no 1/m, no regularisation
    dW, db  gradients of J

A file holds what goes in (X, Y, and W, b of each layer), what one forward and one backward pass give (Z, A, dA, dZ,
dW, db of each layer, dA0 = the gradient of X, J), and W, b after some steps of plain gradient descent on the same
batch (W1', b1', ...). Numbers are Python's repr: reading them back gives the same double.

The files in the repository were made with Debian 12's python3-torch and python3-numpy; each names its versions.
"""

import platform
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "golden"
VERSIONS = f"Python {platform.python_version()}, PyTorch {torch.__version__}, NumPy {np.__version__}, float64"
STEPS = 10

ACTIVATIONS = {
    "linear": lambda z: z * 1.0,  # a node of its own in the graph, so that A and Z have a gradient each
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leakyRelu(0.01)": lambda z: F.leaky_relu(z, 0.01),
    "elu(1.0)": lambda z: F.elu(z, 1.0),
    "selu": F.selu,
    "gelu": lambda z: F.gelu(z, approximate="none"),
    "silu": F.silu,
    "softplus": lambda z: F.softplus(z, threshold=700.0),  # the default, 20, drops up to 2e-9
    "softmax": lambda z: torch.softmax(z, dim=0),
}


# Those that came later stand apart, so that the cases before them stay what they are.
MORE_ACTIVATIONS = {
    "exponential": torch.exp,
    "logSigmoid": F.logsigmoid,
    "mish": F.mish,
    "geluTanh": lambda z: F.gelu(z, approximate="tanh"),
    "gaussian": lambda z: torch.exp(-(z**2)),
    "sin": torch.sin,
    "softsign": F.softsign,
    "squareplus": lambda z: 0.5 * (z + torch.sqrt(z**2 + 4)),
    "relu6": F.relu6,
    "hardTanh": F.hardtanh,
    "hardSigmoid": lambda z: torch.clamp((z + 3) / 6, 0, 1),  # F.hardsigmoid has 1/6 in float32
    "hardSilu": F.hardswish,
    "celu(0.5)": lambda z: F.celu(z, 0.5),  # F.celu has alpha in float32
    "thresholdedRelu(0.3)": lambda z: F.threshold(z, 0.3, 0.0),
    "softShrink(0.3)": lambda z: F.softshrink(z, 0.3),
    "hardShrink(0.3)": lambda z: F.hardshrink(z, 0.3),
}
ALL_ACTIVATIONS = ACTIVATIONS | MORE_ACTIVATIONS


def cross_entropy_of_z(z, y):
    return F.cross_entropy(z.T, y.T, reduction="sum")


def cross_entropy_of_a(a, y):
    return -(y * torch.log(a)).sum()


def binary_cross_entropy_of_z(z, y):
    return F.binary_cross_entropy_with_logits(z, y, reduction="sum")


def binary_cross_entropy_of_a(a, y):
    return -(y * torch.log(a) + (1 - y) * torch.log(1 - a)).sum()


def kullback_leibler_of_z(z, y):
    return F.kl_div(F.log_softmax(z, dim=0), y, reduction="sum")


def kullback_leibler_of_a(a, y):
    return (torch.xlogy(y, y) - y * torch.log(a)).sum()


def squared_logarithmic_error(a, y):
    return 0.5 * F.mse_loss(torch.log1p(a), torch.log1p(y), reduction="sum")


def categorical_hinge(a, y):
    rival = torch.where(y == 1, -torch.inf, a).max(dim=0).values
    return F.relu(1 + rival - (y * a).sum(dim=0)).sum()


def focal(gamma):
    return lambda a, y: -(y * (1 - a) ** gamma * torch.log(a)).sum()


def binary_focal(gamma):
    return lambda a, y: focal(gamma)(a, y) + focal(gamma)(1 - a, 1 - y)


# Losses of A[L], and beside them the form from Z[L] that PyTorch offers because it does not overflow.
LOSSES_OF_A = {
    "crossEntropy": cross_entropy_of_a,
    "binaryCrossEntropy": binary_cross_entropy_of_a,
    "squaredError": lambda a, y: 0.5 * F.mse_loss(a, y, reduction="sum"),
    "absoluteError": lambda a, y: F.l1_loss(a, y, reduction="sum"),
    "huber(1.0)": lambda a, y: F.huber_loss(a, y, reduction="sum", delta=1.0),
    "huber(0.5)": lambda a, y: F.huber_loss(a, y, reduction="sum", delta=0.5),
    "logCosh": lambda a, y: torch.log(torch.cosh(a - y)).sum(),
    "squaredLogarithmicError": squared_logarithmic_error,
    "absolutePercentageError": lambda a, y: 100 * ((a - y).abs() / y.abs()).sum(),
    "poisson": lambda a, y: (a - torch.xlogy(y, a)).sum(),
    "kullbackLeibler": kullback_leibler_of_a,
    "hinge": lambda a, y: F.relu(1 - y * a).sum(),
    "squaredHinge": lambda a, y: (F.relu(1 - y * a) ** 2).sum(),
    "categoricalHinge": categorical_hinge,
    "cosineSimilarity": lambda a, y: -F.cosine_similarity(a, y, dim=0).sum(),
    "focalCrossEntropy(2.0)": focal(2.0),
    "focalCrossEntropy(0.5)": focal(0.5),
    "binaryFocalCrossEntropy(2.0)": binary_focal(2.0),
    "binaryFocalCrossEntropy(0.5)": binary_focal(0.5),
}
LOSSES_OF_Z = {
    "crossEntropy": cross_entropy_of_z,
    "binaryCrossEntropy": binary_cross_entropy_of_z,
    "kullbackLeibler": kullback_leibler_of_z,
    "poisson": lambda z, y: F.poisson_nll_loss(z, y, log_input=True, reduction="sum"),
}
CLASSES = ("crossEntropy", "kullbackLeibler", "focalCrossEntropy", "categoricalHinge")  # an example's targets sum to 1
YES_OR_NO = ("binaryCrossEntropy", "binaryFocalCrossEntropy")


@dataclass
class Case:
    name: str
    units: list  # n_0 ... n_L
    activations: list  # of layers 1 ... L
    loss: str
    m: int
    l1: list = None  # one per layer; None: no L1
    l2: list = None
    network_wide: bool = False  # the one l1, l2 is an option of the network, not of its layers
    rate: float = 0.1
    seed: int = 0
    soft_targets: bool = False
    integers: bool = False  # parameters and data are small integers: exact zeros of Z, A - Y and W come up
    scale: float = 1.0  # of the parameters of the last layer
    dA_of_last: bool = True  # False where A[L] reaches 0 or 1, and the gradient of A[L] is infinite

    def __post_init__(self):
        self.l1 = self.l1 or [0.0] * len(self.activations)
        self.l2 = self.l2 or [0.0] * len(self.activations)


def draw(case):
    """X, Y and the parameters of a case, with few digits so that the files stay small and readable."""
    random = np.random.RandomState(case.seed)
    n, L, m = case.units, len(case.activations), case.m
    if case.integers:
        X = random.randint(-2, 3, (n[0], m)).astype(float)
        W = [random.randint(-1, 2, (n[l], n[l - 1])).astype(float) for l in range(1, L + 1)]
        b = [random.randint(-1, 2, (n[l], 1)).astype(float) for l in range(1, L + 1)]
    else:
        X = random.standard_normal((n[0], m)).round(3)
        W = [(random.standard_normal((n[l], n[l - 1])) * np.sqrt(1.5 / n[l - 1])).round(3) for l in range(1, L + 1)]
        b = [(0.3 * random.standard_normal((n[l], 1))).round(3) for l in range(1, L + 1)]
    W[-1], b[-1] = W[-1] * case.scale, b[-1] * case.scale
    loss = case.loss.split("(")[0]
    if loss in CLASSES and case.soft_targets:
        Y = random.multinomial(64, [1.0 / n[L]] * n[L], m).T / 64.0  # 64ths sum to 1 exactly
    elif loss in CLASSES:
        Y = np.eye(n[L])[random.randint(0, n[L], m)].T
    elif loss in YES_OR_NO and case.soft_targets:
        Y = random.uniform(0, 1, (n[L], m)).round(3)
    elif loss in YES_OR_NO:
        Y = random.randint(0, 2, (n[L], m)).astype(float)
    elif loss in ("hinge", "squaredHinge"):
        Y = random.choice([-1.0, 1.0], (n[L], m))
    elif loss == "poisson":
        Y = random.poisson(2.0, (n[L], m)).astype(float)
    elif loss == "squaredLogarithmicError":
        Y = random.uniform(0, 20, (n[L], m)).round(3)
    elif loss == "absolutePercentageError":
        Y = (random.choice([-1, 1], (n[L], m)) * random.uniform(0.5, 3, (n[L], m))).round(3)
    elif case.integers:
        Y = random.randint(-1, 2, (n[L], m)).astype(float)
    else:
        Y = random.standard_normal((n[L], m)).round(3)
    return X, Y, W, b


def leaf(array):
    return torch.tensor(np.ascontiguousarray(array), requires_grad=True)


def forward(case, X, W, b):
    Z, A = [], [X]
    for l, activation in enumerate(case.activations):
        Z.append(W[l] @ A[-1] + b[l])
        A.append(ALL_ACTIVATIONS[activation](Z[-1]))
        for node in (Z[-1], A[-1]):
            node.retain_grad()
    return Z, A


def total_loss(case, Z, A, Y):
    of_z = LOSSES_OF_Z.get(case.loss)
    return of_z(Z[-1], Y) if of_z else LOSSES_OF_A[case.loss](A[-1], Y)


def cost(case, total, W):
    J = total / case.m
    for l, w in enumerate(W):
        J = J + case.l2[l] / 2 * (w**2).sum() + case.l1[l] * w.abs().sum()
    return J


def descend(case, X, Y, W, b):
    """W and b after STEPS steps of W <- W - rate dJ/dW, b <- b - rate dJ/db, the whole batch in each."""
    W, b = [leaf(w) for w in W], [leaf(v) for v in b]
    sgd = torch.optim.SGD(W + b, lr=case.rate)
    for _ in range(STEPS):
        sgd.zero_grad()
        Z, A = forward(case, leaf(X), W, b)
        cost(case, total_loss(case, Z, A, torch.tensor(Y)), W).backward()
        sgd.step()
    return [w.detach().numpy() for w in W], [v.detach().numpy() for v in b]


def difference(a, b):
    return np.abs(a - b).max() / max(np.abs(a).max(), np.finfo(float).tiny)


def compute(case):
    """The matrices of the case, by name, in the order of the file."""
    X, Y, W, b = draw(case)
    L, y = len(W), torch.tensor(Y)

    x, w, v = leaf(X), [leaf(p) for p in W], [leaf(p) for p in b]
    Z, A = forward(case, x, w, v)
    total = total_loss(case, Z, A, y)
    total.backward(retain_graph=True)
    dZ, dA = [z.grad.clone() for z in Z], [a.grad.clone() for a in A[1:] if a.grad is not None]
    dX = x.grad.clone()
    for p in w + v:
        p.grad = None
    J = cost(case, total, w)
    J.backward()

    if case.loss in LOSSES_OF_Z:
        # A cross-entropy taken from Z does not pass A[L]: its gradient comes from a second graph, which must agree.
        assert len(dA) == L - 1
        if case.dA_of_last:
            x2, w2, v2 = leaf(X), [leaf(p) for p in W], [leaf(p) for p in b]
            Z2, A2 = forward(case, x2, w2, v2)
            LOSSES_OF_A[case.loss](A2[-1], y).backward()
            assert all(difference(dZ[l].numpy(), Z2[l].grad.numpy()) < 1e-13 for l in range(L)), case.name
            dA.append(A2[-1].grad)

    # Ten steps must not magnify rounding errors, or 1e-12 would ask for luck: shifted by 1e-15, they stay within 5e-14.
    W_end, b_end = descend(case, X, Y, W, b)
    if not case.integers:
        W_near, b_near = descend(case, X, Y, [p * (1 + 1e-15) for p in W], [p * (1 - 1e-15) for p in b])
        worst = max(difference(p, q) for p, q in zip(W_end + b_end, W_near + b_near))
        assert worst < 5e-14, f"{case.name}: {worst}"

    matrices = {"X": X, "Y": Y}
    for l in range(L):
        matrices |= {f"W{l + 1}": W[l], f"b{l + 1}": b[l]}
    for l in range(L):
        matrices |= {f"Z{l + 1}": Z[l].detach().numpy(), f"A{l + 1}": A[l + 1].detach().numpy()}
    matrices["J"] = np.array([[J.item()]])
    for l in reversed(range(L)):
        if l < len(dA):
            matrices[f"dA{l + 1}"] = dA[l].numpy()
        matrices |= {f"dZ{l + 1}": dZ[l].numpy(), f"dW{l + 1}": w[l].grad.numpy(), f"db{l + 1}": v[l].grad.numpy()}
    matrices["dA0"] = dX.numpy()
    for l in range(L):
        matrices |= {f"W{l + 1}'": W_end[l], f"b{l + 1}'": b_end[l]}
    assert all(np.isfinite(matrix).all() for matrix in matrices.values()), case.name
    return matrices


def write(case):
    lines = [f"# Made by src/test/python/golden.py: {VERSIONS}", f"inputs {case.units[0]}"]
    for l, activation in enumerate(case.activations):
        options = "" if case.network_wide else regularisation(case.l1[l], case.l2[l])
        lines.append(f"layer {case.units[l + 1]} {activation}{options}")
    lines.append(f"loss {case.loss}")
    if case.network_wide:
        lines.append("network" + regularisation(case.l1[0], case.l2[0]))
    lines += [f"rate {case.rate!r}", f"steps {STEPS}"]
    for name, matrix in compute(case).items():
        lines.append(f"\n{name} {matrix.shape[0]} {matrix.shape[1]}")
        lines += [" ".join(repr(float(value)) for value in row) for row in matrix]
    (FOLDER / f"{case.name}.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


def regularisation(l1, l2):
    return (f" l1={l1!r}" if l1 else "") + (f" l2={l2!r}" if l2 else "")


def cases():
    activations = list(ACTIVATIONS)
    batches = [16, 1, 3, 37, 2]
    count = 0

    def case(loss, last, label="", units=None, **options):
        """A network of the next depth (1 to 4), batch size, sizes and hidden activations, in rotation."""
        nonlocal count
        count += 1
        depth = options.pop("depth", (count + count // 4) % 4 + 1)
        m = options.pop("m", batches[count % len(batches)])
        hidden = options.pop("hidden", [activations[(3 * count + 4 * l) % 11] for l in range(depth - 1)])
        outputs = options.pop("outputs", 2 + count % 3)
        if units is None:
            sizes = [(5, 4, 7, 1, 3)[(count + l) % 5] for l in range(depth - 1)]
            sizes = [2 if n == 1 and g == "softmax" else n for n, g in zip(sizes, hidden)]  # of one unit it is always 1
            units = [(3, 4, 2)[count % 3], *sizes, outputs]
        name = "-".join(["".join(c for c in part if c.isalnum() or c == ".") for part in (loss, last)])
        name += f"-L{depth}-m{m}" + (f"-{label}" if label else "")
        return Case(name, units, hidden + [last], loss, m, seed=1000 + count, **options)

    # Losses that go with any activation of the last layer, softmax included: the whole grid.
    for loss in ("squaredError", "absoluteError", "huber(1.0)", "huber(0.5)"):
        for last in activations:
            yield case(loss, last)

    ce, bce = "crossEntropy", "binaryCrossEntropy"
    for m in (1, 2, 3, 16, 37):
        yield case(ce, "softmax", "oneHot", m=m)
        yield case(ce, "softmax", "soft", m=m, soft_targets=True, outputs=4)
        yield case(bce, "sigmoid", "oneOutput", m=m, outputs=1)
        yield case(bce, "sigmoid", "severalOutputs", m=m, outputs=3, soft_targets=m % 2 == 0)

    # Each activation once in the hidden layers of a four-layer classifier, three at a time.
    for i in range(0, 11, 3):
        hidden = [activations[(i + k) % 11] for k in range(3)]
        yield case(ce, "softmax", "".join(h.split("(")[0].capitalize() for h in hidden), m=16, depth=4, hidden=hidden,
                   units=[4, 6, 5, 6, 3])

    # Regularisation: by layer, for the whole network, both kinds at once.
    yield case(ce, "softmax", "l2OfNetwork", depth=3, m=16, l2=[0.01] * 3, network_wide=True)
    yield case(ce, "softmax", "l1OfNetwork", depth=3, m=3, l1=[0.02] * 3, network_wide=True)
    yield case(bce, "sigmoid", "l1AndL2OfNetwork", depth=2, m=37, l1=[0.005] * 2, l2=[0.03] * 2, network_wide=True)
    yield case("squaredError", "linear", "l2OfLayer2", depth=3, m=16, l2=[0.0, 0.1, 0.0])
    yield case("huber(1.0)", "tanh", "l1OfLayer1", depth=2, m=1, l1=[0.05, 0.0])
    yield case("absoluteError", "linear", "l1AndL2ByLayer", depth=4, m=37, l1=[0.01, 0.0, 0.03, 0.0],
               l2=[0.0, 0.02, 0.04, 0.0])

    # The conventions at a corner: relu'(0) = 0, sign(0) = 0 in the absolute error and in L1. Rates that are powers of
    # two keep every number of these networks exact.
    yield case("absoluteError", "relu", "zeros", units=[4, 5, 4, 3], depth=3, m=16, hidden=["relu", "relu"],
               integers=True, rate=0.03125, l1=[0.0625] * 3)
    yield case("squaredError", "relu", "zeros", units=[4, 5, 3], depth=2, m=16, hidden=["relu"], integers=True,
               rate=0.0078125, l1=[0.125] * 2)

    # |Z[L]| in the hundreds: A[L] is 0 or 1 to the last bit, and the loss is still finite and right.
    yield case(ce, "softmax", "extreme", units=[3, 6, 5], depth=2, m=16, hidden=["tanh"], scale=300.0, rate=0.001,
               dA_of_last=False)
    yield case(bce, "sigmoid", "extreme", units=[3, 6, 2], depth=2, m=16, hidden=["relu"], scale=300.0, rate=0.001,
               dA_of_last=False)

    # Larger than a register tile or a vector in every direction, and no multiple of one.
    yield case(ce, "softmax", "large", units=[67, 35, 19, 10], depth=3, m=37, hidden=["relu", "tanh"])

    # Each of the later activations, hidden and last, and each of the later losses.
    for g in MORE_ACTIVATIONS:
        yield case("squaredError", g, depth=2, hidden=[g], units=[3, 5, 2], rate=0.01)
    for last in ("linear", "tanh", "softmax"):
        yield case("logCosh", last)
        yield case("cosineSimilarity", last)
    for last in ("softplus", "relu", "exponential"):
        yield case("squaredLogarithmicError", last)
    yield case("absolutePercentageError", "linear", rate=0.0001)
    for last in ("linear", "tanh"):
        yield case("hinge", last)
        yield case("squaredHinge", last, rate=0.01)
        yield case("categoricalHinge", last, outputs=4)
    for label, soft in (("oneHot", False), ("soft", True)):
        yield case("kullbackLeibler", "softmax", label, soft_targets=soft, outputs=4)
        yield case("focalCrossEntropy(2.0)", "softmax", label, soft_targets=soft, outputs=3)
        yield case("focalCrossEntropy(0.5)", "softmax", label, soft_targets=soft, outputs=3)
        yield case("binaryFocalCrossEntropy(2.0)", "sigmoid", label, soft_targets=soft)
        yield case("binaryFocalCrossEntropy(0.5)", "sigmoid", label, soft_targets=soft)
    for m in (1, 16):
        yield case("poisson", "exponential", m=m, depth=3, hidden=["tanh", "softplus"], rate=0.01)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    names = set()
    for case in cases():
        assert case.name not in names, case.name
        names.add(case.name)
        write(case)
        print(f"{case.name}: {case.units} {case.activations}")
    print(f"{len(names)} files, {sum(f.stat().st_size for f in FOLDER.glob('*.txt'))} bytes. {VERSIONS}")


if __name__ == "__main__":
    sys.exit(main())
