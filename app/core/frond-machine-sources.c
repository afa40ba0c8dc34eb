/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-machine-sources.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* The contract's name for its place. */
#define PASSPHRASE "secret"

typedef struct
{
  gboolean filled; /* has an image */
  FrondImageFormat format;
  guint64 size;
  gboolean shared;
  gboolean encrypted;
  guint n_extents;
} Disk;

typedef struct
{
  char *name;
  int fd;
} Slot;

struct _FrondMachineSources
{
  GObject parent_instance;

  GArray *disks; /* Disk */
  GArray *slots; /* Slot */
  char *installer;
  int kernel;
  int initrd;
};

G_DEFINE_FINAL_TYPE (FrondMachineSources, frond_machine_sources, G_TYPE_OBJECT)

static void
slot_clear (gpointer data)
{
  Slot *slot = data;

  g_free (slot->name);
  g_clear_fd (&slot->fd, NULL);
}

static void
frond_machine_sources_finalize (GObject *object)
{
  FrondMachineSources *self = FROND_MACHINE_SOURCES (object);

  g_array_unref (self->disks);
  g_array_unref (self->slots);
  g_free (self->installer);
  g_clear_fd (&self->kernel, NULL);
  g_clear_fd (&self->initrd, NULL);
  G_OBJECT_CLASS (frond_machine_sources_parent_class)->finalize (object);
}

static void
frond_machine_sources_class_init (FrondMachineSourcesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_machine_sources_finalize;
}

static void
frond_machine_sources_init (FrondMachineSources *self)
{
  self->disks = g_array_new (FALSE, TRUE, sizeof (Disk));
  self->slots = g_array_new (FALSE, TRUE, sizeof (Slot));
  g_array_set_clear_func (self->slots, slot_clear);
  self->kernel = self->initrd = -1;
}

FrondMachineSources *
frond_machine_sources_new (void)
{
  return g_object_new (FROND_TYPE_MACHINE_SOURCES, NULL);
}

/* The helper takes nothing that could be written behind its back. What we have just unpacked was opened for that. */
static int
read_only (int fd)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  int again;

  if ((fcntl (fd, F_GETFL) & O_ACCMODE) == O_RDONLY)
    return fd;
  again = open (path, O_RDONLY | O_CLOEXEC);
  if (again < 0)
    return fd;
  close (fd);
  return again;
}

static void
add_slot (FrondMachineSources *self, char *name, int fd)
{
  Slot slot = { name, read_only (fd) };

  g_array_append_val (self->slots, slot);
}

static guint
add_disk (FrondMachineSources *self, const Disk *disk)
{
  g_array_append_vals (self->disks, disk, 1);
  return self->disks->len - 1;
}

guint
frond_machine_sources_add_disk (FrondMachineSources *self, FrondImageFormat format, int fd, guint64 size,
                                gboolean shared)
{
  const Disk disk = { .filled = TRUE, .format = format, .size = size, .shared = shared };
  guint index;

  g_return_val_if_fail (FROND_IS_MACHINE_SOURCES (self), 0);
  g_return_val_if_fail (fd >= 0, 0);

  index = add_disk (self, &disk);
  add_slot (self, g_strdup_printf ("disk%u", index), fd);
  return index;
}

guint
frond_machine_sources_add_empty_disk (FrondMachineSources *self, guint64 size)
{
  const Disk disk = { .size = size };

  g_return_val_if_fail (FROND_IS_MACHINE_SOURCES (self), 0);
  g_return_val_if_fail (size > 0, 0);

  return add_disk (self, &disk);
}

void
frond_machine_sources_set_encrypted (FrondMachineSources *self, guint index)
{
  g_return_if_fail (FROND_IS_MACHINE_SOURCES (self));
  g_return_if_fail (index < self->disks->len);

  g_array_index (self->disks, Disk, index).encrypted = TRUE;
}

gboolean
frond_machine_sources_get_encrypted (FrondMachineSources *self, guint index)
{
  g_return_val_if_fail (FROND_IS_MACHINE_SOURCES (self), FALSE);
  g_return_val_if_fail (index < self->disks->len, FALSE);

  return g_array_index (self->disks, Disk, index).encrypted;
}

void
frond_machine_sources_set_variables (FrondMachineSources *self, gboolean secure, int fd)
{
  g_return_if_fail (FROND_IS_MACHINE_SOURCES (self));
  g_return_if_fail (fd >= 0);

  add_slot (self, g_strdup (secure ? "nvram-secure" : "nvram"), fd);
}

void
frond_machine_sources_add_extent (FrondMachineSources *self, int fd)
{
  guint index;
  Disk *disk;

  g_return_if_fail (FROND_IS_MACHINE_SOURCES (self));
  g_return_if_fail (fd >= 0 && self->disks->len > 0);

  index = self->disks->len - 1;
  disk = &g_array_index (self->disks, Disk, index);
  add_slot (self, g_strdup_printf ("disk%u.%u", index, ++disk->n_extents), fd);
}

void
frond_machine_sources_set_seed (FrondMachineSources *self, int fd)
{
  g_return_if_fail (FROND_IS_MACHINE_SOURCES (self));
  g_return_if_fail (fd >= 0);

  add_slot (self, g_strdup ("seed"), fd);
}

void
frond_machine_sources_set_installer (FrondMachineSources *self, const char *installer, int kernel, int initrd)
{
  g_return_if_fail (FROND_IS_MACHINE_SOURCES (self));
  g_return_if_fail (self->installer == NULL);

  self->installer = g_strdup (installer);
  self->kernel = kernel;
  self->initrd = initrd;
}

const char *
frond_machine_sources_get_installer (FrondMachineSources *self, int *kernel, int *initrd)
{
  g_return_val_if_fail (FROND_IS_MACHINE_SOURCES (self), NULL);

  *kernel = self->kernel;
  *initrd = self->initrd;
  return self->installer;
}

static Slot *
find_passphrase (FrondMachineSources *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    if (g_str_equal (g_array_index (self->slots, Slot, i).name, PASSPHRASE))
      return &g_array_index (self->slots, Slot, i);
  return NULL;
}

void
frond_machine_sources_set_passphrase (FrondMachineSources *self, int fd)
{
  Slot *before;

  g_return_if_fail (FROND_IS_MACHINE_SOURCES (self));
  g_return_if_fail (fd >= 0);

  before = find_passphrase (self);
  if (before != NULL)
    {
      close (before->fd);
      before->fd = fd;
    }
  else
    {
      Slot slot = { g_strdup (PASSPHRASE), fd };

      g_array_append_val (self->slots, slot);
    }
}

int
frond_machine_sources_get_passphrase (FrondMachineSources *self)
{
  Slot *slot;

  g_return_val_if_fail (FROND_IS_MACHINE_SOURCES (self), -1);

  slot = find_passphrase (self);
  return slot != NULL ? slot->fd : -1;
}

guint
frond_machine_sources_get_n_disks (FrondMachineSources *self)
{
  g_return_val_if_fail (FROND_IS_MACHINE_SOURCES (self), 0);

  return self->disks->len;
}

gboolean
frond_machine_sources_get_disk (FrondMachineSources *self, guint index, FrondImageFormat *format,
                                guint64 *size, gboolean *shared)
{
  const Disk *disk;

  g_return_val_if_fail (FROND_IS_MACHINE_SOURCES (self), FALSE);
  g_return_val_if_fail (index < self->disks->len, FALSE);

  disk = &g_array_index (self->disks, Disk, index);
  if (size != NULL)
    *size = disk->size;
  if (!disk->filled)
    return FALSE;
  if (format != NULL)
    *format = disk->format;
  if (shared != NULL)
    *shared = disk->shared;
  return TRUE;
}

gboolean
frond_machine_sources_get_slot (FrondMachineSources *self, guint n, const char **name, int *fd)
{
  g_return_val_if_fail (FROND_IS_MACHINE_SOURCES (self), FALSE);

  if (n >= self->slots->len)
    return FALSE;
  *name = g_array_index (self->slots, Slot, n).name;
  *fd = g_array_index (self->slots, Slot, n).fd;
  return TRUE;
}
