/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Creating from images, from the application's side to the real helper and back: progress, errors, and stopping it. */

#include "frond-error.h"
#include "frond-helper-client.h"
#include "frond-machine-info.h"
#include "frond-machine-sources.h"
#include "frond-profile.h"
#include "vmm-ipc.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <unistd.h>

#define BUS_NAME "me.phyllo.Frond.CreateTest"

typedef struct
{
  GTestDBus *bus;
  char *dir;
  GSubprocess *helper;
  FrondMachineHost *host;
  guint n_progress;
  double last_progress;
} Fixture;

static void
late (gpointer data)
{
  g_error ("waited too long for %s", (const char *) data);
}

#define WAIT_FOR(condition, seconds)                                                                         \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    guint deadline = g_timeout_add_seconds_once (seconds, late, (gpointer) #condition);                      \
    while (!(condition))                                                                                     \
      g_main_context_iteration (NULL, TRUE);                                                                 \
    g_source_remove (deadline);                                                                              \
  }                                                                                                          \
  G_STMT_END

/* HANGING: what works at images does nothing for a minute. */
static void
begin_helper (Fixture *f, gboolean hanging)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autofree char *child = g_build_filename (f->dir, "child", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (child, "#!/bin/sh\necho 250\nexec sleep 60\n", -1, NULL));
  g_assert_cmpint (g_chmod (child, 0700), ==, 0);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", f->dir, TRUE);
  g_subprocess_launcher_setenv (launcher, "FROND_ACCEL", "software", TRUE);
  if (hanging)
    g_subprocess_launcher_setenv (launcher, "FROND_IMAGE_CHILD", child, TRUE);
  f->helper = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("FROND_VMM_HELPER"), "--session",
                                           "--bus-name", BUS_NAME, NULL);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer hanging)
{
  f->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (f->bus);
  f->dir = g_dir_make_tmp ("frond-create-XXXXXX", NULL);
  begin_helper (f, GPOINTER_TO_INT (hanging));
  g_setenv (VMM_IPC_BUS_NAME_ENV, BUS_NAME, TRUE);
  f->host = frond_helper_client_new ();
  for (guint i = 0; frond_machine_host_get_state (f->host) != FROND_HOST_READY; i++)
    {
      g_main_context_iteration (NULL, TRUE);
      if (frond_machine_host_get_state (f->host) == FROND_HOST_UNAVAILABLE)
        frond_machine_host_retry (f->host);
    }
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  const char *argv[] = { "rm", "-r", f->dir, NULL };

  g_object_run_dispose (G_OBJECT (f->host));
  g_clear_object (&f->host);
  g_subprocess_send_signal (f->helper, SIGTERM);
  g_assert_true (g_subprocess_wait (f->helper, NULL, NULL));
  g_clear_object (&f->helper);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_free (f->dir);
  g_test_dbus_stop (f->bus);
  g_object_unref (f->bus);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static void
progress_cb (double fraction, gpointer user_data)
{
  Fixture *f = user_data;

  g_assert_cmpfloat (fraction, >=, f->last_progress);
  g_assert_cmpfloat (fraction, <=, 1);
  f->last_progress = fraction;
  f->n_progress++;
}

static FrondProfile *
make_profile (void)
{
  FrondProfile *profile = frond_profile_new ();

  g_object_set (profile, "name", "Made of an image", "memory", 256 * VMM_IPC_MIB, NULL);
  return profile;
}

/* A disk of 16 MiB full of data that takes a moment. */
static FrondMachineSources *
make_sources (Fixture *f, FrondImageFormat format)
{
  FrondMachineSources *sources = frond_machine_sources_new ();
  g_autofree char *path = g_build_filename (f->dir, "image.raw", NULL);
  g_autofree char *data = g_strnfill (16 * VMM_IPC_MIB, 'x');

  g_assert_true (g_file_set_contents (path, data, 16 * VMM_IPC_MIB, NULL));
  frond_machine_sources_add_disk (sources, format, open (path, O_RDONLY | O_CLOEXEC), 0, FALSE);
  return sources;
}

static FrondMachineInfo *
create (Fixture *f, FrondImageFormat format, GError **error)
{
  g_autoptr (FrondProfile) profile = make_profile ();
  g_autoptr (FrondMachineSources) sources = make_sources (f, format);
  g_autoptr (GAsyncResult) result = NULL;

  frond_machine_host_create_async (f->host, profile, sources, progress_cb, f, NULL, result_cb, &result);
  WAIT_FOR (result != NULL, 60);
  return frond_machine_host_create_finish (f->host, result, error);
}

static guint
count_machines (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (GError) error = NULL;

  frond_machine_host_list_async (f->host, NULL, result_cb, &result);
  WAIT_FOR (result != NULL, 60);
  infos = frond_machine_host_list_finish (f->host, result, &error);
  g_assert_no_error (error);
  return infos->len;
}

static void
test_created (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondMachineInfo) info = create (f, FROND_IMAGE_RAW, &error);

  g_assert_no_error (error);
  g_assert_true (vmm_ipc_uuid_is_valid (frond_machine_info_get_uuid (info)));
  g_assert_cmpuint (count_machines (f), ==, 1);
}

static void
test_bad_image (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (create (f, FROND_IMAGE_VDI, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_IMAGE_FORMAT);
  g_assert_cmpstr (frond_error_get_field (error), ==, "disk0");
  g_assert_cmpuint (count_machines (f), ==, 0);
}

/* Stopped when it is seen to work: the helper stops too, and nothing is left. */
static void
test_stopped (Fixture *f, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ();
  g_autoptr (FrondMachineSources) sources = make_sources (f, FROND_IMAGE_VDI);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  frond_machine_host_create_async (f->host, profile, sources, progress_cb, f, cancellable, result_cb,
                                   &result);
  WAIT_FOR (f->n_progress > 0, 60);
  g_cancellable_cancel (cancellable);
  WAIT_FOR (result != NULL, 60);
  g_assert_null (frond_machine_host_create_finish (f->host, result, &error));
  g_assert_true (frond_error_is_cancelled (error));
  g_assert_cmpuint (count_machines (f), ==, 0);
}

/* Before the helper has even answered. */
static void
test_stopped_at_once (Fixture *f, gconstpointer data)
{
  g_autoptr (FrondProfile) profile = make_profile ();
  g_autoptr (FrondMachineSources) sources = make_sources (f, FROND_IMAGE_VDI);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  frond_machine_host_create_async (f->host, profile, sources, NULL, NULL, cancellable, result_cb, &result);
  g_cancellable_cancel (cancellable);
  WAIT_FOR (result != NULL, 60);
  g_assert_null (frond_machine_host_create_finish (f->host, result, &error));
  g_assert_true (frond_error_is_cancelled (error));
  g_assert_cmpuint (count_machines (f), ==, 0);
}

#define ADD(name, hanging, function)                                                                         \
  g_test_add ("/create/" name, Fixture, GINT_TO_POINTER (hanging), set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("created", FALSE, test_created);
  ADD ("bad-image", FALSE, test_bad_image);
  ADD ("stopped", TRUE, test_stopped);
  ADD ("stopped-at-once", TRUE, test_stopped_at_once);

  return g_test_run ();
}
