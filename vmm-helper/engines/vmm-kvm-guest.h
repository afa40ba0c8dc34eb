/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The tiny guest of the KVM probe: 64 KiB of memory with code and every table of 64-bit mode. The code is entered in
 * ring 0, crosses to ring 3 with iretq as a kernel does, counts there, comes back with int 0x80, tells the count and
 * the code segment that it came from on two ports, and halts. Used by C and by the assembler. */
#pragma once

/* Physical and linear addresses: everything is mapped where it is. */
#define VMM_KVM_GUEST_BASE       0x100000
#define VMM_KVM_GUEST_SIZE       0x10000
#define VMM_KVM_GUEST_ENTRY      VMM_KVM_GUEST_BASE
#define VMM_KVM_GUEST_PML4       (VMM_KVM_GUEST_BASE + 0x1000)
#define VMM_KVM_GUEST_PDPT       (VMM_KVM_GUEST_BASE + 0x2000)
#define VMM_KVM_GUEST_PD         (VMM_KVM_GUEST_BASE + 0x3000)
#define VMM_KVM_GUEST_GDT        (VMM_KVM_GUEST_BASE + 0x4000)
#define VMM_KVM_GUEST_TSS        (VMM_KVM_GUEST_BASE + 0x4800)
#define VMM_KVM_GUEST_IDT        (VMM_KVM_GUEST_BASE + 0x5000)
#define VMM_KVM_GUEST_STACK      (VMM_KVM_GUEST_BASE + 0x7000) /* tops: of ring 0 at entry, */
#define VMM_KVM_GUEST_INT_STACK  (VMM_KVM_GUEST_BASE + 0x8000) /* of ring 0 after the interrupt, */
#define VMM_KVM_GUEST_USER_STACK (VMM_KVM_GUEST_BASE + 0x9000) /* and of ring 3 */

#define VMM_KVM_GUEST_GDT_SIZE 0x38
#define VMM_KVM_GUEST_TSS_SIZE 0x68
#define VMM_KVM_GUEST_IDT_SIZE 0x1000

#define VMM_KVM_GUEST_CODE      0x08
#define VMM_KVM_GUEST_DATA      0x10
#define VMM_KVM_GUEST_USER_DATA 0x1b
#define VMM_KVM_GUEST_USER_CODE 0x23
#define VMM_KVM_GUEST_TASK      0x28

#define VMM_KVM_GUEST_VECTOR     0x80
#define VMM_KVM_GUEST_PORT_COUNT 0xf4
#define VMM_KVM_GUEST_PORT_RING  0xf8

/* PE, MP, ET, NE, WP and PG; PAE; LME and LMA. */
#define VMM_KVM_GUEST_CR0  0x80010033
#define VMM_KVM_GUEST_CR4  0x20
#define VMM_KVM_GUEST_EFER 0x500

#ifndef __ASSEMBLER__
#include <stdint.h>

/* The guest's code, and where in it the interrupt's handler is. It runs anywhere. */
extern const uint8_t vmm_kvm_payload[];
extern const uint8_t vmm_kvm_payload_handler[];
extern const uint8_t vmm_kvm_payload_end[];

/* Writes code and tables into MEMORY, VMM_KVM_GUEST_SIZE zeroed bytes that the guest has at VMM_KVM_GUEST_BASE. */
void vmm_kvm_guest_fill (uint8_t *memory);
#endif
