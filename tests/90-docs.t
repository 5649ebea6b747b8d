#!/bin/sh
# The manual: its examples do what they show, it describes the options that
# --help lists, all of them and no others, and the page of formats has them all.
# shellcheck disable=SC2016,SC2317    # commands are for another shell, or called by name
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/examples.sh
. "${0%/*}/examples.sh"

# GNU parallel counts processors in /sys, and complains where there is none.
export PARALLEL='-j 2'

manual=$root/man/tgather.1
formats=$root/man/tgather-formats.5

# The literal blocks of a page, as a terminal shows them.
blocks() {
	awk '
		/^\.Bd -literal/ { inside = 1; next }
		/^\.Ed/ { inside = 0; print "." }
		inside {
			gsub(/\\&/, ""); gsub(/\\\(ha/, "^"); gsub(/\\\(ti/, "~")
			gsub(/\\-/, "-"); gsub(/\\e/, "\\")
			print "    " $0
		}' "$1"
}
has_examples() {
	blocks "$1" >"$work/page.md"
	examples "$2" <"$work/page.md"
	ok "$2 has examples" [ "$examples" -gt 0 ]
	ok "all of them have been run: $2" \
		[ "$examples" = "$(grep -c '^\$ ' "$1")" ]
}
json_is_narrow() {
	! mandoc -T utf8 "$1" | col -bx | grep '^ *[[{]"' | grep '.\{81\}'
}
for page in "$manual" "$formats"; do
	ok "JSON is not wider than 80 columns: ${page##*/}" json_is_narrow "$page"
done
has_examples "$manual" manual
has_examples "$formats" formats

# Options as "--name", one a line; the manual's are the heads of its lists.
tgather --help | tr -cs 'a-z0-9-' '\n' | grep '^--[a-z]' |
	sort -u >"$work/help.txt"
sed -n 's/^\.It Fl/Fl/p' "$manual" | tr ' ' '\n' |
	sed -n 's/^-\([a-z][a-z-]*\)$/--\1/p; s/^\\-\([a-z][a-z-]*\)$/--\1/p' |
	sort -u >"$work/manual.txt"
ok 'the manual describes what --help lists' \
	diff -u "$work/help.txt" "$work/manual.txt"
ok 'there are options' [ -s "$work/help.txt" ]

# Every word that a value may be, as the completions have them: formats,
# operations, modes. One that is new has to be told of.
manual_words() {
	mandoc -T utf8 "$manual" | col -b | tr -cs 'a-zA-Z0-9_' '\n' | sort -u
}
for option in input-format output-format op mode nan shard errors completion; do
	tgather --completion bash |
		sed -n "s/.*--$option) .*words='\(.*\)' ;;/\1/p" |
		tr ' ' '\n' | sort >"$work/words.txt"
	manual_words >"$work/manual.txt"
	missing=$(comm -23 "$work/words.txt" "$work/manual.txt")
	ok "the manual has the words of --$option" \
		[ -s "$work/words.txt" -a -z "$missing" ]
done
tr '[:upper:]' '[:lower:]' <"$formats" |
	tr -cs 'a-z0-9' '\n' | sort -u >"$work/manual.txt"
tgather --completion bash |
	sed -n "s/.*--input-format) .*words='\(.*\)' ;;/\1/p" |
	tr ' ' '\n' | sort >"$work/words.txt"
ok 'tgather-formats(5) has all formats' \
	[ -z "$(comm -23 "$work/words.txt" "$work/manual.txt")" ]
# Second names of options.
tgather --completion bash | sed -n "s/^_tgather_options='\(.*\)'/\1/p" |
	tr ' ' '\n' | grep '^--' | sort -u >"$work/words.txt"
sed 's/[\\]//g; s/\([ (]\)-\([a-z]\)/\1--\2/g' "$manual" |
	tr -cs 'a-z-' '\n' | grep '^--[a-z]' | sort -u >"$work/manual.txt"
ok 'the manual has every name of an option' \
	[ -z "$(comm -23 "$work/words.txt" "$work/manual.txt")" ]

# --help: for a terminal, and with the headings that the manual has.
tgather --help >"$work/help"
ok '--help has at most 74 lines' [ "$(wc -l <"$work/help")" -le 74 ]
ok '--help has a line for each operation' sh -c '
	for op in $(tgather --completion bash |
		sed -n "s/.*--op) .*words=.\(.*\). ;;/\1/p"); do
		[ "$(grep -c "^  $op  *[a-z]" "$1")" = 1 ] || exit
		n=$((n + 1))
	done
	[ "$n" = 6 ]' - "$work/help"
tgather -h >"$work/short"
ok '-h has fifteen lines' [ "$(wc -l <"$work/short")" = 15 ]
ok '-h has at most 80 columns' [ "$(wc -L <"$work/short")" -le 80 ]
sed '/^$/d; /^All options/d' "$work/short" >"$work/lines"
ok '-h has no line that --help has not' \
	[ -z "$(grep -vxFf "$work/help" "$work/lines")" ]
ok '-h and --help tell of INDEX that is left out' \
	sh -c 'grep -qx "No INDEX: standard input." "$1" &&
		grep -qx "No INDEX: standard input." "$2"' - \
	"$work/short" "$work/help"
ok '--help has at most 80 columns' [ "$(wc -L <"$work/help")" -le 80 ]
grep '^[A-Z].*:$' "$work/help" | sed 's/:$//; /^Examples$/d; /^Operations /d' \
	>"$work/help.txt"
sed -n '/^\.Sh OPTIONS/,/^\.Sh FILE/s/^\.Ss //p' "$manual" >"$work/manual.txt"
ok 'the headings are those of the manual' \
	diff -u "$work/help.txt" "$work/manual.txt"
sed -n '/^Examples:$/,$s/^  //p' "$work/help" >"$work/examples.sh"
prints 'the examples of --help' '[[1,1],[4,3]]
{"file":"picks.npy","name":null,"format":"npy","dtype":"float64","shape":[2],"bytes":16,"order":"C"}' \
	sh -e "$work/examples.sh"
ok 'there are three' [ "$(wc -l <"$work/examples.sh")" = 3 ]

finish
