/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-model.h"

#include "vmm-dict.h"
#include "vmm-models-resources.h"
#include "vmm-spec-parser.h"

#include <json-glib/json-glib.h>

#define FOLDER "/me/phyllo/Frond/models/"

static VmmModel models[VMM_N_MODELS];

static gboolean
is_text (JsonObject *object, const char *member, const char *text)
{
  return g_str_equal (json_object_get_string_member (object, member), text);
}

static VmmFirmware
firmware_of_token (const char *token)
{
  for (VmmFirmware firmware = VMM_FIRMWARE_BIOS; firmware <= VMM_FIRMWARE_UEFI_SECURE; firmware++)
    if (g_str_equal (vmm_firmware_to_token (firmware), token))
      return firmware;

  g_error ("A machine model has the firmware “%s”", token);
}

static void
read_firmware (VmmModel *self, JsonArray *tokens)
{
  self->best_firmware = firmware_of_token (json_array_get_string_element (tokens, 0));
  self->firmwares = 1U << VMM_FIRMWARE_AUTO;
  for (guint i = 0; i < json_array_get_length (tokens); i++)
    self->firmwares |= 1U << firmware_of_token (json_array_get_string_element (tokens, i));
}

static VmmDevices
devices_of_token (const char *token)
{
  return g_str_equal (token, VMM_IPC_DEVICES_VIRTIO) ? VMM_DEVICES_VIRTIO : VMM_DEVICES_EMULATED;
}

static void
read_devices (VmmModel *self, JsonObject *object)
{
  JsonArray *tokens = json_object_get_array_member (object, "devices");
  JsonObject *emulated = json_object_get_object_member (object, "emulated");

  self->best_devices = devices_of_token (json_array_get_string_element (tokens, 0));
  self->devices = 1U << VMM_DEVICES_AUTO;
  for (guint i = 0; i < json_array_get_length (tokens); i++)
    self->devices |= 1U << devices_of_token (json_array_get_string_element (tokens, i));

  self->emulated_disk = is_text (emulated, "disk", "ide") ? VMM_DISK_BUS_IDE : VMM_DISK_BUS_SATA;
  self->emulated_nic = g_strdup (json_object_get_string_member (emulated, "network"));
}

static VmmBalloon
read_balloon (JsonObject *object)
{
  return is_text (object, "balloon", "reporting") ? VMM_BALLOON_REPORTING
         : is_text (object, "balloon", "plain")   ? VMM_BALLOON_PLAIN
                                                  : VMM_BALLOON_NONE;
}

static void
read_model (VmmModel *self, JsonObject *object)
{
  self->is_q35 = is_text (object, "machine", "q35");
  read_firmware (self, json_object_get_array_member (object, "firmware"));
  self->tpm = json_object_get_boolean_member (object, "tpm");
  read_devices (self, object);
  self->cdrom = is_text (object, "cdrom", "ide") ? VMM_DISK_BUS_IDE : VMM_DISK_BUS_SATA;
  self->virtio_video = is_text (object, "video", "virtio");
  self->gl = json_object_get_boolean_member (object, "gl");
  self->max_heads = (guint) json_object_get_int_member (object, "screens");
  self->max_disks = (guint) json_object_get_int_member (object, "disks");
  self->memfd = is_text (object, "memory", "memfd");
  self->iommu = is_text (object, "iommu", "virtio");
  self->sound = g_strdup (json_object_get_string_member (object, "sound"));
  self->virtio_input = is_text (object, "pointer", "virtio");
  self->xhci = is_text (object, "usb", "xhci");
  self->balloon = read_balloon (object);
  self->rng = json_object_get_boolean_member (object, "rng");
  self->hyperv = json_object_get_boolean_member (object, "hyperv");
}

/* The files are part of the program and checked against their schema when it is tested, so a broken one is a bug. */
static void
load_model (VmmModelId id)
{
  const char *token = vmm_model_to_token (id);
  g_autofree char *path = g_strconcat (FOLDER, token, ".json", NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (vmm_models_get_resource (), path, 0, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  if (bytes == NULL || !json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL),
                                                    (gssize) g_bytes_get_size (bytes), &error))
    g_error ("The machine model “%s” cannot be read: %s", token, error != NULL ? error->message : "missing");

  models[id].id = id;
  read_model (&models[id], json_node_get_object (json_parser_get_root (parser)));
}

const VmmModel *
vmm_model_get (VmmModelId id)
{
  static gsize loaded = 0;

  g_return_val_if_fail (id > VMM_MODEL_AUTO && id < VMM_N_MODELS, &models[VMM_MODEL_GENERIC]);

  if (g_once_init_enter (&loaded))
    {
      for (VmmModelId i = VMM_MODEL_AUTO + 1; i < VMM_N_MODELS; i++)
        load_model (i);
      g_once_init_leave (&loaded, 1);
    }
  return &models[id];
}

const VmmModel *
vmm_model_of_spec (VmmSpec *spec)
{
  if (spec->model != VMM_MODEL_AUTO)
    return vmm_model_get (spec->model);

  switch (spec->os_family)
    {
    case VMM_OS_LINUX:
      return vmm_model_get (VMM_MODEL_LINUX515);
    case VMM_OS_WINDOWS:
      return vmm_model_get (spec->firmware == VMM_FIRMWARE_UEFI_SECURE ? VMM_MODEL_WINDOWS11
                                                                       : VMM_MODEL_WINDOWS10);
    case VMM_OS_OTHER:
    default:
      return vmm_model_get (VMM_MODEL_GENERIC);
    }
}

VmmDevices
vmm_model_devices_of_spec (VmmSpec *spec)
{
  return spec->devices != VMM_DEVICES_AUTO ? spec->devices : vmm_model_of_spec (spec)->best_devices;
}

gboolean
vmm_model_check_spec (VmmSpec *spec, GError **error)
{
  const VmmModel *model = vmm_model_of_spec (spec);
  const char *token = vmm_model_to_token (model->id);

  if ((model->firmwares & (1U << spec->firmware)) == 0)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT, VMM_IPC_SPEC_FIRMWARE ": not with %s",
                            token);
  if ((model->devices & (1U << spec->devices)) == 0)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT, VMM_IPC_SPEC_DEVICES ": not with %s",
                            token);
  if (spec->heads > model->max_heads)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_OUT_OF_RANGE, VMM_IPC_SPEC_HEADS ": at most %u with %s",
                            model->max_heads, token);
  if (spec->n_disks > model->max_disks)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_OUT_OF_RANGE, VMM_IPC_SPEC_DISKS ": at most %u with %s",
                            model->max_disks, token);
  return TRUE;
}
