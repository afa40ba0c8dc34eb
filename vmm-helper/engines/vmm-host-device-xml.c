/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The host's devices in the words of libvirt: https://libvirt.org/formatdomain.html#host-device-assignment */
#include "vmm-host-device.h"

#include <string.h>

char *
vmm_host_device_dup_xml (const VmmEngineHostDevice *address)
{
  if (address->kind == VMM_ENGINE_HOST_USB)
    return g_strdup_printf ("<hostdev mode='subsystem' type='usb' managed='yes'>"
                            "<source startupPolicy='mandatory'><address bus='%u' device='%u'/></source>"
                            "</hostdev>",
                            address->bus, address->slot);
  return g_strdup_printf ("<hostdev mode='subsystem' type='pci' managed='yes'><source>"
                          "<address domain='0x%04x' bus='0x%02x' slot='0x%02x' function='0x%x'/></source>"
                          "</hostdev>",
                          address->domain, address->bus, address->slot, address->function);
}

gboolean
vmm_host_device_address_equal (const VmmEngineHostDevice *a, const VmmEngineHostDevice *b)
{
  return a->kind == b->kind && a->domain == b->domain && a->bus == b->bus && a->slot == b->slot &&
         a->function == b->function;
}

typedef struct
{
  GArray *devices;
  gboolean in_device; /* a <hostdev> of a kind that is known */
  VmmEngineHostKind kind;
} Reading;

static const char *
attribute (const char **names, const char **values, const char *name)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], name) == 0)
      return values[i];

  return "";
}

static guint
number (const char **names, const char **values, const char *name)
{
  return (guint) g_ascii_strtoull (attribute (names, values, name), NULL, 0);
}

static gboolean
is_in (GMarkupParseContext *context, const char *name)
{
  const GSList *stack = g_markup_parse_context_get_element_stack (context);

  return stack->next != NULL && strcmp (stack->next->data, name) == 0;
}

/* A <hostdev> has two addresses: that of the host is the one in <source>. */
static void
on_start (GMarkupParseContext *context, const char *element, const char **names, const char **values,
          gpointer user_data, GError **error)
{
  Reading *reading = user_data;
  VmmEngineHostDevice device = { 0 };

  if (strcmp (element, "hostdev") == 0)
    {
      const char *type = attribute (names, values, "type");

      reading->kind = strcmp (type, "usb") == 0 ? VMM_ENGINE_HOST_USB : VMM_ENGINE_HOST_PCI;
      reading->in_device = strcmp (type, "usb") == 0 || strcmp (type, "pci") == 0;
    }
  if (!reading->in_device || strcmp (element, "address") != 0 || !is_in (context, "source"))
    return;

  device.kind = reading->kind;
  device.bus = number (names, values, "bus");
  device.domain = number (names, values, "domain");
  device.slot = number (names, values, reading->kind == VMM_ENGINE_HOST_USB ? "device" : "slot");
  device.function = number (names, values, "function");
  g_array_append_val (reading->devices, device);
}

static void
on_end (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Reading *reading = user_data;

  if (strcmp (element, "hostdev") == 0)
    reading->in_device = FALSE;
}

GArray *
vmm_host_device_list_xml (const char *xml)
{
  static const GMarkupParser parser = { .start_element = on_start, .end_element = on_end };
  Reading reading = { .devices = g_array_new (FALSE, FALSE, sizeof (VmmEngineHostDevice)) };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &reading, NULL);

  if (!g_markup_parse_context_parse (context, xml, -1, NULL) ||
      !g_markup_parse_context_end_parse (context, NULL))
    g_array_set_size (reading.devices, 0);
  return reading.devices;
}
