#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Coefficients of vec_tanh in src/engine/kernels/functions.h: the p of tanh h = h + h^3 p (h^2) whose largest relative error
for |h| <= ln 2 / 4 is smallest, by the exchange algorithm of Remez 1934. Needs mpmath."""

import struct

import mpmath as mp

mp.mp.dps = 40
TOP = mp.mpf('0.17335') ** 2  # of z = h^2: ln 2 / 4 = 0.17329, and room for rounding


def ratio(z):
    return mp.tanh(mp.sqrt(z)) / mp.sqrt(z)


def error(c, z):
    return (1 + z * mp.polyval(c[::-1], z)) / ratio(z) - 1


def levelled(n, points):
    """The n coefficients whose errors at n + 1 points are equal but for their signs, which alternate."""
    a, b = mp.matrix(n + 1), mp.matrix(n + 1, 1)
    for i, z in enumerate(points):
        for k in range(n):
            a[i, k] = z ** (k + 1) / ratio(z)
        a[i, n] = (-1) ** i
        b[i] = 1 - 1 / ratio(z)
    return list(mp.lu_solve(a, b))[:n]


def peaks(c, n, grid):
    """Where the error is largest between its zeros; at 0 it is 0."""
    errors = [error(c, z) for z in grid]
    runs = [[0]]
    for i in range(1, len(grid)):
        if errors[i] * errors[i - 1] < 0:
            runs.append([])
        runs[-1].append(i)
    return [grid[max(run, key=lambda i: abs(errors[i]))] for run in runs][-n - 1:]


def minimax(n):
    points = [TOP * (1 - mp.cos(mp.pi * (i + 1) / (n + 1))) / 2 for i in range(n + 1)]
    grid = [TOP * i / 4000 for i in range(1, 4001)]
    for _ in range(10):
        c = levelled(n, points)
        points = peaks(c, n, grid)
    return c, max(abs(error(c, z)) for z in grid)


coefficients, worst = minimax(3)
for c in coefficients:
    print("%.9gf" % struct.unpack("f", struct.pack("f", c)))
print("largest relative error", mp.nstr(worst, 3))
