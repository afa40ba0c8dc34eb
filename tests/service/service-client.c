/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "service-client.h"

#include "vmm-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

#define DEADLINE_SECONDS 60

static void
on_deadline (gpointer user_data)
{
  g_error ("Nothing happened for %d seconds", DEADLINE_SECONDS);
}

void
service_wait_for (ServiceCondition condition, gpointer data)
{
  guint deadline = g_timeout_add_seconds_once (DEADLINE_SECONDS, on_deadline, NULL);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
service_wait_for_thread (ServiceCondition condition, gpointer data)
{
  guint tick = g_timeout_add (10, on_tick, NULL);

  service_wait_for (condition, data);
  g_source_remove (tick);
}

static void
on_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

ServiceClient *
service_client_new (const char *bus_name)
{
  ServiceClient *client = g_new0 (ServiceClient, 1);
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_dbus_connection_new_for_address (address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                         G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL, NULL, on_result, &result);
  service_wait_for (is_set, &result);
  client->connection = g_dbus_connection_new_for_address_finish (result, &error);
  g_assert_no_error (error);
  g_dbus_connection_set_exit_on_close (client->connection, FALSE);
  client->bus_name = g_strdup (bus_name);
  return client;
}

void
service_client_free (ServiceClient *client)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_dbus_connection_close (client->connection, NULL, on_result, &result);
  service_wait_for (is_set, &result);
  g_object_unref (client->connection);
  g_free (client->bus_name);
  g_free (client);
}

GVariant *
service_client_call_full (ServiceClient *client, const char *path, const char *interface, const char *method,
                          GVariant *parameters, GUnixFDList *fds, GUnixFDList **out_fds, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_dbus_connection_call_with_unix_fd_list (client->connection, client->bus_name, path, interface, method,
                                            parameters, NULL, G_DBUS_CALL_FLAGS_NONE, -1, fds, NULL,
                                            on_result, &result);
  service_wait_for (is_set, &result);
  return g_dbus_connection_call_with_unix_fd_list_finish (client->connection, out_fds, result, error);
}

GVariant *
service_client_manager (ServiceClient *client, const char *method, GVariant *parameters, GError **error)
{
  return service_client_call_full (client, VMM_IPC_ROOT_PATH, SERVICE_MANAGER, method, parameters, NULL, NULL,
                                   error);
}

GVariant *
service_client_machine (ServiceClient *client, const char *path, const char *method, GVariant *parameters,
                        GError **error)
{
  return service_client_call_full (client, path, SERVICE_MACHINE, method, parameters, NULL, NULL, error);
}

VmmIpcJobState
service_client_wait (ServiceClient *client, GVariant *reply, GVariant **result, GError **error)
{
  g_autofree char *path = NULL;
  gint64 deadline = g_get_monotonic_time () + DEADLINE_SECONDS * G_TIME_SPAN_SECOND;

  g_variant_get (reply, "(o)", &path);
  g_variant_unref (reply);
  while (g_get_monotonic_time () < deadline)
    {
      g_autoptr (GVariant) answer =
          service_client_call_full (client, path, SERVICE_JOB, "GetResult", NULL, NULL, NULL, error);
      g_autoptr (GVariant) dict = NULL;
      const char *name, *message;
      guint state;

      if (answer == NULL)
        return VMM_IPC_JOB_FAILED;
      g_variant_get (answer, "(uu@a{sv}&s&s)", &state, NULL, &dict, &name, &message);
      if (state == VMM_IPC_JOB_RUNNING)
        continue;
      if (state != VMM_IPC_JOB_DONE && error != NULL)
        *error = g_dbus_error_new_for_dbus_error (name, message);
      if (result != NULL)
        *result = g_steal_pointer (&dict);
      return state;
    }
  g_error ("The job does not end");
  return VMM_IPC_JOB_FAILED;
}

GVariant *
service_client_spec (const char *name, guint disks)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  GVariantDict dict = G_VARIANT_DICT_INIT (NULL);

  for (guint i = 0; i < disks; i++)
    g_variant_builder_add_parsed (&builder, "{'size': <%t>}", (guint64) (i + 1) * VMM_IPC_MIB);
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_NAME, "s", name);
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_MEMORY, "t", 128 * VMM_IPC_MIB);
  g_variant_dict_insert (&dict, VMM_IPC_SPEC_VCPUS, "u", 1);
  g_variant_dict_insert_value (&dict, VMM_IPC_SPEC_DISKS, g_variant_builder_end (&builder));
  return g_variant_dict_end (&dict);
}

GVariant *
service_client_creation (const char *request_id, GVariant *spec)
{
  return g_variant_new ("(s@a{sv}a(sh))", request_id, spec, NULL);
}

char *
service_client_create (ServiceClient *client, const char *name, guint disks)
{
  g_autofree char *request_id = g_uuid_string_random ();
  g_autoptr (GVariant) result = NULL;
  g_autoptr (GError) error = NULL;
  char *path = NULL;
  GVariant *reply =
      service_client_manager (client, "CreateMachine",
                              service_client_creation (request_id, service_client_spec (name, disks)),
                              &error);

  g_assert_no_error (error);
  service_client_wait (client, reply, &result, &error);
  g_assert_no_error (error);
  g_assert_true (g_variant_lookup (result, "machine", "o", &path));
  return path;
}

guint
service_client_list (ServiceClient *client, GVariant **machines)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      service_client_manager (client, "ListMachines", g_variant_new ("(uu)", 0, VMM_IPC_MAX_LIST), &error);
  guint total;

  g_assert_no_error (error);
  g_variant_get_child (reply, 1, "u", &total);
  if (machines != NULL)
    *machines = g_variant_get_child_value (reply, 0);
  return total;
}

guint
service_client_state (ServiceClient *client, const char *path, guint *reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = service_client_machine (client, path, "GetState", NULL, &error);
  guint state;

  g_assert_no_error (error);
  g_variant_get (reply, "(uut)", &state, reason, NULL);
  return state;
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

void
service_wait_gone (gpointer object)
{
  g_object_add_weak_pointer (object, &object);
  g_object_unref (object);
  service_wait_for_thread (is_null, &object);
}

static GMutex log_lock;
static char *log_pattern;

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&log_lock);

  for (gsize i = 0; i < n_fields; i++)
    if (log_pattern != NULL && (level & G_LOG_LEVEL_WARNING) != 0 && g_str_equal (fields[i].key, "MESSAGE") &&
        g_pattern_match_simple (log_pattern, fields[i].value))
      {
        g_clear_pointer (&log_pattern, g_free);
        return G_LOG_WRITER_HANDLED;
      }
  return g_log_writer_default (level, fields, n_fields, user_data);
}

void
service_log_init (void)
{
  g_log_set_writer_func (write_log, NULL, NULL);
}

void
service_log_expect (const char *pattern)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&log_lock);

  g_assert_null (log_pattern);
  log_pattern = g_strdup (pattern);
}

void
service_log_assert (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&log_lock);

  g_assert_null (log_pattern);
}

char *
service_make_iso (const char *dir)
{
  char *path = g_build_filename (dir, "medium.iso", NULL);
  g_autofree char *data = g_malloc0 (64 * 1024);
  char *volume = data + 16 * 2048;
  const guint32 blocks[2] = { GUINT32_TO_LE (32), GUINT32_TO_BE (32) };
  const guint16 block_size[2] = { GUINT16_TO_LE (2048), GUINT16_TO_BE (2048) };
  g_autoptr (GError) error = NULL;

  memcpy (volume, "\1CD001\1", 7);
  memcpy (volume + 80, blocks, sizeof blocks);
  memcpy (volume + 128, block_size, sizeof block_size);
  memcpy (volume + 2048, "\377CD001\1", 7);
  g_file_set_contents (path, data, 64 * 1024, &error);
  g_assert_no_error (error);
  return path;
}

char *
service_temp_dir (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("frond-service-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

void
service_remove_dir (const char *path)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofd int fd = open (parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gint64 deadline = g_get_monotonic_time () + DEADLINE_SECONDS * G_TIME_SPAN_SECOND;
  g_autoptr (GError) error = NULL;

  /* A session's libvirtd, which outlives its client, may still write what it wrote there. */
  while (!vmm_folder_remove (fd, name, &error) && g_get_monotonic_time () < deadline &&
         g_str_has_suffix (error->message, g_strerror (ENOTEMPTY)))
    g_clear_error (&error);
  g_assert_no_error (error);
}
