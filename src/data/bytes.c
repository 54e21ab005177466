/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/bytes.h"

#include "base/param.h"
#include "base/words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#define CHUNK 65536
#define FIRST_BUFFER 65536

struct _DataBytes {
  char *name;
  FILE *file; /* NULL when reading from memory */
  const unsigned char
      *next;        /* input not yet used: packed bytes of a gzip stream, else the bytes themselves */
  size_t left;      /* bytes at next */
  uint64_t size;    /* of the file or the memory */
  uint64_t n_input; /* bytes of input up to and including those at next */
  uint64_t offset;  /* bytes given out */
  bool packed;      /* gzip */
  bool ended;       /* the gzip stream is complete */
  z_stream zlib;
  unsigned char chunk[]; /* [CHUNK] for a file, nothing for memory */
};

const char *
data_reason (const char *said)
{
  static const char *const usual[] = {
    N_ ("incorrect header check"), N_ ("incorrect data check"),
    N_ ("incorrect length check"), N_ ("unknown compression method"),
    N_ ("invalid block type"), N_ ("invalid stored block lengths"),
    N_ ("invalid code lengths set"), N_ ("invalid distance too far back"),
    N_ ("Not a PNG file"), N_ ("PNG file corrupted by ASCII conversion"),
    N_ ("Invalid IHDR data"), N_ ("IHDR: CRC error"),
    N_ ("IDAT: CRC error"), N_ ("IDAT: incorrect data check"),
    N_ ("IDAT: incorrect header check"), N_ ("IDAT: invalid distance too far back"),
  };
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
    if (strcmp (usual[i], said) == 0)
      return _ (usual[i]);
  return said;
}

static bool
fail (const DataBytes *bytes, BaseError *error, const char *reason)
{
  return base_error_set (error, bytes->packed ? _ ("%s: byte %llu of the gzip file: %s") : _ ("%s: byte %llu: %s"),
                         bytes->name, (unsigned long long) (bytes->n_input - bytes->left), data_reason (reason));
}

/* Makes at least one input byte available, unless the input has ended. */
static bool
refill (DataBytes *bytes, BaseError *error)
{
  if (bytes->left > 0 || bytes->file == NULL)
    return true;
  bytes->left = fread (bytes->chunk, 1, CHUNK, bytes->file);
  bytes->n_input += bytes->left;
  bytes->next = bytes->chunk;
  return !ferror (bytes->file) || fail (bytes, error, strerror (errno));
}

/* Looks at the first two bytes and starts unpacking where they are gzip's. */
static bool
begin (DataBytes *bytes, BaseError *error)
{
  if (!refill (bytes, error))
    return false;
  bytes->packed = bytes->left >= 2 && bytes->next[0] == 0x1f && bytes->next[1] == 0x8b;
  if (bytes->packed && inflateInit2 (&bytes->zlib, 15 + 16) != Z_OK) {
    bytes->packed = false;
    return base_error_set (error, _ ("%s: out of memory"), bytes->name);
  }
  return true;
}

static DataBytes *
bytes_new (const char *name, size_t chunk, BaseError *error)
{
  DataBytes *bytes = calloc (1, sizeof *bytes + chunk);
  if (bytes != NULL && (bytes->name = strdup (name)) != NULL)
    return bytes;
  free (bytes);
  base_error_set (error, _ ("%s: out of memory"), name);
  return NULL;
}

DataBytes *
data_bytes_open (const char *path, BaseError *error)
{
  struct stat info;
  if (stat (path, &info) != 0) {
    base_error_set (error, "%s: %s", path, strerror (errno));
    return NULL;
  }
  if (!S_ISREG (info.st_mode)) {
    base_error_set (error, S_ISDIR (info.st_mode) ? _ ("%s: is a folder") : _ ("%s: is not a regular file"), path);
    return NULL;
  }
  DataBytes *bytes = bytes_new (path, CHUNK, error);
  if (bytes == NULL)
    return NULL;
  bytes->size = (uint64_t) info.st_size;
  bytes->file = fopen (path, "rbe");
  if (bytes->file == NULL)
    base_error_set (error, "%s: %s", path, strerror (errno));
  if (bytes->file != NULL && begin (bytes, error))
    return bytes;
  data_bytes_close (bytes);
  return NULL;
}

DataBytes *
data_bytes_from_memory (const char *name, const void *memory, size_t n, BaseError *error)
{
  DataBytes *bytes = bytes_new (name, 0, error);
  if (bytes == NULL)
    return NULL;
  bytes->next = memory;
  bytes->left = bytes->size = bytes->n_input = n;
  if (begin (bytes, error))
    return bytes;
  data_bytes_close (bytes);
  return NULL;
}

void
data_bytes_close (DataBytes *bytes)
{
  if (bytes == NULL)
    return;
  if (bytes->packed)
    inflateEnd (&bytes->zlib);
  if (bytes->file != NULL)
    fclose (bytes->file);
  free (bytes->name);
  free (bytes);
}

const char *
data_bytes_name (const DataBytes *bytes)
{
  return bytes->name;
}

uint64_t
data_bytes_offset (const DataBytes *bytes)
{
  return bytes->offset;
}

uint64_t
data_bytes_size (const DataBytes *bytes)
{
  return bytes->packed ? UINT64_MAX : bytes->size;
}

/* After a complete gzip stream: nothing, or one more such stream (RFC 1952, 2.2). */
static bool
next_member (DataBytes *bytes, BaseError *error)
{
  if (!refill (bytes, error))
    return false;
  if (bytes->left == 0)
    return true;
  if (bytes->next[0] != 0x1f)
    return fail (bytes, error, _ ("data after the end of the gzip stream"));
  bytes->ended = false;
  inflateReset (&bytes->zlib);
  return true;
}

/* Unpacks up to @n ≤ CHUNK bytes; @n_read may be 0 although there is more. */
static bool
unpack (DataBytes *bytes, unsigned char *to, size_t n, size_t *n_read, BaseError *error)
{
  *n_read = 0;
  if (!refill (bytes, error))
    return false;
  if (bytes->left == 0)
    return fail (bytes, error, _ ("the gzip stream ends early"));
  size_t given = bytes->left < CHUNK ? bytes->left : CHUNK;
  bytes->zlib.next_in = (Bytef *) bytes->next;
  bytes->zlib.avail_in = (uInt) given;
  bytes->zlib.next_out = to;
  bytes->zlib.avail_out = (uInt) n;
  int state = inflate (&bytes->zlib, Z_NO_FLUSH);
  bytes->next += given - bytes->zlib.avail_in;
  bytes->left -= given - bytes->zlib.avail_in;
  *n_read = n - bytes->zlib.avail_out;
  if (state == Z_STREAM_END) {
    bytes->ended = true;
    return next_member (bytes, error);
  }
  if (state == Z_OK || state == Z_BUF_ERROR)
    return true;
  return fail (bytes, error, bytes->zlib.msg != NULL ? bytes->zlib.msg : _ ("damaged gzip data"));
}

bool
data_bytes_read (DataBytes *bytes, void *to, size_t n, size_t *n_read, BaseError *error)
{
  unsigned char *at = to;
  *n_read = 0;
  while (*n_read < n && !bytes->ended) {
    size_t want = n - *n_read < CHUNK ? n - *n_read : CHUNK, got;
    if (bytes->packed) {
      if (!unpack (bytes, at + *n_read, want, &got, error))
        return false;
    } else {
      if (!refill (bytes, error))
        return false;
      got = bytes->left < want ? bytes->left : want;
      if (got == 0)
        break;
      memcpy (at + *n_read, bytes->next, got);
      bytes->next += got;
      bytes->left -= got;
    }
    *n_read += got;
    bytes->offset += got;
  }
  return true;
}

bool
data_bytes_read_all (DataBytes *bytes, uint64_t max, unsigned char **data, size_t *n, BaseError *error)
{
  size_t room = 0, got = 0,
         first = data_bytes_size (bytes) < FIRST_BUFFER ? (size_t) data_bytes_size (bytes) + 1 : FIRST_BUFFER;
  *data = NULL;
  *n = 0;
  do {
    room = room == 0 ? first : 2 * room;
    room = max < room ? (size_t) max : room;
    unsigned char *grown = realloc (*data, room + 1);
    if (grown == NULL)
      base_error_set (error, _ ("%s: out of memory"), bytes->name);
    else
      *data = grown;
    if (grown == NULL || !data_bytes_read (bytes, *data + *n, room - *n, &got, error)) {
      free (*data);
      *data = NULL;
      return false;
    }
    *n += got;
  } while (*n == room && room < max);
  (*data)[*n] = '\0';
  return true;
}
