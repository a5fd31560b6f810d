package io.github.bp4j.curves;

import io.github.bp4j.curves.Curve.Line;
import io.github.bp4j.curves.Curve.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * A curve as SVG: time above, GFLOP/s below, both axes logarithmic. It has a background of its own, light or dark as the
 * reader's system is, so that it can be read on any page; lines differ in dashes too.
 */
final class Chart {
    private static final int WIDTH = 720;
    private static final int LEFT = 70;
    private static final int RIGHT = 700;
    private static final int TOP = 86; //        of the first panel, below the title and the names of the lines
    private static final int HEIGHT = 230; //    of a panel
    private static final int DISTANCE = 50; //   between panels
    private static final String[] DASHES = {"none", "8 4", "2 4", "10 4 2 4"};
    private static final String STYLE = """
            <style>
              .paper { fill: #ffffff } text { fill: #24292f } .grid { stroke: #d0d7de }
              .line { fill: none; stroke-width: 2 } .l0 { stroke: #0550ae } .l1 { stroke: #bc4c00 } .l2 { stroke: #1a7f37 } .l3 { stroke: #8250df }
              @media (prefers-color-scheme: dark) {
                .paper { fill: #0d1117 } text { fill: #e6edf3 } .grid { stroke: #3d444d }
                .l0 { stroke: #79c0ff } .l1 { stroke: #ffa657 } .l2 { stroke: #7ee787 } .l3 { stroke: #d2a8ff }
              }
            </style>
            <rect class="paper" width="100%" height="100%"/>
            """;

    private final StringBuilder svg = new StringBuilder();
    private final Curve curve;
    private final List<Measured> measured;

    private Chart(Curve curve, List<Measured> measured) {
        this.curve = curve;
        this.measured = measured;
    }

    static String of(Curve curve, List<Measured> measured) {
        return new Chart(curve, measured).draw();
    }

    private String draw() {
        int height = TOP + 2 * HEIGHT + DISTANCE + 60;
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + height
                + "\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n<title>" + curve.title()
                + "</title>\n");
        svg.append(STYLE);
        text(LEFT, 24, "start", "15", curve.title());
        for (int i = 0; i < curve.lines().size(); i++) {
            double x = LEFT + (i % 2) * 320;
            double y = 42 + (i / 2) * 18;
            line(i, List.of(x, x + 36), List.of(y, y), false);
            text(x + 44, y + 4, "start", "12", curve.lines().get(i).label());
        }
        panel(TOP, "time", Measured::nanos, Chart::time);
        panel(TOP + HEIGHT + DISTANCE, "GFLOP/s", Measured::gigaflops, Chart::number);
        text((LEFT + RIGHT) / 2.0, height - 16, "middle", "12", curve.quantity());
        return svg.append("</svg>\n").toString();
    }

    private interface Label {
        String of(double value);
    }

    private void panel(double top, String name, ToDoubleFunction<Measured> value, Label label) {
        List<Double> values =
                measured.stream().map(value::applyAsDouble).sorted().toList();
        double least = tickBelow(values.get(0));
        double most = Math.max(10 * least, tickAbove(values.get(values.size() - 1))); // at least four ticks
        Axis x = new Axis(xs(), LEFT + 16, RIGHT - 16);
        Axis y = new Axis(List.of(least, most), top + HEIGHT, top);
        for (double tick : y.ticks()) {
            grid(LEFT, y.at(tick), RIGHT, y.at(tick));
            text(LEFT - 6, y.at(tick) + 4, "end", "12", label.of(tick));
        }
        for (double tick : xs()) {
            grid(x.at(tick), top, x.at(tick), top + HEIGHT);
            text(x.at(tick), top + HEIGHT + 16, "middle", "12", number(tick));
        }
        text(LEFT - 6, top - 14, "end", "12", name);
        for (int i = 0; i < curve.lines().size(); i++) {
            Line line = curve.lines().get(i);
            List<Measured> points =
                    measured.stream().filter(one -> one.line().equals(line)).toList();
            line(
                    i,
                    points.stream().map(one -> x.at(one.point().x())).toList(),
                    points.stream().map(one -> y.at(value.applyAsDouble(one))).toList(),
                    true);
        }
    }

    /** The largest of 1, 2, 5, 10, … that is not above the value. */
    private static double tickBelow(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        return value >= 5 * power ? 5 * power : value >= 2 * power ? 2 * power : power;
    }

    /** The least of 1, 2, 5, 10, … that is not below the value. */
    private static double tickAbove(double value) {
        double below = tickBelow(value);
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        return below == value ? value : below >= 5 * power ? 10 * power : below >= 2 * power ? 5 * power : 2 * power;
    }

    private List<Double> xs() {
        return new ArrayList<>(new TreeSet<>(
                measured.stream().map(one -> (double) one.point().x()).toList()));
    }

    private void line(int number, List<Double> xs, List<Double> ys, boolean dots) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < xs.size(); i++) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", xs.get(i), ys.get(i)));
            if (dots) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle class=\"line l%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"/>\n",
                        number,
                        xs.get(i),
                        ys.get(i)));
            }
        }
        svg.append(String.format(
                Locale.ROOT,
                "<polyline class=\"line l%d\" stroke-dasharray=\"%s\" points=\"%s\"/>\n",
                number,
                DASHES[number],
                points.toString().strip()));
    }

    private void grid(double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
                x1,
                y1,
                x2,
                y2));
    }

    private void text(double x, double y, String anchor, String size, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%s\">%s</text>\n",
                x,
                y,
                anchor,
                size,
                text));
    }

    private static String number(double value) {
        return value >= 1 ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.3g", value);
    }

    private static String time(double nanos) {
        return nanos < 1e3
                ? number(nanos) + " ns"
                : nanos < 1e6
                        ? number(nanos / 1e3) + " µs"
                        : nanos < 1e9 ? number(nanos / 1e6) + " ms" : number(nanos / 1e9) + " s";
    }

    /** A logarithmic axis from one place of the drawing to another. */
    private static final class Axis {
        private final double least;
        private final double most;
        private final double from;
        private final double to;

        Axis(List<Double> values, double from, double to) {
            double min = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
            double max = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
            double margin = max < 1.2 * min ? 1.5 : 1; // a single point stands in the middle
            least = min / margin;
            most = max * margin;
            this.from = from;
            this.to = to;
        }

        double at(double value) {
            return from + (to - from) * Math.log(value / least) / Math.log(most / least);
        }

        /** Powers of ten; with 2 and 5 between them where there are less than three. */
        List<Double> ticks() {
            List<Double> ticks = new ArrayList<>();
            boolean decadesOnly = most / least >= 1e3;
            for (double power = Math.pow(10, Math.floor(Math.log10(least))); power <= most; power *= 10) {
                for (int digit : decadesOnly ? new int[] {1} : new int[] {1, 2, 5}) {
                    double tick = digit * power;
                    if (tick >= 0.999 * least && tick <= 1.001 * most) { // rounding errors aside
                        ticks.add(tick);
                    }
                }
            }
            return ticks;
        }
    }
}
