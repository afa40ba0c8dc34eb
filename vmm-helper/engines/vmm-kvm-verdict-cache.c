/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-kvm-verdict-cache.h"

#include "vmm-kvm-probe-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <glib/gstdio.h>

#define FILE_NAME "kvm-verdict"
#define MAX_BYTES 1024

/* What a kept verdict holds for: the lines before its reason and detail. */
static char *
build_key (void)
{
  g_autofree char *boot_id = NULL;
  struct utsname host;

  if (uname (&host) < 0 || !g_file_get_contents ("/proc/sys/kernel/random/boot_id", &boot_id, NULL, NULL))
    return NULL;

  g_strstrip (boot_id);
  return g_strdup_printf ("frond-kvm-verdict %d\n%s\n%s\n", VMM_KVM_PROBE_VERSION, boot_id, host.release);
}

static gboolean
reason_is_kept (const char *reason)
{
  return g_str_equal (reason, VMM_IPC_ACCEL_REASON_OK) || g_str_equal (reason, VMM_IPC_ACCEL_REASON_BROKEN) ||
         g_str_equal (reason, VMM_IPC_ACCEL_REASON_TOO_SLOW);
}

static gboolean
detail_is_plain (const char *detail)
{
  if (strlen (detail) > VMM_KVM_PROBE_MAX_DETAIL)
    return FALSE;

  for (const char *p = detail; *p != '\0'; p++)
    if (!g_ascii_isprint (*p))
      return FALSE;
  return TRUE;
}

/* The folder and the file must be ours and only ours, and the file a plain one: nobody else may say what this host
 * can do, and nothing may block the reader. */
static char *
read_own_file (const char *dir)
{
  g_autofd int dir_fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_autofd int fd = -1;
  g_autofree char *text = NULL;
  struct stat st;
  ssize_t length;

  if (dir_fd < 0 || fstat (dir_fd, &st) < 0 || st.st_uid != geteuid () || (st.st_mode & 022) != 0)
    return NULL;

  fd = openat (dir_fd, FILE_NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0 || fstat (fd, &st) < 0 || !S_ISREG (st.st_mode) || st.st_uid != geteuid () ||
      (st.st_mode & 022) != 0 || st.st_size > MAX_BYTES)
    return NULL;

  text = g_malloc0 (MAX_BYTES + 1);
  length = read (fd, text, MAX_BYTES + 1);
  if (length <= 0 || length > MAX_BYTES || memchr (text, '\0', (gsize) length) != NULL)
    return NULL;
  return g_steal_pointer (&text);
}

VmmKvmVerdict *
vmm_kvm_verdict_cache_load (const char *dir)
{
  g_autofree char *text = read_own_file (dir);
  g_autofree char *key = build_key ();
  g_auto (GStrv) lines = NULL;

  if (text == NULL || key == NULL || !g_str_has_prefix (text, key))
    return NULL;

  lines = g_strsplit (text + strlen (key), "\n", 4);
  if (g_strv_length (lines) != 3 || lines[2][0] != '\0' || !reason_is_kept (lines[0]) ||
      !detail_is_plain (lines[1]))
    return NULL;
  return vmm_kvm_verdict_new (lines[0], lines[1]);
}

gboolean
vmm_kvm_verdict_cache_save (const char *dir, const VmmKvmVerdict *verdict, GError **error)
{
  g_autofree char *path = g_build_filename (dir, FILE_NAME, NULL);
  g_autofree char *key = build_key ();
  g_autofree char *text = NULL;

  if (!reason_is_kept (verdict->reason) || !detail_is_plain (verdict->detail))
    return TRUE;
  if (key == NULL || g_mkdir_with_parents (dir, 0700) < 0)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, "%s: %s", dir, g_strerror (errno));
      return FALSE;
    }

  text = g_strdup_printf ("%s%s\n%s\n", key, verdict->reason, verdict->detail);
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
