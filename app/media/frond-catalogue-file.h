/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One file of a catalogue's entry: what a machine of one architecture is made from. Texts are never NULL but where it
 * says so. */
typedef struct
{
  char *arch;        /* "x86_64" */
  char *url;         /* https, or http on this computer */
  char *format;      /* "iso", "qcow2", "raw", "vmdk", "vhdx" */
  char *compression; /* "xz", "gzip", "zstd", "bzip2" or "" */
  guint64 size;      /* bytes to download, about; 0: not known */

  char *checksum_type;  /* "sha256", "sha512", or "" where nothing is known */
  char *checksum_value; /* hexadecimal, or "": in the list */
  char *checksum_url;   /* the publisher's list, or "" */
  char *checksum_name; /* the file's name in the list; "*": its only line; "": the last part of the address */
  char *signature_url; /* over the list; the list's own address where it is clear-signed; or "" */
  char *signature_key; /* the key's whole fingerprint, or "" */
  char *key_file;      /* where that key is on this computer, or "": then the signature is not looked at */
} FrondCatalogueFile;

FrondCatalogueFile *frond_catalogue_file_new (const char *arch, const char *url, const char *format);
void frond_catalogue_file_free (FrondCatalogueFile *self);

/* Whether a catalogue may name URL: https with a host, or, in people's own files only (LOCAL), http or https to this
 * computer. */
gboolean frond_catalogue_url_is_valid (const char *url, gboolean local);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondCatalogueFile, frond_catalogue_file_free)

G_END_DECLS
