#!/usr/bin/env bash
# Kills `provgen generate` at random moments. Afterwards each file has to be wholly old or wholly
# new, and one more run has to leave the tree that a first run would have left.
#
#     cargo build --release && tests/scripts/kill-loop.sh target/release/provgen [ROUNDS] [LONGEST_MS]
set -euo pipefail
export LC_ALL=C

provgen=$(realpath "${1:?usage: kill-loop.sh PROVGEN [ROUNDS] [LONGEST_MS]}")
rounds=${2:-200}
longest=${3:-250}

specs=$(cd "$(dirname "$0")/../../specs" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

main() {
    make_variants
    make_references
    "$provgen" generate one/okta --quiet --out tree >/dev/null
    local round
    for ((round = 1; round <= rounds; round++)); do
        kill_one "$round"
        check_files "$round"
    done
    check_repair
    echo "$rounds rounds: $killed killed ($interrupted of them amid changes), $ended ended" \
        "before the kill; $(wc -l <new_files) files, $violations violations"
    ((violations == 0))
}

killed=0 ended=0 interrupted=0 violations=0
# The variant of the last run that ended by itself.
standing=one

# Two providers of one name. Texts differ everywhere, and a resource has another name, so that
# files change, come and go.
make_variants() {
    mkdir -p one two
    cp -R "$specs/okta" one/okta
    cp -R "$specs/okta" two/okta
    sed -i.old 's/Okta/Okto/g' two/okta/openapi.yaml two/okta/provgen.yaml
    sed -i.old 's/,users,/,people,/' two/okta/mapping.csv
    rm two/okta/*.old
}

# What a file may be: a line "SHA-256  path" of either tree.
make_references() {
    local variant
    for variant in one two; do
        "$provgen" generate "$variant/okta" --quiet --out "reference-$variant" >/dev/null
        sums "reference-$variant/okta" >"sums-$variant"
    done
    sort -u sums-one sums-two >allowed
    comm -13 sums-one sums-two >new_files
    cut -c67- sums-one | sort >paths-one
    cut -c67- sums-two | sort >paths-two
    # A file of both trees is never missing, whenever the kill comes.
    comm -12 paths-one paths-two >always
    [ -s new_files ] || fail "the two variants are the same"
}

# Books and unfinished files are no content: the next run judges them.
sums() {
    (cd "$1" && find . -type f ! -path './.provgen-tmp/*' ! -name provgen.sum ! -name provgen.sum.pending \
        -exec sha256sum {} + | sort)
}

kill_one() {
    local variant pid status=0
    variant=$(choose_variant)
    "$provgen" generate "$variant/okta" --quiet --out tree >/dev/null 2>told &
    pid=$!
    if (($1 % 2)); then
        sleep "$(random_seconds)"
    else
        wait_for_changes "$pid"
    fi
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || status=$?
    case $status in
    0) ended=$((ended + 1)) standing=$variant ;;
    137) killed=$((killed + 1)) ;;
    *) violation "round $1: exit $status: $(cat told)" ;;
    esac
    if [ -e tree/okta/provgen.sum.pending ]; then
        interrupted=$((interrupted + 1))
    fi
}

# The one that has something to change. After a kill amid changes that is either.
choose_variant() {
    if [ -e tree/okta/provgen.sum.pending ] && ((RANDOM % 2)); then
        echo "$standing"
    elif [ "$standing" = one ]; then
        echo two
    else
        echo one
    fi
}

# Most of a run changes nothing, and few kills at any moment hit the rest: half of them are aimed.
wait_for_changes() {
    while [ ! -e tree/okta/.provgen-tmp ] && kill -0 "$1" 2>/dev/null; do :; done
    local spin
    for ((spin = RANDOM % 4000; spin > 0; spin--)); do :; done
}

random_seconds() {
    local milliseconds=$(((RANDOM * 32768 + RANDOM) % (longest + 1)))
    printf '%d.%03d' $((milliseconds / 1000)) $((milliseconds % 1000))
}

check_files() {
    local found
    sums tree/okta >found
    cut -c67- found | sort >found-paths
    found=$(comm -23 found allowed)
    [ -z "$found" ] || violation "round $1: neither old nor new: $found"
    found=$(comm -23 always found-paths)
    [ -z "$found" ] || violation "round $1: lost: $found"
    found=$(find tree/okta -type f -empty ! -path '*/.provgen-tmp/*')
    [ -z "$found" ] || violation "round $1: empty: $found"
}

check_repair() {
    "$provgen" generate two/okta --quiet --out tree >/dev/null || violation "the last run failed"
    diff -r reference-two tree || violation "the tree is not as a fresh one"
    local left
    left=$(find tree -name '.provgen-tmp' -o -name '*.pending')
    [ -z "$left" ] || violation "left over: $left"
}

violation() {
    violations=$((violations + 1))
    echo "VIOLATION: $1" >&2
}

fail() {
    echo "kill-loop.sh: $1" >&2
    exit 1
}

main
