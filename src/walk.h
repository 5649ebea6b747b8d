#ifndef TG_WALK_H
#define TG_WALK_H

#include <stddef.h>
#include <stdint.h>

#include "plan.h"
#include "tensor.h"

/*
 * What stands at the places number first .. first+n-1 of a walk, in order.
 *
 *   origin   the element of input, or of index, that its data begins with;
 *            those before are not there
 *   source   receives how far each place is behind the origin, in elements
 *   value    receives the index that a component has there, of any integer
 *            type, byte order and stride, as int64_t; a uint64 keeps its bits,
 *            so that one above int64 looks negative
 */
void tg_walk_bases(const struct tg_walk *walk, int64_t origin, int64_t first,
	size_t n, int64_t *source);
void tg_walk_indices(const struct tg_tensor *index, const struct tg_walk *walk,
	const struct tg_component *component, int64_t origin, int64_t first,
	size_t n, int64_t *value);

#endif
