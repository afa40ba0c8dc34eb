/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever can be pressed, chosen or typed into says to assistive technologies what it is. */

#include "ui-fixture.h"

#include "frond-display.h"
#include "frond-properties-dialog.h"

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/names/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

static gboolean
has_text (GtkWidget *widget, const char *text)
{
  return *gtk_label_get_text (GTK_LABEL (widget)) != '\0';
}

static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL) ||
         gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY) ||
         gtk_widget_get_tooltip_text (widget) != NULL ||
         ui_find (widget, GTK_TYPE_LABEL, has_text, NULL) != NULL;
}

static gboolean
needs_name (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_EDITABLE (widget) ||
         GTK_IS_TEXT_VIEW (widget) || GTK_IS_SWITCH (widget) || ADW_IS_PREFERENCES_ROW (widget) ||
         GTK_IS_GRID_VIEW (widget);
}

/* Parts of a control are named by the whole, which is checked itself: the text of an entry, the arrows of a spin
 * button, the toggle inside of a menu button, a row's own switch, and the window's own buttons. */
static gboolean
is_part (GtkWidget *widget)
{
  static const char *const wholes[] = { "GtkSpinButton", "GtkMenuButton", "GtkWindowControls",
                                        "AdwPreferencesRow" };

  if (ADW_IS_PREFERENCES_ROW (widget))
    return FALSE;

  for (GtkWidget *parent = gtk_widget_get_parent (widget); parent != NULL;
       parent = gtk_widget_get_parent (parent))
    {
      if (GTK_IS_EDITABLE (parent))
        return TRUE;
      for (guint i = 0; i < G_N_ELEMENTS (wholes); i++)
        if (g_type_from_name (wholes[i]) != 0 &&
            g_type_is_a (G_OBJECT_TYPE (parent), g_type_from_name (wholes[i])) &&
            (GTK_IS_EDITABLE (widget) || GTK_IS_SWITCH (widget) || i < 3))
          return TRUE;
    }

  return FALSE;
}

static guint
check (GtkWidget *widget)
{
  guint n = 0;

  if (!gtk_widget_get_mapped (widget))
    return 0;

  if (needs_name (widget) && !is_part (widget))
    {
      n++;
      if (!has_name (widget))
        {
          g_test_message ("A %s in a %s has no name", G_OBJECT_TYPE_NAME (widget),
                          G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
          g_test_fail ();
        }
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += check (child);

  return n;
}

static void
test_library (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  ui_fixture_add (f, "one", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  frond_test_host_set_software (f->host, "broken");
  window = ui_fixture_run (f);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.search", NULL);
  ui_settle ();
  g_assert_cmpuint (check (GTK_WIDGET (window)), >=, 7);
}

static void
test_grid_cell (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;
  GtkWidget *cell;

  ui_fixture_add (f, "one", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  window = ui_fixture_run (f);
  cell = gtk_widget_get_first_child (ui_find (GTK_WIDGET (window), GTK_TYPE_GRID_VIEW, NULL, NULL));
  gtk_test_accessible_assert_property (cell, GTK_ACCESSIBLE_PROPERTY_LABEL, "one");
  gtk_test_accessible_assert_property (cell, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Off, Debian 13");
}

static void
test_create (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window = ui_fixture_run (f);
  g_autoptr (GFile) iso = ui_fixture_make_iso (f, "debian.iso");
  GtkWidget *row;

  frond_library_window_create_from (window, iso);
  ui_wait_until ((row = ui_find (GTK_WIDGET (window), ADW_TYPE_EXPANDER_ROW, NULL, NULL)) != NULL);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  ui_settle ();
  g_assert_cmpuint (check (GTK_WIDGET (window)), >=, 10);
}

static void
test_guest (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondGuest) guest = NULL;
  GtkWindow *window;

  ui_fixture_add (f, "one", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  ui_fixture_run (f);
  guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);
  window = frond_application_open_guest (f->application, guest);
  ui_settle ();
  g_assert_cmpuint (check (GTK_WIDGET (window)), >=, 4);
  adw_dialog_present (frond_properties_dialog_new (f->library, guest), GTK_WIDGET (window));
  ui_settle ();
  g_assert_cmpuint (check (GTK_WIDGET (window)), >=, 12);
}

static void
test_screen (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondGuest) guest = NULL;
  g_autoptr (FrondSession) session = frond_test_session_new (640, 480);
  GtkWidget *display;
  GtkWindow *window;

  ui_fixture_add (f, "one", "Debian 13", FROND_GUEST_RUNNING, FROND_GUEST_REASON_NONE, -1);
  ui_fixture_run (f);
  guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);
  window = frond_application_open_guest (f->application, guest);
  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), session);
  ui_wait_until ((display = ui_find (GTK_WIDGET (window), FROND_TYPE_DISPLAY, NULL, NULL)) != NULL);
  gtk_test_accessible_assert_property (display, GTK_ACCESSIBLE_PROPERTY_LABEL, "Screen of one");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  TEST ("library", test_library);
  TEST ("grid-cell", test_grid_cell);
  TEST ("create", test_create);
  TEST ("guest", test_guest);
  TEST ("screen", test_screen);

  return g_test_run ();
}
