/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-import-private.h"

#include "frond-error.h"
#include "frond-import-image.h"
#include "frond-import-xml.h"
#include "frond-volume.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD            (64 * 1024)
#define OPTICAL         (16 * 2048 + 1)
#define MAX_QUICKEMU    (64 * 1024)
#define UTM_DESCRIPTION "config.plist"

static gboolean
fail (GError **error, FrondError code, const char *name, const char *reason)
{
  frond_set_error (error, code, "media-uri", "%s: %s", name, reason);
  return FALSE;
}

/* --- descriptions ----------------------------------------------------------------------------------------------- */

static gboolean
read_xml (FrondImport *self, GBytes *text, GError **error)
{
  g_autoptr (FrondXml) doc = frond_xml_parse (text, error);
  xmlNode *root = doc != NULL ? xmlDocGetRootElement (doc) : NULL;

  if (root == NULL)
    return FALSE;
  if (frond_xml_is (root, "Envelope"))
    {
      self->kind = FROND_IMPORT_APPLIANCE;
      return _frond_import_read_ovf (self, root, error);
    }
  if (frond_xml_is (root, "VirtualBox"))
    {
      self->kind = FROND_IMPORT_VIRTUALBOX;
      return _frond_import_read_vbox (self, root, error);
    }
  if (frond_xml_is (root, "domain"))
    {
      self->kind = FROND_IMPORT_LIBVIRT;
      return _frond_import_read_domain (self, root, error);
    }
  if (frond_xml_is (root, "plist"))
    {
      self->kind = FROND_IMPORT_UTM;
      return _frond_import_read_utm (self, text, error);
    }
  return fail (error, FROND_ERROR_IMPORT_UNKNOWN, (const char *) root->name, "XML of something else");
}

static gboolean
looks_like_xml (const guint8 *data, gsize length)
{
  gsize at = 0;

  if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    at = 3;
  while (at < length && g_ascii_isspace (data[at]))
    at++;
  return at + 1 < length && data[at] == '<' &&
         (data[at + 1] == '?' || data[at + 1] == '!' || g_ascii_isalpha (data[at + 1]));
}

static gboolean
read_text (FrondImport *self, GBytes *text, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (text, &length);

  if (length >= 8 && memcmp (data, "bplist00", 8) == 0)
    {
      self->kind = FROND_IMPORT_UTM;
      return _frond_import_read_utm (self, text, error);
    }
  if (looks_like_xml (data, length))
    return read_xml (self, text, error);
  if (length <= MAX_QUICKEMU && _frond_import_is_quickemu (text))
    {
      self->kind = FROND_IMPORT_QUICKEMU;
      return _frond_import_read_quickemu (self, text, error);
    }
  return fail (error, FROND_ERROR_IMPORT_UNKNOWN, "text", "no description of a machine");
}

FrondImport *
_frond_import_read_description (GFile *file, FrondImportPlace *place, const char *name, GError **error)
{
  g_autoptr (FrondImport) self = _frond_import_new (FROND_IMPORT_DISK, file, place);
  g_autoptr (GBytes) text = frond_import_place_read (place, name, FROND_IMPORT_MAX_TEXT, error);

  if (text == NULL || !read_text (self, text, error))
    return NULL;
  _frond_import_complete (self);
  return g_steal_pointer (&self);
}

/* --- a folder or an archive: what describes the rest comes first ------------------------------------------------ */

static const char *const descriptions[] = { ".ovf", ".vbox", ".conf", ".xml" };

static FrondImport *
read_contents (GFile *file, FrondImportPlace *place, GError **error)
{
  g_auto (GStrv) names = frond_import_place_list (place);

  if (g_strv_contains ((const char *const *) names, UTM_DESCRIPTION))
    return _frond_import_read_description (file, place, UTM_DESCRIPTION, error);
  for (guint i = 0; i < G_N_ELEMENTS (descriptions); i++)
    for (guint j = 0; names[j] != NULL; j++)
      if (g_str_has_suffix (names[j], descriptions[i]))
        {
          FrondImport *self = _frond_import_read_description (file, place, names[j], NULL);

          if (self != NULL)
            return self;
          /* A broken OVF is a broken machine; another text is just another text. */
          if (i == 0)
            return _frond_import_read_description (file, place, names[j], error);
        }
  fail (error, FROND_ERROR_IMPORT_UNKNOWN, "contents", "no description of a machine");
  return NULL;
}

static FrondImport *
detect_folder (GFile *file, const char *path, GError **error)
{
  g_autoptr (FrondImportPlace) place = frond_import_place_new_folder (path, FROND_IMPORT_PLACE_GIVEN, error);
  g_autoptr (GError) inner = NULL;
  FrondImport *self;

  if (place == NULL)
    return NULL;
  self = read_contents (file, place, &inner);
  if (self == NULL && g_error_matches (inner, FROND_ERROR, FROND_ERROR_IMPORT_UNKNOWN))
    fail (error, FROND_ERROR_MEDIA_NOT_REGULAR, path, "a folder without a machine");
  else if (self == NULL)
    g_propagate_error (error, g_steal_pointer (&inner));
  return self;
}

/* "Machine.utm/" where that is the only folder with a description in it. */
static char *
find_prefix (FrondImportArchive *archive)
{
  for (guint i = 0; i < frond_import_archive_get_n_members (archive); i++)
    {
      const char *name = frond_import_archive_get_member (archive, i)->name;
      const char *slash = strrchr (name, '/');

      if (slash == NULL)
        continue;
      if (g_str_equal (slash + 1, UTM_DESCRIPTION) || g_str_has_suffix (name, ".ovf") ||
          g_str_has_suffix (name, ".vbox") || g_str_has_suffix (name, ".conf"))
        return g_strndup (name, (gsize) (slash - name + 1));
    }
  return g_strdup ("");
}

/* One disk and perhaps a text about it. Two disks without a description are two machines, or nobody knows. */
static FrondImport *
read_packed_disk (GFile *file, FrondImportArchive *archive, GError **error)
{
  g_autoptr (FrondImportPlace) place =
      frond_import_place_new_archive (frond_import_archive_ref (archive), "");
  g_autoptr (FrondImport) self = _frond_import_new (FROND_IMPORT_DISK, file, place);

  for (guint i = 0; i < frond_import_archive_get_n_members (archive); i++)
    {
      const FrondImportMember *member = frond_import_archive_get_member (archive, i);
      FrondImportReader reader = { .fd = -1 };
      FrondImportImage image;

      if (member->head == NULL)
        continue;
      reader.head = g_bytes_get_data (member->head, &reader.head_length);
      reader.size = member->size > 0 ? (guint64) member->size : 0;
      frond_import_image_read (&image, &reader, FALSE);
      if (image.format != NULL)
        _frond_import_add_disk (self, member->name, NULL, FALSE);
      frond_import_image_clear (&image);
    }

  if (self->disks->len != 1)
    {
      fail (error, self->disks->len == 0 ? FROND_ERROR_IMPORT_NO_DISK : FROND_ERROR_IMPORT_TOO_MANY,
            "archive", "not one disk in it");
      return NULL;
    }
  _frond_import_complete (self);
  return g_steal_pointer (&self);
}

static FrondImport *
detect_archive (GFile *file, int fd, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (FrondImportArchive) archive = frond_import_archive_read (fd, name, cancellable, error);
  g_autoptr (FrondImportPlace) place = NULL;
  g_autoptr (GError) inner = NULL;
  g_autofree char *prefix = NULL;
  FrondImport *self;

  if (archive == NULL)
    return NULL;
  prefix = find_prefix (archive);
  place = frond_import_place_new_archive (frond_import_archive_ref (archive), prefix);
  self = read_contents (file, place, &inner);
  if (self != NULL)
    return self;
  if (!g_error_matches (inner, FROND_ERROR, FROND_ERROR_IMPORT_UNKNOWN))
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return NULL;
    }
  return read_packed_disk (file, archive, error);
}

/* --- files ------------------------------------------------------------------------------------------------------ */

static gboolean
is_optical (const guint8 *head, gsize length)
{
  return length >= OPTICAL + 5 &&
         (memcmp (head + OPTICAL, "CD001", 5) == 0 || memcmp (head + OPTICAL, "BEA01", 5) == 0);
}

static FrondImport *
detect_disk (GFile *file, const char *folder, const char *name, GError **error)
{
  g_autoptr (FrondImportPlace) place =
      frond_import_place_new_folder (folder, FROND_IMPORT_PLACE_GIVEN, error);
  g_autoptr (FrondImport) self = NULL;

  if (place == NULL)
    return NULL;
  self = _frond_import_new (FROND_IMPORT_DISK, file, place);
  _frond_import_add_disk (self, name, NULL, FALSE);
  _frond_import_complete (self);
  return g_steal_pointer (&self);
}

/* A raw image whose table says that it is longer than it is was not downloaded whole. */
static gboolean
check_raw (int fd, const char *name, GError **error)
{
  g_autoptr (FrondVolume) volume = frond_volume_read (fd, name, error);

  return volume != NULL;
}

static FrondImport *
detect_image (GFile *file, int fd, const char *folder, const char *name, const FrondImportReader *reader,
              GError **error)
{
  FrondImportImage image;
  const char *format;

  frond_import_image_read (&image, reader, FALSE);
  format = image.format;
  frond_import_image_clear (&image);
  if (format == NULL)
    {
      fail (error, FROND_ERROR_IMPORT_UNKNOWN, name, "nothing that is known");
      return NULL;
    }
  if (g_str_equal (format, FROND_IMPORT_RAW) && !check_raw (fd, name, error))
    return NULL;
  return detect_disk (file, folder, name, error);
}

static FrondImport *
detect_description (GFile *file, const char *folder, const char *name, GError **error)
{
  g_autoptr (FrondImportPlace) place =
      frond_import_place_new_folder (folder, FROND_IMPORT_PLACE_GIVEN, error);

  return place != NULL ? _frond_import_read_description (file, place, name, error) : NULL;
}

static gboolean
is_description (const guint8 *head, gsize length, guint64 size)
{
  g_autoptr (GBytes) text = NULL;

  if (size > FROND_IMPORT_MAX_TEXT)
    return FALSE;
  if (looks_like_xml (head, length) || (length >= 8 && memcmp (head, "bplist00", 8) == 0))
    return TRUE;
  text = g_bytes_new_static (head, length);
  return size <= MAX_QUICKEMU && _frond_import_is_quickemu (text);
}

static FrondImport *
detect_open (GFile *file, int fd, const char *path, guint64 size, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *head = g_malloc0 (HEAD);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  FrondImportReader reader = { .fd = fd, .size = size };
  gsize length = MIN (size, HEAD);

  if (!frond_import_reader_get (&reader, 0, head, length))
    {
      fail (error, FROND_ERROR_MEDIA_UNREADABLE, path, "cannot be read");
      return NULL;
    }
  if (is_optical (head, length))
    {
      FrondImport *self = _frond_import_new (FROND_IMPORT_DISC, file, NULL);

      _frond_import_complete (self);
      return self;
    }
  if (frond_import_archive_is_one (head, length))
    return detect_archive (file, fd, name, cancellable, error);
  if (is_description (head, length, size))
    return detect_description (file, folder, name, error);
  return detect_image (file, fd, folder, name, &reader, error);
}

FrondImport *
_frond_import_detect (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *resolved = NULL;
  g_autofd int fd = -1;
  struct stat st;

  if (path == NULL)
    {
      fail (error, FROND_ERROR_MEDIA_UNREADABLE, "file", "not on this computer");
      return NULL;
    }

  /* What a person points at may be a link; what that names must not go through any. */
  resolved = realpath (path, NULL);
  fd = open (resolved != NULL ? resolved : path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0 || fstat (fd, &st) < 0)
    {
      fail (error, errno == ENOENT ? FROND_ERROR_MEDIA_MISSING : FROND_ERROR_MEDIA_UNREADABLE, path,
            g_strerror (errno));
      return NULL;
    }
  if (S_ISDIR (st.st_mode))
    return detect_folder (file, resolved, error);
  if (!S_ISREG (st.st_mode) || st.st_size == 0)
    {
      fail (error, S_ISREG (st.st_mode) ? FROND_ERROR_MEDIA_EMPTY : FROND_ERROR_MEDIA_NOT_REGULAR, path,
            "empty, or no file");
      return NULL;
    }
  return detect_open (file, fd, resolved != NULL ? resolved : path, (guint64) st.st_size, cancellable, error);
}

static void
detect_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  FrondImport *self = _frond_import_detect (task_data, cancellable, &error);

  if (self == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, self, g_object_unref);
}

void
frond_import_detect_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, frond_import_detect_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  /* FUSE may hang: who gives up is not kept. */
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, detect_in_thread);
}

FrondImport *
frond_import_detect_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, frond_import_detect_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
