#!/bin/sh
# What scripts rely on: exit statuses, and that neither language nor locale nor
# anything else in the environment changes a byte.
# shellcheck disable=SC2016,SC2317    # commands are for eval, in functions too
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# ends STATUS COMMAND - with that status, whatever it prints
ends() {
	ok "status $1: $2" ends_with "$1" "$2"
}
ends_with() {
	(eval "$2")
	set -- "$1" $?
	[ "$2" = "$1" ] || { echo "status $2" && return 1; }
}
ends 0 'tgather --dim 0 "[5,6]" "[1]"'
ends 0 'tgather --dim 1 "[[1,2],[3,4]]" "[[0,1]]"' # with a warning
ends 0 'tgather --help'
ends 0 'tgather --version'
ends 0 'tgather --completion bash'
ends 0 'tgather --info $data/small.json'
ends 0 'tgather --dry-run --dim 0 "[5,6]" "[1]"'
ends 1 'tgather --dim 0 "[5,6]" "[2]"'
ends 1 'tgather --dim 0 "[5,6" "[0]"'
ends 1 'tgather --dim 2 "[5,6]" "[0]"'
ends 1 'tgather --dry-run --dim 0 "[5,6]" "[2]"'
ends 1 'echo "[1]]" >x.json; tgather --info x.json'
ends 2 'tgather'
ends 2 'tgather "[5,6]" "[0]"'
ends 2 'tgather --frobnicate'
ends 2 'tgather --dim 0 "[5,6]" "[0]" "[0]"'
ends 3 'tgather --dim 0 missing.json "[0]"'
ends 3 'tgather --dim 0 "[5,6]" "[0]" -o missing/x.json'
ends 3 'tgather --dim 0 "[5,6]" "[0]" >/dev/full'
ends 3 'tgather --info $data/small.json missing.json'
ends_by_signal() {
	mkfifo "$work/never"
	timeout --preserve-status -s TERM 0.3 tgather --dim 0 "$work/never" '[0]'
	[ $? = 143 ]
}
ok 'a signal ends it as it does others' ends_by_signal

# Numbers in all directions, wherever a locale could put its comma.
numbers() {
	tgather --dim 0 --dtype float32 -o x.npy '[1.5,-2.25e-3,1e30]' '[2,1,0]'
	tgather --dim 0 x.npy '[0,1,2]'
	tgather --dim 0 --fill 0.5 x.npy '[0,9]'
	tgather --dim 0 '[1.50,1e400]' '[1,0]'
	tgather --dim 0 --dtype complex64 -o c.npy '[[1.5,2.5]]' '[0]'
	tgather --dim 0 c.npy '[0]'
	tgather --info x.npy
	tgather -v --dim 0 x.npy '[0]' 2>&1 | sed 's/ *[0-9.]* ms / T ms /'
	tgather --dim 0 x.npy '[3]' 2>&1
	tgather --dim 0 '[1,5]' '[0,5]' 2>&1
	tgather --dim 0 missing.json '[0]' 2>&1
	tgather --op gather-nd '[1]' '[0]' 2>&1
	tgather --help
}
run numbers
cp "$work/out" "$work/in_C"
in_locale() {
	LC_ALL=$1 numbers >out && cmp out "$work/in_C"
}
# German has a comma in numbers, and Turkish another capital letter for i.
for language in de_DE tr_TR; do
	if localedef -i $language -f UTF-8 "$work/$language.UTF-8" \
		>/dev/null 2>&1; then
		export LOCPATH="$work"
		prints "$language is there" 1,5 \
			env LC_ALL=$language.UTF-8 printf '%.1f\n' 1,5
		ok "the same bytes in $language" in_locale $language.UTF-8
	else
		skip "$language" 'the locale is not here'
	fi
done
ok 'the same bytes in a locale that does not exist' in_locale xx_XX.UTF-8
in_a_strange_environment() {
	env -i PATH="$PATH" tgather --dim 0 '[5,6]' '[1]' &&
		TMPDIR=/missing HOME=/missing COLUMNS=20 POSIXLY_CORRECT=1 \
			tgather '[5,6]' '[1]' --dim 0
}
prints 'neither HOME nor TMPDIR nor any other variable counts' '[6]
[6]' in_a_strange_environment

# Only how the work is done depends on these.
with_variable() {
	env "$1" tgather --version >/dev/null || return
	(eval "export $1" && numbers) >out && cmp out "$work/in_C"
}
for variable in TGATHER_PIECE=1 TGATHER_PIECE=100 TGATHER_PIECE= \
	TGATHER_MEMORY_LIMIT=1 TGATHER_MEMORY_LIMIT=100000 TGATHER_THREADS=5 \
	TGATHER_ISA=portable; do
	ok "the same bytes with $variable" with_variable "$variable"
done
for isa in sse2 avx2 neon; do
	if TGATHER_ISA=$isa tgather --version >/dev/null 2>&1; then
		ok "the same bytes with TGATHER_ISA=$isa" \
			with_variable TGATHER_ISA=$isa
	else
		skip "the same bytes with TGATHER_ISA=$isa" 'not this processor'
	fi
done
# The first line of --version is that of -V; the others have names.
version_lines() {
	version=$(sed -n 's/^#define TG_VERSION "\(.*\)"/\1/p' \
		"$root/src/cli/show.h")
	[ "$(tgather -V)" = "tgather $version" ] &&
		[ "$(tgather --version | head -n 1)" = "tgather $version" ] &&
		tgather --version | sed '1d; s/:.*//' | cmp - names
}
has_version_lines() {
	printf '%s\n' instructions threads confinement reads writes libraries \
		compiled >names && version_lines
}
ok 'version: names of its lines' has_version_lines
# says WHAT NAME [VARIABLE=VALUE]... - so says the line of --version of that name
says() {
	what=$1 name=$2
	shift 2
	said=$(env "$@" tgather --version | sed -n "s/^$name: //p")
	# shellcheck disable=SC2254    # it is a pattern
	case $said in
	$what) ;;
	*) printf '%s: %s\n' "$name" "$said" && return 1 ;;
	esac
}
ok 'version: instructions' says 'portable (this processor has portable*)' \
	instructions TGATHER_ISA=portable
ok 'version: threads' says 7 threads TGATHER_THREADS=7
ok 'version: not confined' says 'none, it is turned off' confinement \
	TGATHER_CONFINE=no
ok 'version: libraries' says 'libdeflate [0-9]*.[0-9]*, zlib [0-9]*.[0-9]*' \
	libraries
ok 'version: compiled' says '* [0-9]*, [36][24] bits, *-endian' compiled
# The formats that an unknown one is answered with are those that are read; of
# these, one can be written if -o takes a name with its ending.
formats_read() {
	tgather --input-format '?' --dim 0 '[1]' '[0]' 2>&1 |
		sed -n 's/.*the formats are //p' | tr -d ,
}
ok 'version: formats that are read' says "$(formats_read)" reads
formats_written() {
	for format in $(formats_read) svg; do
		tgather --output-format "$format" --dim 0 --dtype int32 '[[1]]' \
			'[[0]]' 2>&1 >/dev/null |
			grep -q 'can only be read$' ||
			printf '%s ' "$format"
	done | sed 's/ $//'
}
ok 'version: formats that are written' says "$(formats_written)" writes

# A folder that includes one above it; lint runs the same script on src/.
mkdir_tree() {
	mkdir -p src/io src/gather
	echo '#include "io/bytes.h"' >src/gather/plan.c
	echo '#include "gather/plan.h"' >src/io/bytes.c
}
points_upwards() {
	mkdir_tree
	"$root/tests/arrows.sh" -s src >out && return 1
	[ "$(cat out)" = "src/io/bytes.c:1: io includes gather/plan.h, but gather is above it" ]
}
ok 'an include of a folder above is found' points_upwards
unknown_folder() {
	mkdir_tree
	rm src/io/bytes.c
	"$root/tests/arrows.sh" -s src || return
	mkdir src/attic
	: >src/attic/x.c
	echo >>src/attic/x.c
	! "$root/tests/arrows.sh" -s src
}
ok 'a folder that is not in the list is found' unknown_folder

expect environment-piece 2 'TGATHER_PIECE=0 tgather --dim 0 "[5]" "[0]"'
expect environment-piece-large 2 \
	'TGATHER_PIECE=262145 tgather --dim 0 "[5]" "[0]"'
expect environment-memory-limit 2 'TGATHER_MEMORY_LIMIT=1G tgather --dim 0 "[5]" "[0]"'
expect environment-isa 2 'TGATHER_ISA=mmx tgather --dim 0 "[5]" "[0]"'

# Picks from a file larger than the memory there is come in the order of the
# file, and back into that of the index: element i of input is 3 i, so that
# the result is three times the index.
larger_than_memory() {
	perl -e 'print pack "L<*", map { 3 * $_ } 0 .. 99999' >x.raw
	perl -e 'print pack "L<*", map { $_ * 7919 % 100000 } 0 .. 49999' >i.raw
	perl -e 'print pack "L<*", map { 3 * ($_ * 7919 % 100000) } 0 .. 49999' \
		>expected
	for memory in 20000 200000 400000; do
		TGATHER_MEMORY_LIMIT=$memory tgather --dim 0 -o y.raw --dtype u32 \
			--shape -1 --index-dtype u32 --index-shape -1 \
			x.raw i.raw && cmp y.raw expected || return
	done
	# of rows, some of them filled; 0 is in none, as each begins with 3 i
	perl -e 'print pack "l<*", map { $_ % 5 ? $_ * 79 % 10000 : -1 }
		1 .. 5000' >i.raw
	perl -e 'print pack "L<*", map { my $r = $_ % 5 ? $_ * 79 % 10000 : -1;
		map { $r < 0 ? 1 : 3 * (10 * $r + $_) } 0 .. 9 } 1 .. 5000' \
		>expected
	TGATHER_MEMORY_LIMIT=300000 tgather --dim 0 -o y.raw --dtype u32 \
		--op index_select --fill 1 --shape -1,10 --index-dtype i32 \
		--index-shape -1 x.raw i.raw && cmp y.raw expected
}
ok 'an input larger than memory' larger_than_memory

# A terminal of its own shows how far a job is, and nothing of it stays.
if has_terminal; then
	shows_progress() {
		perl -e 'print "\0" x 4000000' >x.raw
		on_terminal 80 'tgather --progress --threads 1 --dim 0 \
			-o y.raw --op index_select --dtype u8 --shape 1,-1 \
			x.raw "[0]"' >said || return
		tr '\r' '\n' <said | grep -q \
			'^tgather: [ 0-9]*%  .* of .*, .*/s, .* left *$' ||
			{ cat said && return 1; }
		# the last thing is blanks over it, back to where it began
		tr '\r' '\n' <said | tail -n 1 | grep -q '^ *$'
	}
	silent() {
		on_terminal 80 'tgather --no-progress --dim 0 -o y.raw \
			"[1,2,3]" "[0]"; tgather --dim 0 "[1]" "[0]" -o y' \
			>said && [ ! -s said ]
	}
	ok 'progress is shown and taken away' shows_progress
	ok 'a short job shows none' silent
else
	skip 'progress is shown and taken away' 'no terminal here'
	skip 'a short job shows none' 'no terminal here'
fi

# UTF-8 passes as it is, in the C locale too.
names() {
	tgather --dim 0 --dtype u8 -o 'größe 寸.safetensors:重み/α' '[5,6]' '[1]'
	tgather --info 'größe 寸.safetensors' &&
		tgather --dim 0 'größe 寸.safetensors:重み/α' '[0]' &&
		echo '{"größe":[7],"x":[8]}' >m.json &&
		tgather --dim 0 m.json:größe '[0]' &&
		tgather --dim 0 m.json:/größe '[0]' &&
		tgather --dim 0 '["ä","\u00e4"]' '[1,0]'
}
expected='{"file":"größe 寸.safetensors","name":"重み/α","format":"safetensors","dtype":"uint8","shape":[1],"bytes":1,"order":"C"}
[6]
[7]
[7]
["\u00e4","ä"]'
prints 'names and strings in UTF-8' "$expected" names
expect scripts-utf8 1 'tgather -d0 --dtype u8 -o w.safetensors:größe "[5]" "[0]"
	tgather --dim 0 w.safetensors:grösse "[0]"'

finish
