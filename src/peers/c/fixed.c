/* What a C programmer gets who writes one network by hand: one hidden layer of H units (ReLU), softmax over O, cross-entropy,
   plain gradient descent, all sizes fixed at compile time, double precision. -DI=4 -DH=16 -DO=3 -DM=16 */
#include "child.h"

typedef double Batch[I][M];
static double W1[H][I], b1[H], W2[O][H], b2[O];
static double A1[H][M], P[O][M], dZ1[H][M], cost, out[O];
static Batch *X;
static int *classes, batch;

#ifdef __ASSOCIATIVE_MATH__
#define ORDER ""
#else
#define ORDER " -fno-associative-math"
#endif
static const char *version(void) { return "gcc " __VERSION__ ", -O3 -march=native -ffast-math" ORDER; }

/* row = bias + Σ_k w_k B_k; a row of Z. */
#define ROW(K, w, B, bias) \
  double z[M]; \
  for (int j = 0; j < M; j++) z[j] = bias; \
  for (int k = 0; k < K; k++) for (int j = 0; j < M; j++) z[j] += (w)[k] * (B)[k][j];

/* w_k -= r Σ_j dz_j B_kj; a row of W, and its b. */
#define DESCEND(K, w, bias, dz, B) \
  for (int k = 0; k < K; k++) { \
    double dw = 0; \
    for (int j = 0; j < M; j++) dw += (dz)[j] * (B)[k][j]; \
    (w)[k] -= RATE / M * dw; \
  } \
  double db = 0; \
  for (int j = 0; j < M; j++) db += (dz)[j]; \
  bias -= RATE / M * db;

static void step(double (*restrict x)[M], const int *restrict y) {
  for (int i = 0; i < H; i++) {
    ROW(I, W1[i], x, b1[i])
    for (int j = 0; j < M; j++) A1[i][j] = z[j] > 0 ? z[j] : 0;
  }
  double max[M], sum[M], J = 0;
  for (int i = 0; i < O; i++) {
    ROW(H, W2[i], A1, b2[i])
    for (int j = 0; j < M; j++) {
      P[i][j] = z[j];
      max[j] = i && max[j] > z[j] ? max[j] : z[j];
    }
  }
  for (int j = 0; j < M; j++) { J += max[j] - P[y[j]][j]; sum[j] = 0; }
  for (int i = 0; i < O; i++) for (int j = 0; j < M; j++) sum[j] += P[i][j] = exp(P[i][j] - max[j]);
  for (int j = 0; j < M; j++) { J += log(sum[j]); sum[j] = 1 / sum[j]; }
  cost = J / M;
  for (int i = 0; i < O; i++) for (int j = 0; j < M; j++) P[i][j] = P[i][j] * sum[j] - (y[j] == i);
  for (int k = 0; k < H; k++) {
    double da[M];
    for (int j = 0; j < M; j++) da[j] = 0;
    for (int i = 0; i < O; i++) for (int j = 0; j < M; j++) da[j] += W2[i][k] * P[i][j];
    for (int j = 0; j < M; j++) dZ1[k][j] = A1[k][j] > 0 ? da[j] : 0;
  }
  for (int i = 0; i < O; i++) { DESCEND(H, W2[i], b2[i], P[i], A1) }
  for (int i = 0; i < H; i++) { DESCEND(I, W1[i], b1[i], dZ1[i], x) }
}

static void predict(const double *restrict x) {
  double a[H], max = -1e300, sum = 0;
  for (int i = 0; i < H; i++) {
    double z = b1[i];
    for (int k = 0; k < I; k++) z += W1[i][k] * x[k];
    a[i] = z > 0 ? z : 0;
  }
  for (int i = 0; i < O; i++) {
    double z = b2[i];
    for (int k = 0; k < H; k++) z += W2[i][k] * a[k];
    out[i] = z;
    max = z > max ? z : max;
  }
  for (int i = 0; i < O; i++) sum += out[i] = exp(out[i] - max);
  for (int i = 0; i < O; i++) out[i] /= sum;
}

static const char *prepare(void) {
  const double *p = the.values;
  memcpy(W1, p, sizeof W1), p += H * I;
  memcpy(b1, p, sizeof b1), p += H;
  memcpy(W2, p, sizeof W2), p += O * H;
  memcpy(b2, p, sizeof b2);
  X = fresh(sizeof(Batch) * the.batches);
  memcpy(X, the.X, sizeof(Batch) * the.batches);
  classes = fresh(sizeof(int) * the.batches * M);
  for (int i = 0; i < the.batches * M; i++) classes[i] = the.classes[i];
  return NULL;
}

static void run(void) {
  if (the.kind == STEPS) step(X[batch], classes + batch * M);
  else predict(*X[batch]);
  batch = (batch + 1) % the.batches;
  __asm__ volatile("" ::: "memory");
}

static double output(long i) { return out[i]; }
static double answer(void) { return the.kind == STEPS ? cost : fingerprint(O, output); }
