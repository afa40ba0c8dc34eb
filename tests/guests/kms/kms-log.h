/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdbool.h>

/* Opens the console that the kernel was told to use; call it once /dev is there. */
void kms_log_open (void);

/* One line, "G <seconds since boot> <text>", for the console. The tests read these lines from the serial port. It
 * never waits: what the port does not take at once is written by kms_log_write(). */
void kms_say (const char *format, ...) __attribute__ ((format (printf, 1, 2)));

/* The descriptor to poll for being writable, or -1 when nothing waits; and what to do then. */
int kms_log_get_fd (void);
void kms_log_write (void);

/* The console itself, for reading. */
int kms_log_get_console (void);

/* Waits until everything is out: before the machine is switched off. */
void kms_log_drain (void);

/* Seconds since boot. */
double kms_now (void);

/* Reads /proc/cmdline for the two functions below. */
void kms_options_load (void);

/* Whether the kernel's command line holds the word name. */
bool kms_option_flag (const char *name);

/* The number behind "name=" on the kernel's command line, or fallback. */
int kms_option_int (const char *name, int fallback);
