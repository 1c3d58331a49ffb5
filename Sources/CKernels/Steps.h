// Steps of optimizers, in place. This file is included once for each type of element.

typedef struct {
  REAL *parameter;
  const REAL *gradient;
  REAL *first, *second;
  AdamRates adam;
  DescentRates descent;
} NAME(Step);

CLONES static void NAME(adam_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(Step) s = *(const NAME(Step) *)context;
  const REAL b1 = (REAL)s.adam.firstDecay, b2 = (REAL)s.adam.secondDecay;
  const REAL c1 = (REAL)(1 - s.adam.firstDecay), c2 = (REAL)(1 - s.adam.secondDecay);
  const REAL step = (REAL)s.adam.stepSize, root_scale = (REAL)s.adam.rootScale;
  const REAL epsilon = (REAL)s.adam.epsilon, scale = (REAL)s.adam.gradientScale;
  const REAL keep = (REAL)s.adam.parameterScale;
  REAL *restrict const parameter = s.parameter, *restrict const first = s.first;
  REAL *restrict const second = s.second;
  const REAL *restrict const gradient = s.gradient;
  for (ptrdiff_t i = begin; i < end; i++) {
    const REAL p = parameter[i];
    const REAL g = scale * gradient[i];
    const REAL m = b1 * first[i] + c1 * g;
    const REAL v = b2 * second[i] + c2 * g * g;
    first[i] = m;
    second[i] = v;
    parameter[i] = keep * p - step * m / (root_scale * __builtin_elementwise_sqrt(v) + epsilon);
  }
}

void NAME(kernel_adam)(
  REAL *parameter, const REAL *gradient, REAL *first_moment, REAL *second_moment, ptrdiff_t count,
  AdamRates rates) {
  NAME(Step) step = {parameter, gradient, first_moment, second_moment, .adam = rates};
  kernel_parallel(count, GRAIN, NAME(adam_part), &step);
}

CLONES static void NAME(descent_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(Step) s = *(const NAME(Step) *)context;
  const REAL rate = (REAL)s.descent.learningRate, momentum = (REAL)s.descent.momentum;
  const REAL scale = (REAL)s.descent.gradientScale;
  REAL *restrict const parameter = s.parameter, *restrict const velocity = s.first;
  const REAL *restrict const gradient = s.gradient;
  if (!velocity) {
    for (ptrdiff_t i = begin; i < end; i++) {
      parameter[i] -= rate * (scale * gradient[i]);
    }
    return;
  }
  const REAL direct = s.descent.isNesterov ? 1 : 0, carried = s.descent.isNesterov ? momentum : 1;
  for (ptrdiff_t i = begin; i < end; i++) {
    const REAL g = scale * gradient[i];
    const REAL v = momentum * velocity[i] + g;
    velocity[i] = v;
    parameter[i] -= rate * (direct * g + carried * v);
  }
}

void NAME(kernel_descent)(
  REAL *parameter, const REAL *gradient, REAL *velocity, ptrdiff_t count, DescentRates rates) {
  NAME(Step) step = {parameter, gradient, velocity, .descent = rates};
  kernel_parallel(count, GRAIN, NAME(descent_part), &step);
}

CLONES static void NAME(root_mean_square_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(Step) s = *(const NAME(Step) *)context;
  const REAL rate = (REAL)s.descent.learningRate, momentum = (REAL)s.descent.momentum;
  const REAL scale = (REAL)s.descent.gradientScale;
  const REAL keep = (REAL)s.descent.decay, mix = (REAL)(1 - s.descent.decay);
  const REAL epsilon = (REAL)s.descent.epsilon;
  REAL *restrict const parameter = s.parameter, *restrict const velocity = s.first;
  REAL *restrict const second = s.second;
  const REAL *restrict const gradient = s.gradient;
  for (ptrdiff_t i = begin; i < end; i++) {
    const REAL g = scale * gradient[i];
    const REAL v = keep * second[i] + mix * g * g;
    second[i] = v;
    REAL change = g / (__builtin_elementwise_sqrt(v) + epsilon);
    if (velocity) change = velocity[i] = momentum * velocity[i] + change;
    parameter[i] -= rate * change;
  }
}

void NAME(kernel_root_mean_square_step)(
  REAL *parameter, const REAL *gradient, REAL *second_moment, REAL *velocity, ptrdiff_t count,
  DescentRates rates) {
  NAME(Step) step = {parameter, gradient, velocity, second_moment, .descent = rates};
  kernel_parallel(count, GRAIN, NAME(root_mean_square_part), &step);
}
