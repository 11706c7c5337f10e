import type { KubeObject } from '../../../apimachinery/meta.ts'
import { printLabelSelector } from '../../../apimachinery/selectors.ts'
import type { Column, SubresourceStrategy } from '../definition.ts'
import { restore } from '../core/restore.ts'
import { defaultPodTemplate } from '../core/pod-spec-defaults.ts'
import { ageColumn, column, nameColumn, templateColumns, wideColumn } from '../core/table-columns.ts'
import { validateDaemonSet, validateDaemonSetStatusUpdate, validateDaemonSetUpdate } from './daemon-set-validation.ts'
import { sameInGo } from '../schema/go-values.ts'
import { readNumber } from './number-annotation.ts'
import { templateWarnings } from './workload-warnings.ts'
import { workload, workloadStrategy } from './workload.ts'

/** Counts the changes of the template; a field once, it lives on as an annotation. */
const templateGeneration = 'deprecated.daemonset.template.generation'

/** Upstream: SetDefaults_DaemonSet of apps/v1, and the annotation as conversion leaves it. */
function applyDefaults(daemonSet: KubeObject): void {
  setTemplateGeneration(daemonSet, templateGenerationOf(daemonSet))
  daemonSet['spec'] ??= {}
  const spec = daemonSet['spec']
  spec.template ??= {}
  defaultPodTemplate(spec.template)
  spec.updateStrategy ??= {}
  spec.updateStrategy.type ||= 'RollingUpdate'
  if (spec.updateStrategy.type === 'RollingUpdate') {
    spec.updateStrategy.rollingUpdate ??= {}
    spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1
  }
  if (spec.updateStrategy.rollingUpdate) {
    // Inside upstream these are no pointers.
    spec.updateStrategy.rollingUpdate.maxUnavailable ??= 0
    spec.updateStrategy.rollingUpdate.maxSurge ??= 0
  }
  spec.revisionHistoryLimit ??= 10
}

function templateGenerationOf({ metadata }: KubeObject): number {
  const text = metadata.annotations?.[templateGeneration]
  return text === undefined ? 0 : Number(readNumber(text, 'DaemonSet'))
}

function setTemplateGeneration({ metadata }: KubeObject, generation: number): void {
  metadata.annotations = { ...metadata.annotations, [templateGeneration]: String(generation) }
}

/** An update cannot set the count: it rises when the template changes. */
function prepare(daemonSet: KubeObject, old: KubeObject | undefined): void {
  if (old === undefined) {
    setTemplateGeneration(daemonSet, Math.max(1, templateGenerationOf(daemonSet)))
    return
  }
  const same = sameInGo('core/v1.PodTemplateSpec', daemonSet['spec'].template, old['spec'].template)
  setTemplateGeneration(daemonSet, templateGenerationOf(old) + (same ? 0 : 1))
}

const count = (name: string, description: string, field: string): Column =>
  column(name, description, (object) => object['status']?.[field] ?? 0, 'integer')

const moreInfo = 'More info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/'

/** Upstream: printers/internalversion printDaemonSet. */
const columns: readonly Column[] = [
  nameColumn,
  count(
    'Desired',
    'The total number of nodes that should be running the daemon pod (including nodes correctly running the '
      + 'daemon pod). '
      + moreInfo,
    'desiredNumberScheduled',
  ),
  count(
    'Current',
    `The number of nodes that are running at least 1 daemon pod and are supposed to run the daemon pod. ${moreInfo}`,
    'currentNumberScheduled',
  ),
  count(
    'Ready',
    'numberReady is the number of nodes that should be running the daemon pod and have one or more of the daemon pod ' +
      'running with a Ready Condition.',
    'numberReady',
  ),
  count('Up-to-date', 'The total number of nodes that are running updated daemon pod', 'updatedNumberScheduled'),
  count(
    'Available',
    'The number of nodes that should be running the daemon pod and have one or more of the daemon pod running and ' +
      'available (ready for at least spec.minReadySeconds)',
    'numberAvailable',
  ),
  column(
    'Node Selector',
    "NodeSelector is a selector which must be true for the pod to fit on a node. Selector which must match a node's " +
      'labels for the pod to be scheduled on that node. More info: ' +
      'https://kubernetes.io/docs/concepts/configuration/assign-pod-node/',
    (object) => printLabelSelector({ matchLabels: object['spec']?.template?.spec?.nodeSelector ?? {} }),
  ),
  ageColumn,
  ...templateColumns,
  wideColumn(
    'Selector',
    'A label query over pods that are managed by the daemon set. Must match in order to be controlled. It must match '
      + "the pod template's labels. More info: "
      + 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
    (object) => printLabelSelector(object['spec']?.selector),
  ),
]

const status: SubresourceStrategy = {
  prepareForUpdate(daemonSet, old) {
    restore(daemonSet, old, 'spec')
    setTemplateGeneration(daemonSet, templateGenerationOf(old))
  },
  validateUpdate: validateDaemonSetStatusUpdate,
}

/** apps/v1 DaemonSet. Upstream: pkg/registry/apps/daemonset. */
export const daemonSet = workload({
  kind: 'DaemonSet',
  resource: 'daemonsets',
  shortNames: ['ds'],
  strategy: workloadStrategy({
    applyDefaults,
    prepare,
    validate: validateDaemonSet,
    validateUpdate: validateDaemonSetUpdate,
    warnings: ({ spec }) => templateWarnings(spec.template),
    warned: (object, old) => templateGenerationOf(object) !== templateGenerationOf(old),
  }),
  status,
  columns,
  fieldAnnotations: [templateGeneration],
})
