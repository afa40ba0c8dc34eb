/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-profile.h"

#include "frond-error.h"
#include "frond-text.h"

#include <string.h>

#define MAX_NAME_CHARS  64
#define MAX_TEXT        (64 * 1024)
#define MAX_NOTES       1024
#define MIB             (1024ULL * 1024)
#define MIN_MEMORY      (64 * MIB)
#define MAX_MEMORY      (64 * 1024 * 1024 * MIB)
#define MAX_DISK        (2 * 1024 * 1024 * MIB)
#define MAX_VCPUS       1024
#define MAX_USB_DEVICES 4096

struct _FrondProfile
{
  GObject parent_instance;

  char *id;
  FrondProfileStage stage;
  char *request_id;
  char *machine_uuid;
  char *name;
  char *os_id;
  char *os_name;
  FrondOsFamily os_family;
  guint64 memory;
  guint vcpus;
  guint64 disk_size;
  FrondModel model;
  FrondModel system_model;
  FrondDevices devices;
  FrondFate on_close;
  FrondFate on_logout;
  FrondFate on_suspend;
  FrondFate on_low_battery;
  gboolean network;
  char *network_class;
  char *network_token;
  char *left_at;
  gboolean autostart;
  gboolean encrypted;
  FrondFirmware firmware;
  FrondAccel accel;
  gboolean tpm;
  char *engine;
  char *media_uri;
  gboolean boot_media;
  char *notes;
  char *group;
  char *helper;
  gboolean resize_guest;
  gboolean scaling;
  gboolean sharp;
  FrondClipboardPolicy clipboard;
  gboolean share_selection;
  gboolean sound;
  gboolean microphone;
  gboolean gl;
  guint heads;
  char *usb_devices;
  char *monitor_windows;
  int window_width;
  int window_height;
  gboolean window_maximized;
  gboolean window_fullscreen;
  gboolean window_open;
  gint64 created;
  gint64 last_used;
  GBytes *picture;
  int position;

  /* Derived, made when they are wanted: NULL until then. */
  char *search_text;
  char *sort_key;
};

G_DEFINE_FINAL_TYPE (FrondProfile, frond_profile, G_TYPE_OBJECT)

typedef enum
{
  KIND_STRING, /* never NULL */
  KIND_TOKEN,  /* NULL allowed */
  KIND_BOOLEAN,
  KIND_INT,
  KIND_UINT,
  KIND_INT64,
  KIND_UINT64,
  KIND_ENUM,
  KIND_BYTES,
} Kind;

typedef struct
{
  const char *name;
  Kind kind;
  gsize offset;
  const char *initial; /* of a KIND_STRING */
  GType (*enum_type) (void);
} Field;

#define FIELD(name, kind, member) { name, kind, offsetof (FrondProfile, member), "", NULL }
#define TEXT(name, member, text)  { name, KIND_STRING, offsetof (FrondProfile, member), text, NULL }
#define ENUM(name, member, type)  { name, KIND_ENUM, offsetof (FrondProfile, member), "", type }

/* Every property is a plain value, so one table serves defining, getting, setting and copying them. */
static const Field fields[] = {
  FIELD ("id", KIND_TOKEN, id),
  ENUM ("stage", stage, frond_profile_stage_get_type),
  FIELD ("request-id", KIND_TOKEN, request_id),
  FIELD ("machine-uuid", KIND_TOKEN, machine_uuid),
  TEXT ("name", name, ""),
  TEXT ("os-id", os_id, ""),
  TEXT ("os-name", os_name, ""),
  ENUM ("os-family", os_family, frond_os_family_get_type),
  FIELD ("memory", KIND_UINT64, memory),
  FIELD ("vcpus", KIND_UINT, vcpus),
  FIELD ("disk-size", KIND_UINT64, disk_size),
  ENUM ("model", model, frond_model_get_type),
  ENUM ("system-model", system_model, frond_model_get_type),
  ENUM ("devices", devices, frond_devices_get_type),
  ENUM ("on-close", on_close, frond_fate_get_type),
  ENUM ("on-logout", on_logout, frond_fate_get_type),
  ENUM ("on-suspend", on_suspend, frond_fate_get_type),
  ENUM ("on-low-battery", on_low_battery, frond_fate_get_type),
  FIELD ("network", KIND_BOOLEAN, network),
  TEXT ("network-class", network_class, "user"),
  TEXT ("network-token", network_token, ""),
  TEXT ("left-at", left_at, ""),
  FIELD ("autostart", KIND_BOOLEAN, autostart),
  FIELD ("encrypted", KIND_BOOLEAN, encrypted),
  ENUM ("firmware", firmware, frond_firmware_get_type),
  ENUM ("accel", accel, frond_accel_get_type),
  FIELD ("tpm", KIND_BOOLEAN, tpm),
  TEXT ("engine", engine, "qemu"),
  TEXT ("media-uri", media_uri, ""),
  FIELD ("boot-media", KIND_BOOLEAN, boot_media),
  TEXT ("notes", notes, ""),
  TEXT ("group", group, ""),
  TEXT ("helper", helper, "auto"),
  FIELD ("resize-guest", KIND_BOOLEAN, resize_guest),
  FIELD ("scaling", KIND_BOOLEAN, scaling),
  FIELD ("sharp", KIND_BOOLEAN, sharp),
  ENUM ("clipboard", clipboard, frond_clipboard_policy_get_type),
  FIELD ("share-selection", KIND_BOOLEAN, share_selection),
  FIELD ("sound", KIND_BOOLEAN, sound),
  FIELD ("microphone", KIND_BOOLEAN, microphone),
  FIELD ("gl", KIND_BOOLEAN, gl),
  FIELD ("heads", KIND_UINT, heads),
  TEXT ("usb-devices", usb_devices, ""),
  TEXT ("monitor-windows", monitor_windows, ""),
  FIELD ("window-width", KIND_INT, window_width),
  FIELD ("window-height", KIND_INT, window_height),
  FIELD ("window-maximized", KIND_BOOLEAN, window_maximized),
  FIELD ("window-fullscreen", KIND_BOOLEAN, window_fullscreen),
  FIELD ("window-open", KIND_BOOLEAN, window_open),
  FIELD ("created", KIND_INT64, created),
  FIELD ("last-used", KIND_INT64, last_used),
  FIELD ("picture", KIND_BYTES, picture),
  FIELD ("position", KIND_INT, position),
};

static GParamSpec *pspecs[G_N_ELEMENTS (fields) + 1];

static gpointer
member (FrondProfile *self, const Field *field)
{
  return G_STRUCT_MEMBER_P (self, field->offset);
}

static void
frond_profile_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const Field *field = &fields[id - 1];
  gpointer at = member (FROND_PROFILE (object), field);

  switch (field->kind)
    {
    case KIND_STRING:
    case KIND_TOKEN:
      g_value_set_string (value, *(char **) at);
      break;
    case KIND_BOOLEAN:
      g_value_set_boolean (value, *(gboolean *) at);
      break;
    case KIND_INT:
      g_value_set_int (value, *(int *) at);
      break;
    case KIND_UINT:
      g_value_set_uint (value, *(guint *) at);
      break;
    case KIND_INT64:
      g_value_set_int64 (value, *(gint64 *) at);
      break;
    case KIND_UINT64:
      g_value_set_uint64 (value, *(guint64 *) at);
      break;
    case KIND_ENUM:
      g_value_set_enum (value, *(int *) at);
      break;
    case KIND_BYTES:
      g_value_set_boxed (value, *(GBytes **) at);
      break;
    }
}

static gboolean
assign_string (const Field *field, char **at, const char *text)
{
  return g_set_str (at, text == NULL && field->kind == KIND_STRING ? field->initial : text);
}

static gboolean
assign_bytes (GBytes **at, GBytes *bytes)
{
  if (*at == bytes)
    return FALSE;

  g_clear_pointer (at, g_bytes_unref);
  *at = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  return TRUE;
}

#define ASSIGN(type, new_value)                                                                              \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    type wanted = (new_value);                                                                               \
    changed = *(type *) at != wanted;                                                                        \
    *(type *) at = wanted;                                                                                   \
  }                                                                                                          \
  G_STMT_END

static void
frond_profile_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  const Field *field = &fields[id - 1];
  gpointer at = member (FROND_PROFILE (object), field);
  gboolean changed = FALSE;

  switch (field->kind)
    {
    case KIND_STRING:
    case KIND_TOKEN:
      /* A construct-only id that was not given keeps the one that init made. */
      if ((pspec->flags & G_PARAM_CONSTRUCT_ONLY) != 0 && g_value_get_string (value) == NULL)
        break;
      changed = assign_string (field, at, g_value_get_string (value));
      break;
    case KIND_BOOLEAN:
      ASSIGN (gboolean, g_value_get_boolean (value));
      break;
    case KIND_INT:
      ASSIGN (int, g_value_get_int (value));
      break;
    case KIND_UINT:
      ASSIGN (guint, g_value_get_uint (value));
      break;
    case KIND_INT64:
      ASSIGN (gint64, g_value_get_int64 (value));
      break;
    case KIND_UINT64:
      ASSIGN (guint64, g_value_get_uint64 (value));
      break;
    case KIND_ENUM:
      ASSIGN (int, g_value_get_enum (value));
      break;
    case KIND_BYTES:
      changed = assign_bytes (at, g_value_get_boxed (value));
      break;
    }

  if (!changed)
    return;

  if (field->kind == KIND_STRING)
    {
      g_clear_pointer (&FROND_PROFILE (object)->search_text, g_free);
      g_clear_pointer (&FROND_PROFILE (object)->sort_key, g_free);
    }
  g_object_notify_by_pspec (object, pspec);
}

static void
frond_profile_finalize (GObject *object)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      gpointer at = member (FROND_PROFILE (object), &fields[i]);

      if (fields[i].kind == KIND_STRING || fields[i].kind == KIND_TOKEN)
        g_clear_pointer ((char **) at, g_free);
      else if (fields[i].kind == KIND_BYTES)
        g_clear_pointer ((GBytes **) at, g_bytes_unref);
    }
  g_free (FROND_PROFILE (object)->search_text);
  g_free (FROND_PROFILE (object)->sort_key);

  G_OBJECT_CLASS (frond_profile_parent_class)->finalize (object);
}

static GParamSpec *
make_pspec (const Field *field)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  switch (field->kind)
    {
    case KIND_STRING:
      return g_param_spec_string (field->name, NULL, NULL, field->initial, flags);
    case KIND_TOKEN:
      return g_param_spec_string (field->name, NULL, NULL, NULL,
                                  g_str_equal (field->name, "id") ? flags | G_PARAM_CONSTRUCT_ONLY : flags);
    case KIND_BOOLEAN:
      return g_param_spec_boolean (field->name, NULL, NULL, FALSE, flags);
    case KIND_INT:
      return g_param_spec_int (field->name, NULL, NULL, G_MININT, G_MAXINT, 0, flags);
    case KIND_UINT:
      return g_param_spec_uint (field->name, NULL, NULL, 0, G_MAXUINT, 0, flags);
    case KIND_INT64:
      return g_param_spec_int64 (field->name, NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
    case KIND_UINT64:
      return g_param_spec_uint64 (field->name, NULL, NULL, 0, G_MAXUINT64, 0, flags);
    case KIND_ENUM:
      return g_param_spec_enum (field->name, NULL, NULL, field->enum_type (), 0, flags);
    case KIND_BYTES:
      return g_param_spec_boxed (field->name, NULL, NULL, G_TYPE_BYTES, flags);
    default:
      g_return_val_if_reached (NULL);
    }
}

static void
frond_profile_class_init (FrondProfileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = frond_profile_get_property;
  object_class->set_property = frond_profile_set_property;
  object_class->finalize = frond_profile_finalize;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    pspecs[i + 1] = make_pspec (&fields[i]);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (pspecs), pspecs);
}

static void
frond_profile_init (FrondProfile *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].kind == KIND_STRING)
      *(char **) member (self, &fields[i]) = g_strdup (fields[i].initial);

  self->id = g_uuid_string_random ();
  self->request_id = g_uuid_string_random ();
  self->memory = 2048 * MIB;
  self->vcpus = 1;
  self->on_logout = FROND_FATE_SAVE;
  self->on_low_battery = FROND_FATE_SAVE;
  self->network = TRUE;
  self->tpm = TRUE;
  self->resize_guest = TRUE;
  self->scaling = TRUE;
  self->clipboard = FROND_CLIPBOARD_BOTH;
  self->sound = TRUE;
  self->gl = TRUE;
  self->heads = 1;
  self->created = g_get_real_time ();
}

FrondProfile *
frond_profile_new (void)
{
  return g_object_new (FROND_TYPE_PROFILE, NULL);
}

static FrondProfile *
copy_with_id (FrondProfile *self, const char *id)
{
  FrondProfile *copy = g_object_new (FROND_TYPE_PROFILE, "id", id, NULL);

  for (gsize i = 1; i < G_N_ELEMENTS (pspecs); i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      if ((pspecs[i]->flags & G_PARAM_CONSTRUCT_ONLY) != 0)
        continue;
      g_object_get_property (G_OBJECT (self), pspecs[i]->name, &value);
      g_object_set_property (G_OBJECT (copy), pspecs[i]->name, &value);
    }

  return copy;
}

FrondProfile *
frond_profile_copy (FrondProfile *self)
{
  g_return_val_if_fail (FROND_IS_PROFILE (self), NULL);

  return copy_with_id (self, self->id);
}

FrondProfile *
frond_profile_copy_as_new (FrondProfile *self)
{
  return frond_profile_copy_as (self, NULL);
}

FrondProfile *
frond_profile_copy_as (FrondProfile *self, const char *id)
{
  g_autofree char *request_id = g_uuid_string_random ();
  FrondProfile *copy;

  g_return_val_if_fail (FROND_IS_PROFILE (self), NULL);

  copy = copy_with_id (self, id);
  g_object_set (copy, "request-id", request_id, "machine-uuid", NULL, "stage", FROND_PROFILE_CREATING,
                "created", g_get_real_time (), "last-used", (gint64) 0, "picture", NULL, "window-open", FALSE,
                "left-at", "", NULL);
  return copy;
}

#define GETTER(type, member)                                                                                 \
  type frond_profile_get_##member (FrondProfile *self) { return self->member; }

GETTER (const char *, id)
GETTER (FrondProfileStage, stage)
GETTER (const char *, request_id)
GETTER (const char *, machine_uuid)
GETTER (const char *, name)
GETTER (const char *, os_id)
GETTER (const char *, os_name)
GETTER (FrondOsFamily, os_family)
GETTER (guint64, memory)
GETTER (guint, vcpus)
GETTER (guint64, disk_size)
GETTER (FrondModel, model)
GETTER (FrondModel, system_model)
GETTER (FrondDevices, devices)
GETTER (FrondFate, on_close)
GETTER (FrondFate, on_logout)
GETTER (FrondFate, on_suspend)
GETTER (FrondFate, on_low_battery)
GETTER (gboolean, network)
GETTER (const char *, network_class)
GETTER (const char *, network_token)
GETTER (const char *, left_at)
GETTER (gboolean, autostart)
GETTER (gboolean, encrypted)
GETTER (FrondFirmware, firmware)
GETTER (FrondAccel, accel)
GETTER (gboolean, tpm)
GETTER (const char *, engine)
GETTER (const char *, media_uri)
GETTER (gboolean, boot_media)
GETTER (const char *, notes)
GETTER (const char *, group)
GETTER (const char *, helper)
GETTER (gboolean, resize_guest)
GETTER (gboolean, scaling)
GETTER (gboolean, sharp)
GETTER (gboolean, share_selection)
GETTER (FrondClipboardPolicy, clipboard)
GETTER (gboolean, sound)
GETTER (gboolean, microphone)
GETTER (gboolean, gl)
GETTER (guint, heads)
GETTER (const char *, usb_devices)
GETTER (const char *, monitor_windows)
GETTER (gint64, created)
GETTER (gint64, last_used)
GETTER (GBytes *, picture)

#define SETTER(type, member, property)                                                                       \
  void frond_profile_set_##member (FrondProfile *self, type value)                                           \
  {                                                                                                          \
    g_object_set (self, property, value, NULL);                                                              \
  }

SETTER (FrondProfileStage, stage, "stage")
SETTER (const char *, machine_uuid, "machine-uuid")
SETTER (const char *, name, "name")
SETTER (guint64, memory, "memory")
SETTER (guint, vcpus, "vcpus")
SETTER (guint64, disk_size, "disk-size")
SETTER (const char *, media_uri, "media-uri")
SETTER (gboolean, boot_media, "boot-media")
SETTER (gint64, last_used, "last-used")

void
frond_profile_get_window_size (FrondProfile *self, int *width, int *height)
{
  *width = self->window_width;
  *height = self->window_height;
}

void
frond_profile_set_window_size (FrondProfile *self, int width, int height)
{
  g_object_set (self, "window-width", width, "window-height", height, NULL);
}

void
frond_profile_set_picture (FrondProfile *self, GBytes *png)
{
  if (png != NULL && g_bytes_get_size (png) > FROND_PROFILE_MAX_PICTURE)
    return;

  g_object_set (self, "picture", png, NULL);
}

static gboolean
char_is_allowed (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return FALSE;
    default:
      return TRUE;
    }
}

static const char *
name_problem (const char *name)
{
  g_autofree char *composed = NULL;

  if (name == NULL || name[0] == '\0')
    return "empty";
  if (strlen (name) > MAX_NAME_CHARS * 4)
    return "too long";
  if (!g_utf8_validate (name, -1, NULL))
    return "not UTF-8";
  if (g_utf8_strlen (name, -1) > MAX_NAME_CHARS)
    return "too long";
  if (name[0] == '-' || name[0] == '.')
    return "starts with a dash or a dot";
  if (g_unichar_isspace (g_utf8_get_char (name)) ||
      g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (name + strlen (name)))))
    return "starts or ends with a space";

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (!char_is_allowed (g_utf8_get_char (p)))
      return "holds a character that cannot be shown";

  composed = g_utf8_normalize (name, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  return g_strcmp0 (composed, name) == 0 ? NULL : "not in normal form C";
}

gboolean
frond_profile_name_is_valid (const char *name, GError **error)
{
  const char *problem = name_problem (name);

  if (problem == NULL)
    return TRUE;

  frond_set_error (error, FROND_ERROR_INVALID_VALUE, "name", "name: %s", problem);
  return FALSE;
}

static gboolean
check_range (const char *field, guint64 value, guint64 min, guint64 max, GError **error)
{
  if (value >= min && value <= max)
    return TRUE;

  frond_set_error (error, FROND_ERROR_OUT_OF_RANGE, field,
                   "%s: %" G_GUINT64_FORMAT " is not between %" G_GUINT64_FORMAT " and %" G_GUINT64_FORMAT,
                   field, value, min, max);
  return FALSE;
}

static gboolean
check_text (const char *field, const char *text, gsize max, GError **error)
{
  if (strlen (text) <= max && g_utf8_validate (text, -1, NULL))
    return TRUE;

  frond_set_error (error, FROND_ERROR_INVALID_VALUE, field, "%s: not UTF-8 or longer than %zu bytes", field,
                   max);
  return FALSE;
}

static gboolean
check_whole_mib (const char *field, guint64 value, GError **error)
{
  if (value % MIB == 0)
    return TRUE;

  frond_set_error (error, FROND_ERROR_INVALID_VALUE, field, "%s: not a multiple of 1 MiB", field);
  return FALSE;
}

const char *
frond_profile_get_search_text (FrondProfile *self)
{
  if (self->search_text == NULL)
    {
      g_autofree char *all = g_strjoin ("\n", self->name, self->os_name, self->group, self->notes, NULL);

      self->search_text = frond_text_fold (all);
    }

  return self->search_text;
}

const char *
frond_profile_get_sort_key (FrondProfile *self)
{
  /* As file managers do, so that “Node 2” is before “Node 10”. */
  if (self->sort_key == NULL)
    self->sort_key = g_utf8_collate_key_for_filename (self->name, -1);

  return self->sort_key;
}

gboolean
frond_profile_validate (FrondProfile *self, GError **error)
{
  g_return_val_if_fail (FROND_IS_PROFILE (self), FALSE);

  return frond_profile_name_is_valid (self->name, error) &&
         check_range ("memory", self->memory, MIN_MEMORY, MAX_MEMORY, error) &&
         check_whole_mib ("memory", self->memory, error) &&
         check_range ("vcpus", self->vcpus, 1, MAX_VCPUS, error) &&
         check_range ("disk-size", self->disk_size, 0, MAX_DISK, error) &&
         check_whole_mib ("disk-size", self->disk_size, error) &&
         check_text ("notes", self->notes, MAX_NOTES, error) &&
         check_text ("group", self->group, FROND_PROFILE_MAX_GROUP, error) &&
         check_text ("os-id", self->os_id, 256, error) &&
         check_range ("heads", self->heads, 1, FROND_PROFILE_MAX_HEADS, error) &&
         check_text ("usb-devices", self->usb_devices, MAX_USB_DEVICES, error) &&
         check_text ("monitor-windows", self->monitor_windows, MAX_NOTES, error) &&
         check_text ("network-class", self->network_class, 32, error) &&
         check_text ("network-token", self->network_token, 64, error) &&
         check_text ("left-at", self->left_at, 64, error) &&
         check_text ("media-uri", self->media_uri, MAX_TEXT, error);
}
