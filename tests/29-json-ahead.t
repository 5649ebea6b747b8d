#!/bin/sh
# Two members of one JSON document, of which the text is walked once.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit json_ahead_test
