#!/bin/sh
# A long INDEX along dim 0 that is read in parts: the same result, and the same
# messages, as of one that is read as a whole. A small TGATHER_PIECE makes many
# parts of a short one.
# shellcheck disable=SC2016,SC2317,SC3045    # commands are for eval, in functions too
# shellcheck disable=SC2002           # a file that is no pipe can be read twice
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

perl -e 'print "[", join(",", map { sprintf "[%d,%.1f]", $_, $_ + 0.5 }
	0 .. 99), "]\n"' >"$work/x.json"
tgather -q --dim 0 -o "$work/x.npy" --op index_select "$work/x.json" \
	"[$(seq -s, 0 99)]"
seq 0 99 | sed 's/$/. line,"é"/' >"$work/lines.txt"

# alike INDEX ARGUMENTS - the same result from all of INDEX and by small pieces,
# from a file and from a pipe, in each format, to a file and to a pipe.
alike() {
	index=$1
	shift
	for format in json npy raw npz safetensors; do
		tgather -q -o "whole.$format" "$@" "$index" || return
		for piece in 1 9 100; do
			export TGATHER_PIECE="$piece"
			tgather -q --threads 2 -o "parts.$format" "$@" \
				"$index" && cmp "parts.$format" \
				"whole.$format" &&
				cat "$index" | tgather -q --threads 3 \
				-o "piped.$format" "$@" "$named" - && cmp \
				"piped.$format" "whole.$format" || return
		done
		unset TGATHER_PIECE
		[ "$format" = npz ] && continue
		TGATHER_PIECE=9 tgather -q --output-format "$format" "$@" \
			"$index" | cmp - "whole.$format" &&
			cat "$index" | TGATHER_PIECE=9 tgather -q \
			--output-format "$format" "$@" "$named" - |
			cmp - "whole.$format" || return
	done
}
# in_parts INDEX ARGUMENTS - the same, and from a pipe into which the beginning
# is written before the rest; -v says that it was read in parts.
in_parts() {
	alike "$@" || return
	index=$1
	shift
	{
		dd bs=150 count=1 status=none
		until_read
		cat
	} <"$index" | TGATHER_PIECE=9 tgather -qv -o out.json "$@" "$named" - \
		2>said && cmp out.json whole.json &&
		grep -q ' index .* in parts ' said
}
# A name tells the format; standard input has none.
named=--index-format=json

numbers() {
	perl -e 'srand shift; print join(shift, map { int rand 100 } 1 .. 300)' \
		"$@"
}
{ printf '[' && numbers 1 , && echo ']'; } >"$work/i.json"
{ printf ' [\n ' && numbers 2 ' ,
	' && printf ' ]\n\n'; } >"$work/spaces.json"
{ printf '[' && numbers 3 '],[' | sed 's/^/[/; s/$/]/' && echo ']'; } \
	>"$work/column.json"
perl -e 'srand 4; print "[", join(",", map { "[" . int(rand 100) . "," .
	int(rand 100) . "]" } 1 .. 150), "]"' >"$work/pairs.json"
perl -e 'srand 5; print "[", join(",\n", map { sprintf "[[%d,%d],[%d,%d],[%d,%d]]",
	map { rand 100 } 1 .. 6 } 1 .. 50), "]"' >"$work/deep.json"
perl -e 'srand 6; print "[", join(",", map { sprintf "[%d,%d]", rand 100,
	rand 2 } 1 .. 150), "]"' >"$work/tuples.json"
{ printf '{"a":[1,2],"i":' && cat "$work/i.json" && echo ',"b":"],["}'; } \
	>"$work/member.json"

ok 'rows' in_parts ../i.json --op index_select --dim 0 ../x.json
ok 'rows of a binary INPUT' in_parts ../i.json --op index_select --dim 0 ../x.npy
ok 'gather' in_parts ../pairs.json --dim 0 ../x.npy
ok 'a column of indices' in_parts ../column.json --dim 0 ../x.npy
ok 'a column of indices, repeated' in_parts ../column.json \
	--op take_along_dim --dim 0 ../x.npy
ok 'take, with white space' in_parts ../spaces.json --op take ../x.npy
ok 'take, an index of three dims' in_parts ../deep.json --op take ../x.npy
ok 'rows, an index of three dims' in_parts ../deep.json --op index_select \
	--dim 0 ../x.npy
ok 'dim 0, counted from the end' alike ../i.json --op index_select --dim -2 \
	../x.npy
ok 'tuples' in_parts ../tuples.json --op gather_nd ../x.npy
ok 'indices that count from the end' eval '
	sed "s/,\([1-9]\)/,-\1/g" ../i.json >neg.json
	in_parts neg.json --op index_select --dim 0 --negative ../x.npy'
ok 'indices out of range, with --fill' eval '
	sed "s/,\([1-9]\)/,1\1\1/g" ../i.json >far.json
	in_parts far.json --op index_select --dim 0 --fill 7 ../x.npy'
ok 'the same with --mode wrap' eval '
	sed "s/,\([1-9]\)/,1\1\1/g" ../i.json >far.json
	in_parts far.json --op index_select --dim 0 --mode wrap ../x.npy'
ok 'a uint64' eval '
	echo "[1,2,3,18446744073709551615,5]" >far.json
	in_parts far.json --op index_select --dim 0 --fill 7 ../x.npy'
ok 'whole numbers' eval 'echo "[1,2,3.0,4e0,5]" >cast.json
	alike cast.json --index-cast --op index_select --dim 0 ../x.npy'
ok 'with a shape of its own' alike ../i.json --index-shape -1,2 --dim 0 \
	../x.npy
ok 'with a shape of the result' alike ../i.json --output-shape 2,-1 \
	--op take ../x.npy
ok 'with a dtype of its own' alike ../i.json --index-dtype u8 --op take \
	../x.npy

member_in_parts() {
	for format in json npy; do
		tgather -q --dim 0 --op index_select -o "whole.$format" ../x.npy \
			../member.json:i &&
			TGATHER_PIECE=9 tgather -q --dim 0 --op index_select \
				-o "parts.$format" ../x.npy ../member.json:i &&
			cmp "whole.$format" "parts.$format" || return
	done
}
ok 'a member' member_in_parts
ok 'an envelope' eval '
	echo "{\"data\":$(cat ../i.json),\"dtype\":\"int16\",\"shape\":[300]}" >e.json
	alike e.json --op index_select --dim 0 ../x.npy'
prints 'gzip data' '["0","2","1","0"]' eval '
	echo "[0,2,1,0]" | gzip >i.json.gz
	TGATHER_PIECE=2 tgather --dim 0 "[\"0\",\"1\",\"2\"]" i.json.gz'

# --- tables and lines -------------------------------------------------------

numbers 7 '
' >"$work/i.txt"
{ numbers 8 '

# a comment, 7
  ' && echo && echo; } >"$work/odd.txt"
numbers 9 '
' | paste -d, - - >"$work/pairs.csv"
named=--index-format=text
ok 'lines of indices' in_parts ../i.txt --op index_select --dim 0 ../x.npy
ok 'blank lines and comments' in_parts ../odd.txt --op index_select --dim 0 \
	../x.npy
named=--index-format=csv
ok 'a table of indices' in_parts ../pairs.csv --dim 0 ../x.npy
ok 'a table with quotes' eval '
	sed "s/,/ ,\"/; s/$/\"\r/" ../pairs.csv >quotes.csv
	in_parts quotes.csv --dim 0 ../x.npy'
lines_by_number() {
	tgather --dim 0 --input-format lines --output-format lines ../lines.txt \
		../i.txt >whole &&
		TGATHER_PIECE=9 tgather --dim 0 --input-format lines \
		--output-format lines ../lines.txt ../i.txt | cmp - whole &&
		cat ../i.txt | TGATHER_PIECE=9 tgather --dim 0 \
		--input-format lines --output-format lines ../lines.txt - |
		cmp - whole && perl -ne 'BEGIN { open F, "../lines.txt";
			@l = <F> } print $l[$_]' ../i.txt | cmp - whole
}
ok 'lines by number' lines_by_number

# --- binary data from a pipe ------------------------------------------------

tgather -q --dim 0 -o "$work/i.npy" --dtype i64 "$work/i.json" \
	"[$(seq -s, 0 299)]"
tgather -q --dim 0 -o "$work/pairs.npy" --dtype u8 "$work/pairs.json" \
	"$(perl -e 'print "[", join(",", map { "[$_,$_]" } 0 .. 149), "]"')"
tail -c 2400 "$work/i.npy" >"$work/i.raw"
perl -e 'local $/; print pack "N*", unpack "q<*", <>' "$work/i.raw" \
	>"$work/big.raw"
named=--index-format=npy
ok 'an NPY file of indices' in_parts ../i.npy --op index_select --dim 0 ../x.npy
ok 'an NPY file of pairs' in_parts ../pairs.npy --dim 0 ../x.npy
ok 'tuples of an NPY file' in_parts ../i.npy --op gather_nd --index-shape 150,2 \
	--mode wrap ../x.npy
named=--index-format=raw
ok 'raw indices' in_parts ../i.raw --op take --index-shape 300 \
	--index-dtype i64 ../x.npy
ok 'raw indices, of which any number comes' alike ../i.raw --op take \
	--index-shape=-1 --index-dtype i64 ../x.npy
ok 'raw indices in another byte order' in_parts ../big.raw --op take \
	--index-shape 20,15 --index-dtype '>i4' ../x.npy
{ head -c 300000 /dev/zero && cat "$work/i.raw"; } >"$work/behind.raw"
ok 'raw indices behind more bytes than are read first' in_parts ../behind.raw \
	--op take --index-shape 300 --index-offset 300000 --index-dtype i64 \
	../x.npy

# binary_wrong FILE [ARGUMENT...] - the same message for a file and for a pipe.
binary_wrong() {
	file=$1
	shift
	tgather --op take "$@" ../x.npy "$file" 2>whole.err
	[ $? = 1 ] || return
	for piece in 1 9 1000; do
		TGATHER_PIECE=$piece tgather --op take "$@" ../x.npy "$file" \
			>out 2>file.err
		[ $? = 1 ] && [ ! -s out ] && diff whole.err file.err || return
		cat "$file" | TGATHER_PIECE=$piece tgather --op take "$@" \
			../x.npy - >out 2>pipe.err
		[ $? = 1 ] && [ ! -s out ] && sed "s/<stdin>/$file/
				s/are more\$/are 2400/" pipe.err |
			diff whole.err - || return
	done
}
ok 'an NPY file that is cut short' eval 'head -c 2525 ../i.npy >cut.npy
	binary_wrong cut.npy'
ok 'an NPY file with bytes behind' eval '{ cat ../i.npy && echo; } >long.npy
	tgather -q --op take ../x.npy long.npy >whole.json
	cat long.npy | TGATHER_PIECE=9 tgather -q --op take ../x.npy - |
		cmp - whole.json'
ok 'a raw file that is too long' eval 'cp ../i.raw .
	binary_wrong i.raw --index-shape 299 --index-dtype i64'
ok 'a raw file that ends before the offset' eval 'cp ../i.raw .
	binary_wrong i.raw --index-shape 3 --index-dtype i64 --index-offset 2401'
ok 'binary indices out of range' eval '
	tgather -q --dim 0 -o i.npy --dtype i64 "[0,1,200,3,-1]" \
		"[0,1,1,3,3,2,0,4,4,2,2,2,2,0,1,3]"
	binary_wrong i.npy'
ok 'binary indices one above' eval '
	tgather -q --dim 0 -o i.npy --dtype u8 "[1,200]" "[0,0,0,0,1,0,0]"
	binary_wrong i.npy'

# --- what is wrong ----------------------------------------------------------

# wrong INDEX [ARGUMENT...] - the same message from a file, from parts of it and
# from a pipe, and no output.
wrong() {
	printf '%b' "$1" >"i.$ending"
	shift
	[ $# -gt 0 ] || set -- --op index_select --dim 0
	tgather "$@" ../x.npy "i.$ending" 2>whole.err
	[ $? = 1 ] || return
	for piece in 1 7 100; do
		TGATHER_PIECE=$piece tgather "$@" ../x.npy "i.$ending" >out \
			2>parts.err
		[ $? = 1 ] && [ ! -s out ] && diff whole.err parts.err || return
		cat "i.$ending" | TGATHER_PIECE=$piece tgather --index-format \
			"$ending" "$@" ../x.npy - >out 2>pipe.err
		[ $? = 1 ] && [ ! -s out ] || return
		cat "i.$ending" | TGATHER_PIECE=$piece tgather --index-format \
			"$ending" "$@" -o y.npy ../x.npy - 2>file.err
		[ $? = 1 ] && [ ! -e y.npy ] && sed "s/--output y.npy //" \
			file.err | diff - pipe.err &&
			sed "s/<stdin>/i.$ending/; s/ -\$/ i.$ending/; s/ - / i.$ending /
				s/--index-format $ending //" pipe.err |
			tr -s ' ' >pipe && tr -s ' ' <whole.err | diff - pipe ||
			return
	done
}
ending=json
ok 'out of range' wrong '[1,2,3,\n4,100,6]'
ok 'out of range, several' wrong '[1,2,3,\n4,100,6,-3,7,8,\n9,1000,0,0,0,333,3,4,555,1,666,777,1,1,1]'
ok 'one above, without a 0' wrong '[1,2,3,4,100,6,5,100,1,1,1,1]'
ok 'one above, with a 0' wrong '[1,2,3,4,100,6,5,100,1,1,1,0]'
ok 'one above, with a 0 before' wrong '[0,1,2,3,4,6,5,1,1,1,1,100]'
ok 'negative' wrong '[1,2,3,4,-1,6,5,-1,1,1,1,1]'
ok 'different negatives' wrong '[1,2,3,4,-1,6,5,-2,1,1,1,1]'
ok 'out of range in pairs' wrong '[[1,2],[3,4],\n[100,6]]' --dim 0
ok 'out of range in tuples' wrong '[[1,1],[3,0],\n[10,2]]' --op gather_nd
ok 'out of range in take' wrong '[1,2,3,200]' --op take
ok 'out of range and behind it no JSON' wrong '[1,2,100,4,5,6,7,8,9,x]'
ok 'no integer' wrong '[1,2,3,4,5,6,7.5,8]'
ok 'a string' wrong '[1,2,3,4,5,6,"7",8]'
ok 'null' wrong '[1,2,3,4,5,6,null,8]'
ok 'a mask' wrong '[true,false,true,true,false,false,false]'
ok 'too large' wrong '[1,2,3,4,5,6,99999999999999999999999,8]'
ok 'above int64, and negative' wrong '[1,2,-3,4,5,6,18446744073709551615,8]'
ok 'the same, and text behind' wrong '[1,2,-3,4,18446744073709551615,8] x'
ok 'above int64' wrong '[1,2,3,4,5,6,18446744073709551615,8]'
ok 'ragged' wrong '[[1,2],[3,4],[5,6],[7]]' --dim 0
ok 'too deep' wrong '[1,2,3,4,[5]]'
ok 'text behind' wrong '[1,2,3,4,5,6,7,8]\n x'
ok 'a second text' wrong '[1,2,3,4,5,6,7,8]\n[1]'
ok 'an end that is missing' wrong '[1,2,3,4,5,6,7,8'
ok 'an end behind a comma' wrong '[1,2,3,4,5,6,7,8,'
ok 'another number of dims' wrong '[1,2,3,4,5,6,7,8]' --dim 0
ok 'a byte order mark, and out of range' wrong '\357\273\277[1,2,3,4,100,6,7,8]'
ending=csv
ok 'a line that is no integer' wrong '1\n2\n3\n4\n5\nx\n7\n8\n'
ok 'a line that is empty in quotes' wrong '1\n2\n3\n4\n5\n""\n7\n8\n'
ok 'a line that is too large' wrong '1\n2\n3\n99999999999999999999\n7\n8\n'
ok 'lines out of range' wrong '1\n2\n\n# 7\n100\n# 8\n4\n 101\n100'
ok 'a ragged line' wrong '1,2\n3,4\n5,6\n7\n' --dim 0
ok 'a pair that is no integer' wrong '1,2\n3,4\n5,6\n7,y\n' --dim 0
ok 'a pair out of range' wrong '1,2\n3,4\n5,6\n7,100\n' --dim 0
ok 'a header' wrong 'a,b\n3,4\n5,6\n7,1\n' --dim 0
ok 'a quote that is never closed' wrong '1\n2\n3\n4\n5\n"6\n7\n8\n'

expect index-endless 1 '{ printf "[1,2"; yes ",3x"; } |
	TGATHER_PIECE=100 timeout 60 tgather --dim 0 "[1,2,3,4]" -'
prints 'no index' '[]
[[]]' eval 'export TGATHER_PIECE=1; echo "[ ]" | tgather --dim 0 "[1,2]" -
	echo "[[]]" >i.json; tgather -q --dim 0 "[[1,2]]" i.json'

# The head of a result, which tells the number of rows, is written once more:
# where the result is short, where it is long, and where it is kept.
head_of_npy() {
	seq 0 "$1" >i.txt
	tgather -q --dim 0 -o whole.npy --index-shape -1 --shape 2000000 \
		--dtype u8 zero.raw i.txt &&
		cat i.txt | TGATHER_PIECE=200000 tgather -q --dim 0 -o pipe.npy \
			--shape 2000000 --dtype u8 zero.raw - &&
		cmp whole.npy pipe.npy && cat i.txt | TGATHER_PIECE=200000 \
		tgather -q --dim 0 --shape 2000000 --dtype u8 \
		--output-format npy zero.raw - | cmp - whole.npy
}
zeros 2000000 >"$work/zero.raw"
ok 'the head of a long result' eval 'ln -s ../zero.raw; head_of_npy 1999999'
ok 'the head of a short result' eval 'ln -s ../zero.raw; head_of_npy 99999'
kept_npy() {
	ln -s ../zero.raw .
	yes 0 | head -n 100 >i.txt
	tgather -q --op index_select --dim 0 -o whole.npy --shape 2,1000000 \
		--dtype u8 zero.raw i.txt && cat i.txt | TGATHER_PIECE=1 \
		tgather -q --op index_select --dim 0 --shape 2,1000000 \
		--dtype u8 --output-format npy zero.raw - | cmp - whole.npy
}
ok 'the head of a result that is kept in a file' kept_npy

# Memory does not grow with INDEX: less than its elements would take is there.
if { (ulimit -v 60000 && tgather --version); } >/dev/null 2>&1; then
	constant() {
		perl -e 'print join("\n", map { 7919 * $_ % 1000 } 1 .. 3000000), "\n"' \
			>i.txt
		perl -e 'print pack "q<*", map { 7919 * $_ % 1000 } 1 .. 3000000' \
			>i.raw
		{ printf '[' && tr '\n' , <i.txt && echo '0]'; } >i.json
		seq 0 999 >x.txt
		expected=$(perl -ne 'print; END { print "0\n" }' i.txt | cksum)
		ulimit -v 40000
		[ "$(tgather --threads 2 --dim 0 --output-format lines \
			x.txt i.json | cksum)" = "$expected" ] &&
			[ "$(cat i.json | tgather --threads 2 --dim 0 \
			--output-format lines x.txt - | cksum)" = "$expected" ]
	}
	ok 'memory does not grow' constant
else
	skip 'memory does not grow' 'no use of ulimit -v'
fi

finish
