"""Weights of small networks trained in PyTorch, scikit-learn and Keras, saved as docs/models.md shows it.

    python3 src/test/python/model_weights.py torch|sklearn|keras FOLDER

writes FOLDER/torch.npz and so on: the weights, the inputs "x" (a row is an example) and the outputs "y" for them.
Versions used: Python 3.11.7; PyTorch 2.13.0, NumPy 2.4.6; scikit-learn 1.9.1, NumPy 2.4.6; Keras 3.15.1, TensorFlow 2.21.0, NumPy 2.x of theirs.
"""
import sys

import numpy as np

kind, folder = sys.argv[1:]
x = np.array([[5.1, 3.5, 1.4, 0.2], [6.2, 2.9, 4.3, 1.3], [7.7, 3.0, 6.1, 2.3]])

if kind == "torch":
    import torch

    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Linear(4, 5), torch.nn.Tanh(), torch.nn.Linear(5, 3)).double()
    np.savez("torch.npz", **{name: value.numpy() for name, value in model.state_dict().items()})
    weights = dict(np.load("torch.npz"))
    y = torch.softmax(model(torch.tensor(x)), 1).detach().numpy()
elif kind == "sklearn":
    from sklearn.datasets import load_iris
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier((5,), activation="tanh", max_iter=400, random_state=1).fit(*load_iris(return_X_y=True))
    weights = {f"W{l}": W.T for l, W in enumerate(model.coefs_, 1)}
    weights |= {f"b{l}": b for l, b in enumerate(model.intercepts_, 1)}
    np.savez("sklearn.npz", **weights)
    y = model.predict_proba(x)
else:
    import keras

    keras.utils.set_random_seed(1)
    keras.config.set_floatx("float64")
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(5, "tanh"), keras.layers.Dense(3, "softmax")])
    np.savez("keras.npz", *model.get_weights())
    weights = dict(np.load("keras.npz"))
    y = model.predict(x, verbose=0)

np.savez(f"{folder}/{kind}.npz", x=x, y=y, **weights)
