"""The process of a contestant in Python: python3 contestant.py sklearn | torch-float64 | torch-float32.

The protocol is that of Child.java, the file of a case that of CaseData.java.
"""
import sys
import time
import warnings

import numpy as np

RATE = 1 / 128


class Case:
    def __init__(self, name, path):
        parts = name.split(":")
        self.kind = parts[0]
        values = np.fromfile(path, "<f8")
        if self.kind == "products":
            raise NotImplementedError("products are compared with BLAS libraries")
        self.units = [int(n) for n in parts[1].split("-")]
        self.m = int(parts[2]) if self.kind == "steps" else 1
        self.batches = int(values[0])
        at = 1
        self.W, self.b = [], []
        for k, n in zip(self.units, self.units[1:]):
            self.W.append(values[at:at + n * k].reshape(n, k))
            self.b.append(values[at + n * k:at + n * k + n])
            at += n * (k + 1)
        length = self.batches * self.units[0] * self.m
        X = values[at:at + length].reshape(self.batches, self.units[0], self.m)
        self.X = np.ascontiguousarray(X.transpose(0, 2, 1))  # a row is an example
        self.classes = values[at + length:].astype(np.int64).reshape(self.batches, self.m)


def fingerprint(values):
    return sum(float(a) * (1 + i % 7) for i, a in enumerate(values))


class Sklearn:
    """fit, an epoch at a time, without shuffling: faster than partial_fit for each batch."""

    def __init__(self):
        import sklearn
        from sklearn.neural_network import MLPClassifier
        warnings.simplefilter("ignore")
        self.version = "scikit-learn " + sklearn.__version__
        self.new = MLPClassifier

    def prepare(self, case):
        self.case = case
        self.batch = 0
        self.model = self.new(
            hidden_layer_sizes=case.units[1:-1], activation="relu", solver="sgd", alpha=0, batch_size=case.m,
            learning_rate="constant", learning_rate_init=RATE, momentum=0, nesterovs_momentum=False,
            shuffle=False, max_iter=1, tol=0, n_iter_no_change=10**9)
        classes = np.arange(case.units[-1])
        self.model.partial_fit(case.X[0][:1], case.classes[0][:1], classes)
        for l in range(len(case.W)):
            self.model.coefs_[l][:] = case.W[l].T
            self.model.intercepts_[l][:] = case.b[l]
        self.X = case.X.reshape(-1, case.units[0])
        self.y = case.classes.ravel()
        self.runs_at_once = case.batches if case.kind == "steps" else 1

    def run_once(self):
        """What is checked: one step, or one prediction."""
        X, y = self.case.X[self.batch], self.case.classes[self.batch]
        if self.case.kind == "steps":
            self.model.partial_fit(X, y)
        else:
            self.out = self.model.predict_proba(X)
        self.batch = (self.batch + 1) % self.case.batches

    def run(self):
        """What is timed."""
        if self.case.kind == "steps":
            self.model.warm_start = True  # partial_fit would not have it
            self.model.fit(self.X, self.y)
        else:
            self.run_once()

    def answer(self):
        if self.case.kind == "steps":
            a = self.model.predict_proba(self.case.X[self.batch])
            return -np.log(a[np.arange(self.case.m), self.case.classes[self.batch]]).mean()
        self.run_once()
        return fingerprint(self.out[0])


class Torch:
    """Autograd, and the update in place."""

    def __init__(self, dtype):
        import torch
        torch.set_num_threads(1)
        self.torch = torch
        self.dtype = getattr(torch, dtype)
        self.version = "PyTorch " + torch.__version__

    def prepare(self, case):
        torch = self.torch
        self.case = case
        self.batch = 0
        self.runs_at_once = 1
        training = case.kind == "steps"
        tensor = lambda a: torch.tensor(a, dtype=self.dtype)
        self.W = [tensor(W).requires_grad_(training) for W in case.W]
        self.b = [tensor(b).requires_grad_(training) for b in case.b]
        self.p = [p for pair in zip(self.W, self.b) for p in pair]
        self.X = [tensor(X) for X in case.X]
        self.classes = [torch.tensor(c) for c in case.classes]

    def forward(self):
        f = self.torch.nn.functional
        A = self.X[self.batch]
        for W, b in zip(self.W[:-1], self.b[:-1]):
            A = f.relu(f.linear(A, W, b))
        return f.linear(A, self.W[-1], self.b[-1])

    def run(self):
        torch = self.torch
        if self.case.kind == "steps":
            self.cost = torch.nn.functional.cross_entropy(self.forward(), self.classes[self.batch])
            gradients = torch.autograd.grad(self.cost, self.p)
            with torch.no_grad():
                for p, dp in zip(self.p, gradients):
                    p.sub_(dp, alpha=RATE)
        else:
            with torch.inference_mode():
                self.out = self.forward().softmax(1)
        self.batch = (self.batch + 1) % self.case.batches

    run_once = run

    def answer(self):
        self.run()
        return float(self.cost) if self.case.kind == "steps" else fingerprint(self.out[0])


def measure(contestant, seconds):
    start = before = time.thread_time()
    runs = 0
    at_once = 1
    while before < start + seconds:
        for _ in range(at_once):
            contestant.run()
        runs += at_once
        now = time.thread_time()
        if now - before < 5e-4:
            at_once *= 2
        before = now
    return runs * contestant.runs_at_once / (before - start)


def obey(contestant, words):
    if words[0] == "version":
        return contestant.version
    if words[0] == "measure":
        return repr(measure(contestant, float(words[1])))
    try:
        contestant.prepare(Case(words[1], words[2]))
    except NotImplementedError as e:
        return "cannot " + str(e)
    for _ in range(int(words[3])):
        contestant.run_once()
    return repr(float(contestant.answer()))


contestant = Sklearn() if sys.argv[1] == "sklearn" else Torch(sys.argv[1].split("-")[1])
for line in sys.stdin:
    print("= " + obey(contestant, line.split()), flush=True)
