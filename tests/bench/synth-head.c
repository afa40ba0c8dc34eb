/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "synth-head.h"

#include <spice/qxl_dev.h>
#include <stdio.h>

#define DARK_WIDTH  640
#define DARK_HEIGHT 480
#define MAX_SIZE    8192

typedef struct
{
  QXLInstance qxl; /* the first: callbacks get nothing else */
  guint8 *primary;
  int width;
  int height;
} Head;

static Head heads[SYNTH_HEAD_MAX];

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
    .num_memslots = 1,
    .num_memslots_groups = 1,
    .memslot_id_bits = 1,
    .memslot_gen_bits = 1,
    .n_surfaces = 1,
  };
}

static int
get_command (QXLInstance *instance, QXLCommandExt *command)
{
  return 0;
}

static int
request_notification (QXLInstance *instance)
{
  return 1;
}

static void
release_resource (QXLInstance *instance, QXLReleaseInfoExt release)
{
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
}

static void
set_client_capabilities (QXLInstance *instance, uint8_t client_present, uint8_t caps[SPICE_CAPABILITIES_SIZE])
{
}

static void
create_primary (Head *head, int width, int height)
{
  QXLDevSurfaceCreate surface = {
    .width = width,
    .height = height,
    .stride = -width * 4,
    .format = SPICE_SURFACE_FMT_32_xRGB,
    .mouse_mode = TRUE,
    .type = QXL_SURF_TYPE_PRIMARY,
  };

  head->width = width;
  head->height = height;
  head->primary = g_malloc0 ((gsize) width * height * 4);
  surface.mem = (guintptr) head->primary;
  spice_qxl_create_primary_surface (&head->qxl, 0, &surface);
}

static int
client_monitors_config (QXLInstance *instance, VDAgentMonitorsConfig *config)
{
  Head *head = (Head *) instance;
  int width = DARK_WIDTH, height = DARK_HEIGHT;

  if (config == NULL || config->num_of_monitors <= (guint) instance->id)
    return 1;
  if (config->monitors[instance->id].width > 0 && config->monitors[instance->id].height > 0)
    {
      width = (int) MIN (config->monitors[instance->id].width, MAX_SIZE);
      height = (int) MIN (config->monitors[instance->id].height, MAX_SIZE);
    }
  if (width == head->width && height == head->height)
    return 1;

  spice_qxl_destroy_primary_surface (&head->qxl, 0);
  g_free (head->primary);
  create_primary (head, width, height);
  printf ("head %d %d %d\n", instance->id, width, height);
  fflush (stdout);
  return 1;
}

static QXLInterface interface = {
  .base = {
    .type = SPICE_INTERFACE_QXL,
    .description = "further synthetic screen",
    .major_version = SPICE_INTERFACE_QXL_MAJOR,
    .minor_version = SPICE_INTERFACE_QXL_MINOR,
  },
  .attached_worker = attached_worker,
  .set_compression_level = set_compression_level,
  .get_init_info = get_init_info,
  .get_command = get_command,
  .req_cmd_notification = request_notification,
  .release_resource = release_resource,
  .get_cursor_command = get_command,
  .req_cursor_notification = request_notification,
  .notify_update = notify_update,
  .flush_resources = flush_resources,
  .async_complete = async_complete,
  .set_client_capabilities = set_client_capabilities,
  .client_monitors_config = client_monitors_config,
};

void
synth_head_start (SpiceServer *server, int id)
{
  QXLDevMemSlot slot = { .virt_end = ~(uintptr_t) 0, .qxl_ram_size = ~0u };
  Head *head;

  g_return_if_fail (id > 0 && id < SYNTH_HEAD_MAX);

  head = &heads[id];
  head->qxl.base.sif = &interface.base;
  head->qxl.id = id;
  spice_server_add_interface (server, &head->qxl.base);
  spice_qxl_add_memslot (&head->qxl, &slot);
  create_primary (head, DARK_WIDTH, DARK_HEIGHT);
}
