/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A walk through a window without a mouse: with real keys, over everything that can have the focus. */

/* Called when a window, and later each menu in it, is open and has not been walked through. */
typedef void (*WalkLook) (gpointer user_data);

typedef struct
{
  guint n_focusable; /* what can have the focus */
  guint n_reached;   /* and got it by Tab, by Shift+Tab or by an arrow key */
  guint n_menus;     /* that were opened, submenus among them */
  GPtrArray
      *problems; /* sentences in English: what no key reaches, what keeps the focus, what does not show it */
} WalkReport;

/* LOOK: may be NULL. */
WalkReport *walk_window (GtkWindow *window, WalkLook look, gpointer user_data);
void walk_report_free (WalkReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WalkReport, walk_report_free)

/* Adds to PROBLEMS what cannot be read in WINDOW: texts that are cut off or stick out, what has to be scrolled sideways,
 * and WINDOW itself when it cannot be WIDTH narrow. */
void walk_check_texts (GtkWindow *window, int width, GPtrArray *problems);

/* "a GtkButton “Close” in AdwHeaderBar" */
char *walk_describe (GtkWidget *widget);

G_END_DECLS
