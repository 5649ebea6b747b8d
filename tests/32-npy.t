#!/bin/sh
# NumPy's files: every dtype, order, version and spelling of a header in, what
# np.save would write out, and what is refused. tests/formats/make_npy.py
# writes the files, the cases and their answers.
# shellcheck disable=SC2016,SC2154,SC2317   # commands are for eval
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# The byte order of the machine itself: '=', or none at all.
if is_big_endian; then
	of_little_endian="npy-fields-spelled npy-fields-spelled-b npy-no-order \
npy-native-order npy-spellings bad-descr-str.npy"
	native='\001\002'
else
	native='\002\001'
fi
native_order() {
	npy_header "$1" False '(1,)' >x.npy
	printf %b "$native" >>x.npy
	tgather --op take x.npy '[0]'
}
prints 'the order of the machine' '[258]' native_order '=i2'
prints 'no order' '[258]' native_order 'i2'

cases

# saves NAME HOW COMMAND - writes out.npy as golden file NAME.out has it
saves() {
	expect "$1" 0 "$3 && cat out.npy" "$2"
}

# --- where they come from and go to -----------------------------------------

# All of these hold [[10,20,30],[40,50,60]], or do the same gather as the case
# that the golden file is named after.
little=$npy/version-1.npy fortran=$npy/version-1-fortran.npy
export little fortran
columns='[[30,10],[60,40]]' picks='[[2,0],[2,0]]'

piped() {
	tail -c +1 "$npy/$1" | tgather --dim 1 - "$picks"
}
prints 'recognised in a pipe' "$columns" piped version-1.npy
prints 'Fortran order in a pipe' "$columns" piped version-1-fortran.npy
prints 'version 3.0 in a pipe' "$columns" piped version-3.npy
prints 'bytes behind it in a pipe' "$columns" piped behind.npy
piped_index() {
	tail -c +1 "$npy/index-i4-big.npy" | tgather --dim 1 "$1"
}
prints 'an index from a pipe' '[[0,3],[6,5],[9,8]]' \
	piped_index '[[0,1,2,3],[4,5,6,7],[8,9,10,11]]'
fifo() {
	mkfifo x
	cat "$little" >x &
	tgather --dim 1 x "$picks"
}
prints 'a FIFO' "$columns" fifo
renamed() {
	cp "$little" "$1"
	tgather --dim 1 "$1" "$picks"
}
for name in x x.dat x.json x.raw x.bin x.npz x.npy:y; do
	prints "recognised as $name" "$columns" renamed "$name"
done
renamed_json() {
	echo '[5,6]' >x
	tgather --dim 0 --input-format json x '[1]'
}
prints '--input-format json' '[6]' renamed_json
prints '--input-format npy' "$columns" tgather --dim 1 --input-format npy \
	"$fortran" "$picks"
prints '--index-format npy' '[7]' tgather --dim 0 --index-format npy \
	'[5,6,7]' "$npy/index-0d.npy" --index-shape 1
as_raw() {
	tgather --dim 0 --input-format raw --dtype '<i4' --shape 6 --offset 128 \
		"$little" '[5,0]'
}
prints '--input-format raw' '[60,10]' as_raw
header_as_raw() {
	tgather --dim 0 --input-format raw --dtype u8 --shape -1 "$little" \
		'[0,1,6]'
}
prints '--input-format raw of the header' '[147,78,1]' header_as_raw
prints 'a shape and a dtype do not make it raw' "$columns" tgather --dim 1 \
	--shape 2,3 --dtype int32 "$little" "$picks"
prints 'INPUT as INDEX' '[1,2,3]' tgather --dim 0 --index-base 1 \
	"$npy/single.npy" "$npy/single.npy"

saves npy-version-1 'by its name' \
	'tgather --dim 1 -o out.npy $little "[[2,0],[2,0]]"'
saves npy-version-1 'to standard output' 'tgather --dim 1 --output-format npy \
	-o - $little "[[2,0],[2,0]]" >out.npy'
saves npy-version-1 'as INPUT is' \
	'tgather --dim 1 -o out $little "[[2,0],[2,0]]" && mv out out.npy'
saves npy-version-1 'by option' 'tgather --dim 1 -o out.json \
	--output-format npy $little "[[2,0],[2,0]]" && mv out.json out.npy'
saves npy-version-1 'over INPUT' 'cp $little out.npy &&
	tgather --dim 1 -o out.npy out.npy "[[2,0],[2,0]]"'
saves npy-version-1 'from JSON' 'echo "[[10,20,30],[40,50,60]]" |
	tgather --dim 1 --dtype int32 -o out.npy - "[[2,0],[2,0]]"'
saves npy-version-1 'from raw' 'tgather --dim 1 --shape 2,3 --dtype "<i4" \
	--offset 128 --input-format raw -o out.npy $little "[[2,0],[2,0]]"'
saves npy-version-1 'from Fortran order' 'tgather --op take \
	--output-shape 2,2 -o out.npy $fortran "[2,0,5,3]"'
saves npy-gather-0-fortran-big 'by its name' "$(
	sed -n 's/^npy-gather-0-fortran-big //p' "$goldens/cases" |
		sed 's/--output-format npy/-o out.npy/')"
to_json() {
	tgather --dim 1 -o out.json "$little" "$picks" && cat out.json
}
prints 'to a JSON file' "$columns" to_json
# A byte order is kept within the format, and is little-endian elsewhere.
big_to_raw() {
	tgather --op take -o "$1" "$npy/index-u2-big.npy" '[1,2]' &&
		od -An -v -tx1 -j "$2" "$1"
}
prints 'big-endian to raw' ' 03 00 02 00' big_to_raw out.raw 0
prints 'big-endian to .npy' ' 00 03 00 02' big_to_raw out.npy 128

# --- JSON to NPY ------------------------------------------------------------

# A header of np.save's up to its blanks, and the bytes behind it.
from_json() {
	printf '%s\n' "$1" >x.json
	shift
	tgather -o x.npy "$@" && head -c 128 x.npy | tail -c +11 |
		sed 's/ *$//' && od -An -v -tx1 -j 128 x.npy
}
prints 'integers are saved as int64' \
	"{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }
 fe ff ff ff ff ff ff ff" from_json '[1,-2]' --dim 0 x.json '[1]'
prints 'booleans as bool' \
	"{'descr': '|b1', 'fortran_order': False, 'shape': (1, 2), }
 01 00" from_json '[[true,false]]' --dim 0 x.json '[[0,0]]'
prints 'a scalar' "{'descr': '<f8', 'fortran_order': False, 'shape': (), }
 00 00 00 00 00 00 f8 3f" from_json 1.5 --dim 0 --output-shape '()' x.json '[0]'
prints '--dtype for NPY' \
	"{'descr': '<f2', 'fortran_order': False, 'shape': (2,), }
 00 3c 00 3e" from_json '[1,1.5]' --dim 0 --dtype f16 x.json '[0,1]'
prints 'a big-endian --dtype' \
	"{'descr': '>u4', 'fortran_order': False, 'shape': (1,), }
 00 00 00 02" from_json '[1,2]' --dim 0 --dtype '>u4' x.json '[1]'
prints 'complex pairs' \
	"{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }
 00 00 80 3f 00 00 00 c0" from_json '[[1,-2]]' --dim 0 --dtype c64 x.json '[0]'
prints 'nothing' \
	"{'descr': '<f8', 'fortran_order': False, 'shape': (0,), }" \
	from_json '[]' --dim 0 x.json '[]'
there_and_back() {
	tgather --dim 0 -o x.npy '[0.1,-1e22,5e-324,NaN]' '[3,1,2,0]' &&
		tgather --dim 0 x.npy '[0,1,2,3]'
}
prints 'to .npy and back' '[NaN,-1e+22,5e-324,0.1]' there_and_back

# --- a file larger than memory, and offsets over 32 bits --------------------

# 5 GB of zeros that take no place, and a 7 behind them: the last number of an
# array in C order, or in Fortran order.
sparse() {
	npy_header '<i8' "$1" '(25, 25000000)' >x.npy
	truncate -s 5000000120 x.npy
	printf '\007\000\000\000\000\000\000\000' >>x.npy
	tgather --op gather_nd x.npy '[[24,24999999],[24,24999998],[23,24999999]]'
}
of_huge_file prints 'a number 5 GB into the file' '[7,0,0]' sparse False
of_huge_file prints 'the same in Fortran order' '[7,0,0]' sparse True

# Elsewhere it is not half read, but refused with the reason.
if maps_huge_files; then
	skip 'npy-too-large' 'this program maps it'
else
	expect npy-too-large 3 'npy_header "<i8" False "(25, 25000000)" >x.npy
		truncate -s 5000000128 x.npy; tgather --dim 0 x.npy "[[0]]"'
fi

# --- errors -----------------------------------------------------------------

expect npy-wrong-json 1 'tgather --dim 1 --input-format json $little "[[0],[0]]"'
expect npy-wrong-raw 1 'tgather --dim 1 --input-format raw $little "[[0],[0]]"'
expect npy-wrong-raw-size 1 'tgather --dim 1 --input-format raw --shape 2,3 \
	--dtype i4 $little "[[0],[0]]"'
expect npy-wrong-index-json 1 'tgather --dim 0 --index-format json "[5,6]" \
	$npy/index-zero.npy'
expect npy-not-npy 1 'echo "[1,2]" >x.json &&
	tgather --dim 0 --input-format npy x.json "[0]"'
expect npy-not-npy-name 1 'echo "[1,2]" >x.npy && tgather --dim 0 x.npy "[0]"'
expect npy-empty-file 1 ': >x.npy && tgather --dim 0 x.npy "[0]"'
expect npy-name 1 'tgather --dim 1 $little:a "[[0],[0]]"'
expect npy-index-name 1 'tgather --dim 0 "[5]" $npy/index-zero.npy:a'
expect npy-offset 1 'tgather --dim 1 --offset 128 $little "[[0],[0]]"'
expect npy-offset-0 1 'tgather --dim 1 --offset 0 $little "[[0],[0]]"'
expect npy-index-offset 1 'tgather --dim 0 --index-offset 8 "[5]" \
	$npy/index-zero.npy'
expect npy-dtype 1 'tgather --dim 1 --dtype int64 $little "[[0],[0]]"'
expect npy-dtype-sign 1 'tgather --dim 1 --dtype uint32 $little "[[0],[0]]"'
expect npy-dtype-big 1 'tgather --dim 0 --dtype float32 $npy/f8-big.npy "[[0]]"'
expect npy-index-dtype 1 'tgather --dim 0 --index-dtype int32 "[5]" \
	$npy/index-zero.npy'
expect npy-shape 1 'tgather --dim 0 --shape 7 $little "[0]"'
expect npy-shape-fortran-uneven 1 'tgather --dim 0 --shape 4,-1 $fortran "[[0,0]]"'
expect npy-index-bool 1 'tgather --dim 0 "[5,6]" $npy/b1.npy'
expect npy-index-float 1 'tgather --dim 0 "[5,6]" $npy/f4-big.npy'
expect npy-index-complex 1 'tgather --dim 0 "[5,6]" $npy/c8.npy'

# What is opaque can be named, by a type of its size, but not printed.
expect npy-dtype-opaque 1 'tgather --op take --dtype float32 $npy/V2.npy "[0]"'
expect npy-dtype-string 1 'tgather --op take --dtype int8 $npy/S1.npy "[0]"'
expect npy-print-V 1 'tgather --op take $npy/V3.npy "[0]"'
expect npy-print-V2 1 'tgather --op take $npy/bfloat16.npy "[0]"'
expect npy-print-M8 1 'tgather --op take $npy/M8.npy "[0]"'
expect npy-print-m8 1 'tgather --op take $npy/m8-big.npy "[0]"'
expect npy-print-f16 1 'tgather --op take $npy/f16.npy "[0]"'
expect npy-print-record 1 'tgather --op take $npy/record-title.npy "[0]"'
expect npy-print-record-o 1 'tgather --op take -o out.json $npy/record-title.npy "[0]"'
expect npy-print-f1 1 'npy_header "<f1" False "(1,)" >x.npy && printf x >>x.npy &&
	tgather --op take x.npy "[0]"'
expect npy-print-g4 1 'npy_header "<g4" False "(1,)" >x.npy && printf xxxx >>x.npy &&
	tgather --op take x.npy "[0]"'
prints 'an unknown type of a known size' '[1.0]' eval \
	'npy_header "<g2" False "(1,)" >x.npy; printf "\200\077" >>x.npy;
	tgather --op take --dtype bfloat16 x.npy "[0]"'
same_header() {
	npy_header "<g2" False "(1,)" >x.npy
	printf '\200\077' >>x.npy
	tgather --op take -o y.npy x.npy '[0]' && grep -ac "'descr': '<g2'" y.npy
}
prints 'an unknown type is carried' 1 same_header
expect npy-field-missing 1 'tgather --op take $npy/fields-even.npy:d "[0]"'
expect npy-field-near 1 'tgather --op take "$npy/fields-named.npy:a.c" "[0]"'
expect npy-field-control 1 'tgather --op take "$npy/fields-named.npy:xy" "[0]"'
expect npy-field-no-bytes 1 'tgather --op take $npy/fields-no-bytes.npy:a "[0]"'
expect npy-field-range 1 'tgather --dim 0 $npy/fields-packed.npy:v "[[3,0]]"'
expect npy-field-dims 1 'tgather --dim 0 $npy/fields-dims.npy:a "[0]"'
prints 'a name of control characters' '[44]' tgather --dim 0 \
	"$npy/fields-named.npy:$(printf 'x\n\ty')" '[2]'
nan_in_record() {
	tgather --op take "$@" "$npy/fields-nan.npy" '[0]'
}
prints 'NaN in a record' '[{"a":NaN,"b":1}]' nan_in_record
prints 'NaN in a record as null' '[{"a":null,"b":1}]' nan_in_record --nan null
expect npy-record-nan 1 'nan_in_record --nan error'
expect npy-record-no-code-point 1 'tgather --op take $npy/fields-no-code-point.npy "[0]"'
prints 'a record, --pretty' '[
  [{"a":0,"b":7.0,"c":[14.0,0.0]}],
  [{"a":2,"b":9.0,"c":[16.0,0.0]}]
]' tgather --quiet --dim 0 --pretty "$npy/fields-even.npy" '[[0],[1]]'

# Types are spelled in many ways. NumPy's own word on each is in the golden file.
spelled() {
	while read -r spelling _; do
		{
			npy_header "$spelling" False '(1,)'
			head -c 64 /dev/zero
		} >x.npy
		tgather --op take -o y.npy x.npy '[0]' || return
		written=$(head -n 1 y.npy | sed "s/.*'descr': '\([^']*\)'.*/\1/")
		echo "$spelling $written"
	done <"$goldens/npy-spellings.out"
}
expect npy-spellings 0 spelled
expect npy-index-opaque 1 'tgather --dim 1 "[[5]]" $npy/index-V8.npy'
expect npy-index-S 1 'tgather --dim 1 "[[5]]" $npy/S3.npy'
expect npy-index-record 1 'tgather --dim 1 "[[5]]" $npy/record.npy'
prints 'float8_e4m3fn' '[1.0,-1.0,448.0,NaN]' tgather --op take \
	--dtype float8_e4m3fn "$npy/f1.npy" '[0,1,3,4]'
prints 'float8_e5m2' '[0.5,-0.5,0.0]' tgather --op take \
	--dtype float8_e5m2 "$npy/f1.npy" '[0,1,5]'

# Where in an index, whichever its byte order, and in C order.
expect npy-range 1 'tgather --dim 1 "[[1,2,3],[4,5,6],[7,8,9]]" \
	$npy/index-i8.npy'
expect npy-range-big 1 'tgather --dim 1 "[[1,2,3],[4,5,6],[7,8,9]]" \
	$npy/index-u4-big.npy'
expect npy-range-fortran 1 'tgather --dim 0 "[[1,2],[4,5]]" \
	$npy/index-fortran.npy'
expect npy-range-0d 1 'tgather --dim 0 --op index_select "[1,2]" \
	$npy/index-0d.npy'
expect npy-range-input 1 'tgather --dim 1 $fortran "[[0,3],[2,-1]]"'
expect npy-mismatch 1 'tgather --dim 0 $fortran "[0,1]"'
expect npy-json-strings 1 'tgather --dim 0 -o out.npy "[\"a\"]" "[0]"'
expect npy-json-value 1 'tgather --dim 0 --dtype int8 -o out.npy "[1,200]" "[1]"'
expect npy-nan 1 'tgather --dim 0 --output-format npy -o x.npy "[NaN]" "[0]" &&
	tgather --dim 0 --nan error x.npy "[0]"'

# A pickle is not read, whatever it holds.
expect npy-object 1 'tgather --dim 0 $npy/object.npy "[0]"'
expect npy-object-shape 1 'tgather --dim 0 --dtype int64 $npy/bad-object.npy \
	"[[0]]"'
expect npy-object-index 1 'tgather --dim 0 "[5]" $npy/object.npy'
expect npy-object-info 1 'tgather --info $npy/object.npy'

# Each file of that kind is a case, which has the file's name.
for file in "$root"/tests/formats/npy/bad-*.npy; do
	file=${file##*/}
	expect "$file" 1 "tgather --op take -o out.npy \$npy/$file '[0]';
		status=\$?; ls -A; exit \$status" INPUT
	expect "$file" 1 "tgather --op take '[5]' \$npy/$file" INDEX
	expect "$file" 1 "tgather --info \$npy/$file" --info
	expect "$file" 1 "cat \$npy/$file >x && mkdir y && cd y &&
		tgather --op take --input-format npy ../x '[0]' 2>err;
		status=\$?; sed 's,\\.\\./x:,../npy/$file:,' err >&2;
		exit \$status" '--input-format npy'
done

# Cut short: at every 64th byte of a header of 128 bytes and 192 of data,
# within what is before the header, at its ends, and by one byte.
# cut BYTES NAME NAME - a file of the first ones, and a pipe
cut() {
	expect "$2" 1 "head -c $1 \$npy/whole.npy >x.npy &&
		tgather --dim 0 --op index_select x.npy '[0]'"
	expect "$3" 1 "head -c $1 \$npy/whole.npy |
		tgather --dim 0 --op index_select --input-format npy - '[0]'"
}
cut 0 npy-cut-0 npy-cut-0-pipe
cut 1 npy-cut-1 npy-cut-1-pipe
cut 5 npy-cut-5 npy-cut-5-pipe
cut 6 npy-cut-6 npy-cut-6-pipe
cut 7 npy-cut-7 npy-cut-7-pipe
cut 8 npy-cut-8 npy-cut-8-pipe
cut 9 npy-cut-9 npy-cut-9-pipe
cut 10 npy-cut-10 npy-cut-10-pipe
cut 11 npy-cut-11 npy-cut-11-pipe
cut 12 npy-cut-12 npy-cut-12-pipe
cut 64 npy-cut-64 npy-cut-64-pipe
cut 127 npy-cut-127 npy-cut-127-pipe
cut 128 npy-cut-128 npy-cut-128-pipe
cut 129 npy-cut-129 npy-cut-129-pipe
cut 192 npy-cut-192 npy-cut-192-pipe
cut 256 npy-cut-256 npy-cut-256-pipe
cut 319 npy-cut-319 npy-cut-319-pipe
prints 'not cut short' '[[0,1,2,3,4,5,6,7]]' tgather --dim 0 --op index_select \
	"$npy/whole.npy" '[0]'

# A byte order that is said has to be that of the file; without one, any is.
numbers='[1,-2,300]'
dtype_order() { # ORDER OF FILE, ORDER THAT IS SAID, STATUS
	tgather -d0 --dtype "$1i8" -o x.npy "$numbers" '[0,1,2]'
	tgather -d0 --dtype "$2" x.npy '[2]' >out 2>err
	[ $? = "$3" ]
}
for case in '< >i8 1' '> <i8 1' '< <i8 0' '> >i8 0' '< int64 0' '> int64 0' \
	'< >int64 1' '> i64 0'; do
	# shellcheck disable=SC2086 # its words
	ok "byte orders: $case" dtype_order $case
done
expect dtype-other-order 1 'tgather -d0 --dtype "<i8" -o x.npy "[1]" "[0]"
	tgather -d0 --dtype ">i8" x.npy "[0]"'
expect dtype-other-order-index 1 \
	'tgather -d0 --dtype ">i4" -o x.npy "[0]" "[0]"
	tgather -d0 --index-dtype "<i4" "[1]" x.npy'

finish
