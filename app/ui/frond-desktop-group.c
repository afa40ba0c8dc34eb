/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-desktop-group.h"

#include "frond-catalogue-words.h"
#include "frond-combo-words.h"
#include "frond-desktops.h"
#include "frond-host-capabilities.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

struct _FrondDesktopGroup
{
  AdwPreferencesGroup parent_instance;

  AdwComboRow *row;

  FrondProfile *profile;
  FrondHostCapabilities *capabilities; /* or NULL */
  GArray *desktops;                    /* of FrondDesktop, as in the row */
  guint64 memory;                      /* what a person or the system wants without any desktop */
  guint64 disk;
  guint64 raised_memory; /* what the last choice has made of them */
  guint64 raised_disk;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (FrondDesktopGroup, frond_desktop_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
explain (FrondDesktopGroup *self)
{
  FrondDesktopNeeds needs;
  g_autofree char *size = NULL;
  g_autofree char *words = NULL;

  frond_desktops_can (frond_profile_get_os_id (self->profile), frond_profile_get_desktop (self->profile),
                      &needs);
  if (needs.download > 0)
    {
      size = frond_catalogue_words_size (needs.download);
      /* Translators: %s is an amount, like “950 MB” */
      words = g_strdup_printf (_ ("The machine downloads about %s more and installs it at its first start. "
                                  "This takes some minutes, "
                                  "and a network."),
                               size);
    }
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->row),
                               words != NULL ? words : _ ("A console, ready in seconds"));
}

/* What a person has set by hand since the last choice is theirs; what the choice has raised goes back. */
static void
choose (FrondDesktopGroup *self, FrondDesktop desktop)
{
  guint64 memory = frond_profile_get_memory (self->profile);
  guint64 disk = frond_profile_get_disk_size (self->profile);

  self->memory = memory == self->raised_memory ? self->memory : memory;
  self->disk = disk == self->raised_disk ? self->disk : disk;
  frond_profile_set_memory (self->profile, self->memory);
  frond_profile_set_disk_size (self->profile, self->disk);
  g_object_set (self->profile, "desktop", desktop, NULL);
  frond_desktops_fit (self->profile, self->capabilities);
  self->raised_memory = frond_profile_get_memory (self->profile);
  self->raised_disk = frond_profile_get_disk_size (self->profile);
}

static void
selected_cb (FrondDesktopGroup *self)
{
  guint selected = adw_combo_row_get_selected (self->row);

  if (self->filling || self->profile == NULL || selected >= self->desktops->len)
    return;

  choose (self, g_array_index (self->desktops, FrondDesktop, selected));
  explain (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
fill (FrondDesktopGroup *self)
{
  const char *os_id = frond_profile_get_os_id (self->profile);
  FrondDesktop wanted = frond_profile_get_desktop (self->profile);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  g_array_set_size (self->desktops, 0);
  for (FrondDesktop desktop = FROND_DESKTOP_NONE; desktop <= FROND_DESKTOP_XFCE; desktop++)
    {
      if (!frond_desktops_can (os_id, desktop, NULL))
        continue;
      if (desktop == wanted)
        selected = self->desktops->len;
      g_array_append_val (self->desktops, desktop);
      gtk_string_list_append (names, desktop == FROND_DESKTOP_NONE
                                         /* Translators: no desktop, such as GNOME or Xfce */
                                         ? C_ ("desktop", "None")
                                         : frond_desktops_get_name (desktop));
    }

  self->filling = TRUE;
  adw_combo_row_set_model (self->row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->row, selected);
  self->filling = FALSE;
}

void
frond_desktop_group_set_profile (FrondDesktopGroup *self, FrondProfile *profile,
                                 FrondHostCapabilities *capabilities)
{
  g_return_if_fail (FROND_IS_DESKTOP_GROUP (self));
  g_return_if_fail (FROND_IS_PROFILE (profile));

  g_set_object (&self->profile, profile);
  g_clear_pointer (&self->capabilities, frond_host_capabilities_unref);
  self->capabilities = capabilities != NULL ? frond_host_capabilities_ref (capabilities) : NULL;
  self->memory = self->raised_memory = frond_profile_get_memory (profile);
  self->disk = self->raised_disk = frond_profile_get_disk_size (profile);
  fill (self);
  explain (self);
  gtk_widget_set_visible (GTK_WIDGET (self), self->desktops->len > 1);
}

static void
frond_desktop_group_finalize (GObject *object)
{
  FrondDesktopGroup *self = FROND_DESKTOP_GROUP (object);

  g_clear_object (&self->profile);
  g_clear_pointer (&self->capabilities, frond_host_capabilities_unref);
  g_array_unref (self->desktops);
  G_OBJECT_CLASS (frond_desktop_group_parent_class)->finalize (object);
}

static void
frond_desktop_group_class_init (FrondDesktopGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_desktop_group_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
frond_desktop_group_init (FrondDesktopGroup *self)
{
  self->desktops = g_array_new (FALSE, FALSE, sizeof (FrondDesktop));
  self->row = ADW_COMBO_ROW (adw_combo_row_new ());
  /* Translators: a desktop environment, such as GNOME or Xfce */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), _ ("Desktop"));
  frond_combo_words_set_up (self->row);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->row), 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->row));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_connect_object (self->row, "notify::selected", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
frond_desktop_group_new (void)
{
  return g_object_new (FROND_TYPE_DESKTOP_GROUP, NULL);
}
