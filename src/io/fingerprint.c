/*
 * Finds out whether two processes, perhaps on different machines, read the same
 * operands, without reading all of them.
 */
#include "io/fingerprint.h"

#include <libdeflate.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/least.h"
#include "base/system.h"
#include "io/retry.h"

/* So many bytes are looked at where a file begins, and where it ends. */
#define LOOKED_AT 4096

static bool
add_bytes_of_file(uint64_t *hash, int fd, uint64_t at, size_t len)
{
	unsigned char data[LOOKED_AT];
	const ssize_t n = tg_retry_read_at(fd, data, len, at);

	if (n >= 0)
		*hash = tg_hash(*hash, data, (size_t)n);
	return n >= 0;
}

/*
 * Bytes that are in memory have no time of a change. To hash many of them takes
 * ten times as long as to make a checksum.
 */
static uint64_t
add_memory(uint64_t hash, const unsigned char *data, size_t len)
{
	if (len <= LOOKED_AT)
		return tg_hash(hash, data, len);
	hash = tg_hash_number(hash, len);
	hash = tg_hash(hash, data, LOOKED_AT);
	return tg_hash_number(hash, libdeflate_crc32(0, data, len));
}

bool
tg_bytes_fingerprint(
	uint64_t *hash, const struct tg_bytes *bytes, struct tg_err *err)
{
	struct stat st;
	uint64_t size;
	size_t len;

	if (bytes->mapped == 0) {
		*hash = add_memory(*hash, bytes->data, bytes->len);
		return true;
	}
	if (fstat(bytes->fd, &st) == 0) {
		size = (uint64_t)st.st_size;
		len = (size_t)tg_least_bytes(size, LOOKED_AT);
		*hash = tg_hash_number(*hash, size);
		*hash = tg_hash_number(*hash, (uint64_t)st.st_mtim.tv_sec);
		*hash = tg_hash_number(*hash, (uint64_t)st.st_mtim.tv_nsec);
		if (add_bytes_of_file(hash, bytes->fd, 0, len) &&
			add_bytes_of_file(hash, bytes->fd, size - len, len))
			return true;
	}
	tg_fail_errno(err, "cannot read");
	tg_err_where(err, "%s", bytes->name);
	return false;
}
