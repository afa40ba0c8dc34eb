/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What was carried out is remembered, for a day, over crashes and whatever is in the file (C26, C40, C42, C44). */
#include "service-fixture.h"
#include "vmm-journal.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY (24 * 60 * 60)

typedef struct
{
  char *dir;
  char *file;
  VmmJournal *journal;
  VmmJournalTime now;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = service_temp_dir ();
  f->file = g_build_filename (f->dir, "requests.journal", NULL);
  f->journal = vmm_journal_new (f->dir);
  f->now = (VmmJournalTime) { .boot = "this", .ran = 10 * DAY, .real = 1700000000 };
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->journal);
  service_remove_dir (f->dir);
  g_free (f->file);
  g_free (f->dir);
}

static VmmJournalEntry *
entry_new (Fixture *f, uid_t uid, const char *reply)
{
  VmmJournalEntry *entry = g_new0 (VmmJournalEntry, 1);

  entry->uid = uid;
  entry->request_id = g_uuid_string_random ();
  entry->path = g_strdup ("/a");
  entry->method = g_strdup ("Reconfigure");
  entry->boot = g_strdup (f->now.boot);
  entry->ran = f->now.ran;
  entry->ended = f->now.real;
  entry->reply = reply != NULL ? g_variant_ref_sink (g_variant_new_parsed (reply)) : NULL;
  return entry;
}

static GPtrArray *
load (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *entries;

  g_clear_object (&f->journal);
  f->journal = vmm_journal_new (f->dir);
  entries = vmm_journal_load (f->journal, &f->now, &error);
  g_assert_no_error (error);
  return entries;
}

static guint
count (Fixture *f)
{
  g_autoptr (GPtrArray) entries = load (f);

  return entries->len;
}

static void
append (Fixture *f, const VmmJournalEntry *entry)
{
  g_autoptr (GError) error = NULL;

  vmm_journal_append (f->journal, entry, &error);
  g_assert_no_error (error);
}

static void
append_text (Fixture *f, const char *text, gsize length)
{
  FILE *file = g_fopen (f->file, "a");

  g_assert_cmpuint (fwrite (text, 1, length, file), ==, length);
  fclose (file);
}

static void
test_lines (Fixture *f, gconstpointer data)
{
  g_autoptr (VmmJournalEntry) entry = entry_new (f, 4294967294u, "('a\\nb\\u0007“', @mv nothing)");
  g_autofree char *line = vmm_journal_entry_to_line (entry);
  g_autoptr (VmmJournalEntry) back = NULL;
  static const char *const bad[] = {
    "",
    "(",
    "(1, 'x', '/a', 'M', 1, 1, 'b', just <()>, nothing)",
    "(1, '00000000-1111-2222-3333-444444444444', '/a', 'M', 1, 1, 'b', nothing, nothing)",
    "(1, '00000000-1111-2222-3333-444444444444', '/a', 'M', 1, 1, 'b', just <()>, just <@a{sv} {}>)",
    "(1, '00000000-1111-2222-3333-444444444444', '/a', 'M', 1, 1, 'b', just <5>, nothing)",
    "(1, '00000000-1111-2222-3333-444444444444', '/a', 'M', 1, 1, 'b', nothing, just <5>)",
    "(-1, '00000000-1111-2222-3333-444444444444', '/a', 'M', 1, 1, 'b', just <()>, nothing)",
    "(1, '00000000-1111-2222-3333-444444444444', '/a', 'M', 1, 1, 'b', just <()>, nothing) x",
  };
  g_autofree char *large = g_strnfill (65 * 1024, '(');

  g_assert_nonnull (strchr (line, '\n'));
  g_assert_cmpuint (strchr (line, '\n') - line, ==, strlen (line) - 1);
  g_strchomp (line);
  back = vmm_journal_entry_from_line (line);
  g_assert_nonnull (back);
  g_assert_cmpuint (back->uid, ==, entry->uid);
  g_assert_cmpstr (back->request_id, ==, entry->request_id);
  g_assert_true (g_variant_equal (back->reply, entry->reply));
  g_assert_null (back->result);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (vmm_journal_entry_from_line (bad[i]));
  g_assert_null (vmm_journal_entry_from_line (large));
}

static void
test_order (Fixture *f, gconstpointer data)
{
  g_autoptr (VmmJournalEntry) first = entry_new (f, 1, "(@t 1,)");
  g_autoptr (VmmJournalEntry) second = entry_new (f, 2, NULL);
  g_autoptr (GPtrArray) entries = NULL;
  struct stat st;

  second->result = g_variant_ref_sink (g_variant_new_parsed ("{'uuid': <'x'>}"));
  g_assert_cmpuint (count (f), ==, 0);
  append (f, first);
  append (f, second);
  entries = load (f);
  g_assert_cmpuint (entries->len, ==, 2);
  g_assert_cmpstr (((VmmJournalEntry *) g_ptr_array_index (entries, 0))->request_id, ==, first->request_id);
  g_assert_true (
      g_variant_equal (((VmmJournalEntry *) g_ptr_array_index (entries, 1))->result, second->result));
  g_assert_cmpint (g_stat (f->file, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0600);
}

/* A write cut off (at every byte in the slow mode): what was before it is there, what comes after it too. */
static void
test_torn (Fixture *f, gconstpointer data)
{
  g_autoptr (VmmJournalEntry) entry = entry_new (f, 1, "()");
  g_autofree char *line = vmm_journal_entry_to_line (entry);

  for (gsize cut = 0; cut < strlen (line); cut += g_test_slow () || cut + 9 > strlen (line) ? 1 : 7)
    {
      g_unlink (f->file);
      g_assert_cmpuint (count (f), ==, 0);
      append (f, entry);
      append_text (f, line, cut);
      g_assert_cmpuint (count (f), ==, cut + 1 < strlen (line) ? 1 : 2);
      append (f, entry);
      g_assert_cmpuint (count (f), ==, cut + 1 < strlen (line) ? 2 : 3);
    }
}

/* Half of a page that never reached the disk is zeros. */
static void
test_holes (Fixture *f, gconstpointer data)
{
  g_autoptr (VmmJournalEntry) entry = entry_new (f, 1, "()");
  char hole[512] = { 0 };

  g_assert_cmpuint (count (f), ==, 0);
  append (f, entry);
  append_text (f, hole, sizeof hole);
  append (f, entry);
  g_assert_cmpuint (count (f), ==, 2);
}

/* Nothing that is not understood is ever deleted. */
static void
test_foreign (Fixture *f, gconstpointer data)
{
  static const char *const texts[] = { "frond-requests 2\nsomething\n", "SQLite format 3", "frond-requests 1",
                                       "{" };
  g_autoptr (VmmJournalEntry) entry = entry_new (f, 1, "()");
  g_autofree char *kept = g_strconcat (f->file, ".unreadable", NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *numbered = i > 0 ? g_strdup_printf ("%s.%u", kept, i) : g_strdup (kept);
      g_autofree char *text = NULL;

      g_file_set_contents (f->file, texts[i], -1, NULL);
      service_log_expect ("*not this helper's*");
      g_assert_cmpuint (count (f), ==, 0);
      service_log_assert ();
      g_assert_true (g_file_get_contents (numbered, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, texts[i]);
      append (f, entry);
      g_assert_cmpuint (count (f), ==, 1);
    }

  /* An empty one has nothing to keep. */
  g_file_set_contents (f->file, "", 0, NULL);
  service_log_expect ("*not this helper's*");
  g_assert_cmpuint (count (f), ==, 0);
  service_log_assert ();

  /* A trap in its place. */
  g_unlink (f->file);
  g_assert_cmpint (symlink ("/etc/passwd", f->file), ==, 0);
  g_clear_object (&f->journal);
  f->journal = vmm_journal_new (f->dir);
  g_assert_null (vmm_journal_load (f->journal, &f->now, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (vmm_journal_append (f->journal, entry, &error));
  g_assert_nonnull (error);
}

static void
test_folder_gone (Fixture *f, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (f->dir, "nowhere", NULL);
  g_autoptr (VmmJournal) journal = vmm_journal_new (nowhere);
  g_autoptr (GError) error = NULL;

  g_assert_null (vmm_journal_load (journal, &f->now, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND);
}

static gint64
age (Fixture *f, gint64 ran, gint64 ended, const char *boot)
{
  g_autoptr (VmmJournalEntry) entry = entry_new (f, 1, "()");

  entry->ran = ran;
  entry->ended = ended;
  g_free (entry->boot);
  entry->boot = g_strdup (boot);
  return vmm_journal_entry_get_age (entry, &f->now);
}

/* A clock that jumps by ten years forgets nothing as long as the computer runs, and a jump back keeps nothing for ever. */
static void
test_clocks (Fixture *f, gconstpointer data)
{
  const gint64 years = 10 * 365 * (gint64) DAY;
  g_autoptr (VmmJournalEntry) entry = entry_new (f, 1, "()");

  g_assert_cmpint (age (f, f->now.ran - 5, f->now.real - years, "this"), ==, 5);
  g_assert_cmpint (age (f, f->now.ran - 5, f->now.real + years, "this"), ==, 5);
  g_assert_cmpint (age (f, f->now.ran + 5, f->now.real, "this"), ==, 0);
  g_assert_cmpint (age (f, 0, f->now.real - 7, "another"), ==, 7);
  g_assert_cmpint (age (f, 0, f->now.real + years, "another"), ==, 0);
  g_assert_cmpint (age (f, 0, G_MININT64, "another"), ==, G_MAXINT64);

  g_assert_cmpuint (count (f), ==, 0);
  append (f, entry);
  f->now.real += years;
  g_assert_cmpuint (count (f), ==, 1);
  f->now.real -= 2 * years;
  g_assert_cmpuint (count (f), ==, 1);
  f->now.ran += DAY;
  g_assert_cmpuint (count (f), ==, 1);
  f->now.ran += 1;
  g_assert_cmpuint (count (f), ==, 0);
  /* And then it is gone from the file too. */
  f->now.ran -= DAY;
  g_assert_cmpuint (count (f), ==, 0);
}

/* One user cannot make another's be forgotten. */
static void
test_crowd (Fixture *f, gconstpointer data)
{
  g_autoptr (VmmJournalEntry) of_bob = entry_new (f, 2, "()");
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GString) text = g_string_new ("frond-requests 1\n");
  g_autofree char *line = vmm_journal_entry_to_line (of_bob);

  g_string_append (text, line);
  for (guint i = 0; i < VMM_JOURNAL_MAX_OF_UID + 10; i++)
    {
      g_autoptr (VmmJournalEntry) entry = entry_new (f, 1, "()");
      g_autofree char *another = vmm_journal_entry_to_line (entry);

      g_string_append (text, another);
    }
  g_file_set_contents (f->file, text->str, (gssize) text->len, NULL);
  entries = load (f);
  g_assert_cmpuint (entries->len, ==, VMM_JOURNAL_MAX_OF_UID + 1);
  g_assert_cmpuint (((VmmJournalEntry *) g_ptr_array_index (entries, 0))->uid, ==, 2);
}

/* Over a restart a repeat is answered like the first, and does nothing. */
static void
test_service (void)
{
  ServiceFixture f = { 0 };
  g_autofree char *request_id = service_rid ();
  g_autofree char *change_id = service_rid ();
  g_autofree char *path = NULL;
  g_autoptr (GVariant) before = NULL;
  g_autoptr (GVariant) after = NULL;
  g_autoptr (GVariant) told = NULL;
  g_autoptr (GVariant) result = NULL;
  g_autoptr (GError) error = NULL;
  const char *state;
  guint64 first, second;
  GVariant *reply;

  service_fixture_set_up (&f, NULL);
  for (guint life = 0; life < 2; life++)
    {
      GVariant **end = life == 0 ? &before : &after;
      guint64 *generation = life == 0 ? &first : &second;

      reply = service_client_manager (f.client, "CreateMachine",
                                      g_variant_new ("(s@a{sv}@a(sh))", request_id,
                                                     service_client_spec ("One", 1),
                                                     g_variant_new ("a(sh)", NULL)),
                                      &error);
      g_assert_no_error (error);
      g_assert_cmpuint (service_client_wait (f.client, reply, end, &error), ==, VMM_IPC_JOB_DONE);
      g_variant_lookup (*end, "machine", "o", &path);
      reply = service_client_machine (f.client, path, "Reconfigure",
                                      g_variant_new ("(st@a{sv})", change_id, (guint64) 1,
                                                     g_variant_new_parsed ("{'name': <'Two'>}")),
                                      &error);
      g_assert_no_error (error);
      g_variant_get (reply, "(t)", generation);
      g_variant_unref (reply);
      if (life == 0)
        {
          g_clear_pointer (&path, g_free);
          service_fixture_end (&f);
          service_fixture_begin (&f, geteuid ());
        }
    }
  g_assert_true (g_variant_equal (before, after));
  g_assert_cmpuint (first, ==, 2);
  g_assert_cmpuint (second, ==, 2);

  told = service_client_manager (f.client, "GetRequestResult", g_variant_new ("(s)", request_id), &error);
  g_assert_no_error (error);
  g_variant_get (told, "(&s@a{sv})", &state, &result);
  g_assert_cmpstr (state, ==, "done");
  g_assert_true (g_variant_equal (result, before));
  service_assert_refused (service_client_manager (f.client, "GetRequestResult",
                                                  g_variant_new ("(s)",
                                                                 "00000000-1111-2222-3333-444444444444"),
                                                  &error),
                          &error, VMM_IPC_ERROR_NOT_FOUND, NULL);
  /* The same id for something else is nobody's repeat. */
  service_assert_refused (service_client_machine (f.client, path, "Pause", g_variant_new ("(s)", change_id),
                                                  &error),
                          &error, VMM_IPC_ERROR_INVALID_ARGUMENT, "request_id");
  service_fixture_tear_down (&f, NULL);
}

int
main (int argc, char *argv[])
{
  service_log_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/journal/lines", Fixture, NULL, set_up, test_lines, tear_down);
  g_test_add ("/journal/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/journal/torn", Fixture, NULL, set_up, test_torn, tear_down);
  g_test_add ("/journal/holes", Fixture, NULL, set_up, test_holes, tear_down);
  g_test_add ("/journal/foreign", Fixture, NULL, set_up, test_foreign, tear_down);
  g_test_add ("/journal/folder-gone", Fixture, NULL, set_up, test_folder_gone, tear_down);
  g_test_add ("/journal/clocks", Fixture, NULL, set_up, test_clocks, tear_down);
  g_test_add ("/journal/crowd", Fixture, NULL, set_up, test_crowd, tear_down);
  g_test_add_func ("/journal/service", test_service);
  return g_test_run ();
}
