/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* "frond doctor [--json]": looks at this computer and prints what it finds, without a display. ARGV begins with "doctor".
 * Returns the exit status: 0 ready, 1 machines run with limits, 2 they cannot run (or the call makes no sense). */
int frond_doctor_command_run (int argc, char **argv);

G_END_DECLS
