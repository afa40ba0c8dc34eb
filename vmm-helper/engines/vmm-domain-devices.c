/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-domain-devices.h"

/* What the drive's medium is called inside libvirt. It comes as a descriptor, so no such file is ever opened. */
#define MEDIUM_LABEL "/frond/medium"

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
  vmm_domain_writer_add (writer,
                         "<backingStore type='file'><format type='%s'/><source file='%s/%s'/><backingStore/>"
                         "</backingStore>",
                         vmm_ipc_image_format_to_token (disk->base), writer->start->folder, base);
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
          "<driver name='qemu' type='%s' cache='writeback' discard='unmap' error_policy='stop'/>"
          "<source file='%s/%s'/>",
          disk->format == VMM_IPC_IMAGE_QCOW2 ? VMM_IPC_FORMAT_QCOW2 : VMM_IPC_FORMAT_RAW,
          writer->start->folder, name);
      write_chain (writer, disk, i);
      vmm_domain_writer_add (writer, "<target dev='vd%c' bus='virtio'/>", 'a' + i);
      if (i == 0)
        vmm_domain_writer_add (writer, "<boot order='%d'/>", writer->start->boot_media ? 2 : 1);
      vmm_domain_writer_add (writer, "</disk>");
    }
}

static void
write_drive (VmmDomainWriter *writer)
{
  vmm_domain_writer_add (writer,
                         "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>"
                         "<target dev='sda' bus='sata'/><readonly/><boot order='%d'/></disk>",
                         writer->start->boot_media ? 1 : 2);
}

/* Systems that know virtio find it there as well, and some of them have no driver for anything else. */
static void
write_seed (VmmDomainWriter *writer)
{
  const gboolean is_virtio = writer->start->spec->os_family == VMM_OS_LINUX;

  if (writer->start->seed == NULL)
    return;
  vmm_domain_writer_add (
      writer,
      "<disk type='file' device='%s'><driver name='qemu' type='raw'/><source file='%s/%s'/>"
      "<backingStore/>",
      is_virtio ? "disk" : "cdrom", writer->start->folder, writer->start->seed);
  if (is_virtio)
    vmm_domain_writer_add (writer, "<target dev='vd%c' bus='virtio'/>", 'a' + writer->start->spec->n_disks);
  else
    vmm_domain_writer_add (writer, "<target dev='" VMM_DOMAIN_SEED_DRIVE "' bus='sata'/>");
  vmm_domain_writer_add (writer, "<readonly/></disk>");
}

char *
vmm_domain_xml_new_drive (const char *fd_group)
{
  if (fd_group == NULL)
    return g_strdup ("<disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>");

  return g_markup_printf_escaped ("<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>"
                                  "<source file='" MEDIUM_LABEL "' fdgroup='%s'/><backingStore/>"
                                  "<target dev='sda' bus='sata'/><readonly/></disk>",
                                  fd_group);
}

/* Starting from the network is not offered, and looking for it costs seconds at every start. */
static void
write_nics (VmmDomainWriter *writer)
{
  guint n_nics = writer->start->spec->n_nics;
  gboolean passt = n_nics > 0 && vmm_domain_writer_has (writer, VMM_IPC_FEATURE_PASST);

  for (guint i = 0; i < n_nics; i++)
    {
      vmm_domain_writer_add (
          writer, "<interface type='user'><mac address='%s'/><model type='virtio'/><rom enabled='no'/>",
          writer->start->spec->nics[i].mac);
      if (passt)
        vmm_domain_writer_add (writer, "<backend type='passt'/>");
      vmm_domain_writer_add (writer, "</interface>");
    }

  writer->network = n_nics == 0 ? "none" : passt ? "passt" : "slirp";
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
  if (writer->start->spec->os_family == VMM_OS_LINUX)
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
  if (!vmm_domain_writer_has (writer, VMM_IPC_FEATURE_VIRTIO_GPU))
    return VMM_VIDEO_VGA;
  if (writer->kvm)
    return VMM_VIDEO_VIRTIO_VGA;
  if (writer->start->spec->os_family == VMM_OS_LINUX && writer->firmware != VMM_FIRMWARE_BIOS)
    return VMM_VIDEO_VIRTIO;

  g_variant_builder_add (&writer->left_out, "(ss)", VMM_IPC_FEATURE_VIRTIO_GPU, VMM_IPC_LEFT_OUT_NEEDS_KVM);
  return VMM_VIDEO_VGA;
}

/* 3D needs the device and the way of its pictures to us; a host without them runs the guest all the same. */
static void
write_display (VmmDomainWriter *writer)
{
  gboolean spice = vmm_domain_writer_has (writer, VMM_IPC_FEATURE_SPICE);

  writer->video = choose_video (writer);
  writer->gl = writer->start->spec->gl && spice && writer->video != VMM_VIDEO_VGA &&
               vmm_domain_writer_has (writer, VMM_IPC_FEATURE_GL);
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
  gboolean virtio =
      writer->start->spec->os_family == VMM_OS_LINUX && vmm_host_facts_has_virtio_sound (writer->facts);

  if (!vmm_domain_writer_has (writer, VMM_IPC_FEATURE_SOUND))
    {
      vmm_domain_writer_add (writer, "<audio id='1' type='none'/>");
      return;
    }

  vmm_domain_writer_add (writer, virtio ? "<sound model='virtio'/>"
                                        : "<sound model='ich9'><codec type='duplex'/></sound>");
  vmm_domain_writer_add (writer, "<audio id='1' type='spice'/>");
}

static void
write_tpm (VmmDomainWriter *writer)
{
  if (!writer->start->spec->tpm || !vmm_domain_writer_has (writer, VMM_IPC_FEATURE_TPM))
    return;

  vmm_domain_writer_add (writer,
                         "<tpm model='tpm-crb'><backend type='emulator' version='2.0' persistent_state='yes'>"
                         "<source type='dir' path='%s/tpm'/></backend></tpm>",
                         writer->start->folder);
}

/* Windows has no use for the balloon, Linux gives back by it what it does not use. */
static void
write_helpers (VmmDomainWriter *writer)
{
  if (vmm_domain_writer_has (writer, VMM_IPC_FEATURE_RNG))
    vmm_domain_writer_add (writer,
                           "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>");

  switch (writer->start->spec->os_family)
    {
    case VMM_OS_LINUX:
      vmm_domain_writer_add (writer, "<memballoon model='virtio' freePageReporting='on'/>");
      break;
    case VMM_OS_OTHER:
      vmm_domain_writer_add (writer, "<memballoon model='virtio'/>");
      break;
    case VMM_OS_WINDOWS:
    default:
      vmm_domain_writer_add (writer, "<memballoon model='none'/>");
      break;
    }
}

void
vmm_domain_writer_add_devices (VmmDomainWriter *writer)
{
  vmm_domain_writer_add (writer, "<devices>");
  write_disks (writer);
  write_drive (writer);
  write_seed (writer);
  vmm_domain_writer_add (writer, "<controller type='usb' model='qemu-xhci' ports='15'/>");
  write_nics (writer);
  write_consoles (writer);
  write_input (writer);
  write_display (writer);
  write_sound (writer);
  write_tpm (writer);
  write_helpers (writer);
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
