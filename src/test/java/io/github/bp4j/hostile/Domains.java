package io.github.bp4j.hostile;

import static java.util.Map.entry;

import io.github.bp4j.hostile.Hostile.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;

/**
 * What parameters may be: every hostile value that a member accepts has an entry here that states that it is legal. The
 * key of an entry is a parameter's name, or its type and name; with the owner or the member before it, it is of that
 * one alone.
 */
final class Domains {
    /** All but null. */
    private static final Predicate<Hostile> ANY = hostile -> hostile.kind() != Kind.NULL;

    /** Every finite number. */
    private static final Predicate<Hostile> FINITE = Hostile::isFiniteNumber;

    /** More or fewer elements, rows or columns. */
    private static final Predicate<Hostile> SIZE = hostile -> hostile.kind() == Kind.SIZE;

    /** More elements than are used. */
    private static final Predicate<Hostile> LONGER = labels("one element more", "one element more in the last row");

    /** More or fewer elements, at least 1. */
    private static final Predicate<Hostile> NOT_EMPTY = SIZE.and(labels("empty").negate());

    /** Any numbers, also NaN and ∞. */
    private static final Predicate<Hostile> NUMBERS = hostile -> hostile.kind() == Kind.ELEMENT;

    /** Objects, names and choices of other kinds than the valid argument. */
    private static final Predicate<Hostile> OTHERS = hostile -> hostile.kind() == Kind.OTHER;

    private static final Predicate<Hostile> POSITIVE = numbers(x -> x > 0 && x < Double.POSITIVE_INFINITY);
    private static final Predicate<Hostile> NOT_NEGATIVE = numbers(x -> x >= 0 && x < Double.POSITIVE_INFINITY);
    private static final Predicate<Hostile> SHARE = numbers(x -> x >= 0 && x < 1);
    /** A sum of weights, which may overflow. */
    private static final Predicate<Hostile> ELEMENT_OF_WEIGHTS =
            hostile -> hostile.kind() == Kind.ELEMENT && !hostile.label().matches("(NaN|-[1I]).*");

    private static final Predicate<Hostile> INDEX = numbers(x -> x == 0);

    /** What messages call a parameter that is a symbol, or has another name where its users meet it. */
    private static final Map<String, Set<String>> WORDS = Map.ofEntries(
            entry("l", Set.of("layer")),
            entry("i", Set.of("row")),
            entry("j", Set.of("column")),
            entry("Y", Set.of("target", "output unit")),
            entry("y", Set.of("target")),
            entry("x", Set.of("input", "feature")),
            entry("scaled", Set.of("feature")),
            entry("out", Set.of("feature")),
            entry("order", Set.of("example")),
            entry("indices", Set.of("index")),
            entry("names", Set.of("feature")),
            entry("cells", Set.of("column")),
            entry("row", Set.of("column")),
            entry("categories", Set.of("column")),
            entry("rows", Set.of("×")), // how shapes are written
            entry("columns", Set.of("×")),
            entry("rowMajor", Set.of("value")),
            entry("values", Set.of("row")),
            entry("offset", Set.of("index")),
            entry("scores", Set.of("predicted")),
            entry("positive", Set.of("actual")),
            entry("actual", Set.of("Y")),
            entry("unit", Set.of("output")),
            entry("custom", Set.of("activation")),
            entry("shape", Set.of("size", "array of")));

    private final Map<String, List<Predicate<Hostile>>> legal = new HashMap<>();

    Domains() {
        addNumbers();
        addTheRoot();
        addData();
        addOptimizers();
        addTheRest();
    }

    /** Whether the value is legal. */
    boolean contain(Member member, int parameter, Hostile hostile) {
        String type = Member.typeName(member.types()[parameter]);
        String name = member.parameters().get(parameter);
        String owner = Member.typeName(member.owner());
        return List.of(
                        member.signature() + " " + name,
                        member.name() + " " + name,
                        owner + " " + type + " " + name,
                        owner + " " + name,
                        type + " " + name,
                        type,
                        name)
                .stream()
                .flatMap(key -> legal.getOrDefault(key, List.of()).stream())
                .anyMatch(domain -> domain.test(hostile));
    }

    /** What messages may call the parameter. */
    Set<String> names(String parameter) {
        Set<String> names = new HashSet<>(WORDS.getOrDefault(parameter, Set.of()));
        names.add(parameter);
        return names;
    }

    private void addNumbers() {
        legal("boolean", ANY);
        legal("seed", ANY);
        for (String name : List.of("alpha", "epsilon", "sigma", "delta", "gain", "deviation", "gamma", "mu")) {
            legal("double " + name, POSITIVE);
        }
        legal("double rate", POSITIVE);
        for (String name :
                List.of("l1", "l2", "weightDecay", "momentumDecay", "gradientTolerance", "costTolerance", "minDelta")) {
            legal("double " + name, NOT_NEGATIVE);
        }
        for (String name : List.of("beta", "beta1", "beta2", "decay", "rho", "dropout", "p", "smoothing")) {
            legal("double " + name, SHARE);
        }
        for (String name : List.of("threads", "epochs", "batchSize", "patience", "repetitions", "k", "buffer")) {
            legal("int " + name, numbers(n -> n >= 1));
        }
        for (String name : List.of("epoch", "step", "steps", "every", "period")) {
            legal("int " + name, numbers(n -> n >= 1));
            legal("long " + name, numbers(n -> n >= 1));
        }
        for (String name : List.of("row", "column", "classIndex", "example", "index", "unit", "offset", "i", "j")) {
            legal("int " + name, INDEX);
        }
    }

    private void addTheRoot() {
        legal("double lambda", NOT_NEGATIVE);
        legal("double c", POSITIVE.or(labels("Infinity"))); // none
        legal("Activation alpha", FINITE);
        legal("Activation slope", FINITE);
        legal("Activation theta", POSITIVE);
        legal("Activation Z", SIZE.or(NUMBERS));
        legal("Activation corners", SIZE.or(FINITE));
        legal("Activation.of name", labels("unknown"));
        legal("Loss.of name", labels("unknown"));
        legal("Initializer value", FINITE);
        legal("Initializer low", numbers(x -> x < 1 && x > Double.NEGATIVE_INFINITY));
        legal("Initializer high", numbers(x -> x > 0.5 && x < Double.POSITIVE_INFINITY));
        legal("Initializer M", SIZE.or(NUMBERS));
        legal("Initializer int fanIn", numbers(n -> n >= 1));
        legal("Initializer int fanOut", numbers(n -> n >= 1));
        legal("Layer int m", numbers(n -> n >= 1));
        legal("Network int m", numbers(n -> n >= 1));
        legal("Layer A_prev", SIZE.or(NUMBERS));
        legal("LayerOptions momentum", POSITIVE);
        legal("InUse use", OTHERS);
        legal("InUse operation", OTHERS);
        legal("double examples", numbers(x -> x > 0)); // a sum of weights, which may overflow
        legal("Network.requireBatch weights", labels("null"));
        legal("Loss weights", labels(Double.MAX_VALUE + " in it"));
        legal("Loss A", NUMBERS);
        legal("Loss Y", NUMBERS);
        legal("Loss.requireTargets Y", SIZE.or(FINITE));
        legal("Matrix B", NUMBERS);
        legal("Matrix.times B", SIZE);
        legal("Matrix factor", ANY);
        legal("Matrix value", ANY);
        legal("Matrix values", NUMBERS.or(LONGER));
        legal("Matrix.column values", NOT_EMPTY);
        legal("Matrix rowMajor", NUMBERS);
        legal("Matrix rows", NUMBERS.or(NOT_EMPTY).or(numbers(n -> n >= 1)));
        legal("Matrix columns", numbers(n -> n >= 1));
        legal("Matrix array", NUMBERS.or(LONGER));
        legal("Matrix from", INDEX);
        legal("equals other", hostile -> hostile.label().equals("null")); // equals of the JDK answers false
        legal("Matrix.equals other", ANY.or(labels("null")));
        legal("Network Matrix X", SIZE.or(NUMBERS));
        legal("Network Matrix Y", FINITE);
        legal("Network Matrix weights", labels(Double.MAX_VALUE + " in it"));
        legal("Network passes", numbers(n -> n >= 0));
        legal("Network.Prediction A", SIZE.or(NUMBERS));
        legal("Network.Prediction cost", ANY);
        legal("inputs", numbers(n -> n >= 1));
        legal("NetworkBuilder units", numbers(n -> n >= 1));
        legal("NetworkBuilder sigma", NOT_NEGATIVE);
        legal("Predictor X", SIZE.or(NUMBERS));
        legal("Predictor x", NUMBERS);
        legal("Predictor out", NUMBERS);
        legal("Predictor a", FINITE);
        legal("Matrix.requireFinite name", OTHERS);
        legal("Matrix.requireFinite weights", NUMBERS.or(labels("null"))); // all columns count
        legal("Matrix weights", labels(Double.MAX_VALUE + " in it"));
        legal("Matrix threshold", FINITE);
        legal("Schema features", SIZE);
        legal("Schema classes", SIZE);
        legal("Schema names", SIZE.or(OTHERS));
        legal("Schema what", OTHERS);
        legal("Schema reference", OTHERS);
        legal("String message", ANY.or(labels("null"))); // as every exception
        legal("Throwable cause", ANY.or(labels("null")));
        legal("SplitMix64 purpose", OTHERS);
        legal("SplitMix64 epoch", ANY);
        legal("SplitMix64 batch", ANY);
        legal("SplitMix64 bound", numbers(n -> n >= 1));
        legal("SplitMix64 numbers", ANY);
    }

    private void addData() {
        legal("Batch X", labels("2×3", "4×3").or(NUMBERS));
        legal("Batch Y", labels("2×3", "4×3").or(NUMBERS));
        legal("Batch weights", NUMBERS);
        legal("ClassBalance counts", OTHERS.or(labels("0 at the end", "2147483647 at the end", "1000003 at the end")));
        legal("ClassBalance weights", OTHERS.or(ELEMENT_OF_WEIGHTS));
        legal("Classification probabilities", OTHERS.or(labels("empty", "0.0 at the end", "-0.0 at the end")));
        legal("Classification probabilities", labels(Double.MIN_VALUE + " at the end"));
        legal("char separator", OTHERS);
        legal("CsvFormat names", SIZE);
        legal("Dataset order", labels("one element more", "0 at the end"));
        legal("Dataset X", labels("4×3").or(NUMBERS));
        legal("Dataset Y", labels("4×3").or(NUMBERS)); // units without a class
        legal("Dataset W", NUMBERS);
        legal("double[][] examples", FINITE);
        legal("targets", FINITE);
        legal("Dataset.of(double[][] examples, int[] labels) labels", NUMBERS);
        legal("Dataset int[] labels", labels("0 at the end"));
        legal("Dataset indices", NOT_EMPTY.or(labels("0 at the end")));
        legal("Dataset int classes", numbers(n -> n >= 3));
        legal("Dataset examples", NOT_EMPTY.or(labels("0 at the end")));
        legal("Dataset weights", labels(Double.MAX_VALUE + " at the end"));
        legal("Dataset.selectFeatures names", labels("one element fewer"));
        legal("ExampleReader x", NUMBERS);
        legal("ExampleReader y", NUMBERS);
        legal("ExampleSource X", OTHERS); // opened later
        legal("ExampleSource y", OTHERS);
        legal("ExampleSource file", OTHERS);
        legal("ExampleSource data", OTHERS);
        legal("ExampleSource classes", NOT_EMPTY);
        legal("Missing constant", OTHERS);
        legal("Dataset.withFeatures names", labels("one element more")); // of data with four features
        legal("NdArray divisor", FINITE.and(numbers(x -> x != 0)));
        legal("NdArray matrix", SIZE.or(NUMBERS));
        legal("NdArray numbers", NUMBERS);
        legal("NdArray shape", SIZE); // 3 is as good as 3×1
        legal("Object other", labels("null").or(OTHERS)); // equals answers false
        legal("NpzFile arrays", SIZE.or(OTHERS));
        legal("NpzFile others", SIZE.or(OTHERS));
        legal("NpzFile mostBytes", numbers(n -> n > 1000));
        legal("Pipeline x", FINITE);
        legal("Scaler train", OTHERS);
        legal("Scaler data", OTHERS);
        legal("Scaler scaled", OTHERS.or(NUMBERS));
        legal("Scaler Matrix scaled", SIZE);
        legal("Scaler x", NUMBERS);
        legal("Scaler out", NUMBERS);
        legal("Scaler features", numbers(n -> n >= 1));
        legal("Scaler shift", FINITE);
        legal("Scaler scale", FINITE);
        legal("Scaler names", labels("empty"));
        legal("Table rows", SIZE.or(labels("0 at the end")));
        legal("Table atMost", numbers(n -> n >= 1));
        legal("TableEncoder classes", SIZE);
        legal("Set<String> missingValues", SIZE.or(OTHERS));
        legal("TableEncoder.Column name", OTHERS);
        legal("TableEncoder.Column categories", SIZE);
        legal("TableEncoderBuilder columns", SIZE); // looked for in fit
        legal("TableEncoderBuilder column", OTHERS);
        legal("TableEncoderBuilder cells", SIZE);
        legal("TableEncoderBuilder missing", OTHERS);
    }

    private void addOptimizers() {
        for (String name : List.of("theta", "dTheta", "slots")) {
            legal(name, NUMBERS.or(LONGER));
        }
        for (String rule :
                ("AMSGrad AdaBelief AdaDelta AdaGrad AdaMax Adam AdamW FTRL GradientDescent Lion Momentum NAdam"
                                + " Nesterov RAdam RMSProp RProp RehearsedRule UpdateRule")
                        .split(" ")) {
            legal(rule + " rate", NOT_NEGATIVE);
        }
        legal("int from", INDEX);
        legal("int to", INDEX);
        legal("Clipping value", POSITIVE.or(labels("Infinity")));
        legal("Clipping norm", POSITIVE.or(labels("Infinity")));
        legal("Optimizer value", POSITIVE.or(labels("Infinity")));
        legal("Optimizer norm", POSITIVE.or(labels("Infinity")));
        legal("FTRL beta", POSITIVE);
        legal("Network network", OTHERS);
        legal("FullBatchOptimizer weights", labels("null")); // all examples count alike
        legal("LBFGS weights", labels("null", Double.MAX_VALUE + " in it"));
        legal("FullBatchOptimizer weights", labels(Double.MAX_VALUE + " in it"));
        legal("history", numbers(n -> n >= 1));
        for (String name : List.of("etaMinus", "c1", "decrease", "smallest")) {
            legal(name, labels(String.valueOf(Double.MIN_VALUE)));
        }
        for (String name : List.of("etaPlus", "largest", "increase", "largestMu", "momentumDecay")) {
            legal(name, labels(String.valueOf(Double.MAX_VALUE)));
        }
        for (String name : List.of("factor", "power", "peak")) {
            legal("double " + name, POSITIVE);
        }
        legal("GradientDescent slots", labels("empty")); // it has none
        legal("LevenbergMarquardt weights", labels("null"));
        legal("LevenbergMarquardt Y", FINITE);
        for (String method : List.of("FullBatchOptimizer", "LBFGS", "LevenbergMarquardt")) {
            legal(method + " X", FINITE);
        }
        legal("LevenbergMarquardt mu", POSITIVE);
        legal("Schedule end", NOT_NEGATIVE);
        legal("Schedule decay", NOT_NEGATIVE);
        legal("int factor", numbers(n -> n >= 1));
        legal("OptimizerState layerSteps", labels("0 at the end"));
        legal("OptimizerState steps", numbers(n -> n >= 0));
    }

    private void addTheRest() {
        addModel();
        addMetrics();
        addChecks();
        addTraining();
    }

    private void addModel() {
        legal("CheckpointFile file", OTHERS);
        legal("Activation[] custom", labels("empty"));
        legal("OnnxOptions input", labels("unknown"));
        legal("OnnxOptions output", labels("unknown"));
    }

    private void addMetrics() {
        legal("Matrix predicted", NUMBERS.and(labels("NaN in it").negate()));
        legal("Accuracy predicted", labels("4×3"));
        legal("Accuracy int[] predicted", NUMBERS);
        legal("Accuracy int[] actual", NUMBERS);
        legal("int[] predicted", labels("0 at the end"));
        legal("int[] actual", labels("0 at the end"));
        legal("ConfusionMatrix predicted", labels("4×3"));
        legal("ClassificationReport predicted", labels("4×3"));
        legal("Matrix Y", FINITE); // the class is the largest element
        legal("RegressionReport outputs", OTHERS);
        legal("RegressionReport actual", FINITE);
        legal("RegressionReport double[] predicted", FINITE);
        legal("RocAuc.of predicted", labels("2×3"));
        legal("AveragePrecision.of predicted", labels("2×3"));
        legal(
                "double[] scores",
                NUMBERS.and(labels("NaN at the end", "NaN in front").negate()));
        legal("List<String> classes", labels("one element more"));
        for (String name : List.of("mse", "rmse", "mae", "medianAbsoluteError")) {
            legal("RegressionScores " + name, numbers(x -> !(x < 0)));
        }
        legal("RegressionScores r2", numbers(x -> !(x > 1)));
        legal("RegressionScores explainedVariance", numbers(x -> !(x > 1)));
        for (String name : List.of("precision", "recall", "f1")) {
            legal("Scores " + name, numbers(x -> x >= 0 && x <= 1));
        }
        legal("Scores support", numbers(n -> n >= 0));
        legal("int actual", INDEX);
        legal("int predicted", INDEX);
        for (String report : List.of("ClassificationReport", "MultiLabelReport", "RegressionReport")) {
            legal(report + " int k", INDEX);
        }
    }

    private void addChecks() {
        legal("GradientCheck network", OTHERS);
        legal("GradientCheck X", NUMBERS);
        legal("GradientCheck weights", labels(Double.MAX_VALUE + " in it"));
        legal("GradientCheck gradient", NUMBERS);
        legal("GradientCheck h", POSITIVE);
        legal("GradientReport cost", ANY);
        legal("GradientReport groups", SIZE);
        legal("GradientReport frozen", numbers(n -> n >= 0));
        for (String type : List.of("GradientReport.Parameter", "GradientReport.Group", "LayerStatistics.LayerLine")) {
            legal(type + " layer", numbers(n -> n >= 1));
            legal(type + " matrix", ANY);
            legal(type + " name", ANY);
            legal(type + " analytic", ANY);
            legal(type + " numerical", ANY);
            legal(type + " mean", ANY);
            for (String name : List.of("row", "column", "parameters", "setApart", "error", "deviation")) {
                legal(type + " " + name, numbers(x -> !(x < 0)));
            }
            for (String name : List.of("gradientNorm", "updateRatio")) {
                legal(type + " " + name, numbers(x -> !(x < 0)));
            }
            legal(type + " dead", numbers(x -> !(x < 0) && !(x > 1)));
            legal(type + " saturated", numbers(x -> !(x < 0) && !(x > 1)));
        }
        legal("PermutationImportance data", OTHERS);
        legal("PermutationImportance repeats", numbers(n -> n >= 1));
        legal("PermutationImportance.Feature index", numbers(n -> n >= 0));
        legal("PermutationImportance.Feature name", ANY);
        legal("PermutationImportance.Feature mean", FINITE);
        legal("PermutationImportance.Feature deviation", NOT_NEGATIVE);
    }

    private void addTraining() {
        legal("Dataset data", OTHERS);
        legal("Dataset train", OTHERS);
        legal("Dataset test", OTHERS);
        legal("Dataset validation", OTHERS);
        legal("Evaluation cost", ANY);
        legal("Evaluation accuracy", numbers(x -> !(x < 0) && !(x > 1)));
        legal("Checkpoints epochs", numbers(n -> n >= 1));
        legal("Checkpoints batches", numbers(n -> n >= 1));
        legal("CrossValidation.Experiment train", labels("null")); // of the test's own
        legal("CrossValidation.Experiment test", labels("null"));
        legal("TrainingListener progress", labels("null")); // nothing is done with it
        legal("ParameterSpace name", labels("unknown"));
        legal("ParameterSpace values", NOT_EMPTY);
        legal("ParameterSpace int low", numbers(n -> n <= 1 && n >= -1));
        legal("ParameterSpace int high", numbers(n -> n >= 1));
        legal("ParameterSpace.logUniform low", POSITIVE);
        legal("ParameterSpace.logUniform high", POSITIVE);
        legal("ParameterSpace.uniform low", FINITE);
        legal("ParameterSpace.uniform high", FINITE);
        legal("ReduceOnPlateau factor", SHARE);
        legal("ReduceOnPlateau patience", numbers(n -> n >= 0));
        legal("ReduceOnPlateau cooldown", numbers(n -> n >= 0));
        legal("ReduceOnPlateau threshold", SHARE);
        legal("ReduceOnPlateau leastFactor", SHARE);
        legal("MultilayerPerceptron alpha", NOT_NEGATIVE);
        legal("MultilayerPerceptron tolerance", NOT_NEGATIVE);
        legal("MultilayerPerceptron units", SIZE.or(labels(Integer.MAX_VALUE + " at the end", "1000003 at the end")));
        legal("MLPClassifier x", NUMBERS);
        legal("MLPRegressor x", NUMBERS);
        legal("CsvLog file", OTHERS);
        legal("Trainer cost", FINITE);
        legal("Trainer X", FINITE);
        legal(
                "Trainer weights",
                SIZE.or(OTHERS)
                        .or(NUMBERS.and(labels("-1.0 for a value").negate()).and(FINITE)));
        legal("Trainer Y", FINITE);
    }

    private void legal(String key, Predicate<Hostile> domain) {
        legal.computeIfAbsent(key, any -> new ArrayList<>()).add(domain);
    }

    private static Predicate<Hostile> numbers(DoublePredicate domain) {
        return hostile -> hostile.value() instanceof Number number && domain.test(number.doubleValue());
    }

    private static Predicate<Hostile> labels(String... labels) {
        return hostile -> List.of(labels).contains(hostile.label());
    }
}
