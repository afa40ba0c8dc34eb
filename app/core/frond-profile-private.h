/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-profile.h"

G_BEGIN_DECLS

/* Shared by the files of the profile: the object (frond-profile.c), what its values may be (-check.c) and its row
 * (-row.c). */
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
  FrondDesktop desktop;
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

  guint64 unsaved; /* a bit for each field: what its row does not have */

  /* Derived, made when they are wanted: NULL until then. */
  char *search_text;
  char *sort_key;

  /* Told when the name changes: a closure each for thousands of profiles would cost more than they do. */
  void (*renamed) (gpointer data);
  gpointer renamed_data;
};

typedef enum
{
  FROND_FIELD_STRING, /* never NULL */
  FROND_FIELD_TOKEN,  /* NULL allowed */
  FROND_FIELD_BOOLEAN,
  FROND_FIELD_INT,
  FROND_FIELD_UINT,
  FROND_FIELD_INT64,
  FROND_FIELD_UINT64,
  FROND_FIELD_ENUM,
  FROND_FIELD_BYTES,
} FrondFieldKind;

typedef struct
{
  const char *name;
  FrondFieldKind kind;
  gsize offset;
  const char *initial; /* of a FROND_FIELD_STRING; where the text is this one, it is this very pointer */
  GType (*enum_type) (void);
} FrondField;

/* Every property is a plain value, so one table serves defining, getting, setting, copying and storing them. */
const FrondField *_frond_profile_get_fields (guint *n_fields);

/* Assigns a text; TRUE: it is another one. */
gboolean _frond_profile_assign_text (const FrondField *field, char **at, const char *text);

/* FUNC is called with DATA whenever the name changes; one at a time, NULL: none. */
void _frond_profile_watch_name (FrondProfile *self, void (*func) (gpointer data), gpointer data);
gpointer _frond_profile_get_name_watcher (FrondProfile *self);

G_END_DECLS
