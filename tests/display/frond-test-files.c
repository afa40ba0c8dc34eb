/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-test-files.h"

#include "frond-error.h"

struct _FrondTestFiles
{
  FrondFileTransfers parent_instance;

  int refusal;
  guint n_started;
  guint n_running;
  guint most;
};

G_DEFINE_FINAL_TYPE (FrondTestFiles, frond_test_files, FROND_TYPE_FILE_TRANSFERS)

static gboolean
check (FrondFileTransfers *transfers, GError **error)
{
  FrondTestFiles *self = FROND_TEST_FILES (transfers);

  if (self->refusal < 0)
    return TRUE;
  frond_set_error (error, self->refusal, NULL, "The test says so");
  return FALSE;
}

static void
on_state (FrondTestFiles *self, GParamSpec *pspec, FrondFileTransfer *transfer)
{
  if (frond_file_transfer_is_over (transfer))
    self->n_running--;
}

static void
start (FrondFileTransfers *transfers, FrondFileTransfer *transfer)
{
  FrondTestFiles *self = FROND_TEST_FILES (transfers);

  self->n_started++;
  self->n_running++;
  self->most = MAX (self->most, self->n_running);
  g_signal_connect_object (transfer, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  frond_file_transfers_take_progress (transfers, transfer, 0);
}

static void
frond_test_files_class_init (FrondTestFilesClass *klass)
{
  FROND_FILE_TRANSFERS_CLASS (klass)->check = check;
  FROND_FILE_TRANSFERS_CLASS (klass)->start = start;
}

static void
frond_test_files_init (FrondTestFiles *self)
{
  self->refusal = -1;
}

FrondFileTransfers *
frond_test_files_new (void)
{
  return g_object_new (FROND_TYPE_TEST_FILES, NULL);
}

void
frond_test_files_set_refusal (FrondTestFiles *self, int code)
{
  self->refusal = code;
}

guint
frond_test_files_get_n_started (FrondTestFiles *self)
{
  return self->n_started;
}

guint
frond_test_files_get_most (FrondTestFiles *self)
{
  return self->most;
}
