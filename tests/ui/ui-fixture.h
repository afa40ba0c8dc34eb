/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-application.h"
#include "frond-guest-window.h"
#include "frond-guest.h"
#include "frond-library-window.h"
#include "frond-profile.h"
#include "frond-test-host.h"
#include "frond-test-session.h"
#include "frond-test-store.h"

G_BEGIN_DECLS

/* A whole application over doubles, with a folder for files. */
typedef struct
{
  FrondTestStore *store;
  FrondTestHost *host;
  FrondLibrary *library;
  FrondDownloads *downloads; /* without a network, with a cache in the folder */
  FrondApplication *application;
  char *dir;
} UiFixture;

void ui_fixture_set_up (UiFixture *self, gconstpointer user_data);
void ui_fixture_tear_down (UiFixture *self, gconstpointer user_data);

/* Puts a machine into store and host, before ui_fixture_run(). PICTURE: which of some pictures, or -1. Returns its
 * profile's id; the fixture's store owns it. */
const char *ui_fixture_add (UiFixture *self, const char *name, const char *system, FrondGuestState state,
                            FrondGuestReason reason, int picture);

/* Starts the application with an open library window. */
FrondLibraryWindow *ui_fixture_run (UiFixture *self);

/* A disc image that is one of Debian 13, as far as its descriptors go. */
GFile *ui_fixture_make_iso (UiFixture *self, const char *name);

/* Likewise of Windows 11. */
GFile *ui_fixture_make_windows_iso (UiFixture *self, const char *name);

/* The same without anything to boot from. */
GFile *ui_fixture_make_data_iso (UiFixture *self, const char *name);
/* A file with this text. */
GFile *ui_fixture_make_file (UiFixture *self, const char *name, const char *text);

/* Runs the main loop until CONDITION; aborts the test at ui_deadline(). */
#define ui_wait_until(condition)                                                                             \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 deadline = ui_deadline ();                                                                        \
    while (!(condition) && g_get_monotonic_time () < deadline)                                               \
      ui_iterate ();                                                                                         \
    if (!(condition))                                                                                        \
      ui_late (__FILE__, __LINE__, G_STRFUNC, #condition);                                                   \
  }                                                                                                          \
  G_STMT_END

/* Says what was waited for in vain and what the windows show, and aborts. */
G_NORETURN void ui_late (const char *file, int line, const char *function, const char *condition);

/* A minute from now, or as many times that as FROND_TEST_PATIENCE says: sanitizers are slow. */
gint64 ui_deadline (void);

/* One turn of the main loop, which wakes up by itself now and then. */
void ui_iterate (void);

/* Runs until nothing is pending and every window is drawn. */
void ui_settle (void);

/* The first widget below ROOT (itself included) that is of TYPE and visible, and for which MATCH is true; NULL: any. */
typedef gboolean (*UiMatch) (GtkWidget *widget, const char *text);
GtkWidget *ui_find (GtkWidget *root, GType type, UiMatch match, const char *text);

/* Whether a visible label below ROOT holds TEXT. */
gboolean ui_has_text (GtkWidget *root, const char *text);

/* The visible button below ROOT whose label, mnemonic taken away, or tooltip is TEXT. */
GtkWidget *ui_find_button (GtkWidget *root, const char *text);
void ui_click (GtkWidget *root, const char *text);

/* Presses KEYS as a keyboard does, with xdotool; FALSE where that is not installed. */
gboolean ui_press (const char *keys);

/* The name of the page that WIDGET's template stack shows. */
const char *ui_page (gpointer widget);

G_END_DECLS
