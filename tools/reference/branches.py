# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers that join inner chains: dense layers, or 1×1 convolutions of an image."""
import torch
import torch.nn.functional as F

from common import ROWS, arrays, case, channels_last, draw, parameters, weigh


def join(name, ends, x, shortcut=None):
    if name == "concat":
        return torch.cat(ends, 1)
    return sum(ends) + (shortcut if name == "residual" else 0)


def dense(name, n_in, units, projected=False, **settings):
    """chains of units[i] each; projected: the shortcut has weights too"""
    x, sizes = draw(ROWS, n_in), [*units, units[0]] if projected else units
    weights = [(draw(n, n_in), draw(n)) for n in sizes]
    outputs = [F.linear(x, w, b) for w, b in weights]
    y = join(name, outputs[:len(units)], x, outputs[-1] if projected else x)
    up = weigh(y)
    case("layer", name, shape=(n_in,), chains=",".join(map(str, units)), **settings)
    arrays(input=x, output=y, upstream=up, input_gradient=x.grad)
    parameters(*(pair for w, b in weights for pair in ((w.T, w.grad.T), (b, b.grad))))


def image(name, n_in, height, width, filters, stride=1, projected=False, **settings):
    x, sizes = draw(ROWS, n_in, height, width), [*filters, filters[0]] if projected else filters
    weights = [(draw(n, n_in, 1, 1), draw(n)) for n in sizes]
    outputs = [F.conv2d(x, w, b, stride) for w, b in weights]
    y = join(name, outputs[:len(filters)], x, outputs[-1] if projected else x)
    up = weigh(y)
    case("layer", name, shape=(height, width, n_in), chains=",".join(f"{n}x{stride}" for n in filters), **settings)
    arrays(input=channels_last(x), output=channels_last(y), upstream=up.permute(1, 2, 0),
           input_gradient=channels_last(x.grad))
    parameters(*(pair for w, b in weights
                 for pair in ((w.permute(2, 3, 1, 0), w.grad.permute(2, 3, 1, 0)), (b, b.grad))))


def write():
    dense("residual", 7, [7])
    dense("residual", 7, [4], projected=True, shortcut="projection")
    dense("sum", 6, [5, 5, 5])
    dense("concat", 6, [3, 5])
    image("residual", 3, 4, 5, [3])
    image("residual", 2, 7, 6, [5], stride=2, projected=True, shortcut="projection")
    image("sum", 2, 3, 4, [4, 4])
    image("concat", 2, 4, 3, [5, 1, 2])
