/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Debian's preseed: a line for each question, the value up to its end. Nothing of a person's goes in that could end
 * a line. */
#include "frond-answers-text.h"

#include <string.h>

/* The disk is the machine's first, by whatever name it has here, and nothing on it is anybody's. */
static const char fixed[] = "d-i debconf/priority select critical\n"
                            "d-i netcfg/choose_interface select auto\n"
                            "d-i netcfg/get_domain string\n"
                            "d-i netcfg/wireless_wep string\n"
                            "d-i hw-detect/load_firmware boolean false\n"
                            "d-i mirror/http/proxy string\n"
                            "d-i apt-setup/cdrom/set-first boolean false\n"
                            "d-i apt-setup/cdrom/set-next boolean false\n"
                            "d-i apt-setup/cdrom/set-failed boolean false\n"
                            "d-i apt-setup/use_mirror boolean true\n"
                            "d-i apt-setup/non-free-firmware boolean true\n"
                            "d-i clock-setup/utc boolean true\n"
                            "d-i clock-setup/ntp boolean true\n"
                            "d-i passwd/root-login boolean false\n"
                            "d-i passwd/make-user boolean true\n"
                            "d-i user-setup/allow-password-weak boolean true\n"
                            "d-i user-setup/encrypt-home boolean false\n"
                            "d-i partman/early_command string D=$(list-devices disk | head -n 1); "
                            "debconf-set partman-auto/disk \"$D\"; "
                            "debconf-set grub-installer/bootdev \"$D\"\n"
                            "d-i partman-auto/disk string /dev/vda\n"
                            "d-i partman-auto/method string regular\n"
                            "d-i partman-auto/choose_recipe select atomic\n"
                            "d-i partman-lvm/device_remove_lvm boolean true\n"
                            "d-i partman-md/device_remove_md boolean true\n"
                            "d-i partman-efi/non_efi_system boolean true\n"
                            "d-i partman-partitioning/choose_label string gpt\n"
                            "d-i partman-partitioning/default_label string gpt\n"
                            "d-i partman-partitioning/confirm_write_new_label boolean true\n"
                            "d-i partman/default_filesystem string ext4\n"
                            "d-i partman/choose_partition select finish\n"
                            "d-i partman/confirm boolean true\n"
                            "d-i partman/confirm_nooverwrite boolean true\n"
                            "popularity-contest popularity-contest/participate boolean false\n"
                            "d-i pkgsel/upgrade select none\n"
                            "d-i pkgsel/update-policy select none\n"
                            "d-i grub-installer/only_debian boolean true\n"
                            "d-i grub-installer/with_other_os boolean true\n"
                            "d-i grub-installer/bootdev string /dev/vda\n"
                            "d-i cdrom-detect/eject boolean true\n"
                            "d-i finish-install/keep-consoles boolean true\n"
                            "d-i finish-install/reboot_in_progress note\n"
                            "d-i debian-installer/exit/halt boolean false\n"
                            "d-i debian-installer/exit/poweroff boolean false\n";

static void
add (GString *text, const char *question, const char *type, const char *value)
{
  g_string_append_printf (text, "d-i %s %s %s\n", question, type, value);
}

/* As the installer's list calls it: "ch(fr)". */
static void
add_keyboard (GString *text, const FrondAnswers *answers)
{
  g_autofree char *keymap = answers->x_variant[0] != '\0'
                                ? g_strdup_printf ("%s(%s)", answers->x_layout, answers->x_variant)
                                : g_strdup (answers->x_layout);

  add (text, "keyboard-configuration/xkb-keymap", "select", keymap);
  add (text, "keyboard-configuration/layoutcode", "string", answers->x_layout);
  add (text, "keyboard-configuration/variantcode", "string", answers->x_variant);
}

/* Debian's own answer where the database has none: the one that the installer chooses by itself. */
static void
add_mirror (GString *text, const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *end = uri != NULL ? strstr (g_uri_get_path (uri), "/dists/") : NULL;
  g_autofree char *folder = NULL;

  if (end == NULL || g_uri_get_host (uri) == NULL || !g_str_equal (g_uri_get_scheme (uri), "http"))
    return;

  folder = g_strndup (g_uri_get_path (uri), (gsize) (end - g_uri_get_path (uri)));
  add (text, "mirror/country", "string", "manual");
  add (text, "mirror/protocol", "string", "http");
  add (text, "mirror/http/hostname", "string", g_uri_get_host (uri));
  add (text, "mirror/http/directory", "string", folder);
}

static void
add_packages (GString *text, const FrondAnswersText *self)
{
  g_auto (GStrv) packages = frond_answers_text_dup_all_packages (self);
  g_auto (GStrv) task = frond_answers_text_dup_packages (self, "task");
  g_autofree char *list = g_strjoinv (" ", packages);
  g_autofree char *tasks = g_strjoinv (" ", task);

  g_string_append_printf (text, "tasksel tasksel/first multiselect %s\n", tasks);
  add (text, "pkgsel/include", "string", list);
}

static void
add_account (GString *text, const FrondAnswersText *self)
{
  g_autofree char *gecos = frond_answers_text_dup_gecos (self);

  add (text, "passwd/user-fullname", "string", gecos);
  add (text, "passwd/username", "string", self->answers->user_name);
  add (text, "passwd/user-password-crypted", "password", self->hash);
}

static void
add_script (GString *text, const FrondAnswersText *self)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) self->script, strlen (self->script));

  g_string_append_printf (text,
                          "d-i preseed/late_command string echo %s >/target/tmp/frond-finish.b64; "
                          "in-target sh -c 'base64 -d /tmp/frond-finish.b64 | sh'; "
                          "rm -f /target/tmp/frond-finish.b64\n",
                          encoded);
}

char *
frond_answers_text_to_preseed (const FrondAnswersText *self)
{
  GString *text = g_string_new (fixed);

  add (text, "debian-installer/locale", "string", self->answers->locale);
  add_keyboard (text, self->answers);
  add (text, "netcfg/get_hostname", "string", self->answers->host_name);
  add (text, "netcfg/hostname", "string", self->answers->host_name);
  add_mirror (text, self->mirror);
  add (text, "time/zone", "string", self->answers->timezone[0] != '\0' ? self->answers->timezone : "Etc/UTC");
  add_account (text, self);
  add_packages (text, self);
  add_script (text, self);
  return g_string_free (text, FALSE);
}
