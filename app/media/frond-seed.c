/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-seed.h"

#include "frond-answers-text.h"
#include "frond-error.h"
#include "frond-media-private.h"
#include "frond-seed-image.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

/* cloud-init looks for the one, Anaconda and AutoYaST for the other; Windows looks at every drive. */
#define LABEL_CLOUD   "cidata"
#define LABEL_DRIVERS "OEMDRV"

#define MAX_DRIVERS (56 * 1024 * 1024)

struct _FrondSeed
{
  GObject parent_instance;

  int disc;
  int kernel;
  int initrd;
  const char *installer;
};

G_DEFINE_FINAL_TYPE (FrondSeed, frond_seed, G_TYPE_OBJECT)

static void
frond_seed_finalize (GObject *object)
{
  FrondSeed *self = FROND_SEED (object);

  g_clear_fd (&self->disc, NULL);
  g_clear_fd (&self->kernel, NULL);
  g_clear_fd (&self->initrd, NULL);
  G_OBJECT_CLASS (frond_seed_parent_class)->finalize (object);
}

static void
frond_seed_class_init (FrondSeedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_seed_finalize;
}

static void
frond_seed_init (FrondSeed *self)
{
  self->disc = self->kernel = self->initrd = -1;
}

int
frond_seed_get_disc (FrondSeed *self)
{
  return self->disc;
}

int
frond_seed_get_kernel (FrondSeed *self)
{
  return self->kernel;
}

int
frond_seed_get_initrd (FrondSeed *self)
{
  return self->initrd;
}

const char *
frond_seed_get_installer (FrondSeed *self)
{
  return self->installer;
}

static FrondInstaller
installer_of (FrondMedia *media)
{
  return frond_installer_of (_frond_media_get_facts (media), frond_media_get_label (media));
}

gboolean
frond_seed_can_install (FrondMedia *media)
{
  return installer_of (media) != FROND_INSTALLER_NONE;
}

gboolean
frond_seed_tells_password (FrondMedia *media)
{
  return installer_of (media) == FROND_INSTALLER_WINDOWS;
}

typedef struct
{
  FrondAnswers *answers;
  char *os_id;
  FrondMedia *media; /* NULL: a ready-made system */
  GFile *drivers;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  frond_answers_free (order->answers);
  g_free (order->os_id);
  g_clear_object (&order->media);
  g_clear_object (&order->drivers);
  g_free (order);
}

static void
take_text (GPtrArray *files, const char *path, char *text)
{
  g_autoptr (GBytes) content = g_bytes_new_take (text, strlen (text));

  g_ptr_array_add (files, frond_seed_file_new (path, content));
}

static int
open_medium (GFile *file, GError **error)
{
  g_autofree char *path = g_file_get_path (file);
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;

  if (fd < 0)
    frond_set_error (error, FROND_ERROR_MEDIA_UNREADABLE, NULL, "The medium cannot be opened");
  return fd;
}

/* The drivers that setup and Windows need, of Windows 11's kind, which 10 and the servers since 2019 take as well. */
static gboolean
add_drivers (GPtrArray *files, GFile *drivers, GCancellable *cancellable, GError **error)
{
  static const char *const wanted[] = {
    "viostor/w11/amd64/",   "vioscsi/w11/amd64/", "NetKVM/w11/amd64/",
    "vioserial/w11/amd64/", "viorng/w11/amd64/",  "vioinput/w11/amd64/",
    "viogpudo/w11/amd64/",  "Balloon/w11/amd64/", NULL,
  };
  static const char *const tools[] = { "virtio-win-gt-x64.msi", NULL };
  static const char *const agent[] = { "guest-agent/qemu-ga-x86_64.msi", NULL };
  g_autofd int fd = open_medium (drivers, error);
  int found;

  if (fd < 0)
    return FALSE;
  found = frond_seed_image_collect (fd, wanted, "drivers", MAX_DRIVERS / 2, files, cancellable, error);
  if (found == 0)
    frond_set_error (error, FROND_ERROR_NOT_FOUND, "drivers", "drivers: are not on that disc");
  return found > 0 &&
         frond_seed_image_collect (fd, tools, "tools", MAX_DRIVERS / 4, files, cancellable, error) >= 0 &&
         frond_seed_image_collect (fd, agent, "tools", MAX_DRIVERS / 4, files, cancellable, error) >= 0;
}

/* What the medium's label tells of a Windows: CCCOMA_X64FRE_EN-US_DV9. */
static char *
dup_language (const char *label)
{
  g_autoptr (GRegex) regex = g_regex_new ("(?<=_)([A-Z]{2,3})-([A-Z]{2})_", G_REGEX_DEFAULT, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *language = NULL;
  g_autofree char *country = NULL;
  g_autofree char *lower = NULL;

  if (!g_regex_match (regex, label, 0, &match))
    return g_strdup ("en-US");
  language = g_match_info_fetch (match, 1);
  country = g_match_info_fetch (match, 2);
  lower = g_ascii_strdown (language, -1);
  return g_strconcat (lower, "-", country, NULL);
}

static gboolean
make_windows (FrondSeed *self, Order *order, FrondAnswersText *text, GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) frond_seed_file_free);
  const char *label = frond_media_get_label (order->media);
  g_autofree char *language = dup_language (label);

  text->ui_language = language;
  text->generic_key = g_str_has_prefix (label, "CCCOMA") || g_str_has_prefix (label, "CCSA");
  take_text (files, "autounattend.xml", frond_answers_text_to_unattend (text));
  text->ui_language = NULL;
  if (order->drivers != NULL && !add_drivers (files, order->drivers, cancellable, error))
    return FALSE;
  self->disc = frond_seed_image_write (LABEL_DRIVERS, files, error);
  return self->disc >= 0;
}

static gboolean
make_disc (FrondSeed *self, FrondAnswersText *text, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) frond_seed_file_free);
  const char *label = LABEL_DRIVERS;

  switch (text->installer)
    {
    case FROND_INSTALLER_FEDORA:
      take_text (files, "ks.cfg", frond_answers_text_to_kickstart (text));
      break;
    case FROND_INSTALLER_SUSE:
      take_text (files, "autoinst.xml", frond_answers_text_to_autoyast (text));
      break;
    case FROND_INSTALLER_NONE:
    case FROND_INSTALLER_UBUNTU:
      label = LABEL_CLOUD;
      take_text (files, "user-data", frond_answers_text_to_user_data (text));
      take_text (files, "meta-data", frond_answers_text_to_meta_data (text));
      break;
    case FROND_INSTALLER_DEBIAN:
    case FROND_INSTALLER_WINDOWS:
    default:
      return TRUE;
    }
  self->disc = frond_seed_image_write (label, files, error);
  return self->disc >= 0;
}

static const char *
or_default (const char *known, const char *otherwise)
{
  return known[0] != '\0' ? known : otherwise;
}

/* Debian's installer finds its answers in its own initrd, without a question before. */
static gboolean
add_preseed (FrondSeed *self, FrondAnswersText *text, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) frond_seed_file_free);

  if (text->installer != FROND_INSTALLER_DEBIAN)
    return TRUE;
  take_text (files, "preseed.cfg", frond_answers_text_to_preseed (text));
  return frond_seed_image_append (self->initrd, files, error);
}

static gboolean
take_boot_files (FrondSeed *self, Order *order, FrondAnswersText *text, GCancellable *cancellable,
                 GError **error)
{
  const FrondOsFacts *facts = _frond_media_get_facts (order->media);
  const char *kernel = or_default (facts->kernel, frond_installer_get_kernel (text->installer));
  const char *initrd = or_default (facts->initrd, frond_installer_get_initrd (text->installer));
  g_autofd int fd = open_medium (frond_media_get_file (order->media), error);

  if (fd < 0)
    return FALSE;
  self->kernel = frond_seed_image_extract (fd, kernel, FROND_SEED_MAX_KERNEL, cancellable, error);
  if (self->kernel < 0)
    return FALSE;
  self->initrd = frond_seed_image_extract (fd, initrd, FROND_SEED_MAX_INITRD, cancellable, error);
  return self->initrd >= 0 && add_preseed (self, text, error);
}

static gboolean
make_installer (FrondSeed *self, Order *order, GCancellable *cancellable, GError **error)
{
  g_auto (FrondAnswersText) text = { 0 };
  FrondInstaller installer = installer_of (order->media);

  if (installer == FROND_INSTALLER_NONE)
    {
      frond_set_error (error, FROND_ERROR_UNSUPPORTED, NULL, "This installer cannot be answered for");
      return FALSE;
    }
  if (!frond_answers_text_init (&text, order->answers, installer, frond_installer_packages_of (order->os_id),
                                error))
    return FALSE;

  self->installer = frond_installer_to_token (installer);
  text.mirror = _frond_media_get_facts (order->media)->mirror;
  if (installer == FROND_INSTALLER_WINDOWS)
    return make_windows (self, order, &text, cancellable, error);
  return make_disc (self, &text, error) && take_boot_files (self, order, &text, cancellable, error);
}

static gboolean
make_cloud (FrondSeed *self, Order *order, GError **error)
{
  g_auto (FrondAnswersText) text = { 0 };

  return frond_answers_text_init (&text, order->answers, FROND_INSTALLER_NONE,
                                  frond_installer_packages_of (order->os_id), error) &&
         make_disc (self, &text, error);
}

/* The copy that crosses to the helper cannot be written to. */
static gboolean
make_read_only (int *fd, GError **error)
{
  g_autofree char *path = NULL;
  int again;

  if (*fd < 0)
    return TRUE;
  path = g_strdup_printf ("/proc/self/fd/%d", *fd);
  again = open (path, O_RDONLY | O_CLOEXEC);
  if (again < 0)
    {
      frond_set_error (error, FROND_ERROR_FAILED, NULL, "seed: cannot be opened again");
      return FALSE;
    }
  g_close (*fd, NULL);
  *fd = again;
  return TRUE;
}

static void
make (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (FrondSeed) self = g_object_new (FROND_TYPE_SEED, NULL);
  Order *order = data;
  GError *error = NULL;
  gboolean made = order->media != NULL ? make_installer (self, order, cancellable, &error)
                                       : make_cloud (self, order, &error);

  if (made && make_read_only (&self->disc, &error) && make_read_only (&self->kernel, &error) &&
      make_read_only (&self->initrd, &error))
    g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
run (const FrondAnswers *answers, const char *os_id, FrondMedia *media, GFile *drivers,
     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Order *order = g_new0 (Order, 1);

  order->answers = frond_answers_copy (answers);
  order->os_id = g_strdup (os_id);
  g_set_object (&order->media, media);
  g_set_object (&order->drivers, drivers);
  g_task_set_source_tag (task, run);
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, make);
}

void
frond_seed_new_cloud_async (const FrondAnswers *answers, const char *os_id, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (answers != NULL && os_id != NULL);

  run (answers, os_id, NULL, NULL, cancellable, callback, user_data);
}

void
frond_seed_new_installer_async (const FrondAnswers *answers, FrondMedia *media, GFile *drivers,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (answers != NULL && FROND_IS_MEDIA (media));

  run (answers, frond_media_get_os_id (media), media, drivers, cancellable, callback, user_data);
}

FrondSeed *
frond_seed_new_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
