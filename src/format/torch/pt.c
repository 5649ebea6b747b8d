/*
 * Reads .pt files of PyTorch 1.6 and later, the archives of torch.save; they
 * are not written. This file chooses the tensor of a name; archive.c opens the
 * archive, pickle.c reads its pickle, tree.c finds tensors in it, and tensor.c
 * locates their elements.
 */
#include "format/torch/pt.h"

#include <stdlib.h>

#include "format/format.h"
#include "format/names.h"
#include "format/torch/tree.h"

/* Before PyTorch 1.6, a file began with a pickle of this number. */
static const unsigned char legacy_magic[] = { 0x8A, 0x0A, 0x6C, 0xFC, 0x9C,
	0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, '.' };

static bool
is_legacy(const struct tg_bytes *bytes)
{
	size_t n = sizeof(legacy_magic);

	/* behind the protocol; protocol 4 has a frame of 9 bytes between */
	return bytes->len >= n + 11 && bytes->data[0] == 0x80 &&
		(memcmp(bytes->data + 2, legacy_magic, n) == 0 ||
			memcmp(bytes->data + 11, legacy_magic, n) == 0);
}

static bool
recognise_pt(const struct tg_bytes *bytes)
{
	return is_legacy(bytes) || tg_pt_recognise(bytes);
}

static bool
fail_legacy(struct tg_err *err)
{
	tg_fail(err, TG_ELACK, TG_NOPOS,
		"this is a file as PyTorch wrote them before 1.6, which is no "
		"archive");
	tg_err_help(err,
		"python3 -c 'import sys, torch; torch.save(torch.load("
		"sys.argv[1], map_location=\"cpu\", weights_only=True), "
		"\"new.pt\")' FILE");
	return false;
}

static bool
open_archive(struct tg_pt *pt, const struct tg_bytes *bytes, struct tg_err *err)
{
	if (is_legacy(bytes))
		return fail_legacy(err);
	return tg_pt_open(pt, bytes, err);
}

/* What a visit to all names finds. */
struct found {
	struct tg_names names;
	struct tg_pt_meant tensor; /* the last one */
	size_t n;
	bool nameless; /* that is the whole file, and has no name */
};

static bool
offer_tensor_name(void *context, const char *name,
	const struct tg_pt_meant *meant, struct tg_err *err)
{
	struct found *found = context;

	(void)err;
	found->tensor = *meant;
	found->n++;
	found->nameless = name != NULL && *name == '\0';
	if (name != NULL && !found->nameless)
		tg_names_offer(&found->names, name);
	return true;
}

static bool
find_tensor(const struct tg_pt *pt, const char *name,
	struct tg_pt_meant *tensor, struct tg_err *err)
{
	struct found found = {
		.names = { .wanted = name, .limits = &tg_names_of_archive },
	};

	if (name != NULL) {
		if (!tg_pt_find(&pt->pickle, name, tensor, err))
			return false;
		if (tensor->value != 0)
			return true;
	}
	if (!tg_pt_each(&pt->pickle, offer_tensor_name, &found, err))
		return false;
	if (name == NULL && found.n == 1) {
		*tensor = found.tensor;
		return true;
	}
	if (name == NULL && found.n == 0 && !tg_pt_check_root(&pt->pickle, err))
		return false;
	tg_names_fail(&found.names, "tensor", err);
	if (found.nameless)
		tg_err_help(err, "the file is one tensor, without a name");
	return false;
}

static bool
read_pt(struct tg_tensor *tensor, const struct tg_bytes *bytes,
	const struct tg_read *request, struct tg_err *err)
{
	struct tg_pt pt = { 0 };
	struct tg_pt_view view;
	struct tg_pt_meant meant;
	bool ok = open_archive(&pt, bytes, err) &&
		find_tensor(&pt, request->name, &meant, err);

	if (ok) {
		ok = tg_pt_describe(&pt, &meant, tensor, &view, err) &&
			tg_pt_map(&pt, &view, tensor, err);
		if (!ok && request->name != NULL)
			tg_err_where_member(err, bytes->name, request->name,
				strlen(request->name));
	}
	tg_pt_close(&pt);
	return ok;
}

struct listing {
	struct tg_pt *pt;
	const struct tg_visitor *visitor;
	size_t n;
};

static bool
visit_tensor(void *context, const char *name, const struct tg_pt_meant *meant,
	struct tg_err *err)
{
	struct listing *listing = context;
	const struct tg_visitor *visitor = listing->visitor;
	struct tg_tensor tensor = { 0 };
	struct tg_pt_view view;

	listing->n++;
	if (name == NULL)
		tg_fail(err, TG_ENAME, TG_NOPOS,
			"a tensor has a name that another one has, too");
	else if (tg_pt_describe(listing->pt, meant, &tensor, &view, err))
		return visitor->tensor(visitor->context,
			*name != '\0' ? name : NULL, &tensor, err);
	if (name != NULL && *name != '\0')
		tg_err_where_member(
			err, listing->pt->zip.bytes->name, name, strlen(name));
	return tg_visit_unreadable(visitor, err);
}

static bool
each_pt_tensor(const struct tg_bytes *bytes, const struct tg_visitor *visitor,
	struct tg_err *err)
{
	struct tg_pt pt = { 0 };
	struct listing listing = { &pt, visitor, 0 };
	bool ok = open_archive(&pt, bytes, err) &&
		tg_pt_each(&pt.pickle, visit_tensor, &listing, err) &&
		(listing.n > 0 || tg_pt_check_root(&pt.pickle, err));

	tg_pt_close(&pt);
	return ok;
}

/* A file from before PyTorch 1.6 is read too, to be named. */
static size_t
need_pt(struct tg_watch *watch, const struct tg_bytes *bytes,
	struct tg_err *err)
{
	return is_legacy(bytes) ? SIZE_MAX : tg_zip_needed(watch, bytes, err);
}

const struct tg_format tg_format_pt = {
	.name = "pt",
	.endings = { ".pt", ".pth" },
	.named = true,
	.binary = true,
	.recognise = recognise_pt,
	.needed = need_pt,
	.read = read_pt,
	.each = each_pt_tensor,
};
