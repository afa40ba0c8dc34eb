/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-launch-private.h"

#include "frond-error.h"
#include "frond-guest.h"
#include "frond-launch-wishes.h"
#include "frond-library.h"
#include "frond-machine-sources.h"
#include "frond-profile.h"

#include <fcntl.h>
#include <glib/gstdio.h>

struct _FrondLaunch
{
  GObject parent_instance;

  FrondLibrary *library;
  FrondLaunchSteps *steps;
  char *id; /* of the profile that will be made, too: so the next life knows whether there is one */
  char *entry_id;
  char *name;
  char *mark_text;
  char *mark_color;
  FrondProfile *wishes; /* what a person has chosen, or NULL */
  gboolean paused;      /* by a person: the next life knows it, too */
  gboolean encrypt;     /* its disk: likewise, but for the passphrase */
  int passphrase;       /* -1: none, or forgotten */
  gboolean remember;    /* it, in the keyring */

  FrondLaunchState state;
  guint64 received;
  guint64 total;
  guint64 speed;
  double creation; /* how far the machine is that is being made */
  GError *error;
  GCancellable *cancellable; /* of the step that is under way, or NULL */
};

G_DEFINE_FINAL_TYPE (FrondLaunch, frond_launch, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_ENTRY_ID,
  PROP_NAME,
  PROP_MARK_TEXT,
  PROP_MARK_COLOR,
  PROP_STATE,
  PROP_RECEIVED,
  PROP_TOTAL,
  PROP_SPEED,
  PROP_FRACTION,
  PROP_ERROR,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
changed (FrondLaunch *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_progress (FrondLaunch *self, guint64 received, guint64 total, guint64 speed)
{
  self->received = received;
  self->total = total;
  self->speed = speed;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECEIVED]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPEED]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

/* Takes ERROR. */
static void
set_state (FrondLaunch *self, FrondLaunchState state, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
  if (self->state != state)
    {
      self->state = state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/* What came of a step whose launch was cancelled, or abandoned, meanwhile is nobody's. */
static gboolean
is_over (FrondLaunch *self)
{
  return !frond_launch_is_pending (self) || self->cancellable == NULL;
}

/* Takes ERROR. */
static void
fail (FrondLaunch *self, GError *error)
{
  g_clear_object (&self->cancellable);
  set_progress (self, 0, 0, 0);
  set_state (self, FROND_LAUNCH_FAILED, error);
  changed (self);
}

static void
purged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!frond_library_purge_finish (FROND_LIBRARY (source), result, &error))
    g_warning ("A machine that nobody wants any more was not removed: %s", error->message);
}

static void
trashed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondLaunch) self = user_data;
  g_autoptr (GError) error = NULL;

  if (frond_library_trash_finish (FROND_LIBRARY (source), result, &error))
    frond_library_purge_async (self->library, self->id, NULL, purged_cb, NULL);
  else
    g_warning ("A machine that nobody wants any more was not removed: %s", error->message);
}

/* Nobody has to type again what was typed a moment ago. */
static void
hand_over_passphrase (FrondLaunch *self, FrondGuest *guest)
{
  int fd = self->passphrase >= 0 ? fcntl (self->passphrase, F_DUPFD_CLOEXEC, 3) : -1;

  if (fd < 0)
    return;
  if (self->remember)
    frond_launch_steps_remember (self->steps, guest, fd);
  frond_guest_set_passphrase (guest, fd);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondLaunch) self = user_data;
  g_autoptr (GError) error = NULL;
  FrondGuest *guest = frond_library_create_finish (FROND_LIBRARY (source), result, &error);

  /* Made while it was being cancelled. */
  if (guest != NULL && self->state == FROND_LAUNCH_CANCELLED)
    frond_library_trash_async (self->library, guest, NULL, trashed_cb, g_object_ref (self));
  if (is_over (self))
    return;

  if (guest == NULL)
    {
      fail (self, g_steal_pointer (&error));
      return;
    }

  g_clear_object (&self->cancellable);
  hand_over_passphrase (self, guest);
  frond_launch_steps_open (self->steps, guest);
  set_state (self, FROND_LAUNCH_DONE, NULL);
  changed (self);
}

/* SOURCES (may be NULL) with the passphrase, where there is to be one. NULL with an error where it is forgotten: a disk
 * that was to be encrypted is never made in the clear. (transfer full) */
static FrondMachineSources *
add_passphrase (FrondLaunch *self, FrondMachineSources *sources, GError **error)
{
  g_autoptr (FrondMachineSources) all = sources != NULL ? g_object_ref (sources) : NULL;
  int fd = self->passphrase >= 0 ? fcntl (self->passphrase, F_DUPFD_CLOEXEC, 3) : -1;

  if (!self->encrypt)
    return g_steal_pointer (&all);
  if (fd < 0)
    {
      frond_set_error (error, FROND_ERROR_PASSPHRASE_NEEDED, NULL, "the passphrase was in no file");
      return NULL;
    }
  if (all == NULL)
    all = frond_machine_sources_new ();
  frond_machine_sources_set_passphrase (all, fd);
  return g_steal_pointer (&all);
}

static void
creation_progress_cb (FrondGuest *guest, GParamSpec *pspec, FrondLaunch *self)
{
  g_object_get (guest, "progress", &self->creation, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

static void
create (FrondLaunch *self, FrondProfile *suggested, FrondMachineSources *prepared)
{
  GError *error = NULL;
  g_autoptr (FrondMachineSources) sources = add_passphrase (self, prepared, &error);
  g_autoptr (FrondProfile) profile = frond_profile_copy_as (suggested, self->id);
  FrondGuest *guest;

  if (error != NULL)
    {
      fail (self, error);
      return;
    }

  frond_profile_set_name (profile, self->name);
  if (self->wishes != NULL)
    _frond_launch_wishes_apply (self->wishes, profile);
  set_state (self, FROND_LAUNCH_CREATING, NULL);
  frond_library_create_async (self->library, profile, sources, self->cancellable, created_cb,
                              g_object_ref (self));
  guest = frond_library_find (self->library, self->id);
  if (guest != NULL)
    g_signal_connect_object (guest, "notify::progress", G_CALLBACK (creation_progress_cb), self, 0);
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondLaunch) self = user_data;
  g_autoptr (FrondMachineSources) sources = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondProfile) profile =
      frond_launch_steps_prepare_finish (FROND_LAUNCH_STEPS (source), result, &sources, &error);

  if (is_over (self))
    return;
  if (profile == NULL)
    fail (self, g_steal_pointer (&error));
  else
    create (self, profile, sources);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondLaunch) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean fetched = frond_launch_steps_fetch_finish (FROND_LAUNCH_STEPS (source), result, &error);

  if (is_over (self))
    return;
  if (!fetched)
    {
      fail (self, g_steal_pointer (&error));
      return;
    }

  set_state (self, FROND_LAUNCH_PREPARING, NULL);
  frond_launch_steps_prepare_async (self->steps, self, self->cancellable, prepared_cb, g_object_ref (self));
}

void
_frond_launch_run (FrondLaunch *self)
{
  if (self->paused)
    {
      set_state (self, FROND_LAUNCH_PAUSED, NULL);
      return;
    }

  g_set_object (&self->cancellable, NULL);
  self->cancellable = g_cancellable_new ();
  self->creation = 0;
  set_state (self, FROND_LAUNCH_WAITING, NULL);
  frond_launch_steps_fetch_async (self->steps, self, self->cancellable, fetched_cb, g_object_ref (self));
}

static void
adopted_cb (FrondProfile *profile, GParamSpec *pspec, FrondLaunch *self)
{
  if (frond_profile_get_stage (profile) != FROND_PROFILE_READY || self->state != FROND_LAUNCH_CREATING)
    return;

  set_state (self, FROND_LAUNCH_DONE, NULL);
  changed (self);
}

void
_frond_launch_adopt (FrondLaunch *self, FrondGuest *guest)
{
  FrondProfile *profile = frond_guest_get_profile (guest);

  set_state (self, FROND_LAUNCH_CREATING, NULL);
  g_signal_connect_object (profile, "notify::stage", G_CALLBACK (adopted_cb), self, 0);
  adopted_cb (profile, NULL, self);
}

void
_frond_launch_lose (FrondLaunch *self)
{
  GError *error = NULL;

  /* One of this life hears of it from the library's own answer. */
  if (self->state != FROND_LAUNCH_CREATING || self->cancellable != NULL)
    return;

  frond_set_error (&error, FROND_ERROR_FAILED, NULL, "an earlier life's creation could not be finished");
  fail (self, error);
}

void
_frond_launch_abandon (FrondLaunch *self)
{
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&self->cancellable);

  /* A machine that is half made is finished, or undone, by the library. */
  if (cancellable != NULL && self->state != FROND_LAUNCH_CREATING)
    g_cancellable_cancel (cancellable);
}

void
_frond_launch_take_up (FrondLaunch *self)
{
  if (self->cancellable == NULL && self->state < FROND_LAUNCH_CREATING && self->state != FROND_LAUNCH_PAUSED)
    _frond_launch_run (self);
}

void
frond_launch_report (FrondLaunch *self, FrondLaunchState state, guint64 received, guint64 total,
                     guint64 speed)
{
  g_return_if_fail (FROND_IS_LAUNCH (self));
  g_return_if_fail (state <= FROND_LAUNCH_CHECKING);

  if (is_over (self) || self->state > FROND_LAUNCH_CHECKING)
    return;

  g_object_freeze_notify (G_OBJECT (self));
  set_progress (self, received, total, speed);
  set_state (self, state, NULL);
  g_object_thaw_notify (G_OBJECT (self));
}

void
frond_launch_pause (FrondLaunch *self)
{
  g_return_if_fail (FROND_IS_LAUNCH (self));

  if (self->state != FROND_LAUNCH_WAITING && self->state != FROND_LAUNCH_DOWNLOADING)
    return;

  self->paused = TRUE;
  frond_launch_steps_set_paused (self->steps, self, TRUE);
  set_state (self, FROND_LAUNCH_PAUSED, NULL);
  changed (self);
}

void
frond_launch_resume (FrondLaunch *self)
{
  g_return_if_fail (FROND_IS_LAUNCH (self));

  if (self->state != FROND_LAUNCH_PAUSED)
    return;

  self->paused = FALSE;
  changed (self);
  if (self->cancellable != NULL)
    {
      set_state (self, FROND_LAUNCH_WAITING, NULL);
      frond_launch_steps_set_paused (self->steps, self, FALSE);
    }
  else
    _frond_launch_run (self);
}

void
frond_launch_encrypt (FrondLaunch *self, int fd, gboolean remember)
{
  g_return_if_fail (FROND_IS_LAUNCH (self));
  g_return_if_fail (fd >= 0 && self->passphrase < 0);

  self->encrypt = TRUE;
  self->remember = remember;
  self->passphrase = fd;
  changed (self);
}

void
frond_launch_retry (FrondLaunch *self)
{
  g_return_if_fail (FROND_IS_LAUNCH (self));

  if (self->state == FROND_LAUNCH_FAILED)
    _frond_launch_run (self);
}

void
frond_launch_cancel (FrondLaunch *self)
{
  g_autoptr (GCancellable) cancellable = NULL;

  g_return_if_fail (FROND_IS_LAUNCH (self));

  if (!frond_launch_is_pending (self))
    return;

  cancellable = g_steal_pointer (&self->cancellable);
  set_state (self, FROND_LAUNCH_CANCELLED, NULL);
  g_cancellable_cancel (cancellable);
  changed (self);
}

gboolean
frond_launch_is_pending (FrondLaunch *self)
{
  g_return_val_if_fail (FROND_IS_LAUNCH (self), FALSE);

  return self->state != FROND_LAUNCH_DONE && self->state != FROND_LAUNCH_CANCELLED;
}

double
frond_launch_get_fraction (FrondLaunch *self)
{
  g_return_val_if_fail (FROND_IS_LAUNCH (self), -1);

  if (self->state == FROND_LAUNCH_CREATING)
    return self->creation > 0 ? MIN (self->creation, 1) : -1;
  if (self->total == 0)
    return -1;

  return (double) MIN (self->received, self->total) / (double) self->total;
}

static void
frond_launch_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondLaunch *self = FROND_LAUNCH (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_ENTRY_ID:
      g_value_set_string (value, self->entry_id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_MARK_TEXT:
      g_value_set_string (value, self->mark_text);
      break;
    case PROP_MARK_COLOR:
      g_value_set_string (value, self->mark_color);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_RECEIVED:
      g_value_set_uint64 (value, self->received);
      break;
    case PROP_TOTAL:
      g_value_set_uint64 (value, self->total);
      break;
    case PROP_SPEED:
      g_value_set_uint64 (value, self->speed);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, frond_launch_get_fraction (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_launch_finalize (GObject *object)
{
  FrondLaunch *self = FROND_LAUNCH (object);

  g_clear_object (&self->library);
  g_clear_object (&self->steps);
  g_clear_object (&self->wishes);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_clear_fd (&self->passphrase, NULL);
  g_free (self->id);
  g_free (self->entry_id);
  g_free (self->name);
  g_free (self->mark_text);
  g_free (self->mark_color);
  G_OBJECT_CLASS (frond_launch_parent_class)->finalize (object);
}

static void
frond_launch_class_init (FrondLaunchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = frond_launch_finalize;
  object_class->get_property = frond_launch_get_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, "", flags);
  properties[PROP_ENTRY_ID] = g_param_spec_string ("entry-id", NULL, NULL, "", flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_MARK_TEXT] = g_param_spec_string ("mark-text", NULL, NULL, "", flags);
  properties[PROP_MARK_COLOR] = g_param_spec_string ("mark-color", NULL, NULL, "", flags);
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, FROND_TYPE_LAUNCH_STATE, FROND_LAUNCH_WAITING, flags);
  properties[PROP_RECEIVED] = g_param_spec_uint64 ("received", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_TOTAL] = g_param_spec_uint64 ("total", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_SPEED] = g_param_spec_uint64 ("speed", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
frond_launch_init (FrondLaunch *self)
{
  self->passphrase = -1;
}

/* Takes the texts. */
static FrondLaunch *
launch_new (FrondLibrary *library, FrondLaunchSteps *steps, char *id, char *entry_id, char *name,
            char *mark_text, char *mark_color)
{
  FrondLaunch *self = g_object_new (FROND_TYPE_LAUNCH, NULL);

  self->library = g_object_ref (library);
  self->steps = g_object_ref (steps);
  self->id = id;
  self->entry_id = entry_id;
  self->name = name;
  self->mark_text = mark_text;
  self->mark_color = mark_color;
  return self;
}

FrondLaunch *
_frond_launch_new (FrondLibrary *library, FrondLaunchSteps *steps, const char *entry_id, const char *name,
                   const char *mark_text, const char *mark_color, FrondProfile *wishes)
{
  FrondLaunch *self = launch_new (library, steps, g_uuid_string_random (), g_strdup (entry_id),
                                  g_strdup (name), g_strdup (mark_text), g_strdup (mark_color));

  g_set_object (&self->wishes, wishes);
  return self;
}

static char *
get_text (GKeyFile *file, const char *group, const char *key)
{
  char *text = g_key_file_get_string (file, group, key, NULL);

  return text != NULL && strlen (text) <= 256 ? text : (g_free (text), g_strdup (""));
}

FrondLaunch *
_frond_launch_new_from_key_file (FrondLibrary *library, FrondLaunchSteps *steps, GKeyFile *file,
                                 const char *group)
{
  g_autoptr (FrondLaunch) self = launch_new (library, steps, g_strdup (group),
                                             get_text (file, group, "entry"), get_text (file, group, "name"),
                                             get_text (file, group, "mark"), get_text (file, group, "color"));

  if (!g_uuid_string_is_valid (group) || *self->entry_id == '\0' ||
      !frond_profile_name_is_valid (self->name, NULL))
    return NULL;

  self->paused = g_key_file_get_boolean (file, group, "paused", NULL);
  self->encrypt = g_key_file_get_boolean (file, group, "encrypt", NULL);
  self->wishes = _frond_launch_wishes_load (file, group);
  return g_steal_pointer (&self);
}

void
_frond_launch_save (FrondLaunch *self, GKeyFile *file)
{
  g_key_file_set_string (file, self->id, "entry", self->entry_id);
  g_key_file_set_string (file, self->id, "name", self->name);
  g_key_file_set_string (file, self->id, "mark", self->mark_text);
  g_key_file_set_string (file, self->id, "color", self->mark_color);
  g_key_file_set_boolean (file, self->id, "paused", self->paused);
  if (self->encrypt)
    g_key_file_set_boolean (file, self->id, "encrypt", TRUE);
  if (self->wishes != NULL)
    _frond_launch_wishes_save (self->wishes, file, self->id);
}

const char *
frond_launch_get_id (FrondLaunch *self)
{
  g_return_val_if_fail (FROND_IS_LAUNCH (self), NULL);

  return self->id;
}

const char *
frond_launch_get_entry_id (FrondLaunch *self)
{
  g_return_val_if_fail (FROND_IS_LAUNCH (self), NULL);

  return self->entry_id;
}

const char *
frond_launch_get_name (FrondLaunch *self)
{
  g_return_val_if_fail (FROND_IS_LAUNCH (self), NULL);

  return self->name;
}

const char *
frond_launch_get_mark_text (FrondLaunch *self)
{
  g_return_val_if_fail (FROND_IS_LAUNCH (self), NULL);

  return self->mark_text;
}

const char *
frond_launch_get_mark_color (FrondLaunch *self)
{
  g_return_val_if_fail (FROND_IS_LAUNCH (self), NULL);

  return self->mark_color;
}

FrondLaunchState
frond_launch_get_state (FrondLaunch *self)
{
  g_return_val_if_fail (FROND_IS_LAUNCH (self), FROND_LAUNCH_CANCELLED);

  return self->state;
}

guint64
frond_launch_get_received (FrondLaunch *self)
{
  g_return_val_if_fail (FROND_IS_LAUNCH (self), 0);

  return self->received;
}

guint64
frond_launch_get_total (FrondLaunch *self)
{
  g_return_val_if_fail (FROND_IS_LAUNCH (self), 0);

  return self->total;
}

guint64
frond_launch_get_speed (FrondLaunch *self)
{
  g_return_val_if_fail (FROND_IS_LAUNCH (self), 0);

  return self->speed;
}

const GError *
frond_launch_get_error (FrondLaunch *self)
{
  g_return_val_if_fail (FROND_IS_LAUNCH (self), NULL);

  return self->error;
}

FrondProfile *
frond_launch_get_wishes (FrondLaunch *self)
{
  g_return_val_if_fail (FROND_IS_LAUNCH (self), NULL);

  return self->wishes;
}
