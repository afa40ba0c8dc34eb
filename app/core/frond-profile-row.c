/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-profile-row.h"

#include "frond-profile-private.h"

static const FrondField *
nth_field (guint number)
{
  guint n_fields;
  const FrondField *fields = _frond_profile_get_fields (&n_fields);

  g_assert (number < n_fields);
  return &fields[number];
}

guint
frond_profile_row_find_field (const char *property)
{
  guint n_fields;
  const FrondField *fields = _frond_profile_get_fields (&n_fields);

  for (guint i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].name, property))
      return i;

  g_return_val_if_reached (0);
}

FrondProfile *
frond_profile_row_new (const char *id)
{
  return g_object_new (FROND_TYPE_PROFILE, "id", id, NULL);
}

const char *
frond_profile_row_get_text (FrondProfile *self, guint field)
{
  return *(char **) G_STRUCT_MEMBER_P (self, nth_field (field)->offset);
}

void
frond_profile_row_set_text (FrondProfile *self, guint field, const char *text)
{
  const FrondField *at = nth_field (field);

  _frond_profile_assign_text (at, G_STRUCT_MEMBER_P (self, at->offset), text);
}

gint64
frond_profile_row_get_number (FrondProfile *self, guint field)
{
  const FrondField *at = nth_field (field);
  gpointer value = G_STRUCT_MEMBER_P (self, at->offset);

  switch (at->kind)
    {
    case FROND_FIELD_BOOLEAN:
    case FROND_FIELD_INT:
    case FROND_FIELD_ENUM:
      return *(int *) value;
    case FROND_FIELD_UINT:
      return *(guint *) value;
    case FROND_FIELD_INT64:
      return *(gint64 *) value;
    case FROND_FIELD_UINT64:
      return (gint64) MIN (*(guint64 *) value, (guint64) G_MAXINT64);
    case FROND_FIELD_STRING:
    case FROND_FIELD_TOKEN:
    case FROND_FIELD_BYTES:
    default:
      g_return_val_if_reached (0);
    }
}

void
frond_profile_row_set_number (FrondProfile *self, guint field, gint64 number)
{
  const FrondField *at = nth_field (field);
  gpointer value = G_STRUCT_MEMBER_P (self, at->offset);

  switch (at->kind)
    {
    case FROND_FIELD_BOOLEAN:
    case FROND_FIELD_INT:
    case FROND_FIELD_ENUM:
      *(int *) value = (int) number;
      break;
    case FROND_FIELD_UINT:
      *(guint *) value = (guint) number;
      break;
    case FROND_FIELD_INT64:
      *(gint64 *) value = number;
      break;
    case FROND_FIELD_UINT64:
      *(guint64 *) value = (guint64) number;
      break;
    case FROND_FIELD_STRING:
    case FROND_FIELD_TOKEN:
    case FROND_FIELD_BYTES:
    default:
      g_return_if_reached ();
    }
}

gboolean
frond_profile_row_is_unsaved (FrondProfile *self, guint field)
{
  return (self->unsaved & G_GUINT64_CONSTANT (1) << field) != 0;
}

void
frond_profile_row_set_saved (FrondProfile *self)
{
  self->unsaved = 0;
}

void
frond_profile_row_take_unsaved (FrondProfile *self, FrondProfile *from)
{
  self->unsaved |= from->unsaved;
}
