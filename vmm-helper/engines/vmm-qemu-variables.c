/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-qemu-variables.h"

#include "vmm-file-access.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <sys/stat.h>
#include <unistd.h>

#define STAGING ".nvram.new"

typedef virDomain Domain;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Domain, virDomainFree)

/* NULL: it has none. */
static const char *
name_of (const char *firmware)
{
  if (g_str_equal (firmware, VMM_IPC_FIRMWARE_UEFI))
    return VMM_ENGINE_NVRAM;
  return g_str_equal (firmware, VMM_IPC_FIRMWARE_UEFI_SECURE) ? VMM_ENGINE_NVRAM_SECURE : NULL;
}

static gboolean
share (int fd, VmmHostFacts *facts, GError **error)
{
  const uid_t users[] = { vmm_host_facts_get_qemu_user (facts), geteuid () };

  return vmm_file_access_share (fd, users, G_N_ELEMENTS (users), error);
}

static gboolean
fail (const char *what, GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED, "%s: %s", what, g_strerror (errno));
  return FALSE;
}

static void
on_element (GMarkupParseContext *context, const char *element, const char **names, const char **values,
            gpointer user_data, GError **error)
{
  char **template = user_data;

  for (guint i = 0; g_str_equal (element, "nvram") && *template == NULL && names[i] != NULL; i++)
    if (g_str_equal (names[i], "template"))
      *template = g_strdup (values[i]);
}

/* libvirt chooses the firmware, and says which when a domain is defined. This one is never run. */
static char *
find_template (virConnectPtr connection, const VmmDomainXml *xml, GError **error)
{
  static const GMarkupParser parser = { .start_element = on_element };
  g_autoptr (Domain) domain = virDomainDefineXMLFlags (connection, xml->xml, 0);
  g_autofree char *template = NULL;
  g_autoptr (GMarkupParseContext) context = NULL;
  char *described = domain != NULL ? virDomainGetXMLDesc (domain, VIR_DOMAIN_XML_INACTIVE) : NULL;

  if (domain != NULL)
    virDomainUndefineFlags (domain, VIR_DOMAIN_UNDEFINE_KEEP_NVRAM | VIR_DOMAIN_UNDEFINE_KEEP_TPM);
  if (described != NULL)
    {
      context = g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, &template, NULL);
      g_markup_parse_context_parse (context, described, -1, NULL);
      free (described);
    }
  if (template == NULL)
    g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED,
                         "libvirt does not say what the variables are made of");
  return g_steal_pointer (&template);
}

static gboolean
copy (int from, int to, GError **error)
{
  char buffer[16384];
  gssize n;

  while ((n = read (from, buffer, sizeof buffer)) > 0)
    if (write (to, buffer, (gsize) n) != n)
      return fail ("Writing the variables", error);
  return n == 0 || fail ("Reading the template", error);
}

static gboolean
make (int folder, const char *name, const char *template, VmmHostFacts *facts, GError **error)
{
  g_autofd int from = open (template, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  g_autofd int to = -1;
  struct stat info;

  if (from < 0 || fstat (from, &info) < 0)
    return fail ("The template", error);
  if (!S_ISREG (info.st_mode) || info.st_size > (goffset) VMM_IPC_MAX_NVRAM)
    {
      errno = EFBIG;
      return fail ("The template", error);
    }
  unlinkat (folder, STAGING, 0);
  to = openat (folder, STAGING, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (to < 0)
    return fail ("Making the variables", error);
  if (!copy (from, to, error) || !share (to, facts, error))
    return FALSE;
  return (fsync (to) == 0 && renameat (folder, STAGING, folder, name) == 0) ||
         fail ("Making the variables", error);
}

void
vmm_qemu_variables_prepare (const VmmEngineStart *start, virConnectPtr connection, VmmHostFacts *facts,
                            const VmmDomainXml *xml)
{
  const char *name = name_of (xml->firmware);
  g_autoptr (GError) error = NULL;
  g_autofree char *template = NULL;
  g_autofd int folder = -1;
  g_autofd int fd = -1;
  struct stat info;

  if (!start->system || name == NULL)
    return;
  folder = open (start->folder, O_DIRECTORY | O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  fd = openat (folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  /* Those that a move has brought. */
  if (fd >= 0)
    {
      if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_uid == geteuid ())
        share (fd, facts, &error);
    }
  else if (errno == ENOENT)
    {
      template = find_template (connection, xml, &error);
      if (template != NULL && !make (folder, name, template, facts, &error))
        unlinkat (folder, STAGING, 0);
    }
  if (error != NULL)
    g_message ("The variables of a firmware stay with this computer: %s", error->message);
}
