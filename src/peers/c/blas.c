/* Products of a BLAS, and a network written by hand on them, in as few passes as there can be: bias and ReLU in one, the update inside
   the product that makes dW. -DREAL=double or float. */
#include "child.h"

#define CHOSEN(d, s) _Generic((REAL) 0, double: d, float: s)
enum { ROW_MAJOR = 101, N = 111, T = 112 };
void cblas_dgemm(int, int, int, int, int, int, double, const double *, int, const double *, int, double, double *, int);
void cblas_sgemm(int, int, int, int, int, int, float, const float *, int, const float *, int, float, float *, int);
void cblas_dgemv(int, int, int, int, double, const double *, int, const double *, int, double, double *, int);
void cblas_sgemv(int, int, int, int, float, const float *, int, const float *, int, float, float *, int);
#define GEMM CHOSEN(cblas_dgemm, cblas_sgemm)
#define GEMV CHOSEN(cblas_dgemv, cblas_sgemv)
#define EXP CHOSEN(exp, expf)

static REAL *W[8], *b[8], *A[8], *dZ[8], *X, *max, *sum, *W_, *A_, *dZ_, *C_;
static int *classes, batch;
static double cost;

#ifdef BLIS
const char *bli_info_get_version_str(void);
static const char *version(void) { return bli_info_get_version_str(); }
#else
char *openblas_get_config(void);
static const char *version(void) { return openblas_get_config(); }
#endif

static REAL *copy(const double *from, long n) {
  REAL *p = fresh(n * sizeof(REAL));
  for (long i = 0; i < n; i++) p[i] = from[i];
  return p;
}

static const char *prepare(void) {
  const int *n = the.units;
  if (the.kind == PRODUCTS) {
    long w = (long) n[0] * n[1], a = (long) n[1] * n[2], z = (long) n[0] * n[2];
    W_ = copy(the.values, w), A_ = copy(the.values + w, a), dZ_ = copy(the.values + w + a, z);
    C_ = fresh((the.form == WA ? z : the.form == dZAt ? w : a) * sizeof(REAL));
    return NULL;
  }
  const double *p = the.values;
  for (int l = 1; l <= the.layers; l++) {
    W[l] = copy(p, (long) n[l] * n[l - 1]), p += (long) n[l] * n[l - 1];
    b[l] = copy(p, n[l]), p += n[l];
    A[l] = fresh((long) n[l] * the.m * sizeof(REAL));
    dZ[l] = fresh((long) n[l] * the.m * sizeof(REAL));
  }
  X = copy(the.X, (long) the.batches * n[0] * the.m);
  max = fresh(the.m * sizeof(REAL)), sum = fresh(the.m * sizeof(REAL));
  classes = fresh(the.batches * the.m * sizeof(int));
  for (int i = 0; i < the.batches * the.m; i++) classes[i] = the.classes[i];
  batch = 0;
  return NULL;
}

static void product(void) {
  int n = the.units[0], k = the.units[1], m = the.units[2];
  if (the.form == WA) GEMM(ROW_MAJOR, N, N, n, m, k, 1, W_, k, A_, m, 0, C_, m);
  else if (the.form == dZAt) GEMM(ROW_MAJOR, N, T, n, k, m, 1, dZ_, m, A_, m, 0, C_, k);
  else GEMM(ROW_MAJOR, T, N, k, m, n, 1, W_, k, dZ_, m, 0, C_, m);
}

static void forward(void) {
  int m = the.m;
  for (int l = 1; l <= the.layers; l++) {
    int n = the.units[l], k = the.units[l - 1];
    REAL *restrict z = A[l];
    if (m == 1) GEMV(ROW_MAJOR, N, n, k, 1, W[l], k, A[l - 1], 1, 0, z, 1);
    else GEMM(ROW_MAJOR, N, N, n, m, k, 1, W[l], k, A[l - 1], m, 0, z, m);
    for (int i = 0; i < n; i++, z += m) {
      REAL bias = b[l][i];
      if (l < the.layers) for (int j = 0; j < m; j++) z[j] = z[j] + bias > 0 ? z[j] + bias : 0;
      else for (int j = 0; j < m; j++) z[j] += bias;
    }
  }
}

/* e = exp(z - max), and 1 / Σ e, of each column; z and e may be the same. */
static void exponentials(REAL *z, REAL *e) {
  int m = the.m, n = the.units[the.layers];
  memcpy(max, z, m * sizeof(REAL));
  for (int i = 1; i < n; i++) for (int j = 0; j < m; j++) max[j] = max[j] > z[i * m + j] ? max[j] : z[i * m + j];
  memset(sum, 0, m * sizeof(REAL));
  for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) sum[j] += e[i * m + j] = EXP(z[i * m + j] - max[j]);
}

static void step(void) {
  int m = the.m, L = the.layers;
  const int *y = classes + batch * m;
  REAL *z = A[L], *dz = dZ[L], r = -RATE / m;
  forward();
  exponentials(z, dz);
  cost = 0;
  for (int j = 0; j < m; j++) {
    cost += (max[j] + log(sum[j]) - z[y[j] * m + j]) / m;
    sum[j] = 1 / sum[j];
  }
  for (int i = 0; i < the.units[L]; i++) for (int j = 0; j < m; j++) dz[i * m + j] *= sum[j];
  for (int j = 0; j < m; j++) dz[y[j] * m + j] -= 1;
  for (int l = L; l >= 1; l--) {
    int n = the.units[l], k = the.units[l - 1];
    if (l > 1) {
      REAL *restrict da = dZ[l - 1], *restrict a = A[l - 1];
      GEMM(ROW_MAJOR, T, N, k, m, n, 1, W[l], k, dZ[l], m, 0, da, m);
      for (long i = 0; i < (long) k * m; i++) da[i] = a[i] > 0 ? da[i] : 0;
    }
    GEMM(ROW_MAJOR, N, T, n, k, m, r, dZ[l], m, A[l - 1], m, 1, W[l], k);
    for (int i = 0; i < n; i++) {
      REAL db = 0;
      for (int j = 0; j < m; j++) db += dZ[l][i * m + j];
      b[l][i] += r * db;
    }
  }
}

static void predict(void) {
  forward();
  exponentials(A[the.layers], A[the.layers]);
  for (int i = 0; i < the.units[the.layers]; i++) A[the.layers][i] /= sum[0];
}

static void run(void) {
  if (the.kind == PRODUCTS) {
    product();
    return;
  }
  A[0] = X + (long) batch * the.units[0] * the.m;
  if (the.kind == STEPS) step(); else predict();
  batch = (batch + 1) % the.batches;
}

static double element(long i) { return C_[i]; }
static double output(long i) { return A[the.layers][i]; }
static double answer(void) {
  const int *n = the.units;
  if (the.kind == STEPS) return cost;
  if (the.kind == PREDICTIONS) return fingerprint(n[the.layers], output);
  return fingerprint((long) (the.form == WtdZ ? n[1] : n[0]) * (the.form == dZAt ? n[1] : n[2]), element);
}
