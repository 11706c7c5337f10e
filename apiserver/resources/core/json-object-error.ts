/** What Go's decoder says of bytes that should be a JSON object; undefined when it is one. */
export function jsonObjectError(bytes: Buffer): string | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString())
    if (value === null || (typeof value === 'object' && !Array.isArray(value))) return undefined
    return `json: cannot unmarshal ${nameOf(value)} into Go value of type map[string]interface {}`
  } catch {
    return syntaxError(bytes.toString('latin1'))
  }
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

/** Go names the first byte that fits nothing, or the end of a text that stops too early. */
function syntaxError(text: string): string {
  const first = text.trimStart().charAt(0)
  if (first === '' || '{['.includes(first)) return 'unexpected end of JSON input'
  return `invalid character '${first}' looking for beginning of value`
}
