#!/bin/sh
# Where a long JSON text is cut, so that threads share it.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit json_chunks_test
