# SPDX-License-Identifier: GPL-3.0-or-later
"""20 steps of each optimizer with given gradients; the parameters after each."""
import torch

from common import arrays, case, draw


def optimizer(name, make, **settings):
    w = draw(6)
    start = w.detach().clone()
    gradients = torch.randn(20, 6).float().double()
    stepper, after = make([w]), []
    for g in gradients:
        w.grad = g.clone()
        stepper.step()
        after.append(w.detach().clone())
    case("optimizer", name, **settings)
    arrays(start=start, gradients=gradients, after=torch.stack(after))


def write():
    optimizer("sgd", lambda p: torch.optim.SGD(p, lr=0.1), lr=0.1)
    optimizer("sgd-momentum", lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9), lr=0.05, momentum=0.9)
    optimizer("adam", lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.9, 0.999), eps=1e-8), lr=0.01, beta1=0.9,
              beta2=0.999, epsilon=1e-8)
    optimizer("adam", lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.5, 0.9), eps=1e-3), lr=0.1, beta1=0.5, beta2=0.9,
              epsilon=1e-3)
