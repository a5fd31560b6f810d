"""What C2 makes of register tiles: writes one Java loop per tile, runs them from the first-level cache, and prints GFLOP/s.

    python3 src/jmh/python/register_tiles.py "4x4PP2 6x4VV1 12x2PP1@256 …" [JVM flags, e.g. -XX:UseAVX=2]

A tile is ROWSxVECTORS, then how A is read (P: packed, constant strides; C: rows of a tile side by side, variable step; R: each row one
element after the other, variable stride; V: two variable strides), how B is read (P: packed; V: variable stride), and how many steps of k
one turn of the loop takes (0: one, in a loop that C2 does not count, as it ends by !=). With @ and a number, of a tile that reads packed copies:
the loops of a product of 480 x 512 x 512 over blocks of so many steps of k and 48 rows, without the copying, so that panels of B come
from the first-level cache or the second. The JDK is that of JAVA_HOME, or java on the path.
Each figure is the best and the median of twenty windows after ten others. Used for docs/decisions/0004-simd-tiles.md.
"""

import os
import subprocess
import sys
import tempfile

HEAD = """
import static jdk.incubator.vector.DoubleVector.*;
import java.util.*;
import jdk.incubator.vector.*;
public class Tiles {
  static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
  static final int L = S.length();
  interface Tile { void run(double[] a, double[] b, double[] c, int a0, int b0, int c0, int inner, int aRow, int aStep, int bStep, int cRow); }
  static void measure(String name, Tile tile, int rows, int vectors, boolean byRows) {
    int inner = 96, n = vectors * L;
    double[] a = new double[inner * rows + 8], b = new double[inner * n + 8], c = new double[rows * n + 64];
    Arrays.fill(a, 1e-3);
    Arrays.fill(b, 1e-3);
    double[] w = new double[30];
    for (int q = 0; q < w.length; q++) {
      long calls = 0, begin = System.nanoTime(), nanos;
      do {
        for (int z = 0; z < 200; z++) tile.run(a, b, c, 0, 0, 0, inner, byRows ? inner : 1, byRows ? 1 : rows, n, n);
        calls += 200;
      } while ((nanos = System.nanoTime() - begin) < 30_000_000L);
      w[q] = 2.0 * rows * n * inner * calls / nanos;
    }
    Arrays.sort(w, 10, 30);
    System.out.printf("%s %.1f (%.1f)%n", name, w[29], w[20]);
  }
  static void measureProduct(String name, Tile tile, int rows, int vectors, int steps) {
    int n = vectors * L, block = 48 / rows * rows, m = 480 / block * block, columns = 512 / n * n, inner = 512 / steps * steps;
    double[] a = new double[m * inner], b = new double[columns * inner], c = new double[m * columns];
    Arrays.fill(a, 1e-3);
    Arrays.fill(b, 1e-3);
    double[] w = new double[30];
    for (int q = 0; q < w.length; q++) {
      long calls = 0, begin = System.nanoTime(), nanos;
      do {
        for (int k = 0; k < inner; k += steps)
          for (int ic = 0; ic < m; ic += block)
            for (int j = 0; j < columns; j += n)
              for (int i = ic; i < ic + block; i += rows)
                tile.run(a, b, c, k * m + i * steps, k * columns + j * steps, i * columns + j, steps, 1, rows, n, columns);
        calls++;
      } while ((nanos = System.nanoTime() - begin) < 30_000_000L);
      w[q] = 2.0 * m * columns * inner * calls / nanos;
    }
    Arrays.sort(w, 10, 30);
    System.out.printf("%s@%d %.1f (%.1f)%n", name, steps, w[29], w[20]);
  }
"""


def tile(rows, vectors, a, b, steps):
    lines = [f"  static void t{rows}x{vectors}{a}{b}{steps}(double[] a, double[] b, double[] c, int a0, int b0, int c0, int inner, int aRow, int aStep, int bStep, int cRow) {{"]
    cells = [(r, v) for r in range(rows) for v in range(vectors)]
    lines += [f"    DoubleVector s{r}_{v} = fromArray(S, c, c0 + {r} * cRow + {v} * L);" for r, v in cells]
    a_step = {"P": str(rows), "C": "aStep", "V": "aStep", "R": "1"}[a]
    b_step = {"P": f"{vectors} * L", "V": "bStep"}[b]
    if steps == 0:
        lines += [f"    int end = a0 + inner * {a_step}, ka = a0, kb = b0;", f"    for (; ka != end; ka += {a_step}, kb += {b_step}) {{"]
    else:
        moves = [("ka = a0", f"ka += {steps} * {a_step}")] if a in "CV" else []
        moves += [("kb = b0", f"kb += {steps} * {b_step}")] if b == "V" else []
        starts, moves = "".join(", " + m[0] for m in moves), "".join(", " + m[1] for m in moves)
        lines.append(f"    for (int k = 0{starts}; k < inner; k += {steps}{moves}) {{")
    counted = steps > 0
    for s in range(max(1, steps)):
        k = f"(k + {s})"
        b_at = f"b0 + {k} * {b_step}" if counted and b == "P" else f"kb + {s} * {b_step}"
        a_at = f"a0 + {k} * {a_step}" if counted and a in "PR" else f"ka + {s} * {a_step}"
        for v in range(vectors):
            lines.append(f"      {'DoubleVector ' if s == 0 else ''}y{v} = fromArray(S, b, {b_at} + {v} * L);")
        for r in range(rows):
            row = str(r) if a in "PC" else f"{r} * aRow"
            lines.append(f"      {'DoubleVector ' if r == 0 and s == 0 else ''}x = broadcast(S, a[{a_at} + {row}]);")
            lines += [f"      s{r}_{v} = x.fma(y{v}, s{r}_{v});" for v in range(vectors)]
    lines.append("    }")
    lines += [f"    s{r}_{v}.intoArray(c, c0 + {r} * cRow + {v} * L);" for r, v in cells]
    return "\n".join(lines + ["  }"])


def main(names, flags):
    source, calls = HEAD, []
    written = set()
    for name in names:
        name, _, block = name.partition("@")
        rows, vectors = map(int, name[:-3].split("x"))
        if name not in written:
            source += tile(rows, vectors, name[-3], name[-2], int(name[-1])) + "\n"
            written.add(name)
        if block:
            calls.append(f'    measureProduct("{name}", Tiles::t{name}, {rows}, {vectors}, {block});')
            continue
        calls.append(f'    measure("{name}", Tiles::t{name}, {rows}, {vectors}, {"true" if name[-3] in "RV" else "false"});')
    source += "  public static void main(String[] args) {\n" + "\n".join(calls) + "\n  }\n}\n"
    home = os.environ.get("JAVA_HOME")
    java = os.path.join(home, "bin", "java") if home else "java"
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "Tiles.java")
        with open(path, "w") as file:
            file.write(source)
        subprocess.run([java + "c", "-nowarn", "--add-modules", "jdk.incubator.vector", path], check=True, stderr=subprocess.DEVNULL)
        subprocess.run([java, "--add-modules", "jdk.incubator.vector", *flags, "-cp", folder, "Tiles"], check=True)


if __name__ == "__main__":
    main(sys.argv[1].split(), sys.argv[2:])
