/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A device of the computer that a machine on its service could have. Words are the contract's tokens, or made harmless by
 * the helper. */
typedef struct
{
  char *token; /* for attach and detach; good for this life of the helper */
  gboolean pci;
  char *vendor;
  char *product;
  char *id;          /* "vvvv:pppp" */
  char *kind;        /* "input", "storage", "display"… */
  char *sensitive;   /* "": the computer does not rely on it */
  char *unavailable; /* "": it can be attached */
  char *machine;     /* uuid of the person's machine that has it, or "" */
  guint group;       /* PCI: devices of one group go together */
} FrondHostDevice;

FrondHostDevice *frond_host_device_new (void);
void frond_host_device_free (FrondHostDevice *self);

G_END_DECLS
