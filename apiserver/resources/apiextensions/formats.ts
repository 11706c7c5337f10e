import { quoteGo } from '../../../apimachinery/field-error.ts'
import type { InternalSpec } from './internal-spec.ts'
import { schemasIn } from './json-schema.ts'

const ofStrings = new Set([
  'bsonobjectid', 'uri', 'email', 'hostname', 'ipv4', 'ipv6', 'cidr', 'mac', 'uuid', 'uuid3', 'uuid4', 'uuid5', 'isbn',
  'isbn10', 'isbn13', 'creditcard', 'ssn', 'hexcolor', 'rgbcolor', 'byte', 'password', 'date', 'duration', 'datetime',
  'k8sshortname', 'k8slongname',
])

const known: Readonly<Record<string, (format: string) => boolean>> = {
  '': (format) => ofStrings.has(format.replaceAll('-', '')),
  string: (format) => ofStrings.has(format.replaceAll('-', '')),
  integer: (format) => format === 'int32' || format === 'int64',
  number: (format) => format === 'float' || format === 'double',
}

/** The formats in the schemas that nothing is checked for. */
function unknownFormats({ validation, versions = [] }: InternalSpec): string[] {
  const wholes = [validation, ...versions.map(({ schema }) => schema)]
  const schemas = wholes.flatMap((whole) => [...schemasIn(whole?.openAPIV3Schema)])
  return schemas.flatMap(({ format = '', type = '' }) => (format === '' || known[type]?.(format) ? [] : [format]))
}

/** What a client is told of formats that were not there before. */
export function formatWarnings(spec: InternalSpec, old?: InternalSpec): string[] {
  const before = new Set(old ? unknownFormats(old) : [])
  return unknownFormats(spec)
    .filter((format) => !before.has(format))
    .map((format) => `unrecognized format ${quoteGo(format)}`)
}
