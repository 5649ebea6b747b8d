#!/bin/sh
# Where a long JSON text is cut, so that threads share it.
program=${TGATHER:-build/release/tgather}
exec timeout 120 "${program%/*}/json_chunks_test"
