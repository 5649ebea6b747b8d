#!/bin/sh
# NPY and raw data that come from a pipe, and are read once, in a window. What is
# expected is what the same call makes of the same bytes in a file, which is read
# in another way; a few values are counted off by hand.
# shellcheck disable=SC2002,SC2016,SC2317    # commands are for eval; a pipe is meant
# shellcheck disable=SC3045    # ulimit -v is tried before it is used
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# Element k of the tensors is k, or k modulo 251 where it is a byte. They are
# longer than what is read at first with a small TGATHER_PIECE, so that the rest
# has still to come.
{
	npy_header '<f8' False '(2000, 3, 4)'
	perl -e 'print pack "d<*", 0 .. 23999'
} >"$work/in.npy"
{
	npy_header '>i4' False '(2000, 12)'
	perl -e 'print pack "l>*", 0 .. 23999'
} >"$work/big-endian.npy"
{
	npy_header '<f4' True '(2000, 12)'
	perl -e 'print pack "f<*", 0 .. 23999'
} >"$work/fortran.npy"
{
	npy_header '|S7' False '(4000, 3)'
	perl -e 'printf "x%06d", $_ for 0 .. 11999'
} >"$work/strings.npy"
perl -e 'print pack "C*", map { $_ % 251 } 0 .. 199999' >"$work/bytes.raw"

# Indices that are all below 3. The file is long enough to be mapped.
perl -e 'srand 5; print pack "q<*", map { int rand 3 } 1 .. 48000' >"$work/i3.raw"

# same_from_pipe FILE ARGUMENTS - with INPUT - and the operand $index the result is what it
# is with FILE: in several formats, to a file and to a pipe.
same_from_pipe() {
	file=$1
	shift
	for ending in npy json raw; do
		tgather -q -o "whole.$ending" "$@" "$file" "$index" || return
		for piece in 8 100 4000; do
			export TGATHER_PIECE="$piece"
			cat "$file" | tgather -q -o "pipe.$ending" "$@" \
				- "$index" &&
				cmp "pipe.$ending" "whole.$ending" || return
		done
	done
	for piece in 8 262144; do
		export TGATHER_PIECE="$piece"
		cat "$file" | tgather -q "$@" --output-format "$ending" \
			- "$index" | cmp - "whole.$ending" || return
	done
	cat "$file" | TGATHER_PIECE=100 tgather -qv -o pipe.json "$@" - \
		"$index" 2>said
}
# in_window ... - the same, and -v says that INPUT was read in parts
in_window() {
	same_from_pipe "$@" && grep -q ' input .* in parts ' said
}
# read_whole ... - the same, and it was not
read_whole() {
	same_from_pipe "$@" && ! grep -q ' in parts ' said
}
# --- rows that go together ----------------------------------------------------

index=../i3.raw
ok 'gather, dim 1' in_window ../in.npy --dim 1 \
	--index-dtype i64 --index-shape 2000,6,4
ok 'gather, dim 2' in_window ../in.npy --dim 2 \
	--index-dtype i64 --index-shape 2000,3,8
ok 'gather, with fewer rows in two dims' in_window ../in.npy --dim 2 \
	--index-dtype i64 --index-shape 500,2,48
ok 'gather, with one row' in_window ../in.npy --dim 1 \
	--index-dtype i64 --index-shape 1,12000,4
ok 'take_along_dim' in_window ../in.npy --op take_along_dim --dim 2 \
	--index-dtype i64 --index-shape 2000,3,8
ok 'pick' in_window ../in.npy --op pick --dim 2 \
	--index-dtype i64 --index-shape 2000,3 --index-offset 56
ok 'index_select with batch dims' in_window ../in.npy --batch-dims 1 --dim 1 \
	--index-dtype i64 --index-shape 2000,24
ok 'gather_nd with batch dims' in_window ../in.npy --op gather_nd --batch-dims 1 \
	--index-dtype i64 --index-shape 2000,12,2
index='[2,0,0]'
ok 'index_select, dim 1' in_window ../in.npy --op index_select --dim 1
ok 'index_select, dim 2' in_window ../in.npy --op index_select --dim -1
ok 'index_select, dim 2, another shape' in_window ../in.npy \
	--op index_select --dim 1 --shape 8000,3
index='[[[2,0,1]]]'
ok 'take_along_dim, an index for all rows' in_window ../in.npy \
	--op take_along_dim --dim 2
index='[0,-1]'
ok 'negative indices' in_window ../in.npy --op index_select --dim 1 --negative
index='[0,7,1]'
ok 'a fill value' in_window ../in.npy --op index_select --dim 1 --fill -1
index='[11,0]'
ok 'big-endian data' in_window ../big-endian.npy --op index_select --dim 1
index='[0]'
ok 'rows longer than a piece' in_window ../bytes.raw --op index_select --dim 1 \
	--dtype u8 --shape 4,50000
ok 'raw data behind an offset' in_window ../bytes.raw --op index_select --dim 1 \
	--dtype u16 --shape 40000,2 --offset 13
index='[1,1]'
ok 'strings' in_window ../strings.npy --op index_select --dim 1

# --- picks in the order of input ----------------------------------------------

index='[3,17,900,900,1999]'
ok 'rows in order' in_window ../in.npy --op index_select --dim 0
index='[0]'
ok 'the first row' in_window ../in.npy --op index_select --dim 0
index='[1999]'
ok 'the last row' in_window ../in.npy --op index_select --dim 0
index='[[0,0],[0,1],[1,2]]'
ok 'rows in order, an index of two dims' in_window ../in.npy \
	--op index_select --dim 0
index='[-3,-2,-1]'
ok 'rows in order, negative' in_window ../in.npy --op index_select --dim 0 \
	--negative
index='[1,2,2000]'
ok 'rows in order, from 1' in_window ../in.npy --op index_select --dim 0 \
	--index-base 1
index='[5,5,6]'
ok 'elements in order' in_window ../in.npy --op take
index='[1,2]'
ok 'elements in order, and a fill value' in_window ../in.npy --op take \
	--fill 7
index='[[0,1],[0,1],[1,0],[1999,2]]'
ok 'places in order of rows' in_window ../in.npy --op gather_nd
index='[3,2]'
ok 'rows not in order' read_whole ../in.npy --op index_select --dim 0
index='[7,6]'
ok 'elements not in order' read_whole ../in.npy --op take
index='[2,5000,3]'
ok 'rows in order, with a fill value' read_whole ../in.npy \
	--op index_select --dim 0 --fill 0
perl -e 'print pack "q<*", (70) x 9000, (71) x 9000, 1999' >"$work/same.raw"
index=../same.raw
ok 'one row many times' in_window ../in.npy --op index_select --dim 0 \
	--index-dtype i64 --index-shape 18001
# Row i of the index picks rows i and i + 1 of input, which overlap.
perl -e 'print pack "q<*", map { my $i = $_; map { $i } 0 .. 11 } 0 .. 1998' \
	>"$work/rows.raw"
index=../rows.raw
ok 'gather along dim 0' in_window ../big-endian.npy --dim 0 \
	--index-dtype i64 --index-shape 1999,12
ok 'gather along dim 0, several rows at once' in_window ../big-endian.npy --dim 0 \
	--index-dtype i64 --index-shape 3998,6
index='[0,1,1]'
ok 'Fortran order' read_whole ../fortran.npy --op index_select --dim 0

# Rows of 5 MB are never in memory as a whole, unless one is picked twice.
long_rows() {
	zeros 15000000 >long.raw
	printf 'abc' | dd of=long.raw bs=1 seek=9999999 conv=notrunc 2>/dev/null
	set -- --op index_select --dim 0 --dtype u8 --shape 3,5000000
	for index in '[1,2]' '[2]' '[1,1,2]'; do
		tgather -o whole.raw "$@" long.raw "$index" &&
			cat long.raw | tgather -o pipe.raw "$@" - "$index" &&
			cmp pipe.raw whole.raw || return
	done
}
ok 'very long rows' long_rows
# The file of an index that tells what to keep is changed meanwhile: what it then
# says is not taken for what was looked at. Half of the input is more than a pipe
# holds: when it is written, much of it has been read.
#
#   changed_index FORTRAN_ORDER INDEX
changed_index() {
	{
		npy_header '<i8' "$1" '(10000, 2)'
		perl -e 'my @i = $ARGV[0] eq "True"
			? ((map { 2 * $_ } 0 .. 9999), (map { 2 * $_ + 1 } 0 .. 9999))
			: 0 .. 19999; print pack "q<*", map { 8 * $_ } @i' "$1"
	} >changes.npy
	{
		npy_header '<i8' False '(160000,)'
		perl -e 'print pack "q<*", 0 .. 79999'
		perl -e 'open my $f, "+<", "changes.npy" or die;
			seek $f, 128, 0; print $f pack("q<", $ARGV[0]) x 20000' \
			-- "$2"
		perl -e 'print pack "q<*", 80000 .. 159999'
	} | TGATHER_PIECE=4000 tgather -q --op index_select --dim 0 \
		--output-format raw - changes.npy
}
for index in 5 -5 1099511627776; do
	expect "binary-pipe-changed-index" 3 "changed_index False $index" \
		"to $index"
done
ok 'an index in another order that is changed, too' eval '
	changed_index True -5 >changed 2>/dev/null
	[ $? = 1 ] && [ ! -s changed ]'

# --- what is wrong with it ----------------------------------------------------

# same_error FILE ARGUMENTS - with INPUT - nothing is written, a former file stays,
# and the message is the one for FILE as it is said where all of it is read before.
same_error() {
	file=$1
	shift
	echo former >y.npy
	for output in - y.npy; do
		for piece in 262144 8 4000; do
			cat "$file" | TGATHER_PIECE="$piece" tgather \
				-o "$output" "$@" - "$index" >out 2>"$piece.err"
			[ $? = 1 ] && [ ! -s out ] &&
				[ "$(cat y.npy)" = former ] &&
				diff 262144.err "$piece.err" || return
		done
	done
}
# The same for a file that ends too early, in many places.
cut_in_many_places() {
	whole=$1
	shift
	for n in 1 100 65535 65536 65537 100000 131072 150001 "$(($(wc -c \
		<"$whole") - 1))"; do
		head -c "$n" "$whole" >cut.npy
		same_error cut.npy "$@" || return
	done
}
index='[1]'
ok 'NPY that is cut short' cut_in_many_places ../in.npy \
	--op index_select --dim 1
ok 'NPY that is cut short, picks' cut_in_many_places ../in.npy \
	--op index_select --dim 0
ok 'raw data that is cut short' cut_in_many_places ../bytes.raw \
	--op index_select --dim 1 --input-format raw --shape 50000,4 --dtype u8
ok 'raw data that is cut short, behind an offset' cut_in_many_places \
	../bytes.raw --op index_select --dim 1 --input-format raw \
	--shape 49999,4 --dtype u8 --offset 4
ok 'raw data of another kind' eval '
	{ printf "\211PNG\r\n\032\n" && cat ../bytes.raw; } >image
	same_error image --op index_select --dim 1 --shape 60000,4 --dtype u8'
ok 'NPY that is named raw' same_error ../in.npy --op index_select --dim 1 \
	--input-format raw --shape 50000,4 --dtype f64
index='[3]'
ok 'an index out of range' same_error ../in.npy --op index_select --dim 1
index='[0,2000]'
ok 'an index out of range, picks' same_error ../in.npy --op index_select --dim 0
index='[[0]]'
ok 'an index of another shape' same_error ../in.npy --dim 1
index='[0'
ok 'an index that is no JSON' same_error ../in.npy --dim 1
index='[0]'
ok 'a dim that is not there' same_error ../in.npy --op index_select --dim 3
ok 'another dtype' same_error ../in.npy --op index_select --dim 1 --dtype f32
ok 'another number of elements' same_error ../in.npy --op index_select --dim 1 \
	--shape 2000,11
ok 'an offset into NPY' same_error ../in.npy --op index_select --dim 1 \
	--offset 4 --input-format npy
{
	npy_header '<f4' False '(9999, 3)'
	perl -e 'my @v = 1 .. 29997; $v[20000] = "nan"; print pack "f<*", @v'
} >"$work/nan.npy"
index='[1,2]'
ok 'an element that is not written' same_error ../nan.npy \
	--op index_select --dim 1 --nan error --output-format json
# Which of two errors is reported does not depend on the way.
ok 'data that is cut short, and an index out of range' eval '
	head -c 150000 ../in.npy >cut.npy
	index="[3]" same_error cut.npy --op index_select --dim 1'
ok 'data that is cut short behind an element that is not written' eval '
	head -c 110000 ../nan.npy >cut.npy
	same_error cut.npy --op index_select --dim 1 --nan error \
		--output-format json'

# More bytes than raw data takes, and no end of them.
expect pipe-raw-more 1 'cat ../bytes.raw | TGATHER_PIECE=100 tgather \
	--op index_select --dim 1 --shape 49999,4 --dtype u8 - "[0]"'
expect pipe-raw-endless 1 '{ cat ../bytes.raw; yes; } | TGATHER_PIECE=100 \
	timeout 60 tgather --op index_select --dim 1 --shape 50000,4 \
	--dtype u8 - "[0]"'
# Behind an NPY array, and an offset, there may be anything.
ok 'more behind NPY' eval '
	tgather -o whole.json --op index_select --dim 1 ../in.npy "[1]" &&
	{ cat ../in.npy && yes; } 2>yes | TGATHER_PIECE=100 timeout 60 \
		tgather -o pipe.json --op index_select --dim 1 - "[1]" &&
	cmp pipe.json whole.json'
prints 'more behind raw data at an offset' '[0,245]' eval '
	{ cat ../bytes.raw && yes; } 2>yes | TGATHER_PIECE=100 timeout 60 \
		tgather --op take --shape 199000 --dtype u8 --offset 1000 \
		- "[4,1002]"'

# gzip data is read to its end, behind which its checksum is.
gzip -nc "$work/in.npy" >"$work/in.npy.gz"
ok 'gzip data' eval '
	export TGATHER_PIECE=100
	tgather -o whole.json --op take_along_dim --dim 1 ../in.npy "[[[1]]]" &&
	cat ../in.npy.gz | tgather -o pipe.json --op take_along_dim --dim 1 \
		- "[[[1]]]" && cmp pipe.json whole.json &&
	tgather -o file.json --op take_along_dim --dim 1 ../in.npy.gz \
		"[[[1]]]" && cmp file.json whole.json'
expect pipe-gzip-cut 1 'head -c -4 ../in.npy.gz | TGATHER_PIECE=100 tgather \
	--op index_select --dim 1 - "[0]"'
expect pipe-gzip-checksum 1 '{ head -c -8 ../in.npy.gz && printf 12345678; } |
	TGATHER_PIECE=100 tgather --op index_select --dim 1 - "[0]"'
expect pipe-gzip-cut-data 1 'head -c 20000 ../in.npy.gz | TGATHER_PIECE=100 \
	tgather --op index_select --dim 1 - "[0]"'

# --- where the result is kept -------------------------------------------------

# A result of 12 MB for a pipe, of which 8 MB are kept in memory.
keep_long_result() {
	zeros 12000000 | tgather -q --op index_select --dim 1 --dtype u8 \
		--shape 3000000,4 --output-format raw - '[0,1,2,3]'
}
ok 'a long result is kept' eval 'zeros 12000000 >zeros
	keep_long_result | cmp - zeros'
expect kept-in-no-directory 3 'TMPDIR=./none keep_long_result'
expect kept-in-a-file 3 'echo >file; TMPDIR=./file keep_long_result'
# The file in TMPDIR may not be longer than 1000 blocks of 512 bytes.
expect kept-in-little-room 3 'mkdir t
	(trap "" XFSZ; ulimit -f 1000; TMPDIR=t keep_long_result)'
# It has no name there, and is where TMPDIR says, or in /tmp.
kept_in() {
	mkfifo pipe
	tgather -q --op index_select --dim 1 --dtype u8 --shape 12000000,4 \
		--output-format raw - '[0,1,2,3]' <pipe >/dev/null &
	exec 5>pipe
	zeros 12000000 >&5
	ls -l "/proc/$!/fd" >files
	exec 5>&-
	! wait $! && grep -q -- "-> $1/.*(deleted)" files
}
if [ -e /proc/self/fd ]; then
	ok 'the result is kept in TMPDIR' eval 'mkdir t
		TMPDIR=$PWD/t kept_in "$PWD/t" 2>err && [ -z "$(ls t)" ]'
	ok 'the result is kept in /tmp' eval 'unset TMPDIR; kept_in /tmp 2>err'
	ok 'nothing is kept with --unbuffered' eval '
		zeros 12000000 | TMPDIR=./none tgather -q --op index_select \
			--unbuffered --dim 1 --dtype u8 --shape 3000000,4 \
			--output-format raw - "[0,1,2,3]" | wc -c >n &&
		[ "$(cat n)" -eq 12000000 ]'
else
	skip 'the result is kept in TMPDIR' 'there is no /proc here'
fi

# --- memory -------------------------------------------------------------------

# 200 MB come: zeros, but for two bytes in the middle.
long_pipe() {
	zeros 100000000 && printf '\5\7' && zeros 99999998
}
# in_little_memory EXPECTED ARGUMENTS - what is picked of them.
in_little_memory() {
	expected=$1
	shift
	long_pipe | (ulimit -v 60000 && exec tgather -q --threads 2 --dtype u8 \
		"$@") >out && [ "$(cat out)" = "$expected" ]
}
if (ulimit -v 60000 && tgather --version) >/dev/null 2>&1; then
	ok 'elements in little memory' in_little_memory '[5,7]' --op take \
		--shape 200000000 - '[100000000,100000001]'
	ok 'rows in little memory' in_little_memory '[[5,7,0,0]]' \
		--op index_select --dim 0 --shape 50000000,4 - '[25000000]'
	ok 'very long rows in little memory' eval '
		in_little_memory "" -o y.raw --op index_select --dim 0 \
			--shape 2,100000000 - "[1]" &&
		[ "$(head -c 3 y.raw | od -An -tu1 | tr -d " ")" = 570 ]'
	ok 'columns in little memory' eval '
		long_pipe | (ulimit -v 60000 && exec tgather -q --threads 2 \
			--dtype u8 --op index_select --dim 1 --shape 1000000,200 \
			- "[1,199]") | tr -dc "57\n" >out &&
			[ "$(cat out)" = 7 ]'
else
	skip 'elements in little memory' 'memory cannot be limited here'
fi

finish
