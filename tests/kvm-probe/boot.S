/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A multiboot kernel that enters the probe's guest, already in memory, as KVM_SET_SREGS does: so that QEMU's software
 * emulation, which is no relation of KVM, judges the guest's tables and code. */

#include "vmm-kvm-guest.h"

#define LOAD       0x110000 /* behind the guest, in the page that it maps */
#define ITERATIONS 42
#define MAGIC      0x1badb002
#define FLAGS      0x10000
#define EFER       0xc0000080

	.text
	.code32
start:
	.long	MAGIC
	.long	FLAGS
	.long	-(MAGIC + FLAGS)
	.long	LOAD			/* the header, the image, its end, no bss, the entry */
	.long	LOAD
	.long	LOAD + end - start
	.long	0
	.long	LOAD + entry - start

entry:
	cli
	movl	$VMM_KVM_GUEST_PML4, %eax
	movl	%eax, %cr3
	movl	$VMM_KVM_GUEST_CR4, %eax
	movl	%eax, %cr4
	movl	$EFER, %ecx
	movl	$(VMM_KVM_GUEST_EFER & 0x100), %eax
	xorl	%edx, %edx
	wrmsr
	movl	$VMM_KVM_GUEST_CR0, %eax
	movl	%eax, %cr0

	lgdt	LOAD + gdt - start
	lidt	LOAD + idt - start
	movl	$VMM_KVM_GUEST_DATA, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	$VMM_KVM_GUEST_TASK, %eax
	ltr	%ax
	movl	$VMM_KVM_GUEST_STACK, %esp
	movl	$ITERATIONS, %ecx
	xorl	%eax, %eax
	ljmp	$VMM_KVM_GUEST_CODE, $VMM_KVM_GUEST_ENTRY

gdt:	.word	VMM_KVM_GUEST_GDT_SIZE - 1
	.long	VMM_KVM_GUEST_GDT
idt:	.word	VMM_KVM_GUEST_IDT_SIZE - 1
	.long	VMM_KVM_GUEST_IDT
end:
