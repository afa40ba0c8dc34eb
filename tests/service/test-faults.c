/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every operation on a machine's folder, killed before each of its system calls (C36), and with each of them failing,
 * once and from there on (C38): afterwards it is done or was never begun, nothing is left over, and doing it again
 * does it. The linker puts the calls below in the place of the C library's (--wrap), in this program alone. */
#include "fault-calls.h"
#include "service-client.h"
#include "vmm-folder.h"
#include "vmm-installer.h"
#include "vmm-journal.h"
#include "vmm-machine-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Operations */

typedef struct
{
  char *dir;
  char *uuid;
  VmmMachineStore *store;
  VmmJournal *journal;
  VmmJournalTime now;
} Fixture;

typedef enum
{
  UNDONE,
  DONE,
} State;

typedef struct
{
  const char *name;
  void (*prepare) (Fixture *f);
  gboolean (*run) (Fixture *f, GError **error);
  State (*look) (Fixture *f); /* asserts that it is one of both, whole */
} Operation;

static VmmMachineRecord *
record_new (Fixture *f, guint64 generation)
{
  g_autoptr (GVariant) dict = g_variant_ref_sink (service_client_spec ("Test", 2));
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, NULL);

  return vmm_machine_record_new (f->uuid, f->uuid, generation, 1, spec, NULL);
}

static VmmMachineRecord *
find_record (Fixture *f)
{
  g_autoptr (GPtrArray) records = vmm_machine_store_load (f->store, NULL);

  return records != NULL && records->len == 1 ? g_ptr_array_steal_index (records, 0) : NULL;
}

static gboolean
has_file (Fixture *f, const char *name)
{
  g_autofree char *folder = vmm_machine_store_dup_path (f->store, f->uuid);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/* The one machine, whole; NULL: there is none. */
static VmmMachineRecord *
find_whole (Fixture *f)
{
  g_autoptr (VmmMachineRecord) record = find_record (f);

  if (record == NULL)
    return NULL;
  g_assert_true (has_file (f, "disk0.raw"));
  g_assert_true (has_file (f, "disk1.raw"));
  return g_steal_pointer (&record);
}

static void
prepare_nothing (Fixture *f)
{
}

static gboolean
run_create (Fixture *f, GError **error)
{
  g_autoptr (VmmMachineRecord) made = find_record (f);
  g_autoptr (VmmMachineRecord) record = record_new (f, 1);

  return made != NULL || vmm_machine_store_create (f->store, record, NULL, NULL, NULL, NULL, error);
}

static State
look_create (Fixture *f)
{
  g_autoptr (VmmMachineRecord) record = find_whole (f);
  gboolean in_trash;

  if (record == NULL)
    g_assert_false (vmm_machine_store_has (f->store, f->uuid, &in_trash));
  return record != NULL ? DONE : UNDONE;
}

static void
prepare_machine (Fixture *f)
{
  g_assert_true (run_create (f, NULL));
}

static gboolean
run_save (Fixture *f, GError **error)
{
  g_autoptr (VmmMachineRecord) record = record_new (f, 2);

  return vmm_machine_store_save (f->store, record, error);
}

static State
look_save (Fixture *f)
{
  g_autoptr (VmmMachineRecord) record = find_whole (f);

  g_assert_nonnull (record);
  return record->generation == 2 ? DONE : UNDONE;
}

static gboolean
run_trash (Fixture *f, GError **error)
{
  gboolean in_trash = FALSE;

  return (vmm_machine_store_has (f->store, f->uuid, &in_trash) && in_trash) ||
         vmm_machine_store_trash (f->store, f->uuid, error);
}

/* In the trash and to be restored, or among the machines; never both. */
static gboolean
is_in_trash (Fixture *f)
{
  g_autoptr (GVariant) trash = vmm_machine_store_list_trash (f->store, NULL);
  g_autoptr (VmmMachineRecord) record = find_whole (f);

  g_variant_ref_sink (trash);
  g_assert_cmpuint (g_variant_n_children (trash) + (record != NULL), ==, 1);
  return record == NULL;
}

static State
look_trash (Fixture *f)
{
  return is_in_trash (f) ? DONE : UNDONE;
}

static void
prepare_trash (Fixture *f)
{
  prepare_machine (f);
  g_assert_true (run_trash (f, NULL));
}

static gboolean
run_restore (Fixture *f, GError **error)
{
  g_autoptr (VmmMachineRecord) there = find_record (f);
  g_autoptr (VmmMachineRecord) record =
      there == NULL ? vmm_machine_store_restore (f->store, f->uuid, error) : NULL;

  return there != NULL || record != NULL;
}

static State
look_restore (Fixture *f)
{
  return is_in_trash (f) ? UNDONE : DONE;
}

static gboolean
run_purge (Fixture *f, GError **error)
{
  return vmm_machine_store_purge (f->store, f->uuid, error);
}

static State
look_purge (Fixture *f)
{
  gboolean in_trash;

  return vmm_machine_store_has (f->store, f->uuid, &in_trash) && is_in_trash (f) ? UNDONE : DONE;
}

static int
open_blob (void)
{
  int fd = memfd_create ("blob", MFD_CLOEXEC);

  g_assert_cmpint (__real_write (fd, "kernel", 6), ==, 6);
  return fd;
}

static gboolean
run_install (Fixture *f, GError **error)
{
  g_autoptr (VmmMachineRecord) record = record_new (f, 1);
  g_autofd int kernel = open_blob ();
  g_autofd int initrd = open_blob ();

  record->installing = VMM_IPC_INSTALLER_DEBIAN;
  return vmm_machine_store_install (f->store, record, kernel, initrd, NULL, error);
}

/* With both files of it, or with neither. */
static State
look_install (Fixture *f)
{
  g_autoptr (VmmMachineRecord) record = find_whole (f);

  g_assert_nonnull (record);
  g_assert_cmpint (has_file (f, VMM_INSTALL_KERNEL), ==, record->installing != NULL);
  g_assert_cmpint (has_file (f, VMM_INSTALL_INITRD), ==, record->installing != NULL);
  return record->installing != NULL ? DONE : UNDONE;
}

static void
prepare_installing (Fixture *f)
{
  prepare_machine (f);
  g_assert_true (run_install (f, NULL));
  g_assert_cmpint (look_install (f), ==, DONE);
}

static gboolean
run_end_install (Fixture *f, GError **error)
{
  g_autoptr (VmmMachineRecord) record = record_new (f, 1);

  return vmm_machine_store_end_install (f->store, record, error);
}

static State
look_end_install (Fixture *f)
{
  return look_install (f) == DONE ? UNDONE : DONE;
}

static GPtrArray *
read_journal (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *entries;

  g_clear_object (&f->journal);
  f->journal = vmm_journal_new (f->dir);
  entries = vmm_journal_load (f->journal, &f->now, &error);
  g_assert_no_error (error);
  return entries;
}

static VmmJournalEntry *
entry_new (Fixture *f, const char *request_id)
{
  VmmJournalEntry *entry = g_new0 (VmmJournalEntry, 1);

  *entry = (VmmJournalEntry) { .uid = 1,
                               .request_id = g_strdup (request_id),
                               .path = g_strdup ("/a"),
                               .method = g_strdup ("Pause"),
                               .boot = g_strdup (f->now.boot),
                               .ran = f->now.ran,
                               .ended = f->now.real,
                               .reply = g_variant_ref_sink (g_variant_new_tuple (NULL, 0)) };
  return entry;
}

static void
prepare_journal (Fixture *f)
{
  g_autoptr (GPtrArray) entries = read_journal (f);
  g_autoptr (VmmJournalEntry) before = entry_new (f, "00000000-1111-2222-3333-444444444444");

  g_assert_true (vmm_journal_append (f->journal, before, NULL));
}

static gboolean
run_journal (Fixture *f, GError **error)
{
  g_autoptr (VmmJournalEntry) entry = entry_new (f, f->uuid);

  return vmm_journal_append (f->journal, entry, error);
}

/* What was remembered before is, whatever happens. */
static State
look_journal (Fixture *f)
{
  g_autoptr (GPtrArray) entries = read_journal (f);
  guint mine = 0;

  for (guint i = 0; i < entries->len; i++)
    mine += g_str_equal (((VmmJournalEntry *) g_ptr_array_index (entries, i))->request_id, f->uuid);
  g_assert_cmpuint (entries->len - mine, ==, 1);
  return mine > 0 ? DONE : UNDONE;
}

static gboolean
run_load_journal (Fixture *f, GError **error)
{
  g_autoptr (VmmJournal) journal = vmm_journal_new (f->dir);
  g_autoptr (GPtrArray) entries = vmm_journal_load (journal, &f->now, error);

  return entries != NULL;
}

static State
look_load_journal (Fixture *f)
{
  return look_journal (f) == UNDONE ? DONE : UNDONE;
}

/* A machine whose disks somebody has open is never moved, also when nothing can be opened to see that. */
static void
test_in_use (void)
{
  static const int codes[] = { EMFILE, EIO };
  struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 100, .l_len = 1 };
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autofd int disk = -1;
  gboolean in_trash;
  Fixture f = { .dir = service_temp_dir (), .uuid = g_uuid_string_random () };

  f.store = vmm_machine_store_new (f.dir);
  g_assert_true (vmm_machine_store_open (f.store, NULL));
  prepare_machine (&f);
  folder = vmm_machine_store_dup_path (f.store, f.uuid);
  path = g_build_filename (folder, "disk0.raw", NULL);
  disk = open (path, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (fcntl (disk, F_OFD_SETLK, &lock), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    for (guint at = 0; at < 30; at++)
      {
        fault = (typeof (fault)) { .at = at, .error = codes[i] };
        g_assert_false (run_trash (&f, NULL));
        fault.at = 0;
        g_assert_true (vmm_machine_store_has (f.store, f.uuid, &in_trash) && !in_trash);
      }
  g_object_unref (f.store);
  service_remove_dir (f.dir);
  g_free (f.uuid);
  g_free (f.dir);
}

/* Races */

#define RACES 10000

typedef struct
{
  char *folder;
  char *aside;
  char *decoy;
  gint stop; /* atomic */
  guint swaps;
} Swapper;

/* In turn the machine's folder and a link to somebody else's, as fast as it goes. */
static gpointer
swap (gpointer data)
{
  Swapper *swapper = data;

  while (!g_atomic_int_get (&swapper->stop))
    {
      if (rename (swapper->folder, swapper->aside) == 0 && symlink (swapper->decoy, swapper->folder) == 0)
        swapper->swaps++;
      unlink (swapper->folder);
      rename (swapper->aside, swapper->folder);
    }
  return NULL;
}

static void
assert_decoy (const char *decoy, const struct stat *before)
{
  g_autofree char *file = g_build_filename (decoy, "machine.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GDir) dir = g_dir_open (decoy, 0, NULL);
  struct stat st;

  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "decoy");
  g_assert_cmpstr (g_dir_read_name (dir), ==, "machine.json");
  g_assert_null (g_dir_read_name (dir));
  g_assert_cmpint (g_stat (decoy, &st), ==, 0);
  g_assert_cmpint (st.st_mtim.tv_sec, ==, before->st_mtim.tv_sec);
  g_assert_cmpint (st.st_mtim.tv_nsec, ==, before->st_mtim.tv_nsec);
  g_assert_cmpint (st.st_ctim.tv_nsec, ==, before->st_ctim.tv_nsec);
}

/* Whatever stands in the place of a folder at whatever moment, nothing outside is written, moved or deleted (C09). */
static void
test_races (void)
{
  g_autofree char *outside = service_temp_dir ();
  Fixture f = { .dir = service_temp_dir (), .uuid = g_uuid_string_random () };
  g_autofree char *decoy_file = g_build_filename (outside, "machine.json", NULL);
  Swapper swapper = { .decoy = outside };
  guint done = 0;
  GThread *thread;
  struct stat before;

  g_assert_true (g_file_set_contents (decoy_file, "decoy", -1, NULL));
  g_assert_cmpint (g_stat (outside, &before), ==, 0);
  f.store = vmm_machine_store_new (f.dir);
  g_assert_true (vmm_machine_store_open (f.store, NULL));
  prepare_machine (&f);
  swapper.folder = vmm_machine_store_dup_path (f.store, f.uuid);
  swapper.aside = g_strconcat (swapper.folder, ".aside", NULL);
  thread = g_thread_new ("swap", swap, &swapper);
  for (guint i = 0; i < RACES; i++)
    {
      done += run_save (&f, NULL);
      if (i % 10 == 9)
        {
          vmm_machine_store_trash (f.store, f.uuid, NULL);
          if (i % 100 == 99)
            vmm_machine_store_purge (f.store, f.uuid, NULL);
          run_restore (&f, NULL);
          run_create (&f, NULL);
        }
    }
  g_atomic_int_set (&swapper.stop, 1);
  g_thread_join (thread);
  g_test_message ("%u changes, %u of them done, %u swaps", RACES, done, swapper.swaps);
  g_assert_cmpuint (done, >, 0);
  g_assert_cmpuint (swapper.swaps, >, 0);
  assert_decoy (outside, &before);

  g_object_unref (f.store);
  service_remove_dir (f.dir);
  service_remove_dir (outside);
  g_free (swapper.folder);
  g_free (swapper.aside);
  g_free (f.uuid);
  g_free (f.dir);
}

static const Operation operations[] = {
  { "create", prepare_nothing, run_create, look_create },
  { "reconfigure", prepare_machine, run_save, look_save },
  { "delete", prepare_machine, run_trash, look_trash },
  { "restore", prepare_trash, run_restore, look_restore },
  { "purge", prepare_trash, run_purge, look_purge },
  { "install", prepare_machine, run_install, look_install },
  { "end-install", prepare_installing, run_end_install, look_end_install },
  { "remember", prepare_journal, run_journal, look_journal },
  { "remember-load", prepare_journal, run_load_journal, look_load_journal },
};

/* Rounds */

static void
open_store (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&f->store);
  f->store = vmm_machine_store_new (f->dir);
  vmm_machine_store_open (f->store, &error);
  g_assert_no_error (error);
}

static void
begin (Fixture *f, const Operation *operation)
{
  *f = (Fixture) { .dir = service_temp_dir (), .uuid = g_uuid_string_random () };
  vmm_journal_time_now (&f->now);
  open_store (f);
  operation->prepare (f);
}

static void
end (Fixture *f)
{
  g_clear_object (&f->store);
  g_clear_object (&f->journal);
  service_remove_dir (f->dir);
  g_free (f->uuid);
  g_free (f->dir);
}

/* What the next helper finds: nothing of what was under way, and the operation done or undone; then it is done. */
static State
check (Fixture *f, const Operation *operation)
{
  g_autofree char *root = g_build_filename (f->dir, "machines", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;
  State state;

  open_store (f);
  dir = g_dir_open (root, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_true (vmm_ipc_uuid_is_valid (name) || g_str_equal (name, ".trash") ||
                   g_str_equal (name, ".bases") || g_str_equal (name, ".lock"));

  state = operation->look (f);
  operation->run (f, &error);
  g_assert_no_error (error);
  g_assert_cmpint (operation->look (f), ==, DONE);
  return state;
}

/* FALSE: the operation has fewer calls than AT. */
static gboolean
kill_at (const Operation *operation, guint at)
{
  Fixture f;
  pid_t child;
  int status = 0;

  begin (&f, operation);
  child = fork ();
  if (child == 0)
    {
      fault = (typeof (fault)) { .at = at };
      _exit (operation->run (&f, NULL) ? 0 : 1);
    }
  g_assert_cmpint (TEMP_FAILURE_RETRY (waitpid (child, &status, 0)), ==, child);
  if (WIFEXITED (status))
    g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  else
    g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
  /* What was told to have succeeded has. */
  if (check (&f, operation) != DONE)
    g_assert_false (WIFEXITED (status));
  end (&f);
  return !WIFEXITED (status);
}

static gboolean
fail_at (const Operation *operation, guint at, int code, gboolean sticky)
{
  g_autoptr (GError) error = NULL;
  gboolean success, reached;
  Fixture f;
  State state;

  begin (&f, operation);
  fault = (typeof (fault)) { .at = at, .error = code, .sticky = sticky };
  success = operation->run (&f, &error);
  reached = fault.count >= at;
  fault.at = 0;
  g_assert_cmpint (success, ==, error == NULL);
  if (error != NULL)
    g_assert_error (error, VMM_IPC_ERROR, error->code);
  if (error != NULL && (code == ENOSPC || code == EDQUOT) && sticky)
    g_assert_cmpint (error->code, ==, VMM_IPC_ERROR_NO_SPACE);
  state = check (&f, operation);
  if (success)
    g_assert_cmpint (state, ==, DONE);
  end (&f);
  return reached;
}

static void
test_kills (gconstpointer data)
{
  const Operation *operation = data;
  guint at = 1;

  while (kill_at (operation, at))
    at++;
  g_test_message ("%s: killed before each of %u calls", operation->name, at - 1);
  g_assert_cmpuint (at, >, 2);
}

static void
test_errors (gconstpointer data)
{
  static const int codes[] = { ENOSPC, EIO, EMFILE, EDQUOT, EROFS };
  const Operation *operation = data;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    for (guint sticky = 0; sticky < 2; sticky++)
      {
        guint at = 1;

        while (fail_at (operation, at, codes[i], sticky == 1))
          at++;
        g_test_message ("%s: %s at each of %u calls, %s", operation->name, g_strerror (codes[i]), at - 1,
                        sticky == 1 ? "and from there on" : "once");
      }
}

/* What could not be done is told of, and that is all right here. */
static GLogWriterOutput
drop_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  return (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0
             ? g_log_writer_default (level, fields, n_fields, user_data)
             : G_LOG_WRITER_HANDLED;
}

int
main (int argc, char *argv[])
{
  g_log_set_writer_func (drop_log, NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      g_autofree char *kills = g_strconcat ("/faults/kill/", operations[i].name, NULL);
      g_autofree char *errors = g_strconcat ("/faults/fail/", operations[i].name, NULL);

      g_test_add_data_func (kills, &operations[i], test_kills);
      g_test_add_data_func (errors, &operations[i], test_errors);
    }
  g_test_add_func ("/faults/in-use", test_in_use);
  g_test_add_func ("/faults/races", test_races);
  return g_test_run ();
}
