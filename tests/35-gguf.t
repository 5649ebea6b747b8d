#!/bin/sh
# GGUF: every type and rule of the format, blocks of quantized numbers, split
# models, and writing. types.gguf and the sums beside it were written by ggml
# (tests/formats/make_gguf_ggml.py), the other files by the small writer in
# make_gguf.py, with values worked out by hand.
# shellcheck disable=SC2016,SC2317    # functions are called by their names
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
good=$formats/gguf
export good

is() {
	[ "$1" = "$2" ] || { echo "is '$1', not '$2'" && return 1; }
}

# --- reading ----------------------------------------------------------------

prints 'a matrix, the slowest dim first' '[[1],[5]]' \
	tgather -d1 $good/shapes.gguf:matrix '[[1],[2]]'
prints 'a 0-d tensor' '-7' \
	tgather -d0 --index-shape '()' $good/shapes.gguf:scalar '[0]'
prints 'an empty tensor' '[]' \
	tgather -d0 $good/shapes.gguf:empty '[]' --index-shape 0,4
prints 'four dims' '[[[[2,1]],[[5,4]]]]' \
	tgather -d3 $good/shapes.gguf:four '[[[[2,1]],[[2,1]]]]'
prints 'a name that is empty' '[9]' tgather -d0 $good/shapes.gguf: '[0]'
prints 'a name that is not ASCII' '[8]' \
	tgather -d0 $good/shapes.gguf:blk.0.é '[0]'
prints 'the only tensor needs no name' '[4]' tgather -d0 $good/one.gguf '[3]'
prints 'version 2' '[4]' tgather -d0 $good/version-2.gguf:a '[3]'
prints 'an alignment of its own' '[6]' tgather -d0 $good/aligned.gguf:b '[1]'
prints 'no padding at the end' '[4]' tgather -d0 $good/unpadded.gguf '[3]'
prints 'behind types that are not read' '[2]' \
	tgather -d0 $good/not-read.gguf:a '[1]'
prints 'INPUT and INDEX in one file' '[[4.0,5.0],[0.0,1.0]]' tgather -d0 \
	--op index_select $good/rows.gguf:rows $good/rows.gguf:index
by_content() {
	cp "$good/one.gguf" x.dat
	tgather -d0 x.dat:a '[3]'
}
prints 'by its content' '[4]' by_content
by_option() {
	tgather -d0 --input-format gguf "$good/one.gguf" '[3]'
}
prints 'by option' '[4]' by_option
from_pipe() {
	# shellcheck disable=SC2002
	cat "$good/$1.gguf" | tgather -d0 "-:$2" "$3"
}
prints 'from a pipe' '[6]' from_pipe aligned b '[1]'
prints 'from a pipe, behind types that are not read' '[2]' \
	from_pipe not-read a '[1]'
# Its data come when the header has been read for a while.
in_parts() {
	size=$(wc -c <"$good/aligned.gguf")
	{
		for cut in 6 100 $((size - 128)); do
			head -c "$cut" "$good/aligned.gguf" |
				tail -c +$((${last:-0} + 1))
			last=$cut
			until_read
		done
		tail -c +$((last + 1)) "$good/aligned.gguf"
	} | tgather -d0 -:b '[1]'
}
prints 'from a pipe, in parts' '[6]' in_parts
# No more is read of a pipe than its header tells: what follows never ends.
endless() {
	{ cat "$good/aligned.gguf" && cat /dev/zero; } |
		timeout 20 tgather -d0 -:b '[1]'
}
prints 'from a pipe without an end' '[6]' endless
gzipped() {
	gzip -c "$good/aligned.gguf" >x.gguf.gz
	tgather -d0 x.gguf.gz:b '[1]'
}
prints 'in gzip' '[6]' gzipped

expect gguf-info 0 'tgather --info $good/shapes.gguf |
	jq -c "[.name, .format, .dtype, .shape, .bytes, .order]"'
expect gguf-info-types 0 'tgather --info $good/types.gguf |
	jq -c "[.name, .dtype, .shape, .bytes, .order]"'
expect gguf-not-read 1 'tgather --info $good/not-read.gguf >lines; s=$?
	jq -c "[.name, .dtype, .shape]" lines; exit $s'
expect gguf-removed 1 'tgather -d0 $good/not-read.gguf:old "[0]"'
expect gguf-unknown 1 'tgather -d0 $good/not-read.gguf:new "[0]"'
expect gguf-no-name 1 'tgather -d0 $good/aligned.gguf "[0]"'
expect gguf-misspelt 1 'tgather -d0 $good/shapes.gguf:matrx "[0]"'
expect gguf-no-tensor 1 'tgather -d0 $good/nothing.gguf "[0]"'
expect gguf-other-dtype 1 'tgather -d0 --dtype int64 $good/one.gguf "[0]"'
expect gguf-offset 1 'tgather -d0 --offset 8 $good/one.gguf "[0]"'
expect gguf-index-dtype 1 'tgather -d0 "[1]" $good/q4_0.gguf'

# --- what is broken ---------------------------------------------------------

# Each file of that folder is a case, which has the file's name.
for file in "$root"/tests/formats/broken-gguf/*.gguf; do
	file=${file##*/}
	expect "$file" 1 \
		"tgather --op take $formats/broken-gguf/$file:a '[0]'"
done
# The same from a pipe, where the end of the file is not known.
broken_from_pipes() {
	for file in "$formats"/broken-gguf/*.gguf; do
		cat "$file" >x
		timeout 20 tgather --op take -:a '[0]' <x >out 2>err
		[ $? = 1 ] && [ ! -s out ] && [ -s err ] || return
	done
}
ok 'what is broken, from a pipe' broken_from_pipes

# The padding behind the last tensor is not missed: 24 bytes of it are left.
cut_short_but_padding() {
	size=$(wc -c <"$good/not-read.gguf")
	head -c $((size - 24)) "$good/not-read.gguf" >y.gguf
	cut_short y.gguf x.gguf 0 1 tgather -d0 x.gguf:b '[0]'
}
ok 'a copy cut short anywhere' cut_short_but_padding

# A header of 20,000 tensors and 250,000 words; nothing in it may cost the square
# of that, which would be minutes.
many() {
	perl -e 'sub text { pack("Q<", length $_[0]) . $_[0] }
		$n = 20000; $words = 250000;
		$head = "GGUF" . pack("L<Q<Q<", 3, $n, 1) .
			text("tokenizer.ggml.tokens") . pack("L<L<Q<", 9, 8, $words) .
			join("", map { text("word$_") } 1 .. $words) .
			join("", map { text("blk.$_.weight") .
				pack("L<Q<L<Q<", 1, 2, 26, 32 * $_) } 0 .. $n - 1);
		$head .= "\0" x (-length($head) % 32);
		print $head, "\0" x (32 * ($n - 1)), pack("l<l<", 7, 8)' >x.gguf
	timeout 20 tgather -d0 x.gguf:blk.19999.weight '[1]' &&
		timeout 20 tgather --info x.gguf | wc -l
}
prints 'twenty thousand tensors' '[8]
20000' many

# --- blocks -----------------------------------------------------------------

# sums_agree ENDING SUMS - rows 2, 0 and 2 of each tensor, written to a file of
# that ending, have the sums that ggml's rows have
sums_agree() {
	while read -r name sum; do
		tgather --op index_select -d0 -o "out.$1" \
			"$good/types.gguf:$name" '[2,0,2]' || return
		[ "$(sha256sum <"out.$1")" = "$sum  -" ] && continue
		echo "$name"
		return 1
	done <"$good/$2.sums"
}
ok 'rows of every type are moved bit for bit' sums_agree raw rows
ok 'quantized numbers become float32 as in ggml' sums_agree npy floats
# Through GGUF and back, from a pipe, by small pieces, by several threads.
through_gguf() {
	while read -r name sum; do
		tgather --op index_select -d0 -o x.gguf \
			"$good/types.gguf:$name" '[1,2,0]' &&
			TGATHER_PIECE=4096 tgather --op index_select -d0 \
				--output-format raw "-:$name" '[1,2,1]' \
				<x.gguf >x.raw || return
		[ "$(sha256sum <x.raw)" = "$sum  -" ] || return
	done <"$good/rows.sums"
}
ok 'and are what they were, through GGUF' through_gguf

# Heads that npm's @huggingface/gguf wrote (tests/formats/make_gguf_npm.js), with
# keys of all types, for the tensors of types.gguf, of which 1,696 bytes are head.
npm_file() {
	{
		cat "$good/$1.gguf"
		tail -c +1697 "$good/types.gguf"
	} >npm.gguf
}
npm_info() {
	npm_file "$1"
	tgather --info npm.gguf |
		jq -c "[.name, .dtype, .shape, .bytes, .order]"
}
npm_rows() {
	npm_file "$1"
	while read -r name sum; do
		tgather --op index_select -d0 -o out.raw "npm.gguf:$name" \
			'[2,0,2]' || return
		[ "$(sha256sum <out.raw)" = "$sum  -" ] || return
	done <"$good/rows.sums"
}
npm_kept() {
	npm_file "$1"
	tgather --op index_select -d0 -o out.gguf npm.gguf:f32 '[2,0,2]' &&
		tgather --op index_select -d0 --output-format raw npm.gguf:f32 \
			'[2,0,2]' | cat "$good/npm-kept.gguf" - | cmp - out.gguf
}
for head in npm-head npm-head-2; do
	expect gguf-info-types 0 "npm_info $head" "$head"
	ok "rows of $head" npm_rows $head
	ok "keys of $head are kept as npm writes them" npm_kept $head
done

# 0.5 x (nibble - 8); the low nibbles are the first 16 elements.
low='-4.0,-3.5,-3.0,-2.5,-2.0,-1.5,-1.0,-0.5,0.0,0.5,1.0,1.5,2.0,2.5,3.0,3.5'
# 1.0 x (15 - i - 8), and then 1.0 x (i - 8)
down='7.0,6.0,5.0,4.0,3.0,2.0,1.0,0.0,-1.0,-2.0,-3.0,-4.0,-5.0,-6.0,-7.0,-8.0'
up='-8.0,-7.0,-6.0,-5.0,-4.0,-3.0,-2.0,-1.0,0.0,1.0,2.0,3.0,4.0,5.0,6.0,7.0'
export low down up
prints 'q4_0 by hand' "[[$down,$up],[$low,$low]]" \
	tgather -d0 --op index_select $good/q4_0.gguf '[1,0]'
prints 'gather_nd moves rows, too' "[[$low,$low]]" \
	tgather --op gather_nd $good/q4_0.gguf '[[0]]'
prints 'take_along_dim repeats an index' "[[$down,$up]]" \
	tgather --op take_along_dim -d0 $good/q4_0.gguf '[[1]]'
# An index for each element, equal in each block.
row_of() {
	printf '[%s%s]' "$(repeat 31 "$1,")" "$1"
}
gather_rows() {
	tgather -d0 "$good/q4_0.gguf" "[$(row_of 1),$(row_of 0),$(row_of 1)]"
}
prints 'gather with an index for each element' \
	"[[$down,$up],[$low,$low],[$down,$up]]" gather_rows
pick_row() {
	tgather --op pick -d0 "$good/q4_0.gguf" "$(row_of 1)"
}
prints 'pick with an index for each element' "[$down,$up]" pick_row
# A long INDEX, all of which is looked at before.
gather_long() {
	{
		printf '[%s' "$(row_of 0)"
		for i in 1 0 1 0 1 0 1 1 0; do
			printf ',%s' "$(row_of "$i")"
		done
		echo ']'
	} >i.json
	TGATHER_PIECE=64 tgather -d0 "$good/q4_0.gguf" i.json \
		-o x.gguf &&
		TGATHER_PIECE=64 tgather -d0 --op index_select -o y.gguf \
			"$good/q4_0.gguf" '[0,1,0,1,0,1,0,1,1,0]' &&
		cmp x.gguf y.gguf || return
	sed 's/1]/0]/' i.json >j.json
	TGATHER_PIECE=64 tgather -d0 "$good/q4_0.gguf" j.json
}
expect gguf-blocks-differ-late 1 gather_long
gather_differs() {
	tgather -d0 "$good/q4_0.gguf" "[$(row_of 1),$(row_of 0 | sed 's/0]/1]/')]"
}
expect gguf-blocks-differ 1 gather_differs
# Two rows of two blocks, whose scales are 0.5, 1, 2 and 3 and whose nibbles are 9.
blocks_of_a_row() {
	for scale in 070 074 100 102; do
		printf %b "\\0000\\0$scale" && repeat 16 '\231' |
			xargs -0 printf
	done >x.raw
	tgather -d0 --dtype q4_0 --shape 2,64 x.raw \
		"[[$(repeat 32 '1,')$(repeat 31 '0,')0]]"
}
prints 'an index for each block' \
	"[[$(repeat 32 '2.0,')$(repeat 31 '1.0,')1.0]]" blocks_of_a_row

expect gguf-last-dim 1 'tgather -d1 --op index_select $good/q4_0.gguf "[0]"'
expect gguf-last-dim-negative 1 'tgather -d-1 $good/q4_0.gguf "[[0],[0]]"'
expect gguf-take 1 'tgather --op take $good/q4_0.gguf "[0]"'
expect gguf-gather-nd-last 1 \
	'tgather --op gather_nd $good/q4_0.gguf "[[0,0]]"'
expect gguf-part-of-block 1 'tgather -d0 $good/q4_0.gguf "[[0,0,0]]"'
expect gguf-out-of-range 1 \
	'tgather -d0 --op index_select $good/q4_0.gguf "[0,2]"'
expect gguf-only-moved 1 \
	'tgather -d0 --op index_select $good/types.gguf:iq2_xxs "[0]"; s=$?
	tgather -d0 --op index_select -o x.csv $good/types.gguf:q8_1 "[0]"
	ls; exit $s'
# Each is named, and is kept where blocks are.
only_moved_types() {
	for type in q8_1 iq1_s iq1_m iq2_xxs iq2_xs iq2_s iq3_xxs iq3_s; do
		tgather -d0 --op index_select "$good/types.gguf:$type" '[0]' \
			2>err && return 1
		grep -q "blocks of $type are not unpacked, since" err &&
			grep -q '^help: .*-o NAME.gguf' err &&
			tgather -d0 --op index_select -o NAME.gguf \
				"$good/types.gguf:$type" '[0]' &&
			tgather -d0 --op index_select --output-format raw \
				"$good/types.gguf:$type" '[0]' >x.raw || return
	done
}
ok 'types that are only moved' only_moved_types
expect gguf-blocks-dtype 1 \
	'tgather -d0 --op index_select --dtype f32 $good/q4_0.gguf "[0]"'
expect gguf-blocks-retyped 1 \
	'tgather -d0 --op index_select --dtype iq4_nl $good/q4_0.gguf "[0]"'
expect gguf-blocks-dtype-misspelt 2 \
	'tgather -d0 --op index_select --dtype q4_x $good/q4_0.gguf "[0]"'
# Only where there are bytes of blocks.
blocks_of_text() {
	tgather -d0 --dtype q4_0 '[[1]]' '[[0]]'
	TGATHER_PIECE=1 tgather -d0 --dtype q4_0 '[[1],[2]]' '[[0],[0]]'
	TGATHER_PIECE=1 tgather -d1 --dtype q4_0 '[[1],[2]]' '[[0],[0]]'
	echo '[[1],[2]]' | TGATHER_PIECE=1 tgather -d0 --dtype q4_0 - '[[0]]'
	echo '[0]' | tgather -d0 --each --dtype q4_0 '[1]' -
	tgather -d0 --index-dtype q4_0 '[1]' '[0]'
	tgather -d0 --dtype q4_0 "$good/one.gguf" '[0]'
	printf '1,2\n' | tgather -d0 --dtype q4_0 --input-format csv - '[[0]]'
}
expect gguf-blocks-of-text 1 blocks_of_text
prints 'a dtype that is right, in any case' "[[$low,$low]]" \
	tgather -d0 --op index_select --dtype Q4_0 $good/q4_0.gguf '[0]'
expect gguf-blocks-to-safetensors 0 'tgather -d0 --op index_select \
	-o x.safetensors $good/q4_0.gguf "[0,1]" &&
	tgather --info x.safetensors | jq -c "[.dtype, .shape]"'
each_row() {
	printf '[1]\n[0]\n[]\n' | tgather -d0 --each --op index_select \
		--index-dtype int64 "$good/q4_0.gguf" -
}
prints 'rows of a stream' "[[$down,$up]]
[[$low,$low]]
[]" each_row
expect gguf-blocks-none 0 'tgather -d0 --op index_select --index-dtype int64 \
	-o x.gguf $good/q4_0.gguf "[]" && tgather --info x.gguf |
	jq -c "[.dtype, .shape, .bytes]"'
expect gguf-blocks-dry-run-json 0 \
	'tgather -d0 --op index_select --dry-run $good/q4_0.gguf "[1]" |
	jq -c "[.dtype, .format, .bytes]"'
drawn() {
	tgather -d0 --op index_select --output-format svg \
		"$good/q4_0.gguf" '[1]' | grep -c '>7.0<'
}
ok 'a picture of rows' drawn
prints '--fill gives what is not picked' "[$(row_of -1.5),[$low,$low]]" \
	tgather -d0 --op index_select --fill -1.5 $good/q4_0.gguf '[7,0]'
expect gguf-blocks-fill 1 'tgather -d0 --op index_select --fill 0 \
	-o x.gguf $good/q4_0.gguf "[7,0]"'
expect gguf-blocks-dry-run 0 'tgather -d0 --op index_select --dry-run \
	-o x.gguf $good/q4_0.gguf "[1,0,1]"; ls'
expect gguf-blocks-explain 0 \
	'tgather -d0 --op index_select --explain=2 $good/q4_0.gguf "[1]"'
expect gguf-blocks-explain-last 1 \
	'tgather -d1 --op index_select --explain $good/q4_0.gguf "[1]"'
expect gguf-blocks-explain-moved 1 \
	'tgather -d0 --op index_select --explain $good/types.gguf:iq2_xxs "[1]"'
expect gguf-reshaped-cut 1 'tgather -d0 --op index_select --shape 8,8 \
	$good/q4_0.gguf "[1]"'
prints 'reshaped between blocks' "[[[$down,$up]]]" \
	tgather -d1 --op index_select --shape 1,2,32 $good/q4_0.gguf '[1]'

# Each call that is suggested has to be one that runs: no index along the last
# dim, none that differs in a block, nothing that the output cannot hold.
suggested_run() {
	repeat 8640 '\0' | xargs -0 printf >x.raw # 5,2,3 rows of two blocks
	echo '[1,0]' >a
	echo '[[1],[0]]' >b
	echo "[$(row_of 1),$(row_of 0)]" >c
	row_of 1 | sed 's/1]/0]/' >d
	echo "[[[$(row_of 1)]]]" >e
	echo '[[[[0,0,0,0]]],[[[1,1,1,1]]]]' >f
	echo '[[[0,1,0],[1,0,1]],[[0,0,0],[1,1,1]]]' >g
	count=0
	for op in gather take_along_dim index_select pick take gather_nd; do
		for index in a b c d e f g; do
			for dim in 0 1 -1 9; do
				suggested "$op" "$index" "$dim" \
					--dtype q4_0 --shape 5,2,3,64 "$@" \
					x.raw || return
				suggested "$op" "$index" "$dim" "$@" \
					"$good/q4_0.gguf" || return
			done
		done
	done
	[ "$count" -ge 9 ] || { echo "$count suggestions"; return 1; }
}
# suggested OP INDEX DIM ARG... - counts what is suggested, if that runs
suggested() {
	op=$1 index=$2 dim=$3
	shift 3
	case $op in
	take | gather_nd) ;;
	*) set -- --dim "$dim" "$@" ;;
	esac
	tgather --op "$op" "$@" "$index" >out 2>err && return
	sed -n 's/^        tgather /tgather /p' err >calls
	grep -q ', with indices in range:' err && return
	while IFS= read -r call; do
		eval "$call" >out 2>err || { echo "$call"; cat err; return 1; }
		count=$((count + 1))
	done <calls
}
ok 'what is suggested for blocks runs' suggested_run
ok 'what is suggested for blocks, to GGUF' suggested_run -o x.gguf
ok 'what is suggested for blocks, with --fill' suggested_run --fill 0
only_moved_suggested() {
	tgather -d0 "$good/types.gguf:iq2_xxs" '[0]'
	tgather -d0 -o x.gguf "$good/types.gguf:iq2_xxs" '[0]'
	tgather -d0 -o x.gguf --fill 0 "$good/types.gguf:q8_0" '[0]'
}
expect gguf-suggest-only-moved 1 only_moved_suggested
expect gguf-suggest-differ 1 'tgather -d1 $good/q4_0.gguf \
	"$(row_of 0 | sed s/0.$/1]/)"'
expect gguf-suggest-dims 1 'tgather -d7 --op index_select -o x.gguf \
	--shape 1,1,2,32 $good/q4_0.gguf "[[[0]]]"'

# Picks in the order of a file that is larger than memory; then without.
sorted_blocks() {
	perl -e 'print pack("v", 0x3000 + $_ % 1024), chr($_ % 251) x 16
		for 1 .. 9000' >x.raw
	perl -e 'print "[", join(",", map { $_ * 7919 % 9100 } 1 .. 3000), "]"' \
		>i.json
	for output in x.npy x.csv; do
		for limit in 131072 1000000000; do
			TGATHER_MEMORY_LIMIT=$limit tgather -d0 \
				--op index_select "$@" --dtype q4_0 \
				--shape -1,32 -o "$limit.$output" x.raw \
				i.json || return
		done
		cmp "131072.$output" "1000000000.$output" || return
	done
}
ok 'sorted picks of blocks' sorted_blocks --mode clip
ok 'sorted picks of blocks, and fill values' sorted_blocks --fill 2.5

# --- blocks as raw data -----------------------------------------------------

raw_blocks() {
	tgather -d0 --op index_select -o x.raw "$good/q4_0.gguf" '[1,0]' &&
		tgather -d0 --op index_select --dtype q4_0 --shape "$1" \
			x.raw '[0]'
}
prints 'raw blocks' "[[$down,$up]]" raw_blocks 2,32
prints 'raw blocks, as many as there are' "[[$down,$up]]" raw_blocks -1,32
expect gguf-raw-size 1 'raw_blocks 3,32'
expect gguf-raw-cut 1 'raw_blocks 4,16'
raw_from_pipe() {
	tgather -d0 --op index_select --output-format raw "$good/q4_0.gguf" \
		'[1,0]' |
		tgather -d0 --op index_select --dtype q4_0 --shape 2,32 - '[0]'
}
prints 'raw blocks from a pipe' "[[$down,$up]]" raw_from_pipe

# --- writing ----------------------------------------------------------------

# written EXPECTED ARG... - what is written to out.gguf is that file
written() {
	expected=$1
	shift
	tgather "$@" || return
	cmp "$good/$expected.gguf" "${output:-out.gguf}"
}
ok 'written from JSON' written output -d0 --op index_select --dtype f32 \
	-o out.gguf '[[0,1],[2,3]]' '[1]'
to_pipe() {
	tgather -d0 --op index_select --dtype f32 --output-format gguf \
		'[[0,1],[2,3]]' '[1]' | cat >out.gguf
	cmp "$good/output.gguf" out.gguf
}
ok 'written to a pipe' to_pipe
# How many rows there are is known only at their end: also the padding then.
columns_from_pipe() {
	rows='[[1,2],[3,4],[5,6]]'
	tgather -d1 --op index_select -o want.gguf "$rows" '[1]' &&
		printf %s "$rows" | TGATHER_PIECE=4 tgather -d1 --op index_select \
			-o is.gguf - '[1]' &&
		cmp want.gguf is.gguf &&
		[ $(($(wc -c <want.gguf) % 32)) = 0 ]
}
ok 'columns of text from a pipe' columns_from_pipe
big_endian() {
	printf '\0\0\0\0\077\200\0\0\100\0\0\0\100\100\0\0' >x.raw
	written output -d0 --op index_select --shape 2,2 --dtype '>f4' \
		-o out.gguf x.raw '[1]'
}
ok 'big-endian elements are turned' big_endian
ok 'a declared byte order is not kept' written output -d0 --op index_select \
	--dtype '>f4' -o out.gguf '[[0,1],[2,3]]' '[1]'
ok 'a 0-d tensor is written' written output-0d --op take --dtype i32 \
	-o out.gguf '[3,-7]' --index-shape '()' '[1]'
ok 'an empty tensor is written' written output-empty -d1 --dtype f32 \
	--index-shape 2,0 -o out.gguf '[[0,1,2],[3,4,5]]' '[]'
# With its alignment and its name, and without what is of the whole model.
ok 'keys that describe it are kept' written output-aligned -d0 \
	-o out.gguf $good/aligned.gguf:b '[1,0,1]'
# The data of this file begin at 2 GB, and those of the result do not.
far_data() {
	# shellcheck disable=SC2016
	perl -e 'sub text { pack("Q<", length $_[0]) . $_[0] }
		print "GGUF", pack("L<Q<Q<", 3, 1, 1),
			text("general.alignment"), pack("L<L<", 4, 1 << 31),
			text("output"), pack("L<Q<Q<L<Q<", 2, 2, 1, 0, 0)' >x.gguf
	truncate -s 2147483648 x.gguf || return
	printf '\0\0\0\100\0\0\100\100' >>x.gguf
	written output -d0 --op index_select -o out.gguf x.gguf '[0]'
}
of_huge_file ok 'data that are far behind' far_data
# An INDEX that is long, and read in parts: the padding needs the number of rows.
long_index() {
	perl -e 'print "[", join(",\n", map { $_ % 4 } 1 .. 1001), "]\n"' >i.json
	tgather --op take -o i.npy --dtype i64 '[0,1,2,3]' i.json || return
	for input in "$good/one.gguf" "$good/q4_0.gguf"; do
		set -- -d0 --op index_select --mode clip
		tgather "$@" -o a.gguf "$input" i.npy &&
			TGATHER_PIECE=100 tgather "$@" -o b.gguf "$input" \
				i.json &&
			head -c 99999 i.json | TGATHER_PIECE=100 tgather "$@" \
				-o c.gguf "$input" - &&
			head -c 99999 i.npy | TGATHER_PIECE=100 tgather "$@" \
				-o d.gguf "$input" - &&
			cmp a.gguf b.gguf && cmp a.gguf c.gguf &&
			cmp a.gguf d.gguf || return
	done
}
ok 'with a long INDEX' long_index
# Raw blocks that come, which are read as a whole.
coming_blocks() {
	tgather -d0 --op index_select -o x.raw "$good/q4_0.gguf" '[0,1,0,1,0,1]'
	{ head -c 40 x.raw && until_read && tail -c +41 x.raw; } |
		TGATHER_PIECE=1 tgather -d0 --op index_select --dtype q4_0 \
			--shape 6,32 - '[1,2]'
}
prints 'raw blocks that come in parts' "[[$down,$up],[$low,$low]]" coming_blocks
ok 'blocks are written' written output-q4_0 -d0 --op index_select \
	-o out.gguf:a $good/q4_0.gguf '[1,1,0]'
over_itself() {
	cp "$good/q4_0.gguf" out.gguf
	written output-q4_0 -d0 --op index_select -o out.gguf:a out.gguf \
		'[1,1,0]'
}
ok 'written over the file that is read' over_itself
keeps_name() {
	tgather -d0 -o out.gguf "$good/aligned.gguf:b" '[1]' &&
		tgather -d0 out.gguf:b '[0]'
}
prints 'written under the name of INPUT' '[6]' keeps_name
keeps_name_in_a_pipe() {
	tgather -d0 --output-format gguf "$good/aligned.gguf:b" '[1]' |
		tgather -d0 -:b '[0]'
}
prints 'written to a pipe under the name of INPUT' '[6]' keeps_name_in_a_pipe
every_dtype() {
	for dtype in f32 f16 bf16 f64 i8 i16 i32 i64; do
		tgather -d0 --dtype "$dtype" -o x.gguf '[1,-2,3]' '[2,1]' &&
			tgather -d0 x.gguf '[1]' &&
			tgather --info x.gguf | jq -r .dtype || return
	done
}
expect gguf-dtypes 0 every_dtype

expect gguf-write-dtype 1 'tgather -d0 --dtype u8 -o x.gguf "[1]" "[0]"; s=$?
	ls; exit $s'
expect gguf-write-dims 1 \
	'tgather -d0 -o x.gguf "[[[[[1]]]]]" "[[[[[0]]]]]"; s=$?; ls; exit $s'
expect gguf-write-name-long 1 \
	'tgather -d0 -o x.gguf:$(repeat 64 n) "[1]" "[0]"; s=$?; ls; exit $s'
expect gguf-write-name-not-utf-8 1 \
	'tgather -d0 -o x.gguf:$(printf "a\377") "[1]" "[0]"; s=$?; ls; exit $s'
expect gguf-write-cut 1 'tgather -d0 --op index_select --output-shape 4,8 \
	-o x.gguf $good/q4_0.gguf "[0]"; s=$?; ls; exit $s'
prints 'unpacked, any shape will do' '[[-4.0,-3.5],[-3.0,-2.5]]' sh -c \
	"tgather -d0 --op index_select --output-shape 16,2 $good/q4_0.gguf '[0]' |
	sed 's/],.-2.0.*/]]/'"

# --- split models -----------------------------------------------------------

split=$good/split-00001-of-00003.gguf
export split
prints 'a tensor of the second part' '[2,1]' tgather -d0 "$split:first" '[1,0]'
prints 'a tensor of the third part' '[6,5]' tgather -d0 "$split:last" '[1,0]'
prints 'from another part' '[2,1]' \
	tgather -d0 $good/split-00003-of-00003.gguf:first '[1,0]'
here() {
	cd "$good" && tgather -d0 split-00001-of-00003.gguf:last '[1,0]'
}
prints 'in the current directory' '[6,5]' here
index_of_split() {
	tgather -d0 '[0,10,20,30,40,50,60]' "$split:last"
}
prints 'an INDEX of a split model' '[50,60]' index_of_split
expect gguf-split-absent 1 'tgather -d0 $split:absent "[0]"'
expect gguf-split-misspelt 1 'tgather -d0 $split:fisrt "[0]"'
split_incomplete() {
	cp "$split" x-00001-of-00003.gguf
	cp "$good"/split-00003* x-00003-of-00003.gguf
	tgather -d0 x-00001-of-00003.gguf:first '[0]'
}
expect gguf-split-incomplete 1 split_incomplete
split_no_gguf() {
	echo '[1]' >x-00001-of-00003.gguf
	cp "$good"/split-00003* x-00003-of-00003.gguf
	tgather -d0 x-00001-of-00003.gguf:last '[0]'
}
expect gguf-split-no-gguf 1 split_no_gguf
expect gguf-split-no-name 1 'tgather -d0 $split "[0]"'
# The first part stands for the model, another one for itself.
prints 'the list of a split model' '[".gguf","first","gguf","int32",[2]]
[".gguf","last","gguf","int32",[2]]' sh -c 'tgather --info "$split" |
	jq -c "[.file[-5:], .name, .format, .dtype, .shape]"'
prints 'the list of another part' '"last"' sh -c \
	'tgather --info $good/split-00003-of-00003.gguf | jq .name'
prints 'all parts, each for itself' '["split-00002-of-00003.gguf","first"]
["split-00003-of-00003.gguf","last"]' sh -c 'cd "$good" &&
	tgather --info split-*.gguf | jq -c "[.file, .name]"'
prints 'a split model, and another one' '5' sh -c '
	cp "$good/split-00002-of-00003.gguf" x-00002-of-00003.gguf
	tgather --info "$split" x-00002-of-00003.gguf "$split" | wc -l'
# One that was not fetched, one of text, what would be waited for, and one that
# has the tensor of the last part.
split_info_damaged() {
	cp "$split" x-00001-of-00006.gguf
	printf 'version https://git-lfs.github.com/spec/v1\n' \
		>x-00003-of-00006.gguf
	mkfifo x-00004-of-00006.gguf
	cp "$good"/split-00003* x-00005-of-00006.gguf
	cp "$good"/split-00003* x-00006-of-00006.gguf
	timeout 20 tgather --info x-00001-of-00006.gguf >lines
	status=$?
	jq -c '[.file, .name]' lines
	return "$status"
}
expect gguf-split-info-damaged 3 split_info_damaged
split_info_alone() {
	cp "$good/not-read.gguf" x-00001-of-99999.gguf
	tgather --info x-00001-of-99999.gguf 2>err >lines
	is $? 3 && is "$(wc -l <lines)" 2 && is "$(wc -l <err)" 25 && tail -n 1 err
}
expect gguf-split-info-alone 0 split_info_alone
split_info_first_broken() {
	printf 'GGUF\3\0\0\0' >x-00001-of-00002.gguf
	cp "$good"/split-00003* x-00002-of-00002.gguf
	tgather --info x-00001-of-00002.gguf
}
expect gguf-split-info-first-broken 1 split_info_first_broken
# The lines are more than are kept until all of the model has been listed.
split_info_long() {
	for part in 1 2; do
		PART=$part perl -e 'sub text { pack("Q<", length $_[0]) . $_[0] }
			$n = 2000;
			$head = "GGUF" . pack("L<Q<Q<", 3, $n, 0) .
				join("", map { text("blk.$_.$ENV{PART}") .
					pack("L<Q<L<Q<", 1, 2, 26, 32 * $_) }
					0 .. $n - 1);
			$head .= "\0" x (-length($head) % 32);
			print $head, "\0" x (32 * $n)' \
			>"x-0000$part-of-00002.gguf"
	done
	tgather --info x-00001-of-00002.gguf |
		jq -r 'select(.file == "x-00001-of-00002.gguf").name' >names
	seq 0 1999 | sed 's/.*/blk.&.1/' >expected
	seq 0 1999 | sed 's/.*/blk.&.2/' >>expected
	cmp names expected
}
ok 'a long list of a split model' split_info_long
# A part that is not there, one that is damaged, and what would be waited for.
damaged_parts() {
	cp "$good"/split-00001* x-00001-of-00004.gguf
	mkfifo x-00002-of-00004.gguf
	echo GGUF >x-00003-of-00004.gguf
	cp "$good"/split-00003* x-00004-of-00004.gguf
	timeout 20 tgather -d0 x-00001-of-00004.gguf:last '[1,0]'
}
prints 'beside parts that cannot be read' '[6,5]' damaged_parts
other_names() {
	for name in x-0001-of-0003.gguf x-00001-of-00001.gguf \
		x-00001-of-0000a.gguf x_00001-of-00003.gguf; do
		cp "$split" "$name"
		cp "$good"/split-00003* "$(echo "$name" | sed 's/1-of/2-of/')"
		tgather -d0 "$name:last" '[0]' 2>/dev/null && return 1
	done
	return 0
}
ok 'other names are no parts' other_names

finish
