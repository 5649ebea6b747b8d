#!/bin/sh
# Builds from copies of the sources: two that must be the same, a static one, and
# two Debian packages. `make check-builds` calls this with some of these words:
#
#   same static package
#
# TAP, as in lib.sh, whose functions are used; golden files there are none.
# shellcheck disable=SC2317    # functions are called by name
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# What make is told by the make that runs this is not for these.
unset MAKEFLAGS MFLAGS MAKELEVEL CFLAGS CXXFLAGS CPPFLAGS LDFLAGS
parts=" ${*:-same static package} "
# wanted PART - is it one of the words? If not, its cases are not counted.
wanted() {
	case $parts in
	*" $1 "*) ;;
	*) false ;;
	esac
}

is_root=
[ "$(id -u)" != 0 ] || is_root=yes

# Copy what is needed of the sources into directory $1, in the order that $2, a
# command, gives their names.
copy_sources() {
	mkdir -p "$1" && (cd "$root" && find . \( -name .git -o -path ./build \
		-o -path ./tgather -o -name __pycache__ \) -prune -o -type f -print |
		${2-sort} | tar -c -T -) | tar -x -C "$1"
}

# --- two builds ---------------------------------------------------------------

# In the same way as anybody may build it, and with all else different that
# should make no difference, from a directory that is only read; if it can be, in
# memory, where a directory lists its files in another order.
build_one() {
	copy_sources "$work/one" && make -s -j "$(nproc)" -C "$work/one"
}
build_other() {
	copy_sources "$other/a/name" 'sort -r' && chmod -R a-w "$other/a" || return
	(umask 077 && cd / && TZ=Pacific/Auckland LC_ALL=C.UTF-8 USER=other \
		HOME=/missing SOURCE_DATE_EPOCH=1 make -s -j "$(nproc)" \
		-C "$other/a/name" B="$work/elsewhere/other")
	set -- $?
	chmod -R u+w "$other/a"
	[ "$1" = 0 ] && [ ! -e "$other/a/name/tgather" ]
}
same_objects() {
	(cd "$work/one/build/release" && find . -name '*.o' -o -name tgather) |
		sort >names
	[ "$(wc -l <names)" -gt 100 ] || { cat names && return 1; }
	while read -r name; do
		cmp "$work/one/build/release/$name" \
			"$work/elsewhere/other/$name" || return
	done <names
}
names_no_place() {
	! grep -aF "$work" "$work/one/build/release/tgather"
}
if wanted same; then
	other=$(mktemp -d -p /dev/shm 2>/dev/null) || other=$work/other
	trap 'remove "$work"; remove "$other"' EXIT
	ok 'a build' build_one
	ok 'another one, of a directory that is only read' build_other
	ok 'both have the same bytes, debug information too' same_objects
	ok 'the program does not name where it was built' names_no_place
fi

# --- static -------------------------------------------------------------------

make_static() {
	copy_sources "$work/static" &&
		make -s -j "$(nproc)" -C "$work/static" static
}
needs_no_library() {
	! objdump -p "$static" | grep -E 'NEEDED|INTERP'
}
in_an_empty_directory() {
	mkdir empty && cp "$static" empty &&
		unshare -r chroot empty /tgather -d0 '[5,6]' '[1]'
}
same_results() {
	CASE='' TGATHER=$static prove -Q -e sh "$root"/tests/10-gather.t \
		"$root"/tests/34-npz.t
}
static=$work/static/build/static/tgather
if wanted static; then
	ok 'make static' make_static
	ok 'static: it needs no library and no loader' needs_no_library
	if unshare -r true 2>/dev/null; then
		prints 'static: it runs in an empty directory' '[6]' \
			in_an_empty_directory
	else
		skip 'static: it runs in an empty directory' \
			'unshare -r is not allowed'
	fi
	ok 'static: the same results' same_results
fi

# --- the package --------------------------------------------------------------

wanted package || finish
without_package=
[ -d "$root/debian" ] || without_package='there is no debian/ in a tarball'
for tool in dpkg-buildpackage dh lintian; do
	command -v $tool >/dev/null || without_package="there is no $tool"
done
if [ -n "$without_package" ]; then
	skip 'the package' "$without_package"
	finish
fi

version=$(tgather -V | cut -d ' ' -f 2)
# Source package and binary package, from a directory called $1.
build_package() {
	copy_sources "$work/$1/tgather-$version" &&
		cd "$work/$1" &&
		tar -c --exclude "tgather-$version/debian" "tgather-$version" |
		gzip -n >"tgather_$version.orig.tar.gz" &&
		cd "tgather-$version" || return
	DEB_BUILD_OPTIONS=nocheck dpkg-buildpackage -us -uc >../log 2>&1 &&
		return
	tail -n 30 ../log
	return 1
}
first_package() {
	build_package package
}
second_package() {
	(umask 077 && TZ=Pacific/Auckland LC_ALL=C.UTF-8 build_package \
		another-package)
}
same_package() {
	for file in "$work"/package/*.deb; do
		cmp "$file" "$work/another-package/${file##*/}" || return
	done
}
# Where this is run as root, lintian is told so.
lints() {
	lintian --pedantic --display-info --display-experimental \
		${is_root:+--allow-root} --fail-on error,warning,info,pedantic \
		"$work"/package/*.changes >said 2>&1
	set -- $?
	cat said
	[ "$1" = 0 ] && [ ! -s said ]
}
hardened() {
	dpkg-deb -x "$package" unpacked &&
		hardening-check --nocfprotection unpacked/usr/bin/tgather
}
depends_on_libraries() {
	dpkg-deb -f "$package" Depends | tr ',' '\n' | sed 's/^ *//; s/ .*//' |
		sort | tr '\n' ' ' | grep -E '^libc6 libdeflate0 (libgcc.* )?zlib1g $'
}
# In a system of its own, which dpkg can make as root.
in_system() {
	dpkg --root="$work/system" --force-depends --log=/dev/null "$@"
}
installs_and_goes() {
	mkdir -p "$work/system/var/lib/dpkg/info" \
		"$work/system/var/lib/dpkg/updates"
	: >"$work/system/var/lib/dpkg/status"
	in_system -i "$package" >said 2>&1 || { cat said; return 1; }
	bin=$work/system/usr/bin/tgather
	cat "$root/man/tgather.1" "$root/man/tgather-formats.5" >pages
	[ "$("$bin" -d 0 '[5,6]' '[1]')" = '[6]' ] &&
		[ "tgather $version" = "$("$bin" -V)" ] &&
		gzip -dc "$work"/system/usr/share/man/man?/* |
		cmp - pages &&
		in_system --verify tgather &&
		TGATHER=$bin TEST=gather "$root/tests/run.sh" &&
		in_system -P tgather >said 2>&1 &&
		[ ! -e "$work/system/usr" ]
}
ok 'the package' first_package
ok 'another package, in another directory' second_package
package=$(ls "$work"/package/tgather_*.deb)
ok 'the packages have the same bytes' same_package
ok 'lintian has nothing to say of source and package' lints
ok 'the package depends on libraries' depends_on_libraries
ok 'the program in the package is hardened' hardened
if [ -n "$is_root" ]; then
	ok 'the package installs, passes tests and goes' installs_and_goes
else
	skip 'the package installs, passes tests and goes' 'it takes root'
fi

finish
