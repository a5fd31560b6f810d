"""Makes the bundled data sets in src/main/resources/io/github/bp4j/data/ from those that scikit-learn carries.

    /usr/bin/python3 src/test/python/datasets.py          # writes the files, prints what they hold

The files in the repository were made with Debian 12's python3-sklearn 1.2.1 and Python 3.11.2. The same versions give
the same bytes: the gzip header holds no time and no name.
"""

import gzip
import io
import platform
from pathlib import Path

import sklearn
from sklearn.datasets import load_digits, load_iris

FOLDER = Path(__file__).resolve().parents[2] / "main" / "resources" / "io" / "github" / "bp4j" / "data"


def csv(header, rows):
    return "".join(",".join(line) + "\n" for line in [header, *rows]).encode("ascii")


def iris():
    data = load_iris()
    # The two rows in which Fisher's table and the UCI copy differ: these are Fisher's.
    assert data.data[34].tolist() == [4.9, 3.1, 1.5, 0.2]
    assert data.data[37].tolist() == [4.9, 3.6, 1.4, 0.1]
    names = [name.removesuffix(" (cm)").replace(" ", "_") for name in data.feature_names]
    rows = [[repr(float(x)) for x in row] + [data.target_names[label]] for row, label in zip(data.data, data.target)]
    return csv([*names, "class"], rows)


def digits():
    data = load_digits()
    rows = [[str(int(x)) for x in row] + [str(label)] for row, label in zip(data.data, data.target)]
    return csv([f"p{i}" for i in range(64)] + ["class"], rows)


def gzipped(content):
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as file:
        file.write(content)
    return buffer.getvalue()


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in (("iris.csv", iris()), ("digits.csv.gz", gzipped(digits()))):
        (FOLDER / name).write_bytes(content)
        print(f"{name}: {len(content)} bytes")
    print(f"Python {platform.python_version()}, scikit-learn {sklearn.__version__}")


if __name__ == "__main__":
    main()
