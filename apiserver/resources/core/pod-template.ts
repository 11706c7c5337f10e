import { printLabelSelector } from '../../../apimachinery/selectors.ts'
import { templateWarnings } from '../apps/workload-warnings.ts'
import { workload, workloadStrategy } from '../apps/workload.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import { sameInGo } from '../schema/go-values.ts'
import { defaultPodTemplate } from './pod-spec-defaults.ts'
import { column, containerColumns, nameColumn } from './table-columns.ts'
import { validatePodTemplate } from './validation/pod-template.ts'

/** core/v1 PodTemplate. Upstream: pkg/registry/core/podtemplate. */
export const podTemplate = workload({
  group: '',
  kind: 'PodTemplate',
  resource: 'podtemplates',
  categories: [],
  strategy: workloadStrategy({
    applyDefaults(object) {
      object['template'] ??= {}
      defaultPodTemplate(object['template'])
    },
    podSpec: ({ template }) => template.spec,
    changed: (object, old) => !sameInGo('core/v1.PodTemplateSpec', object['template'], old['template']),
    validate: ({ template }) => validatePodTemplate(template, 'template'),
    validateUpdate: (object, old) =>
      [...validateKindMetaUpdate(object, old), ...validatePodTemplate(object['template'], 'template', old['template'])],
    warnings: ({ template }) => templateWarnings(template, 'template'),
  }),
  columns: [
    nameColumn,
    ...containerColumns(({ template }) => template?.spec?.containers ?? [], column),
    column('Pod Labels', 'The labels for the pod template.', ({ template }) =>
      printLabelSelector({ matchLabels: template?.metadata?.labels ?? {} })),
  ],
})
