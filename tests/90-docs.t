#!/bin/sh
# The manual: its examples do what they show, and it describes the options
# that --help lists, all of them and no others.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/examples.sh
. "${0%/*}/examples.sh"

manual=$root/man/tgather.1

mandoc -T markdown "$manual" >"$work/manual.md"
examples manual <"$work/manual.md"
ok 'the manual has examples' [ "$examples" -gt 0 ]
ok 'all of them have been run' \
	[ "$examples" = "$(grep -c '^\$ ' "$manual")" ]

# Options as "--name", one a line; the manual's are the heads of its lists.
tgather --help | tr -cs 'a-z0-9-' '\n' | grep '^--[a-z]' |
	sort -u >"$work/help.txt"
sed -n 's/^\.It Fl/Fl/p' "$manual" | tr ' ' '\n' |
	sed -n 's/^-\([a-z][a-z-]*\)$/--\1/p; s/^\\-\([a-z][a-z-]*\)$/--\1/p' |
	sort -u >"$work/manual.txt"
ok 'the manual describes what --help lists' \
	diff -u "$work/help.txt" "$work/manual.txt"
ok 'there are options' [ -s "$work/help.txt" ]

# --help: for a terminal, and with the headings that the manual has.
tgather --help >"$work/help"
ok '--help has at most 60 lines' [ "$(wc -l <"$work/help")" -le 60 ]
ok '--help has at most 80 columns' [ "$(wc -L <"$work/help")" -le 80 ]
grep '^[A-Z].*:$' "$work/help" | sed 's/:$//; /^Examples$/d' \
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
