/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a download must turn out to be, after it is unpacked. */
typedef enum
{
  FROND_IMAGE_KIND_ANY, /* a kernel, an initial disk: anything but a web page */
  FROND_IMAGE_KIND_ISO,
  FROND_IMAGE_KIND_QCOW2,
  FROND_IMAGE_KIND_RAW, /* a disk with a partition table or boot sector */
  FROND_IMAGE_KIND_VMDK,
  FROND_IMAGE_KIND_VHDX,
} FrondImageKind;

GType frond_image_kind_get_type (void);
#define FROND_TYPE_IMAGE_KIND (frond_image_kind_get_type ())

#define FROND_TYPE_DOWNLOAD_SOURCE (frond_download_source_get_type ())
G_DECLARE_FINAL_TYPE (FrondDownloadSource, frond_download_source, FROND, DOWNLOAD_SOURCE, GObject)

/* Where a file is to be had, and how it is known to be the right one. Immutable; made with g_object_new().
 *
 * properties, all construct-only:
 *   title (string)           for people
 *   os-id (string or "")     libosinfo's id of the system in it
 *   uris (GStrv)             the same file on one or more servers, best first. http:// only with a digest
 *   kind (FrondImageKind)    a file compressed with xz, gzip, zstd or bzip2 is unpacked after it is checked
 *   size (uint64)            bytes of the file as downloaded, about; 0: not known
 *   image-size (uint64)      bytes when unpacked, about; 0: not known
 *   digest (string or NULL)  "sha256:<hex>" or "sha512:<hex>" of the file as downloaded
 *   checksums-uri (string or NULL)  https address of the publisher's list (SHA256SUMS, SHA512SUMS, Fedora's CHECKSUM);
 *                            not needed with a digest
 *   checksums-name (string or NULL) the file's name in it; NULL: the last part of the first address; "*": the only
 *                            one that it lists
 *   signature-uri (string or NULL)  https address of the list's detached signature; the list's own address where it is
 *                            clear-signed; NULL: not signed
 *   key-file (string or NULL)       path of the publisher's public key, armoured or not; needed with a signature
 *   key-fingerprint (string or NULL)  the 40 hexadecimal digits of the one key that may have signed */

/* Fails with FROND_ERROR_DOWNLOAD_SOURCE, whose field is the property's name, where the source cannot be used. */
gboolean frond_download_source_check (FrondDownloadSource *self, GError **error);

const char *frond_download_source_get_title (FrondDownloadSource *self);
const char *frond_download_source_get_os_id (FrondDownloadSource *self);
const char *const *frond_download_source_get_uris (FrondDownloadSource *self);
FrondImageKind frond_download_source_get_kind (FrondDownloadSource *self);
guint64 frond_download_source_get_size (FrondDownloadSource *self);
guint64 frond_download_source_get_image_size (FrondDownloadSource *self);
const char *frond_download_source_get_digest (FrondDownloadSource *self);
const char *frond_download_source_get_checksums_uri (FrondDownloadSource *self);
const char *frond_download_source_get_checksums_name (FrondDownloadSource *self);
const char *frond_download_source_get_signature_uri (FrondDownloadSource *self);
const char *frond_download_source_get_key_file (FrondDownloadSource *self);
const char *frond_download_source_get_key_fingerprint (FrondDownloadSource *self);

/* Whether both are the same file: same kind and first address. */
gboolean frond_download_source_equal (FrondDownloadSource *self, FrondDownloadSource *other);

/* For what stays on disk: JSON and back. from_json: NULL with FROND_ERROR_DOWNLOAD_SOURCE for what is no source. */
char *frond_download_source_to_json (FrondDownloadSource *self);
FrondDownloadSource *frond_download_source_new_from_json (const char *json, GError **error);

G_END_DECLS
