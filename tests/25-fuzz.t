#!/bin/sh
# What fuzzing found, file by file: tests/fuzz/corpus holds the bytes that each
# target has to get along with. The targets themselves say what must hold.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit fuzz_replay "$root/tests/fuzz/corpus"
