/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-launch.h"

G_BEGIN_DECLS

#define FROND_TYPE_LAUNCH_STEPS (frond_launch_steps_get_type ())
G_DECLARE_INTERFACE (FrondLaunchSteps, frond_launch_steps, FROND, LAUNCH_STEPS, GObject)

/* What a launch needs and core does not know: downloads, media and windows. */
struct _FrondLaunchStepsInterface
{
  GTypeInterface parent_iface;

  void (*fetch_async) (FrondLaunchSteps *self, FrondLaunch *launch, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*fetch_finish) (FrondLaunchSteps *self, GAsyncResult *result, GError **error);
  void (*set_paused) (FrondLaunchSteps *self, FrondLaunch *launch, gboolean paused);
  void (*prepare_async) (FrondLaunchSteps *self, FrondLaunch *launch, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  FrondProfile *(*prepare_finish) (FrondLaunchSteps *self, GAsyncResult *result,
                                   FrondMachineSources **sources, GError **error);
  void (*open) (FrondLaunchSteps *self, FrondGuest *guest);
  void (*remember) (FrondLaunchSteps *self, FrondGuest *guest, int fd); /* may be NULL */
};

/* Gets the file of the launch's entry, and checks it. Tells of it by frond_launch_report(). Cancelled or not: what it
 * has received is kept. */
void frond_launch_steps_fetch_async (FrondLaunchSteps *self, FrondLaunch *launch, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_launch_steps_fetch_finish (FrondLaunchSteps *self, GAsyncResult *result, GError **error);

/* While it is being fetched. */
void frond_launch_steps_set_paused (FrondLaunchSteps *self, FrondLaunch *launch, gboolean paused);

/* The profile of the machine, and what it is made from: (transfer full), SOURCES may become NULL. */
void frond_launch_steps_prepare_async (FrondLaunchSteps *self, FrondLaunch *launch, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
FrondProfile *frond_launch_steps_prepare_finish (FrondLaunchSteps *self, GAsyncResult *result,
                                                 FrondMachineSources **sources, GError **error);

/* Starts the machine and shows its window. */
void frond_launch_steps_open (FrondLaunchSteps *self, FrondGuest *guest);

/* The keyring shall know the passphrase behind FD (borrowed) of GUEST. */
void frond_launch_steps_remember (FrondLaunchSteps *self, FrondGuest *guest, int fd);

G_END_DECLS
