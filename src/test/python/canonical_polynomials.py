"""Minimax polynomials of the canonical elementary functions (docs/numerics.md), as Java constants.

Remez' exchange algorithm with 60 digits. The first coefficients are rounded to doubles one after the other, from
the constant term up, and after each the remaining ones are fitted anew, so that they absorb its error (refits: how
many). Printed is the largest weighted error of the polynomial with all coefficients rounded, as a power of two.

    python3 src/test/python/canonical_polynomials.py        (Python 3.11, mpmath 1.3.0)
"""

from mpmath import cos, erf, erfc, exp, expm1, log, lu_solve, matrix, mp, mpf, nstr, pi, sqrt

mp.dps = 60


def error(points, coefficients):
    errors = []
    for x, f, w in points:
        p = mpf(0)
        for c in reversed(coefficients):
            p = p * x + c
        errors.append(w * (f - p))
    return errors


def alternating(errors, count):
    """The indices of `count` errors of alternating sign: the largest of each run of equal sign."""
    runs = []
    for i, e in enumerate(errors):
        if e == 0:
            continue
        if runs and (errors[runs[-1]] > 0) == (e > 0):
            if abs(e) > abs(errors[runs[-1]]):
                runs[-1] = i
        else:
            runs.append(i)
    while len(runs) > count:
        runs.pop(0 if abs(errors[runs[0]]) < abs(errors[runs[-1]]) else -1)
    return runs


def remez(points, degree, fixed):
    """The coefficients of the best polynomial on the points whose first ones are fixed."""
    k = len(fixed)
    free = degree + 1 - k
    count = free + 1
    rest = error(points, fixed)
    n = len(points)
    reference = [int((1 - cos(pi * (i + mpf(1) / 2) / count)) / 2 * n) for i in range(count)]
    best, least = None, None
    for _ in range(15):
        a = matrix(count, count)
        b = matrix(count, 1)
        for i, r in enumerate(reference):
            x, _f, w = points[r]
            for j in range(free):
                a[i, j] = w * x ** (k + j)
            a[i, free] = (-1) ** i
            b[i] = rest[r]
        solution = lu_solve(a, b)
        coefficients = list(fixed) + [solution[j] for j in range(free)]
        errors = error(points, coefficients)
        largest = max(abs(e) for e in errors)
        if best is None or largest < least:
            best, least = coefficients, largest
        reference = alternating(errors, count)
        if len(reference) < count or largest < abs(solution[free]) * mpf("1.001"):
            break
    return best


def minimax(name, f, weight, low, high, degree, refits=0):
    grid = [(low + high) / 2 - (high - low) / 2 * cos(pi * (i + mpf(1) / 2) / 1200) for i in range(1200)]
    points = [(x, f(x), weight(x)) for x in grid]
    # once a coefficient is rounded, nothing can be mended near 0
    away = [p for p in points if abs(p[0]) > max(abs(low), abs(high)) / 20]
    exact = remez(points, degree, [])
    fixed = []
    for k in range(refits):
        fixed.append(mpf(float(exact[k])))
        exact = remez(away, degree, fixed)
    fixed += [mpf(float(c)) for c in exact[refits:]]
    worst = max(abs(e) for e in error(points, fixed))
    print(f"// {name}: degree {degree} on [{nstr(low, 6)}, {nstr(high, 6)}], 2^{nstr(log(worst, 2), 5)}")
    for k, c in enumerate(fixed):
        print(f"    {name}{k} = {float(c)!r}, // {float(c).hex()}")


def main():
    half_ln2 = log(mpf(2)) / 2 * mpf("1.0001")

    # e^r = 1 + r + r^2 q(r); the error relative to e^r - 1
    def q(r):
        return mpf(1) / 2 + r / 6 if abs(r) < mpf("1e-25") else (expm1(r) - r) / r**2

    minimax("E", q, lambda r: abs(r) if abs(r) < mpf("1e-25") else r**2 / abs(expm1(r)), -half_ln2, half_ln2, 10, refits=3)

    # ln((1+s)/(1-s)) = 2s + s z R(z), z = s^2; the error relative to the logarithm
    def R(z):
        if z < mpf("1e-20"):
            return mpf(2) / 3 + 2 * z / 5
        s = sqrt(z)
        return (log((1 + s) / (1 - s)) - 2 * s) / (s * z)

    s_max = (sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1) * mpf("1.0001")
    minimax("L", R, lambda z: z / 2, mpf(0), s_max**2, 6, refits=2)

    # erf x = x + x P(z), z = x^2; the error relative to erf x
    def P(z):
        if z < mpf("1e-25"):
            return 2 / sqrt(pi) * (1 - z / 3) - 1
        x = sqrt(z)
        return erf(x) / x - 1

    minimax("N", P, lambda z: mpf(1), mpf(0), mpf(1) / 4, 8, refits=1)

    # erfc a = e^(-a^2 + S(t)) / (2a + 3/2), t = 1 - 5.5 / (a + 2.25); the error of S
    def S(t):
        a = mpf("5.5") / (1 - t) - mpf("2.25")
        return log((2 * a + mpf("1.5")) * erfc(a)) + a**2

    minimax("T", S, lambda t: mpf(1), mpf(-1), 1 - mpf("5.5") / mpf("29.55"), 21, refits=3)


if __name__ == "__main__":
    main()
