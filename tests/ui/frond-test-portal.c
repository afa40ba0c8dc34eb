/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-test-portal.h"

#define NAME    "org.freedesktop.portal.Desktop"
#define PATH    "/org/freedesktop/portal/desktop"
#define REQUEST "org.freedesktop.portal.Request"

static const char introspection[] =
    "<node>"
    " <interface name='org.freedesktop.portal.Background'>"
    "  <property name='version' type='u' access='read'/>"
    "  <method name='RequestBackground'>"
    "   <arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/>"
    "  </method>"
    "  <method name='SetStatus'><arg type='a{sv}' direction='in'/></method>"
    " </interface>"
    " <interface name='org.freedesktop.portal.DynamicLauncher'>"
    "  <method name='PrepareInstall'>"
    "   <arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='v' direction='in'/>"
    "   <arg type='a{sv}' direction='in'/><arg type='o' direction='out'/>"
    "  </method>"
    "  <method name='Install'>"
    "   <arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "   <arg type='a{sv}' direction='in'/>"
    "  </method>"
    "  <method name='Uninstall'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/></method>"
    " </interface>"
    " <interface name='org.freedesktop.portal.Notification'>"
    "  <method name='AddNotification'><arg type='s' direction='in'/><arg type='a{sv}' "
    "direction='in'/></method>"
    "  <method name='RemoveNotification'><arg type='s' direction='in'/></method>"
    "  <property name='version' type='u' access='read'/>"
    " </interface>"
    "</node>";

struct _FrondTestPortal
{
  GDBusConnection *bus;
  GDBusNodeInfo *info;
  GArray *objects; /* (element-type guint) */
  FrondTestPortalAnswer answer;
  GString *calls;
  GHashTable *last; /* method → parameters, printed */
};

static void
own (FrondTestPortal *self, const char *method, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_sync (self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                   "org.freedesktop.DBus", method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE,
                                   -1, NULL, &error);

  g_assert_no_error (error);
}

/* Where the caller waits for the answer, by the rule of the portals. */
static char *
request_path (const char *sender, GVariant *options)
{
  g_autofree char *who = g_strdup (sender + 1);
  const char *token = "none";

  g_variant_lookup (options, "handle_token", "&s", &token);
  g_strdelimit (who, ".", '_');

  return g_strdup_printf (PATH "/request/%s/%s", who, token);
}

static void
answer (FrondTestPortal *self, const char *sender, const char *path, GVariant *results)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (results);
  g_autoptr (GVariant) nothing = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  guint32 response = 0;

  if (self->answer == FROND_TEST_PORTAL_NEVER)
    return;
  if (self->answer == FROND_TEST_PORTAL_NO)
    response = 1;
  if (self->answer == FROND_TEST_PORTAL_GARBAGE)
    response = 77;
  g_dbus_connection_emit_signal (self->bus, sender, path, REQUEST, "Response",
                                 g_variant_new ("(u@a{sv})", response, response == 0 ? owned : nothing),
                                 NULL);
}

static GVariant *
results_of (const char *method)
{
  g_auto (GVariantBuilder) results = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (g_str_equal (method, "RequestBackground"))
    {
      g_variant_builder_add (&results, "{sv}", "background", g_variant_new_boolean (TRUE));
      g_variant_builder_add (&results, "{sv}", "autostart", g_variant_new_boolean (TRUE));
    }
  else
    g_variant_builder_add (&results, "{sv}", "token", g_variant_new_string ("a-token"));

  return g_variant_builder_end (&results);
}

static void
method_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
           const char *method, GVariant *parameters, GDBusMethodInvocation *invocation, gpointer user_data)
{
  FrondTestPortal *self = user_data;
  g_autoptr (GVariant) options = NULL;
  g_autofree char *request = NULL;

  g_string_append_printf (self->calls, "%s ", method);
  g_hash_table_replace (self->last, g_strdup (method), g_variant_print (parameters, FALSE));
  if (self->answer == FROND_TEST_PORTAL_ERROR)
    {
      g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.portal.Error.Failed",
                                                  "Broken");
      return;
    }
  if (!g_str_equal (method, "RequestBackground") && !g_str_equal (method, "PrepareInstall"))
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }

  options = g_variant_get_child_value (parameters, g_variant_n_children (parameters) - 1);
  request = request_path (sender, options);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", request));
  answer (self, sender, request, results_of (method));
}

static GVariant *
get_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
        const char *property, GError **error, gpointer user_data)
{
  return g_variant_new_uint32 (g_str_has_suffix (interface, "Background") ? 2 : 1);
}

static const GDBusInterfaceVTable vtable = { .method_call = method_cb, .get_property = get_cb };

FrondTestPortal *
frond_test_portal_new (FrondTestPortalAnswer first)
{
  FrondTestPortal *self = g_new0 (FrondTestPortal, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, &error);

  g_assert_no_error (error);
  self->answer = first;
  self->calls = g_string_new (NULL);
  self->objects = g_array_new (FALSE, FALSE, sizeof (guint));
  self->last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->bus = g_dbus_connection_new_for_address_sync (address,
                                                      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                          G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                      NULL, NULL, &error);
  g_assert_no_error (error);
  self->info = g_dbus_node_info_new_for_xml (introspection, &error);
  g_assert_no_error (error);
  for (guint i = 0; self->info->interfaces[i] != NULL; i++)
    {
      guint id = g_dbus_connection_register_object (self->bus, PATH, self->info->interfaces[i], &vtable, self,
                                                    NULL, &error);

      g_array_append_val (self->objects, id);
      g_assert_no_error (error);
    }
  own (self, "RequestName", g_variant_new ("(su)", NAME, 0));

  return self;
}

void
frond_test_portal_free (FrondTestPortal *self)
{
  /* Calls that are on their way are not made. */
  for (guint i = 0; i < self->objects->len; i++)
    g_dbus_connection_unregister_object (self->bus, g_array_index (self->objects, guint, i));
  g_array_unref (self->objects);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_dbus_node_info_unref (self->info);
  g_string_free (self->calls, TRUE);
  g_hash_table_unref (self->last);
  g_free (self);
}

void
frond_test_portal_set_answer (FrondTestPortal *self, FrondTestPortalAnswer next)
{
  self->answer = next;
}

void
frond_test_portal_vanish (FrondTestPortal *self, gboolean again)
{
  own (self, "ReleaseName", g_variant_new ("(s)", NAME));
  if (again)
    own (self, "RequestName", g_variant_new ("(su)", NAME, 0));
}

const char *
frond_test_portal_get_calls (FrondTestPortal *self)
{
  return self->calls->str;
}

void
frond_test_portal_forget (FrondTestPortal *self)
{
  g_string_truncate (self->calls, 0);
  g_hash_table_remove_all (self->last);
}

const char *
frond_test_portal_get_last (FrondTestPortal *self, const char *method)
{
  return g_hash_table_lookup (self->last, method);
}
