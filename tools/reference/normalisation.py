# SPDX-License-Identifier: GPL-3.0-or-later
"""Normalisation, in training and outside it."""
import torch
import torch.nn.functional as F

from common import ROWS, arrays, case, draw, layer, of_channels_first, parameters, weigh


def batchnorm(shape, training, momentum=0.1, eps=1e-5, mode=None, commits=0, **affine):
    """@mode: what the layer does, if not what the graph does"""
    x, channels = draw(ROWS, *shape), shape[-1]
    gamma, beta, mean = draw(channels), draw(channels), draw(channels).detach()
    variance = torch.rand(channels).add(0.5).float().double()
    before = mean.clone(), variance.clone()
    of_batch = mode == "train" or (mode is None and training == 1)

    def run():
        return of_channels_first(lambda z: F.batch_norm(z, mean, variance, gamma, beta, of_batch, momentum, eps), x)
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


def affine(name, f, *shape, eps=1e-5, **settings):
    """layers with γ and β but no statistics"""
    x, gamma, beta = draw(ROWS, *shape), draw(shape[-1]), draw(shape[-1])
    y = f(x, gamma, beta, eps)
    up = weigh(y)
    case("layer", name, shape=shape, eps=eps, **settings)
    arrays(input=x, output=y, upstream=up, input_gradient=x.grad)
    parameters((gamma, gamma.grad), (beta, beta.grad))


def groupnorm(groups):
    return lambda x, gamma, beta, eps: of_channels_first(lambda z: F.group_norm(z, groups, gamma, beta, eps), x)


def layernorm(x, gamma, beta, eps):
    return F.layer_norm(x, x.shape[-1:], gamma, beta, eps)


def lrn(size, alpha, beta, k):
    """the window of an even size reaches further down, as in the paper; alpha is not divided by the size"""
    def f(x):
        pad = F.pad(x * x, (size // 2, (size - 1) // 2))
        return x / (k + alpha * pad.unfold(-1, size, 1).sum(-1)) ** beta
    return f


def scale(start, *shape, per):
    x, s = draw(ROWS, *shape), draw(shape[-1] if per == "channel" else 1)
    y = x * s
    up = weigh(y)
    case("layer", "scale", shape=shape, start=start, per=per)
    arrays(input=x, output=y, upstream=up, input_gradient=x.grad)
    parameters((s, s.grad))


def write():
    batchnorm((5,), training=1, commits=1)
    batchnorm((5,), training=0)
    batchnorm((3, 4, 3), training=1, commits=3, momentum=0.3, eps=1e-3)
    batchnorm((3, 4, 3), training=0, eps=0.1)
    batchnorm((2, 2, 19), training=1, mode="eval", commits=1)
    batchnorm((2, 2, 19), training=0, mode="train", commits=2)
    affine("layernorm", layernorm, 7)
    affine("layernorm", layernorm, 4, 5, eps=1e-3)
    affine("groupnorm", groupnorm(1), 3, 2, 6)
    affine("groupnorm", groupnorm(3), 3, 2, 6, groups=3)
    affine("instancenorm", lambda *a: groupnorm(3)(*a), 4, 3, 3)
    layer("lrn", lrn(5, 1e-2, 0.75, 2), 2, 2, 9, size=5, alpha=1e-2, beta=0.75, k=2)
    layer("lrn", lrn(4, 1, 0.5, 1), 2, 1, 7, size=4, alpha=1, beta=0.5, k=1)
    layer("lrn", lambda x: F.local_response_norm(x.movedim(-1, 1), 3, 3 * 0.1, 0.75, 1).movedim(1, -1), 2, 2, 6, size=3,
          alpha=0.1, beta=0.75, k=1)
    layer("l2-normalise", lambda x: F.normalize(x, dim=-1), 7)
    layer("l2-normalise", lambda x: F.normalize(x, dim=-1), 2, 5)
    scale(1, 3, 2, 4, per="all")
    scale(0.1, 6, per="channel")
