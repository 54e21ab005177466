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


class Formula(torch.optim.Optimizer):
    """For what PyTorch does not have, or has wrong: step (g, m, v, t, …) of means m of g and v of g²."""

    def __init__(self, params, step, **defaults):
        super().__init__(params, defaults)
        self.formula, self.t = step, 0

    def step(self):
        self.t += 1
        beta1, beta2 = self.defaults["betas"]
        for p in self.param_groups[0]["params"]:
            m, v = self.state.get(p, (0, 0))
            self.state[p] = m, v = beta1 * m + (1 - beta1) * p.grad, beta2 * v + (1 - beta2) * p.grad**2
            p.data -= self.formula(p.grad, m, v, self.t, **self.defaults)


def uncorrected(g, m, v, t, lr, betas, eps):
    return lr * m / (v.sqrt() + eps)


def nadam(g, m, v, t, lr, betas, eps):
    """torch.optim.NAdam of 1.13 has one factor too many in its product of β₁."""
    mean = betas[0] * m / (1 - betas[0] ** (t + 1)) + (1 - betas[0]) * g / (1 - betas[0] ** t)
    return lr * mean / ((v / (1 - betas[1] ** t)).sqrt() + eps)


def write():
    o = torch.optim
    optimizer("sgd", lambda p: o.SGD(p, lr=0.1), lr=0.1)
    optimizer("sgd-momentum", lambda p: o.SGD(p, lr=0.05, momentum=0.9), lr=0.05, momentum=0.9)
    optimizer("nesterov", lambda p: o.SGD(p, lr=0.05, momentum=0.9, nesterov=True), lr=0.05, momentum=0.9)
    optimizer("adagrad", lambda p: o.Adagrad(p, lr=0.1, eps=1e-10), lr=0.1, epsilon=1e-10)
    optimizer("adagrad", lambda p: o.Adagrad(p, lr=0.5, eps=0.1), lr=0.5, epsilon=0.1)
    optimizer("rmsprop", lambda p: o.RMSprop(p, lr=0.01, alpha=0.9, eps=1e-8), lr=0.01, rho=0.9, epsilon=1e-8)
    optimizer("rmsprop", lambda p: o.RMSprop(p, lr=0.02, alpha=0.99, momentum=0.8, eps=0.1), lr=0.02, rho=0.99,
              momentum=0.8, epsilon=0.1)
    optimizer("adadelta", lambda p: o.Adadelta(p, lr=1, rho=0.95, eps=1e-6), lr=1, rho=0.95, epsilon=1e-6)
    optimizer("adadelta", lambda p: o.Adadelta(p, lr=0.5, rho=0.5, eps=0.01), lr=0.5, rho=0.5, epsilon=0.01)
    optimizer("adam", lambda p: o.Adam(p, lr=0.01, betas=(0.9, 0.999), eps=1e-8), lr=0.01, beta1=0.9, beta2=0.999,
              epsilon=1e-8)
    optimizer("adam", lambda p: o.Adam(p, lr=0.1, betas=(0.5, 0.9), eps=1e-3), lr=0.1, beta1=0.5, beta2=0.9,
              epsilon=1e-3)
    optimizer("adam", lambda p: Formula(p, uncorrected, lr=0.01, betas=(0.9, 0.999), eps=1e-8), lr=0.01, beta1=0.9,
              beta2=0.999, epsilon=1e-8, correct="no")
    optimizer("adamw", lambda p: o.AdamW(p, lr=0.05, betas=(0.8, 0.99), eps=1e-8, weight_decay=0.5), lr=0.05, beta1=0.8,
              beta2=0.99, epsilon=1e-8, decay=0.5)
    optimizer("amsgrad", lambda p: o.Adam(p, lr=0.05, betas=(0.8, 0.7), eps=1e-4, amsgrad=True), lr=0.05, beta1=0.8,
              beta2=0.7, epsilon=1e-4)
    optimizer("nadam", lambda p: Formula(p, nadam, lr=0.02, betas=(0.9, 0.99), eps=1e-3), lr=0.02, beta1=0.9, beta2=0.99,
              epsilon=1e-3)
