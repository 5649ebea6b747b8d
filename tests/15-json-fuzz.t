#!/bin/sh
# Random JSON, read and gathered by each instruction set, in chunks of each
# size, by 1 to 3 threads; `make fuzz` goes on for longer.
program=${TGATHER:-build/release/tgather}
exec timeout 600 "${program%/*}/json_fuzz" -n 8000
