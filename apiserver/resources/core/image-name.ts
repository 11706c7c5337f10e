const label = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?'
const registry = `(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`
const part = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const name = new RegExp(`^(?:${registry}/)?${part}(?:/${part})*$`)
/** What stands for an image without naming it. */
const identifier = /^[a-f0-9]{64}$/
/** With the registry and its `library/`, which a short name stands for. */
const maxName = 255 - 'docker.io/library/'.length + 'docker.io/'.length
const tag = /^\w[\w.-]{0,127}$/

/**
 * The tag of an image reference: what follows the last colon, `latest` when neither tag nor digest is given, and ''
 * for a digest or for what is no reference. Upstream: parsers.ParseImageName.
 */
export function imageTag(reference: string): string {
  const [withTag = '', digest] = split(reference, reference.indexOf('@'))
  const slash = withTag.lastIndexOf('/')
  const [repository = '', given] = split(withTag, colonAfter(withTag, slash))
  if (repository.length > maxName || !name.test(repository) || identifier.test(reference)) return ''
  if (given !== undefined) return tag.test(given) ? given : ''
  return digest === undefined ? 'latest' : ''
}

function colonAfter(text: string, index: number): number {
  return text.indexOf(':', index + 1)
}

function split(text: string, index: number): [string, string | undefined] {
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)]
}
