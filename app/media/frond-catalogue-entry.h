/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-catalogue-file.h"
#include "frond-types.h"

G_BEGIN_DECLS

typedef enum
{
  FROND_CATALOGUE_CLOUD_IMAGE, /* a disk that is ready to use */
  FROND_CATALOGUE_LIVE,        /* a disc that starts a system, and may install it */
  FROND_CATALOGUE_INSTALLER,
  FROND_CATALOGUE_NETBOOT, /* a disc that fetches an installer */
} FrondCatalogueKind;

GType frond_catalogue_kind_get_type (void);
#define FROND_TYPE_CATALOGUE_KIND (frond_catalogue_kind_get_type ())

/* Who says so; the later one counts more. */
typedef enum
{
  FROND_CATALOGUE_FROM_OSINFO, /* libosinfo's database */
  FROND_CATALOGUE_FROM_FROND,
  FROND_CATALOGUE_FROM_UPDATE, /* a newer catalogue that was downloaded */
  FROND_CATALOGUE_FROM_PERSON,
} FrondCatalogueOrigin;

GType frond_catalogue_origin_get_type (void);
#define FROND_TYPE_CATALOGUE_ORIGIN (frond_catalogue_origin_get_type ())

#define FROND_TYPE_CATALOGUE_ENTRY (frond_catalogue_entry_get_type ())
G_DECLARE_FINAL_TYPE (FrondCatalogueEntry, frond_catalogue_entry, FROND, CATALOGUE_ENTRY, GObject)

/* A system that a machine can be made of. Made with g_object_new(); all but the last two properties stay as they
 * were made.
 *
 * properties: id, name (of a machine of it), summary (one line), family, mark-text (one or two letters), mark-color
 *   ("#rrggbb"), os-id (libosinfo's), desktop, released, eol (ISO dates), homepage: strings, "" where nothing is known;
 *   words (GStrv: what people may search for); kind (FrondCatalogueKind); origin (FrondCatalogueOrigin); firmware
 *   (FrondFirmware: the only one it starts with, or AUTO); minimum-memory, minimum-disk (uint64, bytes; 0: not known);
 *   cached (boolean: the file is at hand already); launch (GObject or NULL: the making of a machine of it that is under
 *   way, a FrondLaunch) */
const char *frond_catalogue_entry_get_id (FrondCatalogueEntry *self);
const char *frond_catalogue_entry_get_name (FrondCatalogueEntry *self);
const char *frond_catalogue_entry_get_summary (FrondCatalogueEntry *self);
const char *frond_catalogue_entry_get_family (FrondCatalogueEntry *self);
const char *frond_catalogue_entry_get_mark_text (FrondCatalogueEntry *self);
const char *frond_catalogue_entry_get_mark_color (FrondCatalogueEntry *self);
const char *frond_catalogue_entry_get_os_id (FrondCatalogueEntry *self);
const char *frond_catalogue_entry_get_desktop (FrondCatalogueEntry *self);
const char *frond_catalogue_entry_get_released (FrondCatalogueEntry *self);
const char *frond_catalogue_entry_get_eol (FrondCatalogueEntry *self);
const char *frond_catalogue_entry_get_homepage (FrondCatalogueEntry *self);
FrondCatalogueKind frond_catalogue_entry_get_kind (FrondCatalogueEntry *self);
FrondCatalogueOrigin frond_catalogue_entry_get_origin (FrondCatalogueEntry *self);
FrondFirmware frond_catalogue_entry_get_firmware (FrondCatalogueEntry *self);
guint64 frond_catalogue_entry_get_minimum_memory (FrondCatalogueEntry *self);
guint64 frond_catalogue_entry_get_minimum_disk (FrondCatalogueEntry *self);
gboolean frond_catalogue_entry_get_cached (FrondCatalogueEntry *self);
void frond_catalogue_entry_set_cached (FrondCatalogueEntry *self, gboolean cached);
GObject *frond_catalogue_entry_get_launch (FrondCatalogueEntry *self);
void frond_catalogue_entry_set_launch (FrondCatalogueEntry *self, GObject *launch);

/* Whether it is a disc that goes into a drive, and no disk. */
gboolean frond_catalogue_entry_is_disc (FrondCatalogueEntry *self);

/* Takes FILE; only while the entry is being made. */
void frond_catalogue_entry_add_file (FrondCatalogueEntry *self, FrondCatalogueFile *file);

/* The file for ARCH, NULL where there is none; and the number of files in all. */
const FrondCatalogueFile *frond_catalogue_entry_get_file (FrondCatalogueEntry *self, const char *arch);
const FrondCatalogueFile *frond_catalogue_entry_get_nth_file (FrondCatalogueEntry *self, guint n);
guint frond_catalogue_entry_get_n_files (FrondCatalogueEntry *self);

/* Whether every word of QUERY (casefolded, words with one space between them) begins a word of the entry's. */
gboolean frond_catalogue_entry_matches (FrondCatalogueEntry *self, const char *query);

/* What is missing in SELF and known by OTHER: dates and needs. Only while the entry is being made. */
void frond_catalogue_entry_complete_from (FrondCatalogueEntry *self, FrondCatalogueEntry *other);

G_END_DECLS
