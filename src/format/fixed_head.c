/*
 * Heads of images whose elements are raw data behind them, NIfTI's and FITS's:
 * they are not read as formats, but a person is told the options that read them.
 * https://nifti.nimh.nih.gov/pub/dist/src/niftilib/nifti1.h and nifti2.h, and
 * https://fits.gsfc.nasa.gov/fits_standard.html
 */
#include "format/fixed_head.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NIFTI_DIMS 7

/* Of the two versions of NIfTI: the bytes of a head, and where its fields are. */
struct layout {
	int32_t len;
	size_t dim, datatype, bitpix, offset, slope, inter, magic;
	bool wide; /* fields are of twice the width */
};

static const struct layout versions[] = {
	{ 348, 40, 70, 72, 108, 112, 116, 344, false },
	{ 540, 16, 12, 14, 168, 176, 184, 4, true },
};

/* A head with its byte order. */
struct nifti {
	const unsigned char *p;
	const struct layout *layout;
	bool big_endian;
};

static uint64_t
load(const struct nifti *nifti, size_t at, size_t width)
{
	uint64_t value = 0;

	for (size_t i = 0; i < width; i++) {
		const size_t k = nifti->big_endian ? i : width - 1 - i;

		value = value << 8 | nifti->p[at + k];
	}
	return value;
}

static int
load_i16(const struct nifti *nifti, size_t at)
{
	return (int16_t)load(nifti, at, 2);
}

static double
load_float(const struct nifti *nifti, size_t at)
{
	const uint64_t bits = load(nifti, at, nifti->layout->wide ? 8 : 4);
	const uint32_t narrow = (uint32_t)bits;
	float small;
	double value;

	memcpy(&small, &narrow, sizeof(small));
	memcpy(&value, &bits, sizeof(value));
	return nifti->layout->wide ? value : (double)small;
}

/* The size of dim k, or for 0 the number of dims. */
static int64_t
load_dim(const struct nifti *nifti, size_t k)
{
	return nifti->layout->wide
		? (int64_t)load(nifti, nifti->layout->dim + 8 * k, 8)
		: load_i16(nifti, nifti->layout->dim + 2 * k);
}

static bool
open_nifti(struct nifti *nifti, const struct tg_bytes *bytes)
{
	for (size_t i = 0; i < 4; i++) {
		*nifti = (struct nifti){ bytes->data, &versions[i / 2], i % 2 };
		if (bytes->len < (size_t)nifti->layout->len ||
			(int32_t)load(nifti, 0, 4) != nifti->layout->len)
			continue;
		return memcmp(nifti->p + nifti->layout->magic,
			       nifti->layout->wide ? "n+2" : "n+1", 4) == 0 ||
			memcmp(nifti->p + nifti->layout->magic,
				nifti->layout->wide ? "ni2" : "ni1", 4) == 0;
	}
	return false;
}

bool
tg_fixed_head_is_nifti(const struct tg_bytes *bytes)
{
	struct nifti nifti;

	return open_nifti(&nifti, bytes);
}

/* The type of a number in a field datatype; false for colours and long ones. */
static bool
nifti_type(enum tg_type *type, int datatype)
{
	static const struct {
		int datatype;
		enum tg_type type;
	} types[] = {
		{ 2, TG_UINT8 },
		{ 4, TG_INT16 },
		{ 8, TG_INT32 },
		{ 16, TG_FLOAT32 },
		{ 32, TG_COMPLEX64 },
		{ 64, TG_FLOAT64 },
		{ 256, TG_INT8 },
		{ 512, TG_UINT16 },
		{ 768, TG_UINT32 },
		{ 1024, TG_INT64 },
		{ 1280, TG_UINT64 },
		{ 1792, TG_COMPLEX128 },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		*type = types[i].type;
		if (types[i].datatype == datatype)
			return true;
	}
	return false;
}

/* Where the elements are; -1 if that is no number of bytes behind the head. */
static int64_t
nifti_offset(const struct nifti *nifti, bool beside)
{
	const size_t at = nifti->layout->offset;
	const double narrow = nifti->layout->wide ? 0 : load_float(nifti, at);
	int64_t offset;

	if (!(narrow >= 0 && narrow < 1e15 &&
		    narrow == (double)(int64_t)narrow))
		return -1;
	offset = nifti->layout->wide ? (int64_t)load(nifti, at, 8)
				     : (int64_t)narrow;
	return offset >= (beside ? 0 : nifti->layout->len) ? offset : -1;
}

static bool
read_nifti(struct tg_fixed_head *head, const struct nifti *nifti)
{
	const struct layout *layout = nifti->layout;
	const double slope = load_float(nifti, layout->slope);
	const double inter = load_float(nifti, layout->inter);
	const int64_t ndim = load_dim(nifti, 0);
	enum tg_type type;

	if (ndim < 1 || ndim > NIFTI_DIMS ||
		!nifti_type(&type, load_i16(nifti, layout->datatype)))
		return false;
	head->dtype = tg_dtype_of(type);
	head->dtype.big_endian = nifti->big_endian && head->dtype.size > 1;
	head->shape.ndim = (int)ndim;
	for (int i = 0; i < head->shape.ndim; i++)
		head->shape.size[i] = load_dim(nifti, (size_t)i + 1);
	head->fortran = true;
	head->beside = nifti->p[layout->magic + 1] == 'i';
	/* a slope of 0, or of NaN, says nothing */
	head->scaled = isfinite(slope) && slope != 0 &&
		(slope != 1 || (isfinite(inter) && inter != 0));
	head->offset = nifti_offset(nifti, head->beside);
	return load_i16(nifti, layout->bitpix) == 8 * (int)head->dtype.size;
}

#define CARD  80   /* bytes of a line of a FITS head */
#define BLOCK 2880 /* of which its parts are multiples */

bool
tg_fixed_head_is_fits(const struct tg_bytes *bytes)
{
	static const char start[] = "SIMPLE  =";

	return bytes->len >= CARD &&
		memcmp(bytes->data, start, sizeof(start) - 1) == 0;
}

/* What the cards of a FITS head have said so far. */
struct fits {
	int64_t bitpix, naxis;
	int64_t axis[TG_MAX_NDIM];
	int64_t seen; /* axes, which come in their order */
	bool scaled, other;
};

/* A whole number as a card has it; for anything else one that none may be. */
static int64_t
whole(const char *value)
{
	char *end;
	const long long n = strtoll(value, &end, 10);

	end += strspn(end, " ");
	return end != value && (*end == '/' || *end == '\0') ? n : INT64_MIN;
}

static void
take_card(struct fits *fits, const char *card)
{
	const char *value = card + 10;

	if (card[8] != '=')
		return;
	if (memcmp(card, "BITPIX  ", 8) == 0)
		fits->bitpix = whole(value);
	else if (memcmp(card, "NAXIS   ", 8) == 0)
		fits->naxis = whole(value);
	else if (memcmp(card, "NAXIS", 5) == 0 && fits->seen < TG_MAX_NDIM &&
		strtol(card + 5, NULL, 10) == fits->seen + 1)
		fits->axis[fits->seen++] = whole(value);
	else if (memcmp(card, "BZERO   ", 8) == 0)
		fits->scaled |= strtod(value, NULL) != 0;
	else if (memcmp(card, "BSCALE  ", 8) == 0)
		fits->scaled |= strtod(value, NULL) != 1;
	else if (memcmp(card, "GROUPS  ", 8) == 0 ||
		memcmp(card, "ZIMAGE  ", 8) == 0)
		fits->other = true;
}

static bool
fits_dtype(struct tg_dtype *dtype, int64_t bitpix)
{
	static const struct {
		int64_t bitpix;
		enum tg_type type;
	} types[] = {
		{ 8, TG_UINT8 },
		{ 16, TG_INT16 },
		{ 32, TG_INT32 },
		{ 64, TG_INT64 },
		{ -32, TG_FLOAT32 },
		{ -64, TG_FLOAT64 },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (types[i].bitpix != bitpix)
			continue;
		*dtype = tg_dtype_of(types[i].type);
		dtype->big_endian = bitpix != 8;
		return true;
	}
	return false;
}

static bool
read_fits(struct tg_fixed_head *head, const struct tg_bytes *bytes)
{
	struct fits fits = { 0 };
	char card[CARD + 1] = "";
	size_t at = 0;

	for (; memcmp(card, "END     ", 8) != 0; at += CARD) {
		if (bytes->len - at < CARD)
			return false;
		memcpy(card, bytes->data + at, CARD);
		/* a head is text: zeros without an end may be gigabytes */
		if (*card == '\0')
			return false;
		take_card(&fits, card);
	}
	if (fits.other || fits.naxis < 1 || fits.naxis > TG_MAX_NDIM ||
		fits.seen != fits.naxis ||
		!fits_dtype(&head->dtype, fits.bitpix))
		return false;
	head->shape.ndim = (int)fits.naxis;
	for (int i = 0; i < head->shape.ndim; i++)
		head->shape.size[head->shape.ndim - 1 - i] = fits.axis[i];
	head->scaled = fits.scaled;
	head->offset = (int64_t)((at + BLOCK - 1) / BLOCK * BLOCK);
	return true;
}

/* True if there are elements, and as many bytes as they take. */
static bool
has_elements(const struct tg_fixed_head *head, const struct tg_bytes *bytes)
{
	const uint64_t len = bytes->len;
	int64_t n, size;

	for (int i = 0; i < head->shape.ndim; i++)
		if (head->shape.size[i] < 1)
			return false;
	if (head->offset < 0 || !tg_shape_numel(&head->shape, &n) ||
		__builtin_mul_overflow(n, (int64_t)head->dtype.size, &size))
		return false;
	return head->beside || bytes->partial ||
		(len >= (uint64_t)head->offset &&
			len - (uint64_t)head->offset >= (uint64_t)size);
}

bool
tg_fixed_head_read(struct tg_fixed_head *head, const struct tg_bytes *bytes)
{
	struct nifti nifti;

	*head = (struct tg_fixed_head){ 0 };
	return (open_nifti(&nifti, bytes) ? read_nifti(head, &nifti)
					  : tg_fixed_head_is_fits(bytes) &&
				       read_fits(head, bytes)) &&
		has_elements(head, bytes);
}
