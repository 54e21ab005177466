/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A vector of LANES reals for the instruction set a kernel file is being compiled for. Arithmetic is written with the
 * compiler's vector types; only fused multiply-add and partial loads need names. */

#include "engine/kernels.h"

#include <string.h>

#define NN_PASTE_(a, b) a##_##b
#define NN_PASTE(a, b) NN_PASTE_ (a, b)
#define KERNEL(name) NN_PASTE (nn_##name, NN_VARIANT)

#if defined NN_DOUBLE
#define LANES 2
typedef int64_t lane_int;
#else
typedef int32_t lane_int;
#if defined __AVX512F__
#include <immintrin.h>
#if defined NN_NARROW /* half vectors, for few channels */
#define LANES 8
#else
#define LANES 16
#endif
#elif defined __AVX2__ && defined __FMA__
#include <immintrin.h>
#define LANES 8
#else
#define LANES 4
#endif
#endif

typedef real vec __attribute__ ((vector_size (sizeof (real) * LANES)));
typedef lane_int ivec __attribute__ ((vector_size (sizeof (real) * LANES)));
typedef real vec_unaligned __attribute__ ((vector_size (sizeof (real) * LANES), aligned (sizeof (real)), may_alias));

/* Before a loop over registers: all of it, or the sums would live in memory. */
#define UNROLL _Pragma ("GCC unroll 32")
#define INLINE static inline __attribute__ ((always_inline))

INLINE vec
vec_all (real x)
{
  return x - (vec) { 0 };
}

INLINE vec
vec_load (const real *p)
{
  return *(const vec_unaligned *) p;
}

INLINE void
vec_store (real *p, vec v)
{
  *(vec_unaligned *) p = v;
}

/* a b + c, fused where the processor can. */
INLINE vec
vec_fma (vec a, vec b, vec c)
{
#if LANES == 16
  return (vec) _mm512_fmadd_ps ((__m512) a, (__m512) b, (__m512) c);
#elif LANES == 8
  return (vec) _mm256_fmadd_ps ((__m256) a, (__m256) b, (__m256) c);
#else
  return a * b + c;
#endif
}

#if LANES == 8 && !defined __AVX512VL__
INLINE __m256i
first_lanes (int n)
{
  static const int32_t mask[16] = { -1, -1, -1, -1, -1, -1, -1, -1 };
  return _mm256_loadu_si256 ((const __m256i *) (mask + 8 - n));
}
#endif

/* The first n lanes, 1 ≤ n ≤ LANES; the others are zero (load) or left alone (store). */
INLINE vec
vec_load_n (const real *p, int n)
{
#if LANES == 16
  return (vec) _mm512_maskz_loadu_ps ((__mmask16) (0xffffu >> (16 - n)), p);
#elif LANES == 8 && defined __AVX512VL__
  return (vec) _mm256_maskz_loadu_ps ((__mmask8) (0xffu >> (8 - n)), p);
#elif LANES == 8
  return (vec) _mm256_maskload_ps (p, first_lanes (n));
#else
  vec v = { 0 };
  for (int i = 0; i < LANES; i++)
    if (i < n)
      v[i] = p[i];
  return v;
#endif
}

INLINE void
vec_store_n (real *p, vec v, int n)
{
#if LANES == 16
  _mm512_mask_storeu_ps (p, (__mmask16) (0xffffu >> (16 - n)), (__m512) v);
#elif LANES == 8 && defined __AVX512VL__
  _mm256_mask_storeu_ps (p, (__mmask8) (0xffu >> (8 - n)), (__m256) v);
#elif LANES == 8
  _mm256_maskstore_ps (p, first_lanes (n), (__m256) v);
#else
  for (int i = 0; i < LANES; i++)
    if (i < n)
      p[i] = v[i];
#endif
}

/* The first n lanes where @partial, all of them else: the compiler knows which. */
INLINE vec
vec_load_some (const real *p, const bool partial, int n)
{
  return partial ? vec_load_n (p, n) : vec_load (p);
}

INLINE void
vec_store_some (real *p, vec v, const bool partial, int n)
{
  if (partial)
    vec_store_n (p, v, n);
  else
    vec_store (p, v);
}

/* Lane i of the result is lane index[i] of low followed by high. clang has no builtin for an index that is not
 * constant. */
INLINE vec
vec_pick (vec low, vec high, ivec index)
{
#ifdef __clang__
  vec picked = low;
  for (int i = 0; i < LANES; i++) {
    int from = (int) index[i] & (2 * LANES - 1);
    picked[i] = from < LANES ? low[from] : high[from - LANES];
  }
  return picked;
#else
  return __builtin_shuffle (low, high, index);
#endif
}

/* The same with one vector: for small networks half the work. */
INLINE vec
vec_pick_one (vec from, ivec index)
{
#ifdef __clang__
  return vec_pick (from, from, index);
#else
  return __builtin_shuffle (from, index);
#endif
}

/* mask lanes are all ones or all zeros: mask ? a : b. */
INLINE vec
vec_select (ivec mask, vec a, vec b)
{
#if LANES == 16
  return (vec) _mm512_mask_blend_ps (_mm512_movepi32_mask ((__m512i) mask), (__m512) b, (__m512) a);
#else
  return (vec) (((ivec) a & mask) | ((ivec) b & ~mask));
#endif
}

/* 0, 1, 2 … */
INLINE ivec
lane_number (void)
{
  ivec lanes;
  UNROLL
  for (int i = 0; i < LANES; i++)
    lanes[i] = i;
  return lanes;
}

/* The sum of all lanes, halves first. */
INLINE real
vec_sum (vec v)
{
  UNROLL
  for (int half = LANES / 2; half > 0; half /= 2)
    v += vec_pick_one (v, lane_number () ^ half);
  return v[0];
}

/* The first n lanes of v, zero in the others. */
INLINE vec
vec_first (vec v, int n)
{
  return vec_select (lane_number () < n, v, vec_all (0));
}

/* The smaller of limit and x, the larger of limit and x; a NaN stays. */
INLINE vec
vec_below (real limit, vec x)
{
#if LANES == 16
  return (vec) _mm512_min_ps ((__m512) vec_all (limit), (__m512) x);
#elif LANES == 8
  return (vec) _mm256_min_ps ((__m256) vec_all (limit), (__m256) x);
#else
  return vec_select (x > vec_all (limit), vec_all (limit), x);
#endif
}

INLINE vec
vec_above (real limit, vec x)
{
#if LANES == 16
  return (vec) _mm512_max_ps ((__m512) vec_all (limit), (__m512) x);
#elif LANES == 8
  return (vec) _mm256_max_ps ((__m256) vec_all (limit), (__m256) x);
#else
  return vec_select (x < vec_all (limit), vec_all (limit), x);
#endif
}
