#!/bin/sh
# Files that are made to cost much more than their size: each is read, or
# refused, within ten times its size or 16 MB, and in a few seconds.

# shellcheck disable=SC2094    # bombs.pl takes the name, it does not read
# shellcheck disable=SC2317    # commands are for eval
# shellcheck disable=SC3045    # ulimit -v and -t are tried before they are used
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# Bytes of address space that the program takes by itself, in KB.
own=8192

# bomb FILE ARG... - make the file, and call tgather with these limits.
bomb() {
	file=$1
	shift
	perl "$root/tests/formats/bombs.pl" "$file" >"$file" || return
	memory=$(($(wc -c <"$file") * 10 / 1024))
	[ "$memory" -gt 16384 ] || memory=16384
	# sanitizers take more memory and time
	if (ulimit -v $((own + 16384)) && tgather --version) >/dev/null 2>&1
	then
		ulimit -v $((own + memory))
		ulimit -t 6
	fi
	tgather "$@"
}

# The file's name is the name of the case.
for f in values.pt values-stored.pt stack.pt marks.pt memo.pt globals.pt \
	inflates.pt paths.pt deep.pt; do
	expect "$f" 1 "(bomb $f --op take $f '[0]')"
done
expect names.pt 1 '(bomb names.pt --info names.pt)'
expect keys.pt 1 '(bomb keys.pt --info keys.pt)'
expect keys-none.pt 1 '(bomb keys-none.pt --op take keys-none.pt:a "[0]")'
# What people save beside their tensors.
for f in list.pt integers.pt pairs.pt dicts.pt; do
	expect "$f" 0 "(bomb $f --op take $f:w '[0]')"
done

expect members.npz 0 '(bomb members.npz --op take members.npz:a69999 "[0]")'
expect members-miscounted.npz 1 '(bomb members-miscounted.npz \
	--op take members-miscounted.npz:a1 "[0]")'
expect claims.npz 1 '(bomb claims.npz --op take claims.npz "[0]")'
expect header.npy 1 '(bomb header.npy --op take header.npy "[0]")'

expect wide.npy 0 "(bomb wide.npy -d1 wide.npy '[]' --index-dtype int64 \
	--index-shape 0,4)"

expect tensors.safetensors 0 '(bomb tensors.safetensors \
	--op take tensors.safetensors:layer.7.weight "[0]")'
expect tensor-misspelt.safetensors 1 '(bomb tensors.safetensors \
	--op take tensors.safetensors:layer.7.weigh "[0]")'
expect tensor-twice.safetensors 1 '(bomb tensor-twice.safetensors \
	--op take tensor-twice.safetensors:layer.9.weight "[0]")'
expect keys.safetensors 1 \
	'(bomb keys.safetensors --op take keys.safetensors "[0]")'
expect tensors.gguf 0 \
	'(bomb tensors.gguf --op take tensors.gguf:t7 "[0]" --index-shape "()")'
expect tensor-misspelt.gguf 1 \
	'(bomb tensors.gguf --op take tensors.gguf:t200000 "[0]")'
expect keys.gguf 1 '(bomb keys.gguf --op take keys.gguf:a "[0]")'
expect many.safetensors.index.json 1 '(bomb many.safetensors.index.json \
	--op take many.safetensors.index.json:nowhere "[0]")'
# The path of the directory, which stands before each file, is long.
far() {
	path=$(printf '%1900s' '' | sed 's, ,./,g')$1
	(bomb "$1" --info "$path") 2>errors
	grep -c 'cannot open' errors
}
prints 'far.safetensors.index.json' 2 far far.safetensors.index.json

# Their listings are long: the number of lines is what was made.
expect envelopes.json 0 \
	'(bomb envelopes.json --info envelopes.json | wc -l | tr -d " ")'
expect nameless.json 0 \
	'(bomb nameless.json --info nameless.json | wc -l | tr -d " ")'
expect members.json 0 \
	'(bomb members.json --info members.json | wc -l | tr -d " ")'
expect deep.json 1 '(bomb deep.json --op take deep.json "[0]")'
expect digits.json 1 \
	'(bomb digits.json --op take digits.json "[0]" --dtype int64 -o x.npy)'
expect escapes.json 0 '(bomb escapes.json --op take escapes.json:b "[0]")'

finish
