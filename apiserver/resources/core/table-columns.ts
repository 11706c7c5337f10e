import { ageOf } from '../../../apimachinery/duration.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { Column } from '../definition.ts'

/** A column that always shows. */
export function column(
  name: string, description: string, cell: Column['cell'], type: Column['type'] = 'string',
): Column {
  return { name, type, format: '', description, priority: 0, cell }
}

/** A column that shows with `-o wide` only. */
export function wideColumn(name: string, description: string, cell: Column['cell']): Column {
  return { ...column(name, description, cell), priority: 1 }
}

/** The object's name; kubectl knows it by its format. */
export const nameColumn: Column = {
  ...column(
    'Name',
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow '
      + 'a client to request the generation of an appropriate name automatically. Name is primarily intended for '
      + 'creation idempotence and configuration definition. Cannot be updated. More info: '
      + 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
    (object) => object.metadata.name ?? '',
  ),
  format: 'name',
}

const createdText =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed '
    + 'to be set in happens-before order across separate operations. Clients may not set this value. It is '
    + 'represented in RFC3339 form and is in UTC.\n\n'
    + 'Populated by the system. Read-only. Null for lists. More info: '
    + 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata'

/** How long ago the object was created. */
export const ageColumn: Column = column(
  'Age', createdText, (object, now) => ageOf(object.metadata.creationTimestamp, now))

/** When the object was created: what kinds show for which upstream has no columns. */
export const createdColumn: Column = column(
  'Created At', createdText, (object) => object.metadata.creationTimestamp ?? '', 'date')

/** The containers of a template, by names and by images; `make` says whether they always show. */
export function containerColumns(containersOf: (object: KubeObject) => any[], make = wideColumn): Column[] {
  const cell = (field: string) => (object: KubeObject): string =>
    containersOf(object).map((container) => container[field] ?? '').join(',')
  return [
    make('Containers', 'Names of each container in the template.', cell('name')),
    make('Images', 'Images referenced by each container in the template.', cell('image')),
  ]
}

/** The containers of a workload's template. */
export const templateColumns: readonly Column[] =
  containerColumns((object) => object['spec']?.template?.spec?.containers ?? [])
