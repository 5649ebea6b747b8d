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

# Keys of any kind, and names that tell them apart. The numbers are those that
# make_pt.py gives the tensors, in order.
takes none-key.pt '[0]' '[1.0]'
takes "tuple-key.pt:('u','r','m')" '[1]' '[2.0]'
expect pt-tuple-key 1 'tgather --op take $formats/pt/tuple-key.pt "[0]"'
takes two-readings.pt:a.b '[0]' '[1.0]'
takes "two-readings.pt:'a.b'" '[0]' '[1.0]'
takes "two-readings.pt:'a'.'b'" '[0]' '[2.0]'
expect pt-two-names 1 'tgather --op take "$formats/pt/keys.pt:a.0" "[0]"'
listed_names() {
	tgather --info "$1" | jq -r '[.name, .dtype, (.shape | tostring)] | @json'
}
expect pt-keys 0 'listed_names $formats/pt/keys.pt'
expect pt-two-readings 0 'listed_names $formats/pt/two-readings.pt'
read_all_names() {
	i=0
	tgather --info "$formats/pt/keys.pt" | jq -c .name >names
	while read -r name; do
		i=$((i + 1))
		operand=$formats/pt/keys.pt:$(printf %s "$name" | jq -r .)
		[ "$(tgather --op take "$operand" '[0]')" = "[$i.0]" ] || return
	done <names
	[ "$i" = 18 ]
}
ok 'pt: every name that is listed is read' read_all_names

# The calls around tensors that torch.load allows.
for name in parameter new cpu tagged.x list.0 default.y set.0; do
	takes "calls.pt:$name" '[0,3]' '[1.0,4.0]'
done
takes calls.pt:version1 '[0,1]' '[2.0,3.0]'
takes calls.pt:subclass '[0,1]' '[3.0,4.0]'
takes calls.pt:untyped '[2,3,15]' '[128,63,64]'
takes calls.pt:conj '[0,1]' '[[1.0,-2.0],[3.0,-4.0]]'
takes calls.pt:neg '[0,1]' '[-1.0,-3.0]'
takes calls.pt:both '[0]' '[[-3.0,4.0]]'
takes conj-big-endian.pt '[0,1]' '[[1.0,-2.0],[3.0,-4.0]]'
# of two entries with one key, a dict has the last
takes neg-twice.pt '[1]' '[2.0]'
takes cpp-dict.pt '[3]' '[4.0]'
takes script.pt:layer.weight '[1]' '[2.0]'
takes script.pt:scale '[1]' '[4.0]'

# Arrays and scalars of NumPy.
takes numpy2.pt:big '[0,1]' '[258,-2]'
takes numpy2.pt:fortran '[0,1,2,3,4,5]' '[0,2,4,1,3,255]'
takes numpy2.pt:scalar '[0]' '[1.5]'
takes numpy2.pt:buffer '[0,1]' '[-2,3]'

# One that cannot be read hides no others.
takes one-unreadable.pt:last '[3]' '[4.0]'
expect pt-one-unreadable 1 \
	'tgather --info $formats/pt/one-unreadable.pt | jq -c "[.name, .shape]"
	tgather --info $formats/pt/one-unreadable.pt >/dev/null 2>&1'

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
# A name without what DataParallel and others put before it, or with more.
expect pt-prefix 1 \
	'tgather --op take $formats/pt/state.pt:0.weight "[0]"'
expect pt-prefix-more 1 \
	'tgather --op take $formats/pt/state.pt:module.layer.0.weight "[0]"'
expect pt-not-a-tensor 1 'tgather --op take $formats/pt/nested.pt:epoch "[0]"'
expect pt-name-of-one 1 'tgather --op take $formats/pt/one.pt:x "[0]"'
expect pt-object 1 \
	'tgather --op take $formats/pt/one-unreadable.pt:model.weight "[0]"'
expect pt-device 1 'tgather --op take $formats/pt/nested.pt:device.x "[0]"'
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
