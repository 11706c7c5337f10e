import { plainRow } from '../meta/plain-row.ts'

/** What all rows of the group share. */
const common = {
  ...plainRow, group: 'admissionregistration.k8s.io', categories: ['api-extensions'], namespaced: false,
} as const

/** The names of a kind of the group, and what all its kinds share. `plural` is the kind's with an `s` by default. */
export function registrationRow<Kind extends string>(kind: Kind, plural = `${kind.toLowerCase()}s`) {
  return {
    ...common,
    kind,
    resource: plural,
    singular: kind.toLowerCase(),
    type: `k8s.io/api/admissionregistration/v1.${kind}`,
    storagePrefix: plural,
  } as const
}
