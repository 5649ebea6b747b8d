#ifndef TG_CLI_OPTION_VALUES_H
#define TG_CLI_OPTION_VALUES_H

#include <stdbool.h>

#include "base/choices.h"
#include "base/error.h"

/*
 * What the table of options sets an option with.
 *
 *   slot    where in struct tg_options it is stored; what it has to be is said
 *           below
 *   value   as it was given; NULL where the option has none
 *
 * Errors: TG_EUSAGE for a value that means nothing. Ownership: value is
 * borrowed.
 */
typedef bool tg_option_set(void *slot, const char *value, struct tg_err *err);

/* slot: of the type that is named */
tg_option_set tg_set_flag;    /* bool */
tg_option_set tg_set_text;    /* const char * */
tg_option_set tg_set_count;   /* int64_t, 0 or more */
tg_option_set tg_set_format;  /* const struct tg_format *, one to read */
tg_option_set tg_set_nan;     /* enum tg_nan */
tg_option_set tg_set_help;    /* enum tg_action */
tg_option_set tg_set_version; /* enum tg_action */
tg_option_set tg_set_info;    /* enum tg_action */
tg_option_set tg_set_dim;     /* struct tg_call */
tg_option_set tg_set_ignored; /* struct tg_policy */
tg_option_set tg_set_header;  /* enum tg_header */
tg_option_set tg_set_no_header;
tg_option_set tg_set_layout; /* enum tg_layout */
tg_option_set tg_set_shard;  /* struct tg_shard_call */

/* slot: the struct tg_operand_spec of INPUT or INDEX */
tg_option_set tg_set_shape;
tg_option_set tg_set_dtype;
tg_option_set tg_set_offset;

/* slot: struct tg_options itself, where an option sets several members */
tg_option_set tg_set_op;
tg_option_set tg_set_batch_dims;
tg_option_set tg_set_mode;
tg_option_set tg_set_output_shape;
tg_option_set tg_set_output_format;
tg_option_set tg_set_explain;
tg_option_set tg_set_completion;

/* slot: not used; these hold for the whole process */
tg_option_set tg_set_threads;
tg_option_set tg_set_errors; /* looked for before: errors_option.h */
tg_option_set tg_set_progress;
tg_option_set tg_set_no_progress;

/* The words that values may be, for setting, help and completion. */
tg_choices tg_nan_choice;
tg_choices tg_mode_choice;
tg_choices tg_layout_choice;
tg_choices tg_shell_choice;
tg_choices tg_shard_choice;   /* but I/N */
tg_choices tg_written_choice; /* formats that a result can have */

#endif
