#!/bin/sh
# The line in which threads leave what they made.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit line_test
