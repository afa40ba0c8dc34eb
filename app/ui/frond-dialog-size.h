/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Makes DIALOG as much larger than its content-width and content-height, in pixels, as the texts are larger than usual:
 * a line is to hold as many words then, and the title to fit between the buttons. Once; it goes on with the size of the
 * texts. What the window has no room for is left out. */
void frond_dialog_size_follow_text (AdwDialog *dialog);

G_END_DECLS
