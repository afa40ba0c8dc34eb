/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "synth-core.h"

#include <glib-unix.h>

struct SpiceTimer
{
  SpiceTimerFunc callback;
  void *data;
  guint id;
};

struct SpiceWatch
{
  int fd;
  SpiceWatchFunc callback;
  void *data;
  guint id;
};

static SpiceTimer *
timer_add (SpiceTimerFunc callback, void *data)
{
  SpiceTimer *timer = g_new0 (SpiceTimer, 1);

  timer->callback = callback;
  timer->data = data;
  return timer;
}

static void
on_timeout (gpointer data)
{
  SpiceTimer *timer = data;

  timer->id = 0;
  timer->callback (timer->data);
}

static void
timer_cancel (SpiceTimer *timer)
{
  g_clear_handle_id (&timer->id, g_source_remove);
}

static void
timer_start (SpiceTimer *timer, uint32_t ms)
{
  timer_cancel (timer);
  timer->id = g_timeout_add_once (ms, on_timeout, timer);
}

static void
timer_remove (SpiceTimer *timer)
{
  timer_cancel (timer);
  g_free (timer);
}

static gboolean
on_fd (int fd, GIOCondition condition, gpointer data)
{
  SpiceWatch *watch = data;
  int events = 0;

  if ((condition & (G_IO_IN | G_IO_HUP)) != 0)
    events |= SPICE_WATCH_EVENT_READ;
  if ((condition & G_IO_OUT) != 0)
    events |= SPICE_WATCH_EVENT_WRITE;
  watch->callback (fd, events, watch->data);
  return G_SOURCE_CONTINUE;
}

static void
watch_update_mask (SpiceWatch *watch, int mask)
{
  GIOCondition condition = 0;

  g_clear_handle_id (&watch->id, g_source_remove);
  if ((mask & SPICE_WATCH_EVENT_READ) != 0)
    condition |= G_IO_IN | G_IO_HUP;
  if ((mask & SPICE_WATCH_EVENT_WRITE) != 0)
    condition |= G_IO_OUT;
  if (condition != 0)
    watch->id = g_unix_fd_add (watch->fd, condition, on_fd, watch);
}

static SpiceWatch *
watch_add (int fd, int mask, SpiceWatchFunc callback, void *data)
{
  SpiceWatch *watch = g_new0 (SpiceWatch, 1);

  watch->fd = fd;
  watch->callback = callback;
  watch->data = data;
  watch_update_mask (watch, mask);
  return watch;
}

static void
watch_remove (SpiceWatch *watch)
{
  watch_update_mask (watch, 0);
  g_free (watch);
}

static void
channel_event (int event, SpiceChannelEventInfo *info)
{
}

static SpiceCoreInterface core = {
  .base = { .major_version = SPICE_INTERFACE_CORE_MAJOR, .minor_version = SPICE_INTERFACE_CORE_MINOR },
  .timer_add = timer_add,
  .timer_start = timer_start,
  .timer_cancel = timer_cancel,
  .timer_remove = timer_remove,
  .watch_add = watch_add,
  .watch_update_mask = watch_update_mask,
  .watch_remove = watch_remove,
  .channel_event = channel_event,
};

SpiceCoreInterface *
synth_core_get (void)
{
  return &core;
}
