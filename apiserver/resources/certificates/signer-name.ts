import { invalid, required, tooLong, type FieldError } from '../../../apimachinery/field-error.ts'
import { byteLength, isDNS1123Label, isDNS1123Subdomain, maxSubdomainLength } from '../../../apimachinery/names.ts'

const maxSignerNameLength = 571

/** A domain of at least two labels, a slash, and names with dots. Upstream: ValidateSignerName. */
export function validateSignerName(name: string, path: string): FieldError[] {
  if (name === '') return [required(path)]
  const [domain = '', rest, ...more] = name.split('/')
  if (rest === undefined || more.length > 0) {
    return [invalid(path, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'")]
  }
  const labels = domain.split('.')
  return [
    ...(byteLength(domain) > maxSubdomainLength ? [tooLong(path, maxSubdomainLength)] : []),
    ...firstWrong(labels, isDNS1123Label, domain, path),
    ...(labels.length < 2
      ? [invalid(path, domain, 'should be a domain with at least two segments separated by dots')]
      : []),
    ...firstWrong(rest.split('.'), isDNS1123Subdomain, rest, path),
    ...(byteLength(name) > maxSignerNameLength ? [tooLong(path, maxSignerNameLength)] : []),
  ]
}

/** Only the first label that is wrong is said, as the messages of more could not be told apart. */
function firstWrong(
  labels: readonly string[], rule: (label: string) => string[], whole: string, path: string,
): FieldError[] {
  const label = labels.find((one) => rule(one).length > 0)
  if (label === undefined) return []
  return rule(label).map((message) => invalid(path, whole, `validating label ${JSON.stringify(label)}: ${message}`))
}
