/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every domain that a machine model can make on this host, put to the real libvirt: its parser, its validators, its choice
 * of firmware and its addresses. */

#include "engine-room.h"
#include "model-combinations.h"
#include "tiny-guest.h"

#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#define UUID "11111111-2222-4333-8444-555555555555"

static EngineRoom *room;
static char *folder;
static int disc = -1;

static VmmHostFacts *
make_facts (virConnectPtr connection)
{
  g_autofree char *software = virConnectGetDomainCapabilities (connection, NULL, "x86_64", "q35", "qemu", 0);
  VmmHostSources sources = { .software_xml = software, .qemu_version = 10000000, .has_pc = TRUE };
  g_autoptr (GError) error = NULL;
  VmmHostFacts *facts;

  g_assert_nonnull (software);
  facts = vmm_host_facts_new (&sources, &error);
  g_assert_no_error (error);
  return facts;
}

typedef struct
{
  VmmHostFacts *facts;
  GHashTable *xml;
} Run;

static void
build (VmmSpec *spec, const GError *error, const char *text, gpointer user_data)
{
  Run *run = user_data;

  if (spec != NULL)
    model_combinations_build (spec, run->facts, text, run->xml);
}

static void
test_define (void)
{
  g_autoptr (GHashTable) xml = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Run run = { NULL, xml };
  virConnectPtr connection;
  GHashTableIter iter;
  gpointer text;

  engine_room_wait_backend (room);
  connection = virConnectOpen ("qemu:///session");
  g_assert_nonnull (connection);
  run.facts = make_facts (connection);
  model_combinations_foreach (build, &run);
  g_test_message ("%u different domains", g_hash_table_size (xml));

  g_hash_table_iter_init (&iter, xml);
  while (g_hash_table_iter_next (&iter, &text, NULL))
    {
      virDomainPtr domain = virDomainDefineXMLFlags (connection, text, VIR_DOMAIN_DEFINE_VALIDATE);

      if (domain == NULL)
        g_error ("libvirt refuses: %s\n%s", virGetLastErrorMessage (), (const char *) text);
      g_assert_cmpint (virDomainUndefineFlags (domain, VIR_DOMAIN_UNDEFINE_KEEP_NVRAM), ==, 0);
      virDomainFree (domain);
    }

  vmm_host_facts_unref (run.facts);
  virConnectClose (connection);
}

static void
expect_hello (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofd int console = engine_room_open_console (room, UUID, &error);

  g_assert_no_error (error);
  engine_room_expect_text (room, console, text, 60);
}

static void
boot (const char *model, int media_fd)
{
  g_autofree char *disk = g_build_filename (folder, "disk0.raw", NULL);
  g_autofree char *text = g_strdup_printf (
      "{'name': <'Tiny'>, 'memory': <uint64 67108864>, 'vcpus': <uint32 1>, 'firmware': <'bios'>, 'model': "
      "<'%s'>, 'disks': <[{'size': <uint64 1048576>}]>}",
      model);
  g_autoptr (GVariant) dict = g_variant_parse (NULL, text, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, &error);
  g_autoptr (GVariant) realised = NULL;
  g_autoptr (GVariant) told = NULL;
  VmmEngineStart start = {
    .uuid = UUID, .folder = folder, .spec = spec, .media_fd = media_fd, .boot_media = media_fd >= 0
  };

  g_assert_no_error (error);
  tiny_guest_write_disk (disk);
  realised = engine_room_start (room, &start, &error);
  g_assert_no_error (error);
  told = g_variant_lookup_value (realised, VMM_IPC_CAP_MODEL, G_VARIANT_TYPE_STRING);
  g_assert_cmpstr (g_variant_get_string (told, NULL), ==, model);
}

static void
stop (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (engine_room_command (room, UUID, VMM_ENGINE_STOP, &error));
  g_assert_no_error (error);
}

/* The model's firmware finds its disk, and the disc that comes later lands in its drive. */
static void
test_boot (gconstpointer model)
{
  g_autoptr (GError) error = NULL;

  boot (model, -1);
  expect_hello ("HELLO");
  g_assert_true (engine_room_change_media (room, UUID, disc, &error));
  g_assert_no_error (error);
  g_assert_true (engine_room_change_media (room, UUID, -1, &error));
  g_assert_no_error (error);
  stop ();
}

static void
test_boot_disc (gconstpointer model)
{
  boot (model, disc);
  expect_hello ("HELLO");
  stop ();
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  room = engine_room_new ();
  folder = engine_room_make_folder (room, "machine");
  disc = tiny_guest_open_disc (room->root);

  g_test_add_func ("/qemu-models/define", test_define);
  g_test_add_data_func ("/qemu-models/boot/linux54", "linux54", test_boot);
  g_test_add_data_func ("/qemu-models/boot/windows10", "windows10", test_boot);
  g_test_add_data_func ("/qemu-models/boot/legacy", "legacy", test_boot);
  g_test_add_data_func ("/qemu-models/boot-disc/legacy", "legacy", test_boot_disc);

  result = g_test_run ();
  engine_room_free (room);
  g_free (folder);
  return result;
}
