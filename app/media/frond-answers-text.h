/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the formats of answers have in common. */
#pragma once

#include "frond-answers.h"
#include "frond-installer.h"

G_BEGIN_DECLS

/* Valid answers, and what was made of them once for all formats. */
typedef struct
{
  const FrondAnswers *answers;
  FrondInstaller installer; /* NONE: a ready-made system */
  const char *packages;     /* frond_installer_packages_of(), or NULL */
  char *hash;               /* of the password, for crypt(3); "!" where none was chosen */
  char *script;             /* a shell script for the new system, run as root before its first login */
  const char *mirror;       /* as FrondOsFacts */
  const char *ui_language;  /* Windows: the language of the disc, "en-US" */
  gboolean generic_key;     /* Windows: the disc has several editions */
} FrondAnswersText;

/* Hashes the password, which takes a while. ANSWERS are kept by reference; fails as frond_answers_validate(). */
gboolean frond_answers_text_init (FrondAnswersText *self, const FrondAnswers *answers,
                                  FrondInstaller installer, const char *packages, GError **error);
void frond_answers_text_clear (FrondAnswersText *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FrondAnswersText, frond_answers_text_clear)

/* In the new system: what keeps packages from starting a login screen that is not set up yet, and what is read on the
 * console until there is one. */
#define FROND_ANSWERS_POLICY "/usr/sbin/policy-rc.d"
#define FROND_ANSWERS_ISSUE  "/etc/issue.d/frond.issue"

/* Whether it is a ready-made system that gets a desktop. */
gboolean frond_answers_text_sets_up_desktop (const FrondAnswersText *self);

/* The full name as an account of Unix can have it, or the user name. (transfer full) */
char *frond_answers_text_dup_gecos (const FrondAnswersText *self);

/* The packages of that KEY of packages.ini; empty where nothing is known. Never NULL. */
GStrv frond_answers_text_dup_packages (const FrondAnswersText *self, const char *key);

/* Those that a system gets in the end, for its own package manager. */
GStrv frond_answers_text_dup_all_packages (const FrondAnswersText *self);

/* The formats. (transfer full) */
char *frond_answers_text_to_user_data (const FrondAnswersText *self);
char *frond_answers_text_to_meta_data (const FrondAnswersText *self);
char *frond_answers_text_to_preseed (const FrondAnswersText *self);
char *frond_answers_text_to_kickstart (const FrondAnswersText *self);
char *frond_answers_text_to_autoyast (const FrondAnswersText *self);
char *frond_answers_text_to_unattend (const FrondAnswersText *self);

G_END_DECLS
