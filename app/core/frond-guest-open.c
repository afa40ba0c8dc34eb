/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What of a guest is looked at and talked to: pictures, displays, the console. */
#include "frond-guest-private.h"

#include <unistd.h>

static void
screenshot_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GBytes *png = frond_machine_host_screenshot_finish (FROND_MACHINE_HOST (source), result, &error);

  if (png != NULL)
    g_task_return_pointer (task, png, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

void
frond_guest_screenshot_async (FrondGuest *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const char *uuid;

  g_return_if_fail (FROND_IS_GUEST (self));

  g_task_set_source_tag (task, frond_guest_screenshot_async);
  uuid = _frond_guest_machine_or_fail (self, task);
  if (uuid != NULL)
    frond_machine_host_screenshot_async (frond_guest_get_host (self), uuid, cancellable, screenshot_cb,
                                         g_steal_pointer (&task));
}

GBytes *
frond_guest_screenshot_finish (FrondGuest *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondGuest *self = g_task_get_source_object (task);
  GError *error = NULL;
  gboolean answers =
      frond_machine_host_check_answer_finish (FROND_MACHINE_HOST (source), result, &error) || error != NULL;

  _frond_guest_set_answers (self, answers || frond_guest_get_state (self) != FROND_GUEST_RUNNING);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, answers);
}

void
frond_guest_check_answer_async (FrondGuest *self, guint patience_ms, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const char *uuid;

  g_return_if_fail (FROND_IS_GUEST (self));

  g_task_set_source_tag (task, frond_guest_check_answer_async);
  uuid = _frond_guest_machine_or_fail (self, task);
  if (uuid != NULL)
    frond_machine_host_check_answer_async (frond_guest_get_host (self), uuid, patience_ms, cancellable,
                                           answer_cb, g_steal_pointer (&task));
}

gboolean
frond_guest_check_answer_finish (FrondGuest *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
close_fd (gpointer data)
{
  close (GPOINTER_TO_INT (data) - 1);
}

/* A pointer rather than an int, so that a descriptor which nobody takes is closed. */
static void
return_fd (GTask *task, int fd, GError *error)
{
  if (fd >= 0)
    g_task_return_pointer (task, GINT_TO_POINTER (fd + 1), close_fd);
  else
    g_task_return_error (task, error);
}

static int
propagate_fd (GAsyncResult *result, GError **error)
{
  return GPOINTER_TO_INT (g_task_propagate_pointer (G_TASK (result), error)) - 1;
}

static void
display_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  int fd = frond_machine_host_open_display_finish (FROND_MACHINE_HOST (source), result, &error);

  return_fd (task, fd, error);
}

static void
open_display_async (FrondDisplayOpener *opener, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  FrondGuest *self = FROND_GUEST (opener);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const char *uuid = _frond_guest_machine_or_fail (self, task);

  g_task_set_source_tag (task, open_display_async);
  if (uuid != NULL)
    frond_machine_host_open_display_async (frond_guest_get_host (self), uuid, cancellable, display_cb,
                                           g_steal_pointer (&task));
}

static int
open_display_finish (FrondDisplayOpener *opener, GAsyncResult *result, GError **error)
{
  return propagate_fd (result, error);
}

static void
console_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  int fd = frond_machine_host_open_console_finish (FROND_MACHINE_HOST (source), result, &error);

  return_fd (task, fd, error);
}

void
frond_guest_open_console_async (FrondGuest *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const char *uuid;

  g_return_if_fail (FROND_IS_GUEST (self));

  g_task_set_source_tag (task, frond_guest_open_console_async);
  uuid = _frond_guest_machine_or_fail (self, task);
  if (uuid != NULL)
    frond_machine_host_open_console_async (frond_guest_get_host (self), uuid, cancellable, console_cb,
                                           g_steal_pointer (&task));
}

int
frond_guest_open_console_finish (FrondGuest *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return propagate_fd (result, error);
}

void
_frond_guest_display_opener_init (FrondDisplayOpenerInterface *iface)
{
  iface->open_async = open_display_async;
  iface->open_finish = open_display_finish;
}
