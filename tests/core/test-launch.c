/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A launch over steps that do what they are told: each case is cut off, or goes wrong, somewhere else. */

#include "frond-error.h"
#include "frond-guest.h"
#include "frond-launcher.h"
#include "frond-library.h"
#include "frond-profile.h"
#include "frond-secret.h"
#include "frond-test-host.h"
#include "frond-test-store.h"

#include <glib/gstdio.h>
#include <string.h>

#define GIB (G_GUINT64_CONSTANT (1024) * 1024 * 1024)

#define TEST_TYPE_STEPS (test_steps_get_type ())
G_DECLARE_FINAL_TYPE (TestSteps, test_steps, TEST, STEPS, GObject)

struct _TestSteps
{
  GObject parent_instance;

  GTask *fetch; /* the latest */
  GPtrArray *fetches_before;
  gboolean paused;
  guint fetches;
  guint opened;
};

static void test_steps_iface_init (FrondLaunchStepsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSteps, test_steps, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (FROND_TYPE_LAUNCH_STEPS, test_steps_iface_init))

static void
test_steps_fetch_async (FrondLaunchSteps *steps, FrondLaunch *launch, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  TestSteps *self = TEST_STEPS (steps);

  if (self->fetch != NULL)
    g_ptr_array_add (self->fetches_before, g_steal_pointer (&self->fetch));
  self->fetch = g_task_new (self, cancellable, callback, user_data);
  self->fetches++;
  frond_launch_report (launch, FROND_LAUNCH_DOWNLOADING, 25, 100, 5);
}

static gboolean
test_steps_fetch_finish (FrondLaunchSteps *steps, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_steps_set_paused (FrondLaunchSteps *steps, FrondLaunch *launch, gboolean paused)
{
  TEST_STEPS (steps)->paused = paused;
  if (!paused)
    frond_launch_report (launch, FROND_LAUNCH_DOWNLOADING, 50, 100, 5);
}

static void
test_steps_prepare_async (FrondLaunchSteps *steps, FrondLaunch *launch, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (steps, cancellable, callback, user_data);
  FrondProfile *profile = frond_profile_new ();

  g_object_set (profile, "name", "not this", "memory", 1 * GIB, "vcpus", 1, "disk-size", 10 * GIB, NULL);
  g_task_return_pointer (task, profile, g_object_unref);
}

static FrondProfile *
test_steps_prepare_finish (FrondLaunchSteps *steps, GAsyncResult *result, FrondMachineSources **sources,
                           GError **error)
{
  *sources = NULL;
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_steps_open (FrondLaunchSteps *steps, FrondGuest *guest)
{
  TEST_STEPS (steps)->opened++;
}

static void
test_steps_iface_init (FrondLaunchStepsInterface *iface)
{
  iface->fetch_async = test_steps_fetch_async;
  iface->fetch_finish = test_steps_fetch_finish;
  iface->set_paused = test_steps_set_paused;
  iface->prepare_async = test_steps_prepare_async;
  iface->prepare_finish = test_steps_prepare_finish;
  iface->open = test_steps_open;
}

static void
test_steps_dispose (GObject *object)
{
  g_clear_object (&TEST_STEPS (object)->fetch);
  g_clear_pointer (&TEST_STEPS (object)->fetches_before, g_ptr_array_unref);
  G_OBJECT_CLASS (test_steps_parent_class)->dispose (object);
}

static void
test_steps_class_init (TestStepsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = test_steps_dispose;
}

static void
test_steps_init (TestSteps *self)
{
  self->fetches_before = g_ptr_array_new_with_free_func (g_object_unref);
}

typedef struct
{
  FrondTestStore *store;
  FrondTestHost *host;
  FrondLibrary *library;
  TestSteps *steps;
  FrondLauncher *launcher;
  char *folder;
  char *path;
} Fixture;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

#define WAIT(condition)                                                                                      \
  while (!(condition))                                                                                       \
  g_main_context_iteration (NULL, TRUE)

static void
finish (GTask *fetch)
{
  if (fetch != NULL && !g_task_get_completed (fetch))
    g_task_return_boolean (fetch, TRUE);
}

/* A life of the application over what is there. */
static void
begin_life (Fixture *f)
{
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GAsyncResult) taken_up = NULL;

  f->library = frond_library_new (FROND_PROFILE_STORE (f->store), FROND_MACHINE_HOST (f->host));
  f->steps = g_object_new (TEST_TYPE_STEPS, NULL);
  f->launcher = frond_launcher_new (f->library, FROND_LAUNCH_STEPS (f->steps), f->path);
  frond_library_load_async (f->library, NULL, done_cb, &loaded);
  WAIT (loaded != NULL);
  frond_launcher_load_async (f->launcher, NULL, done_cb, &taken_up);
  WAIT (taken_up != NULL);
  g_assert_true (frond_launcher_load_finish (f->launcher, taken_up, NULL));
}

static void
end_life (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;

  frond_launcher_abandon_async (f->launcher, NULL, done_cb, &result);
  WAIT (result != NULL);
  /* What was returned has its callback now; what is left is to be returned, cancelled or not: it holds the steps. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  for (guint i = 0; i < f->steps->fetches_before->len; i++)
    finish (g_ptr_array_index (f->steps->fetches_before, i));
  finish (f->steps->fetch);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&result);
  g_assert_finalize_object (g_steal_pointer (&f->launcher));
  g_clear_object (&f->steps);
  g_clear_object (&f->library);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("frond-launch-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "launches.ini", NULL);
  f->store = frond_test_store_new ();
  f->host = frond_test_host_new ();
  begin_life (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  end_life (f);
  g_object_unref (f->store);
  g_object_unref (f->host);
  g_remove (f->path);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->path);
  g_free (f->folder);
}

static FrondLaunch *
launch (Fixture *f)
{
  return frond_launcher_launch (f->launcher, "debian-13", "Debian 13", "D", "#a80030", NULL);
}

static guint
count (gpointer model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (model));
}

static FrondGuest *
first_guest (Fixture *f)
{
  g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);

  return guest;
}

static FrondLaunch *
first_launch (Fixture *f)
{
  g_autoptr (FrondLaunch) self = g_list_model_get_item (G_LIST_MODEL (f->launcher), 0);

  return self;
}

static void
test_whole (Fixture *f, gconstpointer data)
{
  g_autoptr (FrondLaunch) self = g_object_ref (launch (f));

  g_assert_cmpint (frond_launch_get_state (self), ==, FROND_LAUNCH_DOWNLOADING);
  g_assert_cmpfloat (frond_launch_get_fraction (self), ==, 0.25);
  g_assert_true (frond_launcher_find_entry (f->launcher, "debian-13") == self);

  g_task_return_boolean (f->steps->fetch, TRUE);
  WAIT (frond_launch_get_state (self) == FROND_LAUNCH_DONE);
  g_assert_cmpuint (count (f->launcher), ==, 0);
  g_assert_cmpuint (count (f->library), ==, 1);
  g_assert_cmpuint (f->steps->opened, ==, 1);
  g_assert_cmpstr (frond_profile_get_name (frond_guest_get_profile (first_guest (f))), ==, "Debian 13");
  g_assert_cmpstr (frond_profile_get_id (frond_guest_get_profile (first_guest (f))), ==,
                   frond_launch_get_id (self));
}

static void
test_names (Fixture *f, gconstpointer data)
{
  g_assert_cmpstr (frond_launch_get_name (launch (f)), ==, "Debian 13");
  g_assert_cmpstr (frond_launch_get_name (launch (f)), ==, "Debian 13 2");
  g_assert_cmpstr (frond_launch_get_name (launch (f)), ==, "Debian 13 3");
}

/* What a person has chosen counts more than what suits, also when another life goes on with it. */
static void
test_wishes (Fixture *f, gconstpointer data)
{
  g_autoptr (FrondProfile) wishes = frond_profile_new ();
  FrondProfile *profile;
  gboolean network;

  g_object_set (wishes, "memory", G_GUINT64_CONSTANT (3) << 30, "vcpus", 3, "disk-size",
                G_GUINT64_CONSTANT (50) << 30, "firmware", FROND_FIRMWARE_BIOS, "network", FALSE, "desktop",
                FROND_DESKTOP_XFCE, NULL);
  frond_launcher_launch (f->launcher, "debian-13", "My own", "D", "#a80030", wishes);
  end_life (f);
  begin_life (f);
  g_assert_cmpuint (count (f->launcher), ==, 1);
  g_task_return_boolean (f->steps->fetch, TRUE);
  WAIT (f->steps->opened == 1);

  profile = frond_guest_get_profile (first_guest (f));
  g_object_get (profile, "network", &network, NULL);
  g_assert_cmpstr (frond_profile_get_name (profile), ==, "My own");
  g_assert_cmpuint (frond_profile_get_memory (profile), ==, G_GUINT64_CONSTANT (3) << 30);
  g_assert_cmpuint (frond_profile_get_vcpus (profile), ==, 3);
  g_assert_cmpuint (frond_profile_get_disk_size (profile), ==, G_GUINT64_CONSTANT (50) << 30);
  g_assert_cmpint (frond_profile_get_firmware (profile), ==, FROND_FIRMWARE_BIOS);
  g_assert_cmpint (frond_profile_get_desktop (profile), ==, FROND_DESKTOP_XFCE);
  g_assert_false (network);
}

/* A file that a person has changed: what is no value of a profile is no wish. */
static void
test_wrong_wishes (Fixture *f, gconstpointer data)
{
  const char text[] =
      "[6b2c7f0e-3f0e-4f43-9a55-0d7c3a1c7b11]\nentry=debian-13\nname=Odd\nmark=D\ncolor=#a80030\n"
      "wish-memory=18446744073709551615\nwish-vcpus=4294967295\nwish-firmware=99\nwish-model=77\n";

  end_life (f);
  g_assert_true (g_file_set_contents (f->path, text, -1, NULL));
  begin_life (f);
  g_assert_cmpuint (count (f->launcher), ==, 1);
  g_task_return_boolean (f->steps->fetch, TRUE);
  WAIT (f->steps->opened == 1);
  g_assert_cmpuint (frond_profile_get_memory (frond_guest_get_profile (first_guest (f))), <,
                    G_GUINT64_CONSTANT (64) << 30);
}

static void
test_pause (Fixture *f, gconstpointer data)
{
  FrondLaunch *self = launch (f);

  frond_launch_pause (self);
  g_assert_cmpint (frond_launch_get_state (self), ==, FROND_LAUNCH_PAUSED);
  g_assert_true (f->steps->paused);
  frond_launch_resume (self);
  g_assert_cmpint (frond_launch_get_state (self), ==, FROND_LAUNCH_DOWNLOADING);
  g_assert_cmpfloat (frond_launch_get_fraction (self), ==, 0.5);
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr (FrondLaunch) self = g_object_ref (launch (f));

  frond_launch_cancel (self);
  g_assert_cmpuint (count (f->launcher), ==, 0);
  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (f->steps->fetch)));
  end_life (f);
  g_assert_cmpint (frond_launch_get_state (self), ==, FROND_LAUNCH_CANCELLED);
  g_assert_cmpuint (frond_test_host_count (f->host), ==, 0);
  begin_life (f);
  g_assert_cmpuint (count (f->launcher), ==, 0);
}

static void
test_fail_and_retry (Fixture *f, gconstpointer data)
{
  g_autoptr (FrondLaunch) self = g_object_ref (launch (f));

  g_task_return_new_error_literal (f->steps->fetch, FROND_ERROR, FROND_ERROR_NO_SPACE, "full");
  WAIT (frond_launch_get_state (self) == FROND_LAUNCH_FAILED);
  g_assert_error (frond_launch_get_error (self), FROND_ERROR, FROND_ERROR_NO_SPACE);
  g_assert_cmpuint (count (f->launcher), ==, 1);
  g_assert_cmpuint (count (f->library), ==, 0);

  frond_launch_retry (self);
  g_assert_null (frond_launch_get_error (self));
  g_assert_cmpuint (f->steps->fetches, ==, 2);
  g_task_return_boolean (f->steps->fetch, TRUE);
  WAIT (frond_launch_get_state (self) == FROND_LAUNCH_DONE);
}

static void
test_creation_fails (Fixture *f, gconstpointer data)
{
  g_autoptr (FrondLaunch) self = g_object_ref (launch (f));

  frond_test_host_fail_create (f->host, FROND_ERROR_QUOTA);
  g_task_return_boolean (f->steps->fetch, TRUE);
  WAIT (frond_launch_get_state (self) == FROND_LAUNCH_FAILED);
  g_assert_error (frond_launch_get_error (self), FROND_ERROR, FROND_ERROR_QUOTA);
  g_assert_cmpuint (count (f->library), ==, 0);
  frond_launch_retry (self);
  g_task_return_boolean (f->steps->fetch, TRUE);
  WAIT (frond_launch_get_state (self) == FROND_LAUNCH_DONE);
  g_assert_cmpuint (count (f->library), ==, 1);
}

/* What a life that ended left is gone on with in the next one. */
static void
test_next_life (Fixture *f, gconstpointer data)
{
  g_autofree char *id = g_strdup (frond_launch_get_id (launch (f)));

  end_life (f);
  begin_life (f);
  g_assert_cmpuint (count (f->launcher), ==, 1);
  g_assert_cmpstr (frond_launch_get_id (first_launch (f)), ==, id);
  g_assert_cmpstr (frond_launch_get_name (first_launch (f)), ==, "Debian 13");
  g_assert_cmpint (frond_launch_get_state (first_launch (f)), ==, FROND_LAUNCH_DOWNLOADING);
  g_task_return_boolean (f->steps->fetch, TRUE);
  WAIT (count (f->launcher) == 0);
  g_assert_cmpuint (count (f->library), ==, 1);
}

static void
encrypt (FrondLaunch *self)
{
  int fd = frond_secret_seal ("three words more", NULL);

  g_assert_cmpint (fd, >=, 0);
  frond_launch_encrypt (self, fd, FALSE);
}

static void
test_encrypt (Fixture *f, gconstpointer data)
{
  encrypt (launch (f));
  g_task_return_boolean (f->steps->fetch, TRUE);
  WAIT (count (f->launcher) == 0);
  g_assert_cmpuint (count (f->library), ==, 1);
  g_assert_cmpstr (frond_test_host_get_passphrase (f->host), ==, "three words more");
}

/* The next life does not know the passphrase: it says so rather than to make a machine in the clear. */
static void
test_encrypt_next_life (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  encrypt (launch (f));
  end_life (f);
  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  g_assert_null (strstr (text, "three words"));
  begin_life (f);
  g_task_return_boolean (f->steps->fetch, TRUE);
  WAIT (frond_launch_get_state (first_launch (f)) == FROND_LAUNCH_FAILED);
  g_assert_error (frond_launch_get_error (first_launch (f)), FROND_ERROR, FROND_ERROR_PASSPHRASE_NEEDED);
  g_assert_cmpuint (count (f->library), ==, 0);
}

static void
test_paused_stays_paused (Fixture *f, gconstpointer data)
{
  frond_launch_pause (launch (f));
  end_life (f);
  begin_life (f);
  g_assert_cmpint (frond_launch_get_state (first_launch (f)), ==, FROND_LAUNCH_PAUSED);
  g_assert_cmpuint (f->steps->fetches, ==, 0);
  frond_launch_resume (first_launch (f));
  g_assert_cmpuint (f->steps->fetches, ==, 1);
}

static void
leave (Fixture *f, FrondProfileStage stage)
{
  g_autoptr (FrondProfile) bare = frond_profile_new ();
  g_autofree char *id = g_strdup (frond_launch_get_id (launch (f)));
  g_autoptr (FrondProfile) profile = NULL;

  end_life (f);
  profile = frond_profile_copy_as (bare, id);
  g_object_set (profile, "name", "Debian 13", "memory", 1 * GIB, "vcpus", 1, "disk-size", 10 * GIB, "stage",
                stage, NULL);
  frond_test_store_put (f->store, profile);
  begin_life (f);
}

/* Killed between the machine and the note that it is made. */
static void
test_made_already (Fixture *f, gconstpointer data)
{
  leave (f, FROND_PROFILE_READY);
  g_assert_cmpuint (count (f->launcher), ==, 0);
  g_assert_cmpuint (f->steps->fetches, ==, 0);
  g_assert_cmpuint (count (f->library), ==, 1);
}

/* The library finishes a machine without sources by itself. */
static void
test_half_made (Fixture *f, gconstpointer data)
{
  leave (f, FROND_PROFILE_CREATING);
  WAIT (count (f->launcher) == 0);
  g_assert_cmpuint (f->steps->fetches, ==, 0);
  g_assert_cmpuint (frond_test_host_count (f->host), ==, 1);
}

/* What was made from an image is undone by the library, and then made again. */
static void
test_undone (Fixture *f, gconstpointer data)
{
  leave (f, FROND_PROFILE_FILLING);
  WAIT (f->steps->fetches == 1);
  g_assert_cmpuint (count (f->launcher), ==, 1);
  g_task_return_boolean (f->steps->fetch, TRUE);
  WAIT (count (f->launcher) == 0);
  g_assert_cmpuint (count (f->library), ==, 1);
}

static void
test_damaged_file (Fixture *f, gconstpointer data)
{
  launch (f);
  end_life (f);
  g_assert_true (g_file_set_contents (f->path, "[no-uuid]\nentry=x\n\n[broken", -1, NULL));
  begin_life (f);
  g_assert_cmpuint (count (f->launcher), ==, 0);
}

#define TEST(name, func) g_test_add ("/core/launch/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("whole", test_whole);
  TEST ("names", test_names);
  TEST ("wishes", test_wishes);
  TEST ("wrong-wishes", test_wrong_wishes);
  TEST ("pause", test_pause);
  TEST ("cancel", test_cancel);
  TEST ("fail-and-retry", test_fail_and_retry);
  TEST ("creation-fails", test_creation_fails);
  TEST ("next-life", test_next_life);
  TEST ("encrypt", test_encrypt);
  TEST ("encrypt-next-life", test_encrypt_next_life);
  TEST ("paused-stays-paused", test_paused_stays_paused);
  TEST ("made-already", test_made_already);
  TEST ("half-made", test_half_made);
  TEST ("undone", test_undone);
  TEST ("damaged-file", test_damaged_file);

  return g_test_run ();
}
