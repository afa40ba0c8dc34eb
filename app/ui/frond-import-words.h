/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-import.h"

G_BEGIN_DECLS

/* "VirtualBox machine “Work laptop”", "Disk image". (transfer full) */
char *frond_import_words_title (FrondImport *import);

/* Whose it is, in a word: "VirtualBox". Owned by gettext. */
const char *frond_import_words_kind (FrondImportKind kind);

/* "VMDK disk, 20 GiB", "compressed disk". (transfer full) */
char *frond_import_words_disk (const FrondImportDisk *disk);

/* Why something with this problem (a FROND_ERROR_*) cannot be imported, in a sentence or two. (transfer full) */
char *frond_import_words_problem (int problem);

/* What becomes of the original and how much room the copy takes. FREE: bytes that there are, 0: nobody knows. (transfer
 * full) */
char *frond_import_words_copy (FrondImport *import, guint64 free);

/* That there is too little room: FREE bytes. (transfer full) */
char *frond_import_words_room (FrondImport *import, guint64 free);

/* What of the machine is not carried over, and what to do about it; NULL: nothing that anybody would miss. Caller frees. */
char *frond_import_words_left (FrondImport *import);

G_END_DECLS
