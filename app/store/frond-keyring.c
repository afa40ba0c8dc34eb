/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-keyring.h"

#include "frond-secret.h"

#include <libsecret/secret.h>
#include <string.h>

#define UUID "machine"

static const SecretSchema schema = {
  "me.phyllo.Frond.Disk",
  SECRET_SCHEMA_NONE,
  { { UUID, SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
frond_keyring_store_async (const char *uuid, const char *name, int fd, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *label = g_strdup_printf ("Frond: %s", name);
  char text[FROND_SECRET_MAX + 1];

  g_task_set_source_tag (task, frond_keyring_store_async);
  if (!frond_secret_read (fd, text, sizeof text))
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "No passphrase");
  else
    secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, text, cancellable, stored_cb,
                           g_object_ref (task), UUID, uuid, NULL);
  explicit_bzero (text, sizeof text);
}

gboolean
frond_keyring_store_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *text = secret_password_lookup_finish (result, &error);
  int fd = -1;

  if (text != NULL)
    fd = frond_secret_seal (text, &error);
  secret_password_free (text);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, fd);
}

void
frond_keyring_lookup_async (const char *uuid, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, frond_keyring_lookup_async);
  secret_password_lookup (&schema, cancellable, found_cb, task, UUID, uuid, NULL);
}

int
frond_keyring_lookup_finish (GAsyncResult *result, GError **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
frond_keyring_clear_async (const char *uuid, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, frond_keyring_clear_async);
  secret_password_clear (&schema, cancellable, cleared_cb, task, UUID, uuid, NULL);
}

gboolean
frond_keyring_clear_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
