import { invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { validateFieldRef, validateResourceFieldRef, volumeFieldPaths } from './downward.ts'
import { fileMode, localUnreservedPath } from './paths.ts'

/** Upstream: validateSecretVolumeSource. */
export function validateSecretVolume({ secretName, defaultMode, items }: any, path: string): FieldError[] {
  return [
    ...(secretName ? [] : [required(`${path}.secretName`)]),
    ...fileMode(`${path}.defaultMode`, defaultMode),
    ...validateItems(items, path),
  ]
}

/** Upstream: validateConfigMapVolumeSource. */
export function validateConfigMapVolume({ name, defaultMode, items }: any, path: string): FieldError[] {
  return [
    ...(name ? [] : [required(`${path}.name`)]),
    ...fileMode(`${path}.defaultMode`, defaultMode),
    ...validateItems(items, path),
  ]
}

/** Upstream: validateDownwardAPIVolumeSource; upstream reports its files at the source. */
export function validateDownwardVolume({ defaultMode, items = [] }: any, path: string): FieldError[] {
  return [
    ...fileMode(`${path}.defaultMode`, defaultMode), ...items.flatMap((item: any) => validateDownwardFile(item, path)),
  ]
}

function validateItems(items: any[] = [], path: string): FieldError[] {
  return items.flatMap((item, index) => validateKeyToPath(item, `${path}.items[${index}]`))
}

/** Upstream: validateKeyToPath. */
export function validateKeyToPath({ key, path: target = '', mode }: any, path: string): FieldError[] {
  return [
    ...(key ? [] : [required(`${path}.key`)]),
    ...(target === '' ? [required(`${path}.path`)] : []),
    ...localUnreservedPath(`${path}.path`, target),
    ...fileMode(`${path}.mode`, mode),
  ]
}

/** Upstream: validateDownwardAPIVolumeFile. */
export function validateDownwardFile(
  { path: target = '', fieldRef, resourceFieldRef, mode }: any, path: string,
): FieldError[] {
  return [
    ...(target === '' ? [required(`${path}.path`)] : []),
    ...localUnreservedPath(`${path}.path`, target),
    ...validateRefs(fieldRef, resourceFieldRef, path),
    ...fileMode(`${path}.mode`, mode),
  ]
}

function validateRefs(fieldRef: any, resourceFieldRef: any, path: string): FieldError[] {
  if (fieldRef) {
    const both = 'fieldRef and resourceFieldRef can not be specified simultaneously'
    return [
      ...validateFieldRef(fieldRef, volumeFieldPaths, `${path}.fieldRef`),
      ...(resourceFieldRef ? [invalid(path, 'resource', both)] : []),
    ]
  }
  if (resourceFieldRef) return validateResourceFieldRef(resourceFieldRef, `${path}.resourceFieldRef`, true)
  return [required(path, 'one of fieldRef and resourceFieldRef is required')]
}
