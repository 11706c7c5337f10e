import { requireJson } from './accept.ts'
import type { PathHandler } from './dispatch.ts'
import { header } from './exchange.ts'
import { notAllowed, nothingThere } from './refusals.ts'
import { respond } from './respond.ts'
import { withoutTrailingSlashes } from '../../apimachinery/slashes.ts'

/** The Kubernetes version whose API this is. */
const apiVersion = {
  major: '1', minor: '36',
  emulationMajor: '1', emulationMinor: '36',
  minCompatibilityMajor: '1', minCompatibilityMinor: '35',
  gitVersion: 'v1.36.2',
  gitCommit: '', gitTreeState: 'clean', buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'go1.26.0', compiler: 'gc', platform: `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`,
}

/** The same, as metrics name it. */
export function buildInfo(): Record<string, string> {
  const { major, minor, gitVersion, gitCommit, gitTreeState, buildDate, goVersion, compiler, platform } = apiVersion
  return {
    major, minor, git_version: gitVersion, git_commit: gitCommit, git_tree_state: gitTreeState, build_date: buildDate,
    go_version: goVersion, compiler, platform,
  }
}

/** `/version`. */
export const versionPath: PathHandler = (exchange) => {
  const path = withoutTrailingSlashes(exchange.path)
  if (path.startsWith('/version/')) throw nothingThere()
  if (path !== '/version') return false
  if (exchange.request.method !== 'GET') throw notAllowed()
  requireJson(header(exchange, 'accept'))
  respond(exchange, 200, 'application/json', JSON.stringify(apiVersion, undefined, 2))
  return true
}
