/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-flatpak.h"

/* Flatpak binds the application's folder of settings here, too. The user's name is not in this path: the sockets of
 * monitors are below it, and the path of a socket has at most 107 bytes. */
#define SHORT_CONFIG "var/config"

/* See vmm-portal-locks.c. libvirt hands this variable on to its daemon and to QEMU. */
#define PORTAL_LOCKS "app/libexec/frond-portal-locks.so"

static char *
dup_application_id (const char *root)
{
  g_autofree char *path = g_build_filename (root, ".flatpak-info", NULL);
  g_autoptr (GKeyFile) info = g_key_file_new ();

  if (!g_key_file_load_from_file (info, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  return g_key_file_get_string (info, "Application", "name", NULL);
}

static void
move_if_there (const char *variable, const char *folder)
{
  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    g_setenv (variable, folder, TRUE);
}

gboolean
vmm_flatpak_prepare (const char *root)
{
  g_autofree char *id = dup_application_id (root);
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *config = g_build_filename (root, SHORT_CONFIG, NULL);
  g_autofree char *locks = g_build_filename (root, PORTAL_LOCKS, NULL);

  if (id == NULL)
    return FALSE;

  if (runtime != NULL)
    {
      g_autofree char *shared = g_build_filename (runtime, "app", id, NULL);

      move_if_there ("XDG_RUNTIME_DIR", shared);
    }
  move_if_there ("XDG_CONFIG_HOME", config);
  if (g_file_test (locks, G_FILE_TEST_IS_REGULAR))
    g_setenv ("LD_PRELOAD", locks, FALSE);
  return TRUE;
}
