/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-sharing-group.h"

#include "frond-profile.h"

struct _FrondSharingGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template widgets */
  AdwSwitchRow *sound_row;
  AdwSwitchRow *microphone_row;

  /* Owned */
  FrondProfile *profile;
  gboolean filling;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrondSharingGroup, frond_sharing_group, ADW_TYPE_PREFERENCES_GROUP)

static void
switch_changed_cb (FrondSharingGroup *self)
{
  if (self->profile == NULL || self->filling)
    return;

  g_object_set (self->profile, "sound", adw_switch_row_get_active (self->sound_row), "microphone",
                adw_switch_row_get_active (self->microphone_row), NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
frond_sharing_group_dispose (GObject *object)
{
  FrondSharingGroup *self = FROND_SHARING_GROUP (object);

  g_clear_object (&self->profile);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_SHARING_GROUP);
  G_OBJECT_CLASS (frond_sharing_group_parent_class)->dispose (object);
}

static void
frond_sharing_group_class_init (FrondSharingGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_sharing_group_dispose;

  signals[CHANGED] = g_signal_new ("changed", FROND_TYPE_SHARING_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-sharing-group.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondSharingGroup, sound_row);
  gtk_widget_class_bind_template_child (widget_class, FrondSharingGroup, microphone_row);
  gtk_widget_class_bind_template_callback (widget_class, switch_changed_cb);
}

static void
frond_sharing_group_init (FrondSharingGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
frond_sharing_group_new (void)
{
  return g_object_new (FROND_TYPE_SHARING_GROUP, NULL);
}

void
frond_sharing_group_set_profile (FrondSharingGroup *self, FrondProfile *profile)
{
  g_return_if_fail (FROND_IS_SHARING_GROUP (self));
  g_return_if_fail (FROND_IS_PROFILE (profile));

  self->filling = TRUE;
  g_set_object (&self->profile, profile);
  adw_switch_row_set_active (self->sound_row, frond_profile_get_sound (profile));
  adw_switch_row_set_active (self->microphone_row, frond_profile_get_microphone (profile));
  self->filling = FALSE;
}
