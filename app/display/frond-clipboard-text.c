/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-clipboard-text.h"

#include "frond-error.h"

#include <string.h>

typedef struct
{
  GBytes *text;
  FrondLineEnds line_ends;
  gsize max_size;
} Conversion;

static void
conversion_free (Conversion *conversion)
{
  g_bytes_unref (conversion->text);
  g_free (conversion);
}

/* Where the next line ends, at END or before it. */
static const char *
find_line_end (const char *text, const char *end)
{
  const char *found = memchr (text, '\n', (gsize) (end - text));

  return found != NULL ? found : end;
}

static gsize
count_line_ends (const char *text, const char *end)
{
  gsize n = 0;

  for (const char *p = find_line_end (text, end); p < end; p = find_line_end (p + 1, end))
    n++;
  return n;
}

/* LF and CR LF, also mixed, become what is wanted; a CR by itself stays what it is. */
static GBytes *
convert_lines (const char *text, gsize length, FrondLineEnds line_ends)
{
  const char *end = text + length;
  gsize n_lines = count_line_ends (text, end);
  g_autofree char *out = g_malloc (length + n_lines + 1);
  char *to = out;

  while (text < end)
    {
      const char *line_end = find_line_end (text, end);
      gsize n = (gsize) (line_end - text);

      if (line_end < end && n > 0 && line_end[-1] == '\r')
        n--;
      memcpy (to, text, n);
      to += n;
      if (line_end < end && line_ends == FROND_LINE_ENDS_CRLF)
        *to++ = '\r';
      if (line_end < end)
        *to++ = '\n';
      text = line_end + 1;
    }
  length = (gsize) (to - out);
  return g_bytes_new_take (g_steal_pointer (&out), length);
}

static gboolean
has_line_ends (const char *text, gsize length, FrondLineEnds line_ends)
{
  const char found = line_ends == FROND_LINE_ENDS_CRLF ? '\n' : '\r';

  return memchr (text, found, length) != NULL;
}

GBytes *
frond_clipboard_text_convert (GBytes *text, FrondLineEnds line_ends, gsize max_size, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (text, &length);
  g_autoptr (GBytes) converted = NULL;

  while (length > 0 && data[length - 1] == '\0')
    length--;
  if (length > 0 && !g_utf8_validate_len (data, length, NULL))
    {
      frond_set_error (error, FROND_ERROR_INVALID_VALUE, "clipboard", "The text is not UTF-8");
      return NULL;
    }
  if (length > 0 && has_line_ends (data, length, line_ends))
    converted = convert_lines (data, length, line_ends);
  else
    converted = g_bytes_new_from_bytes (text, 0, length);
  if (g_bytes_get_size (converted) > max_size)
    {
      frond_set_error (error, FROND_ERROR_OUT_OF_RANGE, "clipboard", "The text has more than %zu bytes",
                       max_size);
      return NULL;
    }
  return g_steal_pointer (&converted);
}

static void
convert_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Conversion *conversion = data;
  GError *error = NULL;
  GBytes *converted =
      frond_clipboard_text_convert (conversion->text, conversion->line_ends, conversion->max_size, &error);

  if (converted != NULL)
    g_task_return_pointer (task, converted, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

void
frond_clipboard_text_async (GBytes *text, FrondLineEnds line_ends, gsize max_size, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Conversion *conversion = g_new (Conversion, 1);

  conversion->text = g_bytes_ref (text);
  conversion->line_ends = line_ends;
  conversion->max_size = max_size;
  g_task_set_source_tag (task, frond_clipboard_text_async);
  g_task_set_task_data (task, conversion, (GDestroyNotify) conversion_free);
  g_task_run_in_thread (task, convert_in_thread);
}

GBytes *
frond_clipboard_text_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, frond_clipboard_text_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
