/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-files.h"

#include "frond-error.h"

#include <spice/vd_agent.h>

struct _FrondSpiceFiles
{
  FrondFileTransfers parent_instance;

  SpiceMainChannel *main;
  FrondFileTransfer *starting; /* whose task is just being made */
};

G_DEFINE_FINAL_TYPE (FrondSpiceFiles, frond_spice_files, FROND_TYPE_FILE_TRANSFERS)

static GQuark
transfer_quark (void)
{
  static GQuark quark;

  if (quark == 0)
    quark = g_quark_from_static_string ("frond-file-transfer");
  return quark;
}

/* The library tells what the agent said in words only, and in those of the user's language. */
static const struct
{
  const char *text; /* up to where sizes are written into it */
  FrondError code;
} answers[] = {
  { "The spice agent cancelled the file transfer", FROND_ERROR_FILES_GUEST_ENDED },
  { "File transfer failed due to lack of free space on remote machine", FROND_ERROR_FILES_GUEST_FULL },
  { "File transfer failed due to lack of free space on remote machine (%s free, %s to transfer)",
    FROND_ERROR_FILES_GUEST_FULL },
  { "User's session is locked and cannot transfer files, unlock it and try again.",
    FROND_ERROR_FILES_LOCKED },
  { "Session agent not connected.", FROND_ERROR_FILES_NO_SESSION },
  { "File transfer is disabled.", FROND_ERROR_FILES_REFUSED },
  { "The file transfer is disabled", FROND_ERROR_FILES_REFUSED },
  { "The agent is not connected", FROND_ERROR_FILES_NO_AGENT },
  { "Agent connection closed", FROND_ERROR_FILES_LOST },
};

static FrondError
answer_code (const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      const char *text = g_dgettext ("spice-gtk", answers[i].text);
      const char *sizes = strchr (text, '%');
      gsize length = sizes != NULL ? (gsize) (sizes - text) : strlen (text);

      if (strncmp (error->message, text, length) == 0 && (sizes != NULL || error->message[length] == '\0'))
        return answers[i].code;
    }

  return FROND_ERROR_FILES_GUEST;
}

static GError *
to_our_error (const GError *error)
{
  GError *ours = NULL;
  FrondError code;

  if (error == NULL || frond_error_is_cancelled (error))
    return error != NULL ? g_error_copy (error) : NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME))
    code = FROND_ERROR_FILES_NAME;
  else if (error->domain == G_IO_ERROR)
    code = FROND_ERROR_FILES_UNREADABLE;
  else
    code = answer_code (error);
  frond_set_error (&ours, code, NULL, "%s", error->message);
  return ours;
}

static void
on_transferred (FrondSpiceFiles *self, GParamSpec *pspec, SpiceFileTransferTask *task)
{
  FrondFileTransfer *transfer = g_object_get_qdata (G_OBJECT (task), transfer_quark ());

  frond_file_transfers_take_progress (FROND_FILE_TRANSFERS (self), transfer,
                                      spice_file_transfer_task_get_transferred_bytes (task));
}

/* The library (0.42) queues its word that a transfer has failed, and lets it lie there until something else is sent: the
 * guest would keep its half of the file. Asking for the mouse mode that there is wakes the channel and changes
 * nothing. */
static void
push_queue (SpiceMainChannel *main)
{
  int mode;

  g_object_get (main, "mouse-mode", &mode, NULL);
  spice_main_channel_request_mouse_mode (main, mode);
}

static void
on_finished (FrondSpiceFiles *self, const GError *error, SpiceFileTransferTask *task)
{
  FrondFileTransfer *transfer = g_object_get_qdata (G_OBJECT (task), transfer_quark ());

  if (error != NULL && self->main != NULL)
    push_queue (self->main);
  frond_file_transfer_end (transfer, to_our_error (error));
}

static void
on_new_task (FrondSpiceFiles *self, GObject *task)
{
  if (self->starting == NULL)
    return;

  g_object_set_qdata_full (task, transfer_quark (), g_object_ref (self->starting), g_object_unref);
  g_signal_connect_object (task, "notify::transferred-bytes", G_CALLBACK (on_transferred), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (task, "finished", G_CALLBACK (on_finished), self, G_CONNECT_SWAPPED);
}

static gboolean
frond_spice_files_check (FrondFileTransfers *transfers, GError **error)
{
  FrondSpiceFiles *self = FROND_SPICE_FILES (transfers);
  gboolean connected = FALSE;

  if (self->main != NULL)
    g_object_get (self->main, "agent-connected", &connected, NULL);
  if (!connected)
    frond_set_error (error, FROND_ERROR_FILES_NO_AGENT, NULL, "The guest's agent is not connected");
  else if (spice_main_channel_agent_test_capability (self->main, VD_AGENT_CAP_FILE_XFER_DISABLED))
    frond_set_error (error, FROND_ERROR_FILES_REFUSED, NULL, "The guest's agent takes no files");
  else
    return TRUE;

  return FALSE;
}

static void
frond_spice_files_start (FrondFileTransfers *transfers, FrondFileTransfer *transfer)
{
  FrondSpiceFiles *self = FROND_SPICE_FILES (transfers);
  GFile *files[] = { frond_file_transfer_get_file (transfer), NULL };

  /* One by one, so that each can be cancelled alone. */
  self->starting = transfer;
  spice_main_channel_file_copy_async (self->main, files, G_FILE_COPY_NONE,
                                      frond_file_transfer_get_cancellable (transfer), NULL, NULL, NULL, NULL);
  self->starting = NULL;
}

static void
frond_spice_files_dispose (GObject *object)
{
  frond_spice_files_set_main (FROND_SPICE_FILES (object), NULL);
  G_OBJECT_CLASS (frond_spice_files_parent_class)->dispose (object);
}

static void
frond_spice_files_class_init (FrondSpiceFilesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_spice_files_dispose;
  FROND_FILE_TRANSFERS_CLASS (klass)->check = frond_spice_files_check;
  FROND_FILE_TRANSFERS_CLASS (klass)->start = frond_spice_files_start;
}

static void
frond_spice_files_init (FrondSpiceFiles *self)
{
}

FrondSpiceFiles *
frond_spice_files_new (void)
{
  return g_object_new (FROND_TYPE_SPICE_FILES, NULL);
}

void
frond_spice_files_set_main (FrondSpiceFiles *self, SpiceMainChannel *main)
{
  g_autoptr (GError) lost = NULL;

  if (self->main == main)
    return;

  if (self->main != NULL)
    g_signal_handlers_disconnect_by_data (self->main, self);
  g_set_object (&self->main, main);
  if (main != NULL)
    {
      g_signal_connect_object (main, "new-file-transfer", G_CALLBACK (on_new_task), self, G_CONNECT_SWAPPED);
      return;
    }
  frond_set_error (&lost, FROND_ERROR_FILES_LOST, NULL, "The connection to the guest is gone");
  frond_file_transfers_fail_all (FROND_FILE_TRANSFERS (self), lost);
}
