/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-sharing-group.h"

#include "frond-combo-words.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

struct _FrondSharingGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template widgets */
  AdwComboRow *clipboard_row;
  AdwSwitchRow *selection_row;
  AdwActionRow *agent_row;
  AdwSwitchRow *sound_row;
  AdwSwitchRow *microphone_row;

  FrondLibrary *library;
  FrondGuest *guest;
  FrondSession *session;
  gboolean filling; /* the choices come from the profile, not from a person */
};

G_DEFINE_FINAL_TYPE (FrondSharingGroup, frond_sharing_group, ADW_TYPE_PREFERENCES_GROUP)

static const char *
policy_words (FrondClipboardPolicy policy)
{
  switch (policy)
    {
    case FROND_CLIPBOARD_IN:
      return _ ("What you copy on this computer can be pasted in the machine");
    case FROND_CLIPBOARD_OUT:
      return _ ("What is copied in the machine can be pasted on this computer");
    case FROND_CLIPBOARD_BOTH:
      return _ (
          "What is copied on one side can be pasted on the other, while the machine’s window is in use");
    case FROND_CLIPBOARD_OFF:
    default:
      return _ ("The machine and this computer copy and paste apart from each other");
    }
}

static gboolean
is_linux (FrondSharingGroup *self)
{
  return self->guest != NULL &&
         frond_profile_get_os_family (frond_guest_get_profile (self->guest)) == FROND_OS_LINUX;
}

static void
fill (FrondSharingGroup *self)
{
  FrondProfile *profile = frond_guest_get_profile (self->guest);
  FrondClipboardPolicy policy = frond_profile_get_clipboard (profile);

  self->filling = TRUE;
  adw_combo_row_set_selected (self->clipboard_row, policy);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->clipboard_row), policy_words (policy));
  adw_switch_row_set_active (self->selection_row, frond_profile_get_share_selection (profile));
  gtk_widget_set_visible (GTK_WIDGET (self->selection_row), is_linux (self) && policy != FROND_CLIPBOARD_OFF);
  adw_switch_row_set_active (self->sound_row, frond_profile_get_sound (profile));
  adw_switch_row_set_active (self->microphone_row, frond_profile_get_microphone (profile));
  self->filling = FALSE;
}

static void
changed_cb (FrondSharingGroup *self)
{
  if (self->guest == NULL || self->filling)
    return;

  g_object_set (frond_guest_get_profile (self->guest), "clipboard",
                adw_combo_row_get_selected (self->clipboard_row), "share-selection",
                adw_switch_row_get_active (self->selection_row), "sound",
                adw_switch_row_get_active (self->sound_row), "microphone",
                adw_switch_row_get_active (self->microphone_row), NULL);
  frond_library_touch (self->library, self->guest);
}

/* An agent that is there may still not see everything: that of Linux looks at the X11 side of a Wayland session. */
static void
update_agent (FrondSharingGroup *self)
{
  gboolean connected =
      self->session != NULL && frond_session_get_state (self->session) == FROND_SESSION_CONNECTED;
  gboolean agent = connected && frond_session_get_agent_connected (self->session);

  gtk_widget_set_visible (GTK_WIDGET (self->agent_row), connected && (!agent || is_linux (self)));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->agent_row),
                                 agent ? _ ("Wayland Desktops") : _ ("No SPICE Agent in the Machine"));
  if (agent)
    adw_action_row_set_subtitle (self->agent_row,
                                 _ ("If the machine’s desktop uses Wayland, its agent may miss what some "
                                    "applications copy and paste. Use Type Clipboard for those."));
  else if (is_linux (self))
    adw_action_row_set_subtitle (self->agent_row, _ ("Install spice-vdagent in the machine to share the "
                                                     "clipboard. Until then, use Type Clipboard."));
  else
    adw_action_row_set_subtitle (self->agent_row, _ ("Install the SPICE guest tools in the machine to share "
                                                     "the clipboard. Until then, use Type Clipboard."));
}

static void
frond_sharing_group_dispose (GObject *object)
{
  FrondSharingGroup *self = FROND_SHARING_GROUP (object);

  frond_sharing_group_set_session (self, NULL);
  g_clear_object (&self->library);
  g_clear_object (&self->guest);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_SHARING_GROUP);
  G_OBJECT_CLASS (frond_sharing_group_parent_class)->dispose (object);
}

static void
frond_sharing_group_class_init (FrondSharingGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_sharing_group_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-sharing-group.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondSharingGroup, clipboard_row);
  gtk_widget_class_bind_template_child (widget_class, FrondSharingGroup, agent_row);
  gtk_widget_class_bind_template_child (widget_class, FrondSharingGroup, selection_row);
  gtk_widget_class_bind_template_child (widget_class, FrondSharingGroup, sound_row);
  gtk_widget_class_bind_template_child (widget_class, FrondSharingGroup, microphone_row);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
frond_sharing_group_init (FrondSharingGroup *self)
{
  /* In the order of FrondClipboardPolicy. */
  const char *const policies[] = {
    /* Translators: which way the clipboard is shared: not at all */
    C_ ("clipboard", "Off"),
    /* Translators: which way the clipboard is shared */
    C_ ("clipboard", "To the Machine"),
    /* Translators: which way the clipboard is shared */
    C_ ("clipboard", "From the Machine"),
    /* Translators: which way the clipboard is shared */
    C_ ("clipboard", "Both Ways"),
    NULL,
  };
  g_autoptr (GtkStringList) names = gtk_string_list_new (policies);

  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_model (self->clipboard_row, G_LIST_MODEL (names));
  frond_combo_words_set_up (self->clipboard_row);
}

GtkWidget *
frond_sharing_group_new (void)
{
  return g_object_new (FROND_TYPE_SHARING_GROUP, NULL);
}

void
frond_sharing_group_set_guest (FrondSharingGroup *self, FrondLibrary *library, FrondGuest *guest)
{
  g_return_if_fail (FROND_IS_SHARING_GROUP (self));
  g_return_if_fail (self->guest == NULL);

  self->library = g_object_ref (library);
  self->guest = g_object_ref (guest);
  for (const char *const *signal =
           (const char *const[]) { "notify::clipboard", "notify::share-selection", "notify::sound",
                                   "notify::microphone", "notify::os-family", NULL };
       *signal != NULL; signal++)
    g_signal_connect_object (frond_guest_get_profile (guest), *signal, G_CALLBACK (fill), self,
                             G_CONNECT_SWAPPED);
  fill (self);
}

void
frond_sharing_group_set_session (FrondSharingGroup *self, FrondSession *session)
{
  g_return_if_fail (FROND_IS_SHARING_GROUP (self));

  if (self->session == session)
    return;
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session == NULL)
    return;

  g_signal_connect_object (session, "notify::state", G_CALLBACK (update_agent), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::agent-connected", G_CALLBACK (update_agent), self,
                           G_CONNECT_SWAPPED);
  update_agent (self);
}
