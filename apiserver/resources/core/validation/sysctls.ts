import { duplicate, invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'

const segment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const format = `^(${segment}[\\./])*${segment}$`
const pattern = new RegExp(format)
const maxLength = 253

/** Upstream: validateSysctls. What belongs to a namespace shared with the host may not be set. */
export function validateSysctls(spec: any, path: string): FieldError[] {
  const seen = new Set<string>()
  return ((spec.securityContext.sysctls ?? []) as any[]).flatMap(({ name = '' }, index) => {
    const at = `${path}[${index}].name`
    const wrong = [...validateName(name, seen, at), ...validateNamespace(name, spec, at)]
    seen.add(name)
    return wrong
  })
}

function validateName(name: string, seen: ReadonlySet<string>, path: string): FieldError[] {
  if (name === '') return [required(path)]
  if (name.length > maxLength || !pattern.test(name)) {
    return [invalid(path, name, `must have at most ${maxLength} characters and match regex ${format}`)]
  }
  return seen.has(name) ? [duplicate(path, name)] : []
}

function validateNamespace(name: string, spec: any, path: string): FieldError[] {
  const dotted = dotNotation(name)
  if (spec.hostNetwork && dotted.startsWith('net.')) {
    return [invalid(path, name, "may not be specified when 'hostNetwork' is true")]
  }
  const ipc = dotted === 'kernel.sem' || dotted.startsWith('kernel.shm') || dotted.startsWith('kernel.msg') ||
    dotted.startsWith('fs.mqueue.')
  return spec.hostIPC && ipc ? [invalid(path, name, "may not be specified when 'hostIPC' is true")] : []
}

/** In a name with slashes first, dots and slashes change places. */
function dotNotation(name: string): string {
  const separator = /[./]/.exec(name)?.[0]
  if (separator !== '/') return name
  return name.replace(/[./]/g, (one) => (one === '/' ? '.' : '/'))
}
