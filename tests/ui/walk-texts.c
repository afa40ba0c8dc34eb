/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "walk.h"

#include <adwaita.h>
#include <vte/vte.h>

/* A pixel more or less is rounding. */
#define TOLERANCE 1

static const char *
get_words (GtkWidget *widget)
{
  if (gtk_widget_get_tooltip_text (widget) != NULL)
    return gtk_widget_get_tooltip_text (widget);
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (ADW_IS_PREFERENCES_ROW (widget))
    return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    return gtk_button_get_label (GTK_BUTTON (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const char *words = GTK_IS_POPOVER (child) ? "" : get_words (child);

      if (*words != '\0')
        return words;
    }
  return "";
}

char *
walk_describe (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  while (parent != NULL && g_str_has_prefix (G_OBJECT_TYPE_NAME (parent), "Gtk") && !GTK_IS_WINDOW (parent))
    parent = gtk_widget_get_parent (parent);
  return g_strdup_printf ("%s “%s” in %s", G_OBJECT_TYPE_NAME (widget), get_words (widget),
                          parent != NULL ? G_OBJECT_TYPE_NAME (parent) : "nothing");
}

static void
add_problem (GPtrArray *problems, GtkWidget *widget, const char *words)
{
  g_autofree char *description = walk_describe (widget);

  g_ptr_array_add (problems, g_strdup_printf ("%s %s", description, words));
}

/* What is cut off on purpose says the whole text in another way. A title does by what is below it. */
static gboolean
is_told_otherwise (GtkWidget *label)
{
  if (gtk_widget_has_css_class (label, "title") &&
      gtk_widget_get_ancestor (label, ADW_TYPE_HEADER_BAR) != NULL)
    return TRUE;
  for (GtkWidget *at = label; at != NULL; at = gtk_widget_get_parent (at))
    if (gtk_widget_get_has_tooltip (at))
      return TRUE;
  return FALSE;
}

static void
check_label (GtkWindow *window, GtkWidget *label, GPtrArray *problems)
{
  PangoLayout *layout = gtk_label_get_layout (GTK_LABEL (label));
  graphene_rect_t bounds;
  int width, height;

  if (*gtk_label_get_text (GTK_LABEL (label)) == '\0')
    return;
  pango_layout_get_pixel_size (layout, &width, &height);
  if (pango_layout_is_ellipsized (layout) && !is_told_otherwise (label))
    add_problem (problems, label, "ends in three dots");
  if (width > gtk_widget_get_width (label) + TOLERANCE)
    add_problem (problems, label, "is wider than its place");
  if (height > gtk_widget_get_height (label) + TOLERANCE)
    add_problem (problems, label, "is higher than its place");
  if (gtk_widget_compute_bounds (label, GTK_WIDGET (window), &bounds) &&
      (bounds.origin.x < -TOLERANCE ||
       bounds.origin.x + bounds.size.width > gtk_widget_get_width (GTK_WIDGET (window)) + TOLERANCE))
    add_problem (problems, label, "sticks out of the window");
}

static void
check_scrolling (GtkWidget *widget, GPtrArray *problems)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (widget));
  GtkWidget *child = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (widget));

  if (!VTE_IS_TERMINAL (child) &&
      gtk_adjustment_get_upper (adjustment) > gtk_adjustment_get_page_size (adjustment) + TOLERANCE)
    add_problem (problems, widget, "has to be scrolled sideways");
}

static void
check (GtkWindow *window, GtkWidget *widget, GPtrArray *problems)
{
  if (!gtk_widget_get_mapped (widget) || GTK_IS_POPOVER (widget))
    return;

  if (GTK_IS_LABEL (widget))
    check_label (window, widget, problems);
  if (GTK_IS_SCROLLED_WINDOW (widget))
    check_scrolling (widget, problems);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check (window, child, problems);
}

void
walk_check_texts (GtkWindow *window, int width, GPtrArray *problems)
{
  int least;

  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  if (least > width)
    g_ptr_array_add (problems, g_strdup_printf ("The window cannot be narrower than %d, and %d is there",
                                                least, width));
  check (window, GTK_WIDGET (window), problems);
}
