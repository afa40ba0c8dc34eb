/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE_SIZE 4096
#define SEALS     (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW)

/* All of it is in its page. */
struct _VmmPassphrase
{
  gatomicrefcount ref_count;
  gsize length;
  guint8 value[VMM_IPC_MAX_SECRET];
};

G_STATIC_ASSERT (sizeof (VmmPassphrase) <= PAGE_SIZE);

static VmmPassphrase *
allocate (gsize length)
{
  VmmPassphrase *self = mmap (NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (self == MAP_FAILED)
    return NULL;
  madvise (self, PAGE_SIZE, MADV_DONTDUMP);
  madvise (self, PAGE_SIZE, MADV_DONTFORK);
  /* RLIMIT_MEMLOCK may be 0. That is no reason to turn somebody's machine down. */
  if (mlock (self, PAGE_SIZE) < 0)
    g_debug ("A passphrase may be swapped: %s", g_strerror (errno));
  g_atomic_ref_count_init (&self->ref_count);
  self->length = length;
  return self;
}

VmmPassphrase *
vmm_passphrase_new (const guint8 *value, gsize length)
{
  VmmPassphrase *self;

  g_return_val_if_fail (length > 0 && length <= VMM_IPC_MAX_SECRET, NULL);

  self = allocate (length);
  if (self != NULL)
    memcpy (self->value, value, length);
  return self;
}

static VmmPassphrase *
fail (const char *slot, VmmIpcError code, const char *reason, GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, code, "%s: %s", slot, reason);
  return NULL;
}

VmmPassphrase *
vmm_passphrase_new_from_fd (int fd, const char *slot, GError **error)
{
  g_autoptr (VmmPassphrase) self = NULL;
  struct stat st;
  int seals = fd >= 0 ? fcntl (fd, F_GET_SEALS) : -1;

  /* Only a memfd has seals; one that nobody can change answers at once, whoever made it. */
  if (seals < 0 || (seals & SEALS) != SEALS || fstat (fd, &st) < 0)
    return fail (slot, VMM_IPC_ERROR_BAD_FD, "is no sealed memfd", error);
  if (st.st_size < 1)
    return fail (slot, VMM_IPC_ERROR_BAD_SECRET, VMM_IPC_BAD_SECRET_LENGTH ": is empty", error);
  if (st.st_size > VMM_IPC_MAX_SECRET)
    return fail (slot, VMM_IPC_ERROR_BAD_SECRET, VMM_IPC_BAD_SECRET_LENGTH ": is too long", error);

  self = allocate ((gsize) st.st_size);
  if (self == NULL)
    return fail (slot, VMM_IPC_ERROR_FAILED, "there is no memory for it", error);
  if (pread (fd, self->value, self->length, 0) != (ssize_t) self->length)
    return fail (slot, VMM_IPC_ERROR_BAD_FD, "cannot be read", error);
  return g_steal_pointer (&self);
}

VmmPassphrase *
vmm_passphrase_ref (VmmPassphrase *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
vmm_passphrase_unref (VmmPassphrase *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  explicit_bzero (self, PAGE_SIZE);
  munmap (self, PAGE_SIZE);
}

const guint8 *
vmm_passphrase_get (const VmmPassphrase *self, gsize *length)
{
  *length = self->length;
  return self->value;
}

gboolean
vmm_passphrase_equal (const VmmPassphrase *a, const VmmPassphrase *b)
{
  return a->length == b->length && memcmp (a->value, b->value, a->length) == 0;
}

int
vmm_passphrase_open_pipe (const VmmPassphrase *self)
{
  int ends[2];
  ssize_t written;

  if (pipe2 (ends, O_CLOEXEC) < 0)
    return -1;
  /* Less than the smallest pipe holds: it does not wait. */
  written = TEMP_FAILURE_RETRY (write (ends[1], self->value, self->length));
  close (ends[1]);
  if (written == (ssize_t) self->length)
    return ends[0];
  close (ends[0]);
  errno = EIO;
  return -1;
}
