/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* machine.json: what was written is read back, and what somebody else has written does no harm. */
#include "vmm-machine-record.h"

#include <string.h>

#define UUID    "3f1c3c1e-6f0e-4a3c-9f58-0f2f8f1f9a01"
#define REQUEST "7b0f7a1e-8d1f-4a52-8a0c-5f7d3c2b1a02"
#define SPEC                                                                                                 \
  "{\"name\":\"A\",\"memory\":134217728,\"vcpus\":1,\"disks\":[{\"size\":1048576}],"                         \
  "\"nics\":[{\"class\":\"user\",\"mac\":\"52:54:00:01:02:03\"}]}"
#define HEAD "{\"version\":1,\"uuid\":\"" UUID "\",\"request-id\":\"" REQUEST "\","

static const char good[] = HEAD "\"generation\":4,\"engine\":\"qemu\",\"created\":5,\"spec\":" SPEC "}";

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmMachineRecord) first = vmm_machine_record_new_from_json (good, strlen (good), &error);
  g_autoptr (VmmMachineRecord) with_realised = NULL;
  g_autoptr (VmmMachineRecord) second = NULL;
  g_autoptr (GVariant) before = NULL;
  g_autoptr (GVariant) after = NULL;
  g_autoptr (GVariant) left_out = NULL;
  g_autoptr (GVariant) expected = NULL;
  g_autofree char *json = NULL;
  const char *accel;
  gsize length;

  g_assert_no_error (error);
  g_assert_cmpuint (first->generation, ==, 4);
  g_assert_cmpint (first->created, ==, 5);
  g_assert_cmpstr (first->spec->name, ==, "A");
  g_assert_cmpuint (first->spec->disks[0].size, ==, VMM_IPC_MIB);

  with_realised =
      vmm_machine_record_new (UUID, REQUEST, 9, 7, first->spec,
                              g_variant_new_parsed (
                                  "{'accel': <'kvm'>, 'left-out': <[('tpm', 'not-installed')]>}"));
  json = vmm_machine_record_to_json (with_realised, &length);
  second = vmm_machine_record_new_from_json (json, length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (second->generation, ==, 9);
  g_assert_cmpstr (second->request_id, ==, REQUEST);
  g_assert_cmpuint (g_variant_n_children (second->realised), ==, 2);
  g_assert_true (g_variant_lookup (second->realised, VMM_IPC_CAP_ACCEL, "&s", &accel));
  g_assert_cmpstr (accel, ==, VMM_IPC_ACCEL_KVM);
  left_out = g_variant_lookup_value (second->realised, VMM_IPC_CAP_LEFT_OUT, G_VARIANT_TYPE ("a(ss)"));
  expected = g_variant_ref_sink (g_variant_new_parsed ("[('tpm', 'not-installed')]"));
  g_assert_cmpvariant (left_out, expected);

  before = g_variant_ref_sink (vmm_spec_to_variant (first->spec));
  after = g_variant_ref_sink (vmm_spec_to_variant (second->spec));
  g_assert_cmpvariant (before, after);
}

/* What a machine can have must be what can be read back: one whose record is not understood is left out of the list. */
static void
test_whatever_there_is (void)
{
  static const char *const deltas[] = {
    "{'nics': <[{'class': <'nat'>, 'mac': <'52:54:00:01:02:04'>}]>}",
    "{'nics': <[{'class': <'bridge'>, 'network': <'0123456789abcdef'>, 'mac': <'52:54:00:01:02:05'>}]>}",
    "{'autostart': <true>}",
    "{'keep-off': <true>}",
    "{'on-logout': <'shut-down'>, 'on-suspend': <'pause'>, 'on-low-battery': <'keep'>}",
    "{'description': <'Ä \"quoted\" <one>'>, 'os-id': <'http://debian.org/debian/13'>}",
    "{'firmware': <'uefi-secure'>, 'tpm': <true>, 'model': <'windows11'>, 'os-family': <'windows'>}",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmMachineRecord) first = vmm_machine_record_new_from_json (good, strlen (good), &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (deltas); i++)
    {
      g_autoptr (GVariant) delta = g_variant_ref_sink (g_variant_new_parsed (deltas[i]));
      g_autoptr (VmmSpec) spec = vmm_spec_new_with_delta (first->spec, delta, &error);
      g_autoptr (VmmMachineRecord) record = NULL;
      g_autoptr (VmmMachineRecord) again = NULL;
      g_autoptr (GVariant) before = NULL;
      g_autoptr (GVariant) after = NULL;
      g_autofree char *json = NULL;
      gsize length;

      g_assert_no_error (error);
      record = vmm_machine_record_new (UUID, REQUEST, 1, 1, spec, NULL);
      json = vmm_machine_record_to_json (record, &length);
      again = vmm_machine_record_new_from_json (json, length, &error);
      g_assert_no_error (error);
      before = g_variant_ref_sink (vmm_spec_to_variant (spec));
      after = g_variant_ref_sink (vmm_spec_to_variant (again->spec));
      g_assert_cmpvariant (before, after);
    }
}

typedef struct
{
  const char *path;
  const char *json;
  int code;
} Hostile;

#define TAIL ",\"engine\":\"qemu\",\"created\":5,\"spec\":" SPEC "}"

static const Hostile hostile[] = {
  { "empty", "", VMM_IPC_ERROR_INVALID_ARGUMENT },
  { "not-json", "hello", VMM_IPC_ERROR_INVALID_ARGUMENT },
  { "array", "[]", VMM_IPC_ERROR_INVALID_ARGUMENT },
  { "null", "null", VMM_IPC_ERROR_INVALID_ARGUMENT },
  { "no-members", "{}", VMM_IPC_ERROR_INVALID_ARGUMENT },
  { "cut", "{\"version\":1,\"uuid\":\"", VMM_IPC_ERROR_INVALID_ARGUMENT },
  { "version/later", "{\"version\":2,\"surprise\":true}", VMM_IPC_ERROR_UNSUPPORTED },
  { "version/zero", "{\"version\":0}", VMM_IPC_ERROR_OUT_OF_RANGE },
  { "version/text", "{\"version\":\"1\"}", VMM_IPC_ERROR_INVALID_ARGUMENT },
  { "uuid/path", "{\"version\":1,\"uuid\":\"../../etc\",\"request-id\":\"" REQUEST "\",\"generation\":1" TAIL,
    VMM_IPC_ERROR_INVALID_ARGUMENT },
  { "request-id/object", "{\"version\":1,\"uuid\":\"" UUID "\",\"request-id\":{},\"generation\":1" TAIL,
    VMM_IPC_ERROR_INVALID_ARGUMENT },
  { "generation/zero", HEAD "\"generation\":0" TAIL, VMM_IPC_ERROR_OUT_OF_RANGE },
  { "generation/negative", HEAD "\"generation\":-1" TAIL, VMM_IPC_ERROR_OUT_OF_RANGE },
  { "generation/real", HEAD "\"generation\":1.5" TAIL, VMM_IPC_ERROR_INVALID_ARGUMENT },
  { "generation/array", HEAD "\"generation\":[1]" TAIL, VMM_IPC_ERROR_INVALID_ARGUMENT },
  { "unknown-member", HEAD "\"generation\":1,\"xml\":\"<domain/>\"" TAIL, VMM_IPC_ERROR_UNKNOWN_KEY },
  { "engine/unknown", HEAD "\"generation\":1,\"engine\":\"/bin/sh\",\"created\":5,\"spec\":" SPEC "}",
    VMM_IPC_ERROR_UNSUPPORTED },
  { "spec/missing", HEAD "\"generation\":1,\"engine\":\"qemu\",\"created\":5}",
    VMM_IPC_ERROR_INVALID_ARGUMENT },
  { "spec/unknown-key",
    HEAD "\"generation\":1,\"engine\":\"qemu\",\"created\":5,\"spec\":{\"emulator\":\"/bin/sh\"}}",
    VMM_IPC_ERROR_UNKNOWN_KEY },
  { "spec/memory-text",
    HEAD "\"generation\":1,\"engine\":\"qemu\",\"created\":5,\"spec\":{\"name\":\"A\",\"memory\":\"1\"}}",
    VMM_IPC_ERROR_INVALID_ARGUMENT },
  { "spec/memory-negative",
    HEAD "\"generation\":1,\"engine\":\"qemu\",\"created\":5,\"spec\":{\"name\":\"A\",\"memory\":-1}}",
    VMM_IPC_ERROR_OUT_OF_RANGE },
  { "spec/vcpus-wide",
    HEAD "\"generation\":1,\"engine\":\"qemu\",\"created\":5,\"spec\":{\"vcpus\":4294967297}}",
    VMM_IPC_ERROR_OUT_OF_RANGE },
  { "spec/disks-object", HEAD "\"generation\":1,\"engine\":\"qemu\",\"created\":5,\"spec\":{\"disks\":{}}}",
    VMM_IPC_ERROR_INVALID_ARGUMENT },
  { "spec/disk-path",
    HEAD "\"generation\":1,\"engine\":\"qemu\",\"created\":5,\"spec\":{\"disks\":[{\"path\":\"/x\"}]}}",
    VMM_IPC_ERROR_UNKNOWN_KEY },
  { "spec/disk-null", HEAD "\"generation\":1,\"engine\":\"qemu\",\"created\":5,\"spec\":{\"disks\":[null]}}",
    VMM_IPC_ERROR_INVALID_ARGUMENT },
  { "spec/name-missing",
    HEAD "\"generation\":1,\"engine\":\"qemu\",\"created\":5,\"spec\":{\"memory\":134217728}}",
    VMM_IPC_ERROR_INVALID_ARGUMENT },
  { "realised/pair-of-three", HEAD "\"generation\":1,\"realised\":{\"left-out\":[[\"a\",\"b\",\"c\"]]}" TAIL,
    VMM_IPC_ERROR_INVALID_ARGUMENT },
  { "realised/unknown", HEAD "\"generation\":1,\"realised\":{\"argv\":\"x\"}" TAIL,
    VMM_IPC_ERROR_UNKNOWN_KEY },
};

static void
test_hostile (gconstpointer data)
{
  const Hostile *entry = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VmmMachineRecord) record =
      vmm_machine_record_new_from_json (entry->json, strlen (entry->json), &error);

  g_assert_null (record);
  g_assert_error (error, VMM_IPC_ERROR, entry->code);
}

static void
test_deep (void)
{
  g_autofree char *text = g_malloc (VMM_MACHINE_RECORD_MAX_BYTES);
  g_autoptr (GError) error = NULL;

  memset (text, '[', VMM_MACHINE_RECORD_MAX_BYTES);
  g_assert_null (vmm_machine_record_new_from_json (text, VMM_MACHINE_RECORD_MAX_BYTES, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT);
}

static void
test_too_long (void)
{
  g_autofree char *text = g_malloc (VMM_MACHINE_RECORD_MAX_BYTES + 1);
  g_autoptr (GError) error = NULL;

  memset (text, ' ', VMM_MACHINE_RECORD_MAX_BYTES + 1);
  memcpy (text, good, strlen (good));
  g_assert_null (vmm_machine_record_new_from_json (text, VMM_MACHINE_RECORD_MAX_BYTES + 1, &error));
  g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT);
}

/* Every prefix of a good file, and every one with a byte that is another: refused or read, never a crash. */
static void
test_mutated (void)
{
  for (gsize i = 0; i < strlen (good); i++)
    {
      g_autofree char *text = g_strdup (good);
      g_autoptr (GError) error = NULL;

      g_assert_null (vmm_machine_record_new_from_json (good, i, &error));
      g_assert_nonnull (error);
      for (guint byte = 0; byte < 256; byte += 7)
        {
          g_autoptr (VmmMachineRecord) record = NULL;
          g_autoptr (GError) mutated = NULL;

          text[i] = (char) byte;
          record = vmm_machine_record_new_from_json (text, strlen (good), &mutated);
          g_assert_true ((record == NULL) == (mutated != NULL));
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/machine-record/round-trip", test_round_trip);
  g_test_add_func ("/machine-record/whatever-there-is", test_whatever_there_is);
  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *path = g_strconcat ("/machine-record/hostile/", hostile[i].path, NULL);

      g_test_add_data_func (path, &hostile[i], test_hostile);
    }
  g_test_add_func ("/machine-record/deep", test_deep);
  g_test_add_func ("/machine-record/too-long", test_too_long);
  g_test_add_func ("/machine-record/mutated", test_mutated);
  return g_test_run ();
}
