#!/bin/sh
# Vectors for nearest neighbours: .fvecs and its kind, .fbin and its kind. What
# NumPy wrote (tests/formats/make_vectors.py) is read, what is written is what
# NumPy would write, and wrong heads and sizes are refused.
# shellcheck disable=SC2016,SC2059,SC2086,SC2154,SC2317    # commands are for eval
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

files=$formats/vectors
export files

# both READ WRITTEN - rows 4, 0, 4 and 2 of a file, as JSON and in its format;
# from JSON, from NPY of both byte orders, and from the format itself. The names
# of the golden files tell the format, and the file.
picks='--dim 0 --op index_select'
export picks
both() {
	kind=${1%-read} file=$files/${1%-read}.${1%-read}
	expect "$1" 0 "tgather $picks $file '[4,0,4,2]'"
	expect "$1" 0 "cp $file x; tgather $picks --input-format $kind x \
		'[4,0,4,2]'" '--input-format'
	expect "$1" 0 "cat $file | tgather $picks --input-format $kind - \
		'[4,0,4,2]'" 'a pipe'
	expect "$1" 0 "gzip <$file >x.$kind.gz; tgather $picks x.$kind.gz \
		'[4,0,4,2]'" 'gzip'
	expect "$1" 0 "tgather $picks --shape 5,3 $file '[4,0,4,2]'" 'reshaped'
	for from in "$kind.$kind" "$kind.json" "$kind.npy" "$kind-big.npy"; do
		[ -e "$root/tests/formats/vectors/$from" ] || continue
		expect "$2" 0 "tgather $picks -o x.$kind $files/$from \
			'[4,0,4,2]' && cat x.$kind" "from $from"
	done
	expect "$2" 0 "tgather $picks --output-format $kind $file '[4,0,4,2]' |
		cat" 'to a pipe'
	expect "$2" 0 "tgather $picks -o x $file '[4,0,4,2]' && cat x" \
		'the format of INPUT'
	expect "$1" 0 "tgather $picks $file '[4,0,4,2]' -o x.$kind &&
		tgather $picks x.$kind '[0,1,2,3]'" 'read again'
}
both fvecs-read fvecs-written
both ivecs-read ivecs-written
both bvecs-read bvecs-written
both fbin-read fbin-written
both ibin-read ibin-written
both u8bin-read u8bin-written
both i8bin-read i8bin-written
both f16bin-read f16bin-written

# --- other ways through the elements ----------------------------------------

# fvecs.fvecs is (numpy.arange(15) / 4 - 2).reshape(5, 3)
values=$files/fvecs.fvecs
prints 'columns' '[[-1.5,-2.0],[-0.75,-1.25],[0.0,-0.5],[0.75,0.25],[1.5,1.0]]' \
	tgather --dim 1 --op index_select "$values" '[2,0]'
prints 'single elements' '[[-1.75],[-1.25],[0.0],[0.25],[1.25]]' tgather --dim 1 \
	"$values" '[[1],[0],[2],[0],[1]]'
prints 'elements of the flattened rows' '[-2.0,1.5,-1.25]' tgather --op take \
	"$values" '[0,14,3]'
prints 'tuples' '[-1.25,1.5]' tgather --op gather_nd "$values" '[[1,0],[4,2]]'
prints 'a fill value' '[[1.0,1.25,1.5],[9.0,9.0,9.0]]' tgather $picks --fill 9 \
	"$values" '[4,7]'
prints 'as an index' '[[7,8],[9,5]]' sh -c 'printf "\002\000\000\000\002\000\000\
\000\003\000\000\000\002\000\000\000\004\000\000\000\000\000\000\000" >i.ivecs
	tgather --op take "[5,6,7,8,9]" i.ivecs'
prints 'rows named by neighbours' '[[[0.25,0.5,0.75]],[[-2.0,-1.75,-1.5]]]' \
	sh -c 'tgather --dim 0 --op index_select "$1" "$2" --index-shape 2,1' - \
	"$values" '[3,0]'

# --- the true neighbours of queries -----------------------------------------

# ids and distances: numpy.arange(10).reshape(5, 2) / 8
prints 'ids' '[[28,35]]' tgather $picks "$files/truth.ibin" '[2]'
prints 'distances' '[[0.5,0.625]]' tgather $picks "$files/truth.ibin:distances" \
	'[2]'
prints 'distances from a pipe' '[[0.5,0.625]]' sh -c \
	'cat "$1" | tgather --dim 0 --op index_select --input-format ibin \
		-:distances "[2]"' - "$files/truth.ibin"

# --- rows that say they have another length ---------------------------------

# odd ROW BYTES COMMAND ARG... - write x.fvecs, a copy in which the head of ROW,
# of 16 bytes, is BYTES; then run the command
odd() {
	{
		head -c $((16 * $1)) "$values" && printf "$2" &&
			tail -c +$((16 * $1 + 5)) "$values"
	} >x.fvecs
	shift 2
	"$@"
}
prints 'another row is wrong' '[[1.0,1.25,1.5],[-0.5,-0.25,0.0]]' odd 3 \
	'\004\000\000\000' tgather $picks x.fvecs '[4,2]'
prints 'another row is wrong, and filled' '[[8.0,8.0,8.0],[-0.5,-0.25,0.0]]' \
	odd 3 '\004\000\000\000' tgather $picks --fill 8 x.fvecs '[9,2]'
third_wrong() {
	odd 3 '\004\000\000\000' tgather "$@"
}
expect row-of-another-length 1 "third_wrong $picks x.fvecs '[0,3]'"
expect row-of-another-length 1 "third_wrong $picks -o y.npy x.fvecs '[0,3]';
	s=\$?; [ ! -e y.npy ] && return \$s" 'with -o'
expect row-of-another-length 1 "third_wrong $picks --output-format raw x.fvecs \
	'[0,3]'" 'raw'
expect row-of-another-length 1 "third_wrong --dim 1 x.fvecs \
	'[[0],[0],[0],[0],[0]]'" 'elements'
expect row-of-another-length 1 "third_wrong --op take x.fvecs '[0,10]'" 'take'
expect row-of-another-length 1 "third_wrong --op gather_nd x.fvecs '[[3,2]]'" 'tuples'
for way in "--dim 1 x.fvecs '[[0],[0],[0],[0],[0]]'" "--op take x.fvecs '[0,10]'" \
	"--op gather_nd x.fvecs '[[3,2]]'"; do
	expect row-of-another-length 1 "third_wrong $way -o y.npy;
		s=\$?; [ ! -e y.npy ] && return \$s" "-o of $way"
done
expect row-of-another-length 1 "third_wrong $picks --shape 5,3 x.fvecs '[0]'" \
	'reshaped'
expect row-of-another-length 1 "third_wrong $picks --dry-run x.fvecs '[0,3]'" \
	'dry run'
expect row-of-another-length 1 "third_wrong $picks --explain x.fvecs '[0,3]' \
	>page" \
	'explained'
expect row-of-another-length 1 "third_wrong $picks -o x.svg x.fvecs '[0,3]'" 'drawn'
expect row-of-another-length 1 "third_wrong --index-cast --op take '[1,2,3]' \
	x.fvecs" 'as an index'
expect row-of-another-length-each 1 "echo '[0,3]' >i.json
	third_wrong --each $picks x.fvecs i.json"
expect row-of-names 1 "tgather --dim 0 --op index_select -o i.ivecs \
	--dtype int32 '[[1,2,3],[2,1,3]]' '[0,1,1]' && printf '\004' |
	dd of=i.ivecs bs=1 seek=32 conv=notrunc 2>dd.err
	tgather --dim 0 --keys '[1,2,3]' '[[1,2,3],[3,4,5],[6,7,8]]' i.ivecs"
expect row-of-length-below-0 1 \
	"odd 4 '\375\377\377\377' tgather $picks x.fvecs '[4]'"
expect row-of-another-length 1 "tgather -d0 --op index_select --dtype int64 \
	-o i.npy '[[0],[0],[0],[0],[0]]' '[0,1,2,3,4]' &&
	third_wrong --dim 1 -o y.npy x.fvecs i.npy" 'an index of int64'
# An index of which memory holds only parts has no rows that could be looked at
# beforehand; several pieces, of which the last one has the wrong row.
in_parts() {
	perl -e 'print "[", join(",\n", (0, 1, 2, 4) x 500, $ARGV[0]), "]"' \
		"$1" >i.json
	shift
	export TGATHER_PIECE=200
	third_wrong "$@"
}
parts_of_good_rows() {
	in_parts 2 -v $picks --output-format raw x.fvecs i.json >y.raw 2>err &&
		grep -q 'index .* in parts ' err &&
		tgather $picks --dtype f4 --shape 2001,3 y.raw '[0,2000]'
}
prints 'an index in parts' '[[-2.0,-1.75,-1.5],[-0.5,-0.25,0.0]]' \
	parts_of_good_rows
expect row-of-another-length 1 \
	"in_parts 3 $picks --output-format raw x.fvecs i.json" 'an index in parts'
expect row-of-another-length 1 "in_parts 3 $picks x.fvecs i.json" \
	'an index in parts, to JSON'
expect row-of-another-length 1 \
	"in_parts 10 --op take --output-format safetensors x.fvecs i.json" \
	'an index in parts, take'
# An index is wrong, and a row: the index is told, whatever is found first.
expect row-and-index 1 "third_wrong $picks x.fvecs '[3,5]'"

# Rows in the order of a file that memory cannot hold: 8 MB, with 1,000 picks
# that follow each other and 1,000 far from each other. Row k holds k, k + 1.
rows_of_8_mb() {
	perl -e 'print pack("l<l<l<", 2, $_, $_ + 1) for 0 .. 699_999' >big.ivecs
	perl -e 'my @k = map { $_ * 349 } 0 .. 1999;
		@k[0 .. 999] = 5000 .. 5999;
		print "[", join(",", map { $k[$_ * 7 % 2000] } 0 .. 1999), "]"' \
		>picks.json
}
from_large_file() {
	rows_of_8_mb
	TGATHER_MEMORY_LIMIT=8000000 tgather -d0 --op index_select big.ivecs \
		picks.json >out.json
	tr -d '\n' <picks.json | perl -pe 's/(\d+)/"[$1," . ($1 + 1) . "]"/ge' \
		>due.json
	echo >>due.json
	cmp due.json out.json
}
ok 'rows of a file larger than memory' from_large_file
# change ROW - let the head of a row of big.ivecs say 3
change() {
	printf '\003' | dd of=big.ivecs bs=1 seek=$(($1 * 12)) conv=notrunc \
		2>dd.err
}
wrong_in_large_file() {
	rows_of_8_mb
	change "$1"
	TGATHER_MEMORY_LIMIT=8000000 tgather -d0 --op index_select -o x.npy \
		big.ivecs picks.json
}
expect row-in-a-crowd 1 'wrong_in_large_file 5500'
expect row-far-away 1 'wrong_in_large_file 697651'

# Single elements are not read with the head of their row, and in another order.
elements_of_large_file() {
	rows_of_8_mb
	perl -e 'print "[", join(",", map { $_ * 7 % 2000 * 699 } 0 .. 1999), "]"' \
		>places.json
}
large_elements() {
	elements_of_large_file
	TGATHER_MEMORY_LIMIT=8000000 tgather --op take big.ivecs places.json \
		>out.json
	tr -d '\n' <places.json |
		perl -pe 's{(\d+)}{int($1 / 2) + $1 % 2}ge' >due.json
	echo >>due.json
	cmp due.json out.json
}
ok 'elements of a file larger than memory' large_elements
# element 699 * 1000 is in row 349500
expect row-of-element 1 'elements_of_large_file; change 349500
	TGATHER_MEMORY_LIMIT=8000000 tgather --op take -o x.npy big.ivecs \
		places.json'
# All rows of a mapped file, of which each piece could be read at once: row k
# holds k, k + 1. Nothing is written into a pipe before all heads were looked at.
each_row() {
	perl -e 'print pack("l<l<l<", 2, $_, $_ + 1) for 0 .. 199_999' >big.ivecs
	perl -e 'print "[", join(",", map { "[1]" } 0 .. 199_999), "]\n"' >one.json
}
second_of_each() {
	each_row
	tgather --dim 1 --output-format raw big.ivecs one.json >out.raw
	perl -e 'print pack("l<", $_ + 1) for 0 .. 199_999' | cmp - out.raw
}
ok 'an element of each row' second_of_each
expect row-of-many 1 'each_row; change 199998
	tgather --dim 1 -o x.npy big.ivecs one.json'
expect row-of-many 1 'each_row; change 199998
	tgather --dim 1 --op index_select -o x.npy big.ivecs "[1]"' 'a column'
expect row-of-many 1 'each_row; change 199998
	{ tgather --dim 1 --output-format raw big.ivecs one.json ||
		echo $? >status; } | cat; return $(cat status)' 'a pipe'
expect row-of-many 1 'each_row; change 199998
	seq -s, 0 199999 | sed "s/.*/[&]/" >all.json
	{ tgather --dim 0 --op index_select --output-format ivecs big.ivecs \
		all.json || echo $? >status; } | cat; return $(cat status)' \
	'whole rows to a pipe'

# --- wrong heads and sizes --------------------------------------------------

# bytes NAME BYTES - row 0 of file NAME
bytes() {
	printf "$2" >"$1"
	tgather -d0 --op index_select "$1" '[0]'
}
expect vecs-empty 1 "bytes x.fvecs ''"
expect vecs-three-bytes 1 "bytes x.fvecs '\001\000\000'"
expect vecs-no-values 1 "bytes x.bvecs '\000\000\000\000'"
# a row of 4 GB and 4 bytes, more than 32 bits count
expect vecs-row-33-bits 1 "bytes x.fvecs '\000\000\000\100\000\000\000\000'"
expect vecs-below-0 1 "bytes x.bvecs '\377\377\377\377'"
expect vecs-most-values 1 "bytes x.ivecs '\377\377\377\177abc'"
expect vecs-part-of-row 1 \
	"bytes x.bvecs '\002\000\000\000ab\002\000\000\000a'"
expect vecs-name 1 "tgather -d0 $values:a '[0]'"
expect vecs-dtype 1 "tgather -d0 --dtype int32 $values '[[0]]'"
expect bin-empty 1 "bytes x.fbin ''"
expect bin-seven-bytes 1 "bytes x.fbin '1234567'"
expect bin-short 1 "bytes x.u8bin '\002\000\000\000\002\000\000\000abc'"
expect bin-long 1 "bytes x.i8bin '\002\000\000\000\002\000\000\000abcde'"
expect bin-long-pipe 1 "printf '\001\000\000\000\001\000\000\000abcde' |
	tgather -d0 --input-format u8bin - '[[0]]'"
expect bin-large 1 "bytes x.f16bin '\377\377\377\377\377\377\377\377'"
expect bin-largest-that-counts 1 \
	"bytes x.fbin '\377\377\377\377\377\377\377\177'"
expect bin-distances-of-u8 1 \
	"printf '\001\000\000\000\001\000\000\000ab' >x.u8bin
	tgather -d0 x.u8bin:distances '[[0]]'"
expect bin-no-distances 1 "tgather -d0 $files/ibin.ibin:distances '[[0]]'"
expect bin-other-name 1 "tgather -d0 $files/truth.ibin:ids '[[0]]'"
prints 'no rows' '[]' sh -c 'printf "\000\000\000\000\003\000\000\000" >x.fbin
	tgather -d0 --op index_select x.fbin "[]"'
prints 'rows without values' '[[],[]]' sh -c \
	'printf "\002\000\000\000\000\000\000\000" >x.fbin
	tgather -d0 --op index_select x.fbin "[1,0]"'

# --- what cannot be written -------------------------------------------------

expect write-one-dim 1 "tgather -d0 -o x.fvecs '[1,2]' '[0]'"
expect write-three-dims 1 \
	"tgather $picks -o x.fbin $values --shape 1,5,3 '[0]'"
expect write-no-rows 1 "tgather $picks -o x.fvecs $values '[]'"
expect write-rows-without-values 1 "tgather -d0 -o x.bvecs '[[],[]]' '[[],[]]'"
prints 'writing no rows' '00 00 00 00 03 00 00 00' sh -c \
	'tgather -d0 --op index_select -o x.fbin "$1" "[]"; od -An -v -tx1 x.fbin |
		cut -c2-' - "$values"
expect write-another-dtype 1 "tgather $picks -o x.ivecs $values '[0]'"
expect write-dtype-of-json 1 \
	"tgather -d0 --dtype int8 -o x.ibin '[[1]]' '[[0]]'"
prints 'a dtype of JSON that fits' '01 00 00 00 01 00 00 00 07' sh -c \
	'tgather -d0 --dtype u8 -o x.u8bin "[[7]]" "[[0]]"; od -An -v -tx1 x.u8bin |
		cut -c2-'
expect write-number-too-large 1 \
	"tgather -d0 -o x.bvecs '[[1],[256]]' '[[1]]'"
expect write-fraction 1 "tgather -d0 -o x.ivecs '[[1],[2.5]]' '[[1]]'"
expect write-fill 1 "tgather -d0 --fill 1.5 -o x.ivecs '[[1],[2]]' '[[7]]'"
expect write-text 1 "tgather -d0 -o x.fvecs '[[\"a\"]]' '[[0]]'"

# --- what they are said to be -----------------------------------------------

info() {
	printf '{"file":"%s","name":%s,"format":"%s","dtype":"%s","shape":[5,%s],' \
		"$1" "$2" "$3" "$4" "$5"
	printf '"bytes":%s,"order":"%s"}\n' "$6" "$7"
}
prints 'info: fvecs' "$(info "$values" null fvecs float32 3 60 strided)" \
	tgather --info "$values"
prints 'info: f16bin' \
	"$(info "$files/f16bin.f16bin" null f16bin float16 3 30 C)" \
	tgather --info "$files/f16bin.f16bin"
prints 'info: ids and distances' \
	"$(info "$files/truth.ibin" null ibin int32 2 40 C
	info "$files/truth.ibin" '"distances"' ibin float32 2 40 C)" \
	tgather --info "$files/truth.ibin"
prints 'info: distances' \
	"$(info "$files/truth.ibin" '"distances"' ibin float32 2 40 C)" \
	tgather --info "$files/truth.ibin:distances"
# the head of a row, 3, as a float32 is 3 * 2^-149
prints 'raw, if it is called so' '[4e-45]' sh -c 'cp "$1" x.raw
	tgather -d0 --dtype f4 --shape 20 x.raw "[0]"' - "$values"

# Five rows of 20 GB that are not there, and few of them are read.
sparse() {
	printf '\377\003\000\000' >x.bvecs
	printf '\377\003\000\000\007' |
		dd of=x.bvecs bs=1027 seek=19999999 conv=notrunc 2>dd.err
	truncate -s 20540000000 x.bvecs
	perl -e 'open my $f, "+<", "x.bvecs"; for (5, 1_000_000, 9_999_999) {
		seek $f, $_ * 1027, 0; print $f pack "V", 1023 }'
	tgather -d0 --op index_select -o y.bvecs x.bvecs \
		'[19999999,0,5,1000000,9999999]' && od -An -tu1 -j4 -N3 y.bvecs
}
of_huge_file prints 'five rows of 20 GB' '   7   0   0' sparse
finish
