/* No product, but what a matrix product could reach: a register tile by hand, two vectors wide, its panels in the first-level cache, for as
   many multiply-adds as the product has. Of several heights the fastest. Only the answer comes from a product, by plain loops. */
#include "child.h"
#include <immintrin.h>

#ifdef __AVX512F__
typedef __m512d V;
enum { LANES = 8 };
#define LOAD _mm512_loadu_pd
#define STORE _mm512_storeu_pd
#define ALL _mm512_set1_pd
#define FMA _mm512_fmadd_pd
#define TILES T(8) T(12) T(14)
#else
typedef __m256d V;
enum { LANES = 4 };
#define LOAD _mm256_loadu_pd
#define STORE _mm256_storeu_pd
#define ALL _mm256_set1_pd
#define FMA _mm256_fmadd_pd
#define TILES T(4) T(5) T(6)
#endif
enum { STEPS_OF_K = 128, MOST_ROWS = 14, WIDTH = 2 * LANES };

static double *A, *B, *C, *product, owed;
static long elements;
static struct { void (*run)(void); int rows; double rate; } best;

#define T(R) \
  static void tile##R(void) { \
    V c[R][2]; \
    const double *a = A, *b = B; \
    for (int i = 0; i < R; i++) { c[i][0] = LOAD(C + WIDTH * i); c[i][1] = LOAD(C + WIDTH * i + LANES); } \
    for (int k = 0; k < STEPS_OF_K; k++, a += R, b += WIDTH) { \
      V b0 = LOAD(b), b1 = LOAD(b + LANES); \
      _Pragma("GCC unroll 16") for (int i = 0; i < R; i++) { \
        V ai = ALL(a[i]); \
        c[i][0] = FMA(ai, b0, c[i][0]); \
        c[i][1] = FMA(ai, b1, c[i][1]); \
      } \
    } \
    for (int i = 0; i < R; i++) { STORE(C + WIDTH * i, c[i][0]); STORE(C + WIDTH * i + LANES, c[i][1]); } \
  }
TILES
#undef T

static const char *version(void) { return "gcc " __VERSION__ ", -O3 -march=native; no product but a bound: the fastest of some tiles alone"; }

/* Rows times calls in 20 ms. */
static void race(void (*tile)(void), int rows) {
  long calls = 0;
  double start = now(), end;
  do {
    for (int i = 0; i < 500; i++) tile();
    calls += 500;
  } while ((end = now()) < start + 0.02);
  double rate = rows * calls / (end - start);
  if (rate > best.rate) best.run = tile, best.rows = rows, best.rate = rate;
}

/* c_ij = Σ_k a(i, k) b(k, j), of each operand the steps from row to row and from column to column. */
static void multiply(int rows, int inner, int columns, const double *a, int ai, int ak, const double *b, int bk, int bj) {
  elements = (long) rows * columns;
  product = fresh(elements * sizeof(double));
  for (long i = 0; i < rows; i++)
    for (long k = 0; k < inner; k++)
      for (long j = 0; j < columns; j++) product[i * columns + j] += a[i * ai + k * ak] * b[k * bk + j * bj];
}

static const char *prepare(void) {
  if (!A) {
    A = fresh(STEPS_OF_K * MOST_ROWS * sizeof(double));
    B = fresh(STEPS_OF_K * WIDTH * sizeof(double));
    C = fresh(MOST_ROWS * WIDTH * sizeof(double));
    for (int i = 0; i < STEPS_OF_K * MOST_ROWS; i++) A[i] = 1e-3;
    for (int i = 0; i < STEPS_OF_K * WIDTH; i++) B[i] = 1e-3;
  }
  for (int again = 0; again < 3; again++) {
#define T(R) race(tile##R, R);
    TILES
#undef T
  }
  int n = the.units[0], k = the.units[1], m = the.units[2];
  const double *W = the.values, *A_prev = W + (long) n * k, *dZ = A_prev + (long) k * m;
  free(product);
  if (the.form == WA) multiply(n, k, m, W, k, 1, A_prev, m, 1);
  else if (the.form == dZAt) multiply(n, m, k, dZ, m, 1, A_prev, 1, m);
  else multiply(k, n, m, W, 1, k, dZ, m, 1);
  return NULL;
}

static void run(void) {
  owed += (double) the.units[0] * the.units[1] * the.units[2];
  for (; owed > 0; owed -= (double) best.rows * WIDTH * STEPS_OF_K) best.run();
}

static double element(long i) { return product[i]; }
static double answer(void) { return fingerprint(elements, element); }
