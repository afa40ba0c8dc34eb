/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-console-page.h"

#include "frond-console-keys.h"
#include "frond-console-relay.h"
#include "frond-error.h"
#include "frond-message.h"
#include "frond-profile.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <vte/vte.h>

#define ZOOM_STEP 1.2
#define ZOOM_MIN  0.5
#define ZOOM_MAX  4.0

struct _FrondConsolePage
{
  AdwBin parent_instance;

  GtkStack *stack;
  AdwBanner *banner;
  VteTerminal *terminal;
  AdwStatusPage *error_page;
  GtkWidget *retry_button;

  FrondGuest *guest;
  FrondConsoleRelay *relay;
  FrondConsoleKeys *keys;
  GCancellable *opening; /* while the helper is asked */
};

G_DEFINE_FINAL_TYPE (FrondConsolePage, frond_console_page, ADW_TYPE_BIN)

static const char *const light_colors[] = { "#1e1e1e", "#ffffff" };
static const char *const dark_colors[] = { "#ffffff", "#1e1e1e" };

/* The sixteen of terminals, in shades that can be read on both. */
static const char *const palette_colors[] = {
  "#241f31", "#c01c28", "#26a269", "#a2734c", "#1a5fb4", "#813d9c", "#2190a4", "#c0bfbc",
  "#5e5c64", "#e01b24", "#2ec27e", "#cd9309", "#3584e4", "#9141ac", "#33b2a4", "#f6f5f4",
};

static void
update_colors (FrondConsolePage *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  const char *const *colors = dark ? dark_colors : light_colors;
  GdkRGBA palette[G_N_ELEMENTS (palette_colors)];
  GdkRGBA foreground, background;

  for (guint i = 0; i < G_N_ELEMENTS (palette); i++)
    gdk_rgba_parse (&palette[i], palette_colors[i]);
  gdk_rgba_parse (&foreground, colors[0]);
  gdk_rgba_parse (&background, colors[1]);
  vte_terminal_set_colors (self->terminal, &foreground, &background, palette, G_N_ELEMENTS (palette));
}

static void
update_banner (FrondConsolePage *self)
{
  adw_banner_set_revealed (self->banner, !frond_guest_is_on (self->guest));
}

static void
let_go (FrondConsolePage *self)
{
  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  if (self->relay == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->relay, self);
  frond_console_relay_stop (self->relay);
  g_clear_object (&self->relay);
}

static void
show_error (FrondConsolePage *self, const GError *error)
{
  g_autoptr (FrondMessage) message =
      frond_message_new (FROND_TASK_CONSOLE, frond_profile_get_name (frond_guest_get_profile (self->guest)),
                         error);
  g_autofree char *title = g_markup_escape_text (message->title, -1);
  g_autofree char *body = g_markup_escape_text (message->body, -1);
  gboolean focused = gtk_widget_has_focus (GTK_WIDGET (self->terminal));

  g_message ("%s", message->detail);
  adw_status_page_set_title (self->error_page, title);
  adw_status_page_set_description (self->error_page, body);
  gtk_stack_set_visible_child_name (self->stack, "error");
  if (focused)
    gtk_widget_grab_focus (self->retry_button);
}

static void
show_terminal (FrondConsolePage *self)
{
  gboolean focused = gtk_widget_has_focus (self->retry_button);

  gtk_stack_set_visible_child_name (self->stack, "terminal");
  if (focused)
    gtk_widget_grab_focus (GTK_WIDGET (self->terminal));
}

static gboolean
show_console (FrondConsolePage *self, int console, GError **error)
{
  g_autofd int terminal = -1;
  g_autoptr (VtePty) pty = NULL;

  self->relay = frond_console_relay_new (console, &terminal, error);
  if (self->relay == NULL)
    return FALSE;
  pty = vte_pty_new_foreign_sync (g_steal_fd (&terminal), NULL, error);
  if (pty == NULL)
    {
      let_go (self);
      return FALSE;
    }

  /* The guest starts with a terminal in order, whatever its last life did to it; what it said stays. */
  vte_terminal_reset (self->terminal, FALSE, FALSE);
  vte_terminal_set_pty (self->terminal, pty);
  g_signal_connect_object (self->relay, "ended", G_CALLBACK (let_go), self, G_CONNECT_SWAPPED);
  return TRUE;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondConsolePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofd int console = frond_guest_open_console_finish (FROND_GUEST (source), result, &error);

  /* Closed meanwhile, or asked for anew. */
  if (frond_error_is_cancelled (error) || self->opening == NULL)
    return;

  g_clear_object (&self->opening);
  if (console >= 0 && show_console (self, g_steal_fd (&console), &error))
    show_terminal (self);
  else if (frond_guest_is_on (self->guest))
    show_error (self, error);
}

static gboolean
has_console (FrondGuest *guest)
{
  FrondGuestState state = frond_guest_get_state (guest);

  return state == FROND_GUEST_RUNNING || state == FROND_GUEST_PAUSED || state == FROND_GUEST_STOPPING;
}

static void
try_open (FrondConsolePage *self)
{
  if (self->opening != NULL || self->relay != NULL || !has_console (self->guest))
    return;

  self->opening = g_cancellable_new ();
  frond_guest_open_console_async (self->guest, self->opening, opened_cb, g_object_ref (self));
}

static void
state_changed_cb (FrondConsolePage *self)
{
  if (!has_console (self->guest))
    {
      let_go (self);
      show_terminal (self);
    }
  try_open (self);
  update_banner (self);
}

static void
update_name (FrondConsolePage *self)
{
  const char *name = frond_profile_get_name (frond_guest_get_profile (self->guest));
  /* Translators: %s is the name of a machine */
  g_autofree char *label = g_strdup_printf (_ ("Console of %s"), name);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->terminal), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vte_terminal_copy_clipboard_format (FROND_CONSOLE_PAGE (widget)->terminal, VTE_FORMAT_TEXT);
}

static void
paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vte_terminal_paste_clipboard (FROND_CONSOLE_PAGE (widget)->terminal);
}

static void
select_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vte_terminal_select_all (FROND_CONSOLE_PAGE (widget)->terminal);
}

static void
zoom (FrondConsolePage *self, double factor)
{
  double scale = factor > 0 ? vte_terminal_get_font_scale (self->terminal) * factor : 1;

  vte_terminal_set_font_scale (self->terminal, CLAMP (scale, ZOOM_MIN, ZOOM_MAX));
}

static void
zoom_in_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zoom (FROND_CONSOLE_PAGE (widget), ZOOM_STEP);
}

static void
zoom_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zoom (FROND_CONSOLE_PAGE (widget), 1 / ZOOM_STEP);
}

static void
zoom_normal_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zoom (FROND_CONSOLE_PAGE (widget), 0);
}

static void
reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vte_terminal_reset (FROND_CONSOLE_PAGE (widget)->terminal, TRUE, TRUE);
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  try_open (FROND_CONSOLE_PAGE (widget));
}

static void
leave_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (widget)), GTK_DIR_TAB_FORWARD);
}

static void
selection_changed_cb (FrondConsolePage *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "console.copy",
                                 vte_terminal_get_has_selection (self->terminal));
}

static gboolean
frond_console_page_grab_focus (GtkWidget *widget)
{
  FrondConsolePage *self = FROND_CONSOLE_PAGE (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "error") == 0)
    return gtk_widget_grab_focus (self->retry_button);

  return gtk_widget_grab_focus (GTK_WIDGET (self->terminal));
}

static void
frond_console_page_dispose (GObject *object)
{
  FrondConsolePage *self = FROND_CONSOLE_PAGE (object);

  let_go (self);
  g_clear_object (&self->keys);
  g_clear_object (&self->guest);
  adw_bin_set_child (ADW_BIN (self), NULL);
  G_OBJECT_CLASS (frond_console_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "console.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "console.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "console.select-all", NULL, select_all_action);
  gtk_widget_class_install_action (widget_class, "console.zoom-in", NULL, zoom_in_action);
  gtk_widget_class_install_action (widget_class, "console.zoom-out", NULL, zoom_out_action);
  gtk_widget_class_install_action (widget_class, "console.zoom-normal", NULL, zoom_normal_action);
  gtk_widget_class_install_action (widget_class, "console.reset", NULL, reset_action);
  gtk_widget_class_install_action (widget_class, "console.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "console.leave", NULL, leave_action);
}

static void
frond_console_page_class_init (FrondConsolePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_console_page_dispose;
  widget_class->grab_focus = frond_console_page_grab_focus;

  g_type_ensure (VTE_TYPE_TERMINAL);
  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-console-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondConsolePage, stack);
  gtk_widget_class_bind_template_child (widget_class, FrondConsolePage, banner);
  gtk_widget_class_bind_template_child (widget_class, FrondConsolePage, terminal);
  gtk_widget_class_bind_template_child (widget_class, FrondConsolePage, error_page);
  gtk_widget_class_bind_template_child (widget_class, FrondConsolePage, retry_button);
  install_actions (widget_class);
}

static void
frond_console_page_init (FrondConsolePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_colors (self);
  selection_changed_cb (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (update_colors), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->terminal, "selection-changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->keys = frond_console_keys_new (GTK_WIDGET (self->terminal));
}

GtkWidget *
frond_console_page_new (FrondGuest *guest)
{
  FrondConsolePage *self;

  g_return_val_if_fail (FROND_IS_GUEST (guest), NULL);

  self = g_object_new (FROND_TYPE_CONSOLE_PAGE, NULL);
  self->guest = g_object_ref (guest);
  g_signal_connect_object (guest, "notify::state", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (frond_guest_get_profile (guest), "notify::name", G_CALLBACK (update_name), self,
                           G_CONNECT_SWAPPED);
  update_name (self);
  state_changed_cb (self);

  return GTK_WIDGET (self);
}
