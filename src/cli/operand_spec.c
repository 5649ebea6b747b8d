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

void
tg_operand_set(struct tg_operand_spec *spec, const char *text)
{
	spec->text = text;
	/* an array is seldom the name of a file, see tg_operand.is_file_too */
	spec->is_object = text[0] == '{' && !tg_operand_names_file(text);
}

bool
tg_operand_is_inline(const struct tg_operand_spec *spec)
{
	return spec->text[0] == '[' || spec->is_object;
}

const char *
tg_operand_object_end(const char *text)
{
	bool quoted = false;
	int depth = 0;

	for (; *text != '\0'; text++) {
		if (quoted && *text == '\\' && text[1] != '\0')
			text++;
		else if (*text == '"')
			quoted = !quoted;
		else if (!quoted)
			depth += (*text == '{') - (*text == '}');
		if (depth == 0 && !quoted)
			return text + 1;
	}
	return text;
}
