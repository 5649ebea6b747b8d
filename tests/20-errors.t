#!/bin/sh
# Every message there is: its text, its exit status, nothing on standard
# output, and no file written or touched. Messages of open, read, write and
# memory are in the script io.
# shellcheck disable=SC2016,SC2317    # commands are for eval, in functions too
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# What is suggested mends the first error of these, and meets the second.
# shellcheck disable=SC2034    # lib.sh reads it
of_two_errors='binary-and-index'
# What is typed at a terminal is typed once.
# shellcheck disable=SC2034
of_one_run='usage-no-index usage-no-index-quiet'

# A directory with a former output file, for -o.
fill_kept() {
	rm -rf "$work/kept"
	mkdir "$work/kept"
	echo former >"$work/kept/there.json"
}
fill_kept
target=there

with_output() {
	tgather() {
		command tgather -o "$work/kept/$target.json" "$@"
	}
	eval "$1"
}

# fails NAME STATUS 'COMMAND' - as expect; then the command once more with -o,
# where a file is and where none is by turns: the same message, save for that
# option in a command that it names, and that directory as it was.
fails() {
	expect "$1" "$2" "$3"
	asked "$1 (with -o)" || return 0
	[ $target = none ] && target=there || target=none
	run with_output "$3"
	sed "s, --output $work/kept/[a-z]*.json,," "$work/err" >"$work/said"
	mv "$work/said" "$work/err"
	same out /dev/null
	same err "$goldens/$1.err"
	read -r content <"$work/kept/there.json"
	if [ "$content $(ls -A "$work/kept")" != 'former there.json' ]; then
		wrong="$wrong files;"
		fill_kept
	fi
	verdict "$1 (with -o)" "$2"
}

# json TEXT - a file of that text as input; backslashes as printf %b has them
json() {
	printf %b "$1" >x.json
	tgather --dim 0 x.json '[0]'
}

# index TEXT - a file of that text as index
index() {
	printf %b "$1" >i.json
	tgather --dim 0 '[[1,2],[3,4]]' i.json
}

# raw BYTES OPTION... - a raw file of so many bytes as input
raw() {
	zeros "$1" >x.raw
	shift
	tgather --dim 0 "$@" x.raw '[0]'
}

# --- the command line -------------------------------------------------------

expect usage-nothing 2 tgather
prints 'the example for who gives nothing works' '[[1,1],[4,3]]' \
	sh -c "$(sed -n 's/^try: *//p' "$goldens/usage-nothing.err")"
fails usage-no-input 2 'tgather --dim 0'
fails usage-one-too-many 2 'tgather --dim 0 a b c'
fails usage-both-stdin 2 'tgather --dim 0 - -'
fails usage-index-is-stdin-too 2 'tgather --dim 0 -'
fails usage-no-dim 2 'echo "[0]" | tgather "[1]"'
# A pipe or a device may be without end, and cannot be read a second time.
fails usage-no-dim-fifo 2 'rm -f fifo; mkfifo fifo; timeout 20 tgather "[1]" fifo'
fails usage-no-dim-device 2 'timeout 20 tgather /dev/null "[0]"'
fails usage-no-dim-keys 2 "tgather --keys '[\"a\"]' '[1]' '[\"a\"]'"
fails usage-no-dim-explain 2 "tgather --explain '[1]' '[0]'"
fails usage-no-dim-scalar 2 "tgather '{\"a\":7}:a' '[0]'"
fails usage-batch-dims-gather 2 \
	'tgather --op gather --dim 1 --batch-dims 1 "[1]" "[0]"'
fails usage-unknown-option 2 'tgather --frobnicate "[1]" "[0]"'
fails usage-misspelt-option 2 'tgather --dmi 0 "[1]" "[0]"'
fails usage-misspelt-alias 2 'tgather --input-dtpye int8 "[1]" "[0]"'
fails usage-misspelt-with-value 2 'tgather --batchdims=1 "[1]" "[0]"'
fails usage-long-option 2 'tgather "--$(repeat 200 x)" "[1]" "[0]"'
fails usage-ambiguous 2 'tgather --in "[1]" "[0]"'
fails usage-ambiguous-aliases 2 'tgather --inp "[1]" "[0]"'
for name in usage-one-dash-dim usage-one-dash-axis usage-one-dash-op \
	usage-one-dash-output usage-one-dash-offset usage-one-dash-help \
	usage-one-dash-info usage-one-dash-input-shape; do
	fails "$name" 2 "tgather -${name#usage-one-dash-} 0 '[1]' '[0]'"
done
fails usage-one-dash-value 2 'tgather -output=x.npy -d0 "[1]" "[0]"'
expect usage-output-empty 2 'tgather -o "" -d0 "[1]" "[0]"'
# What was meant: torch's order, options that are none, JSON without quotes.
fails usage-meant-operation 2 'tgather gather -d 1 a b'
fails usage-meant-operation-of-torch 2 'tgather torch.take a "[1]"'
fails usage-meant-operation-and-dim 2 'tgather index_select a -1 b'
fails usage-meant-operation-and-another 2 'tgather gather --op index_select -d 1 a b'
fails usage-meant-dim 2 'tgather a 1 b'
fails usage-meant-dim-of-stream 2 'tgather --batch-dims 1 a 1'
fails usage-meant-two-numbers 2 'tgather -d 1 a 1 b'
fails usage-meant-operands 2 'tgather -d1 --input a --index=b'
fails usage-meant-index 2 'tgather -d1 --index b a'
fails usage-meant-input-twice 2 'tgather --input a --input b -d1'
fails usage-meant-dimension 2 'tgather --dimension 1 a b'
fails usage-meant-dimension-no-number 2 'tgather --dimension x a b'
fails usage-meant-one-dash 2 'tgather -dim 1 a b'
fails usage-meant-one-dash-value 2 'tgather -dim=1 a b -q'
expect usage-meant-explain 2 'tgather --explain 4 -d1 a b'
expect usage-meant-explain-other-number 2 'tgather --explain a 4 b'
fails usage-meant-split 2 'tgather -d 0 [10, 20 30] [1, -2]'
fails usage-meant-split-strings 2 'tgather -d 0 [a, b] "[1]"'
fails usage-meant-split-open 2 'tgather -d 0 [1, 2 3'
fails usage-meant-tuple 2 'tgather -d 0 "(1, 2)" "(1,)"'
fails usage-meant-list 2 'tgather -d 0 a 1,0'
fails usage-meant-number 2 'tgather -d 0 a 1'
fails usage-meant-info 2 'tgather --inof a'
# Without --dim, too, the calls that fit are told.
fails usage-meant-operands-no-dim 2 \
	"tgather --input '[[1,2],[3,4]]' --index '[[0],[1]]'"
fails usage-meant-operands-no-dim-no-file 2 'tgather --input a --index b'
# A file or a command alone.
expect usage-file-alone 2 'echo "[1]" >x.json; tgather x.json'
expect usage-meant-help 2 'tgather help'
expect usage-meant-version 2 'tgather version'
expect usage-meant-info-word 2 'tgather -q info a -- -b'
expect usage-info-word-is-file 2 'echo "[1]" >info; tgather -q info "[0]"'
# Text of Python.
fails usage-meant-tensor 2 \
	'tgather -d0 "torch.tensor([[1., 2],[nan,-inf]], dtype=x)" "array([[0]])"'
expect usage-meant-tensor-not 3 'tgather -d0 "array([1]).sum()" "[0]"'
expect usage-meant-tensor-word 3 'tgather -d0 "tensor([infinf])" "[0]"'
fails usage-meant-commas 1 'tgather -d0 "[[1 2] [3. -4]]" "[[0 1]]"'
fails usage-meant-commas-index 1 'tgather -d0 "[1,2]" "[0 1]"'
fails usage-meant-commas-not 1 'tgather -d0 "[0 1 ... 9]" "[0 1]"'
# Several numbers are a list; the first may be a dim.
fails usage-meant-numbers 2 'tgather -d0 "[5,6]" 0 1'
fails usage-meant-dim-or-number 2 'tgather --op index_select "[5,6]" 0 1'
fails usage-meant-letter-sign 2 'tgather -d=0 "[5,6]" "[1]"'
expect usage-beginning-of-all 2 'tgather -d0 "[1]" "[0]" --out=x.json'
fails usage-format 2 'tgather -d0 --format npy a b'
fails usage-format-letter 2 'tgather -d0 -f npy a b'
ok 'files may be called as operations and numbers are' \
	sh -c 'echo "[5,6]" >gather; echo "[1]" >1
		[ "$(tgather -d0 gather 1)" = "[6]" ]'
# Each call that is suggested is one: it fails, if at all, for lack of files.
for name in usage-meant-operation usage-meant-operation-and-dim \
	usage-meant-dim usage-meant-operands usage-meant-dimension \
	usage-meant-one-dash usage-meant-explain usage-meant-split \
	usage-meant-tuple usage-meant-number; do
	ok "$name: the call is right" sh -c 'echo "[[1,2],[3,4]]" >a
		echo "[[0,1]]" >b
		sh -c "$1" >out 2>err || ! grep "Try .tgather" err' - \
		"$(sed -n 's/^  *tgather/tgather/p' "$goldens/$name.err")"
done
fails usage-dim-twice 2 'tgather -d0 "[1]" --axis 0 "[0]"'
expect usage-output-pt 2 'tgather -d0 -o x.pt "[1]" "[0]"'
expect usage-output-onnx-name 2 'tgather -d0 -ox.onnx:w -q "[1]" "[0]"'
fails usage-output-format-pt 2 'tgather -d0 --output-format pt "[1]" "[0]"'
fails usage-pretty-or-not 2 'tgather -d0 --pretty --no-pretty "[1]" "[0]"'
fails usage-no-pretty-npy 2 \
	'tgather -d0 --no-pretty --output-format npy "[1]" "[0]"'
# A table that is one line has two dims.
fails index-one-line 1 'seq -s, 0 3 | tgather -d0 "[5,6,7,8]"'
fails index-one-line-of-three 1 \
	'echo "[[[0,1]]]" | tgather -d0 "[5,6,7,8]"'
# Nothing comes: who left INDEX out may not know that it is standard input.
fails index-left-out-empty 2 'tgather -d0 "[[1,2],[3,4]]"'
fails index-left-out-empty-lookup 2 \
	'tgather -d0 --op index_select "[[1,2],[3,4]]"'
fails index-empty 1 'tgather -d0 "[1]" -'
fails input-empty 1 'tgather -d0 - "[0]"'
fails keys-empty 1 'tgather -d0 --keys - "[1]" "[\"a\"]"'
# In range along another dim.
fails index-other-dim 1 'tgather -d0 "[[1,2,3],[4,5,6]]" "[[0,1,2],[2,1,0]]"'
fails index-other-dim-dropping 1 'tgather -d0 "[[1,2,3],[4,5,6]]" "[[2,1]]"'
fails index-other-dim-slices 1 \
	'tgather --dim -1 --op index_select "[[1],[2],[3],[4]]" "[3,2,2]"'
fails index-other-dim-none 1 'tgather -d0 "[[1,2,3],[4,5,6]]" "[[5,1]]"'
fails index-other-dim-each 1 \
	'echo "[[2,1]]" | tgather -d0 --each "[[1,2,3],[4,5,6]]"'
fails index-base-before-ignored 1 'tgather -d0 "[5,6,7]" "[3,3,1]"'
# An object on the command line.
fails inline-object-name 1 "tgather -d0 '{\"a\":[1],\"b\":[2]}' '[0]'"
fails inline-object-member 1 "tgather -d0 '{\"a\":[1],\"b\":[2]}:c' '[0]'"
fails inline-object-range 1 "tgather -d0 '{\"a\":[1]}' '{\"b\":[7]}:b'"
fails inline-object-open 1 "tgather -d0 '{\"a\":[1' '[0]'"
fails usage-missing-value 2 'tgather "[1]" "[0]" --dim'
fails usage-missing-value-letter 2 'tgather "[1]" "[0]" -d'
fails usage-value-to-flag 2 'tgather --dim 0 --pretty=yes "[1]" "[0]"'
fails usage-unknown-letter 2 'tgather -x --dim 0 "[1]" "[0]"'
fails usage-unknown-in-letters 2 'tgather -qxd0 "[1]" "[0]"'
fails usage-unknown-digit 2 'tgather --dim 0 "[1]" -1'
fails usage-unknown-accent 2 'tgather --dim 0 "[1]" "$(printf "%b" "-\303\251")"'
fails usage-dim-word 2 'tgather --dim one "[1]" "[0]"'
fails usage-dim-fraction 2 'tgather --dim 1.0 "[1]" "[0]"'
fails usage-dim-empty 2 'tgather --dim "" "[1]" "[0]"'
fails usage-dim-tab 2 'tgather --dim "$(printf "\t0")" "[1]" "[0]"'
fails usage-dim-blank 2 'tgather --dim " 0" "[1]" "[0]"'
fails usage-dim-blank-behind 2 'tgather --dim "0 " "[1]" "[0]"'
fails usage-dim-plus 2 'tgather --dim +0 "[1]" "[0]"'
fails usage-dim-hexadecimal 2 'tgather --dim 0x0 "[1]" "[0]"'
fails usage-dim-exponent 2 'tgather --dim 1e0 "[1]" "[0]"'
fails usage-dim-minus-only 2 'tgather --dim - "[1]" "[0]"'
fails usage-explain-plus 2 'tgather --explain=+5 -d0 "[1]" "[0]"'
fails usage-shape-plus 2 'tgather --shape +1 -d0 "[1]" "[0]"'
fails usage-shape-tab 2 'tgather --shape "$(printf "\t1")" -d0 "[1]" "[0]"'
fails usage-environment-blank 2 \
	'TGATHER_PIECE=" 5" tgather -d0 "[1]" "[0]"'
fails usage-environment-tab 2 'export TGATHER_MEMORY_LIMIT="$(printf "\t5")"
	tgather -d0 "[1]" "[0]"; status=$?; unset TGATHER_MEMORY_LIMIT
	(exit $status)'
fails usage-environment-plus 2 \
	'TGATHER_PIECE=+5 tgather -d0 "[1]" "[0]"'
fails usage-environment-threads 2 \
	'TGATHER_THREADS=" 5" tgather -d0 "[1]" "[0]"'
fails usage-environment-threads-none 2 \
	'TGATHER_THREADS=0 tgather -d0 "[1]" "[0]"'
fails usage-environment-threads-many 2 \
	'TGATHER_THREADS=257 tgather -d0 "[1]" "[0]"'
fails usage-dim-trailing 2 'tgather -d0x "[1]" "[0]"'
fails usage-dim-too-big 2 'tgather --dim 9223372036854775808 "[1]" "[0]"'
fails usage-batch-dims-negative 2 \
	'tgather --op gather_nd --batch-dims -1 "[1]" "[[0]]"'
fails usage-offset-negative 2 'tgather --dim 0 --offset -1 "[1]" "[0]"'
fails usage-index-offset-word 2 'tgather --dim 0 --index-offset x "[1]" "[0]"'
fails usage-op-unknown 2 'tgather --op frobnicate --dim 0 "[1]" "[0]"'
fails usage-op-misspelt 2 'tgather --op indexselect --dim 0 "[1]" "[0]"'
fails usage-format-unknown 2 'tgather --input-format yaml --dim 0 "[1]" "[0]"'
fails usage-format-misspelt 2 'tgather --output-format jsno --dim 0 "[1]" "[0]"'
fails usage-nan 2 'tgather --nan zero --dim 0 "[1]" "[0]"'
fails usage-dtype-unknown 2 'tgather --dtype quaternion --dim 0 "[1]" "[0]"'
fails usage-dtype-misspelt 2 'tgather --dtype flaot32 --dim 0 "[1]" "[0]"'
fails usage-dtype-empty 2 'tgather --dtype "" --dim 0 "[1]" "[0]"'
fails usage-dtype-mark-only 2 'tgather --index-dtype ">" --dim 0 "[1]" "[0]"'
fails usage-dtype-torch 2 'tgather --dtype torch.flot --dim 0 "[1]" "[0]"'
for name in usage-dtype-f usage-dtype-f8 usage-dtype-float usage-dtype-complex \
	usage-dtype-int usage-dtype-uint usage-dtype-long; do
	fails "$name" 2 "tgather --dtype ${name#usage-dtype-} --dim 0 '[1]' '[0]'"
done
fails usage-dtype-f16 2 'tgather --dtype "<f16" --dim 0 "[1]" "[0]"'
fails usage-shape-word 2 'tgather --shape three --dim 0 "[1]" "[0]"'
fails usage-shape-empty 2 'tgather --shape "" --dim 0 "[1]" "[0]"'
fails usage-shape-commas 2 'tgather --shape 2,,3 --dim 0 "[1]" "[0]"'
fails usage-shape-open 2 'tgather --shape "(3,4" --dim 0 "[1]" "[0]"'
fails usage-shape-negative 2 'tgather --shape 3,-2 --dim 0 "[1]" "[0]"'
fails usage-shape-two-unknown 2 'tgather --shape -1,-1 --dim 0 "[1]" "[0]"'
fails usage-shape-too-big 2 \
	'tgather --index-shape 9223372036854775808 --dim 0 "[1]" "[0]"'
fails usage-shape-65 2 \
	'tgather --output-shape "$(repeat 64 1x)1" --dim 0 "[1]" "[0]"'
fails usage-dim-take 2 'tgather --op take --dim 0 "[1]" "[0]"'
fails usage-batch-dims-pick 2 \
	'tgather --op pick --dim 1 --batch-dims 1 "[[1]]" "[0]"'
fails usage-completion 2 'tgather --completion csh'
fails usage-mode 2 'tgather --mode wrpa --dim 0 "[1]" "[0]"'
fails usage-mode-fill 2 'tgather --mode wrap --fill 0 --dim 0 "[1]" "[0]"'
fails usage-ignore-without-fill 2 \
	'tgather --ignore-index -1 --dim 0 "[1]" "[0]"'
fails usage-negative-clip 2 'tgather --negative --mode clip -d0 "[1]" "[0]"'
fails usage-op-elsewhere 2 'tgather --op GatherElements --dim 0 "[1]" "[0]"'
fails usage-control-character 2 'tgather --dim "0
1" "[1]" "[0]"'

if has_terminal; then
	expect usage-no-index 2 "on_terminal 80 'tgather --dim 0 [1,2]' >&2"
	expect usage-no-index-quiet 2 \
		"on_terminal 80 'tgather -q --dim 0 [1,2]' >&2"
	expect usage-binary-terminal 2 "on_terminal 80 \
		'tgather --dim 0 --output-format raw [1] [0]' >&2"
else
	for name in usage-no-index usage-binary-terminal; do
		skip "$name" 'no terminal'
	done
fi

# Options that make no sense together: none of them is silently ignored.
while read -r name options; do
	expect "$name" 2 "tgather $options"
done <<'END'
pair-info-output --info -o x.npy x.json
pair-info-picture --info -o x.svg x.json
pair-info-each --info --each x.json
pair-info-explain --info --explain x.json
pair-info-dry-run --info --dry-run x.json
pair-info-op --info --op take x.json
pair-info-dim --info --dim 0 x.json
pair-info-batch-dims --info --batch-dims 1 x.json
pair-info-negative --info --negative x.json
pair-info-mode --info --mode wrap x.json
pair-info-fill --info --fill 0 x.json
pair-info-ignore-index --info --ignore-index 0 x.json
pair-info-index-base --info --index-base 1 x.json
pair-info-index-shape --info --index-shape 1 x.json
pair-info-index-dtype --info --index-dtype i8 x.json
pair-info-index-offset --info --index-offset 0 x.json
pair-info-index-format --info --index-format json x.json
pair-info-output-shape --info --output-shape 1 x.json
pair-info-output-format --info --output-format npy x.json
pair-info-pretty --info --pretty x.json
pair-info-nan --info --nan null x.json
pair-explain-output --explain -o x.npy -d0 [1] [0]
pair-explain-picture --explain --output-format svg -d0 [1] [0]
pair-explain-each --explain --each -d0 [1] x.json
pair-explain-dry-run --explain --dry-run -d0 [1] [0]
pair-dry-run-each --dry-run --each -d0 [1] x.json
pair-dry-run-picture --dry-run -o x.svg -d0 [1] [0]
pair-pretty-binary --pretty --output-format npy -d0 [1] [0]
pair-pretty-ending --pretty -o x.safetensors -d0 [1] [0]
pair-pretty-picture --pretty -o x.svg -d0 [1] [0]
pair-nan-binary --nan null --output-format raw -d0 [1] [0]
END
goes_with_info() {
	echo '[1]' >x.json
	tgather --info --shape 1 --dtype u8 --input-format json --threads 1 \
		--no-progress --progress -q -v x.json >/dev/null
}
ok 'what goes with --info' goes_with_info

# --- JSON: numbers, literals, strings ---------------------------------------

fails json-leading-zero 1 "json '[1,\n 01]'"
fails json-leading-zeros 1 "json '[00]'"
fails json-minus-leading-zero 1 "json '[-01]'"
fails json-no-fraction 1 "json '[1.]'"
fails json-no-fraction-exponent 1 "json '[1.e5]'"
fails json-no-integer 1 "json '[.5]'"
fails json-minus-alone 1 "json '[-]'"
fails json-minus-point 1 "json '[-.5]'"
fails json-plus 1 "json '[+1]'"
fails json-no-exponent 1 "json '[1e]'"
fails json-no-exponent-sign 1 "json '[1E+]'"
fails json-exponent-fraction 1 "json '[1e1.5]'"
fails json-hexadecimal 1 "json '[0x10]'"
fails json-underscore 1 "json '[1_0]'"
fails json-two-points 1 "json '[1.2.3]'"
fails json-minus-space 1 "json '[- 1]'"
fails json-long-number-bad-end 1 "json '[12345678901234567890123x]'"
fails json-literal-cut 1 "json '[tru]'"
fails json-literal-long 1 "json '[nulls]'"
fails json-literal-case 1 "json '[True]'"
fails json-nan-case 1 "json '[nan]'"
fails json-minus-nan 1 "json '[-NaN]'"
fails json-infinity-cut 1 "json '[-Inf]'"
fails json-single-quotes 1 'json "['\''a'\'']"'
fails json-comment 1 "json '[1, // one\n2]'"
fails json-control-in-string 1 "json '[\"a\\tb\"]'"
fails json-newline-in-string 1 "json '[\"a\\nb\"]'"
fails json-delete 1 "json '[\0177]'"
fails json-bad-escape 1 "json '[\"a\\\\x41\"]'"
fails json-bad-unicode-escape 1 "json '[\"\\\\u12G4\"]'"
fails json-short-unicode-escape 1 "json '[\"\\\\u12\"]'"
fails json-utf8-continuation 1 "json '[\"ab\0200\"]'"
fails json-utf8-overlong-2 1 "json '[\"\0300\0257\"]'"
fails json-utf8-overlong-3 1 "json '[\"\0340\0200\0257\"]'"
fails json-utf8-overlong-4 1 "json '[\"\0360\0200\0200\0257\"]'"
fails json-utf8-surrogate 1 "json '[\"\0355\0240\0200\"]'"
fails json-utf8-too-high 1 "json '[\"\0364\0220\0200\0200\"]'"
fails json-utf8-f5 1 "json '[\"\0365\0200\0200\0200\"]'"
fails json-utf8-cut 1 "json '[\"\0342\0202\"]'"
fails json-utf8-outside 1 "json '[\0303\0251]'"
fails json-utf8-counts-as-one 1 "json '[\"\0303\0251\0342\0202\0254\",01]'"
fails json-unclosed-string 1 "json '[\"abc'"
fails json-unclosed-string-escape 1 "json '[\"abc\\\\\"'"

# --- JSON: structure --------------------------------------------------------

fails json-empty-file 1 "json ''"
fails json-white-space 1 "json ' \n\t\r\n '"
fails json-open 1 "json '[[1,2],\n[3,4]'"
fails json-trailing-comma 1 "json '[1,2,]'"
fails json-trailing-comma-rows 1 "json '[[1],[2],]'"
fails json-trailing-comma-row 1 "json '[[1],[2,]]'"
fails json-open-rows 1 "json '[[1,2],'"
fails json-bad-row 1 "json '[[1,2],x]'"
fails json-leading-comma 1 "json '[,1]'"
fails json-two-commas 1 "json '[1,,2]'"
fails json-no-comma 1 "json '[1 2]'"
fails json-no-comma-rows 1 "json '[[1] [2]]'"
fails json-wrong-bracket 1 "json '[1}'"
fails json-one-bracket-more 1 "json '[1]]'"
fails json-garbage 1 "json '[1] ,'"
fails json-word-behind 1 "json '[1] x'"
fails json-second-text 1 "json '[1]\n[2]\n'"
fails json-second-scalar 1 "json '1 2'"
fails json-element-object-key 1 "json '[{a:1}]'"
fails json-element-object-colon 1 "json '[{\"a\" 1}]'"
fails json-element-object-comma 1 "json '[{\"a\":1 \"b\":2}]'"
fails json-element-object-end 1 "json '[{\"a\":1,}]'"
fails json-element-object-open 1 "json '[{\"a\":[1,2]'"
fails json-element-array-end 1 "json '[{\"a\":[1 2]}]'"
fails json-nul-inside 1 "json '[1,\0000 2]'"
fails json-nul-end 1 "json '[1,2]\0000'"
fails json-nul-behind-newline 1 "json '[1,2]\n\0000'"
fails json-nul-in-string 1 "json '[\"a\0000b\"]'"
fails json-nul-in-number 1 "json '[1\0000,2]'"
fails json-nul-only 1 "json '\0000'"
fails json-nul-in-object 1 "json '{\"a\":[1]\0000}'"
fails json-mark-inside 1 "json '[1,\0357\0273\0277 2]'"
fails json-mark-twice 1 "json '\0357\0273\0277\0357\0273\0277[1]'"
fails json-mark-at-end 1 "json '[1]\0357\0273\0277'"
fails json-mark-cut 1 "json '\0357\0273[1]'"
fails json-mark-alone 1 "json '\0357\0273\0277'"
fails json-utf16 1 "json '\0377\0376[\0000001\0000]\0000'"

# --- JSON: the shape --------------------------------------------------------

fails json-ragged-short 1 "json '[[1,2,3],\n [4,5]]'"
fails json-ragged-long 1 "json '[[1,2],[3,4,5]]'"
fails json-ragged-inner 1 "json '[[[1,2],[3,4]],[[5,6],[7,8]],[[9,9],[9]]]'"
fails json-ragged-rows 1 "json '[[[1],[2]],[[3]]]'"
fails json-ragged-empty 1 "json '[[1],[]]'"
fails json-ragged-after-empty 1 "json '[[],[1]]'"
fails json-ragged-element-for-row 1 "json '[[1,2],3]'"
fails json-ragged-row-for-element 1 "json '[1,[2]]'"
fails json-ragged-deeper 1 "json '[[1],[[2]]]'"
fails json-ragged-empty-deeper 1 "json '[[],[[]]]'"
fails json-ragged-empty-less-deep 1 "json '[[[]],[]]'"
fails json-depth-65 1 'repeat 65 [ >x.json; echo 1 >>x.json
	repeat 65 ] >>x.json; tgather --dim 0 x.json "[0]"'
fails json-brackets 1 'repeat 100000 [ >x.json; repeat 100000 ] >>x.json
	tgather --dim 0 x.json "[0]"'
fails json-brackets-open 1 'repeat 100000 [ >x.json
	tgather --dim 0 x.json "[0]"'
fails json-brackets-in-element 1 '{ echo "[{\"a\":"; repeat 100000 [
	repeat 100000 ]; echo "}]"; } >x.json; tgather --dim 0 x.json "[0]"'
fails json-braces 1 'repeat 100000 "{\"a\":" >x.json
	tgather --dim 0 x.json "[0]"'
fails json-braces-in-element 1 '{ echo "["; repeat 100000 "{\"a\":"; echo 1
	repeat 100000 "}"; echo "]"; } >x.json; tgather --dim 0 x.json "[0]"'
fails json-braces-index 1 'repeat 100000 "[{\"a\":" |
	tgather --dim 0 "[1]" -'
fails json-braces-named 1 'repeat 100000 "{\"a\":" >x.json
	tgather --dim 0 "x.json:$(repeat 1024 /a)" "[0]"'

# --- JSON: the index --------------------------------------------------------

fails index-fraction 1 "index '[[0,1],[1,3.0]]'"
fails index-exponent 1 "index '[[1e2]]'"
fails index-bool 1 "index '[[true]]'"
fails index-null 1 "index '[[0],\n [null]]'"
fails index-string 1 "index '[[\"3\"]]'"
fails index-object 1 "index '[[{\"a\":1}]]'"
fails index-nan 1 "index '[[NaN]]'"
fails index-infinity 1 "index '[[-Infinity]]'"
fails index-over-int64 1 "index '[[9223372036854775808]]'"
fails index-under-int64 1 "index '[[-9223372036854775809]]'"
fails index-over-uint64 1 "index '[[18446744073709551616]]'"
fails index-10000-digits 1 'index "[[$(repeat 10000 7)]]"'
fails index-long-string 1 'index "[[\"$(repeat 100 ab)\"]]"'
fails index-syntax 1 "index '[[0,01]]'"
fails index-ragged 1 "index '[[0],[1,1]]'"
fails index-inline 1 'tgather --dim 0 "[1]" "[0,x]"'
fails index-stdin 1 'echo "[0,\"x\"]" | tgather --dim 0 "[1]"'
fails index-null-deep 1 "index '[[[0]],[[null]]]'"
fails index-ragged-deep 1 "index '[[[0],[1]],[[1]]]'"
fails json-table 1 "json '1,2\n3,4\n'"
fails json-table-header 1 "json 'x,y\n1,2\n3,4\n'"
fails json-table-semicolon 1 "json '1.5;2\n3;4\n'"
fails json-table-tabs 1 "json '1\t2\n3\t4\n'"
fails json-table-blanks 1 "json 'x y\n-1  2\n'"
fails json-no-table 1 "json 'some words\nand more, 1,2\n'"
fails index-scalar-word 1 'echo "\"a\"" | tgather --dim 0 "[1]" -'

# --- JSON: objects ----------------------------------------------------------

refuses_alone() {
	json "{\"$1\":[1,2],\"n\":3}" 2>said
	[ $? = 1 ] && grep 'tells of a tensor\|but no data' said
}
refuses_layout() {
	json "{\"shape\":[2,2],$1,\"data\":[1,2,3,4]}" 2>said
	[ $? = 1 ] && grep 'read in C order only' said
}

fails object-no-array 1 "json '{\"a\":{\"b\":1},\"c\":3}'"
fails object-empty 1 "json '{}'"
fails object-several-arrays 1 "json '{\"input\":[1],\"index\":[0],\"n\":3}'"
fails object-data-and-array 1 "json '{\"data\":[1],\"more\":[0]}'"
fails object-duplicate-data 1 "json '{\"data\":[1],\n \"data\":[2]}'"
fails object-duplicate-shape 1 "json '{\"shape\":[1],\"data\":[1],\"shape\":[1]}'"
fails object-duplicate-dtype 1 \
	"json '{\"dtype\":\"int8\",\"data\":[1],\"datatype\":\"INT8\"}'"
fails object-envelope-shape 1 "json '{\"data\":[1,2,3],\n \"shape\":[2,2]}'"
fails object-envelope-shape-negative 1 "json '{\"shape\":[-1],\"data\":[1]}'"
fails object-envelope-shape-fraction 1 "json '{\"shape\":[1.5],\"data\":[1]}'"
fails object-envelope-shape-nested 1 "json '{\"shape\":[[1]],\"data\":[1]}'"
fails object-envelope-shape-65 1 \
	'json "{\"data\":[1],\"shape\":[$(repeat 64 1,)1]}"'
fails object-envelope-shape-overflow 1 \
	"json '{\"data\":[1],\"shape\":[9007199254740992,9007199254740992]}'"
# A dtype that is not understood matters where the result is binary.
raw_json() {
	printf %b "$1" >x.json
	tgather --dim 0 --output-format raw x.json '[0]'
}
fails object-envelope-dtype-unknown 1 \
	"raw_json '{\"data\":[1],\n\"dtype\":\"flaot32\"}'"
fails object-envelope-dtype-ambiguous 1 \
	"raw_json '{\"data\":[1],\"dtype\":\"f\"}'"
fails object-envelope-dtype-number 1 "raw_json '{\"data\":[1],\"dtype\":32}'"
fails object-envelope-dtype-onnx 1 \
	"raw_json '{\"dataType\":8,\"floatData\":[1]}'"
fails object-envelope-dtype-bytes 1 \
	"raw_json '{\"datatype\":\"BYTES\",\"data\":[1]}'"
fails index-envelope-dtype-unknown 1 \
	"index '{\"data\":[0],\"dtype\":\"BYTES\"}'"
fails object-envelope-dtype-contradicted 1 \
	"echo '{\"data\":[1],\"dtype\":\"int8\"}' >x.json
	tgather --dim 0 --dtype int16 x.json '[0]'"
fails object-envelope-data-ragged 1 "json '{\"data\":[[1],[2,3]]}'"
fails object-single-array-ragged 1 "json '{\"a\":[[1],[2,3]]}'"
fails object-envelope-complex-odd 1 \
	"json '{\"dtype\":\"complex64\",\"data\":[[1,2,3]]}'"
fails object-envelope-complex-scalar 1 \
	"json '{\"dtype\":\"complex64\",\"data\":1}'"
# Bytes that are in no base64 that is plain.
fails object-bytes-hex 1 \
	"json '{\"data\":\"0000803f\",\"dtype\":\"u8\",\"encoding\":\"hex\"}'"
fails object-bytes-codec 1 \
	"json '{\"data\":\"AACAPw==\",\"dtype\":\"f4\",\"codec\":\"zlib\"}'"
fails object-bytes-compressor 1 \
	"json '{\"data\":\"AACAPw==\",\"dtype\":\"f4\",\"compressor\":{}}'"
# ONNX and TensorFlow write short floats by their bits, as integers.
refuses_bits() {
	json "{$1:[15360]}" 2>said
	[ $? = 1 ] && grep 'the bits of elements' said
}
fails object-bits 1 \
	"json '{\"dims\":[\"1\"],\"dataType\":10,\"int32Data\":[15360]}'"
for members in '"data_type":10,"int32_data"' '"data_type":16,"int32_data"' \
	'"dtype":"DT_HALF","half_val"' '"dtype":"DT_BFLOAT16","halfVal"' \
	'"data_type":17,"int32_data"'; do
	ok "bits as integers: $members" refuses_bits "$members"
done

# What tells of a tensor is none.
fails object-without-data 1 "json '{\"name\":\"o\",\"datatype\":\"UINT8\",
\"shape\":[17],\"parameters\":{\"id\":1,\"binary_data_size\":17}}'"
# Answers of servers: an array of tensors is none, unless it is named.
outputs='{"model_name":"m","outputs":[{"name":"o","datatype":"FP32",
"shape":[2],"data":[5,6]}]}'
embeddings='{"data":[{"object":"embedding","embedding":[7,8],"index":0}],
"model":"m","usage":{"total_tokens":1}}'
fails object-outputs 1 'json "$outputs"'
fails object-embeddings 1 'json "$embeddings"'
fails object-tensors-of-odd-name 1 \
	"json '{\"a/b\":[{\"dtype\":\"f4\",\"shape\":[1],\"data\":[1]}]}'"
answer() {
	printf %s "$1" >x.json
	tgather --op take x.json"$2" '[0]'
}
prints 'a tensor of several' '[5]' answer "$outputs" :/outputs/0
prints 'an embedding of several' '[7]' answer "$embeddings" :/data/0
prints 'objects as elements, by name' \
	'[{"object":"embedding","embedding":[7,8],"index":0}]' \
	answer "$embeddings" :data
prints 'other objects as elements' '[{"a":1,"tags":[2]}]' \
	answer '{"rows":[{"a":1,"tags":[2]}]}' ''
with_tail() {
	printf '%s\0\0\200?' '{"outputs":[{"datatype":"FP32","shape":[1],
"parameters":{"binary_data_size":4}}],"x":1}' >x.json
	"$@"
}
fails object-binary-tail 1 "with_tail tgather --op take x.json:y '[0]'"
expect info-binary-tail 1 'with_tail tgather --info x.json'

fails object-shape-and-dtype 1 \
	"echo '{\"a\":{\"shape\":[2],\"dtype\":\"f4\"},\"b\":[1]}' >x.json
	tgather --dim 0 x.json:a '[0]'"
fails object-shape-alone 1 "json '{\"shape\":[2]}'"
fails object-dims-alone 1 "json '{\"dims\":[2]}'"
fails object-dtype-alone 1 "json '{\"data_type\":1}'"
fails object-safetensors-entry 1 \
	"json '{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}'"
for name in dim size sizes stride strides axes axis perm input_shape inputShape \
	data_offsets output-dims; do
	ok "an array named $name" refuses_alone "$name"
done
fails object-size-alone 1 "json '{\"size\":[2,3],\"n\":1}'"
fails object-deeper 1 \
	"json '{\"data\":{\"tensor\":{\"shape\":[1],\"values\":[2]}},\"meta\":{}}'"

# A shape or a dtype stands beside the one array, and does not fit.
fails object-shape-of-other 1 "json '{\"shape\":[2,2],\"values\":[1,2,3]}'"
fails object-dtype-of-other 1 \
	"json '{\"dtype\":\"float32\",\"labels\":[\"a\"]}'"
fails object-dtype-of-objects 1 \
	"json '{\"datatype\":\"FP32\",\"outputs\":[{\"data\":[1]}]}'"
fails object-dims-mixed 1 "json '{\"dims\":[\"x\",2],\"data\":[1,2]}'"
fails object-two-shapes 1 \
	"json '{\"shape\":[2,1],\"dims\":[1,2],\"data\":[1,2]}'"
fails object-tensor-shape 1 \
	"json '{\"tensorShape\":{\"unknownRank\":true},\"floatVal\":[1]}'"

# Another layout than C order.
for other in '"order":"F"' '"Corder":false' '"fortran_order":true' \
	'"strides":[1,2]' '"stride":[1]' '"strides":[-2,1]'; do
	ok "flat data beside $other" refuses_layout "$other"
done
fails object-order-f 1 \
	"json '{\"order\":\"F\",\"shape\":[2,2],\"data\":[1,2,3,4]}'"

# Base64.
f32() {
	json "{\"dtype\":\"float32\",\"data\":\"$1\"$2}"
}
fails base64-character 1 "f32 'AAC*Pw=='"
fails base64-escape 1 "f32 'AACAPw\\\\\\\\u00e9'"
fails base64-nul 1 "f32 'AACA\\\\\\\\u0000Pw=='"
fails base64-prefix 1 "f32 'b64.gz:AACAPw=='"
fails base64-padding-early 1 "f32 'A=CAPw=='"
fails base64-padding-inside 1 "f32 'AACAPw==AACAPw=='"
fails base64-padding-half 1 "f32 'AACAPw='"
fails base64-padding-long 1 "f32 'AACAPw==='"
fails base64-one-character 1 "f32 'AACAP'"
fails base64-spare-bits 1 "f32 'AACAPx=='"
fails base64-size 1 "f32 'AACAPwA='"
fails base64-shape 1 "f32 'AACAPw==' ',\"shape\":[2]'"
fails base64-shape-overflow 1 \
	"f32 'AACAPw==' ',\"shape\":[4611686018427387904,1]'"
fails base64-shape-negative 1 "f32 'AACAPw==' ',\"shape\":[-1,1]'"
fails base64-big-endian 1 "f32 'AACAPw==' ',\"byteorder\":\"big\"'"
fails base64-order-big 1 "f32 'AACAPw==' ',\"order\":\"big\"'"
fails base64-compressed 1 "f32 'AACAPw==' ',\"compressed\":true'"
fails base64-without-dtype 1 "json '{\"embedding\":\"AACAPw==\",\"index\":0}'"
fails base64-dtype-unknown 1 \
	"json '{\"dtype\":\"Q4_0\",\"data\":\"AACAPw==\"}'"
fails base64-dtype-ambiguous 1 \
	"json '{\"dtype\":\"float\",\"data\":\"AACAPw==\"}'"
bytes='{"dtype":"float32","data":"AACAPw=="}'
fails base64-dtype-contradicted 1 "echo '$bytes' >x.json
	tgather --dim 0 --dtype float16 x.json '[0]'"
fails base64-dtype-turned 1 "echo '$bytes' >x.json
	tgather --dim 0 --dtype '>f4' x.json '[0]'"
fails base64-index-float 1 \
	"index '{\"dtype\":\"float32\",\"data\":\"AACAPw==\"}'"
fails base64-index-range 1 \
	"index '{\"dtype\":\"int8\",\"shape\":[1,1],\"data\":\"BQ==\"}'"
fails object-no-comma 1 "json '{\"a\":[1] \"b\":[2]}'"
fails object-no-colon 1 "json '{\"a\" [1]}'"
fails object-no-key 1 "json '{[1]}'"
fails object-open 1 "json '{\"a\":[1]'"
fails object-trailing-comma 1 "json '{\"a\":[1],}'"
fails object-garbage 1 "json '{\"a\":[1]}}'"

named='{"input":[1,2],"index":[0],"n":3,"deep":{"list":[[5,6],[7,8]]}}'
fails name-misspelt 1 "echo '$named' >x.json; tgather -d0 x.json:inptu '[0]'"
fails name-unknown 1 "echo '$named' >x.json; tgather -d0 x.json:weight '[0]'"
fails name-many 1 'x="[{\"first\":1"; for i in 1 2 3 4 5 6 7 8 9; do
	x="$x,\"$(repeat 200 $i)\":1"; done
	echo "$x}]" >x.json; tgather -d0 x.json:/0/z "[0]"'
fails name-empty-object 1 'echo "{}" >x.json; tgather -d0 x.json:a "[0]"'
fails name-in-array 1 'echo "[1]" >x.json; tgather -d0 x.json:input "[0]"'
fails name-in-scalar 1 "echo '$named' >x.json; tgather -d0 x.json:/n/a '[0]'"
fails name-pointer 1 \
	"echo '$named' >x.json; tgather -d0 x.json:/deep/lsit '[0]'"
fails name-position 1 \
	"echo '$named' >x.json; tgather -d0 x.json:/deep/list/2 '[0]'"
fails name-position-zero 1 \
	"echo '$named' >x.json; tgather -d0 x.json:/deep/list/00 '[0]'"
fails name-object 1 "echo '$named' | tgather -d0 -:input -:deep/list"
fails name-scalar-index 1 "echo '$named' | tgather -d0 -:/input -:/n/x"
fails name-twice 1 "echo '{\"a\":[1],\n \"a\":[2]}' >x.json
	tgather -d0 x.json:a '[0]'"
members() {
	echo "$1" >x.json
	shift
	tgather -d0 "$@" x.json:a x.json:b
}
fails member-index-float 1 "members '{\"b\":[0,1.5],\"a\":[1,2]}'"
fails member-index-cast 1 "members '{\"b\":[0,1.0],\"a\":[1,2]}'"
fails member-index-ragged 1 "members '{\"a\":[1,2],\"b\":[[0],[0,1]]}'"
fails member-index-sign 1 \
	"members '{\"a\":[1],\"b\":[-1,18446744073709551615]}'"
fails member-index-broken 1 "members '{\"b\":[0,1 2],\"a\":[1,2]}'"
fails member-index-twice 1 "members '{\"b\":[0],\"a\":[1,2],\"b\":[1]}'"
fails member-index-twice-behind 1 \
	"members '{\"b\":{\"data\":[0]},\"b\":[1],\"a\":[1,2]}'"
fails member-index-thrice 1 \
	"members '{\"b\":[0],\"b\":[1],\"b\":[1],\"a\":[1,2]}'"
fails member-input-wrong 1 "members '{\"b\":[0],\"a\":[1,[2]]}'"
fails member-input-missing 1 "members '{\"b\":[0]}'"
fails member-index-missing 1 "members '{\"a\":[0],\"c\":[0]}'"
fails member-index-beyond 1 "members '{\"b\":[0,2],\"a\":[1,2]}'"
fails member-index-range 1 \
	"members '{\"b\":[0,300],\"a\":[1,2]}' --index-dtype u8"
fails member-rest-broken 1 "members '{\"b\":[0],\"a\":[1,2],\"c\":tru}'"
fails name-twice-deep 1 "echo '{\"b\":{\"a\":[1],\"a\":[2]}}' >x.json
	tgather -d0 x.json:/b/a '[0]'"
fails name-1025-steps 1 'echo "[1]" >x.json
	tgather -d0 "x.json:$(repeat 1025 /a)" "[0]"'
fails name-in-raw 1 'printf ab >x.raw
	tgather -d0 --shape 2 --dtype u8 x.raw:a "[0]"'

# --- JSON to binary ---------------------------------------------------------

binary='tgather -d0 --output-format raw'
fails binary-strings 1 "$binary '[\"a\",\"b\"]' '[0]'"
fails binary-null 1 "$binary '[1,null]' '[0]'"
fails binary-bool-and-number 1 "$binary '[1,true]' '[0]'"
fails binary-object 1 "$binary '[{\"a\":1}]' '[0]'"
fails binary-inexact 1 "$binary '[0.5,9007199254740993]' '[0]'"
fails binary-big 1 "$binary '[18446744073709551616]' '[0]'"
fails binary-below-int64 1 "$binary '[-9223372036854775809]' '[0]'"
fails binary-both-signs 1 "$binary '[-1,9223372036854775808]' '[0]'"
fails binary-int8 1 "printf '[1,\n 128]' >x.json
	$binary --dtype int8 x.json '[0,1]'"
fails binary-uint8-negative 1 "$binary --dtype uint8 '[-1]' '[0]'"
fails binary-uint64 1 "$binary --dtype u64 '[18446744073709551616]' '[0]'"
fails binary-int64-exponent 1 "$binary --dtype int64 '[1e19]' '[0]'"
fails binary-int-fraction 1 "$binary --dtype int32 '[[1.5]]' '[[0]]'"
fails binary-int-tiny 1 "$binary --dtype int32 '[1e-400]' '[0]'"
fails binary-int-huge-exponent 1 \
	"$binary --dtype '>i4' '[1e99999999999999999999]' '[0]'"
fails binary-int-nan 1 "$binary --dtype int32 '[NaN]' '[0]'"
fails binary-int-bool 1 "$binary --dtype int32 '[true]' '[0]'"
fails binary-int-string 1 "$binary --dtype int32 '[\"1\"]' '[0]'"
fails binary-bool 1 "$binary --dtype bool '[2]' '[0]'"
fails binary-bool-null 1 "$binary --dtype bool '[null]' '[0]'"
fails binary-float16 1 "$binary --dtype float16 '[65520]' '[0]'"
fails binary-bfloat16 1 "$binary --dtype bf16 '[3.4e38]' '[0]'"
fails binary-float32 1 "$binary --dtype float32 '[1,1e39]' '[1]'"
fails binary-float64 1 "$binary --dtype float64 '[-1e400]' '[0]'"
fails binary-float64-inferred 1 "$binary '[-1e400]' '[0]'"
fails binary-float-null 1 "$binary --dtype float32 '[null]' '[0]'"
fails binary-float-string 1 "$binary --dtype float32 '[\"NaN\"]' '[0]'"
fails binary-float-object 1 \
	"$binary --dtype float32 '[{\"a\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14]}]' '[0]'"
fails binary-long-token 1 \
	"$binary --dtype int8 '[\"a$(repeat 50 é)\"]' '[0]'"
# Both are wrong; which is told does not depend on how the work is cut.
fails binary-and-index 1 "TGATHER_PIECE=1 $binary --op index_select \\
	--dtype float32 '[1,{},3]' '[0,1,7]'"
fails binary-complex-not-pairs 1 "$binary --dtype complex64 '[[1,2,3]]' '[0]'"
fails binary-complex-part 1 "$binary --dtype complex64 '[[1,1e39]]' '[0]'"
fails binary-complex-string 1 "$binary --dtype complex64 '[[\"a\",2]]' '[0]'"
fails binary-10000-digits 1 \
	"$binary --dtype float64 \"[\$(repeat 10000 7)]\" '[0]'"
fails nan-error 1 'printf "\0\0\300\177\0\0\200\077" >x.raw
	tgather -d0 --shape 2 --dtype "<f4" --nan error x.raw "[1,0]"'
fails nan-error-infinite 1 'printf "\0\0\200\077\0\0\200\377" >x.raw
	tgather -d1 --shape 1,2 --dtype "<f4" --nan error x.raw "[[0,1]]"'
fails nan-error-complex 1 'printf "\0\0\200\077\0\0\200\377" >x.raw
	tgather -d0 --shape 1 --dtype "<c8" --nan error x.raw "[0]"'

# --- raw data ---------------------------------------------------------------

fails raw-one-byte-short 1 'raw 23 --shape 2,3 --dtype float32'
fails raw-one-byte-long 1 'raw 25 --shape 2,3 --dtype float32'
fails raw-empty-file 1 'raw 0 --shape 1 --dtype int8'
fails raw-nothing-wanted 1 'raw 1 --shape 0 --dtype int8'
fails raw-short-big-endian 1 'raw 7 --shape 1 --dtype ">i8"'
fails raw-no-shape 1 'raw 4 --dtype int8'
fails raw-no-dtype 1 'raw 4 --shape 4'
fails raw-nothing-said 1 'raw 4'
fails raw-index-nothing-said 1 ': >i.raw; tgather -d0 "[1]" i.raw'
fails raw-index-no-dtype 1 ': >i.raw; tgather -d0 --index-shape 1 "[1]" i.raw'
fails raw-index-no-shape 1 ': >i.raw; tgather -d0 --index-dtype i8 "[1]" i.raw'
fails raw-offset-beyond 1 'raw 4 --shape 1 --dtype int8 --offset 5'
fails raw-offset-largest 1 \
	'raw 4 --shape 1 --dtype int8 --offset 9223372036854775807'
fails raw-offset-too-few 1 'raw 4 --shape 2 --dtype int16 --offset 1'
fails raw-unknown-rest 1 'raw 7 --shape -1 --dtype int16'
fails raw-unknown-uneven 1 'raw 7 --shape 2,-1 --dtype int8'
fails raw-unknown-beside-0 1 'raw 0 --shape 0,-1 --dtype int8'
fails raw-shape-overflow 1 'raw 4 --shape 9223372036854775807,2 --dtype int8'
fails raw-shape-overflow-with-0 1 \
	'raw 0 --shape 9223372036854775807,2,0 --dtype int8'
fails raw-shape-overflow-unknown 1 \
	'raw 0 --shape 9223372036854775807,2,-1 --dtype int8'
fails raw-bytes-overflow 1 'raw 4 --shape 9223372036854775807 --dtype float32'
fails raw-shape-large 1 'raw 4 --shape 9223372036854775807 --dtype int8'
# 32 bits hold no more than a byte of that shape, and no offset
fails raw-shape-33-bits 1 'raw 1 --shape 4294967297 --dtype u8'
fails raw-offset-33-bits 1 'raw 1 --shape 1 --dtype u8 --offset 4294967296'
fails raw-index-float 1 'printf abcd >i.raw
	tgather -d0 --index-shape 1 --index-dtype float32 "[1]" i.raw'
fails raw-index-bool 1 'printf a >i.raw
	tgather -d0 --index-shape 1 --index-dtype bool "[1]" i.raw'
fails index-json-dtype-float 1 'tgather -d0 --index-dtype f32 "[1]" "[0]"'
fails index-envelope-dtype-float 1 \
	'echo "{\"data\":[0],\"dtype\":\"FP32\"}" | tgather -d0 "[1]"'
fails index-empty-file 1 ': >i.json; tgather -d0 "[1]" i.json'
fails offset-json 1 'tgather -d0 --offset 1 "[1]" "[0]"'
fails order-json 1 'tgather -d0 --order F "[1]" "[0]"'
fails order-json-index 1 'tgather -d0 --index-order C "[1]" "[0]"'
fails usage-order-word 2 'tgather -d0 --order fortran "[1]" "[0]"'
fails offset-json-index 1 'tgather -d0 --index-offset 0 "[1]" "[0]"'

# --- shapes given -----------------------------------------------------------

fails shape-too-many 1 'tgather -d0 --shape 4 "[1,2]" "[0]"'
fails shape-index 1 'tgather -d0 --index-shape 4 "[1,2]" "[0]"'
fails shape-file 1 'tgather -d0 --shape 3,5 "$in/x34.json" "[0]"'
fails shape-uneven 1 'tgather -d0 --shape 5,-1 "$in/x34.json" "[0]"'
fails shape-beside-0 1 'tgather -d0 --shape 0,-1 "[]" "[]"'
fails shape-overflow 1 'tgather -d0 --shape 9223372036854775807,2 "[1]" "[0]"'
fails shape-overflow-with-0 1 \
	'tgather -d0 --shape 9223372036854775807,2,0 "[]" "[]"'
fails shape-0d 1 'tgather -d0 --shape "()" "[1,2]" "[0]"'
fails shape-output 1 'tgather -d0 --output-shape 2,2 "[1,2]" "[0,1,1]"'
fails shape-output-uneven 1 \
	'tgather -d0 --output-shape 2,-1 "[1,2]" "[0,1,1]"'
fails result-65-dims 1 'echo 0 >i.json
	tgather -d0 --op index_select --shape "$(repeat 63 1x)1" \
		--index-shape 1,1 "[1]" "[0]"'
fails result-too-large 1 ': >x.raw
	tgather -d1 --op index_select --shape 4611686018427387904,0 \
		--dtype u8 x.raw "[0,0,0,0]"'

# --- the fill value ---------------------------------------------------------

fails fill-array 2 'tgather -d0 --fill "[1]" "[1]" "[0]"'
fails fill-object 2 'tgather -d0 --fill "{}" "[1]" "[0]"'
fails fill-word 2 'tgather -d0 --fill none "[1]" "[0]"'
fails fill-two 2 'tgather -d0 --fill "1 2" "[1]" "[0]"'
fails fill-empty 2 'tgather -d0 --fill "" "[1]" "[0]"'
fails fill-too-large 1 'raw 1 --shape 1 --dtype u8 --fill 256'
fails fill-null 1 'raw 4 --shape 1 --dtype f4 --fill null'
fails fill-complex 2 'raw 8 --shape 1 --dtype c64 --fill "[1,2,3]"'

# What help says to do does what it says.
does() { # TEXT RESULT COMMAND - the command makes RESULT of TEXT
	printf %b "$1" >FILE && [ "$(eval "$3" <FILE)" = "$2" ]
}
helps() { # CASE - what stands behind the last colon of its help
	sed -n 's/.*: \([js][qe].*\)$/\1/p' "$goldens/$1.err" | tail -n 1
}
while read -r name text result; do
	ok "$name (the help works)" does "$text" "$result" "$(helps "$name")"
done <<'END'
json-ragged-short [[1,2,3],[4,5]] [[1,2,3],[4,5,null]]
index-ragged [[0],[1,1]] [[0,-1],[1,1]]
binary-float-null [[1,null]] [[1,NaN]]
binary-bool-null [[1,null]] [[1,0]]
END
as_table() { # FORMAT - the rows of a text table
	tgather --op index_select -d0 --header --input-format "$1" - '[0,1]'
}
ok 'json-table-header (the help works)' does 'x,y\n1,2\n3,4' '[[1,2],[3,4]]' \
	'as_table csv'
ok 'json-table-blanks (the help works)' does 'x y\n-1  2\n3 4' \
	'[[-1,2],[3,4]]' 'as_table text'
ok 'json-table-semicolon (the help works)' does 'x;y\n1.5;2\n3;4' \
	'[[1.5,2],[3,4]]' "tr ';' , <FILE | as_table csv"
ok 'index-null (the help works)' does '[[null],[2]]' '[[-1],[2]]' \
	"jq -c '(.. | nulls) |= -1'"
ok 'index-string (the help works)' does '[["3"],["22"]]' '[[3],[22]]' \
	"jq -c '(.. | strings) |= tonumber'"

# A bracket begins JSON; where it is a file that was meant, that is said.
fails bracket-file 1 'echo "[1]" >"[x].json"; tgather -d0 "[x].json" "[0]"'
fails bracket-file-index 1 'echo "[1]" >"[x].json"; tgather -d0 "[0]" "[x].json"'
fails bracket-file-name 1 \
	'echo "{}" >"[x].json"; tgather -d0 "[x].json:a" "[0]"'
expect bracket-file-info 1 'echo "[1]" >"[x].json"; tgather --info "[x].json"'
prints 'what it says is a file' '[1]' \
	eval 'echo "[1]" >"[x].json"; tgather -d0 "./[x].json" "[0]"'

# A newline in a name begins no line, and nothing is cut inside a character.
odd_name='{"a\nhelp: do":[1],"b\u001b[31m":[1]}'
fails newline-members 1 "printf %s '$odd_name' >x.json; tgather -d0 x.json '[0]'"
fails newline-nearest 1 "printf %s '$odd_name' >x.json; tgather -d0 'x.json:a
help: dx' '[0]'"
fails newline-in-name 1 "echo '{\"b\":[1]}' >x.json; tgather -d0 'x.json:c
help: do' '[0]'"
# A name of a file or a member does not turn the line that tells of it.
fails direction-in-name 3 "tgather -d0 '$(printf 'a\342\200\256b')' '[0]'"
expect newline-verbose 0 "printf %s '$odd_name' >x.json; tgather -v -d0 'x.json:a
help: do' '[0]' 2>&1 >out | sed 's/ *[0-9.]* ms / T ms /' >&2"
whole_characters() {
	for n in 2020 2021 2022 2023; do
		tgather --dim "$(repeat "$n" x)ééééééééééééééééé" '[1]' '[0]' 2>err
		iconv -f UTF-8 -t UTF-8 err >/dev/null || return
		! grep -q 'x[0-9A-F][0-9A-F]' err || return
	done
}
ok 'a message is cut between characters' whole_characters

# --- what cannot be one case of a table -------------------------------------

# text_cut_short TEXT INDEX - each error tells where
text_cut_short() {
	printf %s "$1" >whole.json
	tgather -d0 -q whole.json "$2" >expected &&
		cut_short whole.json x.json 0 1 tells_where "$2"
}
tells_where() {
	tgather -d0 -q x.json "$1" 2>said
	set -- $?
	grep '^tgather: x.json:1:[0-9]*: ' said >&2
	return "$1"
}
ok 'an array cut short at every byte' text_cut_short \
	'[[1.5e-3, -20 ,"a\n\u00e9é"],[null,{"k":[-Infinity,"x"]},false]]' '[[0]]'
ok 'an envelope cut short at every byte' text_cut_short \
	'{"k":{"é":[1,2]},"data":[[1,-2],[NaN,0]],"dtype":"f4","shape":[4]}' '[0]'

# The same through a mapping, where text ends exactly with a page.
page_short() {
	for end in ',"ab' ',"\u1' ',tru' ',1.e' ',{"a' ',123' ',-Infi' ' ,'; do
		{ printf '[1' && repeat 32760 ,1 && printf %14s "$end"; } >x.json
		[ "$(wc -c <x.json)" = 65536 ] || return
		tgather -d0 x.json '[0]' >out 2>err
		status=$?
		[ "$status" = 1 ] && [ ! -s out ] &&
			grep -q '^tgather: x.json:1:655[0-9]*: ' err && continue
		echo "$end: status $status" && cat out err
		return 1
	done
}
ok 'text cut short at the end of a page' page_short

# A key is more than what stands before its first NUL.
nul_in_key() {
	printf %s '{"a\u0000b":[1],"c":[2]}' >x.json
	tgather -d0 x.json:a '[0]' 2>err
	[ $? = 1 ] && grep -q 'x.json:1:1: .*no member "a"' err
}
ok 'a key with a NUL in it' nul_in_key

prints 'a byte order mark at the start' '[1]' json '\0357\0273\0277 [1]'
prints 'depth 64' "$(repeat 63 '[')[2]$(repeat 63 ']')" tgather --dim 63 \
	"$(repeat 63 '[')[1,2]$(repeat 63 ']')" \
	"$(repeat 63 '[')[1]$(repeat 63 ']')"
prints 'nesting of 1024 in an element' \
	"[{\"a\":$(repeat 1023 '[')$(repeat 1023 ']')}]" \
	json "[{\"a\":$(repeat 1023 '[')$(repeat 1023 ']')}]"
digits=$(repeat 10000 7)
prints 'a number of 10,000 digits' "[$digits]" json "[$digits]"
prints 'a fraction of 10,000 digits' "[-0.$digits]" json "[-0.$digits]"
prints 'an exponent of 10,000 digits' "[1e+$digits]" json "[1e+$digits]"

# --- shapes that do not fit, indices out of range ---------------------------

fails dim-too-high 1 'tgather --dim 2 "[[1,2],[3,4]]" "[[0]]"'
fails dim-too-low 1 'tgather --dim -3 "[[1,2],[3,4]]" "[[0]]"'
fails dim-one-dimension 1 'tgather --axis=1 "[1,2]" "[0]"'
fails dim-0d 1 'echo 5 >x.json; tgather -d1 x.json "[0]"'
fails mismatch-fewer-dims 1 'tgather -d0 "[[1,2],[3,4]]" "[0]"'
fails mismatch-more-dims 1 'tgather -d0 "[1,2]" "[[0]]"'
fails mismatch-story 1 \
	'tgather --dim 1 "$data/roi_loc.json" "$data/label.json"'
fails mismatch-0d-index 1 'echo 0 | tgather -d0 "[[1,2],[3,4]]"'
fails mismatch-size 1 'tgather -d0 "[[1,2],[3,4]]" "[[0,0,0]]"'
fails mismatch-size-empty 1 'tgather -d1 "[[1,2],[3,4]]" "[[],[],[]]"'
fails mismatch-batch 1 \
	'tgather --dim 1 --batch-dims 1 "[[1,2],[3,4]]" "[0,1,0]"'
fails mismatch-along-dim 1 'tgather --op take_along_dim -d0 "[[1,2],[3,4]]" \
	"[[0,0,0]]"'
fails mismatch-pick-dims 1 'tgather --op pick -d0 "[[1,2],[3,4]]" "[[0,1]]"'
fails mismatch-pick-size 1 'tgather --op pick -d0 "[[1,2],[3,4]]" "[0,1,0]"'
fails mismatch-pick-0d 1 'echo 5 >x.json; tgather --op pick -d0 x.json "[0]"'
fails mismatch-nd-0d 1 'echo 0 | tgather --op gather_nd "[1,2]"'
fails mismatch-nd-coordinates 1 'tgather --op gather_nd "[1,2]" "[[0,0]]"'
fails mismatch-nd-none 1 'tgather --op gather_nd "[1,2]" "[[]]"'
fails mismatch-nd-batch-index 1 \
	'tgather --op gather_nd --batch-dims 1 "[[1,2]]" "[0]"'
fails mismatch-nd-batch-input 1 \
	'tgather --op gather_nd --batch-dims 1 "[1,2]" "[[0],[0]]"'
fails batch-dims-over-dim 1 \
	'tgather --dim 0 --batch-dims 1 "[[1,2],[3,4]]" "[0,1]"'
fails batch-dims-over-index 1 \
	'tgather --dim 2 --batch-dims 2 "[[[1,2],[3,4]]]" "[0]"'
fails range-high 1 'tgather -d0 "[[1,2],[3,4]]" "[[0,2]]"'
fails range-negative 1 'tgather -d0 "[1,2]" "[0,-1]"'
fails range-negative-low 1 'tgather -d0 --negative "[1,2]" "[-2,-3]"'
fails range-negative-high 1 'tgather -d0 --negative "[1,2]" "[2]"'
fails range-first-of-several 1 'printf "[[0,\n  1],[5,\n 6]]" |
	tgather -d1 "[[1,2],[3,4]]" -'
fails range-empty-dim 1 'tgather -d0 "[]" "[0]"'
# a row of 2^63 bytes
fails range-no-long-row 1 ': >x; tgather -d0 --op index_select \
	--shape 0,2305843009213693952 --dtype f4 x "[0]"'
fails range-empty-result 1 \
	'tgather -d0 --op index_select --shape 2,0 "[]" "[1,2]"'
fails range-select 1 'tgather -d1 --op index_select "[[1,2],[3,4]]" "[0,1,2]"'
fails range-batch 1 \
	'tgather -d1 --batch-dims 1 "[[1,2],[3,4]]" "[0,2]"'
fails range-int64 1 'tgather -d0 "[1,2]" "[9223372036854775807]"'
fails range-int64-low 1 \
	'tgather -d0 --negative "[1,2]" "[-9223372036854775808]"'
fails range-0d 1 'echo 2 | tgather -d0 "[1,2]"'
fails range-raw 1 'printf "\0\1\2\1" >i.raw
	tgather -d0 --index-shape 2,2 --index-dtype u8 "[[1,2],[3,4]]" i.raw'
fails range-raw-uint64 1 'printf "\377\377\377\377\377\377\377\377" >i.raw
	tgather -d0 --index-shape 1 --index-dtype u64 "[1,2]" i.raw'
fails range-raw-big 1 'printf "\200\0" >i.raw
	tgather -d0 --index-shape 1 --index-dtype ">i2" "[1,2]" i.raw'
fails range-reshaped 1 'tgather -d0 --index-shape 2,1 "[[1],[2]]" "[0,3]"'
fails range-late 1 '{ printf "[0"; repeat 9999 ",0"; echo ",7]"; } >i.json
	tgather -d0 "[1,2]" i.json'

# Many indices are checked at once, the last few one by one: wherever one is out
# of range, and by however much, it is found and named.
range_anywhere() {
	for case in 'i32 l< -1 3 -2147483648 2147483647' \
		'i64 q< -1 3 -9223372036854775808 9223372036854775807'; do
		# shellcheck disable=SC2086 # its words
		set -- $case
		dtype=$1 pack=$2
		shift 2
		for value; do
			for at in 0 5 31 32 40; do
				perl -e 'my ($pack, $at, $value) = @ARGV;
					print pack "$pack*", map {
					$_ == $at ? $value : $_ % 3 } 0 .. 40' \
					"$pack" "$at" "$value" >i.raw
				tgather -d0 --index-shape 41 --index-dtype \
					"$dtype" '[7,8,9]' i.raw >out 2>err
				[ $? = 1 ] && [ ! -s out ] && grep -qF \
					"index [$at] is $value, out of" err ||
					return
			done
		done
	done
}
ok 'an index out of range, wherever it stands' range_anywhere
ok 'the same, in portable C' \
	eval 'export TGATHER_ISA=portable; range_anywhere'

finish
