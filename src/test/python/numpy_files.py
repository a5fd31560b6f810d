"""Makes src/test/resources/golden/numpy/: arrays as NumPy writes them, of every type that bp4j reads, and some that it refuses.

    /usr/bin/python3 src/test/python/numpy_files.py

The files in the repository were made with Python 3.11.7 and NumPy 2.4.6. The values stand in NumpyGoldenTest, too.
"""

import platform
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "golden" / "numpy"


def write(name, array, version=(1, 0)):
    with open(FOLDER / f"{name}.npy", "wb") as file:
        npy.write_array(file, array, version=version, allow_pickle=True)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for order, word in (("<", "little"), (">", "big")):
        for size in (1, 2, 4, 8):
            for kind in "iu":
                info = np.iinfo(f"{kind}{size}")
                # The largest 64-bit integers have more digits than a double: these are the largest that have not.
                top = info.max if size < 8 else info.max - (2**10 - 1 if kind == "i" else 2**11 - 1)
                write(f"{kind}{size}-{word}", np.array([[info.min, 0, 1], [2, top, 77]], dtype=f"{order}{kind}{size}"))
        for size in (4, 8):
            info = np.finfo(f"f{size}")
            values = [[-0.0, 0.1, info.max], [info.smallest_subnormal, np.inf, np.nan]]
            write(f"f{size}-{word}", np.array(values, dtype=f"{order}f{size}"))
        write(f"text-{word}", np.array(["setosa", "", "Grün", "日本", "\U0001f600"], dtype=f"{order}U6"))
    write("bool", np.array([True, False, True]))
    counted = np.arange(24.0).reshape(2, 3, 4)
    write("fortran-2d", np.asfortranarray(counted.reshape(4, 6)))
    write("fortran-3d", np.asfortranarray(counted))
    write("c-3d", counted)
    write("scalar", np.array(42.5))
    write("empty", np.zeros((0, 3)))
    write("version-2", counted.reshape(24), version=(2, 0))
    write("version-3", counted.reshape(24), version=(3, 0))
    write("too-large-i8", np.array([0, 2**53 + 1]))
    write("too-large-u8", np.array([0, 2**64 - 1], dtype="u8"))
    write("objects", np.array([1, "two"], dtype=object))
    write("fields", np.zeros(2, dtype=[("a", "f8"), ("b", "i4")]))
    write("complex", np.array([1j]))
    write("half", np.array([0.5], dtype="f2"))
    # A number is what NumPy wrote, to the last bit: these 64 are of all magnitudes.
    random = np.random.default_rng(7)
    numbers = random.standard_normal((8, 8)) * 10.0 ** random.integers(-300, 300, (8, 8))
    write("numbers", numbers)
    (FOLDER / "numbers.txt").write_text("".join(float(x).hex() + "\n" for x in numbers.ravel()))
    np.savez(FOLDER / "stored.npz", W1=counted.reshape(4, 6), labels=np.array(["a", "b"]))
    np.savez_compressed(FOLDER / "compressed.npz", W1=counted.reshape(4, 6), zeros=np.zeros((50, 50)))
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {len(list(FOLDER.iterdir()))} files")


if __name__ == "__main__":
    main()
