/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-answer-watch.h"
#include "frond-clipboard-bridge.h"
#include "frond-clipboard-typer.h"
#include "frond-display.h"
#include "frond-files-button.h"
#include "frond-guest-files.h"
#include "frond-guest-picture.h"
#include "frond-guest-screens.h"
#include "frond-guest-window.h"
#include "frond-screen-chrome.h"
#include "frond-screenshot-taker.h"
#include "frond-usb-keeper.h"

G_BEGIN_DECLS

/* Shared by the files of the window: its life (frond-guest-window.c), what it shows (-pages.c), the connection
 * (-session.c), how big it is (-size.c), what one can do (-actions.c), the serial console (-console.c), USB (-usb.c)
 * and how the screen is shown (-view.c). */
struct _FrondGuestWindow
{
  AdwApplicationWindow parent_instance;

  /* Template widgets */
  AdwToastOverlay *toasts;
  AdwToolbarView *toolbar_view;
  AdwHeaderBar *header_bar;
  AdwWindowTitle *window_title;
  GtkButton *power_button;
  GtkMenuButton *menu_button;
  GtkButton *fullscreen_button;
  FrondFilesButton *files_button;
  GtkWidget *microphone_button;
  GtkWidget *console_bar;
  AdwToggleGroup *console_views;
  GtkStack *stack;
  GtkOverlay *screen_overlay;
  GtkRevealer *paused_revealer;
  GtkButton *resume_button;
  GtkLabel *paused_label;
  GtkLabel *paused_hint;
  GtkRevealer *release_revealer;
  GtkLabel *release_label;
  GtkRevealer *blank_revealer;
  GtkLabel *starting_label;
  FrondGuestPicture *stopped_picture;
  GtkLabel *stopped_title;
  GtkLabel *stopped_words;
  GtkButton *start_button;
  GtkButton *other_start_button;
  AdwStatusPage *error_page;
  GtkBox *error_box;
  GtkWidget *error_details;
  AdwStatusPage *lost_page;
  GtkBox *lost_box;
  GtkWidget *lost_details;

  FrondDisplay *display;   /* a child of screen_overlay */
  GtkWidget *console_page; /* a FrondConsolePage in the stack, or NULL until it is wanted */

  /* Owned */
  FrondGuest *guest;
  FrondUsbKeeper *usb_keeper; /* NULL until there was a session with USB */
  FrondSession *session;
  FrondScreen *screen;        /* of the session, shown by the display */
  FrondGuestScreens *screens; /* the guest's further monitors */
  FrondScreenChrome *chrome;
  FrondClipboardTyper *typer;
  FrondScreenshotTaker *screenshots;
  FrondAnswerWatch *answers;
  FrondGuestFiles *files;                               /* the ways for files into the guest */
  FrondClipboardBridge *clipboards[FROND_N_SELECTIONS]; /* to those of the session's guest, or NULL */
  GCancellable *cancellable;                            /* cancelled when the window goes */
  GError *start_error;

  AdwToast *clipboard_toast; /* not owned; shown */

  guint reconnect_source;
  guint blank_source; /* while the guest shows nothing and that is not said yet */
  guint attempts;     /* to connect again, since it last worked */
  guint gave_up : 1;  /* connecting again is up to the person */
  guint was_connected : 1;
  guint had_picture : 1;   /* the guest has shown something since it was started */
  guint starting : 1;      /* a start of ours is under way */
  guint console_shown : 1; /* rather than the screen */
  guint follow_guest : 1;  /* nobody has sized this window yet */

  /* What we made of the size ourselves, and when (monotonic, microseconds) */
  int set_width;
  int set_height;
  gint64 size_set_at;
};

/* Page, title, buttons: everything that follows from the guest and the session. */
void _frond_guest_window_update (FrondGuestWindow *self);
/* The same for the error of the last start. */
void _frond_guest_window_update_error (FrondGuestWindow *self);
/* The session ended because of what the machine's display sent: it will say that again. */
gboolean _frond_guest_window_is_refused (FrondGuestWindow *self);

/* Connects, or lets go, as the guest's state asks. */
void _frond_guest_window_update_connection (FrondGuestWindow *self);
void _frond_guest_window_reconnect (FrondGuestWindow *self);
void _frond_guest_window_drop_session (FrondGuestWindow *self);

/* Restores what is remembered and watches over it from then on. Until a person sizes the window, it takes the size of
 * the guest's screen each time that changes: follow_screen is to be called then. */
void _frond_guest_window_setup_size (FrondGuestWindow *self);
void _frond_guest_window_follow_screen (FrondGuestWindow *self);
void _frond_guest_window_save_size (FrondGuestWindow *self);

void _frond_guest_window_install_actions (GtkWidgetClass *widget_class);
void _frond_guest_window_update_actions (FrondGuestWindow *self);
GMenuModel *_frond_guest_window_build_menu (FrondGuestWindow *self);

/* How the guest's picture is shown (-view.c). */
void _frond_guest_window_setup_view (FrondGuestWindow *self);
const char *_frond_guest_window_get_view (FrondGuestWindow *self);
void _frond_guest_window_set_view (FrondGuestWindow *self, const char *view);
/* Says that there is no picture, once that has lasted. */
void _frond_guest_window_update_blank (FrondGuestWindow *self);

/* With the guest of the session, as long as there is that session. */
void _frond_guest_window_share_clipboard (FrondGuestWindow *self);
void _frond_guest_window_unshare_clipboard (FrondGuestWindow *self);
void _frond_guest_window_append_clipboard (GMenu *menu);

void _frond_guest_window_setup_console (FrondGuestWindow *self);
gboolean _frond_guest_window_get_console (FrondGuestWindow *self);
void _frond_guest_window_set_console (FrondGuestWindow *self, gboolean open);
/* From the screen to the console, which it opens, and back. */
void _frond_guest_window_toggle_console_page (FrondGuestWindow *self);

/* To be called when the session is another one. */
void _frond_guest_window_update_usb (FrondGuestWindow *self);
gboolean _frond_guest_window_has_usb (FrondGuestWindow *self);
void _frond_guest_window_choose_usb (FrondGuestWindow *self);

/* The guest's sound and microphone (-audio.c): watched once, and again for each session. NAME is a property of the
 * profile, "sound" or "microphone". */
void _frond_guest_window_setup_audio (FrondGuestWindow *self);
void _frond_guest_window_watch_audio (FrondGuestWindow *self);
void _frond_guest_window_attach_audio (FrondGuestWindow *self);
void _frond_guest_window_append_audio (GMenu *menu);
gboolean _frond_guest_window_get_audio (FrondGuestWindow *self, const char *name);
void _frond_guest_window_set_audio (FrondGuestWindow *self, const char *name, gboolean value);

FrondLibrary *_frond_guest_window_get_library (FrondGuestWindow *self);

G_END_DECLS
