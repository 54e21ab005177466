# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers on images other than the plain convolution."""
import torch
import torch.nn.functional as F

from common import ROWS, arrays, case, channels_last, draw, layer, of_channels_first, parameters, weigh


def image(name, f, *shape, **settings):
    layer(name, lambda x: of_channels_first(f, x), *shape, **settings)


def blur(size, stride):
    w = torch.ones(1)
    for _ in range(size - 1):
        w = F.pad(w, (0, 1)) + F.pad(w, (1, 0))
    w = w / w.sum()

    def f(x):
        kernel = torch.outer(w, w).expand(x.shape[1], 1, size, size)
        return F.conv2d(F.pad(x, (size // 2,) * 4, mode="reflect"), kernel, stride=stride, groups=x.shape[1])
    return f


def weighted(name, f, x, w, order, b=None, **settings):
    """a layer with weights; @order: of their dims in the engine"""
    y = f(x, w, b)
    up = weigh(y)
    case("layer", name, shape=x.permute(0, 2, 3, 1).shape[1:], **settings)
    arrays(input=channels_last(x), output=channels_last(y), upstream=up.permute(1, 2, 0),
           input_gradient=channels_last(x.grad))
    biases = torch.zeros(y.shape[1]) if b is None else b
    parameters((w.permute(order), w.grad.permute(order)))
    arrays(parameter1=biases)
    if b is not None:
        arrays(parameter1_gradient=b.grad)


def conv(n_in, height, width, filters, kernel, stride, pad, dilation, groups, name="conv2d", bias=True):
    settings = dict(kernel=kernel, stride=stride, pad=pad, dilation=dilation, bias=int(bias))
    if name == "conv2d":
        settings |= dict(filters=filters, groups=groups)
    weighted(name, lambda x, w, b: F.conv2d(x, w, b, stride, pad, dilation, groups), draw(ROWS, n_in, height, width),
             draw(filters, n_in // groups, kernel, kernel), (2, 3, 1, 0), draw(filters) if bias else None, **settings)


def transposed(n_in, height, width, filters, kernel, stride, pad):
    weighted("transposed-conv", lambda x, w, b: F.conv_transpose2d(x, w, b, stride, pad),
             draw(ROWS, n_in, height, width), draw(n_in, filters, kernel, kernel), (2, 3, 1, 0), draw(filters),
             filters=filters, kernel=kernel, stride=stride, pad=pad)


def locally_connected(n_in, height, width, filters, kernel, stride, pad):
    x = draw(ROWS, height, width, n_in)
    windows = F.pad(x, (0, 0, pad, pad, pad, pad)).unfold(1, kernel, stride).unfold(2, kernel, stride)
    windows = windows.permute(0, 1, 2, 4, 5, 3).flatten(3)  # rows, places, taps (u, v, c)
    w, b = draw(*windows.shape[1:], filters), draw(*windows.shape[1:3], filters)
    y = torch.einsum("rijt,ijto->rijo", windows, w) + b
    up = weigh(y)
    case("layer", "locally-connected", shape=x.shape[1:], filters=filters, kernel=kernel, stride=stride, pad=pad)
    arrays(input=x, output=y, upstream=up, input_gradient=x.grad)
    parameters((w, w.grad), (b, b.grad))


def roi_pool(n, top, left, bottom, right, x):
    """shares of the image; PyTorch's adaptive pooling has the same cells where the box ends on whole pixels"""
    height, width = x.shape[2:]
    box = x[:, :, round(top * height):round(bottom * height), round(left * width):round(right * width)]
    return F.adaptive_max_pool2d(box, n)


def write():
    image("avgpool", lambda x: F.avg_pool2d(x, 2), 6, 8, 3, size=2)
    image("avgpool", lambda x: F.avg_pool2d(x, 3, 2), 7, 6, 2, size=3, stride=2)
    layer("gap", lambda x: x.mean((1, 2)), 4, 3, 5)
    image("blurpool", blur(3, 2), 6, 7, 2)
    image("blurpool", blur(4, 1), 5, 6, 3, size=4, stride=1)
    image("channel-shuffle", lambda x: x.unflatten(1, (3, -1)).transpose(1, 2).flatten(1, 2), 2, 2, 6, groups=3)
    conv(4, 5, 4, 6, 3, 1, 1, 1, 2)
    conv(3, 6, 5, 4, 3, 1, 2, 2, 1)
    conv(6, 6, 7, 3, 3, 2, 0, 2, 3, bias=False)
    conv(5, 5, 6, 5, 3, 1, 1, 1, 5)
    conv(17, 3, 5, 17, 3, 2, 1, 1, 17, name="depthwise-conv")
    conv(3, 6, 7, 3, 5, 1, 2, 1, 3, name="depthwise-conv", bias=False)
    conv(3, 6, 7, 3, 3, 1, 2, 2, 3, name="depthwise-conv")
    transposed(3, 3, 4, 2, 4, 2, 1)
    transposed(2, 4, 3, 5, 3, 1, 0)
    locally_connected(2, 4, 5, 3, 3, 1, 0)
    locally_connected(3, 5, 4, 2, 3, 2, 1)
    image("roi-pool", lambda x: roi_pool(2, 0, 0, 1, 1, x), 5, 6, 2)
    image("roi-pool", lambda x: roi_pool(3, 0.2, 0, 0.8, 0.75, x), 5, 4, 2, size=3, top=0.2, bottom=0.8, right=0.75)
