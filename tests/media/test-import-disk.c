/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "import-fixture.h"

#include "frond-error.h"
#include "frond-machine-sources.h"
#include "frond-profile.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define MIB (1024ULL * 1024)

typedef struct
{
  const char *name;   /* of the test and of the file */
  const char *script; /* makes it of disk.raw */
  const char *format;
  gboolean packed;
  FrondImportBoot boot;
  const char *file;
} Case;

static const Case cases[] = {
  { "raw", "cp disk.raw a.img", "raw", FALSE, FROND_IMPORT_BOOT_BIOS, "a.img" },
  { "qcow2", "qemu-img convert -O qcow2 disk.raw a.qcow2", "qcow2", FALSE, FROND_IMPORT_BOOT_BIOS,
    "a.qcow2" },
  { "qcow2-old", "qemu-img convert -O qcow2 -o compat=0.10 disk.raw a.qcow2", "qcow2", FALSE,
    FROND_IMPORT_BOOT_BIOS, "a.qcow2" },
  { "qcow2-compressed", "qemu-img convert -c -O qcow2 disk.raw a.qcow2", "qcow2", FALSE,
    FROND_IMPORT_BOOT_BIOS, "a.qcow2" },
  { "vdi", "qemu-img convert -O vdi disk.raw a.vdi", "vdi", FALSE, FROND_IMPORT_BOOT_BIOS, "a.vdi" },
  { "vdi-static", "qemu-img convert -O vdi -o static=on disk.raw a.vdi", "vdi", FALSE, FROND_IMPORT_BOOT_BIOS,
    "a.vdi" },
  { "vhdx", "qemu-img convert -O vhdx disk.raw a.vhdx", "vhdx", FALSE, FROND_IMPORT_BOOT_BIOS, "a.vhdx" },
  { "vhd", "qemu-img convert -O vpc -o force_size=on disk.raw a.vhd", "vpc", FALSE, FROND_IMPORT_BOOT_BIOS,
    "a.vhd" },
  { "vhd-fixed", "qemu-img convert -O vpc -o subformat=fixed,force_size=on disk.raw a.vhd", "vpc", FALSE,
    FROND_IMPORT_BOOT_BIOS, "a.vhd" },
  { "vmdk", "qemu-img convert -O vmdk disk.raw a.vmdk", "vmdk", FALSE, FROND_IMPORT_BOOT_BIOS, "a.vmdk" },
  { "vmdk-stream", "qemu-img convert -O vmdk -o subformat=streamOptimized disk.raw a.vmdk", "vmdk", FALSE,
    FROND_IMPORT_BOOT_BIOS, "a.vmdk" },
  { "vmdk-split", "qemu-img convert -O vmdk -o subformat=twoGbMaxExtentSparse disk.raw a.vmdk", "vmdk", FALSE,
    FROND_IMPORT_BOOT_UNKNOWN, "a.vmdk" },
  { "vmdk-flat", "qemu-img convert -O vmdk -o subformat=monolithicFlat disk.raw a.vmdk", "vmdk", FALSE,
    FROND_IMPORT_BOOT_UNKNOWN, "a.vmdk" },
  { "gpt-uefi",
    "truncate -s 4M a.img; printf 'label: gpt\\nsize=1M, type=U\\n' | sfdisk -q a.img; truncate -s 4M a.img",
    "raw", FALSE, FROND_IMPORT_BOOT_UEFI, "a.img" },
  { "link", "cp disk.raw b.img; ln -s b.img a.img", "raw", FALSE, FROND_IMPORT_BOOT_BIOS, "a.img" },
  { "img.xz", "cp disk.raw a.img; xz a.img", "raw", TRUE, FROND_IMPORT_BOOT_BIOS, "a.img.xz" },
  { "img.gz", "cp disk.raw a.img; gzip a.img", "raw", TRUE, FROND_IMPORT_BOOT_BIOS, "a.img.gz" },
  { "img.zst", "zstd -q disk.raw -o a.img.zst", "raw", TRUE, FROND_IMPORT_BOOT_BIOS, "a.img.zst" },
  { "img.bz2",
    "$PYTHON -c 'import bz2; open(\"a.img.bz2\", \"wb\").write(bz2.compress(open(\"disk.raw\", "
    "\"rb\").read()))'",
    "raw", TRUE, FROND_IMPORT_BOOT_BIOS, "a.img.bz2" },
  { "zip", "echo words >README.txt; zip -q a.zip disk.raw README.txt", "raw", TRUE, FROND_IMPORT_BOOT_BIOS,
    "a.zip" },
  { "qcow2.zip", "qemu-img convert -O qcow2 disk.raw b.qcow2; zip -q a.zip b.qcow2", "qcow2", TRUE,
    FROND_IMPORT_BOOT_BIOS, "a.zip" },
  { "tar.gz", "tar -czf a.tar.gz disk.raw", "raw", TRUE, FROND_IMPORT_BOOT_BIOS, "a.tar.gz" },
};

/* What is unpacked is what was packed, and the cache has no name of it. */
static void
expect_content (MediaFixture *fixture, FrondImport *import)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondMachineSources) sources = import_open (fixture, import, &error);
  g_autofree char *buffer = g_malloc0 (512);
  const char *slot;
  int fd;

  g_assert_no_error (error);
  g_assert_cmpuint (frond_machine_sources_get_n_disks (sources), ==, 1);
  g_assert_true (frond_machine_sources_get_slot (sources, 0, &slot, &fd));
  g_assert_cmpstr (slot, ==, "disk0");
  g_assert_cmpint (fcntl (fd, F_GETFL) & O_ACCMODE, ==, O_RDONLY);
  g_assert_cmpint (pread (fd, buffer, 512, 0), ==, 512);
  if (g_str_equal (frond_import_get_disk (import, 0)->format, "raw"))
    {
      g_assert_cmpint (lseek (fd, 0, SEEK_END), >=, (off_t) MIB);
      g_assert_cmphex ((guint8) buffer[511], ==, 0xaa);
    }
}

static void
test_case (MediaFixture *fixture, gconstpointer user_data)
{
  const Case *this = user_data;
  g_autoptr (FrondImport) import = NULL;
  const FrondImportDisk *disk;

  import_make_disk (fixture);
  import_run (fixture, this->script);
  import = import_detect_good (fixture, this->file);
  g_assert_cmpint (frond_import_get_kind (import), ==, FROND_IMPORT_DISK);
  g_assert_cmpuint (frond_import_get_n_disks (import), ==, 1);
  disk = frond_import_get_disk (import, 0);
  g_assert_cmpstr (disk->format, ==, this->format);
  g_assert_cmpint (disk->packed, ==, this->packed);
  g_assert_cmpint (disk->boot, ==, this->boot);
  if (strstr (this->file, ".gz") == NULL && strstr (this->file, ".xz") == NULL &&
      strstr (this->file, ".zst") == NULL && strstr (this->file, ".bz2") == NULL)
    g_assert_cmpuint (disk->size, >=, MIB);
  expect_content (fixture, import);
}

static void
test_split (MediaFixture *fixture, gconstpointer user_data)
{
  g_autoptr (FrondImport) import = NULL;
  g_autoptr (FrondMachineSources) sources = NULL;
  g_autoptr (GError) error = NULL;
  const char *slot;
  int fd;

  import_run (fixture, "qemu-img create -q -f vmdk -o subformat=twoGbMaxExtentSparse a.vmdk 5G");
  import = import_detect_good (fixture, "a.vmdk");
  g_assert_cmpuint (frond_import_get_disk (import, 0)->size, ==, 5 * 1024 * MIB);
  sources = import_open (fixture, import, &error);
  g_assert_no_error (error);
  g_assert_true (frond_machine_sources_get_slot (sources, 3, &slot, &fd));
  g_assert_cmpstr (slot, ==, "disk0.3");
  g_assert_false (frond_machine_sources_get_slot (sources, 4, &slot, &fd));
}

/* The name of the file tells what is in it, and a BIOS disk becomes a BIOS machine. */
static void
test_profile (MediaFixture *fixture, gconstpointer user_data)
{
  g_autoptr (FrondImport) import = NULL;
  g_autoptr (FrondProfile) profile = NULL;

  import_make_disk (fixture);
  import_run (fixture, "qemu-img convert -O qcow2 disk.raw debian-12-amd64.qcow2");
  import = import_detect_good (fixture, "debian-12-amd64.qcow2");
  profile = frond_import_suggest_profile (import, NULL);
  g_assert_cmpstr (frond_profile_get_name (profile), ==, "debian-12-amd64");
  g_assert_cmpstr (frond_profile_get_os_id (profile), ==, "http://debian.org/debian/12");
  g_assert_cmpint (frond_profile_get_firmware (profile), ==, FROND_FIRMWARE_BIOS);
  g_assert_cmpuint (frond_profile_get_disk_size (profile), ==, MIB);
  g_assert_true (frond_profile_validate (profile, NULL));
}

static void
test_disc (MediaFixture *fixture, gconstpointer user_data)
{
  const MediaDisc disc = { .label = "SOMETHING" };
  g_autofree char *path = media_fixture_make_iso (fixture, "a.iso", "xorriso", &disc, TRUE);
  g_autoptr (FrondImport) import = path != NULL ? import_detect_good (fixture, "a.iso") : NULL;

  if (import != NULL)
    g_assert_cmpint (frond_import_get_kind (import), ==, FROND_IMPORT_DISC);
}

typedef struct
{
  const char *name;
  const char *script;
  const char *file;
  int problem;
} Problem;

static const Problem problems[] = {
  { "backed", "qemu-img create -q -f qcow2 -b disk.raw -F raw a.qcow2", "a.qcow2",
    FROND_ERROR_IMPORT_BACKED },
  { "external-data", "qemu-img create -q -f qcow2 -o data_file=d.raw a.qcow2 1M", "a.qcow2",
    FROND_ERROR_IMPORT_BACKED },
  { "encrypted",
    "qemu-img create -q --object secret,id=s,data=x -f qcow2 -o encrypt.format=aes,encrypt.key-secret=s"
    " a.qcow2 1M",
    "a.qcow2", FROND_ERROR_IMPORT_ENCRYPTED },
  { "snapshot", "qemu-img create -q -f qcow2 a.qcow2 1M; qemu-img snapshot -c s a.qcow2", "a.qcow2",
    FROND_ERROR_IMPORT_SNAPSHOTS },
  { "vmdk-child", "qemu-img create -q -f vmdk b.vmdk 1M; qemu-img create -q -f vmdk -b b.vmdk -F vmdk a.vmdk",
    "a.vmdk", FROND_ERROR_IMPORT_BACKED },
  { "vmdk-half", "qemu-img create -q -f vmdk -o subformat=twoGbMaxExtentSparse a.vmdk 5G; rm a-s002.vmdk",
    "a.vmdk", FROND_ERROR_IMPORT_MISSING },
};

static void
test_problem (MediaFixture *fixture, gconstpointer user_data)
{
  const Problem *this = user_data;
  g_autoptr (FrondImport) import = NULL;
  g_autoptr (FrondMachineSources) sources = NULL;
  g_autoptr (GError) error = NULL;

  import_make_disk (fixture);
  import_run (fixture, this->script);
  import = import_detect (fixture, this->file, &error);
  g_assert_no_error (error);
  g_assert_cmpint (frond_import_get_problem (import), ==, this->problem);
  sources = import_open (fixture, import, &error);
  g_assert_error (error, FROND_ERROR, this->problem);
}

static void
add_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/import/disk/%s", cases[i].name);

      g_test_add (path, MediaFixture, &cases[i], media_fixture_set_up, test_case, media_fixture_tear_down);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++)
    {
      g_autofree char *path = g_strdup_printf ("/import/problem/%s", problems[i].name);

      g_test_add (path, MediaFixture, &problems[i], media_fixture_set_up, test_problem,
                  media_fixture_tear_down);
    }
}

int
main (int argc, char *argv[])
{
  media_fixture_isolate ();
  g_test_init (&argc, &argv, NULL);
  add_cases ();
  g_test_add ("/import/split", MediaFixture, NULL, media_fixture_set_up, test_split, media_fixture_tear_down);
  g_test_add ("/import/profile", MediaFixture, NULL, media_fixture_set_up, test_profile,
              media_fixture_tear_down);
  g_test_add ("/import/disc", MediaFixture, NULL, media_fixture_set_up, test_disc, media_fixture_tear_down);
  return g_test_run ();
}
