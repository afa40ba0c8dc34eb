/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

#define FROND_ANSWERS_MAX_NAME     256 /* bytes of a full name or password */
#define FROND_ANSWERS_MAX_SSH_KEYS 32

/* What a person would have told the installer of a system, or what a ready-made system is set up with at its first
 * start. Plain data: it crosses threads by being copied. */
typedef struct
{
  char *user_name; /* frond_answers_user_name_is_valid() */
  char *full_name; /* "": the user name */
  char
      *password; /* "": none was chosen. The account has no password then, and the system logs in by itself */
  char *host_name;      /* letters, digits and dashes */
  char *locale;         /* "fr_CH.UTF-8" */
  char *x_layout;       /* of XKB: "ch" */
  char *x_variant;      /* "fr", or "" */
  char *timezone;       /* "Europe/Zurich", or "" */
  GStrv ssh_keys;       /* public keys, one a string; never NULL */
  FrondDesktop desktop; /* of a ready-made system; frond_desktops_can() */
} FrondAnswers;

FrondAnswers *frond_answers_new (void);
FrondAnswers *frond_answers_copy (const FrondAnswers *self);

/* Wipes the password from memory. */
void frond_answers_free (FrondAnswers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondAnswers, frond_answers_free)

/* Replaces the password and wipes the one before. */
void frond_answers_set_password (FrondAnswers *self, const char *password);

/* FROND_ERROR_INVALID_VALUE of "user-name", "full-name", "password", "host-name", "locale", "keyboard", "timezone" or
 * "ssh-keys". What has passed is safe in every format that is written. */
gboolean frond_answers_validate (const FrondAnswers *self, GError **error);

/* A name that every system takes for an account: lower-case letters, digits, "_" and "-", at most 32, none that
 * systems keep for themselves. */
gboolean frond_answers_user_name_is_valid (const char *name);

/* A valid name that is like TEXT ("Élise Müller" → "elise-muller"), "user" where nothing is left. (transfer full) */
char *frond_answers_suggest_user_name (const char *text);

/* A host name that is like the name of a machine. (transfer full) */
char *frond_answers_suggest_host_name (const char *text);

/* What the session of the person knows: account, language, keyboard, time zone, public keys of ~/.ssh. No password.
 * Reads small files: a thread does. */
void frond_answers_from_session_async (GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
FrondAnswers *frond_answers_from_session_finish (GAsyncResult *result, GError **error);

G_END_DECLS
