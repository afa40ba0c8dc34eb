/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program with libvirt and QEMU, once from end to end: a machine with a medium is made, shows its screen,
 * outlives a killed helper, is stopped and deleted. Skipped where there is no libvirt. */
#include "service-client.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUS_NAME "me.phyllo.Frond.RealTest"

typedef struct
{
  GTestDBus *bus;
  char *dir;
  ServiceClient *client;
  GSubprocess *helper;
} Fixture;

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

static void
on_appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer user_data)
{
  *(gpointer *) user_data = connection;
}

static void
set_dir (GSubprocessLauncher *launcher, Fixture *f, const char *variable, const char *name)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL);

  g_subprocess_launcher_setenv (launcher, variable, path, TRUE);
}

static void
begin_helper (Fixture *f, const char *extra)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  gpointer appeared = NULL;
  guint watch;

  set_dir (launcher, f, "XDG_DATA_HOME", "d");
  set_dir (launcher, f, "XDG_CONFIG_HOME", "c");
  set_dir (launcher, f, "XDG_CACHE_HOME", "h");
  g_subprocess_launcher_setenv (launcher, "FROND_ACCEL", "software", TRUE);
  f->helper = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("FROND_VMM_HELPER"), "--session",
                                           "--bus-name", BUS_NAME, extra, NULL);
  g_assert_no_error (error);
  watch = g_bus_watch_name_on_connection (f->client->connection, BUS_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                          on_appeared, NULL, &appeared, NULL);
  service_wait_for (is_set, &appeared);
  g_bus_unwatch_name (watch);
}

static void
end_helper (Fixture *f, int signal_number)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (signal_number != 0)
    g_subprocess_send_signal (f->helper, signal_number);
  g_subprocess_wait_async (f->helper, NULL, on_result, &result);
  service_wait_for (is_set, &result);
  if (signal_number != SIGKILL)
    g_assert_cmpint (g_subprocess_get_exit_status (f->helper), ==, 0);
  g_clear_object (&f->helper);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (f->bus);
  f->dir = service_temp_dir ();
  f->client = service_client_new (BUS_NAME);
  begin_helper (f, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->helper != NULL)
    end_helper (f, SIGTERM);
  service_client_free (f->client);
  service_remove_dir (f->dir);
  g_free (f->dir);
  g_test_dbus_down (f->bus);
  g_object_unref (f->bus);
}

static gboolean
has_backend (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = service_client_manager (f->client, "GetCapabilities", NULL, &error);
  g_autoptr (GVariant) dict = NULL;
  gboolean backend = FALSE;

  g_assert_no_error (error);
  dict = g_variant_get_child_value (reply, 0);
  g_assert_true (g_variant_lookup (dict, VMM_IPC_CAP_BACKEND, "b", &backend));
  return backend;
}

static void
start_with_medium (Fixture *f, const char *path)
{
  g_autofree char *iso = service_make_iso (f->dir);
  g_autofd int fd = open (iso, O_RDONLY | O_CLOEXEC);
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_autofree char *request_id = g_uuid_string_random ();
  g_autoptr (GError) error = NULL;
  GVariant *reply;

  g_assert_cmpint (g_unix_fd_list_append (fds, fd, &error), ==, 0);
  reply = service_client_call_full (f->client, path, SERVICE_MACHINE, "Start",
                                    g_variant_new_parsed ("(%s, {'boot': <'cdrom'>}, [('cdrom', @h 0)])",
                                                          request_id),
                                    fds, NULL, &error);
  g_assert_no_error (error);
  service_client_wait (f->client, reply, NULL, &error);
  g_assert_no_error (error);
}

static int
take_descriptor (Fixture *f, const char *path, const char *method, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) reply =
      service_client_call_full (f->client, path, SERVICE_MACHINE, method, parameters, NULL, &fds, &error);
  int fd;

  g_assert_no_error (error);
  fd = g_unix_fd_list_get (fds, 0, &error);
  g_assert_no_error (error);
  return fd;
}

/* A SPICE server answers the link message of a client in kind. */
static void
check_display (Fixture *f, const char *path)
{
  static const char link_message[] = "REDQ\2\0\0\0\2\0\0\0\22\0\0\0"
                                     "\0\0\0\0\1\0\0\0\0\0\0\0\0\0\22\0\0\0";
  g_autofd int fd = take_descriptor (f, path, "OpenDisplay", g_variant_new_parsed ("(@a{sv} {},)"));
  const struct timeval limit = { .tv_sec = 10 };
  char answer[4];

  g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit), ==, 0);
  g_assert_cmpint (write (fd, link_message, sizeof link_message - 1), ==, sizeof link_message - 1);
  g_assert_cmpint (recv (fd, answer, sizeof answer, MSG_WAITALL), ==, sizeof answer);
  g_assert_cmpmem (answer, 4, "REDQ", 4);
}

static void
check_picture (Fixture *f, const char *path)
{
  g_autofd int fd = take_descriptor (f, path, "Screenshot", NULL);
  char magic[4];

  g_assert_cmpint (pread (fd, magic, sizeof magic, 0), ==, sizeof magic);
  g_assert_cmpmem (magic, 4, "\x89PNG", 4);
  g_assert_cmpint (fcntl (fd, F_GET_SEALS) & F_SEAL_WRITE, ==, F_SEAL_WRITE);
}

static void
finish (Fixture *f, const char *path, const char *method, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply = service_client_machine (f->client, path, method, parameters, &error);

  g_assert_no_error (error);
  service_client_wait (f->client, reply, NULL, &error);
  g_assert_no_error (error);
}

static void
test_end_to_end (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *stop_id = g_uuid_string_random ();
  g_autofree char *delete_id = g_uuid_string_random ();
  guint reason;

  if (!has_backend (f))
    {
      g_test_skip ("There is no libvirt");
      return;
    }

  path = service_client_create (f->client, "Real", 1);
  start_with_medium (f, path);
  g_assert_cmpuint (service_client_state (f->client, path, &reason), ==, VMM_IPC_MACHINE_RUNNING);
  check_display (f, path);
  check_picture (f, path);

  /* The guest does not notice that its helper is gone, and the next one finds it. */
  end_helper (f, SIGKILL);
  begin_helper (f, NULL);
  g_assert_cmpuint (service_client_state (f->client, path, &reason), ==, VMM_IPC_MACHINE_RUNNING);
  check_display (f, path);

  finish (f, path, "Stop", g_variant_new ("(s)", stop_id));
  g_assert_cmpuint (service_client_state (f->client, path, &reason), ==, VMM_IPC_MACHINE_STOPPED);
  g_assert_cmpuint (reason, ==, VMM_IPC_REASON_FORCED_OFF);
  finish (f, path, "Delete", g_variant_new ("(st)", delete_id, (guint64) 0));
  g_assert_cmpuint (service_client_list (f->client, NULL), ==, 0);
}

/* A boot sector that says FROND to the first serial port without an end. */
static const guint8 boot_sector[] = {
  0x31, 0xc0, 0x8e, 0xd8, 0xbe, 0x1e, 0x7c, 0xac, 0x84, 0xc0, 0x74, 0xf8, 0x88,
  0xc3, 0xba, 0xfd, 0x03, 0xec, 0xa8, 0x20, 0x74, 0xf8, 0xba, 0xf8, 0x03, 0x88,
  0xd8, 0xee, 0xeb, 0xe9, 'F',  'R',  'O',  'N',  'D',  '\n', 0,
};

static char *
make_bootable (Fixture *f)
{
  g_autofree guint8 *disk = g_malloc0 (4 * VMM_IPC_MIB);
  char *path = g_build_filename (f->dir, "bootable.raw", NULL);

  memcpy (disk, boot_sector, sizeof boot_sector);
  disk[510] = 0x55;
  disk[511] = 0xaa;
  g_assert_true (g_file_set_contents (path, (const char *) disk, 4 * VMM_IPC_MIB, NULL));
  return path;
}

static char *
create_shared (Fixture *f, const char *image)
{
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_autofree char *request_id = g_uuid_string_random ();
  g_autofd int fd = open (image, O_RDONLY | O_CLOEXEC);
  g_autoptr (GVariant) result = NULL;
  g_autoptr (GError) error = NULL;
  char *path = NULL;
  GVariant *reply;

  g_assert_cmpint (g_unix_fd_list_append (fds, fd, &error), ==, 0);
  reply = service_client_call_full (
      f->client, VMM_IPC_ROOT_PATH, SERVICE_MANAGER, "CreateMachine",
      g_variant_new_parsed ("(%s, {'name': <'Shared'>, 'memory': <uint64 134217728>, 'vcpus': <uint32 1>,"
                            " 'firmware': <'bios'>, 'tpm': <false>, 'disks': <[{'size': <uint64 67108864>,"
                            " 'source-format': <'raw'>, 'source-shared': <true>}]>}, [('disk0', @h 0)])",
                            request_id),
      fds, NULL, &error);
  g_assert_no_error (error);
  service_client_wait (f->client, reply, &result, &error);
  g_assert_no_error (error);
  g_assert_true (g_variant_lookup (result, "machine", "o", &path));
  return path;
}

/* Until the guest has said its word. */
static void
check_boots (Fixture *f, const char *path)
{
  g_autofree char *request_id = g_uuid_string_random ();
  g_autoptr (GString) heard = g_string_new (NULL);
  gint64 deadline = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;
  g_autofd int fd = -1;

  finish (f, path, "Start", g_variant_new ("(sa{sv}a(sh))", request_id, NULL, NULL));
  fd = take_descriptor (f, path, "OpenConsole", NULL);
  while (strstr (heard->str, "FROND\n") == NULL && strstr (heard->str, "FROND\r\n") == NULL)
    {
      struct pollfd wait = { .fd = fd, .events = POLLIN };
      char text[64];
      gssize n;

      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      if (poll (&wait, 1, 60000) == 1 && (n = read (fd, text, sizeof text)) > 0)
        g_string_append_len (heard, text, n);
    }
}

/* Two guests over one base at the same time. */
static void
test_shared_base (Fixture *f, gconstpointer data)
{
  g_autofree char *image = make_bootable (f);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *first_id = g_uuid_string_random ();
  g_autofree char *second_id = g_uuid_string_random ();

  if (!has_backend (f))
    {
      g_test_skip ("There is no libvirt");
      return;
    }
  first = create_shared (f, image);
  second = create_shared (f, image);
  check_boots (f, first);
  check_boots (f, second);
  finish (f, first, "Stop", g_variant_new ("(s)", first_id));
  finish (f, second, "Stop", g_variant_new ("(s)", second_id));
}

/* The one that is replaced ends well, and the new one has its machines. */
static void
test_replace (Fixture *f, gconstpointer data)
{
  g_autofree char *path = service_client_create (f->client, "Kept", 1);
  GSubprocess *first = f->helper;
  GSubprocess *second;

  begin_helper (f, "--replace");
  second = f->helper;
  f->helper = first;
  end_helper (f, 0);
  f->helper = second;
  g_assert_cmpuint (service_client_list (f->client, NULL), ==, 1);
}

static void
test_second_gives_way (Fixture *f, gconstpointer data)
{
  GSubprocess *first = f->helper;

  begin_helper (f, NULL);
  end_helper (f, 0);
  f->helper = first;
  g_assert_cmpuint (service_client_list (f->client, NULL), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  service_log_init ();
  g_test_dbus_unset ();

  g_test_add ("/real/end-to-end", Fixture, NULL, set_up, test_end_to_end, tear_down);
  g_test_add ("/real/shared-base", Fixture, NULL, set_up, test_shared_base, tear_down);
  g_test_add ("/real/replace", Fixture, NULL, set_up, test_replace, tear_down);
  g_test_add ("/real/second-gives-way", Fixture, NULL, set_up, test_second_gives_way, tear_down);
  return g_test_run ();
}
