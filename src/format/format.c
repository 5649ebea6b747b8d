/*
 * The table of all formats, and how the one for a file is found: by the name
 * that the user gives, by the ending of the path, or by the content. This is
 * the only file that knows all formats; each of them knows format.h alone,
 * where the shape of a row of the table is declared, so that no format depends
 * on another through it.
 */
#include "format/format.h"

#include <string.h>

const struct tg_format *const tg_formats[] = {
	&tg_format_json,
	&tg_format_raw,
	&tg_format_npy,
	&tg_format_npz,
	&tg_format_pt,
	&tg_format_safetensors,
	&tg_format_gguf,
	&tg_format_csv,
	&tg_format_tsv,
	&tg_format_text,
	&tg_format_lines,
	&tg_format_fvecs,
	&tg_format_ivecs,
	&tg_format_bvecs,
	&tg_format_fbin,
	&tg_format_ibin,
	&tg_format_u8bin,
	&tg_format_i8bin,
	&tg_format_f16bin,
	&tg_format_idx,
	&tg_format_onnx,
	NULL,
};

const char *
tg_format_choice(size_t i)
{
	return tg_formats[i] != NULL ? tg_formats[i]->name : NULL;
}

bool
tg_format_by_name(
	const struct tg_format **format, const char *name, struct tg_err *err)
{
	size_t i;

	if (tg_choices_find(&i, tg_format_choice, name)) {
		*format = tg_formats[i];
		return true;
	}
	tg_fail(err, TG_EUSAGE, TG_NOPOS, "unknown format \"%s\"", name);
	tg_choices_help(err, name, tg_format_choice, "formats");
	return false;
}

/* True if the first n bytes of a text have that ending, and more before it. */
static bool
begin_ends_with(const char *text, size_t n, const char *ending)
{
	size_t m = strlen(ending);

	return n > m && memcmp(text + n - m, ending, m) == 0;
}

bool
tg_format_ends_with(const char *text, const char *ending)
{
	return begin_ends_with(text, strlen(text), ending);
}

const char *
tg_format_name_colon(const char *path)
{
	for (const char *p = strchr(path, ':'); p; p = strchr(p + 1, ':'))
		for (int i = 0; tg_formats[i] != NULL; i++)
			for (int k = 0; tg_formats[i]->endings[k]; k++) {
				const char *ending = tg_formats[i]->endings[k];
				size_t n = strlen(ending);

				if (tg_formats[i]->named &&
					(size_t)(p - path) > n &&
					memcmp(p - n, ending, n) == 0)
					return p;
			}
	return NULL;
}

/* The format for the ending of the first n bytes of a path. */
static const struct tg_format *
by_ending_of_begin(const char *path, size_t n)
{
	for (int i = 0; tg_formats[i] != NULL; i++)
		for (int k = 0; tg_formats[i]->endings[k] != NULL; k++)
			if (begin_ends_with(path, n, tg_formats[i]->endings[k]))
				return tg_formats[i];
	return NULL;
}

const struct tg_format *
tg_format_by_ending(const char *path)
{
	return by_ending_of_begin(path, strlen(path));
}

const struct tg_format *
tg_format_by_ending_in_gzip(const char *path)
{
	const char *gz = tg_format_ends_with(path, ".gz") ? ".gz" : "";

	return by_ending_of_begin(path, strlen(path) - strlen(gz));
}

const struct tg_format *
tg_format_by_content(const struct tg_bytes *bytes, bool weak)
{
	for (int i = 0; tg_formats[i] != NULL; i++)
		if (tg_formats[i]->recognise != NULL &&
			tg_formats[i]->weak == weak &&
			tg_formats[i]->recognise(bytes))
			return tg_formats[i];
	return NULL;
}

const struct tg_format *
tg_format_by_first_bytes(struct tg_watch *watch, const struct tg_bytes *bytes,
	bool weak, struct tg_err *err)
{
	for (int i = 0; tg_formats[i] != NULL; i++)
		if (tg_formats[i]->recognise != NULL &&
			tg_formats[i]->weak == weak &&
			tg_formats[i]->needed != NULL &&
			tg_formats[i]->needed(watch, bytes, err) > 0)
			return tg_formats[i];
	return NULL;
}

bool
tg_visit_unreadable(const struct tg_visitor *visitor, struct tg_err *err)
{
	return err->code == TG_EDATA &&
		visitor->unreadable(visitor->context, err);
}
