/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* Loads the kernel modules that /mods.list names, in its order (build-guests.sh sorts by dependency), and calls
 * loaded after each: the screen, whose driver comes first, need not wait for the rest. */
void kms_modules_load (void (*loaded) (void));
