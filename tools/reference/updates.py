# SPDX-License-Identifier: GPL-3.0-or-later
"""Factors of the learning rate over a run, and 20 steps of gradient descent with each regularizer.

Of the six weights the last two stand for biases.
"""
import math

import torch
import torch.nn.functional as F

from common import arrays, case, draw

STEPS, RATE = 40, 0.1


def schedule(name, make, losses=None, **settings):
    opt = torch.optim.SGD([draw(1)], lr=1)
    scheduler, factors = make(opt), []
    for t in range(STEPS):
        if losses is not None:
            scheduler.step(losses[t])
        factors.append(opt.param_groups[0]["lr"])
        opt.step()
        if losses is None:
            scheduler.step()
    case("schedule", name, **settings)
    arrays(factors=torch.tensor(factors))
    if losses is not None:
        arrays(losses=losses)


def schedules():
    s = torch.optim.lr_scheduler

    def by(formula):
        return lambda o: s.LambdaLR(o, formula)

    schedule("constant", by(lambda t: 1))
    schedule("step", lambda o: s.StepLR(o, 10, 0.5), every=10, factor=0.5)
    schedule("step", by(lambda t: (t + 1) / 7 if t < 7 else 0.5 ** ((t - 7) // 10)), every=10, factor=0.5, warmup=7)
    schedule("exponential", lambda o: s.ExponentialLR(o, 0.5**0.1), every=10, factor=0.5)
    schedule("inverse-time", by(lambda t: 1 / (1 + t / 7)), half=7)
    schedule("cosine", lambda o: s.CosineAnnealingLR(o, STEPS, 0.1), end=0.1)
    schedule("cosine", lambda o: s.CosineAnnealingWarmRestarts(o, 5, 2, 0.1), end=0.1, period=5, stretch=2)
    schedule("cosine", by(lambda t: (t + 1) / 8 if t < 8 else (1 + math.cos(math.pi * (t - 8) / (STEPS - 8))) / 2), warmup=8)
    schedule("warmup", lambda o: s.LinearLR(o, 1 / 8, total_iters=7), steps=8)
    schedule("lr-range", by(lambda t: 1e-4 ** (1 - t / (STEPS - 1))), low=1e-4)
    schedule("lr-range", by(lambda t: 0.1 + 0.9 * t / (STEPS - 1)), low=0.1, scale="linear")
    losses = (3 / (1 + torch.arange(STEPS) / 5) + 0.3 * torch.randn(STEPS)).abs().float().double()
    losses[20] = math.nan
    # PyTorch cuts when more than its patience have gone by
    schedule("plateau", lambda o: s.ReduceLROnPlateau(o, factor=0.5, patience=2, threshold=0.01, eps=0), losses,
             patience=3, tolerance=0.01, factor=0.5)
    schedule("plateau", lambda o: s.ReduceLROnPlateau(o, factor=0.5, patience=0, threshold=0.01, min_lr=0.2, eps=0), losses,
             patience=1, tolerance=0.01, factor=0.5, floor=0.2)


def regularizer(name, before=lambda w: None, after=lambda w: None, decay=(0, 0), **settings):
    w, b = draw(4), draw(2)
    start, gradients, path = torch.cat([w, b]).detach(), torch.randn(20, 6).float().double(), []
    opt = torch.optim.SGD([dict(params=[w], weight_decay=decay[0]), dict(params=[b], weight_decay=decay[1])], lr=RATE)
    for g in gradients:
        w.grad, b.grad = g[:4].clone(), g[4:].clone()
        before([w, b])
        opt.step()
        after([w, b])
        path.append(torch.cat([w, b]).detach())
    case("regularizer", name, **settings)
    arrays(start=start, gradients=gradients, after=torch.stack(path))


def regularizers():
    def l1(parameters):
        w = parameters[0]
        w.grad += 0.4 * w.detach().sign()

    def shrink(parameters):
        w = parameters[0].data
        w *= 1 - RATE * 0.5

    def soft(parameters):
        w = parameters[0].data
        w.copy_(F.softshrink(w, RATE * 0.7))

    def clamp(parameters):
        for p in parameters:
            p.data.clamp_(-0.5, 0.5)

    regularizer("l2", decay=(0.3, 0), **{"lambda": 0.3})
    regularizer("l2", decay=(0.3, 0.3), biases="yes", **{"lambda": 0.3})
    regularizer("l1", before=l1, **{"lambda": 0.4})
    regularizer("l1-prox", after=soft, **{"lambda": 0.7})
    regularizer("decoupled-decay", before=shrink, **{"lambda": 0.5})
    regularizer("clip-norm", before=lambda p: torch.nn.utils.clip_grad_norm_(p, 1.5), max=1.5)
    regularizer("clip-value", before=lambda p: torch.nn.utils.clip_grad_value_(p, 0.7), max=0.7)
    regularizer("clip-weights", after=clamp, max=0.5)


def write():
    schedules()
    regularizers()
