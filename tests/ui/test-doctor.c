/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The host doctor's words and its dialog. */

#include "ui-fixture.h"

#include "frond-doctor-dialog.h"
#include "frond-doctor-words.h"
#include "frond-help.h"

#include <string.h>

#define TEST(name, func)                                                                                     \
  g_test_add ("/ui/doctor/" name, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

static void
add (UiFixture *f, const char *id, FrondCheckState state, const char *reason, const char *detail)
{
  frond_test_host_add_check (f->host, frond_check_new (id, state, reason, detail));
}

static GtkWidget *
open_doctor (UiFixture *f)
{
  FrondLibraryWindow *window = ui_fixture_run (f);

  gtk_widget_activate_action (GTK_WIDGET (window), "app.doctor", NULL);
  ui_settle ();
  return ui_find (GTK_WIDGET (window), FROND_TYPE_DOCTOR_DIALOG, NULL, NULL);
}

static void
test_ready (UiFixture *f, gconstpointer data)
{
  GtkWidget *dialog;

  add (f, "kvm", FROND_CHECK_OK, "ok", NULL);
  frond_test_host_add_check (f->host, frond_check_new_with_room ("disk", FROND_CHECK_OK, "ok", NULL,
                                                                 30ULL << 30, 100ULL << 30));
  dialog = open_doctor (f);
  ui_wait_until (ui_has_text (dialog, "This Computer Is Ready"));
  g_assert_true (ui_has_text (dialog, "Acceleration"));
  g_assert_true (ui_has_text (dialog, "Enough: 30 GiB of 100 GiB free"));
}

/* Looked at again, it says how it is then. */
static void
test_again (UiFixture *f, gconstpointer data)
{
  GtkWidget *dialog;

  add (f, "kvm", FROND_CHECK_WARNING, "no-access", "open: EACCES");
  add (f, "swap", FROND_CHECK_NOTE, "none", NULL);
  dialog = open_doctor (f);
  ui_wait_until (ui_has_text (dialog, "Works, but Slowly"));
  g_assert_true (ui_has_text (dialog, "sudo usermod --append --groups kvm \"$USER\""));

  frond_test_host_clear_checks (f->host);
  add (f, "disk", FROND_CHECK_PROBLEM, "full", NULL);
  ui_click (dialog, "Check Again");
  ui_wait_until (ui_has_text (dialog, "Machines Cannot Run Yet"));
  g_assert_true (ui_has_text (dialog, "Disk Space: Full"));
  g_assert_false (ui_has_text (dialog, "Acceleration"));
}

static void
test_from_banner (UiFixture *f, gconstpointer data)
{
  FrondLibraryWindow *window;

  ui_fixture_add (f, "one", "Debian 13", FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, -1);
  frond_test_host_set_software (f->host, "broken");
  add (f, "kvm", FROND_CHECK_WARNING, "broken", NULL);
  window = ui_fixture_run (f);
  ui_settle ();
  ui_click (GTK_WIDGET (window), "Details");
  ui_settle ();
  ui_click (GTK_WIDGET (window), "Check This Computer");
  ui_wait_until (ui_find (GTK_WIDGET (window), FROND_TYPE_DOCTOR_DIALOG, NULL, NULL) != NULL);
}

static void
assert_page (GtkWindow *window, const char *page)
{
  g_autofree char *name = g_strconcat (page, ".page", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "help", "C", name, NULL);

  g_assert_cmpstr (frond_help_find_page (window), ==, page);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* F1 is about what is on the screen; where nothing can show it, that is said. */
static void
test_help (UiFixture *f, gconstpointer data)
{
  GtkWidget *dialog = open_doctor (f);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (dialog));
  g_auto (GStrv) accels = NULL;

  assert_page (NULL, "index");
  assert_page (window, "check");
  adw_dialog_force_close (ADW_DIALOG (dialog));
  ui_wait_until (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)) == NULL);
  assert_page (window, "library");
  gtk_widget_activate_action (GTK_WIDGET (window), "app.preferences", NULL);
  assert_page (window, "index");
  accels = gtk_application_get_accels_for_action (gtk_window_get_application (window), "app.help");
  g_assert_cmpstr (accels[0], ==, "F1");
  gtk_widget_activate_action (GTK_WIDGET (window), "app.help", NULL);
  ui_wait_until (ui_has_text (GTK_WIDGET (window), "The Help Cannot Be Shown"));
}

/* What the contract can say has words, also what it will say one day. */
static void
test_words (UiFixture *f, gconstpointer data)
{
  static const char *const pairs[][2] = {
    { "kvm", "no-device" },
    { "kvm", "no-access" },
    { "kvm", "broken" },
    { "kvm", "too-slow" },
    { "kvm", "unsupported" },
    { "kvm", "forced" },
    { "kvm", "pending" },
    { "virtualization", "off" },
    { "virtualization", "no-module" },
    { "nested", "in-guest" },
    { "virtualization", "not-nested" },
    { "vhost-net", "no-device" },
    { "vhost-net", "no-access" },
    { "vhost-vsock", "no-device" },
    { "iommu", "no-device" },
    { "helper", "silent" },
    { "helper", "too-old" },
    { "helper", "not-installed" },
    { "libvirt", "refused" },
    { "libvirt", "not-installed" },
    { "libvirt", "too-old" },
    { "qemu", "too-old" },
    { "qemu", "unknown" },
    { "qemu", "not-installed" },
    { "spice", "not-installed" },
    { "gpu", "no-device" },
    { "gpu", "no-access" },
    { "gpu", "not-supported" },
    { "gpu", "not-installed" },
    { "uefi", "not-installed" },
    { "secure-boot", "not-installed" },
    { "tpm", "not-installed" },
    { "passt", "not-installed" },
    { "passt", "as-root" },
    { "legacy", "not-supported" },
    { "virtiofsd", "not-installed" },
    { "memory", "low" },
    { "memory", "full" },
    { "swap", "none" },
    { "huge-pages", "reserved" },
    { "overcommit", "strict" },
    { "disk", "low" },
    { "disk", "full" },
    { "file-system", "no-reflink" },
    { "file-system", "read-only" },
    { "file-system", "network" },
    { "file-system", "unfit" },
    { "cgroup", "limited" },
    { "portal", "none" },
    { "usb-portal", "none" },
    { "display", "none" },
  };
  g_autoptr (FrondPlatform) platform = frond_platform_new_for ("debian", NULL, FALSE);
  g_autoptr (FrondCheck) strange = frond_check_new ("tomorrow", FROND_CHECK_WARNING, "odd", NULL);
  g_autoptr (FrondDoctorWords) words = frond_doctor_words_new (strange, platform);

  g_assert_cmpstr (words->title, ==, "tomorrow");
  g_assert_cmpstr (words->summary, ==, "odd");
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (FrondCheck) check = frond_check_new (pairs[i][0], FROND_CHECK_WARNING, pairs[i][1], NULL);
      g_autoptr (FrondDoctorWords) known = frond_doctor_words_new (check, platform);

      g_assert_cmpstr (known->title, !=, "");
      g_assert_cmpstr (known->summary, !=, pairs[i][1]);
      if (g_str_equal (pairs[i][1], "not-installed"))
        g_assert_true (g_str_has_prefix (known->command, "sudo apt install "));
    }
}

static void
test_flatpak (UiFixture *f, gconstpointer data)
{
  g_autoptr (FrondPlatform) platform = frond_platform_new_for ("debian", NULL, TRUE);
  g_autoptr (FrondCheck) check = frond_check_new ("kvm", FROND_CHECK_WARNING, "no-device", NULL);
  g_autoptr (FrondDoctorWords) words = frond_doctor_words_new (check, platform);

  g_assert_true (g_str_has_prefix (words->command, "flatpak override --user --device=kvm "));
}

static void
test_report (UiFixture *f, gconstpointer data)
{
  g_autofree char *secret = g_strdup_printf ("cannot open %s/frond", g_get_home_dir ());
  g_autoptr (FrondDoctor) doctor = frond_doctor_new (FROND_MACHINE_HOST (f->host));
  g_autofree char *report = NULL;
  g_autofree char *json = NULL;

  add (f, "libvirt", FROND_CHECK_PROBLEM, "refused", secret);
  add (f, "kvm", FROND_CHECK_OK, "ok", "a \"quote\"\nand a line");
  frond_doctor_check (doctor);
  ui_wait_until (g_list_model_get_n_items (G_LIST_MODEL (doctor)) == 2);

  report = frond_doctor_words_dup_report (doctor);
  g_assert_nonnull (strstr (report, "problem  libvirt: refused (cannot open ~/frond)"));
  g_assert_null (strstr (report, g_get_home_dir ()));
  json = frond_doctor_to_json (doctor);
  g_assert_nonnull (strstr (json, "\"verdict\": \"unable\""));
  g_assert_nonnull (strstr (json, "\"detail\": \"a \\\"quote\\\"\\u000aand a line\""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  TEST ("ready", test_ready);
  TEST ("again", test_again);
  TEST ("from-banner", test_from_banner);
  TEST ("words", test_words);
  TEST ("flatpak", test_flatpak);
  TEST ("report", test_report);
  TEST ("help", test_help);

  return g_test_run ();
}
