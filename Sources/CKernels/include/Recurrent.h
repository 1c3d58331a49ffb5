// The elementwise part of recurrent cells: everything but the matrix products.
//
// All matrices are row-major and without gaps: [rows, units], or [rows, 3 * units] and
// [rows, 4 * units] for gates, which stand side by side in the order of their names.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define RECURRENT_DECLARATIONS(real)                                                             \
  /* From the products of a GRU's input and state, with their biases, to the next state. `gates`   \
     holds those of the input, and gets r, z, n to be kept; `recurrent` holds those of the         \
     state. */                                                                                    \
  void gru_forward_##real(                                                                       \
      ptrdiff_t rows, ptrdiff_t units, const real *recurrent, const real *state,                 \
      bool keeps_gates, real *gates, real *next)                                                 \
      __attribute__((swift_name("gruForward(_:_:_:_:_:_:_:)")));                                 \
  /* From the gradient by the next state to those by the products and, for what does not pass    \
     through the products, by the state. */                                                      \
  void gru_backward_##real(                                                                      \
      ptrdiff_t rows, ptrdiff_t units, const real *upstream, const real *gates,                  \
      const real *recurrent, const real *state, real *input_gradient,                            \
      real *recurrent_gradient, real *state_gradient)                                            \
      __attribute__((swift_name("gruBackward(_:_:_:_:_:_:_:_:_:)")));                            \
  /* From the summed products of an LSTM, with its bias, to the next memory and state. `gates`   \
     gets i, f, g, o. */                                                                         \
  void lstm_forward_##real(                                                                      \
      ptrdiff_t rows, ptrdiff_t units, const real *memory, real *gates, real *next_memory,       \
      real *next)                                                                                \
      __attribute__((swift_name("lstmForward(_:_:_:_:_:_:)")));                                  \
  /* From the gradients by the next state and memory to those by the products and the memory.    \
     `memory_gradient` holds the one by the next memory, and gets the one by the memory. */      \
  void lstm_backward_##real(                                                                     \
      ptrdiff_t rows, ptrdiff_t units, const real *upstream, const real *gates,                  \
      const real *memory, const real *next_memory, real *memory_gradient, real *gradient)        \
      __attribute__((swift_name("lstmBackward(_:_:_:_:_:_:_:_:)")));

RECURRENT_DECLARATIONS(float)
RECURRENT_DECLARATIONS(double)

#undef RECURRENT_DECLARATIONS
