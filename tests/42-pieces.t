#!/bin/sh
# Results that are made piece by piece; a small TGATHER_PIECE makes many pieces
# of a small result.
# shellcheck disable=SC2016,SC2317    # commands are for eval, in functions too
# shellcheck disable=SC2002,SC2154    # a file that is no pipe can be read twice
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
ok 'the same, by small pieces' eval 'export TGATHER_PIECE=1000; long_blocks'
prints 'blocks longer than a piece' '[[4,5,6,7],[0,1,2,3],[4,5,6,7]]' \
	env TGATHER_PIECE=8 tgather --dim 0 --op index_select \
	'[[0,1,2,3],[4,5,6,7]]' '[1,0,1]'

# The rows of the input are expected, and turn out otherwise: it is read again,
# the index is not. Leaks nothing, which the build with sanitizers sees.
prints 'an index without elements, and a text that is read twice' '[[],[]]' \
	env TGATHER_PIECE=8 tgather -q --dim 1 '[[1,2],[3,"\u005d,[4"]]' '[[],[]]'

# Above 16 MB the program asks how much memory there is. Byte i * 10000 of the
# file is i modulo 256, all others are 0.
picks_from_large() {
	perl -e 'open F, ">", "x.raw"; truncate F, 20_000_000;
		for (0 .. 1999) { seek F, 10000 * $_, 0; print F chr($_ % 256) }'
	perl -e 'print "[", join(",", map { 10000 * $_ } 0 .. 1999), "]"' >ix.json
	perl -e 'print "[", join(",", map { $_ % 256 } 0 .. 1999), "]\n"' >wanted
	tgather --dim 0 --shape 20000000 --dtype u8 x.raw ix.json >out &&
		cmp out wanted
}
ok 'picks from a file that might be larger than memory' picks_from_large

# A text that is read in rows becomes what it becomes when it is read whole.
in_rows_as_whole() {
	echo '[[1.5,2],[3,4],[5,6]]' >in.json
	tgather --dim 1 -o "whole$1" in.json '[[1],[0],[1]]' &&
		TGATHER_PIECE=8 tgather --dim 1 -o "rows$1" in.json \
			'[[1],[0],[1]]' && cmp "whole$1" "rows$1"
}
ok 'rows of JSON to .json' in_rows_as_whole .json
ok 'rows of JSON to .raw' in_rows_as_whole .raw
ok 'rows of JSON to .npy' in_rows_as_whole .npy
ok 'rows of JSON to .npz' in_rows_as_whole .npz
ok 'rows of JSON to .safetensors' in_rows_as_whole .safetensors

# Rows of a file are read part by part, with those of the index. Element i of
# the input is 3 i, and row r picks elements r and 3 r of its 8, modulo 8.
rows_of_files() {
	perl -e 'print pack "L<*", map { 3 * $_ } 0 .. 159999' >x.raw
	perl -e 'print pack "q<*", map { $_ % 8, 3 * $_ % 8 } 0 .. 19999' \
		>i.raw
	perl -e 'print pack "L<*", map { my $r = $_;
		map { 3 * (8 * $r + $_) } $r % 8, 3 * $r % 8 } 0 .. 19999' \
		>expected
	for threads in 1 2 3; do
		tgather -q --threads "$threads" --dim 1 -o y.raw --dtype u32 \
			--shape -1,8 --index-dtype i64 --index-shape -1,2 \
			x.raw i.raw && cmp y.raw expected || return
	done
}
ok 'rows of files' rows_of_files
ok 'the same, by small pieces' \
	eval 'export TGATHER_PIECE=1000; rows_of_files'

# In Fortran order, elements along dim 0 stand side by side: here columns 0 1 2
# and 10 11 12, of which the index picks 2 and 10, then 1 and 11.
columns_of_files() {
	perl -e 'my $h = "{\x27descr\x27: \x27<u4\x27, " .
		"\x27fortran_order\x27: True, \x27shape\x27: (3, 2), }";
		print "\x93NUMPY\1\0", pack("v", 118), $h,
			" " x (117 - length $h), "\n",
			pack "L<*", 0, 1, 2, 10, 11, 12' >x.npy
	perl -e 'print pack "q<*", 2, 0, 1, 1' >i.raw
	tgather -q --dim 0 --output-format json --index-dtype i64 \
		--index-shape 2,2 x.npy i.raw
}
prints 'columns of a file' '[[2,10],[1,11]]' columns_of_files

# --- what is read row by row, by many small pieces ----------------------------

# streamed ARGUMENTS - the same result as from a whole text, to a file, to a pipe
# and in binary; -v says that INPUT was read in parts.
streamed() {
	tgather -q -o whole.json "$@" && tgather -q -o whole.npy "$@" &&
		TGATHER_PIECE=8 tgather -q "$@" | cmp - whole.json &&
		TGATHER_PIECE=8 tgather -q -o rows.npy "$@" &&
		cmp rows.npy whole.npy &&
		TGATHER_PIECE=8 tgather -v -o rows.json "$@" 2>said &&
		cmp rows.json whole.json &&
		grep -q ' input .* in parts ' said
}
six_rows() {
	echo '[[0,1,2],[10,11,12],[20,21,22],[30,31,32],[40,41,42],[50,51,52]]'
}
six_rows >"$work/six.json"
printf '{"n":7,"a":%s,"note":"]}","b":[1,[2]]}\n' "$(six_rows)" >"$work/object.json"
printf '{"dtype":"f32","data":%s,"shape":[6,3]}\n' "$(six_rows)" >"$work/envelope.json"
printf '[0,{"x/y":[1,%s]}]\n' "$(six_rows)" >"$work/deep.json"

prints 'columns are picked' '[[2,0],[12,10],[22,20],[32,30],[42,40],[52,50]]' \
	env TGATHER_PIECE=8 tgather --op index_select --dim 1 ../six.json '[2,0]'
ok 'columns are picked row by row' streamed --op index_select --dim 1 \
	../six.json '[2,0]'
echo 1 >"$work/one.json"
ok 'a column' streamed --op index_select --dim -1 ../six.json ../one.json
ok 'an index of two dims for all rows' streamed --op index_select --dim 1 \
	../six.json '[[2,0],[1,1]]'
ok 'a row of indices that is repeated' streamed --op take_along_dim --dim 1 \
	../six.json '[[2,0,1,1]]'
ok 'a member' streamed --dim 1 ../object.json:a '[[2],[1],[0],[2],[1],[0]]'
ok 'columns of a member' streamed --op index_select --dim 1 \
	../object.json:a '[2,0]'
ok 'a pointer' streamed --op index_select --dim 1 \
	'../deep.json:/1/x~1y/1' '[2,0]'
ok 'an envelope' streamed --op index_select --dim 1 ../envelope.json '[2,0]'
ok 'with its own shape' streamed --op index_select --dim 1 --shape 6,3 \
	../six.json '[2,0]'
ok 'with one more dim' streamed --op index_select --dim 2 --shape -1,3,1 \
	../six.json '[0,0]'
ok 'with rows that are cut' streamed --dim 1 --shape 18,1 ../six.json \
	"$(yes '[0]' | head -n 18 | jq -sc .)"

# The number of rows is not known before, but decides about another shape.
prints 'columns in another shape' '[[2,0,12,10,22,20],[32,30,42,40,52,50]]' \
	env TGATHER_PIECE=8 tgather --op index_select --dim 1 \
	--output-shape 2,-1 ../six.json '[2,0]'
expect pieces-output-shape 1 'TGATHER_PIECE=8 tgather --op index_select --dim 1 \
	--output-shape -1,5 ../six.json "[2,0]"'

# What stands around the array is read, too.
expect pieces-member-twice 1 'echo "{\"a\":[[1,2],[3,4]],\"a\":[[1]]}" >in.json
	TGATHER_PIECE=8 tgather --op index_select --dim 1 in.json:a "[0]"'
expect pieces-member-behind 1 'echo "{\"a\":[[1,2],[3,4]],\"b\":01}" >in.json
	TGATHER_PIECE=8 tgather --op index_select --dim 1 in.json:a "[0]"'
expect pieces-two-arrays 1 'echo "{\"a\":[[1,2],[3,4]],\"b\":[0]}" >in.json
	TGATHER_PIECE=8 tgather --op index_select --dim 1 in.json "[0]"'
expect pieces-envelope-shape 1 'echo "{\"data\":[[1,2],[3,4]],\"shape\":[3,2]}" >in.json
	TGATHER_PIECE=8 tgather --op index_select --dim 1 in.json "[0]"'
prints 'an envelope of another shape' '[[1],[2],[3],[4]]' eval '
	echo "{\"data\":[[1,2],[3,4]],\"shape\":[4,1]}" >in.json
	TGATHER_PIECE=8 tgather --op index_select --dim 1 in.json "[0]"'
prints 'an envelope of pairs' '[[[3,4]],[[7,8]]]' eval '
	echo "{\"data\":[[[1,2],[3,4]],[[5,6],[7,8]]],\"dtype\":\"c64\"}" >in.json
	TGATHER_PIECE=8 tgather --op index_select --dim 1 in.json "[1]"'
prints 'bytes beside an array' '[[8],[6]]' eval '
	echo "{\"x\":[[1,2],[3,4]],\"data\":\"CQgHBg==\",\"shape\":[2,2],
		\"dtype\":\"u8\"}" >in.json
	TGATHER_PIECE=8 tgather --op index_select --dim 1 in.json "[1]"'
prints 'rows of one element' '[[1],[2],[3]]' env TGATHER_PIECE=1 \
	tgather --op index_select --dim 1 '[[1],[2],[3]]' '[0]'
expect pieces-shape-wrong 1 'echo "[[1,2],[3,4],[5,6]]" >in.json
	TGATHER_PIECE=8 tgather --op index_select --dim 1 --shape 4,2 in.json "[0]"'

# --- what comes from a pipe, and can be read only once -------------------------

# piped ARGUMENTS - the same result for INPUT - as for in.json, to a file and to a
# pipe; INPUT is told of after INDEX only if it was not read before it.
piped() {
	tgather -q "$@" in.json "$index" >whole.json &&
		cat in.json | TGATHER_PIECE=8 tgather -q "$@" - "$index" |
		cmp - whole.json &&
		cat in.json | TGATHER_PIECE=8 tgather -qv -o rows.json "$@" - \
			"$index" 2>said && cmp rows.json whole.json &&
		grep -q ' input .* in parts ' said
}
three='[[1],[0],[1]]'
ok 'a pipe' eval 'six_rows >in.json
	index="[[2],[1],[0],[2],[1],[0]]" piped --dim 1'
ok 'a pipe, and columns' eval 'six_rows >in.json
	index="[2,0]" piped --op index_select --dim 1'
ok 'a pipe, and an index with fewer rows' eval 'six_rows >in.json
	index="[[2],[1]]" piped --dim 1'
ok 'a pipe, with strings that look like rows' eval '
	printf "[[1,\"],[\"],\n[2,\"\"],[\"]]\",\"],[é\"]]\n" >in.json
	index=$three piped --dim 1'
ok 'a pipe of three dims' eval '
	echo "[[[1],[2]],[[3],[4]],[[5],[6]]]" >in.json
	index="[[[1]],[[0]],[[1]]]" piped --dim 1'
prints 'a pipe of gzip data' '[[1],[11],[21],[31],[41],[51]]' eval '
	six_rows | gzip | TGATHER_PIECE=8 \
		tgather --op index_select --dim 1 - "[1]"'

# The same message for INPUT - as for in.json, and no output.
piped_wrong() {
	printf '%b' "$1" >in.json
	tgather -q --dim 1 in.json "${2-$three}" 2>whole.err
	[ $? = 1 ] || return
	cat in.json | TGATHER_PIECE=8 tgather -q --dim 1 - "${2-$three}" \
		>out 2>pipe.err
	[ $? = 1 ] && [ ! -s out ] &&
		sed 's/<stdin>/in.json/; s/ - / in.json /' pipe.err |
		tr -s ' ' >pipe &&
		tr -s ' ' <whole.err | diff - pipe
}
ok 'a short row from a pipe' piped_wrong '[[1,2],[3,4],[5]]'
ok 'a wrong byte from a pipe' piped_wrong '[[1,2],\n[3,x],[5,6]]'
ok 'a word that is cut, from a pipe' piped_wrong '[[1,2],[3,tru],[5,6]]'
ok 'a pipe that ends early' piped_wrong '[[1,2],[3,4],[5,6]'
ok 'a pipe that ends between rows' piped_wrong '[[1,2],\n[3,4],'
ok 'a string without an end, from a pipe' piped_wrong '[[1,2],\n[3,4],["a,2]]'
ok 'text behind, from a pipe' piped_wrong '[[1,2],[3,4],[5,6]]\n x'
ok 'a second text from a pipe' piped_wrong '[[1,2],[3,4],[5,6]]\n[[1,2]]'
ok 'rows that are too deep, from a pipe' piped_wrong '[[1,2],[3,4],\n[5,[6]]]'
ok 'an error behind odd strings, from a pipe' piped_wrong \
	'[[1,2],[3,"é],["],\n[5,"é",01]]'
ok 'few rows from a pipe' piped_wrong '[[1,2],[3,4]]'
ok 'columns for an index, from a pipe' piped_wrong '[[1,2],[3,4],[5,6]]' '[[2],[0],[1]]'

# What is wrong is not waited for, and nothing behind it is read for ever.
expect pieces-endless 1 '{ printf "[[1,2],\n"; yes "[3,4]x,"; } |
	TGATHER_PIECE=100 timeout 60 tgather --op index_select --dim 1 - "[0]"'
expect pieces-endless-behind 1 '{ printf "[[1,2],\n[3,4]]"; yes; } |
	TGATHER_PIECE=8 timeout 60 tgather --op index_select --dim 1 - "[0]"'

# A result for a pipe is kept in memory, and behind 8 MB in a file in TMPDIR.
kept() {
	perl -e 'print "[", join(",", ("[1,\"" . "a" x 9000 . "\"]") x 1200),
		"]\n"' >in.json
	tgather -q --op index_select --dim 1 in.json '[1,0]' >whole &&
		cat in.json | tgather -q --op index_select --dim 1 - '[1,0]' |
		cmp - whole
}
ok 'a long result is kept' kept
expect kept-nowhere 3 'mkdir full
	perl -e "print \"[\", join(\",\", (\"[1,\\\"\" . \"a\" x 9000 . \"\\\"]\")
		x 1200), \"]\\n\"" | TMPDIR=full/none \
		tgather -q --op index_select --dim 1 - "[1,0]"'
prints 'a short result needs no TMPDIR' '[[1],[3]]' eval '
	echo "[[1,2],[3,4]]" | TMPDIR=/none TGATHER_PIECE=8 \
		tgather --op index_select --dim 1 - "[0]"'

# Elements of a long text are known by their distance from one of 32 before
# them. Here random rows of strings, of random lengths below $1.
far_elements() {
	perl -e 'srand 7; my ($most, @row) = @ARGV;
		push @row, "[" . join(",", map { "\"" . chr(97 + $_ % 26) x
			rand($most) . "\"" } 3 * $#row .. 3 * $#row + 2) . "]"
			for 1 .. 900;
		my @pick = map { int rand @row } 1 .. 2000;
		sub put { open my $f, ">", shift; print $f @_, "\n" }
		put "in.json", "[", join(",\n", @row), "]";
		put "pick.json", "[", join(",", @pick), "]";
		put "expected", "[", join(",", @row[@pick]), "]"' "$1"
	tgather --op index_select --dim 0 in.json pick.json | cmp - expected
}
ok 'elements of a long text' far_elements 300
ok 'elements of a long text, some far apart' far_elements 3500
ok 'elements of a long text, most far apart' far_elements 9000
ok 'the same, by small pieces' eval 'export TGATHER_PIECE=100
	far_elements 30 && far_elements 300 && far_elements 3500'

# The first string and its comma take $1 + 3 bytes, each of those behind it 4:
# number 31 is $1 + 123 bytes away.
farthest_element() {
	perl -e 'print "[\"", "a" x shift, "\"", ",\"b\"" x 30, ",\"c\"",
		",\"d\"" x 999, "]"' "$1" >in.json
	TGATHER_PIECE=1000 tgather -d0 in.json '[31,30,32]'
}
prints 'an element 65535 bytes away' '["c","b","d"]' farthest_element 65412
prints 'an element 65536 bytes away' '["c","b","d"]' farthest_element 65413

# A number that is longer than what the fast way looks at, and behind that goes
# on with digits, or with an exponent.
long_numbers() {
	zeros=$(printf '%070d' 0)
	tgather -d0 --dtype float64 -o y.npy "[1$zeros,-0.${zeros}5e71,2]" \
		'[0,1,2]' && tgather -d0 y.npy '[0,1,2]'
}
prints 'numbers of more than 64 bytes' '[1e+70,-5.0,2.0]' long_numbers

long_text() {
	seq -s, 0 99999 | sed 's/^/[/; s/$/]/' >in.json
}
blocks_of_long_text() {
	long_text
	{ echo '[' && cat in.json && echo ',' && cat in.json && echo ']'
	} >two.json
	tgather --op index_select --dim 0 two.json '[1]' >out.json &&
		printf '[%s]\n' "$(cat in.json)" | cmp - out.json
}
ok 'long blocks of a long text' blocks_of_long_text
pairs_of_long_text() {
	{ echo '[[0,1]' && seq 2 99999 | paste -d, - - |
		sed 's/.*/,[&]/' && echo ']'; } >in.json
	tgather -d0 --dtype complex64 in.json '[33333,0]'
}
prints 'pairs of a long text' '[[66666,66667],[0,1]]' pairs_of_long_text
ok 'a long text is explained' eval 'long_text
	tgather -d0 --explain in.json "[77777]" | grep "= 77777$"'

# When a disk is full, a long text is not gathered once more for the same end.
full_disk() {
	perl -e 'print "[", join(",", map { "[$_,0]" } 1 .. 99999), "]"' >x.json
	perl -e 'print "[", join(",", ("[0]") x 99999), "]"' >i.json
	(
		trap '' XFSZ
		ulimit -f 100
		exec tgather -v --dim 1 -o y.json x.json i.json
	) 2>said
	[ $? = 3 ] && grep -q '^tgather: y.json: cannot write: File too large' \
		said && ! grep -q ' input ' said && [ ! -e y.json ]
}
ok 'a full disk ends a long job at once' full_disk

# More room than the result needs is asked for only where no limit forbids it;
# 18 MB are written here, and 20 allowed.
below_limit() {
	zeros 18000000 >x.raw
	(
		ulimit -f 40000
		exec tgather --op index_select --dim 0 -o y.raw --dtype u32 \
			--shape 2,2250000 x.raw '[1,0]'
	) && cmp x.raw y.raw
}
ok 'a result just below the limit of file sizes' below_limit

# A pipe gets nothing before all of the input is known to be right, and once.
expect pieces-behind 1 'echo "[[1,2],[3,4],[5,6],[7,8]] x" >in.json
	TGATHER_PIECE=8 tgather --dim 1 in.json "[[1],[0],[1],[0]]"'
expect pieces-few-rows 1 'echo "[[1,2],[3,4],[5,6]]" >in.json
	TGATHER_PIECE=8 tgather --dim 1 in.json "[[1],[0],[1],[0]]"'
expect pieces-many-rows 1 'echo "[[1,2],[3,4],[5,6],[7,8],[9,0]]" >in.json
	TGATHER_PIECE=8 tgather --dim 1 --batch-dims 1 in.json "[1,0,1,0]"'

# The first row is of integers, the last one is not.
type_of_all() {
	echo '[[1,2],[3,4],[5,6],[7,8.5]]' >in.json
	TGATHER_PIECE=8 tgather --dim 1 --batch-dims 1 "$@" in.json '[1,0,1,0]'
}
ok 'the type of all elements, to a pipe' eval '
	type_of_all --output-format npy | cat >pipe.npy
	type_of_all -o file.npy
	cmp pipe.npy file.npy && read=$(tgather --dim 0 file.npy "[0,1,2,3]") &&
	[ "$read" = "[2.0,3.0,6.0,7.0]" ]'

# What is left out is told, as it is of an input that is read as a whole.
expect pieces-left-out 0 'echo "[[1,2],[3,4],[5,6],[7,8]]" >in.json
	TGATHER_PIECE=8 tgather --dim 1 in.json "[[1],[0],[1]]"'
prints 'fewer rows of index than --shape says' '[[1,1,2],[4,3,3],[5,5,5]]' eval '
	echo "[[1,2,3,4],[5,6,7,8]]" >in.json
	TGATHER_PIECE=8 tgather -q --dim 1 --shape 4,2 in.json \
		"[[0,0,1],[1,0,0],[0,0,0]]"'

finish
