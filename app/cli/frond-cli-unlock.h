/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-cli-private.h"

G_BEGIN_DECLS

/* Starts GUEST. The passphrase of an encrypted disk is the first line of FILE ("-": standard input), or where that is
 * NULL the one that the keyring has. Sets the status. */
void frond_cli_unlock_start (FrondCli *self, FrondGuest *guest, const char *file);

G_END_DECLS
