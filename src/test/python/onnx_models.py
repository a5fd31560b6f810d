"""Makes the ONNX files in src/test/resources/onnx with the exporters that people use, small networks with random weights.

    python3 src/test/python/onnx_models.py torch      # torch.onnx.export; with PyTorch 2 both of its exporters
    python3 src/test/python/onnx_models.py sklearn    # skl2onnx
    python3 src/test/python/onnx_models.py keras      # tf2onnx
    python3 src/test/python/onnx_models.py handmade   # onnx.helper: forms that are documented but seldom written
    python3 src/test/python/onnx_models.py check F…   # runs the ONNX checker, with full shape inference, on files of ours

Beside each NAME.onnx lies a NAME.txt: who made it, then a line for each example, its inputs, a colon, and the outputs
that the framework itself computed. Made with

    torch113-*    PyTorch 1.13.0 of Debian 12, its own ONNX writer
    torch213-*    PyTorch 2.13.0, onnx 1.23.1, onnxscript 0.7.2
    sklearn-*     scikit-learn 1.9.1, skl2onnx 1.21.0 (from its repository), onnx 1.23.1
    keras-*       Keras 3.15.1, TensorFlow 2.21.0, tf2onnx 1.16.1 (from its repository), onnx 1.23.1
    handmade-*    onnx 1.23.1

and checked with onnx 1.12.0 of Debian 12, those of a later operator set with 1.23.1; sklearn-minmax64 is not valid, for
its ZipMap is of float64, but it is what skl2onnx writes.
"""

import os
import sys
import warnings
from pathlib import Path

import numpy as np

warnings.simplefilter("ignore")
FOLDER = Path(__file__).resolve().parent.parent / "resources" / "onnx"
rng = np.random.default_rng(6)


def write(name, made_by, model, X, outputs):
    """model: bytes; X: an example in each row, as the model's input takes it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    model = without_stack_traces(model)
    (FOLDER / (name + ".onnx")).write_bytes(model)
    lines = ["# " + made_by]
    for x, a in zip(np.asarray(X, np.float64).reshape(len(X), -1), np.asarray(outputs, np.float64).reshape(len(X), -1)):
        lines.append(" ".join(map(repr, x.tolist())) + " : " + " ".join(map(repr, a.tolist())))
    (FOLDER / (name + ".txt")).write_text("\n".join(lines) + "\n")
    print(name, len(model), "bytes")


def without_stack_traces(model):
    """PyTorch 2 notes in each node where in the user's program it comes from; those lines alone are left out."""
    if b"stack_trace" not in model:
        return model
    import onnx

    proto = onnx.load_from_string(model)
    for node in proto.graph.node:
        del node.metadata_props[:]
    return proto.SerializeToString()


def with_torch():
    import io

    import torch
    from torch import nn

    torch.manual_seed(6)
    major = int(torch.__version__.split(".")[0])
    version = "torch" + "".join(torch.__version__.split(".")[:2])

    class View(nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden, self.out = nn.Linear(12, 5), nn.Linear(5, 3)

        def forward(self, x):
            return torch.softmax(self.out(torch.relu(self.hidden(x.view(x.size(0), -1)))), 1)

    def batch_norm(n):
        layer = nn.BatchNorm1d(n)
        with torch.no_grad():
            for p in (layer.weight, layer.bias, layer.running_mean):
                p.copy_(torch.randn(n))
            layer.running_var.copy_(torch.rand(n) + 0.1)
        return layer

    def layer_norm(n):
        layer = nn.LayerNorm(n)
        with torch.no_grad():
            for p in (layer.weight, layer.bias):
                p.copy_(torch.randn(n))
        return layer

    L = nn.Linear
    models = {
        "mlp": (nn.Sequential(L(4, 7), nn.ReLU(), L(7, 5), nn.Tanh(), L(5, 3)), (4,)),
        "image": (
            nn.Sequential(
                nn.Flatten(), L(12, 6), batch_norm(6), nn.ReLU(), nn.Dropout(0.3), L(6, 5), nn.Sigmoid(), batch_norm(5),
                L(5, 3), nn.Softmax(1)
            ),
            (3, 4),
        ),
        "view": (View(), (3, 4)),
        "binary": (nn.Sequential(batch_norm(4), L(4, 3), nn.GELU(), L(3, 4), nn.SiLU(), L(4, 1), nn.Sigmoid()), (4,)),
        "float64": (
            nn.Sequential(
                L(4, 5), nn.ELU(0.7), L(5, 5), nn.SELU(), L(5, 5), nn.LeakyReLU(0.02), L(5, 5), nn.Softplus(), L(5, 4),
                nn.GELU(), L(4, 2, bias=False)
            ).double(),
            (4,),
        ),
        "prelu": (nn.Sequential(L(4, 5), nn.PReLU(), L(5, 2), nn.Identity()), (4,)),
        "activations": (
            nn.Sequential(
                L(4, 6), nn.Softsign(), L(6, 6), nn.Mish(), L(6, 6), nn.Hardsigmoid(), L(6, 6), nn.Hardswish(), L(6, 6),
                nn.CELU(0.7), L(6, 6), nn.ReLU6(), L(6, 6), nn.Hardtanh(), L(6, 6), nn.GELU("tanh"), L(6, 6),
                nn.LogSigmoid(), L(6, 3)
            ),
            (4,),
        ),
        "layernorm": (nn.Sequential(L(4, 6), layer_norm(6), nn.ReLU(), L(6, 5), layer_norm(5), nn.Tanh(), L(5, 3)), (4,)),
    }
    exporters = [("", {} if major < 2 else {"dynamo": False})] + ([("-dynamo", None)] if major >= 2 else [])
    for name, (model, shape) in models.items():
        model.eval()
        x = torch.randn(5, *shape, dtype=next(model.parameters()).dtype)
        for suffix, options in exporters:
            if name == "layernorm" and options is not None:
                options = {**options, "opset_version": 17}  # the first with LayerNormalization
            file = io.BytesIO()
            if options is None:
                if name == "view":
                    continue
                torch.onnx.export(
                    model, x, file, input_names=["x"], output_names=["y"], dynamo=True, external_data=False,
                    verbose=False, dynamic_shapes=({0: torch.export.Dim("batch")},)
                )
            else:
                torch.onnx.export(
                    model, x, file, input_names=["x"], output_names=["y"],
                    dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}}, **options
                )
            with torch.no_grad():
                write(f"{version}{suffix}-{name}", f"PyTorch {torch.__version__}", file.getvalue(), x, model(x))


def with_sklearn():
    import skl2onnx
    import sklearn
    from sklearn.datasets import load_iris
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MinMaxScaler, StandardScaler

    made_by = f"scikit-learn {sklearn.__version__}, skl2onnx {skl2onnx.__version__}"
    X, y = load_iris(return_X_y=True)
    names = np.array(["setosa", "versicolor", "virginica"])

    def classifier(**options):
        return MLPClassifier(**{"max_iter": 60, "random_state": 1, **options})

    def regressor(**options):
        return MLPRegressor(max_iter=60, random_state=1, **options)

    def put(name, model, dtype, X, y, every=23, **options):
        model.fit(X, y)
        x = np.ascontiguousarray(X[::every]).astype(dtype)
        proto = skl2onnx.to_onnx(model, x[:1], **options)
        out = model.predict_proba(x) if hasattr(model, "predict_proba") else model.predict(x)
        write("sklearn-" + name, made_by, proto.SerializeToString(), x, out)

    # the model of docs/onnx.md and of the example FromScikitLearn, with the answers to all flowers
    put("names", make_pipeline(StandardScaler(), classifier(hidden_layer_sizes=(5, 4), max_iter=2000)), np.float32, X, names[y],
        every=1)
    put("minmax64", make_pipeline(MinMaxScaler(), classifier(activation="tanh")), np.float64, X, y + 7)
    put("standard64", make_pipeline(StandardScaler(), classifier(hidden_layer_sizes=(6,))), np.float64, X, y,
        options={"zipmap": False})
    put("binary", classifier(hidden_layer_sizes=(5,), activation="logistic"), np.float32, X[:100], y[:100])
    put("binary64", make_pipeline(StandardScaler(), classifier(hidden_layer_sizes=(5,))), np.float64, X[50:], names[y[50:]],
        options={"zipmap": False})
    put("regressor", make_pipeline(StandardScaler(), regressor(hidden_layer_sizes=(5,))), np.float32, X[:, :3], X[:, 3])
    put("regressor64", regressor(hidden_layer_sizes=(5, 3), activation="identity"), np.float64, X[:, :3], X[:, 3])


def with_keras():
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras
    import tensorflow as tf
    import tf2onnx
    from keras import layers

    keras.utils.set_random_seed(6)
    made_by = f"Keras {keras.__version__}, TensorFlow {tf.__version__}, tf2onnx {tf2onnx.__version__}"
    D = layers.Dense

    def put(name, model, shape, opset):
        for v in model.variables:  # biases and statistics that are not 0 and 1
            if "seed" not in v.name:
                v.assign(np.abs(v.numpy()) * 0.5 + rng.uniform(0.1, 0.9, v.shape) if "var" in v.name
                         else v.numpy() + rng.normal(size=v.shape) * 0.3)
        x = rng.normal(size=(5, *shape)).astype(np.float32)
        spec = [tf.TensorSpec((None, *shape), tf.float32, name="x")]
        function = tf.function(lambda x: model(x, training=False), input_signature=spec)
        proto, _ = tf2onnx.convert.from_function(function, input_signature=spec, opset=opset)
        write("keras-" + name, made_by, proto.SerializeToString(), x, model(x, training=False).numpy())

    for opset in (11, 13, 17):
        put(f"mlp{opset}", keras.Sequential([
            keras.Input((4,)), D(7, activation="relu"), D(5, activation="tanh"), D(3, activation="softmax")]), (4,), opset)
    put("image", keras.Sequential([
        keras.Input((3, 4)), layers.Flatten(), D(6), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(0.2),
        D(5, activation="sigmoid"), layers.BatchNormalization(), D(3), layers.Softmax()]), (3, 4), 17)
    put("activations", keras.Sequential([
        keras.Input((4,)), D(5, activation="silu"), D(5, activation="selu"), D(5, activation="elu"), D(5),
        layers.LeakyReLU(negative_slope=0.2), D(5, activation="softplus"), D(1, activation="sigmoid")]), (4,), 17)


def by_hand():
    import onnx
    from onnx import TensorProto as T
    from onnx import helper as h

    made_by = f"onnx {onnx.__version__}, onnx.helper; outputs by NumPy"
    W1, b1 = rng.normal(size=(4, 5)), rng.normal(size=5)
    W2, b2 = rng.normal(size=(5, 2)), rng.normal(size=2)
    X = rng.normal(size=(6, 4))

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def put(name, kind, nodes, initializers, outputs, opset=17):
        graph = h.make_graph(
            nodes, name, [h.make_tensor_value_info("x", kind, ["batch", 4])],
            [h.make_tensor_value_info("y", kind, ["batch", 2])], initializers)
        model = h.make_model(graph, opset_imports=[h.make_opsetid("", opset)], ir_version=8 if opset < 18 else 10)
        onnx.checker.check_model(model, full_check=True)
        write("handmade-" + name, made_by, model.SerializeToString(), X, outputs)

    def typed(name, a, kind=T.DOUBLE, raw=False):
        a = np.asarray(a, np.float64 if kind == T.DOUBLE else np.float32)
        return h.make_tensor(name, kind, a.shape, a.tobytes() if raw else a.ravel(), raw=raw)

    def constant(name, a, kind=T.DOUBLE):
        return h.make_node("Constant", [], [name], value=typed(name, a, kind))

    def n(op, inputs, output, **attributes):
        return h.make_node(op, inputs.split(), [output], **attributes)

    Z1 = X @ W1 + b1
    put("typed64", T.DOUBLE, [n("MatMul", "x W1", "m1"), n("Add", "b1 m1", "z1"), n("Tanh", "z1", "a1"),
                              n("Gemm", "a1 W2 b2", "y", alpha=0.5, beta=2.0)],
        [typed("W1", W1), typed("b1", b1), typed("W2", W2), typed("b2", [b2])], np.tanh(Z1) @ W2 * 0.5 + 2 * b2)
    put("constants64", T.DOUBLE,
        [constant("W1t", W1.T), n("Transpose", "W1t", "W1", perm=[1, 0]), constant("b1c", b1), n("Identity", "b1c", "b1"),
         n("MatMul", "x W1", "m1"), n("Add", "m1 b1", "z1"), n("Sigmoid", "z1", "a1"),
         constant("W2f", W2, T.FLOAT), n("Cast", "W2f", "W2", to=T.DOUBLE), n("MatMul", "a1 W2", "z2"),
         h.make_node("Constant", [], ["three"], value_float=3.0), n("Cast", "three", "three64", to=T.DOUBLE),
         n("Mul", "three64 z2", "z3"), n("Neg", "z3", "z4"), constant("one", 1.0), n("Sub", "one z4", "y")],
        [], 1 + 3 * (sigmoid(Z1) @ W2.astype(np.float32).astype(np.float64)))
    mean, deviation = rng.normal(size=4), rng.uniform(0.5, 2, 4)
    shift, factor = rng.normal(size=5), rng.normal(size=5)
    put("scaled64", T.DOUBLE,
        [n("Sub", "x mean", "s"), n("Div", "s deviation", "t"), n("MatMul", "t W1", "m1"), n("Add", "m1 b1", "z1"),
         n("Relu", "z1", "a1"), n("Add", "a1 shift", "u"), n("Mul", "u factor", "v"), n("Dropout", "v", "w"),
         n("Gemm", "w W2t b2", "z2", transB=1), n("Flatten", "z2", "y")],
        [typed("mean", mean, raw=True), typed("deviation", [deviation]), typed("W1", W1, raw=True), typed("b1", b1),
         typed("shift", shift), typed("factor", factor), typed("W2t", W2.T), typed("b2", b2)],
        (np.maximum(((X - mean) / deviation) @ W1 + b1, 0) + shift) * factor @ W2 + b2)
    put("late", T.FLOAT,
        [n("Gemm", "x W1 b1", "z1"), n("Swish", "z1", "a1"), n("Gemm", "a1 W2 b2", "z2"), n("Softmax", "z2", "y")],
        [typed("W1", W1, T.FLOAT), typed("b1", b1, T.FLOAT), typed("W2", W2, T.FLOAT, raw=True), typed("b2", b2, T.FLOAT)],
        (lambda e: e / e.sum(1, keepdims=True))(np.exp((Z1 * sigmoid(Z1)) @ W2 + b2)), opset=24)


def check(files):
    import onnx

    for file in files:
        try:
            onnx.checker.check_model(onnx.load(file), full_check=True)
            print("ok with onnx", onnx.__version__, file)
        except Exception as e:
            print("NOT ok with onnx", onnx.__version__, file, e)


{"torch": with_torch, "sklearn": with_sklearn, "keras": with_keras, "handmade": by_hand,
 "check": lambda: check(sys.argv[2:])}[sys.argv[1]]()
