/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-window-private.h"

#include "frond-details-dialog.h"
#include "frond-display-words.h"
#include "frond-guest-words.h"
#include "frond-message.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

static const char *
page_while_on (FrondGuestWindow *self)
{
  /* That is said over the picture, where there is one. */
  if (!frond_guest_get_answers (self->guest))
    return "display";
  if (self->gave_up)
    return "lost";

  /* While it connects again the last picture stays; a short break should not flicker. */
  /* Nor should a guest that changes its mode, or switches its screen off: the next key wakes it. */
  return self->was_connected && self->screen != NULL && self->had_picture ? "display" : "starting";
}

static const char *
choose_page (FrondGuestWindow *self)
{
  if (self->console_shown)
    return "console";

  switch (frond_guest_get_state (self->guest))
    {
    case FROND_GUEST_RUNNING:
    case FROND_GUEST_PAUSED:
    case FROND_GUEST_STOPPING:
      return page_while_on (self);
    case FROND_GUEST_MISSING:
      return "missing";
    case FROND_GUEST_STOPPED:
      if (self->starting)
        return "starting";
      return self->start_error != NULL ? "error" : "stopped";
    case FROND_GUEST_UNKNOWN:
    case FROND_GUEST_CREATING:
    case FROND_GUEST_STARTING:
    default:
      return "starting";
    }
}

static const char *
starting_words (FrondGuestWindow *self)
{
  switch (frond_guest_get_state (self->guest))
    {
    case FROND_GUEST_UNKNOWN:
      return _ ("Waiting for Frond’s Helper…");
    case FROND_GUEST_CREATING:
      return _ ("Creating…");
    case FROND_GUEST_RUNNING:
    case FROND_GUEST_PAUSED:
    case FROND_GUEST_STOPPING:
      return _ ("Connecting to the Screen…");
    case FROND_GUEST_MISSING:
    case FROND_GUEST_STOPPED:
    case FROND_GUEST_STARTING:
    default:
      return _ ("Starting…");
    }
}

static void
update_title (FrondGuestWindow *self)
{
  const char *name = frond_profile_get_name (frond_guest_get_profile (self->guest));
  const char *state = frond_guest_words_state (self->guest);

  gtk_window_set_title (GTK_WINDOW (self), name);
  adw_window_title_set_title (self->window_title, name);
  if (frond_screen_chrome_get_captured (self->chrome))
    {
      /* Translators: the first %s is the state of a machine, the second a key combination, like “Ctrl+Alt” */
      g_autofree char *words = g_strdup_printf (_ ("%s · press %s to release"), state,
                                                frond_display_get_release_chord (self->display));

      adw_window_title_set_subtitle (self->window_title, words);
    }
  else
    adw_window_title_set_subtitle (self->window_title, state);

  frond_display_words_set (self->display, name);
}

static void
set_power_button (FrondGuestWindow *self, const char *icon, const char *words, const char *action)
{
  gtk_button_set_icon_name (self->power_button, icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->power_button), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->power_button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->power_button), action);
}

static void
update_power_button (FrondGuestWindow *self)
{
  FrondGuestState state = frond_guest_get_state (self->guest);

  if (state == FROND_GUEST_PAUSED)
    set_power_button (self, "media-playback-start-symbolic", _ ("Resume"), "win.resume");
  else if (frond_guest_is_saved (self->guest))
    set_power_button (self, "media-playback-start-symbolic", _ ("Resume"), "win.start");
  else if (state == FROND_GUEST_STOPPED || state == FROND_GUEST_MISSING)
    set_power_button (self, "media-playback-start-symbolic", _ ("Start"), "win.start");
  else
    set_power_button (self, "media-playback-pause-symbolic", _ ("Pause"), "win.pause");
}

static void
update_stopped_page (FrondGuestWindow *self)
{
  FrondProfile *profile = frond_guest_get_profile (self->guest);
  const char *media = frond_profile_get_media_uri (profile);
  gboolean has_media = media != NULL && *media != '\0';
  gboolean saved = frond_guest_is_saved (self->guest);
  gboolean boot_media = frond_profile_get_boot_media (profile);
  const char *from_disc = _ ("Start From _Disc");
  const char *from_disk = _ ("Start From _Hard Disk");

  gtk_label_set_label (self->stopped_title, frond_profile_get_name (profile));
  gtk_label_set_label (self->stopped_words, frond_guest_words_state (self->guest));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->other_start_button),
                                  saved ? "win.start-fresh" : "win.start-other");
  if (saved)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->other_start_button), TRUE);
      gtk_button_set_label (self->start_button, _ ("Res_ume"));
      gtk_button_set_label (self->other_start_button, _ ("Start _Fresh…"));
      return;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->other_start_button),
                          has_media && frond_profile_get_disk_size (profile) > 0);
  gtk_button_set_label (self->start_button, !has_media ? _ ("_Start") : boot_media ? from_disc : from_disk);
  gtk_button_set_label (self->other_start_button, boot_media ? from_disk : from_disc);
}

void
_frond_guest_window_update_error (FrondGuestWindow *self)
{
  g_autoptr (FrondMessage) message = NULL;
  g_autofree char *title = NULL;

  if (self->error_details != NULL)
    gtk_box_remove (self->error_box, self->error_details);
  self->error_details = NULL;
  if (self->start_error == NULL)
    return;

  message =
      frond_message_new (FROND_TASK_START, frond_profile_get_name (frond_guest_get_profile (self->guest)),
                         self->start_error);
  title = g_markup_escape_text (message->title, -1);
  adw_status_page_set_title (self->error_page, title);
  adw_status_page_set_description (self->error_page, message->body);
  self->error_details = frond_details_expander_new (message->detail);
  gtk_box_append (self->error_box, self->error_details);
}

/* A connection that broke says no more than that; one that was ended for what came says why. */
static void
update_lost (FrondGuestWindow *self)
{
  const GError *error = frond_session_get_error (self->session);
  g_autoptr (FrondMessage) message = NULL;

  if (self->lost_details != NULL)
    gtk_box_remove (self->lost_box, self->lost_details);
  self->lost_details = NULL;
  if (!_frond_guest_window_is_refused (self))
    {
      adw_status_page_set_description (self->lost_page,
                                       _ ("The machine is still running, but its screen cannot be shown."));
      return;
    }

  message = frond_message_new (FROND_TASK_DISPLAY,
                               frond_profile_get_name (frond_guest_get_profile (self->guest)), error);
  adw_status_page_set_description (self->lost_page, message->body);
  self->lost_details = frond_details_expander_new (message->detail);
  gtk_box_append (self->lost_box, self->lost_details);
}

/* What is said over a picture that stands still. */
static void
set_cover (FrondGuestWindow *self, const char *title, const char *hint, const char *button,
           const char *action)
{
  gtk_label_set_label (self->paused_label, title);
  gtk_label_set_label (self->paused_hint, hint);
  gtk_widget_set_visible (GTK_WIDGET (self->paused_hint), *hint != '\0');
  gtk_button_set_label (self->resume_button, button);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->resume_button), action);
  gtk_widget_set_visible (GTK_WIDGET (self->paused_revealer), TRUE);
  gtk_revealer_set_reveal_child (self->paused_revealer, TRUE);
}

static const char *
paused_hint (FrondGuestReason reason)
{
  if (reason == FROND_GUEST_REASON_NO_SPACE)
    return _ ("This computer has no room for what the machine writes. Nothing is lost: free some space, then "
              "resume.");
  if (reason == FROND_GUEST_REASON_IO_ERROR)
    return _ ("The machine’s disk could not be read or written. Check the drive that it is on, then resume.");
  return "";
}

static void
update_cover (FrondGuestWindow *self)
{
  if (frond_guest_get_state (self->guest) == FROND_GUEST_PAUSED)
    set_cover (self, frond_guest_words_state (self->guest),
               paused_hint (frond_guest_get_reason (self->guest)), _ ("_Resume"), "win.resume");
  else if (!frond_guest_get_answers (self->guest))
    set_cover (
        self, _ ("The Machine Does Not Answer"),
        _ ("The program that runs it hangs: its picture stands still, and no key arrives. It may come back "
           "by itself. Restarting loses what is not saved inside of it."),
        _ ("_Restart…"), "win.restart");
  else
    {
      gtk_label_set_label (self->paused_label, "");
      gtk_widget_set_visible (GTK_WIDGET (self->paused_revealer), FALSE);
      gtk_revealer_set_reveal_child (self->paused_revealer, FALSE);
    }
}

void
_frond_guest_window_update (FrondGuestWindow *self)
{
  const char *page;

  if (self->guest == NULL || self->session == NULL)
    return;

  page = choose_page (self);
  gtk_label_set_label (self->starting_label, starting_words (self));
  update_title (self);
  update_power_button (self);
  update_stopped_page (self);
  update_cover (self);
  _frond_guest_window_update_blank (self);
  _frond_guest_window_update_actions (self);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), page) == 0)
    return;

  if (g_str_equal (page, "lost"))
    update_lost (self);
  gtk_stack_set_visible_child_name (self->stack, page);
  if (g_str_equal (page, "display"))
    gtk_widget_grab_focus (GTK_WIDGET (self->display));
  else if (g_str_equal (page, "console"))
    gtk_widget_grab_focus (self->console_page);
  else if (g_str_equal (page, "stopped"))
    gtk_widget_grab_focus (GTK_WIDGET (self->start_button));
}
