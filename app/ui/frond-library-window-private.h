/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-catalogue-page.h"
#include "frond-downloads-button.h"
#include "frond-guest-selection.h"
#include "frond-guest-tiles.h"
#include "frond-host-advice.h"
#include "frond-library-window.h"

G_BEGIN_DECLS

/* Shared by the files of the window: what it shows (frond-library-window.c), the grid (-grid.c), the catalogue
 * (-catalogue.c), its groups (-groups.c), what is selected (-select.c) and what can be wrong with the host or the store (-status.c). */
struct _FrondLibraryWindow
{
  AdwApplicationWindow parent_instance;

  /* Template widgets */
  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwBanner *banner;
  GtkWidget *drop_hint;
  GtkGridView *grid;
  FrondDownloadsButton *downloads_button;
  FrondCataloguePage *catalogue_page;
  AdwWindowTitle *window_title;
  AdwBreakpoint *tight_breakpoint;
  AdwHeaderBar *header_bar;
  GtkWidget *new_button;
  GtkWidget *back_button;
  GtkToggleButton *search_button;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkWidget *menu_button;
  GtkWidget *cancel_button;
  AdwToolbarView *toolbar_view;
  GtkWidget *groups_bar;
  AdwToggleGroup *groups;
  AdwStatusPage *unavailable_page;
  GtkBox *unavailable_box;
  AdwStatusPage *failed_page;
  GtkBox *failed_box;

  /* Owned */
  FrondLibrary *library;
  FrondPictureKeeper *pictures;
  FrondSettings *settings;
  FrondPlatform *platform;
  FrondHostAdvice *banner_advice;
  FrondLauncher *launcher;
  GListStore *models; /* those that are being made, and the library */
  GtkFilter *filter;
  GtkSorter *sorter;
  FrondGuestSelection *selection;
  FrondGuestTiles *tiles;
  GHashTable *bound; /* FrondGuest → its GtkListItem, neither owned */
  char *query;       /* casefolded */
  char **terms;      /* of the query, see frond_text_split_terms(); NULL: everything */
  char *group;       /* that is shown; NULL: all */
  char *sort;

  gboolean selecting;        /* clicks select */
  guint anchor;              /* where a range starts */
  GdkModifierType modifiers; /* of the click that is under way */
  guint refresh_source;      /* groups and order are looked at anew */

  gboolean choosing; /* the catalogue, though there are machines */

  guint silence_source; /* while the helper is being connected to */
  gboolean silent;      /* it has not answered for too long */
};

void _frond_library_window_setup_grid (FrondLibraryWindow *self);
void _frond_library_window_query_changed (FrondLibraryWindow *self);
void _frond_library_window_sort_changed (FrondLibraryWindow *self);

/* Names what the grid has anew, for assistive technologies. */
void _frond_library_window_name_items (FrondLibraryWindow *self);

/* The tile with the keyboard focus; grid cells are made by GTK and hold one tile each. */
FrondGuestTile *_frond_library_window_get_focused_tile (FrondLibraryWindow *self);

void _frond_library_window_setup_groups (FrondLibraryWindow *self);
void _frond_library_window_group_changed (FrondLibraryWindow *self);

/* Every group there is, sorted: NULL-terminated, caller frees. */
char **_frond_library_window_list_groups (FrondLibraryWindow *self);

void _frond_library_window_setup_selection (FrondLibraryWindow *self);
void _frond_library_window_install_selection_actions (GtkWidgetClass *widget_class);

/* ITEM, at POSITION, was activated: TRUE where that was about the selection. */
gboolean _frond_library_window_select_clicked (FrondLibraryWindow *self, gpointer item, guint position);
void _frond_library_window_update_selected (FrondLibraryWindow *self);
void _frond_library_window_stop_selecting (FrondLibraryWindow *self);

void _frond_library_window_setup_catalogue (FrondLibraryWindow *self);
void _frond_library_window_install_catalogue_actions (GtkWidgetClass *widget_class);

/* Nothing is there, and nothing is being made. */
gboolean _frond_library_window_is_empty (FrondLibraryWindow *self);

/* Leaves out of a narrow header what it has no room for. */
void _frond_library_window_fit_header (FrondLibraryWindow *self);

/* The header that goes with the page NAME of the stack. */
void _frond_library_window_update_header (FrondLibraryWindow *self, const char *name);

/* Shows the page and the banner that go with the library and its host. */
void _frond_library_window_update_status (FrondLibraryWindow *self);

/* The helper gets its time to answer once more. */
void _frond_library_window_forget_silence (FrondLibraryWindow *self);

G_END_DECLS
