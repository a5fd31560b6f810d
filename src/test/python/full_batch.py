"""Makes src/test/resources/golden/optimizers/full-batch.txt: where the L-BFGS of PyTorch, SciPy and scikit-learn end.

    /usr/bin/python3 src/test/python/full_batch.py        # writes the file, prints one line per case

Every case has its examples (a row each), its start (layer by layer W, row by row, then b), and J at the end of each
program, from the same start. All J are this one's, with the loss of the Java library and lambda/2 sum(W^2): scikit-learn's
alpha is lambda times the examples, and its squared error of several outputs is a mean, so it gets lambda accordingly.

  logistic   3 inputs, 2 sigmoid units, binary cross-entropy: strictly convex, so there is one minimum, which is written too
  classes    4 inputs, 6 tanh units, 3 classes by softmax and cross-entropy
  curve      1 input, 8 tanh units, 1 linear unit, squared error: a sine with noise

Numbers are Python's repr. The file in the repository was made with Debian 12's packages; it names their versions.
"""

import platform
import sys
import warnings
from pathlib import Path

import numpy as np
import scipy
import scipy.optimize
import sklearn
import torch
from sklearn.neural_network import MLPClassifier, MLPRegressor

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
warnings.filterwarnings("ignore")

FILE = Path(__file__).resolve().parent.parent / "resources" / "golden" / "optimizers" / "full-batch.txt"
VERSIONS = (
    f"Python {platform.python_version()}, PyTorch {torch.__version__}, SciPy {scipy.__version__},"
    f" scikit-learn {sklearn.__version__}, NumPy {np.__version__}, float64"
)


def cost(theta, case):
    """J, differentiable; one column is one example."""
    A, at = torch.tensor(case["X"].T), 0
    J = torch.zeros(())
    sizes = case["sizes"]
    for l, (before, n) in enumerate(zip(sizes, sizes[1:])):
        W, b = theta[at : at + n * before].reshape(n, before), theta[at + n * before : at + n * before + n]
        at += n * before + n
        J = J + case["l2"] / 2 * (W**2).sum()
        A = W @ A + b[:, None]
        if l < len(sizes) - 2:
            A = torch.tanh(A)
    Y = torch.tensor(case["Y"].T)
    if case["loss"] == "crossEntropy":
        losses = torch.logsumexp(A, 0) - (Y * A).sum(0)
    elif case["loss"] == "binaryCrossEntropy":
        losses = (torch.nn.functional.softplus(A) - Y * A).sum(0)
    else:
        losses = 0.5 * ((A - Y) ** 2).sum(0)
    return J + losses.mean()


def by_pytorch(case):
    theta = torch.tensor(case["start"], requires_grad=True)
    opt = torch.optim.LBFGS([theta], max_iter=3000, max_eval=9000, history_size=10, line_search_fn="strong_wolfe")

    def closure():
        opt.zero_grad()
        J = cost(theta, case)
        J.backward()
        return J

    opt.step(closure)
    return theta.detach().numpy()


def by_scipy(case, **options):
    def J_and_gradient(x):
        theta = torch.tensor(x, requires_grad=True)
        J = cost(theta, case)
        J.backward()
        return J.item(), theta.grad.numpy().copy()

    options = {"maxiter": 3000, "maxfun": 9000, **options}
    return scipy.optimize.minimize(J_and_gradient, case["start"], jac=True, method="L-BFGS-B", options=options).x


def by_sklearn(case):
    """Its solver from our start, with its defaults but for the number of iterations."""
    sizes, layers, at = case["sizes"], [], 0
    for before, n in zip(sizes, sizes[1:]):
        W = case["start"][at : at + n * before].reshape(n, before)
        layers.append((W.T.copy(), case["start"][at + n * before : at + n * before + n].copy()))
        at += n * before + n
    kind = MLPRegressor if case["loss"] == "squaredError" else MLPClassifier

    class FromStart(kind):
        def _init_coef(self, fan_in, fan_out, dtype):
            return next(self.starts)

    model = FromStart(tuple(sizes[1:-1]), activation="tanh", solver="lbfgs", alpha=case["l2"] * len(case["X"]), max_iter=3000)
    model.starts = iter(layers)
    model.fit(case["X"], case["Y"].ravel() if sizes[-1] == 1 else case["Y"].argmax(1))
    return np.concatenate([np.concatenate([W.T.ravel(), b]) for W, b in zip(model.coefs_, model.intercepts_)])


def cases():
    random = np.random.RandomState(3)
    X = random.standard_normal((40, 3)).round(3)
    Y = (X @ random.standard_normal((3, 2)) + random.standard_normal((40, 2)) > 0).astype(float)
    yield {"name": "logistic", "sizes": [3, 2], "loss": "binaryCrossEntropy", "l2": 0.01, "X": X, "Y": Y}
    X = random.standard_normal((60, 4)).round(3)
    label = (X[:, 0] * X[:, 1] > 0).astype(int) + (X[:, 2] + X[:, 3] > 0.5)
    yield {"name": "classes", "sizes": [4, 6, 3], "loss": "crossEntropy", "l2": 0.001, "X": X, "Y": np.eye(3)[label]}
    X = np.linspace(-3, 3, 50).round(3)[:, None]
    Y = (np.sin(X) + 0.1 * random.standard_normal((50, 1))).round(3)
    yield {"name": "curve", "sizes": [1, 8, 1], "loss": "squaredError", "l2": 0.0001, "X": X, "Y": Y}


def line(row):
    return " ".join(repr(float(x)) for x in np.ravel(row))


def main():
    lines = [f"# Made by src/test/python/full_batch.py: {VERSIONS}"]
    random = np.random.RandomState(4)
    for case in cases():
        sizes = case["sizes"]
        case["start"] = (0.5 * random.standard_normal(sum((b + 1) * n for b, n in zip(sizes, sizes[1:])))).round(3)
        J = lambda theta: cost(torch.tensor(theta), case).item()
        ends = {"pytorch": by_pytorch(case), "scipy": by_scipy(case)}
        if case["name"] == "logistic":
            ends["minimum"] = by_scipy(case, gtol=1e-13, ftol=0)
        else:
            ends["sklearn"] = by_sklearn(case)
        print(case["name"], J(case["start"]), {who: J(theta) for who, theta in ends.items()})
        for what in ("X", "Y"):
            lines += [f"{case['name']}-{what}"] + [line(row) for row in case[what]]
        lines += [f"{case['name']}-start", line(case["start"]), f"{case['name']}-cost", line([J(case["start"])])]
        for who, theta in ends.items():
            lines += [f"{case['name']}-{who}", line([J(theta)])] + ([line(theta)] if who == "minimum" else [])
    FILE.write_text("\n".join(lines) + "\n", encoding="ascii")
    print(f"{FILE.stat().st_size} bytes. {VERSIONS}")


if __name__ == "__main__":
    sys.exit(main())
