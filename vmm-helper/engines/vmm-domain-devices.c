/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-domain-devices.h"

#include "vmm-host-device.h"
#include "vmm-spec-devices.h"

/* Where discs and seeds are; disks come after them. */
#define N_DRIVES 2

#define QEMU_NAMESPACE "http://libvirt.org/schemas/domain/qemu/1.0"

/* USB devices of the client that the guest can have at a time: each costs a port of the controller, and nothing until
 * somebody connects one. */
#define USB_CHANNELS 4

void
vmm_domain_writer_add (VmmDomainWriter *writer, const char *format, ...)
{
  g_autofree char *markup = NULL;
  va_list args;

  va_start (args, format);
  markup = g_markup_vprintf_escaped (format, args);
  va_end (args);
  g_string_append (writer->xml, markup);
}

gboolean
vmm_domain_writer_has (VmmDomainWriter *writer, const char *feature)
{
  const char *reason = vmm_host_facts_missing (writer->facts, writer->kvm, feature);

  if (reason != NULL)
    g_variant_builder_add (&writer->left_out, "(ss)", feature, reason);

  return reason == NULL;
}

/* Disks of the system's helper stay its own, and QEMU's user is let to them by name (vmm-qemu-access.h): libvirt would
 * give them to QEMU and, where the computer loses power before it takes them back, leave them with it for good. */
static void
write_source (VmmDomainWriter *writer, const char *name, const VmmEngineSecret *secret)
{
  vmm_domain_writer_add (writer, "<source file='%s/%s'", writer->start->folder, name);
  if (!writer->start->system && secret == NULL)
    {
      g_string_append (writer->xml, "/>");
      return;
    }
  g_string_append (writer->xml, writer->start->system ? "><seclabel model='dac' relabel='no'/>" : ">");
  /* QEMU decrypts, and has the passphrase from libvirt when it starts. */
  if (secret != NULL)
    vmm_domain_writer_add (writer,
                           "<encryption format='luks'><secret type='passphrase' uuid='%s'/></encryption>",
                           secret->uuid);
  g_string_append (writer->xml, "</source>");
}

static const VmmEngineSecret *
find_secret (VmmDomainWriter *writer, guint disk)
{
  for (guint i = 0; i < writer->start->n_secrets; i++)
    if (writer->start->secrets[i].disk == disk)
      return &writer->start->secrets[i];
  return NULL;
}

/* Always written, also where the chain ends: nothing is probed, and what an image says of others is not followed. */
static void
write_chain (VmmDomainWriter *writer, const VmmDisk *disk, guint index)
{
  char base[VMM_DISK_NAME_SIZE];

  if (disk->base == VMM_IPC_IMAGE_NONE)
    {
      vmm_domain_writer_add (writer, "<backingStore/>");
      return;
    }
  vmm_disk_format_base_name (index, base);
  vmm_domain_writer_add (writer, "<backingStore type='file'><format type='%s'/>",
                         vmm_ipc_image_format_to_token (disk->base));
  write_source (writer, base, NULL);
  g_string_append (writer->xml, "<backingStore/></backingStore>");
}

/* Drives come first on SATA, and second on IDE, where a computer of that time had its disks first. */
static void
write_target (VmmDomainWriter *writer, guint index)
{
  VmmDiskBus bus = vmm_model_devices_of_spec (writer->start->spec) == VMM_DEVICES_VIRTIO
                       ? VMM_DISK_BUS_VIRTIO
                       : writer->model->emulated_disk;

  switch (bus)
    {
    case VMM_DISK_BUS_SATA:
      vmm_domain_writer_add (writer, "<target dev='sd%c' bus='sata'/>", 'a' + N_DRIVES + index);
      break;
    case VMM_DISK_BUS_IDE:
      vmm_domain_writer_add (writer, "<target dev='hd%c' bus='ide'/>", 'a' + index);
      break;
    case VMM_DISK_BUS_VIRTIO:
    default:
      vmm_domain_writer_add (writer, "<target dev='vd%c' bus='virtio'/>", 'a' + index);
      break;
    }
}

const char *
vmm_domain_writer_get_drive (VmmDomainWriter *writer, guint index, const char **bus)
{
  static const char *const sata[N_DRIVES] = { "sda", "sdb" };
  static const char *const ide[N_DRIVES] = { "hdc", "hdd" };

  g_return_val_if_fail (index < N_DRIVES, NULL);

  *bus = writer->model->cdrom == VMM_DISK_BUS_IDE ? "ide" : "sata";
  return writer->model->cdrom == VMM_DISK_BUS_IDE ? ide[index] : sata[index];
}

/* Sparse files: what the guest discards is given back to the host, and a full host pauses the guest rather than
 * breaking its file systems. */
static void
write_disks (VmmDomainWriter *writer)
{
  for (guint i = 0; i < writer->start->spec->n_disks; i++)
    {
      const VmmDisk *disk = &writer->start->spec->disks[i];
      char name[VMM_DISK_NAME_SIZE];

      vmm_disk_format_name (disk, i, name);
      vmm_domain_writer_add (
          writer,
          "<disk type='file' device='disk'>"
          "<driver name='qemu' type='%s' cache='writeback' discard='unmap' error_policy='stop'/>",
          disk->format == VMM_IPC_IMAGE_QCOW2 ? VMM_IPC_FORMAT_QCOW2 : VMM_IPC_FORMAT_RAW);
      write_source (writer, name, find_secret (writer, i));
      write_chain (writer, disk, i);
      write_target (writer, i);
      if (i == 0)
        vmm_domain_writer_add (writer, "<boot order='%d'/>", writer->start->boot_media ? 2 : 1);
      vmm_domain_writer_add (writer, "</disk>");
    }
}

static void
write_drive (VmmDomainWriter *writer)
{
  const char *bus;
  const char *target = vmm_domain_writer_get_drive (writer, 0, &bus);

  vmm_domain_writer_add (writer,
                         "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>"
                         "<target dev='%s' bus='%s'/><readonly/><boot order='%d'/></disk>",
                         target, bus, writer->start->boot_media ? 1 : 2);
}

/* Systems that know virtio find it there as well, and some of them have no driver for anything else. */
static void
write_seed (VmmDomainWriter *writer)
{
  const gboolean is_virtio = writer->start->spec->os_family == VMM_OS_LINUX &&
                             vmm_model_devices_of_spec (writer->start->spec) == VMM_DEVICES_VIRTIO;
  const char *bus;
  const char *drive = vmm_domain_writer_get_drive (writer, 1, &bus);

  if (writer->start->seed == NULL)
    return;
  vmm_domain_writer_add (writer, "<disk type='file' device='%s'><driver name='qemu' type='raw'/>",
                         is_virtio ? "disk" : "cdrom");
  write_source (writer, writer->start->seed, NULL);
  g_string_append (writer->xml, "<backingStore/>");
  if (is_virtio)
    vmm_domain_writer_add (writer, "<target dev='vd%c' bus='virtio'/>", 'a' + writer->start->spec->n_disks);
  else
    vmm_domain_writer_add (writer, "<target dev='%s' bus='%s'/>", drive, bus);
  vmm_domain_writer_add (writer, "<readonly/></disk>");
}

static gboolean
has_class (VmmSpec *spec, VmmNicClass nic_class)
{
  for (guint i = 0; i < spec->n_nics; i++)
    if (spec->nics[i].nic_class == nic_class)
      return TRUE;

  return FALSE;
}

/* Guests of different owners share the NAT network, and do not see each other on it (isolated).
 * Starting from the network is not offered, and looking for it costs seconds at every start. */
static void
write_nics (VmmDomainWriter *writer)
{
  guint n_nics = writer->start->spec->n_nics;
  gboolean passt =
      has_class (writer->start->spec, VMM_NIC_USER) && vmm_domain_writer_has (writer, VMM_IPC_FEATURE_PASST);
  const char *model = vmm_model_devices_of_spec (writer->start->spec) == VMM_DEVICES_VIRTIO
                          ? "virtio"
                          : writer->model->emulated_nic;

  for (guint i = 0; i < n_nics; i++)
    {
      const VmmNic *nic = &writer->start->spec->nics[i];
      const char *source = writer->start->nic_sources[i] != NULL ? writer->start->nic_sources[i] : "";

      if (nic->nic_class == VMM_NIC_NAT)
        vmm_domain_writer_add (writer,
                               "<interface type='network'><source network='%s'/><port isolated='yes'/>",
                               source);
      else if (nic->nic_class == VMM_NIC_BRIDGE)
        vmm_domain_writer_add (writer, "<interface type='bridge'><source bridge='%s'/>", source);
      else
        vmm_domain_writer_add (writer, "<interface type='user'>");
      vmm_domain_writer_add (writer, "<mac address='%s'/><model type='%s'/><rom enabled='no'/>", nic->mac,
                             model);
      if (nic->nic_class == VMM_NIC_USER && passt)
        vmm_domain_writer_add (writer, "<backend type='passt'/>");
      vmm_domain_writer_add (writer, "</interface>");
    }

  writer->network = n_nics == 0 ? "none"
                    : writer->start->spec->nics[0].nic_class != VMM_NIC_USER
                        ? vmm_nic_class_to_token (writer->start->spec->nics[0].nic_class)
                    : passt ? "passt"
                            : "slirp";
}

static void
write_consoles (VmmDomainWriter *writer)
{
  vmm_domain_writer_add (
      writer, "<serial type='pty'><target type='isa-serial' port='0'/></serial>"
              "<console type='pty'><target type='serial' port='0'/></console>"
              "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>");
}

/* Keyboards of the PS/2 kind are part of the chipset; systems that we do not know get the pointer that all have. */
static void
write_input (VmmDomainWriter *writer)
{
  if (writer->model->virtio_input)
    vmm_domain_writer_add (writer,
                           "<input type='tablet' bus='virtio'/><input type='keyboard' bus='virtio'/>");
  else
    vmm_domain_writer_add (writer, "<input type='tablet' bus='usb'/>");
}

/* On the same machine pixels need no packing: it costs time on both sides. */
static void
write_spice (VmmDomainWriter *writer, gboolean gl)
{
  vmm_domain_writer_add (writer,
                         "<graphics type='spice'><listen type='none'/><image compression='off'/>"
                         "<jpeg compression='never'/><zlib compression='never'/><playback compression='off'/>"
                         "<streaming mode='off'/><clipboard copypaste='yes'/><mouse mode='client'/>"
                         "<filetransfer enable='yes'/>");
  if (gl)
    vmm_domain_writer_add (writer, "<gl enable='yes' rendernode='%s'/>",
                           vmm_host_facts_get_render_node (writer->facts));
  vmm_domain_writer_add (
      writer, "</graphics>"
              "<channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>");
  if (vmm_host_facts_has (writer->facts, writer->kvm, "devices/redirdev"))
    for (guint i = 0; i < USB_CHANNELS; i++)
      vmm_domain_writer_add (writer, "<redirdev bus='usb' type='spicevmc'/>");
}

/* Without KVM, a virtio GPU that is a VGA card as well can lock QEMU up when the guest's driver takes it over from the
 * firmware: redrawing VGA waits for the processors (tcg_log_global_after_sync), and the reset of the GPU has a processor
 * wait for the thread that redraws (virtio_gpu_reset, since QEMU 8.2; “virtio-gpu: Do not wait for the main thread during
 * reset” of October 2025 ends that). There the GPU goes without VGA, which is enough for a UEFI that draws on it and a
 * Linux that has its driver; others get plain VGA, which nothing has to reset. */
static VmmVideo
choose_video (VmmDomainWriter *writer)
{
  if (!writer->model->virtio_video || !vmm_domain_writer_has (writer, VMM_IPC_FEATURE_VIRTIO_GPU))
    return VMM_VIDEO_VGA;
  if (writer->kvm)
    return VMM_VIDEO_VIRTIO_VGA;
  if (writer->start->spec->os_family == VMM_OS_LINUX && writer->firmware != VMM_FIRMWARE_BIOS)
    return VMM_VIDEO_VIRTIO;

  g_variant_builder_add (&writer->left_out, "(ss)", VMM_IPC_FEATURE_VIRTIO_GPU, VMM_IPC_LEFT_OUT_NEEDS_KVM);
  return VMM_VIDEO_VGA;
}

/* What the person asked for and the model is without: said, rather than left for them to wonder. */
static gboolean
model_has (VmmDomainWriter *writer, gboolean has, const char *feature)
{
  if (!has)
    g_variant_builder_add (&writer->left_out, "(ss)", feature, VMM_IPC_LEFT_OUT_MODEL);
  return has;
}

/* 3D needs the device and the way of its pictures to us; a host without them runs the guest all the same. */
static void
write_display (VmmDomainWriter *writer)
{
  gboolean spice = vmm_domain_writer_has (writer, VMM_IPC_FEATURE_SPICE);

  writer->video = choose_video (writer);
  writer->gl = writer->start->spec->gl && model_has (writer, writer->model->gl, VMM_IPC_FEATURE_GL) &&
               spice && writer->video != VMM_VIDEO_VGA && vmm_domain_writer_has (writer, VMM_IPC_FEATURE_GL);
  if (spice)
    write_spice (writer, writer->gl);

  if (writer->gl)
    vmm_domain_writer_add (writer,
                           "<video><model type='virtio' heads='%u' primary='yes'>"
                           "<acceleration accel3d='yes'/></model></video>",
                           writer->start->spec->heads);
  else if (writer->video != VMM_VIDEO_VGA)
    vmm_domain_writer_add (writer, "<video><model type='virtio' heads='%u' primary='yes'/></video>",
                           writer->start->spec->heads);
  else
    vmm_domain_writer_add (writer, "<video><model type='vga' heads='1' primary='yes'/></video>");
}

static void
write_sound (VmmDomainWriter *writer)
{
  const char *model = writer->model->sound;

  if (!vmm_domain_writer_has (writer, VMM_IPC_FEATURE_SOUND))
    {
      vmm_domain_writer_add (writer, "<audio id='1' type='none'/>");
      return;
    }

  if (g_str_equal (model, "virtio") && !vmm_host_facts_has_virtio_sound (writer->facts))
    model = "ich9";
  if (g_str_equal (model, "ich9"))
    vmm_domain_writer_add (writer, "<sound model='ich9'><codec type='duplex'/></sound>");
  else
    vmm_domain_writer_add (writer, "<sound model='%s'/>", model);
  vmm_domain_writer_add (writer, "<audio id='1' type='spice'/>");
}

static void
write_tpm (VmmDomainWriter *writer)
{
  if (!writer->start->spec->tpm || !model_has (writer, writer->model->tpm, VMM_IPC_FEATURE_TPM) ||
      !vmm_domain_writer_has (writer, VMM_IPC_FEATURE_TPM))
    return;

  vmm_domain_writer_add (writer,
                         "<tpm model='tpm-crb'><backend type='emulator' version='2.0' persistent_state='yes'>"
                         "<source type='%s' path='%s/" VMM_ENGINE_TPM "%s'/></backend></tpm>",
                         writer->start->tpm_dir ? "dir" : "file", writer->start->folder,
                         writer->start->tpm_dir ? "" : "/" VMM_ENGINE_TPM_STATE);
}

/* Windows has no use for the balloon, Linux gives back by it what it does not use. */
static void
write_balloon (VmmDomainWriter *writer)
{
  switch (writer->model->balloon)
    {
    case VMM_BALLOON_REPORTING:
      vmm_domain_writer_add (writer, "<memballoon model='virtio' freePageReporting='on'/>");
      break;
    case VMM_BALLOON_PLAIN:
      vmm_domain_writer_add (writer, "<memballoon model='virtio'/>");
      break;
    case VMM_BALLOON_NONE:
    default:
      vmm_domain_writer_add (writer, "<memballoon model='none'/>");
      break;
    }
}

/* Without its driver a device is a question mark in Windows: the random numbers come with the other drivers. */
static void
write_helpers (VmmDomainWriter *writer)
{
  gboolean drivers = writer->start->spec->os_family != VMM_OS_WINDOWS ||
                     vmm_model_devices_of_spec (writer->start->spec) == VMM_DEVICES_VIRTIO;

  if (writer->model->rng && drivers && vmm_domain_writer_has (writer, VMM_IPC_FEATURE_RNG))
    vmm_domain_writer_add (writer,
                           "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>");
  write_balloon (writer);
  /* In software it would only slow the guest, which is not worth a word to anybody. */
  if (writer->model->iommu && writer->kvm && vmm_domain_writer_has (writer, VMM_IPC_FEATURE_IOMMU))
    vmm_domain_writer_add (writer, "<iommu model='virtio'/>");
}

/* USB 3 for systems that know it; else what Windows XP and Linux 2.6 have drivers for, USB 2 with its companions. */
static void
write_usb (VmmDomainWriter *writer)
{
  vmm_domain_writer_add (writer,
                         writer->model->xhci
                             ? "<controller type='usb' model='qemu-xhci' ports='15'/>"
                             : "<controller type='usb' index='0' model='ich9-ehci1'/>"
                               "<controller type='usb' index='0' model='ich9-uhci1'><master startport='0'/>"
                               "</controller><controller type='usb' index='0' model='ich9-uhci2'>"
                               "<master startport='2'/></controller>"
                               "<controller type='usb' index='0' model='ich9-uhci3'><master startport='4'/>"
                               "</controller>");
}

/* Whoever filled in the start has looked at them and asked. */
static void
write_host_devices (VmmDomainWriter *writer)
{
  for (guint i = 0; i < writer->start->n_devices; i++)
    {
      g_autofree char *xml = vmm_host_device_dup_xml (&writer->start->devices[i]);

      g_string_append (writer->xml, xml);
    }
}

void
vmm_domain_writer_add_devices (VmmDomainWriter *writer)
{
  vmm_domain_writer_add (writer, "<devices>");
  write_disks (writer);
  write_drive (writer);
  write_seed (writer);
  write_usb (writer);
  write_nics (writer);
  write_consoles (writer);
  write_input (writer);
  write_display (writer);
  write_sound (writer);
  write_tpm (writer);
  write_helpers (writer);
  write_host_devices (writer);
  vmm_domain_writer_add (writer, "</devices>");
}

/* libvirt makes the first video device a VGA card whenever QEMU has one of its kind. */
void
vmm_domain_writer_add_overrides (VmmDomainWriter *writer)
{
  if (writer->video != VMM_VIDEO_VIRTIO)
    return;

  vmm_domain_writer_add (writer,
                         "<qemu:override xmlns:qemu='" QEMU_NAMESPACE
                         "'><qemu:device alias='video0'><qemu:frontend>"
                         "<qemu:property name='driver' type='string' value='%s'/>"
                         "</qemu:frontend></qemu:device></qemu:override>",
                         writer->gl ? "virtio-gpu-gl-pci" : "virtio-gpu-pci");
}
