/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-display.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_CLIPBOARD_TYPER (frond_clipboard_typer_get_type ())
G_DECLARE_FINAL_TYPE (FrondClipboardTyper, frond_clipboard_typer, FROND, CLIPBOARD_TYPER, GObject)

/* Types the text of this computer's clipboard into the screen that DISPLAY shows, for guests without an agent. Says in
 * TOASTS what becomes of it, and offers to stop there. Keeps no reference to either. */
FrondClipboardTyper *frond_clipboard_typer_new (FrondDisplay *display, AdwToastOverlay *toasts);

void frond_clipboard_typer_type (FrondClipboardTyper *self);
/* What is being typed, if anything. */
void frond_clipboard_typer_stop (FrondClipboardTyper *self);
/* To be called when the window goes: nothing more is asked or typed. */
void frond_clipboard_typer_close (FrondClipboardTyper *self);

G_END_DECLS
