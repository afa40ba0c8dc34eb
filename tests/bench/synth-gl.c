/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "synth-gl.h"

#include "synth-screen.h"

#include <fcntl.h>
#include <linux/udmabuf.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define N_SLOTS 4
#define PADDING 64 /* bytes after each row */

typedef struct
{
  int fd;
  guint8 *data;
  gsize size;
  int width;
  int height;
  guint32 stride;
  guint32 fourcc;
  gboolean y0top;
} Buffer;

static Buffer buffers[N_SLOTS];
static char draw_cookie; /* its address */
static guint n_drawn;
static guint n_left; /* draws still to be sent */
static gboolean waiting;
static gboolean flipping;
static int rect[4];

static guint32
to_fourcc (const char *name)
{
  return (guint32) name[0] | (guint32) name[1] << 8 | (guint32) name[2] << 16 | (guint32) name[3] << 24;
}

/* The pages of a memfd as a dmabuf, where the kernel can do that; else the memfd itself. */
static int
export_memory (int memory, gsize size)
{
  int device = open ("/dev/udmabuf", O_RDWR | O_CLOEXEC);
  struct udmabuf_create create = { .memfd = memory, .flags = UDMABUF_FLAGS_CLOEXEC, .size = size };
  int fd = -1;

  if (device >= 0)
    fd = ioctl (device, UDMABUF_CREATE, &create);
  if (device >= 0)
    close (device);
  if (fd < 0)
    return memory;
  close (memory);
  return fd;
}

static int
make_memory (gsize size, int seals)
{
  int fd = memfd_create ("synthetic scanout", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  if (ftruncate (fd, size) < 0 || (seals != 0 && fcntl (fd, F_ADD_SEALS, seals) < 0))
    g_error ("No memory for a buffer");
  return fd;
}

static void
put_pixel (Buffer *buffer, int x, int y, guint32 colour)
{
  int row = buffer->y0top ? buffer->height - 1 - y : y;
  guint32 word = colour;

  if (buffer->fourcc == to_fourcc ("XB24") || buffer->fourcc == to_fourcc ("AB24"))
    word = (colour & 0xff) << 16 | (colour & 0xff00) | colour >> 16;
  memcpy (buffer->data + (gsize) row * buffer->stride + (gsize) x * 4, &word, 4);
}

static void
make_buffer (guint slot, int width, int height, const char *fourcc, gboolean y0top, guint32 seed)
{
  const gsize page = 4096;
  Buffer *buffer = &buffers[slot];
  int memory;

  if (buffer->data != NULL)
    {
      munmap (buffer->data, buffer->size);
      close (buffer->fd);
    }
  *buffer = (Buffer) {
    .width = width,
    .height = height,
    .stride = width * 4 + PADDING,
    .fourcc = to_fourcc (fourcc),
    .y0top = y0top,
  };
  buffer->size = ((gsize) buffer->stride * height + page - 1) / page * page;
  memory = make_memory (buffer->size, F_SEAL_SHRINK);
  buffer->data = mmap (NULL, buffer->size, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
  buffer->fd = export_memory (memory, buffer->size);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      put_pixel (buffer, x, y, synth_gl_pixel (x, y, seed));
}

static void
show (guint slot)
{
  const Buffer *buffer = &buffers[slot];

  spice_qxl_gl_scanout (synth_screen_get_qxl (), dup (buffer->fd), buffer->width, buffer->height,
                        buffer->stride, buffer->fourcc, buffer->y0top);
}

static void
show_lie (const char *what)
{
  QXLInstance *qxl = synth_screen_get_qxl ();
  const Buffer *buffer = &buffers[0];
  int ends[2];

  if (g_str_equal (what, "short"))
    spice_qxl_gl_scanout (qxl, make_memory (4096, F_SEAL_SHRINK), buffer->width, buffer->height,
                          buffer->stride, buffer->fourcc, FALSE);
  else if (g_str_equal (what, "stride"))
    spice_qxl_gl_scanout (qxl, dup (buffer->fd), buffer->width, buffer->height, buffer->width * 4 - 1,
                          buffer->fourcc, FALSE);
  else if (g_str_equal (what, "huge"))
    spice_qxl_gl_scanout (qxl, dup (buffer->fd), 0xfffffff0, 0x80000001, buffer->stride, buffer->fourcc,
                          FALSE);
  else if (g_str_equal (what, "unsealed"))
    spice_qxl_gl_scanout (qxl, make_memory (buffer->size, 0), buffer->width, buffer->height, buffer->stride,
                          buffer->fourcc, FALSE);
  else if (g_str_equal (what, "format"))
    spice_qxl_gl_scanout (qxl, dup (buffer->fd), buffer->width, buffer->height, buffer->stride, 0x21212121,
                          FALSE);
  else if (g_str_equal (what, "pipe") && pipe (ends) == 0)
    spice_qxl_gl_scanout (qxl, ends[0], buffer->width, buffer->height, buffer->stride, buffer->fourcc, FALSE);
  else
    g_printerr ("What lie is “%s”?\n", what);
}

static void
send_draw (void)
{
  if (waiting || n_left == 0)
    return;
  waiting = TRUE;
  n_left--;
  if (flipping)
    show (n_left % 2);
  spice_qxl_gl_draw_async (synth_screen_get_qxl (), rect[0], rect[1], rect[2], rect[3],
                           (guintptr) &draw_cookie);
}

static gboolean
on_drawn (gpointer data)
{
  waiting = FALSE;
  n_drawn++;
  if (n_left == 0)
    {
      flipping = FALSE;
      printf ("drawn %u\n", n_drawn);
      fflush (stdout);
    }
  send_draw ();
  return G_SOURCE_REMOVE;
}

gboolean
synth_gl_complete (guint64 cookie)
{
  if (cookie != (guintptr) &draw_cookie)
    return FALSE;
  g_idle_add_full (G_PRIORITY_DEFAULT, on_drawn, NULL, NULL);
  return TRUE;
}

static void
draw (guint count, int x, int y, int width, int height)
{
  rect[0] = x;
  rect[1] = y;
  rect[2] = width;
  rect[3] = height;
  n_left += count;
  send_draw ();
}

static void
paint (guint slot, const int *n, guint32 colour)
{
  for (int y = n[1]; y < n[1] + n[3]; y++)
    for (int x = n[0]; x < n[0] + n[2]; x++)
      put_pixel (&buffers[slot], x, y, colour);
}

gboolean
synth_gl_run (const char *line)
{
  guint slot, colour, flip;
  char word[16];
  int n[4];

  if (sscanf (line, "gl-buffer %u %d %d %4s %u %x", &slot, &n[0], &n[1], word, &flip, &colour) == 6 &&
      slot < N_SLOTS)
    make_buffer (slot, n[0], n[1], word, flip != 0, colour);
  else if (sscanf (line, "gl-show %u", &slot) == 1 && slot < N_SLOTS)
    show (slot);
  else if (sscanf (line, "gl-lie %15s", word) == 1)
    show_lie (word);
  else if (g_str_equal (line, "gl-off"))
    spice_qxl_gl_scanout (synth_screen_get_qxl (), -1, 0, 0, 0, 0, FALSE);
  else if (sscanf (line, "gl-paint %u %d %d %d %d %x", &slot, &n[0], &n[1], &n[2], &n[3], &colour) == 6 &&
           slot < N_SLOTS)
    paint (slot, n, colour);
  else if (sscanf (line, "gl-draw %d %d %d %d", &n[0], &n[1], &n[2], &n[3]) == 4)
    draw (1, n[0], n[1], n[2], n[3]);
  else if (sscanf (line, "gl-burst %u %d %d", &slot, &n[2], &n[3]) == 3)
    draw (slot, 0, 0, n[2], n[3]);
  else if (sscanf (line, "gl-flip %u %d %d", &slot, &n[2], &n[3]) == 3)
    {
      flipping = TRUE;
      draw (slot, 0, 0, n[2], n[3]);
    }
  else
    return FALSE;
  return TRUE;
}
