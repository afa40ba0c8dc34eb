/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-helper-error.h"

#include "vmm-ipc.h"

#include <string.h>

static FrondError
code_of_contract (int code)
{
  switch ((VmmIpcError) code)
    {
    case VMM_IPC_ERROR_INVALID_ARGUMENT:
      return FROND_ERROR_INVALID_VALUE;
    case VMM_IPC_ERROR_OUT_OF_RANGE:
      return FROND_ERROR_OUT_OF_RANGE;
    case VMM_IPC_ERROR_UNKNOWN_KEY:
      return FROND_ERROR_HELPER_OLD;
    case VMM_IPC_ERROR_BAD_FD:
      return FROND_ERROR_MEDIA_NOT_REGULAR;
    case VMM_IPC_ERROR_BAD_IMAGE:
      return FROND_ERROR_MEDIA_NOT_IMAGE;
    case VMM_IPC_ERROR_BAD_SECRET:
      return FROND_ERROR_PASSPHRASE_WRONG;
    case VMM_IPC_ERROR_NOT_FOUND:
      return FROND_ERROR_NOT_FOUND;
    case VMM_IPC_ERROR_NOT_AUTHORIZED:
    case VMM_IPC_ERROR_DISMISSED:
      return FROND_ERROR_NOT_AUTHORIZED;
    case VMM_IPC_ERROR_CAN_OBTAIN:
      return FROND_ERROR_CAN_OBTAIN;
    case VMM_IPC_ERROR_NO_AUTHORITY:
      return FROND_ERROR_NO_AUTHORITY;
    case VMM_IPC_ERROR_HOST_POLICY:
      return FROND_ERROR_HOST_POLICY;
    case VMM_IPC_ERROR_QUOTA_EXCEEDED:
      return FROND_ERROR_QUOTA;
    case VMM_IPC_ERROR_RATE_LIMITED:
      return FROND_ERROR_RATE_LIMITED;
    case VMM_IPC_ERROR_BUSY:
      return FROND_ERROR_BUSY;
    case VMM_IPC_ERROR_CONFLICT:
      return FROND_ERROR_CONFLICT;
    case VMM_IPC_ERROR_NO_SPACE:
      return FROND_ERROR_NO_SPACE;
    case VMM_IPC_ERROR_BACKEND_UNAVAILABLE:
    case VMM_IPC_ERROR_BACKEND_TIMEOUT:
      return FROND_ERROR_BACKEND;
    case VMM_IPC_ERROR_UNSUPPORTED:
      return FROND_ERROR_UNSUPPORTED;
    case VMM_IPC_ERROR_FAILED:
    case VMM_IPC_ERROR_CANCELLED:
    case VMM_IPC_ERROR_INTERNAL:
    default:
      return FROND_ERROR_FAILED;
    }
}

typedef struct
{
  const char *token;
  FrondError code;
} Reason;

static const Reason image_reasons[] = {
  { VMM_IPC_BAD_IMAGE_FORMAT, FROND_ERROR_IMAGE_FORMAT },
  { VMM_IPC_BAD_IMAGE_TRUNCATED, FROND_ERROR_IMAGE_TRUNCATED },
  { VMM_IPC_BAD_IMAGE_DAMAGED, FROND_ERROR_IMAGE_DAMAGED },
  { VMM_IPC_BAD_IMAGE_UNCLEAN, FROND_ERROR_IMAGE_UNCLEAN },
  { VMM_IPC_BAD_IMAGE_BACKING, FROND_ERROR_IMAGE_BACKING },
  { VMM_IPC_BAD_IMAGE_DATA_FILE, FROND_ERROR_IMAGE_BACKING },
  { VMM_IPC_BAD_IMAGE_EXTENTS, FROND_ERROR_IMAGE_EXTENTS },
  { VMM_IPC_BAD_IMAGE_ENCRYPTED, FROND_ERROR_IMAGE_ENCRYPTED },
  { VMM_IPC_BAD_IMAGE_SNAPSHOTS, FROND_ERROR_IMAGE_SNAPSHOTS },
  { VMM_IPC_BAD_IMAGE_SIZE, FROND_ERROR_IMAGE_SIZE },
  { VMM_IPC_BAD_IMAGE_UNSUPPORTED, FROND_ERROR_IMAGE_UNSUPPORTED },
  { VMM_IPC_BAD_IMAGE_UNREADABLE, FROND_ERROR_IMAGE_UNREADABLE },
  { VMM_IPC_BAD_IMAGE_REJECTED, FROND_ERROR_IMAGE_DAMAGED },
};

/* "disk0: backing: names another file". A medium's message has no token. */
static FrondError
code_of_image (const char *message)
{
  const char *token = strstr (message, ": ");

  for (guint i = 0; token != NULL && i < G_N_ELEMENTS (image_reasons); i++)
    {
      gsize length = strlen (image_reasons[i].token);

      if (strncmp (token + 2, image_reasons[i].token, length) == 0 && token[2 + length] == ':')
        return image_reasons[i].code;
    }
  return FROND_ERROR_MEDIA_NOT_IMAGE;
}

/* "save: TOKEN: text" */
static FrondError
code_of_unsaveable (const char *message)
{
  static const struct
  {
    const char *start;
    FrondError code;
  } reasons[] = {
    { VMM_IPC_FIELD_SAVE ": " VMM_IPC_UNSAVEABLE_ENCRYPTED ":", FROND_ERROR_SAVE_ENCRYPTED },
    { VMM_IPC_FIELD_SAVE ": " VMM_IPC_UNSAVEABLE_GL ":", FROND_ERROR_SAVE_GL },
    { VMM_IPC_FIELD_SAVE ": " VMM_IPC_UNSAVEABLE_DEVICES ":", FROND_ERROR_SAVE_DEVICES },
    { VMM_IPC_FIELD_SAVE ": " VMM_IPC_UNSAVEABLE_MEDIUM ":", FROND_ERROR_SAVE_MEDIUM },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_str_has_prefix (message, reasons[i].start))
      return reasons[i].code;
  return FROND_ERROR_SAVE_BLOCKED;
}

/* What the helper lacks is its message's field. */
static FrondError
code_of_unsupported (const char *field, const char *message)
{
  if (g_strcmp0 (field, VMM_IPC_FIELD_SAVE) == 0)
    return code_of_unsaveable (message);
  if (g_strcmp0 (field, VMM_IPC_FIELD_TOOL) == 0)
    return FROND_ERROR_IMAGE_NO_TOOL;
  if (g_strcmp0 (field, VMM_IPC_FIELD_FENCE) == 0)
    return FROND_ERROR_IMAGE_NO_FENCE;
  return FROND_ERROR_UNSUPPORTED;
}

/* "… (123 bytes needed)" */
static guint64
amount_of (const char *message)
{
  const char *at = strrchr (message, '(');
  char *end = NULL;
  guint64 bytes = at != NULL ? g_ascii_strtoull (at + 1, &end, 10) : 0;

  return end != NULL && g_str_equal (end, " bytes needed)") ? bytes : 0;
}

static FrondError
code_of_bus (int code)
{
  switch ((GDBusError) code)
    {
    case G_DBUS_ERROR_SERVICE_UNKNOWN:
    case G_DBUS_ERROR_NAME_HAS_NO_OWNER:
    case G_DBUS_ERROR_SPAWN_EXEC_FAILED:
    case G_DBUS_ERROR_SPAWN_FILE_INVALID:
    case G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND:
      return FROND_ERROR_HELPER_MISSING;
    case G_DBUS_ERROR_UNKNOWN_METHOD:
    case G_DBUS_ERROR_UNKNOWN_INTERFACE:
    case G_DBUS_ERROR_INVALID_ARGS:
    case G_DBUS_ERROR_INVALID_SIGNATURE:
      return FROND_ERROR_HELPER_OLD;
    case G_DBUS_ERROR_UNKNOWN_OBJECT:
      return FROND_ERROR_NOT_FOUND;
    case G_DBUS_ERROR_ACCESS_DENIED:
    case G_DBUS_ERROR_AUTH_FAILED:
      return FROND_ERROR_NOT_AUTHORIZED;
    case G_DBUS_ERROR_LIMITS_EXCEEDED:
      return FROND_ERROR_QUOTA;
    default:
      return FROND_ERROR_HELPER_LOST;
    }
}

/* "memory: too much" is about memory. */
static char *
dup_field (const char *message)
{
  const char *colon = strstr (message, ": ");

  if (colon == NULL || colon == message || colon - message > 64)
    return NULL;
  for (const char *p = message; p < colon; p++)
    if (!g_ascii_isalnum (*p) && strchr ("-_[].", *p) == NULL)
      return NULL;

  return g_strndup (message, (gsize) (colon - message));
}

GError *
frond_helper_error_translate (const GError *error)
{
  g_autoptr (GError) plain = NULL;
  g_autofree char *field = NULL;
  FrondError code = FROND_ERROR_FAILED;
  GError *translated = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == FROND_ERROR || frond_error_is_cancelled (error))
    return g_error_copy (error);

  plain = g_error_copy (error);
  g_dbus_error_strip_remote_error (plain);

  /* Who closes the question for a password has cancelled what they began, and knows it. */
  if (plain->domain == VMM_IPC_ERROR &&
      (plain->code == VMM_IPC_ERROR_CANCELLED || plain->code == VMM_IPC_ERROR_DISMISSED))
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, plain->message);

  if (plain->domain == VMM_IPC_ERROR)
    {
      code = code_of_contract (plain->code);
      field = dup_field (plain->message);
      if (plain->code == VMM_IPC_ERROR_BAD_SECRET &&
          strstr (plain->message, ": " VMM_IPC_BAD_SECRET_MISSING ":") != NULL)
        code = FROND_ERROR_PASSPHRASE_NEEDED;
      else if (plain->code == VMM_IPC_ERROR_BAD_IMAGE)
        code = code_of_image (plain->message);
      else if (plain->code == VMM_IPC_ERROR_UNSUPPORTED)
        code = code_of_unsupported (field, plain->message);
      else if (plain->code == VMM_IPC_ERROR_CONFLICT && g_strcmp0 (field, VMM_IPC_SPEC_KEEP_OFF) == 0)
        code = FROND_ERROR_KEPT_OFF;
      else if (g_strcmp0 (field, VMM_IPC_FIELD_STATE) == 0)
        code = plain->code == VMM_IPC_ERROR_BUSY ? FROND_ERROR_SAVED : FROND_ERROR_STATE;
    }
  else if (plain->domain == G_DBUS_ERROR)
    code = code_of_bus (plain->code);
  else if (plain->domain == G_IO_ERROR)
    code = FROND_ERROR_HELPER_LOST; /* timed out, closed, broken pipe */

  frond_set_error (&translated, code, field, "%s", plain->message);
  if (code == FROND_ERROR_NO_SPACE)
    frond_error_set_amount (translated, amount_of (plain->message));
  return translated;
}

GError *
frond_helper_error_from_job (const char *name, const char *message)
{
  g_autoptr (GError) error = NULL;

  /* Registers the contract's names. */
  (void) VMM_IPC_ERROR;
  error = g_dbus_error_new_for_dbus_error (name[0] != '\0' ? name : "me.phyllo.Frond.VmmHelper1.Error.Failed",
                                           message);
  return frond_helper_error_translate (error);
}
