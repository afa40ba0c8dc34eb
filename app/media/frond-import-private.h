/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-import-image.h"
#include "frond-import-place.h"
#include "frond-import.h"
#include "frond-os-facts.h"

#include <libxml/tree.h>

G_BEGIN_DECLS

/* What a machine may have of each; more is taken for an attack. */
#define FROND_IMPORT_MAX_DISKS 8
#define FROND_IMPORT_MAX_TEXT  (4 * 1024 * 1024)
#define FROND_IMPORT_MAX_NOTES 1024

/* Shared by the readers, which fill it in before anybody else sees it. */
struct _FrondImport
{
  GObject parent_instance;

  FrondImportKind kind;
  GFile *file;
  FrondImportPlace *place; /* where its disks are; NULL for a disc */
  FrondOsFacts *facts;
  char *name;
  char *system; /* whatever the description says that the system is, for frond-import-system.c */
  char *notes;
  guint64 memory;
  guint vcpus;
  FrondFirmware firmware;
  gboolean tpm;
  char *variables[2];   /* of the firmware, in the place; by whether they are the secure one's. May be NULL */
  GHashTable *settings; /* names of a profile's properties → texts, of a machine of ours; or NULL */
  int problem;
  GPtrArray *disks; /* (element-type FrondImportDisk) */
};

FrondImport *_frond_import_new (FrondImportKind kind, GFile *file, FrondImportPlace *place);

/* Everything is read: fills in what follows from the rest. */
void _frond_import_complete (FrondImport *self);

/* Adds the disk at PATH of the place, and looks at it: what is wrong with it is its problem. BUS is whatever the
 * description says; RAW: what it says of an image without a format. */
void _frond_import_add_disk (FrondImport *self, const char *path, const char *bus, FrondImportRaw raw);

/* Numbers from a description are anything: 0 and more than any computer has are none. */
void _frond_import_set_memory (FrondImport *self, guint64 count, guint64 unit);
void _frond_import_set_vcpus (FrondImport *self, guint64 count);
void _frond_import_set_name (FrondImport *self, const char *name);
void _frond_import_set_notes (FrondImport *self, const char *notes);

/* What one of ours says of itself in SECTION (may be NULL) of its OVF, whose root is ROOT: frond-export-ovf.c. */
void _frond_import_read_ours (FrondImport *self, xmlNode *root, xmlNode *section);

/* Gives PROFILE what is said of the machine; what it cannot have is left out. */
void _frond_import_apply_ours (FrondImport *self, FrondProfile *profile);

/* The readers: each fills in SELF, FALSE with FROND_ERROR_IMPORT_* where the text is none of theirs or damaged. */
gboolean _frond_import_read_ovf (FrondImport *self, xmlNode *root, GError **error);
gboolean _frond_import_read_vbox (FrondImport *self, xmlNode *root, GError **error);
gboolean _frond_import_read_domain (FrondImport *self, xmlNode *root, GError **error);
gboolean _frond_import_read_utm (FrondImport *self, GBytes *plist, GError **error);
gboolean _frond_import_read_quickemu (FrondImport *self, GBytes *text, GError **error);

/* Whether TEXT has a line that only a quickemu configuration has. */
gboolean _frond_import_is_quickemu (GBytes *text);

/* The system that SELF's words name (libosinfo's id, VirtualBox' or VMware's token, a name with a version). */
FrondOsFacts *_frond_import_identify (const char *words);

/* The description NAME in PLACE, by what is in it. For the finders and the detection alike; FILE is what the person
 * knows. */
FrondImport *_frond_import_read_description (GFile *file, FrondImportPlace *place, const char *name,
                                             GError **error);

/* What is at FILE; blocks. */
FrondImport *_frond_import_detect (GFile *file, GCancellable *cancellable, GError **error);

G_END_DECLS
