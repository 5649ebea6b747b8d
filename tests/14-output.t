#!/bin/sh
# Files, on a system that writes less than it is asked to.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit output_test
