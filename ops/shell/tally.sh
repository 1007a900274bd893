# shellcheck shell=bash
# What the parts of bin/test came to, each told by the closing line of its own tool.

declare -i PASSED=0 FAILED=0

# run_part NAME COMMAND…: shows the part's words as they come, and adds up its tests. A part that ends badly without
# saying which test failed, or says nothing of any test, is a failure by itself.
run_part() {
    local -r name=$1 log=$LOGS/test-${1// /-}.log
    shift
    local -i code=0 began=$SECONDS passed failed
    step "Test" "$name"
    "$@" 2>&1 | tee "$log" || code=$?
    read -r passed failed < <(count "$log")
    if ((failed == 0 && (code != 0 || passed == 0))); then failed=1; fi
    PASSED+=$passed FAILED+=$failed
    step "$name" "$passed passed, $failed failed, in $((SECONDS - began)) s"
}

# count LOG: how many passed and failed, by the last line of bin/lint, sql/tests/run or pytest, or by swift test's.
count() {
    sed -E 's/\x1b\[[0-9;]*m//g' "$1" | awk '
        /Test run with [0-9]+ tests? / { match($0, /with [0-9]+/); all = substr($0, RSTART + 5, RLENGTH - 5) }
        /^✘ Test .* failed after/ && !/^✘ Test run/ { bad++ }
        /[0-9]+ (passed|failed|errors?)/ && !/^(✔|✘)/ {
            passed = failed = 0
            for (i = 2; i <= NF; i++) {
                if ($i ~ /^passed/) passed += $(i - 1)
                if ($i ~ /^(failed|errors?)/) failed += $(i - 1)
            }
        }
        END { if (all) print all - bad, bad + 0; else print passed + 0, failed + 0 }'
}
