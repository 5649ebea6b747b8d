#!/bin/sh
# Random JSON, read and gathered by each instruction set, in pieces of each
# size, by 1 to 3 threads; `make fuzz` goes on for longer.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit json_fuzz -n 8000
