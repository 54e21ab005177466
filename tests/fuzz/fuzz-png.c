/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/png-file.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t n);

/* Pictures with more than 31 rows or columns are passed over: they would only be slow. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  BaseError error = { "" };
  float pixels[5 * 4 * 3];
  bool large = n >= 24 && (data[16] | data[17] | data[18] | data[19] / 32 | data[20] | data[21] | data[22] |
                           data[23] / 32) != 0;
  DataPngSize size = { 5, 4, n % 2 == 0 ? 1 : 3 };
  if (!large && data_png_read_bytes ("fuzz", data, n, size, pixels, &error) != (error.text[0] == '\0'))
    abort ();
  for (int i = 0; !large && error.text[0] == '\0' && i < size.height * size.width * size.channels; i++)
    if (!(pixels[i] >= 0 && pixels[i] <= 1.001f))
      abort ();
  return 0;
}
