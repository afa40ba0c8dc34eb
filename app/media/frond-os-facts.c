/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-os-facts.h"

FrondOsFacts *
frond_os_facts_new (void)
{
  FrondOsFacts *self = g_new0 (FrondOsFacts, 1);

  self->id = g_strdup ("");
  self->name = g_strdup ("");
  self->kernel = g_strdup ("");
  self->initrd = g_strdup ("");
  self->mirror = g_strdup ("");
  self->family = FROND_OS_OTHER;
  return self;
}

void
frond_os_facts_free (FrondOsFacts *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->kernel);
  g_free (self->initrd);
  g_free (self->mirror);
  g_free (self);
}
