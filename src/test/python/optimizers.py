"""Makes trajectories.txt and plateau.txt in src/test/resources/golden/optimizers, with PyTorch's optimizers and
schedulers in float64.

    /usr/bin/python3 src/test/python/optimizers.py        # writes the files, prints one line per case

Every case starts from the same theta and is given the same ten gradients; its rows are theta after each step. What
PyTorch does not have is transcribed from its source, in NumPy: Lion (Chen et al. 2023, Algorithm 2), AdaBelief (Zhuang
et al. 2020, Algorithm 2), FTRL (McMahan et al. 2013, Algorithm 1, started where theta is). A schedule's row is
the rate of each step, from the first; those that PyTorch does not have are a formula in a LambdaLR. A plateau's rows are
the costs of epochs, and the rate after each of them.

Numbers are Python's repr: reading them back gives the same double. The file in the repository was made with Debian 12's
python3-torch and python3-numpy; it names their versions.
"""

import platform
import sys
from pathlib import Path

import numpy as np
import torch
from torch.optim import lr_scheduler

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "golden" / "optimizers"
VERSIONS = f"Python {platform.python_version()}, PyTorch {torch.__version__}, NumPy {np.__version__}, float64"
STEPS, ELEMENTS = 10, 7


class Lion(torch.optim.Optimizer):
    """The paper's Algorithm 2, line by line."""

    def __init__(self, params, lr, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params, {"lr": lr})
        self.betas, self.weight_decay, self.m = betas, weight_decay, np.zeros(ELEMENTS)

    def step(self):
        (theta,), lr = self.param_groups[0]["params"], self.param_groups[0]["lr"]
        g, (beta1, beta2) = theta.grad.numpy(), self.betas
        c = beta1 * self.m + (1 - beta1) * g
        with torch.no_grad():
            theta -= torch.tensor(lr * (np.sign(c) + self.weight_decay * theta.numpy()))
        self.m = beta2 * self.m + (1 - beta2) * g


class AdaBelief(torch.optim.Optimizer):
    """The paper's Algorithm 2, line by line."""

    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-14):
        super().__init__(params, {"lr": lr})
        self.lr, self.betas, self.eps, self.t = lr, betas, eps, 0
        self.m, self.s = np.zeros(ELEMENTS), np.zeros(ELEMENTS)

    def step(self):
        (theta,) = self.param_groups[0]["params"]
        g, (beta1, beta2) = theta.grad.numpy(), self.betas
        self.t += 1
        self.m = beta1 * self.m + (1 - beta1) * g
        self.s = beta2 * self.s + (1 - beta2) * (g - self.m) ** 2 + self.eps
        m_hat, s_hat = self.m / (1 - beta1**self.t), self.s / (1 - beta2**self.t)
        with torch.no_grad():
            theta -= torch.tensor(self.lr * m_hat / (np.sqrt(s_hat) + self.eps))


class FTRL(torch.optim.Optimizer):
    """The paper's Algorithm 1, line by line, with its w_i after the step and not before it.

    z starts so that the first w_i are theta: the paper's start, 0, is w = 0.
    """

    def __init__(self, params, lr, beta=1.0, l1=0.0, l2=0.0):
        super().__init__(params, {"lr": lr})
        self.alpha, self.beta, self.l1, self.l2 = lr, beta, l1, l2
        w = self.param_groups[0]["params"][0].detach().numpy().copy()
        self.n = np.zeros(ELEMENTS)
        self.z = -w * ((beta + np.sqrt(self.n)) / lr + l2) - l1 * np.sign(w)

    def step(self):
        (theta,) = self.param_groups[0]["params"]
        g, w = theta.grad.numpy(), theta.detach().numpy().copy()
        sigma = (np.sqrt(self.n + g**2) - np.sqrt(self.n)) / self.alpha
        self.z += g - sigma * w
        self.n += g**2
        shrunk = -(self.z - np.sign(self.z) * self.l1) / ((self.beta + np.sqrt(self.n)) / self.alpha + self.l2)
        with torch.no_grad():
            theta.copy_(torch.tensor(np.where(np.abs(self.z) <= self.l1, 0.0, shrunk)))


def cases():
    """The table of src/test/java/.../OptimizerTable.java: each rule as users get it, and with every hyper-parameter moved.

    NAdam's other way through PyTorch 1.13, without foreach, multiplies by mu_t twice (PyTorch pull request 92699).
    """
    o = torch.optim
    moved = {"betas": (0.8, 0.95), "eps": 0.1}
    yield "gradientDescent", lambda p: o.SGD(p, lr=0.01)
    yield "gradientDescent-own", lambda p: o.SGD(p, lr=0.05)
    yield "momentum", lambda p: o.SGD(p, lr=0.01, momentum=0.9)
    yield "momentum-own", lambda p: o.SGD(p, lr=0.05, momentum=0.6)
    yield "nesterov", lambda p: o.SGD(p, lr=0.01, momentum=0.9, nesterov=True)
    yield "nesterov-own", lambda p: o.SGD(p, lr=0.05, momentum=0.6, nesterov=True)
    yield "adaGrad", lambda p: o.Adagrad(p, lr=0.01)
    yield "adaGrad-own", lambda p: o.Adagrad(p, lr=0.05, eps=0.1)
    yield "adaDelta", lambda p: o.Adadelta(p, lr=0.01)
    yield "adaDelta-own", lambda p: o.Adadelta(p, lr=0.05, rho=0.8, eps=0.01)
    yield "rmsProp", lambda p: o.RMSprop(p, lr=0.01)
    yield "rmsProp-own", lambda p: o.RMSprop(p, lr=0.05, alpha=0.8, eps=0.1)
    yield "adam", lambda p: o.Adam(p, lr=0.01)
    yield "adam-own", lambda p: o.Adam(p, lr=0.05, **moved)
    yield "amsGrad", lambda p: o.Adam(p, lr=0.01, amsgrad=True)
    yield "amsGrad-own", lambda p: o.Adam(p, lr=0.05, betas=(0.8, 0.6), eps=0.1, amsgrad=True)
    yield "adamW", lambda p: o.AdamW(p, lr=0.01, weight_decay=1e-6)
    yield "adamW-own", lambda p: o.AdamW(p, lr=0.05, weight_decay=0.3, **moved)
    yield "nAdam", lambda p: o.NAdam(p, lr=0.01, foreach=True)
    yield "nAdam-own", lambda p: o.NAdam(p, lr=0.05, momentum_decay=0.5, foreach=True, **moved)
    yield "rAdam", lambda p: o.RAdam(p, lr=0.01)
    yield "rAdam-own", lambda p: o.RAdam(p, lr=0.05, **moved)
    yield "lion", lambda p: Lion(p, lr=0.01)
    yield "lion-own", lambda p: Lion(p, lr=0.05, betas=(0.8, 0.6), weight_decay=0.3)
    yield "rProp", lambda p: o.Rprop(p, lr=0.01)
    yield "rProp-own", lambda p: o.Rprop(p, lr=0.05, etas=(0.3, 1.7), step_sizes=(0.01, 0.04))
    yield "adaMax", lambda p: o.Adamax(p, lr=0.01)
    yield "adaMax-own", lambda p: o.Adamax(p, lr=0.05, **moved)
    yield "adaBelief", lambda p: AdaBelief(p, lr=0.01)
    yield "adaBelief-own", lambda p: AdaBelief(p, lr=0.05, **moved)
    yield "ftrl", lambda p: FTRL(p, lr=0.01, l1=0.1)
    yield "ftrl-own", lambda p: FTRL(p, lr=0.05, beta=0.1, l1=1.0, l2=0.5)
    yield "adam-cosine", lambda p: o.Adam(p, lr=0.05), lambda opt: lr_scheduler.CosineAnnealingLR(opt, 12, 0.01)


def clipped_cases():
    """Momentum with gradients clipped first: the bound of each element, and that of the norm."""
    yield "momentum-clipValue", 0.1, None
    yield "momentum-clipNorm", None, 1.5
    yield "momentum-clipBoth", 0.4, 0.5


def schedules():
    s = lr_scheduler
    yield "step", 0.1, 25, lambda o: s.StepLR(o, step_size=7, gamma=0.3)
    yield "exponential", 0.1, 25, lambda o: s.ExponentialLR(o, gamma=0.9)
    yield "inverseTime", 0.1, 25, lambda o: s.LambdaLR(o, lambda n: 1 / (1 + 0.25 * n))
    yield "polynomial", 0.1, 25, lambda o: s.LambdaLR(o, lambda n: 0.02 + 0.98 * (1 - min(n, 20) / 20) ** 2.5)
    yield "polynomial-toZero", 0.1, 25, lambda o: s.PolynomialLR(o, total_iters=20, power=2.5)
    yield "cosine", 0.1, 21, lambda o: s.CosineAnnealingLR(o, T_max=20, eta_min=0.01)
    yield "cosineRestarts", 0.1, 60, lambda o: s.CosineAnnealingWarmRestarts(o, T_0=8, T_mult=2, eta_min=0.01)
    yield "cosineRestarts-equal", 0.1, 30, lambda o: s.CosineAnnealingWarmRestarts(o, T_0=8, eta_min=0.01)
    yield "oneCycle", 0.1, 50, lambda o: s.OneCycleLR(o, max_lr=0.1, total_steps=50, cycle_momentum=False)
    yield "oneCycle-short", 0.1, 4, lambda o: s.OneCycleLR(o, max_lr=0.1, total_steps=4, cycle_momentum=False)
    yield "exponential-warmUp", 0.1, 20, lambda o: s.LambdaLR(o, lambda n: min(1, (n + 1) / 5) * 0.9 ** max(0, n - 5))


def draw():
    """theta well away from 0, and gradients of every size, some of them 0."""
    random = np.random.RandomState(5)
    theta = (random.choice([-1, 1], ELEMENTS) * random.uniform(0.5, 2, ELEMENTS)).round(3)
    gradients = (random.standard_normal((STEPS, ELEMENTS)) * [1, 1, 0.1, 1, 3, 0.01, 1]).round(3)
    gradients[0, 1] = gradients[4, 2] = 0
    gradients[:, 3] = 0
    return theta, gradients


def trajectory(start, gradients, optimizer, scheduler=None, clip=lambda theta: None):
    theta = torch.tensor(start, requires_grad=True)
    opt = optimizer([theta])
    schedule = scheduler(opt) if scheduler else None
    rows = []
    for gradient in gradients:
        theta.grad = torch.tensor(gradient)
        clip(theta)
        opt.step()
        if schedule:
            schedule.step()
        rows.append(theta.detach().numpy().copy())
    assert np.isfinite(rows).all()
    return rows


def clip(theta, value, norm):
    if value:
        torch.nn.utils.clip_grad_value_([theta], value)
    if norm and theta.grad.norm() > norm:
        theta.grad *= norm / theta.grad.norm()  # clip_grad_norm_, without its 1e-6


def rates(rate, steps, scheduler):
    opt = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
    schedule = scheduler(opt)
    row = []
    for _ in range(steps):
        row.append(opt.param_groups[0]["lr"])
        opt.step()
        if len(row) < steps:
            schedule.step()
    return row


def plateaus():
    """Arguments of ReduceLROnPlateau, in the order of the record: factor, patience, threshold, cooldown, least factor."""
    yield "usual", 0.1, 10, 1e-4, 0, 0
    yield "impatient", 0.5, 2, 1e-2, 0, 0
    yield "cooling", 0.5, 1, 1e-2, 3, 0
    yield "bounded", 0.3, 0, 1e-4, 0, 0.05
    yield "coolingAndBounded", 0.7, 3, 0.2, 2, 0.4


def plateau(costs, factor, patience, threshold, cooldown, least):
    opt = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = lr_scheduler.ReduceLROnPlateau(
        opt, factor=factor, patience=patience, threshold=threshold, cooldown=cooldown, min_lr=least, eps=0
    )
    row = []
    for cost in costs:
        opt.step()
        schedule.step(cost)
        row.append(opt.param_groups[0]["lr"])
    return row


def costs():
    """Falling to a floor with noise, flat for a while, falling again, worse at last."""
    random = np.random.RandomState(8)
    falling = 2 * 0.8 ** np.arange(20) + 0.3 + 0.02 * random.standard_normal(20)
    again = 0.3 * 0.9 ** np.arange(15) + 0.005 * random.standard_normal(15)
    return np.concatenate([falling, np.full(14, falling[-1]), again, np.linspace(0.1, 0.5, 16)]).round(4)


def line(row):
    return " ".join(repr(float(x)) for x in row)


def main():
    start, gradients = draw()
    lines = [f"# Made by src/test/python/optimizers.py: {VERSIONS}", "start", line(start), "gradients"]
    lines += [line(row) for row in gradients]
    for name, *how in cases():
        lines += ["", name] + [line(row) for row in trajectory(start, gradients, *how)]
        print(name)
    for name, value, norm in clipped_cases():
        momentum = lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9)
        rows = trajectory(start, gradients, momentum, clip=lambda theta: clip(theta, value, norm))
        lines += ["", name] + [line(row) for row in rows]
        print(name)
    for name, *how in schedules():
        lines += ["", f"schedule-{name}", line(rates(*how))]
        print(name)
    write("trajectories.txt", lines)
    lines = [f"# Made by src/test/python/optimizers.py: {VERSIONS}", "costs", line(costs())]
    for name, *arguments in plateaus():
        lines += ["", name, line(arguments), line(plateau(costs(), *arguments))]
        print(name)
    write("plateau.txt", lines)


def write(name, lines):
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / name).write_text("\n".join(lines) + "\n", encoding="ascii")
    print(f"{name}: {(FOLDER / name).stat().st_size} bytes. {VERSIONS}")


if __name__ == "__main__":
    sys.exit(main())
