/*
 * Says what the text of an operand means before any file is opened, for the
 * parser, which must tell "-" from an option, and for the job, which reads it.
 */
#include "cli/operand_spec.h"

bool
tg_operand_is_stdin(const char *text)
{
	return text[0] == '-' && (text[1] == '\0' || text[1] == ':');
}

bool
tg_operand_is_inline(const char *text)
{
	return text[0] == '[';
}
