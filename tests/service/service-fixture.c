/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "service-fixture.h"

#include "vmm-authority-session.h"

#include <unistd.h>

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

void
service_fixture_begin (ServiceFixture *f, uid_t owner)
{
  g_autoptr (VmmConfig) config = vmm_config_new_session ();
  g_autoptr (VmmAuthority) authority = vmm_authority_session_new (owner);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  f->server = service_client_new ("");
  f->service = vmm_service_new (f->server->connection, f->dir, VMM_ENGINE (f->engine), authority, config);
  g_assert_true (vmm_service_export (f->service, &error));
  f->client = service_client_new (g_dbus_connection_get_unique_name (f->server->connection));
  vmm_service_load_async (f->service, NULL, on_result, &result);
  service_wait_for (is_set, &result);
  vmm_service_load_finish (f->service, result, &error);
  g_assert_no_error (error);
}

void
service_fixture_end (ServiceFixture *f)
{
  service_client_free (f->client);
  vmm_service_close (f->service);
  service_wait_gone (g_steal_pointer (&f->service));
  service_client_free (f->server);
}

void
service_fixture_set_up_for (ServiceFixture *f, uid_t owner)
{
  f->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (f->bus);
  f->dir = service_temp_dir ();
  f->engine = vmm_test_engine_new ();
  service_fixture_begin (f, owner);
}

void
service_fixture_set_up (ServiceFixture *f, gconstpointer data)
{
  service_fixture_set_up_for (f, geteuid ());
}

void
service_fixture_tear_down (ServiceFixture *f, gconstpointer data)
{
  service_fixture_end (f);
  service_wait_gone (g_steal_pointer (&f->engine));
  service_remove_dir (f->dir);
  g_free (f->dir);
  g_test_dbus_down (f->bus);
  g_object_unref (f->bus);
}

char *
service_rid (void)
{
  return g_uuid_string_random ();
}

void
service_assert_refused (GVariant *reply, GError **error, int code, const char *field)
{
  g_assert_null (reply);
  g_assert_error (*error, VMM_IPC_ERROR, code);
  g_dbus_error_strip_remote_error (*error);
  if (field != NULL)
    {
      g_autofree char *start = g_strconcat (field, ":", NULL);

      g_assert_true (g_str_has_prefix ((*error)->message, start));
    }
  g_clear_error (error);
}

VmmIpcJobState
service_start (ServiceFixture *f, const char *path, const char *options, GError **error)
{
  g_autofree char *request_id = service_rid ();
  GVariant *reply =
      service_client_machine (f->client, path, "Start",
                              g_variant_new ("(s@a{sv}@a(sh))", request_id, g_variant_new_parsed (options),
                                             g_variant_new ("a(sh)", NULL)),
                              error);

  return reply != NULL ? service_client_wait (f->client, reply, NULL, error) : VMM_IPC_JOB_FAILED;
}

void
service_command (ServiceFixture *f, const char *path, const char *method)
{
  g_autofree char *request_id = service_rid ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      service_client_machine (f->client, path, method, g_variant_new ("(s)", request_id), &error);

  g_assert_no_error (error);
}

VmmIpcJobState
service_delete (ServiceFixture *f, const char *path, guint64 generation, GError **error)
{
  g_autofree char *request_id = service_rid ();
  GVariant *reply = service_client_machine (f->client, path, "Delete",
                                            g_variant_new ("(st)", request_id, generation), error);

  return reply != NULL ? service_client_wait (f->client, reply, NULL, error) : VMM_IPC_JOB_FAILED;
}

VmmIpcJobState
service_manage (ServiceFixture *f, const char *method, const char *uuid, GError **error)
{
  g_autofree char *request_id = service_rid ();
  GVariant *reply =
      service_client_manager (f->client, method, g_variant_new ("(ss)", request_id, uuid), error);

  return reply != NULL ? service_client_wait (f->client, reply, NULL, error) : VMM_IPC_JOB_FAILED;
}

char *
service_uuid_of (ServiceFixture *f, guint index)
{
  g_autoptr (GVariant) machines = NULL;
  char *uuid;

  service_client_list (f->client, &machines);
  g_variant_get_child (machines, index, "(ostuusa{sv})", NULL, &uuid, NULL, NULL, NULL, NULL, NULL);
  return uuid;
}
