/** A reference's parts: registry, optional path, tag, digest; upstream: distribution/reference. */
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const host = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?'
const tag = '[\\w][\\w.-]{0,127}'
const digest = '[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,}'
const pattern = new RegExp(`^(?:(${host})/)?(${component}(?:/${component})*)(?::(${tag}))?(?:@(${digest}))?$`)

/** A reference that is none. */
export class InvalidImageName extends Error {}

/**
 * The full name of an image as the runtime is to see it: `busybox` is `docker.io/library/busybox:latest`.
 * @throws InvalidImageName
 */
export function normalizeImageName(image: string): string {
  const match = pattern.exec(image)
  if (match === null) throw new InvalidImageName(`couldn't parse image name "${image}": invalid reference format`)
  const [, first = '', rest = '', tag, digest] = match
  const named = isRegistry(first) ? `${first}/${rest}` : dockerHub(first === '' ? rest : `${first}/${rest}`)
  return `${named}${tag ? `:${tag}` : digest ? '' : ':latest'}${digest ? `@${digest}` : ''}`
}

const isRegistry = (name: string): boolean => name.includes('.') || name.includes(':') || name === 'localhost'

const dockerHub = (path: string): string => `docker.io/${path.includes('/') ? path : `library/${path}`}`
