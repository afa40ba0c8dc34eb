/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine against a real libvirt of the session and a real QEMU, in software. The tests follow each other. */

#include "engine-room.h"
#include "tiny-guest.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define UUID  "11111111-2222-4333-8444-555555555555"
#define OTHER "99999999-2222-4333-8444-555555555555"

static EngineRoom *room;
static char *folder;
static int disc = -1;

static VmmSpec *
make_spec (const char *firmware)
{
  g_autoptr (GVariant) dict = g_variant_ref_sink (g_variant_new_parsed (
      "{'name': <'Tiny'>, 'memory': <%t>, 'vcpus': <%u>, 'firmware': <%s>, 'disks': <[{'size': <%t>}]>}",
      64 * VMM_IPC_MIB, 1, firmware, VMM_IPC_MIB));
  g_autoptr (GError) error = NULL;
  VmmSpec *spec = vmm_spec_new_from_variant (dict, &error);

  g_assert_no_error (error);
  return spec;
}

static void
start_tiny (int media_fd, gboolean paused)
{
  g_autoptr (VmmSpec) spec = make_spec (VMM_IPC_FIRMWARE_BIOS);
  VmmEngineStart start = { UUID, folder, spec, media_fd, TRUE, paused };
  g_autoptr (GVariant) realised = NULL;
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();

  g_ptr_array_set_size (room->states, 0);
  realised = engine_room_start (room, &start, &error);
  g_assert_no_error (error);
  g_assert_nonnull (realised);
  g_test_message ("started in %.0f ms", (double) (g_get_monotonic_time () - began) / 1000);
  g_assert_true (engine_room_has_state (room, UUID, paused ? VMM_IPC_MACHINE_PAUSED : VMM_IPC_MACHINE_RUNNING,
                                        paused ? VMM_IPC_REASON_USER : VMM_IPC_REASON_NONE));
}

static void
command (VmmEngineCommand what)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (engine_room_command (room, UUID, what, &error));
  g_assert_no_error (error);
}

static void
stop_tiny (void)
{
  command (VMM_ENGINE_STOP);
  g_assert_true (engine_room_has_state (room, UUID, VMM_IPC_MACHINE_STOPPED, VMM_IPC_REASON_FORCED_OFF));
}

static void
expect_hello (void)
{
  g_autoptr (GError) error = NULL;
  g_autofd int console = engine_room_open_console (room, UUID, &error);

  g_assert_no_error (error);
  engine_room_expect_text (room, console, "HELLO", 60);

  /* Two readers would take each other's bytes. */
  g_assert_cmpint (engine_room_open_console (room, UUID, &error), ==, -1);
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY);
}

static void
test_capabilities (void)
{
  g_autoptr (GVariant) capabilities = NULL;
  g_autoptr (GVariantDict) dict = NULL;
  g_autofree char *printed = NULL;
  const char *text;

  engine_room_wait_backend (room);
  capabilities = vmm_engine_dup_capabilities (room->engine);
  printed = g_variant_print (capabilities, TRUE);
  g_test_message ("%s", printed);
  dict = g_variant_dict_new (capabilities);
  g_assert_true (g_variant_dict_lookup (dict, VMM_IPC_CAP_ACCEL, "&s", &text));
  g_assert_cmpstr (text, ==, VMM_IPC_ACCEL_SOFTWARE);
  g_assert_true (g_variant_dict_lookup (dict, VMM_IPC_CAP_ACCEL_REASON, "&s", &text));
  g_assert_cmpstr (text, ==, VMM_IPC_ACCEL_REASON_FORCED);
  for (const char *const *key =
           (const char *const[]) { VMM_IPC_CAP_BACKEND_ERROR, VMM_IPC_CAP_BACKEND_DETAIL,
                                   VMM_IPC_CAP_ACCEL_DETAIL, VMM_IPC_CAP_HOST_CPUS, VMM_IPC_CAP_HOST_MEMORY,
                                   VMM_IPC_CAP_MAX_VCPUS, VMM_IPC_CAP_MAX_MEMORY, VMM_IPC_CAP_MAX_DISK,
                                   VMM_IPC_CAP_FIRMWARE, VMM_IPC_CAP_TPM, VMM_IPC_CAP_PASST,
                                   VMM_IPC_CAP_SPICE, VMM_IPC_CAP_LEFT_OUT, NULL };
       *key != NULL; key++)
    g_assert_true (g_variant_dict_contains (dict, *key));
}

static void
remove_disk (void)
{
  g_autofree char *path = g_build_filename (folder, "disk0.raw", NULL);

  g_unlink (path);
}

static void
make_disk (gboolean bootable)
{
  g_autofree char *path = g_build_filename (folder, "disk0.raw", NULL);

  remove_disk ();
  tiny_guest_write_disk (path);
  if (bootable)
    return;

  g_assert_cmpint (truncate (path, 0), ==, 0);
  g_assert_cmpint (truncate (path, (off_t) VMM_IPC_MIB), ==, 0);
}

static void
test_disk (void)
{
  make_disk (TRUE);
  start_tiny (-1, FALSE);
  expect_hello ();
  stop_tiny ();
}

static void
test_stop_twice (void)
{
  g_ptr_array_set_size (room->states, 0);
  command (VMM_ENGINE_STOP);
  command (VMM_ENGINE_STOP);
  g_assert_cmpuint (room->states->len, ==, 0);
}

static void
test_not_running (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (engine_room_command (room, UUID, VMM_ENGINE_PAUSE, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (engine_room_open_display (room, UUID, &error), ==, -1);
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (engine_room_screenshot (room, UUID, &error), ==, -1);
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND);
}

/* From here on the guest comes from a disc, which is there as a descriptor only. */
static void
test_medium_start (void)
{
  make_disk (FALSE);
  start_tiny (disc, FALSE);
  expect_hello ();
}

static void
test_start_again (void)
{
  g_autoptr (VmmSpec) spec = make_spec (VMM_IPC_FIRMWARE_BIOS);
  VmmEngineStart start = { UUID, folder, spec, -1, FALSE, FALSE };
  g_autoptr (GVariant) realised = NULL;
  g_autoptr (GError) error = NULL;

  realised = engine_room_start (room, &start, &error);
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY);
  g_assert_null (strchr (error->message, '/'));
}

static void
test_display (void)
{
  /* A link message of SPICE: its header (magic, version 2.2, size) and a main channel without capabilities. */
  static const guint8 hello[] = {
    'R', 'E', 'D', 'Q', 2, 0, 0, 0, 2, 0, 0, 0, 18, 0, 0,  0,       /* header */
    0,   0,   0,   0,   1, 0, 0, 0, 0, 0, 0, 0, 0,  0, 18, 0, 0, 0, /* session, type, id, numbers, offset */
  };
  g_autoptr (GError) error = NULL;
  g_autofd int display = engine_room_open_display (room, UUID, &error);

  g_assert_no_error (error);
  g_assert_true (fcntl (display, F_GETFD) & FD_CLOEXEC);
  g_assert_cmpint (write (display, hello, sizeof hello), ==, (gssize) sizeof hello);
  engine_room_expect_text (room, display, "REDQ", 10);
}

static void
test_screenshot (void)
{
  g_autoptr (GError) error = NULL;
  g_autofd int picture = engine_room_screenshot (room, UUID, &error);
  char head[8];

  g_assert_no_error (error);
  g_assert_cmpint (read (picture, head, sizeof head), ==, (gssize) sizeof head);
  g_assert_cmpmem (head, sizeof head, "\x89PNG\r\n\x1a\n", 8);
  g_assert_cmpint (fcntl (picture, F_GET_SEALS), ==,
                   F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
  g_assert_cmpint (write (picture, "x", 1), ==, -1);
}

static void
test_pause (void)
{
  g_autoptr (GError) error = NULL;

  g_ptr_array_set_size (room->states, 0);
  command (VMM_ENGINE_PAUSE);
  engine_room_wait_state (room, UUID, VMM_IPC_MACHINE_PAUSED, VMM_IPC_REASON_USER);
  command (VMM_ENGINE_RESUME);
  engine_room_wait_state (room, UUID, VMM_IPC_MACHINE_RUNNING, VMM_IPC_REASON_NONE);
  g_assert_cmpuint (room->states->len, ==, 2);
}

static void
test_reset (void)
{
  command (VMM_ENGINE_RESET);
  expect_hello ();
}

static void
test_list (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) guests = engine_room_list (room, &error);
  VmmEngineRunning *guest;

  g_assert_no_error (error);
  g_assert_cmpuint (guests->len, ==, 1);
  guest = g_ptr_array_index (guests, 0);
  g_assert_cmpstr (guest->uuid, ==, UUID);
  g_assert_cmpint (guest->state, ==, VMM_IPC_MACHINE_RUNNING);
}

/* A domain that only has a name like ours is not ours. */
static void
test_foreign (void)
{
  static const char xml[] = "<domain type='qemu'><name>frond-" OTHER "</name><memory unit='MiB'>16</memory>"
                            "<os><type arch='x86_64' machine='q35'>hvm</type></os></domain>";
  virConnectPtr connection = virConnectOpen ("qemu:///session");
  virDomainPtr domain = virDomainCreateXML (connection, xml, VIR_DOMAIN_START_PAUSED);
  g_autoptr (GPtrArray) guests = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (domain);
  guests = engine_room_list (room, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (guests->len, ==, 1);
  g_assert_cmpint (virDomainDestroy (domain), ==, 0);
  virDomainFree (domain);
  virConnectClose (connection);
}

/* Sockets of LISTENERS (lines of /proc/net) that wait for anybody: TCP in state 0A, UDP in 07. */
static void
add_listeners (GHashTable *sockets, const char *path, const char *state)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;

  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      char found[8], inode[32];

      if (sscanf (lines[i], " %*s %*s %*s %7s %*s %*s %*s %*s %*s %31s", found, inode) == 2 &&
          strcmp (found, state) == 0)
        g_hash_table_add (sockets, g_strdup_printf ("socket:[%s]", inode));
    }
}

static guint
count_listening (const char *process, GHashTable *sockets)
{
  g_autofree char *path = g_build_filename ("/proc", process, "fd", NULL);
  g_autoptr (GDir) fds = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while (fds != NULL && (name = g_dir_read_name (fds)) != NULL)
    {
      g_autofree char *link = g_build_filename (path, name, NULL);
      g_autofree char *target = g_file_read_link (link, NULL);

      if (target != NULL && g_hash_table_contains (sockets, target))
        n++;
    }

  return n;
}

static gboolean
is_of_our_user (const char *process)
{
  g_autofree char *path = g_build_filename ("/proc", process, NULL);
  struct stat info;

  return stat (path, &info) == 0 && info.st_uid == getuid ();
}

static void
test_no_listeners (void)
{
  g_autoptr (GHashTable) sockets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *pid_file = g_strdup_printf ("qemu/run/frond-%s.pid", UUID);
  int pids[] = { engine_room_read_pid (room, pid_file), engine_room_read_pid (room, "libvirtd.pid"),
                 getpid () };

  add_listeners (sockets, "/proc/net/tcp", "0A");
  add_listeners (sockets, "/proc/net/tcp6", "0A");
  add_listeners (sockets, "/proc/net/udp", "07");
  add_listeners (sockets, "/proc/net/udp6", "07");
  for (gsize i = 0; i < G_N_ELEMENTS (pids); i++)
    {
      g_autofree char *process = g_strdup_printf ("%d", pids[i]);

      g_assert_cmpint (pids[i], >, 1);
      g_assert_true (is_of_our_user (process));
      g_assert_cmpuint (count_listening (process, sockets), ==, 0);
    }
}

static void
test_daemon_killed (void)
{
  int pid = engine_room_read_pid (room, "libvirtd.pid");
  guint before = room->resyncs;
  gint64 began = g_get_monotonic_time ();

  g_assert_cmpint (pid, >, 1);
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  while (room->resyncs == before)
    g_main_context_iteration (NULL, TRUE);
  g_test_message ("libvirt was back after %.0f ms", (double) (g_get_monotonic_time () - began) / 1000);
  test_list ();
  expect_hello ();
}

static void
test_stop_after_loss (void)
{
  test_daemon_killed ();
  g_ptr_array_set_size (room->states, 0);
  stop_tiny ();
  start_tiny (disc, FALSE);
  expect_hello ();
}

static void
on_hanging (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (vmm_engine_command_finish (room->engine, result, &error));
  g_assert_true (error->domain == VMM_IPC_ERROR);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (EngineRoom *unused, gpointer user_data)
{
  return *(gboolean *) user_data;
}

/* It hangs and comes back: each question waits for the same answer. */
static void
check_answers (int pid)
{
  engine_room_wait_for_answer (room, UUID);
  g_assert_cmpint (kill (pid, SIGSTOP), ==, 0);
  g_assert_false (engine_room_answers (room, UUID));
  g_assert_false (engine_room_answers (room, UUID));
  g_assert_cmpint (kill (pid, SIGCONT), ==, 0);
  engine_room_wait_for_answer (room, UUID);
}

/* A QEMU that hangs keeps those waiting that want something of its guest, but can be ended. */
static void
test_hanging_guest (void)
{
  g_autofree char *pid_file = g_strdup_printf ("qemu/run/frond-%s.pid", UUID);
  int pid = engine_room_read_pid (room, pid_file);
  gboolean answered = FALSE;
  g_autoptr (GPtrArray) guests = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (pid, >, 1);
  check_answers (pid);
  g_assert_cmpint (kill (pid, SIGSTOP), ==, 0);
  g_assert_false (engine_room_answers (room, UUID));
  vmm_engine_command_async (room->engine, UUID, VMM_ENGINE_PAUSE, NULL, on_hanging, &answered);
  guests = engine_room_list (room, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (guests->len, ==, 1);
  g_assert_false (answered);
  stop_tiny ();
  engine_room_wait (room, is_true, &answered, 90);
  start_tiny (disc, FALSE);
  expect_hello ();
}

static gboolean
backend_is_refused (EngineRoom *unused, gpointer user_data)
{
  g_autoptr (GVariant) capabilities = vmm_engine_dup_capabilities (room->engine);
  const char *reason;

  g_assert_true (g_variant_lookup (capabilities, VMM_IPC_CAP_BACKEND_ERROR, "&s", &reason));
  return g_str_equal (reason, VMM_IPC_BACKEND_REFUSED);
}

/* Takes the time after which we give a daemon up. */
static void
test_hanging_daemon (void)
{
  int pid = engine_room_read_pid (room, "libvirtd.pid");
  gboolean answered = FALSE;
  gint64 began = g_get_monotonic_time ();
  g_autoptr (GPtrArray) guests = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_test_slow ())
    {
      g_test_skip ("slow");
      return;
    }

  g_assert_cmpint (kill (pid, SIGSTOP), ==, 0);
  vmm_engine_command_async (room->engine, UUID, VMM_ENGINE_PAUSE, NULL, on_hanging, &answered);
  engine_room_wait (room, is_true, &answered, 90);
  g_test_message ("a call was given up after %.1f s", (double) (g_get_monotonic_time () - began) / 1e6);
  engine_room_wait (room, backend_is_refused, NULL, 5);

  /* The next one waits for a new connection, which the daemon does not take either. */
  guests = engine_room_list (room, &error);
  g_assert_null (guests);
  g_assert_true (error->domain == VMM_IPC_ERROR);
  g_clear_error (&error);
  g_test_message ("another after %.1f s", (double) (g_get_monotonic_time () - began) / 1e6);

  g_assert_cmpint (kill (pid, SIGCONT), ==, 0);
  engine_room_wait_backend (room);
  g_test_message ("back after %.1f s", (double) (g_get_monotonic_time () - began) / 1e6);
  guests = engine_room_list (room, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (guests->len, ==, 1);
}

static char *
dup_live_xml (void)
{
  virConnectPtr connection = virConnectOpen ("qemu:///session");
  virDomainPtr domain = virDomainLookupByName (connection, "frond-" UUID);
  char *xml = virDomainGetXMLDesc (domain, 0);

  g_assert_nonnull (xml);
  virDomainFree (domain);
  virConnectClose (connection);
  return xml;
}

static void
test_eject (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = dup_live_xml ();
  g_autofree char *after = NULL;

  g_assert_nonnull (strstr (before, "fdgroup="));
  g_assert_true (engine_room_change_media (room, UUID, -1, &error));
  g_assert_no_error (error);
  after = dup_live_xml ();
  g_assert_null (strstr (after, "fdgroup="));
}

/* The disk is empty: what says HELLO after the reset came from the disc that was put in. */
static void
test_insert (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (engine_room_change_media (room, UUID, disc, &error));
  g_assert_no_error (error);
  command (VMM_ENGINE_RESET);
  expect_hello ();
  g_assert_true (engine_room_change_media (room, UUID, disc, &error));
  g_assert_no_error (error);
}

static void
test_crash (void)
{
  g_autofree char *pid_file = g_strdup_printf ("qemu/run/frond-%s.pid", UUID);
  int pid = engine_room_read_pid (room, pid_file);

  g_assert_cmpint (pid, >, 1);
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  engine_room_wait_state (room, UUID, VMM_IPC_MACHINE_STOPPED, VMM_IPC_REASON_CRASHED);
}

static void
test_guest_off (void)
{
  g_autoptr (GError) error = NULL;
  g_autofd int console = -1;

  start_tiny (disc, FALSE);
  console = engine_room_open_console (room, UUID, &error);
  g_assert_no_error (error);
  engine_room_expect_text (room, console, "HELLO", 60);
  g_assert_cmpint (write (console, "q", 1), ==, 1);
  engine_room_wait_state (room, UUID, VMM_IPC_MACHINE_STOPPED, VMM_IPC_REASON_SHUTDOWN);
}

static void
test_start_paused (void)
{
  start_tiny (disc, TRUE);
  command (VMM_ENGINE_RESUME);
  engine_room_wait_state (room, UUID, VMM_IPC_MACHINE_RUNNING, VMM_IPC_REASON_NONE);
  expect_hello ();
  stop_tiny ();
}

/* At once after a stop: what is still to come of the first run must not be taken for the second's. */
static void
test_start_stop_again (void)
{
  for (int i = 0; i < 3; i++)
    {
      start_tiny (disc, FALSE);
      stop_tiny ();
      g_assert_cmpuint (room->states->len, ==, 2);
    }
}

static void
test_start_fails (void)
{
  g_autoptr (VmmSpec) spec = make_spec (VMM_IPC_FIRMWARE_BIOS);
  VmmEngineStart start = { UUID, folder, spec, -1, FALSE, FALSE };
  g_autoptr (GVariant) realised = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_set_size (room->states, 0);
  remove_disk ();
  realised = engine_room_start (room, &start, &error);
  g_assert_null (realised);
  g_assert_true (error != NULL && error->domain == VMM_IPC_ERROR);
  g_assert_null (strchr (error->message, '/'));
  g_assert_cmpuint (room->states->len, ==, 0);
  make_disk (FALSE);
}

/* A descriptor that is no medium: the domain was made by then, and has to go again. */
static void
test_bad_medium (void)
{
  g_autoptr (VmmSpec) spec = make_spec (VMM_IPC_FIRMWARE_BIOS);
  g_autofd int nothing = open ("/dev", O_RDONLY | O_CLOEXEC | O_DIRECTORY);
  VmmEngineStart start = { UUID, folder, spec, nothing, TRUE, FALSE };
  g_autoptr (GVariant) realised = NULL;
  g_autoptr (GPtrArray) guests = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_set_size (room->states, 0);
  realised = engine_room_start (room, &start, &error);
  g_assert_null (realised);
  g_assert_true (error != NULL && error->domain == VMM_IPC_ERROR);
  g_clear_error (&error);
  guests = engine_room_list (room, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (guests->len, ==, 0);
  start_tiny (disc, FALSE);
  stop_tiny ();
  g_assert_cmpuint (room->states->len, ==, 2);
}

static void
test_uefi (const char *firmware, const char *variables)
{
  g_autoptr (VmmSpec) spec = make_spec (firmware);
  g_autofree char *nvram = g_build_filename (folder, variables, NULL);
  g_autofree char *tpm = g_build_filename (folder, "tpm", "state", NULL);
  VmmEngineStart start = { UUID, folder, spec, disc, TRUE, FALSE };
  g_autoptr (GVariant) realised = NULL;
  g_autoptr (GError) error = NULL;
  const char *chosen;

  realised = engine_room_start (room, &start, &error);
  g_assert_no_error (error);
  g_assert_true (g_variant_lookup (realised, VMM_IPC_CAP_FIRMWARE, "&s", &chosen));
  g_assert_cmpstr (chosen, ==, firmware);
  stop_tiny ();
  g_assert_true (g_file_test (nvram, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_test (tpm, G_FILE_TEST_IS_REGULAR));
}

static void
test_uefi_plain (void)
{
  test_uefi (VMM_IPC_FIRMWARE_UEFI, "nvram.fd");
}

static void
test_uefi_secure (void)
{
  test_uefi (VMM_IPC_FIRMWARE_UEFI_SECURE, "nvram-secure.fd");
}

static void
test_kvm_refused (void)
{
  g_autoptr (VmmSpec) base = make_spec (VMM_IPC_FIRMWARE_BIOS);
  g_autoptr (GVariant) delta = g_variant_ref_sink (g_variant_new_parsed ("{'accel': <'kvm'>}"));
  g_autoptr (VmmSpec) spec = vmm_spec_new_with_delta (base, delta, NULL);
  VmmEngineStart start = { UUID, folder, spec, -1, FALSE, FALSE };
  g_autoptr (GVariant) realised = NULL;
  g_autoptr (GError) error = NULL;

  realised = engine_room_start (room, &start, &error);
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED);
  g_assert_cmpstr (error->message, ==, "accel: forced");
}

int
main (int argc, char **argv)
{
  int result;

  g_setenv ("FROND_ACCEL", "software", FALSE);
  g_test_init (&argc, &argv, NULL);
  room = engine_room_new ();
  folder = engine_room_make_folder (room, "machine");
  disc = tiny_guest_open_disc (room->root);

  g_test_add_func ("/qemu-engine/capabilities", test_capabilities);
  g_test_add_func ("/qemu-engine/disk", test_disk);
  g_test_add_func ("/qemu-engine/stop-twice", test_stop_twice);
  g_test_add_func ("/qemu-engine/not-running", test_not_running);
  g_test_add_func ("/qemu-engine/medium-start", test_medium_start);
  g_test_add_func ("/qemu-engine/start-again", test_start_again);
  g_test_add_func ("/qemu-engine/display", test_display);
  g_test_add_func ("/qemu-engine/screenshot", test_screenshot);
  g_test_add_func ("/qemu-engine/pause", test_pause);
  g_test_add_func ("/qemu-engine/reset", test_reset);
  g_test_add_func ("/qemu-engine/list", test_list);
  g_test_add_func ("/qemu-engine/foreign", test_foreign);
  g_test_add_func ("/qemu-engine/no-listeners", test_no_listeners);
  g_test_add_func ("/qemu-engine/daemon-killed", test_daemon_killed);
  g_test_add_func ("/qemu-engine/stop-after-loss", test_stop_after_loss);
  g_test_add_func ("/qemu-engine/hanging-guest", test_hanging_guest);
  g_test_add_func ("/qemu-engine/hanging-daemon", test_hanging_daemon);
  g_test_add_func ("/qemu-engine/eject", test_eject);
  g_test_add_func ("/qemu-engine/insert", test_insert);
  g_test_add_func ("/qemu-engine/crash", test_crash);
  g_test_add_func ("/qemu-engine/guest-off", test_guest_off);
  g_test_add_func ("/qemu-engine/start-paused", test_start_paused);
  g_test_add_func ("/qemu-engine/start-stop-again", test_start_stop_again);
  g_test_add_func ("/qemu-engine/start-fails", test_start_fails);
  g_test_add_func ("/qemu-engine/bad-medium", test_bad_medium);
  g_test_add_func ("/qemu-engine/uefi-plain", test_uefi_plain);
  g_test_add_func ("/qemu-engine/uefi-secure", test_uefi_secure);
  g_test_add_func ("/qemu-engine/kvm-refused", test_kvm_refused);
  result = g_test_run ();

  g_clear_fd (&disc, NULL);
  g_free (folder);
  engine_room_free (room);
  return result;
}
