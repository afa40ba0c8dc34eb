/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-fd-gate.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#define SECTOR  2048
#define PADDING (150 * SECTOR)

typedef struct
{
  guint8 *data;
  gsize size;
} Image;

static void
image_init (Image *image, gsize size)
{
  image->data = g_malloc0 (size);
  image->size = size;
}

static void
image_clear (Image *image)
{
  g_clear_pointer (&image->data, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Image, image_clear)

static void
put_le32 (guint8 *p, guint32 value)
{
  guint32 le = GUINT32_TO_LE (value);

  memcpy (p, &le, sizeof le);
}

static void
put_iso (Image *image, guint32 blocks)
{
  guint8 *primary = image->data + 16 * SECTOR;
  guint32 be = GUINT32_TO_BE (blocks);

  primary[0] = 1;
  memcpy (primary + 1, "CD001", 5);
  primary[6] = 1;
  put_le32 (primary + 80, blocks);
  memcpy (primary + 84, &be, sizeof be);
  primary[128] = SECTOR & 0xff;
  primary[129] = SECTOR >> 8;
  primary[130] = SECTOR >> 8;
  primary[131] = SECTOR & 0xff;

  memcpy (primary + SECTOR, "\377CD001\1", 7);
}

static void
put_udf (Image *image, guint first, guint32 partition_blocks)
{
  static const char *const ids[] = { "BEA01", "NSR03", "TEA01" };
  guint8 *anchor = image->data + 256 * SECTOR;
  guint8 *descriptor = image->data + 32 * SECTOR;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    memcpy (image->data + (first + i) * SECTOR + 1, ids[i], 5);

  anchor[0] = 2;
  put_le32 (anchor + 12, 256);
  put_le32 (anchor + 20, 32);

  descriptor[0] = 1;
  descriptor[SECTOR] = 5;
  put_le32 (descriptor + SECTOR + 188, 257);
  put_le32 (descriptor + SECTOR + 192, partition_blocks);
  descriptor[2 * SECTOR] = 8;
}

static void
put_mbr (Image *image, guint32 start, guint32 length)
{
  guint8 *entry = image->data + 446;

  entry[0] = 0x80;
  entry[4] = 0x83;
  put_le32 (entry + 8, start);
  put_le32 (entry + 12, length);
  image->data[510] = 0x55;
  image->data[511] = 0xaa;
}

static void
put_gpt (Image *image, gsize sector_size, guint32 backup)
{
  guint8 *header = image->data + sector_size;

  memcpy (header, "EFI PART\0\0\1", 12);
  header[12] = 92;
  header[24] = 1;
  put_le32 (header + 32, backup);
}

static int
open_image (const Image *image)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autofd int writer = g_file_open_tmp ("frond-medium-XXXXXX", &path, &error);
  int reader;

  g_assert_no_error (error);
  g_assert_cmpint (write (writer, image->data, image->size), ==, image->size);
  reader = open (path, O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (reader, >=, 0);
  g_assert_cmpint (unlink (path), ==, 0);
  return reader;
}

/* REASON NULL: must pass. */
static void
assert_verdict (const Image *image, const char *reason)
{
  g_autofd int fd = open_image (image);
  g_autoptr (GError) error = NULL;
  gboolean ok = vmm_medium_check (fd, "cdrom", &error);

  /* The position belongs to the caller too. */
  g_assert_cmpint (lseek (fd, 0, SEEK_CUR), ==, 0);
  if (reason == NULL)
    {
      g_assert_no_error (error);
      g_assert_true (ok);
    }
  else
    {
      g_autofree char *message = g_strdup_printf ("cdrom: %s", reason);

      g_assert_false (ok);
      g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_IMAGE);
      g_assert_cmpstr (error->message, ==, message);
    }
}

static const char unknown[] = "is neither an optical disc nor a disk image";
static const char shorter[] = "is shorter than the volume in it";
static const char damaged[] = "has a damaged ISO 9660 volume descriptor";

static void
test_iso (void)
{
  g_auto (Image) image = { 0 };

  image_init (&image, 600 * SECTOR);
  put_iso (&image, 600);
  assert_verdict (&image, NULL);

  /* Cut padding is no loss; one block more is. */
  put_iso (&image, 600 + PADDING / SECTOR);
  assert_verdict (&image, NULL);
  put_iso (&image, 601 + PADDING / SECTOR);
  assert_verdict (&image, shorter);
  put_iso (&image, G_MAXUINT32);
  assert_verdict (&image, shorter);
}

static void
test_iso_damaged (void)
{
  static const struct
  {
    guint offset;
    guint8 value;
  } changes[] = {
    { 0, 2 },  { 6, 0 },   { 6, 2 },   { 80, 1 },     { 87, 1 },
    { 84, 1 }, { 128, 1 }, { 129, 0 }, { 130, 0xff }, { 131, 0xff },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_auto (Image) image = { 0 };

      image_init (&image, 600 * SECTOR);
      put_iso (&image, 600);
      image.data[16 * SECTOR + changes[i].offset] = changes[i].value;
      assert_verdict (&image, damaged);
    }
}

static void
test_iso_no_blocks (void)
{
  g_auto (Image) image = { 0 };

  image_init (&image, 600 * SECTOR);
  put_iso (&image, 0);
  assert_verdict (&image, damaged);
}

static void
test_iso_cut_in_header (void)
{
  g_auto (Image) image = { 0 };

  image_init (&image, 600 * SECTOR);
  put_iso (&image, 600);
  image.size = 16 * SECTOR + 6;
  assert_verdict (&image, damaged);
  image.size = 16 * SECTOR + 5;
  assert_verdict (&image, unknown);
}

static void
test_udf (void)
{
  g_auto (Image) image = { 0 };

  image_init (&image, 600 * SECTOR);
  put_udf (&image, 16, 600 - 257);
  assert_verdict (&image, NULL);
  put_udf (&image, 16, 600 - 257 + 151);
  assert_verdict (&image, shorter);
  put_udf (&image, 16, G_MAXUINT32);
  assert_verdict (&image, shorter);

  /* Without the anchor nothing can be read. */
  put_udf (&image, 16, 600 - 257);
  image.size = 256 * SECTOR;
  assert_verdict (&image, "is shorter than the UDF volume in it");
}

/* As Windows discs are: a small ISO 9660 volume with a note in it, the system in UDF. */
static void
test_bridge (void)
{
  g_auto (Image) image = { 0 };

  image_init (&image, 600 * SECTOR);
  put_iso (&image, 100);
  put_udf (&image, 18, 600 - 257);
  assert_verdict (&image, NULL);
  put_udf (&image, 18, 5000);
  assert_verdict (&image, shorter);
  put_udf (&image, 18, 600 - 257);
  put_iso (&image, 5000);
  assert_verdict (&image, shorter);
}

static void
test_mbr (void)
{
  g_auto (Image) image = { 0 };

  image_init (&image, 1024 * 1024);
  put_mbr (&image, 1, 2047);
  assert_verdict (&image, NULL);
  put_mbr (&image, 1, 2048);
  assert_verdict (&image, "is shorter than its partition table says");
  put_mbr (&image, G_MAXUINT32, G_MAXUINT32);
  assert_verdict (&image, "is shorter than its partition table says");

  /* The signature alone boots nothing. */
  put_mbr (&image, 0, 0);
  assert_verdict (&image, "has neither partitions nor boot code");
  image.data[0] = 0xeb;
  assert_verdict (&image, NULL);

  /* A boot sector alone is a disk. */
  image.size = 512;
  assert_verdict (&image, NULL);
  image.size = 511;
  assert_verdict (&image, unknown);
}

static void
test_gpt (void)
{
  static const gsize sector_sizes[] = { 512, 4096 };

  for (gsize i = 0; i < G_N_ELEMENTS (sector_sizes); i++)
    {
      g_auto (Image) image = { 0 };
      guint32 last;

      image_init (&image, 1024 * 1024);
      last = (guint32) (image.size / sector_sizes[i] - 1);
      put_gpt (&image, sector_sizes[i], last);
      assert_verdict (&image, NULL);
      put_gpt (&image, sector_sizes[i], last + 1);
      assert_verdict (&image, "is shorter than its partition table says");
      image.data[sector_sizes[i] + 12] = 91;
      assert_verdict (&image, "has a damaged GUID partition table");
    }
}

static void
test_text (void)
{
  g_auto (Image) image = { 0 };

  image_init (&image, 60000);
  memset (image.data, 'a', image.size);
  assert_verdict (&image, unknown);
  image.size = 1;
  assert_verdict (&image, unknown);
}

static void
test_qcow2_is_no_medium (void)
{
  g_auto (Image) image = { 0 };

  image_init (&image, 65536);
  memcpy (image.data, "QFI\xfb\0\0\0\3", 8);
  assert_verdict (&image, unknown);
}

static void
test_empty (void)
{
  g_auto (Image) image = { 0 };

  image_init (&image, 1);
  image.size = 0;
  assert_verdict (&image, "is empty");
}

static void
test_directory (void)
{
  g_autofd int fd = open (g_get_tmp_dir (), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_autoptr (GError) error = NULL;

  g_assert_false (vmm_medium_check (fd, "cdrom", &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_IMAGE);
}

/* Noise must never be taken for a disc, and noise around true marks must never crash. */
static void
test_random (void)
{
  for (guint round = 0; round < 300; round++)
    {
      g_auto (Image) image = { 0 };
      g_autofd int fd = -1;

      image_init (&image, (gsize) g_test_rand_int_range (1, 300 * SECTOR));
      for (gsize i = 0; i < image.size; i++)
        image.data[i] = (guint8) g_test_rand_int ();
      if (image.size > 512)
        image.data[510] = 0;
      if (round % 3 == 0)
        {
          assert_verdict (&image, unknown);
          continue;
        }

      if (image.size > 20 * SECTOR)
        memcpy (image.data + 16 * SECTOR + 1, round % 3 == 1 ? "CD001" : "NSR02", 5);
      fd = open_image (&image);
      g_assert_false (vmm_medium_check (fd, "cdrom", NULL));
    }
}

static void
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
}

static void
test_real_iso (gconstpointer user_data)
{
  const char *tool = user_data;
  g_autofree char *found = g_find_program_in_path (tool);
  g_autofree char *dir = NULL;
  g_autofree char *tree = NULL;
  g_autofree char *iso = NULL;
  g_autofree char *file = NULL;
  g_autofd int fd = -1;
  g_autoptr (GError) error = NULL;
  struct stat st;

  if (found == NULL)
    {
      g_test_skip ("the tool is not installed");
      return;
    }

  dir = g_dir_make_tmp ("frond-iso-XXXXXX", NULL);
  tree = g_build_filename (dir, "tree", NULL);
  file = g_build_filename (tree, "file", NULL);
  iso = g_build_filename (dir, "x.iso", NULL);
  g_assert_cmpint (g_mkdir (tree, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, tool, -1, NULL));
  if (g_str_equal (tool, "xorriso"))
    run ((const char *const[]) { "xorriso", "-as", "mkisofs", "-R", "-J", "-o", iso, tree, NULL });
  else
    run ((const char *const[]) { "genisoimage", "-udf", "-R", "-J", "-quiet", "-o", iso, tree, NULL });

  fd = open (iso, O_RDONLY | O_CLOEXEC);
  g_assert_true (vmm_medium_check (fd, "cdrom", &error));
  g_assert_no_error (error);

  g_assert_cmpint (fstat (fd, &st), ==, 0);
  g_assert_cmpint (truncate (iso, st.st_size - PADDING - SECTOR), ==, 0);
  g_assert_false (vmm_medium_check (fd, "cdrom", &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_IMAGE);

  g_assert_cmpint (g_remove (file), ==, 0);
  g_assert_cmpint (g_remove (tree), ==, 0);
  g_assert_cmpint (g_remove (iso), ==, 0);
  g_assert_cmpint (g_remove (dir), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/images/medium-check/iso", test_iso);
  g_test_add_func ("/images/medium-check/iso-damaged", test_iso_damaged);
  g_test_add_func ("/images/medium-check/iso-no-blocks", test_iso_no_blocks);
  g_test_add_func ("/images/medium-check/iso-cut-in-header", test_iso_cut_in_header);
  g_test_add_func ("/images/medium-check/udf", test_udf);
  g_test_add_func ("/images/medium-check/bridge", test_bridge);
  g_test_add_func ("/images/medium-check/mbr", test_mbr);
  g_test_add_func ("/images/medium-check/gpt", test_gpt);
  g_test_add_func ("/images/medium-check/text", test_text);
  g_test_add_func ("/images/medium-check/qcow2-is-no-medium", test_qcow2_is_no_medium);
  g_test_add_func ("/images/medium-check/empty", test_empty);
  g_test_add_func ("/images/medium-check/directory", test_directory);
  g_test_add_func ("/images/medium-check/random", test_random);
  g_test_add_data_func ("/images/medium-check/real/iso", "xorriso", test_real_iso);
  g_test_add_data_func ("/images/medium-check/real/udf", "genisoimage", test_real_iso);

  return g_test_run ();
}
