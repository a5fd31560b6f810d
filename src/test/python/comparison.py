"""Trains scikit-learn's MLPClassifier and MLPRegressor, with their defaults, over committed folds of five data sets, for comparison with bp4j's.

    /usr/bin/python3 src/test/python/comparison.py        # about ten minutes on two cores

Writes to src/test/resources/comparison/:
    wine.csv, breast_cancer.csv, diabetes.csv    the data sets that bp4j does not bundle, the target last
    SET.folds                                    the fold, 0 to 4, of each example, one a line
    scores.csv                                   set, scaling, seed, fold, score: accuracy, or R² of diabetes

Five folds, stratified where there are classes, the same for all ten seeds; each of the fifty runs of a data set has a random state of its own,
seed * 5 + fold, as runs that begin with the same weights are not independent. "standard" scales by mean and deviation of the training folds,
"none" takes the features as they are. The files in the repository were made with Debian 12's python3-sklearn 1.2.1, NumPy 1.24.2, Python 3.11.2.
"""

import multiprocessing
import warnings
from pathlib import Path

import numpy
from sklearn import datasets
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "comparison"
FOLDS = 5
SEEDS = 10
SETS = {
    "iris": datasets.load_iris(),
    "wine": datasets.load_wine(),
    "breast_cancer": datasets.load_breast_cancer(),
    "digits": datasets.load_digits(),
    "diabetes": datasets.load_diabetes(scaled=False),
}


def write_set(name, data):
    header = [str(feature).replace(" ", "_") for feature in data.feature_names]
    targets = [str(data.target_names[label]) for label in data.target] if "target_names" in data else map(str, data.target)
    rows = [[repr(float(x)) for x in row] + [target] for row, target in zip(data.data, targets)]
    lines = [",".join(row) for row in [[*header, "target"], *rows]]
    (FOLDER / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="ascii")


def folds(name, data):
    splitter = KFold if name == "diabetes" else StratifiedKFold
    fold = numpy.zeros(len(data.target), dtype=int)
    for number, (_, test) in enumerate(splitter(FOLDS, shuffle=True, random_state=0).split(data.data, data.target)):
        fold[test] = number
    return fold


def score(task):
    name, scaling, seed, fold, train_X, train_y, test_X, test_y = task
    if scaling == "standard":
        scaler = StandardScaler().fit(train_X)
        train_X, test_X = scaler.transform(train_X), scaler.transform(test_X)
    model = (MLPRegressor if name == "diabetes" else MLPClassifier)(random_state=seed * FOLDS + fold)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(train_X, train_y)
    return f"{name},{scaling},{seed},{fold},{float(model.score(test_X, test_y))!r}"


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    tasks = []
    for name, data in SETS.items():
        if name not in ("iris", "digits"):
            write_set(name, data)
        fold = folds(name, data)
        (FOLDER / f"{name}.folds").write_text("".join(f"{number}\n" for number in fold), encoding="ascii")
        for scaling in ("standard", "none"):
            for seed in range(SEEDS):
                for number in range(FOLDS):
                    train, test = fold != number, fold == number
                    tasks.append((name, scaling, seed, number, data.data[train], data.target[train], data.data[test], data.target[test]))
    with multiprocessing.Pool() as pool:
        scores = pool.map(score, tasks, chunksize=1)
    (FOLDER / "scores.csv").write_text("\n".join(["set,scaling,seed,fold,score", *scores]) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
