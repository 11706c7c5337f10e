/** The rules for names of drivers, pools, devices and what they have. */
import { invalid, required, tooLong, type FieldError } from '../../../apimachinery/field-error.ts'
import {
  byteLength, isCIdentifier, isDNS1123Subdomain, isValidLabelValue, maxSubdomainLength,
} from '../../../apimachinery/names.ts'
import { dns1123Label, invalidFor } from '../core/validation/fields.ts'
import { validateDriverName } from '../core/validation/legacy-volumes.ts'

const maxIdLength = 32
/** The longest name of an attribute: domain, slash and identifier. */
export const maxQualifiedLength = 63 + 1 + maxIdLength

export const labelName = (name: string, path: string): FieldError[] => dns1123Label(path, name)

export const labelValue = (value: string, path: string): FieldError[] =>
  invalidFor(path, value, isValidLabelValue(value))

/** Subdomains with slashes between. */
export function validatePoolName(name: string, path: string): FieldError[] {
  if (name === '') return [required(path)]
  return [
    ...(byteLength(name) > maxSubdomainLength ? [tooLong(path, maxSubdomainLength)] : []),
    ...name.split('/').flatMap((part) => invalidFor(path, part, isDNS1123Subdomain(part))),
  ]
}

/** An identifier, or one of a domain. Upstream lets pass what has more than one slash. */
export function validateQualifiedName(name: string, path: string): FieldError[] {
  const parts = name.split('/')
  if (parts.length === 1) return validateIdentifier(name, path)
  if (parts.length > 2) return []
  const [domain = '', id = ''] = parts
  return [
    ...(domain === '' ? [invalid(path, '', 'the domain must not be empty')] : validateDriverName(domain, path)),
    ...(id === '' ? [invalid(path, '', 'the name must not be empty')] : validateIdentifier(id, path)),
  ]
}

/** The same with a domain in any case. */
export function validateFullyQualifiedName(name: string, path: string): FieldError[] {
  const lacking = 'a fully qualified name must be a domain and a name separated by a slash'
  return [...validateQualifiedName(name, path), ...(name.includes('/') ? [] : [invalid(path, name, lacking)])]
}

function validateIdentifier(id: string, path: string): FieldError[] {
  return [
    ...(byteLength(id) > maxIdLength ? [tooLong(path, maxIdLength)] : []),
    ...invalidFor(path, id, isCIdentifier(id)),
  ]
}

/** A UUID in the form that RFC 4122 has for normal. */
export function validateUid(uid: string, path: string): FieldError[] {
  if (!/^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/.test(uid)) {
    const what = byteLength(uid) === 36 ? 'format' : `length: ${byteLength(uid)}`
    return [invalid(path, uid, `error validating uid: invalid UUID ${what}`)]
  }
  const form = 'uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase '
    + 'hexadecimal characters'
  return uid === uid.toLowerCase() ? [] : [invalid(path, uid, form)]
}
