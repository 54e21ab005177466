# SPDX-License-Identifier: GPL-3.0-or-later
"""Elementwise activations, from far left to far right."""
import torch
import torch.nn.functional as F

from common import ROWS, arrays, case, weigh


def activation(name, f, **settings):
    x = torch.linspace(-9, 9, 37).repeat(ROWS, 1).float().double().requires_grad_()
    y = f(x)
    up = weigh(y)
    case("activation", name, shape=(37,), **settings)
    arrays(input=x, output=y, upstream=up, input_gradient=x.grad)


def write():
    activation("relu", F.relu)
    activation("leaky-relu", F.leaky_relu)
    activation("leaky-relu", lambda x: F.leaky_relu(x, 0.3), slope=0.3)
    activation("tanh", torch.tanh)
    activation("sigmoid", torch.sigmoid)
