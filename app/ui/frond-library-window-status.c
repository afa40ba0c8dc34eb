/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-library-window-private.h"

#include "frond-details-dialog.h"
#include "frond-error.h"
#include "frond-host-capabilities.h"
#include "frond-machine-host.h"
#include "frond-message.h"

#include <glib/gi18n.h>

/* The bus starts the helper, which may have to start libvirt: a slow disk makes that some seconds. */
#define MAX_SILENCE_SEC 10

static void
clear_box (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

static GtkWidget *
retry_button_new (const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Try Again"));

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);

  return button;
}

static GtkWidget *
doctor_button_new (void)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("Check _This Computer"));

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.doctor");

  return button;
}

static void
fill_unavailable_page (FrondLibraryWindow *self, const FrondHostAdvice *advice)
{
  adw_status_page_set_title (self->unavailable_page, advice->title);
  adw_status_page_set_description (self->unavailable_page, advice->body);
  clear_box (self->unavailable_box);
  if (advice->command != NULL)
    gtk_box_append (self->unavailable_box, frond_details_command_new (advice->command));
  gtk_box_append (self->unavailable_box, retry_button_new ("win.retry-host"));
  gtk_box_append (self->unavailable_box, doctor_button_new ());
  if (*advice->detail != '\0')
    gtk_box_append (self->unavailable_box, frond_details_expander_new (advice->detail));
}

static void
fill_failed_page (FrondLibraryWindow *self, const GError *error)
{
  g_autoptr (FrondMessage) message = frond_message_new (FROND_TASK_LOAD, NULL, error);

  adw_status_page_set_title (self->failed_page, message->title);
  adw_status_page_set_description (self->failed_page, message->body);
  clear_box (self->failed_box);
  gtk_box_append (self->failed_box, retry_button_new ("win.reload"));
  gtk_box_append (self->failed_box, frond_details_expander_new (message->detail));
}

static void
silence_timeout_cb (gpointer user_data)
{
  FrondLibraryWindow *self = user_data;

  self->silence_source = 0;
  self->silent = TRUE;
  _frond_library_window_update_status (self);
}

/* A helper that hangs tells nobody: the only sign is that nothing comes. */
static void
watch_silence (FrondLibraryWindow *self)
{
  if (frond_machine_host_get_state (frond_library_get_host (self->library)) != FROND_HOST_CONNECTING)
    {
      g_clear_handle_id (&self->silence_source, g_source_remove);
      self->silent = FALSE;
    }
  else if (self->silence_source == 0 && !self->silent)
    self->silence_source = g_timeout_add_seconds_once (MAX_SILENCE_SEC, silence_timeout_cb, self);
}

void
_frond_library_window_forget_silence (FrondLibraryWindow *self)
{
  g_clear_handle_id (&self->silence_source, g_source_remove);
  self->silent = FALSE;
  _frond_library_window_update_status (self);
}

/* What the host says is wrong, or NULL while there is nothing to say (yet). */
static FrondHostAdvice *
backend_advice (FrondLibraryWindow *self)
{
  FrondMachineHost *host = frond_library_get_host (self->library);
  g_autoptr (FrondHostCapabilities) capabilities = frond_machine_host_dup_capabilities (host);
  g_autoptr (GError) error = NULL;

  if (frond_machine_host_get_state (host) == FROND_HOST_UNAVAILABLE)
    error = frond_machine_host_dup_error (host);
  else if (frond_machine_host_get_state (host) == FROND_HOST_CONNECTING)
    return self->silent ? frond_host_advice_new_for_silence () : NULL;

  return frond_host_advice_new_for_backend (error, capabilities, self->platform);
}

static FrondHostAdvice *
accel_advice (FrondLibraryWindow *self)
{
  FrondMachineHost *host = frond_library_get_host (self->library);
  g_autoptr (FrondHostCapabilities) capabilities = frond_machine_host_dup_capabilities (host);

  if (frond_machine_host_get_state (host) != FROND_HOST_READY)
    return NULL;

  return frond_host_advice_new_for_accel (capabilities);
}

/* Takes ADVICE, which may be NULL. */
static void
set_banner (FrondLibraryWindow *self, FrondHostAdvice *advice)
{
  g_clear_pointer (&self->banner_advice, frond_host_advice_free);
  self->banner_advice = advice;
  if (advice != NULL)
    adw_banner_set_title (self->banner, advice->title);
  adw_banner_set_revealed (self->banner, advice != NULL);
}

static const char *
page_of_items (FrondLibraryWindow *self)
{
  GListModel *shown = G_LIST_MODEL (gtk_grid_view_get_model (self->grid));

  if (self->choosing || _frond_library_window_is_empty (self))
    return "catalogue";

  return shown != NULL && g_list_model_get_n_items (shown) == 0 && self->query != NULL ? "no-results"
                                                                                       : "grid";
}

void
_frond_library_window_update_status (FrondLibraryWindow *self)
{
  g_autoptr (FrondHostAdvice) advice = NULL;
  g_autoptr (GError) load_error = NULL;
  gboolean empty;
  const char *page;

  if (self->library == NULL)
    return;

  watch_silence (self);
  empty = _frond_library_window_is_empty (self);
  g_object_get (self->library, "load-error", &load_error, NULL);
  advice = backend_advice (self);
  page = page_of_items (self);

  if (load_error != NULL)
    {
      fill_failed_page (self, load_error);
      page = "failed";
    }
  else if (!frond_library_get_loaded (self->library))
    page = "loading";
  else if (advice != NULL && empty)
    {
      fill_unavailable_page (self, advice);
      page = "unavailable";
    }

  gtk_stack_set_visible_child_name (self->stack, page);
  _frond_library_window_update_header (self, page);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.open-iso",
                                 load_error == NULL && frond_library_get_loaded (self->library));

  if (advice != NULL)
    set_banner (self, empty ? NULL : g_steal_pointer (&advice));
  else
    set_banner (self, accel_advice (self));
}
