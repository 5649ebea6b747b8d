#!/bin/sh
# Results that are made piece by piece; a small TGATHER_CHUNK makes many pieces
# of a small result.
# shellcheck disable=SC2016,SC2317    # commands are for eval, in functions too
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# rows DIGITS N: a tensor whose innermost rows have 70000 times the next digit,
# N of them in each row of dim 0.
rows() {
	awk -v digits="$1" -v per="$2" 'BEGIN {
		for (i = 0; i < length(digits); i++) {
			printf i % per ? ",[" : i ? "],[[" : "[[["
			digit = substr(digits, i + 1, 1)
			printf "%s", digit
			for (k = 1; k < 70000; k++)
				printf ",%s", digit
			printf "]"
		}
		print "]]"
	}'
}

long_blocks() {
	rows 0123 2 >in.json
	rows 100323 3 >wanted.json
	tgather --dim 1 --batch-dims 1 -o out.json in.json \
		'[[1,0,0],[1,0,1]]' && cmp out.json wanted.json
}
ok 'several blocks that are too long to be moved' long_blocks
ok 'the same, by small chunks' eval 'export TGATHER_CHUNK=1000; long_blocks'
prints 'blocks longer than a piece' '[[4,5,6,7],[0,1,2,3],[4,5,6,7]]' \
	env TGATHER_CHUNK=8 tgather --dim 0 --op index_select \
	'[[0,1,2,3],[4,5,6,7]]' '[1,0,1]'

# A pipe gets nothing before all of the input is known to be right, and once.
expect pieces-behind 1 'echo "[[1,2],[3,4],[5,6],[7,8]] x" >in.json
	TGATHER_CHUNK=8 tgather --dim 1 in.json "[[1],[0],[1],[0]]"'
expect pieces-few-rows 1 'echo "[[1,2],[3,4],[5,6]]" >in.json
	TGATHER_CHUNK=8 tgather --dim 1 in.json "[[1],[0],[1],[0]]"'
expect pieces-many-rows 1 'echo "[[1,2],[3,4],[5,6],[7,8],[9,0]]" >in.json
	TGATHER_CHUNK=8 tgather --dim 1 --batch-dims 1 in.json "[1,0,1,0]"'

# The first row is of integers, the last one is not.
type_of_all() {
	echo '[[1,2],[3,4],[5,6],[7,8.5]]' >in.json
	TGATHER_CHUNK=8 tgather --dim 1 --batch-dims 1 "$@" in.json '[1,0,1,0]'
}
ok 'the type of all elements, to a pipe' eval '
	type_of_all --output-format npy | cat >pipe.npy
	type_of_all -o file.npy
	cmp pipe.npy file.npy && read=$(tgather --dim 0 file.npy "[0,1,2,3]") &&
	[ "$read" = "[2.0,3.0,6.0,7.0]" ]'

# What is left out is told, as it is of an input that is read as a whole.
expect pieces-left-out 0 'echo "[[1,2],[3,4],[5,6],[7,8]]" >in.json
	TGATHER_CHUNK=8 tgather --dim 1 in.json "[[1],[0],[1]]"'

finish
