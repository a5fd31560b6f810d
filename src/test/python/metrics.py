"""Makes src/test/resources/golden/metrics/scores.txt with scikit-learn.

    /usr/bin/python3 src/test/python/metrics.py        # writes the file, prints one line per case

A case is a line "case kind name", the matrices A and Y with one column per example (a line "A rows columns", then the
rows), lines "name value ..." with what scikit-learn makes of them, and its report as lines that begin with "|". Classes
are decided as bp4j does: the first largest row; in one row, 1 from 0.5 on; a label from 0.5 on.

The Brier score of more than two classes is not in scikit-learn 1.2; it is written out as scikit-learn 1.7 defines it.

Numbers are Python's repr: reading them back gives the same double. The file in the repository was made with Debian 12's
python3-sklearn and python3-numpy; it names their versions.
"""

import platform
import sys
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics

FILE = Path(__file__).resolve().parent.parent / "resources" / "golden" / "metrics" / "scores.txt"
VERSIONS = f"Python {platform.python_version()}, scikit-learn {sklearn.__version__}, NumPy {np.__version__}"
ANIMALS = ["ant", "bee", "caterpillar", "d"]


def softmax(Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)


def one_hot(labels, n):
    return np.eye(n)[labels].T


def classification():
    """Name, A (n, m), Y (n, m) or both (1, m)."""
    random = np.random.RandomState(1)
    labels = random.randint(0, 3, 60)
    Y = one_hot(labels, 3)
    yield "threeClasses", softmax(2 * Y + 1.5 * random.standard_normal((3, 60))), Y

    labels = random.randint(0, 4, 50)
    grid = np.array([random.multinomial(8, p) for p in 0.2 + 0.2 * np.eye(4)[labels]]).T / 8
    yield "ties", grid, one_hot(labels, 4)

    labels = random.choice([0, 1, 3], 40)
    yield "absentClass", softmax(one_hot(labels, 4) + random.standard_normal((4, 40))), one_hot(labels, 4)

    labels = random.choice([0, 1, 2], 41)
    Z = 2 * one_hot(labels, 4) + random.standard_normal((4, 41))
    Z[1] -= 100
    yield "neverPredicted", softmax(Z), one_hot(labels, 4)

    y = random.randint(0, 2, (1, 70)).astype(float)
    a = (1 / (1 + np.exp(-2 * y + 1 - random.standard_normal((1, 70))))).round(1)
    yield "oneSigmoidUnit", a, y

    labels = (random.uniform(size=90) < 0.1).astype(int)
    yield "twoSoftmaxUnits", softmax(1.5 * one_hot(labels, 2) + random.standard_normal((2, 90))), one_hot(labels, 2)

    y = random.randint(0, 2, (1, 30)).astype(float)
    a = np.where(random.uniform(size=(1, 30)) < 0.9, y, 1 - y)
    yield "surePrediction", a, y

    yield "allEqual", np.full((1, 8), 0.25), np.array([[0.0, 1, 0, 0, 1, 1, 0, 0]])
    yield "oneClassOnly", np.full((1, 4), 0.25), np.zeros((1, 4))
    yield "oneExample", np.array([[0.2], [0.5], [0.3]]), np.array([[0.0], [1], [0]])


def decide(M):
    return (M[0] >= 0.5).astype(int) if len(M) == 1 else M.argmax(axis=0)


def scores(true, predicted, labels):
    """Precision, recall and F1 of each class, then the averages."""
    how = {"labels": labels, "zero_division": 0}
    for k, row in enumerate(zip(*metrics.precision_recall_fscore_support(true, predicted, **how))):
        yield f"class{k}", row
    averages = ["micro", "macro", "weighted"] + (["samples"] if true.ndim == 2 else [])
    for average in averages:
        yield average, metrics.precision_recall_fscore_support(true, predicted, average=average, **how)[:3]


def ranked(A, Y):
    """Areas where they are defined."""
    n, ones = len(Y), Y.sum(axis=1)
    binary = n <= 2 and (ones[-1:] > 0).all() and (ones[-1:] < Y.shape[1]).all()
    if binary:
        yield "rocAuc", [metrics.roc_auc_score(Y[-1], A[-1])]
        yield "averagePrecision", [metrics.average_precision_score(Y[-1], A[-1])]
    if n > 1 and (ones > 0).all() and (ones < Y.shape[1]).all():
        for average in "macro", "weighted":
            yield f"rocAuc-{average}", [metrics.roc_auc_score(Y.T, A.T, average=average)]
            yield f"averagePrecision-{average}", [metrics.average_precision_score(Y.T, A.T, average=average)]
    if n > 2 and (ones > 0).all() and (ones < Y.shape[1]).all() and (Y.sum(axis=0) == 1).all():
        for average in "macro", "weighted":
            area = metrics.roc_auc_score(decide(Y), A.T, multi_class="ovr", average=average)
            assert abs(area - metrics.roc_auc_score(Y.T, A.T, average=average)) < 1e-15


def of_classes(A, Y):
    true, predicted, n = decide(Y), decide(A), max(2, len(Y))
    labels, names = list(range(n)), ANIMALS[:n]
    yield "confusion", metrics.confusion_matrix(true, predicted, labels=labels).ravel()
    yield "accuracy", [metrics.accuracy_score(true, predicted)]
    yield "balancedAccuracy", [metrics.balanced_accuracy_score(true, predicted)]
    yield "matthews", [metrics.matthews_corrcoef(true, predicted)]
    yield "kappa", [metrics.cohen_kappa_score(true, predicted, labels=labels)]
    yield from scores(true, predicted, labels)
    probabilities = A if len(A) > 1 else np.vstack([1 - A, A])
    yield "logLoss", [metrics.log_loss(true, probabilities.T, labels=labels)]
    if n == 2:
        yield "brier", [metrics.brier_score_loss(true, probabilities[1], pos_label=1)]
    else:
        yield "brier", [((A - Y) ** 2).sum(axis=0).mean()]
    if n > 2 and len({*A.ravel()}) == A.size:  # without ties
        for k in 1, 2:
            yield f"top{k}", [metrics.top_k_accuracy_score(true, A.T, k=k, labels=labels)]
    yield from ranked(A, Y)
    if {*true, *predicted} == {*labels}:  # else it has no line of the accuracy
        yield metrics.classification_report(true, predicted, labels=labels, target_names=names, zero_division=0)


def multi_label():
    random = np.random.RandomState(2)
    Y = (random.uniform(size=(4, 50)) < [[0.5], [0.3], [0.7], [0.1]]).astype(float)
    Z = 3 * Y - 1.5 + 1.5 * random.standard_normal((4, 50))
    yield "fourLabels", 1 / (1 + np.exp(-Z)), Y
    yield "fourLabels-ties", (1 / (1 + np.exp(-Z))).round(1), Y
    Y = Y.copy()
    Y[3] = 0
    Y[:, :5] = 0
    yield "absentLabel", 1 / (1 + np.exp(-Z)), Y


def of_labels(A, Y):
    true, predicted = Y.T.astype(int), (A.T >= 0.5).astype(int)
    yield "subsetAccuracy", [metrics.accuracy_score(true, predicted)]
    yield "hammingLoss", [metrics.hamming_loss(true, predicted)]
    yield from scores(true, predicted, None)
    yield from ranked(A, Y)
    yield metrics.classification_report(true, predicted, target_names=ANIMALS, zero_division=0)


def regression():
    random = np.random.RandomState(3)
    Y = 5 + 2 * random.standard_normal((1, 41))
    yield "oneOutput", Y + 0.3 * random.standard_normal(Y.shape) + 0.2, Y
    Y = random.standard_normal((3, 30)) * [[1], [100], [0.01]] + [[0], [1000], [1]]
    yield "threeOutputs", Y + random.standard_normal((3, 30)) * [[0.5], [150], [0.001]], Y
    Y = np.full((2, 6), 2.0)
    A = Y.copy()
    A[1, 3] = 5
    yield "constantTargets", A, Y
    yield "constantError", np.array([[2.0, 3, 4, 5]]), np.array([[1.0, 2, 3, 4]])
    yield "oneExample", np.array([[2.5]]), np.array([[2.0]])


def of_numbers(A, Y):
    functions = {
        "mse": lambda **how: metrics.mean_squared_error(Y.T, A.T, **how),
        "rmse": lambda **how: metrics.mean_squared_error(Y.T, A.T, squared=False, **how),
        "mae": lambda **how: metrics.mean_absolute_error(Y.T, A.T, **how),
        "medianAbsoluteError": lambda **how: metrics.median_absolute_error(Y.T, A.T, **how),
        "r2": lambda **how: metrics.r2_score(Y.T, A.T, **how),
        "explainedVariance": lambda **how: metrics.explained_variance_score(Y.T, A.T, **how),
    }
    for name, of in functions.items():
        yield f"{name}-average", [of(multioutput="uniform_average")]
        if Y.shape[1] > 1:
            yield name, of(multioutput="raw_values")


def line(row):
    return " ".join(repr(float(x)) for x in row)


def matrix(name, M):
    return [f"{name} {M.shape[0]} {M.shape[1]}"] + [line(row) for row in M]


def main():
    warnings.simplefilter("ignore")
    lines = [f"# Made by src/test/python/metrics.py: {VERSIONS}"]
    kinds = ("classes", classification, of_classes), ("labels", multi_label, of_labels), ("numbers", regression, of_numbers)
    for kind, cases, values in kinds:
        for name, A, Y in cases():
            lines += ["", f"case {kind} {name}", *matrix("A", A), *matrix("Y", Y)]
            for value in values(A, Y):
                if isinstance(value, str):
                    lines += ["|" + text for text in value.rstrip("\n").split("\n")]
                else:
                    lines.append(f"{value[0]} {line(value[1])}")
            print(kind, name)
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text("\n".join(lines) + "\n", encoding="ascii")
    print(f"{FILE.stat().st_size} bytes. {VERSIONS}")


if __name__ == "__main__":
    sys.exit(main())
