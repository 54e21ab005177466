# SPDX-License-Identifier: GPL-3.0-or-later
"""Activations, from far left to far right; softmax and those with parameters on some shapes."""
import math

import torch
import torch.nn.functional as F

from common import ROWS, arrays, case, draw, of_channels_first, parameters, weigh


def activation(name, f, /, **settings):
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
    for formula, f in {
        "x*sigmoid(x)": lambda x: x * torch.sigmoid(x),
        "max(0,x)+min(0.1*x,0)": lambda x: torch.maximum(x, 0 * x) + torch.minimum(0.1 * x, 0 * x),
        "if(x>0,log(1+x),1-sqrt(1-x))/2": lambda x: torch.where(x > 0, torch.log(1 + x.clamp(min=0)),
                                                                1 - torch.sqrt(1 - x.clamp(max=0))) / 2,
        "sin(x)*cos(2*x)-atan(x)*abs(x)^1.5/9": lambda x: (torch.sin(x) * torch.cos(2 * x)
                                                           - torch.atan(x) * torch.abs(x)**1.5 / 9),
        "-tanh(x)^2+x^3/100-exp(-x^2)*(x<1)": lambda x: -torch.tanh(x)**2 + x**3 / 100 - torch.exp(-x**2) * (x < 1),
        "x*Phi(x)-2^(x/pi)/e": lambda x: F.gelu(x) - 2**(x / math.pi) / math.e,
    }.items():
        activation("custom", f, f=formula)
    activation("custom", lambda x: (torch.tanh(x) - x).detach() + x, f="tanh(x)", df="1")  # a wrong derivative
    activation("tanh", torch.tanh)
    activation("sigmoid", torch.sigmoid)
    for shape in ((5,), (3, 4), (2, 3, 4)):
        of_features("softmax", lambda x: F.softmax(x, -1), *shape)
        prelu(shape[-1], *shape)
    of_features("softmax", lambda x: F.softmax(x / 2.5, -1), 5, temperature=2.5)
    prelu(1, 2, 3, 4, per="all")
