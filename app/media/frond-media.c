/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-media-private.h"

#include "frond-medium.h"
#include "frond-os-database.h"

#include <glib/gstdio.h>

struct _FrondMedia
{
  GObject parent_instance;

  GFile *file;
  FrondVolume *volume;
  FrondOsFacts *facts;
};

G_DEFINE_FINAL_TYPE (FrondMedia, frond_media, G_TYPE_OBJECT)

enum
{
  PROP_FILE = 1,
  PROP_OS_ID,
  PROP_OS_NAME,
  PROP_OS_FAMILY,
  PROP_LIVE,
  PROP_BOOTABLE,
  PROP_LABEL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
frond_media_finalize (GObject *object)
{
  FrondMedia *self = FROND_MEDIA (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->volume, frond_volume_free);
  g_clear_pointer (&self->facts, frond_os_facts_free);
  G_OBJECT_CLASS (frond_media_parent_class)->finalize (object);
}

static void
frond_media_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondMedia *self = FROND_MEDIA (object);

  switch (prop_id)
    {
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;
    case PROP_OS_ID:
      g_value_set_string (value, self->facts->id);
      break;
    case PROP_OS_NAME:
      g_value_set_string (value, self->facts->name);
      break;
    case PROP_OS_FAMILY:
      g_value_set_enum (value, self->facts->family);
      break;
    case PROP_LIVE:
      g_value_set_boolean (value, self->facts->live);
      break;
    case PROP_BOOTABLE:
      g_value_set_boolean (value, self->volume->bootable);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->volume->label);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_media_class_init (FrondMediaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = frond_media_finalize;
  object_class->get_property = frond_media_get_property;

  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  properties[PROP_OS_ID] = g_param_spec_string ("os-id", NULL, NULL, "", flags);
  properties[PROP_OS_NAME] = g_param_spec_string ("os-name", NULL, NULL, "", flags);
  properties[PROP_OS_FAMILY] =
      g_param_spec_enum ("os-family", NULL, NULL, FROND_TYPE_OS_FAMILY, FROND_OS_OTHER, flags);
  properties[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, FALSE, flags);
  properties[PROP_BOOTABLE] = g_param_spec_boolean ("bootable", NULL, NULL, FALSE, flags);
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
frond_media_init (FrondMedia *self)
{
}

FrondMedia *
_frond_media_new (GFile *file, FrondVolume *volume, FrondOsFacts *facts)
{
  FrondMedia *self = g_object_new (FROND_TYPE_MEDIA, NULL);

  self->file = g_object_ref (file);
  self->volume = volume;
  self->facts = facts;
  return self;
}

const FrondOsFacts *
_frond_media_get_facts (FrondMedia *self)
{
  return self->facts;
}

GFile *
frond_media_get_file (FrondMedia *self)
{
  g_return_val_if_fail (FROND_IS_MEDIA (self), NULL);

  return self->file;
}

const char *
frond_media_get_os_id (FrondMedia *self)
{
  g_return_val_if_fail (FROND_IS_MEDIA (self), NULL);

  return self->facts->id;
}

const char *
frond_media_get_os_name (FrondMedia *self)
{
  g_return_val_if_fail (FROND_IS_MEDIA (self), NULL);

  return self->facts->name;
}

FrondOsFamily
frond_media_get_os_family (FrondMedia *self)
{
  g_return_val_if_fail (FROND_IS_MEDIA (self), FROND_OS_OTHER);

  return self->facts->family;
}

gboolean
frond_media_get_live (FrondMedia *self)
{
  g_return_val_if_fail (FROND_IS_MEDIA (self), FALSE);

  return self->facts->live;
}

gboolean
frond_media_get_bootable (FrondMedia *self)
{
  g_return_val_if_fail (FROND_IS_MEDIA (self), FALSE);

  return self->volume->bootable;
}

const char *
frond_media_get_label (FrondMedia *self)
{
  g_return_val_if_fail (FROND_IS_MEDIA (self), NULL);

  return self->volume->label;
}

void
frond_media_get_minimum (FrondMedia *self, guint64 *memory, guint *vcpus, guint64 *disk)
{
  g_return_if_fail (FROND_IS_MEDIA (self));

  if (memory != NULL)
    *memory = self->facts->minimum.memory;
  if (vcpus != NULL)
    *vcpus = self->facts->minimum.vcpus;
  if (disk != NULL)
    *disk = self->facts->minimum.disk;
}

/* The data of a detection: the file as it was opened, so that what is looked at is what was checked. */
typedef struct
{
  GFile *file;
  int fd;
} Detection;

static void
detection_free (Detection *self)
{
  g_clear_object (&self->file);
  g_clear_fd (&self->fd, NULL);
  g_free (self);
}

static void
detect_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Detection *detection = task_data;
  g_autofree char *name = g_file_get_parse_name (detection->file);
  g_autoptr (FrondVolume) volume = NULL;
  g_autoptr (FrondOsFacts) facts = NULL;
  GError *error = NULL;

  volume = frond_volume_read (detection->fd, name, &error);
  if (volume == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  facts = frond_os_database_identify (volume);
  g_task_return_pointer (task,
                         _frond_media_new (detection->file, g_steal_pointer (&volume),
                                           g_steal_pointer (&facts)),
                         g_object_unref);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Detection *detection = g_task_get_task_data (task);
  GError *error = NULL;

  detection->fd = frond_medium_open_finish (result, &error);
  if (g_task_return_error_if_cancelled (task))
    g_clear_error (&error);
  else if (detection->fd < 0)
    g_task_return_error (task, error);
  else
    g_task_run_in_thread (task, detect_in_thread);
}

void
frond_media_detect_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Detection *detection = NULL;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, frond_media_detect_async);
  detection = g_new0 (Detection, 1);
  detection->file = g_object_ref (file);
  detection->fd = -1;
  g_task_set_task_data (task, detection, (GDestroyNotify) detection_free);

  frond_medium_open_async (file, cancellable, on_opened, g_steal_pointer (&task));
}

FrondMedia *
frond_media_detect_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, frond_media_detect_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
prepare_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  frond_os_database_load ();
  g_task_return_boolean (task, TRUE);
}

void
frond_media_prepare (void)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, frond_media_prepare);
  g_task_set_priority (task, G_PRIORITY_LOW);
  g_task_run_in_thread (task, prepare_in_thread);
}
