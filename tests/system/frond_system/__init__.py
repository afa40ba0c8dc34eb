# SPDX-FileCopyrightText: Frond contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A computer of several users around the system's helper; for tests that run as root in a copy of the system."""
