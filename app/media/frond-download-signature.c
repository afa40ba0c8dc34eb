/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-download-signature.h"

#include "frond-error.h"

#include <ftw.h>
#include <gpgme.h>
#include <stdio.h>

typedef struct
{
  char *home; /* a GnuPG home of its own */
  gpgme_ctx_t context;
} Checker;

static int
remove_one (const char *path, const struct stat *st, int type, struct FTW *ftw)
{
  return remove (path);
}

static void
checker_free (Checker *self)
{
  g_clear_pointer (&self->context, gpgme_release);
  if (self->home != NULL)
    nftw (self->home, remove_one, 8, FTW_DEPTH | FTW_PHYS);
  g_free (self->home);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Checker, checker_free)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gpgme_data_t, gpgme_data_release, NULL)

static gboolean
fail (GError **error, FrondError code, const char *what, gpgme_error_t why)
{
  frond_set_error (error, code, NULL, "%s: %s", what, gpgme_strerror (why));
  return FALSE;
}

static void
prepare_once (void)
{
  static gsize prepared;

  if (g_once_init_enter (&prepared))
    {
      gpgme_check_version (NULL);
      g_once_init_leave (&prepared, 1);
    }
}

static Checker *
checker_new (GError **error)
{
  g_autoptr (Checker) self = g_new0 (Checker, 1);
  gpgme_error_t failed;

  prepare_once ();
  self->home = g_dir_make_tmp ("frond-keys-XXXXXX", error);
  if (self->home == NULL)
    return NULL;

  failed = gpgme_new (&self->context);
  if (failed == 0)
    failed = gpgme_ctx_set_engine_info (self->context, GPGME_PROTOCOL_OpenPGP, NULL, self->home);
  if (failed == 0)
    failed = gpgme_set_protocol (self->context, GPGME_PROTOCOL_OpenPGP);
  if (failed == 0)
    failed = gpgme_engine_check_version (GPGME_PROTOCOL_OpenPGP);
  if (failed != 0)
    {
      fail (error, FROND_ERROR_UNSUPPORTED, "GnuPG", failed);
      return NULL;
    }

  /* No key is fetched from anywhere. */
  gpgme_set_offline (self->context, 1);
  return g_steal_pointer (&self);
}

static gboolean
import_key (Checker *self, const char *key_file, GError **error)
{
  g_auto (gpgme_data_t) data = NULL;
  g_autofree char *contents = NULL;
  gsize length;
  gpgme_error_t failed;

  if (!g_file_get_contents (key_file, &contents, &length, error))
    return FALSE;
  failed = gpgme_data_new_from_mem (&data, contents, length, 0);
  if (failed == 0)
    failed = gpgme_op_import (self->context, data);
  return failed == 0 || fail (error, FROND_ERROR_DOWNLOAD_SIGNATURE, key_file, failed);
}

/* A subkey signs for the key that the fingerprint names. */
static gboolean
belongs_to (Checker *self, const char *signer, const char *fingerprint)
{
  gpgme_key_t key = NULL;
  gboolean same;

  if (signer == NULL || gpgme_get_key (self->context, signer, &key, 0) != 0)
    return FALSE;
  same = key->subkeys != NULL && key->subkeys->fpr != NULL &&
         g_ascii_strcasecmp (key->subkeys->fpr, fingerprint) == 0;
  gpgme_key_unref (key);
  return same;
}

static gboolean
judge (Checker *self, const char *fingerprint, GError **error)
{
  gpgme_verify_result_t result = gpgme_op_verify_result (self->context);
  gpgme_error_t reason = 0;

  if (result == NULL || result->signatures == NULL)
    {
      frond_set_error (error, FROND_ERROR_DOWNLOAD_UNSIGNED, NULL, "there is no signature");
      return FALSE;
    }

  for (gpgme_signature_t signature = result->signatures; signature != NULL; signature = signature->next)
    {
      if (gpgme_err_code (signature->status) == GPG_ERR_NO_ERROR &&
          belongs_to (self, signature->fpr, fingerprint))
        return TRUE;
      if (reason == 0 || gpgme_err_code (reason) == GPG_ERR_NO_PUBKEY)
        reason = signature->status;
    }

  switch (gpgme_err_code (reason))
    {
    case GPG_ERR_SIG_EXPIRED:
    case GPG_ERR_KEY_EXPIRED:
      return fail (error, FROND_ERROR_DOWNLOAD_SIGNATURE_EXPIRED, "signature", reason);
    case GPG_ERR_NO_ERROR:
      frond_set_error (error, FROND_ERROR_DOWNLOAD_SIGNATURE, NULL, "signed by another key than %s",
                       fingerprint);
      return FALSE;
    default:
      return fail (error, FROND_ERROR_DOWNLOAD_SIGNATURE, "signature", reason);
    }
}

static GBytes *
take_plain (gpgme_data_t plain)
{
  size_t length;
  char *text = gpgme_data_release_and_get_mem (plain, &length);
  GBytes *bytes = g_bytes_new (text, length);

  gpgme_free (text);
  return bytes;
}

static gpgme_error_t
verify (Checker *self, GBytes *text, GBytes *signature, gpgme_data_t plain)
{
  g_auto (gpgme_data_t) signed_data = NULL;
  g_auto (gpgme_data_t) signature_data = NULL;
  gsize length;
  const char *contents = g_bytes_get_data (text, &length);
  gpgme_error_t failed = gpgme_data_new_from_mem (&signed_data, contents, length, 0);

  if (failed != 0)
    return failed;
  if (signature == NULL)
    return gpgme_op_verify (self->context, signed_data, NULL, plain);

  contents = g_bytes_get_data (signature, &length);
  failed = gpgme_data_new_from_mem (&signature_data, contents, length, 0);
  return failed != 0 ? failed : gpgme_op_verify (self->context, signature_data, signed_data, NULL);
}

GBytes *
frond_download_signature_check (GBytes *text, GBytes *signature, const char *key_file,
                                const char *fingerprint, GError **error)
{
  g_autoptr (Checker) checker = checker_new (error);
  g_auto (gpgme_data_t) plain = NULL;
  gpgme_error_t failed;

  if (checker == NULL || !import_key (checker, key_file, error))
    return NULL;

  failed = gpgme_data_new (&plain);
  if (failed == 0)
    failed = verify (checker, text, signature, plain);
  if (gpgme_err_code (failed) == GPG_ERR_NO_DATA)
    {
      frond_set_error (error, FROND_ERROR_DOWNLOAD_UNSIGNED, NULL, "there is no signature");
      return NULL;
    }
  if (failed != 0)
    {
      fail (error, FROND_ERROR_DOWNLOAD_SIGNATURE, "signature", failed);
      return NULL;
    }
  if (!judge (checker, fingerprint, error))
    return NULL;

  /* What was around the signed text is nobody's word. */
  return signature != NULL ? g_bytes_ref (text) : take_plain (g_steal_pointer (&plain));
}
