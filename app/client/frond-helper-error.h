/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-error.h"

G_BEGIN_DECLS

/* Turns an error of a call (the contract's, GDBus' or GIO's) into a FROND_ERROR; a "FIELD: " at the start of the
 * contract's messages becomes the error's field. Cancelling stays G_IO_ERROR_CANCELLED. (transfer full) */
GError *frond_helper_error_translate (const GError *error);

/* The same for the error name and message of a job. */
GError *frond_helper_error_from_job (const char *name, const char *message);

G_END_DECLS
