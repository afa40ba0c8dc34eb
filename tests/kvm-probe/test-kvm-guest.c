/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether the probe's guest itself is right: its tables, and a run under QEMU's software emulation. On a host whose
 * KVM is broken nothing else tells a wrong guest from a wrong KVM. */

#include "vmm-kvm-guest.h"

#include <string.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#define ITERATIONS 42 /* as in boot.S */

/* What isa-debug-exit makes of a word, and what QEMU does with a guest that resets itself under -no-reboot. */
#define EXIT_STATUS(word) ((((word) << 1) | 1) & 0xff)
#define RESET_STATUS      0

static const char *boot_image;

static guint64
get (const guint8 *memory, guint64 address)
{
  guint64 value;

  g_assert_cmpuint (address, >=, VMM_KVM_GUEST_BASE);
  g_assert_cmpuint (address + sizeof value, <=, VMM_KVM_GUEST_BASE + VMM_KVM_GUEST_SIZE);
  memcpy (&value, memory + address - VMM_KVM_GUEST_BASE, sizeof value);
  return value;
}

static guint8 *
new_guest (void)
{
  guint8 *memory = g_malloc0 (VMM_KVM_GUEST_SIZE);

  vmm_kvm_guest_fill (memory);
  return memory;
}

static void
test_code (void)
{
  g_autofree guint8 *memory = new_guest ();
  gsize size = (gsize) ((guintptr) vmm_kvm_payload_end - (guintptr) vmm_kvm_payload);

  g_assert_cmpuint (size, >, 16);
  g_assert_cmpuint (size, <, VMM_KVM_GUEST_PML4 - VMM_KVM_GUEST_BASE);
  g_assert_cmpmem (memory, size, vmm_kvm_payload, size);
}

/* Walks the tables for every page of the guest, as the processor does for ring 3. */
static void
test_pages (void)
{
  g_autofree guint8 *memory = new_guest ();

  for (guint64 address = VMM_KVM_GUEST_BASE; address < VMM_KVM_GUEST_BASE + VMM_KVM_GUEST_SIZE;
       address += 4096)
    {
      guint64 table = VMM_KVM_GUEST_PML4;
      guint64 entry = get (memory, table + 8 * (address >> 39 & 511));

      g_assert_cmphex (entry & 0x87, ==, 0x7);
      entry = get (memory, (entry & ~0xfffULL) + 8 * (address >> 30 & 511));
      g_assert_cmphex (entry & 0x87, ==, 0x7);
      entry = get (memory, (entry & ~0xfffULL) + 8 * (address >> 21 & 511));
      g_assert_cmphex (entry & 0x87, ==, 0x87);
      g_assert_cmphex ((entry & ~0x1fffffULL) + (address & 0x1fffff), ==, address);
    }
}

static void
test_segments (void)
{
  static const struct
  {
    guint selector;
    guint access; /* present, ring, kind */
    gboolean wide;
  } segments[] = {
    { VMM_KVM_GUEST_CODE, 0x9b, TRUE },       { VMM_KVM_GUEST_DATA, 0x93, FALSE },
    { VMM_KVM_GUEST_USER_DATA, 0xf3, FALSE }, { VMM_KVM_GUEST_USER_CODE, 0xfb, TRUE },
    { VMM_KVM_GUEST_TASK, 0x89, FALSE },
  };
  g_autofree guint8 *memory = new_guest ();

  for (gsize i = 0; i < G_N_ELEMENTS (segments); i++)
    {
      guint64 descriptor = get (memory, VMM_KVM_GUEST_GDT + (segments[i].selector & ~7u));

      g_assert_cmphex (descriptor >> 40 & 0xff, ==, segments[i].access);
      g_assert_cmpuint (descriptor >> 53 & 1, ==, segments[i].wide);
      g_assert_cmpuint (segments[i].selector & 3, ==, segments[i].access >> 5 & 3);
      g_assert_cmpuint (segments[i].selector | 7, <, VMM_KVM_GUEST_GDT_SIZE);
    }
  g_assert_cmphex (get (memory, VMM_KVM_GUEST_GDT), ==, 0);
}

static void
test_task (void)
{
  g_autofree guint8 *memory = new_guest ();
  guint64 low = get (memory, VMM_KVM_GUEST_GDT + VMM_KVM_GUEST_TASK);
  guint64 high = get (memory, VMM_KVM_GUEST_GDT + VMM_KVM_GUEST_TASK + 8);

  g_assert_cmphex ((low >> 16 & 0xffffff) | (low >> 56) << 24 | high << 32, ==, VMM_KVM_GUEST_TSS);
  g_assert_cmphex (low & 0xffff, ==, VMM_KVM_GUEST_TSS_SIZE - 1);
  g_assert_cmphex (get (memory, VMM_KVM_GUEST_TSS + 4), ==, VMM_KVM_GUEST_INT_STACK);
}

static void
test_gate (void)
{
  g_autofree guint8 *memory = new_guest ();
  guint64 low = get (memory, VMM_KVM_GUEST_IDT + 16 * VMM_KVM_GUEST_VECTOR);
  guint64 high = get (memory, VMM_KVM_GUEST_IDT + 16 * VMM_KVM_GUEST_VECTOR + 8);
  guint64 offset = (low & 0xffff) | (low >> 48) << 16 | high << 32;

  g_assert_cmphex (offset, ==,
                   VMM_KVM_GUEST_ENTRY + ((guintptr) vmm_kvm_payload_handler - (guintptr) vmm_kvm_payload));
  g_assert_cmphex (low >> 16 & 0xffff, ==, VMM_KVM_GUEST_CODE);
  g_assert_cmphex (low >> 32 & 0xffff, ==, 0xee00);
}

static int
boot (const guint8 *memory, guint exit_port)
{
  g_autofree char *qemu = g_find_program_in_path ("qemu-system-x86_64");
  g_autofree char *path = NULL;
  g_autofree char *loader = NULL;
  g_autofree char *exit_device = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  int fd;

  fd = g_file_open_tmp ("frond-kvm-guest-XXXXXX", &path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (write (fd, memory, VMM_KVM_GUEST_SIZE), ==, VMM_KVM_GUEST_SIZE);
  close (fd);

  loader = g_strdup_printf ("loader,file=%s,addr=0x%x,force-raw=on", path, VMM_KVM_GUEST_BASE);
  exit_device = g_strdup_printf ("isa-debug-exit,iobase=0x%x,iosize=4", exit_port);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, qemu, "-accel", "tcg", "-M", "pc", "-m", "32",
                              "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-kernel",
                              boot_image, "-device", loader, "-device", exit_device, NULL);
  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

static gboolean
qemu_is_missing (void)
{
  g_autofree char *qemu = g_find_program_in_path ("qemu-system-x86_64");

  if (qemu == NULL)
    g_test_skip ("QEMU is not installed");
  return qemu == NULL;
}

static void
test_runs (void)
{
  g_autofree guint8 *memory = new_guest ();

  if (qemu_is_missing ())
    return;
  g_assert_cmpint (boot (memory, VMM_KVM_GUEST_PORT_COUNT), ==, EXIT_STATUS (ITERATIONS));
  g_assert_cmpint (boot (memory, VMM_KVM_GUEST_PORT_RING), ==, EXIT_STATUS (VMM_KVM_GUEST_USER_CODE));
}

/* That the run above depends on each table: with one of them wrong, the guest resets itself. */
static void
test_needs_tables (void)
{
  static const guint64 needed[] = {
    VMM_KVM_GUEST_PD,                                /* the page is not ring 3's */
    VMM_KVM_GUEST_GDT + VMM_KVM_GUEST_USER_CODE - 3, /* no code for ring 3 */
    VMM_KVM_GUEST_TSS + 4,                           /* no stack to come back to */
    VMM_KVM_GUEST_IDT + 16 * VMM_KVM_GUEST_VECTOR,   /* no way back */
  };

  if (qemu_is_missing ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
    {
      g_autofree guint8 *memory = new_guest ();

      if (needed[i] == VMM_KVM_GUEST_PD)
        memory[needed[i] - VMM_KVM_GUEST_BASE] &= ~0x4;
      else if (needed[i] == VMM_KVM_GUEST_TSS + 4)
        memset (memory + needed[i] - VMM_KVM_GUEST_BASE, 0xee, 8);
      else
        memset (memory + needed[i] - VMM_KVM_GUEST_BASE, 0, 8);
      g_assert_cmpint (boot (memory, VMM_KVM_GUEST_PORT_COUNT), ==, RESET_STATUS);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  boot_image = argv[1];

  g_test_add_func ("/kvm-guest/code", test_code);
  g_test_add_func ("/kvm-guest/pages", test_pages);
  g_test_add_func ("/kvm-guest/segments", test_segments);
  g_test_add_func ("/kvm-guest/task", test_task);
  g_test_add_func ("/kvm-guest/gate", test_gate);
  g_test_add_func ("/kvm-guest/runs", test_runs);
  g_test_add_func ("/kvm-guest/needs-tables", test_needs_tables);

  return g_test_run ();
}
