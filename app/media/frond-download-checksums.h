/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The digest of the file NAME, as "sha256:<hex>" or the stronger "sha512:<hex>", in a publisher's list of checksums:
 * SHA256SUMS and SHA512SUMS of coreutils ("hex  name", "hex *name"), BSD's and Fedora's "SHA256 (name) = hex", or a file
 * that is one digest and nothing else. NAME "*": the only file
 * that the list has. NULL with FROND_ERROR_DOWNLOAD_CHECKSUM_LIST where the name is not there, or with
 * two digests. Caller frees. */
char *frond_download_checksums_find (const char *text, gsize length, const char *name, GError **error);

G_END_DECLS
