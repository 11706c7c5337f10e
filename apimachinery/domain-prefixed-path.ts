import { invalid, required, type FieldError } from './field-error.ts'
import { isDNS1123Subdomain, regexError } from './names.ts'

const pathFormat = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+"
const pathPattern = new RegExp(`^${pathFormat}$`)

/** What is wrong with a name such as `acme.io/foo`. Upstream: validation.IsDomainPrefixedPath. */
export function validateDomainPrefixedPath(path: string, value: string): FieldError[] {
  if (value === '') return [required(path)]
  const slash = value.indexOf('/')
  const [host, rest] = [value.slice(0, Math.max(slash, 0)), value.slice(slash + 1)]
  if (host === '' || rest === '') {
    return [invalid(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")')]
  }
  return [
    ...isDNS1123Subdomain(host).map((message) => invalid(path, host, message)),
    ...(pathPattern.test(rest) ? [] : [invalid(path, rest, regexError('Invalid path', pathFormat))]),
  ]
}
