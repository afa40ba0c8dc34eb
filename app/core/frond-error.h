/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What can go wrong, in the application's terms. Messages are technical and English; app/ui/frond-message.c
 * alone turns a code (and field) into words for people. Cancelling is always G_IO_ERROR_CANCELLED. */
typedef enum
{
  FROND_ERROR_FAILED,
  FROND_ERROR_INVALID_VALUE, /* of the field that the error carries */
  FROND_ERROR_OUT_OF_RANGE,  /* likewise */
  FROND_ERROR_NOT_FOUND,     /* the machine is not there (any more) */
  FROND_ERROR_BUSY,          /* not while it is in this state */
  FROND_ERROR_CONFLICT,      /* somebody else changed it meanwhile */
  FROND_ERROR_NO_SPACE,
  FROND_ERROR_QUOTA,
  FROND_ERROR_RATE_LIMITED, /* too much in a short time */
  FROND_ERROR_NOT_AUTHORIZED,
  FROND_ERROR_CAN_OBTAIN,   /* an administrator could allow it, and could not be asked here */
  FROND_ERROR_NO_AUTHORITY, /* what would ask does not work on this computer */
  FROND_ERROR_HOST_POLICY,  /* the administrator of this computer does not want it */
  FROND_ERROR_UNSUPPORTED,
  FROND_ERROR_HELPER_MISSING, /* no helper can be started */
  FROND_ERROR_HELPER_OLD,     /* it speaks an older contract */
  FROND_ERROR_HELPER_LOST,    /* it went away in the middle, or does not answer */
  FROND_ERROR_BACKEND,        /* the helper has no libvirt or QEMU that works */
  FROND_ERROR_MEDIA_EMPTY,    /* the five below: what a file that should be a medium is instead */
  FROND_ERROR_MEDIA_NOT_IMAGE,
  FROND_ERROR_MEDIA_TRUNCATED,
  FROND_ERROR_MEDIA_NOT_REGULAR, /* a directory, a pipe, a device */
  FROND_ERROR_MEDIA_UNREADABLE,
  FROND_ERROR_MEDIA_MISSING,  /* the file of a profile's medium is gone */
  FROND_ERROR_FILES_NO_AGENT, /* the ones below: why a file was not sent into a guest. No agent runs in it */
  FROND_ERROR_FILES_NO_SESSION,  /* nobody is logged in there */
  FROND_ERROR_FILES_LOCKED,      /* the session of who is logged in is locked */
  FROND_ERROR_FILES_REFUSED,     /* the guest is set up to take none */
  FROND_ERROR_FILES_GUEST_FULL,  /* no room there */
  FROND_ERROR_FILES_GUEST,       /* it could not write the file, and does not say why */
  FROND_ERROR_FILES_GUEST_ENDED, /* somebody cancelled it there */
  FROND_ERROR_FILES_LOST,        /* the agent or the connection went away in the middle */
  FROND_ERROR_FILES_TOO_MANY,    /* at a time */
  FROND_ERROR_FILES_FOLDER,
  FROND_ERROR_FILES_SPECIAL, /* a pipe, a device */
  FROND_ERROR_FILES_NAME,    /* one that a guest may not be able to have */
  FROND_ERROR_FILES_UNREADABLE,
  FROND_ERROR_DOWNLOAD_SOURCE, /* the ones below: why a download ended. What was asked for makes no sense or is unsafe */
  FROND_ERROR_DOWNLOAD_UNREACHABLE, /* no server answered */
  FROND_ERROR_DOWNLOAD_STALLED,     /* it answered, and then no byte came */
  FROND_ERROR_DOWNLOAD_CUT,         /* the connection ended before the file did, again and again */
  FROND_ERROR_DOWNLOAD_GONE,        /* the server does not have the file, or gives it to nobody */
  FROND_ERROR_DOWNLOAD_SERVER,      /* it has a fault, or too much to do */
  FROND_ERROR_DOWNLOAD_REDIRECT,    /* sent on in a circle, too often, or to nowhere */
  FROND_ERROR_DOWNLOAD_INSECURE,    /* sent on to where nothing is encrypted */
  FROND_ERROR_DOWNLOAD_CERT_EXPIRED,
  FROND_ERROR_DOWNLOAD_CERT_HOST,    /* it is another server's */
  FROND_ERROR_DOWNLOAD_CERT_UNKNOWN, /* nobody known vouches for it */
  FROND_ERROR_DOWNLOAD_CERT,         /* it, or the encryption, is bad in another way */
  FROND_ERROR_DOWNLOAD_ENCODED,      /* the server packs the file on the way */
  FROND_ERROR_DOWNLOAD_EMPTY,
  FROND_ERROR_DOWNLOAD_WEB_PAGE, /* a page or an error message came in place of the file */
  FROND_ERROR_DOWNLOAD_NOT_IMAGE,
  FROND_ERROR_DOWNLOAD_SIZE,          /* longer or shorter than said */
  FROND_ERROR_DOWNLOAD_CHANGED,       /* the file on the server changes all the time */
  FROND_ERROR_DOWNLOAD_CHECKSUM,      /* the file is not the one that it should be */
  FROND_ERROR_DOWNLOAD_CHECKSUM_LIST, /* the publisher's list of checksums does not have it, or is none */
  FROND_ERROR_DOWNLOAD_UNSIGNED,
  FROND_ERROR_DOWNLOAD_SIGNATURE,         /* it is bad, or another key's */
  FROND_ERROR_DOWNLOAD_SIGNATURE_EXPIRED, /* it or its key */
  FROND_ERROR_DOWNLOAD_UNPACK,            /* the compressed file is damaged */
  FROND_ERROR_DOWNLOAD_TOO_LARGE,         /* more comes out of it than may */
  FROND_ERROR_DOWNLOAD_FOLDER,            /* the folder of downloads cannot be written */
  FROND_ERROR_IMPORT_UNKNOWN, /* the ones below: why a file, or a machine of another manager, cannot be imported */
  FROND_ERROR_IMPORT_DAMAGED,
  FROND_ERROR_IMPORT_UNSAFE,    /* it names what is outside of it: other folders, links, devices, commands */
  FROND_ERROR_IMPORT_TOO_LARGE, /* it unpacks to more than anybody means */
  FROND_ERROR_IMPORT_TOO_MANY,  /* several machines, more disks or parts of a disk than one can have */
  FROND_ERROR_IMPORT_ENCRYPTED,
  FROND_ERROR_IMPORT_BACKED,    /* a disk that is only the changes to another one */
  FROND_ERROR_IMPORT_SNAPSHOTS, /* a disk with snapshots */
  FROND_ERROR_IMPORT_NO_DISK,
  FROND_ERROR_IMPORT_NO_FILE, /* a disk that is a device or on the network */
  FROND_ERROR_IMPORT_MISSING, /* a file that it names is not there */
  FROND_ERROR_IMPORT_ARCH,    /* a machine with another kind of processor */
  FROND_ERROR_IMPORT_APPLE,   /* a machine of Apple's virtualization */
  FROND_ERROR_IMPORT_FOREIGN, /* a container, or another hypervisor's */
  FROND_ERROR_STORE_NEWER,    /* the library was written by a newer Frond */
  FROND_ERROR_STORE_READ_ONLY,
  FROND_ERROR_STORE_LOCKED,
  FROND_ERROR_STORE_DAMAGED,
  FROND_ERROR_STORE_FULL,
  FROND_ERROR_STORE,
  FROND_ERROR_IMAGE_FORMAT, /* the ones below: why no machine can be made of a disk image. It is of another format */
  FROND_ERROR_IMAGE_TRUNCATED,
  FROND_ERROR_IMAGE_DAMAGED,
  FROND_ERROR_IMAGE_UNCLEAN, /* not closed properly: its program crashed, or still has it open */
  FROND_ERROR_IMAGE_BACKING, /* only the difference to another image */
  FROND_ERROR_IMAGE_EXTENTS, /* not all of its pieces are there */
  FROND_ERROR_IMAGE_ENCRYPTED,
  FROND_ERROR_IMAGE_SNAPSHOTS,
  FROND_ERROR_IMAGE_SIZE, /* no disk, or one larger than a machine can have */
  FROND_ERROR_IMAGE_UNSUPPORTED,
  FROND_ERROR_IMAGE_UNREADABLE,
  FROND_ERROR_IMAGE_NO_TOOL,     /* what converts images is not installed */
  FROND_ERROR_IMAGE_NO_FENCE,    /* this kernel cannot confine it, so it is not used */
  FROND_ERROR_PASSPHRASE_NEEDED, /* the machine's disk is encrypted */
  FROND_ERROR_PASSPHRASE_WRONG,
  FROND_ERROR_SAVE_ENCRYPTED, /* why a guest cannot be saved: its memory would be on disk in the clear */
  FROND_ERROR_SAVE_GL,        /* it has 3D graphics */
  FROND_ERROR_SAVE_DEVICES,   /* it has devices of this computer */
  FROND_ERROR_SAVE_MEDIUM,    /* it uses the disc in its drive */
  FROND_ERROR_SAVE_BLOCKED,   /* another part of it cannot be saved */
  FROND_ERROR_SAVED,          /* not while it is saved */
  FROND_ERROR_STATE,          /* what was saved is of no use */
  FROND_ERROR_KEPT_OFF,       /* a move was cut off, and there may be two of it */
  FROND_ERROR_EXPORT_EXISTS, /* the ones below: why a machine was not written to a file. It is there already */
  FROND_ERROR_EXPORT_PLACE,  /* nothing can be written there */
  FROND_ERROR_EXPORT_LARGE,  /* the file system there takes no file as large */
  FROND_ERROR_N_CODES,       /* not one of them: the tests go through all that are before it */
} FrondError;

#define FROND_ERROR (frond_error_quark ())
GQuark frond_error_quark (void);

/* Sets a FROND_ERROR about FIELD (a spec key such as "memory", or NULL). */
void frond_set_error (GError **error, FrondError code, const char *field, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/* The field that a FROND_ERROR is about, or NULL. Owned by the error. */
const char *frond_error_get_field (const GError *error);

/* Bytes that a FROND_ERROR_NO_SPACE is about: how many were needed; 0 when that is not known. */
void frond_error_set_amount (GError *error, guint64 bytes);
guint64 frond_error_get_amount (const GError *error);

/* Whether ERROR says that somebody asked to stop: nothing to tell anybody. */
gboolean frond_error_is_cancelled (const GError *error);

G_END_DECLS
