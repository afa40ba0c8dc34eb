/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-monitor-window.h"

#include "frond-clipboard-typer.h"
#include "frond-display-settings.h"
#include "frond-display-words.h"
#include "frond-files-button.h"
#include "frond-gl-words.h"
#include "frond-guest-files.h"
#include "frond-guest-words.h"
#include "frond-keys-menu.h"
#include "frond-profile.h"
#include "frond-screen-chrome.h"
#include "frond-screen-menu.h"
#include "frond-screenshot-taker.h"

#include <glib/gi18n.h>

#define VIEW_FIT    "fit"
#define VIEW_ACTUAL "actual"

struct _FrondMonitorWindow
{
  AdwApplicationWindow parent_instance;

  /* Template widgets */
  AdwToastOverlay *toasts;
  AdwToolbarView *toolbar_view;
  AdwHeaderBar *header_bar;
  AdwWindowTitle *window_title;
  GtkMenuButton *menu_button;
  FrondFilesButton *files_button;
  GtkButton *fullscreen_button;
  GtkOverlay *screen_overlay;
  GtkWidget *waiting;
  GtkRevealer *release_revealer;
  GtkLabel *release_label;

  FrondDisplay *display; /* a child of screen_overlay */
  FrondScreenChrome *chrome;
  FrondClipboardTyper *typer;
  FrondScreenshotTaker *screenshots;
  FrondGuestFiles *files;
  GSimpleAction *view_action;
  FrondGuest *guest;
  FrondScreen *screen;
  guint number;
};

enum
{
  SIGNAL_PLACE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrondMonitorWindow, frond_monitor_window, ADW_TYPE_APPLICATION_WINDOW)

static void
send_keys_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FrondMonitorWindow *self = FROND_MONITOR_WINDOW (widget);
  gsize n_codes;
  const guint32 *codes = g_variant_get_fixed_array (parameter, &n_codes, sizeof *codes);

  frond_display_send_keys (self->display, codes, (guint) n_codes);
  gtk_widget_grab_focus (GTK_WIDGET (self->display));
}

static void
type_clipboard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  frond_clipboard_typer_type (FROND_MONITOR_WINDOW (widget)->typer);
}

static void
send_files_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  frond_guest_files_choose (FROND_MONITOR_WINDOW (widget)->files);
}

static void
paste_files_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  frond_guest_files_paste (FROND_MONITOR_WINDOW (widget)->files);
}

static void
screenshot_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  frond_screenshot_taker_take_shown (FROND_MONITOR_WINDOW (widget)->screenshots);
}

static void
can_paste_changed_cb (FrondMonitorWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.paste-files",
                                 frond_guest_files_get_can_paste (self->files));
}

static void
view_chosen_cb (FrondMonitorWindow *self, GVariant *value)
{
  frond_display_set_scaling (self->display, !g_str_equal (g_variant_get_string (value, NULL), VIEW_ACTUAL));
}

static void
scaling_changed_cb (FrondMonitorWindow *self)
{
  g_simple_action_set_state (self->view_action,
                             g_variant_new_string (frond_display_get_scaling (self->display) ? VIEW_FIT
                                                                                             : VIEW_ACTUAL));
}

static void
add_view_actions (FrondMonitorWindow *self)
{
  g_autoptr (GPropertyAction) sharp = g_property_action_new ("sharp", self->display, "sharp");
  g_autoptr (GPropertyAction) resize = g_property_action_new ("resize-guest", self->display, "resize-guest");
  g_autoptr (GPropertyAction) capture =
      g_property_action_new ("capture-keyboard", self->chrome, "capture-keyboard");

  self->view_action =
      g_simple_action_new_stateful ("view", G_VARIANT_TYPE_STRING, g_variant_new_string (VIEW_FIT));
  g_signal_connect_object (self->view_action, "change-state", G_CALLBACK (view_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->display, "notify::scaling", G_CALLBACK (scaling_changed_cb), self,
                           G_CONNECT_SWAPPED);
  scaling_changed_cb (self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (self->view_action));
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (sharp));
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (resize));
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (capture));
}

static GMenuModel *
build_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) use = g_menu_new ();
  g_autoptr (GMenu) view = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();
  g_autoptr (GMenuModel) keys = frond_keys_menu_new ("win.send-keys");

  g_menu_append_submenu (use, _ ("Send _Keys"), keys);
  g_menu_append (use, _ ("_Type Clipboard"), "win.type-clipboard");
  frond_screen_menu_append_use (use);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (use));
  frond_screen_menu_append_view (view);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (view));
  g_menu_append (last, _ ("_Turn Off Screen"), "window.close");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
}

static void
update_title (FrondMonitorWindow *self)
{
  const char *name = frond_profile_get_name (frond_guest_get_profile (self->guest));
  /* Translators: the title of a window: the name of a machine, and which of its screens that is */
  g_autofree char *title = g_strdup_printf (_ ("%s — Screen %u"), name, self->number);
  /* Translators: the name of a machine, and which of its screens that is */
  g_autofree char *label = g_strdup_printf (_ ("Screen %2$u of %1$s"), name, self->number);
  /* Translators: which of a machine’s screens it is */
  g_autofree char *which = g_strdup_printf (_ ("Screen %u"), self->number);
  g_autofree char *words = NULL;

  /* In a narrow window the name is cut, the number is not. */
  if (frond_screen_chrome_get_captured (self->chrome))
    /* Translators: the first %s is the state of a machine, the second a key combination, like “Ctrl+Alt” */
    words = g_strdup_printf (_ ("%s · press %s to release"), which,
                             frond_display_get_release_chord (self->display));
  else
    /* Translators: which of a machine’s screens it is, and the state of the machine: “Screen 2 · Running” */
    words = g_strdup_printf (_ ("%s · %s"), which, frond_guest_words_state (self->guest));
  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (self->window_title, name);
  adw_window_title_set_subtitle (self->window_title, words);
  frond_display_words_set (self->display, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->display), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
screen_changed_cb (FrondMonitorWindow *self)
{
  gtk_widget_set_visible (self->waiting, self->screen == NULL || !frond_screen_get_ready (self->screen));
}

static void
place_changed_cb (FrondMonitorWindow *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    g_signal_emit (self, signals[SIGNAL_PLACE_CHANGED], 0);
}

/* Which monitor a window fills is known a little after it fills it. */
static void
frond_monitor_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (frond_monitor_window_parent_class)->realize (widget);
  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (widget)), "enter-monitor",
                           G_CALLBACK (place_changed_cb), widget, G_CONNECT_SWAPPED);
}

static void
frond_monitor_window_dispose (GObject *object)
{
  FrondMonitorWindow *self = FROND_MONITOR_WINDOW (object);

  if (self->typer != NULL)
    frond_clipboard_typer_close (self->typer);
  if (self->screenshots != NULL)
    frond_screenshot_taker_close (self->screenshots);
  if (self->display != NULL)
    frond_monitor_window_set_screen (self, NULL);
  self->display = NULL;
  g_clear_object (&self->typer);
  g_clear_object (&self->screenshots);
  g_clear_object (&self->files);
  g_clear_object (&self->view_action);
  g_clear_object (&self->chrome);
  g_clear_object (&self->guest);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_MONITOR_WINDOW);
  G_OBJECT_CLASS (frond_monitor_window_parent_class)->dispose (object);
}

static void
frond_monitor_window_class_init (FrondMonitorWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_monitor_window_dispose;
  widget_class->realize = frond_monitor_window_realize;

  signals[SIGNAL_PLACE_CHANGED] = g_signal_new ("place-changed", FROND_TYPE_MONITOR_WINDOW, G_SIGNAL_RUN_LAST,
                                                0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (FROND_TYPE_FILES_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-monitor-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondMonitorWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, FrondMonitorWindow, files_button);
  gtk_widget_class_bind_template_child (widget_class, FrondMonitorWindow, toolbar_view);
  gtk_widget_class_bind_template_child (widget_class, FrondMonitorWindow, header_bar);
  gtk_widget_class_bind_template_child (widget_class, FrondMonitorWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, FrondMonitorWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, FrondMonitorWindow, fullscreen_button);
  gtk_widget_class_bind_template_child (widget_class, FrondMonitorWindow, screen_overlay);
  gtk_widget_class_bind_template_child (widget_class, FrondMonitorWindow, waiting);
  gtk_widget_class_bind_template_child (widget_class, FrondMonitorWindow, release_revealer);
  gtk_widget_class_bind_template_child (widget_class, FrondMonitorWindow, release_label);
  gtk_widget_class_install_action (widget_class, "win.send-keys", "au", send_keys_action);
  gtk_widget_class_install_action (widget_class, "win.type-clipboard", NULL, type_clipboard_action);
  gtk_widget_class_install_action (widget_class, "win.send-files", NULL, send_files_action);
  gtk_widget_class_install_action (widget_class, "win.paste-files", NULL, paste_files_action);
  gtk_widget_class_install_action (widget_class, "win.screenshot", NULL, screenshot_action);
  gtk_widget_class_install_property_action (widget_class, "win.fullscreen", "fullscreened");
}

static void
frond_monitor_window_init (FrondMonitorWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->display = FROND_DISPLAY (frond_display_new ());
  gtk_overlay_set_child (self->screen_overlay, GTK_WIDGET (self->display));
  frond_gl_words_add_banner (self->screen_overlay, self->display, NULL);
  self->chrome = frond_screen_chrome_new (&(FrondScreenChromeParts) {
      .window = GTK_WINDOW (self),
      .toolbar_view = self->toolbar_view,
      .header_bar = GTK_WIDGET (self->header_bar),
      .menu_button = self->menu_button,
      .fullscreen_button = self->fullscreen_button,
      .release_revealer = self->release_revealer,
      .release_label = self->release_label,
      .display = self->display,
  });
  self->typer = frond_clipboard_typer_new (self->display, self->toasts);
  add_view_actions (self);
}

/* As in the window of the first monitor. */
static void
set_up_files (FrondMonitorWindow *self)
{
  self->files = frond_guest_files_new (self->guest, self->toasts);
  frond_guest_files_accept_drops (self->files, self->screen_overlay);
  frond_files_button_set_place (self->files_button, frond_guest_files_place (self->guest));
  g_signal_connect_object (self->files, "notify::can-paste", G_CALLBACK (can_paste_changed_cb), self,
                           G_CONNECT_SWAPPED);
  can_paste_changed_cb (self);
}

FrondMonitorWindow *
frond_monitor_window_new (FrondApplication *application, FrondGuest *guest, guint number)
{
  /* One for all windows: GTK (4.18) never lets go of the sections of a menu that it has made a popover of. */
  static GMenuModel *menu;
  FrondMonitorWindow *self;

  g_return_val_if_fail (FROND_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (FROND_IS_GUEST (guest), NULL);

  self = g_object_new (FROND_TYPE_MONITOR_WINDOW, "application", application, NULL);
  self->guest = g_object_ref (guest);
  self->number = number;
  if (menu == NULL)
    menu = build_menu ();
  gtk_menu_button_set_menu_model (self->menu_button, menu);

  set_up_files (self);
  self->screenshots = frond_screenshot_taker_new (guest, self->display, self->toasts);
  frond_display_follow_settings (self->display, frond_application_get_settings (application));
  g_signal_connect_object (guest, "notify::state", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (guest, "notify::reason", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (frond_guest_get_profile (guest), "notify::name", G_CALLBACK (update_title), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chrome, "notify::captured", G_CALLBACK (update_title), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::default-width", G_CALLBACK (place_changed_cb), NULL);
  g_signal_connect (self, "notify::default-height", G_CALLBACK (place_changed_cb), NULL);
  g_signal_connect (self, "notify::maximized", G_CALLBACK (place_changed_cb), NULL);
  g_signal_connect (self, "notify::fullscreened", G_CALLBACK (place_changed_cb), NULL);
  update_title (self);
  screen_changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->display));
  return self;
}

guint
frond_monitor_window_get_number (FrondMonitorWindow *self)
{
  g_return_val_if_fail (FROND_IS_MONITOR_WINDOW (self), 0);

  return self->number;
}

FrondDisplay *
frond_monitor_window_get_display (FrondMonitorWindow *self)
{
  g_return_val_if_fail (FROND_IS_MONITOR_WINDOW (self), NULL);

  return self->display;
}

void
frond_monitor_window_set_screen (FrondMonitorWindow *self, FrondScreen *screen)
{
  g_return_if_fail (FROND_IS_MONITOR_WINDOW (self));

  if (screen == self->screen)
    return;

  if (self->screen != NULL)
    g_signal_handlers_disconnect_by_data (self->screen, self);
  g_set_object (&self->screen, screen);
  frond_display_set_screen (self->display, screen);
  if (screen != NULL)
    g_signal_connect_object (screen, "notify::ready", G_CALLBACK (screen_changed_cb), self,
                             G_CONNECT_SWAPPED);
  screen_changed_cb (self);
}

void
frond_monitor_window_set_transfers (FrondMonitorWindow *self, FrondFileTransfers *transfers)
{
  g_return_if_fail (FROND_IS_MONITOR_WINDOW (self));

  frond_guest_files_set_transfers (self->files, transfers);
  frond_files_button_set_transfers (self->files_button, transfers);
}

static GdkMonitor *
find_monitor (FrondMonitorWindow *self, const char *connector)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (self)));

  for (guint i = 0; i < g_list_model_get_n_items (monitors); i++)
    {
      g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);

      if (g_strcmp0 (gdk_monitor_get_connector (monitor), connector) == 0)
        return monitor;
    }
  return NULL;
}

/* On a monitor that is not there any more it would cover another screen. */
void
frond_monitor_window_restore (FrondMonitorWindow *self, const FrondMonitorPlace *place)
{
  GtkWindow *window = GTK_WINDOW (self);
  GdkMonitor *monitor = place->fullscreen ? find_monitor (self, place->connector) : NULL;

  g_return_if_fail (FROND_IS_MONITOR_WINDOW (self));

  if (place->width > 0 && place->height > 0)
    gtk_window_set_default_size (window, place->width, place->height);
  if (place->maximized)
    gtk_window_maximize (window);
  if (monitor != NULL)
    gtk_window_fullscreen_on_monitor (window, monitor);
}

void
frond_monitor_window_describe (FrondMonitorWindow *self, FrondMonitorPlace *place)
{
  GtkWindow *window = GTK_WINDOW (self);
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));
  GdkMonitor *monitor = NULL;

  g_return_if_fail (FROND_IS_MONITOR_WINDOW (self));

  gtk_window_get_default_size (window, &place->width, &place->height);
  place->maximized = gtk_window_is_maximized (window);
  place->fullscreen = gtk_window_is_fullscreen (window);
  if (place->fullscreen && surface != NULL)
    monitor = gdk_display_get_monitor_at_surface (gdk_surface_get_display (surface), surface);
  g_set_str (&place->connector, monitor != NULL ? gdk_monitor_get_connector (monitor) : NULL);
}
