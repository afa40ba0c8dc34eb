/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes pictures of screens: shots DIRECTORY VARIANT [SCREEN…], and the path of each when it is there. Without
 * arguments: the screens, one a line. shots.py starts it, and again when it dies. */

#include "shots.h"

#include "frond-config.h"

#include <libintl.h>
#include <stdio.h>

typedef struct
{
  const char *name;
  int width;
  int height;
  AdwColorScheme scheme;
  GtkTextDirection direction;
  int text; /* its size in percent */
} Variant;

#define LIGHT ADW_COLOR_SCHEME_FORCE_LIGHT
#define DARK  ADW_COLOR_SCHEME_FORCE_DARK
#define LTR   GTK_TEXT_DIR_LTR
#define RTL   GTK_TEXT_DIR_RTL

/* shots.py has the environment of those that need one. */
static const Variant variants[] = {
  { "light", 960, 660, LIGHT, LTR, 100 },    { "dark", 960, 660, DARK, LTR, 100 },
  { "narrow", 360, 660, LIGHT, LTR, 100 },   { "rtl", 960, 660, LIGHT, RTL, 100 },
  { "large", 960, 660, LIGHT, LTR, 200 },    { "large-narrow", 360, 660, LIGHT, LTR, 200 },
  { "contrast", 960, 660, LIGHT, LTR, 100 }, { "contrast-dark", 960, 660, DARK, LTR, 100 },
  { "wide", 3840, 2100, LIGHT, LTR, 100 },
};

static void
draw_native (GtkSnapshot *snapshot, GtkWidget *native)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (native);

  gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
}

/* Menus are surfaces of their own, over the one of the window. */
static void
draw_popovers (GtkSnapshot *snapshot, GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (!gtk_widget_get_mapped (child))
        continue;
      if (GTK_IS_POPOVER (child))
        {
          GdkPopup *popup = GDK_POPUP (gtk_native_get_surface (GTK_NATIVE (child)));
          double x, y;

          gtk_native_get_surface_transform (GTK_NATIVE (child), &x, &y);
          gtk_snapshot_save (snapshot);
          gtk_snapshot_translate (snapshot,
                                  &GRAPHENE_POINT_INIT ((float) (gdk_popup_get_position_x (popup) + x),
                                                        (float) (gdk_popup_get_position_y (popup) + y)));
          draw_native (snapshot, child);
          gtk_snapshot_restore (snapshot);
        }
      draw_popovers (snapshot, child);
    }
}

/* NULL: not drawn yet. */
static GskRenderNode *
draw (GtkWindow *window)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  draw_native (snapshot, GTK_WIDGET (window));
  draw_popovers (snapshot, GTK_WIDGET (window));
  return gtk_snapshot_free_to_node (snapshot);
}

static void
save (GtkWindow *window, const char *path)
{
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  /* On a busy machine a very large one takes its time. */
  ui_wait_until (node != NULL || (node = draw (window)) != NULL);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  if (!gdk_texture_save_to_png (texture, path))
    g_error ("%s cannot be written", path);
}

static void
take (const ShotsScreen *screen, const Variant *variant, const char *directory)
{
  g_autofree char *name = g_strdup_printf ("%s-%s.png", screen->name, variant->name);
  g_autofree char *path = g_build_filename (directory, name, NULL);
  UiFixture fixture = { NULL };
  GtkWindow *window;

  ui_fixture_set_up (&fixture, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), variant->scheme);
  window = screen->open (&fixture);
  ui_settle ();
  ui_settle ();
  save (window, path);
  ui_fixture_tear_down (&fixture, NULL);
  printf ("%s\n", path);
  fflush (stdout);
}

static const Variant *
find_variant (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    if (g_str_equal (name, variants[i].name))
      return &variants[i];
  return NULL;
}

static void
set_up (const Variant *variant)
{
  adw_init ();
  if (g_getenv ("FROND_SHOTS_LOCALEDIR") != NULL)
    bindtextdomain (FROND_GETTEXT, g_getenv ("FROND_SHOTS_LOCALEDIR"));
  textdomain (FROND_GETTEXT);
  /* Otherwise it is that of the language. */
  if (variant->direction == GTK_TEXT_DIR_RTL)
    gtk_widget_set_default_direction (variant->direction);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * PANGO_SCALE * variant->text / 100,
                "gtk-enable-animations", FALSE, NULL);
  shots_set_size (variant->width, variant->height);
}

int
main (int argc, char **argv)
{
  guint n_screens;
  const ShotsScreen *screens = shots_get_screens (&n_screens);
  const Variant *variant = argc > 2 ? find_variant (argv[2]) : NULL;

  if (argc == 1)
    {
      for (guint i = 0; i < n_screens; i++)
        puts (screens[i].name);
      return 0;
    }
  if (variant == NULL)
    {
      fprintf (stderr, "Usage: shots DIRECTORY VARIANT [SCREEN…]\n");
      return 2;
    }

  set_up (variant);
  for (guint i = 0; i < n_screens; i++)
    if (argc == 3 || g_strv_contains ((const char *const *) argv + 3, screens[i].name))
      take (&screens[i], variant, argv[1]);

  return 0;
}
