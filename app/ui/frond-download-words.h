/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-download.h"
#include "frond-error.h"

G_BEGIN_DECLS

/* What a download is doing: “312 MB of 1.2 GB”, “Paused, 312 MB of 1.2 GB”, or why it ended. Caller frees. */
char *frond_download_words_for_state (FrondDownload *download);

/* How fast and how long still, in steps that do not jump: “24 MB/s, about 3 minutes left”; NULL when there is nothing to
 * say. Caller frees. */
char *frond_download_words_for_pace (FrondDownload *download);

/* Why, for FROND_ERROR_DOWNLOAD_*: for frond-message.c. */
const char *frond_download_words_for_error (FrondError code);

G_END_DECLS
