# SPDX-License-Identifier: GPL-3.0-or-later
"""What the groups share: how a case is written.

A case is a line `case KIND NAME key=value …` followed by lines `ARRAY n numbers …`. `shape=6x8x3` is the shape of one
sample. Images are written channels last, convolution weights {height, width, in, out}, dense weights {in, out}, as the
engine keeps them; a layer's parameters are parameter0, parameter1 … in the order in which it makes them. For a layer or an
activation the gradients are those of L = mean over rows of Σ output · upstream. `training=1`: the graph is in training;
`commits=3`: parameterK_after is the statistic parameterK after three updates with this batch.
"""
import torch

ROWS = 3


def case(kind, name, /, shape=None, **settings):
    if shape is not None:
        settings["shape"] = "x".join(map(str, shape))
    print("case", kind, name, *(f"{k}={v}" if isinstance(v, str) else f"{k}={v:g}" for k, v in settings.items()))


def array(name, t):
    t = t.detach().contiguous().flatten()
    print(name, t.numel(), *(f"{v:.9g}" for v in t.tolist()))


def arrays(**tensors):
    for name, t in tensors.items():
        array(name, t)


def channels_first(t):
    return t.permute(0, 3, 1, 2)


def parameters(*values_and_gradients):
    """pairs of a parameter and its gradient, in the engine's order and layout"""
    for i, (value, gradient) in enumerate(values_and_gradients):
        array(f"parameter{i}", value)
        array(f"parameter{i}_gradient", gradient)


def channels_last(t):
    return t.permute(0, 2, 3, 1)


def of_channels_first(f, x):
    """f on channels first, of a sample's dims; channels last again"""
    last = x.dim() - 1
    return f(x.movedim(last, 1)).movedim(1, last)


def layer(name, f, *shape, **settings):
    """a layer without parameters: y = f (x), both channels last"""
    x = draw(ROWS, *shape)
    y = f(x)
    up = weigh(y)
    case("layer", name, shape=shape, **settings)
    arrays(input=x, output=y, upstream=up, input_gradient=x.grad)


def draw(*shape):
    """normal numbers that float32 holds exactly, so that both programs start from the same"""
    return torch.randn(*shape).float().double().requires_grad_()


def weigh(y):
    """runs L backward; returns its upstream, the same for every row"""
    up = torch.randn(*y.shape[1:]).float().double()
    (y * up).sum().div(y.shape[0]).backward()
    return up
