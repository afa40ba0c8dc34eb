/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-monitors.h"

/* A guest that has not changed its mode by then has made up its mind. */
#define PATIENCE_USEC (2 * G_TIME_SPAN_SECOND)

typedef enum
{
  MONITOR_UNKNOWN,
  MONITOR_ON,
  MONITOR_OFF,
} MonitorState;

typedef struct
{
  MonitorState state;
  int width;
  int height;
  int width_mm;
  int height_mm;
  gint64 asked_at; /* monotonic, microseconds */
} Monitor;

struct _FrondSpiceMonitors
{
  Monitor monitors[FROND_SPICE_MONITORS_MAX];
};

FrondSpiceMonitors *
frond_spice_monitors_new (void)
{
  return g_new0 (FrondSpiceMonitors, 1);
}

void
frond_spice_monitors_free (FrondSpiceMonitors *self)
{
  g_free (self);
}

void
frond_spice_monitors_clear (FrondSpiceMonitors *self)
{
  *self = (FrondSpiceMonitors) { 0 };
}

/* NULL for an id that the guest's server has made up. */
static Monitor *
find (FrondSpiceMonitors *self, int id)
{
  return id >= 0 && id < FROND_SPICE_MONITORS_MAX ? &self->monitors[id] : NULL;
}

void
frond_spice_monitors_note (FrondSpiceMonitors *self, int id, int width, int height)
{
  Monitor *monitor = find (self, id);

  if (monitor == NULL || width < 1 || height < 1 || monitor->state == MONITOR_OFF ||
      (monitor->asked_at != 0 && g_get_monotonic_time () - monitor->asked_at < PATIENCE_USEC))
    return;
  monitor->state = MONITOR_ON;
  monitor->width = width;
  monitor->height = height;
}

void
frond_spice_monitors_ask (FrondSpiceMonitors *self, int id, int width, int height, int width_mm,
                          int height_mm)
{
  Monitor *monitor = find (self, id);

  if (monitor != NULL)
    *monitor = (Monitor) { MONITOR_ON, width, height, width_mm, height_mm, g_get_monotonic_time () };
}

void
frond_spice_monitors_switch_off (FrondSpiceMonitors *self, int id)
{
  Monitor *monitor = find (self, id);

  if (monitor != NULL)
    *monitor = (Monitor) { .state = MONITOR_OFF };
}

gboolean
frond_spice_monitors_send (FrondSpiceMonitors *self, SpiceMainChannel *main)
{
  if (self->monitors[0].state != MONITOR_ON)
    return FALSE;

  for (int id = 0; id < FROND_SPICE_MONITORS_MAX; id++)
    {
      const Monitor *monitor = &self->monitors[id];

      if (monitor->state == MONITOR_UNKNOWN)
        continue;
      spice_main_channel_update_display_enabled (main, id, monitor->state == MONITOR_ON, FALSE);
      if (monitor->state == MONITOR_OFF)
        continue;
      spice_main_channel_update_display (main, id, 0, 0, monitor->width, monitor->height, FALSE);
      spice_main_channel_update_display_mm (main, id, monitor->width_mm, monitor->height_mm, FALSE);
    }
  return spice_main_channel_send_monitor_config (main);
}
