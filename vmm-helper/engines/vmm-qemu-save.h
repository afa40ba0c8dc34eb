/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-qemu-calls.h"
#include "vmm-qemu-start.h"

G_BEGIN_DECLS

/* The memory of a guest as a file, in the machine's folder:
 *
 *  state.part  libvirt writes it; whole or not, libvirt's own mark in it says
 *  state       whole, and the guest has not run since: to go on from it is right
 *
 * Which of them is there says what a crash left, whoever crashed. While libvirt saves, a guest that fails to be saved
 * goes on, and one that was saved is off: it is never neither. While it is restored, the guest is held, and the file is
 * deleted, for good, before it is let go: it never runs twice from one state, with a disk that has moved on. */

/* All block. The data of the task is a VmmGuestCall with a folder. */

/* Returns a boolean: TRUE when a medium was taken out of the drive for it. VMM_IPC_ERROR_UNSUPPORTED "save: TOKEN: text",
 * VMM_IPC_UNSAVEABLE_*; VMM_IPC_ERROR_NO_SPACE. Whatever fails, the guest goes on. */
void vmm_qemu_call_save (GTask *task, virConnectPtr connection, VmmHostFacts *facts);

/* Asks a save to end without one; the guest goes on. Returns a boolean. */
void vmm_qemu_call_abort_save (GTask *task, virConnectPtr connection, VmmHostFacts *facts);

/* Returns an int: how far the save is, 0 to 1000. */
void vmm_qemu_call_save_progress (GTask *task, virConnectPtr connection, VmmHostFacts *facts);

/* For a machine without a guest: what a save that nobody saw the end of left is taken where it is whole, and deleted
 * where not. Returns a boolean: there is a state to go on from. */
void vmm_qemu_call_adopt (GTask *task, virConnectPtr connection, VmmHostFacts *facts);

/* Sets the guest's clock to that of the host. Returns a boolean; VMM_IPC_ERROR_UNSUPPORTED or _BACKEND_TIMEOUT where no
 * agent answers in the guest, which nothing else can set the clock of. */
void vmm_qemu_call_set_clock (GTask *task, virConnectPtr connection, VmmHostFacts *facts);

/* The domain of START's state, held. VMM_IPC_ERROR_FAILED "state: text" when it cannot be used. */
virDomainPtr vmm_qemu_restore (const VmmEngineStart *start, virConnectPtr connection, GError **error);

/* DOMAIN may run from here on, and not a second time. */
gboolean vmm_qemu_spend_state (const VmmEngineStart *start, GError **error);

G_END_DECLS
