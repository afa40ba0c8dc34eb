/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-kvm-guest.h"

#include <string.h>

#define PAGE_PRESENT 0x1
#define PAGE_WRITE   0x2
#define PAGE_USER    0x4
#define PAGE_LARGE   0x80
#define TABLE        (PAGE_PRESENT | PAGE_WRITE | PAGE_USER)

/* The guest is of the processor of this host: byte order and word size are its own. */
static void
put (uint8_t *memory, uint64_t address, uint64_t value)
{
  memcpy (memory + (address - VMM_KVM_GUEST_BASE), &value, sizeof value);
}

/* The first 2 MiB as one page that ring 3 may use too. */
static void
fill_pages (uint8_t *memory)
{
  put (memory, VMM_KVM_GUEST_PML4, VMM_KVM_GUEST_PDPT | TABLE);
  put (memory, VMM_KVM_GUEST_PDPT, VMM_KVM_GUEST_PD | TABLE);
  put (memory, VMM_KVM_GUEST_PD, TABLE | PAGE_LARGE);
}

static void
fill_segments (uint8_t *memory)
{
  uint64_t base = VMM_KVM_GUEST_TSS;
  uint64_t task = (VMM_KVM_GUEST_TSS_SIZE - 1) | (base & 0xffffff) << 16 | (uint64_t) 0x89 << 40 |
                  (base >> 24 & 0xff) << 56;

  put (memory, VMM_KVM_GUEST_GDT + 0x08, 0x00af9b000000ffff);
  put (memory, VMM_KVM_GUEST_GDT + 0x10, 0x00cf93000000ffff);
  put (memory, VMM_KVM_GUEST_GDT + 0x18, 0x00cff3000000ffff);
  put (memory, VMM_KVM_GUEST_GDT + 0x20, 0x00affb000000ffff);
  put (memory, VMM_KVM_GUEST_GDT + 0x28, task);
  put (memory, VMM_KVM_GUEST_GDT + 0x30, base >> 32);

  /* rsp0, and no map of ports. */
  put (memory, VMM_KVM_GUEST_TSS + 4, VMM_KVM_GUEST_INT_STACK);
  put (memory, VMM_KVM_GUEST_TSS + 96, (uint64_t) VMM_KVM_GUEST_TSS_SIZE << 48);
}

/* One gate that ring 3 may call. Every other vector is a triple fault, which the host sees as a shutdown. */
static void
fill_interrupts (uint8_t *memory)
{
  uint64_t handler =
      VMM_KVM_GUEST_ENTRY + ((uintptr_t) vmm_kvm_payload_handler - (uintptr_t) vmm_kvm_payload);
  uint64_t gate = VMM_KVM_GUEST_IDT + 16 * VMM_KVM_GUEST_VECTOR;

  put (memory, gate,
       (handler & 0xffff) | VMM_KVM_GUEST_CODE << 16 | (uint64_t) 0xee << 40 |
           (handler >> 16 & 0xffff) << 48);
  put (memory, gate + 8, handler >> 32);
}

void
vmm_kvm_guest_fill (uint8_t *memory)
{
  memcpy (memory, vmm_kvm_payload, (uintptr_t) vmm_kvm_payload_end - (uintptr_t) vmm_kvm_payload);
  fill_pages (memory);
  fill_segments (memory);
  fill_interrupts (memory);
}
