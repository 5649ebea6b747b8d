#!/bin/sh
# The scanner of rows, in each variant that this processor has, on texts by
# hand and at random; build/release/json_rows_test N takes N random ones.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit json_rows_test
