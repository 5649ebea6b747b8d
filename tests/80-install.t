#!/bin/sh
# make install and uninstall, builds elsewhere and the source tarball, each in a
# directory of its own. `make check-builds` does what takes longer.
# shellcheck disable=SC2016,SC2317    # sh -c expands; functions are called by name
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# What make is told by the make that runs the tests is not for these.
unset MAKEFLAGS MFLAGS MAKELEVEL
variant=$(dirname "$program")
case $variant in
"$root"/build/*) ;;
*)
	skip 'install' 'the program was not built in build/'
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

# Where this tree is only read, make builds elsewhere; nor does it touch the link
# to the usual build. The objects are copied, so that little is compiled.
only_read() {
	if unshare -m true 2>/dev/null; then
		unshare -m sh -c 'mount --bind "$0" "$0" &&
			mount -o remount,bind,ro "$0" &&
			! (: >"$0/new") 2>/dev/null && "$@"' "$root" "$@"
	else
		"$@"
	fi
}
# B names the directory $work/elsewhere.
builds_elsewhere() {
	[ -e "$work/elsewhere" ] || mkdir "$work/elsewhere" || return
	(cd "$variant" && find . -path ./tests -prune -o -name '*.o' -print |
		tar -c -T -) | tar -x -C "$work/elsewhere"
	readlink "$root/tgather" >before
	only_read make -s -C "$root" B="$1" || return
	readlink "$root/tgather" >after
	cmp before after && [ "$("$work/elsewhere/tgather" -V)" = \
		"$("$program" -V)" ] && rm "$work/elsewhere/tgather"
}
if [ "$variant" != "$root/build/release" ]; then
	skip 'a build elsewhere' 'these objects are not of the usual build'
else
	ok 'a build elsewhere' builds_elsewhere "$work/elsewhere"
	ok 'a build elsewhere by a relative path' builds_elsewhere \
		"$(realpath --relative-to="$root" "$work/elsewhere")"
fi

# A compiler that does not know where libz.a is.
no_archive() {
	cat >cxx <<-'END'
		#!/bin/sh
		case $* in
		*libz.a) echo libz.a ;;
		*.a) echo "/lib/${*##*=}" ;;
		*) exec g++ "$@" ;;
		esac
	END
	chmod +x cxx
	! make_it static CXX="$PWD/cxx" 2>said &&
		grep -x 'make static needs what is not here: libz.a' said
}
ok 'static says which archive is missing' no_archive

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
# A repository of its own, with a change that is not committed. What umask and
# configuration there are makes no difference.
repository() {
	mkdir -p repo/src/cli && cp "$root/Makefile" repo &&
		cp "$root/src/cli/show.h" repo/src/cli &&
		git init -q repo && git -C repo add . &&
		git -C repo -c user.name=a -c user.email=a@example.org \
			commit -qm one
}
dist_in() {
	make -s -C "$1" dist PACKAGES="$PWD/$2" 2>said
}
same_tarball() {
	repository && dist_in repo first && [ ! -s said ] || return
	git clone -q repo other && git -C other config tar.umask user || return
	(umask 077 && dist_in other second) && cmp first/*.gz second/*.gz
}
not_committed() {
	repository && : >repo/new && dist_in repo out && cat said &&
		printf '%s\n' 'not in the tarball, since it is not committed:' \
			'?? new' | cmp - said &&
		! tar -tzf out/*.gz | grep new
}
no_repository() {
	mkdir -p inner/src && cp "$root/Makefile" inner || return
	! dist_in inner out && grep -q '^make dist needs git' said &&
		repository && mv inner repo && ! dist_in repo/inner out &&
		grep -q '^make dist needs git' said
}
if git -C "$root" rev-parse HEAD >/dev/null 2>&1; then
	long ok 'the source tarball' tarball
	ok 'the same commit gives the same tarball' same_tarball
	ok 'dist says what is not committed' not_committed
	ok 'dist says that it needs a repository' no_repository
else
	skip 'the source tarball' 'this is not a git repository'
fi

finish
