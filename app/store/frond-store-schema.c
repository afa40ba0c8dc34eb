/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-store-schema-private.h"

/* Tokens of enumerations carry no list of the allowed ones: a new one would need the table to be rebuilt, and
 * whoever reads a row has to check them anyway. The index is what saves the load from sorting pictures. */
static const char schema_1[] =
    "PRAGMA application_id = 1181904484;"
    "CREATE TABLE profiles ("
    "  id TEXT NOT NULL PRIMARY KEY CHECK (octet_length (id) = 36),"
    "  stage TEXT NOT NULL CHECK (octet_length (stage) BETWEEN 1 AND 32),"
    "  request_id TEXT NOT NULL CHECK (octet_length (request_id) = 36),"
    "  machine_uuid TEXT CHECK (octet_length (machine_uuid) = 36),"
    "  name TEXT NOT NULL CHECK (octet_length (name) BETWEEN 1 AND 256),"
    "  os_id TEXT NOT NULL CHECK (octet_length (os_id) <= 256),"
    "  os_name TEXT NOT NULL CHECK (octet_length (os_name) <= 1024),"
    "  os_family TEXT NOT NULL CHECK (octet_length (os_family) BETWEEN 1 AND 32),"
    "  memory INTEGER NOT NULL CHECK (memory >= 0),"
    "  vcpus INTEGER NOT NULL CHECK (vcpus BETWEEN 0 AND 4294967295),"
    "  disk_size INTEGER NOT NULL CHECK (disk_size >= 0),"
    "  firmware TEXT NOT NULL CHECK (octet_length (firmware) BETWEEN 1 AND 32),"
    "  accel TEXT NOT NULL CHECK (octet_length (accel) BETWEEN 1 AND 32),"
    "  tpm INTEGER NOT NULL CHECK (tpm IN (0, 1)),"
    "  engine TEXT NOT NULL CHECK (octet_length (engine) <= 64),"
    "  media_uri TEXT NOT NULL CHECK (octet_length (media_uri) <= 65536),"
    "  boot_media INTEGER NOT NULL CHECK (boot_media IN (0, 1)),"
    "  notes TEXT NOT NULL CHECK (octet_length (notes) <= 65536),"
    "  \"group\" TEXT NOT NULL CHECK (octet_length (\"group\") <= 1024),"
    "  helper TEXT NOT NULL CHECK (octet_length (helper) <= 64),"
    "  resize_guest INTEGER NOT NULL CHECK (resize_guest IN (0, 1)),"
    "  window_width INTEGER NOT NULL CHECK (window_width BETWEEN 0 AND 65535),"
    "  window_height INTEGER NOT NULL CHECK (window_height BETWEEN 0 AND 65535),"
    "  window_maximized INTEGER NOT NULL CHECK (window_maximized IN (0, 1)),"
    "  window_fullscreen INTEGER NOT NULL CHECK (window_fullscreen IN (0, 1)),"
    "  window_open INTEGER NOT NULL CHECK (window_open IN (0, 1)),"
    "  created INTEGER NOT NULL CHECK (created >= 0),"
    "  last_used INTEGER NOT NULL CHECK (last_used >= 0),"
    "  position INTEGER NOT NULL CHECK (position BETWEEN -2147483648 AND 2147483647)"
    ") STRICT;"
    "CREATE INDEX profiles_in_order ON profiles (position, created, id);"
    "CREATE TABLE profile_pictures ("
    "  id TEXT NOT NULL PRIMARY KEY REFERENCES profiles (id) ON DELETE CASCADE,"
    "  png BLOB NOT NULL CHECK (octet_length (png) <= 1048576)"
    ") STRICT;";

/* How a guest is shown and what it shares. Machines of before were made without 3D: it is on for those that would
 * have it today. */
static const char schema_2[] =
    "ALTER TABLE profiles ADD COLUMN scaling INTEGER NOT NULL DEFAULT 1 CHECK (scaling IN (0, 1));"
    "ALTER TABLE profiles ADD COLUMN sharp INTEGER NOT NULL DEFAULT 0 CHECK (sharp IN (0, 1));"
    "ALTER TABLE profiles ADD COLUMN clipboard TEXT NOT NULL DEFAULT 'both'"
    "  CHECK (octet_length (clipboard) BETWEEN 1 AND 32);"
    "ALTER TABLE profiles ADD COLUMN sound INTEGER NOT NULL DEFAULT 1 CHECK (sound IN (0, 1));"
    "ALTER TABLE profiles ADD COLUMN microphone INTEGER NOT NULL DEFAULT 0 CHECK (microphone IN (0, 1));"
    "ALTER TABLE profiles ADD COLUMN gl INTEGER NOT NULL DEFAULT 0 CHECK (gl IN (0, 1));"
    "ALTER TABLE profiles ADD COLUMN heads INTEGER NOT NULL DEFAULT 1 CHECK (heads BETWEEN 0 AND 4294967295);"
    "ALTER TABLE profiles ADD COLUMN usb_devices TEXT NOT NULL DEFAULT ''"
    "  CHECK (octet_length (usb_devices) <= 4096);"
    "ALTER TABLE profiles ADD COLUMN monitor_windows TEXT NOT NULL DEFAULT ''"
    "  CHECK (octet_length (monitor_windows) <= 1024);"
    "UPDATE profiles SET gl = 1 WHERE os_family = 'linux';";

/* What a guest is made of, and whether it shares what is selected. Those of before have the devices that all had then: a system that was installed on one kind
 * of disk may not start from another. */
static const char schema_3[] =
    "ALTER TABLE profiles ADD COLUMN model TEXT NOT NULL DEFAULT 'auto'"
    "  CHECK (octet_length (model) BETWEEN 1 AND 32);"
    "ALTER TABLE profiles ADD COLUMN system_model TEXT NOT NULL DEFAULT 'auto'"
    "  CHECK (octet_length (system_model) BETWEEN 1 AND 32);"
    "ALTER TABLE profiles ADD COLUMN devices TEXT NOT NULL DEFAULT 'auto'"
    "  CHECK (octet_length (devices) BETWEEN 1 AND 32);"
    "ALTER TABLE profiles ADD COLUMN network INTEGER NOT NULL DEFAULT 1 CHECK (network IN (0, 1));"
    "ALTER TABLE profiles ADD COLUMN share_selection INTEGER NOT NULL DEFAULT 0"
    "  CHECK (share_selection IN (0, 1));"
    "UPDATE profiles SET devices = 'virtio' WHERE os_family <> 'linux';";

/* Which network a guest is in. */
static const char schema_4[] = "ALTER TABLE profiles ADD COLUMN network_class TEXT NOT NULL DEFAULT 'user'"
                               "  CHECK (octet_length (network_class) <= 32);"
                               "ALTER TABLE profiles ADD COLUMN network_token TEXT NOT NULL DEFAULT ''"
                               "  CHECK (octet_length (network_token) <= 64);";

/* Where a move has left a machine that is not wanted any more; and whether it starts with the computer. */
static const char schema_5[] = "ALTER TABLE profiles ADD COLUMN left_at TEXT NOT NULL DEFAULT ''"
                               "  CHECK (octet_length (left_at) <= 64);"
                               "ALTER TABLE profiles ADD COLUMN autostart INTEGER NOT NULL DEFAULT 0"
                               "  CHECK (autostart IN (0, 1));";

/* What becomes of a guest when its window is closed, and, as its machine has it, at the end of the session and so on. */
static const char schema_6[] = "ALTER TABLE profiles ADD COLUMN on_close TEXT NOT NULL DEFAULT 'keep'"
                               "  CHECK (octet_length (on_close) BETWEEN 1 AND 32);"
                               "ALTER TABLE profiles ADD COLUMN on_logout TEXT NOT NULL DEFAULT 'save'"
                               "  CHECK (octet_length (on_logout) BETWEEN 1 AND 32);"
                               "ALTER TABLE profiles ADD COLUMN on_suspend TEXT NOT NULL DEFAULT 'keep'"
                               "  CHECK (octet_length (on_suspend) BETWEEN 1 AND 32);"
                               "ALTER TABLE profiles ADD COLUMN on_low_battery TEXT NOT NULL DEFAULT 'save'"
                               "  CHECK (octet_length (on_low_battery) BETWEEN 1 AND 32);";

static const char *const steps[] = { schema_1, schema_2, schema_3, schema_4, schema_5, schema_6 };

static const FrondStoreSchema schema = { steps, G_N_ELEMENTS (steps) };

const FrondStoreSchema *
frond_store_schema_get (void)
{
  return &schema;
}
