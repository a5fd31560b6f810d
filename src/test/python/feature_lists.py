"""Makes src/test/resources/features/*.txt: the names that docs/features.md must have, library by library.

    /usr/bin/python3 src/test/python/feature_lists.py KERAS MAVEN

KERAS is a folder with a git clone of Keras' sources (or its bare repository), MAVEN a local Maven repository with the
source jars that JARS names (mvn dependency:get -Dartifact=...:jar:sources). scikit-learn is imported. Each file says in
its first line what was listed.
"""

import inspect
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier, MLPRegressor

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "features"
JARS = {
    "dl4j": "org/deeplearning4j/deeplearning4j-nn/1.0.0-M2.1/deeplearning4j-nn-1.0.0-M2.1-sources.jar",
    "nd4j": "org/nd4j/nd4j-api/1.0.0-M2.1/nd4j-api-1.0.0-M2.1-sources.jar",
    "encog": "org/encog/encog-core/3.4/encog-core-3.4-sources.jar",
    "smile": "com/github/haifengl/smile-core/4.4.2/smile-core-4.4.2-sources.jar",
}


def scikit_learn():
    X, y = np.random.RandomState(1).standard_normal((40, 3)), [0, 1] * 20
    for kind in (MLPClassifier, MLPRegressor):
        fitted = kind(max_iter=2, early_stopping=True).fit(X, y)
        yield from list(inspect.signature(kind.__init__).parameters)[1:]
        yield from (name for name in dir(kind) if not name.startswith("_"))
        yield from (name for name in vars(fitted) if name.endswith("_") and not name.startswith("_"))


KERAS_GROUPS = ("optimizers", "optimizers.schedules", "initializers", "losses", "callbacks", "regularizers", "constraints")
KERAS_LAYERS = ("regularization", "activations", "normalization")


def keras(repository):
    def exported(pattern, *folders):
        found = subprocess.run(["git", "-C", repository, "grep", "-hoE", pattern, "HEAD", "--", *folders],
                               capture_output=True, text=True, check=True).stdout
        return {name.split(".")[-1].strip('"') for name in found.split()}

    for group in KERAS_GROUPS:
        yield from exported(rf'"keras\.{group}\.[A-Z]\w*"'.replace(r"\w", "[A-Za-z0-9]"), "keras/src")
    yield from exported('"keras\\.activations\\.[a-z_0-9]*"', "keras/src/activations") - {"get", "serialize", "deserialize"}
    yield from exported('"keras\\.layers\\.[A-Z][A-Za-z0-9]*"', *(f"keras/src/layers/{g}" for g in KERAS_LAYERS))


def version_of_keras(repository):
    show = ["git", "-C", repository, "show", "HEAD:keras/src/version.py"]
    return re.search(r'__version__ = "(.*)"', subprocess.run(show, capture_output=True, text=True).stdout)[1]


def classes(jar, folder, but=()):
    """The public classes of a package, by the names of their files."""
    pattern = re.compile(rf".*{folder}/(\w+)\.java")
    names = (pattern.fullmatch(name) for name in jar.namelist())
    return [name[1] for name in names if name and name[1] not in but and not re.match(r"Base|Abstract", name[1])]


def source(jar, file):
    return jar.read(next(name for name in jar.namelist() if name.endswith(file))).decode()


def constants(jar, file):
    body = re.sub(r"/\*.*?\*/|//[^\n]*", "", source(jar, file), flags=re.S)
    return re.findall(r"\w+", re.search(r"enum \w+ *(?:implements \w+ *)?\{(.*?)[;}]", body, flags=re.S)[1])


def dl4j(jar, nd4j):
    yield from classes(nd4j, "linalg/learning/config", ("IUpdater",))
    yield from classes(nd4j, "linalg/learning/regularization", ("Regularization",))
    yield from classes(nd4j, "linalg/activations/impl")
    yield from classes(nd4j, "linalg/lossfunctions/impl")
    yield from classes(nd4j, "linalg/schedule", ("ISchedule", "ScheduleType"))
    yield from constants(jar, "nn/weights/WeightInit.java")
    yield from constants(jar, "nn/conf/GradientNormalization.java")
    yield from constants(jar, "nn/api/OptimizationAlgorithm.java")
    yield from classes(jar, "nn/conf/dropout", ("IDropout", "DropoutHelper"))
    yield from classes(jar, "nn/conf/constraint")
    yield from classes(jar, "nn/conf/weightnoise", ("IWeightNoise",))
    yield from classes(jar, "earlystopping/termination", ("EpochTerminationCondition", "IterationTerminationCondition"))
    yield from classes(jar, "optimize/listeners")
    builder = source(jar, "nn/conf/NeuralNetConfiguration.java")
    yield from sorted(set(re.findall(r"public Builder (\w+)\(", builder)) - {"clone"})


def encog(jar):
    yield from classes(jar, "engine/network/activation", ("ActivationFunction", "package-info"))
    for folder in ("back", "manhattan", "quick", "resilient", "scg", "sgd", "sgd/update"):
        yield from classes(jar, f"training/propagation/{folder}", ("UpdateRule", "RPROPConst", "BatchDataSet"))
    for folder in ("lma", "nm", "pso", "anneal", "cross"):
        yield from classes(jar, f"networks/training/{folder}", ("NeuralPSOWorker", "NeuralSimulatedAnnealingHelper"))
    yield from classes(jar, "networks/training/strategy")
    yield from classes(jar, "ml/train/strategy", ("Strategy",))
    yield from classes(jar, "ml/train/strategy/end", ("EndTrainingStrategy",))
    yield from classes(jar, "neural/error", ("ErrorFunction",))
    yield from classes(jar, "mathutil/randomize", ("Randomizer", "BasicRandomizer"))
    yield from classes(jar, "neural/prune", ("HiddenLayerParams", "NetworkPattern"))


def smile(jar):
    yield from re.findall(r"public void (set\w+)\(", source(jar, "base/mlp/MultilayerPerceptron.java"))
    yield from sorted(set(re.findall(r"public static \w+Builder (\w+)\(", source(jar, "base/mlp/Layer.java"))))
    yield from constants(jar, "base/mlp/Cost.java") if "enum Cost" in source(jar, "base/mlp/Cost.java") else ()
    yield from re.findall(r"^    ([A-Z]+) *\{", source(jar, "base/mlp/OutputFunction.java"), flags=re.M)
    for kind in ("classification/MLP.java", "regression/MLP.java"):
        yield from re.findall(r"^    public (?:static )?[\w\[\]]+ (\w+)\(", source(jar, kind), flags=re.M)


def write(name, what, names):
    lines = [f"# Made by src/test/python/feature_lists.py: {what}", *dict.fromkeys(names)]
    (FOLDER / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="ascii")
    print(f"{name}: {len(lines) - 1} names of {what}")


def main(repository, maven):
    jars = {name: zipfile.ZipFile(Path(maven) / path) for name, path in JARS.items()}
    FOLDER.mkdir(parents=True, exist_ok=True)
    write("scikit-learn", f"scikit-learn {sklearn.__version__}", scikit_learn())
    write("keras", f"Keras {version_of_keras(repository)}", sorted(set(keras(repository))))
    write("dl4j", "DL4J and ND4J 1.0.0-M2.1", dl4j(jars["dl4j"], jars["nd4j"]))
    write("encog", "Encog 3.4", encog(jars["encog"]))
    write("smile", "Smile 4.4.2", smile(jars["smile"]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
