import { invalid, required, tooLong } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { isConfigMapKey } from '../../../apimachinery/names.ts'
import { dataSize, maxDataSize } from './data-map.ts'
import { jsonObjectError } from './json-object-error.ts'

type Data = Readonly<Record<string, string>>

/** What each type of Secret must hold; other types are free. */
const rules: Readonly<Record<string, (data: Data, object: KubeObject) => FieldError[]>> = {
  'kubernetes.io/service-account-token': (_, { metadata }) =>
    metadata.annotations?.['kubernetes.io/service-account.name']
      ? []
      : [required('metadata.annotations[kubernetes.io/service-account.name]')],
  'kubernetes.io/dockercfg': (data) => requireJson(data, '.dockercfg'),
  'kubernetes.io/dockerconfigjson': (data) => requireJson(data, '.dockerconfigjson'),
  'kubernetes.io/basic-auth': (data) =>
    Object.hasOwn(data, 'username') || Object.hasOwn(data, 'password') ? [] : missing('username', 'password'),
  'kubernetes.io/ssh-auth': (data) => (data['ssh-privatekey'] ? [] : missing('ssh-privatekey')),
  'kubernetes.io/tls': (data) =>
    ['tls.crt', 'tls.key'].flatMap((key) => (Object.hasOwn(data, key) ? [] : missing(key))),
}

/** What is wrong with a Secret, its metadata aside. */
export function validateSecret(object: KubeObject): FieldError[] {
  const data: Data = object['data'] ?? {}
  const byType = rules[object['type'] ?? ''] ?? (() => [])
  return [
    ...Object.keys(data).flatMap((key) => isConfigMapKey(key).map((message) => invalid(`data[${key}]`, key, message))),
    ...(dataSize(data) > maxDataSize ? [tooLong('data', maxDataSize)] : []),
    ...byType(data, object),
  ]
}

function missing(...keys: string[]): FieldError[] {
  return keys.map((key) => required(`data[${key}]`))
}

function requireJson(data: Data, key: string): FieldError[] {
  const value = data[key]
  if (value === undefined) return missing(key)
  const wrong = jsonObjectError(Buffer.from(value, 'base64'))
  return wrong === undefined ? [] : [invalid(`data[${key}]`, '<secret contents redacted>', wrong)]
}
