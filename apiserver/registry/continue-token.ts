import { badRequest } from '../../apimachinery/api-error.ts'

/** Where a paginated list goes on. */
export interface Continuation {
  /** The key behind which it goes on, below the collection's prefix; may end in a NUL. */
  start: string
  /** -1: at whatever the state is now. */
  revision: number
}

/** Upstream: storage.EncodeContinue. `key` is the last one shown. */
export function encodeContinue(key: string, prefix: string, revision: number): string {
  const start = `${key.slice(prefix.length)}\u0000`
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start })).toString('base64url')
}

/** Upstream: storage.DecodeContinue. Throws 400 in its words. */
export function decodeContinue(token: string): Continuation {
  const { v, rv, start } = parse(token)
  if (v !== 'meta.k8s.io/v1') throw refuse(`server does not recognize this encoded version ${v ?? ''}`)
  if (!rv) throw refuse('incorrect encoded start resourceVersion (version meta.k8s.io/v1)')
  if (!start) throw refuse('encoded start key empty (version meta.k8s.io/v1)')
  const climbs = start.replace(/^\//, '').split('/').some((part) => part === '..' || part === '.' || part === '')
  if (climbs && start !== '/') throw refuse(start)
  return { start: start.replace(/^\//, ''), revision: rv }
}

function parse(token: string): { v?: string; rv?: number; start?: string } {
  const bad = /[^\w-]/.exec(token)
  if (bad) throw refuse(`illegal base64 data at input byte ${bad.index}`)
  const text = Buffer.from(token, 'base64url').toString()
  try {
    return JSON.parse(text) as { v?: string; rv?: number; start?: string }
  } catch {
    throw refuse(`invalid character '${text[0] ?? ''}' looking for beginning of value`)
  }
}

const refuse = (why: string) => badRequest(`invalid continue token: continue key is not valid: ${why}`)
