/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-fixture.h"

#include "frond-test-network.h"
#include "frond-test-screen.h"

#include <glib/gstdio.h>

#define GIB          (G_GUINT64_CONSTANT (1024) * 1024 * 1024)
#define SECTOR       2048
#define N_SECTORS    32
#define WAKE_UP_MSEC 20

void
ui_fixture_set_up (UiFixture *self, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondCache) cache = NULL;
  g_autoptr (FrondTestNetwork) network = NULL;
  g_autofree char *path = NULL;

  self->dir = g_dir_make_tmp ("frond-ui-XXXXXX", &error);
  g_assert_no_error (error);
  self->store = frond_test_store_new ();
  self->host = frond_test_host_new ();
  self->library = frond_library_new (FROND_PROFILE_STORE (self->store), FROND_MACHINE_HOST (self->host));
  self->application = frond_application_new (self->library);
  path = g_build_filename (self->dir, "images", NULL);
  cache = frond_cache_new (path);
  network = frond_test_network_new (FALSE, FALSE);
  self->downloads = g_object_new (FROND_TYPE_DOWNLOADS, "cache", cache, "monitor", network, NULL);
  frond_application_set_downloads (self->application, self->downloads);
}

static void
remove_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_files (child);
      else
        g_assert_cmpint (g_remove (child), ==, 0);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

void
ui_fixture_tear_down (UiFixture *self, gconstpointer user_data)
{
  GList *windows;

  /* Only a run application ends in good order. It has been activated, and is again. */
  g_idle_add_once ((GSourceOnceFunc) g_application_quit, self->application);
  g_application_run (G_APPLICATION (self->application), 0, NULL);
  while ((windows = gtk_application_get_windows (GTK_APPLICATION (self->application))) != NULL)
    gtk_window_destroy (windows->data);
  ui_settle ();
  g_application_set_default (NULL);
  g_clear_object (&self->application);
  g_clear_object (&self->downloads);
  g_clear_object (&self->library);
  g_clear_object (&self->host);
  g_clear_object (&self->store);
  remove_files (self->dir);
  g_clear_pointer (&self->dir, g_free);
}

static FrondOsFamily
family_of (const char *system)
{
  if (g_str_has_prefix (system, "Windows"))
    return FROND_OS_WINDOWS;

  return *system != '\0' ? FROND_OS_LINUX : FROND_OS_OTHER;
}

const char *
ui_fixture_add (UiFixture *self, const char *name, const char *system, FrondGuestState state,
                FrondGuestReason reason, int picture)
{
  g_autoptr (FrondProfile) profile = frond_profile_new ();
  g_autofree char *uuid = g_uuid_string_random ();

  g_object_set (profile, "name", name, "os-name", system, "os-family", family_of (system), "memory", 4 * GIB,
                "vcpus", 2, "disk-size", 40 * GIB, "stage", FROND_PROFILE_READY, "machine-uuid", uuid,
                "last-used", g_get_real_time (), NULL);
  if (picture >= 0)
    {
      g_autoptr (GBytes) png = frond_test_screen_draw_png (480, 300, (guint) picture);

      frond_profile_set_picture (profile, png);
    }

  frond_test_store_put (self->store, profile);
  if (state != FROND_GUEST_MISSING)
    frond_test_host_put (self->host, profile, state, reason);

  return frond_profile_get_id (frond_test_store_get (self->store, frond_profile_get_id (profile)));
}

FrondLibraryWindow *
ui_fixture_run (UiFixture *self)
{
  g_autoptr (GError) error = NULL;
  GtkWindow *window;

  g_application_register (G_APPLICATION (self->application), NULL, &error);
  g_assert_no_error (error);
  g_application_activate (G_APPLICATION (self->application));
  window = gtk_application_get_active_window (GTK_APPLICATION (self->application));
  g_assert_true (FROND_IS_LIBRARY_WINDOW (window));
  /* The server and the window manager take their time on a busy machine. */
  ui_wait_until (gtk_widget_get_mapped (GTK_WIDGET (window)) &&
                 gtk_widget_get_width (GTK_WIDGET (window)) > 0);
  ui_settle ();

  return FROND_LIBRARY_WINDOW (window);
}

GFile *
ui_fixture_make_file (UiFixture *self, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_file_new_for_path (path);
}

static void
write_descriptor (guint8 *sector, guint8 type)
{
  sector[0] = type;
  memcpy (sector + 1, "CD001\1", 6);
}

static GFile *
make_iso (UiFixture *self, const char *name, const char *label, const char *publisher, gboolean bootable)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  g_autofree guint8 *image = g_malloc0 (N_SECTORS * SECTOR);
  guint8 *primary = image + 16 * SECTOR;

  write_descriptor (primary, 1);
  memset (primary + 8, ' ', 64);
  memcpy (primary + 40, label, strlen (label));
  memcpy (primary + 318, publisher, strlen (publisher));
  /* Numbers are in both byte orders, one after the other. */
  primary[80] = primary[87] = N_SECTORS;
  primary[129] = primary[130] = SECTOR >> 8;
  write_descriptor (image + 17 * SECTOR, bootable ? 0 : 255);
  if (bootable)
    memcpy (image + 17 * SECTOR + 7, "EL TORITO SPECIFICATION", strlen ("EL TORITO SPECIFICATION"));
  write_descriptor (image + 18 * SECTOR, 255);

  g_assert_true (g_file_set_contents (path, (const char *) image, N_SECTORS * SECTOR, NULL));
  return g_file_new_for_path (path);
}

static gboolean
wake_up_cb (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

GFile *
ui_fixture_make_iso (UiFixture *self, const char *name)
{
  return make_iso (self, name, "Debian 13.1.0 amd64 n", "", TRUE);
}

GFile *
ui_fixture_make_windows_iso (UiFixture *self, const char *name)
{
  return make_iso (self, name, "CCCOMA_X64FRE_EN-US_DV9", "MICROSOFT CORPORATION", TRUE);
}

GFile *
ui_fixture_make_data_iso (UiFixture *self, const char *name)
{
  return make_iso (self, name, "Debian 13.1.0 amd64 n", "", FALSE);
}

gint64
ui_deadline (void)
{
  const char *times = g_getenv ("FROND_TEST_PATIENCE");

  return g_get_monotonic_time () + 60 * G_USEC_PER_SEC * (times != NULL ? CLAMP (atoi (times), 1, 100) : 1);
}

/* The texts that can be seen below WIDGET. */
static void
add_texts (GtkWidget *widget, GString *texts)
{
  if (!gtk_widget_get_mapped (widget))
    return;

  if (GTK_IS_LABEL (widget))
    g_string_append_printf (texts, " “%s”", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    add_texts (child, texts);
}

void
ui_late (const char *file, int line, const char *function, const char *condition)
{
  g_autoptr (GString) texts = g_string_new (NULL);
  g_autofree char *message = NULL;
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      g_string_append_printf (texts, "\n%s:", gtk_window_get_title (GTK_WINDOW (window)));
      add_texts (window, texts);
    }
  message =
      g_strdup_printf ("the deadline is over, and never: %s; the windows show:%s", condition, texts->str);
  g_assertion_message (G_LOG_DOMAIN, file, line, function, message);
  g_assert_not_reached ();
}

void
ui_iterate (void)
{
  guint source = g_timeout_add (WAKE_UP_MSEC, wake_up_cb, NULL);

  g_main_context_iteration (NULL, TRUE);
  if (g_main_context_find_source_by_id (NULL, source) != NULL)
    g_source_remove (source);
}

static gboolean
settled_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

void
ui_settle (void)
{
  /* Lower than drawing, and more than once: threads and transitions come back with more to do. */
  for (int i = 0; i < 6; i++)
    {
      gboolean settled = FALSE;

      g_timeout_add_full (G_PRIORITY_LOW, 2 * WAKE_UP_MSEC, settled_cb, &settled, NULL);
      while (!settled)
        g_main_context_iteration (NULL, TRUE);
    }
}

GtkWidget *
ui_find (GtkWidget *root, GType type, UiMatch match, const char *text)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;

  if (g_type_is_a (G_OBJECT_TYPE (root), type) && (match == NULL || match (root, text)))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ui_find (child, type, match, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
label_contains (GtkWidget *widget, const char *text)
{
  return strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

gboolean
ui_has_text (GtkWidget *root, const char *text)
{
  return ui_find (root, GTK_TYPE_LABEL, label_contains, text) != NULL;
}

static gboolean
label_is (GtkWidget *widget, const char *text)
{
  return g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text);
}

static gboolean
button_is (GtkWidget *widget, const char *text)
{
  return g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) == 0 ||
         ui_find (widget, GTK_TYPE_LABEL, label_is, text) != NULL;
}

GtkWidget *
ui_find_button (GtkWidget *root, const char *text)
{
  return ui_find (root, GTK_TYPE_BUTTON, button_is, text);
}

void
ui_click (GtkWidget *root, const char *text)
{
  GtkWidget *button = NULL;

  ui_wait_until ((button = ui_find_button (root, text)) != NULL && gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  ui_settle ();
}

const char *
ui_page (gpointer widget)
{
  GtkWidget *stack =
      GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (widget), G_OBJECT_TYPE (widget), "stack"));

  return gtk_stack_get_visible_child_name (GTK_STACK (stack));
}

gboolean
ui_press (const char *keys)
{
  g_autofree char *program = g_find_program_in_path ("xdotool");
  const char *const argv[] = { program, "key", "--clearmodifiers", keys, NULL };

  return program != NULL &&
         g_spawn_async (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL);
}
