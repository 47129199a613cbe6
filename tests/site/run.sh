#!/usr/bin/env bash
# Compiles pages of all styles with MDX, also those of hostile descriptions, builds a site around
# generated pages and looks at it with Chromium.
#
#     cargo build --release && tests/site/run.sh target/release/provgen [FOLDER FOR SCREENSHOTS]
#
# It needs Node 20 or newer with npm, and Chromium, which it installs with apt-get if it may. Without
# them it says that it is skipped, and fails if PROVGEN_REQUIRE_SITE=1.
set -euo pipefail
export LC_ALL=C.UTF-8

provgen=$(realpath "${1:?usage: run.sh PROVGEN [FOLDER FOR SCREENSHOTS]}")
shots=${2:+$(realpath -m "$2")}
here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
spec=$repository/../shared/specs/okta-management-2026.06.3.yaml
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

main() {
    node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null || skip "there is no Node 20"
    find_chromium || skip "there is no Chromium"
    cp "$here"/*.mjs "$here"/package*.json "$work"
    cd "$work"
    npm ci --no-audit --no-fund --loglevel=error
    step "generate" generate
    step "compile with MDX" node compile.mjs "$work/generated" "$work/hostile" "$repository/generated"
    # Links that lead nowhere are meant to break the build.
    rm -r "$work"/hostile/*_definition
    step "build with hostile descriptions" build "$work/hostile-site" --generated "$work/hostile"
    step "build" build "$work/site" --generated "$(pages)" "$(provider)"
    step "look at it" node browse.mjs "$work/site" lastLogin "${shots:-$work/shots}"
}

skip() {
    echo "skipped: $1, so that no site is built" >&2
    [[ ${PROVGEN_REQUIRE_SITE:-} != 1 ]] || exit 1
    exit 0
}

find_chromium() {
    CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
    if [[ -z $CHROMIUM && $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null || true
        CHROMIUM=$(command -v chromium || true)
    fi
    export CHROMIUM
    [[ -n $CHROMIUM ]]
}

step() {
    local name=$1 start=$SECONDS
    shift
    echo "== $name"
    "$@"
    echo "   $((SECONDS - start)) s"
}

# All styles that there are.
styles() {
    "$provgen" schema config | node -e '
        const { Style } = JSON.parse(require("fs").readFileSync(0, "utf8")).$defs;
        const all = Style.oneOf?.flatMap((one) => one.const ?? one.enum) ?? Style.enum;
        console.log(all.join("\n"));'
}

generate() {
    local style
    for style in $(styles); do
        node hostile.mjs "$work/specs-$style/specs" "$style"
        (cd "$work/specs-$style" && "$provgen" --quiet generate --out "$work/hostile" >"$work/$style.log") || {
            cat "$work/$style.log"
            return 1
        }
        check_warnings "$work/$style.log"
    done
    if [[ -f $spec ]]; then
        cd "$repository"
        "$provgen" --quiet generate okta-management --spec "$spec" --out "$work/generated" | tail -n 3
        cd "$work"
    fi
}

# Nothing but the links of a vendor may be wrong with a page.
check_warnings() {
    ! grep -E '^warning\[page-' "$1" | grep -vE '^warning\[page-(link|anchor)-dead\]: `docs/[a-z_/]*(definition|index)'
}

pages() {
    if [[ -f $spec ]]; then echo "$work/generated"; else echo "$repository/generated"; fi
}

provider() {
    if [[ -f $spec ]]; then echo okta-management; else echo okta; fi
}

build() {
    local site=$1
    shift
    "$provgen" site "$site" "$@" | head -n 1
    if [[ -d $work/modules ]]; then
        mv "$work/modules" "$site/node_modules"
    else
        (cd "$site" && npm ci --no-audit --no-fund --loglevel=error)
    fi
    (cd "$site" && npm run --silent build)
    mv "$site/node_modules" "$work/modules"
}

main
