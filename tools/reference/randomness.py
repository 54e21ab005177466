# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers that draw in training. Their numbers come from Philox4x32-10, written here from the paper (Salmon et al. 2011)."""
import torch

from common import ROWS, layer


def philox(counter, key):
    for _ in range(10):
        a, b = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
        counter = [(b >> 32) ^ counter[1] ^ key[0], b & 0xFFFFFFFF, (a >> 32) ^ counter[3] ^ key[1], a & 0xFFFFFFFF]
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return counter


def uniform(n, seed, step, row, node=1):
    """n numbers in [0, 1) for a row; the node is the first after the input"""
    stream, words = 1 << 63 | node << 40 | step, []
    for k in range((n + 3) // 4):
        block = (row << 32) + k
        words += philox([block & 0xFFFFFFFF, block >> 32, stream & 0xFFFFFFFF, stream >> 32],
                        [seed & 0xFFFFFFFF, seed >> 32])
    return torch.tensor([(w >> 8) / 2**24 for w in words[:n]])


def rows(n, seed, step):
    return torch.stack([uniform(n, seed, step, r) for r in range(ROWS)])


def dropout(rate, kind, training, seed, step, *shape, mode="auto"):
    n, factor = torch.Size(shape).numel(), 1 / (1 - rate) if kind == "inverted" else 1
    if mode == "train" or (mode == "auto" and training):
        mask = (rows(n, seed, step) >= rate) * factor
    else:
        mask = torch.full((ROWS, n), 1 - rate if kind == "standard" else 1.0)
    layer("dropout", lambda x: x * mask.reshape(ROWS, *shape), *shape, rate=rate, kind=kind, training=training, seed=str(seed),
          step=str(step), mode=mode)


def normals(u):
    """pairs of uniform numbers into pairs of normal ones (Box, Muller 1958)"""
    radius, angle = (-2 * torch.log(1 - u[..., 0::2])).sqrt(), 2 * torch.pi * u[..., 1::2]
    return radius * angle.cos(), radius * angle.sin()


def noise(shift, scale, per, training, seed, step, *shape):
    n = torch.Size(shape).numel()
    u = rows(2 * n, seed, step).reshape(ROWS, *shape[:-1], 2 * shape[-1]) if per == "value" else \
        uniform(2 * shape[-1], seed, step, 0)
    a, b = normals(u)
    layer("noise", lambda x: (1 + scale * a) * x + shift * b if training else x * 1, *shape, shift=shift, scale=scale,
          per=per, training=training, seed=str(seed), step=str(step))


def latent(n, spread, mean, seed, step, *shape):
    a, _ = normals(rows(2 * n, seed, step))
    layer("latent", lambda x: mean + spread * a + 0 * x.sum(), *shape, n=n, spread=spread, mean=mean, seed=str(seed),
          step=str(step))


def write():
    dropout(0.5, "inverted", 1, 1, 0, 9)
    dropout(0.25, "standard", 1, 2**40 + 3, 123456, 2, 3, 3)
    dropout(0.25, "unscaled", 1, 5, 7, 6)
    dropout(0.25, "standard", 0, 5, 7, 6)
    dropout(0.25, "inverted", 0, 5, 7, 6)
    dropout(0.75, "inverted", 0, 5, 7, 6, mode="train")
    dropout(0.75, "inverted", 1, 5, 7, 6, mode="eval")
    noise(0.5, 0.25, "value", 1, 3, 4, 4, 3)
    noise(0.5, 0.25, "channel", 1, 3, 4, 4, 3)
    noise(0.5, 0.25, "value", 0, 3, 4, 5)
    latent(5, 1, 0, 3, 4, 2)
    latent(3, 0.5, -2, 2**40 + 3, 123456, 2, 3, 1)
    latent(2, 0, 1, 3, 4, 2)
