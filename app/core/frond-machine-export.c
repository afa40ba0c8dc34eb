/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-machine-export.h"

#include <glib/gstdio.h>

struct _FrondMachineExport
{
  GObject parent_instance;

  GArray *disks;    /* FrondExportedDisk */
  int variables[2]; /* by whether they are the secure firmware's */
};

G_DEFINE_FINAL_TYPE (FrondMachineExport, frond_machine_export, G_TYPE_OBJECT)

static void
disk_clear (gpointer data)
{
  FrondExportedDisk *disk = data;

  g_clear_fd (&disk->fd, NULL);
}

static void
frond_machine_export_finalize (GObject *object)
{
  FrondMachineExport *self = FROND_MACHINE_EXPORT (object);

  g_array_unref (self->disks);
  g_clear_fd (&self->variables[FALSE], NULL);
  g_clear_fd (&self->variables[TRUE], NULL);
  G_OBJECT_CLASS (frond_machine_export_parent_class)->finalize (object);
}

static void
frond_machine_export_class_init (FrondMachineExportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_machine_export_finalize;
}

static void
frond_machine_export_init (FrondMachineExport *self)
{
  self->disks = g_array_new (FALSE, TRUE, sizeof (FrondExportedDisk));
  g_array_set_clear_func (self->disks, disk_clear);
  self->variables[FALSE] = self->variables[TRUE] = -1;
}

FrondMachineExport *
frond_machine_export_new (void)
{
  return g_object_new (FROND_TYPE_MACHINE_EXPORT, NULL);
}

void
frond_machine_export_add_disk (FrondMachineExport *self, const FrondExportedDisk *disk)
{
  g_return_if_fail (FROND_IS_MACHINE_EXPORT (self));
  g_return_if_fail (disk->fd >= 0);

  g_array_append_vals (self->disks, disk, 1);
}

guint
frond_machine_export_get_n_disks (FrondMachineExport *self)
{
  g_return_val_if_fail (FROND_IS_MACHINE_EXPORT (self), 0);

  return self->disks->len;
}

const FrondExportedDisk *
frond_machine_export_get_disk (FrondMachineExport *self, guint index)
{
  g_return_val_if_fail (FROND_IS_MACHINE_EXPORT (self), NULL);
  g_return_val_if_fail (index < self->disks->len, NULL);

  return &g_array_index (self->disks, FrondExportedDisk, index);
}

void
frond_machine_export_set_variables (FrondMachineExport *self, gboolean secure, int fd)
{
  g_return_if_fail (FROND_IS_MACHINE_EXPORT (self));
  g_return_if_fail (fd >= 0);

  g_clear_fd (&self->variables[secure != FALSE], NULL);
  self->variables[secure != FALSE] = fd;
}

int
frond_machine_export_get_variables (FrondMachineExport *self, gboolean secure)
{
  g_return_val_if_fail (FROND_IS_MACHINE_EXPORT (self), -1);

  return self->variables[secure != FALSE];
}
