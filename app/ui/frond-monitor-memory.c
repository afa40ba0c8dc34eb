/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-monitor-memory.h"

#include <stdio.h>
#include <string.h>

#define MAX_SIZE      16384
#define MAX_CONNECTOR 64

enum
{
  WORD_NUMBER,
  WORD_OPEN,
  WORD_SIZE,
  WORD_STATE,
  N_WORDS,
  WORD_CONNECTOR = N_WORDS,
};

static gboolean
connector_is_valid (const char *connector)
{
  gsize length = connector != NULL ? strlen (connector) : 0;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (connector[i]))
      return FALSE;
  return length > 0 && length <= MAX_CONNECTOR;
}

static gboolean
read_size (const char *word, int *width, int *height)
{
  int end = 0;

  return sscanf (word, "%5dx%5d%n", width, height, &end) == 2 && word[end] == '\0' && *width >= 0 &&
         *height >= 0 && *width <= MAX_SIZE && *height <= MAX_SIZE;
}

static void
read_line (FrondMonitorMemory *self, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", N_WORDS + 1);
  FrondMonitorPlace *place;
  guint64 number;
  int width, height;

  if (g_strv_length (words) < N_WORDS ||
      !g_ascii_string_to_unsigned (words[WORD_NUMBER], 10, 2, FROND_PROFILE_MAX_HEADS, &number, NULL) ||
      !read_size (words[WORD_SIZE], &width, &height))
    return;

  place = frond_monitor_memory_get (self, (guint) number);
  place->open = g_str_equal (words[WORD_OPEN], "open");
  place->width = width;
  place->height = height;
  place->maximized = g_str_equal (words[WORD_STATE], "maximized");
  place->fullscreen = g_str_equal (words[WORD_STATE], "fullscreen");
  g_set_str (&place->connector, connector_is_valid (words[WORD_CONNECTOR]) ? words[WORD_CONNECTOR] : NULL);
}

FrondMonitorMemory *
frond_monitor_memory_new (const char *text)
{
  FrondMonitorMemory *self = g_new0 (FrondMonitorMemory, 1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    read_line (self, lines[i]);
  return self;
}

void
frond_monitor_memory_free (FrondMonitorMemory *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->places); i++)
    g_free (self->places[i].connector);
  g_free (self);
}

FrondMonitorPlace *
frond_monitor_memory_get (FrondMonitorMemory *self, guint number)
{
  g_return_val_if_fail (number >= 2 && number <= FROND_PROFILE_MAX_HEADS, NULL);

  return &self->places[number - 2];
}

char *
frond_monitor_memory_to_text (FrondMonitorMemory *self)
{
  GString *text = g_string_new (NULL);

  for (guint number = 2; number <= FROND_PROFILE_MAX_HEADS; number++)
    {
      const FrondMonitorPlace *place = frond_monitor_memory_get (self, number);

      if (!place->open && place->width == 0)
        continue;
      g_string_append_printf (text, "%u %s %dx%d %s", number, place->open ? "open" : "closed", place->width,
                              place->height,
                              place->fullscreen  ? "fullscreen"
                              : place->maximized ? "maximized"
                                                 : "window");
      if (connector_is_valid (place->connector))
        g_string_append_printf (text, " %s", place->connector);
      g_string_append_c (text, '\n');
    }
  return g_string_free_and_steal (text);
}
