package io.github.bp4j.hostile;

import io.github.bp4j.Activation;
import io.github.bp4j.InUse;
import io.github.bp4j.Initializer;
import io.github.bp4j.Layer;
import io.github.bp4j.LayerOptions;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import io.github.bp4j.NetworkBuilder;
import io.github.bp4j.Predictor;
import io.github.bp4j.check.GradientCheck;
import io.github.bp4j.check.GradientReport;
import io.github.bp4j.data.BatchSource;
import io.github.bp4j.data.Classification;
import io.github.bp4j.data.CsvFormat;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.ExampleReader;
import io.github.bp4j.data.ExampleSource;
import io.github.bp4j.data.Missing;
import io.github.bp4j.data.NdArray;
import io.github.bp4j.data.NpyFile;
import io.github.bp4j.data.NpzFile;
import io.github.bp4j.data.Pipeline;
import io.github.bp4j.data.Scaler;
import io.github.bp4j.data.Table;
import io.github.bp4j.data.TableEncoder;
import io.github.bp4j.data.TableEncoderBuilder;
import io.github.bp4j.inspection.LayerStatistics;
import io.github.bp4j.model.CheckpointFile;
import io.github.bp4j.model.Model;
import io.github.bp4j.model.Models;
import io.github.bp4j.model.Onnx;
import io.github.bp4j.model.OnnxOptions;
import io.github.bp4j.optimizer.AMSGrad;
import io.github.bp4j.optimizer.AdaBelief;
import io.github.bp4j.optimizer.AdaDelta;
import io.github.bp4j.optimizer.AdaGrad;
import io.github.bp4j.optimizer.AdaMax;
import io.github.bp4j.optimizer.Adam;
import io.github.bp4j.optimizer.AdamW;
import io.github.bp4j.optimizer.FTRL;
import io.github.bp4j.optimizer.FullBatchOptimizer;
import io.github.bp4j.optimizer.FullBatchState;
import io.github.bp4j.optimizer.GradientDescent;
import io.github.bp4j.optimizer.Lion;
import io.github.bp4j.optimizer.Momentum;
import io.github.bp4j.optimizer.NAdam;
import io.github.bp4j.optimizer.Nesterov;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.optimizer.OptimizerState;
import io.github.bp4j.optimizer.RAdam;
import io.github.bp4j.optimizer.RMSProp;
import io.github.bp4j.optimizer.RProp;
import io.github.bp4j.optimizer.RehearsedRule;
import io.github.bp4j.optimizer.Schedule;
import io.github.bp4j.optimizer.UpdateRule;
import io.github.bp4j.training.Checkpoint;
import io.github.bp4j.training.CrossValidation;
import io.github.bp4j.training.Fold;
import io.github.bp4j.training.FoldScores;
import io.github.bp4j.training.History;
import io.github.bp4j.training.MLPClassifier;
import io.github.bp4j.training.MLPRegressor;
import io.github.bp4j.training.MultilayerPerceptron;
import io.github.bp4j.training.ParameterSpace;
import io.github.bp4j.training.Parameters;
import io.github.bp4j.training.Progress;
import io.github.bp4j.training.Search;
import io.github.bp4j.training.SearchResult;
import io.github.bp4j.training.Trainer;
import io.github.bp4j.training.TrainingDivergedException;
import io.github.bp4j.training.TrainingListener;
import io.github.bp4j.training.Trial;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Valid arguments for every parameter, and objects for every type that has methods, made anew for each call. They fit
 * each other: three inputs, three outputs, three classes and batches of three examples, the features x, y and z.
 */
final class Fixtures {
    /** Makes something. */
    interface Maker {
        Object make() throws Exception;
    }

    private static final double[][] EXAMPLES = {
        {0.1, 0.9, 0.3}, {0.5, 0.2, 0.6}, {0.8, 0.4, 0.1}, {0.2, 0.7, 0.5}, {0.6, 0.3, 0.9}, {0.9, 0.6, 0.2},
    };
    private static final int[] LABELS = {0, 1, 2, 0, 1, 2};

    private final Path folder;
    private final Map<String, Maker> arguments = new HashMap<>();
    private final Map<Class<?>, List<Maker>> objects = new HashMap<>();
    private final Map<Class<?>, List<Maker>> alternatives = new HashMap<>();

    Fixtures(Path folder) throws IOException {
        this.folder = folder;
        writeFiles();
        addArguments();
        addObjects();
        addAlternatives();
    }

    /** A valid argument for this parameter of the member; fails where the tables below have none. */
    Object argument(Member member, int parameter) throws Exception {
        Maker maker = maker(member, parameter);
        if (maker == null) {
            throw new IllegalStateException(
                    "no valid argument for " + member.parameters().get(parameter) + " of " + member.signature());
        }
        return maker.make();
    }

    /** Whether there is a valid argument for each parameter. */
    boolean hasArguments(Member member) {
        return IntStream.range(0, member.parameters().size()).allMatch(i -> maker(member, i) != null);
    }

    private Maker maker(Member member, int parameter) {
        String type = Member.typeName(member.types()[parameter]);
        String name = member.parameters().get(parameter);
        for (String key : List.of(
                member.signature() + " " + name,
                member.name() + " " + name,
                Member.typeName(member.owner()) + " " + type + " " + name,
                type + " " + name,
                type)) {
            if (arguments.containsKey(key)) {
                return arguments.get(key);
            }
        }
        List<Maker> makers = objects(member.executable().getParameterTypes()[parameter]);
        return makers.isEmpty() ? null : makers.get(0);
    }

    /** Makers of objects of this type. */
    List<Maker> objects(Class<?> type) {
        return objects.getOrDefault(type, List.of());
    }

    /** Adds another object of this type. */
    void add(Class<?> type, Maker maker) {
        objects.computeIfAbsent(type, any -> new ArrayList<>()).add(maker);
    }

    /** Objects of this type that fit the others ill, made anew; for a folder, there is none. */
    List<Object> alternatives(Class<?> type, String name) throws Exception {
        List<Object> made = new ArrayList<>();
        if (name.endsWith("Folder")) {
            return made;
        }
        for (Maker maker : alternatives.getOrDefault(type, List.of())) {
            made.add(maker.make());
        }
        return made;
    }

    // ---------------------------------------------------------------- what the tables are made of

    static Matrix batch() {
        return Matrix.of(3, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1);
    }

    private static NetworkBuilder builder() {
        return Network.builder().inputs(3).threads(1).seed(1);
    }

    /** After a forward and a backward pass. */
    static Network classifier() {
        Network network = builder()
                .layer(3, Activation.TANH, layer -> layer.batchNormalization())
                .layer(3, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .build();
        network.forward(batch());
        network.cost(batch());
        network.backward(batch());
        return network;
    }

    private static Network dropping() {
        Network network = builder()
                .layer(3, Activation.RELU, layer -> layer.dropout(0.5))
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
        network.forward(batch());
        return network;
    }

    static Network regressor() {
        return builder()
                .layer(2, Activation.TANH)
                .layer(3, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
    }

    private static Network narrow() {
        return Network.builder()
                .inputs(2)
                .layer(2, Activation.SOFTMAX)
                .loss(Loss.CROSS_ENTROPY)
                .threads(1)
                .build();
    }

    static Dataset data() {
        return Dataset.of(EXAMPLES, LABELS, List.of("0", "1", "2"));
    }

    private static Dataset numbers() {
        return Dataset.of(EXAMPLES, EXAMPLES);
    }

    private static Dataset narrowData() {
        return Dataset.of(new double[][] {{1, 2}, {3, 4}, {5, 6}, {7, 9}}, new int[] {0, 1, 0, 1});
    }

    private static Table table() {
        return Table.of(List.of("x", "y", "z", "kind"), new String[][] {
            {"1", "2", "3", "a"}, {"2", "1", "5", "b"}, {"3", "5", "1", "c"},
            {"4", "2", "2", "a"}, {"2", "3", "1", "b"}, {"1", "1", "4", "c"},
        });
    }

    private static TableEncoder encoder() {
        return TableEncoder.builder().label("kind").fit(table());
    }

    private static Trainer trainer() {
        return Trainer.of(classifier())
                .optimizer(Optimizer.adam(1e-3))
                .epochs(2)
                .batchSize(3)
                .seed(1);
    }

    private static Progress progress() {
        List<Progress> seen = new ArrayList<>();
        trainer().epochs(1).listener(TrainingListener.onBatchEnd(seen::add)).fit(data());
        return seen.get(0);
    }

    private static TrainingDivergedException divergence() {
        try {
            Trainer.of(regressor())
                    .optimizer(Optimizer.gradientDescent(1e300))
                    .epochs(20)
                    .fit(numbers());
            throw new IllegalStateException("the training has not diverged");
        } catch (TrainingDivergedException e) {
            return e;
        }
    }

    private static CrossValidation validation() {
        return CrossValidation.stratifiedKFold(2, 1);
    }

    private static SearchResult searched() {
        return Search.random(space(), 3, 1).maximize(parameters -> parameters.getDouble("rate"));
    }

    private static ParameterSpace space() {
        return new ParameterSpace().logUniform("rate", 1e-4, 1e-1).integers("units", 4, 64);
    }

    private static <M extends MultilayerPerceptron<M>> M small(M perceptron) {
        return perceptron.hidden(2).epochs(1).threads(1).seed(1);
    }

    private static LayerOptions options() {
        List<LayerOptions> seen = new ArrayList<>();
        builder().layer(2, Activation.RELU, layer -> {
            seen.add(layer);
            return layer;
        });
        return seen.get(0);
    }

    private OnnxOptions onnxOptions() throws IOException {
        List<OnnxOptions> seen = new ArrayList<>();
        Onnx.write(Model.of(regressor()), folder.resolve("options.onnx"), options -> {
            seen.add(options);
            return options;
        });
        return seen.get(0);
    }

    private static TableEncoder numberEncoder() {
        return TableEncoder.builder()
                .target("p", "q", "r")
                .drop("kind")
                .fit(Table.of(
                        List.of("x", "y", "z", "p", "q", "r", "kind"),
                        new String[][] {{"1", "2", "3", "4", "5", "6", "a"}, {"2", "1", "5", "3", "1", "1", "b"}}));
    }

    private static Pipeline classifying() {
        return Pipeline.of(encoder(), classifier().predictor());
    }

    private static Pipeline regressing() {
        return Pipeline.regressor(
                Scaler.identity(3), Scaler.identity(3), regressor().predictor());
    }

    private static double[][] zeros(int slots) {
        return new double[slots][3];
    }

    private void writeFiles() throws IOException {
        NpyFile.write(folder.resolve("in.npy"), NdArray.of(batch()));
        NpyFile.write(folder.resolve("labels.npy"), NdArray.of(new double[] {0, 1, 2}, 3));
        NpzFile.of(Map.of("x", NdArray.of(batch()))).write(folder.resolve("in.npz"));
        table().writeCsv(folder.resolve("in.csv"), CsvFormat.STANDARD);
        Models.save(classifier(), folder.resolve("model.npz"));
        Onnx.write(classifier(), folder.resolve("model.onnx"));
        Files.write(folder.resolve("in.idx"), new byte[] {0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3});
        Files.write(folder.resolve("text.npy"), text());
        Trainer trainer = trainer();
        trainer.fit(data());
        CheckpointFile.of(folder.resolve("checkpoint.npz")).accept(trainer.checkpoint());
    }

    /** An .npy file with one text of one character. */
    private static byte[] text() {
        String header = "{'descr': '<U1', 'fortran_order': False, 'shape': (1,), }";
        return ("\u0093NUMPY\1\0" + (char) header.length() + "\0" + header + "a\0\0\0")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private InputStream stream(String name) throws IOException {
        return new ByteArrayInputStream(Files.readAllBytes(file(name)));
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private void argument(String key, Maker maker) {
        arguments.put(key, maker);
    }

    // ---------------------------------------------------------------- the tables

    private void addArguments() {
        argument("int", () -> 1);
        argument("long", () -> 1L);
        argument("double", () -> 0.5);
        argument("boolean", () -> true);
        argument("char", () -> ';');
        argument("String", () -> "a");
        argument("Class<T>", () -> Object.class);
        argument("Object", () -> "another");
        argument("double[]", () -> new double[] {0.1, 0.2, 0.7});
        argument("double[][]", () -> batchRows());
        argument("int[]", () -> new int[] {0, 1, 2});
        argument("String[]", () -> new String[] {"a", "b", "c"});
        argument("String[][]", () -> new String[][] {{"1", "2", "3"}, {"4", "5", "6"}});
        argument("boolean[]", () -> new boolean[] {true, false, true});
        argument("Object[]", () -> new Object[] {1, 2, 3});
        argument("Activation[]", () -> new Activation[] {custom()});
        argument("List<String>", () -> new ArrayList<>(List.of("a", "b", "c")));
        argument("List<Double>", () -> new ArrayList<>(List.of(0.5, 0.25, 0.25)));
        argument("List<Integer>", () -> new ArrayList<>(List.of(1, 2, 3)));
        argument("Set<String>", () -> Set.of("", "?"));
        argument("Map<String, Double>", () -> new LinkedHashMap<>(Map.of("0", 1.0, "1", 2.0, "2", 3.0)));
        argument("Map<String, ?>", () -> new LinkedHashMap<>(Map.of("x", "1", "y", "2", "z", "3")));
        argument("Map<String, NdArray>", () -> new LinkedHashMap<>(Map.of("x", NdArray.of(batch()))));
        argument("Map<String, byte[]>", () -> new LinkedHashMap<>(Map.of("note.txt", new byte[] {65})));
        argument("Map<String, String>", () -> trained().words());
        argument("Duration", () -> Duration.ofSeconds(60));
        argument("Path", () -> file("out.bin"));
        argument("Reader", () -> new StringReader("x,y\n1,2\n"));
        argument("Writer", StringWriter::new);
        argument("OutputStream", ByteArrayOutputStream::new);
        argument("PrintStream", () -> new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8));
        argument("Throwable", () -> new IOException("cause"));
        argument("DoubleUnaryOperator", () -> (DoubleUnaryOperator) x -> 2 * x);
        argument("DoubleBinaryOperator", () -> (DoubleBinaryOperator) (x, y) -> x - y);
        argument("ToDoubleFunction<Parameters>", () -> (ToDoubleFunction<Parameters>) p -> 1);
        argument("ToDoubleBiFunction<Matrix, Matrix>", () -> (ToDoubleBiFunction<Matrix, Matrix>) (A, Y) -> 1);
        argument("UnaryOperator<LayerOptions>", UnaryOperator::identity);
        argument("UnaryOperator<OnnxOptions>", UnaryOperator::identity);
        argument("CrossValidation.Experiment", () -> (CrossValidation.Experiment) (train, test) -> 1);
        for (String type : List.of("String", "Checkpoint", "Progress")) {
            argument("Consumer<" + type + ">", () -> (Consumer<Object>) any -> {});
        }
        argument(
                "Optional<GradientReport.Parameter>",
                () -> Optional.of(new GradientReport.Parameter(1, "W", 0, 0, 0.5, 0.5, 0)));
        argument(
                "List<GradientReport.Group>",
                () -> List.of(new GradientReport.Group(1, "W", 6, 0, 0, Optional.empty())));
        argument("List<TableEncoder.Column>", () -> encoder().columns());

        argument("int rows", () -> 3);
        argument("int columns", () -> 3);
        argument("Matrix weights", () -> Matrix.of(1, 3, 1, 2, 3));
        addArgumentsOfTheRoot();
        addArgumentsOfData();
        addArgumentsOfTheRest();
    }

    private void addArgumentsOfTheRoot() {
        argument("Matrix.of rowMajor", () -> new double[9]);
        argument("Matrix.window array", () -> new double[10]);
        argument("Matrix.setColumn from", () -> 0);
        argument("Activation.of corners", () -> new double[] {-1, 0, 1});
        argument("Initializer.uniform high", () -> 1.0);
        argument("Initializer.truncatedNormal deviation", () -> 0.5);
        argument("Initializer.initialize fanIn", () -> 3);
        argument("GradientCheck.check gradient", () -> classifier().gradient().clone());
    }

    private void addArgumentsOfData() {
        argument("Dataset double[][] examples", () -> rows(EXAMPLES));
        argument("Dataset double[][] targets", () -> rows(EXAMPLES));
        argument("Dataset double[] targets", () -> new double[] {1, 2, 3, 4, 5, 6});
        argument("Dataset int[] labels", LABELS::clone);
        argument("Dataset String[] labels", () -> new String[] {"a", "b", "c", "a", "b", "c"});
        argument(
                "Dataset.of(double[][] examples, int[] labels, List<String> classes) classes",
                () -> new ArrayList<>(List.of("0", "1", "2")));
        argument("Dataset.withWeights weights", () -> new double[] {1, 2, 0, 1, 2, 3});
        argument("Dataset.oneHot classes", () -> 3);
        argument("Dataset double validationFraction", () -> 0.34);
        argument("Dataset double testFraction", () -> 0.34);
        argument("Dataset.stratifiedSplit testFraction", () -> 0.34);
        argument("Dataset Matrix W", () -> Matrix.zeros(1, 3));
        argument("Dataset int from", () -> 0);
        argument("Dataset int to", () -> 3);
        argument("CsvFormat boolean hasHeader", () -> false);
        argument("Missing.Kind kind", () -> Missing.Kind.CONSTANT);
        argument("NdArray int[] shape", () -> new int[] {3, 1});
        argument("NdArray NdArray labels", () -> NdArray.of(new double[] {0, 1, 2}, 3));
        argument("NpzFile.read mostBytes", () -> 10_000L);
        argument("NpzFile.array name", () -> "x");
        argument("Scaler.applyToTargets data", Fixtures::numbers);
        argument("Scaler.invertTargets scaled", Fixtures::numbers);
        argument("Table.cell column", () -> "x");
        argument("Table.cell row", () -> 0);
        argument("Table.row row", () -> 0);
        argument("Table.line row", () -> 0);
        argument("Table.column name", () -> "x");
        argument("Table.stratifiedSplit column", () -> "kind");
        argument("TableEncoder.new targetScaler", () -> Scaler.identity(1));
        argument("Missing missingTargets", () -> Missing.REFUSE);
        argument("Pipeline String[] cells", () -> new String[] {"1", "2", "3"});
        argument("TableEncoder String[] cells", () -> new String[] {"1", "2", "3"});
        argument("TableEncoder List<String> targets", () -> new ArrayList<>(List.of("kind")));
        argument("TableEncoder.Column Missing missing", () -> Missing.constant("a"));
        argument("Scaler.standardizeTargets train", Fixtures::numbers);
        argument("Scaler.minMaxTargets train", Fixtures::numbers);
        argument("Table List<String> columns", () -> new ArrayList<>(List.of("x", "y", "z")));
        argument("Dataset.selectFeatures names", () -> new ArrayList<>(List.of("z", "x")));
        argument("IdxFile.read in", () -> stream("in.idx"));
        argument("NpyFile.read in", () -> stream("in.npy"));
        argument("NpzFile.read in", () -> stream("in.npz"));
        argument("NpzFile.read archive", () -> Files.readAllBytes(file("in.npz")));
        argument("IdxFile.read file", () -> file("in.idx"));
        argument("NpyFile.read file", () -> file("in.npy"));
        argument("NpzFile.read file", () -> file("in.npz"));
        argument("Table.readCsv file", () -> file("in.csv"));
        argument("ExampleSource.csv file", () -> file("in.csv"));
        argument("ExampleSource.npy X", () -> file("in.npy"));
        argument("ExampleSource.npy y", () -> file("labels.npy"));
        argument("ExampleSource.npy classes", () -> new ArrayList<>(List.of("0", "1", "2")));
    }

    private void addArgumentsOfTheRest() {
        argument("Models.load file", () -> file("model.npz"));
        argument("Models.loadModel file", () -> file("model.npz"));
        argument("Onnx.read file", () -> file("model.onnx"));
        argument("Models InputStream in", () -> stream("model.npz"));
        argument("Onnx InputStream in", () -> stream("model.onnx"));
        argument("CheckpointFile InputStream in", () -> stream("checkpoint.npz"));
        argument("Network.cost weights", () -> Matrix.of(1, 3, 1, 1, 1));
        argument("Network.backward weights", () -> Matrix.of(1, 3, 1, 1, 1));
        argument("MLPRegressor Dataset test", Fixtures::numbers);
        argument("JavaSource Path sourceFolder", () -> folder.resolve("source"));
        argument("JavaSource String className", () -> "made.Prediction");
        argument("OnnxOptions String output", () -> "b");
        argument("RocAuc.of predicted", () -> Matrix.of(1, 3, 0.1, 0.7, 0.4));
        argument("RocAuc.of Y", () -> Matrix.of(1, 3, 0, 1, 1));
        argument("AveragePrecision.of predicted", () -> Matrix.of(1, 3, 0.1, 0.7, 0.4));
        argument("AveragePrecision.of Y", () -> Matrix.of(1, 3, 0, 1, 1));
        argument("LevenbergMarquardt Network network", Fixtures::regressor);
        argument("LBFGS double c1", () -> 1e-4);
        argument("OptimizerState.layerSteps layerSteps", () -> new long[] {0, 0});
        argument("LevenbergMarquardt.start weights", () -> null);
        argument("LevenbergMarquardt double increase", () -> 10.0);
        argument("LevenbergMarquardt double largestMu", () -> 1e10);
        argument("RProp double etaPlus", () -> 1.2);
        argument("RProp double smallest", () -> 1e-6);
        argument("Schedule.oneCycle steps", () -> 10L);
        for (UpdateRule rule : List.of(
                new AdaBelief(),
                new AdaDelta(),
                new AdaGrad(),
                new AdaMax(),
                new Adam(),
                new AdamW(0.01),
                new AMSGrad(),
                new FTRL(),
                new GradientDescent(),
                new Lion(),
                new Momentum(),
                new NAdam(),
                new Nesterov(),
                new RAdam(),
                new RMSProp(),
                new RProp())) {
            argument(rule.getClass().getSimpleName() + " double[][] slots", () -> zeros(rule.slots()));
        }
        argument("double[][] slots", () -> zeros(2));
        argument("int from", () -> 0);
        argument("int to", () -> 3);
        argument("Map<String, NdArray> arrays", () -> new LinkedHashMap<>(Map.of("x", NdArray.of(batch()))));
        argument("Checkpoint Map<String, NdArray> arrays", () -> trained().arrays());
        argument("CrossValidation int k", () -> 2);
        argument("MultilayerPerceptron int[] units", () -> new int[] {3, 2});
        argument("ParameterSpace double high", () -> 0.75);
        argument("Parameters String name", () -> "units");
        argument("Search.grid space", () -> new ParameterSpace().integers("units", 1, 3));
    }

    private void addObjects() {
        add(Network.class, Fixtures::classifier);
        add(Network.class, Fixtures::regressor);
        add(InUse.class, () -> {
            InUse inUse = classifier().inUse();
            inUse.hold("a test");
            return inUse;
        });
        add(InUse.class, () -> classifier().inUse());
        add(Predictor.class, () -> classifier().predictor());
        add(Layer.class, () -> classifier().layer(1));
        add(Layer.class, () -> classifier().layer(2));
        add(Layer.class, () -> dropping().layer(1));
        add(LayerOptions.class, Fixtures::options);
        add(NetworkBuilder.class, () -> builder().layer(3, Activation.SOFTMAX).loss(Loss.CROSS_ENTROPY));
        add(Matrix.class, Fixtures::batch);
        add(Loss.class, () -> Loss.CROSS_ENTROPY);
        add(Activation.class, () -> Activation.TANH);
        add(Activation.class, Fixtures::custom);
        add(Initializer.class, () -> Initializer.HE_NORMAL);
        add(GradientCheck.class, () -> GradientCheck.of(classifier()));
        add(Dataset.class, Fixtures::data);
        add(Dataset.class, Fixtures::numbers);
        add(Dataset.class, () -> data().withWeights(1, 2, 0, 1, 2, 3));
        add(Dataset.class, () -> data().withFeatures(List.of("x", "y", "z")));
        add(ExampleSource.class, () -> ExampleSource.of(data()));
        add(ExampleReader.class, () -> ExampleSource.of(data()).open(1));
        add(ExampleReader.class, () -> ExampleSource.of(data()).shuffled(2, 1).open(1));
        add(BatchSource.class, () -> ExampleSource.of(data()).batches(2));
        add(BatchSource.Epoch.class, () -> ExampleSource.of(data()).batches(2).epoch(1));
        add(Scaler.class, () -> Scaler.identity(3));
        add(Table.class, Fixtures::table);
        add(TableEncoder.class, Fixtures::encoder);
        add(TableEncoderBuilder.class, () -> TableEncoder.builder().label("kind"));
        add(Pipeline.class, Fixtures::classifying);
        add(Pipeline.class, Fixtures::regressing);
        add(Pipeline.class, () -> Pipeline.of(numberEncoder(), regressor().predictor()));
        add(Classification.class, () -> classifying().classify("1", "2", "3"));
        add(NdArray.class, () -> NdArray.of(batch()));
        add(NdArray.class, () -> NpyFile.read(file("text.npy")));
        add(Missing.class, () -> Missing.MEDIAN);
        add(LayerStatistics.class, () -> LayerStatistics.warning(any -> {}));
        add(Optimizer.class, () -> Optimizer.adam(1e-3));
        add(OptimizerState.class, () -> Optimizer.adam(1e-3).start(classifier()));
        add(FullBatchState.class, () -> FullBatchOptimizer.lbfgs().start(regressor(), batch(), batch()));
        add(FullBatchState.class, () -> FullBatchOptimizer.levenbergMarquardt().start(regressor(), batch(), batch()));
        add(Schedule.class, () -> Schedule.constant(0.1));
        add(Schedule.class, () -> Schedule.constant(0.1).warmUp(3));
        add(UpdateRule.class, Adam::new);
        add(RehearsedRule.class, Adam::new);
        add(CrossValidation.Experiment.class, () -> (CrossValidation.Experiment) (train, test) -> 1);
        add(Checkpoint.class, Fixtures::trained);
        add(CrossValidation.class, Fixtures::validation);
        add(Fold.class, () -> validation().folds(data()).get(0));
        add(FoldScores.class, () -> validation().score(data(), (train, test) -> 1));
        add(History.class, () -> trainer().validation(data()).fit(data()));
        add(MLPClassifier.class, () -> small(new MLPClassifier()).fit(data()));
        add(MLPClassifier.class, () -> small(new MLPClassifier()));
        add(MLPRegressor.class, () -> small(new MLPRegressor()).fit(numbers()));
        add(MLPRegressor.class, () -> small(new MLPRegressor()));
        add(MultilayerPerceptron.class, () -> small(new MLPClassifier()).fit(data()));
        add(Parameters.class, () -> searched().best().parameters());
        add(ParameterSpace.class, Fixtures::space);
        add(Search.class, () -> Search.random(space(), 3, 1));
        add(SearchResult.class, Fixtures::searched);
        add(Trial.class, () -> searched().best());
        add(Progress.class, Fixtures::progress);
        add(Trainer.class, Fixtures::trainer);
        add(TrainingDivergedException.class, Fixtures::divergence);
        add(TrainingListener.class, () -> TrainingListener.onEpochEnd(any -> {}));
        add(CheckpointFile.class, () -> CheckpointFile.of(file("checkpoint.npz")));
        add(Model.class, () -> Model.of(classifier()).withClasses(List.of("a", "b", "c")));
        add(OnnxOptions.class, this::onnxOptions);
    }

    private void addAlternatives() {
        alternatives.put(Network.class, List.of(Fixtures::narrow));
        alternatives.put(Dataset.class, List.of(Fixtures::numbers, Fixtures::narrowData));
        alternatives.put(Scaler.class, List.of(() -> Scaler.identity(2)));
        alternatives.put(Predictor.class, List.of(() -> narrow().predictor()));
        alternatives.put(Path.class, List.of(() -> Path.of(""), () -> folder, () -> file("no such folder/file")));
    }

    private static Activation custom() {
        return Activation.of("double", x -> 2 * x, x -> 2);
    }

    private static Checkpoint trained() {
        Trainer trainer = trainer();
        trainer.fit(data());
        return trainer.checkpoint();
    }

    private static double[][] rows(double[][] rows) {
        double[][] copies = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            copies[i] = rows[i].clone();
        }
        return copies;
    }

    private static double[][] batchRows() {
        return new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    }
}
