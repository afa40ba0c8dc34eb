/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-clipboard-group.h"

#include "frond-combo-words.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

struct _FrondClipboardGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template widgets */
  AdwComboRow *clipboard_row;
  AdwActionRow *agent_row;

  FrondLibrary *library;
  FrondGuest *guest;
  FrondSession *session;
  gboolean filling; /* the choice comes from the profile, not from a person */
};

G_DEFINE_FINAL_TYPE (FrondClipboardGroup, frond_clipboard_group, ADW_TYPE_PREFERENCES_GROUP)

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

static void
fill (FrondClipboardGroup *self)
{
  FrondClipboardPolicy policy = frond_profile_get_clipboard (frond_guest_get_profile (self->guest));

  self->filling = TRUE;
  adw_combo_row_set_selected (self->clipboard_row, policy);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->clipboard_row), policy_words (policy));
  self->filling = FALSE;
}

static void
clipboard_changed_cb (FrondClipboardGroup *self)
{
  if (self->guest == NULL || self->filling)
    return;

  g_object_set (frond_guest_get_profile (self->guest), "clipboard",
                adw_combo_row_get_selected (self->clipboard_row), NULL);
  frond_library_touch (self->library, self->guest);
}

static gboolean
is_linux (FrondClipboardGroup *self)
{
  return self->guest != NULL &&
         frond_profile_get_os_family (frond_guest_get_profile (self->guest)) == FROND_OS_LINUX;
}

/* An agent that is there may still not see everything: that of Linux looks at the X11 side of a Wayland session. */
static void
update_agent (FrondClipboardGroup *self)
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
frond_clipboard_group_dispose (GObject *object)
{
  FrondClipboardGroup *self = FROND_CLIPBOARD_GROUP (object);

  frond_clipboard_group_set_session (self, NULL);
  g_clear_object (&self->library);
  g_clear_object (&self->guest);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_CLIPBOARD_GROUP);
  G_OBJECT_CLASS (frond_clipboard_group_parent_class)->dispose (object);
}

static void
frond_clipboard_group_class_init (FrondClipboardGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_clipboard_group_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-clipboard-group.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondClipboardGroup, clipboard_row);
  gtk_widget_class_bind_template_child (widget_class, FrondClipboardGroup, agent_row);
  gtk_widget_class_bind_template_callback (widget_class, clipboard_changed_cb);
}

static void
frond_clipboard_group_init (FrondClipboardGroup *self)
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
frond_clipboard_group_new (void)
{
  return g_object_new (FROND_TYPE_CLIPBOARD_GROUP, NULL);
}

void
frond_clipboard_group_set_guest (FrondClipboardGroup *self, FrondLibrary *library, FrondGuest *guest)
{
  g_return_if_fail (FROND_IS_CLIPBOARD_GROUP (self));
  g_return_if_fail (self->guest == NULL);

  self->library = g_object_ref (library);
  self->guest = g_object_ref (guest);
  g_signal_connect_object (frond_guest_get_profile (guest), "notify::clipboard", G_CALLBACK (fill), self,
                           G_CONNECT_SWAPPED);
  fill (self);
}

void
frond_clipboard_group_set_session (FrondClipboardGroup *self, FrondSession *session)
{
  g_return_if_fail (FROND_IS_CLIPBOARD_GROUP (self));

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
