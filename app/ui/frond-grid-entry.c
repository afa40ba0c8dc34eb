/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-grid-entry.h"

#include "frond-guest-words.h"

#include "frond-config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <pango/pangocairo.h>

#define ICON_SIZE 256
#define RADIUS    56.0
#define MARGIN    16.0
#define N_TINTS   6

/* As the tiles of machines without a picture, see style.css. */
static const guint32 tints[N_TINTS][2] = {
  { 0x4f9d69, 0x28604a }, { 0x3f8f8c, 0x1f5660 }, { 0x7a9a3d, 0x47631f },
  { 0x4a84b8, 0x28507c }, { 0x9a7740, 0x614722 }, { 0x87699e, 0x523f69 },
};

char *
frond_grid_entry_id (const char *profile_id)
{
  g_autoptr (GString) id = g_string_new (FROND_APP_ID ".m");

  g_return_val_if_fail (g_uuid_string_is_valid (profile_id), NULL);

  for (const char *p = profile_id; *p != '\0'; p++)
    if (*p != '-')
      g_string_append_c (id, *p);

  return g_string_free (g_steal_pointer (&id), FALSE);
}

/* One argument of a desktop entry's Exec line. */
static char *
quote (const char *argument)
{
  g_autoptr (GString) text = g_string_new ("\"");

  for (const char *p = argument; *p != '\0'; p++)
    {
      if (strchr ("\"`$\\", *p) != NULL)
        g_string_append_c (text, '\\');
      else if (*p == '%')
        g_string_append_c (text, '%');
      g_string_append_c (text, *p);
    }
  g_string_append_c (text, '"');

  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
frond_grid_entry_dup_program (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *installed = g_find_program_in_path ("frond");

  /* The development flavour is never what is installed as that. */
  if (self == NULL || (installed != NULL && !FROND_DEVEL))
    return g_strdup ("frond");

  return g_steal_pointer (&self);
}

char *
frond_grid_entry_text (const char *profile_id, const char *name, const char *icon, const char *program)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *quoted = quote (program);
  g_autofree char *exec = NULL;

  g_return_val_if_fail (g_uuid_string_is_valid (profile_id), NULL);

  exec = g_strdup_printf ("%s --machine=%s", g_str_equal (program, "frond") ? program : quoted, profile_id);
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TYPE,
                         G_KEY_FILE_DESKTOP_TYPE_APPLICATION);
  if (name != NULL)
    g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_NAME, name);
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_COMMENT,
                         _ ("Virtual machine"));
  if (icon != NULL)
    g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_ICON, icon);
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC, exec);
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_CATEGORIES,
                         "System;Emulator;");
  g_key_file_set_boolean (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_STARTUP_NOTIFY, TRUE);

  return g_key_file_to_data (file, NULL, NULL);
}

static void
add_stop (cairo_pattern_t *pattern, double offset, guint32 color)
{
  cairo_pattern_add_color_stop_rgb (pattern, offset, ((color >> 16) & 0xff) / 255.0,
                                    ((color >> 8) & 0xff) / 255.0, (color & 0xff) / 255.0);
}

static void
draw_tile (cairo_t *cairo, const guint32 tint[2])
{
  const double size = ICON_SIZE - MARGIN;
  cairo_pattern_t *pattern = cairo_pattern_create_linear (MARGIN, MARGIN, size, size);

  add_stop (pattern, 0, tint[0]);
  add_stop (pattern, 1, tint[1]);
  cairo_new_sub_path (cairo);
  cairo_arc (cairo, size - RADIUS, MARGIN + RADIUS, RADIUS, -M_PI / 2, 0);
  cairo_arc (cairo, size - RADIUS, size - RADIUS, RADIUS, 0, M_PI / 2);
  cairo_arc (cairo, MARGIN + RADIUS, size - RADIUS, RADIUS, M_PI / 2, M_PI);
  cairo_arc (cairo, MARGIN + RADIUS, MARGIN + RADIUS, RADIUS, M_PI, 3 * M_PI / 2);
  cairo_close_path (cairo);
  cairo_set_source (cairo, pattern);
  cairo_fill (cairo);
  cairo_pattern_destroy (pattern);
}

/* The machine's screen, with its letter on it. */
static void
draw_screen (cairo_t *cairo, const char *letter)
{
  const double left = 56, top = 64, width = ICON_SIZE - 2 * left, height = 104;
  PangoLayout *layout = pango_cairo_create_layout (cairo);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, sans-serif");
  PangoRectangle ink;

  cairo_set_source_rgba (cairo, 1, 1, 1, 0.95);
  cairo_set_line_width (cairo, 12);
  cairo_set_line_join (cairo, CAIRO_LINE_JOIN_ROUND);
  cairo_rectangle (cairo, left, top, width, height);
  cairo_stroke (cairo);
  cairo_set_line_cap (cairo, CAIRO_LINE_CAP_ROUND);
  cairo_move_to (cairo, left + 36, top + height + 28);
  cairo_line_to (cairo, left + width - 36, top + height + 28);
  cairo_stroke (cairo);

  pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_font_description_set_absolute_size (font, 72 * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, letter, -1);
  pango_layout_get_pixel_extents (layout, &ink, NULL);
  cairo_move_to (cairo, left + width / 2 - ink.x - ink.width / 2.0,
                 top + height / 2 - ink.y - ink.height / 2.0);
  pango_cairo_show_layout (cairo, layout);
  pango_font_description_free (font);
  g_object_unref (layout);
}

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

GBytes *
frond_grid_entry_draw_icon (const char *name)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, ICON_SIZE, ICON_SIZE);
  cairo_t *cairo = cairo_create (surface);
  g_autofree char *letter = frond_guest_words_letter (name);
  GByteArray *png = g_byte_array_new ();

  draw_tile (cairo, tints[g_str_hash (name) % N_TINTS]);
  draw_screen (cairo, letter);
  cairo_surface_write_to_png_stream (surface, write_cb, png);
  cairo_destroy (cairo);
  cairo_surface_destroy (surface);

  return g_byte_array_free_to_bytes (png);
}
