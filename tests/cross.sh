#!/bin/bash
# Build for other machines and with other libraries, with every warning an error,
# and run the core of the tests there: i386 as it is or under qemu; armhf, arm64
# and s390x by Debian's cross compilers, under qemu; and on this machine with musl
# and with LLVM's C++ library, libc++. `make check-cross` calls this. In the
# environment are MAKE; SHORT, if it is to take a minute or two, without programs
# of tests/unit/ but the one for arm64's scanner; and TEST, the scripts to run if
# not the core: TEST="npy npz".
#
# Left out of other machines are
#   - what watches or ends processes: qemu-user has no ptrace and no landlock,
#     and is slow where seconds count (confine, signals, fault, shard, ranks,
#     engines, unbuffered, memory, bombs, huge);
#   - what is about this machine's own build: install, docs, completion, readme;
#   - zip where there are 32 bits: it reads archives of 4 GB;
#   - ops under qemu: it measures memory, and qemu needs some of its own.
# With other libraries all runs but what is about this machine's own build.
set -u
cd "$(dirname "$0")/.." || exit

short='gather index-cast mask strings keys'
core='gather json-rows json-chunks reorder json-fuzz utf8 print ops index-cast
mask zip fuzz inflate json-ahead npy strings npz gguf safetensors text
text-rows pt vectors idx onnx keys'
built='install docs completion readme'

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

# musl's compiler finds no headers but its own: put those of zlib and Linux where
# it does. What is used of the archives calls no function that musl lacks.
gather_for_musl() {
	local dir=$base/musl name
	mkdir -p "$dir/include" "$dir/lib" || return
	for name in zlib.h zconf.h libdeflate.h linux asm-generic asm; do
		ln -sfn "$(find /usr/include /usr/include/*-linux-gnu \
			-maxdepth 1 -name "$name" | head -n 1)" "$dir/include/"
	done
	for name in libz.a libdeflate.a; do
		ln -sf "$(realpath "$(gcc -print-file-name=$name)")" "$dir/lib/"
	done
}

# No thread needs more of a stack than musl would give it.
stack=-DTG_STACK_SIZE=131072

# Set options, those of make, for machine $1. Debian has no C++ library for musl;
# libc++ needs little of a C library, and nothing here throws.
set_options() {
	local root=$base/$1/usr cxx=
	options=("B=build/cross/$1/build" CFLAGS='-O2 -Werror'
		CXXFLAGS='-O2 -Werror')
	case $1 in
	libc++)
		options+=(CC=clang CXX='clang++ -stdlib=libc++')
		;;
	musl)
		cxx=$(realpath "$(clang++ -print-file-name=libc++.a)")
		options+=(CC=musl-gcc LINK=-static DEFLATE=-ldeflate
			CXX="g++ -specs=/usr/lib/$(uname -m)-linux-musl/musl-gcc.specs \
-nostdinc++ -isystem ${cxx%/lib/*}/include/c++/v1 -D_LIBCPP_HAS_MUSL_LIBC"
			CPPFLAGS="-idirafter $base/musl/include $stack"
			LDFLAGS="-L$base/musl/lib"
			LIBCXX="-Wl,--defsym=__gxx_personality_v0=abort,\
--defsym=_ZSt9terminatev=abort,--defsym=__cxa_begin_catch=abort $cxx")
		;;
	*)
		options+=(CC="${gnu[$1]}-gcc" CXX="${gnu[$1]}-g++"
			CPPFLAGS="-idirafter $root/include $stack"
			LDFLAGS="-L$(dirname "$(echo "$root"/lib/*/libz.a)")"
			DEFLATE=-ldeflate LINK=-static)
		;;
	esac
}

# The make of machine $1.
build() {
	local options
	set_options "$1"
	shift
	${MAKE:-make} -s -j "$(nproc)" "${options[@]}" "$@"
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

# Set files, the scripts to run for machine $1.
choose_scripts() {
	local script
	files=()
	for script in $scripts; do
		case $1-$script in
		*86-zip | armhf-zip | arm*-ops | s390x-ops) continue ;;
		esac
		files+=("$(echo tests/[0-9][0-9]-"$script".t)")
	done
}

# Set scripts, the names of those that run with another library.
choose_for_library() {
	scripts=${TEST:-${SHORT:+$short}}
	[ -n "$scripts" ] || scripts=$(printf '%s\n' tests/*.t |
		sed 's,.*/[0-9]*-,,; s/\.t$//' |
		grep -vxE "${built// /|}")
}

# Build for machine $1 and run the scripts there.
check() {
	local files programs=(cross-programs) run=$base/$1/run
	[ -z "${SHORT-}" ] || programs=("build/cross/$1/build/tgather")
	case $1 in
	musl | libc++)
		run=$base/$1/build
		[ -n "${SHORT-}" ] || programs=(programs)
		[ "$1" = libc++ ] || gather_for_musl || return
		choose_for_library
		build "$1" "${programs[@]}" || return
		;;
	*)
		if [ "$1-${SHORT:+short}-${TEST-}" = arm64-short- ]; then
			scripts="$scripts json-rows"
			programs+=("build/cross/$1/build/json_rows_test")
		fi
		fetch_libraries "$1" &&
			build "$1" "${programs[@]}" &&
			wrap_programs "$1" || return
		;;
	esac
	choose_scripts "$1"
	echo "$1:"
	[ "$1" != s390x ] || export NATIVE=big
	TGATHER=$run/tgather prove -j "$(nproc)" -e sh "${files[@]}"
}

scripts=${TEST:-${SHORT:+$short}}
scripts=${scripts:-$core}
failed=
for machine in "$@"; do
	(check "$machine") || failed="$failed $machine"
done
[ -z "$failed" ] || { echo "not passed:$failed" >&2; exit 1; }
