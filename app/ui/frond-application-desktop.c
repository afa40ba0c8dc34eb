/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-application-private.h"

#include <glib/gi18n.h>

/* Machines that outlive the login are no reason against logging out. */
static void
update_inhibitor (FrondApplication *self)
{
  g_autofree char *of_the_login = frond_guests_watch_dup_words (self->guests_watch, TRUE);
  g_autofree char *all = frond_guests_watch_dup_words (self->guests_watch, FALSE);
  gboolean awake = all != NULL && frond_settings_get_keep_awake (self->settings);

  frond_inhibitor_set (self->inhibitor, "machines", of_the_login != NULL ? GTK_APPLICATION_INHIBIT_LOGOUT : 0,
                       of_the_login);
  frond_inhibitor_set (self->inhibitor, "machines-awake", awake ? GTK_APPLICATION_INHIBIT_SUSPEND : 0, all);
  frond_inhibitor_set (self->inhibitor, "making",
                       frond_guests_watch_get_n_made (self->guests_watch) > 0
                           ? GTK_APPLICATION_INHIBIT_LOGOUT | GTK_APPLICATION_INHIBIT_SUSPEND
                           : 0,
                       _ ("A machine is being made"));
}

void
_frond_application_setup_desktop (FrondApplication *self)
{
  GtkApplication *application = GTK_APPLICATION (self);

  self->guests_watch = frond_guests_watch_new (self->library);
  self->notifier = frond_guest_notifier_new (application, self->guests_watch, self->launcher);
  self->background = frond_background_new (application, self->guests_watch);
  frond_settings_bind_background (self->settings, G_OBJECT (self->background), "wanted");
  g_signal_connect_object (self->guests_watch, "changed", G_CALLBACK (update_inhibitor), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "keep-awake-changed", G_CALLBACK (update_inhibitor), self,
                           G_CONNECT_SWAPPED);
  update_inhibitor (self);
}

FrondInhibitor *
frond_application_get_inhibitor (FrondApplication *self)
{
  g_return_val_if_fail (FROND_IS_APPLICATION (self), NULL);

  return self->inhibitor;
}

FrondBackground *
frond_application_get_background (FrondApplication *self)
{
  g_return_val_if_fail (FROND_IS_APPLICATION (self), NULL);

  return self->background;
}

FrondGuestNotifier *
frond_application_get_notifier (FrondApplication *self)
{
  g_return_val_if_fail (FROND_IS_APPLICATION (self), NULL);

  return self->notifier;
}
