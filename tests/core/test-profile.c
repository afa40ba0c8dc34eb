/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-error.h"
#include "frond-profile.h"

#define MIB (1024ULL * 1024)

static void
randomize (FrondProfile *profile)
{
  g_autofree GParamSpec **pspecs = NULL;
  guint n_pspecs;

  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (profile), &n_pspecs);
  for (guint i = 0; i < n_pspecs; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;
      g_autofree char *text = g_strdup_printf ("text %u", i);

      if ((pspecs[i]->flags & G_PARAM_CONSTRUCT_ONLY) != 0)
        continue;

      g_value_init (&value, pspecs[i]->value_type);
      if (G_IS_PARAM_SPEC_STRING (pspecs[i]))
        g_value_set_string (&value, text);
      else if (G_IS_PARAM_SPEC_BOOLEAN (pspecs[i]))
        g_value_set_boolean (&value, i % 2 == 0);
      else if (G_IS_PARAM_SPEC_INT (pspecs[i]))
        g_value_set_int (&value, (int) i + 10);
      else if (G_IS_PARAM_SPEC_UINT (pspecs[i]))
        g_value_set_uint (&value, i + 20);
      else if (G_IS_PARAM_SPEC_INT64 (pspecs[i]))
        g_value_set_int64 (&value, (gint64) i + 30);
      else if (G_IS_PARAM_SPEC_UINT64 (pspecs[i]))
        g_value_set_uint64 (&value, i + 40);
      else if (G_IS_PARAM_SPEC_ENUM (pspecs[i]))
        g_value_set_enum (&value, 1);
      else
        g_value_take_boxed (&value, g_bytes_new (text, 4));
      g_object_set_property (G_OBJECT (profile), pspecs[i]->name, &value);
    }
}

static void
test_copy (void)
{
  g_autoptr (FrondProfile) profile = frond_profile_new ();
  g_autoptr (FrondProfile) copy = NULL;
  g_autofree GParamSpec **pspecs = NULL;
  guint n_pspecs;

  randomize (profile);
  copy = frond_profile_copy (profile);
  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (profile), &n_pspecs);
  g_assert_cmpuint (n_pspecs, >=, 30);
  for (guint i = 0; i < n_pspecs; i++)
    {
      g_auto (GValue) a = G_VALUE_INIT;
      g_auto (GValue) b = G_VALUE_INIT;

      g_object_get_property (G_OBJECT (profile), pspecs[i]->name, &a);
      g_object_get_property (G_OBJECT (copy), pspecs[i]->name, &b);
      if (g_param_values_cmp (pspecs[i], &a, &b) != 0)
        g_error ("%s was not copied", pspecs[i]->name);
    }
}

static void
test_copy_as_new (void)
{
  g_autoptr (FrondProfile) profile = frond_profile_new ();
  g_autoptr (FrondProfile) copy = NULL;

  frond_profile_set_name (profile, "Original");
  frond_profile_set_machine_uuid (profile, "11111111-2222-4333-8444-555555555555");
  copy = frond_profile_copy_as_new (profile);
  g_assert_cmpstr (frond_profile_get_name (copy), ==, "Original");
  g_assert_null (frond_profile_get_machine_uuid (copy));
  g_assert_cmpstr (frond_profile_get_id (copy), !=, frond_profile_get_id (profile));
  g_assert_cmpstr (frond_profile_get_request_id (copy), !=, frond_profile_get_request_id (profile));
  g_assert_true (g_uuid_string_is_valid (frond_profile_get_id (copy)));
}

static void
count_notify (guint *count)
{
  (*count)++;
}

static void
test_notify_only_changes (void)
{
  g_autoptr (FrondProfile) profile = frond_profile_new ();
  guint count = 0;

  g_signal_connect_swapped (profile, "notify::name", G_CALLBACK (count_notify), &count);
  frond_profile_set_name (profile, "One");
  frond_profile_set_name (profile, "One");
  g_assert_cmpuint (count, ==, 1);
}

static void
assert_invalid (FrondProfile *profile, FrondError code, const char *field)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (frond_profile_validate (profile, &error));
  g_assert_error (error, FROND_ERROR, (int) code);
  g_assert_cmpstr (frond_error_get_field (error), ==, field);
}

static void
test_validate (void)
{
  g_autoptr (FrondProfile) profile = frond_profile_new ();
  g_autoptr (GError) error = NULL;

  assert_invalid (profile, FROND_ERROR_INVALID_VALUE, "name");
  frond_profile_set_name (profile, "Debian");
  g_assert_true (frond_profile_validate (profile, &error));
  g_assert_no_error (error);

  frond_profile_set_memory (profile, 0);
  assert_invalid (profile, FROND_ERROR_OUT_OF_RANGE, "memory");
  frond_profile_set_memory (profile, 1000000000 * MIB);
  assert_invalid (profile, FROND_ERROR_OUT_OF_RANGE, "memory");
  frond_profile_set_memory (profile, 512 * MIB + 1);
  assert_invalid (profile, FROND_ERROR_INVALID_VALUE, "memory");
  frond_profile_set_memory (profile, 512 * MIB);

  frond_profile_set_vcpus (profile, 0);
  assert_invalid (profile, FROND_ERROR_OUT_OF_RANGE, "vcpus");
  frond_profile_set_vcpus (profile, 2);

  frond_profile_set_disk_size (profile, 5ULL * 1024 * 1024 * MIB);
  assert_invalid (profile, FROND_ERROR_OUT_OF_RANGE, "disk-size");
  frond_profile_set_disk_size (profile, 0);

  g_object_set (profile, "heads", 0, NULL);
  assert_invalid (profile, FROND_ERROR_OUT_OF_RANGE, "heads");
  g_object_set (profile, "heads", FROND_PROFILE_MAX_HEADS + 1, NULL);
  assert_invalid (profile, FROND_ERROR_OUT_OF_RANGE, "heads");
  g_object_set (profile, "heads", FROND_PROFILE_MAX_HEADS, "usb-devices", "\xff", NULL);
  assert_invalid (profile, FROND_ERROR_INVALID_VALUE, "usb-devices");
  g_object_set (profile, "usb-devices", "0951:1666\n", NULL);
  g_assert_true (frond_profile_validate (profile, NULL));
}

static void
test_error_field_survives_copy (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) copy = NULL;

  frond_set_error (&error, FROND_ERROR_OUT_OF_RANGE, "memory", "%d", 7);
  copy = g_error_copy (error);
  g_clear_error (&error);
  g_assert_cmpstr (frond_error_get_field (copy), ==, "memory");
  g_assert_cmpstr (copy->message, ==, "7");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile/copy", test_copy);
  g_test_add_func ("/profile/copy-as-new", test_copy_as_new);
  g_test_add_func ("/profile/notify-only-changes", test_notify_only_changes);
  g_test_add_func ("/profile/validate", test_validate);
  g_test_add_func ("/error/field-survives-copy", test_error_field_survives_copy);
  return g_test_run ();
}
