/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A GPU that looks good and does not work: the guest starts all the same, without 3D, and that is told. */
#include "engine-room.h"
#include "tiny-guest.h"

#include <glib/gstdio.h>

#define UUID "11111111-2222-4333-8444-555555555555"

static EngineRoom *room;

static gboolean
is_left_out (GVariant *realised, const char *feature, const char *reason)
{
  g_autoptr (GVariant) left_out =
      g_variant_lookup_value (realised, VMM_IPC_CAP_LEFT_OUT, G_VARIANT_TYPE ("a(ss)"));

  for (gsize i = 0; i < g_variant_n_children (left_out); i++)
    {
      const char *name, *why;

      g_variant_get_child (left_out, i, "(&s&s)", &name, &why);
      if (g_str_equal (name, feature))
        return g_str_equal (why, reason);
    }
  return FALSE;
}

static GVariant *
start (const char *folder, gboolean gl)
{
  g_autoptr (GVariant) dict = g_variant_ref_sink (g_variant_new_parsed (
      "{'name': <'Tiny'>, 'memory': <%t>, 'vcpus': <%u>, 'firmware': <'uefi'>, 'gl': <%b>, "
      "'disks': <[{'size': <%t>}]>}",
      64 * VMM_IPC_MIB, 1, gl, VMM_IPC_MIB));
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, &error);
  VmmEngineStart how = { UUID, folder, spec, -1, FALSE, FALSE };
  GVariant *realised;

  g_assert_no_error (error);
  realised = engine_room_start (room, &how, &error);
  g_assert_no_error (error);
  g_assert_true (engine_room_command (room, UUID, VMM_ENGINE_STOP, &error));
  engine_room_wait_state (room, UUID, VMM_IPC_MACHINE_STOPPED, VMM_IPC_REASON_FORCED_OFF);
  return realised;
}

static void
test_broken_gpu (void)
{
  g_autofree char *folder = engine_room_make_folder (room, "machine");
  g_autofree char *disk = g_build_filename (folder, "disk0.raw", NULL);
  g_autoptr (GVariant) with = NULL;
  g_autoptr (GVariant) without = NULL;
  gboolean gl;

  engine_room_wait_backend (room);
  tiny_guest_write_disk (disk);
  with = start (folder, TRUE);
  g_assert_true (g_variant_lookup (with, VMM_IPC_CAP_GL, "b", &gl));
  g_assert_false (gl);
  g_assert_true (is_left_out (with, VMM_IPC_FEATURE_GL, VMM_IPC_LEFT_OUT_NOT_SUPPORTED));
  without = start (folder, FALSE);
  g_assert_false (is_left_out (without, VMM_IPC_FEATURE_GL, VMM_IPC_LEFT_OUT_NOT_SUPPORTED));
}

int
main (int argc, char **argv)
{
  int result;

  g_setenv ("FROND_RENDER_NODE", "/dev/dri/renderD191", TRUE);
  g_test_init (&argc, &argv, NULL);
  room = engine_room_new ();
  g_test_add_func ("/qemu-gl/broken-gpu", test_broken_gpu);
  result = g_test_run ();
  engine_room_free (room);
  return result;
}
