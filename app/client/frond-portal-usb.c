/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-portal-usb.h"

#include "frond-error.h"

#include <gio/gunixfdlist.h>
#include <stdlib.h>
#include <unistd.h>

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define USB         "org.freedesktop.portal.Usb"
#define REQUEST     "org.freedesktop.portal.Request"

/* A portal that floods us with devices is not one. */
#define MAX_DEVICES 256

#define RESPONSE_DONE      0
#define RESPONSE_CANCELLED 1

struct _FrondPortalUsb
{
  GObject parent_instance;

  GDBusConnection *bus;
  GCancellable *cancellable; /* of what goes on for all of our life */
  GHashTable *handles;       /* of the devices that we told of */
  char *session;
  guint events;
  gboolean started;
};

static void usb_portal_init (FrondUsbPortalInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FrondPortalUsb, frond_portal_usb, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (FROND_TYPE_USB_PORTAL, usb_portal_init))

/* One acquisition: it ends with the answer of its request, and then asks for the descriptor. */
typedef struct
{
  char *handle;  /* of the device */
  char *request; /* path */
  guint response;
} Acquisition;

static void
acquisition_free (Acquisition *acquisition)
{
  g_free (acquisition->handle);
  g_free (acquisition->request);
  g_free (acquisition);
}

static void
fail (FrondPortalUsb *self, const GError *error)
{
  g_autoptr (GError) ours = NULL;
  gboolean missing =
      error->domain == G_DBUS_ERROR &&
      (error->code == G_DBUS_ERROR_SERVICE_UNKNOWN || error->code == G_DBUS_ERROR_UNKNOWN_METHOD ||
       error->code == G_DBUS_ERROR_UNKNOWN_INTERFACE || error->code == G_DBUS_ERROR_UNKNOWN_OBJECT);

  if (frond_error_is_cancelled (error))
    return;

  frond_set_error (&ours, missing ? FROND_ERROR_UNSUPPORTED : FROND_ERROR_FAILED, NULL, "%s", error->message);
  g_signal_emit_by_name (self, "failed", ours);
}

/* A property of udev, or "". */
static const char *
look_up (GVariant *properties, const char *name, const char *other)
{
  const char *text;

  if (g_variant_lookup (properties, name, "&s", &text) ||
      (other != NULL && g_variant_lookup (properties, other, "&s", &text)))
    return text;

  return "";
}

/* "vvvv:pppp", or "". */
static char *
dup_id (GVariant *properties)
{
  const char *vendor = look_up (properties, "ID_VENDOR_ID", NULL);
  const char *product = look_up (properties, "ID_MODEL_ID", NULL);

  for (guint i = 0; i < 4; i++)
    if (!g_ascii_isxdigit (vendor[i]) || !g_ascii_isxdigit (product[i]))
      return g_strdup ("");
  if (vendor[4] != '\0' || product[4] != '\0')
    return g_strdup ("");

  return g_strdup_printf ("%s:%s", vendor, product);
}

static void
take_device (FrondPortalUsb *self, const char *handle, GVariant *device)
{
  g_autoptr (GVariant) properties = NULL;
  g_autofree char *id = NULL;
  gboolean writable = FALSE;

  if (g_hash_table_contains (self->handles, handle) || g_hash_table_size (self->handles) >= MAX_DEVICES)
    return;
  if (!g_variant_lookup (device, "writable", "b", &writable) || !writable)
    return;

  properties = g_variant_lookup_value (device, "properties", G_VARIANT_TYPE_VARDICT);
  if (properties == NULL)
    properties = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  id = dup_id (properties);
  g_hash_table_add (self->handles, g_strdup (handle));
  g_signal_emit_by_name (self, "added", handle, look_up (properties, "ID_VENDOR_FROM_DATABASE", "ID_VENDOR"),
                         look_up (properties, "ID_MODEL_FROM_DATABASE", "ID_MODEL"), id,
                         atoi (look_up (properties, "BUSNUM", NULL)),
                         atoi (look_up (properties, "DEVNUM", NULL)),
                         look_up (properties, "ID_USB_INTERFACES", NULL));
}

static void
events_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
           const char *signal, GVariant *parameters, gpointer user_data)
{
  FrondPortalUsb *self = user_data;
  g_autoptr (GVariantIter) events = NULL;
  const char *session, *action, *handle;
  GVariant *device;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(oa(ssa{sv}))")))
    return;

  g_variant_get (parameters, "(&oa(ssa{sv}))", &session, &events);
  while (g_variant_iter_next (events, "(&s&s@a{sv})", &action, &handle, &device))
    {
      if (g_str_equal (action, "add"))
        take_device (self, handle, device);
      else if (g_str_equal (action, "remove") && g_hash_table_contains (self->handles, handle))
        {
          g_signal_emit_by_name (self, "removed", handle);
          g_hash_table_remove (self->handles, handle);
        }
      g_variant_unref (device);
    }
}

static void
enumerated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondPortalUsb) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariantIter) devices = NULL;
  const char *handle;
  GVariant *device;

  if (reply == NULL)
    {
      fail (self, error);
      return;
    }

  g_variant_get (reply, "(a(sa{sv}))", &devices);
  while (g_variant_iter_next (devices, "(&s@a{sv})", &handle, &device))
    {
      take_device (self, handle, device);
      g_variant_unref (device);
    }
}

static void
call (FrondPortalUsb *self, const char *method, GVariant *parameters, const char *reply,
      GAsyncReadyCallback callback, gpointer user_data)
{
  g_dbus_connection_call (self->bus, PORTAL_NAME, PORTAL_PATH, USB, method, parameters,
                          G_VARIANT_TYPE (reply), G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, callback,
                          user_data);
}

static char *
new_token (void)
{
  return g_strdup_printf ("frond%08x%08x", g_random_int (), g_random_int ());
}

static GVariant *
new_options (const char *key, const char *token)
{
  g_auto (GVariantBuilder) options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (key != NULL)
    g_variant_builder_add (&options, "{sv}", key, g_variant_new_string (token));

  return g_variant_builder_end (&options);
}

static void
session_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondPortalUsb) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL)
    {
      fail (self, error);
      return;
    }

  g_variant_get (reply, "(o)", &self->session);
  call (self, "EnumerateDevices", g_variant_new ("(@a{sv})", new_options (NULL, NULL)), "(a(sa{sv}))",
        enumerated_cb, g_object_ref (self));
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondPortalUsb) self = user_data;
  g_autofree char *token = new_token ();
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_bus_get_finish (result, &error);

  if (bus == NULL)
    {
      fail (self, error);
      return;
    }

  self->bus = bus;
  self->events = g_dbus_connection_signal_subscribe (bus, PORTAL_NAME, USB, "DeviceEvents", PORTAL_PATH, NULL,
                                                     G_DBUS_SIGNAL_FLAGS_NONE, events_cb, self, NULL);
  call (self, "CreateSession", g_variant_new ("(@a{sv})", new_options ("session_handle_token", token)), "(o)",
        session_made_cb, g_object_ref (self));
}

static void
start (FrondUsbPortal *portal)
{
  FrondPortalUsb *self = FROND_PORTAL_USB (portal);

  if (self->started)
    return;

  self->started = TRUE;
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, bus_cb, g_object_ref (self));
}

static void
close_fd (gpointer data)
{
  close (GPOINTER_TO_INT (data) - 1);
}

/* The descriptor of the device in a page of results: -1 when it is not there, -2 when it was refused. */
static int
find_fd (Acquisition *acquisition, GVariantIter *results, GUnixFDList *fds, GError **error)
{
  const char *handle;
  GVariant *result;
  int fd = -1;

  while (fd == -1 && g_variant_iter_next (results, "(&s@a{sv})", &handle, &result))
    {
      gboolean success = FALSE;
      gint32 index = -1;
      const char *reason = "no reason given";

      if (g_str_equal (handle, acquisition->handle))
        {
          g_variant_lookup (result, "success", "b", &success);
          g_variant_lookup (result, "error", "&s", &reason);
          if (success && g_variant_lookup (result, "fd", "h", &index) && fds != NULL && index >= 0 &&
              index < g_unix_fd_list_get_length (fds))
            fd = g_unix_fd_list_get (fds, index, NULL);
          if (fd < 0)
            {
              frond_set_error (error, FROND_ERROR_NOT_AUTHORIZED, NULL, "%s", reason);
              fd = -2;
            }
        }
      g_variant_unref (result);
    }

  return fd;
}

static void ask_descriptors (GTask *task);

static void
descriptors_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GUnixFDList) fds = NULL;
  GError *error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (source), &fds, result, &error);
  g_autoptr (GVariantIter) results = NULL;
  gboolean finished;
  int fd;

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_variant_get (reply, "(a(sa{sv})b)", &results, &finished);
  fd = find_fd (g_task_get_task_data (task), results, fds, &error);
  if (fd >= 0)
    g_task_return_pointer (task, GINT_TO_POINTER (fd + 1), close_fd);
  else if (error != NULL)
    g_task_return_error (task, error);
  else if (!finished)
    ask_descriptors (task);
  else
    {
      frond_set_error (&error, FROND_ERROR_NOT_FOUND, NULL, "the portal has no such device");
      g_task_return_error (task, error);
    }
}

static void
ask_descriptors (GTask *task)
{
  FrondPortalUsb *self = g_task_get_source_object (task);
  Acquisition *acquisition = g_task_get_task_data (task);

  g_dbus_connection_call_with_unix_fd_list (self->bus, PORTAL_NAME, PORTAL_PATH, USB, "FinishAcquireDevices",
                                            g_variant_new ("(o@a{sv})", acquisition->request,
                                                           new_options (NULL, NULL)),
                                            G_VARIANT_TYPE ("(a(sa{sv})b)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                                            self->cancellable, descriptors_cb, g_object_ref (task));
}

static void
stop_listening (GTask *task)
{
  FrondPortalUsb *self = g_task_get_source_object (task);
  Acquisition *acquisition = g_task_get_task_data (task);

  if (acquisition->response != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, acquisition->response);
  acquisition->response = 0;
}

static void
response_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
             const char *signal, GVariant *parameters, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  guint32 response = G_MAXUINT32;
  GError *error = NULL;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    g_variant_get (parameters, "(ua{sv})", &response, NULL);
  stop_listening (task);
  if (response == RESPONSE_DONE)
    {
      ask_descriptors (task);
      return;
    }

  if (response == RESPONSE_CANCELLED)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the person said no");
  else
    frond_set_error (&error, FROND_ERROR_NOT_AUTHORIZED, NULL, "the portal refused");
  g_task_return_error (task, error);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  /* The answer may have been faster than this. */
  if (reply == NULL && !g_task_get_completed (task))
    {
      stop_listening (task);
      g_task_return_error (task, error);
    }
  else
    g_clear_error (&error);
}

static GVariant *
new_request (const char *handle, const char *token)
{
  g_auto (GVariantBuilder) devices = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sa{sv})"));
  g_auto (GVariantBuilder) access = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (&access, "{sv}", "writable", g_variant_new_boolean (TRUE));
  g_variant_builder_add (&devices, "(sa{sv})", handle, &access);

  return g_variant_new ("(sa(sa{sv})@a{sv})", "", &devices, new_options ("handle_token", token));
}

static void
acquire_async (FrondUsbPortal *portal, const char *handle, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  FrondPortalUsb *self = FROND_PORTAL_USB (portal);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *token = new_token ();
  g_autofree char *sender = NULL;
  Acquisition *acquisition = g_new0 (Acquisition, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, acquire_async);
  g_task_set_task_data (task, acquisition, (GDestroyNotify) acquisition_free);
  acquisition->handle = g_strdup (handle);
  if (self->bus == NULL || !g_hash_table_contains (self->handles, handle))
    {
      frond_set_error (&error, FROND_ERROR_NOT_FOUND, NULL, "the portal has no such device");
      g_task_return_error (task, error);
      return;
    }

  /* The path of the request is known before it is made, so that no answer is missed. */
  sender = g_strdup (g_dbus_connection_get_unique_name (self->bus) + 1);
  g_strdelimit (sender, ".", '_');
  acquisition->request = g_strdup_printf (PORTAL_PATH "/request/%s/%s", sender, token);
  acquisition->response =
      g_dbus_connection_signal_subscribe (self->bus, PORTAL_NAME, REQUEST, "Response", acquisition->request,
                                          NULL, G_DBUS_SIGNAL_FLAGS_NONE, response_cb, g_object_ref (task),
                                          g_object_unref);
  call (self, "AcquireDevices", new_request (handle, token), "(o)", asked_cb, g_steal_pointer (&task));
}

static int
acquire_finish (FrondUsbPortal *portal, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, portal), -1);

  return GPOINTER_TO_INT (g_task_propagate_pointer (G_TASK (result), error)) - 1;
}

static void
release (FrondUsbPortal *portal, const char *handle)
{
  FrondPortalUsb *self = FROND_PORTAL_USB (portal);
  const char *const handles[] = { handle, NULL };

  if (self->bus != NULL)
    g_dbus_connection_call (self->bus, PORTAL_NAME, PORTAL_PATH, USB, "ReleaseDevices",
                            g_variant_new ("(^as@a{sv})", handles, new_options (NULL, NULL)), NULL,
                            G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static void
usb_portal_init (FrondUsbPortalInterface *iface)
{
  iface->start = start;
  iface->acquire_async = acquire_async;
  iface->acquire_finish = acquire_finish;
  iface->release = release;
}

static void
frond_portal_usb_dispose (GObject *object)
{
  FrondPortalUsb *self = FROND_PORTAL_USB (object);

  g_cancellable_cancel (self->cancellable);
  if (self->events != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->events);
  self->events = 0;
  if (self->session != NULL)
    g_dbus_connection_call (self->bus, PORTAL_NAME, self->session, "org.freedesktop.portal.Session", "Close",
                            NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
  g_clear_pointer (&self->session, g_free);
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (frond_portal_usb_parent_class)->dispose (object);
}

static void
frond_portal_usb_finalize (GObject *object)
{
  FrondPortalUsb *self = FROND_PORTAL_USB (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->handles);
  G_OBJECT_CLASS (frond_portal_usb_parent_class)->finalize (object);
}

static void
frond_portal_usb_class_init (FrondPortalUsbClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_portal_usb_dispose;
  G_OBJECT_CLASS (klass)->finalize = frond_portal_usb_finalize;
}

static void
frond_portal_usb_init (FrondPortalUsb *self)
{
  self->cancellable = g_cancellable_new ();
  self->handles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

FrondUsbPortal *
frond_portal_usb_new (void)
{
  return g_object_new (FROND_TYPE_PORTAL_USB, NULL);
}
