package io.github.bp4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bp4j.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Table TABLE =
            Table.of(List.of("a", "b"), new String[] {"1", "x"}, new String[] {"2", "y"}, new String[] {"3", "x"});

    @Test
    void cellsAreFoundByRowAndColumn() {
        assertThat(TABLE.cell(1, "b")).isEqualTo("y");
        assertThat(TABLE.row(2)).containsExactly("3", "x");
        assertThat(TABLE.column("a")).containsExactly("1", "2", "3");
        assertThat(TABLE.lastColumn()).isEqualTo("b");
        assertThat(TABLE.line(0)).isZero();
        assertThat(TABLE).hasToString("Table of 3 rows, 2 columns (a, b)");
    }

    @Test
    void whatGoesInAndComesOutIsCopied() {
        String[] row = {"1"};
        Table table = Table.of(List.of("a"), row);
        row[0] = "9";
        table.row(0)[0] = "9";
        assertThat(table.cell(0, "a")).isEqualTo("1");
    }

    @Test
    void aSplitIsThatOfTheDataset() {
        Table table = numbered(10);
        Table.Split split = table.split(0.3, 5);
        Dataset.Split same = Dataset.of(
                        IntStream.range(0, 10).mapToObj(e -> new double[] {e}).toArray(double[][]::new), new int[10])
                .split(0.3, 5);
        assertThat(split.test().column("n"))
                .isEqualTo(IntStream.range(0, 3)
                        .mapToObj(e -> "" + (int) same.test().example(e)[0])
                        .toList());
        List<String> all = new ArrayList<>(split.train().column("n"));
        all.addAll(split.test().column("n"));
        assertThat(all).containsExactlyInAnyOrderElementsOf(table.column("n"));
    }

    @Test
    void aStratifiedSplitKeepsTheSharesOfTheColumn() {
        Table.Split split = numbered(100).stratifiedSplit(0.2, "third", 1);
        assertThat(split.test().column("third").stream().filter("true"::equals)).hasSize(7);
        assertThat(split.train().column("third").stream().filter("true"::equals))
                .hasSize(27);
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertThatThrownBy(() -> TABLE.column("c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no column \"c\"; the columns are [a, b]");
        assertThatThrownBy(() -> TABLE.row(3))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("row 3 of 3 rows; they are counted from 0");
        assertThatThrownBy(() -> TABLE.split(0.1, 1))
                .hasMessage("testFraction 0.1 of 3 rows leaves 3 to train and 0 to test; both need at least 1");
        assertThatThrownBy(() -> Table.of(List.of("a", "b"), new String[] {"1"}))
                .isInstanceOf(ShapeException.class)
                .hasMessage("row 0 has 1 cell; there are 2 columns");
        assertThatThrownBy(() -> Table.of(List.of("a"), new String[] {null}))
                .hasMessage("row 0 has a cell that is null; an empty one is \"\"");
        assertThatThrownBy(() -> Table.of(List.of("a", "a")))
                .hasMessage("the columns must be distinct, at least 1; got [a, a]");
    }

    private static Table numbered(int size) {
        return Table.of(
                List.of("n", "third"),
                IntStream.range(0, size)
                        .mapToObj(n -> new String[] {"" + n, "" + (n % 3 == 0)})
                        .toArray(String[][]::new));
    }
}
