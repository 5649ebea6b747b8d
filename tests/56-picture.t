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

# What texts of class $1 say, one a line, the last $2 of them. Long values are
# in smaller print: they are of class t, too.
texts() {
	sed -n "s/^<text class=\"$1\( t\)\{0,1\}\" [^>]*>\(.*\)<\/text>\$/\2/p" |
		tail -n "$2"
}

# How many cells of output a picture shows, and how many of input with a colour
# and without.
counts() {
	draw "$@" >drawn.svg || return
	echo "$(grep -c '^<g class="p ' drawn.svg) output," \
		"$(grep -A1 '<title>input' drawn.svg | grep -c 'class="o') picked," \
		"$(grep -A1 '<title>input' drawn.svg | grep -c 'class="u') not"
}

# "3 h4": the numbers along the dim that is indexed that have a colour, and it.
badges() {
	draw "$@" | sed -n '/^<rect class="o h[0-9]*".* height="20"/ {
		s/^<rect class="o \(h[0-9]*\)".*/\1/
		N
		s/^\(h[0-9]*\)\n<text class="x b"[^>]*>\(.*\)<.*/\2 \1/p
	}' | paste -sd ',' -
}

# What the gaps say, in the order of the panes, with what their titles say.
gaps() {
	draw "$@" | sed -n \
		's/^<text class="l".*<title>\(.*\)<.title>\(.*\)<.text>$/\2: \1/p'
}

# Cells and gaps of input by their x, or their y: "(" and ")" are the sides of a
# cell, and "." is a gap.
along() {
	axis=$1 size=$2
	shift 2
	draw "$@" | awk -v axis="$axis" -v size="$size" '
		function value(name) {
			match($0, " " name "=\"[0-9.]*\"")
			return substr($0, RSTART + length(name) + 3,
				RLENGTH - length(name) - 4)
		}
		/<title>input/ { cell = 1; next }
		cell && /^<rect/ { cell = 0
			seen[value(axis)] = 1 }
		/^<text class="l"/ { print value(axis), "." }
		END { for (i in seen)
			print i, "("
			for (i in seen) print i + size, ")" }' |
		sort -n | awk '{ printf "%s", $2 } END { print "" }'
}

# The text of each element of a JSON array, as it stands in a cell.
values() {
	n=$(tgather --info "$1" | sed 's/.*"shape":\[\([0-9]*\).*/\1/')
	draw --dim 0 "$1" "[$(seq -s , 0 $((n - 1)))]" | texts v "$n" |
		paste -sd ' ' -
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
prints 'nor do lines from cells in one column' 3 eval \
	'draw --op take "$three" "[1,4,7]" |
	grep -o "class=\"w\" d=\"M[0-9]*" | sort -u | wc -l | tr -d " "'
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
	[ "$(grep -c ">fill<" x.svg)" = 8 ] && parse <x.svg &&
	! grep -e "all of output" -e ">-1<" x.svg'
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

# --- middle size ------------------------------------------------------------

# A pane has room for 4 slices, 10 rows and 18 columns of all its slices. Files
# of numbers from 0 on, so that an element is its own number in C order.
numbers() {
	seq -s , 0 $(($1 - 1)) | sed 's/.*/[&]/'
}

# Each row takes 3 of 20 columns, and no other takes the same: 18 columns are
# those of 3 rows in each of 2 slices. That is 18 elements of 36.
apart() {
	awk 'BEGIN { for (i = 0; i < 36; i++)
		printf "%s%d", i ? "," : "[", i % 18; print "]" }'
}
prints 'as many elements as their picks have room for' \
	'18 output, 18 picked, 36 not' eval \
	'counts --dim 2 --shape 2,6,20 --index-shape 2,6,3 "$(numbers 240)" \
		"$(apart)"'
# Where all rows take columns 0 to 2 there is room for all of output.
prints 'columns that nothing is picked from take no room' \
	'36 output, 36 picked, 0 not' eval \
	'counts --dim 2 --shape 2,6,20 --index-shape 2,6,3 "$(numbers 240)" \
		"$(awk "BEGIN { for (i = 0; i < 36; i++)
			printf \"%s%d\", i ? \",\" : \"[\", i % 3; print \"]\" }")"'
# Tuple i is [i % 3, i, 2 * i + 1]. Of 8 tuples slices 0 and 1 have three each,
# in rows and columns of their own: 9 cells; slice 2 has two: 4 cells.
prints 'each slice has rows and columns of its own' \
	'8 output, 8 picked, 14 not' eval \
	'counts --op gather_nd --shape 3,32,32 --index-shape 16,3 \
		"$(numbers 3072)" "$(awk "BEGIN { for (i = 0; i < 16; i++)
			printf \"%s%d,%d,%d\", i ? \",\" : \"[\", i % 3, i, 2 * i + 1
			print \"]\" }")"'
prints 'and their numbers' '0 3 6|1 7 13|1 4 7|3 9 15|2 5|5 11' eval \
	'draw --op gather_nd --shape 3,32,32 --index-shape 16,3 \
		"$(numbers 3072)" "$(awk "BEGIN { for (i = 0; i < 16; i++)
			printf \"%s%d,%d,%d\", i ? \",\" : \"[\", i % 3, i, 2 * i + 1
			print \"]\" }")" | grep "<title>input" | tr -c "0-9\n" " " |
	awk "{ if (!((\$1,\$2) in r)) { r[\$1,\$2] = 1; R[\$1] = R[\$1] \" \" \$2 }
		if (!((\$1,\$3) in c)) { c[\$1,\$3] = 1; C[\$1] = C[\$1] \" \" \$3 } }
		END { for (i = 0; i < 3; i++) print substr(R[i], 2) \"|\" substr(C[i], 2) }" |
	paste -sd "|" -'
prints 'each slice has its numbers then' \
	'0 1 2 0 1 2 3 4 5 6 7 [0] 1 7 13 0 3 6 [1] 3 9 15 1 4 7 [2] 5 11 2 5 0 1 2 3 4 5 6 7' \
	eval 'draw --op gather_nd --shape 3,32,32 --index-shape 16,3 \
		"$(numbers 3072)" "$(awk "BEGIN { for (i = 0; i < 16; i++)
			printf \"%s%d,%d,%d\", i ? \",\" : \"[\", i % 3, i, 2 * i + 1
			print \"]\" }")" | texts "x k" 100 | paste -sd " " -'
prints 'slices with the same rows have one set of numbers' \
	'0 1 2|[0] 0 1 0 [1] 0 1 [0] 0 1 [1] 0 1 [0] 0 1 0 [1] 0 1' eval \
	'draw --dim 1 "[[[1,2],[3,4],[5,6]],[[7,8],[9,10],[11,12]]]" \
		"[[[0,2]],[[1,0]]]" >x.svg
	echo "$(texts "x b" 9 <x.svg | paste -sd " " -)|$(
		texts "x k" 100 <x.svg | paste -sd " " -)"'
prints 'a small tensor is shown whole' '2 output, 2 picked, 158 not' eval \
	'counts --op take --shape 10,16 "$(numbers 160)" [0,159]'
prints 'of a larger one what is picked' '2 output, 2 picked, 2 not' eval \
	'counts --op take --shape 11,16 "$(numbers 176)" [0,175]'
prints 'all of 12 in a row, 8 of 13' '12 8' eval \
	'echo "$(draw --dim 0 "$(numbers 12)" "$(numbers 12)" |
		grep -c "^<g class=\"p ")" \
		"$(draw --dim 0 "$(numbers 13)" "$(numbers 13)" |
		grep -c "^<g class=\"p ")"'
prints 'no index without its output' '8 8' eval \
	'draw --dim 0 "$(numbers 13)" "$(numbers 13)" >x.svg
	echo "$(grep -A1 "<title>index" x.svg | grep -c "class=\"o h")" \
		"$(grep -c "<title>index" x.svg)"'
prints 'a large input without picks shows its first elements' \
	'1 output, 0 picked, 6 not' counts --dim 0 --fill 9 "$(numbers 30)" [30]
prints 'an index that output has no elements for' 6 eval \
	'draw --op index_select --dim 0 --shape 3,0 [] \
		"[0,1,2,0,1,2,0,1,2,0,1,2,0,1,2,0,1,2,0,1]" |
	grep -c "<title>index\["'
prints 'a tuple that is too long is shown as far as it goes' '1 18' eval \
	'draw --op gather_nd --shape "$(seq -s , 20 | sed "s/[0-9]*/1/g")" [5] \
		"[[$(seq -s , 20 | sed "s/[0-9]*/0/g")]]" >x.svg
	echo "$(grep -c "^<g class=\"p " x.svg)" \
		"$(grep -c "<title>index" x.svg)"'
# Three panes side by side may have 22 columns: 5, 10 and 5 are less, 8, 16 and
# 8 are more.
prints 'panes that would be too wide stand below each other' '1 3' eval \
	'for n in 5 8; do
		draw --dim 1 --shape 2,$((2 * n)) "$(numbers $((4 * n)))" \
			"[$(seq -s , 0 $((n - 1))),$(seq -s , $n $((2 * n - 1)))]" \
			--index-shape "2,$n" |
		sed -n "s/^<text class=\"n k\" .* y=\"\([0-9]*\)\".*/\1/p" |
		sort -u | wc -l | tr -d " "
	done | paste -sd " " -'

# --- colours ----------------------------------------------------------------

# Of n places that are picked number r has colour r * 8 / n, rounded down.
prints 'five places of 100 have five colours' '0 h0,1 h1,2 h3,3 h4,4 h6' eval \
	'badges --op index_select --dim 0 --shape 100,2 "$(numbers 200)" \
		[4,3,2,1,0,0]'
prints 'eight places have eight' \
	'1 h0,2 h1,3 h2,5 h3,8 h4,13 h5,21 h6,34 h7' eval \
	'badges --dim 0 "$(numbers 40)" [34,21,13,8,5,3,2,1]'
prints 'of ten those that are near share one' \
	'0 h0,1 h0,2 h1,3 h2,4 h3,5 h4,6 h4,7 h5,8 h6,9 h7' eval \
	'badges --dim 0 "$(numbers 40)" "$(numbers 10)"'
prints 'what is not picked has none' '1 h0,3 h4' badges --dim 0 \
	'[10,20,30,40]' '[3,1,3]'
prints 'the places of a flat input' '1 h0 9 h4' eval \
	'draw --op take "$three" [8,0] | grep -A1 "<title>input" |
	sed -n "N;s/.* = \([0-9]*\)<.*\(h[0-9]\).*/\1 \2/p;N" |
	paste -sd " " -'
prints 'the map has colours of places that are shown, and no other' '8 5' eval \
	'draw --dim 0 "$(numbers 13)" "$(numbers 13)" >x.svg
	echo "$(grep -c "^<rect class=\"m h[0-9]\".*width=\"3\"" x.svg)" \
		"$(grep -c "^<rect class=\"m\" .*width=\"3\"" x.svg)"'

# --- what is left out -------------------------------------------------------

prints 'gaps say how many elements, and which' \
	'… 6: elements 1 to 6 of 1000 are not shown
… 991: elements 8 to 998 of 1000 are not shown' eval \
	'gaps --dim 0 "$(numbers 1000)" [7,0,999]'
prints 'they stand between the cells' '().().()' eval \
	'along x 52 --dim 0 "$(numbers 1000)" [7,0,999]'
prints 'at the ends, too; none where nothing is left out' '.()().' eval \
	'along x 52 --dim 0 "$(numbers 1000)" [7,8]'
prints 'rows and columns' '… 3 rows: rows 0 to 2 of 100 are not shown
… 1 row: row 4 of 100 is not shown
… 94 rows: rows 6 to 99 of 100 are not shown
… 1 column: column 1 of 20 is not shown
… 17 columns: columns 3 to 19 of 20 are not shown' eval \
	'gaps --op take --shape 100,20 "$(numbers 2000)" [60,102]'
prints 'rows above, between and below' '.().().' eval \
	'draw() { tgather --output-format svg "$@" | grep -v "[0-9] column"; }
	along y 40 --op take --shape 100,20 "$(numbers 2000)" [60,102]'
prints 'slices' '… 1 slice: slice 0 of 9 is not shown
… 2 slices: slices 2 to 3 of 9 are not shown
… 4 slices: slices 5 to 8 of 9 are not shown' eval \
	'gaps --op index_select --dim 0 --shape 9,2,2 "$(numbers 36)" [1,4]'
# Below "[300][0]" a cell is 8 x 6.1 + 10 = 58 wide, and there is room for 2 more
# up to the next gap. Of characters 6.65 wide 9 take less, and 10 do not.
prints 'a gap without room for words' '… 299 … 99 rows' eval \
	'gaps --op take --shape 400,12 "$(numbers 4800)" [0,3600] |
	sed -n "/rows/s/:.*//p" | paste -sd " " -'

# --- numbers ----------------------------------------------------------------

# Four significant digits, and dots for digits that are left out.
prints 'long numbers' '0.9919… -0.7249… 1.973… 0.001090… -0.01234…' values \
	'[0.9919994,-0.72491234,1.9736357,0.00109045,-0.0123456]'
prints 'very large and small ones' \
	'1.234…e17 1.234…e300 -1.234…e-5 1.234…e-7 2e8 1.999…e5' values \
	'[123456789012345678,1.2345678E+300,-0.000012345678,12.345678e-8,
	200000000,199999.99]'
prints 'what is short enough stays' \
	'0.54291 -1.53091 1234567 -1234567 1e+300 5e-324 0.0 0e9' \
	values '[0.54291,-1.53091,1234567,-1234567,1e+300,5e-324,0.0,0e9]'
prints 'where shortening would not help it stays' '12345678 0.001234 123456.5' \
	values '[12345678,0.001234,123456.5]'
prints 'zeros at the end say nothing' '1.5 1234 1200 0.5' \
	values '[1.50000000,1234.00000,1200.00000,0.50000000]'
prints 'a number of a thousand digits' '1111111...' \
	values "[$(printf '%01000d' 0 | tr 0 1)]"
prints 'no number: bytes in hexadecimal' '1234567...' eval \
	'{ printf "\223NUMPY\001\000v\000"
	printf "%-117s\n" "{\"descr\": \"|V8\", \"fortran_order\": False,
\"shape\": (1,)}" | tr "\n" " "
	printf "\022\064\126\170\220\022\064\126"; } >v.npy
	draw --op take v.npy [0] | texts v 1'
prints 'a complex number' '[0.3333…,3.141…]' eval \
	'printf "\253\252\252\076\333\017\111\100" >c.bin
	draw --op take --dtype complex64 --shape 1 c.bin [0] | texts v 1'
prints 'the title has all of it' 'input[1] = 123456789012345678
output[0] = input[index[0]=1] = 123456789012345678' eval \
	'draw --dim 0 [1,123456789012345678] [1] |
	sed -n "s/.*<title>\(.*6789012345678\)<.title>/\1/p" | sort'
prints 'coordinates that are too long lose the first' '…[9][9][9][9]' eval \
	'numbers 100000 >n.json
	draw --op take --shape 10,10,10,10,10 n.json [99999] | texts s 1'

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
prints 'its map' \
	'480 of 512 elements of output; coloured: places picked above' eval \
	'draw --dim 1 --batch-dims 1 $data/roi_loc.json $data/label.json |
	texts x 1000 | grep elements'
prints 'of a long JSON text' \
	'480 of 200000 elements of output; coloured: places picked above' eval \
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
# Strings of characters that XML spells with five, or that take no room, in the
# most cells that there can be: 180 of 300 in each pane, and a map.
long_strings() {
	long=$(printf '%01000d' 0 | sed "s/0/$1/g")
	{
		printf '["%s"' "$long"
		for _ in $(seq 299); do printf ',"%s"' "$long"; done
		echo ']'
	} >long.json
	awk 'BEGIN { for (i = 0; i < 300; i++)
		printf "%s%d", i ? "," : "[", i % 10; print "]" }' >picks.json
	at_most 300000 --dim 1 --shape 5,10,6 --index-shape 5,10,6 long.json \
		picks.json && [ "$(grep -c '<title>input' drawn.svg)" = 180 ] &&
		! grep '<title>i' drawn.svg | LC_ALL=C grep -q ".\{$2\}" &&
		! grep '<title>o' drawn.svg | LC_ALL=C grep -q ".\{$3\}" &&
		parse <drawn.svg
}
ok 'strings of ampersands: a small file' long_strings '\&' 300 500
ok 'strings of marks that combine: a small file' long_strings \
	"$(printf '\314\201')" 150 300
ok 'coordinates in 64 dims: a small file' eval \
	'numbers 300 >n.json
	shape="$(seq -s , 61 | sed "s/[0-9][0-9]*/1/g"),5,10,6"
	at_most 300000 --op take --shape "$shape" --index-shape "$shape" n.json \
		n.json && [ "$(grep -c "<title>input" drawn.svg)" -gt 30 ]'
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
