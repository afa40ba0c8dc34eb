/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-helper-client-private.h"

#include "frond-config.h"
#include "frond-error.h"
#include "frond-helper-error.h"
#include "frond-helper-spec.h"
#include "frond-host-capabilities.h"
#include "frond-machine-info.h"
#include "vmm-ipc.h"

/* How long a helper may take to be started and to introduce itself. */
#define HELLO_TIMEOUT_MS 10000

/* A helper that keeps dying is left alone after that many starts in a row, each later than the one before. */
#define MAX_ATTEMPTS 4

/* The name of the system's helper in tests. */
#define SYSTEM_NAME_ENV "FROND_SYSTEM_HELPER_NAME"

/* The first contract that a helper of the system spoke. Older ones of the session are of another build than ours. */
#define MIN_SYSTEM_VERSION 4

G_DEFINE_FINAL_TYPE_WITH_CODE (FrondHelperClient, frond_helper_client, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (FROND_TYPE_MACHINE_HOST,
                                                      _frond_helper_client_host_init))

enum
{
  PROP_0,
  PROP_STATE,
  PROP_ERROR,
  PROP_CAPABILITIES,
};

static void
frond_helper_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FrondHelperClient *self = FROND_HELPER_CLIENT (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_CAPABILITIES:
      g_value_set_boxed (value, self->capabilities);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frond_helper_client_dispose (GObject *object)
{
  FrondHelperClient *self = FROND_HELPER_CLIENT (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_handle_id (&self->name_watch, g_bus_unwatch_name);
  if (self->signals != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, g_steal_handle_id (&self->signals));
  g_queue_clear_full (&self->waiting, g_object_unref);
  g_hash_table_remove_all (self->jobs);
  G_OBJECT_CLASS (frond_helper_client_parent_class)->dispose (object);
}

static void
frond_helper_client_finalize (GObject *object)
{
  FrondHelperClient *self = FROND_HELPER_CLIENT (object);

  g_clear_object (&self->bus);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->jobs, g_hash_table_unref);
  g_clear_pointer (&self->features, g_strfreev);
  g_clear_pointer (&self->capabilities, frond_host_capabilities_unref);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (frond_helper_client_parent_class)->finalize (object);
}

static void
frond_helper_client_class_init (FrondHelperClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = frond_helper_client_get_property;
  object_class->dispose = frond_helper_client_dispose;
  object_class->finalize = frond_helper_client_finalize;
  g_object_class_override_property (object_class, PROP_STATE, "state");
  g_object_class_override_property (object_class, PROP_ERROR, "error");
  g_object_class_override_property (object_class, PROP_CAPABILITIES, "capabilities");
}

static void
frond_helper_client_init (FrondHelperClient *self)
{
  self->jobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->state = FROND_HOST_CONNECTING;
}

static void
set_state (FrondHelperClient *self, FrondHostState state, const GError *error)
{
  g_object_freeze_notify (G_OBJECT (self));
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  self->state = state;
  g_object_notify (G_OBJECT (self), "error");
  g_object_notify (G_OBJECT (self), "state");
  g_object_thaw_notify (G_OBJECT (self));
  _frond_helper_client_wake (self);
}

static void
set_unavailable (FrondHelperClient *self, const GError *error)
{
  g_autoptr (GError) translated = frond_helper_error_translate (error);

  if (!frond_error_is_cancelled (error))
    set_state (self, FROND_HOST_UNAVAILABLE, translated);
}

/* Introductions: version, signals, capabilities, in that order. Whatever arrives from an older owner is ignored. */

static gboolean
is_current (FrondHelperClient *self, const char *owner)
{
  return g_strcmp0 (self->owner, owner) == 0;
}

typedef struct
{
  FrondHelperClient *self;
  char *owner;
} Hello;

static Hello *
hello_new (FrondHelperClient *self)
{
  Hello *hello = g_new0 (Hello, 1);

  hello->self = g_object_ref (self);
  hello->owner = g_strdup (self->owner);
  return hello;
}

static void
hello_free (Hello *hello)
{
  g_object_unref (hello->self);
  g_free (hello->owner);
  g_free (hello);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Hello, hello_free)

static void
hello_call (Hello *hello, const char *interface, const char *method, GVariant *args, const char *reply_type,
            GAsyncReadyCallback callback)
{
  g_dbus_connection_call (hello->self->bus, hello->owner, VMM_IPC_ROOT_PATH, interface, method, args,
                          reply_type != NULL ? G_VARIANT_TYPE (reply_type) : NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, HELLO_TIMEOUT_MS, hello->self->cancellable,
                          callback, hello);
}

/* The reply, or NULL where it failed or belongs to a helper that is gone already. */
static GVariant *
hello_reply (Hello *hello, GObject *source, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (!is_current (hello->self, hello->owner))
    return NULL;
  if (reply == NULL)
    set_unavailable (hello->self, error);
  return g_steal_pointer (&reply);
}

static void
take_capabilities (FrondHelperClient *self, GVariant *reply)
{
  g_autoptr (GVariant) dict = g_variant_get_child_value (reply, 0);

  g_clear_pointer (&self->capabilities, frond_host_capabilities_unref);
  self->capabilities = frond_helper_spec_to_capabilities (dict);
  g_object_notify (G_OBJECT (self), "capabilities");
}

static void
capabilities_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Hello) hello = user_data;
  g_autoptr (GVariant) reply = hello_reply (hello, source, result);

  if (reply == NULL)
    return;

  take_capabilities (hello->self, reply);
  hello->self->attempts = 0;
  set_state (hello->self, FROND_HOST_READY, NULL);
  g_signal_emit_by_name (hello->self, "reset");
}

static void
subscribed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Hello) hello = user_data;
  g_autoptr (GVariant) reply = hello_reply (hello, source, result);

  if (reply != NULL)
    hello_call (g_steal_pointer (&hello), VMM_IPC_INTERFACE ".Manager", "GetCapabilities", NULL, "(a{sv})",
                capabilities_cb);
}

static gboolean
check_introduction (FrondHelperClient *self, GVariant *properties, GError **error)
{
  const guint32 wanted = self->mode == FROND_HOST_MODE_SYSTEM ? MIN_SYSTEM_VERSION : VMM_IPC_VERSION;
  const char *mode = "";
  guint32 version = 0;

  g_variant_lookup (properties, "Version", "u", &version);
  g_variant_lookup (properties, "Mode", "&s", &mode);
  if (version < wanted)
    {
      frond_set_error (error, FROND_ERROR_HELPER_OLD, NULL, "the helper is older than version %u", wanted);
      return FALSE;
    }
  /* Whoever has the name of the computer's service without being it gets nothing of anybody. */
  if (self->mode == FROND_HOST_MODE_SYSTEM && !g_str_equal (mode, "system"))
    {
      frond_set_error (error, FROND_ERROR_HELPER_OLD, NULL, "the helper is not the computer's service");
      return FALSE;
    }

  g_clear_pointer (&self->features, g_strfreev);
  g_variant_lookup (properties, "Features", "^as", &self->features);
  return TRUE;
}

static void
introduced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Hello) hello = user_data;
  g_autoptr (GVariant) reply = hello_reply (hello, source, result);
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (GError) error = NULL;

  if (reply == NULL)
    return;

  properties = g_variant_get_child_value (reply, 0);
  if (!check_introduction (hello->self, properties, &error))
    {
      set_state (hello->self, FROND_HOST_UNAVAILABLE, error);
      return;
    }

  hello_call (g_steal_pointer (&hello), VMM_IPC_INTERFACE ".Manager", "Subscribe", NULL, "()", subscribed_cb);
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Hello) hello = user_data;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  if (reply != NULL && is_current (hello->self, hello->owner))
    take_capabilities (hello->self, reply);
}

/* Signals. */

static void
machine_changed (FrondHelperClient *self, GVariant *args)
{
  g_autoptr (FrondMachineInfo) info = NULL;
  const char *uuid;
  guint64 generation;
  guint32 state;
  guint32 reason;

  g_variant_get (args, "(&o&stuu)", NULL, &uuid, &generation, &state, &reason);
  info = frond_machine_info_new (uuid, NULL, generation, frond_helper_spec_state (state),
                                 frond_helper_spec_reason (reason), NULL);
  g_signal_emit_by_name (self, "machine-changed", info);
}

static void
signal_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
           const char *name, GVariant *args, gpointer user_data)
{
  FrondHelperClient *self = user_data;
  const char *text;
  guint32 state;
  guint32 permille;

  if (g_str_equal (name, "MachineChanged") && g_variant_is_of_type (args, G_VARIANT_TYPE ("(ostuu)")))
    {
      machine_changed (self, args);
    }
  else if (g_str_equal (name, "JobChanged") && g_variant_is_of_type (args, G_VARIANT_TYPE ("(ouu)")))
    {
      g_variant_get (args, "(&ouu)", &text, &state, &permille);
      _frond_helper_client_job_changed (self, text, state, permille);
    }
  else if (g_str_equal (name, "MachineRemoved") && g_variant_is_of_type (args, G_VARIANT_TYPE ("(os)")))
    {
      g_variant_get (args, "(&o&s)", NULL, &text);
      g_signal_emit_by_name (self, "machine-removed", text);
    }
  else if (g_str_equal (name, "MachineAdded"))
    {
      g_signal_emit_by_name (self, "reset");
    }
  else if (g_str_equal (name, "CapabilitiesChanged"))
    {
      hello_call (hello_new (self), VMM_IPC_INTERFACE ".Manager", "GetCapabilities", NULL, "(a{sv})",
                  refreshed_cb);
    }
}

/* The helper comes and goes. */

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondHelperClient) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL && self->owner == NULL)
    set_unavailable (self, error);
}

static void
ask_to_start (FrondHelperClient *self)
{
  g_dbus_connection_call (self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                          "StartServiceByName", g_variant_new ("(su)", self->name, 0), G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NONE, HELLO_TIMEOUT_MS, self->cancellable, started_cb,
                          g_object_ref (self));
}

static void
activatable_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondHelperClient) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autofree const char **names = NULL;

  if (self->owner != NULL)
    return;
  if (reply == NULL)
    {
      set_unavailable (self, error);
      return;
    }

  g_variant_get (reply, "(^a&s)", &names);
  if (g_strv_contains (names, self->name))
    {
      ask_to_start (self);
      return;
    }
  self->attempts = 0;
  frond_set_error (&error, FROND_ERROR_HELPER_MISSING, NULL, "the computer's service is not installed");
  set_state (self, FROND_HOST_UNAVAILABLE, error);
}

static void
start_helper (FrondHelperClient *self)
{
  /* Most computers do not have the service: the bus is not asked to start, and to log, what is not there. */
  if (self->mode == FROND_HOST_MODE_SYSTEM)
    g_dbus_connection_call (self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                            "org.freedesktop.DBus", "ListActivatableNames", NULL, G_VARIANT_TYPE ("(as)"),
                            G_DBUS_CALL_FLAGS_NONE, HELLO_TIMEOUT_MS, self->cancellable, activatable_cb,
                            g_object_ref (self));
  else
    ask_to_start (self);
}

static void
retry_timeout (gpointer data)
{
  FrondHelperClient *self = data;

  self->retry_source = 0;
  start_helper (self);
}

static void
appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  FrondHelperClient *self = user_data;

  g_set_str (&self->owner, owner);
  if (self->state != FROND_HOST_CONNECTING)
    set_state (self, FROND_HOST_CONNECTING, NULL);

  self->signals =
      g_dbus_connection_signal_subscribe (bus, owner, VMM_IPC_INTERFACE ".Manager", NULL, VMM_IPC_ROOT_PATH,
                                          NULL, G_DBUS_SIGNAL_FLAGS_NONE, signal_cb, self, NULL);
  hello_call (hello_new (self), "org.freedesktop.DBus.Properties", "GetAll",
              g_variant_new ("(s)", VMM_IPC_INTERFACE ".Manager"), "(a{sv})", introduced_cb);
}

static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  FrondHelperClient *self = user_data;
  const gboolean was_there = self->owner != NULL;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->owner, g_free);
  if (self->signals != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, g_steal_handle_id (&self->signals));

  if (bus == NULL)
    {
      frond_set_error (&error, FROND_ERROR_HELPER_LOST, NULL, "the bus went away");
      set_state (self, FROND_HOST_UNAVAILABLE, error);
      _frond_helper_client_jobs_lost (self);
      return;
    }

  if (self->quiet)
    {
      frond_set_error (&error, FROND_ERROR_HELPER_MISSING, NULL, "no helper runs");
      set_state (self, FROND_HOST_UNAVAILABLE, error);
      _frond_helper_client_jobs_lost (self);
      return;
    }

  if (self->attempts >= MAX_ATTEMPTS)
    {
      frond_set_error (&error, FROND_ERROR_HELPER_LOST, NULL, "the helper ended %u times in a row",
                       self->attempts);
      set_state (self, FROND_HOST_UNAVAILABLE, error);
      _frond_helper_client_jobs_lost (self);
      return;
    }

  if (self->state != FROND_HOST_CONNECTING)
    set_state (self, FROND_HOST_CONNECTING, NULL);
  if (was_there)
    _frond_helper_client_jobs_lost (self);

  if (self->attempts++ == 0)
    start_helper (self);
  else if (self->retry_source == 0)
    self->retry_source = g_timeout_add_once (250u << self->attempts, retry_timeout, self);
}

static void
watch_name (FrondHelperClient *self)
{
  g_clear_handle_id (&self->name_watch, g_bus_unwatch_name);
  self->name_watch = g_bus_watch_name_on_connection (self->bus, self->name, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                     appeared_cb, vanished_cb, self, NULL);
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondHelperClient) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus == NULL && self->mode == FROND_HOST_MODE_SYSTEM && !frond_error_is_cancelled (error))
    {
      g_autoptr (GError) missing = NULL;

      /* No system bus, no services. */
      frond_set_error (&missing, FROND_ERROR_HELPER_MISSING, NULL, "%s", error->message);
      set_state (self, FROND_HOST_UNAVAILABLE, missing);
      return;
    }
  if (bus == NULL)
    {
      set_unavailable (self, error);
      return;
    }

  /* The computer's services can be restarted under us. */
  if (self->mode == FROND_HOST_MODE_SYSTEM)
    g_dbus_connection_set_exit_on_close (bus, FALSE);
  self->bus = g_steal_pointer (&bus);
  if (!g_cancellable_is_cancelled (self->cancellable))
    watch_name (self);
}

static void
connect_bus (FrondHelperClient *self)
{
  g_bus_get (self->mode == FROND_HOST_MODE_SYSTEM ? G_BUS_TYPE_SYSTEM : G_BUS_TYPE_SESSION, self->cancellable,
             bus_cb, g_object_ref (self));
}

void
_frond_helper_client_retry (FrondMachineHost *host)
{
  FrondHelperClient *self = FROND_HELPER_CLIENT (host);

  if (self->state != FROND_HOST_UNAVAILABLE)
    return;

  self->attempts = 0;
  set_state (self, FROND_HOST_CONNECTING, NULL);
  if (self->signals != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, g_steal_handle_id (&self->signals));
  g_clear_pointer (&self->owner, g_free);
  if (self->bus == NULL || g_dbus_connection_is_closed (self->bus))
    {
      g_clear_object (&self->bus);
      connect_bus (self);
    }
  else
    {
      watch_name (self);
    }
}

static const char *
name_of (FrondHostMode mode)
{
  const char *name = g_getenv (mode == FROND_HOST_MODE_SYSTEM ? SYSTEM_NAME_ENV : VMM_IPC_BUS_NAME_ENV);

  if (name != NULL && g_dbus_is_name (name))
    return name;
  return mode == FROND_HOST_MODE_SYSTEM ? VMM_IPC_BUS_NAME : FROND_HELPER_NAME_DEFAULT;
}

FrondMachineHost *
frond_helper_client_new (void)
{
  return frond_helper_client_new_for (FROND_HOST_MODE_SESSION);
}

static FrondMachineHost *
make (FrondHostMode mode, gboolean quiet)
{
  FrondHelperClient *self = g_object_new (FROND_TYPE_HELPER_CLIENT, NULL);

  self->mode = mode;
  self->quiet = quiet;
  self->name = g_strdup (name_of (mode));

  /* Registers the contract's error names before the first of them can arrive. */
  (void) VMM_IPC_ERROR;
  connect_bus (self);
  return FROND_MACHINE_HOST (self);
}

FrondMachineHost *
frond_helper_client_new_for (FrondHostMode mode)
{
  return make (mode, FALSE);
}

FrondMachineHost *
frond_helper_client_new_quiet (FrondHostMode mode)
{
  return make (mode, TRUE);
}
