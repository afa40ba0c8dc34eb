/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Never run by the host: copied into the guest of the KVM probe. In: rcx iterations, rax 0. */

#include "vmm-kvm-guest.h"

#ifdef __CET__
#include <cet.h>
#endif

	.section .rodata.vmm_kvm_payload, "a", @progbits
	.balign 16
	.globl vmm_kvm_payload
	.globl vmm_kvm_payload_handler
	.globl vmm_kvm_payload_end
	.hidden vmm_kvm_payload
	.hidden vmm_kvm_payload_handler
	.hidden vmm_kvm_payload_end

vmm_kvm_payload:
	leaq	user(%rip), %rdx
	pushq	$VMM_KVM_GUEST_USER_DATA
	pushq	$VMM_KVM_GUEST_USER_STACK
	pushq	$2			/* flags: no interrupts, no right to ports */
	pushq	$VMM_KVM_GUEST_USER_CODE
	pushq	%rdx
	iretq

user:
	incq	%rax
	decq	%rcx
	jnz	user
	int	$VMM_KVM_GUEST_VECTOR
	hlt				/* not reached; a fault in ring 3 */

vmm_kvm_payload_handler:
	movl	$VMM_KVM_GUEST_PORT_COUNT, %edx
	outl	%eax, %dx
	movl	8(%rsp), %eax		/* the code segment that the processor came from */
	movl	$VMM_KVM_GUEST_PORT_RING, %edx
	outl	%eax, %dx
	hlt
vmm_kvm_payload_end:

	.section .note.GNU-stack, "", @progbits
