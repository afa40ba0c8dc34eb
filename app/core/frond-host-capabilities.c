/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-host-capabilities.h"

G_DEFINE_BOXED_TYPE (FrondHostCapabilities, frond_host_capabilities, frond_host_capabilities_ref,
                     frond_host_capabilities_unref)

static void
left_out_clear (gpointer data)
{
  FrondLeftOut *left_out = data;

  g_free (left_out->feature);
  g_free (left_out->reason);
}

FrondHostCapabilities *
frond_host_capabilities_new (void)
{
  FrondHostCapabilities *self = g_new0 (FrondHostCapabilities, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->left_out = g_array_new (FALSE, TRUE, sizeof (FrondLeftOut));
  g_array_set_clear_func (self->left_out, left_out_clear);
  return self;
}

FrondHostCapabilities *
frond_host_capabilities_ref (FrondHostCapabilities *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
frond_host_capabilities_unref (FrondHostCapabilities *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->backend_error);
  g_free (self->backend_detail);
  g_free (self->accel_reason);
  g_free (self->accel_detail);
  g_strfreev (self->firmware);
  g_array_unref (self->left_out);
  g_free (self);
}

void
frond_host_capabilities_add_left_out (FrondHostCapabilities *self, const char *feature, const char *reason)
{
  FrondLeftOut left_out = { g_strdup (feature), g_strdup (reason) };

  g_array_append_val (self->left_out, left_out);
}
