#!/bin/sh
# Gathers compared with PyTorch and NumPy; tests/golden/make.py writes the
# cases and the answers into tests/golden/gather/.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

cases

finish
