package io.github.bp4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class PiecesTest {
    private final Pieces pieces = new Pieces();

    @Test
    void aThreadTakesItsOwnInOrderAndThenWhatOthersHaveLeft() {
        pieces.shareOut(7, 3); // 0 1 | 2 3 | 4 5 6
        assertThat(pieces.take(2)).isEqualTo(4);
        assertThat(pieces.take(0)).isZero();
        assertThat(takeAll(pieces, 1)).containsExactly(2, 3, 5, 6, 1);
        assertThat(pieces.take(0)).isEqualTo(-1);
    }

    @Test
    void fewerPiecesThanThreads() {
        pieces.shareOut(2, 5);
        assertThat(takeAll(pieces, 0)).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void aSecondRunHasAllPiecesAgain() {
        pieces.shareOut(10, 4);
        takeAll(pieces, 3);
        pieces.shareOut(12, 6);
        assertThat(takeAll(pieces, 3)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    }

    @Test
    void threadsAtOnceTakeEachPieceOnce() throws Exception {
        int threads = 4, number = 12, rounds = 5_000;
        CyclicBarrier round = new CyclicBarrier(threads, () -> pieces.shareOut(number, threads));
        AtomicIntegerArray taken = new AtomicIntegerArray(number);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int own = thread % 2; // two for each of two ranges, and two ranges for all to empty
                tasks.add(() -> {
                    for (int i = 0; i < rounds; i++) {
                        round.await(20, TimeUnit.SECONDS);
                        takeAll(pieces, own).forEach(taken::incrementAndGet);
                    }
                    return null;
                });
            }
            for (var result : executor.invokeAll(tasks)) {
                result.get();
            }
        } finally {
            executor.shutdownNow();
        }
        for (int piece = 0; piece < number; piece++) {
            assertThat(taken.get(piece)).as("piece %d", piece).isEqualTo(rounds);
        }
    }

    private static List<Integer> takeAll(Pieces pieces, int thread) {
        List<Integer> taken = new ArrayList<>();
        for (int piece = pieces.take(thread); piece >= 0; piece = pieces.take(thread)) {
            taken.add(piece);
        }
        return taken;
    }
}
