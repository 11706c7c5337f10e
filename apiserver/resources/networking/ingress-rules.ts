import { invalid, notSupported, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { isValidPortName, isValidPortNum } from '../../../apimachinery/names.ts'
import { dns1123Label, invalidFor } from '../core/validation/fields.ts'
import { validateReference } from './reference.ts'

const pathTypes = ['Exact', 'Prefix', 'ImplementationSpecific']
const badSequences = ['//', '/./', '/../', '%2f', '%2F']
const badEnds = ['/..', '/.']

/** The paths of one rule. Upstream: validateIngressRuleValue. */
export function validateRuleValue({ http }: any, path: string): FieldError[] {
  if (!http) return []
  const paths: any[] = http.paths ?? []
  if (paths.length === 0) return [required(`${path}.http.paths`)]
  return paths.flatMap((one, at) => validatePath(one, `${path}.http.paths[${at}]`))
}

function validatePath({ path: target = '', pathType, backend = {} }: any, path: string): FieldError[] {
  if (pathType === undefined) return [required(`${path}.pathType`, 'pathType must be specified')]
  return [
    ...(pathTypes.includes(pathType)
      ? validateTarget(target, pathType, `${path}.path`)
      : [notSupported(`${path}.pathType`, pathType, pathTypes)]),
    ...validateBackend(backend, `${path}.backend`),
  ]
}

function validateTarget(target: string, pathType: string, path: string): FieldError[] {
  const strict = pathType !== 'ImplementationSpecific'
  const relative = !target.startsWith('/') && (strict || target !== '')
  const wrong = relative ? [invalid(path, target, 'must be an absolute path')] : []
  if (!strict) return wrong
  return [
    ...wrong,
    ...badSequences.flatMap((bad) =>
      (target.includes(bad) ? [invalid(path, target, `must not contain '${bad}'`)] : [])),
    ...badEnds.flatMap((bad) => (target.endsWith(bad) ? [invalid(path, target, `cannot end with '${bad}'`)] : [])),
  ]
}

/** Where requests go: to a Service or to a resource. Upstream: validateIngressBackend. */
export function validateBackend({ service, resource }: any, path: string): FieldError[] {
  if (service && resource) return [invalid(path, '', 'cannot set both resource and service backends')]
  if (resource) return validateReference(resource, `${path}.resource`)
  if (!service) return [invalid(path, '', 'resource or service backend is required')]
  const name: string = service.name ?? ''
  return [
    ...(name === '' ? [required(`${path}.service.name`)] : dns1123Label(`${path}.service.name`, name)),
    ...validatePort(service.port ?? {}, path),
  ]
}

function validatePort({ name = '', number = 0 }: any, path: string): FieldError[] {
  if (name !== '' && number !== 0) return [invalid(path, '', 'cannot set both port name & port number')]
  if (name !== '') return invalidFor(`${path}.service.port.name`, name, isValidPortName(name))
  if (number !== 0) return invalidFor(`${path}.service.port.number`, number, isValidPortNum(number))
  return [required(path, 'port name or number is required')]
}
