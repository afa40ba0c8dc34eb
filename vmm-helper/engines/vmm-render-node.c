/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-render-node.h"

#include <drm/drm.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define DRM_MAJOR 226

/* Minor numbers of render nodes, by the kernel's rule. */
#define FIRST_NODE 128
#define LAST_NODE  191

/* Where the kernel has a device without a GPU behind it. */
static const char *const hollow[] = { "vgem", "vkms", "udl", "simpledrm", "gud" };

/* SPICE's pictures come out black or not at all: virglrenderer imports and exports its buffers through GBM. */
static const char *const broken[] = { "nvidia-drm", "nvidia" };

const char *const vmm_qemu_module_folders[] = {
  "/usr/lib/x86_64-linux-gnu/qemu",
  "/usr/lib/aarch64-linux-gnu/qemu",
  "/usr/lib64/qemu-kvm",
  "/usr/lib64/qemu",
  "/usr/lib/qemu",
  NULL,
};

static gboolean
is_one_of (const char *name, const char *const *names, gsize n_names)
{
  for (gsize i = 0; i < n_names; i++)
    if (strcmp (name, names[i]) == 0)
      return TRUE;

  return FALSE;
}

const char *
vmm_render_node_judge (const char *driver)
{
  if (is_one_of (driver, hollow, G_N_ELEMENTS (hollow)))
    return VMM_IPC_LEFT_OUT_NO_DEVICE;
  if (is_one_of (driver, broken, G_N_ELEMENTS (broken)))
    return VMM_IPC_LEFT_OUT_NOT_SUPPORTED;

  return NULL;
}

static gboolean
is_render_node (int fd)
{
  struct stat status;

  return fstat (fd, &status) == 0 && S_ISCHR (status.st_mode) && major (status.st_rdev) == DRM_MAJOR &&
         minor (status.st_rdev) >= FIRST_NODE && minor (status.st_rdev) <= LAST_NODE;
}

/* NULL: it can be used. */
static const char *
try_node (const char *path)
{
  g_autofd int fd = open (path, O_RDWR | O_CLOEXEC | O_NOCTTY);
  char driver[64] = "";
  struct drm_version version = { .name = driver, .name_len = sizeof driver - 1 };

  if (fd < 0)
    return errno == EACCES || errno == EPERM ? VMM_IPC_LEFT_OUT_NO_ACCESS : VMM_IPC_LEFT_OUT_NO_DEVICE;
  if (!is_render_node (fd) || ioctl (fd, DRM_IOCTL_VERSION, &version) < 0)
    return VMM_IPC_LEFT_OUT_NO_DEVICE;

  return vmm_render_node_judge (driver);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_nodes (const char *folder)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GDir *dir = g_dir_open (folder, 0, NULL);

  if (dir == NULL)
    return g_steal_pointer (&names);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    if (g_str_has_prefix (name, "renderD"))
      g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_dir_close (dir);
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

/* Of several that cannot be used the one that a person can do something about is told. */
static const char *
worse (const char *reason, const char *other)
{
  if (strcmp (other, VMM_IPC_LEFT_OUT_NO_ACCESS) == 0 || strcmp (reason, VMM_IPC_LEFT_OUT_NO_DEVICE) == 0)
    return other;

  return reason;
}

char *
vmm_render_node_find (const char *folder, const char **reason)
{
  g_autoptr (GPtrArray) paths = list_nodes (folder);

  *reason = VMM_IPC_LEFT_OUT_NO_DEVICE;
  for (guint i = 0; i < paths->len; i++)
    {
      const char *problem = try_node (g_ptr_array_index (paths, i));

      if (problem == NULL)
        {
          *reason = NULL;
          return g_strdup (g_ptr_array_index (paths, i));
        }
      *reason = worse (*reason, problem);
    }

  return NULL;
}

gboolean
vmm_render_node_has_module (const char *const *folders)
{
  for (gsize i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *plain = g_build_filename (folders[i], "hw-display-virtio-vga.so", NULL);
      g_autofree char *gl = g_build_filename (folders[i], "hw-display-virtio-vga-gl.so", NULL);

      if (g_file_test (plain, G_FILE_TEST_EXISTS) && !g_file_test (gl, G_FILE_TEST_EXISTS))
        return FALSE;
    }

  return TRUE;
}
