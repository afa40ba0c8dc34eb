/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What callers say of a machine (vmm-helper/engines/vmm-spec.h), and what is kept of it (vmm-machine-record.h). The first
 * byte chooses: a dictionary as bytes of the bus, one as text, a change to a machine, a machine.json. */
#include "vmm-machine-record.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t length);

#define LARGEST_MESSAGE 512

/* Words for people, of the codes that are promised. */
static void
check_refusal (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == VMM_IPC_ERROR);
  g_assert_true (error->code == VMM_IPC_ERROR_INVALID_ARGUMENT || error->code == VMM_IPC_ERROR_UNKNOWN_KEY ||
                 error->code == VMM_IPC_ERROR_OUT_OF_RANGE || error->code == VMM_IPC_ERROR_UNSUPPORTED);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_nonnull (strstr (error->message, ": "));
  g_assert_cmpuint (strlen (error->message), <, LARGEST_MESSAGE);
}

static void
check_bounds (VmmSpec *spec)
{
  g_assert_true (vmm_ipc_name_is_valid (spec->name));
  g_assert_cmpuint (spec->n_disks, <=, VMM_IPC_MAX_DISKS);
  g_assert_cmpuint (spec->n_nics, <=, VMM_IPC_MAX_NICS);
  g_assert_cmpuint (spec->vcpus, >, 0);
  g_assert_cmpuint (spec->memory % VMM_IPC_MIB, ==, 0);
  g_assert_cmpuint (spec->memory, >, 0);
  for (guint i = 0; i < spec->n_disks; i++)
    g_assert_cmpuint (spec->disks[i].size, <=, VMM_IPC_MAX_DISK);
}

static gboolean
is_finished (VmmSpec *spec)
{
  for (guint i = 0; i < spec->n_disks; i++)
    if (spec->disks[i].format == VMM_IPC_IMAGE_NONE || spec->disks[i].source != VMM_IPC_IMAGE_NONE)
      return FALSE;
  return TRUE;
}

/* What is told of a spec is a spec, and the same one. */
static void
check_fixed_point (VmmSpec *spec)
{
  g_autoptr (GVariant) told = g_variant_ref_sink (vmm_spec_to_variant (spec));
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmSpec) again = NULL;
  g_autoptr (GVariant) told_again = NULL;

  check_bounds (spec);
  if (!is_finished (spec))
    return;
  again = vmm_spec_new_from_record (told, &error);
  g_assert_no_error (error);
  told_again = g_variant_ref_sink (vmm_spec_to_variant (again));
  g_assert_true (g_variant_equal (told, told_again));
}

static void
check_spec (VmmSpec *spec, const GError *error)
{
  if (spec == NULL)
    check_refusal (error);
  else
    check_fixed_point (spec);
}

static void
read_dict (GVariant *dict)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) record_error = NULL;
  g_autoptr (VmmSpec) spec = vmm_spec_new_from_variant (dict, &error);
  g_autoptr (VmmSpec) record = vmm_spec_new_from_record (dict, &record_error);

  check_spec (spec, error);
  check_spec (record, record_error);
}

static void
read_delta (GVariant *dict)
{
  static VmmSpec *base;
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmSpec) spec = NULL;

  if (base == NULL)
    {
      g_autoptr (GVariant) good = g_variant_ref_sink (
          g_variant_new_parsed ("{'name': <'A'>, 'memory': <uint64 134217728>, 'vcpus': <uint32 1>, "
                                "'disks': <[{'size': <uint64 1048576>}]>}"));

      base = vmm_spec_new_from_record (good, NULL);
    }
  spec = vmm_spec_new_with_delta (base, dict, &error);
  check_spec (spec, error);
}

static void
read_json (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmMachineRecord) record = vmm_machine_record_new_from_json (text, length, &error);
  g_autoptr (VmmMachineRecord) again = NULL;
  g_autofree char *json = NULL;
  g_autofree char *json_again = NULL;
  gsize json_length;

  if (record == NULL)
    {
      check_refusal (error);
      return;
    }
  check_fixed_point (record->spec);
  json = vmm_machine_record_to_json (record, &json_length);
  again = vmm_machine_record_new_from_json (json, json_length, &error);
  g_assert_no_error (error);
  json_again = vmm_machine_record_to_json (again, &json_length);
  g_assert_cmpstr (json, ==, json_again);
}

/* As it comes from the bus, which checks what it passes on: what is not in normal form is read as if it were. */
static GVariant *
dict_of_bytes (const guint8 *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (GVariant) raw =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, bytes, FALSE));

  return g_variant_get_normal_form (raw);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t length)
{
  const char *text = (const char *) data + 1;
  g_autoptr (GVariant) dict = NULL;

  if (length < 2)
    return 0;
  if (data[0] % 4 == 3)
    {
      read_json (text, length - 1);
      return 0;
    }
  dict = data[0] % 4 == 0 ? dict_of_bytes (data + 1, length - 1)
                          : g_variant_parse (G_VARIANT_TYPE_VARDICT, text, text + length - 1, NULL, NULL);
  if (dict == NULL)
    return 0;
  if (data[0] % 4 == 2)
    read_delta (dict);
  else
    read_dict (dict);
  return 0;
}
