/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Machines made from images, over the bus with descriptors; once with the real program, which is killed at it. */
#include "service-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUS_NAME "me.phyllo.Frond.SourcesTest"

/* A medium of CreateMachine. */
typedef struct
{
  const char *slot;
  const char *file;
} Medium;

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static char *
path_in (ServiceFixture *f, const char *name)
{
  return g_build_filename (f->dir, name, NULL);
}

static void
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

/* An image of a disk of 8 MiB whose first bytes are not zero. */
static void
make_image (ServiceFixture *f, const char *name, const char *format)
{
  g_autofree char *raw = path_in (f, "reference.raw");
  g_autofree char *path = path_in (f, name);
  g_autofree char *data = g_strnfill (100000, 'x');
  const char *argv[] = { "qemu-img", "convert", "-f", "raw", "-O", format, raw, path, NULL };

  g_file_set_contents (raw, data, 100000, NULL);
  g_assert_cmpint (truncate (raw, 8 * VMM_IPC_MIB), ==, 0);
  run (argv);
}

static GVariant *
spec_with (const char *disks)
{
  GVariant *parsed = g_variant_new_parsed (disks);

  return g_variant_new_parsed (
      "{'name': <'A'>, 'memory': <uint64 134217728>, 'vcpus': <uint32 1>, 'disks': <%@aa{sv}>}", parsed);
}

static GVariant *
ask_create (ServiceClient *client, const char *dir, const char *request_id, const char *disks,
            const Medium *media, guint n_media, GError **error)
{
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sh)"));

  for (guint i = 0; i < n_media; i++)
    {
      g_autofree char *path = g_build_filename (dir, media[i].file, NULL);
      g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC);

      g_assert_cmpint (fd, >=, 0);
      g_variant_builder_add (&builder, "(sh)", media[i].slot, g_unix_fd_list_append (fds, fd, NULL));
    }
  return service_client_call_full (client, VMM_IPC_ROOT_PATH, SERVICE_MANAGER, "CreateMachine",
                                   g_variant_new ("(s@a{sv}a(sh))", request_id, spec_with (disks), &builder),
                                   fds, NULL, error);
}

static VmmIpcJobState
create (ServiceFixture *f, const char *disks, const Medium *media, guint n_media, GVariant **result,
        GError **error)
{
  g_autofree char *request_id = service_rid ();
  GVariant *reply = ask_create (f->client, f->dir, request_id, disks, media, n_media, error);

  return reply != NULL ? service_client_wait (f->client, reply, result, error) : VMM_IPC_JOB_FAILED;
}

/* What is in the folder of machines beside the machines. */
static guint
count_entries (const char *dir, const char *folder, const char *prefix)
{
  g_autofree char *path = g_build_filename (dir, "machines", folder, NULL);
  g_autoptr (GDir) entries = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    n += g_str_has_prefix (name, prefix);
  return n;
}

static GVariant *
disk_of (ServiceFixture *f, const char *path, guint index)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = service_client_machine (f->client, path, "GetConfig", NULL, &error);
  g_autoptr (GVariant) spec = NULL;
  g_autoptr (GVariant) disks = NULL;

  g_assert_no_error (error);
  spec = g_variant_get_child_value (reply, 1);
  disks = g_variant_lookup_value (spec, VMM_IPC_SPEC_DISKS, G_VARIANT_TYPE ("aa{sv}"));
  return g_variant_get_child_value (disks, index);
}

static void
assert_disk (ServiceFixture *f, const char *path, guint index, const char *expected)
{
  g_autoptr (GVariant) disk = disk_of (f, path, index);
  g_autoptr (GVariant) wanted = g_variant_ref_sink (g_variant_new_parsed (expected));

  g_assert_cmpvariant (disk, wanted);
}

static void
assert_file (ServiceFixture *f, const char *uuid, const char *name)
{
  g_autofree char *path = g_build_filename (f->dir, "machines", uuid, name, NULL);

  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

static void
test_create (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *iso = service_make_iso (f->dir);
  g_autofree char *iso_name = g_path_get_basename (iso);
  const Medium media[] = { { "disk0", "disk.vdi" }, { "disk2", "disk.raw" }, { "seed", iso_name } };
  g_autoptr (GVariant) result = NULL;
  g_autoptr (GError) error = NULL;
  const char *path, *uuid;

  make_image (f, "disk.vdi", "vdi");
  make_image (f, "disk.raw", "raw");
  create (f,
          "[{'size': <uint64 16777216>, 'source-format': <'vdi'>}, {'size': <uint64 5242880>},"
          " {'size': <uint64 0>, 'source-format': <'raw'>}]",
          media, G_N_ELEMENTS (media), &result, &error);
  g_assert_no_error (error);
  g_assert_true (g_variant_lookup (result, "machine", "&o", &path));
  g_assert_true (g_variant_lookup (result, "uuid", "&s", &uuid));
  assert_file (f, uuid, "disk0.qcow2");
  assert_file (f, uuid, "disk1.raw");
  assert_file (f, uuid, "disk2.raw");
  assert_file (f, uuid, "seed.img");

  /* Told now, and after a restart. */
  for (guint i = 0; i < 2; i++)
    {
      assert_disk (f, path, 0, "{'size': <uint64 16777216>, 'format': <'qcow2'>}");
      assert_disk (f, path, 1, "{'size': <uint64 5242880>}");
      assert_disk (f, path, 2, "{'size': <uint64 8388608>}");
      service_fixture_end (f);
      service_fixture_begin (f, geteuid ());
    }
}

static void
test_refused (ServiceFixture *f, gconstpointer data)
{
#define RAW "[{'size': <uint64 0>, 'source-format': <'raw'>}]"
  static const struct
  {
    const char *disks;
    Medium media[3];
    guint n_media;
    int code;
    const char *field;
  } bad[] = {
    { RAW, { { NULL } }, 0, VMM_IPC_ERROR_INVALID_ARGUMENT, "disk0" },
    { RAW, { { "disk1", "disk.raw" } }, 1, VMM_IPC_ERROR_INVALID_ARGUMENT, "disk1" },
    { RAW, { { "disk0", "disk.raw" }, { "disk0", "disk.raw" } }, 2, VMM_IPC_ERROR_INVALID_ARGUMENT, "disk0" },
    { RAW,
      { { "disk0", "disk.raw" }, { "disk0.1", "disk.raw" } },
      2,
      VMM_IPC_ERROR_INVALID_ARGUMENT,
      "disk0.1" },
    { RAW, { { "cdrom", "disk.raw" } }, 1, VMM_IPC_ERROR_OUT_OF_RANGE, "cdrom" },
    { RAW, { { "disk8", "disk.raw" } }, 1, VMM_IPC_ERROR_OUT_OF_RANGE, "disk8" },
    { RAW, { { "disk0.0", "disk.raw" } }, 1, VMM_IPC_ERROR_OUT_OF_RANGE, "disk0.0" },
    { RAW, { { "disk0.99", "disk.raw" } }, 1, VMM_IPC_ERROR_OUT_OF_RANGE, "disk0.99" },
    { RAW, { { "disk00", "disk.raw" } }, 1, VMM_IPC_ERROR_OUT_OF_RANGE, "disk00" },
    { RAW, { { "../disk0", "disk.raw" } }, 1, VMM_IPC_ERROR_OUT_OF_RANGE, "../disk0" },
    { "[{'size': <uint64 0>, 'source-format': <'vmdk'>}]",
      { { "disk0", "disk.raw" }, { "disk0.2", "disk.raw" } },
      2,
      VMM_IPC_ERROR_INVALID_ARGUMENT,
      "disk0.1" },
    { "[{'size': <uint64 5242880>}]",
      { { "disk0", "disk.raw" } },
      1,
      VMM_IPC_ERROR_INVALID_ARGUMENT,
      "disk0" },
    { "[{'size': <uint64 0>}]", { { NULL } }, 0, VMM_IPC_ERROR_OUT_OF_RANGE, "disks[0].size" },
    { "[{'size': <uint64 0>, 'source-format': <'iso'>}]",
      { { "disk0", "disk.raw" } },
      1,
      VMM_IPC_ERROR_OUT_OF_RANGE,
      "disks[0].source-format" },
    { "[{'size': <uint64 5242880>, 'format': <'qcow2'>}]",
      { { NULL } },
      0,
      VMM_IPC_ERROR_INVALID_ARGUMENT,
      "disks[0].format" },
    { "[{'size': <uint64 5242880>, 'source-shared': <true>}]",
      { { NULL } },
      0,
      VMM_IPC_ERROR_INVALID_ARGUMENT,
      "disks[0].source-shared" },
    { "[{'size': <uint64 5242880>, 'source-path': <'/etc/passwd'>}]",
      { { NULL } },
      0,
      VMM_IPC_ERROR_UNKNOWN_KEY,
      "disks[0].source-path" },
  };

  make_image (f, "disk.raw", "raw");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *request_id = service_rid ();
      g_autoptr (GError) error = NULL;

      service_assert_refused (ask_create (f->client, f->dir, request_id, bad[i].disks, bad[i].media,
                                          bad[i].n_media, &error),
                              &error, bad[i].code, bad[i].field);
    }
  g_assert_cmpuint (service_client_list (f->client, NULL), ==, 0);
  g_assert_cmpuint (count_entries (f->dir, "", ".new"), ==, 0);
}

static void
test_bad_image (ServiceFixture *f, gconstpointer data)
{
  const Medium media[] = { { "disk0", "disk.raw" } };
  g_autoptr (GError) error = NULL;

  make_image (f, "disk.raw", "raw");
  create (f, "[{'size': <uint64 0>, 'source-format': <'qcow2'>}]", media, 1, NULL, &error);
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_IMAGE);
  g_assert_nonnull (strstr (error->message, "disk0: format: "));
  g_assert_cmpuint (service_client_list (f->client, NULL), ==, 0);
  g_assert_cmpuint (count_entries (f->dir, "", ".new"), ==, 0);
}

/* One file, in two machines; gone with the second. */
static void
test_shared (ServiceFixture *f, gconstpointer data)
{
  const Medium media[] = { { "disk0", "disk.vmdk" } };
  struct stat st[2];

  make_image (f, "disk.vmdk", "vmdk");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GVariant) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *base = NULL;
      gint64 begun = g_get_monotonic_time ();
      const char *path, *uuid;

      create (f, "[{'size': <uint64 16777216>, 'source-format': <'vmdk'>, 'source-shared': <true>}]", media,
              1, &result, &error);
      g_assert_no_error (error);
      g_test_message ("machine %u from one image: %.1f ms", i + 1,
                      (double) (g_get_monotonic_time () - begun) / 1000);
      g_assert_true (g_variant_lookup (result, "uuid", "&s", &uuid));
      g_assert_true (g_variant_lookup (result, "machine", "&o", &path));
      assert_disk (f, path, 0, "{'size': <uint64 16777216>, 'format': <'qcow2'>, 'base': <'qcow2'>}");
      base = g_build_filename (f->dir, "machines", uuid, "disk0.base", NULL);
      g_assert_cmpint (g_stat (base, &st[i]), ==, 0);
    }
  g_assert_true (st[0].st_ino == st[1].st_ino);
  g_assert_cmpuint (count_entries (f->dir, ".bases", ""), ==, 1);

  service_fixture_end (f);
  service_fixture_begin (f, geteuid ());
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *uuid = service_uuid_of (f, 0);
      g_auto (GStrv) parts = g_strsplit (uuid, "-", -1);
      g_autofree char *node = g_strjoinv (NULL, parts);
      g_autofree char *path = g_strconcat (VMM_IPC_MACHINE_PATH, node, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (count_entries (f->dir, ".bases", ""), ==, 1);
      service_delete (f, path, 0, &error);
      service_manage (f, "PurgeMachine", uuid, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (count_entries (f->dir, ".bases", ""), ==, 0);
}

/* A child that does nothing for a minute: whoever waits for it must be able to stop. */
static void
hang_child (ServiceFixture *f)
{
  g_autofree char *path = path_in (f, "child");

  g_file_set_contents (path, "#!/bin/sh\nexec sleep 60\n", -1, NULL);
  g_assert_cmpint (g_chmod (path, 0700), ==, 0);
  g_setenv ("FROND_IMAGE_CHILD", path, TRUE);
}

static gboolean
is_staged (gpointer data)
{
  return count_entries (data, "", ".new") == 1;
}

static gboolean
is_unstaged (gpointer data)
{
  return count_entries (data, "", ".new") == 0;
}

static void
test_cancelled (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *child = g_strdup (g_getenv ("FROND_IMAGE_CHILD"));
  const Medium media[] = { { "disk0", "disk.vdi" } };
  g_autofree char *request_id = service_rid ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) stopped = NULL;
  GVariant *reply;
  const char *job;

  make_image (f, "disk.vdi", "vdi");
  hang_child (f);
  reply = ask_create (f->client, f->dir, request_id, "[{'size': <uint64 0>, 'source-format': <'vdi'>}]",
                      media, 1, &error);
  g_assert_no_error (error);
  service_wait_for_thread (is_staged, f->dir);
  g_variant_get (reply, "(&o)", &job);
  stopped = service_client_call_full (f->client, job, SERVICE_JOB, "Cancel", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (service_client_wait (f->client, reply, NULL, &error), ==, VMM_IPC_JOB_CANCELLED);
  g_assert_cmpuint (count_entries (f->dir, "", ".new"), ==, 0);
  g_assert_cmpuint (service_client_list (f->client, NULL), ==, 0);
  g_setenv ("FROND_IMAGE_CHILD", child, TRUE);
}

static void
test_caller_gone (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *child = g_strdup (g_getenv ("FROND_IMAGE_CHILD"));
  ServiceClient *caller = service_client_new (g_dbus_connection_get_unique_name (f->server->connection));
  const Medium media[] = { { "disk0", "disk.vdi" } };
  g_autofree char *request_id = service_rid ();
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  make_image (f, "disk.vdi", "vdi");
  hang_child (f);
  reply = ask_create (caller, f->dir, request_id, "[{'size': <uint64 0>, 'source-format': <'vdi'>}]", media,
                      1, &error);
  g_assert_no_error (error);
  service_wait_for_thread (is_staged, f->dir);
  g_dbus_connection_close_sync (caller->connection, NULL, NULL);
  service_client_free (caller);
  service_wait_for_thread (is_unstaged, f->dir);
  g_assert_cmpuint (service_client_list (f->client, NULL), ==, 0);
  g_setenv ("FROND_IMAGE_CHILD", child, TRUE);
}

/* The real program. */

static void
on_appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer user_data)
{
  *(gpointer *) user_data = connection;
}

static GSubprocess *
begin_helper (ServiceFixture *f, ServiceClient *client, const char *child)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  gpointer appeared = NULL;
  GSubprocess *helper;
  guint watch;

  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", f->dir, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CONFIG_HOME", f->dir, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CACHE_HOME", f->dir, TRUE);
  g_subprocess_launcher_setenv (launcher, "FROND_ACCEL", "software", TRUE);
  /* Without it the program looks beside itself, as when it is installed. */
  if (child != NULL)
    g_subprocess_launcher_setenv (launcher, "FROND_IMAGE_CHILD", child, TRUE);
  else
    g_subprocess_launcher_unsetenv (launcher, "FROND_IMAGE_CHILD");
  helper = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("FROND_VMM_HELPER"), "--session",
                                        "--bus-name", BUS_NAME, NULL);
  g_assert_no_error (error);
  watch = g_bus_watch_name_on_connection (client->connection, BUS_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                          on_appeared, NULL, &appeared, NULL);
  service_wait_for (is_set, &appeared);
  g_bus_unwatch_name (watch);
  return helper;
}

static void
on_vanished (GDBusConnection *connection, const char *name, gpointer user_data)
{
  *(gpointer *) user_data = connection;
}

/* The bus may hear of its end later than we do, and calls would still go to it. */
static void
end_helper (ServiceClient *client, GSubprocess *helper, int signal_number)
{
  gpointer vanished = NULL;
  guint watch;

  g_subprocess_send_signal (helper, signal_number);
  g_assert_true (g_subprocess_wait (helper, NULL, NULL));
  g_object_unref (helper);
  watch = g_bus_watch_name_on_connection (client->connection, BUS_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
                                          on_vanished, &vanished, NULL);
  service_wait_for (is_set, &vanished);
  g_bus_unwatch_name (watch);
}

/* Where the real program keeps its machines. */
static char *
data_dir (ServiceFixture *f)
{
  g_autoptr (GDir) entries = g_dir_open (f->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (entries)) != NULL)
    if (g_str_has_prefix (name, "frond"))
      return g_build_filename (f->dir, name, NULL);
  return g_strdup (f->dir);
}

static void
test_killed (ServiceFixture *f, gconstpointer data)
{
  const char *disks = "[{'size': <uint64 0>, 'source-format': <'vhdx'>}]";
  const Medium media[] = { { "disk0", "disk.vhdx" } };
  ServiceClient *client = service_client_new (BUS_NAME);
  g_autofree char *hanging = path_in (f, "child");
  g_autofree char *child = g_strdup (g_getenv ("FROND_IMAGE_CHILD"));
  g_autofree char *request_id = service_rid ();
  g_autofree char *dir = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) result = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocess *helper;

  make_image (f, "disk.vhdx", "vhdx");
  hang_child (f);
  helper = begin_helper (f, client, hanging);
  reply = ask_create (client, f->dir, request_id, disks, media, 1, &error);
  g_assert_no_error (error);
  dir = data_dir (f);
  service_wait_for_thread (is_staged, dir);
  end_helper (client, helper, SIGKILL);
  g_assert_cmpuint (count_entries (dir, "", ".new"), ==, 1);

  /* The next life has nothing of it, and the same request begins anew. */
  helper = begin_helper (f, client, NULL);
  g_assert_cmpuint (service_client_list (client, NULL), ==, 0);
  g_assert_cmpuint (count_entries (dir, "", ".new"), ==, 0);
  service_client_wait (client, ask_create (client, f->dir, request_id, disks, media, 1, &error), &result,
                       &error);
  g_assert_no_error (error);
  g_assert_cmpuint (service_client_list (client, NULL), ==, 1);
  service_client_wait (client, ask_create (client, f->dir, request_id, disks, media, 1, &error), NULL,
                       &error);
  g_assert_no_error (error);
  g_assert_cmpuint (service_client_list (client, NULL), ==, 1);

  end_helper (client, helper, SIGTERM);
  service_client_free (client);
  g_setenv ("FROND_IMAGE_CHILD", child, TRUE);
}

#define ADD(name, function)                                                                                  \
  g_test_add ("/sources/" name, ServiceFixture, NULL, service_fixture_set_up, function,                      \
              service_fixture_tear_down)

int
main (int argc, char *argv[])
{
  service_log_init ();
  g_test_init (&argc, &argv, NULL);

  ADD ("create", test_create);
  ADD ("refused", test_refused);
  ADD ("bad-image", test_bad_image);
  ADD ("shared", test_shared);
  ADD ("cancelled", test_cancelled);
  ADD ("caller-gone", test_caller_gone);
  ADD ("killed", test_killed);

  return g_test_run ();
}
