/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-import-words.h"

#include "frond-error.h"
#include "frond-guest-words.h"
#include "frond-message.h"

#include <glib/gi18n.h>

static const struct
{
  const char *kind;
  const char *title; /* has one %s: the machine's name */
} kinds[] = {
  [FROND_IMPORT_DISC] = { N_ ("Disc image"),
                          /* Translators: %s is the name of the file */
                          N_ ("Disc Image “%s”") },
  [FROND_IMPORT_DISK] = { N_ ("Disk image"),
                          /* Translators: %s is the name of the file */
                          N_ ("Disk Image “%s”") },
  /* Translators: an appliance is a packed virtual machine, a file that ends in “.ova” or “.ovf” */
  [FROND_IMPORT_APPLIANCE] = { N_ ("Appliance"),
                               /* Translators: %s is the name of the machine */
                               N_ ("Appliance “%s”") },
  [FROND_IMPORT_UTM] = { N_ ("UTM"),
                         /* Translators: %s is the name of the machine */
                         N_ ("UTM Machine “%s”") },
  [FROND_IMPORT_QUICKEMU] = { N_ ("Quickemu"),
                              /* Translators: %s is the name of the machine */
                              N_ ("Quickemu Machine “%s”") },
  [FROND_IMPORT_LIBVIRT] = { N_ ("Virtual Machine Manager"),
                             /* Translators: %s is the name of the machine */
                             N_ ("Libvirt Machine “%s”") },
  [FROND_IMPORT_BOXES] = { N_ ("Boxes"),
                           /* Translators: %s is the name of the machine */
                           N_ ("Boxes Machine “%s”") },
  [FROND_IMPORT_VIRTUALBOX] = { N_ ("VirtualBox"),
                                /* Translators: %s is the name of the machine */
                                N_ ("VirtualBox Machine “%s”") },
};

/* Not a printf format: a name and a translation must not be able to break one. */
static char *
put_into (const char *format, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);

  return g_strjoinv (text, parts);
}

char *
frond_import_words_title (FrondImport *import)
{
  return put_into (_ (kinds[frond_import_get_kind (import)].title), frond_import_get_name (import));
}

const char *
frond_import_words_kind (FrondImportKind kind)
{
  return _ (kinds[kind].kind);
}

static char *
format_words (const FrondImportDisk *disk)
{
  static const struct
  {
    const char *token;
    const char *words;
  } formats[] = {
    { "raw", N_ ("Raw disk") }, { "qcow2", N_ ("QCOW2 disk") }, { "vmdk", N_ ("VMDK disk") },
    { "vdi", N_ ("VDI disk") }, { "vhdx", N_ ("VHDX disk") },   { "vpc", N_ ("VHD disk") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_strcmp0 (disk->format, formats[i].token) == 0)
      return g_strdup (_ (formats[i].words));
  return g_strdup (_ ("Disk"));
}

char *
frond_import_words_disk (const FrondImportDisk *disk)
{
  g_autofree char *format = format_words (disk);
  g_autofree char *size = NULL;

  if (disk->problem != 0)
    return frond_import_words_problem (disk->problem);
  if (disk->size == 0)
    return g_steal_pointer (&format);
  size = frond_guest_words_size (disk->size);
  /* Translators: what a disk is, and how large: “VMDK disk, 20 GiB” */
  return g_strdup_printf (_ ("%s, %s"), format, size);
}

char *
frond_import_words_problem (int problem)
{
  g_autoptr (GError) error = g_error_new_literal (FROND_ERROR, problem, "");
  g_autoptr (FrondMessage) message = frond_message_new (FROND_TASK_IMPORT, "", error);

  return g_strdup (message->body);
}

char *
frond_import_words_room (FrondImport *import, guint64 free)
{
  g_autofree char *needs = g_format_size (frond_import_get_room (import));
  g_autofree char *has = g_format_size (free);

  /* Translators: both %s are amounts, like “2.1 GB” */
  return g_strdup_printf (_ ("The copy may take %s, and only %s are free. Free some space first."), needs,
                          has);
}

char *
frond_import_words_copy (FrondImport *import, guint64 free)
{
  guint64 room = frond_import_get_room (import);
  g_autofree char *needs = g_format_size (room);
  g_autofree char *has = g_format_size (free);
  const char *stays =
      ngettext ("It is copied, and the original stays as it is.",
                "They are copied, and the originals stay as they are.", frond_import_get_n_disks (import));
  g_autofree char *takes = NULL;

  if (room == 0)
    return g_strdup (stays);
  if (free == 0)
    /* Translators: %s is an amount, like “2.1 GB” */
    takes = g_strdup_printf (_ ("The copy takes up to %s."), needs);
  else
    /* Translators: both %s are amounts, like “2.1 GB” */
    takes = g_strdup_printf (_ ("The copy takes up to %s of the %s that are free."), needs, has);
  return g_strdup_printf ("%s\n%s", stays, takes);
}

char *
frond_import_words_left (FrondImport *import)
{
  const FrondFirmware firmware = frond_import_get_firmware (import);
  const char *parts[3] = { NULL };
  guint n = 0;

  /* Who has only a disk has no firmware to miss. */
  if (frond_import_get_kind (import) > FROND_IMPORT_DISK &&
      (firmware == FROND_FIRMWARE_UEFI || firmware == FROND_FIRMWARE_UEFI_SECURE))
    parts[n++] = _ (
        "The start menu of its firmware (UEFI) stays behind: if the system does not start by itself, choose "
        "its disk in the firmware’s boot manager once.");
  if (frond_import_get_tpm (import))
    parts[n++] = _ (
        "What its security chip (TPM) keeps stays behind: have the recovery key of an encrypted disk, such "
        "as BitLocker’s, at hand.");
  return n > 0 ? g_strjoinv ("\n", (char **) parts) : NULL;
}
