import { invalid, type FieldError } from '../../../../apimachinery/field-error.ts'

/** How upstream prints a path that says nothing: `field.NewPath("")`. */
export const noPath = '[]'

/** Upstream: validatePathNoBacksteps. */
export function noBacksteps(path: string, target: string): FieldError[] {
  return target.split('/').includes('..') ? [invalid(path, target, "must not contain '..'")] : []
}

/** A path below where it is used. Upstream: validateLocalDescendingPath. */
export function localPath(path: string, target: string): FieldError[] {
  return [
    ...(target.startsWith('/') ? [invalid(path, target, 'must be a relative path')] : []),
    ...noBacksteps(path, target),
  ]
}

/** A local path that does not clash with the kubelet's own `..data`. Upstream: ValidateLocalNonReservedPath. */
export function localUnreservedPath(path: string, target: string): FieldError[] {
  const reserved = target.startsWith('..') && !target.startsWith('../')
  return [...localPath(path, target), ...(reserved ? [invalid(path, target, "must not start with '..'")] : [])]
}

/** The permission bits of a file in a volume. */
export function fileMode(path: string, mode: number | undefined): FieldError[] {
  if (mode === undefined || (mode >= 0 && mode <= 0o777)) return []
  return [invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive')]
}
