# SPDX-License-Identifier: GPL-3.0-or-later
"""Normalisation, in training and outside it."""
import torch
import torch.nn.functional as F

from common import ROWS, array, arrays, case, channels_first, draw, parameters, weigh


def batchnorm(shape, training, momentum=0.1, eps=1e-5, mode=None, commits=0, **affine):
    """@mode: what the layer does, if not what the graph does"""
    x, channels = draw(ROWS, *shape), shape[-1]
    gamma, beta, mean = draw(channels), draw(channels), draw(channels).detach()
    variance = torch.rand(channels).add(0.5).float().double()
    before = mean.clone(), variance.clone()
    of_batch = mode == "train" or (mode is None and training == 1)

    def run():
        z = channels_first(x) if len(shape) == 3 else x
        z = F.batch_norm(z, mean, variance, gamma, beta, of_batch, momentum, eps)
        return z.permute(0, 2, 3, 1) if len(shape) == 3 else z
    y = run()
    up = weigh(y)
    settings = dict(momentum=momentum, eps=eps, **affine)
    if mode is not None:
        settings["mode"] = mode
    case("layer", "batchnorm", shape=shape, training=training, commits=commits, **settings)
    arrays(input=x, output=y, upstream=up, input_gradient=x.grad)
    parameters((gamma, gamma.grad), (beta, beta.grad))
    arrays(parameter2=before[0], parameter3=before[1])
    for _ in range(1, commits):
        run()
    if commits:
        arrays(parameter2_after=mean, parameter3_after=variance)


def write():
    batchnorm((5,), training=1, commits=1)
    batchnorm((5,), training=0)
    batchnorm((3, 4, 3), training=1, commits=3, momentum=0.3, eps=1e-3)
    batchnorm((3, 4, 3), training=0, eps=0.1)
    batchnorm((2, 2, 19), training=1, mode="eval", commits=1)
    batchnorm((2, 2, 19), training=0, mode="train", commits=2)
