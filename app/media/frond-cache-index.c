/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-cache-index.h"

#include "frond-cache-json.h"
#include "frond-download-disk.h"
#include "frond-download-partial.h"
#include "frond-error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER (256 * 1024)

static const char *const extensions[] = {
  [FROND_IMAGE_KIND_ANY] = "bin", [FROND_IMAGE_KIND_ISO] = "iso",   [FROND_IMAGE_KIND_QCOW2] = "qcow2",
  [FROND_IMAGE_KIND_RAW] = "img", [FROND_IMAGE_KIND_VMDK] = "vmdk", [FROND_IMAGE_KIND_VHDX] = "vhdx",
};

/* The folder while it is locked. */
typedef struct
{
  const char *folder; /* borrowed */
  char *index_path;
  int lock;
  GPtrArray *entries; /* the images, last used first */
  gboolean changed;
} Index;

static void
index_clear (Index *self)
{
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->index_path, g_free);
  g_clear_fd (&self->lock, NULL);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Index, index_clear)

char *
frond_cache_index_dup_partial_folder (const char *folder)
{
  return g_build_filename (folder, "partial", NULL);
}

static char *
name_for (const char *digest, FrondImageKind kind)
{
  g_autofree char *name = g_strconcat (digest, ".", extensions[kind], NULL);

  return g_strdelimit (g_steal_pointer (&name), ":", '-');
}

/* "sha256-<hex>.iso"; nothing else in the folder is ours. */
static char *
digest_of_name (const char *name, FrondImageKind *kind)
{
  gsize digits = g_str_has_prefix (name, "sha512-") ? 128 : 64;
  const char *hex = name + strlen ("sha256-");

  if ((!g_str_has_prefix (name, "sha256-") && !g_str_has_prefix (name, "sha512-")) ||
      strspn (hex, "0123456789abcdef") != digits || hex[digits] != '.')
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (extensions); i++)
    if (g_str_equal (hex + digits + 1, extensions[i]))
      {
        *kind = i;
        return g_strdup_printf ("%.6s:%.*s", name, (int) digits, hex);
      }
  return NULL;
}

static FrondCacheEntry *
entry_for_file (Index *self, GHashTable *known, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *digest = NULL;
  FrondCacheEntry *entry = g_hash_table_lookup (known, name);
  FrondImageKind kind;
  struct stat st;
  guint64 size, disk_size;

  digest = digest_of_name (name, &kind);
  if (digest == NULL || lstat (path, &st) != 0 || !S_ISREG (st.st_mode))
    return NULL;
  size = (guint64) st.st_size;
  disk_size = (guint64) st.st_blocks * 512;

  if (entry != NULL && g_strcmp0 (frond_cache_entry_get_digest (entry), digest) == 0)
    {
      gboolean same = frond_cache_entry_get_size (entry) == size;

      self->changed |= !same;
      return frond_cache_json_copy (entry, name, size, disk_size, frond_cache_entry_get_last_used (entry),
                                    same && frond_cache_entry_get_verified (entry));
    }

  self->changed = TRUE;
  return g_object_new (FROND_TYPE_CACHE_ENTRY, "name", name, "digest", digest, "source-digest", digest,
                       "kind", kind, "size", size, "disk-size", disk_size, "last-used", (gint64) st.st_mtime,
                       "verified", FALSE, NULL);
}

static int
compare_use (gconstpointer a, gconstpointer b)
{
  gint64 first = frond_cache_entry_get_last_used ((FrondCacheEntry *) a);
  gint64 second = frond_cache_entry_get_last_used ((FrondCacheEntry *) b);

  return (first < second) - (first > second);
}

static void
load (Index *self)
{
  g_autoptr (GHashTable) known = frond_cache_json_read (self->index_path);
  DIR *directory = opendir (self->folder);
  struct dirent *item;

  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  while (directory != NULL && (item = readdir (directory)) != NULL)
    {
      FrondCacheEntry *entry = entry_for_file (self, known, item->d_name);

      if (entry != NULL)
        g_ptr_array_add (self->entries, entry);
    }
  if (directory != NULL)
    closedir (directory);
  self->changed |= self->entries->len != g_hash_table_size (known);
  g_ptr_array_sort_values (self->entries, compare_use);
}

static gboolean
index_open (Index *self, const char *folder, GError **error)
{
  g_autofree char *lock_path = g_build_filename (folder, "lock", NULL);

  self->folder = folder;
  self->lock = -1;
  self->index_path = g_build_filename (folder, "index.json", NULL);
  if (!frond_download_disk_make_folder (folder, error))
    return FALSE;
  self->lock = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (self->lock < 0)
    return frond_download_disk_fail (error, lock_path);
  while (flock (self->lock, LOCK_EX) != 0)
    if (errno != EINTR)
      return frond_download_disk_fail (error, lock_path);
  load (self);
  return TRUE;
}

static gboolean
index_save (Index *self, GError **error)
{
  if (!self->changed)
    return TRUE;
  self->changed = FALSE;
  return frond_cache_json_write (self->index_path, self->entries, error);
}

static FrondCacheEntry *
partial_entry (const char *folder, const char *name)
{
  g_autofree char *state = g_build_filename (folder, name, NULL);
  g_autofree char *stem = g_strndup (name, strlen (name) - strlen (".json"));
  g_autofree char *file = g_strconcat (stem, ".part", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr (FrondDownloadSource) source = NULL;
  guint64 received, total;
  struct stat st;

  source = frond_download_partial_read_state (state, &received, &total);
  if (source == NULL || lstat (path, &st) != 0 || !S_ISREG (st.st_mode))
    return NULL;
  return g_object_new (FROND_TYPE_CACHE_ENTRY, "name", file, "uri",
                       frond_download_source_get_uris (source)[0], "title",
                       frond_download_source_get_title (source), "os-id",
                       frond_download_source_get_os_id (source), "kind",
                       frond_download_source_get_kind (source), "size", (guint64) st.st_size, "disk-size",
                       (guint64) st.st_blocks * 512, "last-used", (gint64) st.st_mtime, "partial", TRUE,
                       NULL);
}

static void
add_partials (const char *folder, GPtrArray *list)
{
  g_autofree char *partial_folder = frond_cache_index_dup_partial_folder (folder);
  DIR *directory = opendir (partial_folder);
  struct dirent *item;

  while (directory != NULL && (item = readdir (directory)) != NULL)
    {
      FrondCacheEntry *entry =
          g_str_has_suffix (item->d_name, ".json") ? partial_entry (partial_folder, item->d_name) : NULL;

      if (entry != NULL)
        g_ptr_array_add (list, entry);
    }
  if (directory != NULL)
    closedir (directory);
}

GPtrArray *
frond_cache_index_read (const char *folder, GError **error)
{
  g_auto (Index) self = { .lock = -1 };
  struct stat st;
  g_autoptr (GPtrArray) list = NULL;

  /* Looking makes nothing. */
  if (stat (folder, &st) != 0 && errno == ENOENT)
    return g_ptr_array_new_with_free_func (g_object_unref);

  if (!index_open (&self, folder, error) || !index_save (&self, error))
    return NULL;
  list = g_ptr_array_ref (self.entries);
  add_partials (folder, list);
  return g_steal_pointer (&list);
}

static guint
position_of (Index *self, const char *name)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (g_str_equal (frond_cache_entry_get_name (g_ptr_array_index (self->entries, i)), name))
      return i;
  return G_MAXUINT;
}

static gint64
now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static gboolean
move_in (const char *folder, const char *path, const char *name, struct stat *st, GError **error)
{
  g_autofree char *to = g_build_filename (folder, name, NULL);
  g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

  if (fd < 0 || fchmod (fd, 0400) != 0 || fsync (fd) != 0 || fstat (fd, st) != 0 || rename (path, to) != 0)
    return frond_download_disk_fail (error, path);
  return frond_download_disk_sync_folder (folder, error);
}

FrondCacheEntry *
frond_cache_index_put (const char *folder, const char *path, FrondCacheEntry *named, GError **error)
{
  g_auto (Index) self = { .lock = -1 };
  g_autofree char *name = name_for (frond_cache_entry_get_digest (named), frond_cache_entry_get_kind (named));
  FrondCacheEntry *entry;
  struct stat st;
  guint old;

  if (!index_open (&self, folder, error) || !move_in (folder, path, name, &st, error))
    return NULL;

  old = position_of (&self, name);
  if (old != G_MAXUINT)
    g_ptr_array_remove_index (self.entries, old);
  entry =
      frond_cache_json_copy (named, name, (guint64) st.st_size, (guint64) st.st_blocks * 512, now (), TRUE);
  g_ptr_array_insert (self.entries, 0, entry);
  self.changed = TRUE;
  if (!index_save (&self, error))
    return NULL;
  return g_object_ref (entry);
}

FrondCacheEntry *
frond_cache_index_find (const char *folder, const char *digest, const char *uri, FrondImageKind kind)
{
  g_autoptr (GPtrArray) list = frond_cache_index_read (folder, NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      FrondCacheEntry *entry = g_ptr_array_index (list, i);
      gboolean same = digest != NULL
                          ? g_ascii_strcasecmp (frond_cache_entry_get_source_digest (entry), digest) == 0
                          : g_str_equal (frond_cache_entry_get_uri (entry), uri);

      if (same && !frond_cache_entry_get_partial (entry) && frond_cache_entry_get_kind (entry) == kind)
        return g_object_ref (entry);
    }
  return NULL;
}

static gboolean
verify (int fd, const char *digest, GCancellable *cancellable, GError **error)
{
  g_autoptr (GChecksum) checksum =
      g_checksum_new (g_str_has_prefix (digest, "sha512:") ? G_CHECKSUM_SHA512 : G_CHECKSUM_SHA256);
  g_autofree guint8 *buffer = g_malloc (BUFFER);
  off_t offset = 0;
  ssize_t n;

  while ((n = pread (fd, buffer, BUFFER, offset)) > 0)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      g_checksum_update (checksum, buffer, n);
      offset += n;
    }
  if (n == 0 && g_str_equal (g_checksum_get_string (checksum), strchr (digest, ':') + 1))
    return TRUE;

  frond_set_error (error, FROND_ERROR_DOWNLOAD_CHECKSUM, NULL, "the image in the cache is damaged");
  return FALSE;
}

static int
open_shared (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

  if (fd < 0 || flock (fd, LOCK_SH | LOCK_NB) != 0)
    {
      frond_set_error (error, FROND_ERROR_MEDIA_MISSING, NULL, "%s: %s", path, g_strerror (errno));
      return -1;
    }
  return g_steal_fd (&fd);
}

static void
remove_at (Index *self, guint position)
{
  const char *name = frond_cache_entry_get_name (g_ptr_array_index (self->entries, position));
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  unlink (path);
  g_ptr_array_remove_index (self->entries, position);
  self->changed = TRUE;
}

/* Notes in the index that NAME was used, and whether it is what its name says. */
static gboolean
note_use (const char *folder, const char *name, gboolean good, GError **error)
{
  g_auto (Index) self = { .lock = -1 };
  FrondCacheEntry *entry;
  guint position;

  if (!index_open (&self, folder, error))
    return FALSE;
  position = position_of (&self, name);
  if (position == G_MAXUINT)
    return TRUE;

  entry = g_ptr_array_index (self.entries, position);
  if (good)
    {
      FrondCacheEntry *used = frond_cache_json_copy (entry, name, frond_cache_entry_get_size (entry),
                                                     frond_cache_entry_get_disk_size (entry), now (), TRUE);

      g_ptr_array_remove_index (self.entries, position);
      g_ptr_array_insert (self.entries, 0, used);
      self.changed = TRUE;
    }
  else
    remove_at (&self, position);
  return index_save (&self, error);
}

/* Opened under the lock of the folder, so that nobody deletes it between the look and the lock on the file. */
static int
look_up (const char *folder, const char *name, char **digest, gboolean *verified, GError **error)
{
  g_auto (Index) self = { .lock = -1 };
  guint position;

  if (!index_open (&self, folder, error))
    return -1;
  position = position_of (&self, name);
  if (position == G_MAXUINT)
    {
      frond_set_error (error, FROND_ERROR_MEDIA_MISSING, NULL, "%s is not in the cache", name);
      return -1;
    }
  *digest = g_strdup (frond_cache_entry_get_digest (g_ptr_array_index (self.entries, position)));
  *verified = frond_cache_entry_get_verified (g_ptr_array_index (self.entries, position));
  return open_shared (folder, name, error);
}

int
frond_cache_index_open (const char *folder, const char *name, GCancellable *cancellable, GError **error)
{
  g_autofree char *digest = NULL;
  gboolean verified = FALSE;
  g_autofd int fd = look_up (folder, name, &digest, &verified, error);

  if (fd < 0)
    return -1;
  if (!verified && !verify (fd, digest, cancellable, error))
    {
      if (!g_cancellable_is_cancelled (cancellable))
        note_use (folder, name, FALSE, NULL);
      return -1;
    }
  note_use (folder, name, TRUE, NULL);
  return g_steal_fd (&fd);
}

/* Whoever has the file open holds a shared lock on it. */
static gboolean
is_in_use (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

  return fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) != 0;
}

gboolean
frond_cache_index_trim (const char *folder, guint64 limit, const char *keep, guint64 *freed, GError **error)
{
  g_auto (Index) self = { .lock = -1 };
  guint64 sum = 0;

  if (!index_open (&self, folder, error))
    return FALSE;
  for (guint i = 0; i < self.entries->len; i++)
    sum += frond_cache_entry_get_disk_size (g_ptr_array_index (self.entries, i));

  for (guint i = self.entries->len; i > 0 && sum > limit; i--)
    {
      FrondCacheEntry *entry = g_ptr_array_index (self.entries, i - 1);
      guint64 size = frond_cache_entry_get_disk_size (entry);
      const char *name = frond_cache_entry_get_name (entry);

      if (g_strcmp0 (name, keep) == 0 || is_in_use (folder, name))
        continue;
      remove_at (&self, i - 1);
      sum -= size;
      *freed += size;
    }
  return index_save (&self, error);
}

static gboolean
clean_partial (const char *folder, FrondCacheEntry *entry)
{
  g_autofree char *partial_folder = frond_cache_index_dup_partial_folder (folder);
  const char *name = frond_cache_entry_get_name (entry);
  g_autofree char *path = g_build_filename (partial_folder, name, NULL);
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (".part"));

  if (is_in_use (partial_folder, name))
    return FALSE;
  frond_download_partial_unlink (stem);
  return TRUE;
}

gboolean
frond_cache_index_clean (const char *folder, const char *name, guint64 *freed, GError **error)
{
  g_auto (Index) self = { .lock = -1 };
  g_autoptr (GPtrArray) partials = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean busy = FALSE;

  if (!index_open (&self, folder, error))
    return FALSE;
  add_partials (folder, partials);
  for (guint i = self.entries->len; i > 0; i--)
    {
      FrondCacheEntry *entry = g_ptr_array_index (self.entries, i - 1);

      if (name != NULL && !g_str_equal (frond_cache_entry_get_name (entry), name))
        continue;
      if (is_in_use (folder, frond_cache_entry_get_name (entry)))
        busy = TRUE;
      else
        {
          *freed += frond_cache_entry_get_disk_size (entry);
          remove_at (&self, i - 1);
        }
    }
  for (guint i = 0; i < partials->len; i++)
    {
      FrondCacheEntry *entry = g_ptr_array_index (partials, i);

      if (name != NULL && !g_str_equal (frond_cache_entry_get_name (entry), name))
        continue;
      if (clean_partial (folder, entry))
        *freed += frond_cache_entry_get_disk_size (entry);
      else
        busy = TRUE;
    }
  if (!index_save (&self, error))
    return FALSE;
  if (name == NULL || !busy)
    return TRUE;
  frond_set_error (error, FROND_ERROR_BUSY, NULL, "%s is in use", name);
  return FALSE;
}
