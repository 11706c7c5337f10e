#!/bin/sh
# Starts the bundle on the Node.js that is installed with it; the machine's own may be too old.
here=$(dirname "$(readlink -f "$0")")
for modules in "$here/../node_modules" "$here/../.."; do
  if [ -x "$modules/node/bin/node" ]; then exec "$modules/node/bin/node" "$here/coracle.mjs" "$@"; fi
done
wanted=24
found=$(node --version 2>/dev/null) || found=none
major=${found%%.*}
if [ "$found" = none ] || [ "${major#v}" -lt "$wanted" ]; then
  echo "error: cannot start coracle: it needs Node.js $wanted or newer, and the machine has $found; run 'npm install node@$wanted' beside it" >&2
  exit 2
fi
exec node "$here/coracle.mjs" "$@"
