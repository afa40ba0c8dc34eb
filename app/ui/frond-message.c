/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-message.h"

#include "frond-download-words.h"
#include "frond-error.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *key;
  const char *words;
} Words;

/* Each has one %s: the name of a machine or of a file. */
static const char *const titles[FROND_TASK_N_TASKS] = {
  [FROND_TASK_LOAD] = N_ ("The Library Could Not Be Opened"),
  /* Translators: %s is the name of a file */
  [FROND_TASK_DETECT] = N_ ("“%s” Cannot Be Used"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_CREATE] = N_ ("“%s” Could Not Be Created"),
  /* Translators: %s is the name of a system, like “Debian 13” */
  [FROND_TASK_LAUNCH] = N_ ("“%s” Could Not Be Launched"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_START] = N_ ("“%s” Could Not Be Started"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_SHUT_DOWN] = N_ ("“%s” Could Not Be Shut Down"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_FORCE_OFF] = N_ ("“%s” Could Not Be Forced Off"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_RESTART] = N_ ("“%s” Could Not Be Restarted"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_PAUSE] = N_ ("“%s” Could Not Be Paused"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_RESUME] = N_ ("“%s” Could Not Be Resumed"),
  /* Translators: %s is the name of a machine, whose memory is written to disk */
  [FROND_TASK_SAVE] = N_ ("“%s” Could Not Be Saved"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_CHANGE] = N_ ("“%s” Could Not Be Changed"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_MEDIA] = N_ ("The Disc of “%s” Could Not Be Changed"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_DELETE] = N_ ("“%s” Could Not Be Deleted"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_RESTORE] = N_ ("“%s” Could Not Be Restored"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_MOVE] = N_ ("“%s” Could Not Be Moved"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_DUPLICATE] = N_ ("“%s” Could Not Be Duplicated"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_EXPORT] = N_ ("“%s” Could Not Be Exported"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_PASSPHRASE] = N_ ("The Passphrase of “%s” Could Not Be Changed"),
  /* Translators: %s is the name of a device of the computer */
  [FROND_TASK_DEVICE] = N_ ("“%s” Could Not Be Given to the Machine, or Taken Back"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_SCREENSHOT] = N_ ("The Screenshot of “%s” Could Not Be Saved"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_SEND] = N_ ("Files Cannot Be Sent to “%s”"),
  /* Translators: %s is the name of a file */
  [FROND_TASK_SEND_FILE] = N_ ("“%s” Could Not Be Sent"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_DISPLAY] = N_ ("The Screen of “%s” Cannot Be Shown"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_CONSOLE] = N_ ("The Console of “%s” Cannot Be Shown"),
  /* Translators: %s is the name of a machine or a file */
  [FROND_TASK_IMPORT] = N_ ("“%s” Cannot Be Imported"),
  /* Translators: %s is the name of a USB device */
  [FROND_TASK_USB] = N_ ("“%s” Could Not Be Connected"),
  [FROND_TASK_USB_LIST] = N_ ("USB Devices Cannot Be Listed"),
  /* Translators: %s is the name of a system, like “Debian 13” */
  [FROND_TASK_DOWNLOAD] = N_ ("“%s” Could Not Be Downloaded"),
  [FROND_TASK_REFRESH] = N_ ("The Catalogue Could Not Be Refreshed"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_GRID_ADD] = N_ ("“%s” Could Not Be Added to the Application Grid"),
  /* Translators: %s is the name of a machine */
  [FROND_TASK_GRID_REMOVE] = N_ ("“%s” Could Not Be Removed From the Application Grid"),
  [FROND_TASK_CACHE] = N_ ("Downloads Could Not Be Deleted"),
  [FROND_TASK_USB_DISC] = N_ ("The Disc Image Could Not Be Shared"),
};

static const Words field_words[] = {
  { "name", N_ ("The name is not one that a machine can have.") },
  { "description", N_ ("The notes are too long. Shorten them.") },
  { "notes", N_ ("The notes are too long. Shorten them.") },
  { "memory", N_ ("This computer cannot give the machine that much memory, or it is too little. Choose "
                  "another amount.") },
  { "vcpus", N_ ("This computer cannot give the machine that many processors. Choose fewer.") },
  { "heads", N_ ("The machine cannot have that many screens.") },
  { "disks", N_ ("The disk is too large or too small. Choose another size.") },
  { "disk-size", N_ ("The disk is too large or too small. Choose another size.") },
  { "firmware", N_ ("This computer does not have the firmware that the machine asks for.") },
  { "tpm", N_ ("This computer cannot give the machine a security chip. Install “swtpm” and try again.") },
  { "accel", N_ ("Hardware virtualization was asked for and does not work on this computer. Choose "
                 "“Automatic” in the machine’s properties.") },
  { "engine", N_ ("This computer does not have the engine that the machine asks for.") },
  { "media-uri", N_ ("The disc image is not at a place that Frond can use.") },
  { "os-id", N_ ("The operating system is not known.") },
};

static const char *
field_body (const GError *error)
{
  const char *field = frond_error_get_field (error);

  for (guint i = 0; i < G_N_ELEMENTS (field_words); i++)
    if (g_strcmp0 (field_words[i].key, field) == 0)
      return _ (field_words[i].words);

  return _ ("One of the machine’s settings is not possible on this computer. Look through its properties.");
}

static const char *
media_body (FrondError code)
{
  switch ((guint) code)
    {
    case FROND_ERROR_MEDIA_EMPTY:
      return _ ("The file is empty. It may not have been downloaded completely.");
    case FROND_ERROR_MEDIA_TRUNCATED:
      return _ ("The disc image is incomplete. Download it again.");
    case FROND_ERROR_MEDIA_NOT_REGULAR:
      return _ ("This is a folder or a device. Choose a disc image, usually a file that ends in “.iso”.");
    case FROND_ERROR_MEDIA_UNREADABLE:
      return _ ("The file cannot be read. Check that you are allowed to open it.");
    case FROND_ERROR_MEDIA_MISSING:
      return _ ("The disc image is gone. It was moved or deleted, or its drive is not connected.");
    case FROND_ERROR_MEDIA_NOT_IMAGE:
    default:
      return _ ("This is not a disc image that a machine can start from. Such files usually end in “.iso”.");
    }
}

static const char *
saving_body (FrondError code)
{
  switch ((guint) code)
    {
    case FROND_ERROR_SAVE_ENCRYPTED:
      return _ ("Its disk is encrypted, and what is saved would not be. Shut it down instead.");
    case FROND_ERROR_SAVE_GL:
      return _ (
          "Machines with 3D graphics cannot be saved. Shut it down instead, or switch 3D graphics off in "
          "its properties.");
    case FROND_ERROR_SAVE_DEVICES:
      return _ ("It uses devices of this computer. Disconnect them and try again.");
    case FROND_ERROR_SAVE_MEDIUM:
      return _ ("It uses the disc in its drive. Eject that inside of the machine and try again.");
    case FROND_ERROR_SAVED:
      return _ ("It is saved, and goes on as it was. Resume it and shut it down first.");
    case FROND_ERROR_STATE:
      return _ (
          "What was saved cannot be used, because it is damaged, or this computer has changed. It is kept. "
          "Start Fresh, in the menu, starts the machine without it.");
    case FROND_ERROR_SAVE_BLOCKED:
    default:
      return _ ("A part of the machine cannot be saved. Shut it down instead.");
    }
}

static const char *
import_disk_body (FrondError code)
{
  switch ((guint) code)
    {
    case FROND_ERROR_IMPORT_BACKED:
      return _ ("The disk has only the changes to another one, of a snapshot for example. Merge its "
                "snapshots where it "
                "comes from, or export the machine there.");
    case FROND_ERROR_IMPORT_SNAPSHOTS:
      return _ ("There are snapshots of it, and a copy would lose them. Delete them where it comes from and "
                "try again.");
    case FROND_ERROR_IMPORT_NO_DISK:
      return _ ("There is no disk in it. Choose the file or the folder that has its disk.");
    case FROND_ERROR_IMPORT_NO_FILE:
      return _ ("Its disk is a device or is on the network. Only disks that are files can be copied.");
    case FROND_ERROR_IMPORT_MISSING:
    default:
      return _ ("A file of its disk is not there. Put all its files into one folder.");
    }
}

static const char *
import_body (FrondError code)
{
  switch ((guint) code)
    {
    case FROND_ERROR_IMPORT_UNKNOWN:
      return _ ("Frond does not know what this is. It opens disc images, disk images, and machines of Boxes, "
                "VirtualBox, "
                "UTM, Quickemu and libvirt.");
    case FROND_ERROR_IMPORT_DAMAGED:
      return _ ("The file is damaged or incomplete. Get it again.");
    case FROND_ERROR_IMPORT_UNSAFE:
      return _ ("It refers to files outside of its own folder, to links or to commands, which is not safe. "
                "Put its disks "
                "beside it, or open the disk itself.");
    case FROND_ERROR_IMPORT_TOO_LARGE:
      return _ (
          "It unpacks to far more than is sensible. If you trust it, unpack it yourself and open the disk.");
    case FROND_ERROR_IMPORT_TOO_MANY:
      return _ ("There are several machines, or too many disks, in it. Open one of its disks.");
    case FROND_ERROR_IMPORT_ENCRYPTED:
      return _ ("It is encrypted. Decrypt it with the program that made it and try again.");
    case FROND_ERROR_IMPORT_ARCH:
      return _ ("It is made for another kind of processor than this computer has.");
    case FROND_ERROR_IMPORT_APPLE:
      return _ ("It is made for Apple’s own virtualization, which runs only on a Mac.");
    case FROND_ERROR_IMPORT_FOREIGN:
      return _ ("It is not a machine for QEMU or KVM. If it has a disk, open that.");
    default:
      return import_disk_body (code);
    }
}

static const char *
guest_files_body (FrondError code)
{
  switch ((guint) code)
    {
    case FROND_ERROR_FILES_NO_SESSION:
      return _ ("Nobody is logged in to the guest. Log in there and try again.");
    case FROND_ERROR_FILES_LOCKED:
      return _ ("The guest’s screen is locked. Unlock it and try again.");
    case FROND_ERROR_FILES_REFUSED:
      return _ ("The guest is set up to take no files. Its SPICE agent can be told to allow them.");
    case FROND_ERROR_FILES_GUEST_FULL:
      return _ ("The guest has too little free space. Free some there and try again.");
    case FROND_ERROR_FILES_GUEST:
      return _ ("The guest could not save the file. Look for what is wrong with its folder for downloads.");
    case FROND_ERROR_FILES_GUEST_ENDED:
      return _ ("The guest stopped it. Perhaps nobody is logged in there.");
    case FROND_ERROR_FILES_LOST:
      return _ ("The guest’s agent or the connection to it ended in the middle. Send the file again.");
    case FROND_ERROR_FILES_NO_AGENT:
    default:
      return _ ("No SPICE agent runs in the guest. Log in there, or wait until it has started. If it is not "
                "installed: it is called “spice-vdagent” on Linux, and is one of the SPICE guest tools on "
                "Windows.");
    }
}

static const char *
files_body (FrondError code)
{
  switch ((guint) code)
    {
    case FROND_ERROR_FILES_TOO_MANY:
      return _ ("These are too many files at once. Put them into an archive and send that.");
    case FROND_ERROR_FILES_FOLDER:
      return _ ("Folders cannot be sent. Compress this one into an archive, and send that.");
    case FROND_ERROR_FILES_SPECIAL:
      return _ ("This is a device or a pipe and not a file. Choose a file.");
    case FROND_ERROR_FILES_NAME:
      return _ ("Its name has characters that not every system can have. Rename it and send it again.");
    case FROND_ERROR_FILES_UNREADABLE:
      return _ ("The file cannot be read. Check that it is still there and that you are allowed to open it.");
    default:
      return guest_files_body (code);
    }
}

static const char *
store_body (FrondError code)
{
  switch ((guint) code)
    {
    case FROND_ERROR_STORE_NEWER:
      return _ (
          "The library was written by a newer version of Frond. Update Frond to open it. Nothing has been "
          "changed.");
    case FROND_ERROR_STORE_READ_ONLY:
      return _ ("The library cannot be written. Check the permissions of its folder.");
    case FROND_ERROR_STORE_LOCKED:
      return _ ("Another program is using the library. Close it and try again.");
    case FROND_ERROR_STORE_DAMAGED:
      return _ (
          "The library’s file is damaged. Your machines and their disks are not: nothing has been deleted.");
    case FROND_ERROR_STORE_FULL:
      return _ ("The disk of this computer is full. Free some space and try again.");
    case FROND_ERROR_STORE:
    default:
      return _ ("The library cannot be read or written. Nothing has been deleted.");
    }
}

static const char *
image_body (FrondError code)
{
  switch ((guint) code)
    {
    case FROND_ERROR_IMAGE_FORMAT:
      return _ ("The file is not a disk image of the kind that its name or its place says.");
    case FROND_ERROR_IMAGE_TRUNCATED:
      return _ ("The disk image is incomplete. Download or copy it again.");
    case FROND_ERROR_IMAGE_UNCLEAN:
      return _ (
          "The disk image was not closed properly. Shut its machine down in the program that it is from, and "
          "try again.");
    case FROND_ERROR_IMAGE_BACKING:
      return _ (
          "The disk image holds only the changes to another one. Export the whole disk from the program that "
          "it is from.");
    case FROND_ERROR_IMAGE_EXTENTS:
      return _ ("The disk image comes in several files, and not all of them are there. Choose it in the "
                "folder that "
                "has them all.");
    case FROND_ERROR_IMAGE_ENCRYPTED:
      return _ (
          "The disk image is encrypted. Export it without encryption from the program that it is from.");
    case FROND_ERROR_IMAGE_SNAPSHOTS:
      return _ (
          "The disk image holds snapshots, which would be lost. Export the disk without them, or delete them "
          "first.");
    case FROND_ERROR_IMAGE_SIZE:
      return _ ("The disk in the image is larger than a machine’s disk can be, or empty.");
    case FROND_ERROR_IMAGE_UNSUPPORTED:
      return _ ("The disk image is of a kind or version that Frond does not know.");
    case FROND_ERROR_IMAGE_UNREADABLE:
      return _ (
          "The disk image cannot be read, or only very slowly. Copy it to this computer and try again.");
    case FROND_ERROR_IMAGE_NO_TOOL:
      return _ (
          "Disk images cannot be converted without “qemu-img”. Install it: it comes with QEMU, often in a "
          "package called “qemu-utils” or “qemu-img”.");
    case FROND_ERROR_IMAGE_NO_FENCE:
      return _ ("This computer’s kernel cannot keep the converter of disk images away from your files, so "
                "Frond does "
                "not use it. Raw and qcow2 images work.");
    case FROND_ERROR_IMAGE_DAMAGED:
    default:
      return _ ("The disk image is damaged: what it says of itself does not fit. Download or copy it again.");
    }
}

static const char *
export_body (int code)
{
  switch (code)
    {
    case FROND_ERROR_EXPORT_EXISTS:
      return _ ("There is a file of that name already. Choose another name.");
    case FROND_ERROR_EXPORT_LARGE:
      return _ ("The disk there takes no file that is as large. Choose another folder, or format that disk "
                "with exFAT.");
    default:
      return _ ("No file can be written there. Choose another folder of this computer.");
    }
}

static const char *
frond_body (const GError *error)
{
  if (error->code >= FROND_ERROR_IMAGE_FORMAT && error->code <= FROND_ERROR_IMAGE_NO_FENCE)
    return image_body (error->code);
  if (error->code >= FROND_ERROR_DOWNLOAD_SOURCE && error->code <= FROND_ERROR_DOWNLOAD_FOLDER)
    return frond_download_words_for_error (error->code);
  if (error->code >= FROND_ERROR_FILES_NO_AGENT && error->code <= FROND_ERROR_FILES_UNREADABLE)
    return files_body (error->code);
  if (error->code >= FROND_ERROR_EXPORT_EXISTS && error->code <= FROND_ERROR_EXPORT_LARGE)
    return export_body (error->code);
  if (error->code >= FROND_ERROR_SAVE_ENCRYPTED && error->code <= FROND_ERROR_STATE)
    return saving_body (error->code);
  if (error->code >= FROND_ERROR_IMPORT_UNKNOWN && error->code <= FROND_ERROR_IMPORT_FOREIGN)
    return import_body (error->code);

  switch ((guint) error->code)
    {
    case FROND_ERROR_INVALID_VALUE:
    case FROND_ERROR_OUT_OF_RANGE:
      return field_body (error);
    case FROND_ERROR_NOT_FOUND:
      return _ ("The machine is not there any more. Another program may have deleted it.");
    case FROND_ERROR_BUSY:
      return _ ("Not while the machine is in this state. Wait a moment and try again.");
    case FROND_ERROR_CONFLICT:
      return _ ("Something else changed the machine meanwhile. Try again.");
    case FROND_ERROR_NO_SPACE:
      return _ ("The disk of this computer is full. Free some space and try again.");
    case FROND_ERROR_QUOTA:
      return _ ("You have as many machines, or use as much of this computer, as you are allowed to. Shut one "
                "down, delete one, or ask an administrator for more.");
    case FROND_ERROR_NOT_AUTHORIZED:
      return _ ("You are not allowed to do this on this computer. An administrator can allow it.");
    case FROND_ERROR_RATE_LIMITED:
      return _ ("That was too much at once. Wait half a minute and try again.");
    case FROND_ERROR_CAN_OBTAIN:
      return _ ("An administrator has to allow this, and could not be asked here. Do it at this computer "
                "itself, not over the network.");
    case FROND_ERROR_NO_AUTHORITY:
      return _ ("This computer cannot ask for permission, because polkit does not work. Install or repair it "
                "and try again.");
    case FROND_ERROR_HOST_POLICY:
      return _ ("The administrator of this computer has switched this off. Ask them if you need it.");
    case FROND_ERROR_UNSUPPORTED:
      return _ ("This computer cannot do that. “Check This Computer” in the menu may say why.");
    case FROND_ERROR_HELPER_MISSING:
      return _ (
          "Frond’s helper, the program that runs machines, is not installed. Install it and try again.");
    case FROND_ERROR_HELPER_OLD:
      return _ ("Frond’s helper belongs to an older Frond. Update it, or log out and in again.");
    case FROND_ERROR_HELPER_LOST:
      return _ ("Frond’s helper went away or does not answer. Try again.");
    case FROND_ERROR_BACKEND:
      return _ ("Libvirt or QEMU did not work. “Check This Computer” in the menu may say why.");
    case FROND_ERROR_MEDIA_EMPTY:
    case FROND_ERROR_MEDIA_NOT_IMAGE:
    case FROND_ERROR_MEDIA_TRUNCATED:
    case FROND_ERROR_MEDIA_NOT_REGULAR:
    case FROND_ERROR_MEDIA_UNREADABLE:
    case FROND_ERROR_MEDIA_MISSING:
      return media_body (error->code);
    case FROND_ERROR_PASSPHRASE_NEEDED:
      return _ ("The machine’s disk is encrypted. It starts with its passphrase.");
    case FROND_ERROR_PASSPHRASE_WRONG:
      return _ ("The passphrase does not unlock the machine’s disk. Try again.");
    case FROND_ERROR_KEPT_OFF:
      return _ ("Frond was interrupted while it moved this machine, and keeps it off until the move is "
                "finished. That "
                "happens by itself when Frond’s window opens.");
    case FROND_ERROR_STORE_NEWER:
    case FROND_ERROR_STORE_READ_ONLY:
    case FROND_ERROR_STORE_LOCKED:
    case FROND_ERROR_STORE_DAMAGED:
    case FROND_ERROR_STORE_FULL:
    case FROND_ERROR_STORE:
      return store_body (error->code);
    case FROND_ERROR_FAILED:
    default:
      return _ ("Something unexpected happened. Try again; the details may say more.");
    }
}

/* What an error means for a task where it means something else than elsewhere. */
static const struct
{
  FrondTask task;
  FrondError code;
  const char *words;
} task_bodies[] = {
  { FROND_TASK_DOWNLOAD, FROND_ERROR_NO_SPACE,
    N_ ("There is too little free space on this computer. Free some, then resume: what is there is kept.") },
  { FROND_TASK_DOWNLOAD, FROND_ERROR_BUSY,
    N_ ("Another program of yours is downloading it right now. Try again when that is done.") },
  { FROND_TASK_DOWNLOAD, FROND_ERROR_UNSUPPORTED,
    N_ ("The publisher’s signature cannot be checked without GnuPG. Install it and try again.") },
  { FROND_TASK_REFRESH, FROND_ERROR_DOWNLOAD_SOURCE, N_ ("Its address has to begin with “https://”.") },
  { FROND_TASK_REFRESH, FROND_ERROR_INVALID_VALUE,
    N_ ("The newer catalogue has a mistake, or is for another Frond. The one that you have stays as it "
        "is.") },
  { FROND_TASK_CACHE, FROND_ERROR_BUSY,
    N_ ("A machine is being made from it. Try again when that is done.") },
  { FROND_TASK_DISPLAY, FROND_ERROR_OUT_OF_RANGE,
    N_ ("The machine’s display sent something that cannot be right. The connection was closed, so that it "
        "can do no harm. The machine is still running.") },
  { FROND_TASK_DISPLAY, FROND_ERROR_UNSUPPORTED,
    N_ ("The machine’s display sent something that Frond does not take. The machine is still running.") },
  { FROND_TASK_CONSOLE, FROND_ERROR_BUSY,
    N_ ("The console is in use elsewhere, and only one program can have it. Close it there and try again.") },
  { FROND_TASK_CONSOLE, FROND_ERROR_UNSUPPORTED,
    N_ ("The machine was started without a serial port. Shut it down and start it again.") },
  { FROND_TASK_LAUNCH, FROND_ERROR_PASSPHRASE_NEEDED,
    N_ ("Its disk was to be encrypted, and the passphrase, which is in no file, was forgotten when Frond "
        "ended. "
        "Cancel this and configure it once more: what was downloaded is kept.") },
  { FROND_TASK_EXPORT, FROND_ERROR_BUSY, N_ ("It is running or busy. Shut it down and try again.") },
  { FROND_TASK_EXPORT, FROND_ERROR_SAVED,
    N_ ("It is saved, and what is saved cannot go along. Resume it, shut it down and try again.") },
  { FROND_TASK_EXPORT, FROND_ERROR_NO_SPACE,
    N_ ("There is too little free space for the file or for the copy that it is made of. Free some, or "
        "choose "
        "another folder.") },
  { FROND_TASK_IMPORT, FROND_ERROR_BUSY, N_ ("It is running. Shut it down there and try again.") },
  { FROND_TASK_USB, FROND_ERROR_QUOTA,
    N_ ("The machine has as many USB devices as it can take. Disconnect another one first.") },
  { FROND_TASK_USB, FROND_ERROR_NOT_AUTHORIZED,
    N_ ("You are not allowed to use the device. An administrator of this computer can allow it.") },
  { FROND_TASK_USB, FROND_ERROR_UNSUPPORTED,
    N_ ("There is no program to ask for permission with. Install “spice-client-glib-usb-acl-helper”.") },
  { FROND_TASK_USB, FROND_ERROR_BUSY,
    N_ ("Another program or machine uses the device. Close it there and try again.") },
  { FROND_TASK_USB, FROND_ERROR_NOT_FOUND,
    N_ ("The device is not plugged into this computer any more. Plug it in and try again.") },
  { FROND_TASK_USB, FROND_ERROR_CONFLICT,
    N_ ("The machine refuses the device. Plug it in again, or restart the machine, and try again.") },
  { FROND_TASK_USB_LIST, FROND_ERROR_UNSUPPORTED,
    N_ ("The machine was started without support for them. Shut it down and start it again.") },
};

static const char *
task_words (FrondTask task, const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (task_bodies); i++)
    if (task_bodies[i].task == task && g_error_matches (error, FROND_ERROR, (int) task_bodies[i].code))
      return _ (task_bodies[i].words);

  return NULL;
}

static const char *
move_words (const GError *error)
{
  if (!g_error_matches (error, FROND_ERROR, FROND_ERROR_UNSUPPORTED) ||
      g_strcmp0 (frond_error_get_field (error), "tpm") != 0)
    return NULL;

  return _ (
      "An older Frond made its security chip (TPM), and the service cannot give out what it keeps. To move "
      "the machine without that, switch the TPM off in its properties first. If Windows in it uses "
      "BitLocker, have the recovery key at hand.");
}

static const char *
body_words (FrondTask task, const GError *error)
{
  const char *special = task == FROND_TASK_MOVE ? move_words (error) : task_words (task, error);

  if (special != NULL)
    return special;
  if (error->domain == FROND_ERROR)
    return frond_body (error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return _ ("The disk of this computer is full. Free some space and try again.");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return _ ("You may not write or read there. Choose another folder, or check its permissions.");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return _ ("The file or folder is not there any more.");

  return _ ("Something unexpected happened. Try again; the details may say more.");
}

static char *
title_words (FrondTask task, const char *subject)
{
  const char *format = _ (titles[task]);
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);

  /* Not a printf format: the subject and a translation must not be able to break one. */
  return g_strjoinv (subject != NULL ? subject : "", parts);
}

static char *
dup_body (FrondTask task, const GError *error)
{
  guint64 needed = frond_error_get_amount (error);
  g_autofree char *size = NULL;

  if (needed == 0 || !g_error_matches (error, FROND_ERROR, FROND_ERROR_NO_SPACE))
    return g_strdup (body_words (task, error));

  size = g_format_size (needed);
  if (g_strcmp0 (frond_error_get_field (error), "file") == 0)
    return g_strdup_printf (
        /* Translators: %s is an amount, like “2.1 GB” */
        _ ("There is too little room for the file: %s are needed. Free some space, or choose another "
           "folder."),
        size);
  return g_strdup_printf (
      /* Translators: %s is an amount, like “2.1 GB” */
      _ ("There is too little room on the disk of this computer: %s are needed. Free some space "
         "and try again."),
      size);
}

FrondMessage *
frond_message_new (FrondTask task, const char *subject, const GError *error)
{
  FrondMessage *self;

  g_return_val_if_fail (task < G_N_ELEMENTS (titles), NULL);
  g_return_val_if_fail (error != NULL, NULL);

  self = g_new0 (FrondMessage, 1);
  self->title = title_words (task, subject);
  self->body = dup_body (task, error);
  self->detail =
      g_strdup_printf ("%s (%s %d)", error->message, g_quark_to_string (error->domain), error->code);

  return self;
}

void
frond_message_free (FrondMessage *self)
{
  if (self == NULL)
    return;

  g_free (self->title);
  g_free (self->body);
  g_free (self->detail);
  g_free (self);
}
