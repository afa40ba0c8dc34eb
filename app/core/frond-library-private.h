/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-library.h"
#include "frond-machine-host.h"
#include "frond-profile-store.h"

G_BEGIN_DECLS

/* Shared by the files of the library: the model that joins (frond-library.c), and the flows that change the store and
 * the host. Each flow writes its row before it asks the host, so that a life which ends between two steps leaves
 * enough behind for _frond_library_join() to finish or undo it in the next. */

/* One place where machines live. */
typedef struct
{
  FrondLibrary *library; /* not owned */
  FrondMachineHost *host;
  gboolean joining;
  gboolean join_again;
} FrondLibraryHost;

struct _FrondLibrary
{
  GObject parent_instance;

  FrondProfileStore *store;
  GPtrArray *hosts;     /* of FrondLibraryHost; the first is the one that is always there */
  char *new_machines;   /* "auto", "session" or "system" */
  GPtrArray *guests;    /* the items */
  GHashTable *by_id;    /* profile id, owned by the profile → FrondGuest in guests */
  GHashTable *trashed;  /* profile id, owned by the profile → FrondProfile */
  GHashTable *dirty;    /* guests whose profiles are to be written */
  GHashTable *kept;     /* guests that moved, and whose old place still has them for a while */
  GHashTable *settling; /* ids of profiles whose old machines are being deleted */
  guint write_source;
  guint writes;       /* under way */
  GPtrArray *flushes; /* tasks that wait for the last of them */
  gboolean loaded;
  gboolean visiting;
  GError *load_error;
  GCancellable *cancellable; /* cancelled with the library */
};

FrondGuest *_frond_library_add (FrondLibrary *self, FrondProfile *profile);
void _frond_library_remove (FrondLibrary *self, FrondGuest *guest);
FrondGuest *_frond_library_find_machine (FrondLibrary *self, const char *uuid, const char *request_id);

/* The host where the machine of a row is: by what it says, the first one for what says nothing. */
FrondMachineHost *_frond_library_host_of (FrondLibrary *self, FrondProfile *profile);

/* The host that HELPER ("session", "system") names, or NULL. */
FrondMachineHost *_frond_library_named_host (FrondLibrary *self, const char *helper);

/* Moves (frond-library-move.c, frond-library-settle.c). */

/* What "helper" and "left-at" of a row call HOST. */
const char *_frond_library_token_of (FrondMachineHost *host);

/* Whether a move may have left a machine of PROFILE at HOST. */
gboolean _frond_library_is_left_at (FrondProfile *profile, FrondMachineHost *host);

/* Deletes the machine UUID at HOST for good. That there is none is a success. */
void _frond_library_discard_async (FrondLibrary *self, FrondMachineHost *host, const char *uuid,
                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean _frond_library_discard_finish (GAsyncResult *result, GError **error);

/* Nothing is left at HOST any more. */
void _frond_library_forget_left (FrondLibrary *self, FrondProfile *profile, FrondMachineHost *host);

/* Deletes what PROFILE's machine has left at HOST; goes on by itself. */
void _frond_library_settle (FrondLibrary *self, FrondProfile *profile, FrondMachineHost *host);

/* The same at HOST, which answers, for every machine that has left something there and that nobody may want back. */
void _frond_library_settle_at (FrondLibrary *self, FrondMachineHost *host);

/* Lets the machine that a move has kept off start again; goes on by itself. It is the one that its row names, and every
 * other of it is deleted or kept off. */
void _frond_library_release (FrondMachineHost *host, const char *uuid);

/* Lists the machines of the hosts and makes every guest's state true; coalesced. */
void _frond_library_join (FrondLibrary *self);
void _frond_library_join_host (FrondLibraryHost *at);

/* Reads the store again, and takes over what another process has written there: new guests whose machine is among INFOS,
 * which HOST has listed, and guests that are in the trash or deleted. What is under way elsewhere is left alone. */
void _frond_library_reread_async (FrondLibrary *self, FrondMachineHost *host, GPtrArray *infos,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean _frond_library_reread_finish (FrondLibrary *self, GAsyncResult *result, GError **error);

/* Writes PROFILE; failures are logged. */
void _frond_library_write (FrondLibrary *self, FrondProfile *profile);

/* Whether PROFILE's machine is still to be made. */
gboolean _frond_library_is_creating (FrondProfile *profile);

/* Finishes the creation of a guest whose row says "creating", or undoes it when that cannot be. */
void _frond_library_resume_creation (FrondLibrary *self, FrondGuest *guest);

/* Emits guest-notify. */
void _frond_library_tell_guest (FrondLibrary *self, FrondGuest *guest, GParamSpec *pspec);

/* Emits creation-undone. */
void _frond_library_tell_changed (FrondLibrary *self);
void _frond_library_tell_undone (FrondLibrary *self, FrondProfile *profile);

/* Finishes moving the machine of a trashed profile to the trash, or brings one of a ready profile back. */
void _frond_library_repair (FrondLibrary *self, FrondMachineHost *host, const char *uuid,
                            FrondCommand command);

/* Takes over what the machine itself says of its hardware, which wins over an older row. TRUE: something changed. */
gboolean _frond_profile_take_spec (FrondProfile *self, FrondProfile *spec);

G_END_DECLS
