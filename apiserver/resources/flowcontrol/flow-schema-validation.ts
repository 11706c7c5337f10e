import { forbidden, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isDNS1123Label, isDNS1123Subdomain } from '../../../apimachinery/names.ts'
import { dns1123Label, dns1123Subdomain, invalidFor, unsupported } from '../core/validation/fields.ts'
import { printedByGo } from '../schema/go-print.ts'
import { sameInGo } from '../schema/go-values.ts'
import { validateConditions } from './conditions.ts'
import { mandatoryFlowSchemas } from './mandatory.ts'

const specType = 'k8s.io/api/flowcontrol/v1.FlowSchemaSpec'
const maxPrecedence = 10000
const distinguishers = ['ByNamespace', 'ByUser']
const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch']

/** Upstream: ValidateFlowSchema, but for metadata. */
export function validateFlowSchema(object: KubeObject): FieldError[] {
  const { name = '' } = object.metadata
  const spec = object['spec'] ?? {}
  const mandatory = mandatoryFlowSchemas[name]
  const changed = mandatory !== undefined && !sameInGo(specType, spec, mandatory)
  return [
    ...validateSpec(name, spec),
    ...(changed ? [invalid('spec', printedByGo(specType, spec), `spec of '${name}' must equal the fixed value`)] : []),
    ...validateConditions(object),
  ]
}

function validateSpec(name: string, spec: any): FieldError[] {
  const { matchingPrecedence = 0, distinguisherMethod: method, priorityLevelConfiguration, rules = [] } = spec
  const level: string = priorityLevelConfiguration?.name ?? ''
  const knownMethod = !method || distinguishers.includes(method.type ?? '')
  const levelPath = 'spec.priorityLevelConfiguration.name'
  return [
    ...validatePrecedence(name, matchingPrecedence),
    ...(knownMethod ? [] : [unsupported('spec.distinguisherMethod.type', printedMethod(method), distinguishers)]),
    ...(level === '' ? [required(levelPath, 'must reference a priority level')] : dns1123Subdomain(levelPath, level)),
    ...rules.flatMap((rule: any, at: number) => validateRule(rule, `spec.rules[${at}]`)),
  ]
}

const printedMethod = (method: unknown): unknown =>
  printedByGo('k8s.io/api/flowcontrol/v1.FlowDistinguisherMethod', method)

function validatePrecedence(name: string, precedence: number): FieldError[] {
  const path = 'spec.matchingPrecedence'
  if (precedence <= 0) return [invalid(path, precedence, 'must be a positive value')]
  if (precedence > maxPrecedence) return [invalid(path, precedence, `must not be greater than ${maxPrecedence}`)]
  if (precedence !== 1 || name === 'exempt') return []
  return [invalid(path, precedence, "only the schema named 'exempt' may have matchingPrecedence 1")]
}

type Rule = (one: any, path: string) => FieldError[]

function validateRule({ subjects, resourceRules, nonResourceRules }: any, path: string): FieldError[] {
  const none = (list: unknown[] | undefined | null): boolean => (list ?? []).length === 0
  const empty = none(resourceRules) && none(nonResourceRules)
  const each = (list: any[] | undefined | null, name: string, rule: Rule): FieldError[] =>
    (list ?? []).flatMap((one, at) => rule(one, `${path}.${name}[${at}]`))
  return [
    ...(none(subjects) ? [required(`${path}.subjects`, 'subjects must contain at least one value')] : []),
    ...each(subjects, 'subjects', validateSubject),
    ...(empty ? [required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty')] : []),
    ...each(resourceRules, 'resourceRules', validateResourceRule),
    ...each(nonResourceRules, 'nonResourceRules', validateNonResourceRule),
  ]
}

/** The kinds of subject with the field that each is described in, in the order in which the others are refused. */
const subjectFields: readonly (readonly [kind: string, field: string, validate: Rule])[] = [
  ['ServiceAccount', 'serviceAccount', validateServiceAccount],
  ['User', 'user', validateNamed],
  ['Group', 'group', validateNamed],
]

function validateSubject(subject: any, path: string): FieldError[] {
  const own = subjectFields.find(([kind]) => kind === subject.kind)
  if (own === undefined) return [unsupported(`${path}.kind`, subject.kind ?? '', ['Group', 'ServiceAccount', 'User'])]
  const [kind, field, validate] = own
  const of = subject[field]
  return [
    ...(of
      ? validate(of, `${path}.${field}`)
      : [required(`${path}.${field}`, `${field} is required when subject kind is '${kind}'`)]),
    ...subjectFields.flatMap(([other, otherField]) => (other === kind || !subject[otherField] ? []
      : [forbidden(`${path}.${otherField}`, `${otherField} is forbidden when subject kind is not '${other}'`)])),
  ]
}

function validateNamed({ name = '' }: any, path: string): FieldError[] {
  return name === '' ? [required(`${path}.name`)] : []
}

function validateServiceAccount({ name = '', namespace = '' }: any, path: string): FieldError[] {
  const wrongName = name === '*' || name === '' ? [] : isDNS1123Subdomain(name)
  return [
    ...validateNamed({ name }, path),
    ...invalidFor(`${path}.name`, name, wrongName),
    ...(namespace === '' ? [required(`${path}.namespace`, 'must specify namespace for service account')]
      : dns1123Label(`${path}.namespace`, namespace)),
  ]
}

function validateNonResourceRule({ verbs: ruleVerbs, nonResourceURLs }: any, path: string): FieldError[] {
  const urls: string[] = nonResourceURLs ?? []
  const at = `${path}.nonResourceURLs`
  return [
    ...validateVerbs(ruleVerbs ?? [], `${path}.verbs`),
    ...(urls.length === 0 ? [required(at, 'nonResourceURLs must contain at least one value')] : []),
    ...onlyWildcard(urls, at, 'non-resource URLs'),
    ...(urls.includes('*') ? [] : urls.flatMap((url, index) => validateUrl(url, `${at}[${index}]`))),
  ]
}

function validateResourceRule(rule: any, path: string): FieldError[] {
  const [groups, resources, namespaces]: string[][] = [
    rule.apiGroups ?? [], rule.resources ?? [], rule.namespaces ?? [],
  ]
  const nowhere = namespaces!.length === 0 && rule.clusterScope !== true
  const intro = "each member of this list must be '*' or a DNS-1123 label; "
  return [
    ...validateVerbs(rule.verbs ?? [], `${path}.verbs`),
    ...(groups!.length === 0
      ? [required(`${path}.apiGroups`, 'resource rules must supply at least one api group')]
      : []),
    ...onlyWildcard(groups!, `${path}.apiGroups`, 'api groups'),
    ...(resources!.length === 0
      ? [required(`${path}.resources`, 'resource rules must supply at least one resource')]
      : []),
    ...onlyWildcard(resources!, `${path}.resources`, 'resources'),
    ...(nowhere
      ? [
        required(`${path}.namespaces`, 'resource rules that are not cluster scoped must supply at least one namespace'),
      ]
      : []),
    ...onlyWildcard(namespaces!, `${path}.namespaces`, 'namespaces'),
    ...(namespaces!.includes('*') ? [] : namespaces!.flatMap((name, at) =>
      invalidFor(`${path}.namespaces[${at}]`, name, isDNS1123Label(name).map((message) => `${intro}${message}`)))),
  ]
}

function validateVerbs(ruleVerbs: string[], path: string): FieldError[] {
  if (ruleVerbs.length === 0) return [required(path, 'verbs must contain at least one value')]
  if (ruleVerbs.includes('*')) return onlyWildcard(ruleVerbs, path, 'verbs')
  return ruleVerbs.every((verb) => verbs.includes(verb)) ? [] : [unsupported(path, ruleVerbs, verbs)]
}

function onlyWildcard(values: string[], path: string, what: string): FieldError[] {
  if (values.length < 2 || !values.includes('*')) return []
  return [invalid(path, values, `if '*' is present, must not specify other ${what}`)]
}

/** Upstream: ValidateNonResourceURLPath. */
function validateUrl(url: string, path: string): FieldError[] {
  const wrong = (why: string): FieldError[] => [invalid(path, url, why)]
  if (url === '') return wrong('must not be empty')
  if (url === '/') return []
  if (!url.startsWith('/')) return wrong('must start with slash')
  if (url.includes(' ')) return wrong('must not contain white-space')
  if (url.includes('//')) return wrong('must not contain double slash')
  const wildcards = url.split('*').length - 1
  return wildcards > 1 || (wildcards === 1 && !url.endsWith('/*')) ? wrong('wildcard can only do suffix matching') : []
}
