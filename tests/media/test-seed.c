/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-error.h"
#include "frond-media-private.h"
#include "frond-seed-image.h"
#include "frond-seed.h"
#include "media-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define DEBIAN_12 "http://debian.org/debian/12"
#define KERNEL    "a kernel"
#define INITRD    "an initrd, of an odd length"

static GBytes *
read_all (int fd)
{
  off_t size = lseek (fd, 0, SEEK_END);
  g_autofree char *data = g_malloc ((gsize) size + 1);

  g_assert_cmpint (size, >=, 0);
  g_assert_cmpint (pread (fd, data, (size_t) size, 0), ==, size);
  return g_bytes_new_take (g_steal_pointer (&data), (gsize) size);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static FrondSeed *
wait_for (GAsyncResult **result, GError **error)
{
  g_autoptr (GAsyncResult) owned = NULL;

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  owned = *result;
  return frond_seed_new_finish (owned, error);
}

static FrondSeed *
make_cloud (const FrondAnswers *answers, GError **error)
{
  GAsyncResult *result = NULL;

  frond_seed_new_cloud_async (answers, DEBIAN_12, NULL, done_cb, &result);
  return wait_for (&result, error);
}

static FrondSeed *
make_installer (FrondMedia *media, GFile *drivers, GError **error)
{
  g_autoptr (FrondAnswers) answers = frond_answers_new ();
  GAsyncResult *result = NULL;

  frond_seed_new_installer_async (answers, media, drivers, NULL, done_cb, &result);
  return wait_for (&result, error);
}

/* The medium of a system that the database need not know. */
static FrondMedia *
new_media (const char *path, const char *id, const char *label)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  FrondVolume *volume = g_new0 (FrondVolume, 1);
  FrondOsFacts *facts = frond_os_facts_new ();

  volume->label = g_strdup (label);
  g_set_str (&facts->id, id);
  return _frond_media_new (file, volume, facts);
}

static void
assert_on_disc (int disc, const char *path, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autofd int fd = frond_seed_image_extract (disc, path, 1024 * 1024, NULL, &error);
  g_autoptr (GBytes) content = NULL;

  g_assert_no_error (error);
  content = read_all (fd);
  g_assert_nonnull (
      memmem (g_bytes_get_data (content, NULL), g_bytes_get_size (content), wanted, strlen (wanted)));
}

/* As udev and with it cloud-init and Anaconda see it. */
static void
assert_label (MediaFixture *fixture, int disc, const char *wanted)
{
  g_autofree char *path = media_fixture_path (fixture, "seed.iso");
  g_autofree char *blkid = g_find_program_in_path ("blkid");
  g_autoptr (GBytes) content = read_all (disc);
  g_autoptr (FrondVolume) volume = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  const char *argv[] = { blkid, "-p", "-o", "value", "-s", "LABEL", path, NULL };

  volume = frond_volume_read (disc, "seed", &error);
  g_assert_no_error (error);
  g_assert_true (g_ascii_strcasecmp (volume->label, wanted) == 0);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (content, NULL),
                                      (gssize) g_bytes_get_size (content), NULL));
  if (blkid == NULL)
    return;
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_strstrip (output), ==, wanted);
}

static void
test_cloud (MediaFixture *fixture, gconstpointer user_data)
{
  g_autoptr (FrondAnswers) answers = frond_answers_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondSeed) seed = NULL;

  g_set_str (&answers->user_name, "elise");
  seed = make_cloud (answers, &error);
  g_assert_no_error (error);
  g_assert_cmpint (frond_seed_get_kernel (seed), ==, -1);
  g_assert_null (frond_seed_get_installer (seed));
  g_assert_cmpint (fcntl (frond_seed_get_disc (seed), F_GETFL) & O_ACCMODE, ==, O_RDONLY);
  assert_label (fixture, frond_seed_get_disc (seed), "cidata");
  assert_on_disc (frond_seed_get_disc (seed), "user-data", "elise");
  assert_on_disc (frond_seed_get_disc (seed), "meta-data", "instance-id");
}

static void
test_bad_answers (MediaFixture *fixture, gconstpointer user_data)
{
  g_autoptr (FrondAnswers) answers = frond_answers_new ();
  g_autoptr (GError) error = NULL;

  g_set_str (&answers->user_name, "root");
  g_assert_null (make_cloud (answers, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_INVALID_VALUE);
  g_assert_cmpstr (frond_error_get_field (error), ==, "user-name");
}

static void
add_text (GPtrArray *files, const char *path, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  g_ptr_array_add (files, frond_seed_file_new (path, bytes));
}

/* A disc with these files (path, text, path…, NULL). */
static char *make_disc (MediaFixture *fixture, const char *name, ...) G_GNUC_NULL_TERMINATED;

static char *
make_disc (MediaFixture *fixture, const char *name, ...)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) frond_seed_file_free);
  g_autofree char *path = media_fixture_path (fixture, name);
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  g_autofd int fd = -1;
  const char *file;
  va_list args;

  va_start (args, name);
  while ((file = va_arg (args, const char *)) != NULL)
    add_text (files, file, va_arg (args, const char *));
  va_end (args);
  fd = frond_seed_image_write ("A_DISC", files, &error);
  g_assert_no_error (error);
  content = read_all (fd);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (content, NULL),
                                      (gssize) g_bytes_get_size (content), NULL));
  return g_steal_pointer (&path);
}

static void
test_debian (MediaFixture *fixture, gconstpointer user_data)
{
  g_autofree char *path =
      make_disc (fixture, "debian.iso", "install.amd/vmlinuz", KERNEL, "install.amd/initrd.gz", INITRD, NULL);
  g_autoptr (FrondMedia) media = new_media (path, DEBIAN_12, "Debian 12.11.0 amd64 n");
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondSeed) seed = NULL;
  g_autoptr (GBytes) kernel = NULL;
  g_autoptr (GBytes) initrd = NULL;
  const char *data;
  const char *archive;
  gsize size, rest;

  g_assert_true (frond_seed_can_install (media));
  seed = make_installer (media, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (frond_seed_get_installer (seed), ==, "debian");
  g_assert_cmpint (frond_seed_get_disc (seed), ==, -1);

  kernel = read_all (frond_seed_get_kernel (seed));
  g_assert_cmpmem (g_bytes_get_data (kernel, NULL), g_bytes_get_size (kernel), KERNEL, strlen (KERNEL));
  initrd = read_all (frond_seed_get_initrd (seed));
  data = g_bytes_get_data (initrd, &size);
  g_assert_cmpmem (data, strlen (INITRD), INITRD, strlen (INITRD));
  /* The next archive begins at a multiple of four. */
  archive = data + (strlen (INITRD) + 3) / 4 * 4;
  rest = size - (gsize) (archive - data);
  g_assert_cmpmem (archive, 6, "070701", 6);
  g_assert_nonnull (memmem (archive, rest, "preseed.cfg", 11));
  g_assert_nonnull (memmem (archive, rest, "passwd/username string user\n", 28));
  g_assert_nonnull (memmem (archive, rest, "TRAILER!!!", 10));
}

static void
test_fedora_and_suse (MediaFixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *id;
    const char *token;
    const char *file;
    const char *text;
  } cases[] = {
    { "http://fedoraproject.org/fedora/42", "fedora", "ks.cfg", "autopart" },
    { "http://redhat.com/rhel/9.5", "fedora", "ks.cfg", "graphical-server-environment" },
    { "http://opensuse.org/opensuse/15.6", "suse", "autoinst.xml", "yast2ns" },
  };
  g_autofree char *path =
      make_disc (fixture, "disc.iso", "images/pxeboot/vmlinuz", KERNEL, "images/pxeboot/initrd.img", INITRD,
                 "boot/x86_64/loader/linux", KERNEL, "boot/x86_64/loader/initrd", INITRD, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FrondMedia) media = new_media (path, cases[i].id, "A_DISC");
      g_autoptr (GError) error = NULL;
      g_autoptr (FrondSeed) seed = make_installer (media, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (frond_seed_get_installer (seed), ==, cases[i].token);
      assert_label (fixture, frond_seed_get_disc (seed), "OEMDRV");
      assert_on_disc (frond_seed_get_disc (seed), cases[i].file, cases[i].text);
      g_assert_cmpint (frond_seed_get_kernel (seed), >=, 0);
    }
}

static void
test_windows (MediaFixture *fixture, gconstpointer user_data)
{
  g_autofree char *iso = make_disc (fixture, "windows.iso", "setup.exe", "MZ", NULL);
  g_autofree char *tools =
      make_disc (fixture, "virtio-win.iso", "viostor/w11/amd64/viostor.inf", "a driver",
                 "viostor/w11/amd64/viostor.pdb", "symbols", "viostor/w10/amd64/viostor.inf", "another",
                 "guest-agent/qemu-ga-x86_64.msi", "an agent", NULL);
  g_autoptr (FrondMedia) media = new_media (iso, "http://microsoft.com/win/11", "CCCOMA_X64FRE_FR-FR_DV9");
  g_autoptr (GFile) drivers = g_file_new_for_path (tools);
  g_autoptr (GFile) no_drivers = g_file_new_for_path (iso);
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondSeed) seed = make_installer (media, drivers, &error);

  g_assert_no_error (error);
  g_assert_true (frond_seed_tells_password (media));
  g_assert_cmpstr (frond_seed_get_installer (seed), ==, "windows");
  g_assert_cmpint (frond_seed_get_kernel (seed), ==, -1);
  assert_on_disc (frond_seed_get_disc (seed), "autounattend.xml", "<UILanguage>fr-FR</UILanguage>");
  assert_on_disc (frond_seed_get_disc (seed), "drivers/viostor/w11/amd64/viostor.inf", "a driver");
  g_assert_cmpint (frond_seed_image_extract (frond_seed_get_disc (seed),
                                             "drivers/viostor/w11/amd64/viostor.pdb", 100, NULL, NULL),
                   ==, -1);

  g_assert_null (make_installer (media, no_drivers, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_NOT_FOUND);
}

static void
test_not_what_it_seems (MediaFixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = make_disc (fixture, "disc.iso", "install.amd/vmlinuz", KERNEL, NULL);
  g_autoptr (FrondMedia) media = new_media (path, DEBIAN_12, "Debian 12.11.0 amd64 n");
  g_autoptr (FrondMedia) live = NULL;
  g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC);
  g_autoptr (GError) error = NULL;

  g_assert_null (make_installer (media, NULL, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_cmpint (frond_seed_image_extract (fd, "install.amd/vmlinuz", 3, NULL, &error), ==, -1);
  g_assert_error (error, FROND_ERROR, FROND_ERROR_OUT_OF_RANGE);
  g_clear_error (&error);

  live = new_media (path, "http://archlinux.org/archlinux/rolling", "ARCH");
  g_assert_false (frond_seed_can_install (live));
  g_assert_null (make_installer (live, NULL, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_UNSUPPORTED);
}

static void
test_suggestions (void)
{
  static const char *const users[][2] = {
    { "elise", "elise" },    { "Élise Müller", "elise-muller" }, { "root", "user" },
    { "", "user" },          { "1000 sabords", "sabords" },      { "漢字", "user" },
    { "O'Neill", "oneill" },
  };
  static const char *const hosts[][2] = {
    { "Windows 11", "windows-11" },
    { "Élise’s machine ", "elises-machine" },
    { "---", "machine" },
    { "漢字", "machine" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (users); i++)
    {
      g_autofree char *name = frond_answers_suggest_user_name (users[i][0]);

      g_assert_cmpstr (name, ==, users[i][1]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *name = frond_answers_suggest_host_name (hosts[i][0]);

      g_assert_cmpstr (name, ==, hosts[i][1]);
    }
}

static void
session_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(FrondAnswers **) user_data = frond_answers_from_session_finish (result, NULL);
}

static void
test_session (MediaFixture *fixture, gconstpointer user_data)
{
  g_autoptr (FrondAnswers) answers = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_build_filename (g_get_home_dir (), ".ssh", NULL);
  g_autofree char *good = g_build_filename (folder, "id.pub", NULL);
  g_autofree char *bad = g_build_filename (folder, "bad.pub", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (good, "ssh-ed25519 AAAA me@here\n", -1, NULL));
  g_assert_true (g_file_set_contents (bad, "-----BEGIN OPENSSH PRIVATE KEY-----\n", -1, NULL));
  frond_answers_from_session_async (NULL, session_cb, &answers);
  while (answers == NULL)
    g_main_context_iteration (NULL, TRUE);
  frond_answers_validate (answers, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answers->locale, ==, "fr_CH.UTF-8");
  g_assert_cmpstr (answers->password, ==, "");
  g_assert_cmpuint (g_strv_length (answers->ssh_keys), ==, 1);
  g_assert_cmpstr (answers->ssh_keys[0], ==, "ssh-ed25519 AAAA me@here");
}

int
main (int argc, char *argv[])
{
  g_autofree char *home = NULL;

  media_fixture_isolate ();
  home = g_dir_make_tmp ("frond-home-XXXXXX", NULL);
  g_setenv ("HOME", home, TRUE);
  g_setenv ("LANGUAGE", "fr_CH", TRUE);
  g_setenv ("LC_ALL", "fr_CH.UTF-8", TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                                  \
  g_test_add (path, MediaFixture, NULL, media_fixture_set_up, function, media_fixture_tear_down)
  ADD ("/media/seed/cloud", test_cloud);
  ADD ("/media/seed/bad-answers", test_bad_answers);
  ADD ("/media/seed/debian", test_debian);
  ADD ("/media/seed/fedora-and-suse", test_fedora_and_suse);
  ADD ("/media/seed/windows", test_windows);
  ADD ("/media/seed/not-what-it-seems", test_not_what_it_seems);
  ADD ("/media/answers/session", test_session);
  g_test_add_func ("/media/answers/suggestions", test_suggestions);
  return g_test_run ();
}
