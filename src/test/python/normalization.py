"""Makes src/test/resources/golden/normalization/*.txt with PyTorch's BatchNorm1d and LayerNorm in float64.

    /usr/bin/python3 src/test/python/normalization.py     # writes the files, prints one line per case

The format is that of golden.py, whose losses, activations and conventions these are. Every layer is Linear, then
BatchNorm1d, LayerNorm or nothing, then the activation. A file holds

    X, Y, W, b, gamma, beta                   what goes in
    Z, Ztilde, A, J                           one forward pass in training mode (Ztilde: what the activation is given)
    dA, dZtilde, dZ, dW, db, dgamma, dbeta    one backward pass; dA, dZtilde and dZ are gradients of the total loss
    mean, variance                            the running values after that pass
    X', Y', X'', Y''                          two more batches, of other sizes; then there were some steps of gradient
    W', b', ... mean', variance'              descent on X, X' and X'' in turn, starting from W, b, gamma, beta, mean and
                                              variance as they stand above
    P', K'                                    the prediction for X, and its cost with Y, in evaluation mode

db is left out behind batch normalisation, where it is 0 but for rounding.
"""

import copy
import sys
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn

import golden
from golden import ACTIVATIONS, VERSIONS, difference

FOLDER = golden.FOLDER / "normalization"
STEPS = 6


@dataclass
class Case:
    name: str
    units: list  # n_0 ... n_L
    norms: list  # of layers 1 ... L: "", "batch" or "layer"
    activations: list
    loss: str
    m: list  # the sizes of the three batches
    seed: int
    epsilon: float = 1e-5
    momentum: float = 0.1
    l2: list = field(default_factory=list)
    scale: float = 1.0  # of X

    def __post_init__(self):
        self.l2 = self.l2 or [0.0] * len(self.norms)


class Layer(nn.Module):
    def __init__(self, case, l, W, b, gamma, beta):
        super().__init__()
        n = case.units[l + 1]
        self.linear = nn.Linear(case.units[l], n)
        norm = case.norms[l]
        if norm == "batch":
            self.norm = nn.BatchNorm1d(n, eps=case.epsilon, momentum=case.momentum)
        elif norm == "layer":
            self.norm = nn.LayerNorm(n, eps=case.epsilon)
        else:
            self.norm = None
        self.g = ACTIVATIONS[case.activations[l]]
        with torch.no_grad():
            self.linear.weight.copy_(torch.tensor(W))
            self.linear.bias.copy_(torch.tensor(b[:, 0]))
            if norm:
                self.norm.weight.copy_(torch.tensor(gamma[:, 0]))
                self.norm.bias.copy_(torch.tensor(beta[:, 0]))

    def forward(self, A):
        """Examples are columns outside and rows inside; the columns are kept, to ask them for their gradients."""
        self.Z = self.linear(A.T).T
        self.Ztilde = self.norm(self.Z.T).T * 1.0 if self.norm is not None else self.Z
        self.A = self.g(self.Ztilde)
        for node in (self.Z, self.Ztilde, self.A):
            if node.requires_grad:
                node.retain_grad()
        return self.A


class Net(nn.Module):
    def __init__(self, case, parameters):
        super().__init__()
        self.case = case
        self.layers = nn.ModuleList(Layer(case, l, *parameters[l]) for l in range(len(case.norms)))

    def total_and_cost(self, X, Y):
        A = X
        for layer in self.layers:
            A = layer(A)
        last = self.layers[-1]
        of_z = golden.LOSSES_OF_Z.get(self.case.loss)
        total = of_z(last.Ztilde, Y) if of_z else golden.LOSSES_OF_A[self.case.loss](A, Y)
        J = total / X.shape[1]
        for layer, l2 in zip(self.layers, self.case.l2):
            J = J + l2 / 2 * (layer.linear.weight**2).sum()
        return total, J


def draw(case):
    random = np.random.RandomState(case.seed)
    parameters = []
    for l, n in enumerate(case.units[1:]):
        before = case.units[l]
        W = (random.standard_normal((n, before)) * np.sqrt(1.5 / before)).round(3)
        vectors = [(0.3 * random.standard_normal((n, 1))).round(3) for _ in range(3)]
        parameters.append((W, vectors[0], 1 + vectors[1], vectors[2]))
    batches = []
    for m in case.m:
        X = (case.scale * random.standard_normal((case.units[0], m)) + 0.5 * case.scale).round(3)
        n = case.units[-1]
        if case.loss == "crossEntropy":
            Y = np.eye(n)[random.randint(0, n, m)].T
        elif case.loss == "binaryCrossEntropy":
            Y = random.randint(0, 2, (n, m)).astype(float)
        else:
            Y = random.standard_normal((n, m)).round(3)
        batches.append((X, Y))
    return parameters, batches


def descend(net, batches):
    net = copy.deepcopy(net)
    sgd = torch.optim.SGD(net.parameters(), lr=0.1)
    for step in range(STEPS):
        X, Y = (torch.tensor(np.ascontiguousarray(M)) for M in batches[step % len(batches)])
        sgd.zero_grad()
        net.total_and_cost(X, Y)[1].backward()
        sgd.step()
    return net


def column(tensor):
    return tensor.detach().numpy().reshape(-1, 1).copy()


def state(net, prime):
    matrices = {}
    for l, layer in enumerate(net.layers, 1):
        matrices[f"W{l}{prime}"] = layer.linear.weight.detach().numpy().copy()
        matrices[f"b{l}{prime}"] = column(layer.linear.bias)
        if layer.norm is not None:
            matrices |= {f"gamma{l}{prime}": column(layer.norm.weight), f"beta{l}{prime}": column(layer.norm.bias)}
    return matrices


def running(net, prime):
    matrices = {}
    for l, layer in enumerate(net.layers, 1):
        if isinstance(layer.norm, nn.BatchNorm1d):
            matrices |= {f"mean{l}{prime}": column(layer.norm.running_mean),
                         f"variance{l}{prime}": column(layer.norm.running_var)}
    return matrices


def compute(case):
    parameters, batches = draw(case)
    net = Net(case, parameters)
    matrices = dict(zip(("X", "Y"), batches[0])) | state(net, "")

    x, y = golden.leaf(batches[0][0]), torch.tensor(np.ascontiguousarray(batches[0][1]))
    total, J = net.total_and_cost(x, y)
    total.backward(retain_graph=True)
    nodes = [{name: getattr(layer, name).grad for name in ("A", "Ztilde", "Z")} for layer in net.layers]
    nodes = [{name: None if g is None else g.clone().numpy() for name, g in node.items()} for node in nodes]
    dX = x.grad.clone().numpy()
    net.zero_grad()
    J.backward()
    for l, layer in enumerate(net.layers, 1):
        matrices |= {f"{name}{l}": getattr(layer, name).detach().numpy() for name in ("Z", "Ztilde", "A")}
    matrices["J"] = np.array([[J.item()]])
    for l, layer in reversed(list(enumerate(net.layers, 1))):
        for name in ("A", "Ztilde", "Z"):
            if nodes[l - 1][name] is not None:
                matrices[f"d{name}{l}"] = nodes[l - 1][name]
        matrices[f"dW{l}"] = layer.linear.weight.grad.numpy()
        if isinstance(layer.norm, nn.BatchNorm1d):
            assert layer.linear.bias.grad.abs().max() < 1e-14
        else:
            matrices[f"db{l}"] = column(layer.linear.bias.grad)
        if layer.norm is not None:
            matrices |= {f"dgamma{l}": column(layer.norm.weight.grad), f"dbeta{l}": column(layer.norm.bias.grad)}
    matrices["dA0"] = dX
    matrices |= running(net, "")
    for prime, (X, Y) in zip(("'", "''"), batches[1:]):
        matrices |= {f"X{prime}": X, f"Y{prime}": Y}

    fresh = Net(case, parameters)
    for layer, used in zip(fresh.layers, net.layers):  # they start from the running values of the pass above
        if isinstance(layer.norm, nn.BatchNorm1d):
            layer.norm.load_state_dict(used.norm.state_dict())
    end = descend(fresh, batches)
    with torch.no_grad():
        for layer in fresh.layers:
            layer.linear.weight.mul_(1 + 1e-15)
    near = descend(fresh, batches)
    a, b = state(end, "'") | running(end, "'"), state(near, "'") | running(near, "'")
    worst = max(difference(a[name], b[name]) for name in a)
    assert worst < 2e-13, f"{case.name}: {worst}"  # rounding errors are not magnified beyond what the test allows
    matrices |= a
    end.eval()
    total, J = end.total_and_cost(torch.tensor(batches[0][0]), torch.tensor(np.ascontiguousarray(batches[0][1])))
    matrices |= {"P'": end.layers[-1].A.detach().numpy(), "K'": np.array([[J.item()]])}
    assert all(np.isfinite(matrix).all() for matrix in matrices.values()), case.name
    return matrices


def write(case):
    lines = [f"# Made by src/test/python/normalization.py: {VERSIONS}", f"inputs {case.units[0]}"]
    for l, activation in enumerate(case.activations):
        options = golden.regularisation(0.0, case.l2[l])
        if case.norms[l]:
            options += f" {case.norms[l]}={case.epsilon!r}"
        if case.norms[l] == "batch":
            options += f" momentum={case.momentum!r}"
        lines.append(f"layer {case.units[l + 1]} {activation}{options}")
    lines += [f"loss {case.loss}", "rate 0.1", f"steps {STEPS}"]
    for name, matrix in compute(case).items():
        lines.append(f"\n{name} {matrix.shape[0]} {matrix.shape[1]}")
        lines += [" ".join(repr(float(value)) for value in row) for row in matrix]
    (FOLDER / f"{case.name}.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


def cases():
    seed = 500
    losses = [("crossEntropy", "softmax"), ("binaryCrossEntropy", "sigmoid"), ("squaredError", "linear"),
              ("huber(0.5)", "tanh"), ("absoluteError", "softmax")]
    hidden = ["relu", "tanh", "gelu", "sigmoid", "softplus"]
    for norm in ("batch", "layer"):
        for k, (loss, last) in enumerate(losses):
            seed += 1
            yield Case(f"{norm}-{k + 1}-{loss.split('(')[0]}", [4, 5, 6, 3], [norm, norm, "" if k % 2 else norm],
                       [hidden[k], hidden[(k + 1) % 5], last], loss, [(5, 16, 37, 8, 7)[k], 9, 6], seed)
    yield Case("mixed-own", [3, 7, 5, 4], ["batch", "", "layer"], ["tanh", "silu", "softmax"], "crossEntropy",
               [11, 4, 17], 600, epsilon=0.01, momentum=0.3, l2=[0.1, 0.0, 0.05])
    yield Case("mixed-layerFirst", [3, 7, 5, 4], ["layer", "batch", "batch"], ["elu(1.0)", "tanh", "sigmoid"],
               "binaryCrossEntropy", [13, 8, 5], 601, epsilon=0.001, momentum=1.0)
    yield Case("batch-farFromZero", [3, 6, 2], ["batch", ""], ["tanh", "linear"], "squaredError", [12, 10, 9], 602,
               scale=100.0)
    yield Case("layer-one", [4, 6, 3], ["layer", ""], ["tanh", "softmax"], "crossEntropy", [1, 2, 1], 603)
    yield Case("batch-large", [9, 19, 11, 5], ["batch", "layer", ""], ["tanh", "softplus", "softmax"], "crossEntropy",
               [17, 33, 9], 604)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for case in cases():
        write(case)
        print(f"{case.name}: {case.units} {case.norms} {case.activations}")
    print(f"{sum(f.stat().st_size for f in FOLDER.glob('*.txt'))} bytes. {VERSIONS}")


if __name__ == "__main__":
    sys.exit(main())
