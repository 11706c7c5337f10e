import { badRequest, invalidError } from '../../../apimachinery/api-error.ts'
import { invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { printedByGo } from '../../resources/schema/go-print.ts'
import type { AuthorizationAttributes, UserInfo } from '../filters/interfaces.ts'
import type { Asked, Review } from './review.ts'
import { selectorErrors, validateSelector } from './selector-attributes.ts'

const nonResourceType = 'k8s.io/api/authorization/v1.NonResourceAttributes'
const nonResourcePath = 'spec.nonResourceAttributes'

/** SubjectAccessReview: may they? */
export const subjectAccessReview: Review = {
  check: ({ object }) =>
    refuse([...checkSpec(object), ...checkUser(object), ...checkSelectors(object), ...checkMetadata(object)]),
  answer: (asked) => decide(asked, named(asked.object)),
}

/** SelfSubjectAccessReview: may I? */
export const selfSubjectAccessReview: Review = {
  check: ({ object }) => refuse([...checkSpec(object), ...checkSelectors(object), ...checkMetadata(object)]),
  answer: (asked) => decide(asked, asked.user),
}

/** LocalSubjectAccessReview: may they, in this namespace? */
export const localSubjectAccessReview: Review = {
  check({ object, namespace }) {
    refuse([
      ...checkSpec(object), ...checkUser(object), ...checkSelectors(object), ...checkMetadata(object, 'namespace'),
      ...checkPlace(object),
    ])
    if (object.metadata.namespace === namespace) return
    throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`)
  },
  answer: (asked) => decide(asked, named(asked.object)),
}

/** Upstream names no kind here. */
function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidError({ group: 'authorization.k8s.io', kind: '' }, '', errors)
}

function checkSpec({ spec }: KubeObject): FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = spec ?? {}
  if (resourceAttributes && nonResourceAttributes) {
    const value = printedByGo(nonResourceType, nonResourceAttributes)
    return [invalid(nonResourcePath, value, 'cannot be specified in combination with resourceAttributes')]
  }
  if (resourceAttributes || nonResourceAttributes) return []
  const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified'
  return [invalid('spec.resourceAttributes', null, why)]
}

function checkUser({ spec }: KubeObject): FieldError[] {
  if (spec?.user || (spec?.groups ?? []).length > 0) return []
  return [invalid('spec.user', '', 'at least one of user or group must be specified')]
}

function checkSelectors({ spec }: KubeObject): FieldError[] {
  const { fieldSelector, labelSelector } = spec?.resourceAttributes ?? {}
  return [
    ...validateSelector(fieldSelector, 'spec.resourceAttributes.fieldSelector', true),
    ...validateSelector(labelSelector, 'spec.resourceAttributes.labelSelector', false),
  ]
}

function checkMetadata({ metadata }: KubeObject, but?: 'namespace'): FieldError[] {
  const given = Object.entries(metadata)
    .filter(([name, value]) => name !== 'managedFields' && name !== but && !isEmpty(value))
  if (given.length === 0) return []
  return [invalid('metadata', metadata, but ? 'must be empty except for namespace' : 'must be empty')]
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

function checkPlace({ spec, metadata }: KubeObject): FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = spec ?? {}
  const path = 'spec.resourceAttributes.namespace'
  const elsewhere = resourceAttributes && (resourceAttributes.namespace ?? '') !== (metadata.namespace ?? '')
  const value = printedByGo(nonResourceType, nonResourceAttributes)
  return [
    ...(elsewhere ? [invalid(path, resourceAttributes.namespace ?? '', 'must match metadata.namespace')] : []),
    ...(nonResourceAttributes ? [invalid(nonResourcePath, value, 'disallowed on this kind of request')] : []),
  ]
}

function named({ spec }: KubeObject): UserInfo {
  const { user = '', uid = '', groups = [], extra = {} } = spec
  return { name: user, uid, groups: groups ?? [], extra: extra ?? {} }
}

async function decide({ object, sources }: Asked, user: UserInfo): Promise<KubeObject> {
  const { resourceAttributes, nonResourceAttributes } = object['spec']
  const { allowed, reason } = await sources.authorize(attributesOf(user, resourceAttributes, nonResourceAttributes))
  const evaluationError = selectorErrors(resourceAttributes ?? {})
  return {
    ...object,
    status: { allowed, ...(allowed && reason ? { reason } : {}), ...(evaluationError ? { evaluationError } : {}) },
  }
}

/** What is asked, as the request itself would ask it; no version means any. */
function attributesOf(user: UserInfo, resource: any, other: any): AuthorizationAttributes {
  const { verb = '', group = '', version = '', subresource = '', namespace = '', name = '' } = resource ?? other ?? {}
  return {
    user, verb, group, subresource, namespace, name,
    version: version || '*',
    resource: resource?.resource ?? '',
    isResource: Boolean(resource),
    path: other?.path ?? '',
  }
}
