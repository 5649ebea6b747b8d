#!/bin/sh
# Signals at every moment at which a file is replaced.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit signals_test
