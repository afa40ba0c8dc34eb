/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-domain-xml.h"
#include "vmm-model.h"

G_BEGIN_DECLS

typedef enum
{
  VMM_VIDEO_VGA,
  VMM_VIDEO_VIRTIO,     /* nothing before its driver, but for UEFI */
  VMM_VIDEO_VIRTIO_VGA, /* VGA until its driver takes it over */
} VmmVideo;

/* What the making of one domain's XML knows and what it has found out so far. */
typedef struct
{
  GString *xml;
  const VmmEngineStart *start;
  VmmHostFacts *facts;
  gboolean kvm;
  const VmmModel *model;
  VmmFirmware firmware; /* never AUTO once it is chosen */
  const char *network;  /* as in VmmDomainXml */
  VmmVideo video;       /* chosen with the devices */
  gboolean gl;
  GVariantBuilder left_out; /* a(ss) */
} VmmDomainWriter;

/* Adds markup; every value is escaped. */
void vmm_domain_writer_add (VmmDomainWriter *writer, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Whether the guest can have FEATURE. Where it cannot, that is noted among what was left out. */
gboolean vmm_domain_writer_has (VmmDomainWriter *writer, const char *feature);

/* The name that a drive of the guest has on the bus of its model: 0 is the one for discs, 1 one more, for a seed. */
const char *vmm_domain_writer_get_drive (VmmDomainWriter *writer, guint index, const char **bus);

/* <devices> */
void vmm_domain_writer_add_devices (VmmDomainWriter *writer);

/* What libvirt has no words for; after the devices. */
void vmm_domain_writer_add_overrides (VmmDomainWriter *writer);

G_END_DECLS
