package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.Activation;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.training.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches that are read while they are asked for. */
class ExampleSourceTest {
    @TempDir
    Path folder;

    @Test
    void batchesHaveTheExamplesInTheirColumnsAndTheLastHasWhatIsLeft() throws IOException {
        Dataset data = numbered(8);
        List<Matrix> X = new ArrayList<>();
        List<Matrix> Y = new ArrayList<>();
        for (Batch batch : ExampleSource.of(data).batches(3).epoch(1)) {
            X.add(batch.X().scale(1));
            Y.add(batch.Y().scale(1));
        }
        assertThat(X)
                .containsExactly(
                        Matrix.of(2, 3, 0, 1, 2, 0, 10, 20),
                        Matrix.of(2, 3, 3, 4, 5, 30, 40, 50),
                        Matrix.of(2, 2, 6, 7, 60, 70));
        assertThat(Y)
                .containsExactly(
                        Matrix.of(2, 3, 1, 0, 1, 0, 1, 0),
                        Matrix.of(2, 3, 0, 1, 0, 1, 0, 1),
                        Matrix.of(2, 2, 1, 0, 0, 1));
    }

    @Test
    void fullBatchesAreTheSameMatricesAgain() throws IOException {
        Iterator<Batch> batches =
                ExampleSource.of(numbered(6)).batches(2).epoch(1).iterator();
        Batch first = batches.next();
        assertThat(batches.next()).isSameAs(first);
    }

    @Test
    void numericTargetsComeAsTheyAre() throws IOException {
        Dataset data = Dataset.of(new double[][] {{1}, {2}}, new double[][] {{3, 4}, {5, 6}});
        for (Batch batch : ExampleSource.of(data).batches(2).epoch(1)) {
            assertThat(batch.Y()).isEqualTo(data.Y());
        }
    }

    @Test
    void twoClassesComeOnOneUnit() throws IOException {
        Dataset data = numbered(5);
        Matrix Y = Matrix.zeros(1, 5);
        data.batch(new int[] {0, 1, 2, 3, 4}, 0, 5, Matrix.zeros(2, 5), Y);
        for (Batch batch : ExampleSource.of(data).onOneUnit().batches(5).epoch(1)) {
            assertThat(batch.Y()).isEqualTo(Y).isEqualTo(Matrix.of(1, 5, 0, 1, 0, 1, 0));
        }
        assertThatThrownBy(() -> ExampleSource.of(Datasets.iris()).onOneUnit().open(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1 unit serves 2 classes; the examples have 3 outputs");
    }

    // ---------------------------------------------------------------- CSV

    @Test
    void aCsvFileGivesWhatItsTableGives() throws IOException {
        Path file = Files.writeString(folder.resolve("x.csv"), "n,c,y\n1,a,u\n?,b,v\n3,b,v\n4,a,u\n");
        TableEncoder encoder = TableEncoder.builder()
                .label("y")
                .categorical("c")
                .missing(Missing.DROP_ROW, "n")
                .standardize()
                .fit(Table.readCsv(file));
        Dataset whole = encoder.apply(Table.readCsv(file));
        for (int epoch = 1; epoch <= 2; epoch++) {
            for (Batch batch : ExampleSource.csv(file, CsvFormat.STANDARD, encoder)
                    .batches(9)
                    .epoch(epoch)) {
                assertThat(batch.X()).isEqualTo(whole.X());
                assertThat(batch.Y()).isEqualTo(whole.Y());
            }
        }
    }

    @Test
    void whatIsWrongInACsvFileIsSaidWithFileAndLine() throws IOException {
        Path file = Files.writeString(folder.resolve("x.csv"), "x,y\n1,2\n3,four\n");
        TableEncoder encoder = TableEncoder.builder().target("y").fit(Table.readCsv(file, CsvFormat.STANDARD, 1));
        BatchSource source =
                ExampleSource.csv(file, CsvFormat.STANDARD, encoder).batches(1);
        assertThatThrownBy(() -> source.epoch(1).forEach(batch -> {}))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(file + ", line 3, column \"y\": \"four\" is not a number")
                .hasCauseInstanceOf(DataFileException.class);
        Files.writeString(file, "x,z\n");
        assertThatThrownBy(() -> source.epoch(1))
                .isInstanceOf(DataFileException.class)
                .hasMessage(file + ": there is no column \"y\"; the columns are [x, z]");
    }

    // ---------------------------------------------------------------- .npy

    @Test
    void npyFilesGiveWhatTheirArraysGive() throws IOException {
        Path X = folder.resolve("X.npy");
        Path y = folder.resolve("y.npy");
        NpyFile.write(X, NdArray.of(IntStream.range(0, 24).asDoubleStream().toArray(), 4, 2, 3));
        NpyFile.write(y, NdArray.of(new double[] {1, 2, 3, 4}));
        Dataset whole = NpyFile.read(X).toDataset(NpyFile.read(y));
        for (Batch batch : ExampleSource.npy(X, y).batches(4).epoch(1)) {
            assertThat(batch.X()).isEqualTo(whole.X());
            assertThat(batch.Y()).isEqualTo(whole.Y());
        }
    }

    @Test
    void integersOfAnNpyFileAreLabels() throws IOException {
        Path golden = Path.of("src/test/resources/golden/numpy");
        Path X = folder.resolve("X.npy");
        NpyFile.write(X, NdArray.of(new double[6], 3, 2));
        BatchSource source = ExampleSource.npy(X, golden.resolve("bool.npy"), List.of("0", "1"))
                .batches(3);
        for (Batch batch : source.epoch(1)) {
            assertThat(batch.Y()).isEqualTo(Matrix.of(2, 3, 0, 1, 0, 1, 0, 1));
        }
        BatchSource other = ExampleSource.npy(X, golden.resolve("bool.npy"), List.of("1", "2"))
                .batches(3);
        assertThatThrownBy(() -> other.epoch(1).forEach(batch -> {}))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(golden.resolve("bool.npy") + ", row 1: 0 is none of the classes [1, 2]");
    }

    @Test
    void wholeNumbersOfAnNpyFileAreLabelsWhateverTheirType() throws IOException {
        Path X = folder.resolve("X.npy");
        Path y = folder.resolve("y.npy");
        NpyFile.write(X, NdArray.of(new double[3], 3, 1));
        NpyFile.write(y, NdArray.of(new double[] {3, -1, 3}));
        for (Batch batch :
                ExampleSource.npy(X, y, List.of("-1", "+3")).batches(3).epoch(1)) {
            assertThat(batch.Y()).isEqualTo(Matrix.of(2, 3, 0, 1, 0, 1, 0, 1));
        }
        NpyFile.write(y, NdArray.of(new double[] {3, 2.5, 3}));
        BatchSource half = ExampleSource.npy(X, y, List.of("-1", "+3")).batches(3);
        assertThatThrownBy(() -> half.epoch(1).forEach(batch -> {}))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(y + ", row 1: 2.5 is none of the classes [-1, +3]");
    }

    @Test
    void aClassThatIsThereTwiceIsRefusedBeforeAFileIsOpened() {
        Path none = folder.resolve("none.npy");
        assertThatThrownBy(() -> ExampleSource.npy(none, none, List.of("0", "1", "0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("class \"0\" is there twice, as number 0 and 2");
    }

    @Test
    void npyFilesThatCannotBeReadByRowsAreRefused() throws IOException {
        Path golden = Path.of("src/test/resources/golden/numpy");
        Path X = golden.resolve("f8-little.npy");
        assertThatThrownBy(() -> open(golden.resolve("fortran-2d.npy"), X))
                .isInstanceOf(DataFileException.class)
                .hasMessage(golden.resolve("fortran-2d.npy")
                        + " is in Fortran order, where a row lies scattered; C order is read row by row");
        assertThatThrownBy(() -> open(golden.resolve("text-big.npy"), X))
                .hasMessage(golden.resolve("text-big.npy") + " holds texts; numbers are read row by row");
        assertThatThrownBy(() -> open(X, golden.resolve("empty.npy")))
                .hasMessage(golden.resolve("empty.npy") + " holds 0×3 values, no rows");
        assertThatThrownBy(() -> open(X, golden.resolve("numbers.npy")))
                .hasMessage(X + " has 2 rows, " + golden.resolve("numbers.npy") + " has 8; one for each is needed");
        assertThatThrownBy(() -> ExampleSource.npy(X, X, List.of("1")).open(1))
                .hasMessage(X + " holds no labels; one integer for each example is needed");
        Path row = golden.resolve("f8-little.npy");
        assertThatThrownBy(() -> {
                    try (ExampleReader reader = open(row, row)) {
                        reader.read(new double[3], new double[3]);
                        reader.read(new double[3], new double[3]);
                    }
                })
                .isInstanceOf(DataFileException.class)
                .hasMessage(row + ", row 1, value 1 is Infinity; every value must be finite");
    }

    @Test
    void anNpyFileThatEndsEarlyIsRefusedWhereItEnds() throws IOException {
        Path y = folder.resolve("y.npy");
        Path cut = folder.resolve("cut.npy");
        NpyFile.write(y, NdArray.of(new double[] {1, 2, 3}));
        byte[] whole = Files.readAllBytes(y);
        Files.write(cut, Arrays.copyOf(whole, whole.length - 8));
        assertThatThrownBy(() -> ExampleSource.npy(y, cut).batches(1).epoch(1).forEach(batch -> {}))
                .hasMessage(cut + " is cut off: 2 rows, where the header announces 3");
        Files.write(cut, Arrays.copyOf(whole, whole.length - 5));
        assertThatThrownBy(() -> ExampleSource.npy(y, cut).batches(1).epoch(1).forEach(batch -> {}))
                .hasMessage(cut + " ends within an example");
    }

    private static ExampleReader open(Path X, Path y) throws IOException {
        return ExampleSource.npy(X, y).open(1);
    }

    // ---------------------------------------------------------------- shuffled

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "10, 1", "99, 1", "100, 7", "1000, 2"})
    void everyExampleComesOnceAndNoSoonerThanTheBufferReaches(int buffer, long seed) throws IOException {
        List<Integer> order = order(ExampleSource.of(numbered(100)).shuffled(buffer, seed), 1);
        assertThat(order)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 100).boxed().toList());
        for (int place = 0; place < 100; place++) {
            assertThat(order.get(place)).isLessThan(place + buffer);
        }
        assertThat(order.equals(IntStream.range(0, 100).boxed().toList())).isEqualTo(buffer == 1);
    }

    @Test
    void theOrderIsThatOfSeedAndEpoch() throws IOException {
        ExampleSource source = ExampleSource.of(numbered(50)).shuffled(20, 3);
        assertThat(order(source, 1)).isEqualTo(order(source, 1)).isNotEqualTo(order(source, 2));
        assertThat(order(ExampleSource.of(numbered(50)).shuffled(20, 4), 1)).isNotEqualTo(order(source, 1));
    }

    /** Each of the 6 orders of 3 examples in about a sixth of 6,000 epochs: χ² with 5 degrees of freedom below 20.5 (0.1 %). */
    @Test
    void aBufferOfAllMakesEveryOrderEquallyLikely() throws IOException {
        ExampleSource source = ExampleSource.of(numbered(3)).shuffled(3, 11);
        int[] counts = new int[9 * 3];
        for (int epoch = 1; epoch <= 6000; epoch++) {
            List<Integer> order = order(source, epoch);
            counts[9 * order.get(0) + 3 * order.get(1) + order.get(2)]++;
        }
        double chiSquare = IntStream.of(counts)
                .filter(n -> n > 0)
                .mapToDouble(n -> (n - 1000) * (n - 1000) / 1000.0)
                .sum();
        assertThat(IntStream.of(counts).filter(n -> n > 0).count()).isEqualTo(6);
        assertThat(chiSquare).isLessThan(20.5);
    }

    // ---------------------------------------------------------------- an epoch and its reader

    @Test
    void anEpochIsGoneThroughOnceAndClosesItsReaderAtTheEnd() throws IOException {
        Counting reader = new Counting(6);
        BatchSource.Epoch epoch =
                ((ExampleSource) n -> reader).shuffled(2, 1).batches(2).epoch(1);
        List<Boolean> closed = new ArrayList<>();
        epoch.forEach(batch -> closed.add(reader.closed));
        assertThat(closed).containsExactly(false, false, true);
        assertThatThrownBy(epoch::iterator)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("an epoch is gone through once; source.epoch(n) gives it again");
    }

    @Test
    void nothingIsReadBeforeItIsAskedFor() throws IOException {
        Counting reader = new Counting(100);
        Iterator<Batch> batches =
                ((ExampleSource) n -> reader).batches(4).epoch(1).iterator();
        assertThat(reader.read).isZero();
        batches.next();
        assertThat(reader.read).isEqualTo(6); // two ahead: one alone would join the batch
        batches.next();
        assertThat(reader.read).isEqualTo(10);
        assertThat(batches.hasNext()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "9, 4, 4 5",
        "8, 4, 4 4",
        "10, 4, 4 4 2",
        "1, 4, 1",
        "5, 4, 5",
        "3, 2, 3",
        "5, 2, 2 3",
        "3, 1, 1 1 1",
        "2, 7, 2",
        "7, 7, 7"
    })
    void oneExampleThatIsLeftJoinsTheBatchBefore(int size, int batchSize, String widths) throws IOException {
        StringJoiner found = new StringJoiner(" ");
        List<Double> examples = new ArrayList<>();
        for (Batch batch : ExampleSource.of(numbered(size)).batches(batchSize).epoch(1)) {
            found.add(String.valueOf(batch.X().columns()));
            for (int j = 0; j < batch.X().columns(); j++) {
                examples.add(batch.X().get(0, j));
            }
        }

        assertThat(found).hasToString(widths);
        assertThat(examples)
                .containsExactlyElementsOf(
                        IntStream.range(0, size).asDoubleStream().boxed().toList());
    }

    @Test
    void batchNormalisationTakesEveryBatchOfAnEpoch() throws IOException {
        Network network = Network.builder()
                .inputs(2)
                .layer(3, Activation.TANH, LayerOptions::batchNormalization)
                .layer(2, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .build();
        Trainer trainer = Trainer.of(network).optimizer(Optimizer.adam(0.01));
        for (Batch batch :
                ExampleSource.of(numbered(33)).shuffled(9, 1).batches(32).epoch(1)) {
            trainer.fitBatch(batch.X(), batch.Y(), batch.weights());
        }
        assertThat(network.passes()).isEqualTo(1);
    }

    // ---------------------------------------------------------------- weights

    @Test
    void weightsTravelWithTheirExamplesAndAbsentOnesAreLeftOut() throws IOException {
        double[] weights = IntStream.range(0, 50).mapToDouble(e -> e % 5).toArray();
        Dataset data = numbered(50).withWeights(weights);
        int[] present = IntStream.range(0, 50).filter(e -> e % 5 > 0).toArray();
        for (ExampleSource source : List.of(
                ExampleSource.of(data),
                ExampleSource.of(data).onOneUnit(),
                ExampleSource.of(data).shuffled(7, 3))) {
            for (Batch batch : source.batches(6).epoch(1)) {
                for (int j = 0; j < batch.X().columns(); j++) {
                    assertThat(batch.weights().get(0, j))
                            .isPositive()
                            .isEqualTo(weights[(int) batch.X().get(0, j)]);
                }
            }
        }
        assertThat(order(ExampleSource.of(data).shuffled(7, 3), 1))
                .hasSize(40)
                .isEqualTo(order(ExampleSource.of(data.subset(present)).shuffled(7, 3), 1));
    }

    @Test
    void withoutWeightsEachIsOne() throws IOException {
        for (Batch batch : ExampleSource.of(numbered(3)).batches(3).epoch(1)) {
            assertThat(batch.weights()).isEqualTo(Matrix.of(1, 3, 1, 1, 1));
        }
        assertThat(new Batch(Matrix.zeros(2, 3), Matrix.zeros(1, 3)).weights()).isEqualTo(Matrix.of(1, 3, 1, 1, 1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void aWeightThatIsNoneIsRefused(double weight) throws IOException {
        Counting reader = new Counting(5) {
            @Override
            public double weight() {
                return weight;
            }
        };

        assertThatThrownBy(
                        () -> ((ExampleSource) n -> reader).batches(2).epoch(1).forEach(batch -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the weight of an example is " + weight + "; every weight must be finite and at least 0");
        assertThat(reader.closed).isTrue();
    }

    @Test
    void anEpochThatIsClosedEarlyClosesItsReaderAndEnds() throws IOException {
        Counting reader = new Counting(100);
        Iterator<Batch> batches;
        try (BatchSource.Epoch epoch = ((ExampleSource) n -> reader).batches(4).epoch(1)) {
            batches = epoch.iterator();
            batches.next();
            assertThat(batches.hasNext()).isTrue();
        }
        assertThat(reader.closed).isTrue();
        assertThat(batches.hasNext()).isFalse();
        assertThatThrownBy(batches::next)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("the epoch is at its end");
    }

    @Test
    void readingThatFailsClosesTheReaderAndEndsTheEpoch() throws IOException {
        Counting reader = new Counting(100) {
            @Override
            public boolean read(double[] x, double[] y) throws IOException {
                if (!super.read(x, y) || x[0] == 5) {
                    throw new IOException("no more");
                }
                return true;
            }
        };
        Iterator<Batch> batches =
                ((ExampleSource) n -> reader).batches(4).epoch(1).iterator();
        batches.next();
        assertThatThrownBy(batches::next)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("no more");
        assertThat(reader.closed).isTrue();
        assertThat(batches.hasNext()).isFalse();
    }

    @Test
    void sizesBelow1AreRefused() {
        ExampleSource source = ExampleSource.of(numbered(2));
        assertThatThrownBy(() -> source.batches(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batchSize must be at least 1; got 0");
        assertThatThrownBy(() -> source.shuffled(0, 1)).hasMessage("buffer must be at least 1; got 0");
        assertThatThrownBy(() -> ExampleSource.npy(folder, folder, List.of()))
                .hasMessage("the classes are empty; at least 1 is needed");
    }

    /** A user's reader, which counts. */
    private static class Counting implements ExampleReader {
        private final int size;
        private int read;
        private boolean closed;

        Counting(int size) {
            this.size = size;
        }

        @Override
        public int inputs() {
            return 1;
        }

        @Override
        public int outputs() {
            return 1;
        }

        @Override
        public boolean read(double[] x, double[] y) throws IOException {
            if (read == size) {
                return false;
            }
            x[0] = read++;
            return true;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static List<Integer> order(ExampleSource source, int epoch) throws IOException {
        List<Integer> order = new ArrayList<>();
        for (Batch batch : source.batches(7).epoch(epoch)) {
            for (int j = 0; j < batch.X().columns(); j++) {
                order.add((int) batch.X().get(0, j));
            }
        }
        return order;
    }

    /** Example e has the features e and 10 e, and the label e mod 2. */
    private static Dataset numbered(int size) {
        return Dataset.of(
                IntStream.range(0, size).mapToObj(e -> new double[] {e, 10 * e}).toArray(double[][]::new),
                IntStream.range(0, size).map(e -> e % 2).toArray(),
                List.of("0", "1"));
    }
}
