import { duplicate, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { semanticEqual } from '../../../apimachinery/equality.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isDNS1035Label, isDNS1123Subdomain } from '../../../apimachinery/names.ts'
import { validateLabelSelector } from '../../../apimachinery/selectors.ts'
import { invalidFor, unsupported } from '../core/validation/fields.ts'
import { validateWebhookService, validateWebhookUrl } from '../meta/webhook-client.ts'
import { validateMatchConditions } from './match-conditions.ts'
import { type Rule, validateRule } from './rules.ts'

const reviewVersions = ['v1', 'v1beta1']
const noSideEffects = ['None', 'NoneOnDryRun']
const sideEffectClasses = [...noSideEffects, 'Some', 'Unknown']

/** What is let pass on an update because it was so before. */
interface Leniency { sideEffects: boolean; versions: boolean; names: boolean; matchConditions: boolean }

/** The webhooks of a configuration. */
export const webhooksOf = ({ webhooks }: KubeObject): any[] => webhooks ?? []

/** What is wrong with the webhooks of a configuration. Upstream: validate…WebhookConfiguration. */
export function validateWebhooks(object: KubeObject, old: KubeObject | undefined, mutating: boolean): FieldError[] {
  const hooks = webhooksOf(object)
  const lenient = leniency(hooks, old && webhooksOf(old))
  return hooks.flatMap((hook, at) => {
    const path = `webhooks[${at}]`
    const again = hook.name && hooks.findIndex(({ name }) => name === hook.name) < at
    return [
      ...validateWebhook(hook, path, lenient, mutating),
      ...validateVersions(hook.admissionReviewVersions ?? [], `${path}.admissionReviewVersions`, lenient),
      ...(again && !lenient.names ? [duplicate(`${path}.name`, hook.name)] : []),
    ]
  })
}

function leniency(hooks: any[], old: any[] | undefined): Leniency {
  if (old === undefined) return { sideEffects: false, versions: false, names: false, matchConditions: false }
  const names = old.map(({ name }) => name)
  const recognized = ({ admissionReviewVersions: versions = [] }: any): boolean =>
    versions.length === 0 || versions.some((one: string) => reviewVersions.includes(one))
  return {
    sideEffects: old.some(({ sideEffects }) => !noSideEffects.includes(sideEffects)),
    versions: !old.every(recognized),
    names: new Set(names).size < names.length,
    matchConditions: old.length === hooks.length &&
      old.every((hook, at) => semanticEqual(hook.matchConditions, hooks[at].matchConditions)),
  }
}

function validateWebhook(hook: any, path: string, lenient: Leniency, mutating: boolean): FieldError[] {
  const of = (field: string): string => `${path}.${field}`
  const known = (field: string, values: readonly string[]): FieldError[] =>
    (hook[field] === undefined || values.includes(hook[field]) ? [] : [unsupported(of(field), hook[field], values)])
  const effects = lenient.sideEffects ? sideEffectClasses : noSideEffects
  const seconds: number | undefined = hook.timeoutSeconds
  const outOfRange = seconds !== undefined && (seconds > 30 || seconds < 1)
  return [
    ...fullyQualified(hook.name ?? '', of('name')),
    ...(hook.rules ?? []).flatMap((rule: Rule, at: number) => validateRule(rule, of(`rules[${at}]`))),
    ...known('failurePolicy', ['Fail', 'Ignore']),
    ...known('matchPolicy', ['Equivalent', 'Exact']),
    ...(hook.sideEffects === undefined || hook.sideEffects === null
      ? [required(of('sideEffects'), `must specify one of ${effects.join(', ')}`)]
      : known('sideEffects', effects)),
    ...(outOfRange
      ? [invalid(of('timeoutSeconds'), seconds, 'the timeout value must be between 1 and 30 seconds')]
      : []),
    ...validateLabelSelector(hook.namespaceSelector, of('namespaceSelector')),
    ...validateLabelSelector(hook.objectSelector, of('objectSelector')),
    ...(mutating ? known('reinvocationPolicy', ['IfNeeded', 'Never']) : []),
    ...validateClient(hook.clientConfig ?? {}, of('clientConfig')),
    ...(lenient.matchConditions ? [] : validateMatchConditions(hook.matchConditions, of('matchConditions'))),
  ]
}

function fullyQualified(name: string, path: string): FieldError[] {
  if (name === '') return [required(path)]
  const wrong = isDNS1123Subdomain(name)
  if (wrong.length > 0) return [invalid(path, name, wrong.join(','))]
  return name.split('.').length < 3
    ? [invalid(path, name, 'should be a domain with at least three segments separated by dots')]
    : []
}

function validateClient({ url, service }: any, path: string): FieldError[] {
  const hasUrl = url !== undefined && url !== null
  if (hasUrl === Boolean(service)) return [required(path, 'exactly one of url or service is required')]
  return hasUrl
    ? validateWebhookUrl(url, `${path}.url`)
    : validateWebhookService(service, `${path}.service`, ['name', 'namespace'])
}

function validateVersions(versions: string[], path: string, lenient: Leniency): FieldError[] {
  if (versions.length === 0) return [required(path, `must specify one of ${reviewVersions.join(', ')}`)]
  const recognized = lenient.versions || versions.some((version) => reviewVersions.includes(version))
  return [
    ...versions.flatMap((version, at) => (versions.indexOf(version) < at
      ? [invalid(`${path}[${at}]`, version, 'duplicate version')]
      : invalidFor(`${path}[${at}]`, version, isDNS1035Label(version)))),
    ...(recognized ? [] : [invalid(path, versions, `must include at least one of ${reviewVersions.join(', ')}`)]),
  ]
}
