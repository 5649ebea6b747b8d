/*
 * Reads the directory of ZIP archives in memory, for NPZ and .pt files. Every
 * position and length in it is checked before it is followed, since archives
 * come from anybody (APPNOTE.TXT of PKWARE, 4.3 and 4.4).
 */
#include "format/zip/zip.h"

#include <string.h>

#include "format/zip/record.h"

/* The most bytes of the comment behind the last record. */
#define COMMENT_MOST 65535

/* Among the flags of a member. */
#define ENCRYPTED 1

static uint64_t
little_endian(const unsigned char *p, unsigned n)
{
	uint64_t x = 0;

	for (unsigned i = n; i-- > 0;)
		x = x << 8 | p[i];
	return x;
}

static bool
begins_with(const unsigned char *p, const char *signature)
{
	return memcmp(p, signature, 4) == 0;
}

bool
tg_zip_recognise(const struct tg_bytes *bytes)
{
	return bytes->len >= 4 &&
		(begins_with(bytes->data, TG_ZIP_LOCAL) ||
			begins_with(bytes->data, TG_ZIP_END));
}

size_t
tg_zip_needed(struct tg_watch *watch, const struct tg_bytes *bytes,
	struct tg_err *err)
{
	(void)watch;
	(void)err;
	return bytes->len < 4 || tg_zip_recognise(bytes) ? SIZE_MAX : 0;
}

static bool
fail_end(struct tg_err *err)
{
	return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"the directory at the end of the ZIP archive is missing or "
		"damaged: is the file whole?");
}

/*
 * Find the last record. A comment of a length that it says stands behind it;
 * more bytes behind that are of no archive, as other readers have it.
 */
static bool
find_end(const struct tg_bytes *bytes, size_t *end)
{
	const unsigned char *p;

	for (size_t rest = TG_ZIP_END_LEN;
		rest <= TG_ZIP_END_LEN + COMMENT_MOST && rest <= bytes->len;
		rest++) {
		p = bytes->data + (bytes->len - rest);
		if (begins_with(p, TG_ZIP_END) &&
			TG_ZIP_END_LEN + little_endian(p + 20, 2) <= rest) {
			*end = bytes->len - rest;
			return true;
		}
	}
	return false;
}

/* What the last records say of the directory. */
struct summary {
	uint64_t disk, first_disk; /* an archive may be in several parts */
	uint64_t n, n_here;        /* entries, and those in this part */
	uint64_t len, begin;       /* in bytes, from the archive's start */
	size_t end;                /* position where the directory must end */
};

static struct summary
read_end(const unsigned char *p, size_t end)
{
	return (struct summary){
		.disk = little_endian(p + 4, 2),
		.first_disk = little_endian(p + 6, 2),
		.n_here = little_endian(p + 8, 2),
		.n = little_endian(p + 10, 2),
		.len = little_endian(p + 12, 4),
		.begin = little_endian(p + 16, 4),
		.end = end,
	};
}

/*
 * Read the record with numbers of 64 bits, if there is one: its locator stands
 * in front of the last record.
 */
static bool
read_end64(struct summary *s, const struct tg_bytes *bytes)
{
	const size_t both = TG_ZIP_END64_LEN + TG_ZIP_LOCATOR_LEN;
	const unsigned char *p = bytes->data + s->end;
	uint64_t at;

	if (s->end < TG_ZIP_LOCATOR_LEN ||
		!begins_with(p - TG_ZIP_LOCATOR_LEN, TG_ZIP_LOCATOR))
		return true;
	if (s->end < both)
		return false;
	/* with bytes in front of the archive the place in the locator is off */
	at = s->end - both;
	if (!begins_with(bytes->data + at, TG_ZIP_END64))
		at = little_endian(p - TG_ZIP_LOCATOR_LEN + 8, 8);
	if (at > s->end - both || !begins_with(bytes->data + at, TG_ZIP_END64))
		return false;
	p = bytes->data + at;
	*s = (struct summary){
		.disk = little_endian(p + 16, 4),
		.first_disk = little_endian(p + 20, 4),
		.n_here = little_endian(p + 24, 8),
		.n = little_endian(p + 32, 8),
		.len = little_endian(p + 40, 8),
		.begin = little_endian(p + 48, 8),
		.end = (size_t)at,
	};
	return true;
}

bool
tg_zip_open(
	struct tg_zip *zip, const struct tg_bytes *bytes, struct tg_err *err)
{
	struct summary s;
	size_t end;

	*zip = (struct tg_zip){ .bytes = bytes };
	if (!tg_zip_recognise(bytes))
		return tg_fail(
			err, TG_ESYNTAX, TG_NOPOS, "this is no ZIP archive");
	if (!find_end(bytes, &end))
		return fail_end(err);
	s = read_end(bytes->data + end, end);
	if (!read_end64(&s, bytes) || s.disk != 0 || s.first_disk != 0 ||
		s.n_here != s.n || s.len > s.end || s.begin > s.end - s.len)
		return fail_end(err);
	zip->end = s.end;
	zip->directory = zip->next = s.end - (size_t)s.len;
	zip->before = zip->directory - (size_t)s.begin;
	zip->n = s.n;
	return true;
}

void
tg_zip_rewind(struct tg_zip *zip)
{
	zip->next = zip->directory;
	zip->done = 0;
}

static bool
fail_directory(const struct tg_zip *zip, const char *what, struct tg_err *err)
{
	return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"the directory of the ZIP archive is damaged at member %llu of "
		"%llu: %s",
		(unsigned long long)zip->done + 1, (unsigned long long)zip->n,
		what);
}

/* Read a number that is ELSEWHERE from the field of 64 bits, in which it is
 * the next one. */
static void
take_number(uint64_t *x, const unsigned char **p, size_t *len)
{
	if (*x != TG_ZIP_ELSEWHERE || *len < 8)
		return;
	*x = little_endian(*p, 8);
	*p += 8;
	*len -= 8;
}

/* Find the field of 64 bits among len bytes of fields, and read it. */
static void
read_field64(struct tg_zip_member *member, const unsigned char *p, size_t len)
{
	while (len >= 4) {
		const uint64_t id = little_endian(p, 2);
		size_t n = (size_t)little_endian(p + 2, 2);

		p += 4;
		len -= 4;
		if (n > len)
			return;
		if (id == TG_ZIP_FIELD64) {
			take_number(&member->size, &p, &n);
			take_number(&member->packed, &p, &n);
			take_number(&member->header, &p, &n);
			return;
		}
		p += n;
		len -= n;
	}
}

/* Read the entry at a position, which becomes that of the entry behind it. */
static bool
read_entry(const struct tg_zip *zip, size_t *at, struct tg_zip_member *member,
	struct tg_err *err)
{
	const unsigned char *p = zip->bytes->data + *at;
	const size_t left = zip->end - *at;
	size_t name, fields, len;

	if (left < TG_ZIP_ENTRY_LEN || !begins_with(p, TG_ZIP_ENTRY))
		return fail_directory(zip, "no entry stands there", err);
	name = (size_t)little_endian(p + 28, 2);
	fields = (size_t)little_endian(p + 30, 2);
	len = TG_ZIP_ENTRY_LEN + name + fields +
		(size_t)little_endian(p + 32, 2);
	if (len > left)
		return fail_directory(zip, "no entry stands there", err);
	if (name >= sizeof(member->name))
		return fail_directory(zip, "its name is too long", err);
	if (memchr(p + TG_ZIP_ENTRY_LEN, '\0', name) != NULL)
		return fail_directory(zip, "its name has a zero byte", err);
	memcpy(member->name, p + TG_ZIP_ENTRY_LEN, name);
	member->name[name] = '\0';
	member->place = *at;
	member->encrypted = (little_endian(p + 8, 2) & ENCRYPTED) != 0;
	member->method = (unsigned)little_endian(p + 10, 2);
	member->crc = (uint32_t)little_endian(p + 16, 4);
	member->packed = little_endian(p + 20, 4);
	member->size = little_endian(p + 24, 4);
	member->header = little_endian(p + 42, 4);
	read_field64(member, p + TG_ZIP_ENTRY_LEN + name, fields);
	*at += len;
	return true;
}

/* Fail if the directory has more entries than it promises. */
static bool
check_directory_end(const struct tg_zip *zip, struct tg_err *err)
{
	if (zip->end - zip->next < TG_ZIP_ENTRY_LEN ||
		!begins_with(zip->bytes->data + zip->next, TG_ZIP_ENTRY))
		return true;
	return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"the directory of the ZIP archive goes on behind the %llu "
		"members that it counts",
		(unsigned long long)zip->n);
}

bool
tg_zip_next(
	struct tg_zip *zip, struct tg_zip_member *member, struct tg_err *err)
{
	if (zip->done == zip->n) {
		check_directory_end(zip, err);
		return false;
	}
	if (!read_entry(zip, &zip->next, member, err))
		return false;
	zip->done++;
	return true;
}

bool
tg_zip_member_at(const struct tg_zip *zip, size_t place,
	struct tg_zip_member *member, struct tg_err *err)
{
	return read_entry(zip, &place, member, err);
}

const char *
tg_zip_name_at(const struct tg_zip *zip, size_t place)
{
	return (const char *)zip->bytes->data + place + TG_ZIP_ENTRY_LEN;
}
