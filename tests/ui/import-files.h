/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui-fixture.h"

G_BEGIN_DECLS

/* A machine of VirtualBox in the fixture's folder: its .vbox, with a disk of 64 GiB that has nothing but a header. */
GFile *import_files_make_virtualbox (UiFixture *f);

/* The same with UEFI and a TPM. */
GFile *import_files_make_secured (UiFixture *f);

/* A compressed disk that a BIOS starts, of 1 MiB. */
GFile *import_files_make_disk (UiFixture *f);

/* A description whose disk is not there. */
GFile *import_files_make_incomplete (UiFixture *f);

/* Makes FOLDER the one where VirtualBox keeps what it knows: two machines, and one whose disk is gone. */
void import_files_make_home (const char *folder);

G_END_DECLS
