import type { KubeObject } from '../../apimachinery/meta.ts'
import { withConditions, type Condition } from './conditions.ts'
import type { Look, UpkeepTask } from './task.ts'

const definitions = 'apiextensions.k8s.io/v1/customresourcedefinitions'

/** Which names a kind that users define has. Upstream: apiextensions' naming and establishing controllers. */
export const customResourceDefinitions: UpkeepTask = {
  kind: definitions,
  alsoOn: [definitions],
  manager: 'kube-apiserver',
  operation: 'Update',
  statusOf(object, look, now) {
    const { spec, status } = object
    const conflicts = conflictsOf(object, look)
    const accepted = acceptedNames(spec?.names ?? {}, status?.acceptedNames ?? {}, conflicts)
    const conditions = withConditions(status?.conditions, wantedConditions(status?.conditions ?? [], conflicts), now)
    if (!conditions && JSON.stringify(accepted) === JSON.stringify(status?.acceptedNames)) return undefined
    return { ...status, conditions: conditions ?? status?.conditions, acceptedNames: accepted }
  },
}

interface Conflict { field: string; reason: string; message: string }

/** What another definition of the group has by now. */
function conflictsOf(object: KubeObject, { list }: Look): Conflict[] {
  const others = [...list(definitions)].filter(({ spec, metadata }) =>
    spec.group === object['spec'].group && metadata.name !== object.metadata.name)
  const taken = others.map(({ status }) => status?.acceptedNames ?? {})
  const resources = new Set(
    taken.flatMap(({ plural, singular, shortNames }) => [plural, singular, ...(shortNames ?? [])]),
  )
  const kinds = new Set(taken.flatMap(({ kind, listKind }) => [kind, listKind]))
  const { plural, singular, shortNames = [], kind, listKind } = object['spec'].names
  const check = (field: string, reason: string, name: string, used: Set<string>): Conflict[] =>
    (name && used.has(name) ? [{ field, reason, message: `${JSON.stringify(name)} is already in use` }] : [])
  return [
    ...check('plural', 'PluralConflict', plural, resources),
    ...check('singular', 'SingularConflict', singular, resources),
    ...shortNames.flatMap((name: string) => check('shortNames', 'ShortNamesConflict', name, resources)),
    ...check('kind', 'KindConflict', kind, kinds),
    ...check('listKind', 'ListKindConflict', listKind, kinds),
  ]
}

function acceptedNames(wanted: any, before: any, conflicts: Conflict[]): any {
  const refused = new Set(conflicts.map(({ field }) => field))
  const fields = ['categories', 'kind', 'listKind', 'plural', 'shortNames', 'singular']
  return Object.fromEntries(fields.flatMap((field) => {
    const value = refused.has(field) ? before[field] : wanted[field]
    const isRequired = field === 'kind' || field === 'plural'
    return value === undefined ? (isRequired ? [[field, '']] : []) : [[field, value]]
  }))
}

/** Once established, a definition stays so. */
function wantedConditions(conditions: Condition[], conflicts: Conflict[]): Condition[] {
  const last = conflicts.at(-1)
  const isEstablished = conditions.some(({ type, status }) => type === 'Established' && status === 'True')
  const accepted: Condition = last
    ? { type: 'NamesAccepted', status: 'False', reason: last.reason, message: last.message }
    : { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' }
  if (isEstablished) return [accepted]
  const established: Condition = last
    ? { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' }
    : {
      type: 'Established', status: 'True', reason: 'InitialNamesAccepted',
      message: 'the initial names have been accepted',
    }
  return [accepted, established]
}
