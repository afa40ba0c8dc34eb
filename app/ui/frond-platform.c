/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-platform.h"

#if defined(__aarch64__)
#define QEMU_DEBIAN "qemu-system-arm"
#define QEMU_FEDORA "qemu-system-aarch64-core"
#define QEMU_SUSE   "qemu-arm"
#define UEFI_DEBIAN "qemu-efi-aarch64"
#define UEFI_FEDORA "edk2-aarch64"
#define UEFI_SUSE   "qemu-uefi-aarch64"
#define UEFI_ARCH   "edk2-aarch64"
#else
#define QEMU_DEBIAN "qemu-system-x86"
#define QEMU_FEDORA "qemu-system-x86-core"
#define QEMU_SUSE   "qemu-x86"
#define UEFI_DEBIAN "ovmf"
#define UEFI_FEDORA "edk2-ovmf"
#define UEFI_SUSE   "qemu-ovmf-x86_64"
#define UEFI_ARCH   "edk2-ovmf"
#endif

typedef struct
{
  const char *id; /* as in os-release */
  const char *install;
  const char *packages[FROND_PIECE_SERVICE]; /* by FrondPiece; the service is the helper's package */
} Distribution;

static const Distribution distributions[] = {
  { "debian",
    "sudo apt install",
    { "frond-vmm-helper", "libvirt-daemon libvirt-daemon-driver-qemu " QEMU_DEBIAN, QEMU_DEBIAN,
      "qemu-system-modules-spice", "qemu-system-modules-opengl", UEFI_DEBIAN, "swtpm swtpm-tools", "passt",
      "virtiofsd" } },
  { "ubuntu",
    "sudo apt install",
    { "frond-vmm-helper", "libvirt-daemon libvirt-daemon-driver-qemu " QEMU_DEBIAN, QEMU_DEBIAN,
      "qemu-system-modules-spice", "qemu-system-modules-opengl", UEFI_DEBIAN, "swtpm swtpm-tools", "passt",
      "virtiofsd" } },
  { "fedora",
    "sudo dnf install",
    { "frond-vmm-helper", "libvirt-daemon-driver-qemu " QEMU_FEDORA, QEMU_FEDORA,
      "qemu-ui-spice-core qemu-char-spice qemu-audio-spice",
      "qemu-device-display-virtio-vga-gl qemu-ui-opengl", UEFI_FEDORA, "swtpm", "passt", "virtiofsd" } },
  { "arch",
    "sudo pacman -S",
    { "frond-vmm-helper", "libvirt qemu-desktop", "qemu-desktop", "qemu-desktop", "qemu-desktop", UEFI_ARCH,
      "swtpm", "passt", "virtiofsd" } },
  { "opensuse",
    "sudo zypper install",
    { "frond-vmm-helper", "libvirt-daemon-driver-qemu " QEMU_SUSE, QEMU_SUSE, "qemu-spice",
      "qemu-ui-opengl qemu-hw-display-virtio-gpu", UEFI_SUSE, "swtpm", "passt", "virtiofsd" } },
  { "suse",
    "sudo zypper install",
    { "frond-vmm-helper", "libvirt-daemon-driver-qemu " QEMU_SUSE, QEMU_SUSE, "qemu-spice",
      "qemu-ui-opengl qemu-hw-display-virtio-gpu", UEFI_SUSE, "swtpm", "passt", "virtiofsd" } },
};

struct _FrondPlatform
{
  const Distribution *distribution; /* NULL: not known */
  gboolean flatpak;
};

static const Distribution *
find_distribution (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (distributions); i++)
    if (g_str_equal (distributions[i].id, id))
      return &distributions[i];

  return NULL;
}

FrondPlatform *
frond_platform_new_for (const char *id, const char *id_like, gboolean flatpak)
{
  FrondPlatform *self = g_new0 (FrondPlatform, 1);
  g_auto (GStrv) likes = g_strsplit (id_like != NULL ? id_like : "", " ", -1);

  self->flatpak = flatpak;
  if (id != NULL)
    self->distribution = find_distribution (id);
  for (guint i = 0; likes[i] != NULL && self->distribution == NULL; i++)
    self->distribution = find_distribution (likes[i]);

  return self;
}

/* Flatpak shows the host's file there, and the runtime's in its usual place. */
#define HOST_OS_RELEASE "/run/host/os-release"

/* Quotes are the shell's, which GLib knows. */
static char *
dup_release_value (const char *text, const char *key)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], key) && lines[i][strlen (key)] == '=')
      return g_shell_unquote (lines[i] + strlen (key) + 1, NULL);

  return NULL;
}

FrondPlatform *
frond_platform_new_for_release (const char *text, gboolean flatpak)
{
  g_autofree char *id = dup_release_value (text, "ID");
  g_autofree char *id_like = dup_release_value (text, "ID_LIKE");

  return frond_platform_new_for (id, id_like, flatpak);
}

FrondPlatform *
frond_platform_new (void)
{
  g_autofree char *id = g_get_os_info (G_OS_INFO_KEY_ID);
  g_autofree char *id_like = g_get_os_info ("ID_LIKE");
  gboolean flatpak = g_getenv ("FLATPAK_ID") != NULL || g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
  g_autofree char *host = NULL;

  if (!flatpak)
    return frond_platform_new_for (id, id_like, FALSE);

  /* A few hundred bytes that Flatpak has bound from a file system of the computer: read at once. */
  g_file_get_contents (HOST_OS_RELEASE, &host, NULL, NULL);
  return frond_platform_new_for_release (host != NULL ? host : "", TRUE);
}

void
frond_platform_free (FrondPlatform *self)
{
  g_free (self);
}

gboolean
frond_platform_is_flatpak (FrondPlatform *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->flatpak;
}

char *
frond_platform_dup_install_command (FrondPlatform *self, FrondPiece piece)
{
  const char *package;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (piece <= FROND_PIECE_SERVICE, NULL);

  if (self->distribution == NULL || (self->flatpak && piece != FROND_PIECE_SERVICE))
    return NULL;

  package = self->distribution->packages[piece == FROND_PIECE_SERVICE ? FROND_PIECE_HELPER : piece];
  return g_strdup_printf ("%s %s", self->distribution->install, package);
}

const char *
frond_platform_piece_name (FrondPiece piece)
{
  static const char *const names[] = {
    [FROND_PIECE_HELPER] = "frond-vmm-helper",
    [FROND_PIECE_LIBVIRT] = "libvirt",
    [FROND_PIECE_QEMU] = "QEMU",
    [FROND_PIECE_SPICE] = "SPICE",
    [FROND_PIECE_GL] = "OpenGL",
    [FROND_PIECE_UEFI] = "OVMF",
    [FROND_PIECE_TPM] = "swtpm",
    [FROND_PIECE_PASST] = "passt",
    [FROND_PIECE_VIRTIOFSD] = "virtiofsd",
    [FROND_PIECE_SERVICE] = "frond-vmm-helper",
  };

  g_return_val_if_fail (piece < G_N_ELEMENTS (names), "");

  return names[piece];
}
