/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-catalogue-source.h"

#include "frond-catalogue-file.h"
#include "frond-download-checksums.h"
#include "frond-download-http.h"
#include "frond-error.h"

#include <glib/gstdio.h>

#define MAX_CHECKSUM 4096
#define TIMEOUT      30

typedef struct
{
  char *url;
  char *update; /* where it goes */
  GTlsDatabase *tls_database;
} Refresh;

static void
refresh_free (Refresh *self)
{
  g_free (self->url);
  g_free (self->update);
  g_clear_object (&self->tls_database);
  g_free (self);
}

static gboolean
check_digest (GBytes *data, GBytes *list, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (list, &length);
  g_autofree char *wanted = frond_download_checksums_find (text != NULL ? text : "", length, "*", error);
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, data);
  g_autofree char *found = g_strconcat ("sha256:", sum, NULL);

  if (wanted == NULL)
    return FALSE;
  if (g_str_equal (wanted, found))
    return TRUE;

  frond_set_error (error, FROND_ERROR_DOWNLOAD_CHECKSUM, NULL, "it is %s and should be %s", found, wanted);
  return FALSE;
}

/* One mistake, and it is not taken: a person cannot mend it, and what is there works. */
static gboolean
check_content (GBytes *data, GError **error)
{
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify) frond_catalogue_problem_free);
  g_autoptr (GPtrArray) entries =
      frond_catalogue_read (data, "catalogue.json", FROND_CATALOGUE_FROM_UPDATE, problems);
  const FrondCatalogueProblem *first;

  if (problems->len == 0 && entries->len > 0)
    return TRUE;

  first = problems->len > 0 ? g_ptr_array_index (problems, 0) : NULL;
  frond_set_error (error, FROND_ERROR_INVALID_VALUE, first != NULL ? first->field : "entries", "%s",
                   first != NULL ? first->detail : "there are none");
  return FALSE;
}

static gboolean
keep (GBytes *data, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) why = NULL;
  gsize length;
  const char *text = g_bytes_get_data (data, &length);

  g_mkdir_with_parents (folder, 0700);
  if (g_file_set_contents_full (path, text, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &why))
    return TRUE;

  frond_set_error (error, FROND_ERROR_DOWNLOAD_FOLDER, NULL, "%s", why->message);
  return FALSE;
}

static gboolean
refresh (Refresh *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (SoupSession) session = frond_http_session_new (self->tls_database, TIMEOUT);
  g_autofree char *checksum_url = g_strconcat (self->url, ".sha256", NULL);
  g_autoptr (GBytes) list = NULL;
  g_autoptr (GBytes) data = NULL;
  FrondHttpFailure failure;

  if (!frond_catalogue_url_is_valid (self->url, TRUE))
    {
      frond_set_error (error, FROND_ERROR_DOWNLOAD_SOURCE, "url", "%s is no https address", self->url);
      return FALSE;
    }

  list = frond_http_fetch (session, checksum_url, MAX_CHECKSUM, &failure, cancellable, error);
  if (list == NULL)
    return FALSE;
  data = frond_http_fetch (session, self->url, FROND_CATALOGUE_MAX_BYTES, &failure, cancellable, error);
  return data != NULL && check_digest (data, list, error) && check_content (data, error) &&
         keep (data, self->update, error);
}

static void
refresh_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (refresh (task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
frond_catalogue_source_refresh_async (FrondCatalogue *catalogue, const char *url, GTlsDatabase *tls_database,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Refresh *self;

  g_return_if_fail (FROND_IS_CATALOGUE (catalogue));
  g_return_if_fail (url != NULL);

  self = g_new0 (Refresh, 1);
  self->url = g_strdup (url);
  self->update = g_strdup (frond_catalogue_get_update_path (catalogue));
  if (tls_database != NULL)
    self->tls_database = g_object_ref (tls_database);
  task = g_task_new (catalogue, cancellable, callback, user_data);
  g_task_set_source_tag (task, frond_catalogue_source_refresh_async);
  g_task_set_task_data (task, self, (GDestroyNotify) refresh_free);
  g_task_run_in_thread (task, refresh_in_thread);
}

gboolean
frond_catalogue_source_refresh_finish (FrondCatalogue *catalogue, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, catalogue), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
