#!/bin/bash
# Build for other machines with Debian's cross compilers, with every warning an
# error, and run the core of the tests there: i386 as it is or under qemu, the
# others under qemu. `make check-cross` calls this. In the environment are MAKE;
# SHORT, if it is to take a minute or two, without the programs of tests/unit/;
# and TEST, the scripts to run if not the core: TEST="npy npz".
#
# Left out are
#   - what watches or ends processes: qemu-user has no ptrace and no landlock,
#     and is slow where seconds count (confine, signals, fault, shard, ranks,
#     engines, unbuffered, memory, bombs, huge);
#   - what is about this machine's own build: install, docs, completion, readme;
#   - zip where there are 32 bits: it reads archives of 4 GB;
#   - ops under qemu: it measures memory, and qemu needs some of its own.
set -u
cd "$(dirname "$0")/.." || exit

short='gather index-cast mask strings keys'
core='gather json-rows json-chunks reorder json-fuzz utf8 print ops index-cast
mask zip fuzz inflate json-ahead npy strings npz gguf safetensors text pt
vectors idx onnx keys'
scripts=${TEST:-${SHORT:+$short}}
scripts=${scripts:-$core}

declare -A gnu=([i386]=i686-linux-gnu [armhf]=arm-linux-gnueabihf
	[arm64]=aarch64-linux-gnu [s390x]=s390x-linux-gnu)
declare -A qemu=([i386]=qemu-i386 [armhf]=qemu-arm [arm64]=qemu-aarch64
	[s390x]=qemu-s390x)

base=$PWD/build/cross

# Have zlib and libdeflate of machine $1 in $base/$1: Debian's packages, which
# are unpacked and not installed, with lists that are not the system's.
fetch_libraries() {
	[ -e "$base/$1/usr/include/libdeflate.h" ] && return
	mkdir -p "$base/apt/lists/partial" "$base/apt/archives/partial" \
		"$base/$1" || return
	printf '%s;\n' "APT::Architectures { \"$(dpkg --print-architecture)\"; \
\"i386\"; \"armhf\"; \"arm64\"; \"s390x\"; }" \
		"Dir::State::Lists \"$base/apt/lists\"" \
		"Dir::Cache \"$base/apt\"" \
		'APT::Sandbox::User "root"' >"$base/apt/conf"
	export APT_CONFIG=$base/apt/conf
	# a list of a mirror that is just being written is not needed for these
	[ -e "$base/apt/updated" ] || apt-get update -qq 2>"$base/apt/log"
	touch "$base/apt/updated"
	(cd "$base/$1" && apt-get download -qq "zlib1g-dev:$1" \
		"libdeflate-dev:$1" &&
		for package in *.deb; do dpkg -x "$package" . || exit; done) && return
	cat "$base/apt/log" >&2
	return 1
}

# The make of machine $1.
build() {
	local machine=$1 root=$base/$1/usr
	shift
	${MAKE:-make} -s -j "$(nproc)" B="build/cross/$machine/build" \
		CC="${gnu[$machine]}-gcc" CXX="${gnu[$machine]}-g++" \
		CFLAGS='-O2 -Werror' CXXFLAGS='-O2 -Werror' \
		CPPFLAGS="-idirafter $root/include" \
		LDFLAGS="-L$(dirname "$(echo "$root"/lib/*/libz.a)")" \
		DEFLATE=-ldeflate LINK=-static "$@"
}

# Put programs beside each other that run those of machine $1.
wrap_programs() {
	local dir=$base/$1/run program to runs_here=
	mkdir -p "$dir" || return
	for program in "$base/$1"/build/tgather "$base/$1"/build/*_test \
		"$base/$1"/build/json_fuzz "$base/$1"/build/fuzz_replay; do
		[ -e "$program" ] || continue
		to=$dir/${program##*/}
		rm -f "$to"
		if [ "$1" = i386 ] && "$program" --version 2>/dev/null |
			grep -q tgather; then
			runs_here=yes
		fi
		if [ "$runs_here" = yes ]; then
			ln -s "$program" "$to"
			continue
		fi
		# shellcheck disable=SC2016   # for the wrapper
		printf '#!/bin/sh\nexec %s -0 "$0" %s "$@"\n' \
			"${qemu[$1]}" "$program" >"$to"
		chmod +x "$to"
	done
}

# Build for machine $1 and run the scripts there.
check() {
	local files=() script programs=cross-programs
	[ -z "${SHORT-}" ] || programs=build/cross/$1/build/tgather
	fetch_libraries "$1" &&
		build "$1" "$programs" &&
		wrap_programs "$1" || return
	for script in $scripts; do
		case $1-$script in
		*86-zip | armhf-zip | arm*-ops | s390x-ops) continue ;;
		esac
		files+=("$(echo tests/[0-9][0-9]-"$script".t)")
	done
	echo "$1:"
	[ "$1" != s390x ] || export NATIVE=big
	TGATHER=$base/$1/run/tgather prove -j "$(nproc)" -e sh "${files[@]}"
}

failed=
for machine in "$@"; do
	(check "$machine") || failed="$failed $machine"
done
[ -z "$failed" ] || { echo "not passed:$failed" >&2; exit 1; }
