#!/usr/bin/env bash
# Measures this TURN server and coturn in turns, on the loopback interface of a Linux machine, and says whether we keep
# what docs/performance.md promises. coturn is a yardstick only: on Debian or Ubuntu `apt install coturn`.
#
#   docs/tools/compare-turn.sh                       relaying, ceiling, allocations, binding requests
#   docs/tools/compare-turn.sh relay ceiling         only these
#   SERVER_CPUS=0 docs/tools/compare-turn.sh ceiling both servers on processor 0 alone (taskset)
#   RESULTS=folder docs/tools/compare-turn.sh        a report of each measurement in a folder of its own
#
# Ports 22000 and 22001, relays 23000 to 60000. The exit code is 0 if nothing was missed.
set -euo pipefail

home="$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)"
secret="yardstick-of-sixteen-bytes"
coturn_port=22000
parley_port=22001
command -v turnserver >/dev/null 2>&1 || {
  echo "turnserver is missing. On Debian or Ubuntu: apt install coturn" >&2
  exit 1
}

log="$(mktemp -d "${TMPDIR:-/tmp}/parley-turn.XXXXXX")"
pids=()
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$log"
}
trap stop EXIT
trap 'exit 1' INT TERM

on_cpus=()
[ -n "${SERVER_CPUS:-}" ] && on_cpus=(taskset -c "$SERVER_CPUS")

# Builds first, so that the server's process is the server.
"$home/bin/parley" --version >/dev/null

"${on_cpus[@]}" turnserver -n --listening-ip=127.0.0.1 --listening-port="$coturn_port" --min-port=23000 --max-port=40000 \
  --use-auth-secret --static-auth-secret="$secret" --realm=parley --allow-loopback-peers --no-cli --no-tls --no-dtls \
  --log-file=stdout >"$log/coturn" 2>&1 &
coturn=$!
pids+=("$coturn")

"${on_cpus[@]}" "$home/bin/parley" turn --set turn.listen="127.0.0.1:$parley_port" --set turn.secret="$secret" \
  --set turn.relayAddress=127.0.0.1 --set turn.relayPorts=40001-60000 --set 'turn.peers.allow=[127.0.0.0/8]' \
  --set turn.quota.allocationsPerUser=10000 --set turn.quota.bandwidthPerAllocation=10Gbit >"$log/parley" 2>&1 &
parley=$!
pids+=("$parley")

# Both listen on TCP as well, which is how their processes are known to be ready.
for server in "$coturn $coturn_port coturn" "$parley $parley_port parley"; do
  read -r pid port name <<<"$server"
  for ((tenth = 0; ; tenth++)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
    if [ "$tenth" -ge 150 ] || ! kill -0 "$pid" 2>/dev/null; then
      echo "$name has not started:" >&2
      cat "$log/$name" >&2
      exit 1
    fi
    sleep 0.1
  done
done

missed=0
measure() {
  local name="$1"
  shift
  echo "== $name"
  local report=()
  [ -n "${RESULTS:-}" ] && report=(--report "$RESULTS/$name")
  "$home/bin/parley" bench turn --label parley --server "127.0.0.1:$parley_port" --server-pid "$parley" \
    --secret "$secret" --other "127.0.0.1:$coturn_port" --other-pid "$coturn" --other-label coturn \
    --no-history "${report[@]}" "$@" || missed=1
  echo
}

for what in "${@:-all}"; do
  case "$what" in relay | ceiling | allocations | bindings | all) ;; *)
    echo "What is '$what'? relay, ceiling, allocations or bindings" >&2
    exit 2
    ;;
  esac
done
wanted() { [[ " $asked " == *" $1 "* || " $asked " == *" all "* ]]; }
asked="${*:-all}"

if wanted relay; then
  measure relay-100x50 --allocations 100 --packets-per-second 50 --bytes 1000 \
    --require 'cpuMicrosPerPacket<=0.6x' --require 'p99Millis<=1x'
  measure relay-10x1000 --allocations 10 --packets-per-second 1000 --bytes 1200 \
    --require 'cpuMicrosPerPacket<=0.6x' --require 'p99Millis<=1x'
fi
if wanted ceiling; then
  measure ceiling --measure ceiling --allocations 100 --packets-per-second 400 --bytes 1000 --warmup 1 --duration 3 \
    --require 'packetsPerSecond>=1.5x'
fi
if wanted allocations; then
  measure allocations --measure allocations --allocations 5000 \
    --require 'failedAllocations<=0' --require 'allocationsPerSecond>=1x' --require 'kibPerAllocation<=1x'
fi
if wanted bindings; then
  measure bindings --measure bindings --allocations 16 --require 'bindingsPerSecond>=1x'
fi
exit "$missed"
