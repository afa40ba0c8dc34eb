/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The contract on a private bus: what comes in and goes out beside the replies, descriptors and signals, and the
 * limits. */
#include "service-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static GVariant *
with_descriptors (ServiceFixture *f, const char *path, const char *method, GVariant *parameters,
                  const int *fds, guint n_fds, GError **error)
{
  g_autoptr (GUnixFDList) list = g_unix_fd_list_new ();

  for (guint i = 0; i < n_fds; i++)
    g_assert_cmpint (g_unix_fd_list_append (list, fds[i], NULL), >=, 0);
  return service_client_call_full (f->client, path, SERVICE_MACHINE, method, parameters, list, NULL, error);
}

static char *
make_bad_medium (ServiceFixture *f)
{
  char *path = g_build_filename (f->dir, "bad.iso", NULL);
  g_autofree char *data = g_malloc0 (64 * 1024);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, 64 * 1024, &error);
  g_assert_no_error (error);
  return path;
}

static GVariant *
start_parameters (const gint32 *handles, guint n_handles)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sh)"));
  g_autofree char *request_id = service_rid ();

  for (guint i = 0; i < n_handles; i++)
    g_variant_builder_add (&builder, "(sh)", "cdrom", handles[i]);
  return g_variant_new ("(s@a{sv}a(sh))", request_id, g_variant_new ("a{sv}", NULL), &builder);
}

static void
test_media (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *path = service_client_create (f->client, "A", 0);
  g_autofree char *uuid = service_uuid_of (f, 0);
  g_autofree char *good = service_make_iso (f->dir);
  g_autofree char *bad = make_bad_medium (f);
  g_autofd int good_fd = open (good, O_RDONLY | O_CLOEXEC);
  g_autofd int bad_fd = open (bad, O_RDONLY | O_CLOEXEC);
  g_autofree char *request_id = service_rid ();
  g_autofree char *slot_id = service_rid ();
  g_autoptr (GError) error = NULL;
  const gint32 zero = 0;
  GVariant *reply = with_descriptors (f, path, "Start", start_parameters (&zero, 1), &bad_fd, 1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (service_client_wait (f->client, reply, NULL, &error), ==, VMM_IPC_JOB_FAILED);
  service_assert_refused (NULL, &error, VMM_IPC_ERROR_BAD_IMAGE, "cdrom");

  service_assert_refused (with_descriptors (f, path, "InsertMedia",
                                            g_variant_new ("(ssh)", request_id, "cdrom", 0), &good_fd, 1,
                                            &error),
                          &error, VMM_IPC_ERROR_BUSY, NULL);

  reply = with_descriptors (f, path, "Start", start_parameters (&zero, 1), &good_fd, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (service_client_wait (f->client, reply, NULL, &error), ==, VMM_IPC_JOB_DONE);
  g_assert_no_error (error);
  g_assert_cmpint (vmm_test_engine_get_media_size (f->engine, uuid), ==, 64 * 1024);

  {
    g_autofree char *eject_id = service_rid ();
    g_autoptr (GVariant) ejected = service_client_machine (f->client, path, "EjectMedia",
                                                           g_variant_new ("(ss)", eject_id, "cdrom"), &error);
    g_autoptr (GVariant) inserted = NULL;

    g_assert_no_error (error);
    g_assert_cmpint (vmm_test_engine_get_media_size (f->engine, uuid), ==, -1);
    inserted = with_descriptors (f, path, "InsertMedia", g_variant_new ("(ssh)", request_id, "cdrom", 0),
                                 &good_fd, 1, &error);
    g_assert_no_error (error);
    g_assert_cmpint (vmm_test_engine_get_media_size (f->engine, uuid), ==, 64 * 1024);
  }
  service_assert_refused (with_descriptors (f, path, "InsertMedia",
                                            g_variant_new ("(ssh)", slot_id, "floppy", 0), &good_fd, 1,
                                            &error),
                          &error, VMM_IPC_ERROR_OUT_OF_RANGE, "slot");
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

/* D-Bus threads close what they have sent a moment later; what leaks never goes. */
static gboolean
has_descriptors (gpointer data)
{
  return count_descriptors () == *(guint *) data;
}

static void
test_bad_descriptors (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *path = service_client_create (f->client, "A", 0);
  g_autofree char *iso = service_make_iso (f->dir);
  g_autofree char *fifo = g_build_filename (f->dir, "fifo", NULL);
  g_autofree char *request_id = service_rid ();
  g_autoptr (GError) error = NULL;
  int fds[6];
  const gint32 handles[] = { 0, 0, -1, 1, G_MAXINT32 };
  guint before;

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  fds[0] = open (f->dir, O_RDONLY | O_CLOEXEC);
  fds[1] = open (fifo, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  fds[2] = open (iso, O_RDWR | O_CLOEXEC);
  fds[3] = open (iso, O_PATH | O_CLOEXEC);
  fds[4] = open ("/dev/zero", O_RDONLY | O_CLOEXEC);
  fds[5] = open ("/proc/self/status", O_RDONLY | O_CLOEXEC);
  before = count_descriptors ();

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      g_assert_cmpint (fds[i], >=, 0);
      service_assert_refused (with_descriptors (f, path, "Start", start_parameters (handles, 1), &fds[i], 1,
                                                &error),
                              &error, VMM_IPC_ERROR_BAD_FD, "cdrom");
    }

  /* The same one twice, one too many, one too few, none that is named, and indexes that lead nowhere. */
  service_assert_refused (with_descriptors (f, path, "Start", start_parameters (handles, 2), fds, 2, &error),
                          &error, VMM_IPC_ERROR_BAD_FD, "descriptors");
  service_assert_refused (with_descriptors (f, path, "Start", start_parameters (handles, 1), fds, 2, &error),
                          &error, VMM_IPC_ERROR_BAD_FD, "descriptors");
  service_assert_refused (with_descriptors (f, path, "Start", start_parameters (handles, 1), fds, 0, &error),
                          &error, VMM_IPC_ERROR_BAD_FD, "descriptors");
  service_assert_refused (with_descriptors (f, path, "Stop", g_variant_new ("(s)", request_id), fds, 1,
                                            &error),
                          &error, VMM_IPC_ERROR_BAD_FD, "descriptors");
  for (guint i = 2; i < G_N_ELEMENTS (handles); i++)
    service_assert_refused (with_descriptors (f, path, "Start", start_parameters (&handles[i], 1), fds, 1,
                                              &error),
                            &error, VMM_IPC_ERROR_BAD_FD, "descriptors");

  g_assert_cmpuint (vmm_test_engine_count_starts (f->engine), ==, 0);
  service_wait_for_thread (has_descriptors, &before);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
}

static void
check_stream (ServiceFixture *f, const char *path, const char *method, GVariant *parameters, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) reply =
      service_client_call_full (f->client, path, SERVICE_MACHINE, method, parameters, NULL, &fds, &error);
  g_autofd int fd = -1;
  char buffer[8] = { 0 };

  g_assert_no_error (error);
  fd = g_unix_fd_list_get (fds, 0, &error);
  g_assert_no_error (error);
  if (g_str_equal (method, "Screenshot"))
    g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);
  g_assert_cmpint (read (fd, buffer, strlen (text)), ==, (gssize) strlen (text));
  g_assert_cmpstr (buffer, ==, text);
}

static void
test_streams (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *path = service_client_create (f->client, "A", 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = NULL;
  guint before;

  service_assert_refused (service_client_machine (f->client, path, "OpenDisplay",
                                                  g_variant_new_parsed ("(@a{sv} {},)"), &error),
                          &error, VMM_IPC_ERROR_BUSY, NULL);
  service_assert_refused (service_client_machine (f->client, path, "OpenConsole", NULL, &error), &error,
                          VMM_IPC_ERROR_BUSY, NULL);
  service_assert_refused (service_client_machine (f->client, path, "Screenshot", NULL, &error), &error,
                          VMM_IPC_ERROR_BUSY, NULL);
  service_assert_refused (service_client_machine (f->client, path, "CheckAnswer",
                                                  g_variant_new_parsed ("(uint32 1000,)"), &error),
                          &error, VMM_IPC_ERROR_BUSY, NULL);
  g_assert_cmpuint (service_start (f, path, "@a{sv} {}", &error), ==, VMM_IPC_JOB_DONE);
  service_assert_refused (service_client_machine (f->client, path, "OpenDisplay",
                                                  g_variant_new_parsed ("({'gl': <true>},)"), &error),
                          &error, VMM_IPC_ERROR_UNKNOWN_KEY, "gl");
  service_assert_refused (service_client_machine (f->client, path, "CheckAnswer",
                                                  g_variant_new_parsed ("(uint32 99,)"), &error),
                          &error, VMM_IPC_ERROR_OUT_OF_RANGE, VMM_IPC_FIELD_PATIENCE);
  answer = service_client_machine (f->client, path, "CheckAnswer", g_variant_new_parsed ("(uint32 1000,)"),
                                   &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_variant_get_type_string (answer), ==, "(b)");

  before = count_descriptors ();
  check_stream (f, path, "OpenDisplay", g_variant_new_parsed ("(@a{sv} {},)"), "hello");
  check_stream (f, path, "OpenConsole", NULL, "hello");
  check_stream (f, path, "Screenshot", NULL, "\x89PNG");
  service_wait_for_thread (has_descriptors, &before);
}

typedef struct
{
  ServiceFixture *f;
  const char *path;
} Stopped;

static gboolean
is_stopped (gpointer data)
{
  Stopped *stopped = data;

  return service_client_state (stopped->f->client, stopped->path, NULL) == VMM_IPC_MACHINE_STOPPED;
}

/* A guest whose end was not told is found to be gone by the first who wants something of it. */
static void
test_silent_end (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *path = service_client_create (f->client, "A", 0);
  g_autofree char *uuid = service_uuid_of (f, 0);
  g_autoptr (GError) error = NULL;
  Stopped stopped = { f, path };

  g_assert_cmpuint (service_start (f, path, "@a{sv} {}", &error), ==, VMM_IPC_JOB_DONE);
  vmm_test_engine_lose_guest (f->engine, uuid);
  g_assert_cmpuint (service_client_state (f->client, path, NULL), ==, VMM_IPC_MACHINE_RUNNING);
  service_assert_refused (service_client_machine (f->client, path, "OpenDisplay",
                                                  g_variant_new_parsed ("(@a{sv} {},)"), &error),
                          &error, VMM_IPC_ERROR_FAILED, NULL);
  service_wait_for (is_stopped, &stopped);
}

static void
count_signal (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
              const char *member, GVariant *parameters, gpointer user_data)
{
  GHashTable *seen = user_data;

  g_hash_table_insert (seen, g_strdup (member),
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (seen, member)) + 1));
}

static guint
hear (ServiceClient *client, GHashTable *seen)
{
  return g_dbus_connection_signal_subscribe (client->connection, client->bus_name, NULL, NULL, NULL, NULL,
                                             G_DBUS_SIGNAL_FLAGS_NONE, count_signal, seen, NULL);
}

static gboolean
has_removed (gpointer data)
{
  return g_hash_table_contains (data, "MachineRemoved");
}

/* A round trip over the same connection: what was sent before has arrived. */
static void
flush (ServiceClient *client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = service_client_manager (client, "GetCapabilities", NULL, &error);

  g_assert_no_error (error);
}

static void
test_signals (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (ServiceClient) other = service_client_new (f->client->bus_name);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) leaked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  static const char *const members[] = { "MachineAdded", "MachineChanged", "MachineRemoved", "JobChanged",
                                         "CapabilitiesChanged" };
  guint mine = hear (f->client, seen);
  guint theirs = hear (other, leaked);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  for (guint i = 0; i < 2; i++)
    g_variant_unref (service_client_manager (f->client, "Subscribe", NULL, &error));
  path = service_client_create (f->client, "A", 0);
  service_start (f, path, "@a{sv} {}", &error);
  g_signal_emit_by_name (f->engine, "capabilities-changed");
  {
    g_autofree char *request_id = service_rid ();

    service_client_wait (f->client,
                         service_client_machine (f->client, path, "Stop", g_variant_new ("(s)", request_id),
                                                 &error),
                         NULL, &error);
  }
  service_delete (f, path, 0, &error);
  g_assert_no_error (error);
  service_wait_for (has_removed, seen);
  flush (f->client);
  flush (other);

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    g_assert_true (g_hash_table_contains (seen, members[i]));
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (seen, "MachineAdded")), ==, 1);
  /* Starting, running, stopped. */
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (seen, "MachineChanged")), ==, 3);
  g_assert_cmpuint (g_hash_table_size (leaked), ==, 0);

  g_hash_table_remove_all (seen);
  g_variant_unref (service_client_manager (f->client, "Unsubscribe", NULL, &error));
  g_free (service_client_create (f->client, "B", 0));
  flush (f->client);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 0);
  g_dbus_connection_signal_unsubscribe (f->client->connection, mine);
  g_dbus_connection_signal_unsubscribe (other->connection, theirs);
}

static void
on_idle (VmmService *service, gpointer user_data)
{
  *(gpointer *) user_data = service;
}

static gboolean
is_idle (gpointer data)
{
  return vmm_service_is_idle (data);
}

static void
test_idle (ServiceFixture *f, gconstpointer data)
{
  ServiceClient *subscriber = service_client_new (f->client->bus_name);
  g_autofree char *path = service_client_create (f->client, "A", 0);
  g_autoptr (GError) error = NULL;
  g_autofree char *request_id = service_rid ();
  gpointer idle = NULL;

  g_signal_connect (f->service, "idle", G_CALLBACK (on_idle), &idle);
  g_variant_unref (service_client_manager (subscriber, "Subscribe", NULL, &error));
  g_assert_false (vmm_service_is_idle (f->service));
  service_client_free (subscriber);
  service_wait_for (is_idle, f->service);

  service_start (f, path, "@a{sv} {}", &error);
  g_assert_false (vmm_service_is_idle (f->service));
  vmm_service_set_idle_seconds (f->service, 0);
  service_client_wait (f->client,
                       service_client_machine (f->client, path, "Stop", g_variant_new ("(s)", request_id),
                                               &error),
                       NULL, &error);
  service_wait_for (is_set, &idle);
}

static void
test_jobs_are_limited (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *path = service_client_create (f->client, "A", 0);
  g_autoptr (GError) error = NULL;
  guint accepted = 0;

  vmm_test_engine_hold_starts (f->engine);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GVariant) reply =
          service_client_machine (f->client, path, "Start", start_parameters (NULL, 0), &error);

      if (reply != NULL)
        accepted++;
      else
        service_assert_refused (NULL, &error, VMM_IPC_ERROR_QUOTA_EXCEEDED, NULL);
    }
  g_assert_cmpuint (accepted, ==, 16);
  vmm_test_engine_release_starts (f->engine);
  service_client_state (f->client, path, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  service_log_init ();
  g_test_dbus_unset ();

#define ADD(name, function)                                                                                  \
  g_test_add ("/service-events/" name, ServiceFixture, NULL, service_fixture_set_up, function,               \
              service_fixture_tear_down)
  ADD ("media", test_media);
  ADD ("bad-descriptors", test_bad_descriptors);
  ADD ("streams", test_streams);
  ADD ("silent-end", test_silent_end);
  ADD ("signals", test_signals);
  ADD ("idle", test_idle);
  ADD ("jobs-are-limited", test_jobs_are_limited);
#undef ADD
  return g_test_run ();
}
