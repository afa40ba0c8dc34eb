/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The client of the USB portal against a double of it, on a bus of its own. */

#include "frond-error.h"
#include "frond-portal-usb.h"

#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define SESSION     PORTAL_PATH "/session/one"

static const char introspection[] =
    "<node><interface name='org.freedesktop.portal.Usb'>"
    "<method name='CreateSession'><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"
    "<method name='EnumerateDevices'><arg type='a{sv}' direction='in'/>"
    "<arg type='a(sa{sv})' direction='out'/></method>"
    "<method name='AcquireDevices'><arg type='s' direction='in'/><arg type='a(sa{sv})' direction='in'/>"
    "<arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"
    "<method name='FinishAcquireDevices'><arg type='o' direction='in'/><arg type='a{sv}' direction='in'/>"
    "<arg type='a(sa{sv})' direction='out'/><arg type='b' direction='out'/></method>"
    "<method name='ReleaseDevices'><arg type='as' direction='in'/><arg type='a{sv}' direction='in'/></method>"
    "</interface></node>";

typedef struct
{
  GTestDBus *bus;
  GDBusConnection *connection; /* the portal's own */
  GDBusNodeInfo *info;
  FrondUsbPortal *portal;
  GString *told;    /* what the client has told us, a line each */
  GString *calls;   /* what the portal was asked */
  guint32 response; /* to an acquisition */
  gboolean refuse;  /* the device itself */
  guint n_empty;    /* pages without a result before the one that has it */
} Fixture;

static void
late (gpointer data)
{
  g_error ("waited too long for %s", (const char *) data);
}

#define WAIT_FOR(condition)                                                                                  \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    guint deadline = g_timeout_add_seconds_once (60, late, (gpointer) #condition);                           \
    while (!(condition))                                                                                     \
      g_main_context_iteration (NULL, TRUE);                                                                 \
    g_source_remove (deadline);                                                                              \
  }                                                                                                          \
  G_STMT_END

/* A scanner, a keyboard's id that is nonsense, and something that may only be looked at. */
static GVariant *
describe (const char *vendor, const char *id, gboolean writable)
{
  return g_variant_new_parsed (
      "@a{sv} {'writable': <%b>, 'properties': <@a{sv} {'ID_VENDOR_FROM_DATABASE': <%s>, 'ID_MODEL': "
      "<'Scanner'>,"
      " 'ID_VENDOR_ID': <%s>, 'ID_MODEL_ID': <'4567'>, 'BUSNUM': <'001'>, 'DEVNUM': <'012'>,"
      " 'ID_USB_INTERFACES': <':ffffff:080650:'>}>}",
      writable, vendor, id);
}

static void
emit_event (Fixture *f, const char *action, const char *handle, GVariant *device)
{
  GVariantBuilder events = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ssa{sv})"));

  g_variant_builder_add (&events, "(ss@a{sv})", action, handle, device);
  g_dbus_connection_emit_signal (f->connection, NULL, PORTAL_PATH, "org.freedesktop.portal.Usb",
                                 "DeviceEvents", g_variant_new ("(oa(ssa{sv}))", SESSION, &events), NULL);
}

static void
enumerate (GDBusMethodInvocation *invocation)
{
  GVariantBuilder devices = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sa{sv})"));

  g_variant_builder_add (&devices, "(s@a{sv})", "one", describe ("ACME", "0123", TRUE));
  g_variant_builder_add (&devices, "(s@a{sv})", "two", describe ("ACME", "../..", TRUE));
  g_variant_builder_add (&devices, "(s@a{sv})", "three", describe ("ACME", "0123", FALSE));
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a(sa{sv}))", &devices));
}

static void
acquire (Fixture *f, const char *sender, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 2);
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *path = NULL;
  const char *token;

  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  path = g_strdup_printf (PORTAL_PATH "/request/%s/%s", name, token);
  /* First the answer, then the reply: a client must bear it. */
  g_dbus_connection_emit_signal (f->connection, sender, path, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(ua{sv})", f->response, NULL), NULL);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", path));
}

static void
finish (Fixture *f, GDBusMethodInvocation *invocation)
{
  GVariantBuilder results = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sa{sv})"));
  GVariantBuilder result = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  int ends[2];

  if (f->n_empty > 0)
    {
      f->n_empty--;
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a(sa{sv})b)", &results, FALSE));
      return;
    }

  g_assert_cmpint (pipe (ends), ==, 0);
  g_assert_cmpint (write (ends[1], "usb", 3), ==, 3);
  g_unix_fd_list_append (fds, ends[0], NULL);
  close (ends[0]);
  close (ends[1]);
  g_variant_builder_add (&result, "{sv}", "success", g_variant_new_boolean (!f->refuse));
  if (f->refuse)
    g_variant_builder_add (&result, "{sv}", "error", g_variant_new_string ("no such node"));
  else
    g_variant_builder_add (&result, "{sv}", "fd", g_variant_new_handle (0));
  g_variant_builder_add (&results, "(sa{sv})", "one", &result);
  g_dbus_method_invocation_return_value_with_unix_fd_list (invocation,
                                                           g_variant_new ("(a(sa{sv})b)", &results, TRUE),
                                                           fds);
}

static void
method_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
           const char *method, GVariant *parameters, GDBusMethodInvocation *invocation, gpointer user_data)
{
  Fixture *f = user_data;

  g_string_append_printf (f->calls, "%s ", method);
  if (g_str_equal (method, "CreateSession"))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", SESSION));
  else if (g_str_equal (method, "EnumerateDevices"))
    enumerate (invocation);
  else if (g_str_equal (method, "AcquireDevices"))
    acquire (f, sender, parameters, invocation);
  else if (g_str_equal (method, "FinishAcquireDevices"))
    finish (f, invocation);
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
}

static const GDBusInterfaceVTable vtable = { .method_call = method_cb };

static void
start_portal (Fixture *f)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  g_dbus_connection_register_object (f->connection, PORTAL_PATH, f->info->interfaces[0], &vtable, f, NULL,
                                     &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (f->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", PORTAL_NAME, 0), NULL, G_DBUS_CALL_FLAGS_NONE,
                                       -1, NULL, &error);
  g_assert_no_error (error);
}

static void
added_cb (Fixture *f, const char *handle, const char *vendor, const char *product, const char *id, int bus,
          int address, const char *interfaces)
{
  g_string_append_printf (f->told, "+%s %s %s [%s] %d-%d %s\n", handle, vendor, product, id, bus, address,
                          interfaces);
}

static void
removed_cb (Fixture *f, const char *handle)
{
  g_string_append_printf (f->told, "-%s\n", handle);
}

static void
failed_cb (Fixture *f, const GError *error)
{
  g_string_append_printf (f->told, "!%d\n", error->domain == FROND_ERROR ? error->code : -1);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (f->bus);
  f->connection = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (f->bus),
                                                          G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                              G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                          NULL, NULL, &error);
  g_assert_no_error (error);
  f->info = g_dbus_node_info_new_for_xml (introspection, &error);
  g_assert_no_error (error);
  f->told = g_string_new (NULL);
  f->calls = g_string_new (NULL);
  f->portal = frond_portal_usb_new ();
  g_signal_connect_swapped (f->portal, "added", G_CALLBACK (added_cb), f);
  g_signal_connect_swapped (f->portal, "removed", G_CALLBACK (removed_cb), f);
  g_signal_connect_swapped (f->portal, "failed", G_CALLBACK (failed_cb), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_run_dispose (G_OBJECT (f->portal));
  g_object_unref (f->portal);
  g_dbus_connection_close_sync (f->connection, NULL, NULL);
  g_object_unref (f->connection);
  g_dbus_node_info_unref (f->info);
  g_string_free (f->told, TRUE);
  g_string_free (f->calls, TRUE);
  g_test_dbus_stop (f->bus);
  g_object_unref (f->bus);
}

static void
begin (Fixture *f)
{
  start_portal (f);
  frond_usb_portal_start (f->portal);
  WAIT_FOR (strstr (f->told->str, "+two") != NULL);
}

static void
test_lists (Fixture *f, gconstpointer data)
{
  begin (f);
  g_assert_cmpstr (f->told->str, ==,
                   "+one ACME Scanner [0123:4567] 1-12 :ffffff:080650:\n"
                   "+two ACME Scanner [] 1-12 :ffffff:080650:\n");
  g_assert_cmpstr (f->calls->str, ==, "CreateSession EnumerateDevices ");

  emit_event (f, "add", "one", describe ("ACME", "0123", TRUE));
  emit_event (f, "remove", "nobody", g_variant_new ("a{sv}", NULL));
  emit_event (f, "add", "four", g_variant_new ("a{sv}", NULL));
  emit_event (f, "remove", "one", g_variant_new ("a{sv}", NULL));
  emit_event (f, "add", "one", describe ("Other", "0123", TRUE));
  g_string_truncate (f->told, 0);
  WAIT_FOR (strstr (f->told->str, "Other") != NULL);
  g_assert_cmpstr (f->told->str, ==, "-one\n+one Other Scanner [0123:4567] 1-12 :ffffff:080650:\n");
}

static void
test_missing (Fixture *f, gconstpointer data)
{
  g_autofree char *expected = g_strdup_printf ("!%d\n", FROND_ERROR_UNSUPPORTED);

  frond_usb_portal_start (f->portal);
  WAIT_FOR (f->told->len > 0);
  g_assert_cmpstr (f->told->str, ==, expected);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static int
acquire_device (Fixture *f, const char *handle, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  frond_usb_portal_acquire_async (f->portal, handle, NULL, result_cb, &result);
  WAIT_FOR (result != NULL);
  return frond_usb_portal_acquire_finish (f->portal, result, error);
}

static void
test_acquires (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofd int fd = -1;
  char text[4];

  begin (f);
  f->n_empty = GPOINTER_TO_UINT (data);
  g_string_truncate (f->calls, 0);
  fd = acquire_device (f, "one", &error);
  g_assert_no_error (error);
  g_assert_cmpint (read (fd, text, sizeof text), ==, 3);
  g_assert_cmpmem (text, 3, "usb", 3);
  frond_usb_portal_release (f->portal, "one");
  WAIT_FOR (strstr (f->calls->str, "ReleaseDevices") != NULL);
  g_assert_cmpint (acquire_device (f, "nobody", &error), ==, -1);
  g_assert_error (error, FROND_ERROR, FROND_ERROR_NOT_FOUND);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (f);
  f->response = 1;
  g_assert_cmpint (acquire_device (f, "one", &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  f->response = 2;
  g_assert_cmpint (acquire_device (f, "one", &error), ==, -1);
  g_assert_error (error, FROND_ERROR, FROND_ERROR_NOT_AUTHORIZED);
  g_clear_error (&error);

  f->response = 0;
  f->refuse = TRUE;
  g_assert_cmpint (acquire_device (f, "one", &error), ==, -1);
  g_assert_error (error, FROND_ERROR, FROND_ERROR_NOT_AUTHORIZED);
}

#define ADD(name, test, data)                                                                                \
  g_test_add ("/portal-usb/" name, Fixture, GUINT_TO_POINTER (data), set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("lists", test_lists, 0);
  ADD ("missing", test_missing, 0);
  ADD ("acquires", test_acquires, 0);
  ADD ("acquires-in-pages", test_acquires, 2);
  ADD ("refused", test_refused, 0);
  return g_test_run ();
}
