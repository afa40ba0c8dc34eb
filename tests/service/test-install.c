/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Installations without questions, and the seeds of ready-made systems: what is in the folder, and who starts what. */
#include "service-client.h"
#include "vmm-host.h"
#include "vmm-image-source.h"
#include "vmm-test-engine.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char *dir;
  VmmTestEngine *engine;
  VmmRegistry *registry;
  VmmHost *host;
  VmmMachine *machine;
} Fixture;

static void
on_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static void
load (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;

  f->registry = vmm_registry_new (f->dir, 1);
  f->host = vmm_host_new (VMM_ENGINE (f->engine), f->registry);
  vmm_host_load_async (f->host, NULL, on_result, &result);
  service_wait_for (is_set, &result);
  g_assert_true (vmm_host_load_finish (f->host, result, NULL));
}

static int
text_file (const char *text)
{
  int fd = open (g_get_tmp_dir (), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  g_assert_cmpint (write (fd, text, strlen (text)), ==, strlen (text));
  return fd;
}

/* What the helper takes for an image at first sight. */
static int
seed_file (void)
{
  const guint8 sector[512] = { 0xeb, 0xfe, [510] = 0x55, 0xaa };
  int fd = text_file ("");

  g_assert_cmpint (pwrite (fd, sector, sizeof sector, 0), ==, sizeof sector);
  return fd;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *request_id = g_uuid_string_random ();
  g_autoptr (GVariant) dict = g_variant_ref_sink (service_client_spec ("Test", 1));
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  VmmImageSources *sources = vmm_image_sources_new ();

  f->dir = service_temp_dir ();
  f->engine = vmm_test_engine_new ();
  load (f);
  sources->seed = seed_file ();
  vmm_host_create_async (f->host, 1, request_id, spec, sources, NULL, NULL, on_result, &result);
  service_wait_for (is_set, &result);
  f->machine = vmm_host_create_finish (f->host, result, &error);
  g_assert_no_error (error);
}

static void
unload (Fixture *f)
{
  g_clear_object (&f->machine);
  g_clear_object (&f->host);
  service_wait_gone (g_steal_pointer (&f->registry));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  unload (f);
  service_wait_gone (g_steal_pointer (&f->engine));
  service_remove_dir (f->dir);
  g_free (f->dir);
}

/* A helper that died and came again; its guests live on. */
static void
reload (Fixture *f)
{
  g_autofree char *uuid = g_strdup (vmm_machine_get_uuid (f->machine));

  unload (f);
  load (f);
  f->machine = g_object_ref (vmm_registry_lookup (f->registry, uuid));
}

static gboolean
has_file (Fixture *f, const char *name)
{
  g_autofree char *folder = vmm_registry_dup_folder (f->registry, f->machine);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
install (Fixture *f, const char *installer)
{
  g_autofd int kernel = text_file ("a kernel");
  g_autofd int initrd = text_file ("an initrd");
  const gboolean windows = g_str_equal (installer, VMM_IPC_INSTALLER_WINDOWS);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  vmm_host_install_async (f->host, f->machine, installer, windows ? -1 : kernel, windows ? -1 : initrd, -1,
                          NULL, on_result, &result);
  service_wait_for (is_set, &result);
  g_assert_true (vmm_host_start_finish (f->host, result, &error));
  g_assert_no_error (error);
}

static void
start (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;

  vmm_host_start_async (f->host, f->machine, -1, FALSE, FALSE, NULL, on_result, &result);
  service_wait_for (is_set, &result);
  g_assert_true (vmm_host_start_finish (f->host, result, NULL));
}

static void
end_guest (Fixture *f, VmmIpcMachineReason reason)
{
  vmm_test_engine_guest_does (f->engine, vmm_machine_get_uuid (f->machine), VMM_IPC_MACHINE_STOPPED, reason);
}

static gboolean
runs_installed (gpointer data)
{
  Fixture *f = data;

  return vmm_machine_get_state (f->machine) == VMM_IPC_MACHINE_RUNNING &&
         vmm_machine_get_reason (f->machine) == VMM_IPC_REASON_NONE;
}

static gboolean
is_stopped (gpointer data)
{
  Fixture *f = data;

  return vmm_machine_get_state (f->machine) == VMM_IPC_MACHINE_STOPPED && vmm_host_is_quiet (f->host);
}

static void
test_done (Fixture *f, gconstpointer data)
{
  install (f, VMM_IPC_INSTALLER_DEBIAN);
  g_assert_cmpuint (vmm_machine_get_state (f->machine), ==, VMM_IPC_MACHINE_RUNNING);
  g_assert_cmpuint (vmm_machine_get_reason (f->machine), ==, VMM_IPC_REASON_INSTALLING);
  g_assert_true (has_file (f, "install-kernel") && has_file (f, "install-initrd") &&
                 has_file (f, "seed.img"));

  end_guest (f, VMM_IPC_REASON_SHUTDOWN);
  service_wait_for (runs_installed, f);
  g_assert_cmpuint (vmm_test_engine_count_starts (f->engine), ==, 2);
  g_assert_null (vmm_machine_get_installing (f->machine));
  g_assert_false (has_file (f, "install-kernel") || has_file (f, "install-initrd") ||
                  has_file (f, "seed.img"));

  /* From here on it is a machine like any other. */
  end_guest (f, VMM_IPC_REASON_SHUTDOWN);
  service_wait_for (is_stopped, f);
  g_assert_cmpuint (vmm_test_engine_count_starts (f->engine), ==, 2);
}

static void
test_cut_off (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  install (f, VMM_IPC_INSTALLER_FEDORA);
  end_guest (f, VMM_IPC_REASON_FORCED_OFF);
  service_wait_for (is_stopped, f);
  g_assert_cmpstr (vmm_machine_get_installing (f->machine), ==, "fedora");

  reload (f);
  g_assert_cmpstr (vmm_machine_get_installing (f->machine), ==, "fedora");
  start (f);
  g_assert_cmpuint (vmm_machine_get_reason (f->machine), ==, VMM_IPC_REASON_INSTALLING);

  /* Somebody has it shut down: that is no end of an installation. */
  vmm_host_command_async (f->host, f->machine, VMM_ENGINE_SHUTDOWN, NULL, on_result, &result);
  service_wait_for (is_set, &result);
  end_guest (f, VMM_IPC_REASON_SHUTDOWN);
  service_wait_for (is_stopped, f);
  g_assert_cmpstr (vmm_machine_get_installing (f->machine), ==, "fedora");
  g_assert_true (has_file (f, "install-kernel"));
}

static void
test_helper_dies (Fixture *f, gconstpointer data)
{
  install (f, VMM_IPC_INSTALLER_UBUNTU);
  reload (f);
  g_assert_cmpuint (vmm_machine_get_state (f->machine), ==, VMM_IPC_MACHINE_RUNNING);
  g_assert_cmpuint (vmm_machine_get_reason (f->machine), ==, VMM_IPC_REASON_INSTALLING);
  end_guest (f, VMM_IPC_REASON_SHUTDOWN);
  service_wait_for (runs_installed, f);
  g_assert_false (has_file (f, "seed.img"));
}

static void
test_windows (Fixture *f, gconstpointer data)
{
  install (f, VMM_IPC_INSTALLER_WINDOWS);
  g_assert_cmpuint (vmm_machine_get_reason (f->machine), ==, VMM_IPC_REASON_INSTALLING);
  g_assert_false (has_file (f, "install-kernel"));
  g_signal_emit_by_name (f->engine, "guest-agent", vmm_machine_get_uuid (f->machine));
  service_wait_for (runs_installed, f);
  g_assert_cmpuint (vmm_test_engine_count_starts (f->engine), ==, 1);
  g_assert_false (has_file (f, "seed.img"));
}

static void
test_ready_made (Fixture *f, gconstpointer data)
{
  start (f);
  g_assert_cmpuint (vmm_machine_get_reason (f->machine), ==, VMM_IPC_REASON_NONE);
  g_signal_emit_by_name (f->engine, "guest-agent", vmm_machine_get_uuid (f->machine));
  end_guest (f, VMM_IPC_REASON_CRASHED);
  service_wait_for (is_stopped, f);
  g_assert_true (has_file (f, "seed.img"));

  start (f);
  end_guest (f, VMM_IPC_REASON_SHUTDOWN);
  service_wait_for (is_stopped, f);
  g_assert_false (has_file (f, "seed.img"));
  g_assert_cmpuint (vmm_test_engine_count_starts (f->engine), ==, 2);
}

static void
test_remove_seed (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;

      vmm_host_remove_seed_async (f->host, f->machine, on_result, &result);
      service_wait_for (is_set, &result);
      g_assert_true (vmm_host_remove_seed_finish (f->host, result, NULL));
      g_assert_false (has_file (f, "seed.img"));
      g_clear_object (&result);
      reload (f);
    }
}

/* The record says what is so; files that a crash left are not for anybody to find. */
static void
test_leftovers (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = vmm_registry_dup_folder (f->registry, f->machine);
  g_autofree char *kernel = g_build_filename (folder, "install-kernel", NULL);

  g_assert_true (g_file_set_contents (kernel, "left", -1, NULL));
  reload (f);
  g_assert_false (has_file (f, "install-kernel"));
  g_assert_true (has_file (f, "seed.img"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/service/install/done", test_done);
  ADD ("/service/install/cut-off", test_cut_off);
  ADD ("/service/install/helper-dies", test_helper_dies);
  ADD ("/service/install/windows", test_windows);
  ADD ("/service/install/ready-made", test_ready_made);
  ADD ("/service/install/remove-seed", test_remove_seed);
  ADD ("/service/install/leftovers", test_leftovers);
  return g_test_run ();
}
