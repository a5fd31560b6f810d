/*
 * What a neighbour on the same core leaves over. Windows of 4 ms, over and over: fused multiply-adds of four doubles, instructions of any
 * kind, loads of four doubles from the first- and from the second-level cache; prints percentiles, 10^9 a second.
 *
 *     gcc -O3 -march=native src/peers/c/neighbour.c -o target/neighbour && target/neighbour 200
 *
 * Where the most is twice the median, a neighbour was there for more than half of the time. Needs AVX2.
 */
#define _GNU_SOURCE
#include <immintrin.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define KINDS 4
#define MOST_ROUNDS 10000

static double *buffer;
static volatile double sink;

static double processor_time(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static long multiply_adds(void) {
    __m256d a[10], x = _mm256_set1_pd(0.999), y = _mm256_set1_pd(1e-3);
    for (int i = 0; i < 10; i++) a[i] = _mm256_set1_pd(1e-3 * i);
    for (int k = 0; k < 20000; k++) {
        for (int i = 0; i < 10; i++) a[i] = _mm256_fmadd_pd(a[i], x, y);
        for (int i = 0; i < 10; i++) asm volatile("" ::"x"(a[i]));
    }
    for (int i = 0; i < 10; i++) sink += _mm256_cvtsd_f64(a[i]);
    return 200000;
}

static long instructions(void) {
    unsigned long a = 1, b = 2, c = 3, d = 4;
    for (long i = 0; i < 100000; i++)
        asm volatile("add $1,%0\n add $1,%1\n add $1,%2\n add $1,%3\n nop\n nop\n nop\n nop\n nop\n nop\n"
                     : "+r"(a), "+r"(b), "+r"(c), "+r"(d));
    sink = a + b + c + d;
    return 100000 * 12; /* with those of the loop */
}

static long loads(long doubles) {
    __m256d s = _mm256_setzero_pd(), t = s, u = s, v = s;
    long done = 0;
    for (; done < 400000; done += doubles / 4)
        for (long i = 0; i < doubles; i += 16) {
            s = _mm256_add_pd(s, _mm256_load_pd(buffer + i));
            t = _mm256_add_pd(t, _mm256_load_pd(buffer + i + 4));
            u = _mm256_add_pd(u, _mm256_load_pd(buffer + i + 8));
            v = _mm256_add_pd(v, _mm256_load_pd(buffer + i + 12));
        }
    sink = _mm256_cvtsd_f64(_mm256_add_pd(_mm256_add_pd(s, t), _mm256_add_pd(u, v)));
    return done;
}

static long work(int kind) {
    switch (kind) {
        case 0: return multiply_adds();
        case 1: return instructions();
        case 2: return loads(2048);
        default: return loads(16384);
    }
}

static int ascending(const void *x, const void *y) {
    double a = *(const double *) x, b = *(const double *) y;
    return (a > b) - (a < b);
}

int main(int count, char **argument) {
    static double rate[KINDS][MOST_ROUNDS];
    static const char *name[] = {"multiply-adds of 4 doubles", "instructions", "loads, first level", "loads, second level"};
    int rounds = count > 1 ? atoi(argument[1]) : 200;
    if (rounds < 1 || rounds > MOST_ROUNDS) {
        fprintf(stderr, "rounds must be 1 to %d; got %s\n", MOST_ROUNDS, argument[1]);
        return 1;
    }
    buffer = aligned_alloc(64, 16384 * sizeof *buffer);
    for (int i = 0; i < 16384; i++) buffer[i] = 1;
    for (int round = 0; round < rounds; round++) {
        for (int kind = 0; kind < KINDS; kind++) {
            double begin = processor_time(), seconds;
            long done = 0;
            do {
                done += work(kind);
                seconds = processor_time() - begin;
            } while (seconds < 0.004);
            rate[kind][round] = done / seconds / 1e9;
        }
        usleep(30000);
    }
    printf("%-28s %6s %6s %6s %6s\n", "10^9 a second", "10 %", "50 %", "90 %", "most");
    for (int kind = 0; kind < KINDS; kind++) {
        double *r = rate[kind];
        qsort(r, rounds, sizeof *r, ascending);
        printf("%-28s %6.2f %6.2f %6.2f %6.2f\n", name[kind], r[rounds / 10], r[rounds / 2], r[rounds * 9 / 10], r[rounds - 1]);
    }
    return 0;
}
