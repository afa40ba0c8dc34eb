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

static const char *const steps[] = { schema_1 };

static const FrondStoreSchema schema = { steps, G_N_ELEMENTS (steps) };

const FrondStoreSchema *
frond_store_schema_get (void)
{
  return &schema;
}
