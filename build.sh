#!/usr/bin/env bash
# The one door to Softmix: build it, serve it, test it, measure it.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat <<'TEXT'
Usage: ./build.sh [command]

  serve   build everything and serve it at http://localhost:8080 (the default)
          PORT=8081 chooses another port, SOFTMIX_ADDR=0.0.0.0 another address
  edge    serve it as a Cloudflare Worker in workerd, at http://localhost:8787
  test    install what is missing, then run every check and every test
  dist    write dist/, print what the page fetches before its first training
          step, fail above the limit of 1.75 MB of brotli (with another
          release of Go than go.mod's: warn)
  bench   time the kernels, then what a reader waits for (the first training
          step, the longest task on the main thread), then a bare training step
          against jax-js and TensorFlow.js, all in Chromium. Only a part of it:
            ./build.sh bench kernels   (with OpenBLAS beside ours where it is
                                        installed: Debian's libopenblas0-pthread)
            ./build.sh bench page [folder of another build, to visit in turn]
            ./build.sh bench peers
          Words choose sizes (A B lake sort) and contenders (wasm, webgpu, or
          single ones such as ours-cpu jax-wasm): ./build.sh bench B wasm
            ./build.sh bench ours-cpu native
          races the terminal's step beside the browser's
            ./build.sh bench edge [seconds]
          loads both targets of the web server with wrk (Debian: apt-get install
          wrk): requests a second, the 99th percentile, errors
            ./build.sh bench soak [steps]
          trains 20000 steps on the page, on the CPU and on WebGPU (there, on a
          slow adapter, as many as fit into 15 minutes), prints the memory of
          renderer and GPU process at five points, and fails if it is not flat
  check   what test does not need to run:
            ./build.sh check weights
          rebuilds saved weights by the Python that the page gives out (numpy)
            ./build.sh check shaders
          has naga translate every kernel in every shape for Metal, Direct3D and
          SPIR-V (needs cargo, from https://rustup.rs)
  shots   make public/screenshot.png anew from a real run, in Chromium

serve and dist need Go, from the release on that go.mod names, and node 20; test,
bench and shots also need Chromium, and test a Vulkan driver. Where this runs as
root on Debian or Ubuntu, those two are installed; elsewhere it says what is missing.
TEXT
}

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }
ci() { [ -n "${CI:-}" ]; }

# ── what must be there ──────────────────────────────────────────────────────

need_tools() {
  local least version minor
  least=$(sed -n 's/^go 1\.\([0-9]*\).*/\1/p' go.mod)
  command -v go >/dev/null || die "Go is missing: install Go 1.$least or newer from https://go.dev/dl/ and run this again."
  version=$(go env GOVERSION)
  minor=${version#go1.} minor=${minor%%[!0-9]*}
  [ -n "$minor" ] && [ "$minor" -lt "$least" ] && die "Go is too old: this is $version, Softmix needs 1.$least or newer from https://go.dev/dl/"
  command -v node >/dev/null || die "node is missing: install node 20 or newer from https://nodejs.org/ and run this again."
  command -v npm >/dev/null || die "npm is missing: it comes with node from https://nodejs.org/ (on Debian: apt-get install npm)."
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || die "node is too old: this is $(node --version), Softmix needs 20 or newer from https://nodejs.org/"
}

# installed FOLDER STAMP [OPTION]: the npm packages of its lock file, unless the stamp
# that they left there says the same. No package needs its install script, so none
# is run.
installed() {
  local stamp=$1/node_modules/.softmix
  [ "$(cat "$stamp" 2>/dev/null || true)" = "$2" ] && return
  say "Installing the npm packages of $1 …"
  # shellcheck disable=SC2086 # an option or none
  (cd "$1" && npm ci ${3:-} --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null)
  printf '%s' "$2" >"$stamp"
}

# What the page uses ("page"), or the test tools as well ("all"), which stay where they
# have been installed once.
need_packages() {
  local what=$1 omit=
  case $(cat node_modules/.softmix 2>/dev/null || true) in all*) what=all ;; esac
  [ "$what" = page ] && omit=--omit=dev
  installed . "$what $(cksum package-lock.json)" $omit
}

# Chromium's path, or nothing. CHROMIUM overrides the search.
find_chromium() {
  local c
  for c in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Chromium.app/Contents/MacOS/Chromium" "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    [ -n "$c" ] && command -v "$c" && return
  done
  true
}

has_vulkan() {
  [ "$(uname)" = Linux ] || return 0 # elsewhere the system brings Metal or Direct3D
  local icd
  for icd in /usr/share/vulkan/icd.d/*.json /etc/vulkan/icd.d/*.json; do
    [ -e "$icd" ] || continue
    PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep -q 'libvulkan\.so\.1' && return 0
  done
  return 1
}

# lacks WHAT: the Debian packages of the browsers and drivers that are not there.
# WHAT is "chromium", or "all": the other two browsers and a Vulkan driver as well.
lacks() {
  [ -n "$(find_chromium)" ] || printf '%s\n' chromium fonts-dejavu-core
  [ "$1" = chromium ] && return
  has_vulkan || printf '%s\n' mesa-vulkan-drivers libvulkan1
  command -v "${FIREFOX:-firefox-esr}" >/dev/null || command -v firefox >/dev/null || printf '%s\n' firefox-esr
  command -v "${WEBKIT_DRIVER:-WebKitWebDriver}" >/dev/null || printf '%s\n' webkit2gtk-driver
  command -v Xvfb >/dev/null || printf '%s\n' xvfb
}

# need_browsers WHAT [must]: see lacks. Where they cannot be installed: in CI, or
# where they must be there, the end; elsewhere a warning, and those tests skip.
need_browsers() {
  local missing
  missing=$(lacks "$1" | tr '\n' ' ')
  if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing $missing…"
    apt-get update -qq </dev/null
    # shellcheck disable=SC2086 # one word a package
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing </dev/null >/dev/null
    missing=$(lacks "$1" | tr '\n' ' ')
  fi
  if [ -n "$missing" ]; then
    local text="Missing: ${missing% }. On Debian or Ubuntu: sudo apt-get install $missing(Ubuntu has no firefox-esr: FIREFOX names another). Elsewhere: a Chromium or Chrome (CHROMIUM=/path/to/it) and, on Linux, a Vulkan driver."
    { ci || [ "${2:-}" = must ]; } && die "$text"
    say "WARNING: $text" "Without them the tests of the page, or of the GPU, are skipped."
  fi
  CHROMIUM=$(find_chromium)
  export CHROMIUM
}

# Vulkan's loader complains at every start where there is no folder for sockets.
quiet_vulkan() {
  [ -n "${XDG_RUNTIME_DIR:-}" ] && return
  mkdir -p build/run && chmod 700 build/run
  export XDG_RUNTIME_DIR=$PWD/build/run
}

# ── building ────────────────────────────────────────────────────────────────

# copy FILE TO: into dist/, only if it differs. Everything copied is noted in
# build/made, so that what is no longer made can be removed from dist/.
# (No bash arrays of names: the bash of macOS has none.)
copy() {
  printf '%s\n' "$2" >>build/made
  cmp -s "$1" "dist/$2" && return
  mkdir -p "dist/$(dirname "$2")"
  cp "$1" "dist/$2"
}

# vugu's components become Go code; only when a component is newer than its code.
generate() {
  local v
  for v in ui/view/*.vugu; do
    [ -e "$v" ] || continue
    if [ ! -e "${v%.vugu}_gen.go" ] || [ "$v" -nt "${v%.vugu}_gen.go" ] || [ go.mod -nt "${v%.vugu}_gen.go" ]; then
      go tool vugugen -skip-go-mod -skip-main ./ui/view
      touch ui/view/*_gen.go
      return
    fi
  done
}

# A program without inlining is a tenth smaller. Its kernels are in the SIMD module.
small=(-gcflags=all=-l)

# bare_shaders: writes the WGSL without comments and indentation, but for the lines
# that open a section or a common function, and the overlay by which the page's program embeds that.
bare_shaders() {
  local file comma=
  mkdir -p build/shaders
  printf '{"Replace":{' >build/shaders/overlay.json
  for file in shaders/*.wgsl; do
    { echo; sed -E '/^\/\/ (kernels?|function) /!s#[[:space:]]*//.*##; s/^[[:space:]]+//; /^$/d' "$file"; } >"build/$file"
    printf '%s"%s":"build/%s"' "$comma" "$file" "$file" >>build/shaders/overlay.json
    comma=,
  done
  printf '}}' >>build/shaders/overlay.json
}

# build QUALITY: all of dist/, compressed at that brotli quality or better.
build() {
  say "Building …"
  mkdir -p dist build
  : >build/made
  go run ./wasm/build/words/keys
  go build -o build/packer ./wasm/build/packer
  generate
  local file vugu
  bare_shaders
  GOOS=js GOARCH=wasm go build -trimpath -ldflags='-s -w' -overlay build/shaders/overlay.json "${small[@]}" -o build/softmix.wasm ./wasm/app
  # vugu's script becomes a file of its own, so that a page may forbid eval.
  vugu=$(go list -m -f '{{.Dir}}' github.com/vugu/vugu)
  build/packer -literal "$vugu/domrender/renderer-js-script.go" >build/vugu.js
  copy build/vugu.js vendor/vugu.js
  copy "$vugu/LICENSE" vendor/LICENSE-vugu.txt
  copy build/softmix.wasm softmix.wasm
  node_modules/.bin/esbuild --minify "$(go env GOROOT)/lib/wasm/wasm_exec.js" >build/wasm_exec.js
  copy build/wasm_exec.js wasm_exec.js
  copy "$(go env GOROOT)/LICENSE" vendor/LICENSE-go.txt
  node model/device/cpu/simd/assemble.mjs build
  copy build/simd.wasm js/simd.wasm
  copy build/simd-relaxed.wasm js/simd-relaxed.wasm
  copy node_modules/uplot/dist/uPlot.iife.min.js vendor/uPlot.iife.min.js
  copy node_modules/uplot/dist/uPlot.min.css vendor/uPlot.min.css
  copy node_modules/uplot/LICENSE vendor/LICENSE-uPlot.txt
  if [ ui/formulas/formulas.tex -nt build/formulas.json ] || [ ui/formulas/render.mjs -nt build/formulas.json ] || [ package-lock.json -nt build/formulas.json ]; then
    node ui/formulas/render.mjs ui/formulas/formulas.tex build/formulas.json
  fi
  copy build/formulas.json formulas.json
  rm -rf build/public
  mkdir -p build/public
  cp -R public/. build/public
  build/packer -words public -to build/public
  go run ./wasm/build/tables >build/tables.json
  node wasm/build/minify.mjs build/tables.json build/public
  # Previews want the picture's whole address, which only the site's owner knows.
  sed "s#content=\"screenshot#content=\"${SOFTMIX_ORIGIN:+${SOFTMIX_ORIGIN%/}/}screenshot#" build/public/index.html >build/index.html
  mv build/index.html build/public/index.html
  while IFS= read -r file; do
    copy "$file" "${file#build/public/}"
  done < <(find build/public -type f ! -name '.*')
  while IFS= read -r file; do
    grep -Fxq "${file#dist/}" build/made || rm "$file"
  done < <(find dist -type f ! -name '*.br' ! -name sizes.json)
  build/packer -pack dist -quality "$1"
}

# ── commands ────────────────────────────────────────────────────────────────

# What the page fetches before its first step. The limit is for the release of Go
# that go.mod names; with another one, whose runtime weighs what it weighs, it warns.
weigh() {
  build/packer -pack dist -quality 11 -table && return
  case $(go env GOVERSION) in "go$(sed -n 's/^go \(1\.[0-9]*\).*/\1/p' go.mod)"*) exit 1 ;; esac
  say "WARNING: above the limit with $(go env GOVERSION)."
}

# listen_at PORT COMMAND: sets the caller's address, host (to try it from here) and
# port, as asked for by SOFTMIX_ADDR and PORT; ends where they are taken.
listen_at() {
  address=${SOFTMIX_ADDR:-127.0.0.1}
  case $address in
    \[*\]) address=$address:${PORT:-$1} ;;
    *:*) ;; # it brings its port
    *) address=$address:${PORT:-$1} ;;
  esac
  port=${address##*:} host=${address%:*}
  [[ $port =~ ^[0-9]+$ ]] && [ "$port" -le 65535 ] || die "\"$port\" is no port: use a number such as PORT=8081."
  case $host in 0.0.0.0 | '[::]' | '') host=127.0.0.1 ;; '[::1]') host=::1 ;; esac
  if (exec 3<>"/dev/tcp/$host/$port") 2>/dev/null; then
    die "Something already listens on $address: stop it, or choose another port: PORT=$((port + 1)) ./build.sh $2"
  fi
}

serve() {
  need_tools
  local address host port
  listen_at 8080 serve
  need_packages page
  build 5
  go build -o build/edge ./wasm/edge
  exec build/edge -dir dist -addr "$address" -db build/runs.db -origin "${SOFTMIX_ORIGIN:-}"
}

dist() {
  need_tools
  need_packages page
  build 11
  say
  weigh
}

# wrangler serves dist/ by the Worker; what it keeps is in build/worker/state.
edge() {
  need_tools
  local address host port
  listen_at 8787 edge
  need_packages page
  build 5
  build_worker
  quiet_wrangler
  cd build/worker
  say "Softmix is at http://localhost:$port  (Ctrl-C stops it)"
  exec node node_modules/wrangler/bin/wrangler.js dev --ip "${address%:*}" --port "$port" --persist-to state \
    --show-interactive-dev-session=false --log-level warn
}

# Our own Go files; vugugen's output is not ours to format.
go_files() { find . -name '*.go' ! -name '*_gen.go' ! -path './node_modules/*' ! -path './dist/*' ! -path './build/*'; }

run_tests() {
  need_tools
  need_packages all
  need_browsers all
  build 11
  build_worker

  say "Checking the generated components …"
  go tool vugugen -skip-go-mod -skip-main ./ui/view
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git diff --exit-code --stat -- 'ui/view/*_gen.go' || die "ui/view/*_gen.go differ from what their components generate: commit them."
  fi

  say "Checking format …"
  local unformatted
  unformatted=$(go_files | xargs gofmt -l)
  [ -z "$unformatted" ] || die "gofmt wants to change: $unformatted"
  say "Checking with go vet …"
  go vet ./...
  GOOS=js GOARCH=wasm go vet ./...

  say "Testing …"
  quiet_vulkan
  # The browser tests come last and alone: some of them measure time.
  local rest
  rest=$(go list ./... | grep -v '/wasm/e2e')
  # shellcheck disable=SC2086 # one word a package
  SOFTMIX_BUILT=1 go test -timeout 10m $rest
  SOFTMIX_BUILT=1 go test -count=1 -timeout 40m -p 1 ./wasm/e2e/...

  say
  weigh
}

# The Worker in build/worker: our script, Go's support, the program, and what
# wrangler needs, in the folder that it is started in. Fails where the program is
# above what Cloudflare takes.
build_worker() {
  local from=wasm/edge/worker to=build/worker size limit=$((64 << 20))
  mkdir -p "$to"
  cp "$from"/* "$to"
  installed "$to" "$(cksum "$from/package-lock.json")"
  cp "$(go env GOROOT)/lib/wasm/wasm_exec.js" "$to/wasm_exec.js"
  go build -o build/packer ./wasm/build/packer
  build/packer -rules >"$to/rules.json"
  GOOS=js GOARCH=wasm go build -trimpath -ldflags='-s -w' -o "$to/edge.wasm" ./wasm/edge
  size=$(cat "$to/edge.wasm" "$to"/*.mjs "$to/wasm_exec.js" | wc -c | tr -d ' ')
  say "The Worker: $size bytes (limit $limit)"
  [ "$size" -le "$limit" ] || die "The Worker is too large."
}

# wrangler talks to nobody: not to its makers, not to Cloudflare.
quiet_wrangler() {
  export XDG_CONFIG_HOME=$PWD/build/worker/home
  export WRANGLER_SEND_METRICS=false WRANGLER_SEND_ERROR_REPORTS=false WRANGLER_HIDE_BANNER=true CLOUDFLARE_CF_FETCH_ENABLED=false CI=1
}

# The peers' packages are the benchmark's alone, so they are installed here, in
# build/peers, and nowhere else.
build_peers() {
  local from=wasm/e2e/race/peers to=build/peers
  rm -rf "$to/src" "$to/pages"
  mkdir -p "$to"
  cp -R "$from"/. "$to"
  installed "$to" "$(cksum "$from/package-lock.json")"
  (cd "$to" && node build.mjs)
}

bench_kernels() {
  say "Kernels (go test -bench): time, and rate where the work is known"
  go test -timeout 10m -run '^$' -bench . -skip Beside -benchtime 300ms ./model/... ./shaders/...
  say
  say "Products beside OpenBLAS's, in turn on one thread: as it chooses its kernels, then AVX2 and, where there is it, AVX-512 on both sides"
  beside
  GODEBUG=cpu.avx512f=off beside Haswell
  grep -qs avx512f /proc/cpuinfo && beside SkylakeX
  return 0
}

# beside [CORE]: our products and OpenBLAS's, with its kernels for that processor.
beside() {
  env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE OPENBLAS_NUM_THREADS=1 ${1:+"OPENBLAS_CORETYPE=$1"} \
    go test -timeout 10m -run '^$' -bench Beside -benchtime 300ms ./model/device/cpu
}

bench_page() {
  say "The page in headless Chromium, from navigation on:"
  go run ./wasm/e2e/tour -dist dist -measure -visits ${1:+"$1"}
}

bench_peers() {
  say "A bare training step, in turn in one headless Chromium: cpu-ms is the processor"
  say "time of all its processes, js-cpu that of the pages, gpu-cpu of the GPU process."
  go run ./wasm/e2e/race -dist dist -peers build/peers/pages "$@"
}

bench_soak() {
  say "A long run in headless Chromium; memory without mapped files:"
  go run ./wasm/e2e/soak -dist dist ${1:+-steps "$1"}
}

# load NAME URL SECONDS [SCRIPT]: what wrk says of it, in one line; fails on any error.
load() {
  local out
  out=$(wrk -t2 -c16 -d"$3s" --latency ${4:+-s "$4"} "$2") || die "wrk failed on $2: $out"
  printf '%s\n' "$out" | awk -v name="$1" '
    /99%/ { p99 = $2 }
    /Requests\/sec/ { rate = $2 }
    /Socket errors/ { errors = $0 }
    /Non-2xx/ { errors = errors $0 }
    END {
      printf "%-34s %10.0f requests/s   p99 %9s   errors %s\n", name, rate, p99, errors == "" ? 0 : errors
      exit errors != "" || rate == 0
    }'
}

# bench_edge SECONDS: both targets, one after the other, on ports of their own.
bench_edge() {
  local seconds=${1:-20} at pid target run
  command -v wrk >/dev/null || { [ "$(id -u)" = 0 ] && apt-get install -y -qq wrk </dev/null >/dev/null; } || true
  command -v wrk >/dev/null || die "wrk is missing: install it (on Debian: apt-get install wrk) and run this again."
  go build -o build/edge ./wasm/edge
  build_worker
  quiet_wrangler
  say "wrk -t2 -c16 -d${seconds}s on this machine, both targets:"
  for target in native workerd; do
    case $target in
      native)
        at=http://127.0.0.1:8788
        build/edge -dir dist -addr 127.0.0.1:8788 -db build/bench.db -posts 1000000 >/dev/null &
        ;;
      workerd)
        at=http://127.0.0.1:8789
        (cd build/worker && exec node node_modules/wrangler/bin/wrangler.js dev --ip 127.0.0.1 --port 8789 --persist-to bench --var POSTS:1000000 \
          --show-interactive-dev-session=false --log-level error) >/dev/null &
        ;;
    esac
    pid=$!
    # shellcheck disable=SC2064 # the process of now
    trap "kill $pid 2>/dev/null" EXIT
    until curl -fs -o /dev/null "$at/"; do
      kill -0 "$pid" || die "The $target server did not start."
      sleep .2
    done
    run=$(curl -fsS -H 'Content-Type: application/json' --data-binary @wasm/edge/testdata/run.json "$at/api/runs" | sed 's/.*"id":"\([a-z2-7]*\)".*/\1/')
    load "$target: /api/runs/ID" "$at/api/runs/$run" "$seconds"
    load "$target: /r/ID" "$at/r/$run" "$seconds"
    load "$target: /oembed" "$at/oembed?url=$at/r/$run" "$seconds"
    load "$target: /css/page.css" "$at/css/page.css" "$seconds"
    load "$target: POST /api/runs" "$at/api/runs" "$seconds" wasm/edge/testdata/post.lua
    kill "$pid"
    wait "$pid" 2>/dev/null || true
    trap - EXIT
  done
}

bench() {
  need_tools
  if [ "${1:-}" = edge ]; then
    need_packages page
    build 11
    bench_edge "${2:-}"
    return
  fi
  need_packages all
  need_browsers chromium must
  build 11
  quiet_vulkan
  case ${1:-all} in
    all)
      build_peers
      bench_kernels
      say
      bench_page
      say
      bench_peers
      ;;
    kernels) bench_kernels ;;
    page) bench_page "${2:-}" ;;
    soak) bench_soak "${2:-}" ;;
    *)
      [ "$1" = peers ] && shift
      build_peers
      bench_peers "$@"
      ;;
  esac
}

# The naga of Firefox 153 is a revision shortly before the release 30.0.0: of the
# words that only 30.0.0 has it knows some, of those that only 29.0.4 has none.
naga=30.0.0

check_shaders() {
  if [ "$(build/naga/bin/naga --version 2>/dev/null || true)" != "$naga" ]; then
    command -v cargo >/dev/null || die "cargo is missing: install Rust from https://rustup.rs and run this again."
    say "Installing naga $naga …"
    cargo install --quiet --locked --root build/naga --version "$naga" naga-cli
  fi
  go run ./shaders/check -naga build/naga/bin/naga
}

# A Python with numpy: what a reader of the weights has. No other command needs one.
find_numpy() {
  local p
  for p in "${SOFTMIX_PYTHON:-python3}" /usr/bin/python3; do
    "$p" -c 'import numpy' 2>/dev/null && printf '%s' "$p" && return
  done
  return 1
}

# check weights: the lines of Python that the page gives out with its weights.
check() {
  need_tools
  case ${1:-} in
    weights)
      find_numpy >/dev/null || { [ "$(id -u)" = 0 ] && apt-get update -qq </dev/null && apt-get install -y -qq --no-install-recommends python3-numpy </dev/null >/dev/null; } || true
      SOFTMIX_PYTHON=$(find_numpy) || die "numpy is missing: install it (on Debian: apt-get install python3-numpy) and run this again."
      export SOFTMIX_PYTHON
      go test -count=1 -v -run TestSavedModelIsRebuilt ./model/method
      ;;
    shaders) check_shaders ;;
    *) die "There is: ./build.sh check weights, and ./build.sh check shaders" ;;
  esac
}

shots() {
  need_tools
  need_packages all
  need_browsers chromium must
  build 11
  go run ./wasm/e2e/tour -dist dist -shot public/screenshot.png
}

case ${1:-serve} in
  serve) serve ;;
  edge) edge ;;
  test) run_tests ;;
  dist) dist ;;
  bench) bench "${@:2}" ;;
  check) check "${@:2}" ;;
  shots) shots ;;
  worker) # what the tests of the edge call
    need_tools
    mkdir -p build
    build_worker
    ;;
  build) # what the browser tests call: dist/ without the table
    need_tools
    need_packages page
    build 5
    ;;
  help | -h | --help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
