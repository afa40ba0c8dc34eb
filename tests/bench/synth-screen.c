/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "synth-screen.h"

#include "synth-gl.h"
#include "synth-stamp.h"

#include <spice/qxl_dev.h>
#include <stdio.h>
#include <string.h>

#define COLUMN_WIDTH 32
#define MAX_HEADS    4
#define TEXTURE_ROOM 256

/* Commands are given back in the worker; both kinds start with the address that comes back as the id. */
typedef struct
{
  QXLCommandExt ext;
  QXLDrawable drawable;
  QXLImage image;
  guint32 *pixels;
} Draw;

typedef struct
{
  QXLCommandExt ext;
  QXLCursorCmd command;
  gpointer shape;
} Cursor;

static QXLInstance qxl;
static GMutex lock;
static GQueue draws = G_QUEUE_INIT;
static GQueue cursors = G_QUEUE_INIT;
static int present;
static guint8 *primary;
static int primary_width, primary_height;
static guint64 next_image = 1;
static guint64 n_bytes;

static void
attached_worker (QXLInstance *instance)
{
}

static void
set_compression_level (QXLInstance *instance, int level)
{
}

static void
get_init_info (QXLInstance *instance, QXLDevInitInfo *info)
{
  *info = (QXLDevInitInfo) {
    .num_memslots = 2,
    .num_memslots_groups = 1,
    .memslot_id_bits = 1,
    .memslot_gen_bits = 1,
    .n_surfaces = 16,
  };
}

static int
get_command (QXLInstance *instance, QXLCommandExt *command)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  Draw *draw = g_queue_pop_head (&draws);

  if (draw == NULL)
    return 0;
  *command = draw->ext;
  return 1;
}

static int
get_cursor_command (QXLInstance *instance, QXLCommandExt *command)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  Cursor *cursor = g_queue_pop_head (&cursors);

  if (cursor == NULL)
    return 0;
  *command = cursor->ext;
  return 1;
}

static int
request_notification (QXLInstance *instance)
{
  return 1;
}

static void
release_resource (QXLInstance *instance, QXLReleaseInfoExt release)
{
  gpointer item = (gpointer) (guintptr) release.info->id;
  QXLCommandExt *ext = item;

  if (ext->cmd.type == QXL_CMD_DRAW)
    g_free (((Draw *) item)->pixels);
  else
    g_free (((Cursor *) item)->shape);
  g_free (item);
}

static void
notify_update (QXLInstance *instance, uint32_t id)
{
}

static int
flush_resources (QXLInstance *instance)
{
  return 0;
}

static void
async_complete (QXLInstance *instance, uint64_t cookie)
{
  if (!synth_gl_complete (cookie))
    g_free ((gpointer) (guintptr) cookie);
}

static void
set_client_capabilities (QXLInstance *instance, uint8_t client_present, uint8_t caps[SPICE_CAPABILITIES_SIZE])
{
  g_atomic_int_set (&present, client_present);
}

static int
client_monitors_config (QXLInstance *instance, VDAgentMonitorsConfig *config)
{
  if (config == NULL)
    return 1;
  for (guint i = 0; i < config->num_of_monitors; i++)
    printf ("monitor %u %u %u\n", i, config->monitors[i].width, config->monitors[i].height);
  fflush (stdout);
  return 1;
}

static QXLInterface interface = {
  .base = {
    .type = SPICE_INTERFACE_QXL,
    .description = "synthetic screen",
    .major_version = SPICE_INTERFACE_QXL_MAJOR,
    .minor_version = SPICE_INTERFACE_QXL_MINOR,
  },
  .attached_worker = attached_worker,
  .set_compression_level = set_compression_level,
  .get_init_info = get_init_info,
  .get_command = get_command,
  .req_cmd_notification = request_notification,
  .release_resource = release_resource,
  .get_cursor_command = get_cursor_command,
  .req_cursor_notification = request_notification,
  .notify_update = notify_update,
  .flush_resources = flush_resources,
  .async_complete = async_complete,
  .set_client_capabilities = set_client_capabilities,
  .client_monitors_config = client_monitors_config,
};

static void
create_primary (int width, int height)
{
  QXLDevSurfaceCreate surface = {
    .width = width,
    .height = height,
    .stride = -width * 4,
    .format = SPICE_SURFACE_FMT_32_xRGB,
    .mouse_mode = TRUE,
    .type = QXL_SURF_TYPE_PRIMARY,
  };

  primary_width = width;
  primary_height = height;
  primary = g_malloc0 ((gsize) width * height * 4);
  surface.mem = (guintptr) primary;
  spice_qxl_create_primary_surface (&qxl, 0, &surface);
}

void
synth_screen_start (SpiceServer *server, int width, int height)
{
  QXLDevMemSlot slot = { .virt_end = ~(uintptr_t) 0, .qxl_ram_size = ~0u };

  qxl.base.sif = &interface.base;
  spice_server_add_interface (server, &qxl.base);
  spice_qxl_add_memslot (&qxl, &slot);
  create_primary (width, height);
}

void
synth_screen_resize (int width, int height)
{
  spice_qxl_destroy_primary_surface (&qxl, 0);
  g_free (primary);
  create_primary (width, height);
}

int
synth_screen_get_width (void)
{
  return primary_width;
}

int
synth_screen_get_height (void)
{
  return primary_height;
}

gboolean
synth_screen_is_hungry (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  return g_atomic_int_get (&present) && g_queue_is_empty (&draws);
}

static void
describe_drawable (Draw *draw, int x, int y, int width, int height)
{
  QXLDrawable *drawable = &draw->drawable;

  drawable->bbox = (QXLRect) { .top = y, .left = x, .bottom = y + height, .right = x + width };
  drawable->effect = QXL_EFFECT_OPAQUE;
  drawable->release_info.id = (guintptr) draw;
  drawable->type = QXL_DRAW_COPY;
  for (guint i = 0; i < G_N_ELEMENTS (drawable->surfaces_dest); i++)
    drawable->surfaces_dest[i] = -1;
  drawable->mm_time = g_get_monotonic_time () / 1000;
  drawable->u.copy.rop_descriptor = SPICE_ROPD_OP_PUT;
  drawable->u.copy.src_bitmap = (guintptr) &draw->image;
  drawable->u.copy.src_area.right = width;
  drawable->u.copy.src_area.bottom = height;
}

static void
describe_image (Draw *draw, int width, int height)
{
  QXLImage *image = &draw->image;

  QXL_SET_IMAGE_ID (image, QXL_IMAGE_GROUP_DEVICE, next_image++);
  image->descriptor.type = SPICE_IMAGE_TYPE_BITMAP;
  image->descriptor.width = width;
  image->descriptor.height = height;
  image->bitmap.flags = QXL_BITMAP_DIRECT | QXL_BITMAP_TOP_DOWN;
  image->bitmap.format = SPICE_BITMAP_FMT_32BIT;
  image->bitmap.stride = width * 4;
  image->bitmap.x = width;
  image->bitmap.y = height;
  image->bitmap.data = (guintptr) draw->pixels;
}

static void
push (int x, int y, int width, int height, guint32 *pixels)
{
  Draw *draw = g_new0 (Draw, 1);
  g_autoptr (GMutexLocker) locker = NULL;

  draw->pixels = pixels;
  describe_drawable (draw, x, y, width, height);
  describe_image (draw, width, height);
  draw->ext.cmd.type = QXL_CMD_DRAW;
  draw->ext.cmd.data = (guintptr) &draw->drawable;
  n_bytes += (guint64) width * height * 4;
  locker = g_mutex_locker_new (&lock);
  g_queue_push_tail (&draws, draw);
}

void
synth_screen_fill (int x, int y, int width, int height, guint32 colour)
{
  guint32 *pixels = g_new (guint32, (gsize) width * height);

  for (gsize i = 0; i < (gsize) width * height; i++)
    pixels[i] = colour;
  push (x, y, width, height, pixels);
}

/* Draws from a picture that is made once: the guest must not be what is slow. It is larger than the screen, so that
 * moving the source makes it move. */
static const guint32 *
texture_at (int x, int y, int *stride)
{
  static guint32 *texture;
  static int width, height;

  if (texture == NULL || width != primary_width + TEXTURE_ROOM || height != primary_height + TEXTURE_ROOM)
    {
      g_free (texture);
      width = primary_width + TEXTURE_ROOM;
      height = primary_height + TEXTURE_ROOM;
      texture = g_new (guint32, (gsize) width * height);
      for (int row = 0; row < height; row++)
        for (int column = 0; column < width; column++)
          texture[(gsize) row * width + column] =
              (row / 8 % 2 == 0 && column * 7 % 13 < 5) ? 0xe0e0e0 : ((column * 3) ^ (row * 7)) & 0xffffff;
    }
  *stride = width;
  return texture + (gsize) y * width + x;
}

void
synth_screen_texture (int x, int y, int width, int height, int source_x, int source_y, gboolean in_columns,
                      gboolean stamp, guint frame)
{
  int step = in_columns ? COLUMN_WIDTH : width;
  gint64 now = g_get_monotonic_time ();
  int stride;

  for (int column = 0; column < width; column += step)
    {
      int part = MIN (step, width - column);
      const guint32 *source = texture_at (source_x + column, source_y, &stride);
      guint32 *pixels = g_new (guint32, (gsize) part * height);

      for (int row = 0; row < height; row++)
        memcpy (pixels + (gsize) row * part, source + (gsize) row * stride, (gsize) part * 4);
      if (stamp && column == 0)
        synth_stamp_write (pixels, now, frame);
      push (x + column, y, part, height, pixels);
    }
}

void
synth_screen_strips (guint frame)
{
  guint32 colour = (frame * 0x3b9aca & 0xfefefe) | 0x010101;

  for (int column = 0; column < primary_width; column += COLUMN_WIDTH)
    synth_screen_fill (column, 0, MIN (COLUMN_WIDTH, primary_width - column), primary_height, colour);
}

void
synth_screen_gradient (int x, int y, int width, int height, guint32 colour)
{
  guint32 *pixels = g_new (guint32, (gsize) width * height);

  for (int row = 0; row < height; row++)
    for (int column = 0; column < width; column++)
      pixels[(gsize) row * width + column] = (colour + (x + column) * 3 + (y + row) * 7) & 0xffffff;
  push (x, y, width, height, pixels);
}

gboolean
synth_screen_dump (const char *path, GError **error)
{
  QXLRect area = { .right = primary_width, .bottom = primary_height };
  g_autofree char *header = g_strdup_printf ("P6\n%d %d\n255\n", primary_width, primary_height);
  gsize length = strlen (header) + (gsize) primary_width * primary_height * 3;
  g_autofree char *out = g_malloc (length);
  char *next = stpcpy (out, header);

  spice_qxl_update_area (&qxl, 0, &area, NULL, 0, 0);
  for (int row = 0; row < primary_height; row++)
    {
      /* The first row is the last in memory: the surface's stride is negative. */
      const guint8 *pixels = primary + (gsize) (primary_height - 1 - row) * primary_width * 4;

      for (int column = 0; column < primary_width; column++, pixels += 4)
        {
          *next++ = pixels[2];
          *next++ = pixels[1];
          *next++ = pixels[0];
        }
    }
  return g_file_set_contents (path, out, length, error);
}

void
synth_screen_cursor (int width, int height, int hot_x, int hot_y, guint32 argb)
{
  gsize size = (gsize) width * height * 4;
  QXLCursor *shape = g_malloc0 (sizeof *shape + size);
  Cursor *cursor = g_new0 (Cursor, 1);
  guint8 *pixels = shape->chunk.data;
  g_autoptr (GMutexLocker) locker = NULL;

  shape->header = (QXLCursorHeader) {
    .type = SPICE_CURSOR_TYPE_ALPHA,
    .width = width,
    .height = height,
    .hot_spot_x = hot_x,
    .hot_spot_y = hot_y,
  };
  shape->data_size = size;
  shape->chunk.data_size = size;
  for (gsize i = 0; i < size; i += 4)
    memcpy (pixels + i, &argb, 4);

  cursor->shape = shape;
  cursor->command.release_info.id = (guintptr) cursor;
  cursor->command.type = QXL_CURSOR_SET;
  cursor->command.u.set.visible = TRUE;
  cursor->command.u.set.shape = (guintptr) shape;
  cursor->ext.cmd.type = QXL_CMD_CURSOR;
  cursor->ext.cmd.data = (guintptr) &cursor->command;
  locker = g_mutex_locker_new (&lock);
  g_queue_push_tail (&cursors, cursor);
}

void
synth_screen_monitor (guint index, guint count, int x, int y, int width, int height)
{
  static QXLHead heads[MAX_HEADS];
  QXLMonitorsConfig *config;

  if (index >= MAX_HEADS || count > MAX_HEADS)
    return;

  heads[index] = (QXLHead) { .id = index, .x = x, .y = y, .width = width, .height = height };
  config = g_malloc0 (sizeof *config + count * sizeof *heads);
  config->count = count;
  config->max_allowed = MAX_HEADS;
  memcpy (config->heads, heads, count * sizeof *heads);
  spice_qxl_monitors_config_async (&qxl, (guintptr) config, 0, (guintptr) config);
}

QXLInstance *
synth_screen_get_qxl (void)
{
  return &qxl;
}

void
synth_screen_flush (void)
{
  spice_qxl_wakeup (&qxl);
}

guint64
synth_screen_get_bytes (void)
{
  return n_bytes;
}
