/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-fixture.h"

#include "frond-screenshot.h"
#include "frond-test-screen.h"

#include <glib/gstdio.h>

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/screenshot/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

static char *home;
static char *pictures;
static char *screenshots;

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GFile *
save (const char *text, const char *subject, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GAsyncResult) result = NULL;

  frond_screenshot_save_async (bytes, subject, NULL, result_cb, &result);
  ui_wait_until (result != NULL);

  return frond_screenshot_save_finish (result, error);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_remove (child);
    }
  g_rmdir (path);
}

static void
fresh_folder (void)
{
  remove_folder (pictures);
  g_assert_cmpint (g_mkdir (pictures, 0755), ==, 0);
}

static void
assert_content (GFile *file, const char *text)
{
  g_autofree char *content = NULL;

  g_assert_true (g_file_load_contents (file, NULL, &content, NULL, NULL, NULL));
  g_assert_cmpstr (content, ==, text);
}

/* Within one second the names would be the same. */
static void
test_never_overwrites (void)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  fresh_folder ();
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *text = g_strdup_printf ("picture %u", i);
      g_autofree char *folder = NULL;
      g_autoptr (GFile) parent = NULL;
      GFile *file;

      file = save (text, "Debian 13", &error);
      g_assert_no_error (error);
      parent = g_file_get_parent (file);
      folder = g_file_get_path (parent);
      g_assert_cmpstr (folder, ==, screenshots);
      g_ptr_array_add (files, file);
    }
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *text = g_strdup_printf ("picture %u", i);
      g_autofree char *name = g_file_get_basename (g_ptr_array_index (files, i));

      assert_content (g_ptr_array_index (files, i), text);
      g_assert_true (
          g_regex_match_simple ("^Debian 13 \\d{4}-\\d\\d-\\d\\d \\d\\d-\\d\\d-\\d\\d( \\(\\d\\))?\\.png$",
                                name, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT));
    }
}

static void
test_names (void)
{
  static const struct
  {
    const char *subject;
    const char *start;
  } cases[] = {
    { "../../etc/passwd", "-..-etc-passwd " },
    { "..", "Frond " },
    { "", "Frond " },
    { "/", "- " },
    { "a\nb", "a-b " },
    { "\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd " },
  };
  g_autofree char *endless = g_strnfill (5000, 'x');
  g_autoptr (GString) wide = g_string_new ("x");
  g_autofree char *long_name = frond_screenshot_dup_name (endless);
  g_autofree char *wide_name = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = frond_screenshot_dup_name (cases[i].subject);

      g_assert_null (strchr (name, '/'));
      g_assert_true (g_str_has_prefix (name, cases[i].start));
    }
  g_assert_cmpuint (strlen (long_name), <, 240);
  for (int i = 0; i < 200; i++)
    g_string_append (wide, "é");
  wide_name = frond_screenshot_dup_name (wide->str);
  g_assert_true (g_utf8_validate (wide_name, -1, NULL));
  g_assert_cmpuint (strlen (wide_name), <, 240);
}

static void
test_nowhere (void)
{
  g_autoptr (GError) error = NULL;

  remove_folder (pictures);
  g_assert_null (save ("picture", "one", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (pictures, G_FILE_TEST_EXISTS));
}

static void
test_window (UiFixture *f, gconstpointer data)
{
  FrondGuestState state = GPOINTER_TO_INT (data) ? FROND_GUEST_PAUSED : FROND_GUEST_RUNNING;
  g_autoptr (FrondSession) session = frond_test_session_new (640, 480);
  g_autoptr (GBytes) png = frond_test_screen_draw_png (1283, 799, 1);
  g_autoptr (FrondGuest) guest = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  GdkClipboard *clipboard;
  GtkWindow *window;
  g_autoptr (GDir) dir = NULL;

  fresh_folder ();
  ui_fixture_add (f, "one/two", "Debian 13", state, FROND_GUEST_REASON_NONE, -1);
  ui_fixture_run (f);
  guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);
  window = frond_application_open_guest (f->application, guest);
  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), session);
  frond_test_host_set_picture (f->host, png);
  ui_settle ();

  gtk_widget_activate_action (GTK_WIDGET (window), "win.screenshot", NULL);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "Screenshot saved and copied"));
  g_assert_nonnull (ui_find_button (GTK_WIDGET (window), "Open"));

  dir = g_dir_open (screenshots, 0, &error);
  g_assert_no_error (error);
  path = g_build_filename (screenshots, g_dir_read_name (dir), NULL);
  texture = gdk_texture_new_from_filename (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 1283);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 799);

  clipboard = gtk_widget_get_clipboard (GTK_WIDGET (window));
  g_assert_true (gdk_clipboard_is_local (clipboard));
  g_assert_true (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), "image/png"));
}

/* The host cannot: what the window shows is taken, at the guest's own size and without the words over it. */
static void
test_window_alone (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondSession) session = frond_test_session_new (652, 481);
  g_autoptr (FrondGuest) guest = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autofree char *path = NULL;
  GtkWindow *window;

  fresh_folder ();
  ui_fixture_add (f, "one", "Debian 13", FROND_GUEST_PAUSED, FROND_GUEST_REASON_USER, -1);
  ui_fixture_run (f);
  guest = g_list_model_get_item (G_LIST_MODEL (f->library), 0);
  window = frond_application_open_guest (f->application, guest);
  frond_guest_window_set_session (FROND_GUEST_WINDOW (window), session);
  ui_settle ();

  gtk_widget_activate_action (GTK_WIDGET (window), "win.screenshot", NULL);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "Screenshot saved and copied"));
  dir = g_dir_open (screenshots, 0, NULL);
  path = g_build_filename (screenshots, g_dir_read_name (dir), NULL);
  texture = gdk_texture_new_from_filename (path, NULL);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 652);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 481);
}

static void
make_home (void)
{
  g_autofree char *config = NULL;
  g_autofree char *text = NULL;
  g_autofree char *file = NULL;

  home = g_dir_make_tmp ("frond-home-XXXXXX", NULL);
  config = g_build_filename (home, "config", NULL);
  file = g_build_filename (config, "user-dirs.dirs", NULL);
  pictures = g_build_filename (home, "Pictures", NULL);
  screenshots = g_build_filename (pictures, "Screenshots", NULL);
  text = g_strdup_printf ("XDG_PICTURES_DIR=\"%s\"\n", pictures);
  g_assert_cmpint (g_mkdir (config, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, text, -1, NULL));
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
}

int
main (int argc, char **argv)
{
  int result;

  make_home ();
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/screenshot/never-overwrites", test_never_overwrites);
  g_test_add_func ("/ui/screenshot/names", test_names);
  g_test_add_func ("/ui/screenshot/nowhere", test_nowhere);
  TEST ("window", test_window);
  g_test_add ("/ui/screenshot/paused", UiFixture, GINT_TO_POINTER (TRUE), ui_fixture_set_up, test_window,
              ui_fixture_tear_down);
  TEST ("window-alone", test_window_alone);
  result = g_test_run ();
  remove_folder (home);
  return result;
}
