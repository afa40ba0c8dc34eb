/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-profile-private.h"

#include "frond-text.h"

#include <string.h>

#define MIB (1024ULL * 1024)

G_DEFINE_FINAL_TYPE (FrondProfile, frond_profile, G_TYPE_OBJECT)

#define FIELD(name, kind, member) { name, kind, offsetof (FrondProfile, member), "", NULL }
#define TEXT(name, member, text)  { name, FROND_FIELD_STRING, offsetof (FrondProfile, member), text, NULL }
#define ENUM(name, member, type)  { name, FROND_FIELD_ENUM, offsetof (FrondProfile, member), "", type }

static const FrondField fields[] = {
  FIELD ("id", FROND_FIELD_TOKEN, id),
  ENUM ("stage", stage, frond_profile_stage_get_type),
  FIELD ("request-id", FROND_FIELD_TOKEN, request_id),
  FIELD ("machine-uuid", FROND_FIELD_TOKEN, machine_uuid),
  TEXT ("name", name, ""),
  TEXT ("os-id", os_id, ""),
  TEXT ("os-name", os_name, ""),
  ENUM ("os-family", os_family, frond_os_family_get_type),
  FIELD ("memory", FROND_FIELD_UINT64, memory),
  FIELD ("vcpus", FROND_FIELD_UINT, vcpus),
  FIELD ("disk-size", FROND_FIELD_UINT64, disk_size),
  ENUM ("model", model, frond_model_get_type),
  ENUM ("system-model", system_model, frond_model_get_type),
  ENUM ("devices", devices, frond_devices_get_type),
  ENUM ("desktop", desktop, frond_desktop_get_type),
  ENUM ("on-close", on_close, frond_fate_get_type),
  ENUM ("on-logout", on_logout, frond_fate_get_type),
  ENUM ("on-suspend", on_suspend, frond_fate_get_type),
  ENUM ("on-low-battery", on_low_battery, frond_fate_get_type),
  FIELD ("network", FROND_FIELD_BOOLEAN, network),
  TEXT ("network-class", network_class, "user"),
  TEXT ("network-token", network_token, ""),
  TEXT ("left-at", left_at, ""),
  FIELD ("autostart", FROND_FIELD_BOOLEAN, autostart),
  FIELD ("encrypted", FROND_FIELD_BOOLEAN, encrypted),
  ENUM ("firmware", firmware, frond_firmware_get_type),
  ENUM ("accel", accel, frond_accel_get_type),
  FIELD ("tpm", FROND_FIELD_BOOLEAN, tpm),
  TEXT ("engine", engine, "qemu"),
  TEXT ("media-uri", media_uri, ""),
  FIELD ("boot-media", FROND_FIELD_BOOLEAN, boot_media),
  TEXT ("notes", notes, ""),
  TEXT ("group", group, ""),
  TEXT ("helper", helper, "auto"),
  FIELD ("resize-guest", FROND_FIELD_BOOLEAN, resize_guest),
  FIELD ("scaling", FROND_FIELD_BOOLEAN, scaling),
  FIELD ("sharp", FROND_FIELD_BOOLEAN, sharp),
  ENUM ("clipboard", clipboard, frond_clipboard_policy_get_type),
  FIELD ("share-selection", FROND_FIELD_BOOLEAN, share_selection),
  FIELD ("sound", FROND_FIELD_BOOLEAN, sound),
  FIELD ("microphone", FROND_FIELD_BOOLEAN, microphone),
  FIELD ("gl", FROND_FIELD_BOOLEAN, gl),
  FIELD ("heads", FROND_FIELD_UINT, heads),
  TEXT ("usb-devices", usb_devices, ""),
  TEXT ("monitor-windows", monitor_windows, ""),
  FIELD ("window-width", FROND_FIELD_INT, window_width),
  FIELD ("window-height", FROND_FIELD_INT, window_height),
  FIELD ("window-maximized", FROND_FIELD_BOOLEAN, window_maximized),
  FIELD ("window-fullscreen", FROND_FIELD_BOOLEAN, window_fullscreen),
  FIELD ("window-open", FROND_FIELD_BOOLEAN, window_open),
  FIELD ("created", FROND_FIELD_INT64, created),
  FIELD ("last-used", FROND_FIELD_INT64, last_used),
  FIELD ("picture", FROND_FIELD_BYTES, picture),
  FIELD ("position", FROND_FIELD_INT, position),
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) < 64);

static GParamSpec *pspecs[G_N_ELEMENTS (fields) + 1];

const FrondField *
_frond_profile_get_fields (guint *n_fields)
{
  *n_fields = G_N_ELEMENTS (fields);
  return fields;
}

static gpointer
member (FrondProfile *self, const FrondField *field)
{
  return G_STRUCT_MEMBER_P (self, field->offset);
}

static void
frond_profile_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const FrondField *field = &fields[id - 1];
  gpointer at = member (FROND_PROFILE (object), field);

  switch (field->kind)
    {
    case FROND_FIELD_STRING:
    case FROND_FIELD_TOKEN:
      g_value_set_string (value, *(char **) at);
      break;
    case FROND_FIELD_BOOLEAN:
      g_value_set_boolean (value, *(gboolean *) at);
      break;
    case FROND_FIELD_INT:
      g_value_set_int (value, *(int *) at);
      break;
    case FROND_FIELD_UINT:
      g_value_set_uint (value, *(guint *) at);
      break;
    case FROND_FIELD_INT64:
      g_value_set_int64 (value, *(gint64 *) at);
      break;
    case FROND_FIELD_UINT64:
      g_value_set_uint64 (value, *(guint64 *) at);
      break;
    case FROND_FIELD_ENUM:
      g_value_set_enum (value, *(int *) at);
      break;
    case FROND_FIELD_BYTES:
      g_value_set_boxed (value, *(GBytes **) at);
      break;
    }
}

/* Most texts of most profiles are the initial ones: those are shared. */
static void
clear_text (const FrondField *field, char **at)
{
  if (*at != field->initial)
    g_free (*at);
  *at = NULL;
}

gboolean
_frond_profile_assign_text (const FrondField *field, char **at, const char *text)
{
  char *new_text;

  if (text == NULL && field->kind == FROND_FIELD_STRING)
    text = field->initial;
  if (g_strcmp0 (*at, text) == 0)
    return FALSE;

  new_text = field->kind == FROND_FIELD_STRING && g_str_equal (text, field->initial) ? (char *) field->initial
                                                                                     : g_strdup (text);
  clear_text (field, at);
  *at = new_text;
  return TRUE;
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
field_changed (FrondProfile *self, const FrondField *field)
{
  self->unsaved |= G_GUINT64_CONSTANT (1) << (field - fields);
  if (field->kind != FROND_FIELD_STRING)
    return;

  g_clear_pointer (&self->search_text, g_free);
  g_clear_pointer (&self->sort_key, g_free);
  if (self->renamed != NULL && field->offset == offsetof (FrondProfile, name))
    self->renamed (self->renamed_data);
}

static void
frond_profile_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  const FrondField *field = &fields[id - 1];
  gpointer at = member (FROND_PROFILE (object), field);
  gboolean changed = FALSE;

  switch (field->kind)
    {
    case FROND_FIELD_STRING:
    case FROND_FIELD_TOKEN:
      /* A construct-only id that was not given keeps the one that init made. */
      if ((pspec->flags & G_PARAM_CONSTRUCT_ONLY) != 0 && g_value_get_string (value) == NULL)
        break;
      changed = _frond_profile_assign_text (field, at, g_value_get_string (value));
      break;
    case FROND_FIELD_BOOLEAN:
      ASSIGN (gboolean, g_value_get_boolean (value));
      break;
    case FROND_FIELD_INT:
      ASSIGN (int, g_value_get_int (value));
      break;
    case FROND_FIELD_UINT:
      ASSIGN (guint, g_value_get_uint (value));
      break;
    case FROND_FIELD_INT64:
      ASSIGN (gint64, g_value_get_int64 (value));
      break;
    case FROND_FIELD_UINT64:
      ASSIGN (guint64, g_value_get_uint64 (value));
      break;
    case FROND_FIELD_ENUM:
      ASSIGN (int, g_value_get_enum (value));
      break;
    case FROND_FIELD_BYTES:
      changed = assign_bytes (at, g_value_get_boxed (value));
      break;
    }

  if (!changed)
    return;

  field_changed (FROND_PROFILE (object), field);
  g_object_notify_by_pspec (object, pspec);
}

static void
frond_profile_finalize (GObject *object)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      gpointer at = member (FROND_PROFILE (object), &fields[i]);

      if (fields[i].kind == FROND_FIELD_STRING || fields[i].kind == FROND_FIELD_TOKEN)
        clear_text (&fields[i], at);
      else if (fields[i].kind == FROND_FIELD_BYTES)
        g_clear_pointer ((GBytes **) at, g_bytes_unref);
    }
  g_free (FROND_PROFILE (object)->search_text);
  g_free (FROND_PROFILE (object)->sort_key);

  G_OBJECT_CLASS (frond_profile_parent_class)->finalize (object);
}

static GParamSpec *
make_pspec (const FrondField *field)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  switch (field->kind)
    {
    case FROND_FIELD_STRING:
      return g_param_spec_string (field->name, NULL, NULL, field->initial, flags);
    case FROND_FIELD_TOKEN:
      return g_param_spec_string (field->name, NULL, NULL, NULL,
                                  g_str_equal (field->name, "id") ? flags | G_PARAM_CONSTRUCT_ONLY : flags);
    case FROND_FIELD_BOOLEAN:
      return g_param_spec_boolean (field->name, NULL, NULL, FALSE, flags);
    case FROND_FIELD_INT:
      return g_param_spec_int (field->name, NULL, NULL, G_MININT, G_MAXINT, 0, flags);
    case FROND_FIELD_UINT:
      return g_param_spec_uint (field->name, NULL, NULL, 0, G_MAXUINT, 0, flags);
    case FROND_FIELD_INT64:
      return g_param_spec_int64 (field->name, NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
    case FROND_FIELD_UINT64:
      return g_param_spec_uint64 (field->name, NULL, NULL, 0, G_MAXUINT64, 0, flags);
    case FROND_FIELD_ENUM:
      return g_param_spec_enum (field->name, NULL, NULL, field->enum_type (), 0, flags);
    case FROND_FIELD_BYTES:
      return g_param_spec_boxed (field->name, NULL, NULL, G_TYPE_BYTES, flags);
    default:
      g_return_val_if_reached (NULL);
    }
}

/* One that is given an id is a copy of another, or a row: its request is known as well. */
static void
frond_profile_constructed (GObject *object)
{
  FrondProfile *self = FROND_PROFILE (object);

  if (self->id == NULL)
    {
      self->id = g_uuid_string_random ();
      self->request_id = g_uuid_string_random ();
    }
  G_OBJECT_CLASS (frond_profile_parent_class)->constructed (object);
}

static void
frond_profile_class_init (FrondProfileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = frond_profile_get_property;
  object_class->set_property = frond_profile_set_property;
  object_class->constructed = frond_profile_constructed;
  object_class->finalize = frond_profile_finalize;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    pspecs[i + 1] = make_pspec (&fields[i]);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (pspecs), pspecs);
}

static void
frond_profile_init (FrondProfile *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].kind == FROND_FIELD_STRING)
      *(char **) member (self, &fields[i]) = (char *) fields[i].initial;

  self->unsaved = G_MAXUINT64;
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
  FrondProfile *copy;

  g_return_val_if_fail (FROND_IS_PROFILE (self), NULL);

  copy = copy_with_id (self, self->id);
  copy->unsaved = self->unsaved;
  return copy;
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
GETTER (FrondDesktop, desktop)
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

void
_frond_profile_watch_name (FrondProfile *self, void (*func) (gpointer data), gpointer data)
{
  self->renamed = func;
  self->renamed_data = data;
}

gpointer
_frond_profile_get_name_watcher (FrondProfile *self)
{
  return self->renamed_data;
}
