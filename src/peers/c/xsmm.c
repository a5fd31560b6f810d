/* Small products by LIBXSMM, which makes code for one size at run time; the untransposed form is what it has. */
#include "child.h"
#include <libxsmm.h>

static double *W, *A, *Z;
static libxsmm_dmmfunction multiply;

static const char *version(void) { return LIBXSMM_VERSION; }

static double *copy(const double *from, long n) { return memcpy(fresh(n * sizeof *from), from, n * sizeof *from); }

static const char *prepare(void) {
  int n = the.units[0], k = the.units[1], m = the.units[2], none = LIBXSMM_GEMM_FLAGS('N', 'N');
  double one = 1, zero = 0;
  if (the.kind != PRODUCTS || the.form != WA) return "only Z = W A";
  if (2.0 * n * k * m > 1e7) return "only small products";
  multiply = libxsmm_dmmdispatch(m, n, k, NULL, NULL, NULL, &one, &zero, &none, NULL); /* column by column: Zt = At Wt */
  if (!multiply) return "no code for this size";
  W = copy(the.values, (long) n * k), A = copy(the.values + (long) n * k, (long) k * m), Z = fresh(8L * n * m);
  return NULL;
}

static void run(void) { multiply(A, W, Z); }

static double element(long i) { return Z[i]; }
static double answer(void) { return fingerprint((long) the.units[0] * the.units[2], element); }
