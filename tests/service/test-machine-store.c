/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The machines on disk: what a crash, a broken folder or a trap leaves, and what deleting touches. */
#include "service-client.h"
#include "vmm-machine-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char *dir;
  VmmMachineStore *store;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->dir = service_temp_dir ();
  f->store = vmm_machine_store_new (f->dir);
  vmm_machine_store_open (f->store, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->store);
  service_remove_dir (f->dir);
  g_free (f->dir);
}

static void
reopen (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&f->store);
  f->store = vmm_machine_store_new (f->dir);
  vmm_machine_store_open (f->store, &error);
  g_assert_no_error (error);
}

static char *
create (Fixture *f, guint disks)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *request_id = g_uuid_string_random ();
  g_autoptr (GVariant) dict = g_variant_ref_sink (service_client_spec ("Test", disks));
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, &error);
  g_autoptr (VmmMachineRecord) record = vmm_machine_record_new (uuid, request_id, 1, 1, spec, NULL);

  g_assert_true (vmm_machine_store_create (f->store, record, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  return g_steal_pointer (&uuid);
}

static guint
count (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = vmm_machine_store_load (f->store, &error);

  g_assert_no_error (error);
  return records->len;
}

static char *
path_in (Fixture *f, const char *tail)
{
  return g_build_filename (f->dir, "machines", tail, NULL);
}

static void
write_text (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

/* The system's monitors run as another user: they get through the folder, and nobody reads a name or a disk. */
static void
test_system_modes (Fixture *f, gconstpointer data)
{
  mode_t before = umask (0066);
  g_autofree char *uuid = create (f, 1);
  g_autofree char *folder = vmm_machine_store_dup_path (f->store, uuid);
  g_autofree char *disk = g_build_filename (folder, "disk0.raw", NULL);
  g_autofree char *record = g_build_filename (folder, "machine.json", NULL);
  struct stat st;

  umask (before);
  g_assert_cmpint (g_stat (folder, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0711);
  g_assert_cmpint (g_stat (disk, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (record, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0600);
}

static void
test_create (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = create (f, 2);
  g_autofree char *folder = vmm_machine_store_dup_path (f->store, uuid);
  g_autofree char *disk = g_build_filename (folder, "disk1.raw", NULL);
  struct stat st;

  g_assert_cmpint (g_stat (folder, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_stat (disk, &st), ==, 0);
  g_assert_cmpint (st.st_size, ==, 2 * (gint64) VMM_IPC_MIB);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0600);
  reopen (f);
  g_assert_cmpuint (count (f), ==, 1);
}

static void
test_cancelled_leaves_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autoptr (GVariant) dict = g_variant_ref_sink (service_client_spec ("Test", 1));
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, NULL);
  g_autoptr (VmmMachineRecord) record = vmm_machine_record_new (uuid, uuid, 1, 1, spec, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *root = path_in (f, "");
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_cancellable_cancel (cancellable);
  g_assert_false (vmm_machine_store_create (f->store, record, NULL, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  dir = g_dir_open (root, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_true (g_str_equal (name, ".lock") || g_str_equal (name, ".trash") ||
                   g_str_equal (name, ".bases"));
}

static void
test_leftovers_go (Fixture *f, gconstpointer data)
{
  g_autofree char *staged = path_in (f, ".new-7b0f7a1e-8d1f-4a52-8a0c-5f7d3c2b1a02/deep");
  g_autofree char *doomed = path_in (f, ".old-7b0f7a1e-8d1f-4a52-8a0c-5f7d3c2b1a02");
  g_autofree char *kept = create (f, 1);

  g_mkdir_with_parents (staged, 0700);
  g_mkdir_with_parents (doomed, 0700);
  reopen (f);
  g_assert_cmpint (g_access (staged, F_OK), ==, -1);
  g_assert_cmpint (g_access (doomed, F_OK), ==, -1);
  g_assert_cmpuint (count (f), ==, 1);
}

/* What cannot be read is left out of the list and stays on disk. */
static void
test_broken_is_kept (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = create (f, 1);
  g_autofree char *other = create (f, 1);
  g_autofree char *folder = vmm_machine_store_dup_path (f->store, uuid);
  g_autofree char *json = g_build_filename (folder, "machine.json", NULL);
  gboolean in_trash;

  write_text (json, "{\"version\":7}");
  service_log_expect ("*is left out, its folder is kept*");
  g_assert_cmpuint (count (f), ==, 1);
  service_log_assert ();
  g_assert_true (vmm_machine_store_has (f->store, uuid, &in_trash));
  g_assert_false (in_trash);
  g_assert_cmpint (g_access (json, F_OK), ==, 0);
}

/* A record that is a link, a FIFO or another machine's is not read. */
static void
test_traps (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *uuid = create (f, 1);
      g_autofree char *other = create (f, 1);
      g_autofree char *folder = vmm_machine_store_dup_path (f->store, uuid);
      g_autofree char *other_folder = vmm_machine_store_dup_path (f->store, other);
      g_autofree char *json = g_build_filename (folder, "machine.json", NULL);
      g_autofree char *other_json = g_build_filename (other_folder, "machine.json", NULL);
      guint before = count (f);

      g_unlink (json);
      if (i == 0)
        g_assert_cmpint (symlink (other_json, json), ==, 0);
      else if (i == 1)
        g_assert_cmpint (mkfifo (json, 0600), ==, 0);
      else if (i == 2)
        g_assert_cmpint (link (other_json, json), ==, 0);
      else
        g_assert_cmpint (g_mkdir (json, 0700), ==, 0);
      service_log_expect ("*is left out, its folder is kept*");
      g_assert_cmpuint (count (f), ==, before - 1);
      service_log_assert ();
      service_remove_dir (folder);
    }
}

static void
test_trash (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = create (f, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) trash = NULL;
  g_autoptr (VmmMachineRecord) back = NULL;
  const char *trashed, *name;
  guint64 when;

  g_assert_true (vmm_machine_store_trash (f->store, uuid, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count (f), ==, 0);
  trash = g_variant_ref_sink (vmm_machine_store_list_trash (f->store, &error));
  g_assert_cmpuint (g_variant_n_children (trash), ==, 1);
  g_variant_get_child (trash, 0, "(&s&st)", &trashed, &name, &when);
  g_assert_cmpstr (trashed, ==, uuid);
  g_assert_cmpstr (name, ==, "Test");
  g_assert_cmpint (ABS ((gint64) when - g_get_real_time () / G_USEC_PER_SEC), <, 60);

  reopen (f);
  g_assert_cmpuint (count (f), ==, 0);
  back = vmm_machine_store_restore (f->store, uuid, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (f), ==, 1);
  g_assert_null (vmm_machine_store_restore (f->store, uuid, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND);
}

/* Purging deletes links, never what they lead to. */
static void
test_purge_does_not_follow (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = create (f, 1);
  g_autofree char *folder = vmm_machine_store_dup_path (f->store, uuid);
  g_autofree char *precious = g_build_filename (f->dir, "precious", NULL);
  g_autofree char *file = g_build_filename (precious, "file", NULL);
  g_autofree char *link_name = g_build_filename (folder, "tpm", NULL);
  g_autoptr (GError) error = NULL;

  g_mkdir (precious, 0700);
  write_text (file, "keep me");
  g_assert_cmpint (symlink (precious, link_name), ==, 0);

  g_assert_true (vmm_machine_store_trash (f->store, uuid, &error));
  g_assert_true (vmm_machine_store_purge (f->store, uuid, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_access (file, F_OK), ==, 0);
  g_assert_true (vmm_machine_store_purge (f->store, uuid, &error));
  g_assert_cmpuint (count (f), ==, 0);
}

/* A monitor that still has the disk keeps the machine out of the trash, as QEMU's locks do. */
static void
test_locked_disk_is_busy (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = create (f, 1);
  g_autofree char *folder = vmm_machine_store_dup_path (f->store, uuid);
  g_autofree char *disk = g_build_filename (folder, "disk0.raw", NULL);
  struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 100, .l_len = 1 };
  g_autofd int fd = open (disk, O_RDWR | O_CLOEXEC);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (fcntl (fd, F_OFD_SETLK, &lock), ==, 0);
  g_assert_false (vmm_machine_store_trash (f->store, uuid, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY);
  g_clear_error (&error);
  g_clear_fd (&fd, NULL);
  g_assert_true (vmm_machine_store_trash (f->store, uuid, &error));
}

/* The whole text or the old one: no temporary file is left, and the record is never cut. */
static void
test_save (Fixture *f, gconstpointer data)
{
  g_autofree char *uuid = create (f, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = vmm_machine_store_load (f->store, &error);
  VmmMachineRecord *record = g_ptr_array_index (records, 0);
  g_autoptr (GPtrArray) again = NULL;

  record->generation = 12;
  g_assert_true (vmm_machine_store_save (f->store, record, &error));
  again = vmm_machine_store_load (f->store, &error);
  g_assert_cmpuint (((VmmMachineRecord *) g_ptr_array_index (again, 0))->generation, ==, 12);

  g_free (record->uuid);
  record->uuid = g_uuid_string_random ();
  g_assert_false (vmm_machine_store_save (f->store, record, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  umask (0077); /* as main() sets it for a session */
  service_log_init ();

#define ADD(name, function) g_test_add ("/machine-store/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("create", test_create);
  ADD ("system-modes", test_system_modes);
  ADD ("cancelled-leaves-nothing", test_cancelled_leaves_nothing);
  ADD ("leftovers-go", test_leftovers_go);
  ADD ("broken-is-kept", test_broken_is_kept);
  ADD ("traps", test_traps);
  ADD ("trash", test_trash);
  ADD ("purge-does-not-follow", test_purge_does_not_follow);
  ADD ("locked-disk-is-busy", test_locked_disk_is_busy);
  ADD ("save", test_save);
#undef ADD
  return g_test_run ();
}
