/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pointwise part of one time step of gated cells, all gates at once: each number is read and written once. */
#include "engine/kernels/functions.h"
#include "engine/kernels/parts.h"

/* A block for whole vectors of the units, then for the rest: u is the first unit, n how many there are. */
#define FOR_UNITS(...)                       \
  do {                                       \
    int u = 0, n = LANES;                    \
    for (; u + LANES <= units; u += LANES) { \
      enum { PARTIAL = false };              \
      __VA_ARGS__                            \
    }                                        \
    if ((n = units - u) > 0) {               \
      enum { PARTIAL = true };               \
      __VA_ARGS__                            \
    }                                        \
  } while (0)
#define LOAD_UNITS(p) vec_load_some ((p) + u, PARTIAL, n)
#define STORE_UNITS(p, v) vec_store_some ((p) + u, v, PARTIAL, n)

void
KERNEL (lstm) (int rows, int units, real *gates, const real *c_before, real *c, real *tanh_c, real *h, size_t h_step)
{
  size_t width = (size_t) units;
  for (int r = 0; r < rows; r++) {
    real *i = gates, *f = i + width, *g = f + width, *o = g + width;
    FOR_UNITS ({
      vec vi = vec_sigmoid (LOAD_UNITS (i)), vf = vec_sigmoid (LOAD_UNITS (f)), vg = vec_tanh (LOAD_UNITS (g));
      vec vo = vec_sigmoid (LOAD_UNITS (o)), vc = vec_fma (vf, LOAD_UNITS (c_before), vi * vg), vt = vec_tanh (vc);
      STORE_UNITS (i, vi);
      STORE_UNITS (f, vf);
      STORE_UNITS (g, vg);
      STORE_UNITS (o, vo);
      STORE_UNITS (c, vc);
      STORE_UNITS (tanh_c, vt);
      STORE_UNITS (h, vo * vt);
    });
    gates += 4 * width;
    c_before += width;
    c += width;
    tanh_c += width;
    h += h_step;
  }
}

void
KERNEL (lstm_slope) (int rows, int units, const real *gates, const real *c_before, const real *tanh_c, const real *dh,
                     real *dc, real *da)
{
  size_t width = (size_t) units;
  for (int r = 0; r < rows; r++) {
    const real *i = gates, *f = i + width, *g = f + width, *o = g + width;
    FOR_UNITS ({
      vec vi = LOAD_UNITS (i), vf = LOAD_UNITS (f), vg = LOAD_UNITS (g), vo = LOAD_UNITS (o), vt = LOAD_UNITS (tanh_c), vdh = LOAD_UNITS (dh);
      vec vdc = vec_fma (vdh * vo, 1 - vt * vt, LOAD_UNITS (dc));
      STORE_UNITS (da, vdc * vg * (vi * (1 - vi)));
      STORE_UNITS (da + width, vdc * LOAD_UNITS (c_before) * (vf * (1 - vf)));
      STORE_UNITS (da + 2 * width, vdc * vi * (1 - vg * vg));
      STORE_UNITS (da + 3 * width, vdh * vt * (vo * (1 - vo)));
      STORE_UNITS (dc, vdc * vf);
    });
    gates += 4 * width;
    c_before += width;
    tanh_c += width;
    dh += width;
    dc += width;
    da += 4 * width;
  }
}

void
KERNEL (gru) (int rows, int units, real *gates, const real *h_before, real *h, size_t h_step)
{
  size_t width = (size_t) units;
  for (int row = 0; row < rows; row++) {
    real *r = gates, *z = r + width, *a = z + width, *m = a + width;
    FOR_UNITS ({
      vec vr = vec_sigmoid (LOAD_UNITS (r)), vz = vec_sigmoid (LOAD_UNITS (z)), vn = vec_tanh (vec_fma (vr, LOAD_UNITS (m), LOAD_UNITS (a)));
      STORE_UNITS (r, vr);
      STORE_UNITS (z, vz);
      STORE_UNITS (a, vn);
      STORE_UNITS (h, vec_fma (vz, LOAD_UNITS (h_before), (1 - vz) * vn));
    });
    gates += 4 * width;
    h_before += h_step;
    h += h_step;
  }
}

void
KERNEL (gru_slope) (int rows, int units, const real *gates, const real *h_before, size_t h_step, const real *dh,
                    real *dh_before, real *da)
{
  size_t width = (size_t) units;
  for (int row = 0; row < rows; row++) {
    const real *r = gates, *z = r + width, *a = z + width, *m = a + width;
    FOR_UNITS ({
      vec vr = LOAD_UNITS (r), vz = LOAD_UNITS (z), vn = LOAD_UNITS (a), vdh = LOAD_UNITS (dh);
      vec vda = vdh * (1 - vz) * (1 - vn * vn);
      STORE_UNITS (da, vda * LOAD_UNITS (m) * (vr * (1 - vr)));
      STORE_UNITS (da + width, vdh * (LOAD_UNITS (h_before) - vn) * (vz * (1 - vz)));
      STORE_UNITS (da + 2 * width, vda);
      STORE_UNITS (da + 3 * width, vda * vr);
      STORE_UNITS (dh_before, vec_fma (vdh, vz, LOAD_UNITS (dh_before)));
    });
    gates += 4 * width;
    h_before += h_step;
    dh += width;
    dh_before += width;
    da += 4 * width;
  }
}
