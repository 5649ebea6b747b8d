#!/bin/sh
# Text that is printed into memory, and what it does when that is not enough.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit print_test
