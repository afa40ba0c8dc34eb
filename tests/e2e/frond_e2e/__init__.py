# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives a real Frond: real windows on a private X server, real input events, real QEMU."""
