#!/bin/sh
# Can each test be found by its name? Complains of two scripts with one number
# or one name; of golden files that belong to no script; and of those whose name
# is nowhere: it must stand in the script as it is, or in the list that a
# generator made of its cases, or be the name of a file in tests/formats/.
cd "${0%/*}" || exit
bad=0
complain() {
	echo "$1"
	bad=1
}

scripts=$(printf '%s\n' *.t | sed 's/\.t$//; s/-/ /')
for twice in $(echo "$scripts" | cut -d ' ' -f 1 | sort | uniq -d) \
	$(echo "$scripts" | cut -d ' ' -f 2 | sort | uniq -d); do
	complain "tests/: two scripts are called $twice"
done

words=$(mktemp) || exit
trap 'rm -f "$words"' EXIT
for folder in golden/*; do
	script=${folder#golden/}
	[ "$script" != make.py ] || continue
	if [ ! -e "$(echo [0-9][0-9]-"$script.t")" ]; then
		complain "tests/$folder: there is no script $script"
		continue
	fi
	{
		sed '/^[[:space:]]*#/d' [0-9][0-9]-"$script.t"
		cat "$folder/cases" 2>/dev/null
		printf '%s\n' formats/*/* | sed 's,.*/,,'
	} | tr -cs 'A-Za-z0-9_.-' '\n' | sort -u >"$words"
	for name in $(printf '%s\n' "$folder"/* |
		sed 's,.*/,,; s/\.\(out\|err\)$//' | sort -u |
		comm -23 - "$words"); do
		complain "tests/$folder/$name: no case of that name in $script"
	done
done
exit "$bad"
