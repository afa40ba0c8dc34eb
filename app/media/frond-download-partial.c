/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-download-partial.h"

#include "frond-download-disk.h"
#include "frond-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_STATE (64 * 1024)
#define BUFFER    (256 * 1024)

/* Named by what it will be, so that the next process finds it. */
static char *
name_for (FrondDownloadSource *source)
{
  g_autofree char *key = g_strdup_printf ("%d %s", (int) frond_download_source_get_kind (source),
                                          frond_download_source_get_uris (source)[0]);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, key, -1);

  return g_strndup (digest, 32);
}

void
frond_download_partial_free (FrondDownloadPartial *self)
{
  if (self == NULL)
    return;

  g_clear_fd (&self->fd, NULL);
  g_free (self->path);
  g_free (self->state_path);
  g_free (self->unpacked_path);
  g_clear_object (&self->source);
  g_free (self->uri);
  g_free (self->etag);
  g_free (self->last_modified);
  g_clear_pointer (&self->checksum, g_checksum_free);
  g_free (self);
}

static JsonObject *
parse_state (const char *path, JsonNode **node)
{
  g_autofree char *text = frond_download_disk_read (path, MAX_STATE);

  *node = text != NULL ? json_from_string (text, NULL) : NULL;
  return *node != NULL && JSON_NODE_HOLDS_OBJECT (*node) ? json_node_get_object (*node) : NULL;
}

static guint64
read_bytes (JsonObject *object, const char *name)
{
  return (guint64) MAX (0, json_object_get_int_member_with_default (object, name, 0));
}

FrondDownloadSource *
frond_download_partial_read_state (const char *state_path, guint64 *received, guint64 *total)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object = parse_state (state_path, &node);
  const char *source;

  if (object == NULL)
    return NULL;
  *received = read_bytes (object, "received");
  *total = read_bytes (object, "total");
  source = json_object_get_string_member_with_default (object, "source", NULL);
  return source != NULL ? frond_download_source_new_from_json (source, NULL) : NULL;
}

static void
load_state (FrondDownloadPartial *self)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object = parse_state (self->state_path, &node);

  if (object == NULL)
    return;
  self->synced = read_bytes (object, "received");
  self->total = read_bytes (object, "total");
  self->uri = g_strdup (json_object_get_string_member_with_default (object, "uri", NULL));
  self->etag = g_strdup (json_object_get_string_member_with_default (object, "etag", NULL));
  self->last_modified = g_strdup (json_object_get_string_member_with_default (object, "last-modified", NULL));
  self->mixed = json_object_get_boolean_member_with_default (object, "mixed", FALSE);
}

static void
set_string (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

static gboolean
save_state (FrondDownloadPartial *self, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object = json_object_new ();
  g_autofree char *source = frond_download_source_to_json (self->source);
  g_autofree char *text = NULL;

  json_object_set_int_member (object, "version", 1);
  json_object_set_int_member (object, "received", (gint64) self->synced);
  json_object_set_int_member (object, "total", (gint64) self->total);
  json_object_set_boolean_member (object, "mixed", self->mixed);
  set_string (object, "uri", self->uri);
  set_string (object, "etag", self->etag);
  set_string (object, "last-modified", self->last_modified);
  set_string (object, "source", source);
  node = json_node_init_object (json_node_alloc (), object);
  json_object_unref (object);
  text = json_to_string (node, FALSE);
  return frond_download_disk_replace (self->state_path, text, error);
}

/* A lock is worth something only on the file that still has the name. */
static gboolean
lock (FrondDownloadPartial *self, gboolean *gone, GError **error)
{
  struct stat mine, named;

  *gone = FALSE;
  if (flock (self->fd, LOCK_EX | LOCK_NB) != 0)
    {
      frond_set_error (error, FROND_ERROR_BUSY, NULL, "%s: another process downloads it", self->path);
      return FALSE;
    }
  *gone = fstat (self->fd, &mine) != 0 || stat (self->path, &named) != 0 || mine.st_ino != named.st_ino;
  return TRUE;
}

static gboolean
open_file (FrondDownloadPartial *self, GError **error)
{
  gboolean gone = TRUE;

  while (gone)
    {
      g_clear_fd (&self->fd, NULL);
      self->fd = open (self->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
      if (self->fd < 0)
        return frond_download_disk_fail (error, self->path);
      if (!lock (self, &gone, error))
        return FALSE;
    }
  return TRUE;
}

/* Only what was made safe is believed: after a loss of power the rest may be zeros. */
static gboolean
adopt (FrondDownloadPartial *self, GError **error)
{
  struct stat st;

  load_state (self);
  if (fstat (self->fd, &st) != 0)
    return frond_download_disk_fail (error, self->path);
  self->received = MIN (self->synced, (guint64) st.st_size);
  self->synced = self->received;
  return ftruncate (self->fd, (off_t) self->received) == 0 || frond_download_disk_fail (error, self->path);
}

FrondDownloadPartial *
frond_download_partial_open (const char *folder, FrondDownloadSource *source, guint64 block, GError **error)
{
  g_autoptr (FrondDownloadPartial) self = g_new0 (FrondDownloadPartial, 1);
  g_autofree char *name = name_for (source);
  g_autofree char *file = g_strconcat (name, ".part", NULL);
  g_autofree char *state = g_strconcat (name, ".json", NULL);
  g_autofree char *unpacked = g_strconcat (name, ".unpacked", NULL);

  self->fd = -1;
  self->block = block;
  self->source = g_object_ref (source);
  self->path = g_build_filename (folder, file, NULL);
  self->state_path = g_build_filename (folder, state, NULL);
  self->unpacked_path = g_build_filename (folder, unpacked, NULL);
  if (!frond_download_disk_make_folder (folder, error) || !open_file (self, error) || !adopt (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

gboolean
frond_download_partial_hash (FrondDownloadPartial *self, GChecksumType type, FrondPartialProgress progress,
                             gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *buffer = NULL;

  if (self->checksum == NULL || self->hashed > self->received)
    {
      g_clear_pointer (&self->checksum, g_checksum_free);
      self->checksum = g_checksum_new (type);
      self->hashed = 0;
    }

  buffer = g_malloc (BUFFER);
  while (self->hashed < self->received)
    {
      ssize_t n = pread (self->fd, buffer, MIN (BUFFER, self->received - self->hashed), (off_t) self->hashed);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return frond_download_disk_fail (error, self->path);
      g_checksum_update (self->checksum, buffer, n);
      self->hashed += (guint64) n;
      progress (self->hashed, self->received, user_data);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
frond_download_partial_secure (FrondDownloadPartial *self, GError **error)
{
  if (fdatasync (self->fd) != 0)
    return frond_download_disk_fail (error, self->path);
  self->synced = self->received;
  return save_state (self, error);
}

gboolean
frond_download_partial_write (FrondDownloadPartial *self, const void *bytes, gsize length, GError **error)
{
  const guint8 *rest = bytes;

  g_return_val_if_fail (self->checksum != NULL && self->hashed == self->received, FALSE);

  /* In pieces: there is never more than a block that is not safe. */
  while (length > 0)
    {
      gsize n = MIN (length, self->block - (self->received - self->synced));

      if (!frond_download_disk_write (self->fd, rest, n, self->received, error))
        return FALSE;
      g_checksum_update (self->checksum, rest, (gssize) n);
      self->received += n;
      self->hashed = self->received;
      rest += n;
      length -= n;
      if (self->received - self->synced >= self->block && !frond_download_partial_secure (self, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
frond_download_partial_restart (FrondDownloadPartial *self, GError **error)
{
  self->received = 0;
  self->hashed = 0;
  self->total = 0;
  self->mixed = FALSE;
  g_clear_pointer (&self->etag, g_free);
  g_clear_pointer (&self->last_modified, g_free);
  g_clear_pointer (&self->uri, g_free);
  if (self->checksum != NULL)
    g_checksum_reset (self->checksum);
  if (ftruncate (self->fd, 0) != 0)
    return frond_download_disk_fail (error, self->path);
  return frond_download_partial_secure (self, error);
}

void
frond_download_partial_delete (FrondDownloadPartial *self)
{
  unlink (self->state_path);
  unlink (self->unpacked_path);
  unlink (self->path);
}

void
frond_download_partial_unlink (const char *stem)
{
  static const char *const endings[] = { ".json", ".unpacked", ".part" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (stem, endings[i], NULL);

      unlink (path);
    }
}

void
frond_download_partial_delete_for (const char *folder, FrondDownloadSource *source)
{
  g_autoptr (FrondDownloadPartial) self = frond_download_partial_open (folder, source, 1, NULL);

  if (self != NULL)
    frond_download_partial_delete (self);
}
