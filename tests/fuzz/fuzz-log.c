/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz-target.h"

#include <stdio.h>
#include <stdlib.h>

static const char *
get_field (const GLogField *fields, gsize n_fields, const char *key)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, key))
      return fields[i].value;
  return "";
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  const char *domain = get_field (fields, n_fields, "GLIB_DOMAIN");
  gboolean theirs = g_str_equal (domain, "GSpice") || g_str_equal (domain, "Spice") ||
                    g_str_has_prefix (domain, "GStreamer");

  if ((level & G_LOG_LEVEL_ERROR) == 0 && ((level & G_LOG_LEVEL_CRITICAL) == 0 || theirs))
    return G_LOG_WRITER_HANDLED;
  fprintf (stderr, "%s: %s\n", domain, get_field (fields, n_fields, "MESSAGE"));
  abort ();
}

void
fuzz_target_watch_log (void)
{
  g_log_set_writer_func (write_log, NULL, NULL);
}

void
fuzz_target_quiet (void)
{
  g_setenv ("FROND_AUDIO_SINK", "fakesink", TRUE);
  g_setenv ("FROND_AUDIO_SOURCE", "audiotestsrc is-live=true", TRUE);
  g_setenv ("GST_REGISTRY_UPDATE", "no", FALSE);
  g_setenv ("GIO_USE_VFS", "local", TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
}
