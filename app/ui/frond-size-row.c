/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-size-row.h"

#include "frond-guest-words.h"

#include <math.h>

#define MIB (G_GUINT64_CONSTANT (1024) * 1024)
#define GIB (1024 * MIB)

/* Translations put a space that does not break between number and unit. */
static const char *
skip_spaces (const char *text)
{
  while (g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);

  return text;
}

/* Whether UNIT begins with LETTER, or as the unit does in which BYTES are shown: what is shown must be readable again. */
static gboolean
is_unit (const char *unit, char letter, guint64 bytes)
{
  g_autofree char *shown = frond_guest_words_size (bytes);
  g_autofree char *ours = NULL;
  char *end = NULL;

  (void) strtod (shown, &end);
  ours = g_utf8_strdown (skip_spaces (end), -1);
  return *unit != '\0' && (*unit == letter || g_utf8_get_char (unit) == g_utf8_get_char (ours));
}

gboolean
frond_size_row_parse (const char *text, double *mib)
{
  g_autofree char *unit = NULL;
  char *end = NULL;
  double number = strtod (text, &end);

  if (end == text || !isfinite (number) || number < 0)
    return FALSE;

  unit = g_utf8_strdown (skip_spaces (end), -1);
  if (is_unit (unit, 'm', MIB))
    *mib = number;
  else if (g_str_has_prefix (unit, "t"))
    *mib = number * 1024 * 1024;
  else if (*unit == '\0' || is_unit (unit, 'g', 1024 * MIB))
    *mib = number * 1024;
  else
    return FALSE;

  return TRUE;
}

static int
input_cb (AdwSpinRow *row, double *value, gpointer user_data)
{
  return frond_size_row_parse (gtk_editable_get_text (GTK_EDITABLE (row)), value) ? TRUE : GTK_INPUT_ERROR;
}

static gboolean
output_cb (AdwSpinRow *row, gpointer user_data)
{
  g_autofree char *text = frond_guest_words_size (frond_size_row_get_bytes (row));

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (row)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (row), text);

  return TRUE;
}

void
frond_size_row_setup (AdwSpinRow *row)
{
  g_return_if_fail (ADW_IS_SPIN_ROW (row));

  g_signal_connect (row, "input", G_CALLBACK (input_cb), NULL);
  g_signal_connect (row, "output", G_CALLBACK (output_cb), NULL);
}

/* Wide enough for whatever comes: of the numbers of the adjustment, which the row goes by, only these have a unit. */
static void
set_width (AdwSpinRow *row, guint64 lower, guint64 upper, guint64 value)
{
  const guint64 sizes[] = { lower, upper, value, GIB - MIB };
  glong width = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = frond_guest_words_size (sizes[i]);

      width = MAX (width, g_utf8_strlen (text, -1));
    }
  gtk_editable_set_width_chars (GTK_EDITABLE (row), (int) width);
}

void
frond_size_row_configure (AdwSpinRow *row, guint64 lower, guint64 upper, guint64 step, guint64 value)
{
  GtkAdjustment *adjustment;

  g_return_if_fail (ADW_IS_SPIN_ROW (row));

  adjustment = adw_spin_row_get_adjustment (row);
  upper = MAX (upper, lower);
  gtk_adjustment_configure (adjustment, (double) (CLAMP (value, lower, upper) / MIB), (double) (lower / MIB),
                            (double) (upper / MIB), (double) (step / MIB), (double) (step * 4 / MIB), 0);
  set_width (row, lower, upper, value);
  adw_spin_row_update (row);
  output_cb (row, NULL);
}

guint64
frond_size_row_get_bytes (AdwSpinRow *row)
{
  g_return_val_if_fail (ADW_IS_SPIN_ROW (row), 0);

  return (guint64) llround (adw_spin_row_get_value (row)) * MIB;
}
