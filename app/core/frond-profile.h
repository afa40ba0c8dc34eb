/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

#define FROND_TYPE_PROFILE (frond_profile_get_type ())
G_DECLARE_FINAL_TYPE (FrondProfile, frond_profile, FROND, PROFILE, GObject)

/* A stored wish for a machine: what the library keeps, whether or not the machine exists. Plain properties, no
 * I/O. Read and write on the main thread; the store's worker gets copies (frond_profile_copy()).
 *
 * property         type            meaning
 * id               string          UUID of the row, made with the profile, construct-only
 * stage            FrondProfileStage
 * request-id       string          UUID of the creation request; the saga's key
 * machine-uuid     string or NULL  the helper's machine, once there is one
 * name             string          see frond_profile_name_is_valid()
 * os-id            string          libosinfo id or ""
 * os-name          string          "Debian 13", for people, or ""
 * os-family        FrondOsFamily
 * memory           uint64          bytes
 * vcpus            uint
 * disk-size        uint64          bytes; 0: no disk
 * model            FrondModel      what the person chose; AUTO: system-model
 * system-model     FrondModel      what "automatic" is for its system; AUTO: by the family
 * devices          FrondDevices
 * desktop          FrondDesktop    of a new machine of a ready-made system, until it is made; in no row
 * on-close         FrondFate       when its window is closed
 * on-logout        FrondFate       when the session ends; not PAUSE. On the computer's service: when that shuts down
 * on-suspend       FrondFate       when the computer sleeps
 * on-low-battery   FrondFate
 * network          boolean         it has a network card
 * network-class    string          how its card reaches others, the contract's token: "user", "nat" or "bridge"
 * network-token    string          which of the host's networks, for "bridge"; else ""
 * encrypted        boolean         its machine has an encrypted disk; what its host says, in no row
 * autostart        boolean         it starts with the computer, where the computer's service has it
 * firmware         FrondFirmware
 * accel            FrondAccel
 * tpm              boolean         where the host has it
 * engine           string          "qemu"
 * media-uri        string          URI of the boot medium or ""
 * boot-media       boolean         start from the medium rather than from the disk
 * notes            string
 * group            string          what the person put it under in the library, or ""
 * helper           string          "session" or "system": where the machine is, or is to be made; "auto" before it is
 *                                  decided (and in rows from when there was only the session)
 * left-at          string          "session" or "system": that helper may have a copy of the machine that is not wanted
 *                                  any more, as it moved from there or did not get there; else ""
 * resize-guest     boolean         the guest follows its window
 * scaling          boolean         the picture fills the window; FALSE: guest pixels are device pixels
 * sharp            boolean         scaled pixels keep their edges (nearest); FALSE: they are smoothed (linear)
 * clipboard        FrondClipboardPolicy
 * share-selection  boolean         as the clipboard, what is only selected (X11's PRIMARY)
 * sound            boolean         the guest's sound is played
 * microphone       boolean         the guest may record; the person has allowed it
 * gl               boolean         3D graphics where guest and host can
 * heads            uint            monitors that the guest can have, 1 to FROND_PROFILE_MAX_HEADS
 * usb-devices      string          devices that always go to this machine: one "vvvv:pppp" a line, hexadecimal
 * monitor-windows  string          windows of the further monitors: a text of app/ui's own
 * window-width, window-height int  logical pixels, 0: never shown
 * window-maximized, window-fullscreen boolean
 * window-open      boolean         a window was open when Frond last lived: it comes back
 * created, last-used int64         microseconds since 1970 UTC; 0: never
 * picture          GBytes or NULL  PNG of the last screen, at most FROND_PROFILE_MAX_PICTURE bytes, where it was taken in
 *                                  this life; else its row may have one (frond_guest_load_picture_async())
 * position         int             order in the library
 */
#define FROND_PROFILE_MAX_PICTURE (1024 * 1024)
#define FROND_PROFILE_MAX_HEADS   4
#define FROND_PROFILE_MAX_GROUP   256 /* bytes of a group's name */

FrondProfile *frond_profile_new (void);

/* A deep copy with the same id. Caller owns it. */
FrondProfile *frond_profile_copy (FrondProfile *self);

/* A copy under a new id and request-id, with no machine. For tests and for "duplicate". */
FrondProfile *frond_profile_copy_as_new (FrondProfile *self);

/* The same, under ID (a UUID). */
FrondProfile *frond_profile_copy_as (FrondProfile *self, const char *id);

const char *frond_profile_get_id (FrondProfile *self);
FrondProfileStage frond_profile_get_stage (FrondProfile *self);
void frond_profile_set_stage (FrondProfile *self, FrondProfileStage stage);
const char *frond_profile_get_request_id (FrondProfile *self);
const char *frond_profile_get_machine_uuid (FrondProfile *self);
void frond_profile_set_machine_uuid (FrondProfile *self, const char *uuid);
const char *frond_profile_get_name (FrondProfile *self);
void frond_profile_set_name (FrondProfile *self, const char *name);
const char *frond_profile_get_os_id (FrondProfile *self);
const char *frond_profile_get_os_name (FrondProfile *self);
FrondOsFamily frond_profile_get_os_family (FrondProfile *self);
guint64 frond_profile_get_memory (FrondProfile *self);
void frond_profile_set_memory (FrondProfile *self, guint64 bytes);
guint frond_profile_get_vcpus (FrondProfile *self);
void frond_profile_set_vcpus (FrondProfile *self, guint vcpus);
guint64 frond_profile_get_disk_size (FrondProfile *self);
void frond_profile_set_disk_size (FrondProfile *self, guint64 bytes);
FrondModel frond_profile_get_model (FrondProfile *self);
FrondModel frond_profile_get_system_model (FrondProfile *self);
FrondDevices frond_profile_get_devices (FrondProfile *self);
FrondDesktop frond_profile_get_desktop (FrondProfile *self);
FrondFate frond_profile_get_on_close (FrondProfile *self);
FrondFate frond_profile_get_on_logout (FrondProfile *self);
FrondFate frond_profile_get_on_suspend (FrondProfile *self);
FrondFate frond_profile_get_on_low_battery (FrondProfile *self);
gboolean frond_profile_get_network (FrondProfile *self);
const char *frond_profile_get_network_class (FrondProfile *self);
const char *frond_profile_get_network_token (FrondProfile *self);
gboolean frond_profile_get_encrypted (FrondProfile *self);
gboolean frond_profile_get_autostart (FrondProfile *self);
FrondFirmware frond_profile_get_firmware (FrondProfile *self);
FrondAccel frond_profile_get_accel (FrondProfile *self);
gboolean frond_profile_get_tpm (FrondProfile *self);
const char *frond_profile_get_engine (FrondProfile *self);
const char *frond_profile_get_media_uri (FrondProfile *self);
void frond_profile_set_media_uri (FrondProfile *self, const char *uri);
gboolean frond_profile_get_boot_media (FrondProfile *self);
void frond_profile_set_boot_media (FrondProfile *self, gboolean boot_media);
const char *frond_profile_get_notes (FrondProfile *self);
const char *frond_profile_get_group (FrondProfile *self);
const char *frond_profile_get_helper (FrondProfile *self);
const char *frond_profile_get_left_at (FrondProfile *self);
gboolean frond_profile_get_resize_guest (FrondProfile *self);
gboolean frond_profile_get_scaling (FrondProfile *self);
gboolean frond_profile_get_sharp (FrondProfile *self);
gboolean frond_profile_get_share_selection (FrondProfile *self);
FrondClipboardPolicy frond_profile_get_clipboard (FrondProfile *self);
gboolean frond_profile_get_sound (FrondProfile *self);
gboolean frond_profile_get_microphone (FrondProfile *self);
gboolean frond_profile_get_gl (FrondProfile *self);
guint frond_profile_get_heads (FrondProfile *self);
const char *frond_profile_get_usb_devices (FrondProfile *self);
const char *frond_profile_get_monitor_windows (FrondProfile *self);
void frond_profile_get_window_size (FrondProfile *self, int *width, int *height);
void frond_profile_set_window_size (FrondProfile *self, int width, int height);
gint64 frond_profile_get_created (FrondProfile *self);
gint64 frond_profile_get_last_used (FrondProfile *self);
void frond_profile_set_last_used (FrondProfile *self, gint64 when);
GBytes *frond_profile_get_picture (FrondProfile *self);
void frond_profile_set_picture (FrondProfile *self, GBytes *png);

/* What a search looks through, folded (frond_text_fold()): name, system, group and notes. Valid until a property
 * changes. */
const char *frond_profile_get_search_text (FrondProfile *self);

/* To be compared with strcmp(): the order of the names for people. Valid until a property changes. */
const char *frond_profile_get_sort_key (FrondProfile *self);

/* The rule for names, the same as the contract's (vmm_ipc_name_is_valid); sets FROND_ERROR_INVALID_VALUE. */
gboolean frond_profile_name_is_valid (const char *name, GError **error);

/* Whether every value is one that a helper could accept; the first that is not is the error's field. */
gboolean frond_profile_validate (FrondProfile *self, GError **error);

G_END_DECLS
