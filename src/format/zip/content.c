/*
 * Reads members of ZIP archives. Stored ones are not copied: they are used
 * where they lie in the archive. Of the others, no more is inflated than is
 * asked for, and never more than deflate can make of the bytes there are.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "format/zip/inflate.h"
#include "format/zip/record.h"
#include "format/zip/zip.h"

/* One deflated byte inflates to so many bytes at most. */
#define DEFLATE_MOST 1032

/* Fail: the member is as it was written, but not in a way that is read. */
static bool
fail_packed(const struct tg_zip_member *member, const char *what,
	struct tg_err *err)
{
	tg_fail(err, TG_ELACK, TG_NOPOS, "member \"%s\" %s", member->name,
		what);
	tg_err_help(err, "take it out with unzip or 7z, and read that file");
	return false;
}

static bool
fail_damaged(const struct tg_zip_member *member, const char *what,
	struct tg_err *err)
{
	tg_fail(err, TG_ESYNTAX, TG_NOPOS, "member \"%s\" %s", member->name,
		what);
	tg_err_help(err, TG_HELP_FETCH);
	return false;
}

static size_t
count_at(const unsigned char *p)
{
	return (size_t)(p[0] | p[1] << 8);
}

/*
 * Find where the bytes of a member begin: behind its local header, which must
 * be of a member of the same name and method.
 */
static bool
find_member_data(const struct tg_zip *zip, const struct tg_zip_member *member,
	size_t *pos)
{
	const size_t room = zip->bytes->len - zip->before;
	const size_t name = strlen(member->name);
	const unsigned char *p;

	if (room < TG_ZIP_LOCAL_LEN + name ||
		member->header > room - TG_ZIP_LOCAL_LEN - name)
		return false;
	*pos = zip->before + (size_t)member->header;
	p = zip->bytes->data + *pos;
	*pos += TG_ZIP_LOCAL_LEN + name + count_at(p + 28);
	return memcmp(p, TG_ZIP_LOCAL, 4) == 0 &&
		count_at(p + 8) == member->method && count_at(p + 26) == name &&
		memcmp(p + TG_ZIP_LOCAL_LEN, member->name, name) == 0;
}

/* Memory of fewer bytes is not worth a system call. */
#define HUGE_FROM ((size_t)4 << 20)

/*
 * Ask for large pages: where new memory comes in small ones, that takes as long
 * as inflating into it. A system without them may say no.
 */
static void
use_huge_pages(unsigned char *memory, size_t len)
{
#ifdef MADV_HUGEPAGE
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t skipped = -(uintptr_t)memory % page;

	if (len >= HUGE_FROM)
		madvise(memory + skipped, (len - skipped) / page * page,
			MADV_HUGEPAGE);
#else
	(void)memory;
	(void)len;
#endif
}

static bool
inflate_member(const struct tg_zip_member *member, const unsigned char *from,
	struct tg_zip_content *content, struct tg_err *err)
{
	const size_t packed = (size_t)member->packed;
	const bool whole = content->len == member->size;
	enum tg_inflated result;
	unsigned char *to;
	uint32_t crc;

	if (member->size / DEFLATE_MOST > member->packed)
		return fail_damaged(
			member, "cannot have the size it says", err);
	to = content->len < SIZE_MAX - TG_PADDING
		? malloc(content->len + TG_PADDING)
		: NULL;
	content->owned = to;
	content->data = to;
	if (to == NULL)
		return tg_fail_memory(err, "what the ZIP archive holds");
	use_huge_pages(to, content->len);
	memset(to + content->len, 0, TG_PADDING);
	if (whole && tg_inflate_whole(to, content->len, from, packed, &crc) &&
		crc == member->crc)
		return true;
	result = tg_inflate(to, content->len, from, packed, &crc);
	if (result == TG_INFLATE_NO_MEMORY)
		return tg_fail_memory(err, "inflating");
	if (result == TG_INFLATE_DAMAGED)
		return fail_damaged(member, "does not inflate", err);
	if (whole && crc != member->crc)
		return fail_damaged(member, "does not match its checksum", err);
	return true;
}

bool
tg_zip_read_content(const struct tg_zip *zip,
	const struct tg_zip_member *member, size_t most,
	struct tg_zip_content *content, struct tg_err *err)
{
	const bool stored = member->method == 0;
	size_t pos;

	*content = (struct tg_zip_content){
		.len = member->size < most ? (size_t)member->size : most,
	};
	if (member->encrypted)
		return fail_packed(member, "is encrypted", err);
	if (!stored && member->method != Z_DEFLATED)
		return fail_packed(member,
			"is compressed in a way other than deflate", err);
	if (stored && member->packed != member->size)
		return fail_damaged(member, "is stored in another size", err);
	if (!find_member_data(zip, member, &pos))
		return fail_damaged(
			member, "is not where the directory says", err);
	if (pos > zip->bytes->len || member->packed > zip->bytes->len - pos)
		return fail_damaged(member, "goes on behind the archive", err);
	content->data = zip->bytes->data + pos;
	if (stored || inflate_member(member, content->data, content, err))
		return true;
	free(content->owned);
	*content = (struct tg_zip_content){ 0 };
	return false;
}
