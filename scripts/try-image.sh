#!/usr/bin/env bash
# Try the image that image_in_chroot.py has made, as containers would run it: its health, a page, a watched folder that
# is killed, and an agent's session. All as nobody's root, without a network, with a root that cannot be written to.
# usage: scripts/try-image.sh PYTHON WORK
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1 work=$2
here=$(realpath "$work")/tried
rm -rf "$here"
mkdir -p "$here"/{data,inbox,read}
chown 10001:10001 "$here"/{data,inbox,read}

inside() { "$python" scripts/run_in_image.py "$work" "$@"; }
said() { echo "recto: $*"; }

inside --health >"$here/health"
grep -q "recto can read" "$here/health"
said "the check of its health is content: $(grep -c '^ok' "$here/health") checks"

cp samples/letter.png "$here/data/"
inside --bind "$here/data:/data" -- read letter.png -o out -f pdf,txt
grep -q "Harbour Museum" "$here/data/out/letter.txt"
[ "$(stat -c %u "$here/data/out/letter.pdf")" = 10001 ]
if inside -- read /etc/hostname -o /refused 2>"$here/refusal"; then exit 1; fi
grep -q "Read-only file system\|Permission denied\|no image" "$here/refusal"
said "it reads as user 10001, and writes nowhere else"

cp samples/letter.png samples/receipt.png "$here/inbox/"
head -c 300 samples/label.png >"$here/inbox/broken.png"
watch=(--bind "$here/inbox:/inbox" --bind "$here/read:/read" -- watch /inbox -o /read --settle 1)
"$python" scripts/run_in_image.py "$work" "${watch[@]}" 2>"$here/log" &
process=$!
for _ in $(seq 600); do
    if ls "$here/read/"*.txt >/dev/null 2>&1; then break; fi
    sleep 1
done
kill -9 "$(pgrep --parent "$process")" # the watch itself, process 1 of its namespace; its workers go with it
wait "$process" 2>/dev/null || true
for _ in $(seq 60); do # until the processes of the one that was killed are gone
    code=0
    inside "${watch[@]}" --once 2>"$here/again" || code=$?
    if ! grep -q "another run is writing here" "$here/again"; then break; fi
    sleep 1
done
[ "$code" -eq 0 ] || [ "$code" -eq 2 ]
[ -s "$here/read/letter.txt" ] && [ -s "$here/read/receipt.txt" ]
[ -s "$here/inbox/failed/broken.png" ] && [ -s "$here/inbox/failed/broken.png.failed.txt" ]
said "a watched folder is read, and goes on after a kill"

hello='{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"try","version":"1"}}}'
ready='{"jsonrpc":"2.0","method":"notifications/initialized"}'
call='{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"read_file","arguments":{"path":"letter.png"}}}'
touch "$here/told"
{
    printf '%s\n' "$hello" "$ready" "$call"
    for _ in $(seq 600); do
        if grep -q '"id":2' "$here/told"; then break; fi
        sleep 1
    done
} | inside --bind "$here/data:/data" -- mcp --root /data >"$here/told"
grep -q "Harbour Museum" "$here/told"
said "an agent has a page read"

size=$(du -sm "$work/image" | cut -f1)
said "the image has $size MB"
