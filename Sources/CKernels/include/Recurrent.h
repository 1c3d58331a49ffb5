// The elementwise part of recurrent cells: everything but the matrix products.
//
// All matrices are row-major and contiguous: [rows, units], or [rows, 3 * units] and [rows, 4 *
// units] for gates, which are next to each other in the order of their names.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define RECURRENT_DECLARATIONS(real)                                                             \
  /* The next state from the products of a GRU's input and state, with their biases. `gates`     \
     holds those of the input, and becomes r, z, n if they are kept; `recurrent` holds those of  \
     the state. */                                                                               \
  void gru_forward_##real(                                                                       \
      ptrdiff_t rows, ptrdiff_t units, const real *recurrent, const real *state,                 \
      bool keeps_gates, real *gates, real *next)                                                 \
      __attribute__((swift_name("gruForward(_:_:_:_:_:_:_:)")));                                 \
  /* The gradients with respect to the products and, as far as the state bypasses the products,  \
     with respect to the state, from the gradient with respect to the next state. */             \
  void gru_backward_##real(                                                                      \
      ptrdiff_t rows, ptrdiff_t units, const real *upstream, const real *gates,                  \
      const real *recurrent, const real *state, real *input_gradient,                            \
      real *recurrent_gradient, real *state_gradient)                                            \
      __attribute__((swift_name("gruBackward(_:_:_:_:_:_:_:_:_:)")));                            \
  /* The next memory and state from the summed products of an LSTM, with its bias. `gates`       \
     becomes i, f, g, o. */                                                                      \
  void lstm_forward_##real(                                                                      \
      ptrdiff_t rows, ptrdiff_t units, const real *memory, real *gates, real *next_memory,       \
      real *next)                                                                                \
      __attribute__((swift_name("lstmForward(_:_:_:_:_:_:)")));                                  \
  /* The gradients with respect to the products and the memory, from those with respect to the   \
     next state and memory. `memory_gradient` holds the one for the next memory, and becomes the \
     one for the memory. */                                                                      \
  void lstm_backward_##real(                                                                     \
      ptrdiff_t rows, ptrdiff_t units, const real *upstream, const real *gates,                  \
      const real *memory, const real *next_memory, real *memory_gradient, real *gradient)        \
      __attribute__((swift_name("lstmBackward(_:_:_:_:_:_:_:_:)")));

RECURRENT_DECLARATIONS(float)
RECURRENT_DECLARATIONS(double)

#undef RECURRENT_DECLARATIONS
