#!/bin/sh
# The line in which threads leave what they made.
program=${TGATHER:-build/release/tgather}
exec timeout 120 "${program%/*}/line_test"
