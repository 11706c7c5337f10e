import { forbidden, invalid, required } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import { isConfigMapKey, isDNS1123Label, isDNS1123Subdomain } from '../../../apimachinery/names.ts'

interface ConfigMapSource {
  namespace?: string
  name?: string
  uid?: string
  resourceVersion?: string
  kubeletConfigKey?: string
}

interface ConfigSource {
  configMap?: ConfigMapSource
}

/** A Node's deprecated `spec.configSource`. */
export function validateConfigSource(source: ConfigSource, path: string): FieldError[] {
  const { configMap } = source
  if (!configMap) return [exactlyOne(path)]
  const at = `${path}.configMap`
  return [
    ...(configMap.uid ? [forbidden(`${at}.uid`, 'uid must not be set in spec')] : []),
    ...(configMap.resourceVersion
      ? [forbidden(`${at}.resourceVersion`, 'resourceVersion must not be set in spec')]
      : []),
    ...validateTarget(configMap, at),
  ]
}

/** A Node's deprecated `status.config`. */
export function validateConfigStatus(
  config: Partial<Record<'assigned' | 'active' | 'lastKnownGood', ConfigSource>> | undefined, path: string,
): FieldError[] {
  return (['assigned', 'active', 'lastKnownGood'] as const).flatMap((field) => {
    const source = config?.[field]
    if (!source) return []
    const at = `${path}.${field}.configMap`
    if (!source.configMap) return [exactlyOne(`${path}.${field}`)]
    return [
      ...(source.configMap.uid ? [] : [required(`${at}.uid`)]),
      ...(source.configMap.resourceVersion ? [] : [required(`${at}.resourceVersion`)]),
      ...validateTarget(source.configMap, at),
    ]
  })
}

function exactlyOne(path: string): FieldError {
  return invalid(path, { ConfigMap: null }, 'exactly one reference subfield must be non-nil')
}

function validateTarget({ namespace, name, kubeletConfigKey }: ConfigMapSource, path: string): FieldError[] {
  const check = (field: string, value: string | undefined, rule: (value: string) => string[]): FieldError[] =>
    value ? rule(value).map((message) => invalid(`${path}.${field}`, value, message)) : [required(`${path}.${field}`)]
  return [
    ...check('namespace', namespace, isDNS1123Label),
    ...check('name', name, isDNS1123Subdomain),
    ...check('kubeletConfigKey', kubeletConfigKey, isConfigMapKey),
  ]
}
