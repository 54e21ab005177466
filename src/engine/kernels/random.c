/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Philox4x32-10 as in base/rng.c, many blocks at a time: u[i] comes from number i of the stream, the first 24 of its bits. */
#include "engine/kernels/parts.h"
#include "engine/kernels/vec.h"

#define BLOCKS 16 /* at a time; loops over them become vectors */

/* counter = (block, stream), key = seed; output @k of block @b is out[k][b]. */
static void
philox (uint64_t seed, uint64_t stream, uint64_t block, uint32_t out[4][BLOCKS])
{
  uint32_t key0 = (uint32_t) seed, key1 = (uint32_t) (seed >> 32);
  for (uint32_t b = 0; b < BLOCKS; b++) {
    out[0][b] = (uint32_t) (block + b);
    out[1][b] = (uint32_t) ((block + b) >> 32);
    out[2][b] = (uint32_t) stream;
    out[3][b] = (uint32_t) (stream >> 32);
  }
  for (int round = 0; round < 10; round++, key0 += 0x9E3779B9u, key1 += 0xBB67AE85u)
    for (int b = 0; b < BLOCKS; b++) {
      uint64_t a = (uint64_t) 0xD2511F53u * out[0][b], c = (uint64_t) 0xCD9E8D57u * out[2][b];
      out[0][b] = (uint32_t) (c >> 32) ^ out[1][b] ^ key0;
      out[1][b] = (uint32_t) c;
      out[2][b] = (uint32_t) (a >> 32) ^ out[3][b] ^ key1;
      out[3][b] = (uint32_t) a;
    }
}

void
KERNEL (uniform) (size_t n, uint64_t seed, uint64_t stream, uint64_t block, real *u)
{
  uint32_t out[4][BLOCKS];
  for (size_t i = 0; i < n; i += 4 * BLOCKS, block += BLOCKS) {
    philox (seed, stream, block, out);
    for (size_t k = 0; k < 4 * BLOCKS && i + k < n; k++)
      u[i + k] = (real) (out[k % 4][k / 4] >> 8) * (real) 0x1p-24;
  }
}
