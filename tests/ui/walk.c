/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "walk.h"

#include "frond-display.h"
#include "keyboard.h"
#include "ui-fixture.h"

#include <adwaita.h>
#include <vte/vte.h>

/* More than any screen has. */
#define MAX_STEPS 400
/* As many times nothing new, and the walk is over. */
#define MAX_KNOWN 150

typedef struct
{
  GtkWindow *window;
  GtkWidget *root;     /* the window, or a menu in it */
  GHashTable *reached; /* of widgets, not owned */
  GHashTable *cells;   /* the same for what is in lists, which use their cells again: see dup_cell_id() */
  GHashTable *looks;   /* of what was seen with the focus: type and style, strings */
  WalkReport *report;
} Walk;

static GtkWidget *
get_focus (Walk *self)
{
  return gtk_window_get_focus (self->window);
}

static void
add_problem (Walk *self, GtkWidget *widget, const char *words)
{
  g_autofree char *description = walk_describe (widget);

  g_ptr_array_add (self->report->problems, g_strdup_printf ("%s %s", description, words));
}

static gboolean
is_usable (GtkWidget *widget)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_get_can_focus (widget) &&
         gtk_widget_get_sensitive (widget);
}

/* What passes the focus on to what is in it. */
static gboolean
is_container (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  return ADW_IS_DIALOG (widget) || GTK_IS_POPOVER (widget) || GTK_IS_LIST_BOX (widget) ||
         GTK_IS_FLOW_BOX (widget) || GTK_IS_LIST_BASE (widget) || GTK_IS_SCROLLED_WINDOW (widget) ||
         ADW_IS_EXPANDER_ROW (widget) || ADW_IS_ENTRY_ROW (widget) || ADW_IS_SPIN_ROW (widget) ||
         (parent != NULL && g_str_equal (G_OBJECT_TYPE_NAME (parent), "AdwFloatingSheet"));
}

/* What can have the focus below WIDGET. A popover is a place of its own. */
static void
collect (GtkWidget *widget, GPtrArray *found)
{
  if (gtk_widget_get_focusable (widget) && !is_container (widget))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (is_usable (child) && !GTK_IS_POPOVER (child))
      collect (child, found);
}

static GPtrArray *
find_focusable (Walk *self)
{
  GPtrArray *found = g_ptr_array_new ();

  collect (self->root, found);
  return found;
}

/* The window is drawn anew. */
static void
painted_cb (gboolean *painted)
{
  *painted = TRUE;
}

static GBytes *
draw (GtkWidget *native)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (native);
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  gboolean painted = FALSE;
  gulong handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (painted_cb), &painted);

  gtk_widget_queue_draw (native);
  ui_wait_until (painted);
  g_signal_handler_disconnect (clock, handler);
  paintable = gtk_widget_paintable_new (native);
  gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  return node != NULL ? gsk_render_node_serialize (node) : g_bytes_new_static ("", 0);
}

/* Whether the picture is another one when WIDGET and what is around it do not know that it has the focus. */
static gboolean
shows_focus (GtkWidget *widget)
{
  const GtkStateFlags flags =
      GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE | GTK_STATE_FLAG_FOCUS_WITHIN;
  GtkWidget *native = GTK_WIDGET (gtk_widget_get_native (widget));
  g_autoptr (GArray) before = g_array_new (FALSE, FALSE, sizeof (GtkStateFlags));
  g_autoptr (GBytes) with = draw (native);
  g_autoptr (GBytes) without = NULL;
  guint i = 0;

  for (GtkWidget *at = widget; at != native; at = gtk_widget_get_parent (at))
    {
      GtkStateFlags state = gtk_widget_get_state_flags (at);

      g_array_append_val (before, state);
      gtk_widget_unset_state_flags (at, flags);
    }
  without = draw (native);
  for (GtkWidget *at = widget; at != native; at = gtk_widget_get_parent (at))
    gtk_widget_set_state_flags (at, g_array_index (before, GtkStateFlags, i++) & flags, FALSE);

  return !g_bytes_equal (with, without);
}

/* One look at each kind of widget. The guest's screen and its console belong to the guest, all of them. */
static void
check_focus_shown (Walk *self, GtkWidget *widget)
{
  g_auto (GStrv) classes = gtk_widget_get_css_classes (widget);
  g_autofree char *style = g_strjoinv (" ", classes);
  char *look = g_strdup_printf ("%s %s", G_OBJECT_TYPE_NAME (widget), style);

  if (!g_hash_table_add (self->looks, look) || is_container (widget) || FROND_IS_DISPLAY (widget) ||
      VTE_IS_TERMINAL (widget))
    return;
  /* The caret of the one does, whatever its state flags say; the other is the toolkit's, selected in place of focused. */
  if ((GTK_IS_TEXT_VIEW (widget) && gtk_text_view_get_cursor_visible (GTK_TEXT_VIEW (widget))) ||
      g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkModelButton"))
    return;
  if (!shows_focus (widget))
    add_problem (self, widget, "does not show that it has the focus");
}

/* What WIDGET is in which item of a list: "GtkButton GtkBox … Debian 13"; NULL outside of lists. */
static char *
dup_cell_id (GtkWidget *widget)
{
  g_autoptr (GString) id = g_string_new (NULL);

  for (GtkWidget *at = widget; at != NULL; at = gtk_widget_get_parent (at))
    {
      GtkWidget *parent = gtk_widget_get_parent (at);

      g_string_append_printf (id, "%s ", G_OBJECT_TYPE_NAME (at));
      if (parent != NULL && GTK_IS_LIST_BASE (parent))
        {
          g_autofree char *cell = walk_describe (at);

          return g_strconcat (id->str, cell, NULL);
        }
    }
  return NULL;
}

static gboolean
is_reached (Walk *self, GtkWidget *widget)
{
  g_autofree char *id = dup_cell_id (widget);

  return g_hash_table_contains (self->reached, widget) ||
         (id != NULL && g_hash_table_contains (self->cells, id));
}

/* Whether where the focus is now is new. */
static gboolean
take_focus (Walk *self)
{
  GtkWidget *focus = get_focus (self);
  char *id = focus != NULL ? dup_cell_id (focus) : NULL;

  if (id != NULL)
    g_hash_table_add (self->cells, id);
  if (focus == NULL || !g_hash_table_add (self->reached, focus))
    return FALSE;
  check_focus_shown (self, focus);
  return TRUE;
}

static gboolean
is_text (GtkWidget *widget)
{
  return GTK_IS_TEXT_VIEW (widget) && gtk_text_view_get_accepts_tab (GTK_TEXT_VIEW (widget));
}

/* Away from what takes all keys, in the way that there is. */
static gboolean
press (Walk *self, const char *key)
{
  GtkWidget *focus = get_focus (self);
  gboolean pressed;

  if (focus != NULL && FROND_IS_DISPLAY (focus))
    pressed = keyboard_press_release_chord (self->window);
  else if (focus != NULL && (VTE_IS_TERMINAL (focus) || is_text (focus)))
    {
      g_autofree char *leave = g_strconcat ("ctrl+", key, NULL);

      pressed = keyboard_press (self->window, leave);
    }
  else
    pressed = keyboard_press (self->window, key);
  if (!pressed)
    g_ptr_array_add (self->report->problems, g_strdup_printf ("%s is not heard", key));

  return pressed;
}

/* KEY again and again until it is back where it began. Lists use their cells again for what comes next in them. */
static void
go_round (Walk *self, const char *key)
{
  guint n_known = 0, n_same = 0;
  GtkWidget *first = NULL;

  for (guint i = 0; i < MAX_STEPS && n_known < MAX_KNOWN; i++)
    {
      GtkWidget *before = get_focus (self);

      if (!press (self, key))
        return;
      n_same = get_focus (self) == before ? n_same + 1 : 0;
      n_known = take_focus (self) ? 0 : n_known + 1;
      /* Nothing else is there, or nothing else can be got at. */
      if (n_same == 3 || (first != NULL && get_focus (self) == first))
        return;
      if (first == NULL && get_focus (self) != NULL &&
          gtk_widget_get_ancestor (get_focus (self), GTK_TYPE_LIST_BASE) == NULL)
        first = get_focus (self);
    }
}

/* From something that was reached on with the arrows, once. */
static void
go_by_arrows (Walk *self, GtkWidget *widget)
{
  static const char *const arrows[] = { "Down", "Right", "Up", "Left" };

  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    {
      if (!gtk_widget_grab_focus (widget) || !press (self, arrows[i]))
        return;
      take_focus (self);
    }
}

/* The cell of a list that WIDGET is in; NULL: in none, or it is one. */
static GtkWidget *
find_cell (GtkWidget *widget)
{
  GtkWidget *parent;

  for (GtkWidget *at = gtk_widget_get_parent (widget); at != NULL; at = parent)
    {
      parent = gtk_widget_get_parent (at);
      if (parent != NULL && GTK_IS_LIST_BASE (parent))
        return at;
    }
  return NULL;
}

/* From a cell that the arrows reach into what is in it with Tab. */
static void
go_into_cell (Walk *self, GtkWidget *cell)
{
  if (!is_reached (self, cell) || !gtk_widget_grab_focus (cell))
    return;
  do
    {
      if (!press (self, "Tab"))
        return;
      take_focus (self);
    }
  while (get_focus (self) != NULL && gtk_widget_is_ancestor (get_focus (self), cell));
}

/* What Tab passes over: the other ones of a group, the cells of a list and what is in them. */
static void
reach_rest (Walk *self)
{
  g_autoptr (GHashTable) gone_from = g_hash_table_new (NULL, NULL);
  guint before;

  do
    {
      /* Also what the last round has scrolled to. */
      g_autoptr (GPtrArray) focusable = find_focusable (self);

      before = g_hash_table_size (self->cells) + g_hash_table_size (self->reached);
      for (guint i = 0; i < focusable->len; i++)
        {
          GtkWidget *widget = focusable->pdata[i];
          GtkWidget *parent = gtk_widget_get_parent (widget);
          GtkWidget *cell = find_cell (widget);

          if (is_reached (self, widget) || parent == NULL)
            continue;
          if (cell != NULL)
            go_into_cell (self, cell);
          for (GtkWidget *sibling = gtk_widget_get_first_child (parent);
               sibling != NULL && !is_reached (self, widget); sibling = gtk_widget_get_next_sibling (sibling))
            if (g_hash_table_contains (self->reached, sibling) && g_hash_table_add (gone_from, sibling))
              go_by_arrows (self, sibling);
        }
    }
  while (g_hash_table_size (self->cells) + g_hash_table_size (self->reached) > before);
}

/* Is part of WIDGET, or has WIDGET as its part, and both are one for the keyboard. */
static gboolean
is_part (GtkWidget *widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, ADW_TYPE_ACTION_ROW);
  static const char *const wholes[] = { "GtkSpinButton",    "AdwSpinRow",  "GtkWindowControls",
                                        "AdwSheetControls", "AdwEntryRow", "GtkScrollbar" };

  if (row != NULL && adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row)) == widget)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (wholes); i++)
    if (g_type_from_name (wholes[i]) != 0 &&
        gtk_widget_get_ancestor (widget, g_type_from_name (wholes[i])) != NULL)
      return TRUE;

  return FALSE;
}

static gboolean
is_control (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_SWITCH (widget) || GTK_IS_CHECK_BUTTON (widget) ||
         GTK_IS_TEXT (widget) || GTK_IS_SCALE (widget) || GTK_IS_TEXT_VIEW (widget) ||
         GTK_IS_EXPANDER (widget);
}

/* What a mouse can use, and the keyboard never can. */
static void
check_mouse_only (Walk *self, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_can_target (widget) ||
      !gtk_widget_get_sensitive (widget))
    return;
  if (is_control (widget) && !is_part (widget) &&
      !(gtk_widget_get_focusable (widget) && gtk_widget_get_can_focus (widget)))
    add_problem (self, widget, "is for the mouse only");
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_POPOVER (child))
      check_mouse_only (self, child);
}

/* What a screen reader calls it when nobody has said what it is. */
static gboolean
has_role (GtkWidget *widget)
{
  /* The one that is written into has the role of the whole. */
  if (GTK_IS_TEXT (widget) && GTK_IS_EDITABLE (gtk_widget_get_parent (widget)))
    widget = gtk_widget_get_parent (widget);

  switch ((guint) gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)))
    {
    case GTK_ACCESSIBLE_ROLE_NONE:
    case GTK_ACCESSIBLE_ROLE_GENERIC:
    case GTK_ACCESSIBLE_ROLE_GROUP:
    case GTK_ACCESSIBLE_ROLE_WIDGET:
      return FALSE;
    default:
      return TRUE;
    }
}

/* Everything below the root, and no further: menus have a walk of their own. */
static void
walk_root (Walk *self)
{
  g_autoptr (GPtrArray) focusable = NULL;

  /* Until the first key nothing shows it: the focus came with a window. */
  go_round (self, "Tab");
  go_round (self, "shift+Tab");
  if (GTK_IS_POPOVER (self->root))
    go_round (self, "Down");
  reach_rest (self);

  focusable = find_focusable (self);
  for (guint i = 0; i < focusable->len; i++)
    {
      if (is_reached (self, focusable->pdata[i]))
        self->report->n_reached++;
      else
        add_problem (self, focusable->pdata[i], "is not reached by any key");
      if (!has_role (focusable->pdata[i]))
        add_problem (self, focusable->pdata[i], "has no role");
    }
  self->report->n_focusable += focusable->len;
  check_mouse_only (self, self->root);
}

static GtkWidget *
find_popup (Walk *self, GtkWidget *button)
{
  GtkPopover *popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (button));

  return popover != NULL && gtk_widget_get_mapped (GTK_WIDGET (popover)) ? GTK_WIDGET (popover) : NULL;
}

static void
open_menu (GtkWidget *button)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  ui_settle ();
}

/* Out of it with Escape, from a page of a page too. */
static void
close_menu (Walk *self, GtkWidget *popover)
{
  for (int i = 0; i < 3 && gtk_widget_get_mapped (popover); i++)
    {
      if (!press (self, "Escape"))
        break;
      ui_settle ();
    }
  if (!gtk_widget_get_mapped (popover))
    return;
  add_problem (self, popover, "cannot be closed with Escape");
  gtk_popover_popdown (GTK_POPOVER (popover));
  ui_settle ();
}

static void
walk_page (Walk *self, GtkWidget *popover, WalkLook look, gpointer user_data)
{
  if (look != NULL)
    look (user_data);
  self->report->n_menus++;
  self->root = popover;
  walk_root (self);
  self->root = GTK_WIDGET (self->window);
  close_menu (self, popover);
}

/* The items that lead to a page of their own. */
static void
collect_submenus (GtkWidget *widget, GPtrArray *found)
{
  g_autofree char *menu = NULL;

  if (!gtk_widget_get_mapped (widget))
    return;
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkModelButton"))
    g_object_get (widget, "menu-name", &menu, NULL);
  if (menu != NULL)
    g_ptr_array_add (found, g_object_ref (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_submenus (child, found);
}

static void
walk_menu (Walk *self, GtkWidget *button, WalkLook look, gpointer user_data)
{
  g_autoptr (GPtrArray) submenus = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *popover = NULL;

  open_menu (button);
  popover = find_popup (self, button);
  if (popover == NULL)
    {
      add_problem (self, button, "opens no menu");
      return;
    }

  collect_submenus (popover, submenus);
  walk_page (self, popover, look, user_data);
  for (guint i = 0; i < submenus->len; i++)
    {
      open_menu (button);
      gtk_widget_grab_focus (submenus->pdata[i]);
      if (press (self, "Return"))
        walk_page (self, popover, look, user_data);
    }
}

static void
collect_menus (GtkWidget *widget, GPtrArray *found)
{
  if (GTK_IS_MENU_BUTTON (widget))
    g_ptr_array_add (found, g_object_ref (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (is_usable (child) && !GTK_IS_POPOVER (child))
      collect_menus (child, found);
}

/* The menu or page that is open in front of the window, and has the keys until it is closed. */
static GtkWidget *
find_open_popover (GtkWidget *widget)
{
  if (GTK_IS_POPOVER (widget))
    return gtk_widget_get_mapped (widget) && gtk_popover_get_autohide (GTK_POPOVER (widget)) ? widget : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gtk_widget_get_mapped (child) ? find_open_popover (child) : NULL;

      if (found != NULL)
        return found;
    }
  return NULL;
}

WalkReport *
walk_window (GtkWindow *window, WalkLook look, gpointer user_data)
{
  g_autoptr (GPtrArray) menus = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) reached = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) cells = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) looks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Walk self = { window, GTK_WIDGET (window), reached, cells, looks, g_new0 (WalkReport, 1) };
  g_autoptr (GHashTable) kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GtkWidget *popover;

  self.report->problems = g_ptr_array_new_with_free_func (g_free);
  popover = find_open_popover (GTK_WIDGET (window));
  if (popover != NULL)
    walk_page (&self, popover, look, user_data);
  if (look != NULL)
    look (user_data);
  walk_root (&self);

  collect_menus (GTK_WIDGET (window), menus);
  for (guint i = 0; i < menus->len; i++)
    {
      GtkWidget *button = menus->pdata[i];

      /* One of the many of a list stands for all. */
      if (gtk_widget_get_mapped (button) &&
          g_hash_table_add (kinds, g_strdup_printf ("%s %s", gtk_widget_get_name (button),
                                                    gtk_widget_get_tooltip_text (button))))
        walk_menu (&self, button, look, user_data);
    }

  return self.report;
}

void
walk_report_free (WalkReport *self)
{
  g_ptr_array_unref (self->problems);
  g_free (self);
}
