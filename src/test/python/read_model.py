"""What NumPy makes of models that bp4j saved. Versions used: Python 3.11.7, NumPy 2.4.6.

    java -cp target/classes:target/test-classes io.github.bp4j.model.ModelFiles FOLDER
    python3 src/test/python/read_model.py FOLDER > src/test/resources/model/numpy.txt

Prints, for each model, a line "name rows columns" and the rows of A[L].
"""
import sys

import numpy as np


def digits(file, X):
    model = np.load(file)
    A1 = np.maximum(model["W1"] @ X + model["b1"], 0)
    Z2 = model["W2"] @ A1 + model["b2"]
    E = np.exp(Z2 - Z2.max(axis=0))
    return E / E.sum(axis=0)


def fruits(file, X):
    """With normalised layers: layer 1 over the batch (epsilon 1e-4), layer 2 over the layer (1e-3)."""
    model = np.load(file)
    Z1 = model["W1"] @ X + model["b1"]
    Z1 = model["gamma1"] * (Z1 - model["runningMean1"]) / np.sqrt(model["runningVariance1"] + 1e-4) + model["beta1"]
    A1 = np.where(Z1 > 0, Z1, 0.1 * Z1)
    Z2 = model["W2"] @ A1 + model["b2"]
    Z2 = model["gamma2"] * (Z2 - Z2.mean(axis=0)) / np.sqrt(Z2.var(axis=0) + 1e-3) + model["beta2"]
    A2 = Z2**3
    Z3 = model["W3"] @ A2 + model["b3"]
    E = np.exp(Z3 - Z3.max(axis=0))
    return E / E.sum(axis=0)


def show(name, A):
    print(name, *A.shape)
    for row in A:
        print(*(repr(float(a)) for a in row))


folder = sys.argv[1]
assert np.load(folder + "/digits.npz")["W1"].shape == (128, 784)
i, k = np.arange(784)[:, None], np.arange(3)[None, :]
show("digits", digits(folder + "/digits.npz", (37 * i + 91 * k) % 256 / 256))
show("fruits", fruits(folder + "/fruits.npz", np.array([[1.5, -0.25], [1, 0], [-1, 0.5]])))
