# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers on sequences: PyTorch's cells, stepped by hand so that they can be cut, masked and run from the end."""
import torch
import torch.nn.functional as F

from common import ROWS, arrays, case, draw, parameters, weigh


def unroll(step, x, h, c, output, reverse, bptt, mask):
    """states {row, time, unit} or the last one; step (x, h, c) → h, c"""
    times = list(range(x.shape[1]))
    states = {}
    for k, t in enumerate(reversed(times) if reverse else times):
        if bptt and k and (len(times) - k) % bptt == 0:
            h, c = h.detach(), c.detach()
        new_h, new_c = step(x[:, t], h, c)
        keep = ((x[:, t] == 0).all(1, keepdim=True) & mask)
        h, c = torch.where(keep, h, new_h), torch.where(keep, c, new_c)
        states[t] = h
    return torch.stack([states[t] for t in times], 1) if output == "all" else h


def recurrent(name, steps, n_in, units, *, output="last", reverse=False, bptt=0, mask=False, c0=0, **settings):
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[name]
    x = draw(ROWS, steps, n_in)
    if mask:
        with torch.no_grad():
            x[0, steps // 2:] = 0
            x[1, 0] = 0
    w, u, b = draw(gates * units, n_in), draw(gates * units, units), draw((4 if name == "gru" else gates) * units)
    zero = torch.zeros(gates * units)
    h, c = torch.zeros(ROWS, units), torch.full((ROWS, units), float(c0))
    if name == "lstm":
        step = lambda x, h, c: torch.lstm_cell(x, (h, c), w, u, b, zero)
    elif name == "gru":
        split = 2 * units
        b_h = torch.cat([zero[:split], b[split + units:]])
        step = lambda x, h, c: (torch.gru_cell(x, h, w, u, b[:split + units], b_h), c)
    else:
        step = lambda x, h, c: (torch.rnn_tanh_cell(x, h, w, u, b, zero), c)
    y = unroll(step, x, h, c, output, reverse, bptt, mask)
    up = weigh(y)
    yes = {k: "yes" for k, v in (("reverse", reverse), ("mask", mask)) if v}
    more = {"c0": c0} if name == "lstm" else {}
    case("layer", name, shape=(steps, n_in), units=units, **{"return": output}, bptt=bptt, **yes, **more, **settings)
    arrays(input=x, output=y, upstream=up, input_gradient=x.grad)
    parameters((w.T, w.grad.T), (u.T, u.grad.T), (b, b.grad))


def embedding(steps, tokens, units, pad):
    x = torch.randint(-1, tokens + 1, (ROWS, steps))  # with some outside the table, which are padding
    table = draw(tokens, units)
    known = (x >= 0) & (x < tokens) & (x != pad)
    y = F.embedding(x.clamp(0, tokens - 1), table) * known.unsqueeze(-1)
    up = weigh(y)
    case("layer", "embedding", shape=(steps,), tokens=tokens, units=units, pad=pad)
    arrays(input=x.double(), output=y, upstream=up, input_gradient=torch.zeros(ROWS, steps))
    parameters((table, table.grad))


def conv1d(steps, n_in, filters, kernel, stride, pad, dilation):
    x, w, b = draw(ROWS, n_in, steps), draw(filters, n_in, kernel), draw(filters)
    y = F.conv1d(x, w, b, stride, pad, dilation)
    up = weigh(y)
    case("layer", "conv1d", shape=(steps, n_in), filters=filters, kernel=kernel, stride=stride, pad=pad, dilation=dilation)
    arrays(input=x.mT, output=y.mT, upstream=up.mT, input_gradient=x.grad.mT)
    parameters((w.permute(2, 1, 0), w.grad.permute(2, 1, 0)), (b, b.grad))


def pool(name, f, shape):
    x = draw(ROWS, *shape)
    y = f(x.flatten(1, -2), 1)
    up = weigh(y)
    case("layer", name, shape=shape)
    arrays(input=x, output=y, upstream=up, input_gradient=x.grad)


def write():
    for name in ("rnn", "lstm", "gru"):
        recurrent(name, 1, 3, 2)
        recurrent(name, 5, 2, 4)
        recurrent(name, 4, 3, 17, output="all")
        recurrent(name, 6, 5, 3, output="all", reverse=True)
        recurrent(name, 7, 2, 5, bptt=3)
        recurrent(name, 7, 2, 5, output="all", bptt=2, reverse=True)
        recurrent(name, 6, 3, 4, output="all", mask=True)
        recurrent(name, 6, 3, 4, mask=True, reverse=True)
    recurrent("lstm", 3, 2, 4, c0=1.5)
    embedding(9, 5, 3, -1)
    embedding(9, 5, 3, 0)
    conv1d(8, 3, 5, 3, 1, 1, 1)
    conv1d(9, 2, 17, 2, 2, 3, 3)
    conv1d(5, 4, 6, 1, 1, 0, 1)
    for shape in ((6, 5), (4, 3, 2)):
        pool("globalmaxpool", torch.amax, shape)
        pool("mean-pool", torch.mean, shape)
