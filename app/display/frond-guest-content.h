/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-guest-clipboard.h"

G_BEGIN_DECLS

#define FROND_TYPE_GUEST_CONTENT (frond_guest_content_get_type ())
G_DECLARE_FINAL_TYPE (FrondGuestContent, frond_guest_content, FROND, GUEST_CONTENT, GdkContentProvider)

/* What a guest has copied, for the host's clipboard: it is fetched from the guest when somebody pastes it. */
GdkContentProvider *frond_guest_content_new (FrondGuestClipboard *guest, FrondSelection selection,
                                             FrondClipboardKinds kinds);

/* Whose content it is. (transfer none) */
FrondGuestClipboard *frond_guest_content_get_guest (FrondGuestContent *self);

G_END_DECLS
