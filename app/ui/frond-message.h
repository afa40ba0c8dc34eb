/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What was tried when an error came. */
typedef enum
{
  FROND_TASK_LOAD,
  FROND_TASK_DETECT,
  FROND_TASK_CREATE,
  FROND_TASK_LAUNCH, /* from the catalogue: the subject is the machine that does not come to be */
  FROND_TASK_START,
  FROND_TASK_SHUT_DOWN,
  FROND_TASK_FORCE_OFF,
  FROND_TASK_RESTART,
  FROND_TASK_PAUSE,
  FROND_TASK_RESUME,
  FROND_TASK_SAVE,
  FROND_TASK_CHANGE,
  FROND_TASK_MEDIA,
  FROND_TASK_DELETE,
  FROND_TASK_RESTORE,
  FROND_TASK_MOVE, /* to another helper */
  FROND_TASK_DUPLICATE,
  FROND_TASK_EXPORT,     /* to a file; the subject is the machine */
  FROND_TASK_PASSPHRASE, /* to change it */
  FROND_TASK_DEVICE,     /* the subject is a device of this computer */
  FROND_TASK_SCREENSHOT,
  FROND_TASK_DISPLAY,
  FROND_TASK_SEND,      /* files to a machine */
  FROND_TASK_SEND_FILE, /* the file that is the subject */
  FROND_TASK_CONSOLE,
  FROND_TASK_IMPORT,   /* a machine of another manager, or a disk */
  FROND_TASK_USB,      /* the subject is a device */
  FROND_TASK_USB_LIST, /* what is there at all */
  FROND_TASK_USB_DISC,
  FROND_TASK_DOWNLOAD, /* the subject is what is downloaded */
  FROND_TASK_REFRESH,  /* to get a newer catalogue */
  FROND_TASK_GRID_ADD, /* to the application grid; the subject is a machine */
  FROND_TASK_GRID_REMOVE,
  FROND_TASK_CACHE,   /* to free the space of downloaded images */
  FROND_TASK_N_TASKS, /* not one of them */
} FrondTask;

/* An error in words for people. The only place that words errors. */
typedef struct
{
  char *title;  /* what did not work, in title case: “Debian 13” Could Not Be Started */
  char *body;   /* why, and what to do: one or two sentences */
  char *detail; /* the technical text; never empty */
} FrondMessage;

/* TASK was tried with the machine or file SUBJECT (may be NULL) and failed with ERROR, of any domain. */
FrondMessage *frond_message_new (FrondTask task, const char *subject, const GError *error);
void frond_message_free (FrondMessage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondMessage, frond_message_free)

G_END_DECLS
