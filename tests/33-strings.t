#!/bin/sh
# NumPy's strings, S and U, as JSON strings. What is expected is, for S, what
# Python's bytes.decode("utf-8", "surrogateescape") gives; the arrays are
# written here, as NumPy's format says.
# shellcheck disable=SC2317    # functions are called by their names
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# npy DESCR N BYTES - an array of N elements; BYTES as printf has them
npy() {
	npy_header "$1" False "($2,)"
	printf %b "$3"
}

# strings INDEX DESCR N BYTES
strings() {
	index=$1
	shift
	npy "$@" >x.npy
	tgather -d0 x.npy "$index"
}

prints 'bytes, without the zeros behind them' '["cd","","abc"]' \
	strings '[1,2,0]' '|S3' 3 'abccd\0\0\0\0'
prints 'a zero inside stays' '["a\u0000b","\u0000c"]' \
	strings '[0,1]' '|S3' 2 'a\0b\0c\0'
prints 'what JSON escapes' '["\"\\","\b\f","\n\r","\t\u0001","'\''/"]' \
	strings '[0,1,2,3,4]' '|S2' 5 \
	'\0042\0134\0010\0014\0012\0015\0011\0001\0047\0057'
prints 'bytes that are UTF-8' '["é","€","😀"]' strings '[0,1,2]' '|S4' 3 \
	'\0303\0251\0\0\0342\0202\0254\0\0360\0237\0230\0200'
# Cut short; a byte of Latin-1; a surrogate; too long a form; over U+10FFFF.
prints 'bytes that are no UTF-8' \
	'["\udcc3","\udce9a","\udced\udca0\udc80","\udcc0\udcaf","\udcf4\udc90\udc80\udc80"]' \
	strings '[0,1,2,3,4]' '|S4' 5 \
	'\0303\0\0\0\0351a\0\0\0355\0240\0200\0\0300\0257\0\0\0364\0220\0200\0200'
prints 'code points' '["é😀","€",""]' strings '[0,1,2]' '<U2' 3 \
	'\0351\0\0\0\0\0366\0001\0\0254\0040\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
prints 'code points, big-endian' '["é😀","€"]' strings '[0,1]' '>U2' 2 \
	'\0\0\0\0351\0\0001\0366\0\0\0\0040\0254\0\0\0\0'
prints 'a lone surrogate' '["\ud800x"]' strings '[0]' '<U2' 1 \
	'\0\0330\0\0x\0\0\0'
expect string-no-code-point 1 "strings '[0]' '<U1' 1 '\\0\\0\\0021\\0'"
expect string-fill 1 "strings '[0]' '<U1' 1 'a\\0\\0\\0' >/dev/null &&
	tgather -d0 --fill '\"b\"' x.npy '[7]'"
expect string-to-safetensors 1 "npy '|S1' 1 a >x.npy
	tgather -d0 -o x.safetensors x.npy '[0]'; s=\$?
	[ ! -e x.safetensors ] || echo written; exit \$s"

# Every byte an escape: longer than any number.
long() {
	npy '|S5000' 2 "$(printf '\\0001%.0s' $(seq 10000))" >x.npy
	tgather -d0 x.npy '[1,0]' | tr -d '[]"\n,' | sed 's/\\u0001/x/g' | wc -c |
		tr -d ' '
}
prints 'long strings' 10000 long

finish
