/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-kvm-probe-private.h"
#include "vmm-kvm-verdict-cache.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

typedef struct
{
  char *root;
  char *dir;
  char *file;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->root = g_dir_make_tmp ("frond-verdict-XXXXXX", NULL);
  fixture->dir = g_build_filename (fixture->root, "frond", NULL);
  fixture->file = g_build_filename (fixture->dir, "kvm-verdict", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_remove (fixture->file);
  g_rmdir (fixture->dir);
  g_assert_cmpint (g_rmdir (fixture->root), ==, 0);
  g_free (fixture->file);
  g_free (fixture->dir);
  g_free (fixture->root);
}

static void
test_answers (void)
{
  static const struct
  {
    const char *answer;
    const char *reason;
    const char *detail;
  } good[] = {
    { "ok 3000000000\n", "ok", "3000 million iterations a second" },
    { "too-slow 2300000\n", "too-slow", "2 million iterations a second" },
    { "too-slow 0\n", "too-slow", "0 million iterations a second" },
    { "broken the guest reset itself\n", "broken", "the guest reset itself" },
    { "no-device /dev/kvm: No such file\n", "no-device", "/dev/kvm: No such file" },
    { "no-access /dev/kvm: Permission denied\n", "no-access", "/dev/kvm: Permission denied" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (VmmKvmVerdict) verdict =
          vmm_kvm_verdict_parse_answer (good[i].answer, strlen (good[i].answer));

      g_assert_nonnull (verdict);
      g_assert_cmpstr (verdict->reason, ==, good[i].reason);
      g_assert_cmpstr (verdict->detail, ==, good[i].detail);
      g_assert_cmpint (verdict->usable, ==, i == 0);
    }
}

static void
test_bad_answers (void)
{
  static const char *const bad[] = {
    "",
    "\n",
    "ok",
    "ok\n",
    "ok \n",
    "ok 1",
    "ok -1\n",
    "ok +1\n",
    "ok 1 \n",
    "ok  1\n",
    "ok 0x10\n",
    "ok 1e9\n",
    "ok 99999999999999999999\n",
    "OK 1\n",
    "ok 1\nok 1\n",
    " ok 1\n",
    "ok\t1\n",
    "too-slow fast\n",
    "broken\n",
    "broken \n",
    "broken \033[2J\n",
    "broken \303\251\n",
    "forced by nobody\n",
    "unsupported really\n",
    "pending wait\n",
  };
  g_autofree char *long_detail = g_strnfill (VMM_KVM_PROBE_MAX_DETAIL + 1, 'x');
  g_autofree char *too_long = g_strdup_printf ("broken %s\n", long_detail);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("answer: %s", bad[i]);
      g_assert_null (vmm_kvm_verdict_parse_answer (bad[i], strlen (bad[i])));
    }
  g_assert_null (vmm_kvm_verdict_parse_answer ("ok 1\0\n", 6));
  g_assert_null (vmm_kvm_verdict_parse_answer (too_long, strlen (too_long)));
}

static void
test_kept (Fixture *fixture, gconstpointer user_data)
{
  static const char *const reasons[] = { "ok", "broken", "too-slow" };

  g_assert_null (vmm_kvm_verdict_cache_load (fixture->dir));
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr (VmmKvmVerdict) verdict = vmm_kvm_verdict_new (reasons[i], i == 1 ? "" : "some detail");
      g_autoptr (VmmKvmVerdict) kept = NULL;
      g_autoptr (GError) error = NULL;
      struct stat st;

      g_assert_true (vmm_kvm_verdict_cache_save (fixture->dir, verdict, &error));
      g_assert_no_error (error);
      g_assert_cmpint (stat (fixture->file, &st), ==, 0);
      g_assert_cmpuint (st.st_mode & 0777, ==, 0600);
      g_assert_cmpint (stat (fixture->dir, &st), ==, 0);
      g_assert_cmpuint (st.st_mode & 0777, ==, 0700);

      kept = vmm_kvm_verdict_cache_load (fixture->dir);
      g_assert_nonnull (kept);
      g_assert_cmpstr (kept->reason, ==, reasons[i]);
      g_assert_cmpstr (kept->detail, ==, verdict->detail);
      g_assert_cmpint (kept->usable, ==, i == 0);
    }
}

static void
test_not_kept (Fixture *fixture, gconstpointer user_data)
{
  static const char *const reasons[] = { "no-device", "no-access", "forced", "unsupported", "pending" };

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr (VmmKvmVerdict) verdict = vmm_kvm_verdict_new (reasons[i], "");

      g_assert_true (vmm_kvm_verdict_cache_save (fixture->dir, verdict, NULL));
      g_assert_false (g_file_test (fixture->file, G_FILE_TEST_EXISTS));
    }
}

static void
test_cannot_save (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (VmmKvmVerdict) verdict = vmm_kvm_verdict_new ("ok", "");
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->dir, "a file", -1, NULL));
  g_assert_false (vmm_kvm_verdict_cache_save (fixture->dir, verdict, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (g_remove (fixture->dir), ==, 0);
}

/* Every single byte of a kept verdict's key matters. */
static void
test_other_key (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (VmmKvmVerdict) verdict = vmm_kvm_verdict_new ("ok", "");
  g_autofree char *good = NULL;
  gsize length, key;

  g_assert_true (vmm_kvm_verdict_cache_save (fixture->dir, verdict, NULL));
  g_assert_true (g_file_get_contents (fixture->file, &good, &length, NULL));
  g_assert_true (g_str_has_suffix (good, "\nok\n\n"));
  key = length - strlen ("ok\n\n");
  for (gsize i = 0; i < key; i++)
    {
      g_autofree char *changed = g_memdup2 (good, length);

      changed[i] ^= 1;
      g_assert_true (g_file_set_contents_full (fixture->file, changed, (gssize) length,
                                               G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
      g_assert_null (vmm_kvm_verdict_cache_load (fixture->dir));
    }
}

static void
assert_hostile (Fixture *fixture, const char *content, gsize length, int mode)
{
  g_assert_true (g_file_set_contents_full (fixture->file, content, (gssize) length,
                                           G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
  g_assert_cmpint (g_chmod (fixture->file, mode), ==, 0);
  g_assert_null (vmm_kvm_verdict_cache_load (fixture->dir));
}

static void
test_hostile_content (Fixture *fixture, gconstpointer user_data)
{
  static const char *const tails[] = {
    "",     "ok",       "ok\n",       "ok\nx",         "OK\n\n",         "forced\n\n", "no-device\n\n",
    "\n\n", "ok\n\n\n", "ok\nx\ny\n", "ok\n\033[2J\n", "ok\n\303\251\n",
  };
  g_autoptr (VmmKvmVerdict) verdict = vmm_kvm_verdict_new ("ok", "");
  g_autofree char *good = NULL;
  g_autofree char *key = NULL;
  g_autofree char *big = g_strnfill (100000, 'x');
  g_autofree char *long_detail = g_strnfill (VMM_KVM_PROBE_MAX_DETAIL + 1, 'x');
  g_autofree char *too_long = NULL;
  g_autoptr (VmmKvmVerdict) kept = NULL;
  gsize length;

  g_assert_true (vmm_kvm_verdict_cache_save (fixture->dir, verdict, NULL));
  g_assert_true (g_file_get_contents (fixture->file, &good, &length, NULL));
  key = g_strndup (good, length - strlen ("ok\n\n"));

  for (gsize i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_autofree char *content = g_strconcat (key, tails[i], NULL);

      assert_hostile (fixture, content, strlen (content), 0600);
    }
  too_long = g_strconcat (key, "ok\n", long_detail, "\n", NULL);
  assert_hostile (fixture, too_long, strlen (too_long), 0600);
  assert_hostile (fixture, big, strlen (big), 0600);
  assert_hostile (fixture, good, length + 1, 0600); /* a NUL at the end */
  assert_hostile (fixture, "", 0, 0600);

  /* What others may write is not ours to believe. */
  assert_hostile (fixture, good, length, 0620);
  assert_hostile (fixture, good, length, 0602);
  g_assert_cmpint (g_chmod (fixture->file, 0600), ==, 0);
  g_assert_cmpint (g_chmod (fixture->dir, 0770), ==, 0);
  g_assert_null (vmm_kvm_verdict_cache_load (fixture->dir));
  g_assert_cmpint (g_chmod (fixture->dir, 0700), ==, 0);
  kept = vmm_kvm_verdict_cache_load (fixture->dir);
  g_assert_nonnull (kept);
}

static void
test_hostile_file (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (VmmKvmVerdict) verdict = vmm_kvm_verdict_new ("ok", "");
  g_autofree char *target = g_build_filename (fixture->root, "target", NULL);
  g_autofree char *content = NULL;

  /* A link: neither followed for reading nor for writing. */
  g_assert_true (vmm_kvm_verdict_cache_save (fixture->dir, verdict, NULL));
  g_assert_cmpint (g_rename (fixture->file, target), ==, 0);
  g_assert_cmpint (symlink (target, fixture->file), ==, 0);
  g_assert_null (vmm_kvm_verdict_cache_load (fixture->dir));
  g_assert_true (g_file_set_contents (target, "precious", -1, NULL));
  g_assert_true (vmm_kvm_verdict_cache_save (fixture->dir, verdict, NULL));
  g_assert_true (g_file_get_contents (target, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "precious");
  g_assert_cmpint (g_remove (target), ==, 0);
  g_assert_cmpint (g_remove (fixture->file), ==, 0);

  /* A pipe that nobody writes to must not block, a folder must not confuse. */
  g_assert_cmpint (mkfifo (fixture->file, 0600), ==, 0);
  g_assert_null (vmm_kvm_verdict_cache_load (fixture->dir));
  g_assert_cmpint (g_remove (fixture->file), ==, 0);
  g_assert_cmpint (g_mkdir (fixture->file, 0700), ==, 0);
  g_assert_null (vmm_kvm_verdict_cache_load (fixture->dir));
  g_assert_cmpint (g_rmdir (fixture->file), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kvm-verdict/answers", test_answers);
  g_test_add_func ("/kvm-verdict/bad-answers", test_bad_answers);
#define ADD(name, func) g_test_add ("/kvm-verdict/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("kept", test_kept);
  ADD ("not-kept", test_not_kept);
  ADD ("cannot-save", test_cannot_save);
  ADD ("other-key", test_other_key);
  ADD ("hostile-content", test_hostile_content);
  ADD ("hostile-file", test_hostile_file);
#undef ADD

  return g_test_run ();
}
