#!/bin/sh
# Starts the bundle on the Node.js that is installed with it; the machine's own may be too old.
here=$(dirname "$(readlink -f "$0")")
for modules in "$here/../node_modules" "$here/../.."; do
  if [ -x "$modules/node/bin/node" ]; then exec "$modules/node/bin/node" "$here/coracle.mjs" "$@"; fi
done
exec node "$here/coracle.mjs" "$@"
