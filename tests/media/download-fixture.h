/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-download-private.h"
#include "frond-error.h"

/* Which port of server.py. */
typedef enum
{
  PORT_HTTP,
  PORT_HTTPS,
  PORT_EXPIRED,
  PORT_ELSEWHERE,
  PORT_UNKNOWN,
  N_PORTS
} Port;

#define IMAGE_SIZE 1000000

/* The misbehaving server with an image, image.iso, and another one, other.iso, and an empty cache. */
typedef struct
{
  char *dir; /* what the server serves; borrowed */
  char *cache_path;
  char *digest;       /* of image.iso: "sha256:…" */
  char *other_digest; /* of other.iso */
  FrondCache *cache;
  FrondDownloads *downloads;
} DownloadFixture;

void download_fixture_set_up (DownloadFixture *self, gconstpointer user_data);
void download_fixture_tear_down (DownloadFixture *self, gconstpointer user_data);

/* When all tests have run. */
void download_fixture_end (void);

/* A cache and a queue of their own again. MONITOR may be NULL. */
void download_fixture_renew (DownloadFixture *self, GNetworkMonitor *monitor);

/* An image of SIZE bytes, none like another of other SEED; returns its digest. */
char *download_fixture_make_image (DownloadFixture *self, const char *name, gsize size, guint seed);
void download_fixture_write (DownloadFixture *self, const char *name, const void *bytes, gsize length);

char *download_fixture_uri (DownloadFixture *self, Port port, const char *path);

/* Of PATH, as an ISO with DIGEST (may be NULL). */
FrondDownloadSource *download_fixture_source (DownloadFixture *self, Port port, const char *path,
                                              const char *digest);

/* Adds SOURCE and waits until it is done, has failed or is paused. */
FrondDownload *download_fixture_run (DownloadFixture *self, FrondDownloadSource *source);

/* Waits for the state of DOWNLOAD. */
void download_wait (FrondDownload *download, FrondDownloadState state);

/* The answers to PATH so far: pairs of first byte and number of bytes. */
GArray *download_fixture_answers (DownloadFixture *self, Port port, const char *path);

/* Runs ARGV to its good end; its output. */
char *download_run_program (const char *const *argv);

/* Waits for an asynchronous call whose callback is download_got_result() with &RESULT. */
void download_got_result (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *download_await (GAsyncResult **result);
