/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-doctor-dialog.h"

#include "frond-details-dialog.h"
#include "frond-dialog-size.h"
#include "frond-doctor-words.h"
#include "frond-library.h"

#include <glib/gi18n.h>

struct _FrondDoctorDialog
{
  AdwDialog parent_instance;

  /* Template widgets */
  AdwPreferencesPage *page;
  GtkImage *verdict_icon;
  GtkLabel *verdict_label;
  GtkLabel *cause_label;
  GtkWidget *again_button;
  GtkWidget *copy_button;

  FrondDoctor *doctor;
  FrondPlatform *platform;
  AdwPreferencesGroup *groups[FROND_N_DOCTOR_GROUPS];
};

G_DEFINE_FINAL_TYPE (FrondDoctorDialog, frond_doctor_dialog, ADW_TYPE_DIALOG)

typedef struct
{
  const char *icon;
  const char *css_class;
} Look;

static const Look looks[] = {
  [FROND_CHECK_OK] = { "object-select-symbolic", "success" },
  [FROND_CHECK_NOTE] = { "dialog-information-symbolic", "dimmed" },
  [FROND_CHECK_UNKNOWN] = { "dialog-question-symbolic", "dimmed" },
  [FROND_CHECK_WARNING] = { "dialog-warning-symbolic", "warning" },
  [FROND_CHECK_PROBLEM] = { "dialog-error-symbolic", "error" },
};

static GtkWidget *
state_icon_new (FrondCheckState state)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (looks[state].icon);

  gtk_widget_add_css_class (icon, looks[state].css_class);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  frond_doctor_words_state (state), -1);
  return icon;
}

static GtkWidget *
advice_new (const FrondDoctorWords *words, FrondCheck *check)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  if (words->advice != NULL)
    {
      GtkWidget *label = gtk_label_new (words->advice);

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_box_append (GTK_BOX (box), label);
    }
  if (words->command != NULL)
    gtk_box_append (GTK_BOX (box), frond_details_command_new (words->command));
  if (frond_check_get_detail (check)[0] != '\0')
    {
      GtkWidget *details = frond_details_expander_new (frond_check_get_detail (check));

      gtk_widget_set_halign (details, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (box), details);
    }

  gtk_widget_add_css_class (box, "doctor-advice");
  return box;
}

/* A line for what is well; what is not unfolds. */
static GtkWidget *
row_new (const FrondDoctorWords *words, FrondCheck *check)
{
  FrondCheckState state = frond_check_get_state (check);
  gboolean more = words->advice != NULL || words->command != NULL ||
                  (state != FROND_CHECK_OK && frond_check_get_detail (check)[0] != '\0');
  GtkWidget *row = more ? adw_expander_row_new () : adw_action_row_new ();
  GtkWidget *body;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words->title);
  if (!more)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words->summary);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), state_icon_new (state));
      return row;
    }

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), words->summary);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), state_icon_new (state));
  body = adw_preferences_row_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (body), GTK_ACCESSIBLE_PROPERTY_LABEL, words->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words->advice != NULL ? words->advice : words->summary, -1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (body), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (body), advice_new (words, check));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), body);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), state >= FROND_CHECK_WARNING);
  return row;
}

static AdwPreferencesGroup *
ensure_group (FrondDoctorDialog *self, FrondDoctorGroup group)
{
  if (self->groups[group] == NULL)
    {
      self->groups[group] = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
      adw_preferences_group_set_title (self->groups[group], frond_doctor_words_group (group));
    }
  return self->groups[group];
}

static void
fill_groups (FrondDoctorDialog *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->doctor));

  for (guint i = 0; i < FROND_N_DOCTOR_GROUPS; i++)
    if (self->groups[i] != NULL)
      adw_preferences_page_remove (self->page, g_steal_pointer (&self->groups[i]));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FrondCheck) check = g_list_model_get_item (G_LIST_MODEL (self->doctor), i);
      g_autoptr (FrondDoctorWords) words = frond_doctor_words_new (check, self->platform);

      adw_preferences_group_add (ensure_group (self, words->group), row_new (words, check));
    }

  for (guint i = 0; i < FROND_N_DOCTOR_GROUPS; i++)
    if (self->groups[i] != NULL)
      adw_preferences_page_add (self->page, self->groups[i]);
}

static void
show_verdict (FrondDoctorDialog *self)
{
  static const FrondCheckState states[] = {
    [FROND_VERDICT_READY] = FROND_CHECK_OK,
    [FROND_VERDICT_LIMITED] = FROND_CHECK_WARNING,
    [FROND_VERDICT_UNABLE] = FROND_CHECK_PROBLEM,
  };
  const Look *look = &looks[states[frond_doctor_get_verdict (self->doctor)]];
  const char *classes[] = { look->css_class, NULL };
  const char *verdict = frond_doctor_words_verdict (self->doctor);
  g_autofree char *cause = frond_doctor_words_dup_cause (self->doctor, self->platform);

  gtk_image_set_from_icon_name (self->verdict_icon, look->icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->verdict_icon), classes);
  gtk_label_set_label (self->verdict_label, verdict);
  gtk_label_set_label (self->cause_label, cause);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), verdict, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
checked_cb (FrondDoctorDialog *self)
{
  fill_groups (self);
  show_verdict (self);
  gtk_widget_set_sensitive (self->copy_button, TRUE);
}

static void
checking_cb (FrondDoctorDialog *self)
{
  gtk_widget_set_sensitive (self->again_button, !frond_doctor_get_checking (self->doctor));
}

static void
again_clicked_cb (FrondDoctorDialog *self)
{
  frond_doctor_check (self->doctor);
}

static void
copy_clicked_cb (FrondDoctorDialog *self)
{
  g_autofree char *report = frond_doctor_words_dup_report (self->doctor);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), report);
  gtk_button_set_label (GTK_BUTTON (self->copy_button), _ ("_Copied"));
  gtk_accessible_announce (GTK_ACCESSIBLE (self), _ ("Copied"), GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
frond_doctor_dialog_dispose (GObject *object)
{
  FrondDoctorDialog *self = FROND_DOCTOR_DIALOG (object);

  g_clear_object (&self->doctor);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_DOCTOR_DIALOG);
  G_OBJECT_CLASS (frond_doctor_dialog_parent_class)->dispose (object);
}

static void
frond_doctor_dialog_finalize (GObject *object)
{
  g_clear_pointer (&FROND_DOCTOR_DIALOG (object)->platform, frond_platform_free);
  G_OBJECT_CLASS (frond_doctor_dialog_parent_class)->finalize (object);
}

static void
frond_doctor_dialog_class_init (FrondDoctorDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_doctor_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = frond_doctor_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-doctor-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondDoctorDialog, page);
  gtk_widget_class_bind_template_child (widget_class, FrondDoctorDialog, verdict_icon);
  gtk_widget_class_bind_template_child (widget_class, FrondDoctorDialog, verdict_label);
  gtk_widget_class_bind_template_child (widget_class, FrondDoctorDialog, cause_label);
  gtk_widget_class_bind_template_child (widget_class, FrondDoctorDialog, again_button);
  gtk_widget_class_bind_template_child (widget_class, FrondDoctorDialog, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, again_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
}

static void
frond_doctor_dialog_init (FrondDoctorDialog *self)
{
  self->platform = frond_platform_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  frond_dialog_size_follow_text (ADW_DIALOG (self));
  gtk_image_set_from_icon_name (self->verdict_icon, "content-loading-symbolic");
  gtk_label_set_label (self->verdict_label, _ ("Looking…"));
}

AdwDialog *
frond_doctor_dialog_new (FrondLibrary *library)
{
  FrondDoctorDialog *self = g_object_new (FROND_TYPE_DOCTOR_DIALOG, NULL);

  self->doctor = frond_doctor_new (frond_library_get_host (library));
  frond_doctor_set_service (self->doctor, frond_library_find_host (library, FROND_HOST_MODE_SYSTEM));
  g_signal_connect_object (self->doctor, "checked", G_CALLBACK (checked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->doctor, "notify::checking", G_CALLBACK (checking_cb), self,
                           G_CONNECT_SWAPPED);
  frond_doctor_check (self->doctor);
  return ADW_DIALOG (self);
}
