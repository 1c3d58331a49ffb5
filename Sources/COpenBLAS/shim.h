#include <cblas.h>

// LAPACK's Cholesky factorization, which cblas.h does not declare.
void dpotrf_(
    const char *uplo, const int *n, double *a, const int *lda, int *info);
