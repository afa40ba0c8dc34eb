/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-catalogue-steps.h"

#include "frond-catalogue-use.h"
#include "frond-error.h"
#include "frond-guest.h"
#include "frond-host-capabilities.h"
#include "frond-machine-host.h"
#include "frond-machine-sources.h"
#include "frond-profile.h"
#include "frond-seed.h"
#include "frond-unlock.h"

#include <fcntl.h>

struct _FrondCatalogueSteps
{
  GObject parent_instance;

  FrondCatalogue *catalogue;
  FrondDownloads *downloads;
  FrondMachineHost *host;
  GHashTable *fetches; /* by the launch's id: the task of its fetch */
};

static void frond_catalogue_steps_iface_init (FrondLaunchStepsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FrondCatalogueSteps, frond_catalogue_steps, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (FROND_TYPE_LAUNCH_STEPS,
                                                      frond_catalogue_steps_iface_init))

enum
{
  OPEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static FrondCatalogueEntry *
find_entry (FrondCatalogueSteps *self, FrondLaunch *launch, GError **error)
{
  FrondCatalogueEntry *entry = frond_catalogue_find (self->catalogue, frond_launch_get_entry_id (launch));

  if (entry == NULL)
    frond_set_error (error, FROND_ERROR_DOWNLOAD_GONE, NULL, "%s is not in the catalogue any more",
                     frond_launch_get_entry_id (launch));
  return entry;
}

/* Getting the file. */

typedef struct
{
  FrondLaunch *launch;
  FrondDownload *download;
} Fetch;

static void
fetch_free (Fetch *self)
{
  g_clear_object (&self->launch);
  g_clear_object (&self->download);
  g_free (self);
}

static Fetch *
fetch_of (FrondCatalogueSteps *self, FrondLaunch *launch)
{
  GTask *task = g_hash_table_lookup (self->fetches, frond_launch_get_id (launch));

  return task != NULL ? g_task_get_task_data (task) : NULL;
}

static void download_changed_cb (FrondDownload *download, GParamSpec *pspec, GTask *task);

/* Takes ERROR. */
static void
fetch_return (GTask *task, GError *error)
{
  FrondCatalogueSteps *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GTask) kept = g_object_ref (task);

  if (fetch->download != NULL)
    g_signal_handlers_disconnect_by_func (fetch->download, download_changed_cb, task);
  g_hash_table_remove (self->fetches, frond_launch_get_id (fetch->launch));
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static FrondLaunchState
launch_state_of (FrondDownload *download)
{
  switch ((guint) frond_download_get_state (download))
    {
    case FROND_DOWNLOAD_RUNNING:
      return FROND_LAUNCH_DOWNLOADING;
    case FROND_DOWNLOAD_PAUSED:
      return FROND_LAUNCH_PAUSED;
    case FROND_DOWNLOAD_CHECKING:
      return FROND_LAUNCH_CHECKING;
    default:
      return FROND_LAUNCH_WAITING;
    }
}

static void
report (Fetch *fetch)
{
  frond_launch_report (fetch->launch, launch_state_of (fetch->download),
                       frond_download_get_received (fetch->download),
                       frond_download_get_total (fetch->download),
                       frond_download_get_speed (fetch->download));
}

static void
download_changed_cb (FrondDownload *download, GParamSpec *pspec, GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (FrondLaunch) launch = g_object_ref (fetch->launch);
  const GError *error = frond_download_get_error (download);

  switch ((guint) frond_download_get_state (download))
    {
    case FROND_DOWNLOAD_DONE:
      fetch_return (task, NULL);
      break;
    case FROND_DOWNLOAD_FAILED:
      fetch_return (task, error != NULL ? g_error_copy (error)
                                        : g_error_new (FROND_ERROR, FROND_ERROR_FAILED, "no reason given"));
      break;
    case FROND_DOWNLOAD_CANCELLED:
      /* Somebody ended it at another place: there is nothing to make a machine of. */
      frond_launch_cancel (launch);
      break;
    case FROND_DOWNLOAD_PAUSED:
      /* By itself: for want of room. */
      if (error != NULL)
        fetch_return (task, g_error_copy (error));
      else
        report (fetch);
      break;
    default:
      report (fetch);
    }
}

static void
cancelled_cb (GCancellable *cancellable, GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (fetch->download != NULL && frond_download_is_active (fetch->download))
    {
      g_signal_handlers_disconnect_by_func (fetch->download, download_changed_cb, task);
      frond_download_pause (fetch->download);
    }
}

static gboolean
cancelled_idle_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_get_completed (task) &&
      g_hash_table_contains (FROND_CATALOGUE_STEPS (g_task_get_source_object (task))->fetches,
                             frond_launch_get_id (((Fetch *) g_task_get_task_data (task))->launch)))
    fetch_return (task, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"));
  return G_SOURCE_REMOVE;
}

static void
start_download (GTask *task)
{
  FrondCatalogueSteps *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  FrondCatalogueEntry *entry = find_entry (self, fetch->launch, &error);
  g_autoptr (FrondDownloadSource) source = NULL;

  if (entry != NULL)
    source = frond_catalogue_entry_create_source (entry, frond_catalogue_get_host_arch ());
  if (entry != NULL && source == NULL)
    frond_set_error (&error, FROND_ERROR_UNSUPPORTED, NULL, "nothing for %s",
                     frond_catalogue_get_host_arch ());
  if (source == NULL)
    {
      fetch_return (task, error);
      return;
    }

  fetch->download = g_object_ref (frond_downloads_add (self->downloads, source));
  g_signal_connect_object (fetch->download, "notify", G_CALLBACK (download_changed_cb), task, 0);
  download_changed_cb (fetch->download, NULL, task);
}

static void
cache_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  frond_cache_refresh_finish (FROND_CACHE (source), result, NULL);
  if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    start_download (task);
}

static void
refresh_cache (GTask *task)
{
  FrondCatalogueSteps *self = g_task_get_source_object (task);

  frond_cache_refresh_async (frond_downloads_get_cache (self->downloads), NULL, cache_ready_cb,
                             g_object_ref (task));
}

static void
osinfo_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  frond_catalogue_load_osinfo_finish (FROND_CATALOGUE (source), result, NULL);
  refresh_cache (task);
}

static void
catalogue_ready (GTask *task)
{
  FrondCatalogueSteps *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  if (find_entry (self, fetch->launch, NULL) == NULL)
    frond_catalogue_load_osinfo_async (self->catalogue, NULL, osinfo_ready_cb, g_object_ref (task));
  else
    refresh_cache (task);
}

static void
catalogue_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  frond_catalogue_load_finish (FROND_CATALOGUE (source), result, NULL);
  catalogue_ready (task);
}

static void
frond_catalogue_steps_fetch_async (FrondLaunchSteps *steps, FrondLaunch *launch, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  FrondCatalogueSteps *self = FROND_CATALOGUE_STEPS (steps);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Fetch *fetch = g_new0 (Fetch, 1);
  g_autoptr (GSource) source = g_cancellable_source_new (cancellable);

  fetch->launch = g_object_ref (launch);
  g_task_set_source_tag (task, frond_catalogue_steps_fetch_async);
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);
  g_hash_table_replace (self->fetches, g_strdup (frond_launch_get_id (launch)), g_object_ref (task));
  g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (cancelled_cb), task, 0);
  g_task_attach_source (task, source, G_SOURCE_FUNC (cancelled_idle_cb));

  if (frond_catalogue_get_loaded (self->catalogue))
    catalogue_ready (task);
  else
    frond_catalogue_load_async (self->catalogue, NULL, catalogue_loaded_cb, g_object_ref (task));
}

static gboolean
frond_catalogue_steps_fetch_finish (FrondLaunchSteps *steps, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
frond_catalogue_steps_set_paused (FrondLaunchSteps *steps, FrondLaunch *launch, gboolean paused)
{
  Fetch *fetch = fetch_of (FROND_CATALOGUE_STEPS (steps), launch);

  if (fetch == NULL || fetch->download == NULL)
    return;
  if (paused)
    frond_download_pause (fetch->download);
  else
    frond_download_resume (fetch->download);
}

/* What the machine is made of. */

typedef struct
{
  FrondLaunch *launch;
  FrondCatalogueEntry *entry;
  FrondCacheEntry *image;
  FrondProfile *profile;
  FrondMachineSources *sources;
} Preparation;

static void
preparation_free (Preparation *self)
{
  g_clear_object (&self->launch);
  g_clear_object (&self->entry);
  g_clear_object (&self->image);
  g_clear_object (&self->profile);
  g_clear_object (&self->sources);
  g_free (self);
}

static void
prepare_return (GTask *task)
{
  Preparation *preparation = g_task_get_task_data (task);

  g_task_return_pointer (task, g_object_ref (preparation->profile), g_object_unref);
}

static void
seeded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preparation *preparation = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (FrondSeed) seed = frond_seed_new_finish (result, &error);
  int fd = seed != NULL ? fcntl (frond_seed_get_disc (seed), F_DUPFD_CLOEXEC, 3) : -1;

  if (seed == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (fd >= 0)
    frond_machine_sources_set_seed (preparation->sources, fd);
  prepare_return (task);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preparation *preparation = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (FrondAnswers) answers = frond_answers_from_session_finish (result, &error);
  FrondProfile *wishes;

  if (answers == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  wishes = frond_launch_get_wishes (preparation->launch);
  answers->desktop = frond_profile_get_desktop (wishes != NULL ? wishes : preparation->profile);
  g_free (answers->host_name);
  answers->host_name = frond_answers_suggest_host_name (frond_launch_get_name (preparation->launch));
  frond_seed_new_cloud_async (answers, frond_catalogue_entry_get_os_id (preparation->entry),
                              g_task_get_cancellable (task), seeded_cb, g_object_ref (task));
}

static FrondImageFormat
format_of (FrondImageKind kind)
{
  switch ((guint) kind)
    {
    case FROND_IMAGE_KIND_QCOW2:
      return FROND_IMAGE_QCOW2;
    case FROND_IMAGE_KIND_VMDK:
      return FROND_IMAGE_VMDK;
    case FROND_IMAGE_KIND_VHDX:
      return FROND_IMAGE_VHDX;
    default:
      return FROND_IMAGE_RAW;
    }
}

static void
image_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preparation *preparation = g_task_get_task_data (task);
  GError *error = NULL;
  int fd = frond_cache_open_finish (FROND_CACHE (source), result, &error);

  if (fd < 0)
    {
      g_task_return_error (task, error);
      return;
    }

  preparation->sources = frond_machine_sources_new ();
  frond_machine_sources_add_disk (preparation->sources,
                                  format_of (frond_cache_entry_get_kind (preparation->image)), fd, 0, TRUE);
  frond_answers_from_session_async (g_task_get_cancellable (task), answered_cb, g_object_ref (task));
}

static void
suggested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondCatalogueSteps *self = g_task_get_source_object (task);
  Preparation *preparation = g_task_get_task_data (task);
  GError *error = NULL;

  preparation->profile =
      frond_catalogue_entry_suggest_finish (FROND_CATALOGUE_ENTRY (source), result, &error);
  if (preparation->profile == NULL)
    g_task_return_error (task, error);
  else if (frond_catalogue_entry_is_disc (preparation->entry))
    prepare_return (task);
  else
    frond_cache_open_async (frond_downloads_get_cache (self->downloads), preparation->image,
                            g_task_get_cancellable (task), image_opened_cb, g_object_ref (task));
}

/* The file that the fetch has brought, or that was there. */
static FrondCacheEntry *
find_image (FrondCatalogueSteps *self, FrondCatalogueEntry *entry)
{
  g_autoptr (FrondDownloadSource) source =
      frond_catalogue_entry_create_source (entry, frond_catalogue_get_host_arch ());
  FrondDownload *download = source != NULL ? frond_downloads_find (self->downloads, source) : NULL;

  return download != NULL ? frond_download_get_entry (download) : NULL;
}

static void
frond_catalogue_steps_prepare_async (FrondLaunchSteps *steps, FrondLaunch *launch, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  FrondCatalogueSteps *self = FROND_CATALOGUE_STEPS (steps);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (FrondHostCapabilities) capabilities = frond_machine_host_dup_capabilities (self->host);
  GError *error = NULL;
  FrondCatalogueEntry *entry = find_entry (self, launch, &error);
  FrondCacheEntry *image = entry != NULL ? find_image (self, entry) : NULL;
  Preparation *preparation = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;

  g_task_set_source_tag (task, frond_catalogue_steps_prepare_async);
  if (entry != NULL && image == NULL)
    frond_set_error (&error, FROND_ERROR_MEDIA_MISSING, NULL, "the file is not in the cache");
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  preparation = g_new0 (Preparation, 1);
  preparation->launch = g_object_ref (launch);
  preparation->entry = g_object_ref (entry);
  preparation->image = g_object_ref (image);
  g_task_set_task_data (task, preparation, (GDestroyNotify) preparation_free);
  path = frond_cache_dup_file_path (frond_downloads_get_cache (self->downloads), image);
  file = g_file_new_for_path (path);
  frond_catalogue_entry_suggest_async (entry, file, capabilities, cancellable, suggested_cb,
                                       g_steal_pointer (&task));
}

static FrondProfile *
frond_catalogue_steps_prepare_finish (FrondLaunchSteps *steps, GAsyncResult *result,
                                      FrondMachineSources **sources, GError **error)
{
  Preparation *preparation = g_task_get_task_data (G_TASK (result));

  *sources = preparation != NULL ? g_steal_pointer (&preparation->sources) : NULL;
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
frond_catalogue_steps_open (FrondLaunchSteps *steps, FrondGuest *guest)
{
  g_signal_emit (steps, signals[OPEN], 0, guest);
}

static void
frond_catalogue_steps_remember (FrondLaunchSteps *steps, FrondGuest *guest, int fd)
{
  frond_unlock_remember (frond_guest_get_profile (guest), fd);
}

static void
frond_catalogue_steps_iface_init (FrondLaunchStepsInterface *iface)
{
  iface->fetch_async = frond_catalogue_steps_fetch_async;
  iface->fetch_finish = frond_catalogue_steps_fetch_finish;
  iface->set_paused = frond_catalogue_steps_set_paused;
  iface->prepare_async = frond_catalogue_steps_prepare_async;
  iface->prepare_finish = frond_catalogue_steps_prepare_finish;
  iface->open = frond_catalogue_steps_open;
  iface->remember = frond_catalogue_steps_remember;
}

static void
frond_catalogue_steps_finalize (GObject *object)
{
  FrondCatalogueSteps *self = FROND_CATALOGUE_STEPS (object);

  g_clear_object (&self->catalogue);
  g_clear_object (&self->downloads);
  g_clear_object (&self->host);
  g_hash_table_unref (self->fetches);
  G_OBJECT_CLASS (frond_catalogue_steps_parent_class)->finalize (object);
}

static void
frond_catalogue_steps_class_init (FrondCatalogueStepsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_catalogue_steps_finalize;

  signals[OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, FROND_TYPE_GUEST);
}

static void
frond_catalogue_steps_init (FrondCatalogueSteps *self)
{
  self->fetches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

FrondCatalogueSteps *
frond_catalogue_steps_new (FrondCatalogue *catalogue, FrondDownloads *downloads, FrondMachineHost *host)
{
  FrondCatalogueSteps *self = g_object_new (FROND_TYPE_CATALOGUE_STEPS, NULL);

  self->catalogue = g_object_ref (catalogue);
  self->downloads = g_object_ref (downloads);
  self->host = g_object_ref (host);
  return self;
}
