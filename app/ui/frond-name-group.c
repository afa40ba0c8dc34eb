/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-name-group.h"

#include "frond-profile.h"

#include <glib/gi18n.h>

#define MAX_NAME_CHARS 64

struct _FrondNameGroup
{
  AdwPreferencesGroup parent_instance;

  GtkWidget *row;
  GtkWidget *problem;
  gboolean valid;
};

G_DEFINE_FINAL_TYPE (FrondNameGroup, frond_name_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  PROP_0,
  PROP_TEXT,
  PROP_VALID,
  N_PROPS
};

enum
{
  APPLY,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static const char *
problem_words (const char *name)
{
  if (*name == '\0')
    return _ ("Give the machine a name.");
  if (g_utf8_strlen (name, -1) > MAX_NAME_CHARS)
    return _ ("The name is too long: 64 characters at most.");
  if (g_unichar_isspace (g_utf8_get_char (name)) ||
      g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (name + strlen (name)))))
    return _ ("The name must not start or end with a space.");
  if (*name == '-' || *name == '.')
    return _ ("The name must not start with “-” or “.”.");

  return _ ("The name has a character that cannot be used.");
}

static void
validate (FrondNameGroup *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->row));
  gboolean valid = frond_profile_name_is_valid (name, NULL);

  gtk_label_set_label (GTK_LABEL (self->problem), valid ? "" : problem_words (name));
  gtk_widget_set_visible (self->problem, !valid);
  if (valid)
    gtk_widget_remove_css_class (self->row, "error");
  else
    gtk_widget_add_css_class (self->row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_STATE_INVALID,
                               valid ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);

  if (self->valid != valid)
    {
      self->valid = valid;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALID]);
    }
}

static void
changed_cb (FrondNameGroup *self)
{
  validate (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
entry_activated_cb (FrondNameGroup *self)
{
  if (self->valid)
    g_signal_emit (self, signals[APPLY], 0);
}

static void
frond_name_group_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondNameGroup *self = FROND_NAME_GROUP (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, frond_name_group_get_text (self));
      break;
    case PROP_VALID:
      g_value_set_boolean (value, self->valid);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_name_group_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  FrondNameGroup *self = FROND_NAME_GROUP (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      frond_name_group_set_text (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_name_group_class_init (FrondNameGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = frond_name_group_get_property;
  object_class->set_property = frond_name_group_set_property;

  properties[PROP_TEXT] =
      g_param_spec_string ("text", NULL, NULL, "",
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_VALID] =
      g_param_spec_boolean ("valid", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[APPLY] = g_signal_new ("apply", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
frond_name_group_init (FrondNameGroup *self)
{
  self->row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), _ ("Name"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (self->row), TRUE);
  g_signal_connect_object (self->row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->row, "entry-activated", G_CALLBACK (entry_activated_cb), self,
                           G_CONNECT_SWAPPED);

  self->problem = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_widget_add_css_class (self->problem, "name-problem");
  gtk_widget_add_css_class (self->problem, "error");
  gtk_widget_add_css_class (self->problem, "caption");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE,
                                  self->problem, NULL, -1);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->problem);
  validate (self);
}

GtkWidget *
frond_name_group_new (void)
{
  return g_object_new (FROND_TYPE_NAME_GROUP, NULL);
}

const char *
frond_name_group_get_text (FrondNameGroup *self)
{
  g_return_val_if_fail (FROND_IS_NAME_GROUP (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->row));
}

void
frond_name_group_set_text (FrondNameGroup *self, const char *text)
{
  g_return_if_fail (FROND_IS_NAME_GROUP (self));

  if (g_strcmp0 (text, frond_name_group_get_text (self)) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->row), text != NULL ? text : "");
}

gboolean
frond_name_group_get_valid (FrondNameGroup *self)
{
  g_return_val_if_fail (FROND_IS_NAME_GROUP (self), FALSE);

  return self->valid;
}

void
frond_name_group_select (FrondNameGroup *self)
{
  g_return_if_fail (FROND_IS_NAME_GROUP (self));

  gtk_widget_grab_focus (self->row);
  gtk_editable_select_region (GTK_EDITABLE (self->row), 0, -1);
}
