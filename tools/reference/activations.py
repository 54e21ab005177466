# SPDX-License-Identifier: GPL-3.0-or-later
"""Activations, from far left to far right; softmax and those with parameters on some shapes."""
import torch
import torch.nn.functional as F

from common import ROWS, arrays, case, draw, of_channels_first, parameters, weigh


def activation(name, f, **settings):
    x = torch.linspace(-9, 9, 37).repeat(ROWS, 1).float().double().requires_grad_()
    y = f(x)
    up = weigh(y)
    case("activation", name, shape=(37,), **settings)
    arrays(input=x, output=y, upstream=up, input_gradient=x.grad)


def of_features(name, f, *shape, weights=(), **settings):
    """f looks at the features of a place, the last dim, or has parameters"""
    x = (3 * draw(ROWS, *shape)).detach().requires_grad_()
    y = f(x)
    up = weigh(y)
    case("activation", name, shape=shape, **settings)
    arrays(input=x, output=y, upstream=up, input_gradient=x.grad)
    parameters(*((w, w.grad) for w in weights))


def prelu(n, *shape, **settings):
    a = draw(n)
    of_features("prelu", lambda x: of_channels_first(lambda x: F.prelu(x, a), x), *shape, weights=[a], **settings)


def write():
    activation("relu", F.relu)
    activation("leaky-relu", F.leaky_relu)
    activation("leaky-relu", lambda x: F.leaky_relu(x, 0.3), slope=0.3)
    activation("identity", lambda x: x * 1)
    activation("elu", F.elu)
    activation("elu", lambda x: F.elu(x, 0.4), alpha=0.4)
    activation("gelu", F.gelu)
    activation("silu", F.silu)
    activation("softplus", lambda x: F.softplus(x, threshold=100))  # without going over to x
    activation("hard-tanh", F.hardtanh)
    activation("hard-sigmoid", F.hardsigmoid)
    activation("step", lambda x: (x > 0).double() + 0 * x)
    activation("step", lambda x: ((x > 0).double() - x).detach() + x, **{"straight-through": "yes"})
    activation("tanh", torch.tanh)
    activation("sigmoid", torch.sigmoid)
    for shape in ((5,), (3, 4), (2, 3, 4)):
        of_features("softmax", lambda x: F.softmax(x, -1), *shape)
        prelu(shape[-1], *shape)
    of_features("softmax", lambda x: F.softmax(x / 2.5, -1), 5, temperature=2.5)
    prelu(1, 2, 3, 4, per="all")
