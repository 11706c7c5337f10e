/**
 * The rules for names. Each takes a value and returns what is wrong with it, in upstream's words; nothing
 * wrong is an empty list. Upstream: k8s.io/apimachinery/pkg/util/validation and api/validate/content.
 */
import { nameLimits } from './limits.ts'
import { parseCIDR, parseIP, printCIDR, printIP } from './ip.ts'

const labelFormat = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomainFormat = `${labelFormat}(\\.${labelFormat})*`
const underscoreLabelFormat = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const underscoreSubdomainFormat = `${underscoreLabelFormat}(\\.${underscoreLabelFormat})*`
const dns1035Format = '[a-z]([-a-z0-9]*[a-z0-9])?'
const wildcardFormat = `\\*\\.${subdomainFormat}`
const labelKeyFormat = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const labelValueFormat = `(${labelKeyFormat})?`
const configKeyFormat = '[-._a-zA-Z0-9]+'
const headerFormat = '[-A-Za-z0-9]+'
const identifierFormat = '[A-Za-z_][A-Za-z0-9_]*'
const percentFormat = '[0-9]+%'

const whole = (format: string): RegExp => new RegExp(`^(?:${format})$`)
const patterns = {
  label: whole(labelFormat),
  subdomain: whole(subdomainFormat),
  underscoreSubdomain: whole(underscoreSubdomainFormat),
  dns1035: whole(dns1035Format),
  wildcard: whole(wildcardFormat),
  labelKey: whole(labelKeyFormat),
  labelValue: whole(labelValueFormat),
  configKey: whole(configKeyFormat),
  plainConfigKey: /^[-_a-zA-Z0-9][-._a-zA-Z0-9]*$/,
  header: whole(headerFormat),
  identifier: whole(identifierFormat),
  percent: whole(percentFormat),
}

/** The longest subdomain and the longest label. */
export const maxSubdomainLength = nameLimits.subdomain
export const maxLabelLength = nameLimits.label

/** Upstream counts bytes, not characters. */
export const byteLength = (value: string): number => Buffer.byteLength(value)

export const maxLengthError = (length: number): string => `must be no more than ${length} characters`
export const emptyError = 'must be non-empty'
export const inclusiveRangeError = (low: number, high: number): string =>
  `must be between ${low} and ${high}, inclusive`

/** `message (e.g. 'a',  or 'b', regex used for validation is 'format')`, commas as upstream has them. */
export function regexError(message: string, format: string, ...examples: string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${format}')`
  return `${message} (e.g. ${examples.map((one) => `'${one}', `).join(' or ')}regex used for validation is '${format}')`
}

const when = (wrong: boolean, message: string): string[] => (wrong ? [message] : [])
/** The message is made only when it is needed: nearly all names are right. */
const unless = (fits: boolean, ...error: Parameters<typeof regexError>): string[] =>
  (fits ? [] : [regexError(...error)])
const longer = (value: string, max: number): string[] => when(byteLength(value) > max, maxLengthError(max))

const subdomainMessage = 'a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, ' +
  "'-' or '.', and must start and end with an alphanumeric character"

export function isDNS1123Subdomain(value: string): string[] {
  return [
    ...longer(value, maxSubdomainLength),
    ...unless(patterns.subdomain.test(value), subdomainMessage, subdomainFormat, 'example.com'),
  ]
}

export function isDNS1123SubdomainWithUnderscore(value: string): string[] {
  const message = subdomainMessage.replace("characters, '-'", "characters, '_', '-'")
  return [
    ...longer(value, maxSubdomainLength),
    ...unless(patterns.underscoreSubdomain.test(value), message, underscoreSubdomainFormat, 'example.com'),
  ]
}

export function isDNS1123Label(value: string): string[] {
  const message = 'a lowercase RFC 1123 label must consist of lower case alphanumeric characters or ' +
    "'-', and must start and end with an alphanumeric character"
  const wrong = longer(value, maxLabelLength)
  if (patterns.label.test(value)) return wrong
  const dots = patterns.subdomain.test(value)
  return [...wrong, dots ? 'must not contain dots' : regexError(message, labelFormat, 'my-name', '123-abc')]
}

export function isDNS1035Label(value: string): string[] {
  const message = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', " +
    'start with an alphabetic character, and end with an alphanumeric character'
  return [
    ...longer(value, maxLabelLength),
    ...unless(patterns.dns1035.test(value), message, dns1035Format, 'my-name', 'abc-123'),
  ]
}

export function isWildcardDNS1123Subdomain(value: string): string[] {
  const message = "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must " +
    "consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character"
  return [
    ...longer(value, maxSubdomainLength),
    ...unless(patterns.wildcard.test(value), message, wildcardFormat, '*.example.com'),
  ]
}

/** A label key or any other `[prefix/]name`; upstream: content.IsLabelKey. */
export function isQualifiedName(value: string): string[] {
  if (isPlainName(value)) return []
  const message = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " +
    'alphanumeric character'
  const regex = () => regexError(message, labelKeyFormat, 'MyName', 'my.name', '123-abc')
  const parts = value.split('/')
  if (parts.length > 2) {
    return [`a valid label key ${regex()} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`]
  }
  const name = parts.at(-1) ?? ''
  const prefix = parts.length === 2 ? parts[0] : undefined
  return [
    ...(prefix === undefined ? [] : prefixMessages(prefix)),
    ...when(name === '', `name part ${emptyError}`),
    ...when(byteLength(name) > maxLabelLength, `name part must be no more than ${maxLabelLength} bytes`),
    ...(patterns.labelKey.test(name) ? [] : [`name part ${regex()}`]),
  ]
}

/** Nearly all names are right, and told so without a list of what is wrong: an object may have ten thousands. */
function isPlainName(value: string): boolean {
  return value.length <= maxLabelLength && patterns.labelKey.test(value)
}

function prefixMessages(prefix: string): string[] {
  const messages = prefix === '' ? [emptyError] : isDNS1123Subdomain(prefix).map(inBytes)
  return messages.map((message) => `prefix part ${message}`)
}

/** Messages of upstream's newer package say bytes where the older says characters. */
function inBytes(message: string): string {
  return message.replace(/^(must be no more than \d+) characters$/, '$1 bytes')
}

export function isValidLabelValue(value: string): string[] {
  const message = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', " +
    'and must start and end with an alphanumeric character'
  return [
    ...longer(value, maxLabelLength).map(inBytes),
    ...unless(patterns.labelValue.test(value), message, labelValueFormat, 'MyValue', 'my_value', '12345'),
  ]
}

export function isConfigMapKey(value: string): string[] {
  if (value.length <= maxSubdomainLength && patterns.plainConfigKey.test(value)) return []
  const message = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
  return [
    ...longer(value, maxSubdomainLength),
    ...unless(patterns.configKey.test(value), message, configKeyFormat, 'key.name', 'KEY_NAME', 'key-name'),
    ...parentDirectory(value),
  ]
}

/** The relaxed rule: any printable ASCII but `=`. Upstream: IsRelaxedEnvVarName. */
export function isEnvVarName(value: string): string[] {
  const message = "a valid environment variable name must consist only of printable ASCII characters other than '='"
  return [
    ...when(value === '', `environment variable name ${emptyError}`),
    ...when(/[^ -<>-~]/.test(value), message),
  ]
}


export function isCIdentifier(value: string): string[] {
  const message = "a valid C identifier must start with alphabetic character or '_', followed by a string of " +
    "alphanumeric characters or '_'"
  const examples = ['my_name', 'MY_NAME', 'MyName']
  return unless(patterns.identifier.test(value), message, identifierFormat, ...examples)
}

export function isValidPortName(value: string): string[] {
  return [
    ...longer(value, 15),
    ...when(!/^[-a-z0-9]+$/.test(value), 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'),
    ...when(!/[a-z]/.test(value), 'must contain at least one letter (a-z)'),
    ...when(value.includes('--'), 'must not contain consecutive hyphens'),
    ...when(value.startsWith('-') || value.endsWith('-'), 'must not begin or end with a hyphen'),
  ]
}

export function isInRange(value: number, low: number, high: number): string[] {
  return when(value < low || value > high, inclusiveRangeError(low, high))
}

export const isValidPortNum = (value: number): string[] => isInRange(value, 1, 65535)
export const isValidUserId = (value: number): string[] => isInRange(value, 0, 2 ** 31 - 1)
export const isValidGroupId = isValidUserId

export function isValidPercent(value: string): string[] {
  const message = "a valid percent string must be a numeric string followed by an ending '%'"
  return unless(patterns.percent.test(value), message, percentFormat, '1%', '93%')
}

export function isHTTPHeaderName(value: string): string[] {
  const message = "a valid HTTP header must consist of alphanumeric characters or '-'"
  return unless(patterns.header.test(value), message, headerFormat, 'X-Header-Name')
}

/** Strict but for the canonical form, as fields that are older than the strict rule are checked. */
export function isValidLegacyIP(value: string): string[] {
  const ip = parseIP(value)
  if (ip === undefined) return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']
  return [
    ...when(ip.leadingZeros, 'must not have leading 0s'),
    ...when(ip.mapped && !ip.leadingZeros, 'must not be an IPv4-mapped IPv6 address'),
  ]
}

/** An address in canonical form; upstream: IsValidIP. */
export function isValidIP(value: string): string[] {
  const wrong = isValidLegacyIP(value)
  const ip = parseIP(value)
  if (wrong.length > 0 || ip === undefined) return wrong
  return when(printIP(ip) !== value, `must be in canonical form ("${printIP(ip)}")`)
}

/** Strict but for the canonical form; upstream: IsValidCIDRForLegacyField with strict validation. */
export function isValidLegacyCIDR(value: string): string[] {
  const cidr = parseCIDR(value)
  if (cidr === undefined) return ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']
  if (cidr.leadingZeros) return ['must not have leading 0s in IP or prefix length']
  if (cidr.address.mapped) return ['must not have an IPv4-mapped IPv6 address']
  return when(cidr.address.value !== cidr.network.value, 'must not have bits set beyond the prefix length')
}

/** A network in canonical form; upstream: IsValidCIDR. */
export function isCIDR(value: string): string[] {
  const wrong = isValidLegacyCIDR(value)
  const cidr = parseCIDR(value)
  if (wrong.length > 0 || cidr === undefined) return wrong
  return when(printCIDR(cidr) !== value, `must be in canonical form ("${printCIDR(cidr)}")`)
}

/** What every name in a path must keep; upstream: path.IsValidPathSegmentName. */
export function isPathSegmentName(value: string): string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`]
  return isPathSegmentPrefix(value)
}

/** The same for the first part of a name. */
export function isPathSegmentPrefix(value: string): string[] {
  return ['/', '%'].filter((bad) => value.includes(bad)).map((bad) => `may not contain '${bad}'`)
}

/** `generateName` may end in a dash, as a suffix follows: the rule is applied to it without that. */
export function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name
}

function parentDirectory(value: string): string[] {
  if (value === '.' || value === '..') return [`must not be '${value}'`]
  return when(value.startsWith('..'), "must not start with '..'")
}
