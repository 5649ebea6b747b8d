#!/bin/sh
# --explain. The golden pages were read before they were kept; what they say of
# other libraries is evaluated by tests/peers/random_explain.py.
# shellcheck disable=SC2016,SC2317    # commands are for eval, in functions too
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

row='[10,20,30]'
two='[[1,2,3],[4,5,6]]'

terminal=
has_terminal && terminal=yes

# expect; UPDATE_EXPLAIN=1 writes the page anew, to be read.
reads() {
	if [ -n "${UPDATE_EXPLAIN-}" ] && asked "$1"; then
		run eval "$3"
		cp "$work/out" "$goldens/$1.out"
	fi
	expect "$@"
}

# page STATUS ARGUMENTS NAME NAME NAME - an explanation without a terminal, on
# one of 40 columns and on one of 80
page() {
	reads "$3" "$1" "tgather --explain=4 $2"
	on_page "$1" "$2" 40 "$4"
	on_page "$1" "$2" 80 "$5"
}
on_page() {
	if [ -n "$terminal" ]; then
		reads "$4" "$1" "on_terminal $3 \"tgather --explain=4 $2\""
	else
		skip "$4" 'no terminal'
	fi
}

# --- each operation ---------------------------------------------------------

page 0 "--dim 0 $data/small.json $data/small_index.json" \
	explain-gather explain-gather-40 explain-gather-80
page 0 "--dim 1 --op take_along_dim '$two' [[2,-1]]" \
	explain-take-along-dim explain-take-along-dim-40 explain-take-along-dim-80
page 0 "--dim 0 --op index_select '$two' [[1,0],[1,1]]" \
	explain-index-select explain-index-select-40 explain-index-select-80
page 0 "--dim 1 --batch-dims 1 $data/roi_loc.json $data/label.json" \
	explain-story explain-story-40 explain-story-80
page 0 "--dim 1 --op pick '$two' [2,0]" \
	explain-pick explain-pick-40 explain-pick-80
page 0 "--op take '[[[1,2],[3,4]],[[5,6],[7,8]]]' [[0,-1],[5,2]]" \
	explain-take explain-take-40 explain-take-80
page 0 "--op gather_nd '$two' [[0,2],[1,0]]" \
	explain-gather-nd explain-gather-nd-40 explain-gather-nd-80

# --- calls that fail --------------------------------------------------------

page 1 "--dim 1 $data/roi_loc.json $data/label.json" \
	explain-fail-story explain-fail-story-40 explain-fail-story-80
page 1 "--dim 0 '$two' [[0,5,1],[1,1,1]]" \
	explain-fail-range explain-fail-range-40 explain-fail-range-80
page 1 "--dim 0 '$two' [[0,1,0,1]]" \
	explain-fail-larger explain-fail-larger-40 explain-fail-larger-80
page 1 "--dim 2 '$two' [[0,1]]" \
	explain-fail-dim explain-fail-dim-40 explain-fail-dim-80
page 1 "--op gather_nd $row [[0,1,2]]" \
	explain-fail-coordinates explain-fail-coordinates-40 \
	explain-fail-coordinates-80
page 1 "--dim 1 --batch-dims 1 '$two' [1,0,2]" \
	explain-fail-batch explain-fail-batch-40 explain-fail-batch-80

# --- shapes and indices -----------------------------------------------------

explained() {
	reads "$1" 0 "printf '\\003\\001' >three-one
		tgather --explain=3 $2"
}

explained explain-across '--dim 2 --batch-dims 1 --shape 2,2,3 \
	--output-shape 4,2 [1,2,3,4,5,6,7,8,9,10,11,12] [[2,0],[1,1]]'
explained explain-nd-dim "--op gather_nd --dim 1 --shape 2,2,3 \
	'[0,1,2,3,4,5,6,7,8,9,10,11]' '[[0,2],[1,1],[1,0]]'"
explained explain-nd-dim-batch "--op gather_nd --dim 2 --batch-dims 1 \
	--fill 9 --shape 2,2,3 '[0,1,2,3,4,5,6,7,8,9,10,11]' '[[[2],[3]],[[0],[0]]]'"
explained explain-batch-dims-negative "--dim 1 --batch-dims -1 \
	'[[1,2],[3,4]]' '[[1],[0]]'"
explained explain-nd-slices "--op gather_nd --batch-dims 1 --shape 2,3,2 \
	[1,2,3,4,5,6,7,8,9,10,11,12] [[2],[0]]"
explained explain-5d "--dim 2 --shape 1,2,3,2,2 --index-shape 1,2,1,2,2 \
	\"\$(seq -s, 24 | sed 's/.*/[&]/')\" [2,1,0,0,1,2,2,1]"
explained explain-part "-q --dim 1 '$two' [[2]]"
explained explain-row "--dim 0 $row [2,0]"
explained explain-0d "--dim 0 $in/scalar.json $in/scalar.json --mode clip"
explained explain-0d-index \
	"--dim 0 --op index_select $row $in/scalar.json --mode wrap"
explained explain-empty "--dim 1 --index-shape 2,0 '$two' []"
explained explain-nothing "--dim 0 --fill 7 [] [0,1]"
explained explain-large "--dim 1 --shape 30,40 \
	\"\$(seq -s, 1200 | sed 's/.*/[&]/')\" --op pick \
	\"\$(seq -s, 9 38 | sed 's/.*/[&]/')\""
explained explain-wrap "--dim 0 --mode wrap --index-base 1 $row [4,-1]"
explained explain-clip "--dim 0 --mode clip --op index_select $row [4,-1]"
explained explain-fill "--dim 0 --fill 0 --op index_select '$two' [4,1]"
explained explain-ignore "--dim 0 --fill null --ignore-index -1 $row [2,-1]"
explained explain-huge "--dim 0 --mode wrap $row [18446744073709551615]"
explained explain-bytes '--dim 0 --index-dtype uint8 --index-shape 2 \
	--index-base 1 [10,20,30] three-one'
explained explain-bfloat16 '--dim 0 --dtype bfloat16 --shape 1 three-one [0]'
explained explain-base "--dim 0 --index-base 1 --negative $row [3,-1]"
# U+202E, after which a terminal would print from right to left
backwards=$(printf '\342\200\256')
explained explain-text '--dim 1 --op pick '\''[["\u00e9é","日本","a b"],
	["\t\u007f","'"$backwards"'x","seventeen letters"]]'\'' [1,2]'

# The traces end in what is gathered.
traced() {
	tgather "$@" | tr -d '[]' | tr ',' '\n' >gathered
	tgather --explain=1000000 "$@" |
		sed -n 's/^  output[][0-9]* = .* = //p' >found
	[ -s found ] && diff found gathered
}
ok 'the traces of the story' traced --dim 1 --batch-dims 1 \
	"$data/roi_loc.json" "$data/label.json"
ok 'the traces of another order' traced --dim 1 --op index_select \
	"$npy/fortran.npy" '[2,0,1]'
ok 'the traces of another order, flat' traced --op take \
	"$npy/fortran.npy" '[[5,0,-1],[1,4,2]]'
ok 'the traces of an index in another order' traced --dim 2 \
	--op index_select "$npy/fortran.npy" "$npy/index-fortran.npy"

# What has no text is shown as bytes, where it can be written at all.
explained explain-opaque "--output-format npy --dim 0 --op index_select \
	$npy/V2.npy [1,0]"

# --- the page ---------------------------------------------------------------

first="--dim 0 $data/small.json $data/small_index.json"
if [ -n "$terminal" ]; then
	plain() {
		on_terminal 80 "$1 tgather --explain=4 $first" "$2" >page
		diff page "$golden/explain-gather.out"
	}
	ok 'NO_COLOR' plain NO_COLOR=1 xterm
	ok 'TERM=dumb' plain '' dumb
	ok 'TERM that is empty' plain '' "''"
	coloured() {
		on_terminal 80 "NO_COLOR= tgather --explain=4 $first" >page
		diff page "$golden/explain-gather-80.out"
	}
	ok 'NO_COLOR that is empty' coloured
fi

wide() {
	COLUMNS=$1 tgather --explain=0 --dim 1 --batch-dims 1 \
		"$data/roi_loc.json" "$data/label.json" >page
	awk -v max="$2" 'length > max && !/^  [A-Z][A-Za-z]* +[a-zA-Z]/ {
		print; bad = 1 } END { exit bad }' page
}
ok 'COLUMNS=41' wide 41 41
ok 'COLUMNS=120' wide 120 120
ok 'COLUMNS that is too small' wide 1 40
ok 'COLUMNS that is no number' wide x 80
# The least width is what the manual says.
least=$(sed -n 's/.*it is never less than \([0-9]*\) columns.*/\1/p' \
	"$root/man/tgather.1")
page_of() {
	COLUMNS=$1 tgather --explain=2 --dim 1 "$data/small.json" '[[0],[1],[2]]'
}
least_width() {
	[ "$least" -gt 1 ] && page_of "$least" >page && page_of 1 >narrow &&
		page_of $((least + 10)) >wider &&
		cmp page narrow && ! cmp -s page wider
}
ok 'the least width is that of the manual' least_width

# --- the option -------------------------------------------------------------

lines() {
	tgather "$1" --dim 0 "$row" '[0,1,2,0,1,2,0,1,2,0,1,2,0,1,2,0,1,2]' |
		grep -c '^  output.* = input\[index'
}
prints '--explain traces 16' 16 lines --explain
prints '--explain=17' 17 lines --explain=17
prints '--explain=100' 18 lines --explain=100
# Rows of 1000 elements taken whole, number i of input being i: of each the first
# and the last say all. 3 rows are 3000 elements, and two rows are shown.
whole() {
	tgather "$1" --dim 0 --op index_select --shape 4,1000 \
		"[$(seq -s , 0 3999)]" '[2,0,3]' |
		sed -n '/^  output\[[0-9]/,/^$/s/^  \(.*[a-z0-9]\)$/\1/p'
}
prints 'of a slice taken whole its ends' \
	'output[0][0] = input[index[0]=2][0] = 2000
... and 998 more elements of this slice
output[0][999] = input[index[0]=2][999] = 2999
output[1][0] = input[index[1]=0][0] = 0
... and 998 more elements of this slice
output[1][999] = input[index[1]=0][999] = 999
... and 1000 more elements' whole --explain=4
prints 'of the last slice its first, if N is odd' \
	'output[0][0] = input[index[0]=2][0] = 2000
... and 998 more elements of this slice
output[0][999] = input[index[0]=2][999] = 2999
output[1][0] = input[index[1]=0][0] = 0
... and 1999 more elements' whole --explain=3
prints 'all elements if there are no more than N' 3000 eval \
	'whole --explain=3000 | grep -c ^output'
prints 'a slice of three elements as it is' \
	'output[0][0] = input[index[0]=1][0] = 4
output[0][1] = input[index[0]=1][1] = 5
output[0][2] = input[index[0]=1][2] = 6
output[1][0] = input[index[1]=0][0] = 1
... and 2 more elements' eval 'tgather --explain=4 --dim 0 --op index_select \
	"$two" "[1,0]" | sed -n "/^  output.[0-9]/,/^$/s/^  \(.*[a-z0-9]\)$/\1/p"'
prints '--explain=0' 0 sh -c 'tgather --explain=0 -d0 [5] [0] |
	grep -c "= 5" || true'
expect explain-word 2 'tgather --explain=x -d0 [5] [0]'
expect explain-negative 2 'tgather --explain=-1 -d0 [5] [0]'
expect explain-each 2 'echo [0] | tgather --explain --each -d0 [5]'
expect explain-dry-run 2 'tgather --explain --dry-run -d0 [5] [0]'

full() {
	tgather --explain -d0 [5] [0] 2>err >/dev/full
	[ $? = 3 ] && grep -q 'standard output: cannot write' err
}
ok 'a full disk' full

# A file of which all but what is shown could not be read in this time.
sparse() {
	printf 'x' | dd of=huge bs=1 seek=40000000000 2>/dev/null
	timeout 10 tgather --explain=2 --op take --dtype uint8 \
		--shape 40000000001 huge '[0,40000000000]' |
		grep -q '^  output\[1\] = .* = 120$'
}
of_huge_file ok 'of a huge input only what is shown is read' sparse

# The way from the call that fails to the right one is on the screen.
follow() {
	tgather --explain --dim 1 "$data/roi_loc.json" "$data/label.json" \
		2>err >/dev/null
	command=$(sed -n 's/^ *\(tgather .*\)/\1/p' err)
	[ "$command" = "tgather --dim 1 --batch-dims 1 --explain \
$data/roi_loc.json $data/label.json" ] || return
	$command | grep -q 'input\[torch.arange(128), index\]'
}
ok 'the explanation that fails leads to one that does not' follow

finish
