/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* With g.install=SECONDS the guest plays an installer: it tells which answers it found (/preseed.cfg or /ks.cfg
 * in the initrd), shows its progress for that long, writes a boot sector to the first disk and reboots
 * (g.poweroff: powers off).
 *   INSTALL answers <bytes>, INSTALL <n>%, INSTALL done, INSTALL failed: no disk */

/* One step; returns the milliseconds until the next one, or -1 when nothing is (or was) to be installed. */
int kms_installer_step (void);
