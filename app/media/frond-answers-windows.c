/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* autounattend.xml, as Windows' setup finds it on any drive. Sources of the settings: Microsoft's "Unattended Windows
 * Setup Reference". */
#include "frond-answers-windows-tables.h"
#include "frond-answers-xml.h"

#include <string.h>

#define UNATTEND "urn:schemas-microsoft-com:unattend"
#define WMI      "http://schemas.microsoft.com/WMIConfig/2002/State"
#define TOKEN    "31bf3856ad364e35"

/* Not a licence: Microsoft's published key that says which edition of a disc with several is meant. */
#define KEY_PRO "VK7JG-NPHTM-C97JM-9MPGT-3V66T"

#define MAX_COMPUTER 15
#define MAX_ACCOUNT  20

/* Setup does not tell which letter a drive gets. */
static const char *const letters = "DEFGH";

static void
open_pass (FrondAnswersXml *xml, const char *pass)
{
  frond_answers_xml_open (xml, "settings");
  frond_answers_xml_attribute (xml, "pass", pass);
}

static void
open_component (FrondAnswersXml *xml, const char *name)
{
  frond_answers_xml_open (xml, "component");
  frond_answers_xml_attribute (xml, "name", name);
  frond_answers_xml_attribute (xml, "processorArchitecture", "amd64");
  frond_answers_xml_attribute (xml, "publicKeyToken", TOKEN);
  frond_answers_xml_attribute (xml, "language", "neutral");
  frond_answers_xml_attribute (xml, "versionScope", "nonSxS");
}

static void
open_added (FrondAnswersXml *xml, const char *element)
{
  frond_answers_xml_open (xml, element);
  frond_answers_xml_attribute (xml, "wcm:action", "add");
}

/* The disc has one language; how numbers and dates look, and the keyboard, are the person's. */
static void
write_languages (FrondAnswersXml *xml, const FrondAnswersText *self, gboolean setup)
{
  g_auto (GStrv) locale = g_strsplit_set (self->answers->locale, ".@", 2);
  g_autofree char *tag = g_strdelimit (g_strdup (locale[0]), "_", '-');
  g_autofree char *input = frond_answers_windows_keyboard (self->answers->x_layout, self->answers->x_variant);

  open_component (xml, setup ? "Microsoft-Windows-International-Core-WinPE"
                             : "Microsoft-Windows-International-Core");
  if (setup)
    {
      frond_answers_xml_open (xml, "SetupUILanguage");
      frond_answers_xml_element (xml, "UILanguage", self->ui_language);
      frond_answers_xml_close (xml);
    }
  frond_answers_xml_element (xml, "InputLocale", input != NULL ? input : tag);
  frond_answers_xml_element (xml, "SystemLocale", tag);
  frond_answers_xml_element (xml, "UILanguage", self->ui_language);
  frond_answers_xml_element (xml, "UserLocale", tag);
  frond_answers_xml_close (xml);
}

static void
write_drivers (FrondAnswersXml *xml)
{
  open_component (xml, "Microsoft-Windows-PnpCustomizationsWinPE");
  frond_answers_xml_open (xml, "DriverPaths");
  for (const char *letter = letters; *letter != '\0'; letter++)
    {
      g_autofree char *path = g_strdup_printf ("%c:\\drivers", *letter);
      g_autofree char *number = g_strdup_printf ("%d", (int) (letter - letters) + 1);

      open_added (xml, "PathAndCredentials");
      frond_answers_xml_attribute (xml, "wcm:keyValue", number);
      frond_answers_xml_element (xml, "Path", path);
      frond_answers_xml_close (xml);
    }
  frond_answers_xml_close (xml);
  frond_answers_xml_close (xml);
}

/* SIZE in MiB, or NULL for what is left. */
static void
write_partition (FrondAnswersXml *xml, const char *order, const char *type, const char *size)
{
  open_added (xml, "CreatePartition");
  frond_answers_xml_element (xml, "Order", order);
  frond_answers_xml_element (xml, "Type", type);
  if (size != NULL)
    frond_answers_xml_element (xml, "Size", size);
  else
    frond_answers_xml_element (xml, "Extend", "true");
  frond_answers_xml_close (xml);
}

static void
write_format (FrondAnswersXml *xml, const char *order, const char *partition, const char *format,
              const char *label)
{
  open_added (xml, "ModifyPartition");
  frond_answers_xml_element (xml, "Order", order);
  frond_answers_xml_element (xml, "PartitionID", partition);
  frond_answers_xml_element (xml, "Format", format);
  frond_answers_xml_element (xml, "Label", label);
  if (g_str_equal (format, "NTFS"))
    frond_answers_xml_element (xml, "Letter", "C");
  frond_answers_xml_close (xml);
}

static void
write_disk (FrondAnswersXml *xml)
{
  frond_answers_xml_open (xml, "DiskConfiguration");
  frond_answers_xml_element (xml, "WillShowUI", "OnError");
  open_added (xml, "Disk");
  frond_answers_xml_element (xml, "DiskID", "0");
  frond_answers_xml_element (xml, "WillWipeDisk", "true");
  frond_answers_xml_open (xml, "CreatePartitions");
  write_partition (xml, "1", "EFI", "300");
  write_partition (xml, "2", "MSR", "16");
  write_partition (xml, "3", "Primary", NULL);
  frond_answers_xml_close (xml);
  frond_answers_xml_open (xml, "ModifyPartitions");
  write_format (xml, "1", "1", "FAT32", "System");
  write_format (xml, "2", "3", "NTFS", "Windows");
  frond_answers_xml_close (xml);
  frond_answers_xml_close (xml);
  frond_answers_xml_close (xml);
}

static void
write_image (FrondAnswersXml *xml, const FrondAnswersText *self)
{
  frond_answers_xml_open (xml, "ImageInstall");
  frond_answers_xml_open (xml, "OSImage");
  if (!self->generic_key)
    {
      frond_answers_xml_open (xml, "InstallFrom");
      open_added (xml, "MetaData");
      frond_answers_xml_element (xml, "Key", "/IMAGE/INDEX");
      frond_answers_xml_element (xml, "Value", "1");
      frond_answers_xml_close (xml);
      frond_answers_xml_close (xml);
    }
  frond_answers_xml_open (xml, "InstallTo");
  frond_answers_xml_element (xml, "DiskID", "0");
  frond_answers_xml_element (xml, "PartitionID", "3");
  frond_answers_xml_close (xml);
  frond_answers_xml_element (xml, "WillShowUI", "OnError");
  frond_answers_xml_close (xml);
  frond_answers_xml_close (xml);
}

static void
write_setup (FrondAnswersXml *xml, const FrondAnswersText *self)
{
  open_component (xml, "Microsoft-Windows-Setup");
  write_disk (xml);
  write_image (xml, self);
  frond_answers_xml_open (xml, "UserData");
  frond_answers_xml_element (xml, "AcceptEula", "true");
  if (self->generic_key)
    {
      frond_answers_xml_open (xml, "ProductKey");
      frond_answers_xml_element (xml, "Key", KEY_PRO);
      frond_answers_xml_element (xml, "WillShowUI", "OnError");
      frond_answers_xml_close (xml);
    }
  frond_answers_xml_close (xml);
  frond_answers_xml_close (xml);
}

/* Without the key of the registry, Windows 11 insists on a network, and on an account of Microsoft's. */
static void
write_specialize (FrondAnswersXml *xml, const FrondAnswersText *self)
{
  g_autofree char *computer = g_strndup (self->answers->host_name, MAX_COMPUTER);
  const char *zone = frond_answers_windows_timezone (self->answers->timezone);

  while (g_str_has_suffix (computer, "-"))
    computer[strlen (computer) - 1] = '\0';
  open_pass (xml, "specialize");
  open_component (xml, "Microsoft-Windows-Shell-Setup");
  frond_answers_xml_element (xml, "ComputerName", computer);
  if (zone != NULL)
    frond_answers_xml_element (xml, "TimeZone", zone);
  frond_answers_xml_close (xml);
  open_component (xml, "Microsoft-Windows-Deployment");
  frond_answers_xml_open (xml, "RunSynchronous");
  open_added (xml, "RunSynchronousCommand");
  frond_answers_xml_element (xml, "Order", "1");
  frond_answers_xml_element (
      xml, "Path",
      "reg add HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\OOBE /v BypassNRO /t REG_DWORD /d 1 /f");
  frond_answers_xml_close (xml);
  frond_answers_xml_close (xml);
  frond_answers_xml_close (xml);
  frond_answers_xml_close (xml);
}

/* Setup has no better way than this: the password with a fixed word behind it, in Base64. It is no encryption, which
 * is why the medium goes when the installation is done. */
static void
write_password (FrondAnswersXml *xml, const char *password)
{
  g_autofree char *marked = g_strconcat (password, "Password", NULL);
  glong units = 0;
  g_autofree gunichar2 *wide = g_utf8_to_utf16 (marked, -1, NULL, &units, NULL);
  g_autofree guchar *bytes = g_new (guchar, (gsize) units * 2 + 1);
  g_autofree char *encoded = NULL;

  for (glong i = 0; i < units; i++)
    {
      bytes[i * 2] = wide[i] & 0xff;
      bytes[i * 2 + 1] = wide[i] >> 8;
    }
  encoded = g_base64_encode (bytes, (gsize) units * 2);
  frond_answers_xml_open (xml, "Password");
  frond_answers_xml_element (xml, "Value", password[0] != '\0' ? encoded : "");
  frond_answers_xml_element (xml, "PlainText", password[0] != '\0' ? "false" : "true");
  frond_answers_xml_close (xml);
  explicit_bzero (marked, strlen (marked));
  explicit_bzero (wide, (gsize) units * 2);
  explicit_bzero (bytes, (gsize) units * 2);
}

static void
write_account (FrondAnswersXml *xml, const FrondAnswers *answers)
{
  g_autofree char *account = g_strndup (answers->user_name, MAX_ACCOUNT);

  frond_answers_xml_open (xml, "UserAccounts");
  frond_answers_xml_open (xml, "LocalAccounts");
  open_added (xml, "LocalAccount");
  write_password (xml, answers->password);
  frond_answers_xml_element (xml, "DisplayName",
                             answers->full_name[0] != '\0' ? answers->full_name : account);
  frond_answers_xml_element (xml, "Group", "Administrators");
  frond_answers_xml_element (xml, "Name", account);
  frond_answers_xml_close (xml);
  frond_answers_xml_close (xml);
  frond_answers_xml_close (xml);
  if (answers->password[0] != '\0')
    return;

  frond_answers_xml_open (xml, "AutoLogon");
  write_password (xml, "");
  frond_answers_xml_element (xml, "Enabled", "true");
  frond_answers_xml_element (xml, "Username", account);
  frond_answers_xml_close (xml);
}

/* The agents, once somebody is logged in. */
static void
write_tools (FrondAnswersXml *xml)
{
  frond_answers_xml_open (xml, "FirstLogonCommands");
  open_added (xml, "SynchronousCommand");
  frond_answers_xml_element (xml, "Order", "1");
  frond_answers_xml_element (xml, "CommandLine",
                             "cmd /c for %d in (D E F G H) do if exist %d:\\tools\\virtio-win-gt-x64.msi "
                             "msiexec /i %d:\\tools\\virtio-win-gt-x64.msi /qn /norestart ADDLOCAL=ALL");
  frond_answers_xml_close (xml);
  open_added (xml, "SynchronousCommand");
  frond_answers_xml_element (xml, "Order", "2");
  frond_answers_xml_element (xml, "CommandLine",
                             "cmd /c for %d in (D E F G H) do if exist %d:\\tools\\qemu-ga-x86_64.msi "
                             "msiexec /i %d:\\tools\\qemu-ga-x86_64.msi /qn /norestart");
  frond_answers_xml_close (xml);
  frond_answers_xml_close (xml);
}

static void
write_oobe (FrondAnswersXml *xml, const FrondAnswersText *self)
{
  open_pass (xml, "oobeSystem");
  write_languages (xml, self, FALSE);
  open_component (xml, "Microsoft-Windows-Shell-Setup");
  frond_answers_xml_open (xml, "OOBE");
  frond_answers_xml_element (xml, "HideEULAPage", "true");
  frond_answers_xml_element (xml, "HideLocalAccountScreen", "true");
  frond_answers_xml_element (xml, "HideOEMRegistrationScreen", "true");
  frond_answers_xml_element (xml, "HideOnlineAccountScreens", "true");
  frond_answers_xml_element (xml, "HideWirelessSetupInOOBE", "true");
  frond_answers_xml_element (xml, "ProtectYourPC", "3");
  frond_answers_xml_close (xml);
  write_account (xml, self->answers);
  write_tools (xml);
  frond_answers_xml_close (xml);
  frond_answers_xml_close (xml);
}

char *
frond_answers_text_to_unattend (const FrondAnswersText *self)
{
  g_autoptr (FrondAnswersXml) xml = frond_answers_xml_new ();

  frond_answers_xml_open (xml, "unattend");
  frond_answers_xml_attribute (xml, "xmlns", UNATTEND);
  frond_answers_xml_attribute (xml, "xmlns:wcm", WMI);
  open_pass (xml, "windowsPE");
  write_languages (xml, self, TRUE);
  write_drivers (xml);
  write_setup (xml, self);
  frond_answers_xml_close (xml);
  write_specialize (xml, self);
  write_oobe (xml, self);
  frond_answers_xml_close (xml);
  return frond_answers_xml_to_string (xml);
}
