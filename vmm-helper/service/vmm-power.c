/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-power.h"

#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>
#include <string.h>

#define LOGIND_NAME      "org.freedesktop.login1"
#define LOGIND_PATH      "/org/freedesktop/login1"
#define LOGIND_SELF      LOGIND_PATH "/user/self"
#define LOGIND_MANAGER   LOGIND_NAME ".Manager"
#define LOGIND_USER      LOGIND_NAME ".User"
#define UPOWER_NAME      "org.freedesktop.UPower"
#define UPOWER_PATH      "/org/freedesktop/UPower"
#define UPOWER_DISPLAY   UPOWER_PATH "/devices/DisplayDevice"
#define UPOWER_DEVICE    UPOWER_NAME ".Device"
#define PROPERTIES_IFACE "org.freedesktop.DBus.Properties"

/* UpDeviceLevel: low is a fifth of the battery and may be an hour; critical is minutes, which is what saving takes. At the
 * level after that the computer switches itself off. */
#define LEVEL_CRITICAL 4

/* logind's own InhibitDelayMaxSec, where it does not say. */
#define DEFAULT_DELAY_MS 5000

/* Somebody waits for the end of this process. */
#define LEAVING_MS 2000

typedef struct
{
  VmmPower *power; /* borrowed: calls hold it */
  VmmOccasion occasion;
  const char *what;
  gboolean wanted;
  gboolean asking;
  gboolean begun; /* and not over yet: a lock now would be none */
  int fd;
} Lock;

struct _VmmPower
{
  GObject parent_instance;

  GCancellable *cancellable;
  GDBusConnection *connection; /* our own: it is of no matter to anybody when it breaks */
  gboolean connecting;
  GDBusProxy *logind;
  GDBusProxy *upower;
  GDBusProxy *battery;
  Lock locks[VMM_OCCASION_LOW_BATTERY]; /* of those before it */
  gboolean watched;
  gboolean low;
};

G_DEFINE_FINAL_TYPE (VmmPower, vmm_power, G_TYPE_OBJECT)

enum
{
  BEGINS,
  ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
vmm_power_dispose (GObject *object)
{
  VmmPower *self = VMM_POWER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->logind);
  g_clear_object (&self->upower);
  g_clear_object (&self->battery);
  g_clear_object (&self->connection);
  for (gsize i = 0; i < G_N_ELEMENTS (self->locks); i++)
    g_clear_fd (&self->locks[i].fd, NULL);
  G_OBJECT_CLASS (vmm_power_parent_class)->dispose (object);
}

static void
vmm_power_finalize (GObject *object)
{
  VmmPower *self = VMM_POWER (object);

  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (vmm_power_parent_class)->finalize (object);
}

static void
vmm_power_class_init (VmmPowerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vmm_power_dispose;
  G_OBJECT_CLASS (klass)->finalize = vmm_power_finalize;

  signals[BEGINS] = g_signal_new ("begins", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
  signals[ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
vmm_power_init (VmmPower *self)
{
  static const char *const what[] = {
    [VMM_OCCASION_LOGOUT] = "shutdown",
    [VMM_OCCASION_SUSPEND] = "sleep",
  };

  self->cancellable = g_cancellable_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (self->locks); i++)
    self->locks[i] = (Lock) { .power = self, .occasion = (VmmOccasion) i, .what = what[i], .fd = -1 };
}

VmmPower *
vmm_power_new (void)
{
  return g_object_new (VMM_TYPE_POWER, NULL);
}

static void update_lock (Lock *lock);

static void
on_inhibited (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Lock *lock = user_data;
  g_autoptr (VmmPower) self = lock->power;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_proxy_call_with_unix_fd_list_finish (G_DBUS_PROXY (object), &fds, result, &error);
  gint32 handle;

  lock->asking = FALSE;
  if (reply == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_message ("The computer does not wait for guests (%s): %s", lock->what, error->message);
      return;
    }
  g_variant_get (reply, "(h)", &handle);
  if (fds != NULL && !g_cancellable_is_cancelled (self->cancellable))
    lock->fd = g_unix_fd_list_get (fds, handle, NULL);
  update_lock (lock);
}

/* A delay and no block: whoever wants to log out or to sleep is not stopped from it by a guest. */
static void
update_lock (Lock *lock)
{
  VmmPower *self = lock->power;
  const gboolean wanted = self->watched && lock->wanted;
  g_autofree char *owner = self->logind != NULL ? g_dbus_proxy_get_name_owner (self->logind) : NULL;

  if (!wanted)
    g_clear_fd (&lock->fd, NULL);
  if (!wanted || lock->fd >= 0 || lock->asking || lock->begun || owner == NULL)
    return;

  lock->asking = TRUE;
  g_object_ref (self);
  g_dbus_proxy_call_with_unix_fd_list (self->logind, "Inhibit",
                                       g_variant_new ("(ssss)", lock->what, "Frond",
                                                      "Virtual machines are saved first", "delay"),
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, self->cancellable, on_inhibited,
                                       lock);
}

static guint
get_delay (VmmPower *self)
{
  g_autoptr (GVariant) value = g_dbus_proxy_get_cached_property (self->logind, "InhibitDelayMaxUSec");

  if (value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64))
    return DEFAULT_DELAY_MS;
  return (guint) MIN (g_variant_get_uint64 (value) / 1000, G_MAXINT);
}

static void
note_logind (Lock *lock, gboolean begins)
{
  VmmPower *self = lock->power;

  if (lock->begun == begins)
    return;
  lock->begun = begins;
  if (begins)
    g_signal_emit (self, signals[BEGINS], 0, lock->occasion, lock->fd >= 0 ? get_delay (self) : 0);
  else
    {
      g_clear_fd (&lock->fd, NULL);
      update_lock (lock);
      g_signal_emit (self, signals[ENDED], 0, lock->occasion);
    }
}

static void
on_logind_signal (GDBusProxy *proxy, const char *sender, const char *name, GVariant *parameters,
                  VmmPower *self)
{
  gboolean begins;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &begins);
  if (strcmp (name, "PrepareForShutdown") == 0)
    note_logind (&self->locks[VMM_OCCASION_LOGOUT], begins);
  else if (strcmp (name, "PrepareForSleep") == 0)
    note_logind (&self->locks[VMM_OCCASION_SUSPEND], begins);
}

static void
on_battery (GDBusProxy *proxy, GVariant *changed, const char *const *invalidated, VmmPower *self)
{
  g_autoptr (GVariant) on_battery = NULL;
  g_autoptr (GVariant) level = NULL;
  gboolean low;

  if (self->upower == NULL || self->battery == NULL)
    return;
  on_battery = g_dbus_proxy_get_cached_property (self->upower, "OnBattery");
  level = g_dbus_proxy_get_cached_property (self->battery, "WarningLevel");
  low = on_battery != NULL && g_variant_is_of_type (on_battery, G_VARIANT_TYPE_BOOLEAN) &&
        g_variant_get_boolean (on_battery) && level != NULL &&
        g_variant_is_of_type (level, G_VARIANT_TYPE_UINT32) && g_variant_get_uint32 (level) >= LEVEL_CRITICAL;
  if (low == self->low)
    return;
  self->low = low;
  if (low)
    g_signal_emit (self, signals[BEGINS], 0, VMM_OCCASION_LOW_BATTERY, 0);
  else
    g_signal_emit (self, signals[ENDED], 0, VMM_OCCASION_LOW_BATTERY);
}

static GDBusProxy *
finish_proxy (GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  GDBusProxy *proxy = g_dbus_proxy_new_finish (result, &error);

  if (proxy == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_info ("The computer's power is not watched: %s", error->message);
  return proxy;
}

static void
on_logind_owner (VmmPower *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->locks); i++)
    update_lock (&self->locks[i]);
}

static void
on_logind (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmPower) self = user_data;
  g_autoptr (GDBusProxy) proxy = finish_proxy (result);

  if (proxy == NULL || self->connection == NULL)
    return;
  self->logind = g_steal_pointer (&proxy);
  g_signal_connect_object (self->logind, "g-signal", G_CALLBACK (on_logind_signal), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->logind, "notify::g-name-owner", G_CALLBACK (on_logind_owner), self,
                           G_CONNECT_SWAPPED);
  on_logind_owner (self);
}

static void
take_battery_proxy (VmmPower *self, GAsyncResult *result, GDBusProxy **place)
{
  g_autoptr (GDBusProxy) proxy = finish_proxy (result);

  if (proxy == NULL || self->connection == NULL)
    return;
  *place = g_steal_pointer (&proxy);
  g_signal_connect_object (*place, "g-properties-changed", G_CALLBACK (on_battery), self, G_CONNECT_DEFAULT);
  on_battery (NULL, NULL, NULL, self);
}

static void
on_upower (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmPower) self = user_data;

  take_battery_proxy (self, result, &self->upower);
}

static void
on_display_device (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmPower) self = user_data;

  take_battery_proxy (self, result, &self->battery);
}

static void
on_connected (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmPower) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection = g_dbus_connection_new_for_address_finish (result, &error);

  self->connecting = FALSE;
  if (connection == NULL || g_cancellable_is_cancelled (self->cancellable))
    {
      g_info ("The computer's power is not watched: %s", error != NULL ? error->message : "ending");
      return;
    }
  self->connection = g_steal_pointer (&connection);
  g_dbus_proxy_new (self->connection, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, NULL, LOGIND_NAME, LOGIND_PATH,
                    LOGIND_MANAGER, self->cancellable, on_logind, g_object_ref (self));
  g_dbus_proxy_new (self->connection, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, NULL, UPOWER_NAME, UPOWER_PATH,
                    UPOWER_NAME, self->cancellable, on_upower, g_object_ref (self));
  g_dbus_proxy_new (self->connection, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, NULL, UPOWER_NAME, UPOWER_DISPLAY,
                    UPOWER_DEVICE, self->cancellable, on_display_device, g_object_ref (self));
}

static void
connect_to_bus (VmmPower *self)
{
  g_autofree char *address = NULL;

  if (self->connecting || (self->connection != NULL && !g_dbus_connection_is_closed (self->connection)))
    return;
  g_clear_object (&self->logind);
  g_clear_object (&self->upower);
  g_clear_object (&self->battery);
  g_clear_object (&self->connection);
  address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);
  if (address == NULL)
    return;
  self->connecting = TRUE;
  g_dbus_connection_new_for_address (address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                         G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL, self->cancellable, on_connected, g_object_ref (self));
}

void
vmm_power_watch (VmmPower *self, gboolean watch, const gboolean delayed[])
{
  self->watched = watch;
  if (watch)
    connect_to_bus (self);
  for (gsize i = 0; i < G_N_ELEMENTS (self->locks); i++)
    {
      self->locks[i].wanted = delayed[i];
      update_lock (&self->locks[i]);
    }
}

void
vmm_power_done (VmmPower *self, VmmOccasion occasion)
{
  if (occasion < G_N_ELEMENTS (self->locks) && self->locks[occasion].begun)
    g_clear_fd (&self->locks[occasion].fd, NULL);
}

static void
on_user_state (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, NULL);
  g_autoptr (GVariant) state = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(v)", &state);
  g_task_return_boolean (task, state != NULL && g_variant_is_of_type (state, G_VARIANT_TYPE_STRING) &&
                                   strcmp (g_variant_get_string (state, NULL), "closing") == 0);
}

void
vmm_power_is_user_leaving_async (VmmPower *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, vmm_power_is_user_leaving_async);
  if (self->connection == NULL)
    g_task_return_boolean (task, FALSE);
  else
    g_dbus_connection_call (self->connection, LOGIND_NAME, LOGIND_SELF, PROPERTIES_IFACE, "Get",
                            g_variant_new ("(ss)", LOGIND_USER, "State"), G_VARIANT_TYPE ("(v)"),
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, LEAVING_MS, NULL, on_user_state,
                            g_object_ref (task));
}

gboolean
vmm_power_is_user_leaving_finish (VmmPower *self, GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
