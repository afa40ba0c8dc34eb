/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The host doctor's checks against computers that are folders, and once against this one. */

#include "vmm-diagnosis.h"

#include <glib/gstdio.h>
#include <string.h>

#define INTEL "processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu %s\n\nprocessor\t: 1\n"

#define MEMINFO                                                                                              \
  "MemTotal:       16000000 kB\nMemFree: 1 kB\nMemAvailable:   %s kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n"     \
  "HugePages_Total: 10\nHugePages_Free: %s\nHugepagesize:       2048 kB\n"

#define GOOD                                                                                                 \
  "{'backend': <true>, 'backend-error': <'none'>, 'accel-reason': <'ok'>, 'libvirt-version': <uint64 "       \
  "11003000>, "                                                                                              \
  "'qemu-version': <uint64 10000002>, 'left-out': <@a(ss) []>}"

typedef struct
{
  char *root;
} Computer;

static void
put (Computer *self, const char *path, const char *text)
{
  g_autofree char *full = g_strconcat (self->root, path, NULL);
  g_autofree char *folder = g_path_get_dirname (full);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (full, text, -1, &error);
  g_assert_no_error (error);
}

static void
remove_file (Computer *self, const char *path)
{
  g_autofree char *full = g_strconcat (self->root, path, NULL);

  g_assert_cmpint (g_unlink (full), ==, 0);
}

static void
put_cpu (Computer *self, const char *flags)
{
  g_autofree char *text = g_strdup_printf (INTEL, flags);

  put (self, "/proc/cpuinfo", text);
}

static void
put_memory (Computer *self, const char *available, const char *huge)
{
  g_autofree char *text = g_strdup_printf (MEMINFO, available, huge);

  put (self, "/proc/meminfo", text);
}

static void
set_up (Computer *self, gconstpointer data)
{
  self->root = g_dir_make_tmp ("frond-doctor-XXXXXX", NULL);
  put_cpu (self, "vmx sse");
  put_memory (self, "8000000", "0");
}

static void
tear_down (Computer *self, gconstpointer data)
{
  const char *command[] = { "rm", "-rf", "--", self->root, NULL };

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_free (self->root);
}

static GVariant *
diagnose (Computer *self, const char *capabilities)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) dict = g_variant_parse (G_VARIANT_TYPE_VARDICT, capabilities, NULL, NULL, &error);

  g_assert_no_error (error);
  return g_variant_ref_sink (vmm_diagnosis_make (dict, self->root, self->root));
}

/* "STATE REASON" of check ID, which has to be there once. */
static char *
find (GVariant *checks, const char *id)
{
  char *found = NULL;

  for (gsize i = 0; i < g_variant_n_children (checks); i++)
    {
      const char *name, *state, *reason;

      g_variant_get_child (checks, i, "(&s&s&s@a{sv})", &name, &state, &reason, NULL);
      if (!g_str_equal (name, id))
        continue;
      g_assert_null (found);
      found = g_strconcat (state, " ", reason, NULL);
    }
  return found;
}

static void
expect (Computer *self, const char *capabilities, const char *id, const char *expected)
{
  g_autoptr (GVariant) checks = diagnose (self, capabilities);
  g_autofree char *found = find (checks, id);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_good (Computer *self, gconstpointer data)
{
  put (self, "/dev/kvm", "");
  put (self, "/dev/vhost-net", "");
  put (self, "/sys/class/iommu/dmar0", "");
  put (self, "/sys/kernel/iommu_groups/0", "");
  put (self, "/usr/libexec/virtiofsd", "");
  put (self, "/proc/sys/vm/overcommit_memory", "0\n");

  expect (self, GOOD, "kvm", "ok ok");
  expect (self, GOOD, "virtualization", "ok ok");
  expect (self, GOOD, "nested", "ok ok");
  expect (self, GOOD, "vhost-net", "ok ok");
  expect (self, GOOD, "vhost-vsock", "note no-device");
  expect (self, GOOD, "iommu", "ok ok");
  expect (self, GOOD, "virtiofsd", "ok ok");
  expect (self, GOOD, "memory", "ok ok");
  expect (self, GOOD, "swap", "note none");
  expect (self, GOOD, "huge-pages", "ok ok");
  expect (self, GOOD, "overcommit", "ok ok");
  expect (self, GOOD, "libvirt", "ok ok");
  expect (self, GOOD, "qemu", "ok ok");
  expect (self, GOOD, "uefi", "ok ok");
}

static void
test_no_kvm (Computer *self, gconstpointer data)
{
  /* The processor can, the kernel does not offer it. */
  expect (self, "{'accel-reason': <'no-device'>}", "kvm", "warning no-device");
  expect (self, GOOD, "virtualization", "warning no-module");

  /* Off in the firmware's settings. */
  put_cpu (self, "sse vmxed");
  expect (self, GOOD, "virtualization", "warning off");

  /* In a guest without, and in one with. */
  put_cpu (self, "sse hypervisor");
  expect (self, GOOD, "virtualization", "warning not-nested");
  expect (self, GOOD, "nested", "note in-guest");
  put_cpu (self, "sse hypervisor svm");
  put (self, "/dev/kvm", "");
  put (self, "/sys/module/kvm_amd/parameters/nested", "1\n");
  expect (self, GOOD, "virtualization", "ok ok");
  expect (self, GOOD, "nested", "note in-guest");

  /* Another kind of processor. */
  remove_file (self, "/dev/kvm");
  put (self, "/proc/cpuinfo", "processor : 0\nFeatures : fp asimd\n");
  expect (self, GOOD, "virtualization", "unknown unknown");
}

static void
test_kvm_verdict (Computer *self, gconstpointer data)
{
  expect (self, "{'accel-reason': <'no-access'>}", "kvm", "warning no-access");
  expect (self, "{'accel-reason': <'broken'>}", "kvm", "warning broken");
  expect (self, "{'accel-reason': <'pending'>}", "kvm", "unknown pending");
  expect (self, "@a{sv} {}", "kvm", "unknown pending");
}

static void
test_room (Computer *self, gconstpointer data)
{
  put_memory (self, "1500000", "3000");
  expect (self, GOOD, "memory", "warning low");
  expect (self, GOOD, "huge-pages", "warning reserved");
  put_memory (self, "300000", "0");
  expect (self, GOOD, "memory", "problem full");
  put (self, "/proc/meminfo", "nonsense");
  expect (self, GOOD, "memory", "unknown unknown");
  put (self, "/proc/sys/vm/overcommit_memory", "2\n");
  expect (self, GOOD, "overcommit", "warning strict");
}

static void
test_cgroup (Computer *self, gconstpointer data)
{
  expect (self, GOOD, "cgroup", "ok ok");
  put (self, "/proc/self/cgroup", "0::/user.slice/a\n");
  put (self, "/sys/fs/cgroup/user.slice/a/memory.max", "max\n");
  put (self, "/sys/fs/cgroup/user.slice/a/pids.max", "4096\n");
  expect (self, GOOD, "cgroup", "ok ok");
  put (self, "/sys/fs/cgroup/user.slice/a/memory.max", "1000000000\n");
  expect (self, GOOD, "cgroup", "warning limited");

  /* Names in there are not a way out. */
  put (self, "/proc/self/cgroup", "0::/../../a\n");
  expect (self, GOOD, "cgroup", "ok ok");
}

static void
test_parts (Computer *self, gconstpointer data)
{
  expect (self, "{'backend': <false>, 'backend-error': <'no-libvirt'>}", "libvirt", "problem not-installed");
  expect (self, "{'backend': <false>, 'backend-error': <'refused'>}", "libvirt", "problem refused");
  expect (self, "{'backend': <false>, 'backend-error': <'refused'>}", "qemu", "unknown unknown");
  expect (self, "{'backend': <false>, 'backend-error': <'no-qemu'>, 'libvirt-version': <uint64 11003000>}",
          "qemu", "problem not-installed");
  expect (self, "{'backend': <true>, 'libvirt-version': <uint64 9000000>}", "libvirt", "warning too-old");
  expect (self, "{'backend': <true>, 'qemu-version': <uint64 7002000>}", "qemu", "warning too-old");
  expect (self,
          "{'backend': <true>, 'left-out': <[('uefi', 'not-installed'), ('spice', 'not-installed'), ('gl', "
          "'no-device')]>}",
          "uefi", "warning not-installed");
  expect (self, "{'backend': <true>, 'left-out': <[('spice', 'not-installed')]>}", "spice",
          "problem not-installed");
  expect (self, "{'backend': <true>, 'left-out': <[('gl', 'no-device')]>}", "gpu", "note no-device");
}

/* Whatever this computer is: every check has a known state, a reason, and no path in what is told of it. */
static void
test_real (void)
{
  g_autoptr (GVariant) dict = g_variant_ref_sink (g_variant_new_parsed (GOOD));
  g_autoptr (GVariant) checks = g_variant_ref_sink (vmm_diagnosis_make (dict, "", g_get_home_dir ()));
  g_autofree char *printed = g_variant_print (checks, FALSE);
  const char *const states[] = { "ok", "note", "warning", "problem", "unknown", NULL };

  g_test_message ("%s", printed);
  g_assert_cmpuint (g_variant_n_children (checks), >, 20);
  g_assert_null (strchr (printed, '/'));
  for (gsize i = 0; i < g_variant_n_children (checks); i++)
    {
      const char *id, *state, *reason;

      g_variant_get_child (checks, i, "(&s&s&s@a{sv})", &id, &state, &reason, NULL);
      g_assert_true (g_strv_contains (states, state));
      g_assert_cmpstr (reason, !=, "");
    }
}

#define COMPUTER(path, func) g_test_add (path, Computer, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  COMPUTER ("/diagnosis/good", test_good);
  COMPUTER ("/diagnosis/no-kvm", test_no_kvm);
  COMPUTER ("/diagnosis/kvm-verdict", test_kvm_verdict);
  COMPUTER ("/diagnosis/room", test_room);
  COMPUTER ("/diagnosis/cgroup", test_cgroup);
  COMPUTER ("/diagnosis/parts", test_parts);
  g_test_add_func ("/diagnosis/real", test_real);

  return g_test_run ();
}
