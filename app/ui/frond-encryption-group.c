/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-encryption-group.h"

#include "frond-secret.h"

#include <glib/gi18n.h>
#include <string.h>

/* Shorter ones are guessed in no time by who has the disk. */
#define MIN_CHARS 8

struct _FrondEncryptionGroup
{
  AdwPreferencesGroup parent_instance;

  AdwExpanderRow *expander;
  GtkWidget *passphrase;
  GtkWidget *again;
  GtkWidget *remember;
  gboolean valid;
};

G_DEFINE_FINAL_TYPE (FrondEncryptionGroup, frond_encryption_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  PROP_0,
  PROP_VALID,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const char *
text_of (GtkWidget *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* What is wrong with what was typed, or NULL. */
static const char *
problem_words (FrondEncryptionGroup *self)
{
  const char *text = text_of (self->passphrase);

  if (g_utf8_strlen (text, -1) < MIN_CHARS)
    return _ ("Use a passphrase of at least 8 characters.");
  if (strlen (text) > FROND_SECRET_MAX)
    return _ ("The passphrase is too long.");
  if (strcmp (text, text_of (self->again)) != 0)
    return _ ("The two passphrases differ.");
  return NULL;
}

static void
update (FrondEncryptionGroup *self)
{
  gboolean active = adw_expander_row_get_enable_expansion (self->expander);
  const char *problem = active ? problem_words (self) : NULL;
  gboolean valid = problem == NULL;
  gboolean differs = active && *text_of (self->again) != '\0' &&
                     strcmp (text_of (self->passphrase), text_of (self->again)) != 0;

  if (differs)
    gtk_widget_add_css_class (self->again, "error");
  else
    gtk_widget_remove_css_class (self->again, "error");
  adw_expander_row_set_subtitle (
      self->expander,
      problem != NULL && *text_of (self->passphrase) != '\0'
          ? problem
          : _ ("Only its passphrase opens it. If that is lost, so is everything on the disk."));
  if (self->valid == valid)
    return;
  self->valid = valid;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALID]);
}

/* Its text is in memory that is not swapped; a history of it would not be. */
static GtkWidget *
add_password (FrondEncryptionGroup *self, const char *title)
{
  GtkWidget *row = adw_password_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_enable_undo (GTK_EDITABLE (row), FALSE);
  /* The toolkit cuts it off where texts are large, and never wraps it. */
  gtk_widget_set_tooltip_text (row, title);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (update), self);
  adw_expander_row_add_row (self->expander, row);
  return row;
}

static void
frond_encryption_group_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_VALID)
    g_value_set_boolean (value, FROND_ENCRYPTION_GROUP (object)->valid);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
frond_encryption_group_class_init (FrondEncryptionGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = frond_encryption_group_get_property;
  properties[PROP_VALID] =
      g_param_spec_boolean ("valid", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
frond_encryption_group_init (FrondEncryptionGroup *self)
{
  self->valid = TRUE;
  self->expander = ADW_EXPANDER_ROW (adw_expander_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->expander), _ ("Encrypt the Disk"));
  adw_expander_row_set_show_enable_switch (self->expander, TRUE);
  adw_expander_row_set_enable_expansion (self->expander, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->expander));

  self->passphrase = add_password (self, _ ("Passphrase"));
  self->again = add_password (self, _ ("Confirm Passphrase"));
  self->remember = adw_switch_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->remember), _ ("Remember on This Computer"));
  adw_switch_row_set_active (ADW_SWITCH_ROW (self->remember), TRUE);
  adw_expander_row_add_row (self->expander, self->remember);
  g_signal_connect_swapped (self->expander, "notify::enable-expansion", G_CALLBACK (update), self);
  update (self);
}

gboolean
frond_encryption_group_get_valid (FrondEncryptionGroup *self)
{
  g_return_val_if_fail (FROND_IS_ENCRYPTION_GROUP (self), FALSE);

  return self->valid;
}

void
frond_encryption_group_set_for_change (FrondEncryptionGroup *self)
{
  g_return_if_fail (FROND_IS_ENCRYPTION_GROUP (self));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->expander), _ ("New Passphrase"));
  adw_expander_row_set_enable_expansion (self->expander, TRUE);
  adw_expander_row_set_expanded (self->expander, TRUE);
  adw_expander_row_set_show_enable_switch (self->expander, FALSE);
}

int
frond_encryption_group_seal (FrondEncryptionGroup *self, GError **error)
{
  g_return_val_if_fail (FROND_IS_ENCRYPTION_GROUP (self), -1);

  if (!adw_expander_row_get_enable_expansion (self->expander))
    return -1;
  return frond_secret_seal (text_of (self->passphrase), error);
}

gboolean
frond_encryption_group_get_remember (FrondEncryptionGroup *self)
{
  g_return_val_if_fail (FROND_IS_ENCRYPTION_GROUP (self), FALSE);

  return adw_switch_row_get_active (ADW_SWITCH_ROW (self->remember));
}
