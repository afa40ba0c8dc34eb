/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-store-row.h"

#include "frond-error.h"
#include "frond-profile-row.h"
#include "frond-profile.h"

#include <string.h>

typedef enum
{
  KIND_TEXT,          /* never NULL, at most `max` bytes */
  KIND_UUID,          /* never NULL */
  KIND_OPTIONAL_UUID, /* or NULL */
  KIND_NUMBER,        /* `min` to `max`; booleans too */
  KIND_TOKEN,         /* the enumeration's value is the index in `tokens` */
} Kind;

typedef struct
{
  const char *property;
  const char *column;
  Kind kind;
  gint64 min;
  gint64 max;
  const char *const *tokens;
} Column;

/* Tokens in the file never change, whatever the enumeration's nicks become. */
static const char *const stages[] = {
  [FROND_PROFILE_CREATING] = "creating",
  [FROND_PROFILE_READY] = "ready",
  [FROND_PROFILE_TRASHED] = "trashed",
  [FROND_PROFILE_FILLING] = "filling",
  NULL,
};
static const char *const os_families[] = {
  [FROND_OS_LINUX] = "linux",
  [FROND_OS_WINDOWS] = "windows",
  [FROND_OS_OTHER] = "other",
  NULL,
};
static const char *const firmwares[] = {
  [FROND_FIRMWARE_AUTO] = "auto",
  [FROND_FIRMWARE_BIOS] = "bios",
  [FROND_FIRMWARE_UEFI] = "uefi",
  [FROND_FIRMWARE_UEFI_SECURE] = "uefi-secure",
  NULL,
};
static const char *const accels[] = {
  [FROND_ACCEL_AUTO] = "auto",
  [FROND_ACCEL_KVM] = "kvm",
  [FROND_ACCEL_SOFTWARE] = "software",
  NULL,
};
static const char *const models[] = {
  [FROND_MODEL_AUTO] = "auto",           [FROND_MODEL_LINUX515] = "linux515",
  [FROND_MODEL_LINUX54] = "linux54",     [FROND_MODEL_WINDOWS11] = "windows11",
  [FROND_MODEL_WINDOWS10] = "windows10", [FROND_MODEL_GENERIC] = "generic",
  [FROND_MODEL_LEGACY] = "legacy",       NULL,
};
static const char *const devices[] = {
  [FROND_DEVICES_AUTO] = "auto",
  [FROND_DEVICES_VIRTIO] = "virtio",
  [FROND_DEVICES_EMULATED] = "emulated",
  NULL,
};
static const char *const clipboards[] = {
  [FROND_CLIPBOARD_OFF] = "off",
  [FROND_CLIPBOARD_IN] = "in",
  [FROND_CLIPBOARD_OUT] = "out",
  [FROND_CLIPBOARD_BOTH] = "both",
  NULL,
};

static const char *const fates[] = {
  [FROND_FATE_KEEP] = "keep",
  [FROND_FATE_PAUSE] = "pause",
  [FROND_FATE_SAVE] = "save",
  [FROND_FATE_SHUT_DOWN] = "shut-down",
  NULL,
};

#define TEXT(property, column, max)        { property, column, KIND_TEXT, 0, max, NULL }
#define NUMBER(property, column, min, max) { property, column, KIND_NUMBER, min, max, NULL }
#define BOOLEAN(property, column)          { property, column, KIND_NUMBER, 0, 1, NULL }
#define TOKEN(property, column, tokens)    { property, column, KIND_TOKEN, 0, 0, tokens }

/* The bounds are those of the table's CHECKs. */
static const Column columns[] = {
  { "id", "id", KIND_UUID, 0, 0, NULL },
  TOKEN ("stage", "stage", stages),
  { "request-id", "request_id", KIND_UUID, 0, 0, NULL },
  { "machine-uuid", "machine_uuid", KIND_OPTIONAL_UUID, 0, 0, NULL },
  TEXT ("name", "name", 256),
  TEXT ("os-id", "os_id", 256),
  TEXT ("os-name", "os_name", 1024),
  TOKEN ("os-family", "os_family", os_families),
  NUMBER ("memory", "memory", 0, G_MAXINT64),
  NUMBER ("vcpus", "vcpus", 0, G_MAXUINT32),
  NUMBER ("disk-size", "disk_size", 0, G_MAXINT64),
  TOKEN ("firmware", "firmware", firmwares),
  TOKEN ("accel", "accel", accels),
  BOOLEAN ("tpm", "tpm"),
  TEXT ("engine", "engine", 64),
  TEXT ("media-uri", "media_uri", 65536),
  BOOLEAN ("boot-media", "boot_media"),
  TEXT ("notes", "notes", 65536),
  TEXT ("group", "\"group\"", 1024),
  TEXT ("helper", "helper", 64),
  BOOLEAN ("resize-guest", "resize_guest"),
  NUMBER ("window-width", "window_width", 0, G_MAXUINT16),
  NUMBER ("window-height", "window_height", 0, G_MAXUINT16),
  BOOLEAN ("window-maximized", "window_maximized"),
  BOOLEAN ("window-fullscreen", "window_fullscreen"),
  BOOLEAN ("window-open", "window_open"),
  NUMBER ("created", "created", 0, G_MAXINT64),
  NUMBER ("last-used", "last_used", 0, G_MAXINT64),
  NUMBER ("position", "position", G_MININT32, G_MAXINT32),
  BOOLEAN ("scaling", "scaling"),
  BOOLEAN ("sharp", "sharp"),
  TOKEN ("clipboard", "clipboard", clipboards),
  BOOLEAN ("sound", "sound"),
  BOOLEAN ("microphone", "microphone"),
  BOOLEAN ("gl", "gl"),
  NUMBER ("heads", "heads", 0, G_MAXUINT32),
  TEXT ("usb-devices", "usb_devices", 4096),
  TEXT ("monitor-windows", "monitor_windows", 1024),
  TOKEN ("model", "model", models),
  TOKEN ("system-model", "system_model", models),
  TOKEN ("devices", "devices", devices),
  BOOLEAN ("network", "network"),
  BOOLEAN ("share-selection", "share_selection"),
  TEXT ("network-class", "network_class", 32),
  TEXT ("network-token", "network_token", 64),
  TEXT ("left-at", "left_at", 64),
  BOOLEAN ("autostart", "autostart"),
  TOKEN ("on-close", "on_close", fates),
  TOKEN ("on-logout", "on_logout", fates),
  TOKEN ("on-suspend", "on_suspend", fates),
  TOKEN ("on-low-battery", "on_low_battery", fates),
};

#define N_COLUMNS      G_N_ELEMENTS (columns)
#define MASK_PARAMETER ((int) N_COLUMNS + 1)

G_STATIC_ASSERT (N_COLUMNS < 63);

/* Of the properties, in the order of the columns. */
static const guint *
get_fields (void)
{
  static guint fields[N_COLUMNS];
  static gsize known;

  if (g_once_init_enter (&known))
    {
      for (gsize i = 0; i < N_COLUMNS; i++)
        fields[i] = frond_profile_row_find_field (columns[i].property);
      g_once_init_leave (&known, 1);
    }

  return fields;
}

static gboolean
is_text (const Column *column)
{
  return column->kind != KIND_NUMBER && column->kind != KIND_TOKEN;
}

char *
frond_store_row_make_load_sql (void)
{
  g_autoptr (GString) sql = g_string_new ("SELECT ");

  for (gsize i = 0; i < N_COLUMNS; i++)
    g_string_append_printf (sql, "%s%s", i > 0 ? ", " : "", columns[i].column);

  g_string_append (sql, " FROM profiles ORDER BY position, created, id");
  return g_string_free_and_steal (g_steal_pointer (&sql));
}

char *
frond_store_row_make_load_picture_sql (void)
{
  /* A picture beyond the limit, which only a stranger can have written, never gets into memory. */
  return g_strdup_printf ("SELECT png FROM profile_pictures WHERE id = ?1 AND octet_length (png) <= %d",
                          FROND_PROFILE_MAX_PICTURE);
}

/* An older row gets only what has changed here: another process may have written the rest meanwhile. */
char *
frond_store_row_make_save_sql (void)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GString) places = g_string_new (NULL);
  g_autoptr (GString) updates = g_string_new (NULL);

  for (gsize i = 0; i < N_COLUMNS; i++)
    {
      const char *column = columns[i].column;

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", column);
      g_string_append (places, i > 0 ? ", ?" : "?");
      if (i > 0)
        g_string_append_printf (updates,
                                "%s%s = CASE WHEN ?%d & %" G_GINT64_FORMAT
                                " THEN excluded.%s ELSE profiles.%s END",
                                i > 1 ? ", " : "", column, MASK_PARAMETER, G_GINT64_CONSTANT (1) << i, column,
                                column);
    }

  return g_strdup_printf (
      "INSERT INTO profiles (%s) VALUES (%s) ON CONFLICT (id) DO UPDATE SET %s WHERE ?%d <> 0", names->str,
      places->str, updates->str, MASK_PARAMETER);
}

static gboolean
refuse (GError **error, FrondError code, const Column *column, const char *problem)
{
  frond_set_error (error, code, column->property, "%s: %s", column->property, problem);
  return FALSE;
}

static gboolean
check_text (const Column *column, const char *text, gsize length, GError **error)
{
  if (text == NULL)
    return column->kind == KIND_OPTIONAL_UUID || refuse (error, FROND_ERROR_INVALID_VALUE, column, "missing");

  if (!g_utf8_validate (text, (gssize) length, NULL))
    return refuse (error, FROND_ERROR_INVALID_VALUE, column, "not UTF-8");

  if (column->kind != KIND_TEXT)
    return g_uuid_string_is_valid (text) || refuse (error, FROND_ERROR_INVALID_VALUE, column, "not a UUID");

  return length <= (gsize) column->max || refuse (error, FROND_ERROR_OUT_OF_RANGE, column, "too long");
}

static gboolean
check_number (const Column *column, gint64 number, GError **error)
{
  gint64 max = column->max;

  if (column->kind == KIND_TOKEN)
    max = (gint64) g_strv_length ((char **) column->tokens) - 1;

  return (number >= column->min && number <= max) ||
         refuse (error, FROND_ERROR_OUT_OF_RANGE, column, "out of range");
}

gboolean
frond_store_row_check (FrondProfile *profile, GError **error)
{
  GBytes *picture = frond_profile_get_picture (profile);

  for (gsize i = 0; i < N_COLUMNS; i++)
    {
      if (is_text (&columns[i]))
        {
          const char *text = frond_profile_row_get_text (profile, get_fields ()[i]);

          if (!check_text (&columns[i], text, text != NULL ? strlen (text) : 0, error))
            return FALSE;
        }
      else if (!check_number (&columns[i], frond_profile_row_get_number (profile, get_fields ()[i]), error))
        return FALSE;
    }

  if (picture != NULL && g_bytes_get_size (picture) > FROND_PROFILE_MAX_PICTURE)
    {
      frond_set_error (error, FROND_ERROR_OUT_OF_RANGE, "picture", "picture: too large");
      return FALSE;
    }

  return frond_profile_validate (profile, error);
}

int
frond_store_row_bind (sqlite3_stmt *save, FrondProfile *profile)
{
  gint64 mask = 0;
  int result = SQLITE_OK;

  for (int i = 0; i < (int) N_COLUMNS && result == SQLITE_OK; i++)
    {
      const Column *column = &columns[i];
      const guint field = get_fields ()[i];

      if (frond_profile_row_is_unsaved (profile, field))
        mask |= G_GINT64_CONSTANT (1) << i;
      if (is_text (column))
        result = sqlite3_bind_text (save, i + 1, frond_profile_row_get_text (profile, field), -1,
                                    SQLITE_TRANSIENT);
      else if (column->kind == KIND_TOKEN)
        result =
            sqlite3_bind_text (save, i + 1, column->tokens[frond_profile_row_get_number (profile, field)], -1,
                               SQLITE_STATIC);
      else
        result = sqlite3_bind_int64 (save, i + 1, frond_profile_row_get_number (profile, field));
    }

  return result == SQLITE_OK ? sqlite3_bind_int64 (save, MASK_PARAMETER, mask) : result;
}

static gboolean
read_number (sqlite3_stmt *load, int index, gint64 *number, GError **error)
{
  const Column *column = &columns[index];

  if (column->kind == KIND_TOKEN)
    {
      const char *token = (const char *) sqlite3_column_text (load, index);

      for (*number = 0; column->tokens[*number] != NULL; (*number)++)
        if (g_strcmp0 (token, column->tokens[*number]) == 0)
          return TRUE;
      return refuse (error, FROND_ERROR_INVALID_VALUE, column, "not known");
    }

  if (sqlite3_column_type (load, index) != SQLITE_INTEGER)
    return refuse (error, FROND_ERROR_INVALID_VALUE, column, "not a number");

  *number = sqlite3_column_int64 (load, index);
  return check_number (column, *number, error);
}

static gboolean
read_column (sqlite3_stmt *load, int index, FrondProfile *profile, GError **error)
{
  const guint field = get_fields ()[index];
  gint64 number;

  if (is_text (&columns[index]))
    {
      const char *text = (const char *) sqlite3_column_text (load, index);

      if (!check_text (&columns[index], text, (gsize) sqlite3_column_bytes (load, index), error))
        return FALSE;
      frond_profile_row_set_text (profile, field, text);
      return TRUE;
    }

  if (!read_number (load, index, &number, error))
    return FALSE;
  frond_profile_row_set_number (profile, field, number);
  return TRUE;
}

FrondProfile *
frond_store_row_read (sqlite3_stmt *load, GError **error)
{
  const char *id = (const char *) sqlite3_column_text (load, 0);
  g_autoptr (FrondProfile) profile = NULL;

  if (!check_text (&columns[0], id, (gsize) sqlite3_column_bytes (load, 0), error))
    return NULL;

  profile = frond_profile_row_new (id);
  for (gsize i = 1; i < N_COLUMNS; i++)
    if (!read_column (load, (int) i, profile, error))
      return NULL;
  if (!frond_profile_validate (profile, error))
    return NULL;

  frond_profile_row_set_saved (profile);
  return g_steal_pointer (&profile);
}
