import { DecodeError } from './decode-error.ts'

/** Checks the directives among the lines before a document's marker as Go's library does, which knows YAML 1.1 only. */
export function checkDirectives(head: string): void {
  const said = new Set<string>()
  for (const [at, line] of head.split('\n').entries()) {
    if (!line.startsWith('%')) continue
    const [name = '', ...values] = line.slice(1).replace(/\s#.*$/, '').trim().split(/\s+/)
    if (name === 'YAML') checkVersion(values[0] ?? '', at)
    else if (name !== 'TAG') throw refused('found unknown directive name', at === 0 ? 0 : at + 1)
    const once = name === 'YAML' ? name : `${name} ${values[0]}`
    if (said.has(once)) throw refused(`found duplicate %${name} directive`, at)
    said.add(once)
  }
}

function checkVersion(version: string, at: number): void {
  if (version === '1.1') return
  const scannedAt = at === 0 ? 0 : at + 1
  if (!/^\d/.test(version)) throw refused('did not find expected version number', scannedAt)
  if (!/^\d+\./.test(version)) throw refused("did not find expected digit or '.' character", scannedAt)
  throw refused('found incompatible YAML document', at)
}

/** Go counts lines from 0 where its parser speaks, from 1 where its scanner does, and leaves the first out. */
function refused(why: string, line: number): DecodeError {
  return new DecodeError('syntax', `yaml: ${line === 0 ? '' : `line ${line}: `}${why}`)
}
