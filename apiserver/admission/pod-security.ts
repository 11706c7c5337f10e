import { invalidError } from '../../apimachinery/api-error.ts'
import { semanticEqual } from '../../apimachinery/equality.ts'
import { invalid, type FieldError } from '../../apimachinery/field-error.ts'
import type { AdmissionPlugin } from './plugin.ts'

const prefix = 'pod-security.kubernetes.io/'
const levels = ['privileged', 'baseline', 'restricted']
const version = /^v1\.(0|[1-9][0-9]*)$/

/** The labels that say which pods a namespace takes make sense. Upstream: pod-security-admission, ValidateNamespace. */
export function podSecurity(): AdmissionPlugin {
  return {
    name: 'PodSecurity',
    only: ['namespaces'],
    async validate({ definition, operation, subresource, name, object, old }) {
      const { group, kind } = definition
      if (subresource !== '' || object === undefined) return
      if (operation !== 'CREATE' && operation !== 'UPDATE') return
      const errors = labelErrors(object.metadata.labels)
      // What was wrong before is not held against who changes something else.
      if (errors.length === 0 || (old && semanticEqual(errors, labelErrors(old.metadata.labels)))) return
      throw invalidError({ group, kind }, name, errors)
    },
  }
}

function labelErrors(labels: Record<string, string> = {}): FieldError[] {
  const check = (label: string, isRight: (value: string) => boolean, why: string): FieldError[] => {
    const value = labels[`${prefix}${label}`]
    return value === undefined || isRight(value) ? [] : [invalid(`metadata.labels[${prefix}${label}]`, value, why)]
  }
  return ['enforce', 'audit', 'warn'].flatMap((mode) => [
    ...check(mode, (value) => levels.includes(value), `must be one of ${levels.join(', ')}`),
    ...check(`${mode}-version`, (value) => value === 'latest' || version.test(value), 'must be "latest" or "v1.x"'),
  ])
}
