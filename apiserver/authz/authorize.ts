import type { UserInfo } from '../authn/user.ts'
import { type PolicyRow, type PolicyRule, policy } from './policy.ts'

/** What a request wants to do; upstream: authorizer.Attributes. */
export interface Attributes {
  user: UserInfo
  verb: string
  group: string
  version: string
  resource: string
  subresource: string
  namespace: string
  name: string
  /** Set when the request is about a resource; else `path` counts. */
  isResource: boolean
  path: string
}

/** Whether some row allows it. Nothing is allowed that no row names. */
export function authorize(attributes: Attributes, rows: readonly PolicyRow[] = policy): boolean {
  return rows.some((row) => concerns(row, attributes.user) && row.rules.some((rule) => allows(rule, attributes)))
}

function concerns({ subject }: PolicyRow, user: UserInfo): boolean {
  return 'user' in subject ? subject.user === user.name : user.groups.includes(subject.group)
}

function allows(rule: PolicyRule, { verb, group, resource, subresource, isResource, path }: Attributes): boolean {
  if (!matches(rule.verbs, verb)) return false
  if (!isResource) return rule.paths?.some((pattern) => matchesPath(pattern, path)) ?? false
  const wanted = subresource === '' ? resource : `${resource}/${subresource}`
  return matches(rule.groups ?? [], group) && matches(rule.resources ?? [], wanted)
}

function matches(allowed: readonly string[], wanted: string): boolean {
  return allowed.includes('*') || allowed.includes(wanted)
}

function matchesPath(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path
}

/** Why it is refused, in upstream's words. */
export function refusal({ user, verb, group, resource, subresource, namespace, isResource, path }: Attributes): string {
  const who = `User "${user.name}" cannot ${verb}`
  if (!isResource) return `${who} path "${path}"`
  const what = subresource === '' ? resource : `${resource}/${subresource}`
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`
  return `${who} resource "${what}" in API group "${group}" ${where}`
}
