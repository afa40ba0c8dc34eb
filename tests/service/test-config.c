/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The administrator's files: which one wins, and that nothing in them is taken for something else. */
#include "service-client.h"
#include "vmm-config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GIB (G_GUINT64_CONSTANT (1024) * 1024 * 1024)

#define FILE_NAME "etc/frond/helper.conf"

typedef struct
{
  char *root;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->root = service_temp_dir ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  service_remove_dir (f->root);
  g_free (f->root);
}

static void
write_bytes (Fixture *f, const char *name, const char *text, gssize length)
{
  g_autofree char *path = g_build_filename (f->root, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
}

static VmmConfig *
load (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  VmmConfig *config = vmm_config_load (f->root, &error);

  g_assert_no_error (error);
  return config;
}

/* Refused; the words name the file and WHERE. */
static void
assert_refused (Fixture *f, const char *name, const char *where)
{
  g_autoptr (GError) error = NULL;

  if (vmm_config_load (f->root, &error) != NULL)
    g_error ("Nothing is refused at “%s”", where);
  g_assert_error (error, VMM_IPC_ERROR, error->code);
  if (strstr (error->message, name) == NULL || strstr (error->message, where) == NULL)
    g_error ("“%s” does not say %s and %s", error->message, name, where);
}

static guint64
limit_of (VmmConfig *config, uid_t uid, VmmLimit limit)
{
  return vmm_config_get_limit (config, uid, limit).number;
}

static void
test_none (Fixture *f, gconstpointer data)
{
  g_autoptr (VmmConfig) config = load (f);
  g_autoptr (VmmConfig) session = vmm_config_new_session ();
  VmmAmount memory = vmm_config_get_limit (config, 1000, VMM_LIMIT_MEMORY);

  g_assert_true (vmm_config_judges_resources (config));
  g_assert_false (vmm_config_judges_resources (session));
  g_assert_cmpuint (limit_of (config, 1000, VMM_LIMIT_MACHINES), ==, 32);
  g_assert_cmpuint (limit_of (session, 1000, VMM_LIMIT_MACHINES), ==, 256);
  g_assert_true (memory.percent);
  g_assert_cmpuint (vmm_amount_of (memory, 23 * GIB), ==, 23 * GIB);
  g_assert_cmpuint (vmm_config_get_host_limit (config, VMM_HOST_LIMIT_MACHINES), ==, 256);
  /* 20 % of 23 GiB is more than 2 GiB, of 4 GiB it is not. */
  g_assert_cmpuint (vmm_config_get_reserve (config, VMM_HOST_LIMIT_MEMORY_RESERVE,
                                            VMM_HOST_LIMIT_MEMORY_RESERVE_SHARE, 4 * GIB),
                    ==, 2 * GIB);
  g_assert_cmpuint (vmm_config_get_reserve (config, VMM_HOST_LIMIT_MEMORY_RESERVE,
                                            VMM_HOST_LIMIT_MEMORY_RESERVE_SHARE, 100 * GIB),
                    ==, 20 * GIB);
  g_assert_false (vmm_config_get_pci_enabled (config));
  g_assert_false (vmm_config_get_allow_shared_dac (config));
  g_assert_null (vmm_config_get_bridges (config));
}

static void
test_order (Fixture *f, gconstpointer data)
{
  g_autoptr (VmmConfig) config = NULL;

  write_bytes (f, "usr/lib/frond/helper.conf.d/10.conf", "[limits]\nmachines=1\nrunning=1\nmemory=1G\n", -1);
  write_bytes (f, "usr/lib/frond/helper.conf.d/20.conf", "[limits]\nrunning=2\n", -1);
  write_bytes (f, FILE_NAME, "[limits]\nmemory=50%\nvcpus=7\n[limits 1001]\nvcpus=1\n[pci]\nenabled=yes\n",
               -1);
  write_bytes (f, "etc/frond/helper.conf.d/x.conf",
               "[limits]\nvcpus=8\n[isolation]\nallow-shared-dac=true\n[network]\nbridges=br0; br-1.2 ;\n",
               -1);
  /* Not one of ours, and one that an editor left. */
  write_bytes (f, "etc/frond/helper.conf.d/README", "[limits]\nmachines=9\n", -1);
  write_bytes (f, "etc/frond/helper.conf.d/.x.conf", "nonsense", -1);
  config = load (f);

  g_assert_cmpuint (limit_of (config, 1000, VMM_LIMIT_MACHINES), ==, 1);
  g_assert_cmpuint (limit_of (config, 1000, VMM_LIMIT_RUNNING), ==, 2);
  g_assert_cmpuint (limit_of (config, 1000, VMM_LIMIT_MEMORY), ==, 50);
  g_assert_true (vmm_config_get_limit (config, 1000, VMM_LIMIT_MEMORY).percent);
  g_assert_cmpuint (limit_of (config, 1000, VMM_LIMIT_VCPUS), ==, 8);
  g_assert_cmpuint (limit_of (config, 1001, VMM_LIMIT_VCPUS), ==, 1);
  g_assert_cmpuint (limit_of (config, 1001, VMM_LIMIT_RUNNING), ==, 2);
  g_assert_true (vmm_config_get_pci_enabled (config));
  g_assert_true (vmm_config_get_allow_shared_dac (config));
  g_assert_cmpuint (g_strv_length ((char **) vmm_config_get_bridges (config)), ==, 2);
  g_assert_cmpstr (vmm_config_get_bridges (config)[1], ==, "br-1.2");
}

static void
test_no_bridges (Fixture *f, gconstpointer data)
{
  g_autoptr (VmmConfig) config = NULL;

  write_bytes (f, FILE_NAME, "[network]\nbridges=\n[host]\nmachines=3\nmemory-reserve-share=10%\n", -1);
  config = load (f);
  g_assert_nonnull (vmm_config_get_bridges (config));
  g_assert_null (vmm_config_get_bridges (config)[0]);
  g_assert_cmpuint (vmm_config_get_host_limit (config, VMM_HOST_LIMIT_MACHINES), ==, 3);
  g_assert_cmpuint (vmm_config_get_host_limit (config, VMM_HOST_LIMIT_MEMORY_RESERVE_SHARE), ==, 10);
}

/* Each begins as somebody might have meant it. */
static void
test_hostile (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *where;
  } files[] = {
    { "[limit]\nmachines=1\n", "[limit]" },
    { "[limits]\nmachine=1\n", "[limits] machine:" },
    { "[limits]\nmachines[de]=1\n", "[limits] machines[de]:" },
    { "[limits]\nmachines=\n", "[limits] machines:" },
    { "[limits]\nmachines=-1\n", "[limits] machines:" },
    { "[limits]\nmachines=+1\n", "[limits] machines:" },
    { "[limits]\nmachines=0x10\n", "[limits] machines:" },
    { "[limits]\nmachines=1 2\n", "[limits] machines:" },
    { "[limits]\nmachines=65536\n", "[limits] machines:" },
    { "[limits]\nmachines=50%\n", "[limits] machines:" },
    { "[limits]\nmachines=18446744073709551616\n", "[limits] machines:" },
    { "[limits]\nmachines=18446744073709551615T\n", "[limits] machines:" },
    { "[limits]\nmachines=\\xff\n", "[limits] machines:" },
    { "[limits]\nmemory=10001%\n", "[limits] memory:" },
    { "[limits]\nmemory=%\n", "[limits] memory:" },
    { "[limits]\nmemory=5%%\n", "[limits] memory:" },
    { "[limits]\nmemory=5g\n", "[limits] memory:" },
    { "[limits]\nmemory=5GB\n", "[limits] memory:" },
    { "[limits]\nmemory=1025T\n", "[limits] memory:" },
    { "[limits alice]\nmachines=1\n", "[limits alice]" },
    { "[limits 4294967295]\nmachines=1\n", "[limits 4294967295]" },
    { "[limits -1]\nmachines=1\n", "[limits -1]" },
    { "[limits 1000]\nmachines=a\n", "[limits 1000] machines:" },
    { "[limits 1000]\nbridges=a\n", "[limits 1000] bridges:" },
    { "[host]\nrunning=1\n", "[host] running:" },
    { "[host]\nmachines=10%\n", "[host] machines:" },
    { "[host]\nmemory-reserve-share=10\n", "[host] memory-reserve-share:" },
    { "[host]\nmemory-reserve-share=101%\n", "[host] memory-reserve-share:" },
    { "[pci]\nenabled=1\n", "[pci] enabled:" },
    { "[pci]\nenabled=Yes\n", "[pci] enabled:" },
    { "[pci]\nenable=yes\n", "[pci] enable:" },
    { "[isolation]\nallow-shared=yes\n", "[isolation] allow-shared:" },
    { "[network]\nbridge=br0\n", "[network] bridge:" },
    { "[network]\nbridges=br0,br1\n", "[network] bridges:" },
    { "[network]\nbridges=br0;;br1\n", "[network] bridges:" },
    { "[network]\nbridges=../br0\n", "[network] bridges:" },
    { "[network]\nbridges=-br0\n", "[network] bridges:" },
    { "[network]\nbridges=abcdefghijklmnop\n", "[network] bridges:" },
    { "[network]\nbridges=br\xc3\xa4\n", "[network] bridges:" },
    { "machines=1\n", "" },
    { "[limits\nmachines=1\n", "" },
    { "[limits]\nmachines\n", "" },
    { "\x7f"
      "ELF\x02\x01\x01",
      "" },
  };
  g_autofree char *many = g_strnfill (64 * 3, 'b');
  g_autofree char *bridges = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      write_bytes (f, FILE_NAME, files[i].text, -1);
      assert_refused (f, FILE_NAME, files[i].where);
    }
  for (guint i = 1; i < 64 * 3; i += 2)
    many[i] = ';';
  bridges = g_strconcat ("[network]\nbridges=", many, NULL);
  write_bytes (f, FILE_NAME, bridges, -1);
  assert_refused (f, FILE_NAME, "[network] bridges:");
}

static void
test_unreadable (Fixture *f, gconstpointer data)
{
  g_autofree char *large = g_strnfill (64 * 1024 + 1, '\n');
  g_autofree char *path = g_build_filename (f->root, FILE_NAME, NULL);
  g_autofree char *folder = g_build_filename (f->root, "etc/frond/helper.conf.d", NULL);
  g_autofree char *link = g_build_filename (folder, "a.conf", NULL);

  write_bytes (f, FILE_NAME, large, -1);
  assert_refused (f, FILE_NAME, "too large");
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_mkdir (path, 0755), ==, 0);
  assert_refused (f, FILE_NAME, "not a file");
  g_assert_cmpint (g_rmdir (path), ==, 0);
  /* A pipe that nobody writes into does not keep it waiting. */
  g_assert_cmpint (mkfifo (path, 0644), ==, 0);
  assert_refused (f, FILE_NAME, "not a file");
  g_assert_cmpint (g_unlink (path), ==, 0);
  /* A link to itself. */
  g_assert_cmpint (symlink ("helper.conf", path), ==, 0);
  assert_refused (f, FILE_NAME, "cannot be read");
  g_assert_cmpint (g_unlink (path), ==, 0);
  write_bytes (f, "etc/frond/helper.conf.d", "", 0);
  assert_refused (f, "helper.conf.d", "cannot be read");
  g_assert_cmpint (g_unlink (folder), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  write_bytes (f, "etc/frond/helper.conf.d/b.conf", "[host]\nnothing=1\n", -1);
  assert_refused (f, "helper.conf.d/b.conf", "[host] nothing:");
  write_bytes (f, "etc/frond/helper.conf.d/b.conf", "", 0);
  /* The way to take a distribution's file out. */
  g_assert_cmpint (symlink ("/dev/null", link), ==, 0);
  g_object_unref (load (f));
}

/* The example says what holds without it: with every line of it in force nothing is different. */
static void
test_example (Fixture *f, gconstpointer data)
{
  g_autoptr (VmmConfig) usual = vmm_config_new_system ();
  g_autoptr (VmmConfig) config = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *example = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (g_getenv ("FROND_EXAMPLE_CONFIG"), &example, NULL, &error);
  g_assert_no_error (error);
  write_bytes (f, FILE_NAME, example, -1);
  g_object_unref (load (f));

  lines = g_strsplit (example, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (!g_str_has_prefix (lines[i], "# "))
      g_string_append_printf (text, "%s\n", lines[i][0] == '#' ? lines[i] + 1 : lines[i]);
  write_bytes (f, FILE_NAME, text->str, -1);
  config = load (f);
  for (guint i = 0; i < VMM_N_LIMITS; i++)
    {
      g_autofree char *key = g_strdup_printf ("\n%s=", vmm_limit_get_name (i));

      g_assert_nonnull (strstr (text->str, key));
      g_assert_cmpuint (limit_of (config, 1, i), ==, limit_of (usual, 1, i));
    }
  for (guint i = 0; i < VMM_N_HOST_LIMITS; i++)
    g_assert_cmpuint (vmm_config_get_host_limit (config, i), ==, vmm_config_get_host_limit (usual, i));
  g_assert_cmpuint (limit_of (config, 1000, VMM_LIMIT_MACHINES), ==, 4);
  g_assert_false (vmm_config_get_pci_enabled (config));
  g_assert_false (vmm_config_get_allow_shared_dac (config));
  g_assert_nonnull (vmm_config_get_bridges (config));
}

static void
test_amounts (void)
{
  VmmLimits limits;
  const VmmAmount share = { 150, TRUE };
  g_autofree char *text = vmm_amount_to_string (share);

  g_assert_cmpstr (text, ==, "150%");
  g_assert_cmpuint (vmm_amount_of (share, 3), ==, 4);
  g_assert_cmpuint (vmm_amount_of (share, 1024 * GIB), ==, 1536 * GIB);
  vmm_limits_init (&limits);
  g_assert_cmpuint (limits.set, ==, 0);
  g_assert_true (vmm_limits_set (&limits, VMM_LIMIT_MEMORY, "3K"));
  g_assert_cmpuint (limits.amounts[VMM_LIMIT_MEMORY].number, ==, 3072);
  g_assert_true (vmm_limit_allows (VMM_LIMIT_RUNNING, 65535));
  g_assert_false (vmm_limit_allows (VMM_LIMIT_RUNNING, 65536));
  for (guint i = 0; i < VMM_N_LIMITS; i++)
    g_assert_cmpuint (vmm_limit_from_name (vmm_limit_get_name (i)), ==, i);
  g_assert_cmpuint (vmm_limit_from_name ("xml"), ==, VMM_N_LIMITS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/config/none", Fixture, NULL, set_up, test_none, tear_down);
  g_test_add ("/config/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/config/no-bridges", Fixture, NULL, set_up, test_no_bridges, tear_down);
  g_test_add ("/config/hostile", Fixture, NULL, set_up, test_hostile, tear_down);
  g_test_add ("/config/unreadable", Fixture, NULL, set_up, test_unreadable, tear_down);
  g_test_add ("/config/example", Fixture, NULL, set_up, test_example, tear_down);
  g_test_add_func ("/config/amounts", test_amounts);
  return g_test_run ();
}
