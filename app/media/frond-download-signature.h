/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether the key whose fingerprint is FINGERPRINT (40 or 64 hexadecimal digits), and which is in KEY_FILE, has signed
 * TEXT with the detached SIGNATURE; with NULL TEXT is clear-signed. Neither the keyring nor the settings of the person
 * are looked at. Returns the text that was signed, or NULL with FROND_ERROR_DOWNLOAD_UNSIGNED, _SIGNATURE or
 * _SIGNATURE_EXPIRED; FROND_ERROR_UNSUPPORTED where there is no GnuPG. Starts programs and waits for them: for threads.
 * (transfer full) */
GBytes *frond_download_signature_check (GBytes *text, GBytes *signature, const char *key_file,
                                        const char *fingerprint, GError **error);

G_END_DECLS
