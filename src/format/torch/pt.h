#ifndef TG_FORMAT_TORCH_PT_H
#define TG_FORMAT_TORCH_PT_H

#include "format/torch/meaning.h"
#include "format/zip/zip.h"
#include "tensor/tensor.h"

/*
 * An archive of torch.save: a pickle, and a member for each storage that its
 * tensors are views of. All zero owns nothing. See torch/serialization.py.
 */
struct tg_pt {
	struct tg_zip zip;
	struct tg_pickle pickle;
	struct tg_zip_content text;     /* of the pickle */
	struct tg_pt_storage *storages; /* sorted by their keys */
	size_t n_storages;
	bool big_endian;
};

/* True for a ZIP archive with a pickle where torch.save puts it. */
bool tg_pt_recognise(const struct tg_bytes *bytes);

/*
 * Open an archive, and read its pickle.
 *
 * Errors: TG_EDATA, TG_ESYS. Ownership: borrows bytes; close it with
 * tg_pt_close, also after an error.
 */
bool tg_pt_open(
	struct tg_pt *pt, const struct tg_bytes *bytes, struct tg_err *err);

/* Close an archive. May be called twice. */
void tg_pt_close(struct tg_pt *pt);

/*
 * Find the storage of that key, which has len bytes.
 *
 * Errors: TG_EDATA when there is none, or two.
 */
bool tg_pt_find_storage(struct tg_pt *pt, const char *key, size_t len,
	struct tg_zip_member *member, struct tg_err *err);

/*
 * Where the elements of a tensor are: positions in bytes in a storage, or in
 * the pickle.
 */
struct tg_pt_view {
	struct tg_zip_member storage;
	size_t begin;   /* of the element at 0, 0, ... */
	size_t end;     /* behind the last element in memory */
	bool conjugate; /* once they are read they are conjugated */
	bool negate;    /* or negated */
	uint32_t bytes; /* the value with the bytes of NumPy's array; or 0 */
};

/*
 * tg_pt_describe - all of a tensor but its data: dtype, shape and strides,
 * checked against the size of its storage.
 *
 * Errors: TG_EDATA, also for a tensor of a kind that is not read, and for an
 * object.
 */
bool tg_pt_describe(struct tg_pt *pt, const struct tg_pt_meant *meant,
	struct tg_tensor *tensor, struct tg_pt_view *view, struct tg_err *err);

/*
 * The same for an array or scalar of NumPy, whose bytes stand in the pickle, in
 * view->bytes; and these bytes, which is O(bytes) in time and memory.
 */
bool tg_pt_describe_array(struct tg_pt *pt, const struct tg_pt_meant *meant,
	struct tg_tensor *tensor, struct tg_pt_view *view, struct tg_err *err);
bool tg_pt_map_array(struct tg_pt *pt, const struct tg_pt_view *view,
	struct tg_tensor *tensor, struct tg_err *err);

/* Read sizes or strides: a tuple of integers, or torch.Size of one. */
bool tg_pt_sizes(int64_t *number, int *n, const struct tg_pickle *pickle,
	uint32_t value, struct tg_err *err);

/* Fail with TG_EDATA: the pickle describes a tensor that cannot be. */
bool tg_pt_fail_damaged(const char *what, struct tg_err *err);

/*
 * tg_pt_map - point a tensor to its elements: in the archive if the storage is
 * stored there, else in a copy that is inflated. Those that are to be
 * conjugated or negated are, in a copy of the part of the storage that they
 * take.
 *
 * Errors: TG_EDATA, TG_ESYS. Ownership: tensor borrows bytes, or owns.
 */
bool tg_pt_map(struct tg_pt *pt, const struct tg_pt_view *view,
	struct tg_tensor *tensor, struct tg_err *err);

#endif
