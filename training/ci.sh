#!/bin/sh
# What continuous integration runs: style, types, tests and a tiny training run on the CPU. Needs no footage.
set -eu
cd "$(dirname "$0")"
make venv
make check
make test
make debug-train
