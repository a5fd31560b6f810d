package io.github.bp4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.internal.kernel.AdaptiveKernel.Contest;
import io.github.bp4j.internal.kernel.AdaptiveKernel.Effort;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With a clock that the kernels' work moves on: plain takes 100 ns for a unit of work, SIMD what it is told. */
class AdaptiveKernelTest {
    private final Kernel plain = new PlainKernel();
    private final Kernel simd = new PlainKernel();
    private long now = 1;
    private long plainTime;
    private long simdTime;

    private final Contest contest = new Contest(plain, () -> simd, new Effort(), () -> now);

    private Kernel work(long simdNanos) {
        Kernel kernel = contest.next();
        long begin = contest.begin();
        long nanos = kernel == simd ? simdNanos : 100;
        now += nanos;
        plainTime += kernel == simd ? 0 : nanos;
        simdTime += kernel == simd ? nanos : 0;
        contest.end(kernel, begin, 1);
        return kernel;
    }

    @Test
    void itBeginsPlain() {
        while (now <= Effort.HEAD_START) {
            assertThat(work(5000)).isSameAs(plain);
        }
        assertThat(work(5000)).isSameAs(simd);
    }

    @Test
    void simdIsNotAskedForDuringTheHeadStart() {
        boolean[] asked = {false};
        Contest contest = new Contest(
                plain,
                () -> {
                    asked[0] = true;
                    return simd;
                },
                new Effort(),
                () -> now);
        for (int i = 0; i < 2; i++) {
            assertThat(asked[0]).isFalse();
            assertThat(contest.next()).isSameAs(plain);
            long begin = contest.begin();
            now += Effort.HEAD_START / 2;
            contest.end(plain, begin, 1);
        }
        assertThat(contest.next()).isSameAs(simd);
        assertThat(asked[0]).isTrue();
    }

    @Test
    void whereThereIsNoSimdPlainStays() {
        Contest contest = new Contest(plain, () -> null, new Effort(), () -> now);
        long begin = contest.begin();
        now += Effort.HEAD_START;
        contest.end(plain, begin, 1);

        assertThat(contest.next()).isSameAs(plain);
        assertThat(contest.begin()).as("nobody needs the time any more").isZero();
        assertThat(new AdaptiveKernel(plain, () -> null).name()).isEqualTo("plain");
    }

    @Test
    void whileSimdIsSlowItGetsAQuarterOfTheTimeThenMoreThenAll() {
        assertThat(shareOfSimdUntil(1_000_000_000L)).isBetween(0.24, 0.26);
        assertThat(shareOfSimdUntil(2_000_000_000L)).isBetween(0.70, 0.76); // so that it is half of all in the end
        assertThat(shareOfSimdUntil(2_500_000_000L)).isEqualTo(1);
    }

    private double shareOfSimdUntil(long time) {
        long simdBefore = simdTime;
        long begin = now;
        while (now < time) {
            work(5000);
        }
        return (double) (simdTime - simdBefore) / (now - begin);
    }

    @Test
    void simdThatIsFasterFourTimesInARowStays() {
        for (int i = 0; i < 1000; i++) {
            work(5000);
        }
        int wins = 0;
        while (wins < Contest.WINS) {
            wins += work(20) == simd ? 1 : 0;
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(work(5000)).isSameAs(simd);
        }
        assertThat(contest.begin()).as("nobody needs the time any more").isZero();
    }

    @Test
    void oneSlowTryBreaksTheRow() {
        int tries = 0;
        while (tries < 40) {
            tries += work(tries % Contest.WINS == 3 ? 5000 : 20) == simd ? 1 : 0;
        }
        assertThat(contest.begin()).as("still undecided").isPositive();
    }

    @Test
    void simdThatNeverWinsIsGivenUp() {
        while (simdTime <= Contest.PATIENCE) {
            work(5000);
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(work(20)).isSameAs(plain);
        }
    }

    @Test
    void simdThatIsCompiledAndStillSlowerIsGivenUpSoon() {
        int tries = 0;
        while (tries < Contest.NEAR_TRIES) {
            tries += work(150) == simd ? 1 : 0;
        }
        assertThat(contest.begin()).as("nobody needs the time any more").isZero();
        assertThat(work(20)).isSameAs(plain);
    }

    @Test
    void threadsShareBOnceSimdHasWonThatKindOfProduct() {
        List<String> calls = new ArrayList<>();
        Kernel adaptive = new AdaptiveKernel(
                recording("plain", Effort.HEAD_START, calls), () -> recording("simd", 1, calls), () -> now);
        Product p = new Product().size(100, 256, 200).left(null, 0, 256, 1).right(null, 0, 200, 1);
        assertThat(adaptive.grainWithSharedB(p, 20, 200)).isZero();

        while (calls.size() < 20) {
            adaptive.multiply(p, 0, 50, 0, 200, null); // as many rows as a thread would take
        }

        assertThat(calls).startsWith("plain").endsWith("simd", "simd", "simd", "simd");
        assertThat(adaptive.grainWithSharedB(p, 20, 200)).isEqualTo(4);
        assertThat(adaptive.grainWithSharedB(p, 20, 50)).as("of another kind").isZero();
        calls.clear();
        p.sharedB = new double[0];
        adaptive.copyB(p, 0, 200, 0, 200, p.sharedB);
        adaptive.multiply(p, 96, 100, 0, 200, null); // of another kind too, but it is SIMD's copy
        assertThat(calls).containsExactly("simd copies", "simd");
    }

    /** Does nothing, for so many nanoseconds. */
    private Kernel recording(String name, long nanos, List<String> calls) {
        return (Kernel) Proxy.newProxyInstance(
                Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("grainWithSharedB")) {
                        return 4;
                    }
                    calls.add(method.getName().equals("copyB") ? name + " copies" : name);
                    now += nanos;
                    return null;
                });
    }

    @Test
    void everyOperationGivesTheBitsOfItsJavadocWhoeverRuns() {
        long[] ticks = {1};
        Kernel adaptive = new AdaptiveKernel(plain, () -> simd, () -> ticks[0] += Effort.HEAD_START / 100);
        assertThat(new KernelCheck(adaptive, 1).everything()).isGreaterThan(5000);
    }
}
