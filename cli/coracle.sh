#!/bin/sh
# Starts the bundle on the Node.js that is installed with it; the machine's own may be too old.
# Young objects have 32 MB at most, which hold all that some hundred clients ask at a time: what does not fit is taken for
# old. None are made old from the start: those of a request that are keep the rest of it alive. Buffers of all threads
# come from one arena of malloc, which gives back what is free; and once started, the server collects the garbage of its
# start.
flags='--expose-gc --max-semi-space-size=32 --no-allocation-site-pretenuring'
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-1}"
here=$(dirname "$(readlink -f "$0")")
for modules in "$here/../node_modules" "$here/../.."; do
  if [ -x "$modules/node/bin/node" ]; then exec "$modules/node/bin/node" $flags "$here/coracle.mjs" "$@"; fi
done
wanted=24
found=$(node --version 2>/dev/null) || found=none
major=${found%%.*}
if [ "$found" = none ] || [ "${major#v}" -lt "$wanted" ]; then
  echo "error: cannot start coracle: it needs Node.js $wanted or newer, and the machine has $found; run 'npm install node@$wanted' beside it" >&2
  exit 2
fi
exec node $flags "$here/coracle.mjs" "$@"
