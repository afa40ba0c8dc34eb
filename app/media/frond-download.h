/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-cache-entry.h"
#include "frond-download-source.h"

G_BEGIN_DECLS

typedef enum
{
  FROND_DOWNLOAD_QUEUED,
  FROND_DOWNLOAD_RUNNING,
  FROND_DOWNLOAD_PAUSED,   /* by a person, or by itself where the error says why (no space) */
  FROND_DOWNLOAD_WAITING,  /* for a network, or for one that is not metered: see "metered" */
  FROND_DOWNLOAD_CHECKING, /* what is there is read again, or unpacked: received and total tell how far */
  FROND_DOWNLOAD_DONE,
  FROND_DOWNLOAD_FAILED,
  FROND_DOWNLOAD_CANCELLED,
} FrondDownloadState;

GType frond_download_state_get_type (void);
#define FROND_TYPE_DOWNLOAD_STATE (frond_download_state_get_type ())

#define FROND_TYPE_DOWNLOAD (frond_download_get_type ())
G_DECLARE_FINAL_TYPE (FrondDownload, frond_download, FROND, DOWNLOAD, GObject)

/* One download; made by frond_downloads_add(). It lives on the thread of its maker and tells of itself by notify.
 *
 * properties, read-only: source (FrondDownloadSource), title (string), state (FrondDownloadState), received and total
 *   (uint64, bytes; total 0: unknown), speed (uint64, bytes a second, smoothed; 0 while not running), fraction
 *   (double, 0 to 1; -1: unknown), error (GError or NULL: FROND_ERROR_DOWNLOAD_*, FROND_ERROR_NO_SPACE), metered
 *   (boolean: it waits only because the network costs), entry (FrondCacheEntry or NULL: the file, once done) */
FrondDownloadSource *frond_download_get_source (FrondDownload *self);
const char *frond_download_get_title (FrondDownload *self);
FrondDownloadState frond_download_get_state (FrondDownload *self);
guint64 frond_download_get_received (FrondDownload *self);
guint64 frond_download_get_total (FrondDownload *self);
guint64 frond_download_get_speed (FrondDownload *self);
double frond_download_get_fraction (FrondDownload *self);
const GError *frond_download_get_error (FrondDownload *self);
gboolean frond_download_get_metered (FrondDownload *self);
FrondCacheEntry *frond_download_get_entry (FrondDownload *self);

/* Whether it is queued, running, waiting or checking. */
gboolean frond_download_is_active (FrondDownload *self);

/* Whether it is done, failed or cancelled. A failed one can be resumed. */
gboolean frond_download_is_over (FrondDownload *self);

/* Keeps what is there. No effect on one that is over. */
void frond_download_pause (FrondDownload *self);

/* Goes on with a paused or failed one; one that waits for a network without costs takes what there is. */
void frond_download_resume (FrondDownload *self);

/* Ends it and deletes what is there of it. */
void frond_download_cancel (FrondDownload *self);

G_END_DECLS
