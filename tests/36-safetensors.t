#!/bin/sh
# safetensors: every rule of the format, reading by name, writing, float8, and
# the index of a sharded model. The files come from the small writer in
# tests/formats/make_safetensors.py; values were worked out by hand.
# shellcheck disable=SC2016,SC2086,SC2317    # functions are called by their names
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
good=$formats/safetensors
export good

# --- reading ----------------------------------------------------------------

prints 'the only tensor needs no name' '[[0.0],[5.0]]' \
	tgather -d1 $good/one.safetensors '[[0],[2]]'
prints 'nor is one refused' '[[0.0],[5.0]]' \
	tgather -d1 $good/one.safetensors:only '[[0],[2]]'
from_pipe() {
	# shellcheck disable=SC2002
	cat "$good/$1.safetensors" | tgather "-d$2" "-:$3" "$4"
}
prints 'from a pipe' '[[0.0],[5.0]]' from_pipe one 1 only '[[0],[2]]'
by_content() {
	cp "$good/one.safetensors" x.dat
	tgather -d1 x.dat:only '[[0],[2]]'
}
prints 'by its content' '[[0.0],[5.0]]' by_content
as_input_and_index() {
	tgather -d0 "$good/types.safetensors:f32" \
		"$good/shuffled.safetensors:a"
}
prints 'an index too' '[0.1,-2.0]' as_input_and_index

while read -r name values; do
	indices='[1,0]'
	case $name in e[45]*) indices='[5,4,3,2,1,0]' ;; esac
	prints "values of $name" "$values" \
		tgather -d0 "$good/types.safetensors:$name" "$indices"
done <<'END'
bool [true,false]
u8 [255,7]
i8 [-1,7]
i16 [-2,7]
u16 [65535,7]
i32 [-2,7]
u32 [4294967295,7]
i64 [-2,7]
u64 [18446744073709551615,7]
f16 [-2.0,0.1]
bf16 [-1.5,1.0]
f32 [-2.0,0.1]
f64 [-2.0,0.1]
c64 [[3.0,4.0],[0.1,-2.0]]
e4m3 [0.002,NaN,448.0,-1.5,1.0,0.0]
e5m2 [2e-05,Infinity,57344.0,-1.5,1.0,0.0]
END

prints 'a 0-d tensor' '-7' \
	tgather -d0 --index-shape '()' $good/shapes.safetensors:scalar '[0]'
prints 'an empty tensor' '[]' tgather -d0 $good/shapes.safetensors:empty '[]' \
	--index-shape 0,4
prints 'a size of 0 behind a large one' '[[]]' \
	tgather -d0 "$good/shapes.safetensors:empty too" '[[]]'
prints 'a name that is not ASCII' '[5]' \
	tgather -d0 $good/shapes.safetensors:é '[0]'
prints 'a name that is empty' '[9]' tgather -d0 $good/shapes.safetensors: '[0]'
prints '64 dimensions' '[6]' tgather --op take $good/shapes.safetensors:deep '[0]'
prints 'any order in the header, the first' '[1,0]' \
	tgather -d0 $good/shuffled.safetensors:a '[1,0]'
prints 'any order in the header, the second' '[3,2]' \
	tgather -d0 $good/shuffled.safetensors:z '[1,0]'
prints 'white space, escapes, unknown members' '[3]' \
	tgather -d0 $good/spaces.safetensors:a '[3]'
prints 'a surrogate pair in a name' '[3]' \
	tgather -d0 $good/surrogates.safetensors:😀 '[3]'
prints 'a header that is not padded' '[3]' \
	tgather -d0 $good/unpadded.safetensors '[3]'

# A dtype that is not read keeps nothing else from being read.
prints 'beside dtypes that are not read' '[1.0]' \
	tgather --op take $good/not-read.safetensors:a '[0]'
prints 'behind dtypes that are not read' '[8,7]' \
	tgather --op take $good/not-read.safetensors:e '[1,0]'
expect safetensors-not-read 1 \
	'tgather --info $good/not-read.safetensors >lines; s=$?
	jq -c "[.name, .dtype, .shape]" lines; exit $s'
expect safetensors-f4 1 'tgather --op take $good/not-read.safetensors:b "[0]"'

# --- elements of less than a byte -------------------------------------------

rows='tgather --dim 0 --op index_select'
prints 'the numbers of F4' \
	'[[0.0,0.5,1.0,1.5],[2.0,3.0,4.0,6.0],[-0.0,-0.5,-1.0,-1.5],[-2.0,-3.0,-4.0,-6.0]]' \
	$rows "$good/small.safetensors:f4" '[0,1,2,3]'
small() {
	$rows -o out.safetensors "$good/small.safetensors:$1" "$2" &&
		cmp "$good/$3.safetensors" out.safetensors
}
ok 'rows of F4' small f4 '[2,0]' output-f4
ok 'rows of F6_E2M3' small f6 '[1]' output-f6
ok 'rows of F6_E3M2' small 'f6 too' '[2,0]' output-f6-too
prints 'F4 becomes float32 in NPY' '[[-0.0,-0.5,-1.0,-1.5]]' sh -c \
	"$rows -o x.npy '$good/small.safetensors:f4' '[2]' && $rows x.npy '[0]'"
prints 'F6 as raw data' '06 07 08 09 0a 0b' sh -c \
	"$rows --output-format raw '$good/small.safetensors:f6' '[1]' |
		od -An -v -tx1 | cut -c2-"
prints 'info: F4' '{"file":"x.safetensors","name":"f4","format":"safetensors",'\
'"dtype":"F4","shape":[2,4],"bytes":4,"order":"C"}' sh -c \
	'cp "$1" x.safetensors && tgather --info x.safetensors' - \
	"$good/output-f4.safetensors"
expect safetensors-f4-column 1 \
	'tgather --dim 1 --op index_select $good/small.safetensors:f4 "[0]"'
expect safetensors-f6-to-json 1 \
	'$rows $good/small.safetensors:f6 "[0]"'

expect safetensors-no-name 1 'tgather -d0 $good/types.safetensors "[0]"'
expect safetensors-misspelt 1 'tgather -d0 $good/types.safetensors:e5m3 "[0]"'
expect safetensors-no-such 1 'tgather -d0 $good/shapes.safetensors:x "[0]"'
expect safetensors-no-tensor 1 'tgather -d0 $good/nothing.safetensors "[0]"'
expect safetensors-metadata-only 1 \
	'tgather -d0 $good/metadata-only.safetensors:a "[0]"'
expect safetensors-no-metadata 1 \
	'tgather -d0 $good/types.safetensors:__metadata__ "[0]"'
expect safetensors-other-dtype 1 \
	'tgather -d0 --dtype int32 $good/one.safetensors "[[0]]"'
expect safetensors-offset 1 \
	'tgather -d0 --offset 8 $good/one.safetensors "[[0]]"'
expect safetensors-index-dtype 1 \
	'tgather -d0 "[1]" $good/one.safetensors:only'

# --- what is broken ---------------------------------------------------------

# Each file of that folder is a case, which has the file's name.
for file in "$root"/tests/formats/broken-safetensors/*.safetensors; do
	file=${file##*/}
	expect "$file" 1 \
		"tgather --op take $formats/broken-safetensors/$file:a '[0]'"
done

# Every 64 bytes, and after each of the last ones.
copy_cut_short() {
	types=$good/types.safetensors
	for operand in x.safetensors:u64 x.safetensors; do
		cut_short "$types" x.safetensors 0 64 \
			tgather -d0 "$operand" '[0]' &&
			cut_short "$types" x.safetensors 1078 1 \
				tgather -d0 "$operand" '[0]' || return
	done
}
ok 'a copy cut short anywhere' copy_cut_short

longer() {
	cp "$good/one.safetensors" x.safetensors
	echo >>x.safetensors
	tgather -d1 x.safetensors '[[0]]'
}
expect safetensors-longer 1 longer

# A header of 50,000 tensors, the last of which is wanted; nothing in it may
# cost the square of that, which would be minutes.
many() {
	awk 'BEGIN {
		printf "{"
		for (i = 0; i < 50000; i++)
			printf "%s\"layer.%d.weight\":{\"dtype\":\"U8\"," \
				"\"shape\":[1],\"data_offsets\":[%d,%d]}", \
				i ? "," : "", i, i, i + 1
		printf "}"
	}' >header
	size=$(wc -c <header)
	for shift in 0 8 16 24 32 40 48 56; do
		printf %b "\\0$(printf %o $((size >> shift & 255)))"
	done >x.safetensors
	cat header >>x.safetensors
	zeros 50000 | tr '\0' A >>x.safetensors
	timeout 20 tgather -d0 x.safetensors:layer.49999.weight '[0]'
}
prints 'fifty thousand tensors' '[65]' many

# --- writing ----------------------------------------------------------------

# written EXPECTED ARG... - what is written to out.safetensors is that file
written() {
	expected=$1
	shift
	tgather "$@" || return
	cmp "$good/$expected.safetensors" "${output:-out.safetensors}"
}
input='[[0,1,2],[3,4,5]]'
ok 'written as the format asks' written output -q -d1 --dtype f32 \
	-o out.safetensors "$input" '[[2],[0]]'
to_pipe() {
	tgather -q -d1 --dtype f32 --output-format safetensors \
		"$input" '[[2],[0]]' | cat >out.safetensors
	cmp "$good/output.safetensors" out.safetensors
}
ok 'written to a pipe' to_pipe
big_endian() {
	printf '\0\0\0\0\077\200\0\0\100\0\0\0\100\100\0\0' >x.raw
	written output -d0 --shape 4,1 --dtype '>f4' -o out.safetensors \
		x.raw '[[2],[3]]'
}
ok 'big-endian elements are turned' big_endian
ok 'a declared byte order is not kept' written output -q -d1 --dtype '>f4' \
	-o out.safetensors "$input" '[[2],[0]]'
ok 'an empty tensor is written' written output-empty -d1 --dtype f32 \
	--index-shape 2,0 -o out.safetensors "$input" '[]'
ok 'a 0-d tensor is written' written output-0d --op take \
	-o out.safetensors '[3,-7]' --index-shape '()' '[1]'
ok 'bfloat16 is written' written output-bf16 -d0 --dtype bf16 \
	-o out.safetensors '[-1.5,1]' '[1,0]'

# With a name of its own: given, or INPUT's.
as_named() {
	name='a "b"\
é'
	output=named.safetensors
	written named -q -d1 --dtype f32 -o "$output:$name" "$input" \
		'[[2],[0]]'
}
ok 'written under a name' as_named
keeps_name() {
	tgather -d0 -o out.safetensors "$good/types.safetensors:u8" '[1]' &&
		tgather -d0 out.safetensors:u8 '[0]'
}
prints 'written under the name of INPUT' '[255]' keeps_name
keeps_name_in_a_pipe() {
	tgather -d0 --output-format safetensors "$good/types.safetensors:u8" \
		'[1]' | tgather -d0 -:u8 '[0]'
}
prints 'written to a pipe under the name of INPUT' '[255]' keeps_name_in_a_pipe
as_e8m0() {
	tgather -d0 -o "out.safetensors:output" \
		"$good/types.safetensors:e8m0" '[1,0]' &&
		cmp "$good/output-e8m0.safetensors" out.safetensors
}
ok 'F8_E8M0 out as it came' as_e8m0
prints 'F8_E8M0 has powers of two' '[1.0,5.877472e-39]' tgather -d0 \
	"$good/types.safetensors:e8m0" '[1,0]'
prints 'F8_E4M3FNUZ' '[NaN,240.0,-0.001]' tgather -d0 \
	"$good/types.safetensors:e4m3fnuz" '[2,1,0]'
prints 'F8_E5M2FNUZ' '[NaN,57344.0,-8e-06]' tgather -d0 \
	"$good/types.safetensors:e5m2fnuz" '[2,1,0]'

expect safetensors-write-complex128 1 \
	'tgather -d0 --dtype c128 -o x.safetensors "[[1,2]]" "[0]"; s=$?
	ls; exit $s'
expect safetensors-write-metadata 1 \
	'tgather -d0 -o x.safetensors:__metadata__ "[1]" "[0]"; s=$?
	ls; exit $s'
expect safetensors-write-not-utf-8 1 \
	'tgather -d0 -o x.safetensors:$(printf "a\377") "[1]" "[0]"; s=$?
	ls; exit $s'
expect safetensors-json-to-e8m0 1 \
	'tgather -d0 --dtype F8_E8M0 -o x.safetensors "[1]" "[0]"'

# --- through JSON and back --------------------------------------------------

# All bytes, or all pairs of bytes, of a type: printed, then read.
round_trip() {
	for type in "$@"; do
		dtype=${type%:*} count=${type#*:}
		seq -s, 0 $((count - 1)) | sed 's/.*/[&]/' >index.json
		tgather -d0 --shape "$count" --dtype "$dtype" -o a.safetensors \
			all.raw index.json &&
			tgather -d0 a.safetensors index.json >x.json &&
			tgather -d0 --dtype "$dtype" -o b.safetensors \
				x.json index.json || return
		cmp a.safetensors b.safetensors || return
	done
}
# The finite values and infinities, since NaN comes in one pattern.
float8_values() {
	seq 0 126 | awk '{ printf "\\0%o\\0%o", $1, $1 + 128 }' >format
	printf %b "$(cat format)" >all.raw
	round_trip float8_e4m3fn:254 || return
	seq 0 124 | awk '{ printf "\\0%o\\0%o", $1, $1 + 128 }' >format
	printf %b "$(cat format)" >all.raw
	round_trip float8_e5m2:250
}
ok 'all values of float8' float8_values
# Those with FNUZ have no infinity and no -0, which would be 128.
fnuz_values() {
	seq 0 255 | grep -vx 128 | awk '{ printf "\\0%o", $1 }' >format
	printf %b "$(cat format)" >all.raw
	round_trip float8_e4m3fnuz:255 float8_e5m2fnuz:255
}
ok 'all values of float8 with FNUZ' fnuz_values
# as_defined DTYPE FRACTION BIAS - all bytes are printed as numbers that are what
# sign, exponent and fraction mean
as_defined() {
	perl -e 'print map chr, 0 .. 255' >all.raw
	seq -s, 0 255 | sed 's/.*/[&]/' >index.json
	tgather -d0 --shape 256 --dtype "$1" all.raw index.json | tr -d '[]' |
		tr , '\n' | perl -ne '
		BEGIN { ($f, $bias) = splice @ARGV, 0, 2 }
		$b = $n++;
		$e = ($b & 127) >> $f; $m = ($b & 127) % 2 ** $f / 2 ** $f;
		$v = $e ? (1 + $m) * 2 ** ($e - $bias) : $m * 2 ** (1 - $bias);
		$v = -$v if $b > 127;
		($e, $v) = ($b, 2 ** ($b - 127)) if $f == 0;
		$nan = $b == ($f == 0 ? 255 : 128);
		# the shortest text is less than half a step away
		$half = 2 ** (($e || 1) - $bias - $f - 1);
		die "$b: $_" if $nan ? $_ ne "NaN\n" : abs($_ - $v) >= $half;
		END { die "$n values" if $n != 256 }' "$2" "$3"
}
ok 'float8_e4m3fnuz as it is defined' as_defined float8_e4m3fnuz 3 8
ok 'float8_e5m2fnuz as it is defined' as_defined float8_e5m2fnuz 2 16
ok 'float8_e8m0fnu as it is defined' as_defined float8_e8m0fnu 0 127
bfloat16_values() {
	seq 0 32639 | awk '{ for (s = 0; s < 256; s += 128)
		printf "\\0%o\\0%o", $1 % 256, int($1 / 256) + s }' >format
	printf %b "$(cat format)" >all.raw
	round_trip bfloat16:65280
}
ok 'all values of bfloat16' bfloat16_values

# bytes DTYPE JSON - its elements, as od shows them
bytes() {
	tgather --op take --output-format raw --dtype "$1" "$2" \
		"$(printf %s "$2" | jq -c 'to_entries | map(.key)')" >x.raw &&
		hex <x.raw
}
# 464 lies halfway between 448 and what would be 480; 17 between 16 and 18.
prints 'float8_e4m3fn is rounded once, ties to even' \
	'7e 7e 58 59 5a 00 01 80 fe' bytes float8_e4m3fn \
	'[448,464,17,17.000000000000000000000000000000001,19,0.0009765625,0.000976562500000000000000000001,-1e-9,-464]'
# 61440 lies halfway between 57344 and what would be 65536; 18 between 16 and 20.
prints 'float8_e5m2 is rounded once, ties to even' \
	'7b 7b 4c 4d 4e 7c fc 00 01' bytes float8_e5m2 \
	'[57344,61439.999999999999999999999999,18,18.000000000000000000000000000000000001,22,Infinity,-Infinity,0.00000762939453125,0.0000076293945312500000000001]'
# 232 lies halfway between 224 and 240; what is too small for -0 is 0.
prints 'float8_e4m3fnuz is rounded once, ties to even' '7e 7f 7f 00 00 80 ff' \
	bytes float8_e4m3fnuz '[232,232.00000000000000000000001,247.9,-0.0,-1e-9,NaN,-240]'
while read -r name dtype value; do
	expect "$name" 1 "tgather -d0 --dtype $dtype \
		--output-format raw '[$value]' '[0]'"
done <<'END'
float8-e4m3fn-over float8_e4m3fn 464.00000000000000000000000000000000000000000000001
float8-e4m3fn-480 F8_E4M3 480
float8-e4m3fn-infinity f8e4m3fn -Infinity
float8-e5m2-over torch.float8_e5m2 61440
float8-e5m2-string float8_e5m2 "1"
float8-e4m3fnuz-over float8_e4m3fnuz 248
float8-e4m3fnuz-infinity F8_E4M3FNUZ Infinity
float8-e5m2fnuz-over f8e5m2fnuz 61440
float8-e8m0-number float8_e8m0fnu 2
END
expect float8-ambiguous 2 'tgather -d0 --dtype float8 "[1]" "[0]"'

# --- the index of a sharded model -------------------------------------------

model=$good/model.safetensors.index.json
export model
prints 'a tensor of the first file' '[2,1]' tgather -d0 "$model:first" '[1,0]'
prints 'a tensor of the second file' '[6,5]' tgather -d0 "$model:last" '[1,0]'
prints 'the file that the index says, not another' '[8]' \
	tgather -d0 "$model:both" '[1]'
here() {
	cd "$good" && tgather -d0 model.safetensors.index.json:last '[1,0]'
}
prints 'an index in the current directory' '[6,5]' here
two() {
	tgather -d0 "[10,11,12,13,14,15,16]" "$model:last"
}
prints 'an INDEX of a sharded model' '[15,16]' two
both() {
	tgather -d0 "$model:first" "$good/shuffled.safetensors:a"
}
prints 'beside another file' '[1,2]' both
expect safetensors-index-missing 3 'tgather -d0 $model:missing "[0]"'
expect safetensors-index-absent 1 'tgather -d0 $model:absent "[0]"'
expect safetensors-index-outside 1 'tgather -d0 $model:outside "[0]"'
expect safetensors-index-hidden 1 'tgather -d0 $model:hidden "[0]"'
expect safetensors-index-root 1 'tgather -d0 $model:root "[0]"'
expect safetensors-index-none 1 'tgather -d0 $model:none "[0]"'
expect safetensors-index-nothere 1 'tgather -d0 $model:nothere "[0]"'
expect safetensors-index-fisrt 1 'tgather -d0 $model:fisrt "[0]"'
expect safetensors-index-no-name 1 'tgather -d0 $model "[0]"'
# The model as a whole: what can be listed, and what the index says in vain.
whole_model() {
	tgather --info "$1" >lines
	status=$?
	jq -c "[.file[-10:], .name, .format, .dtype, .shape]" lines
	return "$status"
}
expect safetensors-index-info 3 'whole_model $model'
# The index and files that transformers wrote before safetensors, and those of a
# variant. layer.weight is in the first file.
of_variants() {
	for index in pytorch_model.bin.index.json \
		pytorch_model.bin.index.fp16.json \
		model.safetensors.index.fp16.json; do
		cp "$formats/pt/script.pt" model-00001-of-00002.bin
		cp "$good/shuffled.safetensors" model-00002-of-00002.fp16.bin
		echo '{"weight_map":{"z":"model-00002-of-00002.fp16.bin",
			"layer.weight":"model-00001-of-00002.bin"}}' >"$index"
		whole_model "$index" && tgather -d0 "$index:layer.weight" '[1]' &&
			tgather -d0 "$index:z" '[1]' || return
	done
}
expect safetensors-index-variants 0 of_variants
gzipped_index() {
	cp "$good/"*.safetensors .
	gzip -nc "$model" >model.safetensors.index.json.gz
	tgather -d0 model.safetensors.index.json.gz:last '[1,0]'
}
prints 'an index in gzip' '[6,5]' gzipped_index
# A file that was not fetched, and what would be waited for.
unfetched() {
	printf 'version https://git-lfs.github.com/spec/v1\n' >a.safetensors
	mkfifo fifo
	cp "$good/shuffled.safetensors" b.safetensors
	echo '{"weight_map":{"x":"a.safetensors","y":"fifo",
		"z":"b.safetensors"}}' >m.safetensors.index.json
	timeout 20 tgather -d0 m.safetensors.index.json:y '[0]'
	[ $? = 1 ] || return 9
	timeout 20 tgather --info m.safetensors.index.json >lines
	[ $? = 1 ] && jq -c '[.name, .format, .dtype, .shape]' lines && return 1
}
expect safetensors-index-unfetched 1 unfetched
no_index() {
	for name in model.index.json x.safetensors.index.a.b.json \
		x.safetensors.json; do
		echo '{"weight_map":{"z":"none"},"z":[1,2]}' >"$name"
		tgather -d0 "$name:z" '[1]' || return
	done
}
prints 'another name is no index' '[2]
[2]
[2]' no_index

# A name with a prefix too many or too few.
prefixed() {
	tgather -d0 "$good/types.safetensors:$1" '[0]'
}
expect safetensors-prefix 1 'prefixed module.f32'

for file in "$root"/tests/formats/broken-safetensors/*.index.json; do
	file=${file##*/}
	expect "$file" 1 \
		"tgather -d0 $formats/broken-safetensors/$file:a '[0]'"
done

finish
