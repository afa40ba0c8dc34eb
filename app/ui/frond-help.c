/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-help.h"

#include "frond-details-dialog.h"

#include <glib/gi18n.h>

/* By the name of the type: what is here need not be linked to know its page. */
static const struct
{
  const char *type;
  const char *page;
} pages[] = {
  { "FrondConfigureDialog", "new-machine" }, { "FrondCreateDialog", "open-image" },
  { "FrondDoctorDialog", "check" },          { "FrondGuestWindow", "window" },
  { "FrondImportDialog", "import" },         { "FrondImportFoundDialog", "import" },
  { "FrondKeysDialog", "keyboard" },         { "FrondLibraryWindow", "library" },
  { "FrondMonitorWindow", "window" },        { "FrondPreferencesDialog", "index" },
  { "FrondPropertiesDialog", "properties" }, { "FrondUsbDialog", "devices" },
};

static const char *
page_of (gpointer widget)
{
  for (gsize i = 0; widget != NULL && i < G_N_ELEMENTS (pages); i++)
    if (g_str_equal (G_OBJECT_TYPE_NAME (widget), pages[i].type))
      return pages[i].page;
  return NULL;
}

const char *
frond_help_find_page (GtkWindow *window)
{
  const char *page = NULL;

  g_return_val_if_fail (window == NULL || GTK_IS_WINDOW (window), "index");

  if (ADW_IS_APPLICATION_WINDOW (window))
    page = page_of (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)));
  if (page == NULL)
    page = page_of (window);
  return page != NULL ? page : "index";
}

static void
launched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) window = user_data;
  g_autoptr (GError) error = NULL;
  FrondMessage message;

  if (gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, &error) ||
      g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED) || window == NULL)
    return;

  message.title = (char *) _ ("The Help Cannot Be Shown");
  message.body = (char *) _ (
      "There is no program for it on this computer. Install Yelp, the help viewer, and try again.");
  message.detail = error->message;
  frond_details_dialog_present_message (&message, GTK_WIDGET (window));
}

void
frond_help_show (GtkWindow *window)
{
  g_autofree char *uri = g_strconcat ("help:frond/", frond_help_find_page (window), NULL);
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (uri);

  gtk_uri_launcher_launch (launcher, window, NULL, launched_cb,
                           window != NULL ? g_object_ref (window) : NULL);
}
