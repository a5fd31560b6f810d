package io.github.bp4j.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bp4j.Activation;
import io.github.bp4j.Initializer;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.Predictor;
import io.github.bp4j.SplitMix64;
import io.github.bp4j.check.GradientCheck;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.Datasets;
import io.github.bp4j.model.Models;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.training.Evaluation;
import io.github.bp4j.training.Trainer;
import io.github.bp4j.training.TrainingListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was seen to fail elsewhere, and does not here: docs/reliability.md has a line for each of these tests. */
class ReliabilityPageTest {
    private static final Path PAGE = Path.of("docs", "reliability.md");
    private static final Pattern NAMED = Pattern.compile("`(\\w+)` \\|$", Pattern.MULTILINE);

    @Test
    void softmaxOfLargeNumbersIsNotNaN() {
        double[] a = output(Activation.SOFTMAX, 400, 800);

        assertThat(a[0]).isCloseTo(1.915169596714005695e-174, within(1e-188)); // e^−400
        assertThat(a[1]).isEqualTo(1);
    }

    @Test
    void softmaxOfDistantNumbersDoesNotTie() {
        double[] a = output(Activation.SOFTMAX, 50, 100);

        assertThat(a[0]).isCloseTo(1.928749847963917783e-22, within(1e-36)); // e^−50
        assertThat(a[1]).isEqualTo(1);
        assertThat(Matrix.column(a).classOfColumn(0)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {400, 1000})
    void tanhOfLargeNumbersIsOne(double z) {
        assertThat(output(Activation.TANH, z, -z)).containsExactly(1, -1);
    }

    @Test
    void evaluationDuringTrainingChangesNothing() {
        Network alone = withDropout();
        trainer(alone).fit(Datasets.iris());

        Network looked = withDropout();
        Dataset few = Datasets.iris().subset(3, 77, 120);
        trainer(looked)
                .validation(few)
                .listener(TrainingListener.onBatchEnd(progress -> {
                    progress.network().predict(few.X());
                    progress.network().predictor().predict(few.example(0));
                    Evaluation.of(progress.network(), few);
                    GradientCheck.of(progress.network()).check(few.X(), few.Y());
                }))
                .fit(Datasets.iris());

        assertThat(looked.parameters()).isEqualTo(alone.parameters());
    }

    @Test
    void l2HasItsEffectOnWeightsAlone() {
        double lambda = 0.3;
        double rate = 0.1;
        Network without = Network.builder()
                .inputs(2)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .seed(5)
                .build();
        Network with = Network.builder()
                .inputs(2)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .l2(lambda)
                .seed(5)
                .build();
        double[] W = with.layer(1).W().toArray();
        Matrix X = Matrix.of(2, 3, 1, 2, 3, -1, 0.5, 4);
        Matrix Y = Matrix.of(1, 3, 1, 0, 2);
        without.forward(X);
        with.forward(X);

        assertThat(with.cost(Y) - without.cost(Y)).isCloseTo(lambda / 2 * (W[0] * W[0] + W[1] * W[1]), within(1e-14));

        without.backward(Y);
        with.backward(Y);
        Optimizer.gradientDescent(rate).start(without).step();
        Optimizer.gradientDescent(rate).start(with).step();

        for (int k = 0; k < 2; k++) {
            double further = without.layer(1).W().get(0, k) - with.layer(1).W().get(0, k);
            assertThat(further).isCloseTo(rate * lambda * W[k], within(1e-15));
        }
        assertThat(with.layer(1).b().get(0, 0)).isEqualTo(without.layer(1).b().get(0, 0));
    }

    @Test
    void momentumWorksWithBatchesOfOne() {
        Network network = Network.builder()
                .inputs(1)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .initializer(Initializer.ZEROS)
                .build();
        Dataset twice = Dataset.of(new double[][] {{1}, {1}}, new double[] {1, 1});

        Trainer.of(network)
                .optimizer(Optimizer.momentum(0.1, 0.5))
                .batchSize(1)
                .epochs(1)
                .fit(twice);

        // dW = a − y: −1 at first, so v = −1 and W = b = 0.1; then −0.8, so v = −1.3 and W = b = 0.23.
        assertThat(network.layer(1).W().get(0, 0)).isCloseTo(0.23, within(1e-15));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 2 3", "-1 1", "7 3000000 -5 0"})
    void labelsMayBeAnyNumbers(String distinct) {
        int[] names = Arrays.stream(distinct.split(" ", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        double[][] examples = new double[60][];
        int[] labels = new int[60];
        for (int e = 0; e < 60; e++) {
            int c = e % names.length;
            labels[e] = names[c];
            examples[e] = new double[] {c + 0.1 * (e % 5), -c};
        }
        Dataset data = Dataset.of(examples, labels);
        Network network = Network.builder()
                .inputs(2)
                .layer(16, Activation.TANH)
                .layer(names.length, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .build();

        Trainer.of(network).optimizer(Optimizer.adam(0.05)).epochs(60).fit(data);

        assertThat(data.classes())
                .containsExactly(
                        Arrays.stream(names).sorted().mapToObj(String::valueOf).toArray(String[]::new));
        assertThat(Evaluation.of(network, data).accuracy()).isEqualTo(1);
        assertThat(data.classes().get(network.predictor().predictClass(examples[1])))
                .isEqualTo(String.valueOf(labels[1]));
    }

    @Test
    void anUnknownOptionDoesNotCompile(@TempDir Path folder) throws IOException {
        String right = "options -> options.dropout(0.5).l2(1e-4)";

        assertThat(compile(folder, right)).isEmpty();
        assertThat(compile(folder, right.replace("dropout", "dropuot"))).contains("cannot find symbol", "dropuot");
        assertThat(compile(folder, right.replace("l2", "weightDecay"))).contains("cannot find symbol", "weightDecay");
    }

    @Test
    void aLoadedModelPredictsTheSameBits(@TempDir Path folder) throws IOException {
        Network network = withDropout();
        trainer(network).fit(Datasets.iris());
        Path file = folder.resolve("iris.onnx");

        Models.save(network, file);

        assertThat(Models.load(file).predict(Datasets.iris().X()).toArray())
                .isEqualTo(network.predict(Datasets.iris().X()).toArray());
    }

    @Test
    void twoRunsWithOneSeedEndWithTheSameBits() {
        Network first = withDropout();
        Network second = withDropout();
        trainer(first).fit(Datasets.iris());
        trainer(second).fit(Datasets.iris());

        assertThat(second.parameters()).isEqualTo(first.parameters());
    }

    @Test
    void predictionsFromManyThreadsDoNotMix() throws Exception {
        Dataset iris = Datasets.iris();
        Predictor predictor = withDropout().predictor();
        double[][] alone = new double[iris.size()][];
        Arrays.setAll(alone, e -> predictor.predict(iris.example(e)));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> same = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                long seed = t;
                same.add(threads.submit(() -> {
                    SplitMix64 random = new SplitMix64(seed);
                    for (int k = 0; k < 20_000; k++) {
                        int e = random.nextInt(iris.size());
                        if (!Arrays.equals(predictor.predict(iris.example(e)), alone[e])) {
                            return false;
                        }
                    }
                    return true;
                }));
            }
            for (Future<Boolean> future : same) {
                assertThat(future.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void thePageHasALineForEachTest() throws IOException {
        Set<String> named = NAMED.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult line) -> line.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> tests = Stream.of(ReliabilityPageTest.class.getDeclaredMethods())
                .filter(method ->
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class))
                .map(Method::getName)
                .filter(name -> !name.equals("thePageHasALineForEachTest"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).isEqualTo(tests);
    }

    /** A of one layer of g whose Z is this column. */
    private static double[] output(Activation g, double... z) {
        Network network = Network.builder()
                .inputs(z.length)
                .layer(z.length, g, options -> options.initializer(Initializer.identity(1)))
                .loss(g == Activation.SOFTMAX ? Loss.CROSS_ENTROPY : Loss.SQUARED_ERROR)
                .build();
        double[] a = network.predictor().predict(z);
        assertThat(network.forward(Matrix.column(z)).toArray()).isEqualTo(a);
        return a;
    }

    private static Network withDropout() {
        return Network.builder()
                .inputs(4)
                .layer(16, Activation.RELU, options -> options.dropout(0.4))
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .seed(3)
                .build();
    }

    private static Trainer trainer(Network network) {
        return Trainer.of(network).optimizer(Optimizer.adam(0.01)).epochs(3).seed(4);
    }

    /** What the compiler says of a network with these options; nothing if all is well. */
    private static String compile(Path folder, String options) throws IOException {
        Path source = Files.writeString(
                folder.resolve("Program.java"),
                "import io.github.bp4j.*;\nclass Program {\n    Object network = Network.builder().inputs(2)"
                        + ".layer(3, Activation.RELU, " + options + ");\n}\n");
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        messages,
                        messages,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());
        return messages.toString(StandardCharsets.UTF_8);
    }
}
