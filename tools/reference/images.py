# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers on images other than the plain convolution."""
import torch
import torch.nn.functional as F

from common import layer, of_channels_first


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


def write():
    image("avgpool", lambda x: F.avg_pool2d(x, 2), 6, 8, 3, size=2)
    image("avgpool", lambda x: F.avg_pool2d(x, 3, 2), 7, 6, 2, size=3, stride=2)
    layer("gap", lambda x: x.mean((1, 2)), 4, 3, 5)
    image("blurpool", blur(3, 2), 6, 7, 2)
    image("blurpool", blur(4, 1), 5, 6, 3, size=4, stride=1)
    image("channel-shuffle", lambda x: x.unflatten(1, (3, -1)).transpose(1, 2).flatten(1, 2), 2, 2, 6, groups=3)
