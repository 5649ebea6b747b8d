#!/bin/sh
# make install and uninstall, the package and the source tarball, each in a
# directory of its own.
# shellcheck disable=SC2317    # functions are called by name
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# What make is told by the make that runs the tests is not for these.
unset MAKEFLAGS MFLAGS MAKELEVEL
variant=$(dirname "$program")
case $variant in
"$root"/build/*) ;;
*)
	skip 'install' 'the program was not built by make here'
	finish
	;;
esac
make_it() {
	make -s -C "$root" B="${variant#"$root/"}" "$@"
}
tree() {
	(cd "$1" && find . ! -type d | sed 's,^\./,,' | sort)
}

# Another file that was there stays.
install_to() {
	mkdir -p "dest dir$1/bin"
	: >"dest dir$1/bin/other"
	make_it install DESTDIR="$PWD/dest dir" PREFIX="$1" && tree 'dest dir'
}
for shell in bash zsh fish; do
	tgather --completion $shell >"$work/completion.$shell"
done
is_installed() {
	install_to "$1" >said 2>&1 || return
	cmp said - &&
		cmp "dest dir$1/bin/tgather" "$program" &&
		cmp "dest dir$1/share/man/man1/tgather.1" \
			"$root/man/tgather.1" &&
		cmp "dest dir$1/share/man/man5/tgather-formats.5" \
			"$root/man/tgather-formats.5" &&
		cmp "dest dir$1/$2/tgather" "$work/completion.bash" &&
		cmp "dest dir$1/$3/_tgather" "$work/completion.zsh" &&
		cmp "dest dir$1/$4/tgather.fish" "$work/completion.fish" &&
		make_it uninstall DESTDIR="$PWD/dest dir" PREFIX="$1" &&
		[ "$(tree 'dest dir')" = "${1#/}/bin/other" ]
}
below_usr() {
	is_installed /usr share/bash-completion/completions \
		share/zsh/vendor-completions share/fish/vendor_completions.d <<-END
		usr/bin/other
		usr/bin/tgather
		usr/share/bash-completion/completions/tgather
		usr/share/fish/vendor_completions.d/tgather.fish
		usr/share/man/man1/tgather.1
		usr/share/man/man5/tgather-formats.5
		usr/share/zsh/vendor-completions/_tgather
	END
}
ok 'install and uninstall below /usr' below_usr
below_opt() {
	is_installed /opt/t share/bash-completion/completions \
		share/zsh/site-functions share/fish/vendor_completions.d <<-END
		opt/t/bin/other
		opt/t/bin/tgather
		opt/t/share/bash-completion/completions/tgather
		opt/t/share/fish/vendor_completions.d/tgather.fish
		opt/t/share/man/man1/tgather.1
		opt/t/share/man/man5/tgather-formats.5
		opt/t/share/zsh/site-functions/_tgather
	END
}
ok 'install and uninstall below another prefix' below_opt

# The package, in a system of its own, which dpkg can make as root.
pack() {
	[ -e "$work/packages" ] || make_it package PACKAGES="$work/packages"
	package=$(ls "$work"/packages/*.deb)
}
in_root() {
	dpkg --root="$work/system" --force-depends --log=/dev/null "$@"
}
installs_and_goes() {
	pack
	mkdir -p "$work/system/var/lib/dpkg/info" \
		"$work/system/var/lib/dpkg/updates"
	: >"$work/system/var/lib/dpkg/status"
	in_root -i "$package" >said 2>&1 || { cat said; return 1; }
	[ "$("$work/system/usr/bin/tgather" -d 0 '[5,6]' '[1]')" = '[6]' ] &&
		"$work/system/usr/bin/tgather" --version >version &&
		[ "tgather $(dpkg-deb -f "$package" Version)" = \
			"$(cat version)" ] &&
		gzip -dc "$work/system/usr/share/man/man1/tgather.1.gz" |
		cmp - "$root/man/tgather.1" &&
		in_root --verify tgather &&
		in_root -P tgather >said 2>&1 &&
		[ ! -e "$work/system/usr" ]
}
depends_on_libraries() {
	pack
	dpkg-deb -f "$package" Depends | tr ',' '\n' | sed 's/^ *//; s/ .*//' |
		sort | tr '\n' ' ' | grep 'libc6 .*zlib1g'
}
# What is linked in keeps its notice.
has_notice() {
	pack
	objdump -p "$program" | grep -q 'NEEDED *libdeflate' ||
		dpkg-deb --fsys-tarfile "$package" |
		tar -xO ./usr/share/doc/tgather/copyright |
			grep -q '^Comment: libdeflate'
}
if ! command -v dpkg-shlibdeps >/dev/null; then
	skip 'a package' 'there is no dpkg-shlibdeps'
elif [ "$variant" = "$root/build/static" ]; then
	skip 'a package' 'a package is made of what shares libraries'
elif [ "$(id -u)" != 0 ]; then
	ok 'the package depends on libraries' depends_on_libraries
	ok 'the package names what is linked in' has_notice
	skip 'the package installs and goes' 'it takes root'
else
	ok 'the package depends on libraries' depends_on_libraries
	ok 'the package names what is linked in' has_notice
	ok 'the package installs, runs and goes' installs_and_goes
fi
lints() {
	pack
	lintian --allow-root --fail-on error "$package"
}
if command -v lintian >/dev/null; then
	ok 'lintian finds no error in the package' lints
else
	skip 'lintian' 'there is no lintian'
fi

# The tarball has what is committed, in one directory. It builds there, without
# git, and what it builds works.
tarball() {
	make_it dist PACKAGES="$work/sources" &&
		tar -xzf "$work"/sources/tgather-*.tar.gz &&
		cd tgather-* && [ ! -e .git ] &&
		make -s CFLAGS=-O0 CXXFLAGS=-O0 >said 2>&1 &&
		CASE='' TGATHER=build/release/tgather prove -Q -e sh \
			tests/10-gather.t tests/95-readme.t
}
if git -C "$root" rev-parse HEAD >/dev/null 2>&1; then
	long ok 'the source tarball' tarball
else
	skip 'the source tarball' 'this is not a git repository'
fi

finish
