#!/bin/sh
# Gathers compared with PyTorch and NumPy; tests/golden/make.py writes the
# cases and the answers.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

while read -r name command; do
	expect "$name" 0 "$command"
done <"$root/tests/golden/cases"

finish
