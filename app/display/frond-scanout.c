/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-scanout.h"

#include "frond-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/dma-buf.h>
#include <linux/magic.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#ifndef DMA_BUF_MAGIC
#define DMA_BUF_MAGIC 0x444d4142
#endif

#define MODIFIER_LINEAR 0

#define FOURCC(a, b, c, d) ((guint32) (a) | (guint32) (b) << 8 | (guint32) (c) << 16 | (guint32) (d) << 24)

typedef struct
{
  guint32 fourcc;
  guint32 opaque;
  guint bytes;     /* of a pixel */
  gboolean copied; /* frond_frame_copy_row() knows it, as PIXELS */
  FrondPixels pixels;
} Format;

static const Format formats[] = {
  { FOURCC ('X', 'R', '2', '4'), FOURCC ('X', 'R', '2', '4'), 4, TRUE, FROND_PIXELS_XRGB8888 },
  { FOURCC ('A', 'R', '2', '4'), FOURCC ('X', 'R', '2', '4'), 4, TRUE, FROND_PIXELS_XRGB8888 },
  { FOURCC ('X', 'B', '2', '4'), FOURCC ('X', 'B', '2', '4'), 4, TRUE, FROND_PIXELS_XBGR8888 },
  { FOURCC ('A', 'B', '2', '4'), FOURCC ('X', 'B', '2', '4'), 4, TRUE, FROND_PIXELS_XBGR8888 },
  { FOURCC ('R', 'G', '1', '6'), FOURCC ('R', 'G', '1', '6'), 2, TRUE, FROND_PIXELS_RGB565 },
  { FOURCC ('R', 'X', '2', '4'), FOURCC ('R', 'X', '2', '4'), 4, FALSE, 0 },
  { FOURCC ('R', 'A', '2', '4'), FOURCC ('R', 'X', '2', '4'), 4, FALSE, 0 },
  { FOURCC ('B', 'X', '2', '4'), FOURCC ('B', 'X', '2', '4'), 4, FALSE, 0 },
  { FOURCC ('B', 'A', '2', '4'), FOURCC ('B', 'X', '2', '4'), 4, FALSE, 0 },
  { FOURCC ('X', 'R', '3', '0'), FOURCC ('X', 'R', '3', '0'), 4, FALSE, 0 },
  { FOURCC ('A', 'R', '3', '0'), FOURCC ('X', 'R', '3', '0'), 4, FALSE, 0 },
  { FOURCC ('X', 'B', '3', '0'), FOURCC ('X', 'B', '3', '0'), 4, FALSE, 0 },
  { FOURCC ('A', 'B', '3', '0'), FOURCC ('X', 'B', '3', '0'), 4, FALSE, 0 },
};

/* Makers of buffers that are memory and nothing else; what a GPU's driver makes may be tiled. */
static const char *const linear_makers[] = { "udmabuf", "system", "system-uncached", "linux,cma" };

struct _FrondScanout
{
  gatomicrefcount ref_count;
  FrondScanoutLayout layout;
  const Format *format; /* NULL: unknown */
  dev_t device;
  ino_t inode;
  gsize size; /* of the first plane's buffer, bytes */
  gboolean is_dmabuf;
  gboolean is_linear;
  gboolean map_failed;
  guint8 *map; /* NULL until it is needed */
};

G_DEFINE_BOXED_TYPE (FrondScanout, frond_scanout, frond_scanout_ref, frond_scanout_unref)

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  frond_set_error (error, FROND_ERROR_OUT_OF_RANGE, NULL, "%s", message);
  return FALSE;
}

static const Format *
find_format (guint32 fourcc)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].fourcc == fourcc)
      return &formats[i];
  return NULL;
}

static gboolean
check_layout (const FrondScanoutLayout *layout, GError **error)
{
  if (layout->width < 1 || layout->height < 1 || layout->width > FROND_SCREEN_MAX_SIZE ||
      layout->height > FROND_SCREEN_MAX_SIZE ||
      (guint64) layout->width * layout->height * 4 > FROND_SCANOUT_MAX_BYTES)
    return refuse (error, "The guest's GL picture has the absurd size %d×%d", layout->width, layout->height);
  if (layout->n_planes < 1 || layout->n_planes > FROND_SCANOUT_MAX_PLANES)
    return refuse (error, "The guest's GL picture has %u planes", layout->n_planes);
  return TRUE;
}

/* A file that its owner can shorten would end us with SIGBUS in the middle of a row, and so can huge pages that are
 * not there. */
static gboolean
check_memory (FrondScanout *self, int fd, GError **error)
{
  struct statfs fs;
  int seals;

  if (fstatfs (fd, &fs) < 0)
    return refuse (error, "The guest's GL picture is no memory: %s", g_strerror (errno));
  self->is_dmabuf = fs.f_type == DMA_BUF_MAGIC;
  if (self->is_dmabuf)
    return TRUE;

  seals = fcntl (fd, F_GET_SEALS);
  if (fs.f_type != TMPFS_MAGIC || seals < 0 || (seals & F_SEAL_SHRINK) == 0)
    return refuse (error, "The guest's GL picture is in memory that may vanish");
  return TRUE;
}

/* Old kernels do not give a dmabuf's size in its status. */
static gboolean
get_size (int fd, const struct stat *status, gsize *size)
{
  off_t end = status->st_size > 0 ? status->st_size : lseek (fd, 0, SEEK_END);

  *size = end > 0 ? (gsize) end : 0;
  return end > 0;
}

/* Of planes after the first, which are not for looking at, only the beginning is known. */
static gboolean
check_plane (FrondScanout *self, guint plane, GError **error)
{
  const FrondScanoutLayout *layout = &self->layout;
  guint64 stride = layout->strides[plane];
  guint64 row = self->format != NULL ? (guint64) layout->width * self->format->bytes : 1;
  guint64 end = layout->offsets[plane] + 1ull;
  struct stat status;
  gsize size;

  if (fstat (layout->fds[plane], &status) < 0 || !get_size (layout->fds[plane], &status, &size))
    return refuse (error, "The guest's GL picture has no size");
  if (plane == 0)
    {
      self->device = status.st_dev;
      self->inode = status.st_ino;
      self->size = size;
      if (stride < row)
        return refuse (error, "The guest's GL picture has rows of %" G_GUINT64_FORMAT " bytes for %d pixels",
                       stride, layout->width);
      end = layout->offsets[0] + stride * (layout->height - 1) + row;
    }
  if (end > size)
    return refuse (error, "The guest's GL picture needs %" G_GUINT64_FORMAT " bytes and has %" G_GSIZE_FORMAT,
                   end, size);
  return TRUE;
}

/* A dmabuf tells who made it, in a few lines from the kernel. */
static gboolean
is_made_linear (int fd)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fdinfo/%d", fd);
  g_autofd int info = open (path, O_RDONLY | O_CLOEXEC);
  char text[1024];
  gssize length = info >= 0 ? read (info, text, sizeof text - 1) : -1;
  g_auto (GStrv) lines = NULL;

  if (length < 0)
    return FALSE;
  text[length] = '\0';
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      if (!g_str_has_prefix (lines[i], "exp_name:"))
        continue;
      for (gsize k = 0; k < G_N_ELEMENTS (linear_makers); k++)
        if (g_str_equal (g_strstrip (lines[i] + strlen ("exp_name:")), linear_makers[k]))
          return TRUE;
    }
  return FALSE;
}

static gboolean
take_planes (FrondScanout *self, const FrondScanoutLayout *layout, GError **error)
{
  for (guint i = 0; i < layout->n_planes; i++)
    {
      self->layout.fds[i] = fcntl (layout->fds[i], F_DUPFD_CLOEXEC, 3);
      if (self->layout.fds[i] < 0)
        return refuse (error, "The guest's GL picture has no descriptor: %s", g_strerror (errno));
      if (!check_memory (self, self->layout.fds[i], error) || !check_plane (self, i, error))
        return FALSE;
    }
  return TRUE;
}

FrondScanout *
frond_scanout_new (const FrondScanoutLayout *layout, GError **error)
{
  g_autoptr (FrondScanout) self = NULL;

  g_return_val_if_fail (layout != NULL, NULL);

  if (!check_layout (layout, error))
    return NULL;

  self = g_new0 (FrondScanout, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->layout = *layout;
  for (guint i = 0; i < FROND_SCANOUT_MAX_PLANES; i++)
    self->layout.fds[i] = -1;
  self->format = find_format (layout->fourcc);
  if (!take_planes (self, layout, error))
    return NULL;

  self->is_linear = layout->n_planes == 1 &&
                    (layout->modifier == MODIFIER_LINEAR || !self->is_dmabuf ||
                     (layout->modifier == FROND_SCANOUT_NO_MODIFIER && is_made_linear (self->layout.fds[0])));
  return g_steal_pointer (&self);
}

FrondScanout *
frond_scanout_ref (FrondScanout *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
frond_scanout_unref (FrondScanout *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  if (self->map != NULL)
    munmap (self->map, self->size);
  for (guint i = 0; i < FROND_SCANOUT_MAX_PLANES; i++)
    g_clear_fd (&self->layout.fds[i], NULL);
  g_free (self);
}

const FrondScanoutLayout *
frond_scanout_get_layout (FrondScanout *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->layout;
}

gboolean
frond_scanout_matches (FrondScanout *self, const FrondScanoutLayout *layout)
{
  const FrondScanoutLayout *own = &self->layout;
  struct stat status;

  if (own->width != layout->width || own->height != layout->height || own->fourcc != layout->fourcc ||
      own->modifier != layout->modifier || own->y_flip != layout->y_flip || own->n_planes != layout->n_planes)
    return FALSE;
  for (guint i = 0; i < own->n_planes; i++)
    if (own->strides[i] != layout->strides[i] || own->offsets[i] != layout->offsets[i])
      return FALSE;

  return own->n_planes == 1 && fstat (layout->fds[0], &status) == 0 && status.st_dev == self->device &&
         status.st_ino == self->inode;
}

guint32
frond_scanout_get_opaque_fourcc (FrondScanout *self)
{
  return self->format != NULL ? self->format->opaque : 0;
}

gboolean
frond_scanout_is_dmabuf (FrondScanout *self)
{
  return self->is_dmabuf;
}

gboolean
frond_scanout_is_linear (FrondScanout *self)
{
  return self->is_linear;
}

gboolean
frond_scanout_is_readable (FrondScanout *self)
{
  gpointer map;

  if (self->map != NULL)
    return TRUE;
  if (self->map_failed || !self->is_linear || self->format == NULL || !self->format->copied)
    return FALSE;

  map = mmap (NULL, self->size, PROT_READ, MAP_SHARED, self->layout.fds[0], 0);
  if (map == MAP_FAILED)
    {
      g_message ("The guest's GL picture cannot be read: %s", g_strerror (errno));
      self->map_failed = TRUE;
      return FALSE;
    }
  self->map = map;
  return TRUE;
}

/* Caches of the processor and of the device see the same only between these. */
static void
synchronise (FrondScanout *self, guint64 flags)
{
  struct dma_buf_sync sync = { .flags = flags | DMA_BUF_SYNC_READ };
  int result;

  if (!self->is_dmabuf)
    return;
  do
    result = ioctl (self->layout.fds[0], DMA_BUF_IOCTL_SYNC, &sync);
  while (result < 0 && (errno == EINTR || errno == EAGAIN));
}

gboolean
frond_scanout_begin_read (FrondScanout *self, const GdkRectangle *crop, FrondFrame *frame)
{
  const FrondScanoutLayout *layout = &self->layout;
  int top;

  g_return_val_if_fail (crop->x >= 0 && crop->y >= 0 && crop->width > 0 && crop->height > 0, FALSE);
  g_return_val_if_fail (crop->x + crop->width <= layout->width, FALSE);
  g_return_val_if_fail (crop->y + crop->height <= layout->height, FALSE);

  if (!frond_scanout_is_readable (self))
    return FALSE;

  synchronise (self, DMA_BUF_SYNC_START);
  top = layout->y_flip ? crop->y + crop->height - 1 : crop->y;
  *frame = (FrondFrame) {
    .data = self->map + layout->offsets[0] + (gsize) top * layout->strides[0] +
            (gsize) crop->x * self->format->bytes,
    .stride = layout->y_flip ? -(gssize) layout->strides[0] : (gssize) layout->strides[0],
    .width = crop->width,
    .height = crop->height,
    .pixels = self->format->pixels,
  };
  return TRUE;
}

void
frond_scanout_end_read (FrondScanout *self)
{
  synchronise (self, DMA_BUF_SYNC_END);
}
