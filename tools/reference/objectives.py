# SPDX-License-Identifier: GPL-3.0-or-later
"""Known surfaces: the value at a point and its gradient."""
import torch

from common import arrays, case


def objective(name, f, *point, **settings):
    p = torch.tensor(point, requires_grad=True)
    value = f(*p)
    value.backward()
    case("objective", name, **settings)
    arrays(point=p, output=value, gradient=p.grad)


def cliff(w, b):
    h = torch.zeros(())
    for _ in range(50):
        h = w * torch.sigmoid(h) + b
    return (h - 0.7) ** 2


def write():
    objective("surface-quadratic", lambda x, y: (x**2 + 30 * y**2) / 2, 1.5, -0.25, kappa=30)
    objective("surface-saddle", lambda x, y: x**2 - y**2, 1.5, -0.25)
    objective("surface-product", lambda x, y: x * y, 1.5, -0.25)
    objective("surface-monkey", lambda x, y: x**3 - 3 * x * y**2, 1.5, -0.25)
    objective("surface-degenerate", lambda x, y: x**2 + y**3, 1.5, -0.25, kind="cubic")
    objective("surface-degenerate", lambda x, y: x**2 + y**4, 1.5, -0.25, kind="quartic")
    objective("surface-degenerate", lambda x, y: -(x**2) - y**2, 1.5, -0.25, kind="maximum")
    objective("surface-rosenbrock", lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2, 1.5, -0.25)
    objective("surface-linear-net", lambda x, y: (1 - x * y) ** 2, 1.5, -0.25)
    objective("surface-double-well", lambda x: (x**2 - 1) ** 2 + 0.3 * x, 1.5)
    objective("surface-cliff", cliff, 4.5, -2.25)
