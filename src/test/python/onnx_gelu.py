"""Prints the polynomial P of GELU in exported ONNX graphs (OnnxFunction.GELU), with mpmath:

    ln erfc(x) = ln t + P(u) - x^2,  t = 2 / (2 + x),  u = 2t - 1,  for x >= 0

by interpolation in the 26 Chebyshev nodes of u in [-1, 1], and the largest relative error of erfc that P leaves. Run
with mpmath 1.3.0:

    python3 src/test/python/onnx_gelu.py
"""

from mpmath import cos, erfc, exp, log, mp, mpf, nstr, pi, polyval, sqrt

mp.dps = 50
N = 26


def goal(u):
    t = (u + 1) / 2
    x = 2 / t - 2
    if x < 200:
        return log(erfc(x) * exp(x * x) / t)
    term = total = mpf(1)  # erfc(x) e^(x^2) = (1 - 1/(2x^2) + 3/(2x^2)^2 - ...) / (x sqrt(pi))
    for k in range(1, 25):
        term *= -(2 * k - 1) / (2 * x * x)
        total += term
    return log(total / (x * sqrt(pi)) / t)


nodes = [cos(pi * (k + mpf(1) / 2) / N) for k in range(N)]
values = [goal(u) for u in nodes]
chebyshev = [2 / mpf(N) * sum(v * cos(pi * j * (k + mpf(1) / 2) / N) for k, v in enumerate(values)) for j in range(N)]
chebyshev[0] /= 2

basis = [[mpf(1)], [mpf(0), mpf(1)]]
while len(basis) < N:
    following = [mpf(0)] + [2 * c for c in basis[-1]]
    for i, c in enumerate(basis[-2]):
        following[i] -= c
    basis.append(following)
monomial = [mpf(0)] * N
for c, polynomial in zip(chebyshev, basis):
    for i, p in enumerate(polynomial):
        monomial[i] += c * p

for c in monomial:
    print(repr(float(c)) + ",")
worst = 0
for i in range(1100):
    x = mpf(i) / 40
    t = 2 / (2 + x)
    worst = max(worst, abs(t * exp(polyval(monomial[::-1], 2 * t - 1) - x * x) / erfc(x) - 1))
print("relative error", nstr(worst, 3))
