/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A machine to one file, and out of it again. */
#include "import-fixture.h"

#include "frond-error.h"
#include "frond-export.h"
#include "frond-machine-export.h"
#include "frond-machine-sources.h"
#include "frond-profile.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIB (1024ULL * 1024)

static FrondProfile *
make_profile (void)
{
  FrondProfile *profile = frond_profile_new ();

  frond_profile_set_name (profile, "Fern <&> Ü \"1\"");
  g_object_set (profile, "os-id", "http://debian.org/debian/13", "os-name", "Debian 13", "notes",
                "one\ntwo \x01<b>", "firmware", FROND_FIRMWARE_UEFI_SECURE, "tpm", TRUE, "heads", 2,
                "devices", FROND_DEVICES_EMULATED, "resize-guest", FALSE, NULL);
  frond_profile_set_memory (profile, 3 * 1024 * MIB);
  frond_profile_set_vcpus (profile, 3);
  return profile;
}

static int
open_file (MediaFixture *fixture, const char *name)
{
  g_autofree char *path = media_fixture_path (fixture, name);
  int fd = open (path, O_RDWR | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  return fd;
}

/* A raw disk that is nearly all hole and begins as if it were an image of another kind, which is its guest's to do; an
 * encrypted one; the variables of one firmware. */
static FrondMachineExport *
make_machine (MediaFixture *fixture)
{
  FrondMachineExport *machine = frond_machine_export_new ();
  FrondExportedDisk raw = { .format = FROND_IMAGE_RAW, .size = 96 * MIB };
  g_autofree char *made = media_fixture_path (fixture, "b.qcow2");
  FrondExportedDisk luks = { .format = FROND_IMAGE_QCOW2, .size = MIB, .encrypted = TRUE };

  if (!g_file_test (made, G_FILE_TEST_EXISTS))
    import_run (
        fixture,
        "printf 'QFI\\373' > a.raw; printf middle | dd of=a.raw bs=1M seek=40 conv=notrunc status=none;"
        "truncate -s 96M a.raw; printf variables > v.fd;"
        "qemu-img create -q --object secret,id=s,data=x -f qcow2 -o encrypt.format=luks,"
        "encrypt.key-secret=s,encrypt.iter-time=10 b.qcow2 1M");
  raw.fd = open_file (fixture, "a.raw");
  luks.fd = open_file (fixture, "b.qcow2");
  frond_machine_export_add_disk (machine, &raw);
  frond_machine_export_add_disk (machine, &luks);
  frond_machine_export_set_variables (machine, TRUE, open_file (fixture, "v.fd"));
  return machine;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_set_object ((GAsyncResult **) user_data, result);
}

static void
progress_cb (double fraction, gpointer user_data)
{
  double *last = user_data;

  g_assert_cmpfloat (fraction, >=, *last);
  g_assert_cmpfloat (fraction, <=, 1);
  *last = fraction;
}

static gboolean
write_to (MediaFixture *fixture, const char *name, gboolean replace, GCancellable *cancellable,
          GError **error)
{
  g_autoptr (FrondMachineExport) machine = make_machine (fixture);
  g_autoptr (FrondProfile) profile = make_profile ();
  g_autofree char *path = media_fixture_path (fixture, name);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  double last = 0;

  frond_export_write_async (machine, profile, file, replace, progress_cb, &last, cancellable, done_cb,
                            &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return frond_export_write_finish (result, error);
}

static void
check_same (MediaFixture *fixture, int fd, const char *name)
{
  g_autofree char *path = media_fixture_path (fixture, name);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length;
  struct stat st;

  g_assert_true (g_file_get_contents (path, &before, &length, NULL));
  g_assert_no_errno (fstat (fd, &st));
  g_assert_cmpuint ((guint64) st.st_size, ==, length);
  after = g_malloc (length);
  g_assert_cmpint (pread (fd, after, length, 0), ==, length);
  g_assert_true (memcmp (before, after, length) == 0);
}

static void
check_sources (MediaFixture *fixture, FrondMachineSources *sources)
{
  const char *const files[] = { "a.raw", "b.qcow2", "v.fd" };
  const char *const names[] = { "disk0", "disk1", "nvram-secure" };
  FrondImageFormat format;
  const char *name;
  int fd;

  g_assert_cmpuint (frond_machine_sources_get_n_disks (sources), ==, 2);
  g_assert_false (frond_machine_sources_get_encrypted (sources, 0));
  g_assert_true (frond_machine_sources_get_encrypted (sources, 1));
  g_assert_true (frond_machine_sources_get_disk (sources, 0, &format, NULL, NULL));
  g_assert_cmpint (format, ==, FROND_IMAGE_RAW);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_assert_true (frond_machine_sources_get_slot (sources, i, &name, &fd));
      g_assert_cmpstr (name, ==, names[i]);
      check_same (fixture, fd, files[i]);
    }
  g_assert_false (frond_machine_sources_get_slot (sources, G_N_ELEMENTS (files), &name, &fd));
}

static void
check_profile (FrondProfile *profile)
{
  g_autoptr (FrondProfile) wanted = make_profile ();
  const char *const same[] = { "os-id", "os-name", "memory",  "vcpus",        "firmware",
                               "tpm",   "heads",   "devices", "resize-guest", "name" };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (wanted), same[i]);
      g_auto (GValue) before = G_VALUE_INIT;
      g_auto (GValue) after = G_VALUE_INIT;

      g_value_init (&before, pspec->value_type);
      g_value_init (&after, pspec->value_type);
      g_object_get_property (G_OBJECT (wanted), same[i], &before);
      g_object_get_property (G_OBJECT (profile), same[i], &after);
      if (g_param_values_cmp (pspec, &before, &after) != 0)
        g_error ("%s is another one", same[i]);
    }
  g_assert_cmpstr (frond_profile_get_notes (profile), ==, "one\ntwo <b>");
}

/* The whole way there and back; holes stay holes on it. */
static void
test_round (MediaFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondImport) import = NULL;
  g_autoptr (FrondProfile) profile = NULL;
  g_autoptr (FrondMachineSources) sources = NULL;
  g_autofree char *path = media_fixture_path (fixture, "fern.ova");
  struct stat st;

  write_to (fixture, "fern.ova", FALSE, NULL, &error);
  g_assert_no_error (error);
  g_assert_no_errno (g_stat (path, &st));
  g_assert_cmpuint ((guint64) st.st_size, <, 8 * MIB);

  import = import_detect_good (fixture, "fern.ova");
  g_assert_cmpint (frond_import_get_kind (import), ==, FROND_IMPORT_APPLIANCE);
  g_assert_true (frond_import_get_encrypted (import));
  profile = frond_import_suggest_profile (import, NULL);
  check_profile (profile);
  sources = import_open (fixture, import, &error);
  g_assert_no_error (error);
  check_sources (fixture, sources);
}

static guint
count_files (MediaFixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->dir, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* The same files, made in no time. */
static void
make_small (MediaFixture *fixture)
{
  import_run (fixture,
              "truncate -s 1M a.raw; printf variables > v.fd; qemu-img create -q -f qcow2 b.qcow2 1M");
}

static void
test_refusals (MediaFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) exists = NULL;
  g_autoptr (GError) place = NULL;
  g_autoptr (GError) special = NULL;
  g_autoptr (GError) cancelled = NULL;
  g_autofree char *pipe = media_fixture_path (fixture, "pipe");
  g_autofree char *there = media_fixture_path (fixture, "there");
  g_autofree char *text = NULL;
  guint before;

  make_small (fixture);
  import_write (fixture, "there", "mine", -1);
  g_assert_no_errno (mkfifo (pipe, 0600));
  before = count_files (fixture);
  g_assert_false (write_to (fixture, "there", FALSE, NULL, &exists));
  g_assert_error (exists, FROND_ERROR, FROND_ERROR_EXPORT_EXISTS);
  g_assert_false (write_to (fixture, "no/such/folder.ova", FALSE, NULL, &place));
  g_assert_error (place, FROND_ERROR, FROND_ERROR_EXPORT_PLACE);
  g_assert_false (write_to (fixture, "pipe", TRUE, NULL, &special));
  g_assert_error (special, FROND_ERROR, FROND_ERROR_EXPORT_PLACE);
  g_cancellable_cancel (cancellable);
  g_assert_false (write_to (fixture, "there", TRUE, cancellable, &cancelled));
  g_assert_true (frond_error_is_cancelled (cancelled));
  g_assert_cmpuint (count_files (fixture), ==, before);
  g_assert_true (g_file_get_contents (there, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "mine");
}

static void
test_replace (MediaFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  make_small (fixture);
  import_write (fixture, "fern.ova", "old", -1);
  g_assert_true (write_to (fixture, "fern.ova", TRUE, NULL, &error));
  g_object_unref (import_detect_good (fixture, "fern.ova"));
}

static void
test_names (void)
{
  const struct
  {
    const char *name;
    const char *file;
  } cases[] = { { "Debian 13", "Debian 13.ova" },
                { "a/b\\c:d", "a-b-c-d.ova" },
                { "..", "_..ova" },
                { ".hidden", "_hidden.ova" },
                { "Ü\n?", "Ü--.ova" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *file = frond_export_dup_name (cases[i].name);

      g_assert_cmpstr (file, ==, cases[i].file);
    }
}

#define ADD(path, function)                                                                                  \
  g_test_add ("/export/" path, MediaFixture, NULL, media_fixture_set_up, function, media_fixture_tear_down)

int
main (int argc, char *argv[])
{
  media_fixture_isolate ();
  g_test_init (&argc, &argv, NULL);
  ADD ("round", test_round);
  ADD ("refusals", test_refusals);
  ADD ("replace", test_replace);
  g_test_add_func ("/export/names", test_names);
  return g_test_run ();
}
