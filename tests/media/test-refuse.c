/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "media-fixture.h"

#include "frond-error.h"
#include "frond-profile.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <glib/gstdio.h>

#define SECTOR 2048
#define GIB    (1024LL * 1024 * 1024)

#define ANY_RESULT -1 /* a file that may be taken for a medium, but never harms */
#define NO_ERROR   -2

typedef void (*MakeFunc) (const char *path);

typedef struct
{
  const char *name;
  MakeFunc make;
  int expected;
} Case;

static void
write_at (const char *path, off_t offset, const void *data, gsize length)
{
  g_autofd int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (pwrite (fd, data, length, offset), ==, length);
}

static void
set_size (const char *path, off_t size)
{
  g_autofd int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (ftruncate (fd, size), ==, 0);
}

static void
write_iso_of (const char *path, guint32 blocks, const void *label)
{
  guint8 primary[SECTOR] = { 1, 'C', 'D', '0', '0', '1', 1 };
  guint32 le = GUINT32_TO_LE (blocks), be = GUINT32_TO_BE (blocks);

  memset (primary + 8, ' ', 64);
  memcpy (primary + 40, label, 32);
  memcpy (primary + 80, &le, sizeof le);
  memcpy (primary + 84, &be, sizeof be);
  primary[129] = primary[130] = SECTOR >> 8;
  memset (primary + 318, ' ', 256);
  memset (primary + 574, ' ', 128);
  write_at (path, 16 * SECTOR, primary, sizeof primary);
}

static void
fill_random (guint8 *data, gsize length)
{
  for (gsize i = 0; i < length; i++)
    data[i] = (guint8) g_test_rand_int ();
}

static void
make_nothing (const char *path)
{
}

static void
make_empty (const char *path)
{
  set_size (path, 0);
}

static void
make_one_byte (const char *path)
{
  write_at (path, 0, "x", 1);
}

static void
make_text (const char *path)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (text->len < 100000)
    g_string_append (text, "<!DOCTYPE html><title>404 Not Found</title>\n");
  write_at (path, 0, text->str, text->len);
}

static void
make_zeros (const char *path)
{
  set_size (path, 1024 * 1024);
}

static void
make_huge_sparse (const char *path)
{
  set_size (path, 4096LL * GIB);
}

static void
make_random (const char *path)
{
  guint8 data[100000];

  fill_random (data, sizeof data);
  data[510] = 0;
  write_at (path, 0, data, sizeof data);
}

static void
make_random_disc (const char *path)
{
  guint8 data[100000];

  fill_random (data, sizeof data);
  memcpy (data + 16 * SECTOR + 1, "CD001", 5);
  data[16 * SECTOR] = 7;
  write_at (path, 0, data, sizeof data);
}

static void
make_random_around_disc (const char *path)
{
  guint8 data[100000];

  fill_random (data, sizeof data);
  memcpy (data + 16 * SECTOR, "\1CD001\1", 7);
  write_at (path, 0, data, sizeof data);
}

static void
make_truncated (const char *path)
{
  write_iso_of (path, 300000, "Debian 13.1.0 amd64 n           ");
}

static void
make_cut_in_descriptor (const char *path)
{
  write_iso_of (path, 17, "Debian 13.1.0 amd64 n           ");
  g_assert_cmpint (truncate (path, 16 * SECTOR + 10), ==, 0);
}

static void
make_endless_volume (const char *path)
{
  write_iso_of (path, G_MAXUINT32, "LABEL                           ");
}

static void
make_binary_label (const char *path)
{
  guint8 label[32];

  for (gsize i = 0; i < sizeof label; i++)
    label[i] = (guint8) (0x7f + i * 4);
  write_iso_of (path, 17, label);
}

static void
make_escape_label (const char *path)
{
  write_iso_of (path, 17, "\033[2J\n\r\t\001\002\003 some label of it     ");
}

static void
make_empty_label (const char *path)
{
  write_iso_of (path, 17, "                                ");
}

static void
make_truncated_udf (const char *path)
{
  static const char *const ids[] = { "BEA01", "NSR03", "TEA01" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    write_at (path, (16 + i) * SECTOR + 1, ids[i], 5);
  set_size (path, 200 * SECTOR);
}

/* UDF that points at itself and beyond all bounds. */
static void
make_looping_udf (const char *path)
{
  guint8 anchor[512] = { 2 };

  anchor[13] = 1; /* location 256 */
  memset (anchor + 16, 0xff, 16);
  make_truncated_udf (path);
  write_at (path, 256 * SECTOR, anchor, sizeof anchor);
}

static void
make_udf_too_big (const char *path)
{
  guint8 anchor[512] = { 2 };
  guint8 partition[512] = { 5 };

  anchor[13] = 1;
  anchor[20] = 32;
  memset (partition + 188, 0xff, 8);
  make_truncated_udf (path);
  write_at (path, 256 * SECTOR, anchor, sizeof anchor);
  write_at (path, 32 * SECTOR, partition, sizeof partition);
}

static void
make_signature_only (const char *path)
{
  write_at (path, 510, "\x55\xaa", 2);
  set_size (path, 1024 * 1024);
}

static void
make_qcow2 (const char *path)
{
  write_at (path, 0, "QFI\xfb\0\0\0\3", 8);
  set_size (path, 200000);
}

static void
make_archive (const char *path)
{
  write_at (path, 0, "PK\3\4", 4);
  set_size (path, 200000);
}

static void
make_boot_sector (const char *path)
{
  guint8 sector[512] = { 0xeb, 0xfe, [510] = 0x55, 0xaa };

  write_at (path, 0, sector, sizeof sector);
}

static void
write_gpt (const char *path, guint8 last_low, guint8 last_high)
{
  guint8 header[512] = { 'E', 'F', 'I', ' ', 'P', 'A', 'R', 'T', 0, 0, 1, 0, 92 };

  header[24] = 1;
  header[32] = last_low;
  header[33] = last_high;
  write_at (path, 512, header, sizeof header);
  set_size (path, 1024 * 1024);
}

static void
make_gpt_disk (const char *path)
{
  write_gpt (path, 0xff, 0x07);
}

static void
make_truncated_gpt_disk (const char *path)
{
  write_gpt (path, 0x00, 0x08);
}

static void
make_damaged_gpt_disk (const char *path)
{
  write_at (path, 512, "EFI PART", 8);
  set_size (path, 1024 * 1024);
}

static void
write_mbr (const char *path, guint8 start, guint8 length_high)
{
  guint8 sector[512] = { [446] = 0x80, [450] = 0x83, [454] = start, [459] = length_high, [510] = 0x55, 0xaa };

  write_at (path, 0, sector, sizeof sector);
  set_size (path, 1024 * 1024);
}

static void
make_mbr_disk (const char *path)
{
  write_mbr (path, 1, 0x07);
}

static void
make_truncated_mbr_disk (const char *path)
{
  write_mbr (path, 1, 0x08);
}

static void
make_directory (const char *path)
{
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
}

static void
make_fifo (const char *path)
{
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
}

static void
make_socket (const char *path)
{
  g_autofd int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  g_assert_cmpuint (g_strlcpy (address.sun_path, path, sizeof address.sun_path), <, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
}

static void
make_link_to_device (const char *path)
{
  g_assert_cmpint (symlink ("/dev/zero", path), ==, 0);
}

static void
make_loop (const char *path)
{
  g_assert_cmpint (symlink (path, path), ==, 0);
}

static void
make_dangling (const char *path)
{
  g_assert_cmpint (symlink ("/nonexistent/frond-test", path), ==, 0);
}

static void
make_unreadable (const char *path)
{
  write_iso_of (path, 17, "LABEL                           ");
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
}

static const Case cases[] = {
  { "missing", make_nothing, FROND_ERROR_MEDIA_MISSING },
  { "dangling-link", make_dangling, FROND_ERROR_MEDIA_MISSING },
  { "link-loop", make_loop, FROND_ERROR_MEDIA_UNREADABLE },
  { "unreadable", make_unreadable, FROND_ERROR_MEDIA_UNREADABLE },
  { "directory", make_directory, FROND_ERROR_MEDIA_NOT_REGULAR },
  { "fifo", make_fifo, FROND_ERROR_MEDIA_NOT_REGULAR },
  { "device", make_link_to_device, FROND_ERROR_MEDIA_NOT_REGULAR },
  { "socket", make_socket, FROND_ERROR_MEDIA_UNREADABLE },
  { "empty", make_empty, FROND_ERROR_MEDIA_EMPTY },
  { "one-byte", make_one_byte, FROND_ERROR_MEDIA_NOT_IMAGE },
  { "text", make_text, FROND_ERROR_MEDIA_NOT_IMAGE },
  { "zeros", make_zeros, FROND_ERROR_MEDIA_NOT_IMAGE },
  { "huge-sparse", make_huge_sparse, FROND_ERROR_MEDIA_NOT_IMAGE },
  { "random", make_random, FROND_ERROR_MEDIA_NOT_IMAGE },
  { "random-with-mark", make_random_disc, FROND_ERROR_MEDIA_NOT_IMAGE },
  { "random-around-mark", make_random_around_disc, FROND_ERROR_MEDIA_NOT_IMAGE },
  { "truncated", make_truncated, FROND_ERROR_MEDIA_TRUNCATED },
  { "cut-in-descriptor", make_cut_in_descriptor, FROND_ERROR_MEDIA_NOT_IMAGE },
  { "endless-volume", make_endless_volume, FROND_ERROR_MEDIA_TRUNCATED },
  { "truncated-udf", make_truncated_udf, FROND_ERROR_MEDIA_TRUNCATED },
  { "looping-udf", make_looping_udf, ANY_RESULT },
  { "udf-too-big", make_udf_too_big, FROND_ERROR_MEDIA_TRUNCATED },
  { "signature-only", make_signature_only, FROND_ERROR_MEDIA_NOT_IMAGE },
  { "truncated-gpt-disk", make_truncated_gpt_disk, FROND_ERROR_MEDIA_TRUNCATED },
  { "damaged-gpt-disk", make_damaged_gpt_disk, FROND_ERROR_MEDIA_NOT_IMAGE },
  { "truncated-mbr-disk", make_truncated_mbr_disk, FROND_ERROR_MEDIA_TRUNCATED },
  { "qcow2", make_qcow2, FROND_ERROR_MEDIA_NOT_IMAGE },
  { "archive", make_archive, FROND_ERROR_MEDIA_NOT_IMAGE },
  /* Unknown, but media. */
  { "boot-sector", make_boot_sector, NO_ERROR },
  { "gpt-disk", make_gpt_disk, NO_ERROR },
  { "mbr-disk", make_mbr_disk, NO_ERROR },
  { "binary-label", make_binary_label, NO_ERROR },
  { "escape-label", make_escape_label, NO_ERROR },
  { "empty-label", make_empty_label, NO_ERROR },
};

static void
assert_harmless (FrondMedia *media)
{
  g_autoptr (FrondProfile) profile = frond_media_suggest_profile (media, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (frond_media_get_os_id (media), ==, "");
  g_assert_cmpstr (frond_media_get_os_name (media), ==, "");
  for (const char *p = frond_media_get_label (media); *p != '\0'; p++)
    g_assert_true (g_ascii_isprint (*p));
  g_assert_true (frond_profile_validate (profile, &error));
  g_assert_no_error (error);
}

static void
test_case (MediaFixture *fixture, gconstpointer user_data)
{
  const Case *test = user_data;
  g_autofree char *path = media_fixture_path (fixture, "medium.iso");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (FrondMedia) media = NULL;
  g_autoptr (GError) error = NULL;

  test->make (path);
  if (test->make == make_unreadable && geteuid () == 0)
    {
      g_test_skip ("root may read everything");
      return;
    }

  media = media_detect (file, NULL, &error);
  if (test->expected == NO_ERROR)
    g_assert_no_error (error);
  else if (test->expected != ANY_RESULT)
    g_assert_error (error, FROND_ERROR, test->expected);
  g_assert_true ((media == NULL) == (error != NULL));
  if (media != NULL)
    assert_harmless (media);
  else
    g_assert_cmpint (error->domain, ==, FROND_ERROR);
}

static void
test_not_of_this_computer (MediaFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GFile) file = g_file_new_for_uri ("frond-nowhere://host/some.iso");
  g_autoptr (GError) error = NULL;

  g_assert_null (media_detect (file, NULL, &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_MEDIA_UNREADABLE);
}

static void
test_cancelled (MediaFixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = media_fixture_path (fixture, "medium.iso");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  make_boot_sector (path);
  g_cancellable_cancel (cancellable);
  g_assert_null (media_detect (file, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Every medium with one byte of its first descriptors changed: no crash, no nonsense. */
static void
test_mutations (MediaFixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = media_fixture_path (fixture, "medium.iso");
  g_autoptr (GFile) file = g_file_new_for_path (path);

  for (guint round = 0; round < 500; round++)
    {
      g_autoptr (FrondMedia) media = NULL;
      g_autoptr (GError) error = NULL;
      guint8 byte = (guint8) g_test_rand_int ();

      g_remove (path);
      make_udf_too_big (path);
      write_iso_of (path, 300, "NOBODY'S                        ");
      for (guint i = 0; i < 3; i++)
        write_at (path, g_test_rand_int_range (16 * SECTOR, 34 * SECTOR), &byte, 1);
      write_at (path, 16 * SECTOR + g_test_rand_int_range (0, 140), &byte, 1);
      media = media_detect (file, NULL, &error);
      if (media != NULL)
        assert_harmless (media);
      else
        g_assert_cmpint (error->domain, ==, FROND_ERROR);
    }
}

int
main (int argc, char *argv[])
{
  media_fixture_isolate ();
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func, data)                                                                                \
  g_test_add (name, MediaFixture, data, media_fixture_set_up, func, media_fixture_tear_down)
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/media/refuse/%s", cases[i].name);

      ADD (name, test_case, &cases[i]);
    }
  ADD ("/media/refuse/not-of-this-computer", test_not_of_this_computer, NULL);
  ADD ("/media/refuse/cancelled", test_cancelled, NULL);
  ADD ("/media/refuse/mutations", test_mutations, NULL);
#undef ADD

  return g_test_run ();
}
