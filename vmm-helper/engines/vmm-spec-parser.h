/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-spec.h"

G_BEGIN_DECLS

/* The closed dictionary of the contract into SPEC. With CHANGE, only the keys that are there are replaced, nothing is
 * required, and the keys that never change are refused. On an error SPEC is in no state to be used. */
gboolean vmm_spec_parse (VmmSpec *spec, GVariant *dict, gboolean change, GError **error);

/* The tokens of the contract for values of the enumerations. */
const char *vmm_firmware_to_token (VmmFirmware firmware);
const char *vmm_accel_to_token (VmmAccel accel);
const char *vmm_fate_to_token (VmmFate fate);
const char *vmm_model_to_token (VmmModelId model);
const char *vmm_devices_to_token (VmmDevices kind);
const char *vmm_os_family_to_token (VmmOsFamily family);

G_END_DECLS
