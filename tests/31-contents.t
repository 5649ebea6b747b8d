#!/bin/sh
# What is in a file, whatever its name is: gzip data, which is read; contents
# that are known by name, though they are not; input without an end. Signatures
# are those of the formats' own specifications; what gzip makes is gzip's.
# shellcheck disable=SC2016,SC2317    # commands are for eval, in functions too
# shellcheck disable=SC2059    # the bytes are given as for printf
# shellcheck disable=SC3045    # ulimit -v may fail
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

is() {
	[ "$1" = "$2" ] || { echo "is '$1', not '$2'" && return 1; }
}

# --- known by name ------------------------------------------------------------

# named FILE BYTES [ARG...] - a file that begins with BYTES, as for printf.
named() {
	printf "$2" >"$1"
	file=$1
	shift 2
	tgather -d0 "$file" '[0]' "$@"
}

expect content-lfs 1 'tgather --op take $in/lfs-pointer.safetensors "[0]"'
expect content-hdf5 1 'tgather -d0 $in/hdf5.dat "[0]"'
expect content-utf16 1 'tgather -d0 $in/utf16.json "[0]"'
expect content-lfs-info 1 'tgather --info $in/lfs-pointer.safetensors'
expect content-lfs-name 1 'tgather -d0 $in/lfs-pointer.safetensors:a "[0]"'
expect content-lfs-stdin 1 'tgather -d0 - "[0]" <$in/lfs-pointer.safetensors'
expect content-lfs-index 1 'tgather -d0 "[5]" $in/lfs-pointer.safetensors'
# The ending names a format that is opened before anything is read, and one that
# is another file's index.
for ending in npy npz pt bin json; do
	expect content-lfs-ending 1 "cp \$in/lfs-pointer.safetensors x.$ending
		tgather -d0 x.$ending '[0]' 2>err; status=\$?
		sed s/x.$ending/x.safetensors/ err >&2; (exit \$status)" $ending
done
expect content-lfs-shards 1 'cp $in/lfs-pointer.safetensors \
	m.safetensors.index.json; tgather -d0 m.safetensors.index.json:a "[0]"'
expect content-lfs-old 1 \
	'named x.npy "version https://hawser.github.com/spec/v1\n"'
expect content-html 1 'named x.npz "\n <!DOCTYPE html>\n<html></html>"'
expect content-html-lower 1 'named x.pt "<html><body>no</body></html>"'
expect content-xml 1 'named x.json "<?xml version=\"1.0\"?><Error/>"'
expect content-entry 1 'named x.safetensors "Entry not found"'
expect content-not-found 1 'named x.npy "404: Not Found"'
expect content-zstd 1 'named x.json.zst "\050\265\057\375\4\0Q\0\0[1]"'
expect content-zstd-stdin 1 \
	'printf "\050\265\057\375\4\0Q\0\0[1]" | tgather -d0 - "[0]"'
expect content-xz 1 'named x.json.xz "\3757zXZ\0\0\4"'
expect content-bzip2 1 'named x.json.bz2 "BZh91AY&SY"'
expect content-lz4 1 'named x.json.lz4 "\4\042\115\030"'
expect content-hdf5-512 1 \
	'{ zeros 512; printf "\211HDF\r\n\032\n"; } >x; tgather -d0 x "[0]"'
expect content-hdf5-2048 1 \
	'{ zeros 2048; printf "\211HDF\r\n\032\n"; } >x; tgather -d0 x "[0]"'
expect content-matlab 1 'named x.mat "MATLAB 5.0 MAT-file, Platform: GLNXA64"'
expect content-matlab73 1 '{ printf %-512s "MATLAB 7.3 MAT-file, Platform"
	printf "\211HDF\r\n\032\n"; } >x.mat; tgather -d0 x.mat "[0]"'
expect content-parquet 1 'named x.parquet "PAR1\025\004"'
expect content-arrow 1 'named x.arrow "ARROW1\0\0\377\377\377\377"'
expect content-feather 1 'named x.feather "FEA1\1\0\0\0"'
# The first message of a stream: its length, and the place of the first table.
expect content-arrow-stream 1 'named x.arrow \
	"\377\377\377\377\170\0\0\0\020\0\0\0\0\0\012\0"'
expect content-arrow-not 1 'named x.arrow \
	"\377\377\377\377\171\0\0\0\020\0\0\0\0\0\012\0"'
expect content-netcdf 1 'named x.nc "CDF\1\0\0\0\0"'
expect content-netcdf-2 1 'tgather -d0 $formats/images/cdf-2.nc "[0]"'
expect content-netcdf-5 1 'named x.nc "CDF\5\0\0\0\0"'
expect content-matlab-text 1 \
	'{ printf "%-124s\1\0MI" "A text of its own"; } >x.mat
	tgather -d0 x.mat "[0]"'
expect content-matlab-text-le 1 \
	'{ printf "%-124s\0\1IM" "A text of its own"; } >x.mat
	tgather -d0 x.mat "[0]"'
expect content-pickle 1 'named x.pkl "\200\4\225\3\0\0\0\0\0\0\0]\224."'
expect content-pickle-2 1 'named x.pkl "\200\2]q\0K\1a."'
expect content-joblib 1 \
	'named x.joblib "\200\4\225\3\0\0\0\0\0\0\0\214\022joblib.numpy_pickle."'
expect content-utf16-be 1 'named x.json "\376\377\0[\0001\0]"'
expect content-utf16-le-no-mark 1 'named x.json "[\0001\0]\0"'
expect content-utf16-be-no-mark 1 'named x.json "\0[\0001\0]"'
expect content-utf32 1 'named x.json "\377\376\0\0[\0\0\0]\0\0\0"'
expect content-utf32-le-no-mark 1 'named x.json "[\0\0\0001\0\0\0]\0\0\0"'
expect content-utf32-be-no-mark 1 'named x.json "\0\0\0[\0\0\0001\0\0\0]"'
expect content-png 1 'named x.png "\211PNG\r\n\032\n"'
expect content-jpeg 1 'named x.jpg "\377\330\377\340"'
expect content-pdf 1 'named x.pdf "%%PDF-1.7\n"'
expect content-sqlite 1 'named x.db "SQLite format 3\0"'
expect content-tar 1 '{ printf %-257s x | tr " " "\0"; printf ustar; } >x.tar
	tgather -d0 x.tar "[0]"'
# The name in the command is one word for the shell.
expect content-quoted 1 "named \"a b'c.zst\" '\050\265\057\375'"
expect content-format 1 'named x "\050\265\057\375" --input-format json'

# Images whose elements are raw data behind a head: the call that reads them is
# said, and reads them. The files are those of formats/make_images.py.
images=$formats/images
export images
expect content-nifti 1 'tgather --op take $images/one.nii "[0,23,5]"'
expect content-nifti-scaled 1 'tgather --op take $images/scaled.nii "[0]"'
expect content-nifti-pair 1 'tgather --op take $images/pair.hdr "[0]"'
expect content-nifti-info 1 'tgather --info $images/big.nii'
expect content-nifti-index 1 'tgather -d0 "[5]" $images/one.nii'
expect content-nifti-raw 1 \
	'tgather -d0 --shape 3,3 --dtype u8 $images/one.nii "[0]"'
expect content-nifti-gz 1 'gzip -nc $images/one.nii >x.nii.gz
	tgather --op take x.nii.gz "[0]"'
expect content-nifti-gz-stdin 1 'gzip -nc $images/one.nii |
	tgather --op take - "[0]"'
expect content-nifti-gz-index 1 'gzip -nc $images/one.nii >x.nii.gz
	echo "[0]" | tgather --op take x.nii.gz'
expect content-nifti-each 1 'tgather --each -d0 $images/one.nii'
expect content-fits 1 'tgather --op take $images/one.fits "[0,23,5]"'
expect content-fits-scaled 1 'tgather --op take $images/scaled.fits "[0]"'
expect content-fits-extension 1 'tgather --op take $images/extension.fits "[0]"'

# told FILE - what the call gives that is told for it
told() {
	file=$1
	tgather --op take "$file" '[0,23,5]' 2>err && return 9
	call=$(sed -n 's/^ *\(.*tgather --shape .*\)/\1/p' err)
	[ -n "$call" ] || { cat err; return 8; }
	eval "$call"
}
prints 'NIfTI-1, as told' '[0,23,5]' told $images/one.nii
prints 'NIfTI-2, as told' '[0.0,23.0,5.0]' told $images/two.nii
prints 'NIfTI-1, big-endian, as told' '[0.0,23.0,5.0]' told $images/big.nii
prints 'NIfTI-2, big-endian, as told' '[0.0,23.0,5.0]' \
	told $images/two-big.nii
prints 'NIfTI-1 in two files, as told' '[0,23,5]' told $images/pair.hdr
prints 'NIfTI-2 in two files, as told' '[0,23,5]' told $images/two-pair.hdr
prints 'FITS, as told' '[0.0,23.0,5.0]' told $images/one.fits
prints 'FITS of bytes, as told' '[0,23,5]' told $images/bytes.fits
prints 'FITS that is to be scaled, as told' '[-32768,-32745,-32763]' \
	told $images/scaled.fits
told_gzip() {
	gzip -nc "$images/one.nii" >"it's.nii.gz" && told "it's.nii.gz"
}
prints 'NIfTI in gzip, as told' '[0,23,5]' told_gzip

# Heads that are wrong are no reason to tell options.
# patched FILE POSITION BYTES... - these bytes at these places
patched() {
	name=$1
	cat "$images/$name" >"$name"
	shift
	while [ $# -gt 0 ]; do
		printf -- "$2" | dd of="$name" bs=1 seek="$1" conv=notrunc \
			status=none
		shift 2
	done
	tgather --op take "$name" '[0]' 2>err
	[ $? = 1 ] && grep -q 'this is a' err && grep -q 'python3 -c' err &&
		! grep -q "raw data" err && return
	echo "$@"
	cat err
	return 1
}
hostile_nifti() {
	patched one.nii 40 '\0\0' && patched one.nii 40 '\10\0' &&
		patched one.nii 40 '\377\377' && patched one.nii 42 '\0\0' &&
		patched one.nii 44 '\377\377' && patched one.nii 42 '\3\0' &&
		patched one.nii 70 '\200\0' 72 '\30\0' &&
		patched one.nii 72 '\10\0' &&
		patched one.nii 108 '\0\0\300\177' &&
		patched one.nii 108 '\0\0\200\277' &&
		patched one.nii 108 '\0\0\200\177' &&
		patched one.nii 108 '\0\0\0\0' &&
		patched one.nii 108 '\0\200\260\103' &&
		patched one.nii 108 '\0\200\310\103' &&
		patched two.nii 28 '\0\0\0\100' 36 '\0\0\0\100' &&
		patched two.nii 31 '\177' && patched two.nii 31 '\377' &&
		patched two.nii 175 '\377' && patched two.nii 175 '\177' &&
		patched two.nii 16 '\0\0\0\0\1' || return
	# a name that says nothing of the other file
	cp "$images/pair.hdr" x.nii
	tgather --op take x.nii '[0]' 2>err
	grep -q 'NIfTI' err && ! grep -q 'raw data' err || return
	head -c 399 "$images/one.nii" >x.nii
	tgather --op take x.nii '[0]' 2>err
	grep -q 'NIfTI' err && ! grep -q 'raw data' err || return
	head -c 347 "$images/one.nii" >x.nii
	tgather --op take x.nii '[0]' 2>err
	! grep -q 'NIfTI' err
}
ok 'NIfTI heads that are wrong' hostile_nifti
# The cards are SIMPLE, BITPIX, NAXIS, NAXIS1 to 3, EXTEND and END.
hostile_fits() {
	patched one.fits 107 '-33' && patched one.fits 109 'x' &&
		patched one.fits 189 '0' && patched one.fits 189 '2' &&
		patched one.fits 189 '4' && patched one.fits 188 '-3' &&
		patched one.fits 188 '99' && patched one.fits 269 '0' &&
		patched one.fits 268 '-4' && patched one.fits 267 '999' &&
		patched one.fits 250 '18446744073709551617' &&
		patched one.fits 250 ' 4611686018427387904' 331 \
			'9223372036854775807' &&
		patched one.fits 245 '2' && patched one.fits 248 ' ' &&
		patched one.fits 480 'GROUPS  ' && patched one.fits 560 'ABC' ||
		return
	for size in 80 200 2880 2975; do
		head -c "$size" "$images/one.fits" >x.fits
		tgather --op take x.fits '[0]' 2>err
		grep -q 'FITS' err && ! grep -q 'raw data' err || return
	done
}
ok 'FITS heads that are wrong' hostile_fits

# The lines of Python that are told, where Python has what they need.
by_python() {
	tgather --op take "$1" '[0]' 2>err
	line=$(sed -n 's/.*python3 -c/\/usr\/bin\/python3 -c/p' err)
	eval "$line" && tgather --op take new.npy "$2"
}
if /usr/bin/python3 -c 'import nibabel, astropy.io.fits, scipy.io' 2>/dev/null
then
	prints 'NIfTI by Python' '[1.0,47.0]' by_python $images/scaled.nii '[0,23]'
	prints 'FITS by Python' '[0,23]' by_python $images/scaled.fits '[0,23]'
	prints 'FITS by Python, an extension' '[0,23]' \
		by_python $images/extension.fits '[0,23]'
	prints 'MATLAB by Python' '[0,23]' by_python $images/five.mat '[0,23]'
	prints 'NetCDF 1 by Python' '[1.0,3.0]' by_python $images/cdf-1.nc '[0,2]'
	prints 'NetCDF 2 by Python' '[1.0,3.0]' by_python $images/cdf-2.nc '[0,2]'
else
	skip 'images by Python' 'no python3-nibabel, -astropy and -scipy'
fi

# Raw data is read whatever it begins with.
for start in 'PAR1' '<html' '\211HDF\r\n\032\n' '\037\213\010\0' '\377\376' \
	'version https://git-lfs.github.com/spec/v1\n'; do
	begins() {
		printf "$start" >x
		n=$(wc -c <x)
		tgather -d0 --shape "$n" --dtype u8 --output-format raw x \
			"[$(seq -s, 0 $((n - 1)))]" | cmp - x
	}
	ok "raw data that begins with $start" begins
done
as_raw() {
	printf '\037\213\010\0' >x.json
	tgather -d0 --input-format raw --shape 2 --dtype u16 x.json '[1,0]'
}
prints 'gzip data as raw' '[8,35615]' as_raw
expect content-raw-wrong-size 1 'named x.raw "PAR1" --shape 3 --dtype u8'
expect content-raw-gzip 1 'echo "[1]" | gzip -n >x
	tgather -d0 --shape 3 --dtype u8 x "[0]"'

# Only what is missing is asked for.
expect content-bytes 1 'named x "\1\2\3\4"'
expect content-bytes-dtype 1 'named x "\1\2\3\4" --dtype u8'
expect content-bytes-shape 1 'named x "\1\2\3\4" --shape 4'
expect content-bytes-both 1 'named x.json "\1\2\3\4" --shape 4 --dtype u8'
expect content-bytes-index 1 'printf "\1\2\3\4" >i
	tgather -d0 "[5]" i --index-dtype u8'

# --- gzip ---------------------------------------------------------------------

# The same as without gzip, for each format, by its content and by its name.
both() {
	name=$1
	shift
	cp "$file" "$name"
	tgather "$@" >expected || return
	tgather --info "$name" | sed 's/"file":"[^"]*"//' >expected.info
	gzip -n "$name"
	set -- "$@" --no-more
	while [ "$1" != --no-more ]; do
		case $1 in
		"$name"*) set -- "$@" "$name.gz${1#"$name"}" ;;
		*) set -- "$@" "$1" ;;
		esac
		shift
	done
	shift
	tgather "$@" >out || return
	cmp out expected || return
	tgather --info "$name.gz" | sed 's/"file":"[^"]*"//' >out.info
	cmp out.info expected.info
}
file=../data/small.json
ok 'gzip: JSON' both x.json -d0 --op index_select x.json '[1,0]'
file=../npy/version-1.npy
ok 'gzip: NPY' both x.npy --op take x.npy '[1,0]'
ok 'gzip: NPY as INDEX' both x.npy --op take --mode wrap '[4,5,6]' x.npy
file=../formats/safetensors/one.safetensors
ok 'gzip: safetensors' both x.safetensors --op take x.safetensors '[1,0]'
npz() {
	tgather -d0 -o a.npz:w '[[1,2],[3,4]]' '[[1,0]]' &&
		file=a.npz both x.npz -d0 x.npz:w '[[0,0]]'
}
ok 'gzip: NPZ with a name' npz
from_stdin() {
	echo '[5,6]' | gzip | tgather -d0 - '[1,0]'
}
prints 'gzip: standard input' '[6,5]' from_stdin
index_stdin() {
	echo '[1,0]' | gzip | tgather -d0 '[5,6]'
}
prints 'gzip: INDEX from standard input' '[6,5]' index_stdin
each() {
	printf '[0]\n[1,0]' | gzip | tgather --each -d0 '[5,6]'
}
prints 'gzip: a stream of indices' '[5]
[6,5]' each
# A text that has come is answered, though its member goes on.
each_flushed() {
	mkfifo in out
	timeout 20 perl -MIO::Compress::Gzip -e 'open $a, "+<", "out";
		open $o, ">", "in"; $z = IO::Compress::Gzip->new($o);
		$z->print("[1]\n"); $z->flush(2); $o->flush; $_ = <$a>;
		print; $z->close; close $o' >answer &
	timeout 20 tgather --each -d0 '[5,6]' in >out || return
	wait $! && cat answer
}
prints 'gzip: a text of a stream that waits' '[6]' each_flushed
# The second byte tells that this is no gzip data: no third one is waited for.
expect gzip-each-no-magic 1 'mkfifo in; exec 3<>in; printf "\037\n" >&3
	timeout 20 tgather --each -d0 "[5,6]" <in'
twice() {
	{ printf '[1,' | gzip; echo '2]' | gzip; zeros 700; } >x.json.gz
	tgather -d0 x.json.gz '[1]'
}
prints 'gzip: two members, and zeros behind them' '[2]' twice
large() {
	perl -e 'srand 1; print "[", join(",", map { int rand 1e9 }
		1 .. 60000), ",7]"' | gzip >x.json.gz
	[ "$(wc -c <x.json.gz)" -gt 65536 ] && tgather -d0 x.json.gz '[60000]'
}
prints 'gzip: a large file' '[7]' large
prints 'gzip: JSON under the name of JSON' '[1]' tgather -d0 $in/gzipped.json '[0]'
expect gzip-place 1 'printf "[1,\n2,x]" | gzip >x.json.gz
	tgather -d0 x.json.gz "[0]"'
expect gzip-garbage 1 '{ echo "[1]" | gzip; echo hi; } >x.json.gz
	tgather -d0 x.json.gz "[0]"'
expect gzip-garbage-zeros 1 '{ echo "[1]" | gzip; zeros 9
	echo "[1]" | gzip; } >x.json.gz; tgather -d0 x.json.gz "[0]"'
expect gzip-crc 1 'echo "[1]" | gzip -n | perl -0777 -pe "
	substr(\$_, -8, 1) ^= \"\\1\"" >x.json.gz; tgather -d0 x.json.gz "[0]"'
expect gzip-length 1 'echo "[1]" | gzip -n | perl -0777 -pe "
	substr(\$_, -4, 1) ^= \"\\1\"" >x.json.gz; tgather -d0 x.json.gz "[0]"'
# The checksum stands behind an array whose length is known before.
expect gzip-crc-npy 1 'gzip -nc $npy/version-1.npy | perl -0777 -pe "
	substr(\$_, -8, 1) ^= \"\\1\"" >x.npy.gz; tgather --op take x.npy.gz "[0]"'
cut_gzip() {
	echo '[[1,2],[3,4]]' | gzip -n >x.gz
	cut_short x.gz cut.json.gz 3 1 tgather -d0 cut.json.gz '[[0,0]]'
}
ok 'gzip: cut short anywhere' cut_gzip
expect gzip-format 1 'echo "[1]" | gzip >x.json.gz
	tgather -d0 --input-format json x.json.gz "[0]"'
# What the first byte alone is called would be no help.
gzip_slowly() {
	echo '[1]' | gzip -n | perl -e '$| = 1; while (read STDIN, $byte, 1) {
		print $byte; select undef, undef, undef, 0.01 }' |
		tgather -d0 --input-format "$1" - '[0]'
}
for format in json gguf idx; do
	expect gzip-slowly 1 "gzip_slowly $format" $format
done
expect gzip-twice 1 'echo "[1]" | gzip | gzip >x.json.gz
	tgather -d0 x.json.gz "[0]"'
expect gzip-output 2 'tgather -d0 -o x.json.gz "[1]" "[0]"'
expect gzip-output-zstd 2 'tgather -d0 -o x.npy.zst "[1]" "[0]"'
named_output() {
	tgather -d0 -o x.gz --output-format json '[1]' '[0]' && cat x.gz
}
prints 'an output that is named .gz on purpose' '[1]' named_output

# --- input without an end -----------------------------------------------------

# Limit memory to so many KB; sanitizers reserve more than any limit.
can_be_limited=$(ulimit -v 300000 && exec tgather --version 2>/dev/null)
limit_memory() {
	[ -z "$can_be_limited" ] || ulimit -v "$1"
}

# What is read beyond the place where it shows that it is wrong is little: the
# limits are for a program that goes on, and stop the writer's end, too.
endless() {
	ulimit -f 100000
	(limit_memory 400000; exec timeout 60 tgather "$@")
}
expect endless-raw 1 'endless -d0 --shape 4 --dtype u8 /dev/zero "[0]"'
expect endless-raw-pipe 1 'yes | endless -d0 --shape 2,2 --dtype i16 - "[[0,0]]"'
prints 'endless: raw data at an offset' '[121,10]' sh -c \
	'yes | tgather -d0 --shape 4 --offset 2 --dtype u8 - "[0,1]"'
expect endless-raw-no-shape 1 \
	'endless -d0 --dtype u8 --input-format raw /dev/zero "[0]"'
expect endless-raw-index 1 \
	'endless -d0 "[5]" /dev/zero --index-shape 1 --index-dtype u8'
expect endless-raw-info 1 \
	'endless --info --shape 4 --dtype u8 --input-format raw /dev/zero'
expect endless-words 1 'yes | endless -d0 "[1,2]"'
expect endless-numbers 1 'yes 1, | endless -d0 "[1,2]"'
expect endless-behind 1 '{ echo "[1,2]"; yes; } | endless -d0 "[1,2]"'
# The end of a text with short rows is found in the middle of any others.
expect endless-behind-rows 1 \
	'{ echo "["; yes "[1]," | head -n 100000; echo "[1]]"; yes "[1],"; } |
		endless -d0 - "[0]"'
expect endless-texts 1 'yes "[1,2]" | endless -d0 "[1,2]"'
expect endless-array 1 '{ echo "["; yes; } | endless -d0 "[1,2]"'
expect endless-brackets 1 'yes "[" | endless -d0 "[1,2]"'
expect endless-deeper 1 'yes "[1," | endless -d0 "[1,2]"'
expect endless-no-comma 1 'yes "[1" | endless -d0 - "[0]"'
expect endless-objects 1 "yes '{\"a\":1' | endless -d0 - '[0]'"
expect endless-each-brackets 1 'yes "{" | endless --each -d0 "[1,2]"'
deepest() {
	{
		printf %1024s "" | tr ' ' '['
		printf '[7]'
		printf %1024s "" | tr ' ' ']'
		printf %70000s ""
	} | tgather -d0 "-:$(printf %1024s "" | sed 's, ,/0,g')" '[0]'
}
prints 'as many brackets as a pointer has steps, from a pipe' '[7]' deepest
# Far behind the first bytes, and followed by what could be right.
expect endless-far 1 \
	'{ echo "[1"; yes ,1 | head -n 1000000; echo @; yes ,1; } |
		endless -d0 - "[0]"'
# All that tokens are made of, in lines of all lengths.
all_tokens() {
	{
		echo '[0'
		for i in 1 2 3 4 5 6 7; do
			yes ',-1.25E+07,	Infinity,NaN,{"a" : [ true ]} ,null
,false,2e-3,"a/b@",-Infinity ,6'"$i"
		done | head -c 1100000 | head -n 35000
		echo ']'
	} >text
	# shellcheck disable=SC2002    # a pipe is meant
	cat text | tgather --op take - '[3,7]'
}
prints 'all tokens from a pipe' '[NaN,2e-3]' all_tokens
expect endless-string 1 '{ printf "[\""; cat /dev/zero; } | endless -d0 - "[0]"'
expect endless-zeros 1 'endless -d0 /dev/zero "[0]"'
expect endless-each 1 '{ echo "["; yes; } | endless --each -d0 "[1,2]"'
# Behind the part of a text of which all is looked at.
expect endless-late-words 1 \
	'{ echo "["; yes 1, | head -n 99999; yes; } | endless -d0 "[1,2]"'
expect endless-late-numbers 1 \
	'{ echo "["; yes 1, | head -n 99999; yes 1; } | endless -d0 "[1,2]"'
expect endless-late-string 1 '{ echo "["; yes 1, | head -n 99999
	printf "\""; cat /dev/zero; } | endless -d0 "[1,2]"'
expect endless-late-texts 1 '{ echo "[1"; yes ,1 | head -n 99999; yes "]"
	} | endless -d0 "[1,2]"'
expect endless-npy 1 'endless --op take --input-format npy /dev/zero "[0]"'
expect endless-npz 1 'endless -d0 --input-format npz /dev/zero "[0]"'
# How much of it was read is said, and differs.
safetensors_goes_on() {
	{ cat "$formats/safetensors/one.safetensors" /dev/zero; } |
		endless --op take - '[0]' 2>err
	is $? 1 && grep -q 'the tensors take 24 bytes of data, and' err
}
ok 'endless: a safetensors file and more' safetensors_goes_on
# NumPy reads no more of a pipe than the array either.
npy_goes_on() {
	{ cat "$npy/version-1.npy"; yes; } | endless --op take - '[0]' >out ||
		return
	tgather --op take "$npy/version-1.npy" '[0]' | cmp - out
}
ok 'endless: an NPY file and more' npy_goes_on
bomb() {
	zeros 300000000 | gzip >zeros.gz
	(limit_memory 300000; tgather -d0 zeros.gz '[0]')
}
expect endless-gzip 1 bomb
# Valid texts are not given up, whatever the parts they come in.
in_parts() {
	perl -e 'srand 1; @s = ("\"a\\\\\"", "\"\\\"]\"", "\"[\"", "{\"k\":[1]}",
		"-1.5e+3", "null", "Infinity", "\"\xC3\xA9\"", "[[], {}]");
		print "[", join(",", map { "{\"a\":$s[rand @s]}" } 1 .. 60000),
		"]"' >x.json
	tgather -d0 x.json '[59999,7]' >expected || return
	for size in 1000 4093 65536; do
		dd if=x.json bs="$size" status=none | tgather -d0 - '[59999,7]' |
			cmp - expected || return
	done
}
ok 'texts in parts' in_parts
# Both operands are the same input, of which they need different parts.
same_input() {
	{ printf '\5\6' && zeros 200000 && printf '\1\0'; } |
		tgather -d0 --shape 2 --offset 0 --dtype u8 --index-shape 2 \
			--index-offset 200002 --index-dtype u8 \
			/dev/stdin /dev/stdin
}
prints 'INPUT and INDEX from one input' '[6,5]' same_input

finish
