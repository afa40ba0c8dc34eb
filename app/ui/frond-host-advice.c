/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-host-advice.h"

#include "frond-error.h"
#include "frond-host-capabilities.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *token;
  const char *title;
  const char *body;
  const char *command;
} AccelWords;

static const AccelWords accel_words[] = {
  { "forced", N_ ("Software emulation was asked for"),
    N_ ("FROND_ACCEL=software is set. Machines run, much slower than this computer could. Start Frond "
        "without it "
        "to use the processor’s virtualization."),
    NULL },
  { "no-device", N_ ("Machines are slow: no hardware virtualization"),
    N_ ("This computer does not offer /dev/kvm. Switch on virtualization (Intel VT-x, AMD-V or SVM) in the "
        "computer’s firmware settings. If this computer is itself a virtual machine, its host has to allow "
        "nested "
        "virtualization."),
    NULL },
  { "no-access", N_ ("Machines are slow: no access to hardware virtualization"),
    N_ ("This computer has hardware virtualization, but you may not use it. Run this line in a terminal, "
        "then log "
        "out and in again."),
    "sudo usermod --append --groups kvm \"$USER\"" },
  { "broken", N_ ("Machines are slow: hardware virtualization does not work here"),
    N_ ("/dev/kvm is there but cannot run an operating system. This happens inside some virtual machines and "
        "containers. Frond uses software emulation, which is safe and slower."),
    NULL },
  { "too-slow", N_ ("Machines are slow: emulated virtualization"),
    N_ ("/dev/kvm works, but slower than software emulation would. This happens inside some virtual "
        "machines. Frond "
        "uses software emulation instead."),
    NULL },
  { "pending", N_ ("Testing hardware virtualization…"),
    N_ ("Frond is finding out whether this computer’s hardware virtualization works. Until then machines "
        "start "
        "with software emulation, which is slower."),
    NULL },
  { "unsupported", N_ ("Machines are slow: hardware virtualization is not supported"),
    N_ ("This processor, or the installed libvirt and QEMU, cannot use hardware virtualization. Frond uses "
        "software "
        "emulation, which is slower."),
    NULL },
};

static FrondHostAdvice *
advice_new (const char *title, const char *body, const char *command, const char *detail)
{
  FrondHostAdvice *self = g_new0 (FrondHostAdvice, 1);

  self->title = g_strdup (title);
  self->body = g_strdup (body);
  self->command = g_strdup (command);
  self->detail = g_strdup (detail != NULL ? detail : "");

  return self;
}

void
frond_host_advice_free (FrondHostAdvice *self)
{
  if (self == NULL)
    return;

  g_free (self->title);
  g_free (self->body);
  g_free (self->command);
  g_free (self->detail);
  g_free (self);
}

static FrondHostAdvice *
advice_new_for_piece (FrondPlatform *platform, FrondPiece piece, const char *detail)
{
  static const char *const titles[] = {
    [FROND_PIECE_HELPER] = N_ ("Frond’s Helper Is Missing"),
    [FROND_PIECE_LIBVIRT] = N_ ("Libvirt Is Missing"),
    [FROND_PIECE_QEMU] = N_ ("QEMU Is Missing"),
  };
  g_autofree char *command = frond_platform_dup_install_command (platform, piece);
  g_autofree char *body = NULL;

  if (frond_platform_is_flatpak (platform))
    body = g_strdup_printf (
        /* Translators: %s is the name of a program, like “QEMU” */
        _ ("Machines cannot run because %s did not start inside the Flatpak. Installing Frond again usually "
           "helps. "
           "If it does not, report the problem with the details below."),
        frond_platform_piece_name (piece));
  else if (command != NULL)
    body = g_strdup_printf (
        /* Translators: %s is the name of a program, like “QEMU” */
        _ ("Machines cannot run without %s. This line installs it:"), frond_platform_piece_name (piece));
  else
    body = g_strdup_printf (
        /* Translators: %s is the name of a program, like “QEMU” */
        _ ("Machines cannot run without %s. Install it with your system’s software manager."),
        frond_platform_piece_name (piece));

  return advice_new (_ (titles[piece]), body, command, detail);
}

static FrondHostAdvice *
advice_new_for_error (const GError *error, FrondPlatform *platform)
{
  if (g_error_matches (error, FROND_ERROR, FROND_ERROR_HELPER_MISSING))
    return advice_new_for_piece (platform, FROND_PIECE_HELPER, error->message);

  if (g_error_matches (error, FROND_ERROR, FROND_ERROR_HELPER_OLD))
    return advice_new (
        _ ("Frond’s Helper Is Too Old"),
        _ ("The installed frond-vmm-helper belongs to an older Frond. Update it, or log out and in "
           "again if you have just updated Frond."),
        NULL, error->message);

  if (g_error_matches (error, FROND_ERROR, FROND_ERROR_BACKEND))
    return advice_new (_ ("Virtualization Does Not Work"),
                       _ ("Frond’s helper runs, but libvirt or QEMU does not work on this computer."), NULL,
                       error->message);

  return advice_new (
      _ ("Frond’s Helper Does Not Answer"),
      _ ("The program that runs machines went away or does not answer. Machines that were on may "
         "still be running."),
      NULL, error->message);
}

FrondHostAdvice *
frond_host_advice_new_for_backend (const GError *error, FrondHostCapabilities *capabilities,
                                   FrondPlatform *platform)
{
  FrondHostAdvice *advice;

  g_return_val_if_fail (platform != NULL, NULL);

  if (capabilities != NULL && !capabilities->backend)
    {
      if (g_strcmp0 (capabilities->backend_error, "no-libvirt") == 0)
        return advice_new_for_piece (platform, FROND_PIECE_LIBVIRT, capabilities->backend_detail);
      if (g_strcmp0 (capabilities->backend_error, "no-qemu") == 0)
        return advice_new_for_piece (platform, FROND_PIECE_QEMU, capabilities->backend_detail);

      return advice_new (_ ("Libvirt Does Not Work"),
                         _ ("Libvirt is installed, but it refuses to run machines. The details may say why."),
                         NULL, capabilities->backend_detail);
    }

  if (error == NULL)
    return NULL;

  advice = advice_new_for_error (error, platform);
  advice->can_retry = TRUE;
  return advice;
}

FrondHostAdvice *
frond_host_advice_new_for_silence (void)
{
  FrondHostAdvice *self = advice_new (
      _ ("Frond’s Helper Does Not Answer"),
      _ ("The program that runs machines was asked and has not answered yet. Machines that were on may "
         "still be running."),
      NULL, NULL);

  self->can_retry = TRUE;
  return self;
}

FrondHostAdvice *
frond_host_advice_new_for_accel_reason (const char *reason, const char *detail)
{
  g_autofree char *both = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (accel_words); i++)
    if (g_strcmp0 (accel_words[i].token, reason) == 0)
      return advice_new (_ (accel_words[i].title), _ (accel_words[i].body), accel_words[i].command, detail);

  both = g_strdup_printf ("%s: %s", reason != NULL ? reason : "?", detail != NULL ? detail : "");
  return advice_new (_ ("Machines are slow: software emulation"),
                     _ ("Frond cannot use this computer’s hardware virtualization. The details may say why."),
                     NULL, both);
}

FrondHostAdvice *
frond_host_advice_new_for_accel (FrondHostCapabilities *capabilities)
{
  if (capabilities == NULL || !capabilities->backend || capabilities->accel != FROND_ACCEL_SOFTWARE)
    return NULL;

  return frond_host_advice_new_for_accel_reason (capabilities->accel_reason, capabilities->accel_detail);
}

static const char *
left_out_words (const char *reason)
{
  if (g_strcmp0 (reason, "not-installed") == 0)
    return _ ("A package is not installed on this computer");
  if (g_strcmp0 (reason, "not-supported") == 0)
    return _ ("Not supported by the installed libvirt or QEMU");
  if (g_strcmp0 (reason, "needs-kvm") == 0)
    return _ ("Needs hardware virtualization");
  if (g_strcmp0 (reason, "no-device") == 0)
    return _ ("This computer has no such device");
  if (g_strcmp0 (reason, "no-access") == 0)
    return _ ("You may not use this device of the computer");
  if (g_strcmp0 (reason, "as-root") == 0)
    return _ ("Does not work for the root user");

  return _ ("Not available on this computer");
}

char *
frond_host_advice_dup_left_out (FrondHostCapabilities *capabilities, const char *feature)
{
  g_return_val_if_fail (feature != NULL, NULL);

  if (capabilities == NULL || capabilities->left_out == NULL)
    return NULL;

  for (guint i = 0; i < capabilities->left_out->len; i++)
    {
      const FrondLeftOut *left_out = &g_array_index (capabilities->left_out, FrondLeftOut, i);

      if (g_strcmp0 (left_out->feature, feature) == 0)
        return g_strdup (left_out_words (left_out->reason));
    }

  return NULL;
}
