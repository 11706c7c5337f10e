import type { UserInfo } from '../authn/user.ts'
import type { FlowSchema, PathRule, ResourceRule, Rule, Subject } from './rows.ts'

/** What of a request decides where it belongs. */
export interface RequestDigest {
  isResource: boolean
  path: string
  verb: string
  group: string
  namespace: string
  resource: string
  subresource: string
}

/** Finds the schema of a request: the first that matches, in the order given. */
export type Classify = (user: UserInfo, request: RequestDigest) => FlowSchema

/**
 * Sorts requests by schemas, which are in order of precedence and hold `catch-all`. Which of them are about a user is
 * remembered for as long as the user's connection lives, so that what is left of a request is a few comparisons.
 */
export function createClassifier(schemas: readonly FlowSchema[]): Classify {
  const fallback = schemas.find(({ name }) => name === 'catch-all') ?? schemas.at(-1)
  if (fallback === undefined) throw new RangeError('cannot sort requests: there is no flow schema')
  const known = new WeakMap<UserInfo, readonly Candidate[]>()
  const about = (user: UserInfo): readonly Candidate[] => {
    const found = candidates(schemas, user)
    known.set(user, found)
    return found
  }
  return (user, request) => {
    for (const { schema, rules } of known.get(user) ?? about(user)) {
      if (rules.some((rule) => matchesRequest(rule, request))) return schema
    }
    return fallback
  }
}

/** A schema with those of its rules that are about one user. */
interface Candidate {
  schema: FlowSchema
  rules: readonly Rule[]
}

function candidates(schemas: readonly FlowSchema[], user: UserInfo): Candidate[] {
  return schemas
    .map((schema) => ({
      schema, rules: schema.rules.filter(({ subjects }) => subjects.some((one) => isMeant(one, user))),
    }))
    .filter(({ rules }) => rules.length > 0)
}

/** What tells the flow of a request from others of its schema. */
export function distinguisherOf({ distinguisher }: FlowSchema, user: UserInfo, { namespace }: RequestDigest): string {
  if (distinguisher === undefined) return ''
  return distinguisher === 'ByUser' ? user.name : namespace
}

/** Upstream: matchesSubject. */
export function isMeant(subject: Subject, { name, groups }: UserInfo): boolean {
  if (subject.kind === 'User') return subject.name === '*' || subject.name === name
  if (subject.kind === 'Group') return subject.name === '*' || groups.includes(subject.name)
  const prefix = `system:serviceaccount:${subject.namespace}:`
  return name.startsWith(prefix) && (subject.name === '*' || name.slice(prefix.length) === subject.name)
}

function matchesRequest({ resourceRules, pathRules }: Rule, request: RequestDigest): boolean {
  return request.isResource
    ? resourceRules.some((rule) => matchesResource(rule, request))
    : pathRules.some((rule) => matchesPath(rule, request))
}

function matchesResource(
  rule: ResourceRule, { verb, group, resource, subresource, namespace }: RequestDigest,
): boolean {
  if (!names(rule.verbs, verb) || !names(rule.apiGroups, group)) return false
  if (!names(rule.resources, subresource === '' ? resource : `${resource}/${subresource}`)) return false
  return namespace === '' ? rule.clusterScope : names(rule.namespaces, namespace)
}

function matchesPath({ verbs, nonResourceURLs }: PathRule, { verb, path }: RequestDigest): boolean {
  return names(verbs, verb) && nonResourceURLs.some((url) => leadsTo(url, path))
}

/** Upstream: a path means all that is below it, with or without a wildcard at its end. */
function leadsTo(url: string, path: string): boolean {
  if (url === '*' || url === path) return true
  const prefix = url.endsWith('*') ? url.slice(0, -1) : url
  return path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)
}

function names(list: readonly string[], wanted: string): boolean {
  return (list.length === 1 && list[0] === '*') || list.includes(wanted)
}
