/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-network-row.h"

#include "frond-combo-words.h"
#include "frond-host-network.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

/* Beside the classes of a profile: no card. */
#define NONE "none"

struct _FrondNetworkRow
{
  AdwComboRow parent_instance;

  FrondProfile *profile;
  GPtrArray *choices; /* of FrondHostNetwork, in the order of the words */
  GCancellable *cancellable;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (FrondNetworkRow, frond_network_row, ADW_TYPE_COMBO_ROW)

static guint changed_signal;

static void
selected_cb (FrondNetworkRow *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));
  const FrondHostNetwork *choice;
  gboolean none;

  if (self->filling || self->profile == NULL || selected >= self->choices->len)
    return;

  choice = g_ptr_array_index (self->choices, selected);
  none = g_str_equal (choice->nic_class, NONE);
  g_object_set (self->profile, "network", !none, "network-class", none ? "user" : choice->nic_class,
                "network-token", choice->token, NULL);
  g_signal_emit (self, changed_signal, 0);
}

static char *
dup_words (const FrondHostNetwork *choice)
{
  if (g_str_equal (choice->nic_class, "nat"))
    /* Translators: a network that only exists on this computer (NAT) */
    return g_strdup (C_ ("network", "Of This Computer (NAT)"));
  if (g_str_equal (choice->nic_class, NONE))
    /* Translators: a machine has no network card */
    return g_strdup (C_ ("network", "None"));
  if (!g_str_equal (choice->nic_class, "bridge"))
    /* Translators: how a machine reaches the network: as the programs of this computer do */
    return g_strdup (C_ ("network", "Shared"));
  if (choice->name[0] == '\0')
    /* Translators: a machine that is in the network as a computer of its own */
    return g_strdup (C_ ("network", "Bridged"));
  /* Translators: %s is the name of a bridge, a network of this computer that machines join as computers of their own */
  return g_strdup_printf (C_ ("network", "Bridged (%s)"), choice->name);
}

static gboolean
is_chosen (FrondNetworkRow *self, const FrondHostNetwork *choice)
{
  if (!frond_profile_get_network (self->profile))
    return g_str_equal (choice->nic_class, NONE);
  return g_str_equal (choice->nic_class, frond_profile_get_network_class (self->profile)) &&
         g_str_equal (choice->token, frond_profile_get_network_token (self->profile));
}

static void
add (FrondNetworkRow *self, const char *nic_class, const char *token, const char *name)
{
  g_ptr_array_add (self->choices, frond_host_network_new (nic_class, token, name));
}

/* What the machine has is a choice also where it is not offered any more. */
static void
add_own (FrondNetworkRow *self)
{
  for (guint i = 0; i < self->choices->len; i++)
    if (is_chosen (self, g_ptr_array_index (self->choices, i)))
      return;
  add (self, frond_profile_get_network_class (self->profile), frond_profile_get_network_token (self->profile),
       "");
}

/* NETWORKS are the host's; NULL: they are not known. */
static void
fill (FrondNetworkRow *self, GPtrArray *networks)
{
  g_autoptr (GtkStringList) model = gtk_string_list_new (NULL);
  guint selected = 0;

  self->filling = TRUE;
  g_ptr_array_set_size (self->choices, 0);
  add (self, "user", "", "");
  for (guint i = 0; networks != NULL && i < networks->len; i++)
    {
      const FrondHostNetwork *network = g_ptr_array_index (networks, i);

      add (self, network->nic_class, network->token, network->name);
    }
  add (self, NONE, "", "");
  add_own (self);
  for (guint i = 0; i < self->choices->len; i++)
    {
      g_autofree char *words = dup_words (g_ptr_array_index (self->choices, i));

      gtk_string_list_append (model, words);
      if (is_chosen (self, g_ptr_array_index (self->choices, i)))
        selected = i;
    }
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (model));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), selected);
  self->filling = FALSE;
}

static gboolean
has_class (GPtrArray *networks, const char *nic_class)
{
  for (guint i = 0; i < networks->len; i++)
    if (g_str_equal (((FrondHostNetwork *) g_ptr_array_index (networks, i))->nic_class, nic_class))
      return TRUE;
  return FALSE;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondNetworkRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) networks =
      frond_machine_host_list_networks_finish (FROND_MACHINE_HOST (source), result, &error);
  const char *why = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (networks == NULL)
    {
      g_message ("The networks of this computer: %s", error->message);
      why = _ ("The networks of this computer are not known just now");
    }
  else if (!has_class (networks, "bridge"))
    why = _ ("Bridged is not possible: the administrator of this computer has set up no bridge");
  fill (self, networks);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), why != NULL ? why : "");
}

static void
frond_network_row_dispose (GObject *object)
{
  FrondNetworkRow *self = FROND_NETWORK_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->profile);
  G_OBJECT_CLASS (frond_network_row_parent_class)->dispose (object);
}

static void
frond_network_row_finalize (GObject *object)
{
  FrondNetworkRow *self = FROND_NETWORK_ROW (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  G_OBJECT_CLASS (frond_network_row_parent_class)->finalize (object);
}

static void
frond_network_row_class_init (FrondNetworkRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = frond_network_row_dispose;
  object_class->finalize = frond_network_row_finalize;
  changed_signal = g_signal_new ("changed", FROND_TYPE_NETWORK_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
frond_network_row_init (FrondNetworkRow *self)
{
  self->choices = g_ptr_array_new_with_free_func ((GDestroyNotify) frond_host_network_free);
  self->cancellable = g_cancellable_new ();
  frond_combo_words_set_up (ADW_COMBO_ROW (self));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Network"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 3);
  g_signal_connect (self, "notify::selected", G_CALLBACK (selected_cb), NULL);
}

void
frond_network_row_set_profile (FrondNetworkRow *self, FrondProfile *profile, FrondMachineHost *host)
{
  g_return_if_fail (FROND_IS_NETWORK_ROW (self) && FROND_IS_PROFILE (profile));

  g_set_object (&self->profile, profile);
  fill (self, NULL);
  if (frond_machine_host_get_mode (host) == FROND_HOST_MODE_SYSTEM)
    frond_machine_host_list_networks_async (host, self->cancellable, listed_cb, g_object_ref (self));
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self),
                                 _ ("Other networks are for machines on this computer’s service"));
}
