/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-launch-steps.h"

G_DEFINE_INTERFACE (FrondLaunchSteps, frond_launch_steps, G_TYPE_OBJECT)

static void
frond_launch_steps_default_init (FrondLaunchStepsInterface *iface)
{
}

void
frond_launch_steps_fetch_async (FrondLaunchSteps *self, FrondLaunch *launch, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_LAUNCH_STEPS (self));

  FROND_LAUNCH_STEPS_GET_IFACE (self)->fetch_async (self, launch, cancellable, callback, user_data);
}

gboolean
frond_launch_steps_fetch_finish (FrondLaunchSteps *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_LAUNCH_STEPS (self), FALSE);

  return FROND_LAUNCH_STEPS_GET_IFACE (self)->fetch_finish (self, result, error);
}

void
frond_launch_steps_set_paused (FrondLaunchSteps *self, FrondLaunch *launch, gboolean paused)
{
  g_return_if_fail (FROND_IS_LAUNCH_STEPS (self));

  FROND_LAUNCH_STEPS_GET_IFACE (self)->set_paused (self, launch, paused);
}

void
frond_launch_steps_prepare_async (FrondLaunchSteps *self, FrondLaunch *launch, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_LAUNCH_STEPS (self));

  FROND_LAUNCH_STEPS_GET_IFACE (self)->prepare_async (self, launch, cancellable, callback, user_data);
}

FrondProfile *
frond_launch_steps_prepare_finish (FrondLaunchSteps *self, GAsyncResult *result,
                                   FrondMachineSources **sources, GError **error)
{
  g_return_val_if_fail (FROND_IS_LAUNCH_STEPS (self), NULL);

  return FROND_LAUNCH_STEPS_GET_IFACE (self)->prepare_finish (self, result, sources, error);
}

void
frond_launch_steps_open (FrondLaunchSteps *self, FrondGuest *guest)
{
  g_return_if_fail (FROND_IS_LAUNCH_STEPS (self));

  FROND_LAUNCH_STEPS_GET_IFACE (self)->open (self, guest);
}

void
frond_launch_steps_remember (FrondLaunchSteps *self, FrondGuest *guest, int fd)
{
  g_return_if_fail (FROND_IS_LAUNCH_STEPS (self));

  if (FROND_LAUNCH_STEPS_GET_IFACE (self)->remember != NULL)
    FROND_LAUNCH_STEPS_GET_IFACE (self)->remember (self, guest, fd);
}
