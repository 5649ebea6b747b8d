/*
 * An index that is a member of the same document as INPUT is scanned when the
 * reading of INPUT comes past it, so that a document is walked once for both.
 */
#include "format/json/ahead.h"

#include <stdlib.h>

#include "format/json/array.h"

static void
drop_scan(void *kept)
{
	struct tg_json_scan *scan = kept;

	free(scan->items);
	free(scan);
}

/* Keep a scan; its items are freed if that fails. */
static bool
keep_scan(struct tg_ahead *ahead, const struct tg_json_scan *scan,
	struct tg_err *err)
{
	struct tg_json_scan *kept = malloc(sizeof(*kept));

	if (kept == NULL) {
		free(scan->items);
		return tg_fail_memory(err, "the elements");
	}
	*kept = *scan;
	tg_ahead_drop(ahead);
	ahead->kept = kept;
	ahead->drop = drop_scan;
	return true;
}

bool
tg_json_ahead_meet(struct tg_ahead *ahead, const struct tg_json *json,
	const unsigned char **p, struct tg_err *err)
{
	struct tg_json_scan scan = {
		.json = *json,
		.begin = (size_t)(*p - json->text),
		.integers = true,
		.cast = ahead->cast,
	};
	unsigned classes = 0;

	if (**p != '[')
		return tg_json_skip(json, p, &classes, err);
	if (tg_json_array_scan(&scan, err)) {
		*p = json->text + scan.end;
		return keep_scan(ahead, &scan, err);
	}
	free(scan.items);
	if (err->code != TG_EDATA)
		return false;
	tg_err_clear(err);
	return tg_json_skip(json, p, &classes, err);
}

bool
tg_json_ahead_take(struct tg_json_scan *scan, struct tg_ahead *ahead,
	const struct tg_json *json, const char *name, bool cast)
{
	struct tg_json_scan *kept = ahead != NULL ? ahead->kept : NULL;

	if (kept == NULL || name == NULL || strcmp(name, ahead->name) != 0 ||
		kept->cast != cast || kept->json.text != json->text)
		return false;
	*scan = *kept;
	kept->items = NULL;
	tg_ahead_drop(ahead);
	return true;
}
