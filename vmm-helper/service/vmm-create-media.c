/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-create-media.h"

#include "vmm-fd-gate.h"

#include <string.h>

/* Where a descriptor belongs. */
typedef struct
{
  gboolean seed;
  gboolean nvram;
  gboolean nvram_secure;
  gboolean tpm;
  gboolean secret;
  guint disk;
  guint extent; /* 0: the image itself */
} Slot;

static gboolean
fail_slot (const char *slot, VmmIpcError code, const char *reason, GError **error)
{
  g_autofree char *shown = g_utf8_make_valid (slot, (gssize) MIN (strlen (slot), 16));

  g_set_error (error, VMM_IPC_ERROR, code, "%s: %s", shown, reason);
  return FALSE;
}

/* "disk0", "disk0.1"; one way to write each. */
static gboolean
parse_slot (const char *text, Slot *slot)
{
  const char *p = text + strlen (VMM_IPC_SLOT_DISK);

  *slot = (Slot) { .seed = g_str_equal (text, VMM_IPC_SLOT_SEED),
                   .nvram = g_str_equal (text, VMM_IPC_SLOT_NVRAM),
                   .nvram_secure = g_str_equal (text, VMM_IPC_SLOT_NVRAM_SECURE),
                   .tpm = g_str_equal (text, VMM_IPC_SLOT_TPM),
                   .secret = g_str_equal (text, VMM_IPC_SLOT_SECRET) };
  if (slot->seed || slot->nvram || slot->nvram_secure || slot->tpm || slot->secret)
    return TRUE;
  if (!g_str_has_prefix (text, VMM_IPC_SLOT_DISK) || !g_ascii_isdigit (p[0]))
    return FALSE;

  slot->disk = (guint) g_ascii_digit_value (*p++);
  if (*p == '\0')
    return slot->disk < VMM_IPC_MAX_DISKS;
  if (*p++ != '.' || *p == '0' || strlen (p) < 1 || strlen (p) > 2)
    return FALSE;
  for (; *p != '\0'; p++)
    {
      if (!g_ascii_isdigit (*p))
        return FALSE;
      slot->extent = slot->extent * 10 + (guint) g_ascii_digit_value (*p);
    }
  return slot->disk < VMM_IPC_MAX_DISKS && slot->extent < VMM_IPC_MAX_EXTENTS;
}

static gboolean
take_secret (VmmImageSources *sources, VmmCall *call, gint32 handle, GError **error)
{
  if (sources->passphrase != NULL)
    return fail_slot (VMM_IPC_SLOT_SECRET, VMM_IPC_ERROR_INVALID_ARGUMENT, "is there twice", error);
  sources->passphrase =
      vmm_passphrase_new_from_fd (vmm_call_peek_descriptor (call, handle), VMM_IPC_SLOT_SECRET, error);
  return sources->passphrase != NULL;
}

/* The passphrase comes with encrypted disks, and they with it. */
static gboolean
check_secret (const VmmImageSources *sources, VmmSpec *spec, GError **error)
{
  const gboolean wanted = vmm_spec_is_to_encrypt (spec);

  if (wanted && sources->passphrase == NULL)
    return fail_slot (VMM_IPC_SLOT_SECRET, VMM_IPC_ERROR_BAD_SECRET,
                      VMM_IPC_BAD_SECRET_MISSING ": a disk is to be encrypted", error);
  if (!wanted && sources->passphrase != NULL)
    return fail_slot (VMM_IPC_SLOT_SECRET, VMM_IPC_ERROR_INVALID_ARGUMENT, "no disk is to be encrypted",
                      error);
  return TRUE;
}

/* What is no disk's; NULL: it is. */
static int *
find_single (VmmImageSources *sources, const Slot *slot)
{
  return slot->seed           ? &sources->seed
         : slot->nvram        ? &sources->nvram
         : slot->nvram_secure ? &sources->nvram_secure
         : slot->tpm          ? &sources->tpm
                              : NULL;
}

static gboolean
take_one (VmmImageSources *sources, VmmSpec *spec, VmmCall *call, const char *text, gint32 handle,
          GError **error)
{
  VmmImageSource *source;
  guint64 max;
  Slot slot;
  int *fd;

  if (!parse_slot (text, &slot))
    return fail_slot (text, VMM_IPC_ERROR_OUT_OF_RANGE, "there is no such slot", error);
  if (slot.secret)
    return take_secret (sources, call, handle, error);
  source = &sources->disks[slot.disk];
  fd = find_single (sources, &slot);
  if (fd == NULL && (slot.disk >= spec->n_disks || spec->disks[slot.disk].source == VMM_IPC_IMAGE_NONE))
    return fail_slot (text, VMM_IPC_ERROR_INVALID_ARGUMENT, "no disk of the spec has this source", error);
  if (slot.extent > 0 && spec->disks[slot.disk].source != VMM_IPC_IMAGE_VMDK)
    return fail_slot (text, VMM_IPC_ERROR_INVALID_ARGUMENT, "an image of this format has no extents", error);

  max = slot.seed ? VMM_IPC_MAX_SEED : fd != NULL ? VMM_IPC_MAX_NVRAM : VMM_IPC_MAX_DISK;
  if (fd == NULL)
    fd = &source->fds[slot.extent];
  if (*fd >= 0)
    return fail_slot (text, VMM_IPC_ERROR_INVALID_ARGUMENT, "is there twice", error);
  *fd = vmm_fd_gate_source (vmm_call_peek_descriptor (call, handle), max, text, error);
  return *fd >= 0;
}

/* Without a gap: what is the third extent if there is no second? */
static gboolean
count_extents (VmmImageSource *source, guint index, const VmmDisk *disk, GError **error)
{
  char text[16];

  source->format = disk->source;
  source->shared = disk->shared;
  source->encrypted = disk->source_encrypted;
  for (guint i = 0; i < VMM_IPC_MAX_EXTENTS; i++)
    {
      if (source->fds[i] < 0)
        continue;
      if (i != source->n_fds)
        break;
      source->n_fds++;
    }

  for (guint i = source->n_fds; i < VMM_IPC_MAX_EXTENTS; i++)
    if (source->fds[i] >= 0 || (i == 0 && disk->source != VMM_IPC_IMAGE_NONE))
      {
        g_snprintf (text, sizeof text, source->n_fds > 0 ? "disk%u.%u" : "disk%u", index, source->n_fds);
        return fail_slot (text, VMM_IPC_ERROR_INVALID_ARGUMENT, "missing", error);
      }
  return TRUE;
}

gboolean
vmm_create_media_take (VmmCall *call, GVariant *media, VmmSpec *spec, VmmImageSources **sources,
                       GError **error)
{
  g_autoptr (VmmImageSources) taken = vmm_image_sources_new ();
  gsize n = g_variant_n_children (media);

  if (n > VMM_IPC_MAX_MEDIA)
    return fail_slot ("media", VMM_IPC_ERROR_OUT_OF_RANGE, "too many", error);
  for (gsize i = 0; i < n; i++)
    {
      const char *text;
      gint32 handle;

      g_variant_get_child (media, i, "(&sh)", &text, &handle);
      if (!take_one (taken, spec, call, text, handle, error))
        return FALSE;
    }
  for (guint i = 0; i < spec->n_disks; i++)
    if (!count_extents (&taken->disks[i], i, &spec->disks[i], error))
      return FALSE;
  if (!check_secret (taken, spec, error))
    return FALSE;

  if (n > 0)
    *sources = g_steal_pointer (&taken);
  return TRUE;
}
