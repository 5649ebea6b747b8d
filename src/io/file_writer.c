/*
 * Writes a regular file in large, aligned blocks, for io/output.c. Several
 * threads may write at once: each block gets its place in the file first, in
 * order, and is then written there whenever its thread comes to it.
 */
#include "io/file_writer.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <string.h>
#include <unistd.h>

#include "base/least.h"
#include "io/retry.h"

/* Room is asked for in such pieces, and only for files larger than one MB. */
#define RESERVE ((uint64_t)16 << 20)
#define LARGE   ((uint64_t)1 << 20)

/* Bytes of a checksum. */
#define SEAL 4

static bool
has_range(const struct tg_file_writer *writer)
{
	return writer->range.end > 0;
}

/*
 * Ask the file system for more room. That it has none is no error here: writing
 * will fail if it comes to that.
 */
static void
reserve_room(struct tg_file_writer *writer)
{
#ifdef FALLOC_FL_KEEP_SIZE
	uint64_t room = RESERVE;

	if (has_range(writer) && room > writer->range.end - writer->reserved)
		room = writer->range.end - writer->reserved;
	if (fallocate(writer->fd, 0, (off_t)writer->reserved, (off_t)room) ==
		0) {
		writer->reserved += room;
		return;
	}
#endif
	writer->reserved = UINT64_MAX;
}

void
tg_file_writer_set_range(
	struct tg_file_writer *writer, const struct tg_file_range *range)
{
	writer->range = *range;
	writer->claimed = range->begin;
	/* room makes a file longer: not beyond where the range surely ends */
	writer->reserved = range->end == UINT64_MAX ? UINT64_MAX : range->begin;
}

bool
tg_file_writer_fail(const struct tg_file_writer *writer, const char *what,
	struct tg_err *err)
{
	tg_fail_errno(err, "%s", what);
	tg_err_where(err, "%s", writer->name);
	return false;
}

bool
tg_file_writer_write_at(const struct tg_file_writer *writer, const void *data,
	size_t len, uint64_t at, struct tg_err *err)
{
	return tg_retry_write_at(writer->fd, data, len, at) ||
		tg_file_writer_fail(writer, "cannot write", err);
}

/*
 * The first place of a checksum that bytes at .. end have a part of, or end, where
 * there is none. Whoever writes a range leaves these out: another process may have
 * sealed the file already.
 */
static uint64_t
next_seal(const struct tg_file_writer *writer, uint64_t at, uint64_t end)
{
	uint64_t next = end;

	for (int i = 0; has_range(writer) && writer->seal.end > 0 && i < 2; i++)
		if (at < writer->seal.at[i] + SEAL && writer->seal.at[i] < next)
			next = writer->seal.at[i];
	return next;
}

/* Write bytes, but not those of a checksum among them. */
static bool
write_around_seals(const struct tg_file_writer *writer,
	const unsigned char *data, size_t len, uint64_t at, struct tg_err *err)
{
	const uint64_t end = at + len;

	while (at < end) {
		const uint64_t next = next_seal(writer, at, end);
		uint64_t behind = next;

		if (next > at &&
			!tg_file_writer_write_at(
				writer, data, (size_t)(next - at), at, err))
			return false;
		if (next < end)
			behind = tg_least_bytes(next + SEAL, end);
		data += behind - at;
		at = behind;
	}
	return true;
}

/* Write two parts one behind the other. */
static bool
write_parts(const struct tg_file_writer *writer, const struct iovec parts[2],
	uint64_t at, struct tg_err *err)
{
	const uint64_t end = at + parts[0].iov_len + parts[1].iov_len;

	if (next_seal(writer, at, end) == end)
		return tg_retry_write_parts(writer->fd, parts, 2, at) ||
			tg_file_writer_fail(writer, "cannot write", err);
	return write_around_seals(
		       writer, parts[0].iov_base, parts[0].iov_len, at, err) &&
		write_around_seals(writer, parts[1].iov_base, parts[1].iov_len,
			at + parts[0].iov_len, err);
}

bool
tg_file_writer_write_span(const struct tg_file_writer *writer, const void *data,
	const struct tg_span *span, struct tg_err *err)
{
	const struct iovec parts[] = {
		{ (void *)(uintptr_t)span->before, span->nbefore },
		{ (unsigned char *)(uintptr_t)data + span->skipped, span->len },
	};

	return span->len == 0 || write_parts(writer, parts, span->at, err);
}

/* Count bytes that get a place at the end of the file, and have room for them. */
static void
claim_bytes(struct tg_file_writer *writer, size_t len)
{
	writer->claimed += len;
	while (writer->claimed > LARGE && writer->claimed > writer->reserved)
		reserve_room(writer);
}

/* Let bytes wait until enough others have come behind them. */
static void
keep_waiting(struct tg_file_writer *writer, const void *data, size_t len)
{
	memcpy(writer->left + writer->nleft, data, len);
	writer->nleft += len;
}

/* Add bytes, which come at byte at of the file, to the checksum of the seal. */
static void
sum_bytes(struct tg_file_writer *writer, const unsigned char *data, size_t len,
	uint64_t at)
{
	const struct tg_seal *seal = &writer->seal;
	uint64_t begin = seal->begin, end = seal->end;

	if (begin < at)
		begin = at;
	if (end > at + len)
		end = at + len;
	if (begin < end)
		writer->crc = libdeflate_crc32(writer->crc, data + (begin - at),
			(size_t)(end - begin));
}

/*
 * Of bytes that come next keep those in the range, and sum them. Returns how many
 * before them are left out.
 */
static size_t
keep_in_range(
	struct tg_file_writer *writer, const unsigned char *data, size_t *len)
{
	struct tg_file_range *range = &writer->range;
	const uint64_t at = writer->claimed + writer->nleft;
	size_t skipped = 0;

	if (has_range(writer)) {
		skipped =
			(size_t)tg_least_bytes(range->begin - range->at, *len);
		range->at += skipped;
		*len = (size_t)tg_least_bytes(range->end - at, *len - skipped);
	}
	sum_bytes(writer, data + skipped, *len, at);
	return skipped;
}

bool
tg_file_writer_write(struct tg_file_writer *writer, const void *data,
	size_t len, struct tg_err *err)
{
	const unsigned char *p = data;
	const size_t nleft = writer->nleft;
	const uint64_t at = writer->claimed;
	struct iovec parts[2];
	size_t now;

	p += keep_in_range(writer, p, &len);
	if (nleft + len < TG_ALIGN) {
		keep_waiting(writer, p, len);
		return true;
	}
	now = len - (nleft + len) % TG_ALIGN;
	parts[0] = (struct iovec){ writer->left, nleft };
	parts[1] = (struct iovec){ (void *)(uintptr_t)p, now };
	claim_bytes(writer, nleft + now);
	if (!write_parts(writer, parts, at, err))
		return false;
	writer->nleft = 0;
	keep_waiting(writer, p + now, len - now);
	return true;
}

void
tg_file_writer_claim(struct tg_file_writer *writer, const void *data,
	size_t len, struct tg_span *span)
{
	const unsigned char *p = data;

	span->skipped = keep_in_range(writer, p, &len);
	p += span->skipped;
	span->at = writer->claimed;
	span->nbefore = span->len = 0;
	if (writer->nleft + len >= TG_ALIGN) {
		span->nbefore = writer->nleft;
		span->len = len - (writer->nleft + len) % TG_ALIGN;
		memcpy(span->before, writer->left, writer->nleft);
		writer->nleft = 0;
	}
	keep_waiting(writer, p + span->len, len - span->len);
	claim_bytes(writer, span->nbefore + span->len);
}

bool
tg_file_writer_write_over(struct tg_file_writer *writer, const void *data,
	size_t len, struct tg_err *err)
{
	const unsigned char *p = data;
	const size_t placed =
		writer->claimed < len ? (size_t)writer->claimed : len;

	if (len > placed)
		memcpy(writer->left, p + placed, len - placed);
	return placed == 0 ||
		tg_file_writer_write_at(writer, data, placed, 0, err);
}

/* Put the checksum where it belongs in a file of len bytes. */
static bool
put_seal(struct tg_file_writer *writer, uint64_t len, struct tg_err *err)
{
	const struct tg_seal *seal = &writer->seal;
	unsigned char crc[SEAL];

	if (seal->end == 0 || has_range(writer))
		return true;
	if (len < seal->at[1] + sizeof(crc)) {
		tg_fail(err, TG_ESYS, TG_NOPOS, "was not written whole");
		tg_err_where(err, "%s", writer->name);
		return false;
	}
	for (int i = 0; i < SEAL; i++)
		crc[i] = (unsigned char)(writer->crc >> (8 * i));
	return tg_file_writer_write_at(
		       writer, crc, sizeof(crc), seal->at[0], err) &&
		tg_file_writer_write_at(
			writer, crc, sizeof(crc), seal->at[1], err);
}

bool
tg_file_writer_finish(struct tg_file_writer *writer, struct tg_err *err)
{
	const uint64_t len = writer->claimed + writer->nleft;

	if (!write_around_seals(
		    writer, writer->left, writer->nleft, writer->claimed, err))
		return false;
	if (writer->reserved > 0 && !has_range(writer) &&
		ftruncate(writer->fd, (off_t)len) != 0)
		return tg_file_writer_fail(writer, "cannot write", err);
	return put_seal(writer, len, err);
}
