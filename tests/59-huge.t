#!/bin/sh
# Files of 20 GB, of each binary format that is left where it is. They are holes
# but for their heads and the last byte, 0x40, which is the float16 or float32
# 2.0. Little is read of them: that shows in how much memory the program has
# used, when it has answered and waits for its next index.
# shellcheck disable=SC2016    # what Perl expands
# shellcheck disable=SC2317    # functions are called by name
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# How many kB more than for a few numbers may be used; without holes it is
# 20,000,000.
MORE=2500

# used INPUT INDEX ARG... - answer an index, to the file out, and print how many
# kB were used for it
used() {
	input=$1 index=$2
	shift 2
	: >out
	rm -f in && mkfifo in || return
	tgather --each "$@" "$input" in >out &
	exec 3<>in
	echo "$index" >&3
	await test -s out
	awk '/^VmHWM:/ { print $2 }' /proc/$!/status
	kill $!
	exec 3>&-
}

# huge FILE SIZE HEAD - a file of SIZE bytes behind the head that Perl prints
huge() {
	perl -e 'sub text { pack("Q<", length $_[0]) . $_[0] }
		sub padded { $_[0] . "\0" x (-length($_[0]) % 32) }
		print eval $ARGV[0]' "$3" >"$1" &&
		size=$(($(wc -c <"$1") + $2)) &&
		truncate -s $((size - 1)) "$1" && printf '\100' >>"$1"
}

# little INPUT INDEX ARG... - the last element of each pick, if that took little
few=$(cd "$work" && used '[[1,2],[3,4]]' '[0,1]' --dim 0 --op index_select)
little() {
	input=$1 index=$2
	shift 2
	kB=$(used "$input" "$index" "$@")
	[ "$kB" -le $((few + MORE)) ] || echo "$kB kB, and $few for few numbers"
	jq -c 'map((if type == "array" then last else . end) + 0)' out
}

if ! maps_huge_files || ! (cd "$work" && huge x 20000000000 '""') 2>/dev/null ||
	[ "$(du -k "$work/x" | cut -f 1)" -gt 100000 ] || [ -z "$few" ]; then
	skip 'files of 20 GB' 'no files with holes, or no /proc'
	finish
fi
rm "$work/x"

# elements NAME LAST FILE SIZE HEAD N ARG... - picks from N elements
elements() {
	name=$1 last=$2 file=$3 size=$4 head=$5 n=$6
	shift 6
	of_elements() {
		huge "$file" "$size" "$head" || return
		little "$file${member-}" "[0,1,$((n / 3)),$((n - 2)),$((n - 1))]" \
			--op take "$@"
	}
	prints "$name" "$last" of_elements "$@"
}
elements 'NPY' '[0,0,0,0,2]' x.npy 20000000000 \
	'"\x93NUMPY\1\0" . pack("v", 118) . sprintf("%-117s\n", "{\"descr\": " .
	"\"<f4\", \"fortran_order\": False, \"shape\": (5000000000,), }")' \
	5000000000
elements 'GGUF' '[0,0,0,0,2]' x.gguf 20000000000 \
	'padded("GGUF" . pack("L<Q<Q<", 3, 1, 0) . text("a") .
	pack("L<Q<L<Q<", 1, 5e9, 0, 0))' 5000000000
elements 'safetensors of F8_E4M3FNUZ' '[0,0,0,0,1]' x.safetensors \
	20000000000 'text(sprintf("%-88s", "{\"a\":{\"dtype\":\"F8_E4M3FNUZ\"," .
	"\"shape\":[20000000000],\"data_offsets\":[0,20000000000]}}"))' \
	20000000000
elements 'fbin' '[0,0,0,0,2]' x.fbin 20000000000 \
	'pack("L<L<", 5e6, 1000)' 5000000000
elements 'u8bin' '[0,0,0,0,64]' x.u8bin 20000000000 \
	'pack("L<L<", 20e6, 1000)' 20000000000
member=:distances
elements 'distances of ibin' '[0,0,0,0,2]' x.ibin 20000000000 \
	'pack("L<L<", 2500000, 1000)' 2500000000
member=
elements 'IDX' '[0,0,0,0,64]' x 20000000000 'pack("nCCNN", 0, 8, 2, 20e6, 1000)' \
	20000000000
elements 'a lone tensor of ONNX' '[0,0,0,0,64]' x.pb 20000000000 \
	'"\x08\x80\xd0\xac\xf3\x0e\x08\x05\x10\x02" .
	"\x4a\x80\x90\xdf\xc0\x4a"' 20000000000
elements 'raw data' '[0,0,0,0,2]' x.raw 20000000000 '""' 10000000000 \
	--dtype f16 --shape 10,1000000000
elements 'raw data in Fortran order' '[0,0,0,0,2]' x.raw 20000000000 \
	'""' 10000000000 --dtype f16 --shape 10,1000000000 --order F
external() {
	cp "$formats/onnx/external-20-gb.onnx" large.onnx
	huge large.data 20000000000 '""' &&
		little large.onnx '[0,1,12345678901,19999999999]' --op take
}
prints 'elements of ONNX in another file' '[0,0,0,64]' external

# rows NAME LAST FILE SIZE HEAD N ARG... - rows from N
rows() {
	name=$1 last=$2 file=$3 size=$4 head=$5 n=$6
	shift 6
	of_rows() {
		huge "$file" "$size" "$head" || return
		little "$file" "[0,1,$((n / 3)),$((n - 2)),$((n - 1))]" \
			--dim 0 --op index_select "$@"
	}
	prints "$name" "$last" of_rows "$@"
}
# the last block has a scale of 0, and so has the element whose byte is 64
rows 'rows of q8_0' '[0,0,0,0,0]' x.gguf 20400000000 \
	'padded("GGUF" . pack("L<Q<Q<", 3, 1, 0) . text("a") .
	pack("L<Q<Q<L<Q<", 2, 32, 6e8, 8, 0))' 600000000
rows 'rows of F4' '[0,0,0,0,2]' x.safetensors 20000000000 \
	'text(sprintf("%-80s", "{\"a\":{\"dtype\":\"F4\"," .
	"\"shape\":[20000000000,2],\"data_offsets\":[0,20000000000]}}"))' \
	20000000000
# Row k takes 1024 bytes, and begins with 255.
vectors() {
	huge x.fvecs 19999999996 'pack("L<", 255)' &&
		perl -e 'open my $f, "+<", "x.fvecs"; for (1, 5e6, 19531248) {
			seek $f, $_ * 1024, 0; print $f pack "L<", 255 }
			seek $f, 19531249 * 1024, 0; print $f pack "L<", 255' &&
		little x.fvecs '[0,1,5000000,19531248,19531249]' --dim 0 \
			--op index_select
}
prints 'rows of fvecs' '[0,0,0,0,2]' vectors

# What is named only is not searched for the end of its head.
fits_without_end() {
	printf 'SIMPLE  =                    T' >x.fits
	truncate -s 20000000000 x.fits
	# shellcheck disable=SC3045    # every sh that there is has it
	(ulimit -t 2 && tgather --info x.fits 2>&1 | head -n 1)
}
prints 'a FITS head without an end' 'tgather: x.fits: this is a FITS file' \
	fits_without_end

finish
