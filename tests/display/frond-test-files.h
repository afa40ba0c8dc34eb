/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-file-transfers.h"

G_BEGIN_DECLS

#define FROND_TYPE_TEST_FILES (frond_test_files_get_type ())
G_DECLARE_FINAL_TYPE (FrondTestFiles, frond_test_files, FROND, TEST_FILES, FrondFileTransfers)

/* A guest that takes files as the test says. */
FrondFileTransfers *frond_test_files_new (void);

/* A FrondError, or -1: takes files. */
void frond_test_files_set_refusal (FrondTestFiles *self, int code);

/* How many have been started in all, and the most that were under way at a time. */
guint frond_test_files_get_n_started (FrondTestFiles *self);
guint frond_test_files_get_most (FrondTestFiles *self);

G_END_DECLS
