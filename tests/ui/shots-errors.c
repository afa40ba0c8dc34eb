/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every error once, in the words and widgets of its dialog. Driven by the list of errors: one that nobody has given a
 * place in a gallery, or words of its own, ends the program. */

#include "shots.h"

#include "frond-details-dialog.h"
#include "frond-error.h"
#include "frond-message.h"

#define N_COLUMNS 3

typedef struct
{
  FrondError first;
  FrondError last;
  FrondTask task; /* that it usually comes with */
  const char *subject;
} Family;

static const Family families[] = {
  { FROND_ERROR_FAILED, FROND_ERROR_BACKEND, FROND_TASK_START, "Debian 13" },
  { FROND_ERROR_MEDIA_EMPTY, FROND_ERROR_MEDIA_MISSING, FROND_TASK_DETECT,
    "debian-13.1.0-amd64-netinst.iso" },
  { FROND_ERROR_FILES_NO_AGENT, FROND_ERROR_FILES_UNREADABLE, FROND_TASK_SEND_FILE, "holiday.jpg" },
  { FROND_ERROR_DOWNLOAD_SOURCE, FROND_ERROR_DOWNLOAD_FOLDER, FROND_TASK_DOWNLOAD, "Fedora Workstation 44" },
  { FROND_ERROR_IMPORT_UNKNOWN, FROND_ERROR_IMPORT_FOREIGN, FROND_TASK_IMPORT, "Old server" },
  { FROND_ERROR_STORE_NEWER, FROND_ERROR_STORE, FROND_TASK_LOAD, NULL },
  { FROND_ERROR_IMAGE_FORMAT, FROND_ERROR_IMAGE_NO_FENCE, FROND_TASK_CREATE, "Accounts" },
  { FROND_ERROR_PASSPHRASE_NEEDED, FROND_ERROR_PASSPHRASE_WRONG, FROND_TASK_START, "Accounts" },
  { FROND_ERROR_SAVE_ENCRYPTED, FROND_ERROR_KEPT_OFF, FROND_TASK_SAVE, "Debian 13" },
  { FROND_ERROR_EXPORT_EXISTS, FROND_ERROR_EXPORT_LARGE, FROND_TASK_EXPORT, "Debian 13" },
};

static FrondMessage *
message_new (FrondTask task, const char *subject, FrondError code, const char *field)
{
  g_autoptr (GError) error = NULL;

  frond_set_error (&error, code, field, "what the program says of itself, number %d", code);
  return frond_message_new (task, subject, error);
}

static gboolean
is_worded (FrondTask task, FrondError code)
{
  g_autoptr (FrondMessage) any = message_new (task, "x", FROND_ERROR_FAILED, NULL);
  g_autoptr (FrondMessage) message = message_new (task, "x", code, NULL);

  return code == FROND_ERROR_FAILED || !g_str_equal (message->body, any->body);
}

/* Whether CODE means something else for TASK than elsewhere. */
static gboolean
is_special (FrondTask task, FrondError code)
{
  g_autoptr (FrondMessage) usual = message_new (FROND_TASK_CHANGE, "x", code, NULL);
  g_autoptr (FrondMessage) message = message_new (task, "x", code, NULL);

  return !g_str_equal (message->body, usual->body);
}

/* What every gallery relies on. */
static void
check_families (void)
{
  int next = FROND_ERROR_FAILED;

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_assert_cmpint (families[i].first, ==, next);
      for (int code = families[i].first; code <= (int) families[i].last; code++)
        g_assert_true (is_worded (families[i].task, (FrondError) code));
      next = (int) families[i].last + 1;
    }
  g_assert_cmpint (next, ==, FROND_ERROR_N_CODES);
}

static GtkWidget *
gallery_new (void)
{
  GtkWidget *gallery = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (gallery), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (gallery), N_COLUMNS);
  gtk_widget_set_valign (gallery, GTK_ALIGN_START);
  return gallery;
}

static void
add (GtkWidget *gallery, FrondTask task, const char *subject, FrondError code, const char *field)
{
  g_autoptr (FrondMessage) message = message_new (task, subject, code, field);
  GtkWidget *words = frond_details_message_new (message);
  GtkWidget *card = adw_bin_new ();

  gtk_widget_set_margin_top (words, 18);
  gtk_widget_set_margin_bottom (words, 18);
  gtk_widget_set_margin_start (words, 18);
  gtk_widget_set_margin_end (words, 18);
  gtk_widget_add_css_class (card, "card");
  adw_bin_set_child (ADW_BIN (card), words);
  gtk_flow_box_append (GTK_FLOW_BOX (gallery), card);
}

/* As high as what is in it. */
static GtkWindow *
show (UiFixture *f, GtkWidget *gallery)
{
  GtkWindow *window = GTK_WINDOW (ui_fixture_run (f));
  int height;

  shots_set_window_size (window);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), gallery);
  ui_settle ();
  gtk_widget_measure (gallery, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (gallery), NULL, &height, NULL,
                      NULL);
  gtk_window_set_default_size (window, gtk_widget_get_width (GTK_WIDGET (window)), height + 24);
  ui_settle ();
  return window;
}

static GtkWindow *
open_family (UiFixture *f, guint number)
{
  const Family *family = &families[number];
  GtkWidget *gallery = gallery_new ();

  check_families ();
  for (int code = family->first; code <= (int) family->last; code++)
    add (gallery, family->task, family->subject, (FrondError) code, NULL);
  return show (f, gallery);
}

GtkWindow *
shots_open_errors (UiFixture *f)
{
  return open_family (f, 0);
}

GtkWindow *
shots_open_errors_media (UiFixture *f)
{
  return open_family (f, 1);
}

GtkWindow *
shots_open_errors_files (UiFixture *f)
{
  return open_family (f, 2);
}

GtkWindow *
shots_open_errors_downloads (UiFixture *f)
{
  return open_family (f, 3);
}

GtkWindow *
shots_open_errors_import (UiFixture *f)
{
  return open_family (f, 4);
}

GtkWindow *
shots_open_errors_library (UiFixture *f)
{
  return open_family (f, 5);
}

GtkWindow *
shots_open_errors_images (UiFixture *f)
{
  return open_family (f, 6);
}

GtkWindow *
shots_open_errors_passphrase (UiFixture *f)
{
  return open_family (f, 7);
}

GtkWindow *
shots_open_errors_save (UiFixture *f)
{
  return open_family (f, 8);
}

/* Where an error means something else than elsewhere. */
GtkWindow *
shots_open_errors_tasks (UiFixture *f)
{
  GtkWidget *gallery = gallery_new ();

  for (int task = 0; task < FROND_TASK_N_TASKS; task++)
    for (int code = 0; code < FROND_ERROR_N_CODES; code++)
      if (is_special ((FrondTask) task, (FrondError) code))
        add (gallery, (FrondTask) task, "Debian 13", (FrondError) code, NULL);
  return show (f, gallery);
}

/* What a machine cannot have here. */
GtkWindow *
shots_open_errors_fields (UiFixture *f)
{
  static const char *const fields[] = { "name", "notes", "memory", "vcpus",     "heads", "disks", "firmware",
                                        "tpm",  "accel", "engine", "media-uri", "os-id", "other" };
  GtkWidget *gallery = gallery_new ();

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    add (gallery, FROND_TASK_CREATE, "Debian 13", FROND_ERROR_OUT_OF_RANGE, fields[i]);
  return show (f, gallery);
}
