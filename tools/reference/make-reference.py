#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/engine/reference/GROUP.txt: what PyTorch makes of small inputs, in float64.

usage: make-reference.py [GROUP…]        (Debian: python3-torch)

A group is a module beside this file with a function write () that prints its cases; common.py says how they look.
"""
import contextlib
import importlib
import pathlib
import sys

import torch

here = pathlib.Path(__file__).resolve().parent
out = here.parent.parent / "tests/engine/reference"
groups = sys.argv[1:] or sorted(p.stem for p in here.glob("*.py") if p.stem not in ("common", "make-reference"))
torch.set_default_dtype(torch.float64)
sys.dont_write_bytecode = True
out.mkdir(exist_ok=True)
for group in groups:
    torch.manual_seed(20)
    with open(out / f"{group}.txt", "w") as file, contextlib.redirect_stdout(file):
        print(f"# Written by tools/reference/{group}.py from PyTorch in float64.")
        importlib.import_module(group).write()
