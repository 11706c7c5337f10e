/**
 * Bundles the command into `dist/` or the folder named: one file for all it does,
 * and the small one that starts it on the right runtime.
 */
import { chmod, copyFile, mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build, type Plugin } from 'esbuild'

/**
 * `@kubernetes/client-node` does not say that importing it has no effects; without that, all of its generated models
 * stay in the bundle for the few files that are used.
 */
const shakeClient: Plugin = {
  name: 'shake-client',
  setup(bundle) {
    bundle.onResolve({ filter: /./ }, async ({ path, ...args }) => {
      const within = path.startsWith('@kubernetes/')
        || (path.startsWith('.') && args.importer.includes('@kubernetes/client-node'))
      if (!within || args.pluginData === 'resolving') return undefined
      const found = await bundle.resolve(path, { ...args, pluginData: 'resolving' })
      return { ...found, sideEffects: false }
    })
  },
}

/** Express brings parsers of request bodies, and with them tables of character sets; the server reads bodies itself. */
const slimExpress: Plugin = {
  name: 'slim-express',
  setup(bundle) {
    bundle.onResolve({ filter: /^body-parser$/ }, () => ({ path: 'body-parser', namespace: 'left-out' }))
    bundle.onLoad({ filter: /./, namespace: 'left-out' }, () => ({ contents: 'module.exports = {}' }))
  },
}

/**
 * An import of `node:http` reads all that it exports, and so loads Node's own WebSocket and fetch, 3 MB that nobody
 * uses; whoever asks for the module itself is spared them.
 */
const slimHttp: Plugin = {
  name: 'slim-http',
  setup(bundle) {
    bundle.onResolve({ filter: /^(node:)?http$/ }, () => ({ path: 'node:http', namespace: 'as-it-is' }))
    bundle.onLoad({ filter: /./, namespace: 'as-it-is' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}')`,
    }))
  },
}

const root = join(import.meta.dirname, '..')
const dist = resolve(process.argv[2] ?? join(root, 'dist'))

await rm(dist, { recursive: true, force: true })
await mkdir(dist)
await build({
  entryPoints: { coracle: join(root, 'cli', 'main.ts') },
  outdir: dist,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minifySyntax: true,
  // The text stays in memory. Names stay, and lines stay short, so that a stack says something.
  minifyWhitespace: true,
  lineLimit: 120,
  legalComments: 'none',
  // Native code is found beside its own package at run time.
  external: ['level', 'classic-level', 'koffi'],
  // What is CommonJS inside asks for these.
  banner: { js: "import{createRequire as $r}from'node:module';const require=$r(import.meta.url);" },
  plugins: [shakeClient, slimExpress, slimHttp],
  logLevel: 'warning',
})
// Descriptions are read from beside the code when somebody first asks for OpenAPI.
await mkdir(join(dist, 'generated'))
for (const file of ['descriptions.json', 'parameters.json']) {
  await copyFile(join(root, 'apiserver', 'http', 'openapi', 'generated', file), join(dist, 'generated', file))
}
await copyFile(join(root, 'cli', 'coracle.sh'), join(dist, 'coracle'))
await chmod(join(dist, 'coracle'), 0o755)
