#!/bin/sh
# NPZ, read and written; the files come from tests/formats/make_npz.py.

# shellcheck disable=SC2016,SC2317    # commands are for eval and sh -c
# shellcheck disable=SC3045    # ulimit -v is tried before it is used
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

for f in stored deflated one zip64 zip64-deflated unended other-members; do
	case $f in
	one) name= ;;
	*) name=:w ;;
	esac
	expect npz-w 0 "tgather --op index_select --dim 0 \
		$formats/npz/$f.npz$name '[2,0]'" "$f"
done
for f in stored deflated; do
	expect npz-big 0 "tgather --op index_select --dim 1 \
		$formats/npz/$f.npz:a.b '[3,0]'" "$f"
	expect npz-fortran 0 "tgather --op index_select --dim 1 \
		$formats/npz/$f.npz:f '[2,0]'" "$f"
	expect npz-text 0 "tgather --op index_select --dim 0 \
		$formats/npz/$f.npz:text '[1]'" "$f"
	expect npz-scalar 0 "tgather --op take --output-shape '()' \
		$formats/npz/$f.npz:scalar '[0]'" "$f"
	prints "npz empty array in $f" '[]' \
		tgather --op index_select --dim 1 \
		"$formats/npz/$f.npz:empty" '[]'
done
prints 'npz with its ending in the name' '[0.5]' \
	tgather --op take "$formats/npz/stored.npz:w.npy" '[2]'
prints 'npz without a name' '[1.25]' tgather --op take "$formats/npz/one.npz" '[5]'
prints 'npz from a pipe' '[1.25]' \
	sh -c 'cat "$formats/npz/one.npz" | tgather --op take - "[5]"'

expect npz-no-name 1 'tgather --dim 0 $formats/npz/stored.npz "[0]"'
expect npz-wrong-name 1 'tgather --dim 0 $formats/npz/stored.npz:scala "[0]"'
# arr_0 holds 0 to 5: its index 2 is the first that is out of range
expect npz-index-range 1 'tgather --op take "[7,8]" $formats/npz/stored.npz:arr_0'
expect npz-empty 1 'tgather --dim 0 $formats/npz/empty.npz "[0]"'
expect npz-empty-name 1 'tgather --dim 0 $formats/npz/empty.npz:w "[0]"'

# Each file of that folder is a case, which has the file's name.
for f in "$root"/tests/formats/broken-npz/*.npz; do
	f=${f##*/}
	case $f in
	object.npz) name=:o ;;
	*) name=:w ;;
	esac
	expect "$f" 1 "tgather --op take $formats/broken-npz/$f$name '[0]'"
done
prints 'npz beside an array of objects' '[0.25]' \
	tgather --op take "$formats/broken-npz/object.npz:w" '[1]'

ok 'npz: --info reads headers, deflated or not' sh -c '
	for f in stored deflated; do
		tgather --info "$formats/npz/$f.npz" | cut -d, -f2- >$f
	done
	[ "$(wc -l <stored)" = 7 ] && cmp stored deflated'

# One that cannot be read hides no others.
expect npz-unreadable 1 'tgather --info $formats/npz/unreadable.npz'
prints 'npz: an array beside many that cannot be read' '[0.25]' \
	tgather --op take "$formats/npz/unreadable.npz:last" '[1]'
expect npz-macos 0 'tgather --info $formats/npz/macos.npz'
prints 'npz: the only array beside what macOS adds' '[0.25]' \
	tgather --op take "$formats/npz/macos.npz" '[1]'
expect npz-macos-name 1 'tgather --op take $formats/npz/macos.npz:dir/._w "[1]"'
expect npz-by-content 0 'tgather --info $formats/npz/by-content.npz'
prints 'npz: an array without .npy' '[0.25]' \
	tgather --op take "$formats/npz/by-content.npz:w" '[1]'

# ARRAY:FIELD, unless an array has that name.
for f in records records-deflated; do
	prints "npz: a field of $f" '[8,7]' \
		tgather --dim 0 "$formats/npz/$f.npz:r:x" '[1,0]'
	prints "npz: a field with a colon of $f" '[1.5,0.5]' \
		tgather --dim 0 "$formats/npz/$f.npz:r:b:c" '[1,0]'
	prints "npz: a field with .npy of $f" '[4]' \
		tgather --dim 0 "$formats/npz/$f.npz:r.npy:a" '[1]'
	prints "npz: a record of $f" '[{"a":4,"b:c":1.5,"x":8}]' \
		tgather --dim 0 "$formats/npz/$f.npz:r" '[1]'
done
prints 'npz: an array named as a field' '[0.25]' \
	tgather --dim 0 "$formats/npz/records.npz:r:a" '[1]'
expect npz-field-missing 1 'tgather --dim 0 $formats/npz/records.npz:r:y "[0]"'
expect npz-field-of-number 1 'tgather --dim 0 $formats/npz/stored.npz:w:y "[0]"'
expect npz-records 0 'tgather --info $formats/npz/records.npz'

# Written: the same array back, in an archive that others read.
ok 'npz written and read' sh -c '
	tgather --op take "$formats/npz/stored.npz:w" "[3,1,4]" -o out.npz &&
	[ "$(tgather --op take out.npz "[0,1,2]")" = "[0.75,0.25,1.0]" ]'
ok 'npz written from JSON' sh -c '
	tgather --op take "[[1,2],[3,4]]" "[[3],[0]]" -o out.npz &&
	[ "$(tgather --op take out.npz:arr_0 "[0,1]")" = "[4,1]" ]'
ok 'npz written twice is the same' sh -c '
	tgather --op take "$formats/npz/stored.npz:w" "[3,1]" -o 1.npz && sleep 1 &&
	tgather --op take "$formats/npz/stored.npz:w" "[3,1]" -o 2.npz &&
	cmp 1.npz 2.npz'
ok 'npz holds what npy does' sh -c '
	tgather --op take "$formats/npz/stored.npz:w" "[3,1]" -o 1.npy &&
	tgather --op take "$formats/npz/stored.npz:w" "[3,1]" -o 1.npz &&
	size=$(wc -c <1.npy) && # behind 30 bytes and w.npy
	 tail -c +36 1.npz | head -c "$size" |
	cmp - 1.npy'
expect npz-to-pipe 2 'tgather --op take "[1]" "[0]" --output-format npz'
# With --dim added as it is suggested, the next error would be this one.
expect npz-to-pipe-no-dim 2 'tgather "[1,2]" "[1]" --output-format npz'
ok 'npz that fails leaves nothing' sh -c '
	! tgather --op take "$formats/npz/one.npz" "[0,99]" -o out.npz 2>/dev/null &&
	[ -z "$(ls)" ]'

for f in stored deflated; do
	ok "npz cut short, $f" cut_short "$formats/npz/$f.npz" cut.npz 0 64 \
		tgather --op take cut.npz:w '[0]'
done

# The end of an archive is its directory, so that no byte of it may be missing.
size=$(wc -c <"$root/tests/formats/npz/one.npz")
ok 'npz without its last bytes' cut_short "$formats/npz/one.npz" cut.npz \
	$((size - 100)) 1 tgather --op take cut.npz '[0]'

# What a header promises is all that is inflated. Sanitizers take more memory
# than the limit allows.
limited() {
	gzip -dc "$formats/npz/bomb.npz.gz" >bomb.npz
	(ulimit -v 200000 && tgather --version) >/dev/null 2>&1 &&
		ulimit -v 200000
	[ "$(tgather --op take bomb.npz '[0]')" = '[0.0]' ]
}
ok 'npz bomb' limited

finish
