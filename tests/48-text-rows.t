#!/bin/sh
# The scanner of text tables, in each variant that this processor has, beside
# portable code; build/release/text_rows_test N takes N random tables.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit text_rows_test
