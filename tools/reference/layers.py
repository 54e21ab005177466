# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers without memory or modes."""
import torch.nn.functional as F

from common import ROWS, arrays, case, channels_last, draw, parameters, weigh


def dense(n_in, n_out):
    x, w, b = draw(ROWS, n_in), draw(n_out, n_in), draw(n_out)
    y = F.linear(x, w, b)
    up = weigh(y)
    case("layer", "dense", shape=(n_in,), units=n_out)
    arrays(input=x, output=y, upstream=up, input_gradient=x.grad)
    parameters((w.T, w.grad.T), (b, b.grad))


def conv2d(n_in, height, width, filters, kernel, stride, pad):
    x, w, b = draw(ROWS, n_in, height, width), draw(filters, n_in, kernel, kernel), draw(filters)
    y = F.conv2d(x, w, b, stride, pad)
    up = weigh(y)
    case("layer", "conv2d", shape=(height, width, n_in), filters=filters, kernel=kernel, stride=stride, pad=pad)
    arrays(input=channels_last(x), output=channels_last(y), upstream=up.permute(1, 2, 0),
           input_gradient=channels_last(x.grad))
    parameters((w.permute(2, 3, 1, 0), w.grad.permute(2, 3, 1, 0)), (b, b.grad))


def maxpool(n_in, height, width, size, stride):
    x = draw(ROWS, n_in, height, width)
    y = F.max_pool2d(x, size, stride)
    up = weigh(y)
    case("layer", "maxpool", shape=(height, width, n_in), size=size, stride=stride)
    arrays(input=channels_last(x), output=channels_last(y), upstream=up.permute(1, 2, 0),
           input_gradient=channels_last(x.grad))


def flatten(n_in, height, width):
    x = draw(ROWS, n_in, height, width)
    y = channels_last(x).flatten(1)
    up = weigh(y)
    case("layer", "flatten", shape=(height, width, n_in))
    arrays(input=channels_last(x), output=y, upstream=up, input_gradient=channels_last(x.grad))


def write():
    dense(7, 5)
    dense(19, 33)
    conv2d(2, 7, 6, 3, 3, 1, 1)
    conv2d(3, 9, 11, 17, 5, 2, 2)
    conv2d(1, 6, 20, 8, 3, 1, 0)
    maxpool(3, 6, 8, 2, 2)
    maxpool(2, 7, 7, 3, 2)
    flatten(3, 2, 4)
