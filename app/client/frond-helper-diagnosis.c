/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the doctor is told: the helper's checks of the computer, then those of the session. */
#include "frond-helper-call.h"
#include "frond-helper-client-private.h"

#include "frond-check.h"
#include "frond-error.h"
#include "vmm-ipc.h"

#define PORTAL      "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

/* The bus starts the portal, which starts another. */
#define PORTAL_MS 3000

/* More than any helper looks at. */
#define MAX_CHECKS 256

static void
add (GTask *task, FrondCheck *check)
{
  g_ptr_array_add (g_task_get_task_data (task), check);
}

static void
add_display (GTask *task)
{
  const char *reason = g_getenv ("WAYLAND_DISPLAY") != NULL ? "wayland"
                       : g_getenv ("DISPLAY") != NULL       ? "x11"
                                                            : "none";

  add (task, frond_check_new ("display", g_str_equal (reason, "none") ? FROND_CHECK_NOTE : FROND_CHECK_OK,
                              reason, NULL));
}

static void
finish (GTask *task)
{
  add_display (task);
  g_task_return_pointer (task, g_ptr_array_ref (g_task_get_task_data (task)),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void ask_portal (GTask *task, const char *interface, GAsyncReadyCallback callback);

static void
add_portal (GTask *task, const char *id, GObject *source, GAsyncResult *result)
{
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GVariant) version = NULL;
  g_autofree char *detail = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(v)", &version);
  if (version != NULL)
    detail = g_variant_print (version, FALSE);
  add (task, frond_check_new (id, reply != NULL ? FROND_CHECK_OK : FROND_CHECK_NOTE,
                              reply != NULL ? VMM_IPC_WHY_OK : VMM_IPC_WHY_NONE, detail));
}

static void
usb_portal_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  add_portal (task, "usb-portal", source, result);
  finish (task);
}

static void
portal_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  add_portal (task, "portal", source, result);
  ask_portal (task, "org.freedesktop.portal.Usb", usb_portal_cb);
}

static void
ask_portal (GTask *task, const char *interface, GAsyncReadyCallback callback)
{
  FrondHelperClient *self = g_task_get_source_object (task);

  if (self->bus == NULL)
    {
      finish (task);
      return;
    }
  g_dbus_connection_call (self->bus, PORTAL, PORTAL_PATH, "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", interface, "version"), G_VARIANT_TYPE ("(v)"),
                          G_DBUS_CALL_FLAGS_NONE, PORTAL_MS, g_task_get_cancellable (task), callback,
                          g_object_ref (task));
}

static void
add_from_helper (GTask *task, GVariant *checks)
{
  for (gsize i = 0; i < MIN (g_variant_n_children (checks), MAX_CHECKS); i++)
    {
      const char *id, *state, *reason;
      const char *detail = "";
      g_autoptr (GVariant) values = NULL;
      guint64 free = 0, total = 0;

      g_variant_get_child (checks, i, "(&s&s&s@a{sv})", &id, &state, &reason, &values);
      g_variant_lookup (values, VMM_IPC_CHECK_DETAIL, "&s", &detail);
      g_variant_lookup (values, VMM_IPC_CHECK_FREE, "t", &free);
      g_variant_lookup (values, VMM_IPC_CHECK_TOTAL, "t", &total);
      add (task,
           frond_check_new_with_room (id, frond_check_state_from_token (state), reason, detail, free, total));
    }
}

static const char *
reason_of (const GError *error)
{
  if (g_error_matches (error, FROND_ERROR, FROND_ERROR_HELPER_MISSING))
    return VMM_IPC_WHY_NOT_INSTALLED;
  if (g_error_matches (error, FROND_ERROR, FROND_ERROR_HELPER_OLD))
    return VMM_IPC_WHY_TOO_OLD;
  return "silent";
}

static void
helper_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondHelperReply) reply =
      frond_helper_call_finish (FROND_HELPER_CLIENT (source), result, &error);
  g_autoptr (GVariant) checks = NULL;

  if (frond_error_is_cancelled (error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (reply != NULL && g_variant_is_of_type (reply->value, G_VARIANT_TYPE ("(" VMM_IPC_DIAGNOSIS_TYPE ")")))
    {
      checks = g_variant_get_child_value (reply->value, 0);
      add_from_helper (task, checks);
    }
  else
    add (task, frond_check_new ("helper", FROND_CHECK_PROBLEM,
                                error != NULL ? reason_of (error) : VMM_IPC_WHY_TOO_OLD,
                                error != NULL ? error->message : NULL));
  ask_portal (task, "org.freedesktop.portal.FileChooser", portal_cb);
}

void
_frond_helper_client_diagnose_async (FrondMachineHost *host, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (host, cancellable, callback, user_data);

  g_task_set_source_tag (task, _frond_helper_client_diagnose_async);
  g_task_set_task_data (task, g_ptr_array_new_with_free_func (g_object_unref),
                        (GDestroyNotify) g_ptr_array_unref);
  frond_helper_call_async (FROND_HELPER_CLIENT (host), VMM_IPC_ROOT_PATH, VMM_IPC_INTERFACE ".Manager",
                           "GetDiagnosis", NULL, NULL, FROND_HELPER_CALL_AGAIN | FROND_HELPER_CALL_QUIET,
                           cancellable, helper_cb, task);
}

GPtrArray *
_frond_helper_client_diagnose_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
