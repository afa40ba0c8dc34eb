/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-error.h"

typedef struct
{
  char *field;
  guint64 amount;
} FrondErrorPrivate;

static void
frond_error_private_init (FrondErrorPrivate *priv)
{
}

static void
frond_error_private_copy (const FrondErrorPrivate *src, FrondErrorPrivate *dest)
{
  dest->field = g_strdup (src->field);
  dest->amount = src->amount;
}

static void
frond_error_private_clear (FrondErrorPrivate *priv)
{
  g_clear_pointer (&priv->field, g_free);
}

G_DEFINE_EXTENDED_ERROR (FrondError, frond_error)

void
frond_set_error (GError **error, FrondError code, const char *field, const char *format, ...)
{
  va_list args;

  if (error == NULL)
    return;

  va_start (args, format);
  *error = g_error_new_valist (FROND_ERROR, (int) code, format, args);
  va_end (args);
  frond_error_get_private (*error)->field = g_strdup (field);
}

const char *
frond_error_get_field (const GError *error)
{
  if (error == NULL || error->domain != FROND_ERROR)
    return NULL;

  return frond_error_get_private (error)->field;
}

void
frond_error_set_amount (GError *error, guint64 bytes)
{
  g_return_if_fail (error != NULL && error->domain == FROND_ERROR);

  frond_error_get_private (error)->amount = bytes;
}

guint64
frond_error_get_amount (const GError *error)
{
  if (error == NULL || error->domain != FROND_ERROR)
    return 0;

  return frond_error_get_private (error)->amount;
}

gboolean
frond_error_is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}
