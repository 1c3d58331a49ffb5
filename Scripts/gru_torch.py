#!/usr/bin/env python3
"""Times a GRU of 200 units over 50 steps of a batch of 50 in PyTorch, forward and backward.

The same arithmetic as the measure `gru-50x50` of `orrery bench kernels`: a loop over `nn.GRUCell`,
and the gradients of the last state's sum by the weights and by every input. Prints the median
number of seconds.

  pip install torch numpy
  python3 Scripts/gru_torch.py [repetitions]
"""
import statistics
import sys
import time

import torch

STEPS, BATCH, INPUTS, UNITS = 50, 50, 200, 200

torch.set_num_threads(2)
torch.manual_seed(0)
cell = torch.nn.GRUCell(INPUTS, UNITS)
inputs = torch.randn(STEPS, BATCH, INPUTS, requires_grad=True)


def step():
    state = torch.zeros(BATCH, UNITS)
    for index in range(STEPS):
        state = cell(inputs[index], state)
    cell.zero_grad(set_to_none=True)
    inputs.grad = None
    state.sum().backward()


times = []
for repetition in range(3 + (int(sys.argv[1]) if len(sys.argv) > 1 else 10)):
    start = time.perf_counter()
    step()
    if repetition >= 3:
        times.append(time.perf_counter() - start)
print(statistics.median(times))
