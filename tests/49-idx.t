#!/bin/sh
# IDX, the format of MNIST: what NumPy wrote (tests/formats/make_vectors.py) is
# read, what is written is what NumPy would write, and a file is only taken for
# IDX where its size fits what its head says.
# shellcheck disable=SC2016,SC2059,SC2154,SC2317    # commands are for eval
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

files=$formats/idx
picks='--dim 0 --op index_select'
export files picks

# both READ WRITTEN - rows 4, 0, 4 and 2 of the file of a dtype, which is in the
# names of the golden files.
both() {
	file=${1%-read}
	dtype=${file#idx-}
	expect "$1" 0 "tgather $picks $files/$file.idx '[4,0,4,2]'"
	expect "$1" 0 "cp $files/$file.idx x; tgather $picks x '[4,0,4,2]'" \
		'another name'
	expect "$1" 0 "cat $files/$file.idx | tgather $picks - '[4,0,4,2]'" \
		'a pipe'
	expect "$1" 0 "gzip <$files/$file.idx >x-idx3-ubyte.gz
		tgather $picks x-idx3-ubyte.gz '[4,0,4,2]'" 'gzip'
	expect "$1" 0 "gzip <$files/$file.idx | tgather $picks - '[4,0,4,2]'" \
		'gzip from a pipe'
	expect "$1" 0 "{ head -c 3 $files/$file.idx; until_read
		head -c 9 $files/$file.idx | tail -c +4; until_read
		tail -c +10 $files/$file.idx; } | tgather $picks - '[4,0,4,2]'" \
		'a slow pipe'
	for from in "$file.idx" "$file.npy" "$file-big.npy"; do
		[ -e "$root/tests/formats/idx/$from" ] || continue
		expect "$2" 0 "tgather $picks -o x.idx $files/$from '[4,0,4,2]' &&
			cat x.idx" "from $from"
	done
	expect "$2" 0 "tgather $picks --output-format idx --dtype $dtype \
		$files/$file.json '[4,0,4,2]' | cat" 'from JSON'
	expect "$2" 0 "tgather $picks -o x $files/$file.idx '[4,0,4,2]' && cat x" \
		'the format of INPUT'
}
both idx-uint8-read idx-uint8-written
both idx-int8-read idx-int8-written
both idx-int16-read idx-int16-written
both idx-int32-read idx-int32-written
both idx-float32-read idx-float32-written
both idx-float64-read idx-float64-written
prints 'an index' '[7,9]' sh -c \
	'printf "\000\000\010\001\000\000\000\002\002\000" >labels
	tgather --op take "[9,8,7]" labels'
prints 'an index, big-endian' '[7,9]' sh -c \
	'printf "\000\000\013\001\000\000\000\002\000\002\000\000" >labels
	tgather --op take "[9,8,7]" labels'
prints 'no dims' '5' sh -c 'printf "\000\000\010\000\005" >x.idx
	tgather --dim 0 x.idx "[0]" --output-shape "()"'
prints 'no elements' '[]' sh -c \
	'printf "\000\000\010\001\000\000\000\000" >x
	tgather --dim 0 x "[]"'
prints 'the most dims' '[5]' sh -c '{
		printf "\000\000\010\100"
		for i in $(seq 64); do printf "\000\000\000\001"; done
		printf "\005"
	} >x && tgather --op take x "[0]"'
prints 'info: idx' '{"file":"../formats/idx/idx-int16.idx","name":null,'\
'"format":"idx","dtype":">int16","shape":[5,2,2],"bytes":40,"order":"C"}' \
	tgather --info "$files/idx-int16.idx"

# --- what is not IDX, though it begins like it ------------------------------

one='\000\000\010\001\000\000\000\001\007'
raw() {
	printf "$one" >"$1"
	shift
	tgather "$@"
}
prints 'raw by its name' '[0,8]' raw x.raw --op take --shape 9 --dtype u8 x.raw \
	'[0,2]'
prints 'raw by shape and dtype' '[0,8]' raw x --op take --shape 9 --dtype u8 x \
	'[0,2]'
prints 'raw by its format' '[8,7]' raw x --op take --input-format raw --shape 9 \
	--dtype u8 x '[2,8]'
expect idx-raw-by-name 1 'raw x.bin --op take x.bin "[0]"'
prints 'raw from a pipe by shape and dtype' '[8,7]' sh -c \
	"printf '$one' | tgather --op take --shape 9 --dtype u8 - '[2,8]'"
prints 'reshaped' '[[7]]' raw x --dim 0 --shape 1,1 x '[[0]]'
expect idx-one-byte-more 1 "{ printf '$one'; printf x; } >x
	tgather --dim 0 x '[0]'"
expect idx-one-byte-less 1 "printf '$one' | head -c 8 >x
	tgather --dim 0 x '[0]'"
expect idx-raw-wrong-size 1 "{ printf '$one'; printf x; } >x
	tgather --dim 0 --shape 3 --dtype u1 x '[0]'"
expect idx-endless 1 "{ printf '$one'; yes; } | tgather --dim 0 - '[0]'"
expect idx-endless-by-format 1 "{ printf '$one'; yes; } |
	tgather --dim 0 --input-format idx - '[0]'"
expect idx-named-one-byte-less 1 "printf '$one' | head -c 8 >x.idx
	tgather --dim 0 x.idx '[0]'"
expect idx-named-one-byte-more 1 "{ printf '$one'; printf x; } >x.idx
	tgather --dim 0 x.idx '[0]'"

# --- wrong heads ------------------------------------------------------------

# bytes BYTES - take an element of a file of these bytes
bytes() {
	printf "$1" >x.idx
	tgather --op take x.idx '[0]'
}
expect idx-empty 1 "bytes ''"
expect idx-no-zeros 1 "bytes '\001\000\010\001\000\000\000\001\007'"
expect idx-type-0 1 "bytes '\000\000\000\001\000\000\000\001\007'"
expect idx-type-10 1 "bytes '\000\000\012\001\000\000\000\001\007'"
expect idx-without-sizes 1 "bytes '\000\000\010\003\000\000\000\001'"
expect idx-65-dims 1 "bytes '\000\000\010\101\000\000\000\001'"
expect idx-overflow 1 "bytes '\000\000\016\003\377\377\377\377\377\377\377\377\
\377\377\377\377'"
expect idx-bytes-overflow 1 "bytes '\000\000\016\002\377\377\377\377\177\377\
\377\377'"
expect idx-name 1 "tgather --dim 0 $files/idx-int8.idx:a '[0]'"

# --- what cannot be written -------------------------------------------------

expect idx-write-int64 1 "tgather --dim 0 -o x.idx '[1,2]' '[0]'"
expect idx-write-uint16 1 "printf '\001\000' >x.raw
	tgather --dim 0 --dtype u2 --shape 1 -o x.idx x.raw '[0]'"
expect idx-write-text 1 "tgather --dim 0 -o x.idx '[\"a\"]' '[0]'"

# 20 GB that are not there, of which five elements are read.
sparse() {
	printf '\000\000\010\002\001\061\055\000\000\000\003\350' >x
	printf '\007' | dd of=x bs=1 seek=20000000011 conv=notrunc 2>dd.err
	tgather --op take x '[0,1,12345678901,19999999998,19999999999]'
}
of_huge_file prints 'five elements of 20 GB' '[0,0,0,0,7]' sparse
finish
