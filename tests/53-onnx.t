#!/bin/sh
# ONNX: initializers that the onnx package wrote (tests/formats/make_onnx.py) are
# what it reads, elements in another file are found beside the model and nowhere
# else, and what is broken is refused.
# shellcheck disable=SC2016,SC2154,SC2317    # commands are for eval
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

models=$formats/onnx
picks='--dim 0 --op index_select'
export models picks

# rows MODEL NAME - rows 1, 0 and 1 of a tensor
rows() {
	expect "$2" 0 "tgather $picks $models/$1.onnx:$2 '[1,0,1]'"
}
for name in typed_int8 typed_uint8 typed_int16 typed_uint16 typed_int32 \
	typed_uint32 typed_int64 typed_uint64 typed_float16 typed_float \
	typed_double typed_bfloat16 typed_bool typed_complex64 typed_complex128 \
	raw_int8 raw_uint8 raw_int16 raw_uint16 raw_int32 raw_uint32 raw_int64 \
	raw_uint64 raw_float16 raw_float raw_double raw_bool raw_complex64 \
	raw_complex128; do
	rows all "$name"
done
rows external external_w
rows external external_i
expect typed_float 0 "tgather $picks $models/alone.pb '[1,0,1]'" 'alone'
expect typed_float 0 "tgather $picks $models/alone.pb:typed_float '[1,0,1]'" \
	'alone, by its name'
expect raw_int16 0 "tgather $picks $models/one.onnx '[1,0,1]'" 'without a name'
expect raw_int16 0 "cat $models/one.onnx |
	tgather $picks --input-format onnx - '[1,0,1]'" 'a pipe'
expect raw_int16 0 "gzip <$models/one.onnx >m.onnx.gz
	tgather $picks m.onnx.gz '[1,0,1]'" 'gzip'
expect raw_int16 0 "cp $models/one.onnx x
	tgather $picks --input-format onnx x '[1,0,1]'" '--input-format'
prints 'a scalar' '[7]' tgather --op take "$models/all.onnx:scalar" '[0]'
prints 'no elements' '[]' tgather --op take "$models/all.onnx:empty" '[]'
# external_i is numpy.arange(8).reshape(2, 4), and external_w has 0.25 k at k
# external_i is numpy.arange(8).reshape(2, 4), external_w has k / 4 at k
prints 'both operands, with elements in another file' \
	'[[0.0,0.25,0.5,0.75],[1.0,1.25,1.25,1.25]]' tgather --op take --mode clip \
	"$models/external.onnx:external_w" "$models/external.onnx:external_i"
prints 'written as NPY' '[[1.0,1.25]]' sh -c 'tgather --dim 1 -q -o x.npy \
	"$1/external.onnx:external_w" "[[1,2],[1,2]]" &&
	tgather --dim 0 --op index_select x.npy "[1]"' - "$models"

# The ONNX project's own tests of Gather, GatherElements and GatherND.
project_says() {
	data=$models/testdata/$1
	shift
	tgather -q "$@" -o out.npy "$data-input.pb" "$data-index.pb" &&
		cmp "$data.npy" out.npy
}
while read -r name options; do
	# shellcheck disable=SC2086
	ok "$name" project_says "$name" $options
done <"$root/tests/formats/onnx/testdata/cases"

# --- messages that nobody writes, but that mean something -------------------

# whole NAME - all elements of tensor w of a file
whole() {
	tgather --dim 0 "$models/$1.onnx:w" "$2"
}
prints 'a graph in two parts' '[0.0]' whole graph-in-two-parts '[0]'
prints 'numbers in parts' '[5,6,7,-1,9]' whole typed-in-parts '[0,1,2,3,4]'
prints 'floats one by one' '[-2.0,1.5]' whole floats-one-by-one '[1,0]'
prints 'one that is broken beside it' '[true]' whole one-that-is-broken '[0]'
# bytes 0 to 7 as float32: 2^-121 * 1.00390625 * ..., so their bytes are looked at
bytes_of() {
	tgather --op take --output-format raw "$models/$1.onnx:w" "$2" | hex
}
prints 'the last one wins' '04 05 06 07 00 01 02 03' bytes_of last-one-wins \
	'[1,0]'
prints 'sizes together' '04 05 06 07' bytes_of dims-packed '[1]'
prints 'elements in a directory' '04 05 06 07 00 01 02 03' \
	bytes_of external-in-sub '[1,0]'
prints 'a location twice' '00 01 02 03' bytes_of external-twice '[0]'
prints 'a part of a file' '04 05 06 07' bytes_of external-part '[0]'
prints 'nothing of a file' '' bytes_of external-nothing '[]'

prints 'FLOAT8E4M3FNUZ' '[1.0,NaN,240.0]' whole float8 '[0,1,2]'
prints 'FLOAT8E5M2FNUZ' '[1.0,NaN,57344.0]' tgather --dim 0 \
	"$models/float8.onnx:v" '[0,1,2]'
prints 'FLOAT8E8M0' '[1.0,NaN,2.0]' tgather --dim 0 "$models/float8.onnx:u" \
	'[0,1,2]'

# --- what is listed ---------------------------------------------------------

expect onnx-info 1 'cp $models/all.onnx . && tgather --info all.onnx'
expect onnx-info-external 0 'cp $models/external.onnx . &&
	tgather --info external.onnx'
expect onnx-info-alone 0 'cp $models/alone.pb . && tgather --info alone.pb'
expect onnx-info-one-is-broken 1 'cp $models/one-that-is-broken.onnx m.onnx
	tgather --info m.onnx'
expect onnx-no-name 1 'tgather -d0 $models/external.onnx "[[0]]"'
expect onnx-wrong-name 1 'tgather -d0 $models/all.onnx:raw_flot "[[0]]"'
expect onnx-far-name 1 'tgather -d0 $models/external.onnx:xyz "[[0]]"'
expect onnx-sparse 1 'tgather -d0 $models/all.onnx:thin "[[0]]"'
expect onnx-write 2 'tgather -d0 -o x.onnx "[1]" "[0]"'
expect onnx-write-name 2 'tgather -d0 -o x.onnx:a "[1]" "[0]"'
expect onnx-html 1 'echo "<html>" >x.onnx; tgather -d0 x.onnx "[0]"'
expect onnx-sequence 1 'printf "\012\003seq\020\001\032\000" >x.pb
	tgather --info x.pb'
# Its last field, of 4 bytes, could be left out.
cut_everywhere() {
	head -c -4 "$models/one.onnx" >m.onnx
	cut_short m.onnx x.onnx 0 1 tgather -d0 x.onnx:raw_int16 \
		'[[0]]'
}
ok 'cut short after every byte' cut_everywhere

# --- what is broken ---------------------------------------------------------

# Each file of that folder is a case, which has the file's name.
for file in "$root"/tests/formats/broken-onnx/*.onnx; do
	file=${file##*/}
	status=1 name=
	[ "$file" != external-missing.onnx ] || status=3
	[ "$file" != two-of-a-name.onnx ] || name=:w
	expect "$file" "$status" \
		"tgather --op take $formats/broken-onnx/$file$name '[0]'"
done

# A name that no command line has, and floats in a type that they do not have.
nul_in_name() {
	printf '\072\021\052\017\010\001\020\001\102\003a\000b\112\004abcd' \
		>x.onnx
}
expect onnx-nul-in-name 1 'nul_in_name; tgather -d0 x.onnx "[0]"'
expect onnx-nul-info 1 'nul_in_name; tgather --info x.onnx'
expect onnx-nul-other-name 1 'nul_in_name; tgather -d0 x.onnx:a "[0]"'
expect onnx-floats-in-8-bytes 1 \
	'printf "\010\002\020\001\041abcdefgh" >x.pb; tgather -d0 x.pb "[0]"'
expect onnx-integers-in-4-bytes 1 \
	'printf "\010\004\020\003\055\1\2\3\4" >x.pb; tgather -d0 x.pb "[0]"'

# 2^61 elements of 4 bytes, in another file, are more bytes than are counted.
huge_external() {
	printf '\072\023\052\021\010\200\200\200\200\200\200\200\200\040\020\001\102\001w\160\001' \
		>x.onnx
}
expect onnx-external-huge 1 'huge_external; tgather --info x.onnx'

# --- elements that lie outside ----------------------------------------------

# The model says eight.data; what that is, or leads to, differs.
beside() {
	cp "$models/external-twice.onnx" m.onnx
	tgather --dim 0 m.onnx '[0]'
}
expect onnx-link-out 1 'printf 12345678 >eight && mkdir d &&
	ln -s ../eight d/eight.data && cp $models/external-twice.onnx d/m.onnx &&
	tgather --dim 0 d/m.onnx "[0]"'
expect onnx-link-inside 1 'printf 12345678 >eight && ln -s eight eight.data &&
	beside'
expect onnx-link-to-nothing 1 'ln -s nothing eight.data && beside'
expect onnx-fifo 1 'mkfifo eight.data && beside'
expect onnx-device 1 'ln -s /dev/zero eight.data && beside'
expect onnx-no-file 3 'beside'
expect onnx-link-of-directory 1 'mkdir -p out/sub m &&
	cp $models/sub/eight.data out/sub && ln -s ../out/sub m/sub &&
	cp $models/external-in-sub.onnx m/m.onnx && tgather --dim 0 m/m.onnx "[0]"'
expect onnx-file-for-directory 3 'printf x >sub &&
	cp $models/external-in-sub.onnx m.onnx && tgather --dim 0 m.onnx "[0]"'
expect onnx-external-in-a-pipe 1 \
	'tgather --dim 0 --input-format onnx - "[0]" <$models/external-twice.onnx'
# A model that is itself a link has its elements where the link is.
prints 'a model that is a link' '00 01 02 03' sh -c 'cp "$1/eight.data" . &&
	ln -s "$1/external-twice.onnx" m.onnx && tgather --dim 0 \
	--output-format raw m.onnx "[0]" | od -An -tx1 | cut -c2-' - \
	"$models"
# The other file is read as long as the result is written.
expect onnx-output-is-read 2 'printf 01234567 >eight.data
	cp $models/external-large.onnx m.onnx && truncate -s 100000 eight.data &&
	tgather --dim 0 --output-format raw m.onnx "[0]" >>eight.data'

# 20 GB beside a model, of which five elements are read.
sparse() {
	cp "$models/external-20-gb.onnx" large.onnx
	truncate -s 20000000000 large.data
	printf '\007' | dd of=large.data bs=1 seek=19999999999 conv=notrunc \
		2>dd.err
	tgather --op take large.onnx '[0,1,12345678901,19999999998,19999999999]'
}
of_huge_file prints 'five elements of 20 GB' '[0,0,0,0,7]' sparse
finish
