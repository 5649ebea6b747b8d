/*
 * Makes what stands before and behind the one stored member of a ZIP archive, for
 * NPZ files. The checksum is left at 0, since it is known only when all of the
 * member is written; where it belongs is told beside it. The same tensor always
 * makes the same bytes. See APPNOTE.TXT of PKWARE, 4.3 to 4.5, for the records.
 */
#include <string.h>

#include "format/zip/record.h"
#include "format/zip/zip.h"

/*
 * Sizes from here on do not fit the fields of a plain archive: 4 GB, less some
 * room for its records, whose positions must fit, too.
 */
#define SIZE64_FROM 0xFFFF0000

/* What is needed to read the member: version 2.0, or 4.5 for zip64. */
#define VERSION   20
#define VERSION64 45

/*
 * What the directory says of the member: made on Unix, a regular file with mode
 * 0644, dated 1980-01-01 (the time of writing would make different bytes each
 * time).
 */
#define UNIX (3 << 8)
#define MODE (0100644u << 16)
#define DATE ((1u << 5 | 1) << 16)

/* The field of 64 bits with two sizes in it. */
#define FIELD64_LEN 20

/* The longest record: an entry with its name and field, and what ends it. */
#define RECORD_MOST                                                        \
	(TG_ZIP_ENTRY_LEN + TG_ZIP_NAME + FIELD64_LEN + TG_ZIP_END64_LEN + \
		TG_ZIP_LOCATOR_LEN + TG_ZIP_END_LEN)

/* Bytes that are put together before they are written. */
struct record {
	unsigned char data[RECORD_MOST];
	size_t len;
};

static void
put_bytes(struct record *record, const void *data, size_t len)
{
	memcpy(record->data + record->len, data, len);
	record->len += len;
}

/* Put a little-endian number of n bytes. */
static void
put_number(struct record *record, unsigned n, uint64_t x)
{
	for (unsigned i = 0; i < n; i++)
		record->data[record->len++] = (unsigned char)(x >> (8 * i));
}

static bool
is_zip64(const struct tg_zip_stored *member)
{
	return member->size >= SIZE64_FROM;
}

/* A size for a field of 32 bits. */
static uint64_t
plain_size(const struct tg_zip_stored *member)
{
	return is_zip64(member) ? TG_ZIP_ELSEWHERE : member->size;
}

/* Put what the local header and the entry in the directory have in common. */
static void
put_description(struct record *record, const struct tg_zip_stored *member)
{
	put_number(record, 2, is_zip64(member) ? VERSION64 : VERSION);
	put_number(record, 2, TG_ZIP_UTF8);
	put_number(record, 2, 0); /* stored */
	put_number(record, 4, DATE);
	put_number(record, 4, 0); /* the checksum: see tg_zip_seal */
	put_number(record, 4, plain_size(member)); /* in the archive */
	put_number(record, 4, plain_size(member)); /* by itself */
	put_number(record, 2, strlen(member->name));
	put_number(record, 2, is_zip64(member) ? FIELD64_LEN : 0);
}

static void
put_name_and_field(struct record *record, const struct tg_zip_stored *member)
{
	put_bytes(record, member->name, strlen(member->name));
	if (!is_zip64(member))
		return;
	put_number(record, 2, TG_ZIP_FIELD64);
	put_number(record, 2, FIELD64_LEN - 4);
	put_number(record, 8, member->size);
	put_number(record, 8, member->size);
}

static void
put_local_header(struct record *record, const struct tg_zip_stored *member)
{
	put_bytes(record, TG_ZIP_LOCAL, 4);
	put_description(record, member);
	put_name_and_field(record, member);
}

static void
put_entry(struct record *record, const struct tg_zip_stored *member)
{
	put_bytes(record, TG_ZIP_ENTRY, 4);
	put_number(record, 2, UNIX | (is_zip64(member) ? VERSION64 : VERSION));
	put_description(record, member);
	put_number(record, 2, 0); /* no comment */
	put_number(record, 2, 0); /* number of the first and only part */
	put_number(record, 2, 0); /* not known to be text */
	put_number(record, 4, MODE);
	put_number(record, 4, 0); /* position of the local header */
	put_name_and_field(record, member);
}

/* Put the record of 64 bits for a directory of len bytes, and its locator. */
static void
put_end64(struct record *record, uint64_t directory, size_t len)
{
	put_bytes(record, TG_ZIP_END64, 4);
	put_number(record, 8, TG_ZIP_END64_LEN - 12); /* bytes from here on */
	put_number(record, 2, UNIX | VERSION64);
	put_number(record, 2, VERSION64);
	put_number(record, 4, 0); /* this part, and that of the directory */
	put_number(record, 4, 0);
	put_number(record, 8, 1); /* entries in this part, and in all */
	put_number(record, 8, 1);
	put_number(record, 8, len);
	put_number(record, 8, directory);
	put_bytes(record, TG_ZIP_LOCATOR, 4);
	put_number(record, 4, 0);
	put_number(record, 8, directory + len);
	put_number(record, 4, 1); /* parts */
}

static void
put_end(struct record *record, bool zip64, uint64_t directory, size_t len)
{
	put_bytes(record, TG_ZIP_END, 4);
	put_number(record, 2, 0); /* this part, and that of the directory */
	put_number(record, 2, 0);
	put_number(record, 2, 1); /* entries in this part, and in all */
	put_number(record, 2, 1);
	put_number(record, 4, len);
	put_number(record, 4, zip64 ? TG_ZIP_ELSEWHERE : directory);
	put_number(record, 2, 0); /* no comment */
}

/* Where the checksum is, in a local header and in an entry: APPNOTE 4.3.7, 4.3.12. */
#define CRC_IN_LOCAL 14
#define CRC_IN_ENTRY 16

static uint64_t
local_header_length(const struct tg_zip_stored *member)
{
	return TG_ZIP_LOCAL_LEN + strlen(member->name) +
		(is_zip64(member) ? FIELD64_LEN : 0);
}

bool
tg_zip_begin(struct tg_buffer *out, const struct tg_zip_stored *member,
	struct tg_err *err)
{
	struct record header = { .len = 0 };

	if (strlen(member->name) >= TG_ZIP_NAME)
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"a name in a ZIP archive has %d bytes at most, this "
			"one %zu",
			TG_ZIP_NAME - 1, strlen(member->name));
	put_local_header(&header, member);
	return tg_buffer_append(out, header.data, header.len, err);
}

bool
tg_zip_end(struct tg_buffer *out, const struct tg_zip_stored *member,
	struct tg_err *err)
{
	const uint64_t directory = local_header_length(member) + member->size;
	struct record end = { .len = 0 };
	size_t len;

	put_entry(&end, member);
	len = end.len;
	if (is_zip64(member))
		put_end64(&end, directory, len);
	put_end(&end, is_zip64(member), directory, len);
	return tg_buffer_append(out, end.data, end.len, err);
}

struct tg_seal
tg_zip_seal(const struct tg_zip_stored *member)
{
	const uint64_t begin = local_header_length(member);

	return (struct tg_seal){
		.begin = begin,
		.end = begin + member->size,
		.at = { CRC_IN_LOCAL, begin + member->size + CRC_IN_ENTRY },
	};
}
