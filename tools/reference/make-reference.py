#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/engine/reference.txt: what PyTorch makes of small inputs, in float64.

usage: make-reference.py > tests/engine/reference.txt        (Debian: python3-torch)

A case is a line `case KIND NAME key=value …` followed by lines `ARRAY n numbers …`. Images are written channels last,
convolution weights {height, width, in, out}, dense weights {in, out}, as the engine keeps them. For a layer or an
activation the gradients are those of L = mean over rows of Σ output · upstream.
"""
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20)
ROWS = 3


def case(kind, name, **settings):
    print("case", kind, name, *(f"{k}={v:g}" for k, v in settings.items()))


def array(name, t):
    t = t.detach().contiguous().flatten()
    print(name, t.numel(), *(f"{v:.9g}" for v in t.tolist()))


def channels_last(t):
    return t.permute(0, 2, 3, 1)


def draw(*shape):
    """normal numbers that float32 holds exactly, so that both programs start from the same"""
    return torch.randn(*shape).float().double().requires_grad_()


def weigh(y):
    """L and its upstream, the same for every row"""
    up = torch.randn(*y.shape[1:]).float().double()
    (y * up).sum().div(y.shape[0]).backward()
    return up


def dense(n_in, n_out):
    x, w, b = draw(ROWS, n_in), draw(n_out, n_in), draw(n_out)
    y = F.linear(x, w, b)
    up = weigh(y)
    case("layer", "dense", units=n_out)
    for name, t in (("input", x), ("weight", w.T), ("bias", b), ("output", y), ("upstream", up), ("input_gradient", x.grad),
                    ("weight_gradient", w.grad.T), ("bias_gradient", b.grad)):
        array(name, t)


def conv2d(n_in, height, width, filters, kernel, stride, pad):
    x, w, b = draw(ROWS, n_in, height, width), draw(filters, n_in, kernel, kernel), draw(filters)
    y = F.conv2d(x, w, b, stride, pad)
    up = weigh(y)
    case("layer", "conv2d", filters=filters, kernel=kernel, stride=stride, pad=pad, height=height, width=width,
         channels=n_in)
    for name, t in (("input", channels_last(x)), ("weight", w.permute(2, 3, 1, 0)), ("bias", b),
                    ("output", channels_last(y)), ("upstream", up.permute(1, 2, 0)),
                    ("input_gradient", channels_last(x.grad)), ("weight_gradient", w.grad.permute(2, 3, 1, 0)),
                    ("bias_gradient", b.grad)):
        array(name, t)


def maxpool(n_in, height, width, size, stride):
    x = draw(ROWS, n_in, height, width)
    y = F.max_pool2d(x, size, stride)
    up = weigh(y)
    case("layer", "maxpool", size=size, stride=stride, height=height, width=width, channels=n_in)
    for name, t in (("input", channels_last(x)), ("output", channels_last(y)), ("upstream", up.permute(1, 2, 0)),
                    ("input_gradient", channels_last(x.grad))):
        array(name, t)


def flatten(n_in, height, width):
    x = draw(ROWS, n_in, height, width)
    y = channels_last(x).flatten(1)
    up = weigh(y)
    case("layer", "flatten", height=height, width=width, channels=n_in)
    for name, t in (("input", channels_last(x)), ("output", y), ("upstream", up),
                    ("input_gradient", channels_last(x.grad))):
        array(name, t)


def activation(name, f):
    x = torch.linspace(-9, 9, 37).repeat(ROWS, 1).float().double().requires_grad_()
    y = f(x)
    up = weigh(y)
    case("activation", name)
    for key, t in (("input", x), ("output", y), ("upstream", up), ("input_gradient", x.grad)):
        array(key, t)


def loss(name, x, target, losses):
    """losses: of each sample; the gradient is that of their mean"""
    losses.mean().backward()
    case("loss", name)
    for key, t in (("input", x), ("target", target.double()), ("output", losses), ("input_gradient", x.grad)):
        array(key, t)


def losses():
    for scale in (1, 50):  # ordinary logits, and some whose exponentials overflow float32
        x = (draw(ROWS, 5).detach() * scale).requires_grad_()
        t = torch.tensor([4, 0, 2])
        loss("softmax-ce", x, t, F.cross_entropy(x, t, reduction="none"))
        x = (draw(ROWS, 4).detach() * scale).requires_grad_()
        t = torch.randint(0, 2, (ROWS, 4)).double()
        loss("bce", x, t, F.binary_cross_entropy_with_logits(x, t, reduction="none").mean(1))
    x, t = draw(ROWS, 4), draw(ROWS, 4).detach()
    loss("mse", x, t, F.mse_loss(x, t, reduction="none").mean(1))


def optimizer(name, make, **settings):
    """20 steps with given gradients; the parameters after each"""
    w = draw(6)
    start = w.detach().clone()
    gradients = torch.randn(20, 6).float().double()
    stepper, after = make([w]), []
    for g in gradients:
        w.grad = g.clone()
        stepper.step()
        after.append(w.detach().clone())
    case("optimizer", name, **settings)
    for key, t in (("start", start), ("gradients", gradients), ("after", torch.stack(after))):
        array(key, t)


print("# Written by tools/reference/make-reference.py from PyTorch in float64.")
dense(7, 5)
dense(19, 33)
conv2d(2, 7, 6, 3, 3, 1, 1)
conv2d(3, 9, 11, 17, 5, 2, 2)
conv2d(1, 6, 20, 8, 3, 1, 0)
maxpool(3, 6, 8, 2, 2)
maxpool(2, 7, 7, 3, 2)
flatten(3, 2, 4)
activation("relu", F.relu)
activation("tanh", torch.tanh)
activation("sigmoid", torch.sigmoid)
losses()
optimizer("sgd", lambda p: torch.optim.SGD(p, lr=0.1), lr=0.1)
optimizer("sgd-momentum", lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9), lr=0.05, momentum=0.9)
optimizer("adam", lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.9, 0.999), eps=1e-8), lr=0.01, beta1=0.9, beta2=0.999,
          epsilon=1e-8)
optimizer("adam", lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.5, 0.9), eps=1e-3), lr=0.1, beta1=0.5, beta2=0.9,
          epsilon=1e-3)
