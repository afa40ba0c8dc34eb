/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-doctor-words.h"

#include "frond-guest-words.h"
#include "frond-host-advice.h"

#include "frond-config.h"

#include <glib/gi18n.h>
#include <string.h>

#define NO_PIECE -1

typedef struct
{
  const char *id;
  FrondDoctorGroup group;
  const char *title;
  const char *well; /* how it is when it is well */
  int piece;        /* FrondPiece whose installation mends "not-installed" */
} Subject;

static const Subject subjects[] = {
  { "kvm", FROND_DOCTOR_ACCELERATION, N_ ("Hardware Virtualization (KVM)"), N_ ("Works"), NO_PIECE },
  { "virtualization", FROND_DOCTOR_ACCELERATION, N_ ("Processor"), N_ ("Has virtualization"), NO_PIECE },
  { "nested", FROND_DOCTOR_ACCELERATION, N_ ("Computer"), N_ ("Not a virtual machine itself"), NO_PIECE },
  { "vhost-net", FROND_DOCTOR_ACCELERATION, N_ ("Fast Network (vhost-net)"), N_ ("Available"), NO_PIECE },
  { "vhost-vsock", FROND_DOCTOR_ACCELERATION, N_ ("Sockets to Machines (vhost-vsock)"), N_ ("Available"),
    NO_PIECE },
  { "iommu", FROND_DOCTOR_ACCELERATION, N_ ("Device Isolation (IOMMU)"), N_ ("Available"), NO_PIECE },
  { "helper", FROND_DOCTOR_PARTS, N_ ("Frond’s Helper"), N_ ("Runs"), FROND_PIECE_HELPER },
  { "service", FROND_DOCTOR_PARTS, N_ ("This Computer’s Service"), N_ ("Runs"), FROND_PIECE_SERVICE },
  { "libvirt", FROND_DOCTOR_PARTS, N_ ("libvirt"), N_ ("Installed"), FROND_PIECE_LIBVIRT },
  { "qemu", FROND_DOCTOR_PARTS, N_ ("QEMU"), N_ ("Installed"), FROND_PIECE_QEMU },
  { "spice", FROND_DOCTOR_PARTS, N_ ("Screen (SPICE)"), N_ ("Available"), FROND_PIECE_SPICE },
  { "gpu", FROND_DOCTOR_PARTS, N_ ("3D Graphics"), N_ ("Available"), FROND_PIECE_GL },
  { "uefi", FROND_DOCTOR_PARTS, N_ ("UEFI Firmware"), N_ ("Installed"), FROND_PIECE_UEFI },
  { "secure-boot", FROND_DOCTOR_PARTS, N_ ("Secure Boot"), N_ ("Available"), FROND_PIECE_UEFI },
  { "tpm", FROND_DOCTOR_PARTS, N_ ("Security Chip (TPM)"), N_ ("Available"), FROND_PIECE_TPM },
  { "passt", FROND_DOCTOR_PARTS, N_ ("Network (passt)"), N_ ("Installed"), FROND_PIECE_PASST },
  { "legacy", FROND_DOCTOR_PARTS, N_ ("Machines for Old Systems"), N_ ("Available"), NO_PIECE },
  { "virtiofsd", FROND_DOCTOR_PARTS, N_ ("Shared Folders (virtiofsd)"), N_ ("Installed"),
    FROND_PIECE_VIRTIOFSD },
  { "memory", FROND_DOCTOR_ROOM, N_ ("Memory"), N_ ("Enough"), NO_PIECE },
  { "swap", FROND_DOCTOR_ROOM, N_ ("Swap"), N_ ("There is some"), NO_PIECE },
  { "huge-pages", FROND_DOCTOR_ROOM, N_ ("Huge Pages"), N_ ("None in the way"), NO_PIECE },
  { "overcommit", FROND_DOCTOR_ROOM, N_ ("Memory Policy"), N_ ("Suits machines"), NO_PIECE },
  { "memlock", FROND_DOCTOR_ROOM, N_ ("Locked Memory"), N_ ("Enough"), NO_PIECE },
  { "disk", FROND_DOCTOR_ROOM, N_ ("Disk Space"), N_ ("Enough"), NO_PIECE },
  { "file-system", FROND_DOCTOR_ROOM, N_ ("File System"), N_ ("Copies images at once"), NO_PIECE },
  { "cgroup", FROND_DOCTOR_ROOM, N_ ("Resource Limits"), N_ ("None in the way"), NO_PIECE },
  { "portal", FROND_DOCTOR_DESKTOP, N_ ("Desktop Portals"), N_ ("Available"), NO_PIECE },
  { "usb-portal", FROND_DOCTOR_DESKTOP, N_ ("USB Portal"), N_ ("Available"), NO_PIECE },
  { "display", FROND_DOCTOR_DESKTOP, N_ ("Desktop"), N_ ("Available"), NO_PIECE },
};

typedef struct
{
  const char *id; /* NULL: any */
  const char *reason;
  const char *summary;
  const char *advice;
  const char *command;
} Finding;

/* The first that fits is taken. */
static const Finding findings[] = {
  { "virtualization", "no-module", N_ ("The system does not offer it"),
    N_ ("The processor has virtualization, but /dev/kvm is missing. This line loads what is missing. If it "
        "says "
        "“Operation not supported”, switch virtualization on in the computer’s firmware settings."),
    "sudo modprobe --all kvm_intel kvm_amd" },
  { "virtualization", "off", N_ ("Virtualization is off, or the processor has none"),
    N_ ("Restart the computer, open its firmware settings (often with F2, F10 or Del) and switch on Intel "
        "VT-x, "
        "AMD-V or SVM."),
    NULL },
  { "virtualization", "not-nested", N_ ("Not passed on to this virtual machine"),
    N_ ("This computer is a virtual machine. Switch on nested virtualization for it on its host."), NULL },
  { "nested", "in-guest", N_ ("This computer is a virtual machine"),
    N_ ("Machines inside of a machine are slower than on the computer itself."), NULL },
  { "vhost-net", "no-device", N_ ("Not available"), N_ ("Networks of machines work, only not as fast."),
    NULL },
  { "vhost-net", "no-access", N_ ("Not for you"), N_ ("Networks of machines work, only not as fast."), NULL },
  { "vhost-vsock", NULL, N_ ("Not available"), N_ ("Frond does not need it yet."), NULL },
  { "iommu", "no-device", N_ ("Not available"),
    N_ ("It is only needed to give a device of this computer to a machine."), NULL },
  { "helper", "silent", N_ ("Does not answer"),
    N_ ("The program that runs machines went away or does not answer. Log out and in again."), NULL },
  { "helper", "too-old", N_ ("Too old"),
    N_ ("The helper belongs to an older Frond. Update it, or log out and in again if you have just updated "
        "Frond."),
    NULL },
  { "service", "not-installed", N_ ("Not installed"),
    N_ ("Needed only for networks of this computer, machines that start with it, and its devices."), NULL },
  { "service", "silent", N_ ("Does not answer"),
    N_ ("Machines on this computer’s service cannot be used until it answers. Restart it with this line."),
    "sudo systemctl restart frond-vmm-helper.service" },
  { "service", "too-old", N_ ("Too old"), N_ ("It belongs to an older Frond. Update this computer’s system."),
    NULL },
  { NULL, "too-old", N_ ("Older than Frond is made for"),
    N_ ("Machines may lack parts or not start. Update this computer’s system."), NULL },
  { "libvirt", "refused", N_ ("Refuses to run machines"), N_ ("The details may say why."), NULL },
  { "spice", "not-installed", N_ ("Not installed"),
    N_ ("Without it the screens of machines cannot be shown."), NULL },
  { "uefi", "not-installed", N_ ("Not installed"),
    N_ ("Machines start with a BIOS instead, which Windows 11 and some Linux systems refuse."), NULL },
  { "secure-boot", "not-installed", N_ ("Not available"), N_ ("Windows 11 asks for it."), NULL },
  { "tpm", "not-installed", N_ ("Not installed"), N_ ("Windows 11 asks for it."), NULL },
  { "passt", "as-root", N_ ("Not for the root user"), N_ ("A slower network takes its place."), NULL },
  { "passt", NULL, N_ ("Not installed"), N_ ("A slower network takes its place."), NULL },
  { "virtiofsd", NULL, N_ ("Not installed"), N_ ("Folders of this computer cannot be shared with machines."),
    NULL },
  { "legacy", NULL, N_ ("Not supported by the installed QEMU"),
    N_ ("Systems of the time of Windows XP cannot run."), NULL },
  { "gpu", "no-device", N_ ("No graphics processor for machines"),
    N_ ("Machines draw with the processor, which is slower."), NULL },
  { "gpu", "no-access", N_ ("You may not use the graphics processor"),
    N_ ("Run this line in a terminal, then log out and in again."),
    "sudo usermod --append --groups render \"$USER\"" },
  { "gpu", "not-installed", N_ ("Not installed"), N_ ("Machines draw with the processor, which is slower."),
    NULL },
  { "gpu", NULL, N_ ("The graphics driver does not work with machines"),
    N_ ("Machines draw with the processor, which is slower."), NULL },
  { "memory", "low", N_ ("Little is free"), N_ ("Close other programs before starting a machine."), NULL },
  { "memory", "full", N_ ("Hardly any is free"),
    N_ ("No machine can start until other programs or machines are closed."), NULL },
  { "swap", "none", N_ ("None"), N_ ("When memory runs out, the system ends programs, machines among them."),
    NULL },
  { "huge-pages", "reserved", N_ ("Take memory that machines cannot use"),
    N_ ("This line gives the memory back until the next start of this computer."),
    "sudo sysctl vm.nr_hugepages=0" },
  { "overcommit", "strict", N_ ("Memory is promised only once"),
    N_ ("Machines may fail to start although memory is free. This line changes it until the next start of "
        "this "
        "computer."),
    "sudo sysctl vm.overcommit_memory=0" },
  { "disk", "low", N_ ("Little is free"), N_ ("A machine that finds no room for its disk is paused."), NULL },
  { "disk", "full", N_ ("Full"), N_ ("Make room where your machines are kept before you start one."), NULL },
  { "file-system", "no-reflink", N_ ("Copies of images take time and space"),
    N_ ("Btrfs and XFS make copies at once. Everything works without."), NULL },
  { "file-system", "read-only", N_ ("Read-only"),
    N_ ("Machines cannot be kept in a place that cannot be changed."), NULL },
  { "file-system", "network", N_ ("On the network"),
    N_ ("Disks of machines are slow there and may be damaged when the network fails."), NULL },
  { "file-system", "unfit", N_ ("Not made for disks of machines"),
    N_ ("It loses its files, or cannot hold large ones. Keep machines on another disk."), NULL },
  { "cgroup", "limited", N_ ("The session may not use much"),
    N_ ("Whoever administers this computer has put a limit on memory or processes, which machines may hit."),
    NULL },
  { "portal", "none", N_ ("Not available"), N_ ("Choosing files works in another way."), NULL },
  { "usb-portal", "none", N_ ("Not available"),
    N_ ("From a Flatpak, USB devices cannot be given to machines. It comes with newer desktops."), NULL },
  { "display", "none", N_ ("None"), N_ ("This is a terminal without a desktop."), NULL },
  { NULL, "not-installed", N_ ("Not installed"), NULL, NULL },
  { NULL, "not-supported", N_ ("Not supported by the installed libvirt or QEMU"), NULL, NULL },
  { NULL, "needs-kvm", N_ ("Needs hardware virtualization"), NULL, NULL },
  { NULL, "unknown", N_ ("Cannot be determined"), NULL, NULL },
};

static const Subject *
find_subject (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++)
    if (g_str_equal (subjects[i].id, id))
      return &subjects[i];

  return NULL;
}

static const Finding *
find_finding (const char *id, const char *reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (findings); i++)
    if ((findings[i].id == NULL || g_str_equal (findings[i].id, id)) &&
        (findings[i].reason == NULL || g_str_equal (findings[i].reason, reason)))
      return &findings[i];

  return NULL;
}

/* "Enough: 12 GiB of 16 GiB free" */
static char *
with_room (const char *words, FrondCheck *check)
{
  guint64 gib = G_GUINT64_CONSTANT (1024) * 1024 * 1024;
  guint64 free = frond_check_get_free (check), total = frond_check_get_total (check);
  g_autofree char *free_words = NULL, *total_words = NULL;

  if (total == 0)
    return g_strdup (words);

  free_words = frond_guest_words_size (free >= gib ? free / gib * gib : free);
  total_words = frond_guest_words_size (total >= gib ? total / gib * gib : total);
  /* Translators: “Enough: 12 GiB of 16 GiB free”. The first %s is how it is, the others are amounts. */
  return g_strdup_printf (_ ("%s: %s of %s free"), words, free_words, total_words);
}

static void
add_accel (FrondDoctorWords *self, FrondCheck *check, FrondPlatform *platform)
{
  g_autoptr (FrondHostAdvice) advice =
      frond_host_advice_new_for_accel_reason (frond_check_get_reason (check), frond_check_get_detail (check));

  self->summary = g_strdup (advice->title);
  self->advice = g_strdup (advice->body);
  self->command = g_strdup (advice->command);
  if (frond_platform_is_flatpak (platform) && g_str_equal (frond_check_get_reason (check), "no-device"))
    {
      g_set_str (
          &self->advice,
          _ ("If this computer has virtualization, this line lets the Flatpak use it; start Frond again "
             "afterwards."));
      g_set_str (&self->command, "flatpak override --user --device=kvm " FROND_APP_ID);
    }
}

static void
add_finding (FrondDoctorWords *self, FrondCheck *check, const Subject *subject, FrondPlatform *platform)
{
  const char *reason = frond_check_get_reason (check);
  const Finding *finding = find_finding (frond_check_get_id (check), reason);

  self->summary = with_room (finding != NULL ? _ (finding->summary) : reason, check);
  self->advice = finding != NULL && finding->advice != NULL ? g_strdup (_ (finding->advice)) : NULL;
  self->command = finding != NULL ? g_strdup (finding->command) : NULL;
  if (subject != NULL && subject->piece != NO_PIECE && g_str_equal (reason, "not-installed"))
    self->command = frond_platform_dup_install_command (platform, (FrondPiece) subject->piece);
}

FrondDoctorWords *
frond_doctor_words_new (FrondCheck *check, FrondPlatform *platform)
{
  FrondDoctorWords *self = g_new0 (FrondDoctorWords, 1);
  const Subject *subject = find_subject (frond_check_get_id (check));

  self->group = subject != NULL ? subject->group : FROND_DOCTOR_PARTS;
  self->title = subject != NULL ? _ (subject->title) : frond_check_get_id (check);
  if (frond_check_get_state (check) == FROND_CHECK_OK)
    self->summary = with_room (subject != NULL ? _ (subject->well) : _ ("Good"), check);
  else if (g_str_equal (frond_check_get_id (check), "kvm"))
    add_accel (self, check, platform);
  else
    add_finding (self, check, subject, platform);
  return self;
}

void
frond_doctor_words_free (FrondDoctorWords *self)
{
  g_free (self->summary);
  g_free (self->advice);
  g_free (self->command);
  g_free (self);
}

const char *
frond_doctor_words_group (FrondDoctorGroup group)
{
  static const char *const names[] = {
    [FROND_DOCTOR_ACCELERATION] = N_ ("Acceleration"),
    /* Translators: the programs that virtual machines need */
    [FROND_DOCTOR_PARTS] = N_ ("Machine Parts"),
    /* Translators: memory and disk space */
    [FROND_DOCTOR_ROOM] = N_ ("Room"),
    /* Translators: what the desktop environment offers */
    [FROND_DOCTOR_DESKTOP] = N_ ("Desktop Services"),
  };

  g_return_val_if_fail ((guint) group < G_N_ELEMENTS (names), "");

  return _ (names[group]);
}

const char *
frond_doctor_words_state (FrondCheckState state)
{
  switch (state)
    {
    case FROND_CHECK_OK:
      return _ ("Good");
    case FROND_CHECK_NOTE:
      return C_ ("check", "Note");
    case FROND_CHECK_WARNING:
      return C_ ("check", "Warning");
    case FROND_CHECK_PROBLEM:
      return C_ ("check", "Problem");
    case FROND_CHECK_UNKNOWN:
    default:
      return C_ ("check", "Unknown");
    }
}

static FrondCheck *
dup_worst (FrondDoctor *doctor)
{
  g_autoptr (FrondCheck) worst = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (doctor)); i++)
    {
      g_autoptr (FrondCheck) check = g_list_model_get_item (G_LIST_MODEL (doctor), i);

      if (worst == NULL || frond_check_get_state (check) > frond_check_get_state (worst))
        g_set_object (&worst, check);
    }
  return g_steal_pointer (&worst);
}

const char *
frond_doctor_words_verdict (FrondDoctor *doctor)
{
  g_autoptr (FrondCheck) worst = dup_worst (doctor);

  switch (frond_doctor_get_verdict (doctor))
    {
    case FROND_VERDICT_UNABLE:
      return _ ("Machines Cannot Run Yet");
    case FROND_VERDICT_LIMITED:
      return g_str_equal (frond_check_get_id (worst), "kvm") ? _ ("Works, but Slowly")
                                                             : _ ("Works, With Limits");
    case FROND_VERDICT_READY:
    default:
      return _ ("This Computer Is Ready");
    }
}

char *
frond_doctor_words_dup_cause (FrondDoctor *doctor, FrondPlatform *platform)
{
  g_autoptr (FrondCheck) worst = dup_worst (doctor);
  g_autoptr (FrondDoctorWords) words = NULL;

  if (worst == NULL || frond_check_get_state (worst) < FROND_CHECK_WARNING)
    return g_strdup (_ ("It has what virtual machines need."));

  words = frond_doctor_words_new (worst, platform);
  /* Its own words say what it is about. */
  if (g_str_equal (frond_check_get_id (worst), "kvm"))
    return g_steal_pointer (&words->summary);
  /* Translators: what was looked at, and how it is: “Disk Space: Full” */
  return g_strdup_printf (_ ("%s: %s"), words->title, words->summary);
}

static void
hide (GString *text, const char *what, const char *instead)
{
  if (what != NULL && strlen (what) > 2)
    g_string_replace (text, what, instead, 0);
}

char *
frond_doctor_words_dup_report (FrondDoctor *doctor)
{
  GString *report = g_string_new ("Frond " FROND_VERSION "\n");
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  g_string_append_printf (report, "System: %s\n", system != NULL ? system : "?");
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (doctor)); i++)
    {
      g_autoptr (FrondCheck) check = g_list_model_get_item (G_LIST_MODEL (doctor), i);
      const char *detail = frond_check_get_detail (check);

      g_string_append_printf (report, "%-8s %s: %s",
                              frond_check_state_to_token (frond_check_get_state (check)),
                              frond_check_get_id (check), frond_check_get_reason (check));
      if (detail[0] != '\0')
        g_string_append_printf (report, " (%s)", detail);
      if (frond_check_get_total (check) > 0)
        g_string_append_printf (report, " [%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " MiB free]",
                                frond_check_get_free (check) / (1024 * 1024),
                                frond_check_get_total (check) / (1024 * 1024));
      g_string_append_c (report, '\n');
    }
  hide (report, g_get_home_dir (), "~");
  hide (report, g_get_user_runtime_dir (), "RUNTIME");
  hide (report, g_get_user_name (), "USER");
  hide (report, g_get_host_name (), "HOST");
  return g_string_free_and_steal (report);
}
