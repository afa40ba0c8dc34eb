/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-picture.h"

#include "frond-error.h"
#include "frond-guest-words.h"
#include "frond-guest.h"
#include "frond-profile.h"
#include "frond-thumbnail.h"

#include <adwaita.h>

#define ASPECT            1.6
#define DEFAULT_MIN_WIDTH 200
#define MAX_GROWTH        1.5
#define N_TINTS           6

/* What one goes back to is there at once; the rest is read anew from the library's file. */
#define MAX_RECENT 16

/* The picture that the file has of a profile. One that was taken in this life is at hand as it is. */
typedef struct
{
  char *id;
  GdkTexture *texture;
} Recent;

static GQueue recent = G_QUEUE_INIT; /* of Recent, the last shown first */

struct _FrondGuestPicture
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *letter;
  GtkWidget *leaf;

  /* Owned */
  FrondGuest *guest;
  GSignalGroup *guest_signals;
  GSignalGroup *profile_signals;
  GCancellable *loading;
  GdkTexture *texture;

  int min_width;
  int tint; /* of the placeholder, -1: none */
};

G_DEFINE_FINAL_TYPE (FrondGuestPicture, frond_guest_picture, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_GUEST,
  PROP_MIN_WIDTH,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_texture (FrondGuestPicture *self, GdkTexture *texture)
{
  g_set_object (&self->texture, texture);
  gtk_widget_set_child_visible (self->letter, texture == NULL);
  gtk_widget_set_child_visible (self->leaf, texture == NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_tint (FrondGuestPicture *self, const char *name)
{
  g_autofree char *css = NULL;

  if (self->tint >= 0)
    {
      g_autofree char *old = g_strdup_printf ("tint-%d", self->tint);

      gtk_widget_remove_css_class (GTK_WIDGET (self), old);
    }

  self->tint = (int) (g_str_hash (name) % N_TINTS);
  css = g_strdup_printf ("tint-%d", self->tint);
  gtk_widget_add_css_class (GTK_WIDGET (self), css);
}

void
frond_guest_picture_set_placeholder (FrondGuestPicture *self, const char *name)
{
  g_autofree char *letter = NULL;

  g_return_if_fail (FROND_IS_GUEST_PICTURE (self));

  letter = frond_guest_words_letter (name != NULL ? name : "");
  gtk_label_set_label (GTK_LABEL (self->letter), letter);
  gtk_widget_set_visible (self->letter, *letter != '\0');
  gtk_widget_set_visible (self->leaf, name != NULL && *letter == '\0');
  set_tint (self, name != NULL ? name : "");
}

static void
recent_free (Recent *one)
{
  g_free (one->id);
  g_clear_object (&one->texture);
  g_free (one);
}

static GList *
find_recent (FrondProfile *profile)
{
  for (GList *l = recent.head; l != NULL; l = l->next)
    if (g_str_equal (((Recent *) l->data)->id, frond_profile_get_id (profile)))
      return l;

  return NULL;
}

static GdkTexture *
recall (FrondProfile *profile)
{
  GList *l = frond_profile_get_picture (profile) == NULL ? find_recent (profile) : NULL;

  return l != NULL ? ((Recent *) l->data)->texture : NULL;
}

static void
remember (FrondProfile *profile, GdkTexture *texture)
{
  GList *old = find_recent (profile);
  Recent *one;

  if (old != NULL)
    {
      recent_free (old->data);
      g_queue_delete_link (&recent, old);
    }
  if (frond_profile_get_picture (profile) != NULL)
    return;

  one = g_new0 (Recent, 1);
  one->id = g_strdup (frond_profile_get_id (profile));
  one->texture = g_object_ref (texture);
  g_queue_push_head (&recent, one);
  if (recent.length > MAX_RECENT)
    recent_free (g_queue_pop_tail (&recent));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondGuestPicture) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = frond_thumbnail_load_finish (result, &error);

  /* Cancelled: another picture, or none, is wanted by now. */
  if (frond_error_is_cancelled (error))
    return;

  if (texture == NULL)
    g_debug ("Reading a picture: %s", error->message);
  else if (self->guest != NULL)
    remember (frond_guest_get_profile (self->guest), texture);
  set_texture (self, texture);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondGuestPicture) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = frond_guest_load_picture_finish (FROND_GUEST (source), result, &error);

  if (frond_error_is_cancelled (error))
    return;

  if (png != NULL)
    {
      frond_thumbnail_load_async (png, self->loading, loaded_cb, g_object_ref (self));
      return;
    }
  if (error != NULL)
    g_debug ("Fetching a picture: %s", error->message);
  set_texture (self, NULL);
}

static void
load_picture (FrondGuestPicture *self)
{
  GdkTexture *texture;

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);

  texture = self->guest != NULL ? recall (frond_guest_get_profile (self->guest)) : NULL;
  if (self->guest == NULL || texture != NULL)
    {
      set_texture (self, texture);
      return;
    }

  self->loading = g_cancellable_new ();
  frond_guest_load_picture_async (self->guest, self->loading, fetched_cb, g_object_ref (self));
}

static void
update_placeholder (FrondGuestPicture *self)
{
  FrondProfile *profile = frond_guest_get_profile (self->guest);
  const char *system = frond_profile_get_os_name (profile);

  frond_guest_picture_set_placeholder (self, system != NULL ? system : "");
}

static void
update_state (FrondGuestPicture *self)
{
  if (self->guest == NULL || frond_guest_is_on (self->guest))
    gtk_widget_remove_css_class (GTK_WIDGET (self), "off");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "off");
}

void
frond_guest_picture_set_guest (FrondGuestPicture *self, FrondGuest *guest)
{
  g_return_if_fail (FROND_IS_GUEST_PICTURE (self));

  if (!g_set_object (&self->guest, guest))
    return;

  g_signal_group_set_target (self->guest_signals, guest);
  g_signal_group_set_target (self->profile_signals, guest != NULL ? frond_guest_get_profile (guest) : NULL);
  if (guest != NULL)
    update_placeholder (self);
  update_state (self);
  set_texture (self, NULL);
  load_picture (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GUEST]);
}

static GtkSizeRequestMode
frond_guest_picture_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* The words below it need more room when they are larger. Not all of what they need: it still has to fit into the
 * narrowest window. */
static int
get_least_width (FrondGuestPicture *self)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self));
  double width = adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, self->min_width, settings);

  return (int) CLAMP (width, self->min_width, self->min_width * MAX_GROWTH);
}

static void
frond_guest_picture_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                             int *natural, int *minimum_baseline, int *natural_baseline)
{
  int least = get_least_width (FROND_GUEST_PICTURE (widget));

  /* One that does not fill its place is as small as it may be, however wide the place is. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = least;
  else if (gtk_widget_get_halign (widget) == GTK_ALIGN_FILL)
    *minimum = *natural = (int) (MAX (for_size, least) / ASPECT);
  else
    *minimum = *natural = (int) (least / ASPECT);
}

static void
frond_guest_picture_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  FrondGuestPicture *self = FROND_GUEST_PICTURE (widget);
  const GtkAllocation whole = { 0, 0, width, height };

  gtk_widget_size_allocate (self->letter, &whole, -1);
  gtk_widget_size_allocate (self->leaf, &whole, -1);
}

static void
frond_guest_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FrondGuestPicture *self = FROND_GUEST_PICTURE (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  float factor, w, h;

  if (self->texture == NULL)
    {
      gtk_widget_snapshot_child (widget, self->letter, snapshot);
      gtk_widget_snapshot_child (widget, self->leaf, snapshot);
      return;
    }

  /* Covers the whole, cutting what has another shape. */
  factor = MAX (width / (float) gdk_texture_get_width (self->texture),
                height / (float) gdk_texture_get_height (self->texture));
  w = (float) gdk_texture_get_width (self->texture) * factor;
  h = (float) gdk_texture_get_height (self->texture) * factor;
  gtk_snapshot_append_scaled_texture (snapshot, self->texture, GSK_SCALING_FILTER_TRILINEAR,
                                      &GRAPHENE_RECT_INIT ((width - w) / 2, (height - h) / 2, w, h));
}

static void
frond_guest_picture_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondGuestPicture *self = FROND_GUEST_PICTURE (object);

  switch (prop_id)
    {
    case PROP_GUEST:
      g_value_set_object (value, self->guest);
      break;
    case PROP_MIN_WIDTH:
      g_value_set_int (value, self->min_width);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_guest_picture_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  FrondGuestPicture *self = FROND_GUEST_PICTURE (object);

  switch (prop_id)
    {
    case PROP_GUEST:
      frond_guest_picture_set_guest (self, g_value_get_object (value));
      break;
    case PROP_MIN_WIDTH:
      self->min_width = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_guest_picture_dispose (GObject *object)
{
  FrondGuestPicture *self = FROND_GUEST_PICTURE (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->guest_signals);
  g_clear_object (&self->profile_signals);
  g_clear_object (&self->guest);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->letter, gtk_widget_unparent);
  g_clear_pointer (&self->leaf, gtk_widget_unparent);
  G_OBJECT_CLASS (frond_guest_picture_parent_class)->dispose (object);
}

static void
frond_guest_picture_class_init (FrondGuestPictureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = frond_guest_picture_get_property;
  object_class->set_property = frond_guest_picture_set_property;
  object_class->dispose = frond_guest_picture_dispose;
  widget_class->get_request_mode = frond_guest_picture_get_request_mode;
  widget_class->measure = frond_guest_picture_measure;
  widget_class->size_allocate = frond_guest_picture_size_allocate;
  widget_class->snapshot = frond_guest_picture_snapshot;

  properties[PROP_GUEST] =
      g_param_spec_object ("guest", NULL, NULL, FROND_TYPE_GUEST,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_MIN_WIDTH] = g_param_spec_int ("min-width", NULL, NULL, 16, 4096, DEFAULT_MIN_WIDTH,
                                                 G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "guestpicture");
  /* What it shows is told by the words around it. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
frond_guest_picture_init (FrondGuestPicture *self)
{
  self->min_width = DEFAULT_MIN_WIDTH;
  self->tint = -1;

  self->letter = gtk_label_new ("");
  gtk_widget_add_css_class (self->letter, "letter");
  gtk_widget_set_parent (self->letter, GTK_WIDGET (self));

  self->leaf = gtk_image_new_from_icon_name ("frond-leaf-symbolic");
  gtk_widget_add_css_class (self->leaf, "leaf");
  gtk_widget_set_parent (self->leaf, GTK_WIDGET (self));

  self->guest_signals = g_signal_group_new (FROND_TYPE_GUEST);
  g_signal_group_connect_swapped (self->guest_signals, "notify::state", G_CALLBACK (update_state), self);
  self->profile_signals = g_signal_group_new (FROND_TYPE_PROFILE);
  g_signal_group_connect_swapped (self->profile_signals, "notify::picture", G_CALLBACK (load_picture), self);
  g_signal_group_connect_swapped (self->profile_signals, "notify::os-name", G_CALLBACK (update_placeholder),
                                  self);

  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  frond_guest_picture_set_placeholder (self, "");
}

GtkWidget *
frond_guest_picture_new (void)
{
  return g_object_new (FROND_TYPE_GUEST_PICTURE, NULL);
}
