# SPDX-License-Identifier: GPL-3.0-or-later
"""Least squares of one dense layer, by torch.linalg.lstsq; ridge as more rows: √(λ N n / 2) w = 0."""
import torch

from common import arrays, case


def least_squares(n_in, n_out, bias=1, l2=0, biases="no", rows=9, repeat=0):
    x, t = torch.randn(rows, n_in).float().double(), (3 * torch.randn(rows, n_out) + 1).float().double()
    if repeat:  # the last input depends on the first ones
        x[:, -1] = x[:, 0] - 2 * x[:, 1]
    whole = torch.cat([x[:, :n_in - repeat], torch.ones(rows, bias)], 1)
    strength = torch.full((whole.shape[1],), l2 * rows * n_out / 2)
    if biases == "no":
        strength[n_in - repeat:] = 0
    w = torch.linalg.lstsq(torch.cat([whole, torch.diag(strength.sqrt())]),
                           torch.cat([t, torch.zeros(len(strength), n_out)])).solution
    case("solver", "closed-form", inputs=n_in, outputs=n_out, bias=bias, **{"lambda": l2}, biases=biases)
    n = n_in - repeat
    arrays(input=x, target=t, weights=torch.cat([w[:n], torch.zeros(repeat, n_out)]),
           biases=torch.cat([w[n:], torch.zeros(1 - bias, n_out)]))


def write():
    least_squares(4, 1)
    least_squares(3, 2, bias=0)
    least_squares(4, 3, l2=0.3)
    least_squares(2, 2, l2=1.7, biases="yes")
    least_squares(12, 1, l2=0.01)
    least_squares(4, 2, repeat=1)
