/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "service-client.h"
#include "vmm-service.h"
#include "vmm-test-engine.h"

G_BEGIN_DECLS

/* A service on a private bus in this process, with a monitor that only remembers, and one caller. */
typedef struct
{
  GTestDBus *bus;
  char *dir;
  ServiceClient *server; /* the connection that the service is on */
  ServiceClient *client;
  VmmTestEngine *engine;
  VmmService *service;
} ServiceFixture;

/* The machines on disk and the engine stay from one service to the next. */
void service_fixture_begin (ServiceFixture *f, uid_t owner);
void service_fixture_end (ServiceFixture *f);

void service_fixture_set_up_for (ServiceFixture *f, uid_t owner);
void service_fixture_set_up (ServiceFixture *f, gconstpointer data);
void service_fixture_tear_down (ServiceFixture *f, gconstpointer data);

/* A new request id. */
char *service_rid (void);

/* Refused with CODE; the message begins with FIELD, when that is not NULL. Clears ERROR. */
void service_assert_refused (GVariant *reply, GError **error, int code, const char *field);

/* One call with a new request id; the end of its job. */
VmmIpcJobState service_start (ServiceFixture *f, const char *path, const char *options, GError **error);
VmmIpcJobState service_delete (ServiceFixture *f, const char *path, guint64 generation, GError **error);
VmmIpcJobState service_manage (ServiceFixture *f, const char *method, const char *uuid, GError **error);

/* One of the calls that are about a running guest and make no job; it has to succeed. */
void service_command (ServiceFixture *f, const char *path, const char *method);

char *service_uuid_of (ServiceFixture *f, guint index);

G_END_DECLS
