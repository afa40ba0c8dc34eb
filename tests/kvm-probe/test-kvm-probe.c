/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-kvm-probe-private.h"
#include "vmm-kvm-verdict-cache.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#define PATIENCE_SECONDS 60

static const char *real_program;

typedef struct
{
  char *root;
  char *cache_dir;
  char *device;
  char *program;
  VmmKvmProbeSetup setup;
  GAsyncResult *result;
  gboolean overdue;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->root = g_dir_make_tmp ("frond-probe-XXXXXX", NULL);
  fixture->cache_dir = g_build_filename (fixture->root, "cache", NULL);
  fixture->device = g_build_filename (fixture->root, "kvm", NULL);
  fixture->program = g_build_filename (fixture->root, "probe", NULL);
  g_assert_true (g_file_set_contents (fixture->device, "", 0, NULL));
  fixture->setup = (VmmKvmProbeSetup) {
    .device = fixture->device, .program = fixture->program, .cache_dir = fixture->cache_dir, .deadline = 10000
  };
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *kept = g_build_filename (fixture->cache_dir, "kvm-verdict", NULL);
  g_autofree char *calls = g_build_filename (fixture->root, "calls", NULL);

  g_remove (kept);
  g_rmdir (fixture->cache_dir);
  g_remove (calls);
  g_remove (fixture->program);
  g_remove (fixture->device);
  g_assert_cmpint (g_rmdir (fixture->root), ==, 0);
  g_free (fixture->cache_dir);
  g_free (fixture->device);
  g_free (fixture->program);
  g_free (fixture->root);
}

/* A program that notes each call and does what SCRIPT says. */
static void
fake_program (Fixture *fixture, const char *script)
{
  g_autofree char *content = g_strdup_printf ("#!/bin/sh\necho x >>'%s/calls'\n%s\n", fixture->root, script);

  g_assert_true (
      g_file_set_contents_full (fixture->program, content, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0700, NULL));
}

static guint
count_calls (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->root, "calls", NULL);
  g_autofree char *content = NULL;
  gsize length = 0;

  g_file_get_contents (path, &content, &length, NULL);
  return (guint) length / 2;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->result = g_object_ref (result);
}

static gboolean
on_overdue (gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->overdue = TRUE;
  return G_SOURCE_REMOVE;
}

static VmmKvmVerdict *
wait_for_verdict (Fixture *fixture, GError **error)
{
  guint timer = g_timeout_add_seconds (PATIENCE_SECONDS, on_overdue, fixture);
  VmmKvmVerdict *verdict;

  while (fixture->result == NULL && !fixture->overdue)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (fixture->overdue);
  g_source_remove (timer);
  verdict = vmm_kvm_probe_finish (fixture->result, error);
  g_clear_object (&fixture->result);
  return verdict;
}

static VmmKvmVerdict *
probe (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  VmmKvmVerdict *verdict;

  vmm_kvm_probe_with_setup_async (&fixture->setup, NULL, on_done, fixture);
  verdict = wait_for_verdict (fixture, &error);
  g_assert_no_error (error);
  return verdict;
}

static void
assert_verdict (Fixture *fixture, const char *reason, const char *detail)
{
  g_autoptr (VmmKvmVerdict) verdict = probe (fixture);

  g_assert_cmpstr (verdict->reason, ==, reason);
  g_assert_cmpstr (verdict->detail, ==, detail);
  g_assert_cmpint (verdict->usable, ==, g_str_equal (reason, "ok"));
}

static gboolean
is_kept (Fixture *fixture)
{
  g_autoptr (VmmKvmVerdict) kept = vmm_kvm_verdict_cache_load (fixture->cache_dir);

  return kept != NULL;
}

static void
test_ok (Fixture *fixture, gconstpointer user_data)
{
  fake_program (fixture, "echo ok 2500000000");
  assert_verdict (fixture, "ok", "2500 million iterations a second");

  /* The second time nothing is run. */
  fake_program (fixture, "echo broken now");
  assert_verdict (fixture, "ok", "2500 million iterations a second");
  g_assert_cmpuint (count_calls (fixture), ==, 1);
}

static void
test_too_slow (Fixture *fixture, gconstpointer user_data)
{
  fake_program (fixture, "echo too-slow 2300000");
  assert_verdict (fixture, "too-slow", "2 million iterations a second");
  g_assert_true (is_kept (fixture));
}

static void
test_broken (Fixture *fixture, gconstpointer user_data)
{
  fake_program (fixture, "echo broken the guest reset itself");
  assert_verdict (fixture, "broken", "the guest reset itself");
  g_assert_true (is_kept (fixture));
}

static void
test_device_is_argument (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *detail = g_strdup_printf ("1 %s", fixture->device);

  fake_program (fixture, "echo broken \"$#\" \"$1\"");
  assert_verdict (fixture, "broken", detail);
}

static void
test_no_device (Fixture *fixture, gconstpointer user_data)
{
  fake_program (fixture, "echo ok 2500000000");
  g_assert_cmpint (g_remove (fixture->device), ==, 0);
  assert_verdict (fixture, "no-device", g_strerror (ENOENT));
  g_assert_cmpuint (count_calls (fixture), ==, 0);
  g_assert_false (is_kept (fixture));

  /* It appears: the next helper sees it. */
  g_assert_true (g_file_set_contents (fixture->device, "", 0, NULL));
  assert_verdict (fixture, "ok", "2500 million iterations a second");

  /* It goes away: what is kept is no device. */
  g_assert_cmpint (g_remove (fixture->device), ==, 0);
  assert_verdict (fixture, "no-device", g_strerror (ENOENT));
}

static void
test_no_access (Fixture *fixture, gconstpointer user_data)
{
  if (geteuid () == 0)
    {
      g_test_skip ("root may open everything");
      return;
    }
  fake_program (fixture, "echo ok 2500000000");
  g_assert_cmpint (g_chmod (fixture->device, 0), ==, 0);
  assert_verdict (fixture, "no-access", g_strerror (EACCES));
  g_assert_cmpuint (count_calls (fixture), ==, 0);
  g_assert_false (is_kept (fixture));
}

static void
test_forced (Fixture *fixture, gconstpointer user_data)
{
  fake_program (fixture, "echo ok 2500000000");
  fixture->setup.accel = "software";
  assert_verdict (fixture, "forced", "FROND_ACCEL=software");
  g_assert_cmpuint (count_calls (fixture), ==, 0);
}

static void
test_trusted (Fixture *fixture, gconstpointer user_data)
{
  fake_program (fixture, "echo broken");
  fixture->setup.accel = "kvm";
  assert_verdict (fixture, "ok", "trusted, not probed: FROND_ACCEL=kvm");
  g_assert_cmpuint (count_calls (fixture), ==, 0);
  g_assert_false (is_kept (fixture));
  g_assert_cmpint (g_remove (fixture->device), ==, 0);
  assert_verdict (fixture, "no-device", g_strerror (ENOENT));
}

static void
test_other_accel (Fixture *fixture, gconstpointer user_data)
{
  fake_program (fixture, "echo ok 2500000000");
  fixture->setup.accel = "auto";
  assert_verdict (fixture, "ok", "2500 million iterations a second");
  g_assert_cmpuint (count_calls (fixture), ==, 1);
}

static void
test_unsupported (Fixture *fixture, gconstpointer user_data)
{
  fixture->setup.program = NULL;
  assert_verdict (fixture, "unsupported", "there is no probe for this processor");
}

static void
test_no_program (Fixture *fixture, gconstpointer user_data)
{
  assert_verdict (fixture, "broken", "the probe cannot be run");
  g_assert_false (is_kept (fixture));
}

static void
test_nonsense (Fixture *fixture, gconstpointer user_data)
{
  static const char *const scripts[] = {
    "",
    "echo",
    "echo hello",
    "printf 'ok 2500000000'",
    "printf 'ok 2500000000\\nok 1\\n'",
    "printf 'ok\\0 2500000000\\n'",
    "head -c 100000 /dev/zero",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autoptr (VmmKvmVerdict) verdict = NULL;

      g_test_message ("%s", scripts[i]);
      fake_program (fixture, scripts[i]);
      verdict = probe (fixture);
      g_assert_cmpstr (verdict->reason, ==, "broken");
      g_assert_false (is_kept (fixture));
    }
}

/* An endless answer ends at its first surplus byte. */
static void
test_endless (Fixture *fixture, gconstpointer user_data)
{
  fake_program (fixture, "exec cat /dev/zero");
  assert_verdict (fixture, "broken", "the probe ended by signal 9");
  g_assert_false (is_kept (fixture));
}

static void
test_fails (Fixture *fixture, gconstpointer user_data)
{
  fake_program (fixture, "echo ok 2500000000; exit 3");
  assert_verdict (fixture, "broken", "the probe failed with 3");
  fake_program (fixture, "echo ok 2500000000; kill -SEGV $$");
  assert_verdict (fixture, "broken", "the probe ended by signal 11");
  g_assert_false (is_kept (fixture));
}

static void
test_hangs (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = g_build_filename (fixture->root, "calls", NULL);
  g_autofree char *pid = NULL;
  gint64 begin = g_get_monotonic_time ();

  fixture->setup.deadline = 300;
  fake_program (fixture, "echo $$ >\"$(dirname \"$0\")/calls\"; exec sleep 60");
  assert_verdict (fixture, "broken", "no answer within 300 ms");
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 10 * G_USEC_PER_SEC);
  g_assert_false (is_kept (fixture));

  /* It is not only given up but gone. */
  g_assert_true (g_file_get_contents (path, &pid, NULL, NULL));
  g_assert_cmpint (kill (atoi (pid), 0), ==, -1);
  g_assert_cmpint (errno, ==, ESRCH);
}

static void
test_hangs_after_answer (Fixture *fixture, gconstpointer user_data)
{
  fixture->setup.deadline = 300;
  fake_program (fixture, "echo ok 2500000000; exec >/dev/null; exec sleep 60");
  assert_verdict (fixture, "broken", "no answer within 300 ms");
}

/* A child of the program that holds its output open does not hold us. */
static void
test_child_holds_pipe (Fixture *fixture, gconstpointer user_data)
{
  fixture->setup.deadline = 300;
  fake_program (fixture, "sleep 2");
  assert_verdict (fixture, "broken", "no answer within 300 ms");
}

static void
test_cannot_keep (Fixture *fixture, gconstpointer user_data)
{
  fixture->setup.cache_dir = "/proc/none/frond";
  fake_program (fixture, "echo ok 2500000000");
  assert_verdict (fixture, "ok", "2500 million iterations a second");
  assert_verdict (fixture, "ok", "2500 million iterations a second");
  g_assert_cmpuint (count_calls (fixture), ==, 2);
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  fake_program (fixture, "echo ok 2500000000");
  g_cancellable_cancel (cancellable);
  vmm_kvm_probe_with_setup_async (&fixture->setup, cancellable, on_done, fixture);
  g_assert_null (wait_for_verdict (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_calls (fixture), ==, 0);
}

static void
test_cancelled_while_running (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;

  fixture->setup.deadline = PATIENCE_SECONDS * 1000;
  fake_program (fixture, "exec sleep 60");
  vmm_kvm_probe_with_setup_async (&fixture->setup, cancellable, on_done, fixture);
  while (count_calls (fixture) == 0 && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (count_calls (fixture), ==, 1);

  g_cancellable_cancel (cancellable);
  g_assert_null (wait_for_verdict (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time (), <, end);
}

/* The public entry: everything from the environment. */
static void
test_environment (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (VmmKvmVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;

  fake_program (fixture, "echo broken the one of the environment");
  g_setenv ("FROND_KVM_PROBE", fixture->program, TRUE);
  g_setenv ("FROND_ACCEL", "software", TRUE);
  vmm_kvm_probe_async (NULL, on_done, fixture);
  verdict = wait_for_verdict (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (verdict->reason, ==, "forced");
  vmm_kvm_verdict_free (g_steal_pointer (&verdict));

  g_unsetenv ("FROND_ACCEL");
  vmm_kvm_probe_async (NULL, on_done, fixture);
  verdict = wait_for_verdict (fixture, &error);
  g_assert_no_error (error);
  if (g_access ("/dev/kvm", R_OK | W_OK) == 0)
    g_assert_cmpstr (verdict->detail, ==, "the one of the environment");
  else
    g_assert_false (verdict->usable);
  g_unsetenv ("FROND_KVM_PROBE");
}

/* The real program: on what is no KVM, and on this host's. */
static void
test_real_program (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (VmmKvmVerdict) verdict = NULL;

  fixture->setup.program = real_program;
  assert_verdict (fixture, "broken", "KVM_GET_API_VERSION: Inappropriate ioctl for device");

  vmm_kvm_verdict_free (probe (fixture));
  fixture->setup.device = "/dev/kvm";
  fixture->setup.cache_dir = fixture->root;
  fixture->setup.deadline = 5000;
  verdict = probe (fixture);
  g_test_message ("this host: %s, %s", verdict->reason, verdict->detail);
  g_assert_false (g_str_has_prefix (verdict->detail, "the probe"));
  g_assert_false (g_str_has_prefix (verdict->detail, "no answer"));
  if (g_access ("/dev/kvm", F_OK) != 0)
    g_assert_cmpstr (verdict->reason, ==, "no-device");
}

static void
remove_kept_in_root (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *kept = g_build_filename (fixture->root, "kvm-verdict", NULL);

  g_remove (kept);
  tear_down (fixture, user_data);
}

int
main (int argc, char *argv[])
{
  g_autofree char *runtime_dir = g_dir_make_tmp ("frond-probe-run-XXXXXX", NULL);
  g_autofree char *frond_dir = g_build_filename (runtime_dir, "frond", NULL);
  g_autofree char *kept = g_build_filename (frond_dir, "kvm-verdict", NULL);
  int status;

  g_setenv ("XDG_RUNTIME_DIR", runtime_dir, TRUE);
  g_unsetenv ("FROND_ACCEL");
  g_unsetenv ("FROND_KVM_PROBE");
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  real_program = argv[1];

#define ADD(name, func) g_test_add ("/kvm-probe/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("ok", test_ok);
  ADD ("too-slow", test_too_slow);
  ADD ("broken", test_broken);
  ADD ("device-is-argument", test_device_is_argument);
  ADD ("no-device", test_no_device);
  ADD ("no-access", test_no_access);
  ADD ("forced", test_forced);
  ADD ("trusted", test_trusted);
  ADD ("other-accel", test_other_accel);
  ADD ("unsupported", test_unsupported);
  ADD ("no-program", test_no_program);
  ADD ("nonsense", test_nonsense);
  ADD ("endless", test_endless);
  ADD ("fails", test_fails);
  ADD ("hangs", test_hangs);
  ADD ("hangs-after-answer", test_hangs_after_answer);
  ADD ("child-holds-pipe", test_child_holds_pipe);
  ADD ("cannot-keep", test_cannot_keep);
  ADD ("cancelled-before", test_cancelled_before);
  ADD ("cancelled-while-running", test_cancelled_while_running);
  ADD ("environment", test_environment);
#undef ADD
  g_test_add ("/kvm-probe/real-program", Fixture, NULL, set_up, test_real_program, remove_kept_in_root);

  status = g_test_run ();
  g_remove (kept);
  g_rmdir (frond_dir);
  g_rmdir (runtime_dir);
  return status;
}
