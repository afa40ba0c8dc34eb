/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-remote.h"

#include "frond-config.h"

/* A cold start of the application, on a computer that is busy. */
#define TIMEOUT_MS 60000

typedef struct
{
  char *action;
  char *parameter;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->action);
  g_free (request->parameter);
  g_free (request);
}

static GVariant *
make_platform_data (void)
{
  const char *token = g_getenv ("XDG_ACTIVATION_TOKEN");
  const char *startup_id = g_getenv ("DESKTOP_STARTUP_ID");
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  if (token != NULL && g_utf8_validate (token, -1, NULL))
    g_variant_builder_add (&builder, "{sv}", "activation-token", g_variant_new_string (token));
  if (startup_id != NULL && g_utf8_validate (startup_id, -1, NULL))
    g_variant_builder_add (&builder, "{sv}", "desktop-startup-id", g_variant_new_string (startup_id));
  return g_variant_builder_end (&builder);
}

static void
activated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);
  g_autofree char *path = NULL;
  GVariant *parameters[1];

  if (bus == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* As GApplication makes it of the id. */
  path = g_strdelimit (g_strconcat ("/", FROND_APP_ID, NULL), ".", '/');
  parameters[0] = g_variant_new_variant (g_variant_new_string (request->parameter));
  g_dbus_connection_call (bus, FROND_APP_ID, path, "org.freedesktop.Application", "ActivateAction",
                          g_variant_new ("(s@av@a{sv})", request->action,
                                         g_variant_new_array (G_VARIANT_TYPE_VARIANT, parameters, 1),
                                         make_platform_data ()),
                          G_VARIANT_TYPE_UNIT, G_DBUS_CALL_FLAGS_NONE, TIMEOUT_MS,
                          g_task_get_cancellable (task), activated_cb, g_object_ref (task));
}

void
frond_remote_activate_async (const char *action, const char *parameter, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->action = g_strdup (action);
  request->parameter = g_strdup (parameter);
  g_task_set_source_tag (task, frond_remote_activate_async);
  g_task_set_task_data (task, request, request_free);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, bus_cb, task);
}

gboolean
frond_remote_activate_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
