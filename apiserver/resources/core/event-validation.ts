import { invalid, required } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { byteLength, isDNS1123Subdomain, isQualifiedName } from '../../../apimachinery/names.ts'
import { semanticEqual } from '../../../apimachinery/equality.ts'
import { toStoredEvent } from '../events/stored-form.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateImmutable } from '../meta/object-meta-update.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'

/** What core's API demands of an Event, new or changed. */
export function validateEvent(object: KubeObject): FieldError[] {
  return legacyErrors(toStoredEvent(object), 'reportingComponent')
}

/** What events.k8s.io demands of a new Event; messages name the fields as they are stored. */
export function validateNewEvent(object: KubeObject): FieldError[] {
  const stored = toStoredEvent(object)
  const unset = (field: string, isSet: boolean): FieldError[] =>
    isSet ? [invalid(field, '', 'needs to be unset')] : []
  const { type = '', source = {} } = stored
  return [
    ...legacyErrors(stored, 'reportingController'),
    ...validateKindMeta(stored.metadata, { namespaced: true, validateName: nameIsSubdomain }),
    ...seriesErrors(stored),
    ...(stored['eventTime'] ? [] : [required('eventTime')]),
    ...(type === 'Normal' || type === 'Warning' ? [] : [invalid('type', '', `has invalid value: ${type}`)]),
    ...unset('firstTimestamp', Boolean(stored['firstTimestamp'])),
    ...unset('lastTimestamp', Boolean(stored['lastTimestamp'])),
    ...unset('count', Boolean(stored['count'])),
    ...unset('source', Boolean(source?.component || source?.host)),
  ]
}

/** What events.k8s.io lets an update change: the series. */
export function validateNewEventUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const [stored, before] = [toStoredEvent(object), toStoredEvent(old)]
  const value = (event: KubeObject, field: string): unknown => inMemory(field, event[field] ?? zeroOf(field))
  const fixed = (field: string, path = field): FieldError[] =>
    validateImmutable(value(stored, field), value(before, field), path)
  return [
    ...legacyErrors(stored, 'reportingController'),
    ...validateKindMetaUpdate(stored, before),
    ...(semanticEqual(stored['series'], before['series']) ? [] : seriesErrors(stored)),
    ...['involvedObject', 'reason', 'message', 'source', 'firstTimestamp', 'lastTimestamp', 'count', 'reason', 'type',
      'eventTime', 'action', 'related'].flatMap((field) => fixed(field)),
    ...fixed('reportingComponent', 'reportingController'),
    ...fixed('reportingInstance'),
  ]
}

/** References and sources as messages print them: upstream's internal structs, whose fields have Go's names. */
function inMemory(field: string, value: any): unknown {
  if (field === 'source') return { Component: value.component ?? '', Host: value.host ?? '' }
  if (!value || (field !== 'involvedObject' && field !== 'related')) return value
  const { kind = '', namespace = '', name = '', uid = '', apiVersion = '', resourceVersion = '', fieldPath = '' } =
    value
  return {
    Kind: kind, Namespace: namespace, Name: name, UID: uid,
    APIVersion: apiVersion, ResourceVersion: resourceVersion, FieldPath: fieldPath,
  }
}

/** What Go has in a field that is absent. */
function zeroOf(field: string): unknown {
  if (field === 'count') return 0
  if (field === 'involvedObject' || field === 'source') return {}
  return ['firstTimestamp', 'lastTimestamp', 'eventTime', 'related'].includes(field) ? undefined : ''
}

function seriesErrors({ series }: KubeObject): FieldError[] {
  if (!series) return []
  return [
    ...((series.count ?? 0) < 2 ? [invalid('series.count', '', 'should be at least 2')] : []),
    ...(series.lastObservedTime ? [] : [required('series.lastObservedTime')]),
  ]
}

function legacyErrors(object: KubeObject, reporter: string): FieldError[] {
  const { namespace = '' } = object.metadata
  const errors = object['eventTime'] ? timedErrors(object, reporter) : untimedErrors(object)
  return [...errors, ...isDNS1123Subdomain(namespace).map((message) => invalid('namespace', namespace, message))]
}

const otherNamespace = (object: KubeObject): FieldError =>
  invalid('involvedObject.namespace', object['involvedObject']?.namespace ?? '', 'does not match event.namespace')

function untimedErrors(object: KubeObject): FieldError[] {
  const { namespace = '' } = object.metadata
  const involved = object['involvedObject']?.namespace ?? ''
  const fits = involved === '' ? namespace === '' || namespace === 'default' : involved === namespace
  return fits ? [] : [otherNamespace(object)]
}

function timedErrors(object: KubeObject, reporter: string): FieldError[] {
  const { namespace = '' } = object.metadata
  const involved = object['involvedObject']?.namespace ?? ''
  const controller: string = object['reportingComponent'] ?? ''
  const fits = involved !== '' || namespace === 'default' || namespace === 'kube-system'
  return [
    ...(fits ? [] : [otherNamespace(object)]),
    ...(controller === '' ? [required(reporter)] : []),
    ...isQualifiedName(controller).map((message) => invalid(reporter, controller, message)),
    ...textErrors(object, 'reportingInstance', 128),
    ...textErrors(object, 'action', 128),
    ...textErrors(object, 'reason', 128),
    ...textErrors(object, 'message', 1024).filter(({ type }) => type !== 'FieldValueRequired'),
  ]
}

function textErrors(object: KubeObject, field: string, max: number): FieldError[] {
  const value: string = object[field] ?? ''
  if (value === '') return [required(field)]
  return byteLength(value) > max ? [invalid(field, '', `can have at most ${max} characters`)] : []
}
