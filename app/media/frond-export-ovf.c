/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* DSP0243 1.1 of the DMTF, as widely as it is understood: what a machine is in the words that every reader knows, and what
 * only Frond says in a section that others leave out. */
#include "frond-export-private.h"

#include "frond-profile.h"

#include <libxml/xmlwriter.h>

#define ENVELOPE "http://schemas.dmtf.org/ovf/envelope/1"
#define RASD     "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData"
#define VSSD     "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData"
#define VMWARE   "http://www.vmware.com/schema/ovf"

/* CIM_ResourceAllocationSettingData.ResourceType. */
#define ITEM_PROCESSOR  3
#define ITEM_MEMORY     4
#define ITEM_CONTROLLER 6
#define ITEM_NETWORK    10
#define ITEM_DISK       17
#define ITEM_SATA       20

#define MIB (1024ULL * 1024)

const char *const frond_export_settings[] = {
  "os-id", "os-name", "os-family", "model",        "system-model", "devices", "tpm",
  "gl",    "heads",   "network",   "resize-guest", "scaling",      "sharp",   NULL,
};

typedef xmlTextWriter Writer;

#define X(text) ((const xmlChar *) (text))

static void
start (Writer *writer, const char *name)
{
  xmlTextWriterStartElement (writer, X (name));
}

static void
end (Writer *writer)
{
  xmlTextWriterEndElement (writer);
}

/* What XML can have: a name or a note may hold what no document may. */
static char *
clean (const char *text)
{
  g_autoptr (GString) kept = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      if ((c >= 0x20 || c == '\n' || c == '\t') && c != 0xfffe && c != 0xffff)
        g_string_append_unichar (kept, c);
    }
  return g_string_free_and_steal (g_steal_pointer (&kept));
}

static void
put (Writer *writer, const char *name, const char *text)
{
  g_autofree char *cleaned = clean (text);

  xmlTextWriterWriteElement (writer, X (name), X (cleaned));
}

static void
put_number (Writer *writer, const char *name, guint64 number)
{
  xmlTextWriterWriteFormatElement (writer, X (name), "%" G_GUINT64_FORMAT, number);
}

static void
attribute (Writer *writer, const char *name, const char *text)
{
  g_autofree char *cleaned = clean (text);

  xmlTextWriterWriteAttribute (writer, X (name), X (cleaned));
}

static void
attribute_number (Writer *writer, const char *name, guint64 number)
{
  xmlTextWriterWriteFormatAttribute (writer, X (name), "%" G_GUINT64_FORMAT, number);
}

/* Every section says what it is, in English, for programs' people. */
static void
start_section (Writer *writer, const char *name, const char *info)
{
  start (writer, name);
  put (writer, "Info", info);
}

static void
write_files (Writer *writer, const FrondExportFile *files, guint n_files)
{
  start (writer, "References");
  for (guint i = 0; i < n_files; i++)
    {
      start (writer, "File");
      attribute (writer, "ovf:id", files[i].id);
      attribute (writer, "ovf:href", files[i].name);
      attribute_number (writer, "ovf:size", files[i].bytes);
      end (writer);
    }
  end (writer);

  start_section (writer, "DiskSection", "The disks of the machine");
  for (guint i = 0; i < n_files; i++)
    {
      if (files[i].format == NULL)
        continue;
      start (writer, "Disk");
      attribute (writer, "ovf:diskId", files[i].id);
      attribute (writer, "ovf:fileRef", files[i].id);
      attribute_number (writer, "ovf:capacity", files[i].size);
      attribute (writer, "ovf:capacityAllocationUnits", "byte");
      attribute (writer, "ovf:format", files[i].format);
      end (writer);
    }
  end (writer);
}

static void
start_item (Writer *writer, guint id, const char *name, guint type)
{
  start (writer, "Item");
  put (writer, "rasd:ElementName", name);
  put_number (writer, "rasd:InstanceID", id);
  put_number (writer, "rasd:ResourceType", type);
}

static void
write_disk_items (Writer *writer, FrondProfile *profile, const FrondExportFile *files, guint n_files)
{
  const guint controller = 3;
  const gboolean emulated = frond_profile_get_devices (profile) == FROND_DEVICES_EMULATED;
  guint n = 0;

  start_item (writer, controller, "Controller", emulated ? ITEM_SATA : ITEM_CONTROLLER);
  put (writer, "rasd:ResourceSubType", emulated ? "AHCI" : "VirtioSCSI");
  end (writer);
  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *resource = g_strdup_printf ("ovf:/disk/%s", files[i].id);

      if (files[i].format == NULL)
        continue;
      start_item (writer, controller + 2 + n, files[i].id, ITEM_DISK);
      put_number (writer, "rasd:AddressOnParent", n++);
      put (writer, "rasd:HostResource", resource);
      put_number (writer, "rasd:Parent", controller);
      end (writer);
    }
}

static void
write_config (Writer *writer, const char *key, const char *value)
{
  start (writer, "vmw:Config");
  attribute (writer, "ovf:required", "false");
  attribute (writer, "vmw:key", key);
  attribute (writer, "vmw:value", value);
  end (writer);
}

static void
write_hardware (Writer *writer, FrondProfile *profile, const FrondExportFile *files, guint n_files)
{
  const FrondFirmware firmware = frond_profile_get_firmware (profile);

  start_section (writer, "VirtualHardwareSection", "The machine");
  start (writer, "System");
  put (writer, "vssd:ElementName", "Virtual Hardware Family");
  put_number (writer, "vssd:InstanceID", 0);
  put (writer, "vssd:VirtualSystemIdentifier", frond_profile_get_name (profile));
  put (writer, "vssd:VirtualSystemType", "qemu-q35");
  end (writer);

  start_item (writer, 1, "Processors", ITEM_PROCESSOR);
  put_number (writer, "rasd:VirtualQuantity", frond_profile_get_vcpus (profile));
  end (writer);
  start (writer, "Item");
  put (writer, "rasd:AllocationUnits", "byte * 2^20");
  put (writer, "rasd:ElementName", "Memory");
  put_number (writer, "rasd:InstanceID", 2);
  put_number (writer, "rasd:ResourceType", ITEM_MEMORY);
  put_number (writer, "rasd:VirtualQuantity", frond_profile_get_memory (profile) / MIB);
  end (writer);
  write_disk_items (writer, profile, files, n_files);
  if (frond_profile_get_network (profile))
    {
      start_item (writer, 4, "Network card", ITEM_NETWORK);
      end (writer);
    }

  if (firmware == FROND_FIRMWARE_BIOS)
    write_config (writer, "firmware", "bios");
  else if (firmware != FROND_FIRMWARE_AUTO)
    write_config (writer, "firmware", "efi");
  if (firmware == FROND_FIRMWARE_UEFI_SECURE)
    write_config (writer, "uefi.secureBoot.enabled", "true");
  end (writer);
}

static char *
dup_setting (FrondProfile *profile, GParamSpec *pspec)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, pspec->value_type);
  g_object_get_property (G_OBJECT (profile), pspec->name, &value);
  if (G_VALUE_HOLDS_BOOLEAN (&value))
    return g_strdup (g_value_get_boolean (&value) ? "true" : "false");
  if (G_VALUE_HOLDS_UINT (&value))
    return g_strdup_printf ("%u", g_value_get_uint (&value));
  if (G_VALUE_HOLDS_ENUM (&value))
    return g_strdup (
        g_enum_get_value (G_PARAM_SPEC_ENUM (pspec)->enum_class, g_value_get_enum (&value))->value_nick);
  return g_value_dup_string (&value);
}

static void
write_ours (Writer *writer, FrondProfile *profile, const FrondExportFile *files, guint n_files)
{
  start (writer, "frond:FrondMachineSection");
  attribute (writer, "ovf:required", "false");
  put (writer, "Info", "What only Frond says of the machine");
  for (guint i = 0; i < n_files; i++)
    {
      if (files[i].format != NULL)
        continue;
      start (writer, "frond:Variables");
      attribute (writer, "fileRef", files[i].id);
      attribute (writer, "secure", files[i].secure ? "true" : "false");
      end (writer);
    }
  for (guint i = 0; frond_export_settings[i] != NULL; i++)
    {
      GObjectClass *klass = G_OBJECT_GET_CLASS (profile);
      g_autofree char *text =
          dup_setting (profile, g_object_class_find_property (klass, frond_export_settings[i]));
      g_autofree char *cleaned = clean (text != NULL ? text : "");

      start (writer, "frond:Setting");
      attribute (writer, "name", frond_export_settings[i]);
      xmlTextWriterWriteString (writer, X (cleaned));
      end (writer);
    }
  end (writer);
}

static void
write_system (Writer *writer, FrondProfile *profile, const FrondExportFile *files, guint n_files)
{
  const char *os = frond_profile_get_os_name (profile);

  start (writer, "VirtualSystem");
  attribute (writer, "ovf:id", "machine");
  put (writer, "Info", "A machine of Frond");
  put (writer, "Name", frond_profile_get_name (profile));
  start_section (writer, "AnnotationSection", "Notes");
  put (writer, "Annotation", frond_profile_get_notes (profile));
  end (writer);
  start (writer, "OperatingSystemSection");
  attribute (writer, "ovf:id", "1"); /* "other": CIM's numbers end long ago */
  put (writer, "Info", "The system in the machine");
  put (writer, "Description", os);
  end (writer);
  write_hardware (writer, profile, files, n_files);
  write_ours (writer, profile, files, n_files);
  end (writer);
}

GBytes *
_frond_export_describe (FrondProfile *profile, const FrondExportFile *files, guint n_files)
{
  xmlBuffer *buffer = xmlBufferCreate ();
  Writer *writer = xmlNewTextWriterMemory (buffer, 0);
  GBytes *text;

  xmlTextWriterSetIndent (writer, 1);
  xmlTextWriterStartDocument (writer, "1.0", "UTF-8", NULL);
  start (writer, "Envelope");
  attribute (writer, "xmlns", ENVELOPE);
  attribute (writer, "xmlns:ovf", ENVELOPE);
  attribute (writer, "xmlns:rasd", RASD);
  attribute (writer, "xmlns:vssd", VSSD);
  attribute (writer, "xmlns:vmw", VMWARE);
  attribute (writer, "xmlns:frond", FROND_EXPORT_NAMESPACE);
  write_files (writer, files, n_files);
  write_system (writer, profile, files, n_files);
  end (writer);
  xmlTextWriterEndDocument (writer);
  xmlFreeTextWriter (writer);

  text = g_bytes_new (xmlBufferContent (buffer), (gsize) xmlBufferLength (buffer));
  xmlBufferFree (buffer);
  return text;
}
