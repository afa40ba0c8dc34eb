/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-error.h"
#include "frond-guest-words.h"
#include "frond-host-advice.h"
#include "frond-host-capabilities.h"
#include "frond-message.h"
#include "frond-platform.h"
#include "frond-size-row.h"

#include "frond-config.h"

#include <libintl.h>
#include <locale.h>

#define MIB (G_GUINT64_CONSTANT (1024) * 1024)

/* What is not about one thing names none; a task that is added names its own. */
static gboolean
has_subject (FrondTask task)
{
  return task != FROND_TASK_LOAD && task != FROND_TASK_USB_LIST && task != FROND_TASK_USB_DISC &&
         task != FROND_TASK_REFRESH && task != FROND_TASK_CACHE;
}

static void
test_every_error_has_words (void)
{
  for (int task = FROND_TASK_LOAD; task < FROND_TASK_N_TASKS; task++)
    for (int code = FROND_ERROR_FAILED; code < FROND_ERROR_N_CODES; code++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (FrondMessage) message = NULL;

        frond_set_error (&error, (FrondError) code, "memory", "technical %d", code);
        message = frond_message_new ((FrondTask) task, "100%s%n", error);
        g_assert_cmpuint (strlen (message->title), >, 10);
        g_assert_cmpuint (strlen (message->body), >, 10);
        g_assert_nonnull (strstr (message->detail, "technical"));
        /* A name is never read as a format, and technical text is never the body. */
        if (has_subject ((FrondTask) task))
          g_assert_nonnull (strstr (message->title, "100%s%n"));
        else
          g_assert_null (strstr (message->title, "100"));
        g_assert_null (strstr (message->body, "technical"));
      }
}

/* What nobody has written words for would be said as something unexpected, and only that is. */
static void
test_every_error_has_its_own (void)
{
  g_autoptr (GError) unexpected = g_error_new_literal (FROND_ERROR, FROND_ERROR_FAILED, "x");
  g_autoptr (FrondMessage) any = frond_message_new (FROND_TASK_CHANGE, "a", unexpected);

  for (int code = FROND_ERROR_FAILED + 1; code < FROND_ERROR_N_CODES; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (FROND_ERROR, code, "x");
      g_autoptr (FrondMessage) message = frond_message_new (FROND_TASK_CHANGE, "a", error);

      if (g_str_equal (message->body, any->body))
        g_test_message ("Error %d has no words", code);
      g_assert_cmpstr (message->body, !=, any->body);
    }
}

static void
test_field_decides (void)
{
  g_autoptr (GError) memory = NULL;
  g_autoptr (GError) unknown = NULL;
  g_autoptr (FrondMessage) about_memory = NULL;
  g_autoptr (FrondMessage) about_unknown = NULL;

  frond_set_error (&memory, FROND_ERROR_OUT_OF_RANGE, "memory", "x");
  frond_set_error (&unknown, FROND_ERROR_OUT_OF_RANGE, "made-up", "x");
  about_memory = frond_message_new (FROND_TASK_CREATE, "a", memory);
  about_unknown = frond_message_new (FROND_TASK_CREATE, "a", unknown);
  g_assert_nonnull (strstr (about_memory->body, "memory"));
  g_assert_cmpstr (about_memory->body, !=, about_unknown->body);
}

/* Each kind of bad image has words of its own, and the room that is needed is told. */
static void
test_images (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) full = NULL;
  g_autoptr (FrondMessage) message = NULL;

  for (int code = FROND_ERROR_IMAGE_FORMAT; code < FROND_ERROR_N_CODES; code++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (FrondMessage) about = NULL;

      frond_set_error (&error, (FrondError) code, "disk0", "x");
      about = frond_message_new (FROND_TASK_CREATE, "a", error);
      g_assert_true (g_hash_table_add (seen, g_strdup (about->body)));
    }

  frond_set_error (&full, FROND_ERROR_NO_SPACE, "disk0", "x");
  frond_error_set_amount (full, 3 * 1000 * 1000 * 1000ull);
  message = frond_message_new (FROND_TASK_CREATE, "a", full);
  g_assert_nonnull (strstr (message->body, "3.0"));
}

/* What a move would lose is said, and what to do. */
static void
test_move (void)
{
  g_autoptr (GError) tpm = NULL;
  g_autoptr (GError) other = NULL;
  g_autoptr (FrondMessage) about_tpm = NULL;
  g_autoptr (FrondMessage) about_other = NULL;

  frond_set_error (&tpm, FROND_ERROR_UNSUPPORTED, "tpm", "x");
  frond_set_error (&other, FROND_ERROR_UNSUPPORTED, "storage", "x");
  about_tpm = frond_message_new (FROND_TASK_MOVE, "a", tpm);
  about_other = frond_message_new (FROND_TASK_MOVE, "a", other);
  g_assert_nonnull (strstr (about_tpm->body, "TPM"));
  g_assert_cmpstr (about_tpm->body, !=, about_other->body);
}

static void
test_foreign_error (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "ENOSPC");
  g_autoptr (FrondMessage) message = frond_message_new (FROND_TASK_SCREENSHOT, "a", error);

  g_assert_nonnull (strstr (message->body, "full"));
}

typedef struct
{
  const char *id;
  const char *id_like;
  const char *starts;
} Distribution;

static void
test_install_command (void)
{
  static const Distribution distributions[] = {
    { "debian", NULL, "sudo apt install " },
    { "linuxmint", "ubuntu debian", "sudo apt install " },
    { "fedora", NULL, "sudo dnf install " },
    { "manjaro", "arch", "sudo pacman -S " },
    { "opensuse-tumbleweed", "opensuse suse", "sudo zypper install " },
    { "haiku", NULL, NULL },
    { NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (distributions); i++)
    {
      const Distribution *d = &distributions[i];
      g_autoptr (FrondPlatform) platform = frond_platform_new_for (d->id, d->id_like, FALSE);
      g_autofree char *command = frond_platform_dup_install_command (platform, FROND_PIECE_QEMU);

      if (d->starts == NULL)
        g_assert_null (command);
      else
        g_assert_true (g_str_has_prefix (command, d->starts));
    }
}

static void
test_no_command_in_flatpak (void)
{
  g_autoptr (FrondPlatform) platform = frond_platform_new_for ("debian", NULL, TRUE);
  g_autoptr (FrondHostCapabilities) capabilities = frond_host_capabilities_new ();
  g_autoptr (FrondHostAdvice) advice = NULL;

  g_free (capabilities->backend_error);
  capabilities->backend_error = g_strdup ("no-qemu");
  advice = frond_host_advice_new_for_backend (NULL, capabilities, platform);
  g_assert_nonnull (advice);
  g_assert_null (advice->command);
  g_assert_nonnull (strstr (advice->body, "Flatpak"));
}

/* The one thing that a Flatpak cannot bring: the host's distribution has it, not the runtime's. */
static void
test_service_in_flatpak (void)
{
  g_autoptr (FrondPlatform) platform =
      frond_platform_new_for_release ("NAME=\"Mint\"\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", TRUE);
  g_autoptr (FrondPlatform) unknown = frond_platform_new_for_release ("", TRUE);
  g_autofree char *service = frond_platform_dup_install_command (platform, FROND_PIECE_SERVICE);
  g_autofree char *helper = frond_platform_dup_install_command (platform, FROND_PIECE_HELPER);
  g_autofree char *nowhere = frond_platform_dup_install_command (unknown, FROND_PIECE_SERVICE);

  g_assert_cmpstr (service, ==, "sudo apt install frond-vmm-helper");
  g_assert_null (helper);
  g_assert_null (nowhere);
}

static void
test_accel_reasons (void)
{
  static const char *const reasons[] = { "forced",   "no-device", "no-access",   "broken",
                                         "too-slow", "pending",   "unsupported", "from the future" };
  g_autoptr (GHashTable) bodies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr (FrondHostCapabilities) capabilities = frond_host_capabilities_new ();
      g_autoptr (FrondHostAdvice) advice = NULL;

      capabilities->backend = TRUE;
      capabilities->accel = FROND_ACCEL_SOFTWARE;
      g_free (capabilities->accel_reason);
      capabilities->accel_reason = g_strdup (reasons[i]);
      advice = frond_host_advice_new_for_accel (capabilities);
      g_assert_nonnull (advice);
      g_assert_true (g_hash_table_add (bodies, g_strdup (advice->body)));
    }
}

static void
test_no_advice_with_kvm (void)
{
  g_autoptr (FrondHostCapabilities) capabilities = frond_host_capabilities_new ();

  capabilities->backend = TRUE;
  capabilities->accel = FROND_ACCEL_KVM;
  g_assert_null (frond_host_advice_new_for_accel (capabilities));
  g_assert_null (frond_host_advice_new_for_accel (NULL));
}

static void
test_sizes (void)
{
  g_autofree char *small = frond_guest_words_size (512 * MIB);
  g_autofree char *whole = frond_guest_words_size (4096 * MIB);
  g_autofree char *part = frond_guest_words_size (1536 * MIB);

  g_assert_cmpstr (small, ==, "512 MiB");
  g_assert_cmpstr (whole, ==, "4 GiB");
  g_assert_cmpstr (part, ==, "1.50 GiB");
}

static void
test_parse_size (void)
{
  double mib = 0;

  g_assert_true (frond_size_row_parse ("4", &mib));
  g_assert_cmpfloat (mib, ==, 4096);
  g_assert_true (frond_size_row_parse ("512 MiB", &mib));
  g_assert_cmpfloat (mib, ==, 512);
  g_assert_true (frond_size_row_parse ("1.5 GiB", &mib));
  g_assert_cmpfloat (mib, ==, 1536);
  /* With the spaces that German and French have there. */
  g_assert_true (frond_size_row_parse ("2\302\240GiB", &mib));
  g_assert_cmpfloat (mib, ==, 2048);
  g_assert_true (frond_size_row_parse ("512\342\200\257Mio", &mib));
  g_assert_cmpfloat (mib, ==, 512);
  g_assert_true (frond_size_row_parse ("1t", &mib));
  g_assert_cmpfloat (mib, ==, 1024 * 1024);
  g_assert_false (frond_size_row_parse ("", &mib));
  g_assert_false (frond_size_row_parse ("much", &mib));
  g_assert_false (frond_size_row_parse ("-1", &mib));
  g_assert_false (frond_size_row_parse ("inf", &mib));
  g_assert_false (frond_size_row_parse ("4 parsecs", &mib));
}

/* What a row shows it must also read, or it falls to its smallest value. */
static void
test_sizes_of_languages (void)
{
  const char *folder = g_getenv ("FROND_PO_DIR");
  g_autofree char *locales = g_dir_make_tmp ("frond-locale-XXXXXX", NULL);
  g_autofree char *locale = g_build_filename (locales, "en_GB.UTF-8", NULL);
  const char *const localedef[] = { "localedef", "-i", "en_GB", "-f", "UTF-8", locale, NULL };
  const char *const removal[] = { "rm", "-r", locales, NULL };
  static const guint64 sizes[] = { 512 * MIB, 4096 * MIB, 1536 * MIB };
  static const char *const english[] = { "512 MiB", "4 GiB", "1.50 GiB" };
  g_autoptr (GDir) dir = NULL;
  const char *language;
  guint n_translated = 0;

  g_assert_nonnull (folder);
  dir = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (dir);
  /* In the C locale, nothing is translated. */
  g_assert_true (g_spawn_sync (NULL, (char **) localedef, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                               NULL, NULL));
  g_setenv ("LOCPATH", locales, TRUE);
  g_assert_nonnull (setlocale (LC_ALL, "en_GB.UTF-8"));
  bindtextdomain (FROND_GETTEXT, folder);
  bind_textdomain_codeset (FROND_GETTEXT, "UTF-8");

  while ((language = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, language, "LC_MESSAGES", FROND_GETTEXT ".mo", NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        continue;

      g_setenv ("LANGUAGE", language, TRUE);
      textdomain (FROND_GETTEXT); /* forgets what was looked up before */
      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          g_autofree char *words = frond_guest_words_size (sizes[i]);
          double mib = 0;

          n_translated += !g_str_equal (words, english[i]);
          g_test_message ("%s: %s", language, words);
          g_assert_true (frond_size_row_parse (words, &mib));
          g_assert_cmpfloat (mib, ==, (double) (sizes[i] / MIB));
        }
    }

  g_assert_cmpuint (n_translated, >, 0);
  setlocale (LC_ALL, "C");
  g_assert_true (
      g_spawn_sync (NULL, (char **) removal, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
}

static void
test_letters (void)
{
  g_autofree char *plain = frond_guest_words_letter ("debian");
  g_autofree char *later = frond_guest_words_letter ("«éclair»");
  g_autofree char *none = frond_guest_words_letter ("—");
  g_autofree char *missing = frond_guest_words_letter (NULL);

  g_assert_cmpstr (plain, ==, "D");
  g_assert_cmpstr (later, ==, "É");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (missing, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/words/every-error", test_every_error_has_words);
  g_test_add_func ("/ui/words/own", test_every_error_has_its_own);
  g_test_add_func ("/ui/words/field", test_field_decides);
  g_test_add_func ("/ui/words/images", test_images);
  g_test_add_func ("/ui/words/move", test_move);
  g_test_add_func ("/ui/words/foreign-error", test_foreign_error);
  g_test_add_func ("/ui/words/install-command", test_install_command);
  g_test_add_func ("/ui/words/flatpak", test_no_command_in_flatpak);
  g_test_add_func ("/ui/words/service-in-flatpak", test_service_in_flatpak);
  g_test_add_func ("/ui/words/accel-reasons", test_accel_reasons);
  g_test_add_func ("/ui/words/kvm", test_no_advice_with_kvm);
  g_test_add_func ("/ui/words/sizes", test_sizes);
  g_test_add_func ("/ui/words/parse-size", test_parse_size);
  g_test_add_func ("/ui/words/sizes-of-languages", test_sizes_of_languages);
  g_test_add_func ("/ui/words/letters", test_letters);

  return g_test_run ();
}
