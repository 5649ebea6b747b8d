#!/bin/sh
# Every example in README.md does what it shows.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/examples.sh
. "${0%/*}/examples.sh"

examples README <"$root/README.md"
ok 'the README has examples' [ "$examples" -gt 0 ]

finish
