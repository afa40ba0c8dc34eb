/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-host-device.h"

FrondHostDevice *
frond_host_device_new (void)
{
  return g_new0 (FrondHostDevice, 1);
}

void
frond_host_device_free (FrondHostDevice *self)
{
  g_free (self->token);
  g_free (self->vendor);
  g_free (self->product);
  g_free (self->id);
  g_free (self->kind);
  g_free (self->sensitive);
  g_free (self->unavailable);
  g_free (self->machine);
  g_free (self);
}
