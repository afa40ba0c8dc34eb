/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-guest-private.h"

#include "frond-error.h"
#include "frond-library-private.h"
#include "frond-machine-info.h"
#include "frond-machine-sources.h"
#include "frond-medium.h"
#include "frond-profile-private.h"

#include <glib/gstdio.h>
#include <unistd.h>

struct _FrondGuest
{
  GObject parent_instance;

  FrondProfile *profile;
  FrondMachineHost *host;
  FrondLibrary *library; /* that it is an item of, or NULL; not owned */
  FrondGuestState state;
  FrondGuestReason reason;
  gboolean silent; /* rather than answering */
  guint64 generation;
  guint operations; /* under way */
  GError *error;
  double progress;
  FrondMachineSources *installer; /* and passphrase, for the next start, or NULL */
};

G_DEFINE_FINAL_TYPE_WITH_CODE (FrondGuest, frond_guest, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (FROND_TYPE_DISPLAY_OPENER,
                                                      _frond_guest_display_opener_init))

enum
{
  PROP_0,
  PROP_PROFILE,
  PROP_STATE,
  PROP_REASON,
  PROP_BUSY,
  PROP_ERROR,
  PROP_TITLE,
  PROP_PROGRESS,
  PROP_MODE,
  PROP_ANSWERS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
frond_guest_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FrondGuest *self = FROND_GUEST (object);

  switch (id)
    {
    case PROP_PROFILE:
      g_value_set_object (value, self->profile);
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_REASON:
      g_value_set_enum (value, (int) self->reason);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->operations > 0);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_TITLE:
      g_value_set_string (value, frond_profile_get_name (self->profile));
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    case PROP_MODE:
      g_value_set_enum (value, (int) frond_guest_get_mode (self));
      break;
    case PROP_ANSWERS:
      g_value_set_boolean (value, !self->silent);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* To whoever follows all guests: with a handler of their own for each, thousands of them would be slow to come. */
static void
frond_guest_notify (GObject *object, GParamSpec *pspec)
{
  FrondGuest *self = FROND_GUEST (object);

  if (self->library != NULL)
    _frond_library_tell_guest (self->library, self, pspec);
}

static void
touch (FrondGuest *self)
{
  if (self->library != NULL)
    frond_library_touch (self->library, self);
}

static void
frond_guest_finalize (GObject *object)
{
  FrondGuest *self = FROND_GUEST (object);

  if (_frond_profile_get_name_watcher (self->profile) == self)
    _frond_profile_watch_name (self->profile, NULL, NULL);
  g_clear_object (&self->profile);
  g_clear_object (&self->host);
  g_clear_error (&self->error);
  g_clear_object (&self->installer);
  G_OBJECT_CLASS (frond_guest_parent_class)->finalize (object);
}

static void
frond_guest_class_init (FrondGuestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = frond_guest_get_property;
  object_class->notify = frond_guest_notify;
  object_class->finalize = frond_guest_finalize;

  props[PROP_PROFILE] = g_param_spec_object ("profile", NULL, NULL, FROND_TYPE_PROFILE, flags);
  props[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, FROND_TYPE_GUEST_STATE, FROND_GUEST_UNKNOWN, flags);
  props[PROP_REASON] =
      g_param_spec_enum ("reason", NULL, NULL, FROND_TYPE_GUEST_REASON, FROND_GUEST_REASON_NONE, flags);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, flags);
  props[PROP_MODE] =
      g_param_spec_enum ("mode", NULL, NULL, FROND_TYPE_HOST_MODE, FROND_HOST_MODE_SESSION, flags);
  props[PROP_ANSWERS] = g_param_spec_boolean ("answers", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
frond_guest_init (FrondGuest *self)
{
}

static void
name_changed (gpointer data)
{
  g_object_notify_by_pspec (data, props[PROP_TITLE]);
}

FrondGuest *
_frond_guest_new (FrondProfile *profile, FrondMachineHost *host)
{
  FrondGuest *self = g_object_new (FROND_TYPE_GUEST, NULL);

  self->profile = g_object_ref (profile);
  self->host = g_object_ref (host);
  _frond_profile_watch_name (profile, name_changed, self);
  return self;
}

void
_frond_guest_set_library (FrondGuest *self, FrondLibrary *library)
{
  self->library = library;
}

FrondLibrary *
_frond_guest_get_library (FrondGuest *self)
{
  return self->library;
}

void
_frond_guest_set_host (FrondGuest *self, FrondMachineHost *host)
{
  if (g_set_object (&self->host, host))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODE]);
}

FrondMachineHost *
frond_guest_get_host (FrondGuest *self)
{
  g_return_val_if_fail (FROND_IS_GUEST (self), NULL);

  return self->host;
}

FrondHostMode
frond_guest_get_mode (FrondGuest *self)
{
  g_return_val_if_fail (FROND_IS_GUEST (self), FROND_HOST_MODE_SESSION);

  return frond_machine_host_get_mode (self->host);
}

void
_frond_guest_set_answers (FrondGuest *self, gboolean answers)
{
  if (self->silent == !answers)
    return;
  self->silent = !answers;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ANSWERS]);
}

gboolean
frond_guest_get_answers (FrondGuest *self)
{
  g_return_val_if_fail (FROND_IS_GUEST (self), TRUE);

  return !self->silent;
}

void
_frond_guest_set_state (FrondGuest *self, FrondGuestState state, FrondGuestReason reason)
{
  g_object_freeze_notify (G_OBJECT (self));

  if (self->reason != reason)
    {
      self->reason = reason;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REASON]);
    }

  if (self->state != state)
    {
      self->state = state;
      _frond_guest_set_answers (self, TRUE);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
    }

  g_object_thaw_notify (G_OBJECT (self));
}

void
_frond_guest_apply (FrondGuest *self, FrondMachineInfo *info)
{
  if (frond_machine_info_get_generation (info) != 0)
    self->generation = frond_machine_info_get_generation (info);

  _frond_guest_set_state (self, frond_machine_info_get_state (info), frond_machine_info_get_reason (info));
}

void
_frond_guest_set_progress (FrondGuest *self, double progress)
{
  if (self->progress == progress)
    return;
  self->progress = progress;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
}

guint64
_frond_guest_get_generation (FrondGuest *self)
{
  return self->generation;
}

void
_frond_guest_set_generation (FrondGuest *self, guint64 generation)
{
  self->generation = generation;
}

static void
set_error (FrondGuest *self, const GError *error)
{
  if (self->error == NULL && error == NULL)
    return;

  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

void
_frond_guest_begin (FrondGuest *self)
{
  set_error (self, NULL);
  if (self->operations++ == 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

void
_frond_guest_end (FrondGuest *self, const GError *error)
{
  g_return_if_fail (self->operations > 0);

  if (error != NULL && !frond_error_is_cancelled (error))
    set_error (self, error);
  if (--self->operations == 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

FrondProfile *
frond_guest_get_profile (FrondGuest *self)
{
  g_return_val_if_fail (FROND_IS_GUEST (self), NULL);

  return self->profile;
}

FrondGuestState
frond_guest_get_state (FrondGuest *self)
{
  g_return_val_if_fail (FROND_IS_GUEST (self), FROND_GUEST_UNKNOWN);

  return self->state;
}

FrondGuestReason
frond_guest_get_reason (FrondGuest *self)
{
  g_return_val_if_fail (FROND_IS_GUEST (self), FROND_GUEST_REASON_NONE);

  return self->reason;
}

gboolean
frond_guest_get_busy (FrondGuest *self)
{
  g_return_val_if_fail (FROND_IS_GUEST (self), FALSE);

  return self->operations > 0;
}

const GError *
frond_guest_get_error (FrondGuest *self)
{
  g_return_val_if_fail (FROND_IS_GUEST (self), NULL);

  return self->error;
}

double
frond_guest_get_progress (FrondGuest *self)
{
  g_return_val_if_fail (FROND_IS_GUEST (self), 0);

  return self->progress;
}

void
frond_guest_clear_error (FrondGuest *self)
{
  g_return_if_fail (FROND_IS_GUEST (self));

  set_error (self, NULL);
}

gboolean
frond_guest_is_saved (FrondGuest *self)
{
  return frond_guest_get_state (self) == FROND_GUEST_STOPPED &&
         frond_guest_get_reason (self) == FROND_GUEST_REASON_SAVED;
}

gboolean
frond_guest_is_on (FrondGuest *self)
{
  g_return_val_if_fail (FROND_IS_GUEST (self), FALSE);

  return self->state == FROND_GUEST_STARTING || self->state == FROND_GUEST_RUNNING ||
         self->state == FROND_GUEST_PAUSED || self->state == FROND_GUEST_STOPPING;
}

void
_frond_guest_set_installer (FrondGuest *self, FrondMachineSources *sources)
{
  g_set_object (&self->installer, sources);
}

const char *
_frond_guest_machine_or_fail (FrondGuest *self, GTask *task)
{
  const char *uuid = frond_profile_get_machine_uuid (self->profile);
  GError *error = NULL;

  if (uuid != NULL && self->state != FROND_GUEST_MISSING)
    return uuid;

  frond_set_error (&error, self->state == FROND_GUEST_MISSING ? FROND_ERROR_NOT_FOUND : FROND_ERROR_BUSY,
                   NULL, "the guest has no machine");
  g_task_return_error (task, error);
  return NULL;
}

static void
return_done (GTask *task, GError *error)
{
  _frond_guest_end (g_task_get_source_object (task), error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondGuest *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (frond_machine_host_start_finish (self->host, result, &error))
    {
      g_clear_object (&self->installer);
      frond_profile_set_last_used (self->profile, g_get_real_time ());
      touch (self);
    }

  return_done (task, error);
}

static void
start_with_medium (GTask *task, int media_fd)
{
  FrondGuest *self = g_task_get_source_object (task);

  frond_machine_host_start_async (self->host, frond_profile_get_machine_uuid (self->profile),
                                  media_fd >= 0 && frond_profile_get_boot_media (self->profile), media_fd,
                                  self->installer, g_task_get_cancellable (task), started_cb,
                                  g_object_ref (task));
}

/* A machine that never ran has nothing else to boot from than its medium. */
static gboolean
needs_medium (FrondGuest *self)
{
  return frond_profile_get_boot_media (self->profile) || frond_profile_get_last_used (self->profile) == 0;
}

static void
medium_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondGuest *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autofd int fd = frond_medium_open_finish (result, &error);

  if (fd < 0 && needs_medium (self))
    {
      return_done (task, g_steal_pointer (&error));
      return;
    }

  if (fd < 0)
    g_message ("Starting without the medium: %s", error->message);
  start_with_medium (task, fd);
}

void
frond_guest_set_passphrase (FrondGuest *self, int fd)
{
  g_return_if_fail (FROND_IS_GUEST (self));

  if (self->installer == NULL)
    self->installer = frond_machine_sources_new ();
  frond_machine_sources_set_passphrase (self->installer, fd);
}

void
frond_guest_start_async (FrondGuest *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GFile) file = NULL;
  const char *uri;

  g_return_if_fail (FROND_IS_GUEST (self));

  g_task_set_source_tag (task, frond_guest_start_async);
  if (_frond_guest_machine_or_fail (self, task) == NULL)
    return;

  _frond_guest_begin (self);
  uri = frond_profile_get_media_uri (self->profile);
  if (uri[0] == '\0')
    {
      start_with_medium (task, -1);
      return;
    }

  file = g_file_new_for_uri (uri);
  frond_medium_open_async (file, cancellable, medium_opened_cb, g_steal_pointer (&task));
}

gboolean
frond_guest_start_finish (FrondGuest *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
command_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondGuest *self = g_task_get_source_object (task);
  GError *error = NULL;

  frond_machine_host_command_finish (self->host, result, &error);
  return_done (task, error);
}

static void
command (FrondGuest *self, FrondCommand what, GCancellable *cancellable, GAsyncReadyCallback callback,
         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const char *uuid;

  g_return_if_fail (FROND_IS_GUEST (self));

  g_task_set_source_tag (task, command);
  uuid = _frond_guest_machine_or_fail (self, task);
  if (uuid == NULL)
    return;

  _frond_guest_begin (self);
  frond_machine_host_command_async (self->host, uuid, what, cancellable, command_cb, g_steal_pointer (&task));
}

#define COMMAND(name, what)                                                                                  \
  void frond_guest_##name##_async (FrondGuest *self, GCancellable *cancellable,                              \
                                   GAsyncReadyCallback callback, gpointer user_data)                         \
  {                                                                                                          \
    command (self, what, cancellable, callback, user_data);                                                  \
  }

COMMAND (shutdown, FROND_COMMAND_SHUTDOWN)
COMMAND (force_off, FROND_COMMAND_FORCE_OFF)
COMMAND (reset, FROND_COMMAND_RESET)
COMMAND (pause, FROND_COMMAND_PAUSE)
COMMAND (resume, FROND_COMMAND_RESUME)
COMMAND (save, FROND_COMMAND_SAVE)
COMMAND (discard, FROND_COMMAND_DISCARD)

gboolean
frond_guest_command_finish (FrondGuest *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
remember_medium (FrondGuest *self, GFile *file)
{
  g_autofree char *uri = file != NULL ? g_file_get_uri (file) : g_strdup ("");

  frond_profile_set_media_uri (self->profile, uri);
  touch (self);
}

static void
medium_changed (GTask *task, GError *error)
{
  if (error == NULL)
    remember_medium (g_task_get_source_object (task), g_task_get_task_data (task));
  return_done (task, error);
}

static void
inserted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  frond_machine_host_insert_media_finish (FROND_MACHINE_HOST (source), result, &error);
  medium_changed (task, error);
}

static void
ejected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  frond_machine_host_command_finish (FROND_MACHINE_HOST (source), result, &error);
  medium_changed (task, error);
}

static void
new_medium_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondGuest *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autofd int fd = frond_medium_open_finish (result, &error);

  if (fd < 0 || !frond_guest_is_on (self))
    medium_changed (task, error);
  else
    frond_machine_host_insert_media_async (self->host, frond_profile_get_machine_uuid (self->profile), fd,
                                           g_task_get_cancellable (task), inserted_cb, g_object_ref (task));
}

void
frond_guest_set_media_async (FrondGuest *self, GFile *file, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const char *uuid;

  g_return_if_fail (FROND_IS_GUEST (self));

  g_task_set_source_tag (task, frond_guest_set_media_async);
  uuid = _frond_guest_machine_or_fail (self, task);
  if (uuid == NULL)
    return;

  _frond_guest_begin (self);
  if (file != NULL)
    {
      g_task_set_task_data (task, g_object_ref (file), g_object_unref);
      frond_medium_open_async (file, cancellable, new_medium_opened_cb, g_steal_pointer (&task));
    }
  else if (frond_guest_is_on (self))
    frond_machine_host_command_async (self->host, uuid, FROND_COMMAND_EJECT_MEDIA, cancellable, ejected_cb,
                                      g_steal_pointer (&task));
  else
    medium_changed (task, NULL);
}

gboolean
frond_guest_set_media_finish (FrondGuest *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
