/*
 * Lists the tensors in a JSON text, for --info. The same rules as in
 * document.c decide what is a tensor, but all members of the object are
 * looked at, and those that are no tensors are passed over.
 */
#include "format/json/list.h"

#include <stdlib.h>

#include "format/json/array.h"
#include "format/json/envelope.h"
#include "format/json/members.h"

struct list {
	struct tg_json json;
	const struct tg_visitor *visitor;
	struct tg_err *err;
	size_t n; /* tensors that were found */
};

/* Visit the document as one tensor; if it is none, fail as reading it does. */
static bool
visit_document(const struct list *list, const struct tg_bytes *bytes)
{
	const struct tg_read request = { .offset = -1 };
	struct tg_tensor tensor = { 0 };
	bool ok = tg_format_json.read(&tensor, bytes, &request, list->err) &&
		list->visitor->tensor(
			list->visitor->context, NULL, &tensor, list->err);

	tg_tensor_free(&tensor);
	return ok;
}

/* Visit an array. One that is no tensor is skipped. */
static bool
visit_array_member(struct list *list, struct tg_json_members *items)
{
	struct tg_json_scan scan = {
		.json = list->json,
		.begin = (size_t)(items->p - list->json.text),
	};
	struct tg_tensor tensor = { 0 };
	unsigned class = 0;
	char *name = NULL;
	bool ok = false;

	if (tg_json_array_scan(&scan, list->err)) {
		list->n++;
		name = tg_json_string(items->key);
		items->p = list->json.text + scan.end;
		if (name == NULL)
			ok = tg_fail_memory(list->err, "a name");
		else
			ok = tg_json_array_tensor(&tensor, &scan, list->err) &&
				list->visitor->tensor(list->visitor->context,
					name, &tensor, list->err);
	} else if (scan.unfit) {
		memset(list->err, 0, sizeof(*list->err));
		ok = tg_json_skip(&list->json, &items->p, &class, list->err);
	}
	tg_tensor_free(&tensor);
	free(scan.items);
	free(name);
	return ok;
}

/* The members of an object, which tell what the object seems to be. */
struct members_seen {
	bool data;  /* there is a member data that may be a tensor */
	bool says;  /* there is a shape, a dtype or a datatype */
	int others; /* arrays and objects of other names */
};

static struct members_seen
look_at_members(const struct tg_json *json, const unsigned char *p)
{
	struct tg_json_members items = { .json = json, .p = p };
	struct members_seen look = { 0 };
	unsigned class = 0;

	while (tg_json_members_next(&items, NULL)) {
		if (tg_json_members_key_is(&items, "data"))
			look.data = *items.p != '{';
		else if (tg_json_members_key_is(&items, "shape") ||
			tg_json_members_key_is(&items, "dtype") ||
			tg_json_members_key_is(&items, "datatype"))
			look.says = true;
		else
			look.others += *items.p == '[' || *items.p == '{';
		if (!tg_json_skip(json, &items.p, &class, NULL))
			break;
	}
	return look;
}

static bool
is_envelope(const struct tg_json *json, const unsigned char *p)
{
	struct members_seen look = look_at_members(json, p);

	return look.data && (look.says || look.others == 0);
}

/* Visit a member that is an envelope. */
static bool
visit_envelope_member(struct list *list, struct tg_json_members *items)
{
	const struct tg_read request = { .offset = -1 };
	struct tg_json_found found = { 0 };
	char *name = tg_json_string(items->key);
	struct tg_tensor tensor = { 0 };
	unsigned class = 0;
	bool ok;

	if (name == NULL)
		return tg_fail_memory(list->err, "a name");
	list->n++;
	if (name[0] == '/') /* which would be read as a pointer */
		ok = tg_json_skip(&list->json, &items->p, &class, list->err);
	else
		ok = tg_json_object(
			     &list->json, &items->p, &found, list->err) &&
			tg_json_tensor(&tensor, &list->json, &found, &request,
				list->err) &&
			list->visitor->tensor(list->visitor->context, name,
				&tensor, list->err);
	tg_tensor_free(&tensor);
	free(found.scan.items);
	free(name);
	return ok;
}

static bool
visit_any_member(struct list *list, struct tg_json_members *items)
{
	unsigned class = 0;

	if (*items->p == '[')
		return visit_array_member(list, items);
	if (*items->p == '{' && is_envelope(&list->json, items->p))
		return visit_envelope_member(list, items);
	return tg_json_skip(&list->json, &items->p, &class, list->err);
}

bool
tg_json_each(const struct tg_bytes *bytes, const struct tg_visitor *visitor,
	struct tg_err *err)
{
	struct list list = {
		.json = { bytes->data, bytes->len, bytes },
		.visitor = visitor,
		.err = err,
	};
	const unsigned char *p = tg_json_begin(&list.json);
	struct tg_json_members items = { .json = &list.json, .p = p };

	if (*p != '{' || is_envelope(&list.json, p) ||
		look_at_members(&list.json, p).others == 0)
		return visit_document(&list, bytes);
	while (tg_json_members_next(&items, err))
		if (!visit_any_member(&list, &items))
			return false;
	if (err->code != TG_OK || !tg_json_finish(&list.json, items.p, err))
		return false;
	return list.n > 0 ||
		tg_fail(err, TG_EDATA, (size_t)(p - list.json.text),
			"an object without a tensor among its members");
}
