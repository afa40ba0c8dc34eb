/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-library.h"
#include "frond-message.h"
#include "frond-settings.h"

G_BEGIN_DECLS

/* What the program ends with; data/frond.1 promises them to scripts, so that none ever changes its meaning. */
typedef enum
{
  FROND_CLI_OK = 0,
  FROND_CLI_FAILED = 1,
  FROND_CLI_MISUSE = 2,    /* of the command line, or a value that no machine can have */
  FROND_CLI_NOT_FOUND = 3, /* no machine is called so, or several are; no such file or system */
  FROND_CLI_REFUSED = 4,   /* not allowed, by polkit or by a limit */
  FROND_CLI_STATE = 5,     /* not while the machine is in its state */
  FROND_CLI_TIMEOUT = 6,
  FROND_CLI_UNAVAILABLE = 7,   /* nothing here can run machines, or Frond cannot be started */
  FROND_CLI_INTERRUPTED = 130, /* Ctrl+C, as shells have it */
} FrondCliStatus;

typedef struct
{
  const char *name;
  const char *arguments; /* as the help has them, or NULL */
  const char *summary;   /* N_ */
  int (*run) (int argc, char **argv);
} FrondCliCommand;

/* The one that runs. */
const FrondCliCommand *frond_cli_get_command (void);

int frond_cli_list (int argc, char **argv);
int frond_cli_show (int argc, char **argv);
int frond_cli_create (int argc, char **argv);
int frond_cli_start (int argc, char **argv);
int frond_cli_stop (int argc, char **argv);
int frond_cli_restart (int argc, char **argv);
int frond_cli_pause (int argc, char **argv);
int frond_cli_resume (int argc, char **argv);
int frond_cli_open (int argc, char **argv);
int frond_cli_screenshot (int argc, char **argv);
int frond_cli_console (int argc, char **argv);
int frond_cli_duplicate (int argc, char **argv);
int frond_cli_export (int argc, char **argv);
int frond_cli_import (int argc, char **argv);
int frond_cli_delete (int argc, char **argv);
int frond_cli_restore (int argc, char **argv);
int frond_cli_catalogue (int argc, char **argv);

/* One run of the program: the library, which other processes may use at the same time, and the wish to stop. */
typedef struct
{
  FrondLibrary *library;
  FrondMachineHost *hosts[2]; /* by FrondHostMode; NULL before frond_cli_connect() */
  GCancellable *cancellable;  /* Ctrl+C */
  GAsyncResult *result;       /* what frond_cli_await() waits for */
  guint signals[2];
  FrondCliStatus status; /* once something went wrong, why */
} FrondCli;

/* Takes the options ENTRIES out of ARGV[0…]; what stays are MIN to MAX arguments, in UTF-8. NULL where that is misuse, which
 * was told. (transfer full) */
char **frond_cli_parse (const GOptionEntry *entries, guint min, guint max, int argc, char **argv);

/* Opens the library. WITH_HOSTS: and connects to the helpers, which starts them. NULL: told, and STATUS is set. */
FrondCli *frond_cli_new (gboolean with_hosts, int *status);
void frond_cli_free (FrondCli *self);

/* For asynchronous calls of which there is one at a time: the callback, with SELF as its data, and the wait for it. */
void frond_cli_ready_cb (GObject *source, GAsyncResult *result, gpointer self);
GAsyncResult *frond_cli_await (FrondCli *self);

/* Waits until IS_SO (DATA), at most SECONDS (0: for ever). Otherwise the status is TIMEOUT or INTERRUPTED. */
gboolean frond_cli_wait_until (FrondCli *self, gboolean (*is_so) (gpointer data), gpointer data,
                               guint seconds);

/* Waits until the helpers have said what machines do, or that they cannot; what is not known then stays UNKNOWN. */
void frond_cli_settle (FrondCli *self);

/* Every change is on the disk. */
void frond_cli_flush (FrondCli *self);

/* Tells ERROR, which TASK with SUBJECT (may be NULL) met, and sets the status. */
void frond_cli_fail (FrondCli *self, FrondTask task, const char *subject, const GError *error);

/* Tells TEXT, and sets the status. */
void frond_cli_complain (FrondCli *self, FrondCliStatus status, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* The same without a run, for the command line itself. */
void frond_cli_tell (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* The status that stands for ERROR. */
FrondCliStatus frond_cli_status_of (const GError *error);

/* The machine that WORD means: the id of its profile, its UUID, its name, or its name in other letters' case. NULL where
 * there is none, or several: told. (transfer none) */
FrondGuest *frond_cli_find (FrondCli *self, const char *word);

/* As frond_cli_find(), for a machine that a command is for: what it does is known. */
FrondGuest *frond_cli_find_known (FrondCli *self, const char *word);

/* The profile in the trash that WORD means, as in frond_cli_find(). NULL: there is none, which is not told; or several, which
 * is. (transfer full) */
FrondProfile *frond_cli_find_trashed (FrondCli *self, const char *word);

/* Where the person wants new machines. */
void frond_cli_take_settings (FrondCli *self);

/* On a terminal only, in one line that is written over: how far what is called NAME is; and no more of it. */
void frond_cli_progress (const char *name, double fraction);
void frond_cli_progress_end (void);

/* ROWS of as many texts each (element-type GStrv), as a table whose first row is its head. */
void frond_cli_print_rows (GPtrArray *rows);

/* For programs: one machine; all of them. */
void frond_cli_print_machine (FrondGuest *guest);
void frond_cli_print_machines (FrondLibrary *library);

/* The end of a command that has made GUEST (NULL: it has not): starts it where that is wished, writes the library, prints the
 * machine as JSON or its UUID. Returns the exit status. */
int frond_cli_end_with (FrondCli *self, FrondGuest *guest, gboolean start, gboolean json);

/* One that is no item of the library any more. */
void frond_cli_print_profile (FrondProfile *profile);

/* The same with the file FILE that was made of it. */
void frond_cli_print_machine_file (FrondGuest *guest, const char *file);

/* TEXT without what a terminal would obey. Caller frees. */
char *frond_cli_clean (const char *text);

/* What of GUEST's values can be said as a word: "running", "system". Owned by the type. */
const char *frond_cli_nick (GType type, int value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondCli, frond_cli_free)

G_END_DECLS
