#!/bin/sh
# Files, on a system that writes less than it is asked to.
program=${TGATHER:-build/release/tgather}
exec timeout 120 "${program%/*}/output_test"
