/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-background.h"

#include <glib/gi18n.h>
#include <libportal/portal.h>

#define PORTAL_NAME  "org.freedesktop.portal.Desktop"
#define NOTIFICATION "background"

struct _FrondBackground
{
  GObject parent_instance;

  GtkApplication *application; /* borrowed: it owns this */
  FrondGuestsWatch *watch;
  XdpPortal *portal; /* NULL before it is needed, and where there is no bus */
  guint name_watch;  /* while we hold */
  char *status;      /* what the portal was told */
  gboolean wanted;
  gboolean holds;
  guint round;      /* counts the portals that were asked: what an earlier one says does not matter */
  gboolean allowed; /* it said yes */
  gboolean refused; /* by the person, or there is no portal: not asked again before a window was open */
  gboolean present; /* the portal, since we hold */
  gboolean told;    /* that it is refused */
  gboolean stopped;
};

enum
{
  PROP_0,
  PROP_WANTED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (FrondBackground, frond_background, G_TYPE_OBJECT)

static void
status_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* Only sandboxed applications can have a status: others are in nobody's list. */
  if (!xdp_portal_set_background_status_finish (XDP_PORTAL (source), result, &error))
    g_debug ("The status in the background: %s", error->message);
}

static void
set_status (FrondBackground *self, const char *status)
{
  if (self->portal == NULL || g_strcmp0 (self->status, status) == 0)
    return;

  g_free (self->status);
  self->status = g_strdup (status);
  xdp_portal_set_background_status (self->portal, status, NULL, status_set_cb, NULL);
}

static void
release (FrondBackground *self)
{
  if (!self->holds)
    return;

  self->holds = FALSE;
  self->round++;
  self->allowed = FALSE;
  self->present = FALSE;
  g_clear_handle_id (&self->name_watch, g_bus_unwatch_name);
  set_status (self, NULL);
  g_application_release (G_APPLICATION (self->application));
}

/* Outside a sandbox nothing happens to machines. Inside one the desktop may end what has no window. */
static void
tell_refusal (FrondBackground *self)
{
  g_autoptr (GNotification) notification = NULL;

  if (!xdp_portal_running_under_sandbox ())
    return;

  notification = g_notification_new (_ ("Machines May Be Stopped"));
  g_notification_set_body (notification,
                           _ ("Frond may not run in the background, and its machines end with it. Keep "
                              "a window open, or allow it in the Settings, under Apps."));
  g_notification_set_default_action (notification, "app.new-window");
  self->told = TRUE;
  g_application_send_notification (G_APPLICATION (self->application), NOTIFICATION, notification);
}

static void
show_status (FrondBackground *self)
{
  g_autofree char *words = frond_guests_watch_dup_words (self->watch, FALSE);

  set_status (self, words);
}

static gboolean
is_missing (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_INTERFACE);
}

/* One question. A portal that never answers keeps it: hence a weak reference. */
typedef struct
{
  GWeakRef background;
  guint round;
} Question;

static FrondBackground *
question_free (Question *question, guint *round)
{
  FrondBackground *self = g_weak_ref_get (&question->background);

  *round = question->round;
  g_weak_ref_clear (&question->background);
  g_free (question);

  return self;
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint round;
  g_autoptr (FrondBackground) self = question_free (user_data, &round);
  g_autoptr (GError) error = NULL;
  gboolean allowed = xdp_portal_request_background_finish (XDP_PORTAL (source), result, &error);

  /* A window came, the last machine went, or the portal: it does not matter now. */
  if (self == NULL || !self->holds || round != self->round)
    return;

  if (allowed)
    {
      self->allowed = TRUE;
      show_status (self);
      return;
    }

  g_debug ("Running in the background: %s", error != NULL ? error->message : "refused");
  self->refused = TRUE;
  if (!is_missing (error))
    tell_refusal (self);
  release (self);
}

/* Each portal that comes is asked: one that was started anew knows nothing of us. Without a cancellable: libportal frees a
 * request that is cancelled before its reply has come, and uses it then. */
static void
appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  FrondBackground *self = user_data;
  Question *question = g_new0 (Question, 1);

  self->present = TRUE;
  g_weak_ref_init (&question->background, self);
  question->round = ++self->round;
  xdp_portal_request_background (self->portal, NULL,
                                 (char *) _ ("Machines go on running when their windows are closed"), NULL,
                                 XDP_BACKGROUND_FLAG_NONE, NULL, asked_cb, question);
}

static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  FrondBackground *self = user_data;

  self->round++;
  self->allowed = FALSE;
  g_clear_pointer (&self->status, g_free);
  if (self->present)
    return;

  /* There is none, nor one that could be started. */
  self->refused = TRUE;
  release (self);
}

static void
begin (FrondBackground *self)
{
  g_autoptr (GError) error = NULL;

  /* GApplication has the bus by now: this only takes another reference. */
  if (self->portal == NULL)
    self->portal = xdp_portal_initable_new (&error);
  if (self->portal == NULL)
    {
      g_debug ("No portals: %s", error->message);
      self->refused = TRUE;
      return;
    }

  /* While the portal thinks, or when it never answers, the wish counts. */
  self->holds = TRUE;
  g_application_hold (G_APPLICATION (self->application));
  self->name_watch = g_bus_watch_name (G_BUS_TYPE_SESSION, PORTAL_NAME, G_BUS_NAME_WATCHER_FLAGS_AUTO_START,
                                       appeared_cb, vanished_cb, self, NULL);
}

static void
update (FrondBackground *self)
{
  gboolean windows = gtk_application_get_windows (self->application) != NULL;

  if (windows)
    self->refused = FALSE;

  if (windows || self->stopped || !self->wanted || frond_guests_watch_get_n_on (self->watch, FALSE) == 0)
    release (self);
  else if (!self->holds && !self->refused)
    begin (self);
  else if (self->allowed)
    show_status (self);
}

static void
window_added_cb (FrondBackground *self)
{
  if (self->told)
    g_application_withdraw_notification (G_APPLICATION (self->application), NOTIFICATION);
  self->told = FALSE;
  update (self);
}

static void
frond_background_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_WANTED)
    g_value_set_boolean (value, FROND_BACKGROUND (object)->wanted);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
frond_background_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FrondBackground *self = FROND_BACKGROUND (object);

  if (id == PROP_WANTED)
    {
      self->wanted = g_value_get_boolean (value);
      if (self->application != NULL)
        update (self);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
frond_background_dispose (GObject *object)
{
  FrondBackground *self = FROND_BACKGROUND (object);

  g_clear_handle_id (&self->name_watch, g_bus_unwatch_name);
  g_clear_object (&self->portal);
  g_clear_object (&self->watch);
  g_clear_pointer (&self->status, g_free);
  G_OBJECT_CLASS (frond_background_parent_class)->dispose (object);
}

static void
frond_background_class_init (FrondBackgroundClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = frond_background_get_property;
  object_class->set_property = frond_background_set_property;
  object_class->dispose = frond_background_dispose;
  props[PROP_WANTED] =
      g_param_spec_boolean ("wanted", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
frond_background_init (FrondBackground *self)
{
  self->wanted = TRUE;
}

FrondBackground *
frond_background_new (GtkApplication *application, FrondGuestsWatch *watch)
{
  FrondBackground *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (FROND_IS_GUESTS_WATCH (watch), NULL);

  self = g_object_new (FROND_TYPE_BACKGROUND, NULL);
  self->application = application;
  self->watch = g_object_ref (watch);
  g_signal_connect_object (watch, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "window-added", G_CALLBACK (window_added_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "window-removed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);

  return self;
}

void
frond_background_stop (FrondBackground *self)
{
  g_return_if_fail (FROND_IS_BACKGROUND (self));

  self->stopped = TRUE;
  release (self);
}

gboolean
frond_background_get_holds (FrondBackground *self)
{
  g_return_val_if_fail (FROND_IS_BACKGROUND (self), FALSE);

  return self->holds;
}

const char *
frond_background_get_status (FrondBackground *self)
{
  g_return_val_if_fail (FROND_IS_BACKGROUND (self), NULL);

  return self->status;
}
