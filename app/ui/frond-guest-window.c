/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-window-private.h"

#include "frond-guest-leave.h"

#include "frond-error.h"
#include "frond-gl-words.h"
#include "frond-guest-words.h"
#include "frond-profile.h"
#include "frond-spice-session.h"
#include "frond-thumbnail.h"
#include "frond-unlock.h"

G_DEFINE_FINAL_TYPE (FrondGuestWindow, frond_guest_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  PROP_0,
  PROP_VIEW,
  PROP_SHARP,
  PROP_CAPTURE_KEYBOARD,
  PROP_RESIZE_GUEST,
  PROP_SOUND,
  PROP_MICROPHONE,
  PROP_CLIPBOARD,
  PROP_CONSOLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

FrondLibrary *
_frond_guest_window_get_library (FrondGuestWindow *self)
{
  return frond_application_get_library (FROND_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
}

static FrondProfile *
profile_of (FrondGuestWindow *self)
{
  return frond_guest_get_profile (self->guest);
}

static void
state_changed_cb (FrondGuestWindow *self)
{
  FrondGuestState state = frond_guest_get_state (self->guest);

  if (state != FROND_GUEST_STOPPED)
    g_clear_error (&self->start_error);
  _frond_guest_window_update_connection (self);
  _frond_guest_window_update (self);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), frond_guest_words_state (self->guest),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
answers_changed_cb (FrondGuestWindow *self)
{
  _frond_guest_window_update (self);
  if (!frond_guest_get_answers (self->guest))
    gtk_accessible_announce (GTK_ACCESSIBLE (self), gtk_label_get_label (self->paused_label),
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondGuestWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = frond_unlock_start_finish (result, &error);

  self->starting = FALSE;
  if (self->guest == NULL)
    return;

  g_clear_error (&self->start_error);
  if (!ok && !frond_error_is_cancelled (error))
    self->start_error = g_steal_pointer (&error);
  _frond_guest_window_update_error (self);
  _frond_guest_window_update (self);
}

void
frond_guest_window_start (FrondGuestWindow *self)
{
  g_return_if_fail (FROND_IS_GUEST_WINDOW (self));

  if (self->starting)
    return;

  self->starting = TRUE;
  g_clear_error (&self->start_error);
  frond_unlock_start_async (self->guest, GTK_WIDGET (self), NULL, started_cb, g_object_ref (self));
  _frond_guest_window_update (self);
}

/* A guest that was deleted has no window. */
static void
items_changed_cb (FrondGuestWindow *self, guint position, guint removed, guint added, GListModel *library)
{
  if (removed > 0 &&
      frond_library_find (FROND_LIBRARY (library), frond_profile_get_id (profile_of (self))) != self->guest)
    gtk_window_destroy (GTK_WINDOW (self));
}

void
frond_guest_window_remember (FrondGuestWindow *self, gboolean open)
{
  g_autoptr (GdkTexture) texture = NULL;
  GtkApplication *application;

  g_return_if_fail (FROND_IS_GUEST_WINDOW (self));

  _frond_guest_window_save_size (self);
  g_object_set (profile_of (self), "window-open", open, NULL);
  frond_library_touch (_frond_guest_window_get_library (self), self->guest);

  texture = frond_display_capture (self->display, FROND_THUMBNAIL_MAX_WIDTH);
  application = gtk_window_get_application (GTK_WINDOW (self));
  if (texture != NULL)
    frond_picture_keeper_take (frond_application_get_pictures (FROND_APPLICATION (application)), self->guest,
                               texture);
}

static void
active_changed_cb (FrondGuestWindow *self)
{
  g_autoptr (GdkTexture) texture = NULL;
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (gtk_window_is_active (GTK_WINDOW (self)) || application == NULL)
    return;

  /* The person looks at something else now, perhaps at the library. */
  texture = frond_display_capture (self->display, FROND_THUMBNAIL_MAX_WIDTH);
  if (texture != NULL)
    frond_picture_keeper_take (frond_application_get_pictures (FROND_APPLICATION (application)), self->guest,
                               texture);
}

static gboolean
frond_guest_window_close_request (GtkWindow *window)
{
  FrondGuestWindow *self = FROND_GUEST_WINDOW (window);

  frond_guest_window_remember (self, FALSE);
  frond_guest_leave (FROND_APPLICATION (gtk_window_get_application (window)), self->guest);

  return GTK_WINDOW_CLASS (frond_guest_window_parent_class)->close_request (window);
}

static void
frond_guest_window_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondGuestWindow *self = FROND_GUEST_WINDOW (object);

  switch (prop_id)
    {
    case PROP_VIEW:
      g_value_set_static_string (value, _frond_guest_window_get_view (self));
      break;
    case PROP_SHARP:
      g_value_set_boolean (value, frond_display_get_sharp (self->display));
      break;
    case PROP_CAPTURE_KEYBOARD:
      g_value_set_boolean (value, frond_screen_chrome_get_capture_keyboard (self->chrome));
      break;
    case PROP_RESIZE_GUEST:
      g_value_set_boolean (value, frond_display_get_resize_guest (self->display));
      break;
    case PROP_CLIPBOARD:
      g_value_set_enum (value, frond_profile_get_clipboard (profile_of (self)));
      break;
    case PROP_CONSOLE:
      g_value_set_boolean (value, _frond_guest_window_get_console (self));
      break;
    case PROP_SOUND:
    case PROP_MICROPHONE:
      g_value_set_boolean (value, _frond_guest_window_get_audio (self, pspec->name));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_guest_window_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  FrondGuestWindow *self = FROND_GUEST_WINDOW (object);

  switch (prop_id)
    {
    /* The display tells of these, and the properties with it. */
    case PROP_VIEW:
      _frond_guest_window_set_view (self, g_value_get_string (value));
      return;
    case PROP_SHARP:
      frond_display_set_sharp (self->display, g_value_get_boolean (value));
      return;
    case PROP_CAPTURE_KEYBOARD:
      frond_screen_chrome_set_capture_keyboard (self->chrome, g_value_get_boolean (value));
      return;
    case PROP_RESIZE_GUEST:
      frond_display_set_resize_guest (self->display, g_value_get_boolean (value));
      return;
    case PROP_CLIPBOARD:
      g_object_set_property (G_OBJECT (profile_of (self)), "clipboard", value);
      frond_library_touch (_frond_guest_window_get_library (self), self->guest);
      return;
    case PROP_CONSOLE:
      _frond_guest_window_set_console (self, g_value_get_boolean (value));
      return;
    case PROP_SOUND:
    case PROP_MICROPHONE:
      /* The profile tells, and the property with it. */
      _frond_guest_window_set_audio (self, pspec->name, g_value_get_boolean (value));
      return;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }

  g_object_notify_by_pspec (object, pspec);
}

static void
frond_guest_window_dispose (GObject *object)
{
  FrondGuestWindow *self = FROND_GUEST_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->screens != NULL)
    frond_guest_screens_close (self->screens);
  if (self->typer != NULL)
    frond_clipboard_typer_close (self->typer);
  _frond_guest_window_drop_session (self);
  g_clear_object (&self->typer);
  g_clear_object (&self->screens);
  g_clear_object (&self->chrome);
  if (self->answers != NULL)
    frond_answer_watch_close (self->answers);
  g_clear_object (&self->answers);
  if (self->screenshots != NULL)
    frond_screenshot_taker_close (self->screenshots);
  g_clear_object (&self->screenshots);
  g_clear_object (&self->files);
  g_clear_object (&self->usb_keeper);
  g_clear_handle_id (&self->blank_source, g_source_remove);
  g_clear_object (&self->guest);
  g_clear_error (&self->start_error);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_GUEST_WINDOW);
  G_OBJECT_CLASS (frond_guest_window_parent_class)->dispose (object);
}

static void
frond_guest_window_finalize (GObject *object)
{
  FrondGuestWindow *self = FROND_GUEST_WINDOW (object);

  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (frond_guest_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, toolbar_view);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, header_bar);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, power_button);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, fullscreen_button);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, files_button);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, microphone_button);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, console_bar);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, console_views);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, screen_overlay);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, paused_revealer);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, paused_label);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, paused_hint);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, resume_button);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, release_revealer);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, release_label);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, blank_revealer);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, starting_label);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, stopped_picture);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, stopped_title);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, stopped_words);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, start_button);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, other_start_button);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, error_page);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, error_box);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, lost_page);
  gtk_widget_class_bind_template_child (widget_class, FrondGuestWindow, lost_box);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_VIEW] = g_param_spec_string ("view", NULL, NULL, "fit", flags);
  properties[PROP_SHARP] = g_param_spec_boolean ("sharp", NULL, NULL, FALSE, flags);
  properties[PROP_CAPTURE_KEYBOARD] = g_param_spec_boolean ("capture-keyboard", NULL, NULL, FALSE, flags);
  properties[PROP_RESIZE_GUEST] = g_param_spec_boolean ("resize-guest", NULL, NULL, FALSE, flags);
  properties[PROP_CLIPBOARD] =
      g_param_spec_enum ("clipboard", NULL, NULL, FROND_TYPE_CLIPBOARD_POLICY, FROND_CLIPBOARD_OFF,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CONSOLE] = g_param_spec_boolean ("console", NULL, NULL, FALSE, flags);
  properties[PROP_SOUND] = g_param_spec_boolean ("sound", NULL, NULL, TRUE, flags);
  properties[PROP_MICROPHONE] = g_param_spec_boolean ("microphone", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
frond_guest_window_class_init (FrondGuestWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = frond_guest_window_get_property;
  object_class->set_property = frond_guest_window_set_property;
  object_class->dispose = frond_guest_window_dispose;
  object_class->finalize = frond_guest_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = frond_guest_window_close_request;

  install_properties (object_class);

  g_type_ensure (FROND_TYPE_FILES_BUTTON);
  g_type_ensure (FROND_TYPE_GUEST_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-guest-window.ui");
  bind_template (widget_class);
  _frond_guest_window_install_actions (widget_class);
}

static void
capture_keyboard_changed_cb (FrondGuestWindow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAPTURE_KEYBOARD]);
}

static void
setup_chrome (FrondGuestWindow *self)
{
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
  g_signal_connect_object (self->chrome, "notify::captured", G_CALLBACK (_frond_guest_window_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chrome, "notify::capture-keyboard", G_CALLBACK (capture_keyboard_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

/* A narrow header has no room for all its buttons and a title. Full screen is in the menu, too. */
static void
fit_header (FrondGuestWindow *self)
{
  gboolean narrow = adw_application_window_get_current_breakpoint (ADW_APPLICATION_WINDOW (self)) != NULL;
  gboolean files = gtk_widget_get_visible (GTK_WIDGET (self->files_button));
  gboolean microphone = gtk_widget_get_visible (GTK_WIDGET (self->microphone_button));

  gtk_widget_set_visible (GTK_WIDGET (self->fullscreen_button), !narrow || !(files || microphone));
  gtk_widget_set_visible (GTK_WIDGET (self->window_title), !narrow || !(files && microphone));
}

static void
setup_header (FrondGuestWindow *self)
{
  g_signal_connect (self, "notify::current-breakpoint", G_CALLBACK (fit_header), NULL);
  g_signal_connect_object (self->files_button, "notify::visible", G_CALLBACK (fit_header), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->microphone_button, "notify::visible", G_CALLBACK (fit_header), self,
                           G_CONNECT_SWAPPED);
}

static void
frond_guest_window_init (FrondGuestWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  self->display = FROND_DISPLAY (frond_display_new ());
  gtk_overlay_set_child (self->screen_overlay, GTK_WIDGET (self->display));
  frond_gl_words_add_banner (self->screen_overlay, self->display, "win.properties");
  setup_chrome (self);
  setup_header (self);
  _frond_guest_window_setup_audio (self);
  _frond_guest_window_setup_console (self);
}

static void
attach (FrondGuestWindow *self)
{
  /* One for all windows: GTK (4.18) never lets go of the sections of a menu that it has made a popover of. */
  static GMenuModel *menu;
  FrondProfile *profile = profile_of (self);
  g_autoptr (FrondSession) session = frond_spice_session_new (FROND_DISPLAY_OPENER (self->guest));

  if (menu == NULL)
    menu = _frond_guest_window_build_menu (self);
  gtk_menu_button_set_menu_model (self->menu_button, menu);
  frond_guest_picture_set_guest (self->stopped_picture, self->guest);
  self->files = frond_guest_files_new (self->guest, self->toasts);
  self->typer = frond_clipboard_typer_new (self->display, self->toasts);
  self->screenshots = frond_screenshot_taker_new (self->guest, self->display, self->toasts);
  frond_guest_files_accept_drops (self->files, self->screen_overlay);
  frond_files_button_set_place (self->files_button, frond_guest_files_place (self->guest));
  g_signal_connect_object (self->files, "notify::can-paste", G_CALLBACK (_frond_guest_window_update_actions),
                           self, G_CONNECT_SWAPPED);
  _frond_guest_window_setup_view (self);
  self->answers = frond_answer_watch_new (self->guest, GTK_WINDOW (self), self->display);

  g_signal_connect_object (self->guest, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->guest, "notify::reason", G_CALLBACK (_frond_guest_window_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->guest, "notify::answers", G_CALLBACK (answers_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (profile, "notify", G_CALLBACK (_frond_guest_window_update), self,
                           G_CONNECT_SWAPPED);
  _frond_guest_window_watch_audio (self);
  g_signal_connect_object (_frond_guest_window_get_library (self), "items-changed",
                           G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::is-active", G_CALLBACK (active_changed_cb), self,
                           G_CONNECT_SWAPPED);

  frond_guest_window_set_session (self, session);
}

FrondGuestWindow *
frond_guest_window_new (FrondApplication *application, FrondGuest *guest)
{
  FrondGuestWindow *self;

  g_return_val_if_fail (FROND_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (FROND_IS_GUEST (guest), NULL);

  self = g_object_new (FROND_TYPE_GUEST_WINDOW, "application", application, NULL);
  self->guest = g_object_ref (guest);
  self->screens =
      frond_guest_screens_new (application, guest, GTK_WINDOW (self), self->display, self->toasts);
  _frond_guest_window_setup_size (self);
  attach (self);
  g_object_set (profile_of (self), "window-open", TRUE, NULL);
  frond_library_touch (_frond_guest_window_get_library (self), guest);

  return self;
}

FrondAnswerWatch *
frond_guest_window_get_answer_watch (FrondGuestWindow *self)
{
  g_return_val_if_fail (FROND_IS_GUEST_WINDOW (self), NULL);

  return self->answers;
}

FrondGuest *
frond_guest_window_get_guest (FrondGuestWindow *self)
{
  g_return_val_if_fail (FROND_IS_GUEST_WINDOW (self), NULL);

  return self->guest;
}
