/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* frond-kvm-probe [DEVICE]: runs the tiny guest of vmm-kvm-guest.h on DEVICE (/dev/kvm) and prints one line:
 *   ok N, too-slow N      N iterations of the counting loop a second
 *   broken TEXT           the device opens and does not run the guest as it should
 *   no-device TEXT, no-access TEXT
 * A program of its own, because a kernel that does not run guests well may also hang or kill who asks it to. */

#include "vmm-kvm-guest.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SHORT_RUN 1000
#define LONG_RUN  50000000

/* A processor does ten to a hundred times this, software emulation about four times, a kernel that emulates each
 * instruction a fiftieth. */
#define FLOOR_PER_SECOND 50000000

/* Both runs together; the second tick ends a process that even a signal could not get out of KVM_RUN. */
#define DEADLINE_MS 1500

#define MAX_CPUID 256

typedef struct
{
  int vm;
  int vcpu;
  uint8_t *memory;
  struct kvm_run *run;
} Vm;

typedef enum
{
  RUN_DONE,
  RUN_DEADLINE,
} RunEnd;

static struct kvm_run *volatile interrupted_run;
static volatile sig_atomic_t ticks;

static void
on_tick (int signal_number)
{
  struct kvm_run *run = interrupted_run;

  if (++ticks > 1)
    _exit (3);
  /* The signal may come just before KVM_RUN begins: then this makes it return at once. */
  if (run != NULL)
    run->immediate_exit = 1;
}

static void
start_deadline (void)
{
  struct sigaction action = { .sa_handler = on_tick };
  struct itimerval timer = { { 0, DEADLINE_MS % 1000 * 1000 }, { 0, DEADLINE_MS % 1000 * 1000 } };

  timer.it_interval.tv_sec = timer.it_value.tv_sec = DEADLINE_MS / 1000;
  sigemptyset (&action.sa_mask);
  sigaction (SIGALRM, &action, NULL);
  setitimer (ITIMER_REAL, &timer, NULL);
}

/* An answer, whatever it is, is a success of this program. */
static _Noreturn void
answer (const char *word, const char *what)
{
  printf ("%s %s\n", word, what);
  exit (fflush (stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

static _Noreturn void
answer_errno (const char *word, const char *what)
{
  char text[128];

  snprintf (text, sizeof text, "%s: %s", what, strerror (errno));
  answer (word, text);
}

static _Noreturn void
answer_number (const char *word, double number)
{
  char text[32];

  snprintf (text, sizeof text, "%.0f", number);
  answer (word, text);
}

static int
ask (int fd, unsigned long request, void *argument, const char *what)
{
  int result = ioctl (fd, request, argument);

  if (result < 0)
    answer_errno ("broken", what);
  return result;
}

static int
open_device (const char *path)
{
  int fd = open (path, O_RDWR | O_CLOEXEC);

  if (fd >= 0)
    return fd;
  answer_errno (errno == ENOENT || errno == ENODEV || errno == ENXIO ? "no-device" : "no-access", path);
}

static void *
map (size_t size, int flags, int fd, const char *what)
{
  void *memory = mmap (NULL, size, PROT_READ | PROT_WRITE, flags, fd, 0);

  if (memory == MAP_FAILED)
    answer_errno ("broken", what);
  return memory;
}

/* The guest may use what the processor and KVM have: without this, some kernels refuse 64-bit mode. */
static void
set_cpuid (int kvm, int vcpu)
{
  struct kvm_cpuid2 *cpuid = calloc (1, sizeof *cpuid + MAX_CPUID * sizeof cpuid->entries[0]);

  if (cpuid == NULL)
    answer_errno ("broken", "memory");
  cpuid->nent = MAX_CPUID;
  ask (kvm, KVM_GET_SUPPORTED_CPUID, cpuid, "KVM_GET_SUPPORTED_CPUID");
  ask (vcpu, KVM_SET_CPUID2, cpuid, "KVM_SET_CPUID2");
  free (cpuid);
}

static Vm
make_vm (int kvm)
{
  Vm vm = { 0 };
  struct kvm_userspace_memory_region region = { .guest_phys_addr = VMM_KVM_GUEST_BASE,
                                                .memory_size = VMM_KVM_GUEST_SIZE };
  int run_size;

  if (ask (kvm, KVM_GET_API_VERSION, NULL, "KVM_GET_API_VERSION") != KVM_API_VERSION)
    answer ("broken", "another KVM API");

  vm.vm = ask (kvm, KVM_CREATE_VM, NULL, "KVM_CREATE_VM");
  /* Older Intel processors need some pages of their own to run a guest; any that the guest does not use will do. */
  ask (vm.vm, KVM_SET_TSS_ADDR, (void *) 0xfffbd000UL, "KVM_SET_TSS_ADDR");

  vm.memory = map (VMM_KVM_GUEST_SIZE, MAP_PRIVATE | MAP_ANONYMOUS, -1, "guest memory");
  region.userspace_addr = (uintptr_t) vm.memory;
  ask (vm.vm, KVM_SET_USER_MEMORY_REGION, &region, "KVM_SET_USER_MEMORY_REGION");

  vm.vcpu = ask (vm.vm, KVM_CREATE_VCPU, NULL, "KVM_CREATE_VCPU");
  run_size = ask (kvm, KVM_GET_VCPU_MMAP_SIZE, NULL, "KVM_GET_VCPU_MMAP_SIZE");
  if ((size_t) run_size < sizeof *vm.run)
    answer ("broken", "KVM_GET_VCPU_MMAP_SIZE: too small");
  vm.run = map ((size_t) run_size, MAP_SHARED, vm.vcpu, "vcpu");
  set_cpuid (kvm, vm.vcpu);
  return vm;
}

static struct kvm_segment
segment (uint16_t selector, uint8_t type, bool code)
{
  return (struct kvm_segment) {
    .limit = 0xffffffff,
    .selector = selector,
    .type = type,
    .present = 1,
    .db = !code,
    .s = 1,
    .l = code,
    .g = 1,
  };
}

static void
reset_guest (Vm *vm, uint64_t iterations)
{
  struct kvm_regs regs = {
    .rip = VMM_KVM_GUEST_ENTRY, .rsp = VMM_KVM_GUEST_STACK, .rflags = 2, .rcx = iterations
  };
  struct kvm_sregs sregs;

  memset (vm->memory, 0, VMM_KVM_GUEST_SIZE);
  vmm_kvm_guest_fill (vm->memory);

  ask (vm->vcpu, KVM_GET_SREGS, &sregs, "KVM_GET_SREGS");
  sregs.cs = segment (VMM_KVM_GUEST_CODE, 0xb, true);
  sregs.ss = sregs.ds = sregs.es = sregs.fs = sregs.gs = segment (VMM_KVM_GUEST_DATA, 0x3, false);
  sregs.tr = (struct kvm_segment) { .base = VMM_KVM_GUEST_TSS,
                                    .limit = VMM_KVM_GUEST_TSS_SIZE - 1,
                                    .selector = VMM_KVM_GUEST_TASK,
                                    .type = 0xb,
                                    .present = 1 };
  sregs.ldt = (struct kvm_segment) { .unusable = 1 };
  sregs.gdt.base = VMM_KVM_GUEST_GDT;
  sregs.gdt.limit = VMM_KVM_GUEST_GDT_SIZE - 1;
  sregs.idt.base = VMM_KVM_GUEST_IDT;
  sregs.idt.limit = VMM_KVM_GUEST_IDT_SIZE - 1;
  sregs.cr0 = VMM_KVM_GUEST_CR0;
  sregs.cr3 = VMM_KVM_GUEST_PML4;
  sregs.cr4 = VMM_KVM_GUEST_CR4;
  sregs.efer = VMM_KVM_GUEST_EFER;
  ask (vm->vcpu, KVM_SET_SREGS, &sregs, "KVM_SET_SREGS");
  ask (vm->vcpu, KVM_SET_REGS, &regs, "KVM_SET_REGS");
}

/* Runs to the next exit; false at the deadline. */
static bool
run_to_exit (Vm *vm)
{
  while (ticks == 0)
    {
      if (ioctl (vm->vcpu, KVM_RUN, NULL) == 0)
        return true;
      if (errno != EINTR && errno != EAGAIN)
        answer_errno ("broken", "KVM_RUN");
    }
  return false;
}

static _Noreturn void
answer_exit (const Vm *vm, const char *wanted)
{
  char text[128];

  if (vm->run->exit_reason == KVM_EXIT_SHUTDOWN)
    snprintf (text, sizeof text, "the guest reset itself before %s", wanted);
  else
    snprintf (text, sizeof text, "exit %u before %s", vm->run->exit_reason, wanted);
  answer ("broken", text);
}

/* Runs the guest to its next word on PORT. */
static RunEnd
expect_word (Vm *vm, uint16_t port, uint32_t expected, const char *wanted)
{
  const struct kvm_run *run = vm->run;
  uint32_t word;

  if (!run_to_exit (vm))
    return RUN_DEADLINE;
  if (run->exit_reason != KVM_EXIT_IO || run->io.direction != KVM_EXIT_IO_OUT || run->io.port != port ||
      run->io.size != sizeof word || run->io.count != 1)
    answer_exit (vm, wanted);

  memcpy (&word, (const uint8_t *) run + run->io.data_offset, sizeof word);
  if (word != expected)
    answer ("broken", wanted);
  return RUN_DONE;
}

static RunEnd
run_guest (Vm *vm, uint32_t iterations)
{
  reset_guest (vm, iterations);
  if (expect_word (vm, VMM_KVM_GUEST_PORT_COUNT, iterations, "the count of user mode") == RUN_DEADLINE ||
      expect_word (vm, VMM_KVM_GUEST_PORT_RING, VMM_KVM_GUEST_USER_CODE, "the return from user mode") ==
          RUN_DEADLINE ||
      !run_to_exit (vm))
    return RUN_DEADLINE;
  if (vm->run->exit_reason != KVM_EXIT_HLT)
    answer_exit (vm, "the halt");
  return RUN_DONE;
}

/* Processor time, not time: the host may be busy with something else. */
static double
seconds_used (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

int
main (int argc, char *argv[])
{
  int kvm = open_device (argc > 1 ? argv[1] : "/dev/kvm");
  Vm vm = make_vm (kvm);
  struct kvm_regs regs;
  double begin, used, rate;

  interrupted_run = vm.run;
  start_deadline ();

  if (run_guest (&vm, SHORT_RUN) == RUN_DEADLINE)
    answer_number ("too-slow", 0);

  begin = seconds_used ();
  run_guest (&vm, LONG_RUN);
  used = seconds_used () - begin;

  /* At the deadline the guest is still counting; how far it came says enough. */
  ask (vm.vcpu, KVM_GET_REGS, &regs, "KVM_GET_REGS");
  rate = (double) (LONG_RUN - regs.rcx) / (used > 1e-6 ? used : 1e-6);
  answer_number (rate < FLOOR_PER_SECOND ? "too-slow" : "ok", rate);
}
