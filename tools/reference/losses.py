# SPDX-License-Identifier: GPL-3.0-or-later
"""Losses of each sample; the gradient is that of their mean."""
import torch
import torch.nn.functional as F

from common import ROWS, arrays, case, draw


def loss(name, x, target, losses, **settings):
    losses.mean().backward()
    case("loss", name, shape=x.shape[1:], **settings)
    arrays(input=x, target=target.double(), output=losses, input_gradient=x.grad)


def write():
    for scale in (1, 50):  # ordinary logits, and some whose exponentials overflow float32
        x = (draw(ROWS, 5).detach() * scale).requires_grad_()
        t = torch.tensor([4, 0, 2])
        loss("softmax-ce", x, t, F.cross_entropy(x, t, reduction="none"))
        x = (draw(ROWS, 4).detach() * scale).requires_grad_()
        t = torch.randint(0, 2, (ROWS, 4)).double()
        loss("bce", x, t, F.binary_cross_entropy_with_logits(x, t, reduction="none").mean(1))
    x, t = draw(ROWS, 4), draw(ROWS, 4).detach()
    loss("mse", x, t, F.mse_loss(x, t, reduction="none").mean(1))
    x, t = draw(ROWS, 1), draw(ROWS, 1).detach()
    loss("value", x, t, x.sum(1))
