/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The power goes at any moment, and takes with it what was not written out (C39): what was said to be done is, what was
 * under way is done or was never begun, and the helper can read all that is there. "-m thorough": 10,000 cuts. */
#include "disk-calls.h"
#include "service-client.h"
#include "vmm-journal.h"
#include "vmm-machine-store.h"

#include <string.h>

#define N_MACHINES 3
#define N_CUTS     100
#define MANY_CUTS  10000
#define STRIDE     7

typedef enum
{
  NOWHERE,
  LIVE,
  TRASHED,
} Place;

/* What is so of a machine, or of the journal's entries, from a change on. */
typedef struct
{
  guint begun; /* the changes that there were when it was asked for, and when it was said to be done */
  guint done;
  guint machine; /* N_MACHINES: an entry of the journal */
  Place place;
  guint64 generation;
} Step;

typedef struct
{
  char *dir;
  char *uuids[N_MACHINES];
  VmmMachineStore *store;
  VmmJournal *journal;
  VmmJournalTime now;
  GArray *steps;
} Fixture;

static VmmMachineRecord *
record_new (const char *uuid, guint64 generation)
{
  g_autoptr (GVariant) dict = g_variant_ref_sink (service_client_spec ("Test", 2));
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, NULL);

  return vmm_machine_record_new (uuid, uuid, generation, 1, spec, NULL);
}

static void
begin (Fixture *f, guint machine, Place place, guint64 generation)
{
  const Step step = { disk_calls_count (), 0, machine, place, generation };

  g_array_append_val (f->steps, step);
}

static void
done (Fixture *f, GError *error)
{
  g_assert_no_error (error);
  g_array_index (f->steps, Step, f->steps->len - 1).done = disk_calls_count ();
}

static void
create (Fixture *f, guint machine)
{
  g_autoptr (VmmMachineRecord) record = record_new (f->uuids[machine], 1);
  g_autoptr (GError) error = NULL;

  begin (f, machine, LIVE, 1);
  vmm_machine_store_create (f->store, record, NULL, NULL, NULL, NULL, &error);
  done (f, error);
}

static void
save (Fixture *f, guint machine, guint64 generation)
{
  g_autoptr (VmmMachineRecord) record = record_new (f->uuids[machine], generation);
  g_autoptr (GError) error = NULL;

  begin (f, machine, LIVE, generation);
  vmm_machine_store_save (f->store, record, &error);
  done (f, error);
}

static void
trash (Fixture *f, guint machine, guint64 generation)
{
  g_autoptr (GError) error = NULL;

  begin (f, machine, TRASHED, generation);
  vmm_machine_store_trash (f->store, f->uuids[machine], &error);
  done (f, error);
}

static void
restore (Fixture *f, guint machine, guint64 generation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmMachineRecord) record = NULL;

  begin (f, machine, LIVE, generation);
  record = vmm_machine_store_restore (f->store, f->uuids[machine], &error);
  done (f, error);
}

static void
purge (Fixture *f, guint machine)
{
  g_autoptr (GError) error = NULL;

  begin (f, machine, NOWHERE, 0);
  vmm_machine_store_purge (f->store, f->uuids[machine], &error);
  done (f, error);
}

static void
remember (Fixture *f)
{
  g_autoptr (VmmJournalEntry) entry = g_new0 (VmmJournalEntry, 1);
  g_autoptr (GError) error = NULL;

  *entry = (VmmJournalEntry) { .uid = 1,
                               .request_id = g_uuid_string_random (),
                               .path = g_strdup ("/a"),
                               .method = g_strdup ("Pause"),
                               .boot = g_strdup (f->now.boot),
                               .ran = f->now.ran,
                               .ended = f->now.real,
                               .reply = g_variant_ref_sink (g_variant_new_tuple (NULL, 0)) };
  begin (f, N_MACHINES, LIVE, 0);
  vmm_journal_append (f->journal, entry, &error);
  done (f, error);
}

/* A life of the helper. */
static void
live (Fixture *f)
{
  for (guint i = 0; i < N_MACHINES; i++)
    {
      create (f, i);
      remember (f);
      save (f, i, 2);
      save (f, i, 3);
      remember (f);
    }
  trash (f, 0, 3);
  trash (f, 1, 3);
  remember (f);
  restore (f, 1, 3);
  save (f, 1, 4);
  purge (f, 0);
  remember (f);
  create (f, 0);
  trash (f, 2, 3);
  purge (f, 2);
}

static void
set_up (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  f->dir = service_temp_dir ();
  f->steps = g_array_new (FALSE, TRUE, sizeof (Step));
  vmm_journal_time_now (&f->now);
  for (guint i = 0; i < N_MACHINES; i++)
    f->uuids[i] = g_uuid_string_random ();
  f->store = vmm_machine_store_new (f->dir);
  g_assert_true (vmm_machine_store_open (f->store, &error));
  f->journal = vmm_journal_new (f->dir);
  entries = vmm_journal_load (f->journal, &f->now, &error);
  g_assert_no_error (error);
  disk_calls_begin (f->dir);
  live (f);
}

static void
tear_down (Fixture *f)
{
  disk_calls_end ();
  g_object_unref (f->store);
  g_object_unref (f->journal);
  g_array_unref (f->steps);
  for (guint i = 0; i < N_MACHINES; i++)
    g_free (f->uuids[i]);
  service_remove_dir (f->dir);
  g_free (f->dir);
}

static void
assert_whole (VmmMachineStore *store, const char *uuid)
{
  g_autofree char *folder = vmm_machine_store_dup_path (store, uuid);
  g_autofree char *disk = g_build_filename (folder, "disk0.raw", NULL);
  g_autofree char *other = g_build_filename (folder, "disk1.raw", NULL);

  g_assert_true (g_file_test (disk, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_test (other, G_FILE_TEST_IS_REGULAR));
}

static Place
look (VmmMachineStore *store, GPtrArray *records, const char *uuid, guint64 *generation)
{
  gboolean in_trash = FALSE;

  for (guint i = 0; i < records->len; i++)
    {
      VmmMachineRecord *record = g_ptr_array_index (records, i);

      if (!g_str_equal (record->uuid, uuid))
        continue;
      assert_whole (store, uuid);
      *generation = record->generation;
      return LIVE;
    }
  return vmm_machine_store_has (store, uuid, &in_trash) && in_trash ? TRASHED : NOWHERE;
}

/* Whether MACHINE may be so when the power went after N changes: as the last step that was done left it, or as the one
 * leaves it that was under way. */
static gboolean
may_be (Fixture *f, guint n, guint machine, Place place, guint64 generation)
{
  Place was = NOWHERE;
  guint64 had = 0;

  for (guint i = 0; i < f->steps->len; i++)
    {
      const Step *step = &g_array_index (f->steps, Step, i);

      if (step->machine != machine || step->begun > n)
        continue;
      if (step->done > n)
        return (was == place && (place != LIVE || had == generation)) ||
               (step->place == place && (place != LIVE || step->generation == generation));
      was = step->place;
      had = step->generation;
    }
  return was == place && (place != LIVE || had == generation);
}

static void
check_journal (Fixture *f, guint n, const char *dir)
{
  g_autoptr (VmmJournal) journal = vmm_journal_new (dir);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = vmm_journal_load (journal, &f->now, &error);
  guint least = 0, most = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < f->steps->len; i++)
    {
      const Step *step = &g_array_index (f->steps, Step, i);

      least += step->machine == N_MACHINES && step->done <= n;
      most += step->machine == N_MACHINES && step->begun <= n;
    }
  g_assert_cmpuint (entries->len, >=, least);
  g_assert_cmpuint (entries->len, <=, most);
}

static void
check (Fixture *f, guint n, const char *dir)
{
  g_autoptr (VmmMachineStore) store = vmm_machine_store_new (dir);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;

  g_assert_true (vmm_machine_store_open (store, &error));
  g_assert_no_error (error);
  records = vmm_machine_store_load (store, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_MACHINES; i++)
    {
      guint64 generation = 0;
      Place place = look (store, records, f->uuids[i], &generation);

      if (!may_be (f, n, i, place, generation))
        g_error ("After %u changes, machine %u is %d with generation %" G_GUINT64_FORMAT, n, i, place,
                 generation);
    }
  check_journal (f, n, dir);
}

static void
test_cuts (void)
{
  const guint n_cuts = g_test_thorough () ? MANY_CUTS : N_CUTS;
  Fixture f = { 0 };
  guint first;

  set_up (&f);
  first = g_array_index (f.steps, Step, 0).begun;
  for (guint i = 0; i < n_cuts; i++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (i);
      g_autofree char *dir = service_temp_dir ();
      const guint n = first + i * STRIDE % (disk_calls_count () - first + 1);

      disk_calls_cut (n, random, dir);
      check (&f, n, dir);
      service_remove_dir (dir);
    }
  g_test_message ("%u cuts in %u changes", n_cuts, disk_calls_count () - first);
  tear_down (&f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/power-loss/cuts", test_cuts);
  return g_test_run ();
}
