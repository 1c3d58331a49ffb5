// The loops of Recurrent.c, for elements of type REAL: included once for each precision.

CLONES void NAME(gru_forward)(
    ptrdiff_t rows, ptrdiff_t units, const REAL *restrict recurrent, const REAL *restrict state,
    bool keeps_gates, REAL *restrict gates, REAL *restrict next) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    REAL *restrict r = gates + row * 3 * units, *restrict z = r + units, *restrict n = z + units;
    const REAL *restrict u = recurrent + row * 3 * units;
    const REAL *restrict h = state + row * units;
    REAL *restrict result = next + row * units;
    VECTORIZED
    for (ptrdiff_t i = 0; i < units; i++) {
      const REAL reset = NAME(sigmoid)(r[i] + u[i]);
      const REAL keep = NAME(sigmoid)(z[i] + u[units + i]);
      const REAL proposal = NAME(hyperbolic_tangent)(n[i] + reset * u[2 * units + i]);
      result[i] = proposal + keep * (h[i] - proposal);
      if (!keeps_gates) continue;
      r[i] = reset;
      z[i] = keep;
      n[i] = proposal;
    }
  }
}

CLONES void NAME(gru_backward)(
    ptrdiff_t rows, ptrdiff_t units, const REAL *restrict upstream, const REAL *restrict gates,
    const REAL *restrict recurrent, const REAL *restrict state, REAL *restrict input_gradient,
    REAL *restrict recurrent_gradient, REAL *restrict state_gradient) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    const REAL *restrict r = gates + row * 3 * units, *restrict z = r + units;
    const REAL *restrict n = z + units;
    const REAL *restrict h = state + row * units, *restrict g = upstream + row * units;
    const REAL *restrict candidate = recurrent + row * 3 * units + 2 * units;
    REAL *restrict x = input_gradient + row * 3 * units;
    REAL *restrict u = recurrent_gradient + row * 3 * units;
    REAL *restrict result = state_gradient + row * units;
    VECTORIZED
    for (ptrdiff_t i = 0; i < units; i++) {
      const REAL by_proposal = g[i] * (1 - z[i]) * (1 - n[i] * n[i]);
      const REAL by_keep = g[i] * (h[i] - n[i]) * z[i] * (1 - z[i]);
      const REAL by_reset = by_proposal * candidate[i] * r[i] * (1 - r[i]);
      x[i] = by_reset;
      x[units + i] = by_keep;
      x[2 * units + i] = by_proposal;
      u[i] = by_reset;
      u[units + i] = by_keep;
      u[2 * units + i] = by_proposal * r[i];
      result[i] = g[i] * z[i];
    }
  }
}

CLONES void NAME(lstm_forward)(
    ptrdiff_t rows, ptrdiff_t units, const REAL *restrict memory, REAL *restrict gates,
    REAL *restrict next_memory, REAL *restrict next) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    REAL *restrict i = gates + row * 4 * units, *restrict f = i + units;
    REAL *restrict g = f + units, *restrict o = g + units;
    const REAL *restrict c = memory + row * units;
    REAL *restrict d = next_memory + row * units, *restrict h = next + row * units;
    VECTORIZED
    for (ptrdiff_t k = 0; k < units; k++) {
      const REAL in = NAME(sigmoid)(i[k]);
      const REAL forget = NAME(sigmoid)(f[k]);
      const REAL proposal = NAME(hyperbolic_tangent)(g[k]);
      const REAL out = NAME(sigmoid)(o[k]);
      i[k] = in;
      f[k] = forget;
      g[k] = proposal;
      o[k] = out;
      d[k] = forget * c[k] + in * proposal;
      h[k] = out * NAME(hyperbolic_tangent)(d[k]);
    }
  }
}

CLONES void NAME(lstm_backward)(
    ptrdiff_t rows, ptrdiff_t units, const REAL *restrict upstream, const REAL *restrict gates,
    const REAL *restrict memory, const REAL *restrict next_memory,
    REAL *restrict memory_gradient, REAL *restrict gradient) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    const REAL *restrict i = gates + row * 4 * units, *restrict f = i + units;
    const REAL *restrict g = f + units, *restrict o = g + units;
    const REAL *restrict c = memory + row * units, *restrict d = next_memory + row * units;
    const REAL *restrict by_state = upstream + row * units;
    REAL *restrict by_memory = memory_gradient + row * units;
    REAL *restrict x = gradient + row * 4 * units;
    VECTORIZED
    for (ptrdiff_t k = 0; k < units; k++) {
      const REAL t = NAME(hyperbolic_tangent)(d[k]);
      const REAL by_next = by_memory[k] + by_state[k] * o[k] * (1 - t * t);
      x[k] = by_next * g[k] * i[k] * (1 - i[k]);
      x[units + k] = by_next * c[k] * f[k] * (1 - f[k]);
      x[2 * units + k] = by_next * i[k] * (1 - g[k] * g[k]);
      x[3 * units + k] = by_state[k] * t * o[k] * (1 - o[k]);
      by_memory[k] = by_next * f[k];
    }
  }
}
