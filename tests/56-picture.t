#!/bin/sh
# Pictures. data/gather.svg was read and looked at before it was kept; of the
# others the parts that say something are compared with what the operation's
# definition gives. Values stand in class v, where they are from in class s.
# shellcheck disable=SC2016,SC2317    # commands are for eval, in functions too
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

three='[[1,2,3],[4,5,6],[7,8,9]]'

draw() {
	tgather --output-format svg "$@"
}

# What texts of class $1 say, one a line, the last $2 of them.
texts() {
	sed -n "s/^<text class=\"$1\" [^>]*>\(.*\)<\/text>\$/\1/p" |
		tail -n "$2"
}

# The values of the output of a picture, then where they are from, by lines.
output() {
	count=$1
	shift
	draw "$@" >drawn.svg || return
	texts v "$count" <drawn.svg | paste -sd ' ' -
	texts s "$count" <drawn.svg | paste -sd ' ' -
}

# Is standard input XML? Asks whichever there is of two parsers.
parse() {
	if command -v xmllint >/dev/null; then
		xmllint --noout --nonet -
	elif command -v python3 >/dev/null; then
		python3 -c 'import sys, xml.dom.minidom
xml.dom.minidom.parse(sys.stdin.buffer)'
	else
		cat >/dev/null
		echo '# no XML parser; not parsed'
	fi
}

parses() {
	name=$1
	shift
	draw "$@" >drawn.svg && parse <drawn.svg
}

# Bytes that a picture takes are at most $1.
at_most() {
	most=$1
	shift
	draw "$@" >drawn.svg && [ "$(wc -c <drawn.svg)" -le "$most" ]
}

# --- where it goes ----------------------------------------------------------

ok 'a picture is what the README shows' eval \
	'tgather --dim 0 -o x.svg $data/small.json $data/small_index.json &&
	diff -u $data/gather.svg x.svg'
ok 'it goes to standard output, too' eval \
	'draw --dim 0 $data/small.json $data/small_index.json |
	cmp - $data/gather.svg'
ok 'the format goes before the name' eval \
	'tgather --output-format svg -o x.npy --dim 0 $data/small.json \
		$data/small_index.json && cmp x.npy $data/gather.svg &&
	tgather --output-format json -o y.svg --dim 0 [5,6] [1] &&
	[ "$(cat y.svg)" = "[6]" ]'
ok 'the last format counts' eval \
	'[ "$(tgather --output-format svg --output-format json --dim 0 \
		[5,6] [1])" = "[6]" ]'
ok 'a format before it is forgotten' eval \
	'draw --dim 0 $data/small.json $data/small_index.json >a &&
	tgather --output-format pt --output-format svg --dim 0 \
		$data/small.json $data/small_index.json | cmp - a'
ok 'binary operands give the same picture' eval \
	'tgather --dim 0 -o a.npz $data/small.json "[[0,0,0],[1,1,1],[2,2,2]]" &&
	tgather --dim 0 -o b.npy $data/small_index.json "[[0,0,0]]" &&
	draw --dim 0 a.npz b.npy | cmp - $data/gather.svg'
ok 'nothing in it comes from elsewhere' eval \
	'! grep -n "href\|@import\|<script\|<image\|http" $data/gather.svg |
	grep -v "xmlns=\"http://www.w3.org/2000/svg\""'
ok 'a verbose run names the format' eval \
	'tgather -v --dim 0 -o x.svg [5,6] [1] 2>&1 | grep "output .* svg *x.svg"'

# --- each operation ---------------------------------------------------------

# The sources are those of the formula; the values are input at them.
prints 'gather along dim 0' '4 2 9
[1][0] [0][1] [2][2]' output 3 --dim 0 "$three" '[[1,0,2]]'
prints 'gather along dim 1' '1 1 4 3
[0][0] [0][0] [1][1] [1][0]' output 4 --dim 1 '[[1,2],[3,4]]' '[[0,0],[1,0]]'
prints 'gather in one dim' '30 10
[2] [0]' output 2 --dim 0 '[10,20,30]' '[2,0]'
prints 'gather of slices' '1 6 9 8
[0][0][0] [0][2][1] [1][1][0] [1][0][1]' \
	output 4 --dim 1 '[[[1,2],[3,4],[5,6]],[[7,8],[9,10],[11,12]]]' \
	'[[[0,2]],[[1,0]]]'
prints 'take_along_dim repeats' '3 1 6 4
[0][2] [0][0] [1][2] [1][0]' \
	output 4 --op take_along_dim --dim 1 '[[1,2,3],[4,5,6]]' '[[-1,0]]'
prints 'index_select' '7 8 9 1 2 3
[2][0] [2][1] [2][2] [0][0] [0][1] [0][2]' \
	output 6 --op index_select --dim 0 "$three" '[2,0]'
prints 'index_select along the last dim' '3 1 6 4 9 7
[0][2] [0][0] [1][2] [1][0] [2][2] [2][0]' \
	output 6 --op index_select --dim 1 "$three" '[2,0]'
prints 'index_select with batch dims' '3 4
[0][2] [1][0]' output 2 --batch-dims 1 --dim 1 '[[1,2,3],[4,5,6]]' '[2,0]'
prints 'pick' '3 4
[0][2] [1][0]' output 2 --op pick --dim 1 '[[1,2,3],[4,5,6]]' '[2,0]'
prints 'take' '9 1 5
[2][2] [0][0] [1][1]' output 3 --op take "$three" '[8,-9,4]'
prints 'gather_nd' '3 8
[0][2] [2][1]' output 2 --op gather_nd "$three" '[[0,2],[2,1]]'
prints 'lines from one cell do not hide each other' 4 eval \
	'draw --dim 1 "[[1,2],[3,4]]" "[[0,0],[1,0]]" |
	grep -o "class=\"w\" d=\"M[0-9]* [0-9]*" | sort -u | wc -l | tr -d " "'
prints 'both coordinates of a tuple are coloured' 6 eval \
	'draw --op gather_nd "$three" "[[0,2],[2,1]]" |
	grep -c "^<rect class=\"o h"'
prints 'what goes by rows goes down' 2 eval \
	'draw --op pick --dim 1 "$three" "[2,0,1]" | grep -c ">dim 0 ↓<"'
prints 'an element without dims' '30
[2]' eval 'echo 2 >two.json; output 1 --op index_select --dim 0 [10,20,30] two.json'

# --- what may be odd --------------------------------------------------------

prints 'fill' '30 null 10
[2] fill [0]' \
	output 3 --dim 0 --fill null --ignore-index -1 '[10,20,30]' '[2,-1,0]'
prints 'what is filled is hatched, in index and output' '1 1' eval \
	'draw --dim 0 --fill 0 [10] [7] >x.svg
	echo "$(grep -c "^<rect class=\"o h8\"" x.svg)" \
		"$(grep -c "^<g class=\"p h8\"" x.svg)"'
prints 'no elements, in index and output' 2 eval \
	'draw --dim 0 [10,20] [] | grep -c ">no elements<"'
ok 'all filled, from an input without elements' eval \
	'draw --dim 0 --fill 7 [] "[1,2,3,4,5,6,7,8,9,10,11,12,13]" >x.svg &&
	[ "$(grep -c ">fill<" x.svg)" = 8 ] && parse <x.svg'
ok 'an input without elements' eval \
	'[ "$(draw --op index_select --dim 0 "[[],[]]" [1] |
		grep -c ">no elements<")" = 2 ]'
prints 'markup and long strings' '&quot;&lt;a&amp;&gt;&quot; &quot;a long...
[0] [1]' output 2 --dim 0 '["<a&>","a long string"]' '[0,1]'
prints 'other scripts stay, what is no character of XML does not' \
	'"ä漢字" "\u0007" "�"
[0] [1] [2]' eval \
	'output 3 --dim 0 "[\"ä漢字\",\"\\u0007\",\"$(printf "\357\277\277")\"]" \
		[0,1,2] | sed "s/&quot;/\"/g"'
prints 'a direction that would turn the line' '&quot;\u202e&quot;' eval \
	'draw --dim 0 "[\"$(printf "\342\200\256")\"]" [0] | texts v 1'
prints 'a type without text shows its bytes' e21e eval \
	'draw --op take $npy/V2.npy [0] | texts v 1'
prints 'a result of another shape' '(2, 1) as (2)' eval \
	'draw --dim 1 --output-shape 2 "[[1,2],[3,4]]" "[[0],[1]]" |
	sed -n "s/.*>output<.tspan> \(.*\)<.text>/\1/p"'
prints 'each cell tells its way' \
	'output[0][2] = input[index[0][2]=2][2] = 9' \
	eval 'sed -n "s/.*<title>\(output.0..2. .*\)<.title>/\1/p" \
		$data/gather.svg'

# --- well-formed ------------------------------------------------------------

ok 'XML: the README'\''s' eval 'parse <$data/gather.svg'
ok 'XML: strings' parses - --dim 0 '["<&\"'\''>","]]>","--"]' '[0,1,2]'
ok 'XML: fill' parses - --dim 0 --fill '"<"' '["a"]' '[3]'
ok 'XML: the story, with a map' \
	parses - --dim 1 --batch-dims 1 "$data/roi_loc.json" "$data/label.json"
ok 'XML: gather_nd at a dim' parses - --op gather_nd --dim 1 \
	'[[[1,2],[3,4]]]' '[[0,1],[1,1]]'
ok 'XML: 5 dims' parses - --op gather_nd '[[[[[1,2]]]],[[[[3,4]]]]]' \
	'[[0,0,0],[1,0,0]]'
ok 'XML: nothing' parses - --dim 0 '[]' '[]'

# --- large ------------------------------------------------------------------

prints 'the first rows of the story, and dots for the rest' \
	'1.8728 -1.5309 0.2028 0.1434
[3][12][0] [3][12][1] [3][12][2] [3][12][3]' \
	output 4 --dim 1 --batch-dims 1 "$data/roi_loc.json" "$data/label.json"
prints 'of a large result 8 rows and columns' 64 eval \
	'zeros 3200 >z && draw --dim 0 --shape 20,20 \
		--dtype float64 --index-shape 20,20 --index-dtype int64 z z |
	grep -c "^<text class=\"s\""'
prints 'its map' '480 of 512 elements of output' eval \
	'draw --dim 1 --batch-dims 1 $data/roi_loc.json $data/label.json |
	texts x 1000 | grep elements'
prints 'of a long JSON text' '480 of 200000 elements of output' eval \
	'awk "BEGIN { for (i = 0; i < 200000; i++)
		printf \"%s[1000000,1000000]\", i ? \",\" : \"[\"; print \"]\" }" >j
	awk "BEGIN { for (i = 0; i < 200000; i++)
		printf \"%s[0]\", i ? \",\" : \"[\"; print \"]\" }" >k
	draw --dim 1 j k | texts x 1000 | grep elements'
ok '4M elements: a small file' eval \
	'truncate -s 32M z && at_most 300000 --dim 0 --shape 2048,2048 \
		--dtype float64 --index-shape 2048,2048 --index-dtype int64 z z'
ok 'slices of 4 dims: a small file' eval \
	'truncate -s 8M z && at_most 300000 --dim 3 --shape 32,32,32,32 \
		--dtype float64 --index-shape 32,32,32,32 --index-dtype int64 z z'
of_huge_file ok 'of an input of 20 GB only what is shown is read' eval \
	'truncate -s 20G z && timeout 20 tgather -o z.svg --dim 0 --shape \
		2684354560 --dtype float64 z "[2684354559,0,7]" &&
	[ "$(texts s 3 <z.svg | paste -sd " " -)" = "[2684354559] [0] [7]" ]'
ok 'the same bytes each time' eval \
	'for i in 1 2; do draw --dim 1 --batch-dims 1 $data/roi_loc.json \
		$data/label.json >$i; done; cmp 1 2'

# --- errors -----------------------------------------------------------------

expect picture-input 2 'tgather --dim 0 --input-format svg [1] [0]'
expect picture-index 2 'tgather --dim 0 --index-format svg [1] [0]'
expect picture-each 2 'echo [0] | tgather --each --dim 0 -o x.svg [1]'
expect picture-each-format 2 \
	'echo [0] | tgather --each --dim 0 --output-format svg [1]'
expect picture-dry-run 2 'tgather --dry-run --dim 0 -o x.svg [1] [0]'
expect picture-range 1 \
	'echo old >x.svg; tgather --dim 0 -o x.svg [1,2] [0,2]; s=$?
	[ "$(cat x.svg)" = old ] && return $s'
expect picture-shapes 1 'tgather --dim 0 -o x.svg [1,2] [[0]]; s=$?
	[ ! -e x.svg ] && return $s'
expect picture-full 3 'draw --dim 0 [1,2] [0] >/dev/full'
expect picture-no-dir 3 'tgather --dim 0 -o no/x.svg [1,2] [0]'

finish
