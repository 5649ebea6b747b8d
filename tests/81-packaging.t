#!/bin/sh
# What packages are made of: one version everywhere, and examples that run.
# shellcheck disable=SC2016,SC2317    # functions are called by name
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

version=$(tgather -V | cut -d ' ' -f 2)
# has FILE TEXT - does a file of the tree have such a line?
has() {
	grep -qxF -e "$2" "$root/$1" || { echo "$1 has no line $2" && return 1; }
}
same_version() {
	has src/cli/show.h "#define TG_VERSION \"$version\"" &&
		has packaging/homebrew/tgather.rb "  url \"https://tgather.invalid/releases/tgather-$version.tar.gz\"" &&
		has packaging/nix/default.nix "  version = \"$version\";" &&
		has packaging/alpine/APKBUILD "pkgver=$version" &&
		grep '^## \[' "$root/CHANGELOG.md" | head -n 1 |
		grep -F "## [$version]"
}
ok 'packages and changelog have the version of the program' same_version
debian_version() {
	head -n 1 "$root/debian/changelog" | grep -F "tgather ($version-"
}
if [ -d "$root/debian" ]; then
	ok 'so has debian/changelog' debian_version
else
	skip 'so has debian/changelog' 'debian/ is not in the tarball'
fi

# The page for tldr: at most eight examples, each of which runs when files take
# the place of what stands in {{...}}.
page=$root/packaging/tldr/tgather.md
sed -n 's/^`\(.*\)`$/\1/p' "$page" >"$work/examples"
ok 'tldr: one to eight examples' \
	[ "$(($(wc -l <"$work/examples") + 7))" -le 15 -a -s "$work/examples" ]
example() {
	mkdir -p path/to
	tgather --dim 0 -o path/to/input.npy '[[5,6],[7,8],[9,10]]' \
		'[[0,0],[1,1],[2,2]]' &&
		tgather --dim 0 -o path/to/labels.npy '[0,1,1]' '[0,1,2]' &&
		tgather --dim 0 -o path/to/index.npy '[[1,0]]' '[[0,0]]' &&
		tgather --dim 0 path/to/input.npy '[[0,1],[1,2]]' \
			>path/to/input.json &&
		echo '[[1,0],[1,1]]' >path/to/index.json &&
		tgather --dim 0 -o path/to/model.safetensors:tensor \
			path/to/input.npy '[[0,0],[1,1],[2,2]]' || return
	cp path/to/input.npy path/to/file1
	cp path/to/input.npy path/to/file2
	command() { echo '[[0,1]]'; }
	eval "$1"
}
while read -r line; do
	line=$(printf '%s' "$line" | sed 's/ \.\.\.}}/}}/; s/{{\|}}//g')
	ok "tldr: $line" example "$line"
done <"$work/examples"

finish
