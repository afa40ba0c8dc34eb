/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What an administrator wrote (vmm-helper/service/vmm-config.h), as /etc/frond/helper.conf. */
#include "vmm-config.h"

#include <glib/gstdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t length);

static void
check_limits (VmmConfig *config)
{
  for (guint limit = 0; limit < VMM_N_HOST_LIMITS; limit++)
    vmm_config_get_host_limit (config, limit);
  for (guint limit = 0; limit < VMM_N_LIMITS; limit++)
    vmm_config_get_limit (config, 1000, limit);
  g_assert_cmpuint (vmm_config_get_reserve (config, VMM_HOST_LIMIT_MEMORY_RESERVE,
                                            VMM_HOST_LIMIT_MEMORY_RESERVE_SHARE, G_MAXUINT64),
                    >=, vmm_config_get_host_limit (config, VMM_HOST_LIMIT_MEMORY_RESERVE));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t length)
{
  static char *root, *path;
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmConfig) config = NULL;

  if (root == NULL)
    {
      g_autofree char *folder = NULL;

      root = g_dir_make_tmp ("frond-fuzz-XXXXXX", NULL);
      folder = g_build_filename (root, "etc", "frond", NULL);
      g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
      path = g_build_filename (folder, "helper.conf", NULL);
    }
  g_assert_true (g_file_set_contents_full (path, (const char *) data, (gssize) length,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  config = vmm_config_load (root, &error);
  if (config != NULL)
    check_limits (config);
  else
    g_assert_nonnull (strstr (error->message, "helper.conf"));
  return 0;
}
