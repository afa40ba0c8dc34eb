/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-file-transfer.h"

#include "frond-error.h"

struct _FrondFileTransfer
{
  GObject parent_instance;

  GFile *file;
  char *name;
  GCancellable *cancellable;
  FrondFileState state;
  guint64 done;
  guint64 total;
  GError *error;
  gboolean stale; /* done was not notified of */
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_STATE,
  PROP_DONE,
  PROP_TOTAL,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_ENUM_TYPE (FrondFileState, frond_file_state, G_DEFINE_ENUM_VALUE (FROND_FILE_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (FROND_FILE_SENDING, "sending"),
                    G_DEFINE_ENUM_VALUE (FROND_FILE_SENT, "sent"),
                    G_DEFINE_ENUM_VALUE (FROND_FILE_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (FROND_FILE_CANCELLED, "cancelled"))

G_DEFINE_FINAL_TYPE (FrondFileTransfer, frond_file_transfer, G_TYPE_OBJECT)

static void
frond_file_transfer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FrondFileTransfer *self = FROND_FILE_TRANSFER (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_DONE:
      g_value_set_uint64 (value, self->done);
      break;
    case PROP_TOTAL:
      g_value_set_uint64 (value, self->total);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frond_file_transfer_finalize (GObject *object)
{
  FrondFileTransfer *self = FROND_FILE_TRANSFER (object);

  g_clear_object (&self->file);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_free (self->name);
  G_OBJECT_CLASS (frond_file_transfer_parent_class)->finalize (object);
}

static void
frond_file_transfer_class_init (FrondFileTransferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = frond_file_transfer_get_property;
  object_class->finalize = frond_file_transfer_finalize;

  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, FROND_TYPE_FILE_STATE, FROND_FILE_WAITING, flags);
  props[PROP_DONE] = g_param_spec_uint64 ("done", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  props[PROP_TOTAL] = g_param_spec_uint64 ("total", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
frond_file_transfer_init (FrondFileTransfer *self)
{
  self->cancellable = g_cancellable_new ();
}

/* A name can hold anything but a slash, also what would break a line of ours. */
static char *
name_for_people (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *valid = g_filename_display_name (base != NULL ? base : "?");
  g_autoptr (GString) name = g_string_new (NULL);

  for (const char *p = valid; *p != '\0' && name->len < FROND_FILE_NAME_MAX; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (name, g_unichar_iscntrl (c) ? 0xfffd : c);
    }

  return g_string_free_and_steal (g_steal_pointer (&name));
}

FrondFileTransfer *
frond_file_transfer_new (GFile *file)
{
  FrondFileTransfer *self;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (FROND_TYPE_FILE_TRANSFER, NULL);
  self->file = g_object_ref (file);
  self->name = name_for_people (file);
  return self;
}

const char *
frond_file_transfer_get_name (FrondFileTransfer *self)
{
  g_return_val_if_fail (FROND_IS_FILE_TRANSFER (self), NULL);

  return self->name;
}

FrondFileState
frond_file_transfer_get_state (FrondFileTransfer *self)
{
  g_return_val_if_fail (FROND_IS_FILE_TRANSFER (self), FROND_FILE_FAILED);

  return self->state;
}

gboolean
frond_file_transfer_is_over (FrondFileTransfer *self)
{
  g_return_val_if_fail (FROND_IS_FILE_TRANSFER (self), TRUE);

  return self->state >= FROND_FILE_SENT;
}

guint64
frond_file_transfer_get_done (FrondFileTransfer *self)
{
  g_return_val_if_fail (FROND_IS_FILE_TRANSFER (self), 0);

  return self->done;
}

guint64
frond_file_transfer_get_total (FrondFileTransfer *self)
{
  g_return_val_if_fail (FROND_IS_FILE_TRANSFER (self), 0);

  return self->total;
}

const GError *
frond_file_transfer_get_error (FrondFileTransfer *self)
{
  g_return_val_if_fail (FROND_IS_FILE_TRANSFER (self), NULL);

  return self->error;
}

GFile *
frond_file_transfer_get_file (FrondFileTransfer *self)
{
  return self->file;
}

GCancellable *
frond_file_transfer_get_cancellable (FrondFileTransfer *self)
{
  return self->cancellable;
}

static void
set_state (FrondFileTransfer *self, FrondFileState state)
{
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
frond_file_transfer_cancel (FrondFileTransfer *self)
{
  g_return_if_fail (FROND_IS_FILE_TRANSFER (self));

  frond_file_transfer_end (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
}

void
frond_file_transfer_set_total (FrondFileTransfer *self, guint64 total)
{
  self->total = total;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TOTAL]);
}

void
frond_file_transfer_set_sending (FrondFileTransfer *self)
{
  if (self->state == FROND_FILE_WAITING)
    set_state (self, FROND_FILE_SENDING);
}

gboolean
frond_file_transfer_set_done (FrondFileTransfer *self, guint64 done)
{
  /* A file that grows meanwhile is still only as large as it was announced. */
  done = MIN (done, self->total);
  if (done == self->done || frond_file_transfer_is_over (self))
    return FALSE;

  self->done = done;
  self->stale = TRUE;
  return TRUE;
}

void
frond_file_transfer_flush (FrondFileTransfer *self)
{
  if (!self->stale)
    return;
  self->stale = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DONE]);
}

void
frond_file_transfer_end (FrondFileTransfer *self, GError *error)
{
  g_autoptr (GError) taken = error;
  g_autoptr (FrondFileTransfer) alive = g_object_ref (self);

  if (frond_file_transfer_is_over (self))
    return;

  g_object_freeze_notify (G_OBJECT (self));
  if (error == NULL)
    {
      frond_file_transfer_set_done (self, self->total);
      set_state (self, FROND_FILE_SENT);
    }
  else if (frond_error_is_cancelled (error))
    {
      set_state (self, FROND_FILE_CANCELLED);
    }
  else
    {
      self->error = g_steal_pointer (&taken);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
      set_state (self, FROND_FILE_FAILED);
    }
  frond_file_transfer_flush (self);
  if (error != NULL)
    g_cancellable_cancel (self->cancellable);
  g_object_thaw_notify (G_OBJECT (self));
}
