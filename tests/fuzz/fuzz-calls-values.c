/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz-calls-values.h"

#include "vmm-ipc.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEEPEST 40

static const char *const words[] = {
  "",
  "A",
  "-rm",
  "\"><hostdev mode='subsystem'/>",
  "]]>&lt;&#0;",
  "\u202egnp.exe",
  "../../../etc/shadow",
  "/proc/self/mem",
  "qemu:///system",
  "cdrom",
  "disk0",
  "disk0.1",
  "seed",
  "kernel",
  "disk",
  "auto",
  "none",
  "user",
  "nat",
  "bridge",
  "default",
  "qemu",
  "linux",
  "windows",
  "bios",
  "uefi-secure",
  "raw",
  "qcow2",
  "vmdk",
  "usb",
  "pci",
  "52:54:00:12:34:56",
  "http://debian.org/debian/13",
  "line\nbreak\tand\a",
};

static const char *const keys[] = {
  "name",
  "description",
  "os-id",
  "os-family",
  "engine",
  "model",
  "devices",
  "memory",
  "vcpus",
  "firmware",
  "tpm",
  "accel",
  "disks",
  "nics",
  "heads",
  "gl",
  "size",
  "source-format",
  "source-shared",
  "format",
  "base",
  "class",
  "mac",
  "network",
  "encrypt",
  "autostart",
  "keep-off",
  "on-logout",
  "on-suspend",
  "hugepages",
  "cpu-pinning",
  "boot",
  "paused",
  "installer",
  "xml",
  "emulator",
  "path",
  "args",
  "loader",
  "seclabel",
  "qemu:commandline",
};

/* What a machine that can be made has. */
static const char good_spec[] = "{'name': <'A'>, 'memory': <uint64 134217728>, 'vcpus': <uint32 1>, 'disks': "
                                "<[{'size': <uint64 1048576>}]>}";

guint
fuzz_tape_choose (FuzzTape *tape, guint limit)
{
  guint value;

  if (tape->left == 0)
    return 0;
  value = *tape->bytes;
  tape->bytes++;
  tape->left--;
  return value % limit;
}

static guint64
make_number (FuzzTape *tape)
{
  static const guint64 numbers[] = {
    0,   1,       2,         3,          4,           8,          16,          255,
    256, 1048576, 134217728, G_MAXINT32, G_MAXUINT32, G_MAXINT64, G_MAXUINT64, 1099511627776,
  };

  return numbers[fuzz_tape_choose (tape, G_N_ELEMENTS (numbers))] + fuzz_tape_choose (tape, 3) - 1;
}

static char *
make_string (FuzzTape *tape, GPtrArray *uuids)
{
  guint kind = fuzz_tape_choose (tape, 8);

  if (kind < 2)
    return g_uuid_string_random ();
  if (kind == 2 && uuids->len > 0)
    return g_strdup (g_ptr_array_index (uuids, fuzz_tape_choose (tape, uuids->len)));
  if (kind == 3)
    return g_strdup (keys[fuzz_tape_choose (tape, G_N_ELEMENTS (keys))]);
  if (kind == 4 && fuzz_tape_choose (tape, 16) == 0)
    return g_strnfill (64 * 1024, 'x');
  return g_strdup (words[fuzz_tape_choose (tape, G_N_ELEMENTS (words))]);
}

void
fuzz_values_add_descriptor (FuzzTape *tape, GUnixFDList *fds)
{
  static const char *const paths[] = { "/dev/zero",       "/dev/null", "/proc/self/mem",
                                       "/proc/self/maps", "/",         "/etc/passwd" };
  guint kind = fuzz_tape_choose (tape, G_N_ELEMENTS (paths) + 4);
  int pair[2] = { -1, -1 };
  int fd;

  if (kind < G_N_ELEMENTS (paths))
    fd = open (paths[kind], O_RDONLY | O_CLOEXEC | (fuzz_tape_choose (tape, 4) == 0 ? O_PATH : 0));
  else if (kind == G_N_ELEMENTS (paths))
    fd = memfd_create ("fuzz", MFD_CLOEXEC);
  else if (kind == G_N_ELEMENTS (paths) + 1)
    fd = pipe2 (pair, O_CLOEXEC) == 0 ? pair[0] : -1;
  else if (kind == G_N_ELEMENTS (paths) + 2)
    fd = socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0 ? pair[0] : -1;
  else
    fd = open (g_getenv ("FUZZ_MEDIUM"), (fuzz_tape_choose (tape, 4) == 0 ? O_RDWR : O_RDONLY) | O_CLOEXEC);
  if (pair[1] >= 0)
    close (pair[1]);
  if (fd < 0)
    return;
  g_unix_fd_list_append (fds, fd, NULL);
  close (fd);
}

static GVariant *
make_handle (FuzzTape *tape, GUnixFDList *fds)
{
  static const gint32 wild[] = { -1, 1, 2, 17, G_MAXINT32, G_MININT32 };

  if (fuzz_tape_choose (tape, 8) == 0)
    return g_variant_new_handle (wild[fuzz_tape_choose (tape, G_N_ELEMENTS (wild))]);
  if (g_unix_fd_list_get_length (fds) < 8)
    fuzz_values_add_descriptor (tape, fds);
  return g_variant_new_handle (g_unix_fd_list_get_length (fds) - 1);
}

/* Variants in variants. */
static GVariant *
make_deep (FuzzTape *tape)
{
  GVariant *value = g_variant_new_uint32 (0);

  for (guint depth = fuzz_tape_choose (tape, DEEPEST); depth > 0; depth--)
    value = g_variant_new_variant (value);
  return value;
}

static GVariant *
make_dict (FuzzTape *tape, GUnixFDList *fds, GPtrArray *uuids)
{
  GVariantBuilder builder;
  guint n = fuzz_tape_choose (tape, 6);

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  if (fuzz_tape_choose (tape, 2) == 0)
    {
      g_autoptr (GVariant) good = g_variant_ref_sink (g_variant_new_parsed (good_spec));
      GVariantIter iter;
      GVariant *entry;

      g_variant_iter_init (&iter, good);
      while ((entry = g_variant_iter_next_value (&iter)) != NULL)
        {
          if (fuzz_tape_choose (tape, 16) != 1)
            g_variant_builder_add_value (&builder, entry);
          g_variant_unref (entry);
        }
    }
  for (guint i = 0; i < n && tape->left > 0; i++)
    {
      g_autofree char *other = make_string (tape, uuids);
      const char *key = keys[fuzz_tape_choose (tape, G_N_ELEMENTS (keys))];
      GVariant *value = fuzz_values_make_any (tape, fds, uuids);

      g_variant_builder_add (&builder, "{sv}", fuzz_tape_choose (tape, 8) == 0 ? other : key, value);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
make_array (FuzzTape *tape, const GVariantType *type, GUnixFDList *fds, GPtrArray *uuids)
{
  GVariantBuilder builder;
  guint n = fuzz_tape_choose (tape, 4);

  if (fuzz_tape_choose (tape, 32) == 1)
    n = 200;
  g_variant_builder_init (&builder, type);
  for (guint i = 0; i < n; i++)
    g_variant_builder_add_value (&builder,
                                 fuzz_values_make (tape, g_variant_type_element (type), fds, uuids));
  return g_variant_builder_end (&builder);
}

static GVariant *
make_tuple (FuzzTape *tape, const GVariantType *type, GUnixFDList *fds, GPtrArray *uuids)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, type);
  for (const GVariantType *item = g_variant_type_first (type); item != NULL;
       item = g_variant_type_next (item))
    g_variant_builder_add_value (&builder, fuzz_values_make (tape, item, fds, uuids));
  return g_variant_builder_end (&builder);
}

static GVariant *
make_basic (FuzzTape *tape, const GVariantType *type, GUnixFDList *fds, GPtrArray *uuids)
{
  switch (*g_variant_type_peek_string (type))
    {
    case 'b':
      return g_variant_new_boolean (fuzz_tape_choose (tape, 2) != 0);
    case 'y':
      return g_variant_new_byte ((guchar) fuzz_tape_choose (tape, 256));
    case 'i':
      return g_variant_new_int32 ((gint32) make_number (tape));
    case 'u':
      return g_variant_new_uint32 ((guint32) make_number (tape));
    case 'x':
      return g_variant_new_int64 ((gint64) make_number (tape));
    case 't':
      return g_variant_new_uint64 (make_number (tape));
    case 'd':
      return g_variant_new_double ((double) make_number (tape));
    case 'h':
      return make_handle (tape, fds);
    case 'o':
      return g_variant_new_object_path (VMM_IPC_ROOT_PATH);
    default:
      return g_variant_new_take_string (make_string (tape, uuids));
    }
}

GVariant *
fuzz_values_make (FuzzTape *tape, const GVariantType *type, GUnixFDList *fds, GPtrArray *uuids)
{
  if (g_variant_type_equal (type, G_VARIANT_TYPE_VARDICT))
    return make_dict (tape, fds, uuids);
  if (g_variant_type_is_array (type))
    return make_array (tape, type, fds, uuids);
  if (g_variant_type_is_tuple (type))
    return make_tuple (tape, type, fds, uuids);
  if (g_variant_type_is_variant (type))
    return g_variant_new_variant (fuzz_values_make_any (tape, fds, uuids));
  return make_basic (tape, type, fds, uuids);
}

GVariant *
fuzz_values_make_any (FuzzTape *tape, GUnixFDList *fds, GPtrArray *uuids)
{
  static const char *const types[] = { "s", "u", "t", "b", "as", "aa{sv}", "a{sv}", "(sh)",
                                       "h", "i", "d", "y", "ay", "av",     "o",     "(uu)" };
  guint which = fuzz_tape_choose (tape, G_N_ELEMENTS (types) + 1);

  if (which == G_N_ELEMENTS (types) || tape->left == 0)
    return make_deep (tape);
  return fuzz_values_make (tape, G_VARIANT_TYPE (types[which]), fds, uuids);
}
