#ifndef TG_FORMAT_TORCH_CLASH_H
#define TG_FORMAT_TORCH_CLASH_H

#include "format/torch/pickle_value.h"

/*
 * tg_pt_names_may_clash - false if it is certain that no name, made of keys as
 * they are with dots between them, can be read in two ways: in no container is
 * the name of an item the beginning of another's, up to a dot or as a whole, and
 * no key begins with a quote.
 *
 * Where there is not enough memory the answer is true.
 *
 * Cost: O(n log n) for n items; 8 bytes for each item of the largest dict, and
 * no more than a sixteenth of what the pickle may take.
 */
bool tg_pt_names_may_clash(const struct tg_pickle *pickle);

#endif
