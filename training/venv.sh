#!/bin/sh
# Makes (or finds) the virtual environment for the present requirements.lock and prints its folder.
# It lies outside the clone, keyed by the hash of the lock file: about 5 GB, shared by every checkout with the same lock.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
hash=$(sha256sum "$here/requirements.lock" | cut -c1-12)
venv="${XDG_CACHE_HOME:-$HOME/.cache}/facet/training-venv-$hash"
if [ ! -e "$venv/.complete" ]; then
	"${FACET_PYTHON:-python3.11}" -m venv "$venv" >&2
	"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps -r "$here/requirements.lock" >&2
	touch "$venv/.complete"
fi
echo "$venv"
