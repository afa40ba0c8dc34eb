/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-catalogue-use.h"

#include "frond-desktops.h"
#include "frond-error.h"
#include "frond-host-capabilities.h"
#include "frond-media-private.h"
#include "frond-os-database.h"
#include "frond-profile.h"

static FrondImageKind
kind_of (const FrondCatalogueFile *file)
{
  static const struct
  {
    const char *format;
    FrondImageKind kind;
  } kinds[] = {
    { "iso", FROND_IMAGE_KIND_ISO },   { "qcow2", FROND_IMAGE_KIND_QCOW2 }, { "raw", FROND_IMAGE_KIND_RAW },
    { "vmdk", FROND_IMAGE_KIND_VMDK }, { "vhdx", FROND_IMAGE_KIND_VHDX },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].format, file->format))
      return kinds[i].kind;
  return FROND_IMAGE_KIND_ANY;
}

static const char *
or_null (const char *text)
{
  return *text != '\0' ? text : NULL;
}

FrondDownloadSource *
frond_catalogue_entry_create_source (FrondCatalogueEntry *self, const char *arch)
{
  const FrondCatalogueFile *file;
  g_autofree char *digest = NULL;
  gboolean is_signed;

  g_return_val_if_fail (FROND_IS_CATALOGUE_ENTRY (self), NULL);

  file = frond_catalogue_entry_get_file (self, arch);
  if (file == NULL)
    return NULL;

  if (*file->checksum_value != '\0')
    digest = g_strconcat (file->checksum_type, ":", file->checksum_value, NULL);
  /* A digest that came with Frond needs no list, and no signature over one. */
  is_signed = digest == NULL && *file->checksum_url != '\0' && *file->key_file != '\0';

  return g_object_new (FROND_TYPE_DOWNLOAD_SOURCE, "title", frond_catalogue_entry_get_name (self), "os-id",
                       frond_catalogue_entry_get_os_id (self), "uris", (const char *[]) { file->url, NULL },
                       "kind", kind_of (file), "digest", digest, "checksums-uri",
                       digest == NULL ? or_null (file->checksum_url) : NULL, "checksums-name",
                       or_null (file->checksum_name), "signature-uri", is_signed ? file->signature_url : NULL,
                       "key-file", is_signed ? file->key_file : NULL, "key-fingerprint",
                       is_signed ? file->signature_key : NULL, NULL);
}

typedef struct
{
  GFile *file;
  FrondHostCapabilities *capabilities;
} Suggestion;

static void
suggestion_free (Suggestion *self)
{
  g_clear_object (&self->file);
  g_clear_pointer (&self->capabilities, frond_host_capabilities_unref);
  g_free (self);
}

/* What the entry says of itself counts beside what is known of its system. */
static FrondMedia *
media_of (FrondCatalogueEntry *self, GFile *file)
{
  FrondOsFacts *facts = frond_os_database_lookup (frond_catalogue_entry_get_os_id (self));
  FrondVolume *volume = g_new0 (FrondVolume, 1);

  volume->label = g_strdup ("");
  volume->system_id = g_strdup ("");
  volume->publisher_id = g_strdup ("");
  volume->application_id = g_strdup ("");
  volume->bootable = TRUE;
  if (*facts->name == '\0')
    g_set_str (&facts->name, frond_catalogue_entry_get_name (self));
  facts->minimum.memory = MAX (facts->minimum.memory, frond_catalogue_entry_get_minimum_memory (self));
  facts->minimum.disk = MAX (facts->minimum.disk, frond_catalogue_entry_get_minimum_disk (self));
  return _frond_media_new (file, volume, facts);
}

static void
look_up_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Suggestion *suggestion = task_data;

  g_task_return_pointer (task, media_of (source_object, suggestion->file), g_object_unref);
}

static void
suggest (GTask *task, FrondMedia *media)
{
  FrondCatalogueEntry *self = g_task_get_source_object (task);
  Suggestion *suggestion = g_task_get_task_data (task);
  FrondProfile *profile = frond_media_suggest_profile (media, suggestion->capabilities);

  g_object_set (profile, "name", frond_catalogue_entry_get_name (self), NULL);
  if (frond_catalogue_entry_get_firmware (self) != FROND_FIRMWARE_AUTO)
    g_object_set (profile, "firmware", frond_catalogue_entry_get_firmware (self), NULL);
  if (frond_catalogue_entry_get_kind (self) == FROND_CATALOGUE_CLOUD_IMAGE)
    {
      g_object_set (profile, "desktop", frond_desktops_from_name (frond_catalogue_entry_get_desktop (self)),
                    NULL);
      frond_desktops_fit (profile, suggestion->capabilities);
    }
  if (suggestion->file == NULL || !frond_catalogue_entry_is_disc (self))
    frond_profile_set_media_uri (profile, NULL);
  g_task_return_pointer (task, profile, g_object_unref);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (FrondMedia) media = g_task_propagate_pointer (G_TASK (result), &error);

  if (media != NULL)
    suggest (task, media);
  else
    g_task_return_error (task, error);
}

static void
look_up (GTask *task)
{
  g_autoptr (GTask) inner = g_task_new (g_task_get_source_object (task), g_task_get_cancellable (task),
                                        looked_up_cb, g_object_ref (task));
  Suggestion *suggestion = g_task_get_task_data (task);
  Suggestion *copy = g_new0 (Suggestion, 1);

  /* What is not there yet has the name of the entry; only a file that is there becomes the medium. */
  copy->file = suggestion->file != NULL
                   ? g_object_ref (suggestion->file)
                   : g_file_new_for_path (frond_catalogue_entry_get_id (g_task_get_source_object (task)));
  g_task_set_source_tag (inner, look_up);
  g_task_set_task_data (inner, copy, (GDestroyNotify) suggestion_free);
  g_task_run_in_thread (inner, look_up_in_thread);
}

static void
detected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondCatalogueEntry *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (FrondMedia) media = frond_media_detect_finish (result, &error);

  if (media == NULL)
    g_task_return_error (task, error);
  else if (*frond_media_get_os_id (media) == '\0' && *frond_catalogue_entry_get_os_id (self) != '\0')
    look_up (task);
  else
    suggest (task, media);
}

void
frond_catalogue_entry_suggest_async (FrondCatalogueEntry *self, GFile *file,
                                     FrondHostCapabilities *capabilities, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Suggestion *suggestion = NULL;

  g_return_if_fail (FROND_IS_CATALOGUE_ENTRY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, frond_catalogue_entry_suggest_async);
  suggestion = g_new0 (Suggestion, 1);
  suggestion->file = file != NULL ? g_object_ref (file) : NULL;
  suggestion->capabilities = capabilities != NULL ? frond_host_capabilities_ref (capabilities) : NULL;
  g_task_set_task_data (task, suggestion, (GDestroyNotify) suggestion_free);

  if (file != NULL && frond_catalogue_entry_is_disc (self))
    frond_media_detect_async (file, cancellable, detected_cb, g_steal_pointer (&task));
  else
    look_up (task);
}

FrondProfile *
frond_catalogue_entry_suggest_finish (FrondCatalogueEntry *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
