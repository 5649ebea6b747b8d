#!/bin/sh
# PyTorch's files; they come from tests/formats/make_pt.py.

# shellcheck disable=SC2016,SC2317    # commands are for eval and sh -c
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

for name in pt-plain pt-transposed pt-sliced pt-expanded pt-parameter \
	pt-permuted pt-float64 pt-float16 pt-bfloat16 pt-int64 pt-int32 \
	pt-int16 pt-int8 pt-uint8 pt-bool pt-complex64 pt-complex128; do
	expect "$name" 0 "tgather --op index_select --dim 0 \
		$formats/pt/tensors.pt:${name#pt-} '[1,0]'"
done
expect pt-state 0 'tgather --op index_select --dim 0 \
	$formats/pt/state.pt:layer.0.weight "[2,0]"'
expect pt-transposed 0 "cat $formats/pt/one.pt |
	tgather --op index_select --dim 0 - '[1,0]'" 'from a pipe'

takes() {
	prints "pt $1" "$3" tgather --op take "$formats/pt/$1" "$2"
}
takes one.pt '[1]' '[1.5]'
takes scalar.pt '[0]' '[2.5]'
takes tensors.pt:empty '[]' '[]'
takes nested.pt:state.dict.layer.0.weight '[5]' '[5.0]'
takes nested.pt:state.dict.bias '[0]' '[1.5]'
takes nested.pt:list.0 '[0]' '[3.0]'
takes nested.pt:list.1.0 '[0]' '[4.5]'
takes nested.pt:list.1.1.deep.0 '[1]' '[0.25]'
takes nested.pt:7 '[0]' '[1.5]'
takes nested.pt:shared.weight '[1]' '[0.25]'
takes nested.pt:again.weight '[1]' '[0.25]'
takes protocol4.pt:list.0 '[0]' '[1.5]'
takes big-endian.pt '[0,3]' '[1.0,4.0]'
takes v3.pt:uint16 '[2,3]' '[40000,65535]'
takes v3.pt:float8 '[2,3]' '[2.0,1.0]'
takes deflated.pt '[1,2]' '[3.0,2.0]'
ok 'pt becomes NPY without a name for the format' sh -c '
	tgather --op take "$formats/pt/one.pt" "[1]" -o out.npy &&
	[ "$(tgather --op take out.npy "[0]")" = "[1.5]" ]'

prints 'pt: --info of a view' \
	'"name":null,"format":"pt","dtype":"float32","shape":[6,4],"bytes":96,"order":"F"}' \
	sh -c 'tgather --info "$formats/pt/one.pt" | cut -d, -f2-'
ok 'pt: --info of many' sh -c '
	[ "$(tgather --info "$formats/pt/nested.pt" | wc -l)" = 13 ]'

expect pt-no-name 1 'tgather --op take $formats/pt/nested.pt "[0]"'
expect pt-wrong-name 1 \
	'tgather --op take $formats/pt/nested.pt:state.dict.layer.0.weigth "[0]"'
expect pt-not-a-tensor 1 'tgather --op take $formats/pt/nested.pt:epoch "[0]"'
expect pt-name-of-one 1 'tgather --op take $formats/pt/one.pt:x "[0]"'
expect pt-object 1 'tgather --op take $formats/pt/nested.pt:device.x "[0]"'
expect pt-module 1 'tgather --op take $formats/pt/module.pt "[0]"'
expect pt-module-name 1 \
	'tgather --op take $formats/pt/module.pt:layer.0.weight "[0]"'
expect pt-legacy 1 'tgather --op take $formats/pt/legacy.pt "[0]"'
expect pt-is-npz 1 \
	'tgather --op take $formats/npz/one.npz "[0]" --input-format pt'
expect pt-is-json 1 'tgather --op take "[1]" "[0]" --input-format pt'

# Hostile ones: an error, and nothing that they name is run. Each file of that
# folder is a case, which has the file's name.
for f in "$root"/tests/formats/broken-pt/*.pt; do
	f=${f##*/}
	case $f in
	ways.pt)
		# x.x.x...: every x may be a key alone or with the next
		name=:$(printf 'x.%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 \
			17 18 19 20 21 22 23 24 25 26 27 28 29 30)x ;;
	key-zero.pt) name=:a ;;
	*) name= ;;
	esac
	expect "$f" 1 "tgather --op take $formats/broken-pt/$f$name '[0]'
		status=\$?
		[ -z \"\$(ls)\" ] || echo 'it was run'
		exit \$status"
done

ok 'pt cut short' cut_short "$formats/pt/tensors.pt" cut.pt 0 64 \
	tgather --op take cut.pt:plain '[0]'
size=$(wc -c <"$root/tests/formats/pt/one.pt")
ok 'pt without its last bytes' cut_short "$formats/pt/one.pt" cut.pt \
	$((size - 100)) 1 tgather --op take cut.pt '[0]'

finish
