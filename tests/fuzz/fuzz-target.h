/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <stdint.h>

/* libFuzzer's side of a target. */
int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator (uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerMutate (uint8_t *data, size_t size, size_t max_size);

/* Aborts at what our code and GTK call critical. The library's complaints of a mad server are no findings. */
void fuzz_target_watch_log (void);
/* The library draws no sound from the machine and waits for no devices. */
void fuzz_target_quiet (void);
