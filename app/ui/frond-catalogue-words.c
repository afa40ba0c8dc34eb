/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-catalogue-words.h"

#include "frond-desktops.h"

#include <glib/gi18n.h>

static const char *
kind_words (FrondCatalogueEntry *entry)
{
  switch (frond_catalogue_entry_get_kind (entry))
    {
    case FROND_CATALOGUE_LIVE:
      /* Translators: a system that runs from its disc without being installed */
      return _ ("Live");
    case FROND_CATALOGUE_INSTALLER:
      /* Translators: a disc that installs a system */
      return _ ("Installer");
    case FROND_CATALOGUE_NETBOOT:
      /* Translators: a small disc that installs a system over the network */
      return _ ("Network installer");
    case FROND_CATALOGUE_CLOUD_IMAGE:
    default:
      if (*frond_catalogue_entry_get_desktop (entry) != '\0')
        /* Translators: a system that adds a desktop to itself at its first start */
        return _ ("Sets itself up");
      /* Translators: a disk with a system that needs no installing */
      return _ ("Ready to use");
    }
}

char *
frond_catalogue_words_size (guint64 size)
{
  guint64 rounded = (size + 5000000) / 10000000 * 10000000;
  g_autofree char *unit = NULL;

  if (size < 10000000 || rounded >= 1000000000)
    return g_format_size (size < 10000000 ? size : rounded);

  unit = g_format_size_full (rounded, G_FORMAT_SIZE_ONLY_UNIT);
  return g_strdup_printf ("%u\u00a0%s", (guint) (rounded / 1000000), unit);
}

/* What the machine itself downloads at its first start. */
static guint64
desktop_size (FrondCatalogueEntry *entry)
{
  FrondDesktopNeeds needs;

  if (frond_catalogue_entry_get_kind (entry) != FROND_CATALOGUE_CLOUD_IMAGE)
    return 0;
  frond_desktops_can (frond_catalogue_entry_get_os_id (entry),
                      frond_desktops_from_name (frond_catalogue_entry_get_desktop (entry)), &needs);
  return needs.download;
}

static char *
size_words (FrondCatalogueEntry *entry, const FrondCatalogueFile *file)
{
  const guint64 desktop = desktop_size (entry);
  g_autofree char *size = NULL;

  if (frond_catalogue_entry_get_cached (entry) && desktop == 0)
    /* Translators: a file that was downloaded already */
    return g_strdup (_ ("Downloaded"));
  if (file->size == 0)
    return NULL;

  size = frond_catalogue_words_size (desktop + (frond_catalogue_entry_get_cached (entry) ? 0 : file->size));
  /* Translators: how much there is to download, such as “About 420 MB” */
  return g_strdup_printf (_ ("About %s"), size);
}

char *
frond_catalogue_words_facts (FrondCatalogueEntry *entry, const char *arch)
{
  const FrondCatalogueFile *file = frond_catalogue_entry_get_file (entry, arch);
  const char *desktop = frond_catalogue_entry_get_desktop (entry);
  g_autofree char *size = NULL;
  const char *parts[4] = { NULL };
  guint n = 0;

  if (file == NULL)
    /* Translators: %s is a kind of processor, like “aarch64” */
    return g_strdup_printf (_ ("For computers with %s"), frond_catalogue_entry_get_nth_file (entry, 0)->arch);

  parts[n++] = kind_words (entry);
  if (*desktop != '\0')
    parts[n++] = desktop;
  size = size_words (entry, file);
  if (size != NULL)
    parts[n++] = size;
  return g_strjoinv (" · ", (char **) parts);
}

void
frond_catalogue_words_name_button (GtkWidget *button, const char *format, FrondCatalogueEntry *entry)
{
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *name = g_strjoinv (frond_catalogue_entry_get_name (entry), parts);

  /* A button says its own label otherwise, which is the same on every tile. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
