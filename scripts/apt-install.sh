#!/usr/bin/env bash
# Install Debian packages, with sudo when not root; a package that this release does not have is passed over as long
# as one of those named can be had.
# usage: scripts/apt-install.sh PACKAGE...
set -euo pipefail
if ! command -v apt-get >/dev/null; then
    echo "recto: please install: $*" >&2
    exit 1
fi
root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "recto: run as root, there is no sudo here: apt-get install $*" >&2
        exit 1
    fi
    root=(sudo)
fi
apt() { "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" </dev/null; }

available() {
    local package
    for package in "$@"; do
        if apt-cache show "$package" >/dev/null 2>&1; then echo "$package"; fi
    done
}

echo "recto: installing $* with apt-get"
apt update
mapfile -t packages < <(available "$@")
if [ ${#packages[@]} -eq 0 ]; then
    echo "recto: this system's package lists have none of: $*" >&2
    exit 1
fi
apt install --yes --no-install-recommends "${packages[@]}" >/dev/null
